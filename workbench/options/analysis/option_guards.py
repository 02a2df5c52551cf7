"""Why an option cannot be weighed, and what has to be true for one that can: both in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

import networkx as nx
import numpy as np
import pandas as pd

from workbench.core.table_access import DIMENSIONS
from workbench.options.analysis.option_rows import blank, each_row, listed, word

Row = Mapping[str, Any]
Key = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the sites before any option is taken.

    Attributes
    ----------
    titles : mapping of (site, component) to str
        Names to print of every component that is listed.
    functions : mapping of (site, component) to frozenset of str
        Functions that they serve.
    levels : mapping of (site, component) to (float, float)
        Readiness and use, NaN where not known.
    left_out : mapping of (site, component) to str
        Why a listed component does not count.
    status : mapping of str to str
        How far each site is assessed.
    names : mapping of str to str
        Names to print of sites and actors.
    as_of : Timestamp or None
        The day from which one looks ahead.
    """

    titles: Mapping[Key, str]
    functions: Mapping[Key, frozenset[str]]
    levels: Mapping[Key, tuple[float, float]]
    left_out: Mapping[Key, str]
    status: Mapping[str, str]
    names: Mapping[str, str] = field(default_factory=dict)
    as_of: pd.Timestamp | None = None

    def title(self, site: str, component: str) -> str:
        """Give the name to print of a component."""
        return self.titles.get((site, component), component)

    def name(self, key: str) -> str:
        """Give the name to print of a site or an actor."""
        return self.names.get(key, key)

    def scored(self, site: str, component: str) -> bool:
        """Say whether both levels of a component are known at a site."""
        return not np.isnan(self.levels.get((site, component), (np.nan, np.nan))).any()


def circular_moves(rows: pd.DataFrame) -> set[Key]:
    """Find the relocations that lead back to where they start: (site, proposal).

    Moves that the team has ruled out do not count.
    """
    open_ = rows["option"].eq("relocate") & rows["to_site"].notna()
    open_ &= ~rows["feasible"].eq(False).fillna(False)  # noqa: FBT003
    moves = rows[open_.to_numpy(dtype=bool)]
    graph = nx.DiGraph(list(zip(moves["site"], moves["to_site"], strict=True)))
    circle = {
        site: number
        for number, sites in enumerate(nx.strongly_connected_components(graph))
        for site in sites
    }
    return {
        (row["site"], row["proposal"])
        for row in each_row(moves)
        if circle[row["site"]] == circle[row["to_site"]]
    }


def reasons(rows: pd.DataFrame, facts: Facts) -> list[str]:
    """Say for each option why it cannot be weighed; "" where it can.

    Parameters
    ----------
    rows : DataFrame
        Options as :func:`~workbench.options.analysis.option_rows.read_options` gives them.
    facts : Facts
    """
    circular = circular_moves(rows)
    return [_reason(row, facts, circular) for row in each_row(rows)]


def _reason(row: Row, facts: Facts, circular: set[Key]) -> str:
    site, component = row["site"], row["component"]
    if row["option"] == "stop":
        return ""
    if row["option"] == "relocate":
        return _no_move(row, facts, circular)
    if (site, component) in facts.left_out:
        why = facts.left_out[site, component]
        return f"{facts.title(site, component)} is not in the package: {why}."
    return _GUARDS[row["option"]](row, facts)


def _no_move(row: Row, facts: Facts, circular: set[Key]) -> str:
    there = word(row["to_site"])
    if not there:
        return "It is not said which site to move to."
    if there == row["site"]:
        return "The site to move to is the site itself."
    if (row["site"], row["proposal"]) in circular:
        return (
            f"The moves go round in a circle: {facts.name(row['site'])} would move to "
            f"{facts.name(there)}, from where a move leads back."
        )
    if facts.status.get(there, "not assessed") not in {"diagnosed", "provisional"}:
        return f"{facts.name(there)} is not diagnosed: its levels cannot be read."
    return ""


def _no_substitute(row: Row, facts: Facts) -> str:
    site, new = row["site"], word(row["substitute"])
    if not new:
        return "It is not said what takes its place."
    if new == row["component"]:
        return "The substitute is the component itself."
    for key, what in [(new, "the substitute"), *((k, "it") for k in listed(row["brings"]))]:
        if (site, key) not in facts.titles:
            return f"'{key}', which {what} names, is not listed among the components of the site."
        if not facts.scored(site, key):
            return f"{facts.title(site, key)} is not scored here: readiness and use are needed."
    return ""


def _no_better(row: Row, facts: Facts) -> str:
    site, component = row["site"], row["component"]
    after = [row[f"{d}_after"] for d in DIMENSIONS]
    if all(blank(level) for level in after):
        return "It is not said which level is expected."
    return _below_today(row, facts, after) or _unscored(facts, site, component)


def _unscored(facts: Facts, site: str, component: str) -> str:
    if facts.scored(site, component):
        return ""
    return f"{facts.title(site, component)} is not scored here: there is no level to start from."


def _below_today(row: Row, facts: Facts, after: list[Any]) -> str:
    today = facts.levels.get((row["site"], row["component"]), (np.nan, np.nan))
    for d, now, then in zip(DIMENSIONS, today, after, strict=True):
        if not blank(then) and then < now:
            return f"The expected {d} of {int(then)} is below today's {int(now)}."
    return ""


def _no_new_aim(row: Row, facts: Facts) -> str:
    if not word(row["new_ambition"]):
        return "The new aim is not written down."
    if all(blank(row[f"{d}_after"]) for d in DIMENSIONS):
        return ""
    return _no_better(row, facts)


