"""How far the assessors of every site agree, all sites in one call.

The headline is Krippendorff's alpha for ordinal data. Beside it stands what nobody has to be
taught: the share of pairs of assessors who gave the same level, and of those within one level. The
coefficients themselves are in :mod:`workbench.diagnosis.analysis.agreement_coefficients`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from html import escape

import numpy as np
import pandas as pd

from workbench.core.grouped_rows import largest, place_in_group
from workbench.core.method import Method
from workbench.core.table_access import (
    DIMENSIONS,
    FloatArray,
    IntArray,
    Words,
    numbers,
    refuse,
    require,
    text,
    whole,
    words,
)
from workbench.diagnosis.analysis.agreement_coefficients import (
    FEWEST_UNITS,
    READING_SOURCE,
    RELIABLE,
    TENTATIVE,
    Measurement,
    PairShares,
    alpha_of,
    check_measurement,
    pair_shares,
    percentiles,
    read_alpha,
    resampled_units,
)
from workbench.diagnosis.analysis.levels import needed_components, rows_of
from workbench.errors import UnknownName

SOURCES = (
    "alpha: Krippendorff 2011, Computing Krippendorff's Alpha-Reliability",
    READING_SOURCE,
    "interval of alpha by drawing components again: ours",
)

#: Numbers held at once while components are resampled.
CELLS_AT_ONCE = 2_000_000


@dataclass(frozen=True, eq=False)
class Agreement:
    """Agreement of the assessors, one row per site and dimension.

    Attributes
    ----------
    table : DataFrame
        =============== ======= ====================================================================
        column          dtype   meaning
        =============== ======= ====================================================================
        site            str     key of the site
        dimension       str     "readiness" or "use"
        assessors       Int64   assessors who gave a level
        components      Int64   components with a level
        ratings         Int64   levels given
        alpha           float   Krippendorff's alpha; NaN without variation or with fewer than two
                                components that two assessors scored
        alpha_low       float   lower end of its bootstrap interval
        alpha_high      float   upper end
        identical       float   share (0 to 1) of pairs of assessors with the same level
        within_one      float   share (0 to 1) of pairs within one level
        reading         str     "reliable" (0.80 or more), "tentative" (0.667 or more), "discuss
                                before using", "no variation", "too few components to say" (only
                                one has two scores), "fewer than two assessors"
        most_apart      str     component on which the assessors lie furthest apart: widest range,
                                then most disagreeing pairs, then key; missing where all agree
        most_apart_low  Int64   lowest level given there
        most_apart_high Int64   highest level given there
        =============== ======= ====================================================================
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    method: Method

    @property
    def sites(self) -> tuple[str, ...]:
        """Keys of the sites, in the order of the file."""
        return tuple(self.table["site"].drop_duplicates())

    def site(self, key: str) -> Agreement:
        """Give the agreement at one site, in the same form.

        Raises
        ------
        UnknownName
            There is no such site.
        """
        if key not in self.sites:
            raise UnknownName(kind="site", name=key, known=self.sites)
        return replace(self, table=self.table[self.table["site"] == key].reset_index(drop=True))

    def _repr_html_(self) -> str:
        """Show the headline columns, with the names from the data escaped."""
        shown = ["site", "dimension", "assessors", "alpha", "identical", "within_one", "reading"]
        head = "".join(f"<th>{name}</th>" for name in shown)
        rows = []
        for row in self.table.head(20).to_dict("records"):
            cells = [f"{v:.2f}" if isinstance(v := row[name], float) else str(v) for name in shown]
            cells = ["not known" if cell == "nan" else escape(cell) for cell in cells]
            rows.append("<tr>" + "".join(f"<td>{cell}</td>" for cell in cells) + "</tr>")
        more = len(self.table) - len(rows)
        note = f"<p>… and {more} more rows</p>" if more else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{note}"


@dataclass(frozen=True, slots=True, eq=False)
class _Ratings:
    """The assessors' scores that count, of all sites: one entry per component with a score."""

    sites: Words
    site: IntArray
    component: Words
    code: IntArray
    """Site × component of each score, as its place among the entries."""
    assessor: IntArray
    level: dict[str, FloatArray]


