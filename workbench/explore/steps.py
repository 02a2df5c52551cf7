"""What follows, step by step: differences in words, a sentence where there are none, a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from workbench import what_if
from workbench.budget.page import budget as budget_page
from workbench.diagnosis import figures
from workbench.errors import NothingToShow
from workbench.page.records import Record, paragraphs, table
from workbench.partners.page import network
from workbench.plan.page import plan as plan_page

if TYPE_CHECKING:
    from workbench.case import Case
    from workbench.drawing.theme import Figure
    from workbench.scenarios.applying import ScenarioRows


@dataclass(frozen=True, slots=True)
class ExploredStep:
    """A step as the room shows it.

    Attributes
    ----------
    title : str
        Its name.
    outcomes : callable
        Returns its results in words.
    picture : callable or None
        Draws it.
    """

    title: str
    outcomes: Callable[[Case], Iterable[what_if.Outcome]]
    picture: Callable[[Case], Figure] | None = None

    def differences(self, before: Case, now: Case) -> pd.DataFrame:
        """List what differs; columns as :meth:`workbench.case.Case.compare` has."""
        if now is before:
            return what_if.differences((), ())
        return what_if.differences(self.outcomes(before), self.outcomes(now))

    def drawn(self, case: Case) -> Figure | str | None:
        """Return the picture, or why there is none."""
        if self.picture is None:
            return None
        try:
            return self.picture(case)
        except NothingToShow as reason:
            return str(reason)


EXPLORED: Final = (
    ExploredStep("Diagnosis", lambda case: what_if.diagnosis_outcomes(case.diagnosis),
                 lambda case: figures.readiness_use(case.diagnosis.diagnosis)),
    ExploredStep("Options", lambda case: what_if.option_outcomes(case.options)),
    ExploredStep("Partners", lambda case: what_if.partner_outcomes(case.partners),
                 lambda case: network.network_picture(case.partners)),
    ExploredStep("Plan", lambda case: what_if.plan_outcomes(case.plan),
                 lambda case: plan_page.picture_of_the_plan(case.plan)),
    ExploredStep("Budget", lambda case: what_if.budget_outcomes(case.budget),
                 lambda case: budget_page.cash(case.budget)),
    ExploredStep("Findings", lambda case: what_if.finding_outcomes(case.findings)),
)  # fmt: skip
"""The steps in their order; the last asks all the others and takes longest."""


def where_it_stands(case: Case) -> str:
    """Return score, bottleneck and how sure that is, in a sentence."""
    said = {one.what: one.value for one in what_if.diagnosis_outcomes(case.diagnosis)}
    return (
        f"Package score {said['package score']}; bottleneck: {said['bottleneck']}; "
        f"probability of that {said['how sure']}."
    )


def told(step: ExploredStep, differences: pd.DataFrame) -> Record:
    """Return the differences of a step as a table, or say that there are none."""
    if differences.empty:
        return paragraphs(f"{step.title}: nothing changes.")
    rows = differences[["what", "before", "after"]].to_numpy().tolist()
    return table(step.title, ["What", "Before", "Now"], rows)


def no_effect(differences: pd.DataFrame, now: Case) -> str:
    """Say why changed levels leave the score as it is; blank where they do not."""
    changed = set(differences["what"])
    if not changed or changed & {"package score", "bottleneck"}:
        return ""
    weakest = [str(one.title) for one in now.diagnosis.weakest]
    if not weakest:
        return ""
    return (
        "The score stays: a package is as good as its weakest component, and "
        f"{' and '.join(weakest)} still {'has' if len(weakest) == 1 else 'have'} the lowest score."
    )


def compared(found: pd.DataFrame) -> Record:
    """Return scenarios side by side as a table, or say that they are all the same."""
    if found.empty:
        return paragraphs("Nothing differs between the scenarios and what is.")
    heads = ["Step", "What", *(str(name).capitalize() for name in found.columns[2:])]
    return table("Scenarios side by side", heads, found.to_numpy().tolist())


def preview(made: ScenarioRows) -> list[Record]:
    """Return the rows that would be added, what is left to a person, and what that leaves apart."""
    said: list[Record] = []
    for name, rows in made.rows.items():
        filled = rows.dropna(axis=1, how="all").astype(object)
        cells = [["" if pd.isna(one) else _cell(one) for one in row] for row in filled.to_numpy()]
        said.append(table(f"New rows of {name}", list(map(str, filled)), cells))
    if made.by_hand:
        heads = ["Table", "Row", "Column", "Now", "Supposed"]
        hand = [[one.table, one.row, one.column, one.now, one.new] for one in made.by_hand]
        said.append(table("To be changed by hand", heads, hand))
    if len(made.apart):
        rest = made.apart[["step", "what", "before", "after"]].to_numpy().tolist()
        heads = ["Step", "What", "With the new rows", "Supposed"]
        said.append(table("What the new rows alone do not reach", heads, rest))
    return said


def _cell(value: object) -> str:
    return f"{value:%Y-%m-%d}" if isinstance(value, pd.Timestamp) else str(value)
