"""One line per site and section: gate, share of items that are there, status."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, Final

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.assess.analysis.item_levels import ItemLevels
from workbench.assess.analysis.item_list import ListedSection
from workbench.core.table_access import BoolArray, FloatArray, IntArray, Words, whole, words


def _answer(values: NDArray[Any]) -> pd.Series[Any]:
    return pd.Series(pd.array(values, dtype="Float64").astype("boolean"))


def _plain(values: NDArray[Any]) -> pd.Series[Any]:
    return pd.Series(values)


_MADE: Final[Mapping[str, Callable[[NDArray[Any]], pd.Series[Any]]]] = {
    **dict.fromkeys(("site", "section", "title", "missing"), words),
    "blocks": _plain, "passed": _answer,
}  # fmt: skip
"""How a column is made where it does not hold whole numbers."""


def section_table(known: ItemLevels) -> pd.DataFrame:
    """Summarise every section at every site; columns as in ``Assessed.sections``."""
    parts = [_summary(known, section) for section in known.listed.sections]
    if not parts:
        return pd.DataFrame({"site": words(np.array([], dtype=object))})
    columns = {
        name: np.stack([part[name] for part in parts], axis=1).ravel()  # the sections of a site
        for name in parts[0]
    }
    made = {
        name: _MADE[name](values) if name in _MADE else whole(values)
        for name, values in columns.items()
    }
    return pd.DataFrame(made, copy=False)


def _summary(known: ItemLevels, section: ListedSection) -> dict[str, NDArray[Any]]:
    """Return the columns of a section, a value for each site."""
    listed, sites = known.listed, len(known.sites)
    every = np.array(listed.places[section.key], dtype=np.int64)
    levels = listed.on_one_scale(listed.of_kinds(section.key, ("level",)))
    gates = np.array(listed.of_kinds(section.key, ("gate",)), dtype=np.int64)
    status = np.array(listed.of_kinds(section.key, ("status",)), dtype=np.int64)
    level, aside = known.grid(known.level), known.aside.reshape(sites, -1)
    answered = (~np.isnan(level[:, every]) | aside[:, every]).sum(axis=1)
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
    return {
        "site": known.sites.to_numpy(object),
        "section": np.full(sites, section.key, dtype=object),
        "title": np.full(sites, section.title, dtype=object),
        "items": np.full(sites, float(len(every))),
        "answered": answered.astype(np.float64),
        "passed": passed,
        "blocks": np.full(sites, bool(gates.size and listed.blocking[gates].all())),
        "missing": missing,
        "there": there,
        "there_of": of,
        "done": done,
        "done_of": count,
    }


def _named(known: ItemLevels, places: IntArray, which: BoolArray) -> Words:
    """Join the keys of the items that are meant, site by site."""
    found = np.full(len(which), "", dtype=object)
    for column, place in enumerate(places.tolist()):
        key = known.listed.ordered[place].key
        at = which[:, column]
        found[at] = np.where(found[at] == "", key, found[at] + ";" + key)
    return found


def gate_outcome(known: ItemLevels, section: ListedSection) -> tuple[FloatArray, Words]:
    """Say whether the gate of a section is open, and what keeps it shut.

    Of gates that have to be open, all or any of those that are not set aside are; a gate that
    blocks shuts it at "yes". A gate that is not answered leaves it not known, unless the others
    decide.

    Returns
    -------
    passed : array of float, shape (sites,)
        1 where it is open, 0 where it is shut, NaN where that is not known or there is no gate.
    missing : array of str
        Keys of the items that are not there, or not known, or that block; with ; between them.
    """
    listed, sites = known.listed, len(known.sites)
    places = np.array(listed.of_kinds(section.key, ("gate",)), dtype=np.int64)
    if not places.size:
        return np.full(sites, np.nan), np.full(sites, "", dtype=object)
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
    passed = np.where(holds, 1.0, np.where(may, np.nan, 0.0))
    lacks = (shut | unknown) & ~holds[:, None]
    return passed, _named(known, places, lacks)
