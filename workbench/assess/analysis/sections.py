"""One line per site and section: profile, gate, share of items that are there, status."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.assess.analysis.gaps import Gaps
from workbench.assess.analysis.item_levels import ItemLevels
from workbench.assess.analysis.item_list import ListedSection
from workbench.assess.analysis.lowest_items import Lowest
from workbench.assess.analysis.rules import row_medians
from workbench.core.table_access import BoolArray, FloatArray, IntArray, Words, whole, words


def section_table(known: ItemLevels, gaps: Gaps, lowest: Lowest) -> pd.DataFrame:
    """Summarise every section at every site; columns as in ``Assessed.sections``."""
    parts = [_summary(known, gaps, lowest, section) for section in known.listed.sections]
    if not parts:
        return pd.DataFrame({"site": words(np.array([], dtype=object))})
    sites = len(known.sites)
    whole_table = pd.concat(parts, ignore_index=True)
    order = np.lexsort((np.arange(len(whole_table)) // sites, np.arange(len(whole_table)) % sites))
    return whole_table.iloc[order].reset_index(drop=True)


def _summary(known: ItemLevels, gaps: Gaps, lowest: Lowest, section: ListedSection) -> pd.DataFrame:
    listed, sites = known.listed, len(known.sites)
    every = np.array(listed.places[section.key], dtype=np.int64)
    levels = listed.on_one_scale(listed.of_kinds(section.key, ("level",)))
    gates = np.array(listed.of_kinds(section.key, ("gate",)), dtype=np.int64)
    status = np.array(listed.of_kinds(section.key, ("status",)), dtype=np.int64)
    level, aside = known.grid(known.level), known.aside.reshape(sites, -1)
    answered = (~np.isnan(level[:, every]) | aside[:, every]).sum(axis=1)
    gap = known.grid(gaps.gap)[:, every]
    here = lowest.here[:, levels]
    chance = lowest.p_here[:, levels]
    passed, missing = gate_outcome(known, section)
    enough = np.inf if section.enough is None else float(section.enough)
    there = (level[:, levels] >= enough).sum(axis=1).astype(np.float64)
    of = (~aside[:, levels]).sum(axis=1).astype(np.float64)
    if section.enough is None:
        there, of = np.full(sites, np.nan), np.full(sites, np.nan)
    top = listed.lowest[status] + listed.sizes[status] - 1
    done = (level[:, status] == top).sum(axis=1).astype(np.float64)
    count = (~aside[:, status]).sum(axis=1).astype(np.float64)
    if not status.size:
        done, count = np.full(sites, np.nan), np.full(sites, np.nan)
    return pd.DataFrame(
        {
            "site": words(known.sites.to_numpy(object)),
            "section": section.key,
            "title": section.title,
            "items": whole(np.full(sites, float(len(every)))),
            "answered": whole(answered.astype(np.float64)),
            "assessors": whole(_most(known.grid(known.assessors)[:, every])),
            "median": whole(row_medians(np.where(aside, np.nan, level)[:, levels])),
            "lowest": whole(_least(level[:, levels])),
            "lowest_items": words(_named(known, levels, here)),
            "p_lowest": np.where(here, np.nan_to_num(chance), 0.0).sum(axis=1)
            if levels.size
            else np.full(sites, np.nan),
            "gaps": whole((gap > 0).sum(axis=1).astype(np.float64)),
            "largest_gap": whole(_most(gap)),
            "passed": passed,
            "blocks": bool(gates.size and listed.blocking[gates].all()),
            "missing": words(missing),
            "there": whole(there),
            "there_of": whole(of),
            "done": whole(done),
            "done_of": whole(count),
        }
    )


def _most(values: FloatArray) -> FloatArray:
    return np.asarray(np.fmax.reduce(values, axis=1, initial=np.nan))


def _least(values: FloatArray) -> FloatArray:
    return np.asarray(np.fmin.reduce(values, axis=1, initial=np.nan))


def _named(known: ItemLevels, places: IntArray, which: BoolArray) -> Words:
    """Join the keys of the items that are meant, site by site."""
    found = np.full(len(which), "", dtype=object)
    for column, place in enumerate(places.tolist()):
        key = known.listed.ordered[place].key
        at = which[:, column]
        found[at] = np.where(found[at] == "", key, found[at] + ";" + key)
    return found


def gate_outcome(known: ItemLevels, section: ListedSection) -> tuple[pd.Series, Words]:
    """Say whether the gate of a section is open, and what keeps it shut.

    Of gates that have to be open, all or any of those that are not set aside are; a gate that
    blocks shuts it at "yes". A gate that is not answered leaves it not known, unless the others
    decide.

    Returns
    -------
    passed : Series of boolean, shape (sites,)
        Missing where it is not known, or the section has no gate.
    missing : array of str
        Keys of the items that are not there, or not known, or that block; with ; between them.
    """
    listed, sites = known.listed, len(known.sites)
    places = np.array(listed.of_kinds(section.key, ("gate",)), dtype=np.int64)
    if not places.size:
        blank = pd.Series(pd.array([None] * sites, dtype="boolean"))
        return blank, np.full(sites, "", dtype=object)
    level = known.grid(known.level)[:, places]
    aside = known.aside.reshape(sites, -1)[:, places]
    unknown = np.isnan(level) & ~aside
    blocks = listed.blocking[places]
    highest = listed.lowest[places] + listed.sizes[places] - 1
    open_ = np.where(blocks, level < highest, level >= section.passes)
    shut = ~open_ & ~unknown & ~aside
    asked = ~blocks
    if section.gate == "any_of" and asked.any():
        any_open = open_[:, asked].any(axis=1)
        may_open = any_open | unknown[:, asked].any(axis=1)
        nothing = aside[:, asked].all(axis=1)
        holds, may = any_open | nothing, may_open | nothing
    else:
        holds = ~(shut | unknown)[:, asked].any(axis=1)
        may = ~shut[:, asked].any(axis=1)
    holds = np.asarray(holds & ~(shut | unknown)[:, blocks].any(axis=1), dtype=bool)
    may = np.asarray(may & ~shut[:, blocks].any(axis=1), dtype=bool)
    passed = pd.Series(pd.arrays.BooleanArray(holds, may & ~holds))
    lacks = (shut | unknown) & ~holds[:, None]
    return passed, _named(known, places, lacks)
