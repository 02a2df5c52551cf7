"""Check actors and their ties against each other and against what they are asked to do."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

import numpy as np
import pandas as pd

from workbench.frameworks import Framework
from workbench.project.checks.table_check import Tables, usable_rows
from workbench.project.sources.cell_problems import CellProblem

_ROLES: Final = (
    ("options", "executor", "would do the work"),
    ("partnerships", "actor", "is a partner"),
    ("activities", "responsible", "answers for the task"),
    ("costs", "partner", "spends the money"),
)


def check_network(tables: Tables, framework: Framework) -> None:
    """Run every rule over actors and ties.

    Parameters
    ----------
    tables : mapping of str to Checked
        Tables of the project.
    framework : Framework
        Says which sorts of relation are mutual.
    """
    if usable_rows(tables, "actors").empty:
        return
    _check_in_and_out(tables)
    _check_leads(tables)
    _check_excluded_at_work(tables)
    if not usable_rows(tables, "ties").empty:
        _check_two_directions(tables, framework.mutual_layers)


def _yes(answers: pd.Series[bool]) -> pd.Series[bool]:
    return answers.fillna(value=False).astype(bool)


def _check_in_and_out(tables: Tables) -> None:
    """Refuse actors that have to be partners and cannot be."""
    checked, rows = tables["actors"], usable_rows(tables, "actors")
    for record in rows.index[_yes(rows["mandatory"]) & _yes(rows["excluded"])]:
        problem = CellProblem(
            "an actor that is mandatory or excluded, not both",
            "Answer no in one of the two columns.",
        )
        checked.refuse(record, "excluded", problem)


def _check_leads(tables: Tables) -> None:
    """Report where several actors lead: reach leaves the lead out, and takes the first."""
    checked, rows = tables["actors"], usable_rows(tables, "actors")
    leads = rows.loc[_yes(rows["lead"])]
    first = leads.drop_duplicates("site").set_index("site")["actor"]
    for record, site in leads.loc[leads.duplicated("site"), "site"].items():
        problem = CellProblem(
            f"one lead at each site; {first[site]} leads here",
            "Answer no for all but the organisation that signs for the project.",
            "warning",
        )
        checked.report(int(str(record)), "lead", problem)


def _check_excluded_at_work(tables: Tables) -> None:
    """Report where an actor that cannot be a partner is given something to do."""
    actors = usable_rows(tables, "actors")
    excluded = pd.MultiIndex.from_frame(actors.loc[_yes(actors["excluded"]), ["site", "actor"]])
    if excluded.empty:
        return
    for name, column, words in _ROLES:
        rows = usable_rows(tables, name)
        if rows.empty:
            continue
        named = rows.loc[rows[column].notna()]
        if name == "options":
            named = named.loc[_yes(named["feasible"])]
        asked = pd.MultiIndex.from_frame(named[["site", column]])
        for record in named.index[asked.isin(excluded)]:
            problem = CellProblem(
                "an actor that can be a partner; actors says excluded = yes",
                f"Correct the answer there, or name another that {words}.",
                "warning",
            )
            tables[name].report(record, column, problem)


def _check_two_directions(tables: Tables, layers: Collection[str]) -> None:
    """Find one mutual tie with two strengths, unless two actors reported one each."""
    checked, rows = tables["ties"], usable_rows(tables, "ties")
    mutual = rows.loc[rows["layer"].isin(layers) & rows["strength"].notna()]
    turned = mutual["source"] > mutual["target"]
    one, other = mutual["source"], mutual["target"]
    pairs = mutual.assign(
        record=mutual.index,
        one=np.where(turned, other, one),
        other=np.where(turned, one, other),
        turned=turned,
    )
    by = ["site", "layer", "round", "one", "other"]
    both = pairs.loc[~pairs["turned"]].merge(
        pairs.loc[pairs["turned"]], on=by, suffixes=("_one", "_other")
    )
    reported = both["reported_by_one"].notna() & both["reported_by_other"].notna()
    apart = reported & (both["reported_by_one"] != both["reported_by_other"])
    unlike = both.loc[~apart & (both["strength_one"] != both["strength_other"])]
    for first, second, strengths in zip(
        unlike["record_one"],
        unlike["record_other"],
        unlike[["strength_one", "strength_other"]].to_numpy(),
        strict=True,
    ):
        earlier, later = sorted((int(first), int(second)))
        same = strengths[0] if earlier == first else strengths[1]
        problem = CellProblem(
            f"{same:g}, as in row {checked.raw.rows[earlier]}, which is the same tie from the "
            "other end",
            "Give both directions one strength, or delete one of the rows.",
            "warning",
        )
        checked.report(later, "strength", problem)
