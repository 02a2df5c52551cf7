"""Several bottlenecks: one option after another, and combinations of options."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.core.rows import rows_of
from workbench.drawing import theme
from workbench.drawing.labels import Box, downwards, ladder, place
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, natural_list, plain, sentences, tidy, wrap
from workbench.errors import NothingToShow
from workbench.options.analysis.strategy_chain import ChainEnd

if TYPE_CHECKING:
    from collections.abc import Mapping

    from workbench.options.analysis.option_menu import MenuItem, OptionMenu
    from workbench.options.analysis.options import OptionResults
    from workbench.options.analysis.strategy_chain import MendingStep, StrategyChain

_WIDE = 250  # pixels of the axis of cost on a phone
_TALL = 240


def option_chain(
    results: OptionResults, chain: StrategyChain, *, currency: str | None = None
) -> Figure:
    """Draw how the package rises when one bottleneck after the other is mended.

    Parameters
    ----------
    results : OptionResults
        Of one site.
    chain : StrategyChain
        Of the same site.
    currency : str, optional
        Base currency of the project.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar for each step, from the package score before it to the one after it.

    Raises
    ------
    NothingToShow
        When there are fewer than two steps, or they do not lift the package.
    """
    steps = chain.steps
    if len(steps) < 2 or steps[-1].score_after == steps[0].score_before:
        message = "There are fewer than two steps, or they lift nothing."
        raise NothingToShow(message)
    framework = results.before.framework
    full = framework.highest_score
    drawing = Drawing()
    headings = [wrap(_heading(step), 52, lines=2) for step in steps]
    at, height = ladder(drawing, headings, row=20)
    _step_bars(drawing, steps, at, currency)
    drawing.layout["xaxis"] = {
        "range": [0, full * 1.02],
        "tickvals": theme.score_ticks(full),
        "title": {"text": "Package score"},
    }
    drawing.layout["yaxis"] = downwards(height, showticklabels=False)
    return theme.finish(
        drawing,
        caption=_chain_caption(chain),
        alt=f"Bars, step by step: {natural_list([_told(s, currency) for s in steps], 12)}.",
        height=height + 75,
    )


def _heading(step: MendingStep) -> str:
    return f"{step.step} {step.title}: {step.option_title.lower()}"


def _scores(step: MendingStep) -> tuple[int, int]:
    return step.score_before or 0, step.score_after or 0


def _step_bars(
    drawing: Drawing, steps: list[MendingStep], at: list[float], currency: str | None
) -> None:
    starts = [_scores(step)[0] for step in steps]
    ends = [_scores(step)[1] for step in steps]
    drawing.traces.append(
        {
            "type": "bar",
            "orientation": "h",
            "base": starts,
            "x": [end - start for start, end in zip(starts, ends, strict=True)],
            "y": at,
            "width": 14,
            "name": "",
            "showlegend": False,
            "marker": {"color": theme.PACKAGE.colour, "line": {"color": theme.INK, "width": 0.8}},
            "hoverinfo": "skip",
        }
    )
    drawing.line(
        [v for start in starts for v in (start, start, None)],
        [v for y in at for v in (y - 9, y + 9, None)],
        line={"color": theme.INK, "width": 2},
    )
    for step, end, y in zip(steps, ends, at, strict=True):
        words = f"<b>{_scores(step)[0]} → {end}</b>  {_spent(step, currency)}"
        drawing.note(words, end, y, xanchor="left", xshift=6, font={"size": theme.SMALL})


def _spent(step: MendingStep, currency: str | None) -> str:
    cost = "cost not known" if step.cost is None else f"{currency or ''} {step.cost:,.0f}".strip()
    months = "months not known" if step.months is None else count(round(step.months), "month")
    return f"{cost}, {months}"


def _told(step: MendingStep, currency: str | None) -> str:
    before, after = _scores(step)
    return f"{step.title}, {step.option_title}, {before} to {after}, {_spent(step, currency)}"


def _chain_caption(chain: StrategyChain) -> str:
    [end] = rows_of(chain.ends, ChainEnd)
    return sentences(
        "Package score when one bottleneck after the other is mended, with cost and months of each"
        " step; it takes each option to succeed.",
        f"After that: {tidy(end.reason)}",
    )


# ----------------------------------------------------------------------------------- combinations


def option_combinations(
    results: OptionResults, menu: OptionMenu, *, currency: str | None = None
) -> Figure:
    """Draw cost, months and new package score of every combination of options.

    Parameters
    ----------
    results : OptionResults
        Of one site.
    menu : OptionMenu
        Of the same site.
    currency : str, optional
        Base currency of the project.

    Returns
    -------
    plotly.graph_objects.Figure
        Large with letters: no other combination is as good in cost, months and score and better in
        one of them. Small and grey: the others. Those with a number that is not known are named
        under the picture.

    Raises
    ------
    NothingToShow
        When no two options that can be combined lift the package.
    """
    items = [one for one in menu.items if one.score_after is not None]
    better = [one for one in items if (one.score_after or 0) > (one.score_before or 0)]
    if not any(len(one.keys) > 1 and not one.other_aim for one in better):
        message = "No two options lift the package together."
        raise NothingToShow(message)
    known = [one for one in items if not one.unknown_costs and not one.unknown_months]
    front = [one for one in known if one.pareto]
    names = {one.proposal: one.letter for one in results.rows}
    drawing = Drawing()
    _dots(drawing, [one for one in known if not one.pareto])
    _front(drawing, front, names)
    most = max((one.cost for one in known), default=1.0) or 1.0
    top = max((one.score_after or 0 for one in items), default=1)
    drawing.layout["xaxis"] = {
        "range": [-0.06 * most, most * 1.15],
        "title": {"text": f"Cost ({currency or 'currency not stated'})"},
        "tickformat": ",d",
        "nticks": 5,
    }
    drawing.layout["yaxis"] = {
        "range": [-0.08 * top - 0.5, top * 1.2 + 1],
        "title": {"text": "Package score then"},
        "tickformat": "d",
        "nticks": 6,
    }
    unnamed = _front_texts(drawing, front, names, most, top)
    return theme.finish(
        drawing,
        caption=_menu_caption(len(items), len(front), len(items) - len(known), unnamed),
        alt=f"Points. {natural_list([_told_item(row, names) for row in front], 12)}.",
        height=_TALL + 100,
    )


def _dots(drawing: Drawing, rows: list[MenuItem]) -> None:
    if rows:
        drawing.marks(
            [one.cost for one in rows],
            [one.score_after for one in rows],
            name="another is as good in all and better in some",
            marker={
                "symbol": "circle",
                "size": 8,
                "color": "#C4C4C4",
                "line": {"width": 1, "color": "#767676"},
                "opacity": 1,
            },
        )


def _front(drawing: Drawing, rows: list[MenuItem], names: Mapping[str, str]) -> None:
    drawing.marks(
        [one.cost for one in rows],
        [one.score_after for one in rows],
        name="worth considering",
        marker={
            "symbol": theme.PACKAGE.symbol,
            "size": 15,
            "color": theme.PACKAGE.colour,
            "line": {"width": 1.5, "color": theme.INK},
            "opacity": 1,
        },
        hovertext=[plain(_told_item(row, names)) for row in rows],
    )


def _code(row: MenuItem, names: Mapping[str, str]) -> str:
    return " + ".join(names[key] for key in row.keys) or "nothing"


def _front_texts(
    drawing: Drawing,
    rows: list[MenuItem],
    names: Mapping[str, str],
    most: float,
    top: int,
) -> list[str]:
    """Write letters and months beside each point, and return in words what found no room."""
    points = [(row.cost * _WIDE / most, (row.score_after or 0) * _TALL / top / 1.3) for row in rows]
    texts = [
        [f"<b>{_code(row, names)}</b>"]
        + ([] if row.kind == "nothing" else [count(round(row.months), "month")])
        for row in rows
    ]
    labels = place(
        points,
        texts,
        area=Box(-30, -30, _WIDE * 1.15, _TALL + 40),
        urgent=[True] * len(rows),
        gap=12,
    )
    for row, label in zip(rows, labels, strict=True):
        if label is not None:
            label.write(drawing, row.cost, float(row.score_after or 0))
    return [
        _told_item(row, names) for row, label in zip(rows, labels, strict=True) if label is None
    ]


def _told_item(row: MenuItem, names: Mapping[str, str]) -> str:
    if row.kind == "nothing":
        return f"nothing: package {row.score_after}"
    months = count(round(row.months), "month")
    return f"{_code(row, names)}: package {row.score_after}, cost {row.cost:,.0f}, {months}"


def _menu_caption(every: int, front: int, unknown: int, unnamed: list[str]) -> str:
    return sentences(
        f"Cost and new package score of {count(every, 'combination')} of options, by their letters;"
        f" {front} {'is' if front == 1 else 'are'} worth considering: no other is as good in cost,"
        " months and score and better in one.",
        f"Without a label: {'; '.join(unnamed)}." if unnamed else None,
        "Months: those of the longest option, all going on at the same time.",
        f"Not drawn, because a cost or time is not known: {count(unknown, 'combination')}."
        if unknown
        else None,
    )
