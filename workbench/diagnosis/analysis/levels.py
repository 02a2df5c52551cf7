"""From the scores of assessors to one level per component and dimension, for many sites at once.

Four layers stay apart: the assessors' scores; the summary of the group; the level that is claimed
(adopted by the team, or judged from the documents, or the lower median of the assessors); and the
level that is used, which is the claimed one but not above what accepted evidence supports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.core.table_access import (
    DIMENSIONS,
    BoolArray,
    Dimension,
    FloatArray,
    IntArray,
    Words,
    dates,
    level_column,
    numbers,
    require,
    text,
)
from workbench.diagnosis.analysis.grouped_rows import largest, place_in_group
from workbench.diagnosis.analysis.level_counts import (
    Judgements,
    capped_counts,
    claimed_places,
    counts_by_basis,
    judged_counts,
    median_place,
    summarised,
    supported_places,
)

if TYPE_CHECKING:
    from workbench.frameworks import Framework


@dataclass(frozen=True, slots=True, eq=False)
class Packages:
    """The components that count, sites in the order of the file and the rows of a site together.

    Attributes
    ----------
    table : DataFrame
        One row per needed component: site, component, title, role, functions, position.
    left_out : DataFrame
        Components that do not count: site, component, title, reason.
    sites : Index
        All sites asked for, those without a needed component too.
    site : array of int, shape (rows,)
        Place of each row's site in `sites`, ascending.
    """

    table: pd.DataFrame
    left_out: pd.DataFrame
    sites: pd.Index[str]
    site: IntArray


def needed_components(components: pd.DataFrame, sites: Sequence[str] | None = None) -> Packages:
    """Keep the components that each site needs and that nothing has replaced.

    A blank in ``needed`` counts as yes. A component is replaced when a needed component of the same
    site names it in ``supersedes``; if the replacement is itself not needed, the old one stays in
    the package.

    Parameters
    ----------
    components : DataFrame
        site, component; and where known title, role, functions, needed, supersedes.
    sites : sequence of str, optional
        The sites that count, in the order of the result; one without components is there with an
        empty package. Without it, the sites of `components`.
    """
    require(components, ("site", "component"), "components")
    frame = components.reset_index(drop=True)
    wanted = frame["site"].dropna() if sites is None else sites
    names = pd.Index(list(dict.fromkeys(wanted)), dtype="str")
    codes = names.get_indexer(pd.Index(frame["site"]))
    frame = frame.iloc[np.argsort(codes, kind="stable")]
    site = np.sort(codes).astype(np.int64)
    frame, site = frame[site >= 0].reset_index(drop=True), site[site >= 0]
    keys = frame["component"].astype("str")
    columns = {"site": frame["site"].astype("str"), "component": keys}
    columns["title"] = text(frame, "title").fillna(keys)
    columns |= {name: text(frame, name) for name in ("role", "functions")}
    columns["position"] = pd.Series(place_in_group(site) + 1)
    table = pd.DataFrame(columns, copy=False)
    needed = np.ones(len(frame), dtype=bool)
    if "needed" in frame:
        needed = frame["needed"].astype("boolean").fillna(True).to_numpy(dtype=bool)  # noqa: FBT003
    by = np.full(len(frame), -1, dtype=np.int64)  # row of the needed component that replaces each
    if "supersedes" in frame and frame["supersedes"].notna().any():
        replaces = row_numbers(table, frame["site"], frame["supersedes"])
        newer = np.flatnonzero(needed & (replaces >= 0))
        by[replaces[newer]] = newer
    kept = needed & (by < 0)
    reason = np.where(needed, "replaced by " + table["title"].to_numpy(object)[by], "not needed")
    left_out = table.loc[~kept, ["site", "component", "title"]].assign(reason=reason[~kept])
    return Packages(
        table=table[kept].reset_index(drop=True),
        left_out=left_out.astype("str").reset_index(drop=True),
        sites=names,
        site=site[kept],
    )


def of_sites(packages: Packages, frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of the sites in question: a mistake at another site must not stop these."""
    return frame[frame["site"].isin(packages.sites)]


def row_numbers(table: pd.DataFrame, site: pd.Series, component: pd.Series) -> IntArray:
    """Find the row of `table` with each pair of site and component; -1 where there is none."""
    sites, components = (pd.Index(table[name].unique()) for name in ("site", "component"))
    width = len(components)

    def code(first: pd.Series, second: pd.Series) -> IntArray:
        one, two = sites.get_indexer(pd.Index(first)), components.get_indexer(pd.Index(second))
        return np.where((one < 0) | (two < 0), -1, one.astype(np.int64) * width + two)

    if not len(table):
        return np.full(len(site), -1, dtype=np.int64)
    own = code(table["site"], table["component"])
    order = np.argsort(own)
    wanted = code(site, component)
    place = order[np.minimum(np.searchsorted(own[order], wanted), len(own) - 1)]
    return np.where(own[place] == wanted, place, -1)


