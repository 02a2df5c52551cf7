"""Scenarios side by side as a picture: score, months, money and chance of each."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workbench.core.money import amount_words
from workbench.core.periods import MONTH
from workbench.drawing import theme
from workbench.drawing.labels import downwards
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import plain, sentences
from workbench.errors import NothingToShow
from workbench.page.wording import percent

if TYPE_CHECKING:
    from workbench.case import Case

_STEP = 24.0  # pixels of a row
_ROOM = 1.5  # of the width, of which the longest bar takes 1: beyond it stands its value


@dataclass(frozen=True, slots=True)
class _Measure:
    """What scenarios are compared by: its name, its value, and that in words."""

    title: str
    value: Callable[[Case], float | None]
    words: Callable[[Case, float], str]


def _score(case: Case) -> float | None:
    return case.diagnosis.package.score


def _months(case: Case) -> float | None:
    end = case.plan.end
    if end is None or end.finish is None:
        return None
    return ((end.finish - end.start).days + 1) / MONTH


def _months_words(case: Case, value: float) -> str:
    end = case.plan.end
    until = "" if end is None or end.finish is None else f", until {end.finish}"
    return f"{value:.1f}{until}"


def _money(case: Case) -> float | None:
    budget = case.budget.budget
    return None if budget is None else float(budget.total().amount)


def _money_words(case: Case, _: float) -> str:
    budget = case.budget.budget
    if budget is None:
        return "not known"
    whole = budget.total()
    return amount_words(whole.amount, case.budget.currency, at_least=whole.at_least, places=0)


def _chance(case: Case) -> float | None:
    end = case.plan.drawn_end
    return None if end is None else end.p_planned


_MEASURES: Final = (
    _Measure("Package score", _score, lambda case, _: case.diagnosis.package.shown),
    _Measure("Months of the plan", _months, _months_words),
    _Measure("Money in all", _money, _money_words),
    _Measure("Chance that the planned end is kept", _chance, lambda _, value: percent(value)),
)


@dataclass(frozen=True, slots=True)
class _Bar:
    """What one scenario comes to by one measure."""

    name: str
    value: float | None
    words: str


def scenario_bars(chains: Mapping[str, Case]) -> Figure:
    """Draw what each scenario comes to: a group of bars for each measure, on a scale of its own.

    Parameters
    ----------
    chains : mapping of str to Case
        What follows from each scenario, by its name; the first is what is.

    Raises
    ------
    NothingToShow
        Nothing of it is known of any of them.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> case = open_case("data/example", "rw-huye")
    >>> other = case.what_if(levels={"clean-seed": {"use": 5}})
    >>> print(scenario_bars({"as it is": case, "more-use": other}).layout.meta["alt"][:57])
    Package score: as it is at most 8, more-use at most 18. M
    """
    groups = [(one.title, _bars(one, chains)) for one in _MEASURES]
    groups = [(title, bars) for title, bars in groups if any(b.value is not None for b in bars)]
    if not groups:
        message = "Neither score nor plan nor budget is known, so there is nothing to compare."
        raise NothingToShow(message)
    drawing, at = Drawing(), 0.0
    ticks: list[tuple[float, str]] = []
    for title, bars in groups:
        drawing.note(f"<b>{plain(title)}</b>", 0, at + _STEP / 2, xanchor="left", xshift=-2)
        _draw(drawing, bars, at + _STEP)
        ticks += [(at + _STEP * (k + 1.5), plain(bar.name)) for k, bar in enumerate(bars)]
        at += _STEP * (len(bars) + 1.6)
    values, names = zip(*ticks, strict=True)
    drawing.layout["yaxis"] = downwards(
        at, tickvals=list(values), ticktext=list(names), tickfont={"size": theme.SMALL},
        showgrid=False,
    )  # fmt: skip
    drawing.layout["xaxis"] = {"range": [0, _ROOM], "visible": False}
    drawing.layout["barmode"] = "overlay"
    return theme.finish(
        drawing,
        caption="What each scenario comes to. Each group of bars has a scale of its own, which "
        "begins at 0. White: as it is.",
        alt=_described(groups),
        height=at + 30,
    )


def _bars(measure: _Measure, chains: Mapping[str, Case]) -> list[_Bar]:
    found = []
    for name, chain in chains.items():
        value = measure.value(chain)
        words = "not known" if value is None else measure.words(chain, value)
        found.append(_Bar(name, value, words))
    return found


def _draw(drawing: Drawing, bars: Sequence[_Bar], at: float) -> None:
    """Draw a group of bars; the longest is as long as in the other groups."""
    most = max(bar.value or 0.0 for bar in bars) or 1.0
    for number, bar in enumerate(bars):
        y, length = at + _STEP * (number + 0.5), (bar.value or 0.0) / most
        colour = theme.PACKAGE.colour if number else theme.PAPER
        if bar.value is not None:
            drawing.bars([length], [y], width=_STEP * 0.62, marker=theme.fill(colour))
        drawing.note(plain(bar.words), length, y, xanchor="left", xshift=4,
                     font={"size": theme.SMALL})  # fmt: skip


def _described(groups: Sequence[tuple[str, Sequence[_Bar]]]) -> str:
    return sentences(
        *(
            f"{title}: {', '.join(f'{bar.name} {bar.words}' for bar in bars)}."
            for title, bars in groups
        )
    )
