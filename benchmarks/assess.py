"""How long it takes to assess many sites on many items in one call, beside two loops.

``python -m benchmarks.assess --sites 100 1000 10000`` makes up answers of 5 assessors to 25 items,
assesses all sites in one call, then a sample of them with the same function site by site, and with
a plain loop over sites and items that computes level, gap and probability of being the lowest. The
loops run the sample in the same process right after; their times are given per site.
"""

from __future__ import annotations

import argparse
import math
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from time import process_time

import numpy as np
import pandas as pd

from workbench.assess.analysis.assessment import Assessed, assess_items
from workbench.assess.analysis.item_list import GATE_WORDS, ItemList, ListedItem, ListedSection
from workbench.assess.analysis.lowest_items import ITEM_WIDTHS
from workbench.frameworks.rule_language import AnswerScale

SECTIONS, ITEMS, ASSESSORS = 5, 25, 5
SAMPLE = 100
"""Sites that the loops run."""

_MATURITY = AnswerScale(0, 5)
_GATE = AnswerScale(0, 2, (*GATE_WORDS, "not applicable"))


@dataclass(frozen=True)
class MadeUp:
    """Tables of made-up sites.

    Attributes
    ----------
    listed : ItemList
        Four sections of levels and one of gates.
    responses, evidence, requirements : DataFrame
        As a project holds them.
    sites : tuple of str
        The sites.
    """

    listed: ItemList
    responses: pd.DataFrame
    evidence: pd.DataFrame
    requirements: pd.DataFrame
    sites: tuple[str, ...]

    def first(self, number: int) -> MadeUp:
        """Keep the first sites only."""
        return self.of(self.sites[:number])

    def of(self, sites: tuple[str, ...]) -> MadeUp:
        """Keep some sites only."""
        said, pieces, asked = (
            table[table["site"].isin(sites)]
            for table in (self.responses, self.evidence, self.requirements)
        )
        return MadeUp(self.listed, said, pieces, asked, sites)

    def assess(self) -> Assessed:
        """Assess all sites in one call."""
        return assess_items(
            self.listed, self.responses, self.evidence, self.requirements, sites=self.sites
        )


