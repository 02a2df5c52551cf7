"""How sure it is which component holds a package back: *firm*, *leaning* or *open*, by one rule.

The numbers behind the words are the probability of being the bottleneck, the panels that lack one
assessor, and how much has been assessed at all. The rule and its limits are ours.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

import pandas as pd

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.rows import rows_of, table_of
from workbench.core.table_access import known
from workbench.diagnosis.analysis.diagnosis import Diagnosis
from workbench.diagnosis.analysis.leave_one_out import AssessorInfluence

Word: TypeAlias = Literal["firm", "leaning", "open"]

#: Probability of the lowest components together from which a diagnosis can be firm (ours).
FIRM_FROM: Final = 0.8
#: The same from which it leans to them; below, it is open (ours).
LEANING_FROM: Final = 0.5
#: Assessors from which a diagnosis can be firm (ours).
ASSESSORS: Final = 3

SOURCES = (
    "firm, leaning, open: ours, from the probability of being the bottleneck, panels without one "
    "assessor (Quenouille 1949, Tukey 1958), assessors and components assessed",
)


@dataclass(frozen=True, slots=True)
class SiteConfidence:
    """How sure the diagnosis of a site is: a row of `Confidence.table`.

    Attributes
    ----------
    site : str
        Key of the site.
    confidence : str
        "firm", "leaning" or "open".
    p_lowest : float or None
        Probability that one of the components that share the lowest score is the bottleneck;
        ``None`` without a score.
    likely_set : str or None
        Keys of the components that may be the bottleneck, joined by ;: those that share the lowest
        score and then the most probable ones, until they hold `FIRM_FROM` together; ``None``
        without a score.
    p_likely : float or None
        Probability that they hold together.
    assessors : int
        Whose judgements count.
    stays : bool or None
        Whether the lowest is one of today's lowest whoever is left out; ``None`` where there are
        fewer than two assessors, because then nothing has been tested.
    unscored : int
        Components without a score.
    components : int
        Components in all.
    """

    site: str
    confidence: Word
    p_lowest: float | None
    likely_set: str | None
    p_likely: float | None
    assessors: int
    stays: bool | None
    unscored: int
    components: int

    @property
    def likely(self) -> tuple[str, ...]:
        """Keys of the components that may be the bottleneck."""
        return tuple(self.likely_set.split(";")) if self.likely_set else ()


@dataclass(frozen=True, eq=False)
class Confidence(Result):
    """How sure the diagnosis of each site is.

    Attributes
    ----------
    table : DataFrame
        One row per site: the columns of :class:`SiteConfidence`.
    method : Method
        The rule with its bounds, and sources.
    """

    table: pd.DataFrame
    method: Method

    @property
    def rows(self) -> list[SiteConfidence]:
        """The rows of `table` as typed values."""
        return rows_of(self.table, SiteConfidence)


def word_for(
    p_lowest: float | None, *, assessors: int, stays: bool | None, unscored: int, components: int
) -> Word:
    """Return the word for what is known of one diagnosis.

    *Open* where nothing is scored, the lowest components hold less than 50 of 100, or half of the
    package or more is not assessed. *Firm* where they hold 80 of 100 or more, three assessors or
    more judged, the lowest stays one of them whoever is left out, and every component is assessed.
    *Leaning* in between.

    Examples
    --------
    >>> word_for(0.93, assessors=4, stays=True, unscored=0, components=7)
    'firm'
    >>> word_for(0.93, assessors=4, stays=False, unscored=0, components=7)
    'leaning'
    >>> word_for(0.29, assessors=6, stays=False, unscored=0, components=7)
    'open'
    """
    if p_lowest is None or p_lowest < LEANING_FROM or 2 * unscored >= components:
        return "open"
    firm = p_lowest >= FIRM_FROM and assessors >= ASSESSORS and stays is True and not unscored
    return "firm" if firm else "leaning"


def confidence(diagnosis: Diagnosis, influence: AssessorInfluence) -> Confidence:
    """Return how sure the diagnosis of each site is.

    Parameters
    ----------
    diagnosis : Diagnosis
        Levels, scores, probabilities.
    influence : AssessorInfluence
        The same packages with panels that lack one assessor.

    Examples
    --------
    >>> from workbench.diagnosis.analysis.leave_one_out import assessor_influence
    >>> from workbench.diagnosis.analysis.diagnosis import diagnose_levels
    >>> from workbench.diagnosis.analysis.levels import read_levels
    >>> from workbench.frameworks import load
    >>> listed = pd.DataFrame({"site": "s", "component": ["seed", "credit"]})
    >>> judged = listed.assign(assessor="A1", readiness=[4, 8], use=[2, 8])
    >>> levels = read_levels(listed, judged, load("ipsr"))
    >>> found = confidence(diagnose_levels(levels), assessor_influence(levels))
    >>> found.table[["confidence", "likely_set"]].values.tolist()
    [['leaning', 'seed']]
    """
    scored: dict[str, list[_Scored]] = defaultdict(list)
    for row in rows_of(diagnosis.table, _Scored):
        if row.p_bottleneck is not None:
            scored[row.site].append(row)
    without_one: dict[str, list[set[str]]] = defaultdict(list)
    for site, keys in zip(influence.table["site"], influence.table["bottleneck"], strict=True):
        if known(keys):
            without_one[site].append(set(keys.split(";")))
    found = []
    for package in diagnosis.package_rows:
        lowest = set(package.lowest)
        likely, p_likely, p_lowest = _likely(scored[package.site])
        panels = without_one[package.site]
        stays = all(one <= lowest for one in panels) if panels and lowest else None
        assessors = package.assessors or 0
        word = word_for(
            p_lowest,
            assessors=assessors,
            stays=stays,
            unscored=package.unscored,
            components=package.components,
        )
        found.append(
            SiteConfidence(
                site=package.site,
                confidence=word,
                p_lowest=p_lowest,
                likely_set=";".join(likely) or None,
                p_likely=p_likely,
                assessors=assessors,
                stays=stays,
                unscored=package.unscored,
                components=package.components,
            )
        )
    rule = {"firm_from": FIRM_FROM, "leaning_from": LEANING_FROM, "assessors": ASSESSORS}
    method = Method("firm, leaning or open", dict(rule), SOURCES)
    return Confidence(table_of(found, SiteConfidence), method)


@dataclass(frozen=True, slots=True)
class _Scored:
    """A component with a score; a row of `Diagnosis.table`."""

    site: str
    component: str
    bottleneck: bool
    rank: int | None
    p_bottleneck: float | None

    @property
    def held(self) -> float:
        return self.p_bottleneck or 0.0


def _likely(scored: list[_Scored]) -> tuple[list[str], float | None, float | None]:
    """Return the likely components, what they hold together, and what the lowest hold of it."""
    if not scored:
        return [], None, None
    keys, held = [], 0.0
    for one in sorted(scored, key=lambda one: (not one.bottleneck, -one.held, one.rank or 0)):
        if not one.bottleneck and held >= FIRM_FROM:
            break
        keys.append(one.component)
        held += one.held
    p_lowest = sum(one.held for one in scored if one.bottleneck)
    return keys, min(held, 1.0), min(p_lowest, 1.0)