@dataclass(frozen=True, slots=True, eq=False)
class Scores:
    """The scores of the components that count, as arrays with one entry per judgement.

    Attributes
    ----------
    row : array of int
        Row of the component in the packages table.
    basis, assessor : array of str
        Sort of judgement and who made it.
    round : array of float
        Round of assessment.
    date : array of datetime64
    success : array of float
        Probability that a projected level is reached; NaN where not stated.
    level : mapping of str to array of float
        Levels by dimension, NaN where not assessed.
    counted : array of bool
        Assessors' judgements that count: those of the component's round.
    component_round : array of float, shape (rows,)
        Latest round in which assessors scored each component, NaN where they never did.
    site_round : array of float, shape (sites,)
        Latest round of each site, NaN where there is no judgement.
    """

    row: IntArray
    basis: Words
    assessor: Words
    round: FloatArray
    date: NDArray[np.datetime64]
    success: FloatArray
    level: dict[Dimension, FloatArray]
    counted: BoolArray
    component_round: FloatArray
    site_round: FloatArray


def current_scores(packages: Packages, scores: pd.DataFrame, framework: Framework) -> Scores:
    """Take the judgements of components that count.

    The assessors' scores of a component that count are those of the latest round in which they
    scored that component, in either dimension: an older judgement stands until the component is
    scored again. The round of a site is the latest in which assessors scored there, or, where none
    did, the latest of any other judgement of the present.

    Raises
    ------
    InvalidInput
        A level outside the framework's scale or not a whole number.
    """
    require(scores, ("site", "component"), "scores")
    scores = of_sites(packages, scores)
    row = row_numbers(packages.table, scores["site"], scores["component"])
    level = {d: level_column(scores, d, framework, "scores")[row >= 0] for d in DIMENSIONS}
    scores, row = scores[row >= 0], row[row >= 0]
    basis = text(scores, "basis", "workshop").to_numpy(object)
    number = numbers(scores, "round", 1.0)
    asked = (basis == "workshop") & ~(np.isnan(level["readiness"]) & np.isnan(level["use"]))
    latest = largest(len(packages.table), row[asked], number[asked])
    return Scores(
        row=row,
        basis=basis,
        assessor=text(scores, "assessor").to_numpy(object),
        round=number,
        date=dates(scores),
        success=numbers(scores, "success"),
        level=level,
        counted=asked & (number == latest[row]),
        component_round=np.where(np.isfinite(latest), latest, np.nan),
        site_round=_site_rounds(packages, row, basis, number),
    )


def _site_rounds(packages: Packages, row: IntArray, basis: Words, number: FloatArray) -> FloatArray:
    """Return the latest round of each site: the assessors', else that of other judgements."""
    site = packages.site[row]
    asked, other = (
        largest(len(packages.sites), site[chosen], number[chosen])
        for chosen in (basis == "workshop", (basis == "adopted") | (basis == "evidence"))
    )
    result = np.where(np.isfinite(asked), asked, other)
    return np.where(np.isfinite(result), result, np.nan)


@dataclass(frozen=True, slots=True, eq=False)
class DimensionLevels:
    """One dimension of all components; levels are NaN where not known.

    Attributes
    ----------
    counts : array, shape (rows, levels)
        Assessors per level, in the component's round.
    judged : array, shape (rows, levels)
        The scores that the uncertainty is computed from, capped by evidence: the assessors'; where
        the claim comes from the documents those judgements; where nobody scored, the claimed level
        alone.
    assessors, median, lowest, highest : array of float, shape (rows,)
        Summary of the assessors' scores in the component's round.
    claimed, supported, used, projected : array of float, shape (rows,)
        Level claimed, highest level that accepted evidence supports, level used, level projected.
    source : array of object, shape (rows,)
        "adopted", "evidence", "workshop", or missing.
    capped : array of bool, shape (rows,)
        Whether the evidence supports less than what is claimed.
    strength : array of str, shape (rows,)
        Strongest accepted class of evidence; "none" where the site keeps a register and nothing is
        accepted; "" where it is not known.
    current : array of bool, one entry per judgement
        Judgements that the claims of this dimension rest on.
    """

    counts: FloatArray
    judged: FloatArray
    assessors: FloatArray
    median: FloatArray
    lowest: FloatArray
    highest: FloatArray
    claimed: FloatArray
    supported: FloatArray
    used: FloatArray
    projected: FloatArray
    source: Words
    capped: BoolArray
    strength: Words
    current: BoolArray