def agreement(
    scores: pd.DataFrame,
    *,
    components: pd.DataFrame | None = None,
    round: int | None = None,  # noqa: A002 - the word that the tables use
    level: Measurement = "ordinal",
    draws: int = 1000,
    seed: int = 20260314,
    confidence: float = 0.95,
) -> Agreement:
    """Measure the agreement of the assessors at every site, in one call.

    Parameters
    ----------
    scores : DataFrame
        site, component, readiness, use and where known round (1 if absent), basis ("workshop" if
        absent), assessor. Only the assessors' own scores (workshop) are compared, those of a
        component from one round.
    components : DataFrame, optional
        Components table; components that do not count at their site are then left out.
    round : int, optional
        Round of assessment; the latest in which assessors scored the component unless given, as in
        `workbench.diagnosis.analysis.diagnosis.diagnose`.
    level : {"nominal", "ordinal", "interval", "ratio"}
        Level of measurement of alpha.
    draws, seed : int
        Resamples of the components for the interval, and their seed. A site's interval depends on
        its own scores, the seed and its number of components alone.
    confidence : float
        Confidence of the interval.

    Returns
    -------
    Agreement

    Raises
    ------
    UnknownName
        A column or level of measurement that does not exist.

    Notes
    -----
    Alpha: Krippendorff 2011. The interval resamples components (ours); with eight components it is
    wide.
    """
    check_measurement(level)
    ratings = _current_ratings(scores, components, round)
    parts = [_by_site(ratings, d, level, draws, seed, confidence) for d in DIMENSIONS]
    table = pd.concat(parts, keys=range(len(parts))).sort_index(level=1, kind="stable")
    parameters: dict[str, object] = {"level": level, "round": "latest" if round is None else round}
    parameters |= {"draws": draws, "seed": seed, "confidence": confidence}
    return Agreement(
        table=table.reset_index(drop=True),
        method=Method("Krippendorff's alpha and shares of pairs", parameters, SOURCES),
    )


def _current_ratings(
    scores: pd.DataFrame, components: pd.DataFrame | None, round_: int | None
) -> _Ratings:
    """Take the assessors' scores of the round asked for, else of each component's latest."""
    require(scores, ("site", "component"), "scores")
    number = numbers(scores, "round", 1.0)
    own = (text(scores, "basis", "workshop") == "workshop").to_numpy(dtype=bool, copy=True)
    if components is not None:
        own = own & (
            rows_of(needed_components(components).table, scores["site"], scores["component"]) >= 0
        )
    # A row of blanks is no score: it must not set an older judgement aside.
    given = [scores[d].notna().to_numpy(bool) for d in DIMENSIONS if d in scores]
    own &= np.any(given, axis=0) if given else False
    site, names = pd.factorize(scores["site"])
    groups = scores.groupby(["site", "component"], sort=False, dropna=False)
    unit = np.asarray(groups.ngroup(), dtype=np.int64)
    current = largest(int(unit.max(initial=-1)) + 1, unit[own], number[own])
    own &= number == (current[unit] if round_ is None else round_)
    part = scores[own]
    # Numbered by name and not by place in the file, so that the order of rows changes no result.
    key = pd.factorize(part["component"], sort=True)
    width = max(len(key[1]), 1)
    pairs, code = np.unique(site[own] * width + key[0], return_inverse=True)
    return _Ratings(
        sites=np.asarray(names, dtype=object),
        site=pairs // width,
        component=np.asarray(key[1], dtype=object)[pairs % width],
        code=code,
        assessor=pd.factorize(text(part, "assessor"))[0].astype(np.int64),
        level={d: _whole_levels(part, d) for d in DIMENSIONS},
    )


def _whole_levels(scores: pd.DataFrame, name: str) -> FloatArray:
    """Read a column of levels, NaN where blank; what is no whole number is refused."""
    values = numbers(scores, name)
    if name not in scores:
        return values
    strange = scores[name].notna().to_numpy(bool) & (np.isnan(values) | (values % 1.0 != 0.0))
    refuse(scores, strange, "scores", name, "a whole level or a blank", "Correct the level.")
    return values


