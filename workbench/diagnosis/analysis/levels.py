"""From the scores of assessors to one level per component and dimension, for many sites at once.

Four layers stay apart: the assessors' scores; the summary of the group; the level that is claimed
(adopted by the team, or judged from the documents, or the lower median of the assessors); and the
level that is used, which is the claimed one but not above what accepted evidence supports.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.core.grouped_rows import largest
from workbench.core.table_access import (
    DIMENSIONS,
    BoolArray,
    Dimension,
    FloatArray,
    IntArray,
    Words,
    dates,
    floats,
    level_column,
    numbers,
    refuse,
    require,
    text,
)
from workbench.diagnosis.analysis.bottleneck_model import lower_median
from workbench.diagnosis.analysis.evidence import register

if TYPE_CHECKING:
    from workbench.frameworks import Framework

Basis = Literal["adopted", "evidence", "workshop"]

#: Which judgements a claim may come from, the first that exists counts.
CLAIMS: dict[str, tuple[str, ...]] = {
    "adopted": ("adopted", "evidence", "workshop"),
    "evidence": ("evidence",),
    "workshop": ("workshop",),
}


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

    Raises
    ------
    InvalidInput
        A component stands twice at a site, or components replace each other in a circle.
    """
    require(components, ("site", "component"), "components")
    frame = components.reset_index(drop=True)
    wanted = frame["site"].dropna() if sites is None else sites
    names = pd.Index(list(dict.fromkeys(wanted)), dtype="str")
    codes = names.get_indexer(pd.Index(frame["site"]))
    frame = frame.iloc[np.argsort(codes, kind="stable")]
    site = np.sort(codes).astype(np.int64)
    frame, site = frame[site >= 0].reset_index(drop=True), site[site >= 0]
    twice = frame.duplicated(["site", "component"]).to_numpy()
    refuse(
        frame, twice, "components", "component", "each component once per site", "Remove one row."
    )
    table = pd.DataFrame({"site": frame["site"].astype("str")})
    table["component"] = frame["component"].astype("str")
    table["title"] = text(frame, "title").fillna(table["component"])
    table["role"] = text(frame, "role")
    table["functions"] = text(frame, "functions")
    table["position"] = frame.groupby(site).cumcount().to_numpy() + 1
    needed = np.ones(len(frame), dtype=bool)
    if "needed" in frame:
        needed = frame["needed"].astype("boolean").fillna(True).to_numpy(dtype=bool)  # noqa: FBT003
    by = _replaced_by(frame, table, needed)
    kept = needed & (by < 0)
    reason = np.where(needed, "replaced by " + table["title"].to_numpy(object)[by], "not needed")
    left_out = table.loc[~kept, ["site", "component", "title"]].assign(reason=reason[~kept])
    return Packages(
        table=table[kept].reset_index(drop=True),
        left_out=left_out.astype("str").reset_index(drop=True),
        sites=names,
        site=site[kept],
    )


def _replaced_by(frame: pd.DataFrame, table: pd.DataFrame, needed: BoolArray) -> IntArray:
    """Give the row of the needed component that replaces each row, -1 where there is none."""
    by = np.full(len(frame), -1, dtype=np.int64)
    if "supersedes" not in frame or frame["supersedes"].isna().all():
        return by
    replaces = rows_of(table, frame["site"], frame["supersedes"])
    ahead = replaces.copy()
    for _ in range(len(frame).bit_length()):  # follow the chain by doubling: a circle never ends
        ahead = np.where(ahead >= 0, ahead[ahead], -1)
    advice = "Let the newer component name the older one, and not the other way round as well."
    refuse(frame, ahead >= 0, "components", "supersedes", "a chain with an end", advice)
    newer = np.flatnonzero(needed & (replaces >= 0))
    by[replaces[newer]] = newer
    return by


def of_sites(packages: Packages, frame: pd.DataFrame) -> pd.DataFrame:
    """Keep the rows of the sites in question: a mistake at another site must not stop these."""
    return frame[frame["site"].isin(packages.sites)]


