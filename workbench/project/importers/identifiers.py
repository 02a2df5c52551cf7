"""Short names made from text: stable, safe as names of folders, never one for two things."""

from __future__ import annotations

import difflib
import hashlib
import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Literal

_LONGEST = 60
_SIMILAR = 0.9
_SHORTEST_COMPARED = 8
_MOST_COMPARED = 1500
_SAFE = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]*")
# Windows refuses files of these names whatever their ending.
_RESERVED = re.compile(r"(con|prn|aux|nul|com\d|lpt\d)(\..*)?", re.IGNORECASE)

Style = Literal["slug", "code"]


def digest(text: str) -> str:
    """Return six characters that depend on the text alone.

    Examples
    --------
    >>> digest("UN Women") == digest("UN Women") != digest("UN WOMEN")
    True
    """
    return hashlib.sha256(text.encode("utf-8")).hexdigest()[:6]


def slug(text: str) -> str:
    """Make a short name: lower case, without accents, a hyphen for everything between words.

    The same text always gives the same short name. Text without any Latin letter or digit, and
    text that is too long, ends in six characters computed from the whole text.

    Returns
    -------
    str
        Short name, usable as the name of a folder on every system.

    Examples
    --------
    >>> slug("Vétérinaires sans Frontières"), slug("../../etc/passwd"), slug("CON")
    ('veterinaires-sans-frontieres', 'etc-passwd', 'x-con')
    """
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode("ascii")
    short = re.sub(r"[^a-z0-9]+", "-", plain.replace("'", "").casefold()).strip("-")
    if not short:
        return f"x-{digest(text)}"
    if _RESERVED.fullmatch(short):
        return f"x-{short}"
    if len(short) > _LONGEST:
        return f"{short[: _LONGEST - 7].rstrip('-')}-{digest(text)}"
    return short


def is_safe(code: str) -> bool:
    """Whether a code of the source can stand as it is: no path, no reserved name, no blank.

    Examples
    --------
    >>> is_safe("ET060207"), is_safe("../x"), is_safe("a..b"), is_safe("NUL")
    (True, False, False, False)
    """
    return (
        _SAFE.fullmatch(code) is not None
        and ".." not in code
        and not code.endswith(".")
        and len(code) <= _LONGEST
        and _RESERVED.fullmatch(code) is None
    )


def fold(text: str) -> str:
    """Return the letters and digits alone, to see whether two names differ in spelling only.

    Examples
    --------
    >>> fold("OWS-DF") == fold("OWS DF")
    True
    """
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(character for character in plain if character.isalnum())


@dataclass(frozen=True, slots=True)
class ShortNames:
    """Short names of one sort of thing.

    Attributes
    ----------
    codes : mapping of str to str
        Text of the source to short name.
    refused : mapping of str to str
        Text of the source that can have none, and what was expected.
    """

    codes: Mapping[str, str]
    refused: Mapping[str, str]


def short_names(texts: Iterable[str], *, style: Style = "slug") -> ShortNames:
    """Make a short name of its own for every text.

    Parameters
    ----------
    texts : iterable of str
        The texts, in the order of the file.
    style : {"slug", "code"}
        "slug" makes a short name from any text; "code" takes the source's own code as it stands
        and refuses it when it is unsafe or differs from another one in case only.

    Returns
    -------
    ShortNames
        One short name per text; texts whose short names would be the same get different endings.

    Examples
    --------
    >>> names = short_names(["UN WOMEN", "UN Women", "WFP"])
    >>> names.codes["WFP"], len(set(names.codes.values()))
    ('wfp', 3)
    """
    distinct = tuple(dict.fromkeys(texts))
    groups: dict[str, list[str]] = {}
    for text in distinct:
        groups.setdefault(slug(text) if style == "slug" else text.casefold(), []).append(text)
    if style == "code":
        refused = {text: "letters, digits, . _ and -" for text in distinct if not is_safe(text)}
        for first, *others in groups.values():
            refused |= dict.fromkeys(others, f"another code than {first}, not only in case")
        return ShortNames({t: t for t in distinct if t not in refused}, refused)
    taken = set(groups)
    codes: dict[str, str] = {}
    for short, group in groups.items():
        for text in group:
            code = short if len(group) == 1 else f"{short[: _LONGEST - 7]}-{digest(text)}"
            while len(group) > 1 and code in taken:
                code = f"{code}-x"
            taken.add(code)
            codes[text] = code
    return ShortNames(codes, {})


def near_duplicates(labels: Mapping[str, Iterable[str]]) -> tuple[tuple[str, str, str], ...]:
    """List pairs of short names whose texts are so alike that they may be one and the same.

    Nothing is joined: a person decides, and writes the decision into the map.

    Parameters
    ----------
    labels : mapping of str to iterable of str
        For each short name, all texts under which it stands in the source.

    Returns
    -------
    tuple of (str, str, str)
        Two short names and why they are listed.

    Examples
    --------
    >>> near_duplicates({"wfp": ["World Food Programme"], "world": ["World Food Program"]})
    (('wfp', 'world', "'World Food Programme' and 'World Food Program' are spelt nearly alike"),)
    """
    texts = [(code, text, fold(text)) for code, many in labels.items() for text in many]
    compared = texts if len(texts) <= _MOST_COMPARED else []
    pairs: dict[tuple[str, str], str] = {}
    owner: dict[str, tuple[str, str]] = {}
    for code, text, folded in texts:
        first, other = owner.setdefault(folded, (code, text))
        if first != code and folded:
            pairs[first, code] = (
                f"both are called '{text}'" if text == other
                else f"'{other}' and '{text}' differ in capitals or signs only"
            )  # fmt: skip
    for (one, text, left), (two, other, right) in combinations(compared, 2):
        if one != two and (one, two) not in pairs and _alike(left, right):
            pairs[one, two] = f"'{text}' and '{other}' are spelt nearly alike"
    return tuple((one, two, why) for (one, two), why in pairs.items())


def _alike(left: str, right: str) -> bool:
    if min(len(left), len(right)) < _SHORTEST_COMPARED:
        return False
    if re.sub(r"\D", "", left) != re.sub(r"\D", "", right):
        return False  # "Site 1" and "Site 2" are two sites
    match = difflib.SequenceMatcher(None, left, right, autojunk=False)
    return (
        match.real_quick_ratio() >= _SIMILAR
        and match.quick_ratio() >= _SIMILAR
        and match.ratio() >= _SIMILAR
    )
