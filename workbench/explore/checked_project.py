"""A project that was read and checked once, for pages that each have a process of their own.

What it costs to open a page then hardly grows with the number of sites: rows come from the cache,
and the words about what has to be mended from a file beside the page.
"""

from __future__ import annotations

import json
import warnings
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.case import Cases
from workbench.errors import LeftOutWarning, Problem
from workbench.project import open_project, read_project
from workbench.project.store import site_snapshots

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from workbench.project import Project


def keep_checked(folder: Path, kept: Path) -> Project:
    """Read and check a project, and keep for :func:`open_checked` what was found.

    Parameters
    ----------
    folder : Path
        Folder of the project.
    kept : Path
        File to write; the rows themselves go into the user's own cache.

    Returns
    -------
    Project
        As it was read.

    Raises
    ------
    InvalidInput
        The project cannot be read.
    """
    project = read_project(folder)
    rows = site_snapshots.write_all(project)
    told = {
        "rows": None if rows is None else str(rows),
        "problems": [asdict(one) for one in project.problems],
        "common": [asdict(one) for one in project.common],
        "shared": [[site, asdict(one)] for site, one in project.shared],
        "left_out": project.left_out,
    }
    kept.write_text(json.dumps(told), "utf-8")
    return project


def open_checked(folder: Path, kept: Path | None = None) -> Cases:
    """Open all sites of a project, with what keeps some of them out of a run.

    Parameters
    ----------
    folder : Path
        Folder of the project.
    kept : Path, optional
        What :func:`keep_checked` has written; without it, or where it could not be written, the
        tables are read and checked here.

    Raises
    ------
    InvalidInput
        The project cannot be read.

    Examples
    --------
    >>> len(open_checked(Path("data/example")).project.ready)
    12
    """
    with warnings.catch_warnings():
        # The page says at each site what was left out.
        warnings.simplefilter("ignore", LeftOutWarning)
        told = _told(kept)
        if told is None or told["rows"] is None:
            return Cases(open_project(folder))
        with site_snapshots.use(Path(told["rows"])):
            project = open_project(folder)
    return Cases(
        replace(
            project,
            problems=_problems(told["problems"]),
            common=_problems(told["common"]),
            shared=tuple((site, Problem(**one)) for site, one in told["shared"]),
            left_out=tuple(told["left_out"]),
        )
    )


def _told(kept: Path | None) -> Any:
    if kept is None or not kept.exists():
        return None
    return json.loads(kept.read_text("utf-8"))


def _problems(kept: Iterable[Mapping[str, Any]]) -> tuple[Problem, ...]:
    return tuple(Problem(**one) for one in kept)
