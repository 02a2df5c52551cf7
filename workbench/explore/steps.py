"""What follows, step by step: differences in words, a sentence where there are none, a picture."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

from workbench import what_if
from workbench.budget.page import budget as budget_page
from workbench.diagnosis import figures
from workbench.diagnosis.page import diagnosis as diagnosis_page
from workbench.errors import NothingToShow
from workbench.options.figures import options_before_after
from workbench.options.page import options as options_page
from workbench.page.records import (
    Group,
    Record,
    ReportTable,
    Summary,
    bullets,
    group,
    paragraphs,
    table,
)
from workbench.page.text import say
from workbench.partners.page import network
from workbench.partners.page import partners as partners_page
from workbench.plan.page import plan as plan_page

if TYPE_CHECKING:
    from workbench.case import Case
    from workbench.core.finding import Finding
    from workbench.drawing.theme import Figure
    from workbench.explore.choices import Kind
    from workbench.scenarios.applying import ScenarioRows


@dataclass(frozen=True, slots=True)
class ExploredStep:
    """A step as the room shows it.

    Attributes
    ----------
    title : str
        Its name.
    outcomes : callable
        Returns its results in words that can be compared.
    said : callable
        Returns what a report says of it.
    kinds : frozenset of str
        What is chosen for it first of all.
    picture : callable or None
        Draws it.
    """

    title: str
    outcomes: Callable[[Case], Iterable[what_if.Outcome]]
    said: Callable[[Case], Record]
    kinds: frozenset[Kind] = frozenset()
    picture: Callable[[Case], Figure] | None = None

    def differences(self, before: Case, now: Case) -> pd.DataFrame:
        """List what differs; columns as :meth:`workbench.case.Case.compare` has."""
        if now is before:
            return what_if.differences((), ())
        return what_if.differences(self.outcomes(before), self.outcomes(now))

    def drawn(self, case: Case) -> Figure | str:
        """Return the picture, or why there is none; blank for a step that has none."""
        if self.picture is None:
            return ""
        try:
            return self.picture(case)
        except NothingToShow as reason:
            return str(reason)


EXPLORED: Final = (
    ExploredStep("Diagnosis", lambda case: what_if.diagnosis_outcomes(case.diagnosis),
                 lambda case: diagnosis_page.one_page(case.diagnosis), frozenset({"levels"}),
                 lambda case: figures.readiness_use(case.diagnosis.diagnosis)),
    ExploredStep("Options", lambda case: what_if.option_outcomes(case.options),
                 lambda case: options_page.one_page(case.options), frozenset({"options", "decide"}),
                 lambda case: options_before_after(case.options.results)),
    ExploredStep("Partners", lambda case: what_if.partner_outcomes(case.partners),
                 lambda case: partners_page.one_page(case.partners), frozenset({"partners"}),
                 lambda case: network.network_picture(case.partners)),
    ExploredStep("Plan", lambda case: what_if.plan_outcomes(case.plan),
                 lambda case: plan_page.answer(case.plan), frozenset({"start", "durations"}),
                 lambda case: plan_page.picture_of_the_plan(case.plan)),
    ExploredStep("Budget", lambda case: what_if.budget_outcomes(case.budget),
                 lambda case: budget_page.answer(case.budget), frozenset({"costs", "ceiling"}),
                 lambda case: budget_page.cash(case.budget)),
    ExploredStep("Findings", lambda case: what_if.finding_outcomes(case.findings),
                 lambda case: _found(case.findings)),
)  # fmt: skip
"""The steps in their order; the last asks all the others and takes longest."""


def _found(findings: Iterable[Finding]) -> Record:
    """Return the findings as points, the serious ones first."""
    said = sorted(findings, key=lambda one: not one.serious)
    if not said:
        return paragraphs("No step contradicts another.")
    return bullets(
        say("**{}** {}" if one.serious else "{} {}", one.what, one.to_do) for one in said
    )


def running(record: Record) -> Record:
    """Return the sentences of a record: the room has little width for its tables."""
    if isinstance(record, Summary):
        return paragraphs(*(answer for _, answer in record.rows if answer))
    if isinstance(record, Group):
        return group(running(one) for one in record.records if not isinstance(one, ReportTable))
    return record


def where_it_stands(case: Case) -> str:
    """Return score, bottleneck and how sure that is, in a sentence."""
    said = {one.what: one.value for one in what_if.diagnosis_outcomes(case.diagnosis)}
    return (
        f"Package score {said['package score']}; bottleneck: {said['bottleneck']}; "
        f"{what_if.ODDS}: {said[what_if.ODDS]}."
    )


def told(step: ExploredStep, differences: pd.DataFrame) -> Record:
    """Return the differences of a step as a table, or say that there are none."""
    if differences.empty:
        return paragraphs(f"{step.title}: nothing changes.")
    rows = differences[["what", "before", "after"]].to_numpy().tolist()
    return table(step.title, ["What", "Before", "Now"], rows)


def counted(step: ExploredStep, differences: pd.DataFrame) -> str:
    """Say how many results of a step are new, gone and changed.

    Examples
    --------
    >>> rows = [("partners", "Bank", "none", "platform"), ("partners", "Mill", "none", "bilateral")]
    >>> found = pd.DataFrame(rows, columns=["step", "what", "before", "after"])
    >>> counted(EXPLORED[2], found)
    'Partners: 2 new.'
    """
    new, gone = differences["before"].eq("none"), differences["after"].eq("none")
    counts = (("new", new), ("gone", gone), ("changed", ~new & ~gone))
    said = ", ".join(f"{rows.sum()} {verb}" for verb, rows in counts if rows.any())
    return f"{step.title}: {said}."


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
