"""How far the assessors agree on the items of each section, all sites in one call."""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd

from workbench.assess.analysis.item_levels import ItemLevels
from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.rows import rows_of
from workbench.core.table_access import FloatArray, IntArray, Words, whole, words
from workbench.diagnosis.analysis.agreement import (
    CONFIDENCE,
    DRAWS,
    SOURCES,
    alpha_of_groups,
    alpha_readings,
    pair_shares,
)


@dataclass(frozen=True, slots=True)
class ItemAgreementRow:
    """Agreement on one section at a site; columns as in ``ItemAgreement.table``."""

    site: str
    section: str
    title: str
    items: int
    alpha: float | None
    alpha_low: float | None
    alpha_high: float | None
    identical: float | None
    within_one: float | None
    reading: str
    most_apart: str | None


@dataclass(frozen=True, eq=False)
class ItemAgreement(Result):
    """Agreement of the assessors, one row per site and section with items on a scale of levels.

    Attributes
    ----------
    table : DataFrame
        ========== ===== ==========================================================================
        column     dtype meaning
        ========== ===== ==========================================================================
        site       str   key of the site
        section    str   key of the section
        title      str   name to print
        items      Int64 items of it with a level from an assessor
        ratings    Int64 levels given
        alpha      float Krippendorff's alpha, ordinal, over the items of the section
        alpha_low  float lower end of its bootstrap interval
        alpha_high float upper end
        identical  float share of pairs of assessors with the same level
        within_one float share of pairs within one level
        reading    str   how alpha is customarily read, as in the diagnosis
        most_apart str   key of the item with the widest range; missing where all agree
        ========== ===== ==========================================================================
    method : Method
        Parameters and sources.
    """

    _shown: ClassVar[tuple[str, ...]] = (
        "site", "title", "alpha", "identical", "within_one", "reading",
    )  # fmt: skip

    table: pd.DataFrame
    method: Method

    @property
    def rows(self) -> list[ItemAgreementRow]:
        """The agreement of all sites, section by section."""
        return rows_of(self.table, ItemAgreementRow)


def item_agreement(known: ItemLevels, *, seed: int) -> ItemAgreement:
    """Measure how far the assessors agree on each section, in one call.

    Parameters
    ----------
    known : ItemLevels
        The levels of all sites; only what assessors said in the latest round counts.
    seed : int
        Seed of the resamples of the items.

    Notes
    -----
    Alpha: Krippendorff 2011; computed by the diagnosis' own function, items for components.
    """
    parts = []
    for section in known.listed.sections:
        column = known.listed.on_one_scale(known.listed.of_kinds(section.key, ("level",)))
        if column.size:
            part = _of_section(known, column, seed)
            parts.append(part.assign(section=section.key, title=section.title))
    table = pd.concat(parts).sort_index(kind="stable") if parts else _of_section(
        known, np.zeros(0, dtype=np.int64), seed
    ).assign(section="", title="").head(0)  # fmt: skip
    parameters = {"level": "ordinal", "round": "latest", "draws": DRAWS, "seed": seed}
    return ItemAgreement(
        table=table.reset_index(drop=True),
        method=Method(
            "Krippendorff's alpha and shares of pairs",
            {**parameters, "confidence": CONFIDENCE},
            SOURCES,
        ),
    )


def _of_section(known: ItemLevels, column: IntArray, seed: int) -> pd.DataFrame:
    """Build the rows of one section; the index is the place of the site."""
    sites, width = len(known.sites), len(known.listed.ordered)
    rows = (np.arange(sites)[:, None] * width + column).ravel()
    size = int(known.listed.sizes[column].max(initial=1))
    counts = known.counts[rows, :size]
    group = np.repeat(np.arange(sites), len(column))
    number = counts.sum(axis=1)

    def total(value: FloatArray) -> FloatArray:
        return np.bincount(group, weights=value, minlength=sites).astype(np.float64)

    pairs = pair_shares(counts)
    alpha, low, high = alpha_of_groups(counts, group, sites, seed)
    every = total(pairs.pairs)
    with np.errstate(invalid="ignore"):
        identical, within = total(pairs.identical) / every, total(pairs.within_one) / every
    return pd.DataFrame(
        {
            "site": words(known.sites.to_numpy(object)),
            "items": whole(total((number > 0).astype(np.float64))),
            "ratings": whole(total(number)),
            "alpha": alpha,
            "alpha_low": low,
            "alpha_high": high,
            "identical": identical,
            "within_one": within,
            "reading": words(alpha_readings((alpha, low), every, total((number > 1) * 1.0))),
            "most_apart": words(_most_apart(known, rows, column)),
        }
    )


def _most_apart(known: ItemLevels, rows: IntArray, column: IntArray) -> Words:
    """Name the item of each site on which the assessors lie furthest apart."""
    sites = len(known.sites)
    found = np.full(sites, None, dtype=object)
    if column.size:
        apart = np.nan_to_num(known.highest[rows] - known.lowest[rows]).reshape(sites, -1)
        keys = np.array([known.listed.ordered[place].key for place in column], dtype=object)
        first = apart.argmax(axis=1)
        some = apart.max(axis=1) > 0
        found[some] = keys[first[some]]
    return found
