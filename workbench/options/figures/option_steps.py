"""Several bottlenecks: one option after another."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.core.rows import rows_of
from workbench.drawing import theme
from workbench.drawing.labels import downwards, ladder
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, natural_list, sentences, tidy, wrap
from workbench.errors import NothingToShow
from workbench.language import phrased
from workbench.options.analysis.strategy_chain import ChainEnd

if TYPE_CHECKING:
    from workbench.options.analysis.options import OptionResults
    from workbench.options.analysis.strategy_chain import MendingStep, StrategyChain


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
        message = phrased("There are fewer than two steps, or they lift nothing.")
        raise NothingToShow(message)
    framework = results.before.framework
    full = framework.highest_score
    drawing = Drawing()
    headings = [wrap(_heading(step), 52, lines=2) for step in steps]
    at, height = ladder(drawing, headings, row=20)
    provisional = results.before.package_rows[0].provisional
    _step_bars(drawing, steps, at, currency, provisional=provisional)
    drawing.layout["xaxis"] = {
        "range": [0, full * 1.02],
        "tickvals": theme.score_ticks(full),
        "title": {"text": phrased("Package score")},
    }
    drawing.layout["yaxis"] = downwards(height, showticklabels=False)
    return theme.finish(
        drawing,
        caption=_chain_caption(chain),
        alt=phrased(
            "Bars, step by step: {}.", natural_list([_told(s, currency) for s in steps], 12)
        ),
        height=height + 75,
    )


def _heading(step: MendingStep) -> str:
    return f"{step.step} {step.title}: {step.option_title.lower()}"


def _scores(step: MendingStep) -> tuple[int, int]:
    return step.score_before or 0, step.score_after or 0


def _step_bars(
    drawing: Drawing,
    steps: list[MendingStep],
    at: list[float],
    currency: str | None,
    *,
    provisional: bool,
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
        most = phrased("at most ") if provisional else ""
        words = f"<b>{most}{_scores(step)[0]} → {end}</b>  {_spent(step, currency)}"
        drawing.note(words, end, y, xanchor="left", xshift=6, font={"size": theme.SMALL})


def _spent(step: MendingStep, currency: str | None) -> str:
    cost = (
        phrased("cost not known")
        if step.cost is None
        else f"{currency or ''} {step.cost:,.0f}".strip()
    )
    months = (
        phrased("months not known") if step.months is None else count(round(step.months), "month")
    )
    return f"{cost}, {months}"


def _told(step: MendingStep, currency: str | None) -> str:
    before, after = _scores(step)
    return phrased(
        "{}, {}, {} to {}, {}", step.title, step.option_title, before, after, _spent(step, currency)
    )


def _chain_caption(chain: StrategyChain) -> str:
    [end] = rows_of(chain.ends, ChainEnd)
    return sentences(
        phrased(
            "Package score when one bottleneck after the other is mended, with cost and "
            "months of each step; it takes each option to succeed."
        ),
        phrased("After that: {}", tidy(end.reason)),
    )
