"""Add rows to several tables of a project at once: tried on a copy, then brought to their place."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING

from workbench.files import write_whole
from workbench.project.entry.appending import append_rows
from workbench.project.store.reading import read_project

if TYPE_CHECKING:
    import pandas as pd

    from workbench.errors import Problem
    from workbench.project.store.project import Project


def add_rows(
    project: Project, fresh: Mapping[str, pd.DataFrame], *, kept: str, dry_run: bool
) -> tuple[Problem, ...]:
    """Add rows to tables; the files as they were are kept in a folder of the project.

    Parameters
    ----------
    project : Project
        The project as it was read from its folder.
    fresh : mapping of str to DataFrame
        New rows by table, with the declared columns.
    kept : str
        Name of the folder that the changed files are kept in; a number is added where it is taken.
    dry_run : bool
        Try it on a copy alone.

    Returns
    -------
    tuple of Problem
        Errors that the project has with the new rows, and did not have before.

    Raises
    ------
    InvalidInput
        A file has a form that nothing can be added to.
    """
    folder = Path(project.folder)
    with tempfile.TemporaryDirectory() as place:
        draft = Path(place)
        for path in folder.iterdir():
            if path.is_file():
                shutil.copy2(path, draft / path.name)
        changed = {append_rows(draft, name, rows) for name, rows in fresh.items()}
        before = {str(one) for one in project.problems}
        blocks = tuple(
            one
            for one in read_project(draft).problems
            if one.severity == "error" and str(one) not in before
        )
        if not dry_run:
            _move(draft, folder, changed, kept)
    return blocks


def _move(draft: Path, folder: Path, changed: set[str], name: str) -> None:
    """Keep the files as they were, then bring the new ones to their place."""
    kept = folder / name
    number = 1
    while kept.exists():
        number += 1
        kept = folder / f"{name}-{number}"
    kept.mkdir()
    for file in sorted(changed):
        if (folder / file).is_file():
            shutil.copy2(folder / file, kept / file)
        write_whole(folder / file, (draft / file).read_bytes())
