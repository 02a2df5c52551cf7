"""Under how many weightings each option takes which place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from workbench.drawing import theme
from workbench.drawing.labels import downwards, ladder
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import natural_list, percent, plain, sentences, wrap
from workbench.errors import NothingToShow
from workbench.language import phrased
from workbench.options.figures.options import options_of_site

if TYPE_CHECKING:
    from workbench.options.analysis.choice import OptionComparison
    from workbench.options.analysis.option_rows import Option
    from workbench.options.analysis.options import OptionResults

# Grey from dark to light, with a pattern each: a place is an order, not a meaning of the theme.
_PLACES = (
    ("1st", "#3F3F3F", "", "#FFFFFF"),
    ("2nd", "#8F8F8F", "", "#000000"),
    ("3rd", "#C8C8C8", "/", "#000000"),
    ("4th or lower", "#F2F2F2", ".", "#000000"),
)
_ROOM = 0.13  # a share below this has no number inside


def rank_acceptability(results: OptionResults, choice: OptionComparison) -> Figure:
    """Draw under which share of the weightings each option is first, second and so on.

    Parameters
    ----------
    results : OptionResults
        Of one site.
    choice : OptionComparison
        Comparison of these options.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar for each option that was compared, from 0 to 100 %, the best of each bottleneck first.

    Raises
    ------
    NothingToShow
        When for no bottleneck two options were compared of which either can be the best.
    """
    groups = _groups(options_of_site(results), choice)
    if not groups:
        message = phrased(
            "For no bottleneck are there two options of which either can be the best."
        )
        raise NothingToShow(message)
    shares = _shares(choice)
    drawing = Drawing()
    rows = [one for group in groups for one in group]
    at, height = _places(drawing, groups)
    longest = max(len(group) for group in groups)
    for number, (name, colour, hatch, ink) in enumerate(_PLACES[:longest]):
        lengths = [_length(shares[one.proposal], number) for one in rows]
        drawing.traces.append(_bar(name, colour, hatch, ink, lengths, at))
    drawing.layout["barmode"] = "stack"
    drawing.layout["xaxis"] = {
        "range": [0, 1.05],
        "tickvals": [0, 0.25, 0.5, 0.75, 1],
        "ticktext": ["0 %", "25 %", "50 %", "75 %", "100 %"],
        "title": {"text": phrased("Share of the ways to weigh")},
    }
    drawing.layout["yaxis"] = downwards(
        height, tickvals=at, ticktext=_names(rows), tickfont={"size": 12}
    )
    return theme.finish(
        drawing,
        caption=_caption(choice),
        alt=phrased("Bars. {}.", natural_list([_told(one, shares) for one in rows], 12)),
        height=height + 105,
    )


def _groups(options: list[Option], choice: OptionComparison) -> list[list[Option]]:
    """Return the options that compete, the best first, where there are at least two."""
    rank = {one.proposal: one.rank for one in choice.options if one.rank is not None}
    found: dict[str, list[Option]] = {}
    for one in options:
        if one.proposal in rank:
            found.setdefault(one.component, []).append(one)
    settled = {one.component for one in choice.bottlenecks if one.settled}
    found = {component: own for component, own in found.items() if component not in settled}
    ordered = [sorted(group, key=lambda one: rank[one.proposal]) for group in found.values()]
    return [group for group in ordered if len(group) > 1]


def _shares(choice: OptionComparison) -> dict[str, list[float]]:
    table = choice.acceptability
    found: dict[str, list[float]] = {}
    for proposal, share in zip(table["proposal"], table["share"].tolist(), strict=True):
        found.setdefault(proposal, []).append(share)
    return found


def _length(shares: list[float], number: int) -> float:
    """Return the share of a place; the last of ours stands for all lower ones too."""
    if number == len(_PLACES) - 1:
        return sum(shares[number:])
    return shares[number] if number < len(shares) else 0.0


def _places(drawing: Drawing, groups: list[list[Option]]) -> tuple[list[float], float]:
    """Stack the groups, each under the name of its bottleneck."""
    headings = [wrap(f"For {group[0].component_title}", 46, lines=2) for group in groups]
    return ladder(drawing, headings, rows=[len(group) for group in groups], row=24, gap=12)


def _names(rows: list[Option]) -> list[str]:
    return [f"<b>{one.letter}</b> {plain(one.option_title)}" for one in rows]


def _bar(
    name: str, colour: str, hatch: str, ink: str, lengths: list[float], at: list[float]
) -> dict[str, Any]:
    return {
        "type": "bar",
        "orientation": "h",
        "x": lengths,
        "y": at,
        "width": 17,
        "name": name,
        "marker": {
            "color": colour,
            "line": {"color": theme.INK, "width": 0.8},
            "pattern": {
                "shape": hatch,
                "fgcolor": theme.INK,
                "fillmode": "overlay",
                "fgopacity": 0.6,
                "size": 6,
                "solidity": 0.15,
            },
        },
        "text": [percent(x, short=True) if x >= _ROOM else "" for x in lengths],
        "textposition": "inside",
        "insidetextanchor": "middle",
        "textangle": 0,
        "textfont": {"size": theme.SMALL, "color": ink},
        "hoverinfo": "skip",
    }


def _caption(choice: OptionComparison) -> str:
    ranking = natural_list([one.title.lower() for one in choice.criteria])
    return sentences(
        phrased(
            "Share of the ways to weigh under which each option is first, second and so on, "
            "of all that keep the ranking {}.",
            ranking,
        ),
        phrased("Stopping is shown apart and not ranked.")
        if (choice.table["status"] == "apart").any()
        else None,
    )


def _told(option: Option, shares: dict[str, list[float]]) -> str:
    first = percent(shares[option.proposal][0])
    return phrased(
        "{} {} for {}: first in {}",
        option.letter,
        option.option_title,
        option.component_title,
        first,
    )
