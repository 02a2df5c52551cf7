"""Names and words of persons, kept apart from the record so that they can be erased.

The record holds a seal in their place: the SHA-256 hash of a random salt and the text. Without salt
and text a seal says nothing about either; with them it shows that the text is the one that was
recorded. Whoever asks to be forgotten takes no record out of the chain.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator, Mapping
from hashlib import sha256
from pathlib import Path
from secrets import token_hex
from typing import Final, TypeAlias

from pydantic import TypeAdapter, ValidationError

from workbench.errors import InvalidInput
from workbench.files import write_whole
from workbench.project.record.chain import Event, Json
from workbench.project.record.turns import refuse_file

FILE: Final = "persons.json"
SEAL: Final = "sealed"
"""Under this name a record holds a seal in place of a text."""

Texts: TypeAlias = dict[str, tuple[str, str]]
"""Salt and text of each seal."""

_SALT = 16  # bytes; so that nobody finds a name by trying all names
_CONTENT: Final = TypeAdapter(dict[str, Texts])


def seal(text: str, texts: Texts) -> dict[str, Json]:
    """Return what a record holds in place of a text; the text is put among `texts`.

    Examples
    --------
    >>> texts: Texts = {}
    >>> opened(seal("Ada", texts), texts)
    'Ada'
    """
    salt = token_hex(_SALT)
    mark = _mark(salt, text)
    texts[mark] = (salt, text)
    return {SEAL: mark}


def _mark(salt: str, text: str) -> str:
    return sha256(f"{salt}\n{text}".encode()).hexdigest()


def seal_in(value: Json) -> str | None:
    """Return the seal that stands in place of a text; ``None`` where something else stands there.

    Examples
    --------
    >>> seal_in({"sealed": "ab"}), seal_in("ab")
    ('ab', None)
    """
    if isinstance(value, Mapping) and set(value) == {SEAL} and isinstance(value[SEAL], str):
        return str(value[SEAL])
    return None


def opened(value: Json, texts: Texts) -> Json:
    """Return a value of a record with its text, where it is sealed and the text is there still.

    Examples
    --------
    >>> opened("huye", {})
    'huye'
    """
    mark = seal_in(value)
    if mark is None or mark not in texts:
        return value
    return texts[mark][1]


def is_true(mark: str, texts: Texts) -> bool:
    """Return whether the text of a seal is the one that was recorded.

    Examples
    --------
    >>> is_true("ab", {"ab": ("salt", "text")})
    False
    """
    return _mark(*texts[mark]) == mark


def seals_of(event: Event) -> Iterator[str]:
    """Yield the seals in the row of an event.

    Examples
    --------
    >>> list(seals_of({"row": {"party": "union", "note": {"sealed": "ab"}}}))
    ['ab']
    """
    row = event.get("row")
    if isinstance(row, Mapping):
        for value in row.values():
            mark = seal_in(value)
            if mark is not None:
                yield mark


def read_texts(folder: Path) -> dict[str, Texts]:
    """Return the texts that are kept in a folder of records, site by site.

    Raises
    ------
    InvalidInput
        The file is damaged, or the folder is none.
    """
    refuse_file(folder)
    try:
        return _CONTENT.validate_json((folder / FILE).read_bytes())
    except FileNotFoundError:
        return {}
    except ValidationError as error:
        message = (
            f"{folder.name}/{FILE} is damaged: it is not as it was written. Put back a copy; "
            "without it the names and words of persons in the record cannot be read."
        )
        raise InvalidInput(message) from error


def remove_unfinished(folder: Path) -> None:
    """Remove what a writer of texts that was killed left behind; there words could not be erased.

    Only who has the turn to write may call it: whatever is half written then is nobody's any more.

    Examples
    --------
    >>> remove_unfinished(Path("data/example"))
    """
    for path in folder.glob(f".{FILE}.*.part"):
        path.unlink(missing_ok=True)


def write_texts(folder: Path, site: str, texts: Texts, kept: Collection[str]) -> None:
    """Keep the texts of a site, as far as a record has their seal.

    Parameters
    ----------
    folder : Path
        The folder of the records.
    site : str
        Short name of the site.
    texts : mapping of str to (str, str)
        Salt and text by seal.
    kept : collection of str
        Seals that stay. Others are of records whose writing was cut short, or are erased.
    """
    every = read_texts(folder)
    own = {mark: texts[mark] for mark in texts if mark in kept}
    if own == every.get(site, {}):
        return
    content = {**every, site: own}
    text = json.dumps(content, sort_keys=True, indent=1, ensure_ascii=False)
    write_whole(folder / FILE, text + "\n")
