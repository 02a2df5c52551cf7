"""Compare the options for each bottleneck: screens, dominance, weighted value, and how firm it is.

What users need is less a score than an answer to "would another honest weighting change it?"; so
weights are drawn from all that respect the team's ranking (:mod:`workbench.options.analysis.smaa`).
``docs/methods.md`` gives formula, source and limits of every number.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.rows import rows_of, table_of
from workbench.core.table_access import BoolArray, IntArray, Words, text, whole, words
from workbench.frameworks import Criterion, load_criteria
from workbench.options.analysis.choice_group import Compared, Weighting, compare_group
from workbench.options.analysis.criterion_values import criterion_numbers
from workbench.options.analysis.screens import screen_reasons
from workbench.options.analysis.smaa import draw_weights, mean_weights
from workbench.options.analysis.transformations import APART

SOURCES = (
    "stochastic multicriteria acceptability analysis: Lahdelma, Hokkanen and Salminen 1998, "
    "European Journal of Operational Research 106:137-143; ranked criteria: Lahdelma and Salminen "
    "2001, Operations Research 49:444-454",
    "mean of ranked weights: Barron and Barrett 1996, Management Science 42:1515-1523",
    "value of information: Raiffa 1968, Decision Analysis",
    "criteria, fixed ranges and value functions, screens, the rule for missing numbers, another "
    "place or aim and stopping shown apart: ours",
)


#: Share of the weightings from which an option counts as best under all of them (ours).
ALWAYS = 0.995


@dataclass(frozen=True, slots=True)
class ComparedOption:
    """How an option does in the comparison: a row of `OptionComparison.table`.

    Attributes
    ----------
    site, component, proposal : str
        Where it competes, and its short name there.
    option, title : str or None
        One of the seven keys, and the name to print; None where not given.
    status : str
        "compared", "screened out", or "apart": another place, another aim or stopping, which are
        shown and not ranked. The score of a package always rises where the aim is lowered, and
        stopping would win by costing nothing; each is a decision of its own.
    screen_reason : str
        Why it cannot be chosen, in sentences; "" where it can.
    dominated_by : str
        Proposals that are nowhere worse and somewhere better, joined by ;.
    first_share : float or None
        Share of draws in which it is best (rank 1 acceptability).
    expected_rank : float or None
        Mean rank over the draws, 1 the best.
    rank : int or None
        Place by first_share, then expected_rank, then proposal.
    """

    site: str
    component: str
    proposal: str
    option: str | None
    title: str | None
    status: str
    screen_reason: str
    dominated_by: str
    first_share: float | None
    expected_rank: float | None
    rank: int | None


@dataclass(frozen=True, slots=True)
class BottleneckFact:
    """What can be said of the comparison for a bottleneck: a row of `OptionComparison.facts`.

    Attributes
    ----------
    site, component : str
        The bottleneck.
    compared : int
        Options that are compared.
    best : str or None
        Option with rank 1; None where none is compared.
    first_share : float or None
        Share of draws in which it is best.
    change_to : str or None
        Option that becomes best with the smallest change of one weight; None where no weight
        changes it.
    change_criterion, change_direction : str or None
        That criterion, and whether it must weigh "more" or "less" than the threshold.
    change_threshold, change_weight_now : float or None
        Weight from which the option is best, the others keeping their proportions; central weight
        of the criterion.
    worth_changes : float or None
        Share of draws in which knowing every number would change the choice.
    learn_criterion, learn_about : str or None
        The one number most worth knowing, its criterion and option; None where none would change
        the choice.
    learn_changes : float or None
        Share of draws in which knowing it would change the choice.
    """

    site: str
    component: str
    compared: int = 0
    best: str | None = None
    first_share: float | None = None
    change_to: str | None = None
    change_criterion: str | None = None
    change_direction: str | None = None
    change_threshold: float | None = None
    change_weight_now: float | None = None
    worth_changes: float | None = None
    learn_criterion: str | None = None
    learn_about: str | None = None
    learn_changes: float | None = None

    @property
    def settled(self) -> bool:
        """Whether there is nothing to weigh: one option alone, or one that is always the best."""
        return self.compared <= 1 or (self.first_share or 0.0) >= ALWAYS


@dataclass(frozen=True, eq=False)
class OptionComparison(Result):
    """How the options for each bottleneck compare; options of one site and component compete.

    Attributes
    ----------
    table : DataFrame
        One row per option, in the order of the input: the columns of :class:`ComparedOption`.
    acceptability : DataFrame
        site, component, proposal, rank (Int64), share (float): share of draws with that rank.
    facts : DataFrame
        What can be said of each bottleneck, in the order of the input: the columns of
        :class:`BottleneckFact`.
    missing : DataFrame
        site, component, proposal, criterion, criterion_title: numbers that are not known, of
        options that are compared.
    criteria : tuple of Criterion
        Criteria with the ranges as they were used, the most important first.
    method : Method
        Parameters, with the seed, and sources.
    """

    table: pd.DataFrame
    acceptability: pd.DataFrame
    facts: pd.DataFrame
    missing: pd.DataFrame
    criteria: tuple[Criterion, ...]
    method: Method

    @property
    def options(self) -> list[ComparedOption]:
        """The rows of `table` as typed values."""
        return rows_of(self.table, ComparedOption)

    @property
    def bottlenecks(self) -> list[BottleneckFact]:
        """The rows of `facts` as typed values."""
        return rows_of(self.facts, BottleneckFact)


def compare_options(
    options: pd.DataFrame,
    criteria: Sequence[str],
    *,
    ceiling: float | None = None,
    draws: int = 10_000,
    seed: int = 20260314,
) -> OptionComparison:
    """Compare the options for each bottleneck of each site.

    Parameters
    ----------
    options : DataFrame
        One row per option: site, component, proposal, and where known option, title, possible,
        reason, refused_by, answered, and the columns of the criteria with ``_low`` and ``_high``.
        The table of ``weigh_options`` has this form.
    criteria : sequence of str
        Keys of the criteria, the most important first.
    ceiling : float, optional
        Most that may be spent (base currency). Options beyond are screened out, and the ranges of
        the criteria that ask for it end there.
    draws : int
        Draws of weights and values; 10,000 give shares within 0.01 at 95 %.
    seed : int
        Of the random numbers. A bottleneck has the same result whichever others are compared.

    Raises
    ------
    InvalidInput
        No criterion, or one of them twice.
    UnknownName
        A criterion that does not exist.

    Examples
    --------
    >>> options = pd.DataFrame(
    ...     {
    ...         "site": "huye",
    ...         "component": "seed",
    ...         "proposal": ["outsource-1", "develop-1"],
    ...         "gain": [10.0, 10.0],
    ...         "cost": [400_000.0, 100_000.0],
    ...         "success": [0.9, 0.6],
    ...     }
    ... )
    >>> found = compare_options(options, ["success", "cost", "gain"])
    >>> facts = found.facts.iloc[0]
    >>> facts["best"], facts["change_to"], facts["change_criterion"], facts["change_direction"]
    ('outsource-1', 'develop-1', 'cost', 'more')
    """
    used = tuple(
        one.stretched(ceiling) if one.stretch == "ceiling" and ceiling else one
        for one in load_criteria().chosen(criteria)
    )
    drawn = draw_weights(len(used), draws=draws, seed=seed)
    weighting = Weighting(drawn, mean_weights(len(used)), seed)
    frame = options.reset_index(drop=True)
    numbers = criterion_numbers(frame, used)
    reasons = screen_reasons(frame, ceiling)
    apart = text(frame, "option", "").isin(APART).to_numpy(dtype=bool)
    status = np.where(reasons != "", "screened out", np.where(apart, "apart", "compared"))
    place = pd.DataFrame({name: text(frame, name) for name in ("site", "component", "proposal")})
    competing: dict[tuple[str, str], list[tuple[str, int]]] = defaultdict(list)
    for row, (site, component, name) in enumerate(place.itertuples(index=False, name=None)):
        competing[site, component].append((name, row))
    groups: list[_Group] = []
    for key, own in competing.items():
        # Sorted by name, so that the order of the file does not decide who gets which draws.
        rows = np.array([row for _, row in sorted(own) if status[row] == "compared"], dtype=int)
        compared = compare_group(numbers.rows(rows), weighting) if len(rows) else None
        groups.append((key, rows, compared))
    parameters = {
        "criteria": tuple(criteria),
        "ranking": tuple(criteria),
        "weights": "drawn",
        "ceiling": ceiling,
        "draws": draws,
        "seed": seed,
        "value functions": {one.key: one.points for one in used},
        "criteria version": load_criteria().version,
        "another place or aim, and stop": "shown apart, not ranked (ours)",
        "number not known": "any value from 0 to 1, evenly (ours)",
    }
    return OptionComparison(
        table=_option_rows(frame, place, (status, reasons), groups),
        acceptability=_acceptability(place, groups),
        facts=_facts(place, used, weighting, groups),
        missing=_missing(place, used, ~numbers.known & (status == "compared")[:, None]),
        criteria=used,
        method=Method("options compared over weightings", parameters, SOURCES),
    )


_Group = tuple[tuple[str, str], IntArray, Compared | None]


def _option_rows(
    frame: pd.DataFrame, place: pd.DataFrame, said: tuple[Words, Words], groups: Sequence[_Group]
) -> pd.DataFrame:
    names = place["proposal"].to_numpy(object)
    dominated = np.full(len(place), "", dtype=object)
    ranks = np.full((len(place), 3), np.nan)
    for _, rows, group in groups:
        if group is None:
            continue
        ranks[rows] = np.column_stack([group.shares[:, 0], group.expected_rank, group.rank])
        for row, by in zip(rows, group.dominated, strict=True):
            dominated[row] = ";".join(names[rows[by]])
    return place.assign(
        option=text(frame, "option"),
        title=text(frame, "title"),
        status=words(said[0].astype(object)),
        screen_reason=words(said[1]),
        dominated_by=words(dominated),
        first_share=ranks[:, 0],
        expected_rank=ranks[:, 1],
        rank=whole(ranks[:, 2]),
    )


def _acceptability(place: pd.DataFrame, groups: Sequence[_Group]) -> pd.DataFrame:
    row, rank, share = [], [], []
    for _, rows, group in groups:
        row += np.repeat(rows, len(rows)).tolist()
        rank += list(range(1, len(rows) + 1)) * len(rows)
        share += group.shares.ravel().tolist() if group else []
    table = place.iloc[row].reset_index(drop=True)
    return table.assign(rank=pd.array(rank, dtype="Int64"), share=np.array(share, dtype=float))


def _facts(
    place: pd.DataFrame,
    criteria: Sequence[Criterion],
    weighting: Weighting,
    groups: Sequence[_Group],
) -> pd.DataFrame:
    said = []
    every = place["proposal"].to_numpy(object)
    for (site, component), rows, group in groups:
        if group is None:
            said.append(BottleneckFact(site, component))
            continue
        names = every[rows]
        best, change, learn = int(group.rank.argmin()), group.change, group.learn
        said.append(
            BottleneckFact(
                site,
                component,
                compared=len(rows),
                best=names[best],
                first_share=group.shares[best, 0],
                change_to=names[change.option] if change else None,
                change_criterion=criteria[change.criterion].key if change else None,
                change_direction=change.direction if change else None,
                change_threshold=change.threshold if change else None,
                change_weight_now=weighting.central[change.criterion] if change else None,
                worth_changes=group.known_all,
                learn_criterion=criteria[learn.criterion].key if learn else None,
                learn_about=names[learn.option] if learn else None,
                learn_changes=learn.changes if learn else None,
            )
        )
    return table_of(said, BottleneckFact)


def _missing(
    place: pd.DataFrame, criteria: Sequence[Criterion], unknown: BoolArray
) -> pd.DataFrame:
    rows, which = np.nonzero(unknown)
    keys = np.array([one.key for one in criteria], dtype=object)
    titles = np.array([one.title for one in criteria], dtype=object)
    found = place.iloc[rows].reset_index(drop=True)
    return found.assign(criterion=words(keys[which]), criterion_title=words(titles[which]))
