"""Check options, answers and decisions against the package and against each other."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from typing import Any, Final

import pandas as pd

from workbench.project.checks.table_check import Checked, Tables, report_by_site, usable_rows
from workbench.project.sources.cell_problems import CellProblem

FINGERPRINT: Final = re.compile(r"[0-9a-f]{12,64}")
"""What the column of a fingerprint may hold."""

_SITES_SHOWN = 6  # of a circle; it is named to be found, not to be read


def check_options(tables: Tables) -> None:
    """Run every rule over options and decisions.

    Parameters
    ----------
    tables : mapping of str to Checked
        Tables of the project.
    """
    if not usable_rows(tables, "options").empty:
        _check_new_components(tables)
        _check_relocations(tables)
        _check_what_an_option_needs(tables)
    if not usable_rows(tables, "decisions").empty:
        _check_proposals(tables)
        _check_replaced(tables)
    for name, column in (("decisions", "package"), ("strategies", "fingerprint")):
        _check_fingerprints(tables, name, column)


def _reported(checked: Checked, rows: pd.DataFrame, column: str) -> pd.Series[bool]:
    return pd.Series(checked.reported[column][rows.index], index=rows.index)


def _ruled_out(rows: pd.DataFrame) -> pd.Series[bool]:
    """Mark options that cannot be done; one without an answer may be possible."""
    return (~rows["feasible"]).fillna(value=False).astype(bool)


# Options -----------------------------------------------------------------------------------------


def _scored(tables: Tables) -> pd.MultiIndex:
    """Sites and components with a current level of readiness and of use."""
    scores = usable_rows(tables, "scores")
    if scores.empty:
        return pd.MultiIndex.from_tuples([], names=["site", "component"])
    now = scores.loc[scores["basis"] != "projected"]
    parts = [
        pd.MultiIndex.from_frame(now.loc[now[dimension].notna(), ["site", "component"]])
        for dimension in ("readiness", "use")
    ]
    return parts[0].intersection(parts[1]).unique()


def _check_new_components(tables: Tables) -> None:
    """Refuse components that come into the package without levels, or in place of themselves."""
    checked, rows = tables["options"], usable_rows(tables, "options")
    scored = set(_scored(tables))
    possible = ~_ruled_out(rows)
    for record, site, component, substitute in rows.loc[
        rows["substitute"].notna(), ["site", "component", "substitute"]
    ].itertuples():
        if substitute == component:
            problem = CellProblem("another component than the bottleneck", "Name what replaces it.")
        elif possible[record] and (site, substitute) not in scored:
            problem = _unscored(substitute)
        else:
            continue
        checked.refuse(record, "substitute", problem)
    for record, site, brings in rows.loc[
        rows["brings"].notna() & possible, ["site", "brings"]
    ].itertuples():
        for component in brings.split(";"):
            if (site, component) not in scored:
                checked.report(record, "brings", _unscored(component), found=component)


def _unscored(component: str) -> CellProblem:
    return CellProblem(
        "a component whose readiness and use are scored at this site",
        f"Score {component} as it stands here today; a component that is not part of the package "
        "has needed = no.",
    )


def _check_relocations(tables: Tables) -> None:
    """Refuse a move to the same place, and moves that lead round in a circle."""
    checked, rows = tables["options"], usable_rows(tables, "options")
    moves = rows.loc[(rows["option"] == "relocate") & rows["to_site"].notna()]
    own = moves.index[moves["to_site"] == moves["site"]]
    for record in own:
        checked.report(record, "to_site", CellProblem("another site", "Name the site to move to."))
    checked.discard("to_site", own.tolist())
    moves = moves.drop(own)
    moves = moves.loc[~_ruled_out(moves)]
    for record, circle in _circles(moves).items():
        problem = CellProblem(
            "a site that does not itself move back here",
            f"{circle} is a circle; answer feasible = no in one of these rows.",
        )
        checked.report(record, "to_site", problem)
    diagnosed = {site for site, _ in _scored(tables)}
    for record in moves.index[~moves["to_site"].isin(list(diagnosed))]:
        problem = CellProblem(
            "a site whose components are scored",
            "Score the components there; without levels nobody knows what a move would bring.",
            "warning",
        )
        checked.report(record, "to_site", problem)


def _circles(moves: pd.DataFrame) -> dict[int, str]:
    """Return the moves that lead back to where they start, each with the path round."""
    if moves.empty:
        return {}
    import networkx as nx

    graph = nx.DiGraph(list(moves[["site", "to_site"]].itertuples(index=False)))
    found = {}
    for record, site, target in moves[["site", "to_site"]].itertuples():
        if nx.has_path(graph, target, site):
            path = nx.shortest_path(graph, target, site)
            shown = [site, *path[:_SITES_SHOWN], *(["…", site] if len(path) > _SITES_SHOWN else [])]
            found[int(record)] = " → ".join(shown)
    return found


def _check_what_an_option_needs(tables: Tables) -> None:
    """Report what is missing to compute an option; one line for each kind."""
    checked, rows = tables["options"], usable_rows(tables, "options")
    possible = ~_ruled_out(rows)
    for column, declared in checked.table.columns.items():
        if declared.type == "level":
            continue
        blank = rows[column].isna() & ~_reported(checked, rows, column)
        for option in declared.needed_for:
            lacking = rows.loc[possible & (rows["option"] == option) & blank]
            problem = CellProblem(
                declared.meaning.partition(": ")[2],
                f"Fill it in; until then this {option} cannot be weighed.",
                "warning",
            )
            report_by_site(checked, lacking, column, problem)
    unlevelled = rows["readiness_after"].isna() & rows["use_after"].isna()
    unlevelled &= ~(
        _reported(checked, rows, "readiness_after") | _reported(checked, rows, "use_after")
    )
    moved = list(checked.table.columns["readiness_after"].needed_for)
    lacking = rows.loc[possible & rows["option"].isin(moved) & unlevelled]
    problem = CellProblem(
        "the readiness or use that is expected afterwards",
        "Fill in at least one of the two; without it the option changes nothing.",
        "warning",
    )
    report_by_site(checked, lacking, "readiness_after", problem)
    silent = rows.loc[~possible & rows["why"].isna()]
    problem = CellProblem("the reason why it cannot be done", "Write it down.", "warning")
    report_by_site(checked, silent, "why", problem)


# Decisions ---------------------------------------------------------------------------------------


def _check_proposals(tables: Tables) -> None:
    """Hold each decision against the row of options that it names."""
    checked, rows = tables["decisions"], usable_rows(tables, "decisions")
    blank = rows["proposal"].isna() & ~_reported(checked, rows, "proposal")
    problem = CellProblem(
        "the row of options that was chosen",
        "Name it; without it nobody knows what the decision costs or brings.",
        "warning",
    )
    report_by_site(checked, rows.loc[blank], "proposal", problem)
    options = usable_rows(tables, "options")
    if options.empty:
        return
    named = rows.loc[rows["proposal"].notna()].reset_index(names="record")
    content = options[["site", "proposal", "component", "option", "feasible", "assets", "told"]]
    for row in named.merge(content, on=["site", "proposal"], suffixes=("", "_there")).to_dict(
        "records"
    ):
        _compare(checked, row)


def _compare(checked: Checked, row: Mapping[Hashable, Any]) -> None:
    """Hold one decision against the row of options that it names."""
    record, proposal = row["record"], row["proposal"]
    for column in ("component", "option"):
        there = row[f"{column}_there"]
        if pd.notna(there) and pd.notna(row[column]) and row[column] != there:
            problem = CellProblem(
                f"'{there}', as the row {proposal} of options has it",
                "Correct one of the two, or name another row of options.",
            )
            checked.report(record, column, problem)
    if pd.notna(row["feasible"]) and not row["feasible"]:
        problem = CellProblem(
            "an option that can be done; options says feasible = no",
            "Correct the answer there, or decide for another.",
            "warning",
        )
        checked.report(record, "proposal", problem)
    if row["option_there"] == "stop" and (pd.isna(row["assets"]) or pd.isna(row["told"])):
        problem = CellProblem(
            "a stop that says what can be saved and who was told",
            f"Fill in assets and told in the row {proposal} of options.",
            "warning",
        )
        checked.report(record, "proposal", problem)


def _check_replaced(tables: Tables) -> None:
    """Refuse decisions that replace themselves, directly or in a circle."""
    checked, rows = tables["decisions"], usable_rows(tables, "decisions")
    later = rows.loc[rows["replaces"].notna(), ["site", "decision", "replaces"]]
    older = {(site, one): other for site, one, other in later.itertuples(index=False)}
    for record, site, decision, at in later.itertuples():
        seen: set[str] = set()
        while at is not None and at != decision and at not in seen:
            seen.add(at)
            at = older.get((site, at))  # noqa: PLW2901 - it walks back to the first decision
        if at == decision:
            problem = CellProblem("an earlier decision", "Name the decision that it replaces.")
            checked.refuse(record, "replaces", problem)


def _check_fingerprints(tables: Tables, name: str, column: str) -> None:
    """Refuse what cannot be a fingerprint: nothing would ever equal it."""
    rows = usable_rows(tables, name)
    if rows.empty:
        return
    given = rows[column].dropna()
    for record, text in given.items():
        if not FINGERPRINT.fullmatch(text):
            problem = CellProblem(
                "12 digits from 0 to 9 and a to f",
                "Copy it from the report, or leave the cell blank.",
            )
            tables[name].refuse(int(str(record)), column, problem)