def make_up(sites: int, seed: int = 16) -> MadeUp:
    """Make up answers: assessors lie around a true level, some cells are blank or adopted."""
    random = np.random.default_rng(seed)
    gates = ITEMS // SECTIONS
    sections = tuple(
        ListedSection(f"section-{n}", f"Section {n}", limits=n < SECTIONS - 1, gate="all_of")
        for n in range(SECTIONS)
    )
    items = tuple(
        ListedItem(
            key=f"item-{n}",
            title=f"Item {n}",
            section=f"section-{n // gates}",
            kind="gate" if n >= ITEMS - gates else "level",
            scale=_GATE if n >= ITEMS - gates else _MATURITY,
            required=None if n >= ITEMS - gates else 3,
        )
        for n in range(ITEMS)
    )
    keys = np.array([f"site-{n}" for n in range(sites)], dtype=object)
    names = np.array([one.key for one in items], dtype=object)
    cells, top = sites * ITEMS, np.tile(np.where(np.arange(ITEMS) >= ITEMS - gates, 2, 5), sites)
    truth = random.integers(0, top + 1)
    said = np.clip(truth[:, None] + random.integers(-1, 2, (cells, ASSESSORS)), 0, top[:, None])
    word = np.where(
        (top == 2)[:, None], np.array(GATE_WORDS)[np.minimum(said, 2)], said.astype(str)
    )
    given = random.random((cells, ASSESSORS)) > 0.1
    cell, assessor = np.nonzero(given)
    responses = pd.DataFrame(
        {
            "site": pd.Series(keys[cell // ITEMS], dtype="str"),
            "item": pd.Series(names[cell % ITEMS], dtype="str"),
            "round": 1,
            "assessor": pd.Series(np.char.add("A", assessor.astype(str)), dtype="str"),
            "basis": pd.Series(np.full(len(cell), "workshop"), dtype="str"),
            "value": pd.Series(word[given], dtype="str"),
        }
    )
    piece = np.flatnonzero((random.random(cells) < 0.3) & (top == 5))
    evidence = pd.DataFrame(
        {
            "site": pd.Series(keys[piece // ITEMS], dtype="str"),
            "item": pd.Series(names[piece % ITEMS], dtype="str"),
            "supports_level": random.integers(1, 6, len(piece)),
            "strength": random.choice(["weak", "medium", "strong"], len(piece)),
        }
    )
    asked = np.flatnonzero((random.random(cells) < 0.2) & (top == 5))
    requirements = pd.DataFrame(
        {
            "site": pd.Series(keys[asked // ITEMS], dtype="str"),
            "item": pd.Series(names[asked % ITEMS], dtype="str"),
            "required": random.integers(2, 6, len(asked)),
            "effort": random.integers(1, 20, len(asked)),
        }
    )
    return MadeUp(ItemList(sections, items), responses, evidence, requirements, tuple(keys))


# ------------------------------------------------------------------------------------ plain loop


@dataclass(frozen=True)
class Plain:
    """What the plain loop finds of an item."""

    level: int | None
    gap: int | None
    p_over_all: float | None


def plain_loop(given: MadeUp) -> dict[tuple[str, str], Plain]:
    """Assess site by site and item by item, as one writes it at first."""
    answers: dict[tuple[str, str], list[int]] = defaultdict(list)
    scales = {one.key: one.scale for one in given.listed.ordered}
    columns = given.responses[["site", "item", "value"]]
    for site, item, value in columns.itertuples(index=False):
        scale = scales[item]
        assert scale is not None
        answers[site, item].append(scale.words.index(value) if scale.words else int(value))
    supported, strength = _registered(given.evidence)
    required = {
        (site, item): int(level)
        for site, item, level in given.requirements[["site", "item", "required"]].itertuples(
            index=False
        )
    }
    kept = {site for site, _ in strength}
    found: dict[tuple[str, str], Plain] = {}
    for site in given.sites:
        levels: dict[str, int] = {}
        chances: dict[str, list[float]] = {}
        for one in given.listed.ordered:
            said = sorted(answers.get((site, one.key), ()))
            if not said or one.scale is None:
                continue
            cap = supported.get((site, one.key), one.scale.highest)
            levels[one.key] = min(said[(len(said) - 1) // 2], cap)
            known = strength.get((site, one.key), "none" if site in kept else "")
            chances[one.key] = _true_levels(
                [min(level, cap) for level in said], one.scale.highest + 1, known
            )
        for one in given.listed.ordered:
            level = levels.get(one.key)
            asked = required.get((site, one.key), one.required)
            gap = None if level is None or asked is None else max(0, asked - level)
            found[site, one.key] = Plain(level, gap, None)
        limiting = {section.key for section in given.listed.sections if section.limits}
        own = [
            one.key
            for one in given.listed.ordered
            if one.section in limiting and one.kind == "level" and one.key in chances
        ]
        for key, chance in _lowest([chances[key] for key in own], own):
            before = found[site, key]
            found[site, key] = Plain(before.level, before.gap, chance)
    return found


def _registered(
    evidence: pd.DataFrame,
) -> tuple[dict[tuple[str, str], int], dict[tuple[str, str], str]]:
    order = ("none", "", "weak", "medium", "strong")
    supported: dict[tuple[str, str], int] = {}
    strength: dict[tuple[str, str], str] = {}
    columns = evidence[["site", "item", "supports_level", "strength"]]
    for site, item, level, firm in columns.itertuples(index=False):
        key = site, item
        strength[key] = max(strength.get(key, firm), firm, key=order.index)
        if firm != "none":
            supported[key] = max(supported.get(key, level), level)
    return supported, strength


def _true_levels(said: Sequence[int], levels: int, strength: str) -> list[float]:
    width = ITEM_WIDTHS.get(strength, 0.75)
    worth = 1.0 / (1.0 + (len(said) - 1) * 0.5)
    scores = []
    for true in range(levels):
        norm = math.log(sum(math.exp(-abs(other - true) / width) for other in range(levels)))
        scores.append(worth * sum(-abs(one - true) / width - norm for one in said))
    weights = [math.exp(score - max(scores)) for score in scores]
    return [weight / sum(weights) for weight in weights]


def _lowest(chances: Sequence[Sequence[float]], keys: Sequence[str]) -> Iterator[tuple[str, float]]:
    """Sum over the levels, with the chance of each number of others that tie."""
    for own, key in enumerate(keys):
        others = [chance for place, chance in enumerate(chances) if place != own]
        total = 0.0
        for level, chance in enumerate(chances[own]):
            ties = [1.0]
            for other in others:
                above, here = sum(other[level + 1 :]), other[level]
                ties = [
                    above * fewer + here * more
                    for fewer, more in zip([*ties, 0.0], [0.0, *ties], strict=True)
                ]
            total += chance * sum(one / (1 + number) for number, one in enumerate(ties))
        yield key, total


# -------------------------------------------------------------------------------------- measured


def measured(sites: int) -> tuple[float, float, float]:
    """Return the seconds a site of one call, of the function site by site, of the plain loop."""
    given = make_up(sites)
    began = process_time()
    given.assess()
    call = (process_time() - began) / sites
    sample = given.first(min(sites, SAMPLE))
    alone = [sample.of((site,)) for site in sample.sites]
    began = process_time()
    for one in alone:
        one.assess()
    loop = (process_time() - began) / len(sample.sites)
    began = process_time()
    plain_loop(sample)
    return call, loop, (process_time() - began) / len(sample.sites)


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print a row per number of sites."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.assess", description=__doc__)
    parser.add_argument("--sites", nargs="+", type=int, default=[100, 1000, 10000], metavar="N")
    print(
        "| sites | one call, s | ms a site | site by site, ms a site | ratio | plain, ms | ratio |"
    )
    print("|---:|---:|---:|---:|---:|---:|---:|")
    for sites in parser.parse_args(arguments).sites:
        call, loop, plain = measured(sites)
        print(
            f"| {sites:,} | {call * sites:.2f} | {1000 * call:.3f} | {1000 * loop:.1f} | "
            f"{loop / call:.0f} | {1000 * plain:.1f} | {plain / call:.0f} |"
        )
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
