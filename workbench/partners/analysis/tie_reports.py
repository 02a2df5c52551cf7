"""Who told what: ties with their reporters, so that silence is not taken for having no ties."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

import networkx as nx
import numpy as np
import pandas as pd

from workbench.core.table_access import BoolArray, FloatArray
from workbench.partners.analysis.tie_matrices import tie_matrices

#: Probability with which a tie that third parties alone told of is kept.
THIRD_PARTY_KEPT = 0.8


@dataclass(frozen=True, slots=True, eq=False)
class Sheet:
    """Ties of one sort, mutual by meaning or not, layers merged.

    Attributes
    ----------
    mutual : bool
        Whether a tie holds both ways; the matrices are then symmetric except for who told.
    strength : array, shape (actors, actors)
        Merged strength, 0 where nobody told of a tie.
    by_row, by_column : array of bool
        Whether the actor of the row, of the column told of the tie.
    third : array of bool
        Whether third parties alone told of it.
    """

    mutual: bool
    strength: FloatArray
    by_row: BoolArray
    by_column: BoolArray
    third: BoolArray

    def chance(self, silent: BoolArray, answered: BoolArray) -> FloatArray:
        """Return the probability of each tie that nobody told of, 0 where it is known.

        Parameters
        ----------
        silent, answered : array of bool
            Who did not answer, who did; an actor of whom it is not known is neither.
        """
        told = self.by_row if self.mutual else self.strength > 0
        pairs = answered[:, None] & answered[None, :]
        np.fill_diagonal(pairs, val=False)
        named, unnamed = pairs & told.T, pairs & ~told.T
        overall = float(told[pairs].mean()) if pairs.any() else 0.0
        r1 = float(told[named].mean()) if named.any() else overall
        r0 = float(told[unnamed].mean()) if unnamed.any() else overall
        chance = np.where(told.T, r1, np.where(answered[None, :], r0, overall))
        named_by = told[answered].sum(axis=0).astype(float)
        mean = float(named_by.mean()) if len(named_by) else 0.0
        popular = np.sqrt(named_by / mean) if mean > 0 else np.ones(len(named_by))
        chance = np.minimum(chance * popular[None, :], 1.0)
        open_to_draw = silent[:, None] & (self.strength == 0)
        np.fill_diagonal(open_to_draw, val=False)
        return np.where(open_to_draw, chance, 0.0)

    def draw(self, chance: FloatArray, generator: np.random.Generator) -> FloatArray:
        """Return the strengths with unknown ties drawn, and third parties' ties kept or not."""
        strength = self.strength
        if self.third.any():
            doubt = generator.random(strength.shape) >= THIRD_PARTY_KEPT
            doubt = np.triu(doubt) | np.triu(doubt).T if self.mutual else doubt
            strength = np.where(self.third & doubt, 0.0, strength)
        rows, columns = np.nonzero(chance)
        if len(rows):
            new = generator.random(len(rows)) < chance[rows, columns]
            strength = strength.copy()
            typical = self.typical
            strength[rows[new], columns[new]] = typical
            if self.mutual:
                strength[columns[new], rows[new]] = typical
        return strength

    @property
    def typical(self) -> float:
        """Median strength of the ties told of; 1 without any."""
        there = self.strength > 0
        return float(np.median(self.strength[there])) if there.any() else 1.0

    def kept(self, gone: BoolArray) -> FloatArray:
        """Return the strengths as if some respondents had not answered."""
        told = self.by_row | self.by_column
        left = (self.by_row & ~gone[:, None]) | (self.by_column & ~gone[None, :])
        return np.where(left | ~told, self.strength, 0.0)