def rows_of(table: pd.DataFrame, site: pd.Series, component: pd.Series) -> IntArray:
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
    level : mapping of str to array of float
        Levels by dimension, NaN where not assessed.
    counted : array of bool
        Assessors' judgements that count: those of the component's round.
    component_round : array of float, shape (rows,)
        Round that the assessors' scores of each component come from, NaN where they gave none.
    site_round : array of float, shape (sites,)
        Current round of each site, NaN where there is no judgement.
    """

    row: IntArray
    basis: Words
    assessor: Words
    round: FloatArray
    date: NDArray[np.datetime64]
    level: dict[Dimension, FloatArray]
    counted: BoolArray
    component_round: FloatArray
    site_round: FloatArray


def current_scores(
    packages: Packages, scores: pd.DataFrame, framework: Framework, round_: int | None
) -> Scores:
    """Take the judgements that can matter: of components that count, up to the round asked for.

    The assessors' scores of a component that count are those of the round asked for, or of the
    latest round in which they scored that component, in either dimension: an older judgement stands
    until the component is scored again. The current round of a site is the one asked for, or the
    latest in which assessors scored there, or, where none did, the latest of any other judgement of
    the present. Judgements of components that are not in the package are left out.

    Raises
    ------
    InvalidInput
        A level outside the framework's scale or not a whole number, a missing round, a judgement
        twice.
    """
    require(scores, ("site", "component"), "scores")
    scores = of_sites(packages, scores)
    level = {d: level_column(scores, d, framework, "scores") for d in DIMENSIONS}
    number = numbers(scores, "round", 1.0)
    refuse(scores, np.isnan(number), "scores", "round", "a round of assessment", "Enter the round.")
    basis = text(scores, "basis", "workshop").to_numpy(object)
    known = [*CLAIMS["adopted"], "projected"]
    strange = ~np.isin(basis.astype(str), known)
    refuse(scores, strange, "scores", "basis", f"one of {', '.join(known)}", "Correct the basis.")
    _refuse_twice(scores)
    row = rows_of(packages.table, scores["site"], scores["component"])
    keep = row >= 0
    if round_ is not None:
        keep &= number <= round_
    row, basis, number = row[keep], basis[keep], number[keep]
    level = {d: values[keep] for d, values in level.items()}
    asked = (basis == "workshop") & ~(np.isnan(level["readiness"]) & np.isnan(level["use"]))
    component_round = _component_rounds(len(packages.table), row[asked], number[asked], round_)
    return Scores(
        row=row,
        basis=basis,
        assessor=text(scores, "assessor").to_numpy(object)[keep],
        round=number,
        date=dates(scores)[keep],
        level=level,
        counted=asked & (number == component_round[row]),
        component_round=component_round,
        site_round=_site_rounds(packages, row, basis, number, round_),
    )


def _component_rounds(
    rows: int, row: IntArray, number: FloatArray, round_: int | None
) -> FloatArray:
    """Give the round that the assessors' scores of each component come from."""
    latest = largest(rows, row, number)
    stands = np.isfinite(latest) if round_ is None else latest == round_
    return np.where(stands, latest, np.nan)


def _site_rounds(
    packages: Packages, row: IntArray, basis: Words, number: FloatArray, round_: int | None
) -> FloatArray:
    """Give the current round of each site."""
    site = packages.site[row]
    latest = {}
    for name, bases in (("workshop", ("workshop",)), ("other", ("adopted", "evidence"))):
        chosen = np.isin(basis.astype(str), bases)
        latest[name] = largest(len(packages.sites), site[chosen], number[chosen])
    result = np.where(np.isfinite(latest["workshop"]), latest["workshop"], latest["other"])
    if round_ is not None:
        result = np.where(np.isfinite(result), float(round_), result)
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


def dimension_levels(
    packages: Packages,
    scores: Scores,
    pieces: pd.DataFrame | None,
    dimension: Dimension,
    framework: Framework,
    basis: Basis,
) -> DimensionLevels:
    """Derive the levels of one dimension for every component.

    The assessors' scores are those of the component's round (`Scores.counted`). An adopted level, a
    judgement of the documents and a projection stand until assessors score the component again, in
    this dimension, in a later round. `pieces` is the register of evidence, ``Register.table``.
    """
    rows, scale = len(packages.table), framework.scales[dimension]
    size = scale.maximum - scale.minimum + 1
    place = scores.level[dimension] - scale.minimum
    known = ~np.isnan(place)
    workshop = known & (scores.basis == "workshop")
    now = known & scores.counted
    since = largest(rows, scores.row[workshop], scores.round[workshop])
    counts = {"workshop": _tally(scores.row[now], place[now], (rows, size))}
    current = now if "workshop" in CLAIMS[basis] else np.zeros_like(now)
    for name in ("adopted", "evidence", "projected"):
        chosen = known & (scores.basis == name) & (scores.round >= since[scores.row])
        chosen &= (
            scores.round == largest(rows, scores.row[chosen], scores.round[chosen])[scores.row]
        )
        if name == "adopted":
            day = scores.date.astype(np.int64).astype(np.float64)  # a blank is before all days
            chosen &= day == largest(rows, scores.row[chosen], day[chosen])[scores.row]
        counts[name] = _tally(scores.row[chosen], place[chosen], (rows, size))
        if name in CLAIMS[basis]:
            current = current | chosen
    claimed, source = _claims(counts, basis)
    supported, strength = supported_levels(packages, pieces, dimension)
    supported = supported - scale.minimum
    capped = supported < claimed
    used = np.where(capped, supported, claimed)
    judged = _cap(_judged(counts, claimed, source), supported)
    summary = _summary(counts["workshop"])
    return DimensionLevels(
        counts=counts["workshop"],
        judged=judged,
        assessors=counts["workshop"].sum(axis=1),
        **{name: values + scale.minimum for name, values in summary.items()},
        claimed=claimed + scale.minimum,
        supported=supported + scale.minimum,
        used=used + scale.minimum,
        projected=_or_nan(lower_median(counts["projected"])) + scale.minimum,
        source=source,
        capped=capped,
        strength=strength,
        current=current,
    )


