"""Check what rows point at: sites, components, evidence and actors that must be there."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field

import numpy as np
import pandas as pd

from workbench.project.cells import suggestion
from workbench.project.checking import Checked
from workbench.project.declaration import Column, declaration
from workbench.project.findings import Trouble
from workbench.project.sources import Texts

_BETWEEN = "\x1f"


@dataclass(frozen=True)
class _Pool:
    """What may be pointed at: names by site, as the file spells them, right or wrong."""

    table: str
    by_site: Mapping[str, frozenset[str]] = field(default_factory=dict)

    @classmethod
    def of(cls, target: Checked, column: str) -> _Pool:
        # Names of rows with a problem count: the problem is told there, not at each reference.
        frame = pd.DataFrame({"site": target.sites, "name": target.text[column]}).drop_duplicates()
        if target.name == "sites":
            return cls(target.name, {"": frozenset(frame["name"]) - {""}})
        by_site: dict[str, set[str]] = {}
        for site, name in zip(frame["site"].to_numpy(object), frame["name"], strict=True):
            if isinstance(site, str):
                by_site.setdefault(site, set()).add(name)
        return cls(target.name, {site: frozenset(names) for site, names in by_site.items()})

    def names(self, site: str) -> frozenset[str]:
        return self.by_site.get("" if self.table == "sites" else site, frozenset())

    def has(self, name: str, site: str) -> bool:
        return name in self.names(site)

    def elsewhere(self, name: str) -> bool:
        return any(name in names for names in self.by_site.values())


def check_links(tables: Mapping[str, Checked]) -> None:
    """Tell every reference that leads nowhere.

    An unknown name becomes missing; a row that cannot do without it stays out.

    Parameters
    ----------
    tables : mapping of str to Checked
        All tables of the project that are there.
    """
    for checked in tables.values():
        for name, column in checked.table.columns.items():
            if column.references is None or name not in checked.at or len(checked.out) == 0:
                continue
            target, target_column = column.references.split(".")
            if target in tables:
                _check_column(checked, name, column, _Pool.of(tables[target], target_column))
            elif target in declaration().tables:
                _tell_no_table(checked, name, target)


def _check_column(checked: Checked, name: str, column: Column, pool: _Pool) -> None:
    """Hold each distinct pair of site and name against the pool."""
    names_of = checked.frame[name].to_numpy(dtype=object)
    asked = np.flatnonzero(checked.frame[name].notna().to_numpy() & ~checked.told[name])
    if len(asked) == 0:
        return
    names = names_of[asked]
    sites = _for_pool(checked.sites[asked], pool)
    codes, pairs = pd.factorize(sites + _BETWEEN + names)
    wrong: dict[int, dict[str, Trouble]] = {}
    for code, pair in enumerate(pairs):
        site, _, text = str(pair).partition(_BETWEEN)
        if site == "" and pool.table != "sites":
            continue  # the row's site is unknown and told; nobody knows what it may point at
        parts = text.split(";") if column.type == "identifiers" else [text]
        unknown = {part: _trouble(part, site, pool) for part in parts if not pool.has(part, site)}
        if unknown:
            wrong[code] = unknown
    spoilt = np.isin(codes, list(wrong))
    left: dict[int, str] = {}
    for record, code in zip(asked[spoilt].tolist(), codes[spoilt].tolist(), strict=True):
        for part, trouble in wrong[code].items():
            checked.tell(record, name, trouble, found=part)
        known = [part for part in str(names_of[record]).split(";") if part not in wrong[code]]
        if known:
            left[record] = ";".join(known)
    checked.discard(name, asked[spoilt])
    checked.frame.loc[list(left), name] = list(left.values())


def _for_pool(sites: Texts, pool: _Pool) -> Texts:
    blank = np.full(len(sites), "", dtype=object)
    return blank if pool.table == "sites" else np.where(pd.isna(sites), blank, sites)


_ONE_OF = {
    "sites": "a site of the table sites",
    "components": "a component",
    "evidence": "a piece of evidence",
    "actors": "an actor",
}


def _trouble(name: str, site: str, pool: _Pool) -> Trouble:
    expected = _ONE_OF.get(pool.table, f"a row of {pool.table}") + (f" of {site}" if site else "")
    advice = suggestion(name, pool.names(site))
    if not advice and site and pool.elsewhere(name):
        advice = f"It stands in {pool.table} at other sites only; add it there for {site}."
    return Trouble(expected, advice or f"Add it to {pool.table}, or correct it.")


def _tell_no_table(checked: Checked, name: str, target: str) -> None:
    """Tell once for each site that a whole table is missing."""
    asked = checked.frame[name].notna().to_numpy() & ~checked.told[name]
    records = np.flatnonzero(asked)
    first: dict[str | None, int] = {}
    count: dict[str | None, int] = {}
    for record in records.tolist():
        site = checked.sites[record]
        first.setdefault(site, record)
        count[site] = count.get(site, 0) + 1
    for site, record in first.items():
        more = f" and {count[site] - 1} more" if count[site] > 1 else ""
        trouble = Trouble(f"a table {target} that names it", f"Add the table {target}.")
        checked.tell(record, name, trouble, found=f"{checked.text[name][record]}{more}")
    checked.told[name][records] = True
    checked.discard(name, records)
