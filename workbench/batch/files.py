"""The folder of the reports: who may write where, and files that appear whole or not at all."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import time
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from workbench.errors import InvalidInput
from workbench.files import write_whole

REPORT = "report.html"
KEY = "key.json"
RECORD = "run.json"
INDEX = "index.html"
COMPARISON = "comparison.html"
ASSETS = "assets"
SCENARIOS = "scenarios"
PICTURES = "assets/pictures"
WORD_TEMPLATE = "templates/report.docx"  # in the folder of the project


def site_folder(out: Path, site: str) -> Path:
    """Return the folder of one site, and refuse a name that leads anywhere else.

    Raises
    ------
    InvalidInput
        The key is no plain folder name, or stands for a link that leads out of ``out``. What the
        reports need for themselves, ``workbench.project`` has refused already.

    Examples
    --------
    >>> site_folder(Path("reports"), "rw-huye").as_posix()
    'reports/rw-huye'
    >>> site_folder(Path("reports"), "..")
    Traceback (most recent call last):
    workbench.errors.InvalidInput: The site '..' cannot name a folder of reports; rename the site.
    """
    plain = Path(site).name == site and site not in {"", ".", ".."} and "\\" not in site
    folder = out / site
    if plain and folder.resolve().parent == out.resolve():
        return folder
    message = f"The site '{site}' cannot name a folder of reports; rename the site."
    raise InvalidInput(message)


def relative_to(folder: Path, place: Path) -> str:
    """Return the way to a place from a folder, as what is handed on shows it.

    Where a project lies on somebody's computer is nobody else's business, and no longer true for
    whoever is sent the folder of the reports.

    Examples
    --------
    >>> relative_to(Path("/data/reports/banana/huye"), Path("/data/banana"))
    '../../../banana'
    """
    try:
        return Path(os.path.relpath(place, folder)).as_posix()
    except ValueError:  # on another drive of Windows
        return place.name


def write_json(target: Path, content: Mapping[str, Any]) -> None:
    """Write a mapping as JSON that a person can read too."""
    text = json.dumps(content, indent=1, ensure_ascii=False, default=plain_value)
    write_whole(target, text + "\n")


def read_json(source: Path) -> Mapping[str, Any]:
    """Read a record of ours; a missing or broken one counts as empty, so that it is made again."""
    try:
        content = json.loads(source.read_text("utf-8"))
    except (OSError, ValueError):
        return {}
    return content if isinstance(content, dict) else {}


def plain_value(value: object) -> object:
    """Turn what JSON does not know into what it does: numpy numbers, paths, dates, sets.

    Examples
    --------
    >>> plain_value(Path("reports"))
    'reports'
    """
    item = getattr(value, "item", None)
    if callable(item):
        return item()
    return sorted(value, key=str) if isinstance(value, (set, frozenset)) else str(value)


def sha256_of(source: Path) -> str:
    """Return the SHA-256 of a file, or "" where there is none."""
    try:
        return hashlib.sha256(source.read_bytes()).hexdigest()
    except OSError:
        return ""


def sha256_of_all(files: Mapping[str, Path]) -> str:
    """Return one SHA-256 over files: names and content.

    Examples
    --------
    >>> sha256_of_all({}) == sha256_of_all({"yields.csv": Path("no-such-file")})
    False
    """
    total = hashlib.sha256()
    for name, path in sorted(files.items()):
        total.update(f"{name}\0{sha256_of(path)}\0".encode())
    return total.hexdigest()


def plain_files(folder: Path) -> dict[str, Path]:
    """Return the files of a folder and below, by their way from there; no hidden or compiled ones.

    Examples
    --------
    >>> plain_files(Path("no-such-folder"))
    {}
    """
    found: dict[str, Path] = {}
    for path in sorted(folder.rglob("*")):
        way = path.relative_to(folder)
        hidden = any(part.startswith((".", "__pycache__")) for part in way.parts)
        if not hidden and path.is_file():
            found[way.as_posix()] = path
    return found


def remove_parts(folder: Path, *, older_than: float = 0.0) -> None:
    """Remove what a stopped writer left behind, unless it is younger [s] and being written."""
    last = time.time() - older_than
    for part in folder.glob(".*.part*"):
        with contextlib.suppress(FileNotFoundError):
            if part.stat().st_mtime <= last:
                part.unlink()


def clear(folder: Path, names: Iterable[str], *, keep: str | None = None) -> None:
    """Remove what an earlier run made of a site, so that nothing outdated looks finished.

    That is ``names`` and what ``key.json`` lists, but for ``keep``, which stays until a new one
    takes its place. Files of other origin stay.
    """
    if not folder.is_dir():
        return
    from workbench.publish.formats import every_file

    # The key goes first: whatever happens then, this report no longer counts as up to date.
    recorded = read_json(folder / KEY).get("files", [])
    (folder / KEY).unlink(missing_ok=True)
    for name in {REPORT, *every_file(Path(REPORT).stem), *names, *recorded}:
        if isinstance(name, str) and Path(name).name == name and name != keep:
            with contextlib.suppress(IsADirectoryError):
                (folder / name).unlink(missing_ok=True)
    remove_parts(folder)
