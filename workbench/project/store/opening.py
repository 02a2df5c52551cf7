"""How a notebook opens its data: one call, and every parameter is checked."""

from __future__ import annotations

import hashlib
import warnings
from collections.abc import Iterator, Sequence
from datetime import date
from functools import lru_cache
from pathlib import Path

from workbench.errors import FrameworkMismatch, InvalidInput, LeftOutWarning
from workbench.project.sources.reader import READABLE
from workbench.project.store import site_snapshots
from workbench.project.store.project import Project
from workbench.project.store.reading import FUNDERS, read_project


def open_project(
    folder: str | Path,
    *,
    sites: Sequence[str] | None = None,
    framework: str | None = None,
    as_of: str | date | None = None,
) -> Project:
    """Read a project as a notebook's parameters ask for it.

    Parameters
    ----------
    folder : str or Path
        Folder of the project.
    sites : sequence of str, optional
        Keep these sites only, or the one that is named; all of them by default.
    framework : str, optional
        Framework that the notebook expects; levels of another one are refused, never converted.
    as_of : str or date, optional
        Leave out what is dated later; the project's own date by default.

    Raises
    ------
    InvalidInput
        The project cannot be read, or the date is not one.
    FrameworkMismatch
        The project was scored with another framework.
    UnknownName
        There is no site of that name.

    Warns
    -----
    LeftOutWarning
        Cells with errors were left out, which keep the site out of a run.

    Examples
    --------
    >>> open_project("data/example").settings.illustrative
    True
    """
    place, names = _folder(folder), _sites(sites)
    project = site_snapshots.find(place, names) or _read(place)
    if framework is not None and framework != project.framework.key:
        message = (
            f"The project was scored with '{project.framework.key}', not with '{framework}'. "
            f"Levels of two frameworks are never converted."
        )
        raise FrameworkMismatch(message)
    _tell_left_out(project, names)
    if names is not None:
        project = project.only(names)
    day = project.settings.as_of if as_of is None else as_of
    return project if day is None else project.as_of(day)


def _folder(given: object) -> Path:
    if not isinstance(given, str | Path):
        message = f"A project is a folder, such as 'my-project'; not {given!r}."
        raise InvalidInput(message)
    return Path(given)


def _read(place: Path) -> Project:
    """Read the project, or say from where its folder was looked for."""
    if not place.is_dir() and not place.is_absolute():
        message = (
            f"There is no folder {place}: looked for {place.name} from {Path.cwd()}. "
            "Set 'project' to the folder of the project."
        )
        raise InvalidInput(message)
    content = hashlib.sha256()
    try:
        for path in _files(place):
            content.update(f"{path.absolute()}\n{path.is_file()}\n".encode())
            if path.suffix.casefold() in {*READABLE, ".yaml"} and path.is_file():
                content.update(hashlib.sha256(path.read_bytes()).digest())
    except OSError:
        return read_project(place)  # which says what is wrong
    return _as_read(place, content.hexdigest())


def _files(place: Path) -> Iterator[Path]:
    for folder in (place, place / FUNDERS):
        yield from sorted(folder.iterdir()) if folder.is_dir() else ()


@lru_cache(maxsize=1)
def _as_read(place: Path, _content: str) -> Project:
    """Read a project anew where a file has changed: its next site is then opened at once."""
    return read_project(place)


def _sites(given: object) -> Sequence[str] | None:
    if isinstance(given, str):
        return [given]
    if given is None or (
        isinstance(given, list | tuple) and all(isinstance(one, str) for one in given)
    ):
        return given
    message = f"Sites are named by their short names, such as 'rw-huye'; not by {given!r}."
    raise InvalidInput(message)


def _tell_left_out(project: Project, sites: Sequence[str] | None) -> None:
    """Warn of what was left out: these sites would not be run."""
    asked = project.listed if sites is None else sites
    blocked = [site for site in asked if site in project.blocked]
    if not blocked:
        return
    found = dict.fromkeys(one for site in blocked for one in project.blocked[site])
    whose = blocked[0] if len(blocked) == 1 else f"{len(blocked)} sites"
    warnings.warn(LeftOutWarning(whose, tuple(found)), stacklevel=3)
