"""What the evidence supports: the register of a package, and the claims that go beyond it.

A piece counts as accepted unless its strength is "none" (looked at and rejected). A level above 0
needs evidence; level 0 needs none (as in CGIAR's PRMS). Nothing is concluded from a register that
is silent: a level without evidence is listed, not lowered.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.core.grouped_rows import largest
from workbench.core.method import Method
from workbench.core.table_access import (
    DIMENSIONS,
    FloatArray,
    IntArray,
    Words,
    dates,
    floats,
    level_column,
    refuse,
    require,
    text,
    whole,
    words,
)

if TYPE_CHECKING:
    from workbench.frameworks import Framework

#: Classes of strength, the weakest first; "" is a piece that nobody has judged yet.
STRENGTHS = ("none", "", "weak", "medium", "strong")

SOURCES = (
    "evidence for every level above 0 of readiness and use: CGIAR's PRMS",
    "no level above the highest that accepted evidence supports: ours",
)


@dataclass(frozen=True, slots=True, eq=False)
class Register:
    """The evidence of each component and dimension in one row.

    Attributes
    ----------
    table : DataFrame
        One row per site, component and dimension that has a piece, in the order of the file.

        ========= ======== ========================================================================
        column    dtype    meaning
        ========= ======== ========================================================================
        site      str      key of the site
        component str      key of the component
        dimension str      "readiness" or "use"
        items     Int64    pieces in the register
        accepted  Int64    of these, not rejected
        supported Int64    highest level that an accepted piece supports; missing where none says
        strength  str      strongest class: "strong", "medium", "weak"; "none" where all are
                           rejected; missing where nobody has judged
        latest    datetime date of the most recent accepted piece
        types     str      sorts of data among the accepted pieces, joined by ;
        ========= ======== ========================================================================
    method : Method
        Rules and their sources.
    """

    table: pd.DataFrame
    method: Method


def register(evidence: pd.DataFrame, framework: Framework) -> Register:
    """Summarise the evidence of all sites in one call.

    Parameters
    ----------
    evidence : DataFrame
        site, component, dimension and where known supports_level, strength, type, date.
    framework : Framework
        Its scales bound the levels.

    Raises
    ------
    InvalidInput
        A dimension, strength or level that does not exist.
    UnknownName
        A column that is needed is not there.
    """
    require(evidence, ("site", "component", "dimension"), "evidence")
    frame = evidence.reset_index(drop=True)
    dimension = text(frame, "dimension")
    strange = ~dimension.isin(DIMENSIONS).to_numpy()
    refuse(frame, strange, "evidence", "dimension", "readiness or use", "Correct the dimension.")
    strength = text(frame, "strength").fillna("")
    strange = ~strength.isin(STRENGTHS).to_numpy()
    expected = "strong, medium, weak, none or a blank"
    refuse(frame, strange, "evidence", "strength", expected, "Correct the strength.")
    level = np.full(len(frame), np.nan)
    for name in DIMENSIONS:
        own = (dimension == name).to_numpy()
        level[own] = level_column(frame[own], "supports_level", framework, "evidence", scale=name)
    key = ["site", "component", "dimension"]
    group: IntArray = np.asarray(frame.groupby(key, sort=False).ngroup(), dtype=np.int64)
    rank = pd.Index(STRENGTHS).get_indexer(pd.Index(strength)).astype(np.int64)
    table = frame.loc[~frame.duplicated(key), key].astype("str").reset_index(drop=True)
    _summarise(table, frame, group, level, rank)
    return Register(table, Method("register of evidence", {}, SOURCES))


def _summarise(
    table: pd.DataFrame, frame: pd.DataFrame, group: IntArray, level: FloatArray, strength: IntArray
) -> None:
    """Add the columns of the register."""
    groups = len(table)
    accepted = strength > 0
    table["items"] = whole(np.bincount(group, minlength=groups).astype(float))
    table["accepted"] = whole(np.bincount(group[accepted], minlength=groups).astype(float))
    judged = accepted & ~np.isnan(level)
    best = largest(groups, group[judged], level[judged])
    table["supported"] = whole(np.where(np.isfinite(best), best, np.nan))
    strongest = largest(groups, group, strength.astype(float)).astype(np.int64)
    names = np.array([name or None for name in STRENGTHS], dtype=object)
    table["strength"] = words(names[strongest] if groups else np.empty(0, object))
    dated = accepted & ~np.isnat(dates(frame))
    latest = np.full(groups, np.iinfo(np.int64).min)
    np.maximum.at(latest, group[dated], dates(frame)[dated].astype(np.int64))
    table["latest"] = latest.astype("datetime64[s]").astype("datetime64[ns]")
    table["types"] = words(_types(text(frame, "type"), group, accepted, groups))


def _types(kind: pd.Series, group: IntArray, accepted: np.ndarray, groups: int) -> Words:
    """Join the distinct sorts of data of each group."""
    result = np.full(groups, "", dtype=object)
    for name in sorted(kind.dropna().unique()):
        here = np.zeros(groups, dtype=bool)
        here[group[accepted & (kind == name).to_numpy(dtype=bool)]] = True
        result[here] = np.where(result[here] == "", name, result[here] + (";" + name))
    return result


@dataclass(frozen=True, slots=True, eq=False)
class EvidenceReview:
    """Claims held against the evidence.

    Attributes
    ----------
    table : DataFrame
        One row per site, component and dimension with a claim: site, component, title, dimension,
        claimed (Int64), items, accepted, supported (Int64), strength, latest, types as in
        `Register`, and ``verdict``: "supported", "above the evidence", "no evidence", "level of the
        evidence not judged" or "no evidence needed" (the lowest level).
    above : DataFrame
        The rows that claim more than the evidence supports.
    without : DataFrame
        The rows above the lowest level with no accepted evidence.
    method : Method
        Rules and their sources.
    """

    table: pd.DataFrame
    above: pd.DataFrame
    without: pd.DataFrame
    method: Method


def review(claims: pd.DataFrame, evidence: pd.DataFrame, framework: Framework) -> EvidenceReview:
    """Hold the claims of a diagnosis against the register.

    Parameters
    ----------
    claims : DataFrame
        ``Diagnosis.table``: site, component, title, readiness_claimed, use_claimed.
    evidence : DataFrame
        The table evidence; may be empty.
    framework : Framework
        Its scales bound the levels; the lowest level needs no evidence.

    Raises
    ------
    InvalidInput
        A dimension, strength or level that does not exist.
    UnknownName
        A column that is needed is not there.
    """
    require(claims, ("site", "component", "title", *(f"{d}_claimed" for d in DIMENSIONS)), "claims")
    parts = [
        claims[["site", "component", "title"]].assign(
            dimension=d, claimed=claims[f"{d}_claimed"], lowest=framework.scales[d].minimum
        )
        for d in DIMENSIONS
    ]
    table = pd.concat(parts, keys=range(len(parts))).sort_index(level=1, kind="stable")
    table = table[table["claimed"].notna()].reset_index(drop=True)
    table["dimension"] = table["dimension"].astype("str")
    found = register(evidence, framework).table
    table = table.merge(found, on=["site", "component", "dimension"], how="left")
    table[["items", "accepted"]] = table[["items", "accepted"]].fillna(0)
    claimed, supported, lowest = (floats(table[c]) for c in ("claimed", "supported", "lowest"))
    cases = [
        claimed == lowest,
        (table["accepted"] == 0).to_numpy(dtype=bool),
        np.isnan(supported),
        claimed > supported,
    ]
    verdicts = (
        "no evidence needed",
        "no evidence",
        "level of the evidence not judged",
        "above the evidence",
    )
    table["verdict"] = pd.Series(np.select(cases, verdicts, "supported"), dtype="str")
    table = table.drop(columns="lowest")
    return EvidenceReview(
        table=table,
        above=table[table["verdict"] == "above the evidence"].reset_index(drop=True),
        without=table[table["verdict"] == "no evidence"].reset_index(drop=True),
        method=Method("claims against evidence", {}, SOURCES),
    )
