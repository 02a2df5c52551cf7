"""Check what rows point at: sites, components, evidence and actors that must be there."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace

import numpy as np
import pandas as pd

from workbench.errors import nearest
from workbench.project.checks.cells import advice_on_name, suggestion
from workbench.project.checks.table_check import MOST_COMPARED, Checked
from workbench.project.schema.declaration import Column, declaration
from workbench.project.sources.cell_problems import CellProblem
from workbench.project.sources.raw_tables import Texts

_BETWEEN = "\x1f"


@dataclass(frozen=True)
class _Pool:
    """What may be pointed at: names by site, as the file spells them, right or wrong."""

    table: str
    by_site: Mapping[str, frozenset[str]] = field(default_factory=dict)
    titles: Mapping[str, Mapping[str, str]] = field(default_factory=dict)

    @classmethod
    def of(cls, target: Checked, column: str) -> _Pool:
        # Names of rows with a problem count: the problem is reported there, not at each reference.
        frame = pd.DataFrame({"site": target.sites, "name": target.text[column]}).drop_duplicates()
        if of_all_sites(target.name):
            names = {"": frozenset(frame["name"]) - {""}}
            return cls(target.name, names, names_by_title(target, column))
        by_site: dict[str, set[str]] = {}
        for site, name in zip(frame["site"].to_numpy(object), frame["name"], strict=True):
            if isinstance(site, str):
                by_site.setdefault(site, set()).add(name)
        by_site = {site: names - {""} for site, names in by_site.items()}
        known = {site: frozenset(names) for site, names in by_site.items()}
        return cls(target.name, known, names_by_title(target, column))

    def called(self, title: str, site: str) -> str | None:
        """Return the short name of what the project calls by a title."""
        titles = self.titles.get("" if of_all_sites(self.table) else site, {})
        return titles.get(title.casefold())

    def names(self, site: str) -> frozenset[str]:
        return self.by_site.get("" if of_all_sites(self.table) else site, frozenset())

    def has(self, name: str, site: str) -> bool:
        return name in self.names(site)

    def elsewhere(self, name: str) -> bool:
        return any(name in names for names in self.by_site.values())


def of_all_sites(table: str) -> bool:
    """Whether a name of a table means the same at every site: sites, and what has no site.

    Examples
    --------
    >>> of_all_sites("experiments"), of_all_sites("actors")
    (True, False)
    """
    return table == "sites" or "site" not in declaration().table(table).columns


def names_by_title(target: Checked, column: str) -> Mapping[str, Mapping[str, str]]:
    """Return the short names of a table by title or name, without capitals, for each site.

    Returns
    -------
    mapping of str to mapping of str to str
        By site; for what is of all sites, under "". Titles of two short names are left out.
    """
    heading = next((one for one in ("title", "name") if one in target.at), None)
    if heading is None:
        return {}
    found: dict[str, dict[str, str]] = {}
    of_all = of_all_sites(target.name)
    rows = zip(target.sites, target.text[heading], target.text[column], strict=True)
    for site, title, name in rows:
        if title and name and (of_all or isinstance(site, str)):
            known = found.setdefault("" if of_all else site, {})
            known[title.casefold()] = name if known.get(title.casefold(), name) == name else ""
    return {site: {t: n for t, n in known.items() if n} for site, known in found.items()}


def check_links(tables: Mapping[str, Checked], told: Collection[str] = ()) -> None:
    """Report every reference that leads nowhere.

    An unknown name becomes missing; a row that cannot do without it stays out.

    Parameters
    ----------
    tables : mapping of str to Checked
        All tables of the project that are there.
    told : collection of str
        Tables that are reported as missing or unreadable as a whole. What follows from that for
        those that point at them is not reported again.
    """
    pools: dict[str, _Pool] = {}
    for checked in tables.values():
        for name, column in checked.table.columns.items():
            if column.references is None or name not in checked.at or len(checked.excluded) == 0:
                continue
            target, target_column = column.references.split(".")
            if column.references not in pools and target in tables:
                pools[column.references] = _Pool.of(tables[target], target_column)
            pool = pools.get(column.references)
            if pool is not None and any(pool.by_site.values()):
                _check_column(checked, name, column, pool)
            elif target in told or (pool is not None and len(tables[target].excluded)):
                # Told as a whole, or its rows are: none of them can be named.
                named = np.flatnonzero(checked.frame[name].notna())
                checked.reported[name][named] = True
                checked.discard(name, named)
            elif target in declaration().tables:
                _report_no_rows(checked, name, target, there=pool is not None)


def _check_column(checked: Checked, name: str, column: Column, pool: _Pool) -> None:
    """Hold each distinct pair of site and name against the pool."""
    names_of = checked.frame[name].to_numpy(dtype=object)
    asked = np.flatnonzero(checked.frame[name].notna().to_numpy() & ~checked.reported[name])
    if len(asked) == 0:
        return
    names = names_of[asked]
    sites = _for_pool(checked.sites[asked], pool)
    codes, pairs = pd.factorize(sites + _BETWEEN + names)
    wrong: dict[int, list[str]] = {}
    advice: dict[tuple[int, str], str] = {}
    comparisons = MOST_COMPARED
    for code, pair in enumerate(pairs):
        site, _, text = str(pair).partition(_BETWEEN)
        if site == "" and not of_all_sites(pool.table):
            continue  # the row's site is unknown and reported; nobody knows what it may point at
        parts = text.split(";") if column.type == "identifiers" else [text]
        unknown = [part for part in parts if not pool.has(part, site)]
        if unknown:
            wrong[code] = unknown
            comparisons -= len(pool.names(site)) * len(unknown)
            known = pool if comparisons > 0 else replace(pool, by_site={})
            advice |= {(code, part): _advice(part, site, known, column) for part in unknown}
    spoilt = np.isin(codes, list(wrong))
    left: dict[int, str] = {}
    alike: dict[tuple[str, str], list[int]] = {}
    for record, code in zip(asked[spoilt].tolist(), codes[spoilt].tolist(), strict=True):
        for part in wrong[code]:
            alike.setdefault((part, advice[code, part]), []).append(record)
        right = [part for part in str(names_of[record]).split(";") if part not in wrong[code]]
        if right:
            left[record] = ";".join(right)
    for (part, said), records in alike.items():
        problem = CellProblem(_expected(checked.sites[records], pool), said)
        checked.report_group(records, name, problem, found=part)
    checked.discard(name, asked[spoilt])
    checked.frame.loc[list(left), name] = list(left.values())


def _for_pool(sites: Texts, pool: _Pool) -> Texts:
    blank = np.full(len(sites), "", dtype=object)
    return blank if of_all_sites(pool.table) else np.where(pd.isna(sites), blank, sites)


_ONE_OF = {
    "sites": "a site of the table sites",
    "components": "a component",
    "evidence": "a piece of evidence",
    "actors": "an actor",
    "forums": "a forum",
    "options": "an option",
    "decisions": "a decision",
    "activities": "a task",
    "staff": "a kind of staff",
    "funding": "a source of money",
}


def _expected(sites: Texts, pool: _Pool) -> str:
    """Describe what was expected, and of which site where it is one."""
    one = _ONE_OF.get(pool.table, f"a row of {pool.table}")
    if of_all_sites(pool.table):
        return one
    first, *others = dict.fromkeys(sites)
    return f"{one} of {'its site' if others else first}"


def _advice(name: str, site: str, pool: _Pool, column: Column) -> str:
    """Say what was probably meant, from the surest to the least sure."""
    called = pool.called(name, site)
    if called is not None and called.casefold() != name.casefold():
        # A name that is itself none is told there; here stands what it is to become.
        mended = advice_on_name(called, several=False)
        return mended or f"It is called '{called}' in {pool.table}; write that."
    near = nearest(name, pool.names(site))
    if near is not None and advice_on_name(near, several=False):
        return f"It stands in {pool.table} as '{near}', which is no short name: correct it there."
    if near is not None:
        return suggestion(name, [near])
    if site and pool.elsewhere(name):
        return f"It stands in {pool.table} at other sites only; add it there for this site."
    malformed = advice_on_name(name, several=column.type == "identifiers")
    return malformed or f"Add it to {pool.table}, or correct it."


def _report_no_rows(checked: Checked, name: str, target: str, *, there: bool) -> None:
    """Report once for a whole column that the table it points at is missing or empty."""
    asked = checked.frame[name].notna().to_numpy() & ~checked.reported[name]
    records = np.flatnonzero(asked)
    if len(records) == 0:
        return
    problem = (
        CellProblem(f"a row of {target} that names it; {target} has no rows", f"Fill in {target}.")
        if there
        else CellProblem(f"a table {target} that names it", f"Add the table {target}.")
    )
    checked.report_group(records.tolist(), name, problem)
    checked.discard(name, records)
