"""The title of a site's report, which says where it is one of a scenario, and what is supposed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING

import pandas as pd

from workbench.core.table_access import known
from workbench.diagnosis.page.characterization import title_page
from workbench.page.text import Text, capital, say
from workbench.page.wording import long_date

if TYPE_CHECKING:
    from workbench.case import Case
    from workbench.page.records import Title
    from workbench.saved_scenario import NamedScenario

_NO_VALUE = "not known"


def report_title(case: Case) -> Title:
    """Return the title page of a case; that of a scenario says who supposes what, when and why.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> report_title(open_case("data/example", "rw-huye")).scenario
    ''
    """
    made = title_page(case.site)
    if case.scenario is None or case.before is None:
        return made
    return replace(
        made,
        project=case.before.site.settings.title,
        marks=title_page(case.before.site).marks,
        scenario=case.scenario.stamp,
        supposed=(_who(case.scenario), *_supposed(case.scenario, case.before)),
    )


def _who(scenario: NamedScenario) -> Text:
    end = "" if scenario.why.rstrip().endswith((".", "!", "?")) else "."
    day, why = long_date(scenario.when), scenario.why.rstrip()
    return say("Supposed by {} on {}: {}{}", scenario.who, day, why, end)


def _supposed(scenario: NamedScenario, before: Case) -> Iterator[Text]:
    """Say each thing that is supposed, with what holds without it where that is known."""
    own, settings = scenario.changes, before.site.settings
    components = before.diagnosis.components.set_index("component")
    for component, levels in own.levels.items():
        for dimension, level in levels.items():
            old = components.loc[component, dimension] if dimension in components else None
            yield _line(f"{dimension} of", components.loc[component, "title"], _shown(level), old)
    proposals = before.site.table("options").set_index("proposal")["title"]
    decided = before.decision.standing.set_index("component")["proposal"]
    for component, proposal in own.decide.items():
        standing = decided.get(component)
        old = proposals.get(standing, standing) if known(standing) else "nothing"
        new = proposals.get(proposal, proposal)
        yield _line("decision on", components.loc[component, "title"], _shown(new), old)
    yield from _cells(before, "options", "proposal", own.options)
    yield from _cells(before, "costs", "line", own.costs)
    for actors, words in ((own.exclude, "cannot be a partner"), (own.include, "is a partner")):
        for actor in actors:
            yield say("{} {}.", before.site.names.get(actor, actor), words)
    days = before.site.table("activities").set_index("activity")
    for activity, length in own.durations.items():
        row = days.loc[activity]
        yield _line("working days of", row["title"], _shown(length), row["likely"])
    if own.start is not None:
        yield _line("start of the plan", "", _shown(own.start), settings.plan.start)
    if own.ceiling is not None:
        yield _line("ceiling of the budget", "", _shown(own.ceiling), settings.budget.ceiling)


def _cells(
    before: Case, table: str, key: str, changes: dict[str, dict[str, str | None]]
) -> Iterator[Text]:
    rows = before.site.table(table).set_index(key)
    for name, cells in changes.items():
        for column, new in cells.items():
            title = rows.loc[name, "title"]
            old = rows.loc[name, column]
            yield _line(f"{_column(column)} of", title, _shown(new), old)


def _column(name: str) -> str:
    """Return the heading of a column as it is said in a sentence."""
    for end, words in (("_low", "lowest "), ("_high", "highest ")):
        if name.endswith(end):
            return words + name.removesuffix(end).replace("_", " ")
    return name.replace("_", " ")


def _line(what: str, whose: object, new: str, old: object) -> Text:
    about = f"{what} {_shown(whose)}" if whose else what
    return say("{}: **{}**, before {}.", capital(about), new, _shown(old))


def _shown(value: object) -> str:
    """Return a cell in words: a day, an amount, or that it is not known."""
    if not known(value):
        return _NO_VALUE
    if isinstance(value, bool):
        return "yes" if value else "no"
    if hasattr(value, "year") and not isinstance(value, str):
        return long_date(pd.Timestamp(str(value)).date())
    return _grouped(f"{value:.10g}" if isinstance(value, float) else str(value))


def _grouped(text: str) -> str:
    """Set the thousands of an amount apart."""
    try:
        return f"{Decimal(text):,f}"
    except InvalidOperation:
        return text