def _tally(row: IntArray, place: FloatArray, shape: tuple[int, int]) -> FloatArray:
    """Count judgements per row and level."""
    flat = row * shape[1] + place.astype(np.int64)
    return np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)


def _or_nan(place: IntArray) -> FloatArray:
    return np.where(place < 0, np.nan, place.astype(np.float64))


def _summary(counts: FloatArray) -> dict[str, FloatArray]:
    """Give median, lowest and highest place of the level."""
    given = counts.sum(axis=1) > 0
    lower = _or_nan(lower_median(counts))
    above = 2 * np.cumsum(counts, axis=1) > counts.sum(axis=1, keepdims=True)
    upper = np.where(given, above.argmax(axis=1), np.nan)
    size = counts.shape[1]
    return {
        "median": (lower + upper) / 2.0,
        "lowest": np.where(given, (counts > 0).argmax(axis=1), np.nan),
        "highest": np.where(given, size - 1 - (counts[:, ::-1] > 0).argmax(axis=1), np.nan),
    }


def _claims(counts: dict[str, FloatArray], basis: Basis) -> tuple[FloatArray, Words]:
    """Give the claimed place of the level and the sort of judgement it comes from."""
    rows = len(counts["workshop"])
    claimed = np.full(rows, np.nan)
    source = np.full(rows, None, dtype=object)
    for name in CLAIMS[basis]:
        level = _or_nan(lower_median(counts[name]))
        fill = np.isnan(claimed) & ~np.isnan(level)
        claimed[fill], source[fill] = level[fill], name
    return claimed, source


def _judged(counts: dict[str, FloatArray], claimed: FloatArray, source: Words) -> FloatArray:
    """Give the scores that stand behind each claim, per level."""
    alone = np.zeros_like(counts["workshop"])
    known = np.flatnonzero(~np.isnan(claimed))
    alone[known, claimed[known].astype(np.int64)] = 1.0
    from_documents = (source == "evidence")[:, None]
    asked = (counts["workshop"].sum(axis=1) > 0)[:, None]
    seen = np.where(asked, counts["workshop"], alone)
    judged = np.where(from_documents, counts["evidence"], seen)
    return np.asarray(np.where(np.isnan(claimed)[:, None], 0.0, judged))


def _cap(counts: FloatArray, supported: FloatArray) -> FloatArray:
    """Move every score above the supported level down to it."""
    place = np.arange(counts.shape[1])
    over = place[None, :] > supported[:, None]  # false where nothing is known
    moved = np.where(over, counts, 0.0).sum(axis=1)
    kept = np.where(over, 0.0, counts)
    known = np.flatnonzero(~np.isnan(supported))
    kept[known, supported[known].astype(np.int64)] += moved[known]
    return kept


def pieces_of(
    packages: Packages, evidence: pd.DataFrame | None, framework: Framework
) -> pd.DataFrame | None:
    """Give the register of the sites in question (``Register.table``); None without evidence.

    Raises
    ------
    InvalidInput
        A dimension, strength or level that does not exist.
    """
    if evidence is None:
        return None
    require(evidence, ("site",), "evidence")
    return register(of_sites(packages, evidence), framework).table


def supported_levels(
    packages: Packages, pieces: pd.DataFrame | None, dimension: Dimension
) -> tuple[FloatArray, Words]:
    """Give the highest level that accepted evidence supports, and its strongest class.

    Parameters
    ----------
    packages : Packages
    pieces : DataFrame or None
        ``Register.table``; None where no evidence was given at all.
    dimension : {"readiness", "use"}

    Returns
    -------
    supported : array of float, shape (rows,)
        NaN where no accepted piece names a level.
    strength : array of str, shape (rows,)
        "strong", "medium", "weak"; "none" where the site has a register and nothing is accepted for
        this component and dimension; "" where there is no register or the strength was not judged.
    """
    rows = len(packages.table)
    supported, strength = np.full(rows, np.nan), np.full(rows, "", dtype=object)
    if pieces is None or not len(pieces):
        return supported, strength
    strength[np.isin(packages.site, packages.sites.get_indexer(pd.Index(pieces["site"])))] = "none"
    own = pieces[pieces["dimension"] == dimension]
    row = rows_of(packages.table, own["site"], own["component"])
    here = row >= 0
    supported[row[here]] = floats(own["supported"])[here]
    strength[row[here]] = own["strength"].fillna("").to_numpy(object)[here]
    return supported, strength


def _refuse_twice(scores: pd.DataFrame) -> None:
    """Refuse the same judgement entered twice: it would count double."""
    key = [c for c in ("site", "component", "round", "assessor", "basis") if c in scores]
    if "assessor" not in key:
        return
    twice = scores.duplicated(key).to_numpy() & scores["assessor"].notna().to_numpy()
    refuse(scores, twice, "scores", "assessor", "each judgement once", "Remove one of the rows.")
