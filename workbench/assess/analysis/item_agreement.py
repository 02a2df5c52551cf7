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
from workbench.core.table_access import FloatArray, IntArray, words
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
    alpha: float | None
    identical: float | None
    within_one: float | None
    reading: str


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
        alpha      float Krippendorff's alpha, ordinal, over the items of the section
        identical  float share of pairs of assessors with the same level
        within_one float share of pairs within one level
        reading    str   how alpha is customarily read, as in the diagnosis
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
    alpha, low, _ = alpha_of_groups(counts, group, sites, seed)
    every = total(pairs.pairs)
    with np.errstate(invalid="ignore"):
        identical, within = total(pairs.identical) / every, total(pairs.within_one) / every
    return pd.DataFrame(
        {
            "site": words(known.sites.to_numpy(object)),
            "alpha": alpha,
            "identical": identical,
            "within_one": within,
            "reading": words(alpha_readings((alpha, low), every, total((number > 1) * 1.0))),
        }
    )
