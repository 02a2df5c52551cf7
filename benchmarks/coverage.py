"""Do intervals hold what they promise? True effects are drawn, experiments made of them, and
counted how often the interval that was promised for 95 per cent holds the truth.

    python -m benchmarks.coverage --draws 2000
"""

from __future__ import annotations

import argparse
import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from scipy.stats import norm, t

from workbench.core.table_access import FloatArray
from workbench.experiments.analysis.random_effects import MEAN_ROW, RandomEffects, fit, new_place

SEED = 20260314
NUMBERS = (5, 10, 30)
SHARES = (0.0, 0.3, 0.6, 0.9)
"""Part of the variance of effects that is true difference between places (I²)."""

ALTERNATIVES = ("normal", "t, k - 2", "Knapp-Hartung, t, k - 1", "ours")


@dataclass(frozen=True, slots=True)
class World:
    """What experiments are drawn from: how many studies, how they differ, effects of each."""

    studies: int
    share: float
    several: bool


@dataclass(frozen=True, slots=True)
class Held:
    """Share of draws in which an interval held the truth, and its width by the middle draw."""

    world: World
    interval: str
    held: float
    width: float


def draw(world: World, random: np.random.Generator) -> tuple[RandomEffects, float]:
    """Draw experiments and the true effect at a further place.

    Sampling variances are drawn as in Brockwell and Gordon (2001), chi-squared with one degree of
    freedom, times 0.25, between 0.009 and 0.6. With several effects in a study (one to six), half
    of the true difference is within studies, and sampling errors correlate by 0.8: more than the
    model assumes.
    """
    each = random.integers(1, 7, world.studies) if world.several else np.ones(world.studies, int)
    study = np.repeat(np.arange(world.studies), each)
    per_study = _variances(random, world.studies)
    variances = per_study[study]
    typical = 0.07  # mean sampling variance of a draw, weighted as a pool does
    total = typical * world.share / (1 - world.share)
    within = total / 2 if world.several else 0.0
    between = total - within
    true = random.normal(0, math.sqrt(between), world.studies)[study]
    true = true + random.normal(0, math.sqrt(within), len(study))
    common = 0.8 if world.several else 0.0
    error = math.sqrt(common) * random.normal(size=world.studies)[study]
    error = error + math.sqrt(1 - common) * random.normal(size=len(study))
    seen = true + error * np.sqrt(variances)
    model = fit(seen, np.sqrt(variances), [str(one) for one in study])
    return model, float(random.normal(0, math.sqrt(total)))


def _variances(random: np.random.Generator, number: int) -> FloatArray:
    found: list[float] = []
    while len(found) < number:
        drawn = 0.25 * random.chisquare(1, 4 * number)
        found += [float(one) for one in drawn if 0.009 <= one <= 0.6]
    return np.array(found[:number])


def intervals(model: RandomEffects) -> Iterator[tuple[str, float, float]]:
    """Return the intervals for the mean, and for a new place in each way that is published."""
    centre = float(model.coefficients[0])
    error, freedom = model.error_of(MEAN_ROW)
    half = float(t.ppf(0.975, freedom)) * error
    yield "mean", centre - half, centre + half
    own = math.sqrt(model.spread.total + float(model.shape[0, 0]))
    robust = math.sqrt(model.spread.total + error**2)
    ways = (
        float(norm.ppf(0.975)) * own,
        float(t.ppf(0.975, max(model.number - 2, 1))) * own,
        float(t.ppf(0.975, model.number - 1)) * robust,
    )
    for name, wide in zip(ALTERNATIVES, ways, strict=False):
        yield name, centre - wide, centre + wide
    yield "ours", *new_place(model, MEAN_ROW)


def measure(world: World, draws: int) -> list[Held]:
    """Draw so many times and count."""
    random = np.random.default_rng([SEED, world.studies, int(100 * world.share), world.several])
    hits: dict[str, list[bool]] = {}
    widths: dict[str, list[float]] = {}
    for _ in range(draws):
        model, new = draw(world, random)
        for name, low, high in intervals(model):
            truth = 0.0 if name == "mean" else new
            hits.setdefault(name, []).append(low <= truth <= high)
            widths.setdefault(name, []).append(high - low)
    return [
        Held(world, name, float(np.mean(own)), float(np.median(widths[name])))
        for name, own in hits.items()
    ]


def table_of_coverage(found: Sequence[Held]) -> list[str]:
    """Write what was counted as lines of a Markdown table, a row per world."""
    names = ("mean", *ALTERNATIVES)
    lines = [
        f"| studies | effects of each | I² | {' | '.join(names)} |",
        f"|{' --- |' * (3 + len(names))}",
    ]
    for world in dict.fromkeys(one.world for one in found):
        own = {one.interval: one for one in found if one.world == world}
        cells = [f"{100 * own[name].held:.1f} ({own[name].width:.2f})" for name in names]
        several = "1 to 6" if world.several else "1"
        lines.append(
            f"| {world.studies} | {several} | {100 * world.share:.0f} % | {' | '.join(cells)} |"
        )
    return lines


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure and print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.coverage", description=__doc__)
    parser.add_argument("--draws", type=int, default=2000)
    given = parser.parse_args(arguments)
    found: list[Held] = []
    for several in (False, True):
        for studies in NUMBERS:
            for share in SHARES:
                found += measure(World(studies, share, several), given.draws)
    print("\n".join(table_of_coverage(found)))
    return 0


if __name__ == "__main__":
    raise SystemExit(main())
