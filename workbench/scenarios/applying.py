"""What a scenario makes of the tables: new dated rows, and what is left to be changed by hand.

Rows are only added. A level becomes a level that the team adopted, with its day and reason; a
decision becomes a decision that replaces the one before. Evidence is never made up: where there is
none, or a level goes beyond what it supports, the piece that would support it is asked for. What
stands in a cell already, such as a price, is for its owner to change; it is listed with what to
write.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

import numpy as np
import pandas as pd

from workbench.case import Case
from workbench.core.table_access import known
from workbench.errors import InvalidInput, NothingToShow
from workbench.options.analysis.decisions import package_fingerprints
from workbench.project import Project, read_project
from workbench.project.entry.adding import add_rows
from workbench.project.schema.declaration import declaration
from workbench.project.schema.frames import conform
from workbench.scenarios.side_by_side import suppose_scenario

if TYPE_CHECKING:
    from workbench.project import Site
    from workbench.saved_scenario import SavedScenario

KEPT: Final = "before-scenario"
"""Folder of a project that holds the tables as they were before a scenario was applied."""

_TEAM = "TEAM"  # who judged a level that all agreed on, as in the example project


@dataclass(frozen=True, slots=True)
class ByHand:
    """A cell or a row that a person has to see to.

    Attributes
    ----------
    table, row, column : str
        Where.
    now, new : str
        What stands there, and what the scenario supposes.
    """

    table: str
    row: str
    column: str
    now: str
    new: str


@dataclass(frozen=True)
class ScenarioRows:
    """What a scenario would add to the tables, and what that does not reach.

    Attributes
    ----------
    project : Project
        The project as it stands in its folder.
    rows : mapping of str to DataFrame
        New rows by table.
    by_hand : tuple of ByHand
        What no new row can say.
    after : Case
        The chain that follows from the new rows.
    apart : DataFrame
        Where that chain ("before") is not yet the one that was supposed ("after"); columns as
        :meth:`workbench.case.Case.compare` has.
    """

    project: Project
    rows: Mapping[str, pd.DataFrame]
    by_hand: tuple[ByHand, ...]
    after: Case
    apart: pd.DataFrame


def rows_of_scenario(case: Case, scenario: SavedScenario) -> ScenarioRows:
    """Return what a scenario would add to the tables of its project.

    Parameters
    ----------
    case : Case
        The chain of the site, from the tables as they are.
    scenario : SavedScenario
        What is supposed.

    Raises
    ------
    InvalidInput
        The case supposes something itself, the scenario is that of another site, or it cannot be
        supposed any more.
    """
    if case.changes is not None:
        message = "Rows are added to the tables as they are; take the case without suppositions."
        raise InvalidInput(message)
    supposed = suppose_scenario(case, scenario)
    whole = read_project(case.site.project.folder)
    rows: dict[str, pd.DataFrame] = {}
    scores = list(_scores(whole, scenario))
    if scores:
        rows["scores"] = conform("scores", pd.DataFrame(scores))
    with_levels = _with(case.site, rows)
    decisions = list(_decisions(whole, with_levels, scenario))
    if decisions:
        rows["decisions"] = conform("decisions", pd.DataFrame(decisions))
    after = Case(_with(case.site, rows))
    by_hand = (*_evidence(whole, after, scenario), *_cells(case.site, scenario))
    return ScenarioRows(whole, rows, by_hand, after, supposed.compare(after))


def apply_scenario(made: ScenarioRows) -> None:
    """Add the rows; the files as they were are kept in the folder ``before-scenario``.

    Raises
    ------
    NothingToShow
        There is no row to add.
    InvalidInput
        With the new rows the project would have errors that it does not have now; nothing is
        written then.
    """
    if not made.rows:
        message = "This scenario adds no row; what it supposes is changed by hand."
        raise NothingToShow(message)
    blocks = add_rows(made.project, made.rows, kept=KEPT, dry_run=True)
    if blocks:
        message = "The project would have errors with the new rows; nothing was written."
        raise InvalidInput(message, blocks)
    add_rows(made.project, made.rows, kept=KEPT, dry_run=False)


def _with(site: Site, rows: Mapping[str, pd.DataFrame]) -> Site:
    """Return the site with more rows, as of the day that it is looked at."""
    tables = dict(site.project.tables)
    for name, new in rows.items():
        old = site.project.table(name)
        tables[name] = pd.concat([old, new.astype(old.dtypes.to_dict())], ignore_index=True)
    project = replace(site.project, tables=MappingProxyType(tables))
    day = site.settings.as_of
    return (project if day is None else project.as_of(day)).site(site.key)


def _scores(whole: Project, scenario: SavedScenario) -> Iterator[dict[str, object]]:
    """Yield the levels that the team would have adopted, in the first round that has room."""
    here = whole.table("scores")
    here = here[here["site"] == scenario.site]
    latest = 1 if here.empty else int(here["round"].max())
    for component, levels in scenario.changes.levels.items():
        borne = {
            str(name): level
            for name, level in levels.items()
            if level == 0 or _has_evidence(whole, scenario.site, component, name)
        }
        own = here[(here["component"] == component) & (here["basis"] == "adopted")]
        number = latest if own.empty else max(latest, int(own["round"].max()) + 1)
        if borne:
            yield {
                "site": scenario.site, "component": component, "round": number,
                "date": pd.Timestamp(scenario.when), "assessor": _TEAM, "basis": "adopted",
                **borne, "reason": scenario.why,
            }  # fmt: skip


def _has_evidence(whole: Project, site: str, component: str, dimension: str) -> bool:
    """Whether there is a piece that an adopted level can rest on; without one it is an error."""
    pieces = whole.table("evidence")
    pieces = pieces[(pieces["site"] == site) & (pieces["component"] == component)]
    return bool(((pieces["dimension"] == dimension) & (pieces["strength"] != "none")).any())


def _decisions(
    whole: Project, with_levels: Site, scenario: SavedScenario
) -> Iterator[dict[str, object]]:
    """Yield the decisions, each of the package as the new levels leave it."""
    key = scenario.site
    every = whole.table("decisions")
    taken = set(every.loc[every["site"] == key, "decision"])
    tables = [with_levels.project.table(name) for name in ("components", "scores", "evidence")]
    package = package_fingerprints(tables[0], tables[1], tables[2], [key])[key]
    standing = Case(with_levels).decision.standing
    before = dict(zip(standing["component"], standing["decision"], strict=True))
    options = with_levels.table("options").set_index("proposal")["option"]
    for component, proposal in scenario.changes.decide.items():
        name = next(one for n in range(1, len(taken) + 2) if (one := f"D{n}") not in taken)
        taken.add(name)
        yield {
            "site": key, "decision": name, "component": component, "proposal": proposal,
            "option": options[proposal], "date": pd.Timestamp(scenario.when), "by": scenario.who,
            "reason": scenario.why, "package": package, "replaces": before.get(component),
        }  # fmt: skip


def _evidence(whole: Project, after: Case, scenario: SavedScenario) -> Iterator[ByHand]:
    """Ask for evidence where it keeps a level from being adopted, or from counting."""
    rows = after.diagnosis.components.set_index("component")
    for component, levels in scenario.changes.levels.items():
        for dimension, level in levels.items():
            column = f"supports_level ({dimension})"
            counts = rows.loc[component, dimension]
            if level > 0 and not _has_evidence(whole, scenario.site, component, dimension):
                yield ByHand("evidence", component, column, "", str(level))
            elif known(counts) and int(str(counts)) < level:
                yield ByHand("evidence", component, column, str(counts), str(level))


def _cells(site: Site, scenario: SavedScenario) -> Iterator[ByHand]:
    """Name the cells and settings that would have to change."""
    own = scenario.changes
    flags = {one: {"excluded": "yes", "mandatory": "no"} for one in own.exclude}
    flags |= {one: {"excluded": "no", "mandatory": "yes"} for one in own.include}
    days = {one: dict.fromkeys(("low", "likely", "high"), f"{value:g}")
            for one, value in own.durations.items()}  # fmt: skip
    found: list[tuple[str, Mapping[str, Mapping[str, str | None]]]] = [
        ("options", own.options), ("actors", flags), ("activities", days), ("costs", own.costs),
    ]  # fmt: skip
    for table, changes in found:
        rows = site.table(table).set_index(declaration().table(table).key[-1])
        for key, cells in changes.items():
            for column, new in cells.items():
                now = _written(rows.loc[key, column])
                if now != (new or ""):
                    yield ByHand(table, key, column, now, new or "")
    plan, money = site.settings.plan, site.settings.budget
    if own.start is not None:
        yield ByHand("project.yaml", "plan", "start", _written(plan.start), f"{own.start}")
    if own.ceiling is not None:
        yield ByHand("project.yaml", "budget", "ceiling", _written(money.ceiling), own.ceiling)


def _written(value: object) -> str:
    """Return a cell as it stands in a file."""
    if not known(value):
        return ""
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    return f"{value:g}" if isinstance(value, float) else str(value)
