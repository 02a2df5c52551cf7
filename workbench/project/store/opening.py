"""How a notebook opens its data: one call, and every parameter is checked."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from pathlib import Path

from workbench.errors import FrameworkMismatch
from workbench.project.store import site_snapshots
from workbench.project.store.project import Project
from workbench.project.store.reading import read_project


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
        Keep these sites only; all of them by default.
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

    Examples
    --------
    >>> open_project("data/example").settings.illustrative
    True
    """
    place = Path(folder)
    project = site_snapshots.find(place, sites) or read_project(place)
    if framework is not None and framework != project.framework.key:
        message = (
            f"The project was scored with '{project.framework.key}', not with '{framework}'. "
            f"Levels of two frameworks are never converted."
        )
        raise FrameworkMismatch(message)
    if sites is not None:
        project = project.only(sites)
    day = project.settings.as_of if as_of is None else as_of
    return project if day is None else project.as_of(day)