def _no_later(row: Row, facts: Facts) -> str:
    if blank(row["change_date"]):
        return "No dated change from outside is named: without one, waiting is no strategy."
    if not word(row["change_source"]):
        return "There is no source for the change that is expected."
    if facts.as_of is not None and row["change_date"] <= facts.as_of:
        return (
            f"The change is dated {_day(row['change_date'])}, which is not after "
            f"{_day(facts.as_of)}."
        )
    if all(blank(row[f"{d}_after"]) for d in DIMENSIONS):
        return ""
    return _no_better(row, facts)


_GUARDS: Mapping[str, Callable[[Row, Facts], str]] = {
    "substitute": _no_substitute,
    "outsource": _no_better,
    "develop": _no_better,
    "reorient": _no_new_aim,
    "postpone": _no_later,
}


def _day(when: Any) -> str:
    return f"{pd.Timestamp(when):%Y-%m-%d}"


# ---------------------------------------------------------------- what has to be true


def assumptions(rows: pd.DataFrame, facts: Facts) -> list[str]:
    """Say for each option what has to be true, one sentence per line."""
    return ["\n".join(_assumed(row, facts)) for row in each_row(rows)]


def _assumed(row: Row, facts: Facts) -> list[str]:
    own = _SENTENCES[row["option"]](row, facts)
    if row["option"] not in {"stop", "relocate", "postpone"}:
        own.append(_chance(row))
    assumed = word(row["assumes"])
    if assumed:
        own.append(assumed if assumed.endswith((".", "!", "?")) else assumed + ".")
    return [sentence for sentence in own if sentence]


def _chance(row: Row) -> str:
    if np.isnan(row["success"]):
        return "It succeeds; how likely that is, is not known."
    if row["success"] == 1.0:
        return "It is taken as certain to succeed."
    return f"It succeeds with a probability of {100 * row['success']:.0f}\xa0%."


def _levels(row: Row, facts: Facts) -> str:
    site, component = row["site"], row["component"]
    told = [f"{d} {int(row[f'{d}_after'])}" for d in DIMENSIONS if not blank(row[f"{d}_after"])]
    if not told:
        return ""
    return f"{facts.title(site, component)} reaches {' and '.join(told)}"


def _by_work(row: Row, facts: Facts) -> str:
    reached = _levels(row, facts)
    if not reached:
        return ""
    months = row["months"]
    within = "" if np.isnan(months) else f" within {months:g} month{'' if months == 1 else 's'}"
    return f"{reached}{within} by that work."


def _of_substitute(row: Row, facts: Facts) -> list[str]:
    site, component, new = row["site"], row["component"], word(row["substitute"])
    said = [
        f"The job of {facts.title(site, component)} can be done here by {facts.title(site, new)}, "
        "together with the rest of the package."
    ]
    jobs = [facts.functions.get((site, key), frozenset()) for key in (component, new)]
    if jobs[0] and not jobs[0] & jobs[1]:
        said.append("No function is recorded that the two have in common.")
    brought = [facts.title(site, key) for key in listed(row["brings"])]
    if brought:
        said.append(f"It needs nothing else than {', '.join(brought)}, which it brings along.")
    else:
        said.append("It needs no further component of its own.")
    return said


def _of_outsource(row: Row, facts: Facts) -> list[str]:
    who = word(row["executor"])
    actor = facts.name(who) if who else "A partner who is still to be found"
    return [
        f"{actor} has the capacity and keeps to the contract.",
        _by_work(row, facts),
        "The strategy then depends on that partner.",
    ]


def _of_develop(row: Row, facts: Facts) -> list[str]:
    return [
        "The team has the skill, the staff and the money for it.",
        _by_work(row, facts),
    ]


def _of_relocate(row: Row, facts: Facts) -> list[str]:
    there = word(row["to_site"])
    said = [
        f"The mandate and the partners allow a move to {facts.name(there) or 'another site'}.",
        "Needs and levels are those diagnosed there; none is carried over.",
    ]
    if facts.status.get(there) == "provisional":
        said.append("Not everything is scored there, so the score is the most it can be.")
    return said


def _of_reorient(row: Row, facts: Facts) -> list[str]:
    title = facts.title(row["site"], row["component"])
    aim, by = word(row["new_ambition"]).rstrip("."), word(row["accepted_by"])
    enough = _levels(row, facts)
    return [
        f'Stakeholders and donor accept the new aim: "{aim}".',
        f"It is accepted by {by}." if by else "Nobody has accepted it yet.",
        f"{enough} for that aim." if enough else f"{title} is not needed for that aim.",
        "A new aim needs a new agreement.",
    ]


def _of_postpone(row: Row, facts: Facts) -> list[str]:
    if blank(row["change_date"]):
        return []
    moved = _levels(row, facts)
    said = [
        f"The change comes about by {_day(row['change_date'])} "
        f"(source: {word(row['change_source']) or 'not given'}).",
        f"{moved} by that change." if moved else "No level moves by it.",
        "All other levels stay as they are today.",
    ]
    return [*said, _chance(row)] if moved else said


def _of_stop(row: Row, _: Facts) -> list[str]:
    assets, told = word(row["assets"]), word(row["told"])
    spent = "not known" if np.isnan(row["spent"]) else f"{row['spent']:,.0f}"
    return [
        f"Reason: {word(row['why']).rstrip('.') or 'not given'}.",
        f"What can be saved: {assets.rstrip('.') or 'not recorded'}.",
        f"Told so far: {told.rstrip('.') or 'nobody'}.",
        f"Cost so far: {spent}.",
    ]


_SENTENCES: Mapping[str, Callable[[Row, Facts], list[str]]] = {
    "substitute": _of_substitute,
    "outsource": _of_outsource,
    "develop": _of_develop,
    "relocate": _of_relocate,
    "reorient": _of_reorient,
    "postpone": _of_postpone,
    "stop": _of_stop,
}