@dataclass(frozen=True, slots=True, eq=False)
class Reports:
    """The ties of a network, and who answered.

    Attributes
    ----------
    actors : tuple of str
        Actors, sorted.
    sheets : tuple of Sheet
        Mutual ties, other ties; those there are.
    responded : Series of boolean
        Whether each actor answered, missing where not known.
    """

    actors: tuple[str, ...]
    sheets: tuple[Sheet, ...]
    responded: pd.Series

    @property
    def answered(self) -> BoolArray:
        """Those who are known to have answered."""
        return self.responded.fillna(value=False).to_numpy(dtype=bool)

    @property
    def silent(self) -> BoolArray:
        """Those who are known to have not answered."""
        return ~self.responded.fillna(value=True).to_numpy(dtype=bool)

    @property
    def unknown(self) -> BoolArray:
        """Those of whom it is not known."""
        return self.responded.isna().to_numpy(dtype=bool)

    @property
    def named(self) -> BoolArray:
        """Those who told of at least one tie."""
        result = np.zeros(len(self.actors), dtype=bool)
        for sheet in self.sheets:
            result |= sheet.by_row.any(axis=1) | sheet.by_column.any(axis=0)
        return result

    def strength(self, gone: BoolArray | None = None) -> FloatArray:
        """Merge all ties, as if those `gone` had not answered."""
        missed = np.ones((len(self.actors),) * 2)
        for sheet in self.sheets:
            missed *= 1.0 - (sheet.strength if gone is None else sheet.kept(gone))
        return np.asarray(1.0 - missed)

    def drawn(self, draws: int, seed: int) -> Iterator[FloatArray]:
        """Yield networks in which those who did not answer have ties.

        A tie between a silent actor and another one that nobody told of is there with the
        probability with which those who answered name each other, given whether the other named
        them, times the root of the other's popularity. Ties that were told stay, but those that
        third parties alone told of: each stays with the probability of their confidence.

        Parameters
        ----------
        draws : int
            Networks, 1 or more.
        seed : int
            Of the random numbers.

        Yields
        ------
        array, shape (actors, actors)
            Strengths, merged.
        """
        generator = np.random.default_rng(seed)
        chances = [sheet.chance(self.silent, self.answered) for sheet in self.sheets]
        for _ in range(draws):
            missed = np.ones((len(self.actors),) * 2)
            for sheet, chance in zip(self.sheets, chances, strict=True):
                missed *= 1.0 - sheet.draw(chance, generator)
            yield 1.0 - missed


def tie_reports(graph: nx.MultiDiGraph, layers: Mapping[str, float] | None = None) -> Reports:
    """Read a network with its reporters.

    Parameters
    ----------
    graph : networkx.MultiDiGraph
        From :func:`~workbench.partners.analysis.network.build_networks`.
    layers : mapping of str to float, optional
        How much each layer counts; all fully by default.

    Examples
    --------
    >>> from workbench.partners.analysis.network import build_networks
    >>> actors = pd.DataFrame({"site": "huye", "actor": ["a", "b"], "responded": [True, False]})
    >>> ties = pd.DataFrame(
    ...     {"site": "huye", "source": ["a"], "target": "b", "layer": "knowledge"}
    ... ).assign(reported_by="a")
    >>> reports = tie_reports(build_networks(actors, ties).graph("huye"))
    >>> reports.silent.tolist(), reports.strength(gone=reports.answered).tolist()
    ([False, True], [[0.0, 0.0], [0.0, 0.0]])
    """
    actors = tuple(sorted(graph))
    place = {name: i for i, name in enumerate(actors)}
    shape = (len(actors), len(actors))
    kinds = {key: bool(facts["mutual"]) for *_, key, facts in graph.edges(keys=True, data=True)}
    sheets = []
    for mutual in (True, False):
        names = {key for key, both in kinds.items() if both == mutual}
        names = names if layers is None else {key for key in names if layers.get(key, 0.0) > 0}
        if not names:
            continue
        strength = tie_matrices(graph, layers=names).merged(layers)
        row, column = np.zeros(shape, dtype=bool), np.zeros(shape, dtype=bool)
        third = np.ones(shape, dtype=bool)
        for a, b, key, facts in graph.edges(keys=True, data=True):
            if key in names:
                here = place[a], place[b]
                row[here] |= a in facts["reporters"]
                column[here] |= b in facts["reporters"]
                third[here] &= facts["reported_by"] == "third"
        third &= strength > 0
        sheets.append(Sheet(mutual, strength, row, column, third))
    answers = pd.Series([graph.nodes[a].get("responded") for a in actors], dtype="boolean")
    return Reports(actors, tuple(sheets), answers)