@dataclass(frozen=True, slots=True, eq=False)
class PackageLevels:
    """What is known of the packages of all sites, before anything is concluded from it.

    Attributes
    ----------
    packages : Packages
        The components that count.
    scores : Scores
        The judgements of them.
    by_dimension : dict of str to DimensionLevels
        Levels of readiness and of use.
    framework : Framework
        Framework whose levels these are.
    """

    packages: Packages
    scores: Scores
    by_dimension: dict[Dimension, DimensionLevels]
    framework: Framework


def read_levels(
    components: pd.DataFrame,
    scores: pd.DataFrame,
    framework: Framework,
    *,
    evidence: pd.DataFrame | None = None,
    sites: Sequence[str] | None = None,
) -> PackageLevels:
    """Derive the levels of every component of all sites in one call.

    Parameters
    ----------
    components : DataFrame
        site, component and where known title, role, functions, needed, supersedes.
    scores : DataFrame
        site, component, readiness, use and where known round (1 if the column is absent), basis
        ("workshop" if absent), assessor, date, success. Scores of components that are not in
        `components`, or do not count there, are left out.
    framework : Framework
        Its scales bound the levels.
    evidence : DataFrame, optional
        site, component, dimension, supports_level, strength. Without it nothing is capped.
    sites : sequence of str, optional
        Sites to read, in this order; the sites of `components` unless given.

    Raises
    ------
    InvalidInput
        A level that is not on the framework's scale.
    UnknownName
        A column that is needed is not there.
    """
    packages = needed_components(components, sites)
    judged = current_scores(packages, scores, framework)
    levels = {d: dimension_levels(packages, judged, evidence, d, framework) for d in DIMENSIONS}
    return PackageLevels(packages, judged, levels, framework)


def dimension_levels(
    packages: Packages,
    scores: Scores,
    evidence: pd.DataFrame | None,
    dimension: Dimension,
    framework: Framework,
) -> DimensionLevels:
    """Derive the levels of one dimension for every component.

    The assessors' scores are those of the component's round (`Scores.counted`). An adopted level, a
    judgement of the documents and a projection stand until assessors score the component again, in
    this dimension, in a later round.
    """
    rows, scale = len(packages.table), framework.scales[dimension]
    size = scale.maximum - scale.minimum + 1
    place = scores.level[dimension] - scale.minimum
    given = Judgements(scores.row, scores.basis, scores.round, scores.date)
    counts, current = counts_by_basis(given, place, scores.counted, (rows, size))
    claimed, source = claimed_places(counts)
    supported, strength = supported_levels(packages, evidence, dimension, framework)
    supported = supported - scale.minimum
    capped = supported < claimed
    used = np.where(capped, supported, claimed)
    summary = summarised(counts["workshop"])
    return DimensionLevels(
        counts=counts["workshop"],
        judged=capped_counts(judged_counts(counts, claimed, source), supported),
        assessors=counts["workshop"].sum(axis=1),
        **{name: values + scale.minimum for name, values in summary.items()},
        claimed=claimed + scale.minimum,
        supported=supported + scale.minimum,
        used=used + scale.minimum,
        projected=median_place(counts["projected"]) + scale.minimum,
        source=source,
        capped=capped,
        strength=strength,
        current=current,
    )


def supported_levels(
    packages: Packages, evidence: pd.DataFrame | None, dimension: Dimension, framework: Framework
) -> tuple[FloatArray, Words]:
    """Return the highest level that accepted evidence supports, and its strongest class.

    A piece counts as accepted unless its strength is "none" (looked at and rejected). Nothing is
    concluded from a register that is silent: a level without evidence is listed, not lowered.

    Returns
    -------
    supported : array of float, shape (rows,)
        NaN where no accepted piece names a level.
    strength : array of str, shape (rows,)
        "strong", "medium", "weak"; "none" where the site has a register and nothing is accepted for
        this component and dimension; "" where there is no register or the strength was not judged.
    """
    rows = len(packages.table)
    if evidence is None:
        return np.full(rows, np.nan), np.full(rows, "", dtype=object)
    require(evidence, ("site", "component", "dimension"), "evidence")
    pieces = of_sites(packages, evidence)
    kept = np.isin(packages.site, packages.sites.get_indexer(pd.Index(pieces["site"].unique())))
    own = pieces[pieces["dimension"] == dimension]
    level = level_column(own, "supports_level", framework, "evidence", scale=dimension)
    row = row_numbers(packages.table, own["site"], own["component"])
    return supported_places(row, level, text(own, "strength").fillna(""), kept)
