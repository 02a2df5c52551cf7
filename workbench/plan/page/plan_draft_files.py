"""A drafted plan as files of its own, beside the tables of the project and never over them."""

from __future__ import annotations

from pathlib import Path

from workbench.errors import InvalidInput
from workbench.files import write_whole
from workbench.language import phrased
from workbench.plan.step import PlanDraft
from workbench.project.schema.frames import conform
from workbench.project.store.writing import csv_bytes


def write_draft(draft: PlanDraft, folder: Path) -> tuple[Path, ...]:
    """Write a drafted plan as ``activities.csv`` and ``costs.csv``.

    Parameters
    ----------
    draft : PlanDraft
        What was drafted.
    folder : Path
        Where to write; made where it is not there. The columns are those of the project's tables,
        so that rows can be copied.

    Raises
    ------
    InvalidInput
        Another file of these names is there: what somebody may have worked on is not written over.
    """
    files = {
        folder / f"{name}.csv": csv_bytes(name, conform(name, rows))
        for name, rows in (("activities", draft.activities), ("costs", draft.costs))
    }
    for path, content in files.items():
        if path.exists() and path.read_bytes() != content:
            message = phrased(
                "{} is there already, and is not what would be drafted now. Move it away, "
                "or write elsewhere with --out.",
                path,
            )
            raise InvalidInput(message)
    for path, content in files.items():
        write_whole(path, content)
    return tuple(files)


def what_to_do(draft: PlanDraft) -> str:
    """Say what is open in a draft, and what becomes of it."""
    activities = draft.activities
    nobody = int((activities["responsible"].isna() & activities["milestone"].isna()).sum())
    return (
        "Nothing of the project was changed. Change the rows, fill in what is blank (who is "
        f"responsible for {nobody}, staff and people, dates, {len(draft.costs)} amounts), and copy "
        "what you keep into the tables activities and costs."
    )
