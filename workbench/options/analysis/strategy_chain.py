"""One bottleneck after the other: what a strategy of several years amounts to.

The lowest component is mended by the option that was chosen for it, else by the one that is
advised, else by the one that lifts the package most; the package is diagnosed again with all
options taken so far, and the next bottleneck follows, until there is nothing to choose for it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from collections.abc import Set as AbstractSet
from dataclasses import dataclass, field
from math import prod

import pandas as pd

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.rows import rows_of, table_of
from workbench.diagnosis.analysis.diagnosis import Diagnosis
from workbench.options.analysis.option_guards import ComponentKey
from workbench.options.analysis.option_rows import Option
from workbench.options.analysis.options import OptionResults
from workbench.options.analysis.transformations import HERE_AND_NOW

SOURCES = (
    "chain of bottlenecks, each mended by the option chosen or advised, else by the one with the "
    "highest score, then after which it is no longer among the lowest, then the lowest cost, then "
    "the fewest months: ours",
)


@dataclass(frozen=True, slots=True)
class MendingStep:
    """A step: a row of `StrategyChain.table`.

    Attributes
    ----------
    site : str
        Key of the site.
    step : int
        From 1.
    component, title : str
        The bottleneck.
    proposal, option, option_title : str
        The option that is taken for it.
    chosen, advised : bool
        Whether the team chose it; whether it is taken because it is advised.
    score_before, score_after : int or None
        Of the package, with all options so far.
    cost, months : float or None
        Of this step.
    cost_total, months_total : float
        Sums of what is known up to here, one step after the other.
    unknown_costs, unknown_months : int
        Steps up to here of which it is not known: the total is "at least".
    success_total : float or None
        Probability that all steps up to here succeed.
    """

    site: str
    step: int
    component: str
    title: str
    proposal: str
    option: str
    option_title: str
    chosen: bool
    advised: bool
    score_before: int | None
    score_after: int | None
    cost: float | None
    months: float | None
    cost_total: float
    months_total: float
    unknown_costs: int
    unknown_months: int
    success_total: float | None


@dataclass(frozen=True, slots=True)
class ChainEnd:
    """Why the chain of a site ends: a row of `StrategyChain.ends`.

    Attributes
    ----------
    site : str
        Key of the site.
    score : int or None
        Of the package then.
    component, title : str or None
        The bottleneck then; None without a score.
    reason : str
        A sentence.
    """

    site: str
    score: int | None
    component: str | None
    title: str | None
    reason: str


@dataclass(frozen=True, eq=False)
class StrategyChain(Result):
    """The chain of bottlenecks and options, site by site.

    Attributes
    ----------
    table : DataFrame
        One row per step: the columns of :class:`MendingStep`.
    ends : DataFrame
        One row per site: the columns of :class:`ChainEnd`.
    method : Method
        Parameters and sources.
    """

    _main = "ends"

    table: pd.DataFrame
    ends: pd.DataFrame
    method: Method

    @property
    def steps(self) -> list[MendingStep]:
        """The rows of `table` as typed values."""
        return rows_of(self.table, MendingStep)


@dataclass(frozen=True, slots=True)
class _Lowest:
    site: str
    component: str
    title: str
    rank: int
    bottleneck: bool


class _Packages:
    """Scores and bottlenecks of the packages of a diagnosis."""

    def __init__(self, diagnosis: Diagnosis) -> None:
        self.score = {one.site: one.score for one in diagnosis.package_rows}
        self.lowest: dict[str, list[_Lowest]] = defaultdict(list)
        rows = rows_of(diagnosis.table[diagnosis.table["bottleneck"]], _Lowest)
        for row in sorted(rows, key=lambda one: one.rank):
            self.lowest[row.site].append(row)


@dataclass
class _Walk:
    """Where the chain of one site stands."""

    lowest: list[_Lowest]
    score: int | None
    taken: list[Option] = field(default_factory=list)


def strategy_chain(
    results: OptionResults,
    *,
    chosen: Mapping[ComponentKey, str],
    advised: Mapping[ComponentKey, str],
) -> StrategyChain:
    """Mend one bottleneck after the other, at every site.

    Parameters
    ----------
    results : OptionResults
        Result of :func:`~workbench.options.analysis.options.weigh_options`. Options that are not
        possible are not taken; a component is mended once.
    chosen : mapping of (site, component) to str
        The proposal that the team decided on.
    advised : mapping of (site, component) to str
        The proposal that is advised, taken where nothing was decided and where it mends the
        component here and now. For other components the one that lifts the package most is taken.

    Raises
    ------
    UnknownName
        A proposal was chosen that is not among the options of the site.
    """
    decided = {key: results.option(key[0], proposal) for key, proposal in chosen.items()}
    told = {key: proposal for key, proposal in advised.items() if key not in decided}
    here: dict[str, list[Option]] = defaultdict(list)
    for one in results.possible:
        if one.option in HERE_AND_NOW:
            here[one.site].append(one)
    before, after = _Packages(results.before), _Packages(results.after)
    today = results.before.table
    inside = set(zip(today["site"], today["component"], strict=True))
    walks = {site: _Walk(before.lowest[site], before.score[site]) for site in results.sites}
    steps: list[MendingStep] = []
    ends: list[ChainEnd] = []
    while walks:
        open_: dict[str, list[Option]] = {}
        for site, walk in list(walks.items()):
            found = _candidates(site, walk, here[site], decided, told)
            if isinstance(found, str):
                first = walk.lowest[0] if walk.lowest else None
                component, title = (first.component, first.title) if first else (None, None)
                ends.append(ChainEnd(site, walks.pop(site).score, component, title, found))
            else:
                open_[site] = found
        if any(walks[site].taken for site in open_):  # the first step alone is known already
            packages = {
                _package(one): (site, [*(t.proposal for t in walks[site].taken), one.proposal])
                for site, found in open_.items()
                for one in found
            }
            after = _Packages(results.basics.diagnose(packages))
        for site, found in open_.items():
            best = min(found, key=lambda one: _order(one, after, inside))
            steps.append(_step(walks[site], best, after, decided, told))
    place = {site: number for number, site in enumerate(results.sites)}
    steps.sort(key=lambda row: (place[row.site], row.step))
    ends.sort(key=lambda row: place[row.site])
    parameters = {
        name: sorted(f"{site}/{component}: {one}" for (site, component), one in which.items())
        for name, which in (("chosen", chosen), ("advised", told))
    }
    method = Method("chain of bottlenecks", parameters, SOURCES)
    return StrategyChain(table_of(steps, MendingStep), table_of(ends, ChainEnd), method)


def _package(option: Option) -> str:
    return f"{option.site}:{option.proposal}"


def _candidates(
    site: str,
    walk: _Walk,
    here: list[Option],
    decided: Mapping[ComponentKey, Option],
    told: Mapping[ComponentKey, str],
) -> list[Option] | str:
    """Return the options for the first bottleneck that has some, or why the chain ends."""
    if not walk.lowest:
        return "There is no package score."
    treated = {one.component for one in walk.taken}
    reasons, mended = [], []
    for low in walk.lowest:
        if low.component in treated:
            mended.append(f"{low.title} is mended already and is still the lowest.")
            continue
        own = [one for one in here if one.component == low.component]
        pick = decided.get((site, low.component))
        if pick is not None:
            own = [one for one in own if one.proposal == pick.proposal]
        # An advice to leave the site says nothing about mending the component here.
        wanted = [one for one in own if one.proposal == told.get(one.key)]
        if wanted or own:
            return wanted or own
        reasons.append(_no_option(low.title, pick))
    return [*reasons, *mended][0]


def _no_option(title: str, pick: Option | None) -> str:
    if pick is None:
        return f"There is no possible option for {title}."
    if not pick.possible:
        return f"The option chosen for {title} is not possible: {pick.reason}"
    return f"The choice for {title} ({pick.option_title}) concerns the whole site."


def _order(
    one: Option, after: _Packages, inside: AbstractSet[ComponentKey]
) -> tuple[float, bool, float, float, float, str]:
    """Order candidates, the best first."""
    package = _package(one)
    score, value = after.score[package], one.product_after
    # A substitute that is in the package already is not what was mended: the component is gone.
    gone = one.touched != one.component and (one.site, one.touched or "") in inside
    still = not gone and any(low.component == one.touched for low in after.lowest[package])
    return (
        1 if score is None else -score,
        still,
        float("inf") if one.cost is None else one.cost,
        float("inf") if one.months is None else one.months,
        1 if value is None else -value,
        one.proposal,
    )


def _step(
    walk: _Walk,
    best: Option,
    after: _Packages,
    decided: Mapping[ComponentKey, Option],
    told: Mapping[ComponentKey, str],
) -> MendingStep:
    """Take the best candidate of a site, and move its chain on."""
    walk.taken.append(best)
    before, package = walk.score, _package(best)
    walk.score, walk.lowest = after.score[package], after.lowest[package]
    costs, months = ([getattr(one, name) for one in walk.taken] for name in ("cost", "months"))
    success = [one.success for one in walk.taken if one.success is not None]
    pick = decided.get(best.key)
    return MendingStep(
        site=best.site,
        step=len(walk.taken),
        component=best.component,
        title=best.component_title,
        proposal=best.proposal,
        option=best.option,
        option_title=best.option_title,
        chosen=pick is not None and pick.proposal == best.proposal,
        advised=told.get(best.key) == best.proposal,
        score_before=before,
        score_after=walk.score,
        cost=best.cost,
        months=best.months,
        cost_total=sum(cost for cost in costs if cost is not None),
        months_total=sum(month for month in months if month is not None),
        unknown_costs=costs.count(None),
        unknown_months=months.count(None),
        success_total=prod(success, start=1.0) if len(success) == len(walk.taken) else None,
    )
