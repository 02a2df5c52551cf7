"""How sure the dates of a plan are: many draws of all durations, every draw a whole plan.

Where several paths meet, a plan ends later than its critical path alone says; the draws show by how
much, and which tasks are critical how often.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from types import MappingProxyType

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from workbench.core.method import Method
from workbench.core.table_access import BoolArray, FloatArray, IntArray
from workbench.core.working_days import CLOSE
from workbench.errors import InvalidInput, NothingToShow, UnknownName
from workbench.plan.analysis.duration_draws import SHAPES, Floats, Shape, draw_durations
from workbench.plan.analysis.plan_rows import PlanRows
from workbench.plan.analysis.schedule import Schedule

SOURCES = (
    "Monte Carlo of project networks and criticality index: Van Slyke 1963",
    "PERT-beta: mean (shortest + 4 likely + longest) / 6, Malcolm et al. 1959; or triangular",
    "one common factor (Gaussian copula) for the durations of a site, and its correlation: ours",
)

_VALUES = 24_000_000  # durations held at a time
_BLOCK = 400_000  # values in one step of arithmetic: what a processor's cache holds


@dataclass(frozen=True, eq=False)
class ScheduleRisk:
    """How sure the dates of plans are.

    Attributes
    ----------
    table : DataFrame
        One row per task of the sites that were drawn: site, activity, title (str), criticality
        (float, 0 to 1: share of the draws in which it has no float), planned (datetime64: last day
        as planned), p50, p80 (datetime64: last day in 50 and 80 % of the draws at the latest),
        deadline (datetime64), p_deadline (float: share of the draws that keep it; NaN without).
    sites : DataFrame
        One row per site: site, drawn (bool; no where a duration is not known), planned
        (datetime64: end as planned), p_planned (float: probability that the plan is finished by
        then), p10, p50, p80, p90 (datetime64), mean, sd (float, working days), pert_mean, pert_sd
        (float, working days), p_pert (float: the probability that PERT gives for the planned end).
        Missing where not drawn.
    finish : mapping of str to array of float, shape (draws,)
        Working days that the plan of each site takes.
    method : Method
        Parameters (draws, shape, correlation, seed) and sources.
    """

    table: pd.DataFrame
    sites: pd.DataFrame
    finish: Mapping[str, FloatArray]
    method: Method

    def probability_within(self, site: str, days: float) -> float:
        """Give the share of the draws in which a plan takes no more than so many working days.

        Raises
        ------
        UnknownName
            There is no such site, or it could not be drawn.
        """
        if site not in self.finish:
            raise UnknownName(kind="site with known durations", name=site, known=list(self.finish))
        return float((self.finish[site] <= days + CLOSE).mean())

    def _repr_html_(self) -> str:
        """Show the ends of the plans, names from the data escaped."""
        names = ["planned", "p50", "p80"]
        heads = ["site", "end as planned", "as likely before as after", "safe in 8 of 10 cases"]
        head = "".join(f"<th>{name}</th>" for name in heads)
        lines = []
        for row in self.sites.head(60).to_dict("records"):
            days = [row[name] for name in names]
            cells = [
                str(row["site"]),
                *("not known" if pd.isna(d) else f"{d:%Y-%m-%d}" for d in days),
            ]
            lines.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>"


def schedule_risk(
    schedule: Schedule,
    *,
    draws: int = 10_000,
    shape: Shape = "pert",
    correlation: float = 0.3,
    seed: int = 20260314,
) -> ScheduleRisk:
    """Draw the durations of plans, and date every draw.

    Parameters
    ----------
    schedule : Schedule
        Dated plans with shortest, likely and longest durations where known. A task without a range
        always takes its likely duration. Sites with a task without any duration are not drawn.
    draws : int
        Number of draws, 100 to 1,000,000.
    shape : {"pert", "triangular"}
        Distribution between shortest and longest.
    correlation : float
        Correlation of all durations of a site through one common factor, 0 to below 1 (ours).
    seed : int
        Start of the random numbers. Each site has its own, whoever else is in the call.

    Returns
    -------
    ScheduleRisk

    Raises
    ------
    UnknownName
        A shape that does not exist.
    InvalidInput
        A number that makes no sense.
    NothingToShow
        Every site has a task without duration.

    Examples
    --------
    >>> from datetime import date
    >>> from workbench.plan.analysis.schedule import schedule
    >>> plan = pd.DataFrame(
    ...     {"site": "huye", "activity": ["A1", "A2"], "low": 4, "likely": 5, "high": 12}
    ... )
    >>> risk = schedule_risk(schedule(plan, start=date(2026, 4, 1)), correlation=0)
    >>> risk.sites[["planned", "p50", "p80"]]
         planned        p50        p80
    0 2026-04-07 2026-04-09 2026-04-10
    """
    _check(shape, correlation, draws)
    plan = schedule.plan.rows
    known = [
        site for site, end in zip(plan.sites, plan.ends(plan.likely), strict=True) if end == end
    ]
    if not known:
        message = "Every plan has a task without a duration, so no end can be drawn."
        raise NothingToShow(message)
    found = [
        _Part.of(schedule.plan.part(part), shape, correlation, draws, seed)
        for part in _parts(plan, known, draws)
    ]
    finish = {site: own for part in found for site, own in part.finish.items()}
    parameters = {"draws": draws, "shape": shape, "correlation of durations": correlation}
    return ScheduleRisk(
        table=_tasks(schedule, pd.concat([part.tasks for part in found])),
        sites=_sites(schedule, finish),
        finish=MappingProxyType(finish),
        method=Method("Monte Carlo of the plan", {**parameters, "seed": seed}, SOURCES),
    )


def _check(shape: str, correlation: float, draws: int) -> None:
    if shape not in SHAPES:
        raise UnknownName(kind="shape", name=shape, known=list(SHAPES))
    rules = {
        "correlation between durations lies from 0 to below 1": 0 <= correlation < 1,
        "number of draws lies from 100 to 1,000,000": 100 <= draws <= 1_000_000,
    }
    for words, kept in rules.items():
        if not kept:
            message = f"The {words}."
            raise InvalidInput(message)


def _parts(plan: PlanRows, known: Sequence[str], draws: int) -> Iterator[list[str]]:
    """Put sites together as far as their draws fit into memory; no site is split."""
    counted = dict(zip(plan.sites, np.bincount(plan.place), strict=True))
    part: list[str] = []
    size = 0
    for site in known:
        if part and (size + counted[site]) * draws > _VALUES:
            yield part
            part, size = [], 0
        part.append(site)
        size += counted[site]
    yield part


@dataclass(frozen=True, slots=True, eq=False)
class _Part:
    """Draws of some of the sites."""

    tasks: pd.DataFrame
    finish: dict[str, FloatArray]

    @classmethod
    def of(cls, rows: PlanRows, shape: Shape, correlation: float, draws: int, seed: int) -> _Part:
        order = rows.network.order
        drawn = _drawn(rows, shape, correlation, draws, seed)
        last = np.empty((len(order), draws), dtype=np.float32)
        ends = np.empty((len(rows.sites), draws))
        critical = np.zeros(len(order))
        limit = rows.limit[order]
        kept = np.zeros(len(order))
        for block in _blocks(len(order), draws):
            durations = drawn[:, block].astype(np.float64)
            early, end, without_float = _dated(rows, durations)
            finish = early[len(order) :]
            critical += without_float.sum(axis=1)
            kept += (finish <= limit[:, None] + CLOSE).sum(axis=1)
            last[:, block], ends[:, block] = finish, end
        last.partition(ranks := [_rank(p, draws) for p in (0.5, 0.8)], axis=1)
        tasks = pd.DataFrame(
            {
                "site": np.array(rows.sites, dtype=object)[rows.network.place],
                "activity": np.array(rows.names, dtype=object)[order],
                "criticality": critical / draws,
                "p_deadline": np.where(np.isfinite(limit), kept / draws, np.nan),
            }
        )
        for name, rank in zip(("p50", "p80"), ranks, strict=True):
            tasks[name] = _days(rows, rows.network.place, last[:, rank].astype(np.float64))
        return cls(tasks, dict(zip(rows.sites, ends, strict=True)))


def _drawn(rows: PlanRows, shape: Shape, correlation: float, draws: int, seed: int) -> Floats:
    """Draw all durations, site by site, in the order of the network."""
    order, place = rows.network.order, rows.network.place
    drawn = np.empty((len(order), draws), dtype=np.float32)
    by_site = np.argsort(place, kind="stable")
    cuts = np.searchsorted(place[by_site], np.arange(len(rows.sites) + 1))
    for number, site in enumerate(rows.sites):
        own = by_site[cuts[number] : cuts[number + 1]]
        tasks = order[own]
        drawn[own] = draw_durations(
            site,
            [rows.names[task] for task in tasks],
            rows.low[tasks],
            rows.likely[tasks],
            rows.high[tasks],
            shape=shape,
            correlation=correlation,
            draws=draws,
            seed=seed,
        )
    return drawn


def _blocks(tasks: int, draws: int) -> Iterator[slice]:
    step = max(32, _BLOCK // max(tasks, 1))
    for first in range(0, draws, step):
        yield slice(first, min(first + step, draws))


def _dated(rows: PlanRows, durations: FloatArray) -> tuple[FloatArray, FloatArray, BoolArray]:
    """Give earliest times, the end of each site, and which tasks have no float, for each draw."""
    network, tasks = rows.network, len(durations)
    early = network.forward(durations)
    end = _last_of_sites(early[tasks:], network.place, len(rows.sites))
    late = network.backward(durations, end)
    late -= early
    late -= CLOSE
    without = (late[:tasks] < 0) | (late[tasks:] < 0)
    return early, end, without


def _last_of_sites(finish: FloatArray, place: IntArray, sites: int) -> FloatArray:
    if sites == 1:
        found: FloatArray = finish.max(axis=0, keepdims=True)
        return found
    order = np.argsort(place, kind="stable")
    cuts = np.searchsorted(place[order], np.arange(sites))
    last: FloatArray = np.maximum.reduceat(finish[order], cuts, axis=0)
    return last


def _rank(probability: float, draws: int) -> int:
    """Give the place, from 0, of the first sorted value that so many draws do not exceed."""
    return max(int(np.ceil(probability * draws)) - 1, 0)


def _days(rows: PlanRows, place: IntArray, instant: FloatArray) -> NDArray[np.datetime64]:
    # A thousandth of a day: single precision has no more in a plan of many years.
    number = np.maximum(np.ceil(instant - 1e-3) - 1, 0.0)
    return rows.days.day(place, number).astype("datetime64[ns]")


def _tasks(schedule: Schedule, drawn: pd.DataFrame) -> pd.DataFrame:
    """Bring the tasks into the order of the plan, with what was planned."""
    names = ["site", "activity", "title", "finish", "deadline"]
    planned = schedule.table[names].rename(columns={"finish": "planned"})
    joined = planned.merge(drawn, on=["site", "activity"], how="inner")
    heads = ["site", "activity", "title", "criticality", "planned", "p50", "p80"]
    return joined[[*heads, "deadline", "p_deadline"]]


def _sites(schedule: Schedule, finish: Mapping[str, FloatArray]) -> pd.DataFrame:
    table = schedule.sites[["site", "finish", "days"]].rename(columns={"finish": "planned"})
    sites = schedule.plan.rows.sites
    table["drawn"] = [site in finish for site in sites]
    numbers: dict[str, FloatArray] = {
        name: np.full(len(sites), np.nan)
        for name in ("p_planned", "p10", "p50", "p80", "p90", "mean", "sd", "p_pert")
    }
    for place, site in enumerate(sites):
        own = finish.get(site)
        if own is None:
            continue
        ordered, planned = np.sort(own), float(table["days"].iloc[place])
        for percent in (10, 50, 80, 90):
            numbers[f"p{percent}"][place] = ordered[_rank(percent / 100, len(own))]
        numbers["p_planned"][place] = (own <= planned + CLOSE).mean()
        numbers["mean"][place], numbers["sd"][place] = own.mean(), own.std()
        numbers["p_pert"][place] = schedule.probability_within(site, planned)
    every = np.arange(len(sites))
    for name in ("p10", "p50", "p80", "p90"):
        table[name] = _days(schedule.plan.rows, every, numbers[name])
    for name in ("p_planned", "mean", "sd", "p_pert"):
        table[name] = numbers[name]
    pert = schedule.pert.set_index("site").reindex(table["site"])
    table["pert_mean"], table["pert_sd"] = pert["mean"].to_numpy(), pert["sd"].to_numpy()
    heads = ["site", "drawn", "planned", "p_planned", "p10", "p50", "p80", "p90"]
    return table[[*heads, "mean", "sd", "pert_mean", "pert_sd", "p_pert"]]
