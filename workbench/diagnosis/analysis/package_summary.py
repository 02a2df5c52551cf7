"""One row per site: the lowest score, what it hangs on, and what comes after it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.core.table_access import (
    DIMENSIONS,
    BoolArray,
    FloatArray,
    IntArray,
    floats,
    whole,
    words,
)
from workbench.diagnosis.analysis.bottleneck_model import PackageModel
from workbench.diagnosis.analysis.grouped_rows import joined, place_in_group
from workbench.diagnosis.analysis.levels import PackageLevels, Packages

if TYPE_CHECKING:
    from workbench.frameworks import Framework


def _at_place(packages: Packages, order: IntArray, usable: BoolArray, place: int) -> IntArray:
    """Return for each site the row at a place of `order`; -1 where none there is usable."""
    chosen = order[place_in_group(packages.site[order]) == place]
    chosen = chosen[usable[chosen]]
    row = np.full(len(packages.sites), -1, dtype=np.int64)
    row[packages.site[chosen]] = chosen
    return row


def _pick(values: FloatArray, row: IntArray) -> FloatArray:
    """Return the value at each row, NaN at -1."""
    padded = np.append(values, np.nan)
    return np.asarray(padded[row])


def _pick_words(column: pd.Series, row: IntArray) -> pd.Series:
    padded = np.append(column.to_numpy(object), [None])
    return words(padded[row])


def package_table(
    packages: Packages, table: pd.DataFrame, order: IntArray, framework: Framework
) -> pd.DataFrame:
    """Summarise each site: minimum, mean, bottleneck, what comes next."""
    sites, site = len(packages.sites), packages.site
    score, readiness, use = (floats(table[name]) for name in ("score", *DIMENSIONS))
    known = ~np.isnan(score)
    first, second = (_at_place(packages, order, known, k) for k in (0, 1))
    components = np.bincount(site, minlength=sites)
    scored = np.bincount(site[known], minlength=sites)
    total = np.bincount(site[known], weights=score[known], minlength=sites)
    lowest, ceiling = _pick(score, first), _pick(score, second)
    with np.errstate(invalid="ignore", divide="ignore"):
        mean = total / scored
        tenths = (
            np.floor((20.0 * total + scored) / (2.0 * scored)) / 10.0
        )  # halves go up, as in SQL
    at_top = {
        "readiness": framework.scales["readiness"].maximum * _pick(use, first),
        "use": framework.scales["use"].maximum * _pick(readiness, first),
    }
    tied = order[table["bottleneck"].to_numpy()[order]]
    keys = joined(table["component"].to_numpy(object)[tied], site[tied], sites)
    columns = {
        "site": pd.Series(packages.sites, dtype="str"),
        "components": whole(components.astype(np.float64)),
        "scored": whole(scored.astype(np.float64)),
        "score": whole(lowest),
        "mean": mean,
        "prms_score": whole(lowest),
        "prms_mean": tenths,
        "provisional": scored < components,
        "status": _status(packages, components, scored, np.isnan(readiness), np.isnan(use)),
        "bottlenecks": words(keys).mask(scored == 0),
        "bottleneck": _pick_words(table["component"], first),
        "binding": _pick_words(table["binding"], first),
        "p_bottleneck": _pick(floats(table["p_bottleneck"]), first),
        "second_score": whole(ceiling),
        "gain": whole(ceiling - lowest),
        **{f"score_if_{d}": whole(np.fmin(top, ceiling)) for d, top in at_top.items()},
        "score_projected": whole(_projected(packages, table, score)),
    }
    return pd.DataFrame(columns, copy=False)


def _status(
    packages: Packages,
    components: IntArray,
    scored: IntArray,
    no_readiness: BoolArray,
    no_use: BoolArray,
) -> pd.Series:
    """Describe in words how far a site is assessed."""
    sites = len(packages.sites)
    with_readiness = np.bincount(packages.site[~no_readiness], minlength=sites) > 0
    with_use = np.bincount(packages.site[~no_use], minlength=sites) > 0
    cases = [
        (scored > 0) & (scored == components),
        scored > 0,
        with_readiness & ~with_use,
        with_use & ~with_readiness,
    ]
    words = ["diagnosed", "provisional", "use not given", "readiness not given"]
    return pd.Series(np.select(cases, words, "not assessed"), dtype="str")


def _projected(packages: Packages, table: pd.DataFrame, score: FloatArray) -> FloatArray:
    """Return the lowest of projected, else current scores; NaN where nothing is projected."""
    projected = floats(table["score_projected"])
    lowest = np.full(len(packages.sites), np.inf)
    np.fmin.at(lowest, packages.site, np.where(np.isnan(projected), score, projected))
    some = np.bincount(packages.site[~np.isnan(projected)], minlength=len(packages.sites)) > 0
    return np.where(some, lowest, np.nan)


def add_target(summary: pd.DataFrame, model: PackageModel, target: int | None) -> None:
    """Add the probability of reaching the target."""
    if target is None:
        summary["p_target"] = np.nan
    else:
        enough = model.values >= target
        summary["p_target"] = np.minimum(model.package[:, enough].sum(axis=1), 1.0)


def add_panel(summary: pd.DataFrame, known: PackageLevels) -> None:
    """Add round, number of assessors and the dates of the judgements used."""
    packages, scores = known.packages, known.scores
    sites = len(packages.sites)
    site = packages.site[scores.row]
    summary["round"] = whole(scores.site_round)
    asked = scores.counted
    names = pd.factorize(scores.assessor[asked])[0].astype(np.int64)
    persons = np.unique(site[asked] * (len(names) + 2) + names + 1)
    number = np.bincount(persons // (len(names) + 2), minlength=sites)
    summary["assessors"] = whole(number.astype(float))
    current = np.any([found.current for found in known.by_dimension.values()], axis=0)
    current &= ~np.isnat(scores.date)
    day = scores.date.astype(np.int64)
    for name, first, pick in (
        ("first_date", np.iinfo(np.int64).max, np.minimum),
        ("last_date", np.iinfo(np.int64).min, np.maximum),
    ):
        found = np.full(sites, first, dtype=np.int64)
        pick.at(found, site[current], day[current])
        found[found == first] = np.iinfo(np.int64).min  # what NumPy reads as no date
        summary[name] = found.astype("datetime64[s]").astype("datetime64[ns]")