def _by_site(
    ratings: _Ratings,
    dimension: str,
    level: Measurement,
    draws: int,
    seed: int,
    confidence: float,
) -> pd.DataFrame:
    """Build the rows of one dimension."""
    sites = len(ratings.sites)
    given = ratings.level[dimension]
    known = ~np.isnan(given)
    values = np.arange(
        np.min(given, initial=0, where=known), np.max(given, initial=9, where=known) + 1
    )
    place = (given[known] - values[0]).astype(np.int64)
    flat = ratings.code[known] * values.size + place
    shape = (len(ratings.site), values.size)
    counts = np.bincount(flat, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float64)
    pairs = PairShares(*(_total(part, ratings.site, sites) for part in pair_shares(counts)))
    site = ratings.site[ratings.code[known]]
    persons = np.unique(site * (len(given) + 2) + ratings.assessor[known] + 1) // (len(given) + 2)
    alpha, low, high = _alpha_of_sites(
        counts, ratings.site, sites, values, level, draws, seed, confidence
    )
    table = pd.DataFrame({"site": words(ratings.sites)})
    table["dimension"] = words(np.full(sites, dimension, dtype=object))
    table["assessors"] = whole(np.bincount(persons, minlength=sites).astype(float))
    rated = counts.sum(axis=1) > 0
    table["components"] = whole(np.bincount(ratings.site[rated], minlength=sites).astype(float))
    table["ratings"] = whole(_total(counts.sum(axis=1), ratings.site, sites))
    table["alpha"], table["alpha_low"], table["alpha_high"] = alpha, low, high
    with np.errstate(invalid="ignore"):
        table["identical"] = pairs.identical / pairs.pairs
        table["within_one"] = pairs.within_one / pairs.pairs
    several = _total((counts.sum(axis=1) > 1).astype(np.float64), ratings.site, sites)
    table["reading"] = words(_readings(alpha, pairs.pairs, several))
    return _add_most_apart(table, ratings, counts, values)


def _total(value: FloatArray, site: IntArray, sites: int) -> FloatArray:
    return np.bincount(site, weights=value, minlength=sites).astype(np.float64)


def _readings(alpha: FloatArray, pairs: FloatArray, components: FloatArray) -> Words:
    """Read every alpha; the words are those of `read_alpha`, once per class."""
    few = components < FEWEST_UNITS
    classes = [pairs <= 0, few, np.isnan(alpha), alpha >= RELIABLE, alpha >= TENTATIVE]
    kind = np.select(classes, range(5), 5)
    unknown = [read_alpha(np.nan, pairs=0), read_alpha(np.nan, components=1), read_alpha(np.nan)]
    known = [read_alpha(value) for value in (RELIABLE, TENTATIVE, 0.0)]
    names: Words = np.array([*unknown, *known], dtype=object)
    return np.asarray(names[kind], dtype=object)


def _alpha_of_sites(
    counts: FloatArray,
    site: IntArray,
    sites: int,
    values: FloatArray,
    level: Measurement,
    draws: int,
    seed: int,
    confidence: float,
) -> tuple[FloatArray, FloatArray, FloatArray]:
    """Give alpha and its interval for every site; sites with as many components go together."""
    alpha, low, high = (np.full(sites, np.nan) for _ in range(3))
    rated = np.flatnonzero(counts.sum(axis=1) > 0)
    number = np.bincount(site[rated], minlength=sites)
    start = np.searchsorted(site[rated], np.arange(sites))
    for units in np.unique(number[number > 0]):
        times = resampled_units(int(units), draws, seed)
        same = np.flatnonzero(number == units)
        step = max(1, CELLS_AT_ONCE // (draws * max(values.size, int(units))))
        for first in range(0, same.size, step):
            group = same[first : first + step]
            rows = rated[start[group][:, None] + np.arange(units)]
            alpha[group] = alpha_of(counts[rows], values, level)[:, 0]
            low[group], high[group] = percentiles(times, counts[rows], values, level, confidence)
    undefined = np.isnan(alpha)
    low[undefined], high[undefined] = np.nan, np.nan
    return alpha, low, high


def _add_most_apart(
    table: pd.DataFrame, ratings: _Ratings, counts: FloatArray, values: FloatArray
) -> pd.DataFrame:
    """Name the component of each site on which the assessors lie furthest apart."""
    seen = counts > 0
    low = values[seen.argmax(axis=1)]
    high = values[values.size - 1 - seen[:, ::-1].argmax(axis=1)]
    apart = np.where(seen.any(axis=1), high - low, 0.0)
    pairs = pair_shares(counts)
    order = np.lexsort(
        (ratings.component.astype(str), pairs.identical - pairs.pairs, -apart, ratings.site)
    )
    first = order[(place_in_group(ratings.site[order]) == 0) & (apart[order] > 0)]
    where = ratings.site[first]
    name = np.full(len(table), None, dtype=object)
    ends = np.full((2, len(table)), np.nan)
    name[where], ends[:, where] = ratings.component[first], (low[first], high[first])
    table["most_apart"] = words(name)
    table["most_apart_low"], table["most_apart_high"] = whole(ends[0]), whole(ends[1])
    return table
