"""Check what only several cells, rows or tables together can show to be wrong."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date

import numpy as np
import pandas as pd

from workbench.frameworks import Framework
from workbench.project.checks.agree_rules import check_agreement
from workbench.project.checks.assess_rules import check_assessments
from workbench.project.checks.budget_rules import check_budget
from workbench.project.checks.network_rules import check_network
from workbench.project.checks.option_rules import check_options
from workbench.project.checks.place_rules import check_places
from workbench.project.checks.plan_rules import check_plan
from workbench.project.checks.range_rules import check_ranges
from workbench.project.checks.table_check import Mask, Tables, usable_rows
from workbench.project.schema.frames import later
from workbench.project.settings.project_settings import Settings
from workbench.project.sources.cell_problems import CellProblem

_DIMENSIONS = ("readiness", "use")
_BASES_THAT_NEED_EVIDENCE = ("evidence", "adopted")
_BASIS_WORDS = {"adopted": "an adopted", "evidence": "a documents-based"}


def check_rules(tables: Tables, settings: Settings, framework: Framework) -> None:
    """Run every rule over the tables that are there.

    Parameters
    ----------
    tables : mapping of str to Checked
        Tables of the project; rows that stay out are not looked at.
    settings : Settings
        Gives the as-of date.
    framework : Framework
        Says which sorts of relation are mutual.
    """
    check_places(tables)
    _check_spelling(tables, "sites", "site", severity="error")
    _check_spelling(tables, "scores", "assessor", severity="warning")
    _check_spelling(tables, "stakeholders", "party", severity="error")
    _check_spelling(tables, "pledges", "pledge", severity="error")
    _check_packages(tables)
    _check_supersedes(tables)
    _check_same_words(tables, "components", "component", "title")
    _check_same_words(tables, "actors", "actor", "name")
    _check_evidence_of_scores(tables)
    _check_projected(tables)
    _check_self_ties(tables)
    check_ranges(tables)
    check_options(tables)
    check_network(tables, framework)
    check_plan(tables, settings)
    check_budget(tables, settings)
    check_agreement(tables, settings.as_of)
    check_assessments(tables, framework, settings.experiments.outcomes)
    if settings.as_of is not None:
        _check_dates(tables, settings.as_of)


def _check_spelling(tables: Tables, name: str, column: str, *, severity: str) -> None:
    """Find short names that differ in capitals only: two files, or two people, of one name."""
    rows = usable_rows(tables, name)
    if rows.empty:
        return
    checked = tables[name]
    of = rows[["site", column]] if column != "site" else rows[["site"]]
    first = of.drop_duplicates()
    folded = first[column].str.casefold()
    again = first.assign(folded=folded)
    by = ["folded"] if column == "site" else ["site", "folded"]
    for record in first.index[again.duplicated(by)]:
        problem = CellProblem(
            "short names that differ in more than capitals",
            "Write it as before if it is the same, or give it another name.",
            "error" if severity == "error" else "warning",
        )
        checked.report(record, column, problem)


def _check_packages(tables: Tables) -> None:
    """Find sites without components, and packages without a core one."""
    if "components" not in tables:
        return
    components, sites = tables["components"], tables["sites"]
    rows = usable_rows(tables, "components")
    doubtful = components.sites_with_errors
    present = frozenset(components.sites)
    core = frozenset(rows.loc[rows["role"] == "core", "site"])
    for record, site in usable_rows(tables, "sites")["site"].items():
        if site not in present:
            problem = CellProblem(
                "a site that has components",
                "Add its package to components; until then the report says that none is described.",
                "warning",
            )
            sites.report(int(str(record)), "site", problem)
        elif site not in core and site not in doubtful:
            first = int(np.flatnonzero(components.sites == site)[0])
            problem = CellProblem(
                f"at least one component of {site} with the role core",
                "Name the innovation that the project wants to bring to scale.",
            )
            components.report(first, "role", problem)


def _check_supersedes(tables: Tables) -> None:
    """Find components that replace themselves, be it by way of others."""
    rows = usable_rows(tables, "components")
    if rows.empty or rows["supersedes"].isna().all():
        return
    checked = tables["components"]
    for _, group in rows.dropna(subset=["supersedes"]).groupby("site"):
        older = dict(zip(group["component"], group["supersedes"], strict=True))
        for record, component in group["component"].items():
            if _leads_back(component, older):
                problem = CellProblem(
                    "a component that came before it", "Name the component that it replaced."
                )
                checked.refuse(int(str(record)), "supersedes", problem)


def _leads_back(component: str, older: Mapping[str, str]) -> bool:
    seen, at = set(), older.get(component)
    while at is not None and at not in seen:
        if at == component:
            return True
        seen.add(at)
        at = older.get(at)
    return False


def _check_same_words(tables: Tables, name: str, key: str, words: str) -> None:
    """Find one short name with several titles: it would be printed in several ways."""
    rows = usable_rows(tables, name)
    if rows.empty:
        return
    first = rows.dropna(subset=[words]).drop_duplicates([key, words])
    usual = first.drop_duplicates(key).set_index(key)[words]
    for record in first.index[first.duplicated(key)]:
        before = usual[str(first.at[record, key])]
        problem = CellProblem(
            f"'{before}', as at other sites",
            f"Use one {words}, or another short name if it is not the same {key}.",
            "warning",
        )
        tables[name].report(record, words, problem)


def _check_evidence_of_scores(tables: Tables) -> None:
    """Find levels above 0 without evidence, neither named in the row nor in the register."""
    rows = usable_rows(tables, "scores")
    if rows.empty:
        return
    checked = tables["scores"]
    named = _check_named_evidence(tables, rows)
    register = usable_rows(tables, "evidence")
    for dimension in _DIMENSIONS:
        bare = rows.loc[(rows[dimension] > 0).fillna(value=False) & ~named]
        if len(register):
            there = register.loc[register["dimension"] == dimension, ["site", "component"]]
            supported = pd.MultiIndex.from_frame(there)
            bare = bare.loc[~pd.MultiIndex.from_frame(bare[["site", "component"]]).isin(supported)]
        firm = bare["basis"].isin(_BASES_THAT_NEED_EVIDENCE)
        for record, basis in bare.loc[firm, "basis"].items():
            checked.report(int(str(record)), dimension, _no_evidence(dimension, str(basis)))
        # What is expected one day cannot have evidence yet.
        soft = bare.loc[~firm & (bare["basis"] != "projected")].groupby(
            ["site", "component", "basis"], sort=False
        )
        for alike in soft.groups.values():
            checked.report_group(alike.tolist(), dimension, _no_evidence(dimension, None))


def _check_named_evidence(tables: Tables, rows: pd.DataFrame) -> Mask:
    """Report evidence that is of another component; say which rows need no further piece."""
    checked, register = tables["scores"], usable_rows(tables, "evidence")
    if len(register):
        # What is spoilt in the register is told there, and may be the very thing that is meant.
        about = register.dropna(subset="component").set_index(["site", "evidence"])["component"]
        asked = rows.loc[rows["evidence"].notna(), ["site", "component", "basis", "evidence"]]
        asked["evidence"] = asked["evidence"].str.split(";")
        asked = asked.explode("evidence").join(about.rename("of"), on=["site", "evidence"])
        asked = asked.loc[asked["of"].notna() & (asked["of"] != asked["component"])]
        alike: dict[tuple[str, str, str, bool], list[int]] = {}
        for record, component, basis, piece, of in asked[
            ["component", "basis", "evidence", "of"]
        ].itertuples():
            firm = basis in _BASES_THAT_NEED_EVIDENCE
            alike.setdefault((component, piece, of, firm), []).append(record)
        for (component, piece, of, firm), records in alike.items():
            problem = CellProblem(
                f"evidence for {component}",
                f"It is evidence for {of}: name a piece for {component}, or correct the register.",
                "error" if firm else "warning",
            )
            checked.report_group(records, "evidence", problem, found=piece)
    return rows["evidence"].notna().to_numpy() | checked.reported["evidence"][rows.index]


def _no_evidence(dimension: str, basis: str | None) -> CellProblem:
    return CellProblem(
        f"evidence for {_BASIS_WORDS.get(basis or '', 'a')} {dimension} above 0",
        "Name a piece in the column evidence, or enter one for the component and dimension.",
        "error" if basis in _BASES_THAT_NEED_EVIDENCE else "warning",
    )


def _check_projected(tables: Tables) -> None:
    """Find expected levels without a current one to start from."""
    rows = usable_rows(tables, "scores")
    if rows.empty:
        return
    checked = tables["scores"]
    projected = rows["basis"] == "projected"
    for dimension in _DIMENSIONS:
        given = rows[dimension].notna()
        ahead = rows.loc[projected & given, ["site", "component"]]
        current = rows.loc[~projected & given, ["site", "component"]]
        lonely = ~pd.MultiIndex.from_frame(ahead).isin(pd.MultiIndex.from_frame(current))
        for record in ahead.index[lonely]:
            problem = CellProblem(
                f"a current {dimension} of the component as well",
                "Score the component as it is today, or delete the projected level.",
                "warning",
            )
            checked.report(record, dimension, problem)


def _check_self_ties(tables: Tables) -> None:
    """Find ties that lead back to their own actor."""
    rows = usable_rows(tables, "ties")
    if rows.empty:
        return
    checked = tables["ties"]
    selves = rows.index[rows["source"] == rows["target"]]
    for record in selves:
        problem = CellProblem("a tie to another actor", "Correct the actor, or delete the row.")
        checked.report(record, "target", problem)
    checked.excluded[selves] = True


def _check_dates(tables: Tables, as_of: date) -> None:
    """Report which rows are dated after the as-of date: the report leaves them out."""
    for name, checked in tables.items():
        if "date" not in checked.table.columns:
            continue
        rows = usable_rows(tables, name)
        for record in rows.index[later(name, rows, as_of)]:
            problem = CellProblem(
                f"a day up to {as_of.isoformat()}, the as_of of project.yaml",
                "Correct the date; otherwise the row is left out as of that day.",
                "warning",
            )
            checked.report(record, "date", problem)
