"""Made-up projects of any size, with a fixed seed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import numpy as np
import pandas as pd

from workbench.project import Settings, write_project

COMPONENTS = 8
ASSESSORS = 5


@dataclass(frozen=True)
class Size:
    """How large a project is.

    Attributes
    ----------
    sites : int
        Number of sites.
    rounds : int
        Rounds of assessment of each of the first sites.
    rounds_of_others : int
        Rounds of the other ones.
    first : int
        How many first sites there are.
    """

    sites: int
    rounds: int
    rounds_of_others: int
    first: int

    @property
    def rows(self) -> int:
        """Count the rows of the table of scores."""
        rounds = self.first * self.rounds + (self.sites - self.first) * self.rounds_of_others
        return rounds * COMPONENTS * ASSESSORS


def names(number: int) -> list[str]:
    """Name the sites."""
    return [f"s{index:05d}" for index in range(number)]


def write(
    folder: Path, size: Size, *, form: Literal["csv", "parquet"] = "csv", seed: int = 1
) -> Path:
    """Write a project; its first sites are the same, row by row, whatever the others are."""
    sites = names(size.sites)
    settings = Settings(title="Made up for a measurement", framework="ipsr", illustrative=True)
    tables = {
        "sites": _sites(sites, seed),
        "components": _components(sites),
        "scores": pd.concat(
            [
                _scores(sites[: size.first], size.rounds, seed),
                _scores(sites[size.first :], size.rounds_of_others, seed + 1),
            ],
            ignore_index=True,
        ),
    }
    return write_project(folder, settings, tables, form=form)


def _sites(sites: Sequence[str], seed: int) -> pd.DataFrame:
    # A generator of its own for each column: the first sites stay the same in a longer table.
    places = [np.random.default_rng([seed, column]) for column in range(2)]
    return pd.DataFrame(
        {
            "site": sites,
            "name": [f"Site {index}" for index in range(len(sites))],
            "country": "Rwanda",
            "latitude": places[0].uniform(-2.5, -1.5, len(sites)).round(4),
            "longitude": places[1].uniform(29, 30.5, len(sites)).round(4),
        }
    )


def _components(sites: Sequence[str]) -> pd.DataFrame:
    frame = _product({"site": sites, "component": [f"c{index}" for index in range(COMPONENTS)]})
    frame["title"] = "Component " + frame["component"]
    frame["role"] = np.where(frame["component"] == "c0", "core", "complementary")
    return frame


def _scores(sites: Sequence[str], rounds: int, seed: int) -> pd.DataFrame:
    frame = _product(
        {
            "site": sites,
            "component": [f"c{index}" for index in range(COMPONENTS)],
            "round": range(1, rounds + 1),
            "assessor": [f"A{index}" for index in range(1, ASSESSORS + 1)],
        }
    )
    generator = np.random.default_rng(seed)
    start = np.datetime64("2020-01-06")
    frame["date"] = (start + 14 * frame["round"].to_numpy().astype("timedelta64[D]")).astype("str")
    frame["basis"] = "workshop"
    levels = generator.integers([2, 1], [9, 8], (len(frame), 2))
    frame["readiness"], frame["use"] = levels[:, 0], levels[:, 1]
    frame["reason"] = "seen in the field"
    return frame


def _product(columns: Mapping[str, Sequence[object]]) -> pd.DataFrame:
    index = pd.MultiIndex.from_product(list(columns.values()), names=list(columns))
    return index.to_frame(index=False)
