"""Sites beside the places tried, and where the next pilot would teach most."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from workbench.core.money import amount_words
from workbench.drawing import theme
from workbench.drawing.labels import Box, downwards, place
from workbench.drawing.theme import Drawing, Figure, Meaning
from workbench.drawing.words import count, natural_list, percent, plain, sentences, tidy, wrap
from workbench.errors import NothingToShow
from workbench.experiments.analysis.next_pilot import NextPilots, PilotValue
from workbench.experiments.analysis.transfer import SiteTransfer, Transfer

WITHIN = Meaning("within the range tried", theme.CORE.colour, "circle", ink="#FFFFFF")
BEYOND = Meaning("outside it: extrapolated", theme.BOTTLENECK.colour, "x")
PILOT = Meaning("a pilot", theme.PROJECTED.colour, "circle", ink="#FFFFFF")

_MOST: Final = 40
_STEP: Final = 26.0


def transfer_distances(
    found: Transfer, names: Mapping[str, str], variables: Mapping[str, str], own: str | None = None
) -> Figure:
    """Draw how far each site is from the nearest place tried, and which are extrapolated.

    Parameters
    ----------
    found : Transfer
    names, variables : mapping of str to str
        Names of sites and of variables to print.
    own : str, optional
        Site of the report; it is written in bold.

    Raises
    ------
    NothingToShow
        No distance is known.
    """
    known = [one for one in found.sites if one.distance is not None]
    if not known:
        message = "Nothing is known both of the sites and of the places tried."
        raise NothingToShow(message)
    rows = _drawn(known, own)
    drawing = Drawing()
    at = {one.site: (number + 0.5) * _STEP for number, one in enumerate(rows)}
    lines = [(0.0, at[one.site], one.distance, at[one.site]) for one in rows]
    drawing.segments(lines, line={"color": "#B5B5B5", "width": 2})
    for meaning, outside in ((WITHIN, False), (BEYOND, True)):
        part = [one for one in rows if bool(one.outside) is outside]
        if part:
            drawing.marks(
                [one.distance for one in part],
                [at[one.site] for one in part],
                name=meaning.label,
                hovertext=[_hover(one, names, variables) for one in part],
                marker={"symbol": meaning.symbol, "color": meaning.colour, "size": 12},
            )
    most = max(one.distance or 0.0 for one in rows)
    drawing.layout["xaxis"] = {
        "range": [0, max(1.1 * most, 0.5)],
        "title": {"text": "distance to the nearest other place tried, in standard deviations"},
    }
    drawing.layout["yaxis"] = downwards(
        len(rows) * _STEP,
        tickvals=list(at.values()),
        ticktext=[_name(one.site, names, own) for one in rows],
        tickfont={"size": theme.SMALL},
    )
    beyond = sum(bool(one.outside) for one in known)
    return theme.finish(
        drawing,
        caption=sentences(
            f"{count(len(known), 'setting')} beside {count(found.places, 'experiment')}: "
            f"{beyond} outside the range tried.",
            f"{count(len(known) - len(rows), 'more site')} not drawn." if len(known) > len(rows)
            else None,
        ),
        alt="; ".join(
            _told(one, names, variables) for one in rows
        )
        + ".",
        height=len(rows) * _STEP + 120,
    )  # fmt: skip


def _drawn(known: Sequence[SiteTransfer], own: str | None) -> list[SiteTransfer]:
    """Keep the sites that are farthest, and the own one."""
    ordered = sorted(known, key=lambda one: -(one.distance or 0.0))
    kept = ordered[:_MOST]
    mine = [one for one in ordered[_MOST:] if one.site == own]
    return [*kept[: _MOST - len(mine)], *mine]


def _name(site: str, names: Mapping[str, str], own: str | None) -> str:
    [line] = wrap(names.get(site, site), 26, lines=1)
    return f"<b>{line}</b>" if site == own else line


def _told(one: SiteTransfer, names: Mapping[str, str], variables: Mapping[str, str]) -> str:
    words = f"{tidy(names.get(one.site, one.site))} {one.distance:.1f}"
    if not one.outside:
        return words
    named = [variables.get(own.variable, own.variable) for own in one.outside]
    return f"{words}, outside in {natural_list(named)}"


def _hover(one: SiteTransfer, names: Mapping[str, str], variables: Mapping[str, str]) -> str:
    parts = [
        f"{plain(variables.get(own.variable, own.variable))} {own.value:g}"
        f" (tried {own.low:g} to {own.high:g})"
        for own in one.variables
    ]
    return "<br>".join([f"<b>{plain(names.get(one.site, one.site))}</b>", *parts])


def pilots_for_money(found: NextPilots | None, names: Mapping[str, str]) -> Figure:
    """Draw what each pilot teaches against what it costs: the best lie at the upper left.

    Parameters
    ----------
    found : NextPilots or None
        The currency with most pilots is drawn.
    names : mapping of str to str
        Names of sites to print.

    Raises
    ------
    NothingToShow
        No pilot has a cost and a value.
    """
    if found is None or not found.by_currency:
        message = "No pilot has a cost and a number observed, so none can be compared."
        raise NothingToShow(message)
    currency, values = found.by_currency[0]
    costs = [float(one.pilot.cost or 0) for one in values]
    shares = [100 * one.share for one in values]
    drawing = Drawing()
    wide, high = 1.15 * max(costs), 1.18 * max(*shares, 1e-9)
    drawing.marks(
        costs,
        shares,
        hovertext=[_pilot_hover(one, names, currency) for one in values],
        marker={"symbol": PILOT.symbol, "color": PILOT.colour, "size": 13},
    )
    best = values[0]
    drawing.rings([(costs[0], shares[0])], 22)
    drawing.line(
        [0, wide], [0, wide * shares[0] / costs[0]],
        line={"color": "#8C8C8C", "width": 1, "dash": "dot"},
    )  # fmt: skip
    _name_pilots(drawing, values, costs, shares, names, (wide, high))
    drawing.layout["xaxis"] = {"range": [0, wide], "title": {"text": f"cost, {currency}"}}
    drawing.layout["yaxis"] = {
        "range": [0, high],
        "title": {"text": "uncertainty taken away, %"},
    }
    others = sum(len(own) for _, own in found.by_currency[1:]) + len(found.unknown_cost)
    return theme.finish(
        drawing,
        caption=sentences(
            f"What a pilot takes away of the uncertainty at {count(found.targets, 'site')}, "
            f"against its cost. Ring: {_site_name(best, names)} teaches most for its money; all on "
            "the dotted line would teach as much.",
            f"{count(others, 'pilot')} of another currency or of unknown cost not drawn."
            if others
            else None,
        ),
        alt="; ".join(
            f"{_site_name(one, names)}: {currency} {cost:,.0f}, {share:.1f} % of the uncertainty"
            for one, cost, share in zip(values, costs, shares, strict=True)
        )
        + ".",
        height=420,
    )


def _site_name(one: PilotValue, names: Mapping[str, str]) -> str:
    return tidy(one.pilot.name or names.get(one.pilot.site, one.pilot.site))


def _pilot_hover(one: PilotValue, names: Mapping[str, str], currency: str) -> str:
    cost = "" if one.pilot.cost is None else plain(amount_words(one.pilot.cost, currency, places=0))
    return (
        f"<b>{plain(_site_name(one, names))}</b><br>{cost}<br>"
        f"takes away {percent(one.share)} of the uncertainty"
    )


def _name_pilots(
    drawing: Drawing,
    values: Sequence[PilotValue],
    costs: Sequence[float],
    shares: Sequence[float],
    names: Mapping[str, str],
    ends: tuple[float, float],
) -> None:
    """Write the names of the pilots where there is room on the narrowest page."""
    area = Box(0, 0, 280, 300)
    points = [
        (280 * cost / ends[0], 300 * share / ends[1])
        for cost, share in zip(costs, shares, strict=True)
    ]
    texts = [wrap(_site_name(one, names), 18, lines=2) for one in values]
    labels = place(points, texts, area=area, urgent=[True, *[False] * (len(values) - 1)])
    for label, cost, share in zip(labels, costs, shares, strict=True):
        if label is not None:
            label.write(drawing, cost, share)
