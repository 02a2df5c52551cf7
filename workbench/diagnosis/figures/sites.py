"""Figures over all sites: package scores, and which component holds how many sites back."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from dataclasses import replace
from typing import TYPE_CHECKING

import pandas as pd

from workbench.diagnosis.figures.rows import Place, component_titles, places
from workbench.drawing import theme
from workbench.drawing.labels import LINE, downwards, ladder
from workbench.drawing.theme import Drawing, Figure
from workbench.drawing.words import count, natural_list, plain, score_words, sentences, wrap
from workbench.errors import NothingToShow
from workbench.language import phrased, worded

if TYPE_CHECKING:
    from workbench.diagnosis.analysis.diagnosis import Diagnosis

_ROWS = 60  # more sites than this are drawn as a distribution
_ROW = 21
_PHONE = 2.4  # pixels of one point of the score on a phone
_NAME = 24  # letters of a site's name
_BARS = 30  # components at the most; the rest is counted in words
_GREY = {"size": theme.SMALL, "color": "#595959"}


def package_scores(
    sites: pd.DataFrame, diagnosis: Diagnosis, decided: Mapping[str, int] | None = None
) -> Figure:
    """Draw the package scores of the sites, the lowest first.

    Up to 60 sites have a row each; more are drawn as the number of sites at each score, with the
    lowest and the highest in words. Sites without a score are listed, never drawn at 0.

    Parameters
    ----------
    sites : DataFrame
        site and where known name.
    diagnosis : Diagnosis
        Of these sites.
    decided : mapping of str to int, optional
        Package score of each site if what was decided there succeeds; it is drawn in place of the
        projected score, which may count on components that nobody works on.

    Returns
    -------
    plotly.graph_objects.Figure
        Scores from 0 to the highest product, always whole.

    Raises
    ------
    NothingToShow
        When no site has a package score.
    """
    everywhere = places(sites, diagnosis)
    if decided is not None:
        everywhere = [
            replace(p, package=replace(p.package, score_projected=decided.get(p.package.site)))
            for p in everywhere
        ]
    scored = [p for p in everywhere if p.score is not None]
    if not scored:
        message = phrased("No site has a package score: readiness or use is missing everywhere.")
        raise NothingToShow(message)
    scored.sort(key=lambda p: (p.score or 0, p.name))
    full = diagnosis.framework.highest_score
    unscored = [p for p in everywhere if p.score is None]
    rows = len(scored) <= _ROWS
    drawing = Drawing()
    under = _without_score(unscored) if rows else [*_ends(scored), *_without_score(unscored)]
    height = _score_rows(drawing, scored) if rows else _score_counts(drawing, scored)
    drawing.layout["xaxis"] = {
        "range": [-1.5, max(full * 1.02, *map(_end, scored)) if rows else full * 1.02],
        "tickvals": theme.score_ticks(full),
        "title": {"text": phrased("Package score")},
    }
    _write_under(drawing, under, [p.name for p in scored] if rows else [])
    return theme.finish(
        drawing,
        caption=_scores_caption(scored, unscored, rows=rows, decided=decided is not None),
        alt=_scores_alt(scored, unscored),
        height=height + 95 + LINE * len(under),
    )


def _shown(spot: Place) -> str:
    return f"{spot.name}: {spot.package.shown}"


def _without_score(unscored: list[Place]) -> list[str]:
    """List sites without a score by the reason why they have none."""
    lines: list[str] = []
    for status in dict.fromkeys(p.package.status for p in unscored):
        names = [p.name for p in unscored if p.package.status == status]
        words = phrased("No score, {} ({}): {}", status, len(names), natural_list(names, 10))
        lines += wrap(words, 52, lines=5)
    return lines


def _ends(scored: list[Place]) -> list[str]:
    lowest = natural_list([_shown(p) for p in scored[:5]])
    highest = natural_list([_shown(p) for p in scored[:-4:-1]])
    return [
        *wrap(phrased("Lowest: {}", lowest), 52, lines=4),
        *wrap(phrased("Highest: {}", highest), 52, lines=4),
    ]


def _write_under(drawing: Drawing, lines: list[str], names: list[str]) -> None:
    """Write lines under the axis, from the left edge of the names beside it."""
    longest = max((min(len(name), _NAME) for name in names), default=0)
    bottom = 50 + LINE * len(lines)
    drawing.layout["margin"] = {"l": 12, "r": 16, "t": 12, "b": bottom, "pad": 2}
    if lines:
        left = -0.85 * theme.text_width("x" * longest, 12)
        drawing.note(
            "<br>".join(lines), 0, 0, xref="paper", yref="paper", xanchor="left", yanchor="top",
            xshift=left, yshift=-46, font=_GREY,
        )  # fmt: skip


def _score_rows(drawing: Drawing, scored: list[Place]) -> float:
    """Draw one row for each site; return the height in pixels."""
    height = _ROW * len(scored)
    at = [_ROW * (order + 0.5) for order in range(len(scored))]
    every = list(zip(scored, at, strict=True))
    for provisional, dash in ((False, "solid"), (True, "dot")):
        stems = [(p, y) for p, y in every if p.package.provisional is provisional]
        if not stems:
            continue
        meaning = theme.PROVISIONAL if provisional else theme.PACKAGE
        grey = {"color": "#9A9A9A", "width": 1.2, "dash": dash}
        drawing.segments([(0, y, p.score, y) for p, y in stems], line=grey)
        drawing.marks(
            [p.score for p, _ in stems],
            [y for _, y in stems],
            name=meaning.label,
            marker={
                "symbol": meaning.symbol,
                "size": 12,
                "color": meaning.colour,
                "line": {"color": theme.INK, "width": 1.2},
                "opacity": 1,
            },
            hovertext=[f"<b>{plain(p.name)}</b><br>{p.package.shown}" for p, _ in stems],
        )
    drawing.projections((p.score, y, p.package.score_projected, y) for p, y in every if _moves(p))
    for p, y in every:
        right = max(p.score or 0, p.package.score_projected or 0)
        drawing.note(_label(p), right, y, xanchor="left", xshift=9, font={"size": 12})
    drawing.layout["yaxis"] = {
        "range": [height, 0],
        "tickvals": at,
        "ticktext": [wrap(p.name, _NAME, lines=1)[0] for p in scored],
        "tickfont": {"size": 12},
        "showgrid": False,
    }
    return height


def _label(spot: Place) -> str:
    """Write the score beside its dot, and what it is projected to become."""
    then = score_words(spot.package.score_projected, provisional=spot.package.provisional)
    return spot.package.shown + (f" → {then}" if _moves(spot) else "")


def _moves(spot: Place) -> bool:
    """Whether a projection leads away from the score of today."""
    return spot.package.score_projected not in {None, spot.score}


def _end(spot: Place) -> float:
    """Where the label ends on the axis of a phone."""
    right = max(spot.score or 0, spot.package.score_projected or 0)
    return right + (12 + 0.9 * theme.text_width(_label(spot), 12)) / _PHONE


def _score_counts(drawing: Drawing, scored: list[Place]) -> float:
    """Draw how many sites stand at each score; return the height in pixels."""
    for provisional, meaning in ((False, theme.PACKAGE), (True, theme.PROVISIONAL)):
        counts = Counter(p.score for p in scored if p.package.provisional is provisional)
        if not counts:
            continue
        values = sorted(score for score in counts if score is not None)
        drawing.bars(
            values,
            [counts[score] for score in values],
            orientation="v",
            width=0.9,
            name=meaning.label,
            marker=theme.fill(meaning.colour, meaning.pattern, edge=0.8),
            hovertext=[
                phrased("score {}: {}", score, count(counts[score], "site")) for score in values
            ],
        )
    drawing.layout["barmode"] = "stack"
    drawing.layout["yaxis"] = {
        "title": {"text": worded("Sites")},
        "rangemode": "tozero",
        "tickformat": "d",
    }
    return 260.0


def _scores_caption(
    scored: list[Place], unscored: list[Place], *, rows: bool, decided: bool
) -> str:
    provisional = sum(p.package.provisional for p in scored)
    projected = rows and any(map(_moves, scored))
    return sentences(
        phrased("Package scores of {}, the lowest first.", count(len(scored), "site"))
        if rows
        else phrased(
            "Package scores of {}: how many sites stand at each score.", count(len(scored), "site")
        ),
        phrased(
            "{} of them {} provisional: a component is not assessed, so the score is at most this.",
            provisional,
            "is" if provisional == 1 else "are",
        )
        if provisional
        else None,
        phrased(
            "Dashed and after the arrow: {}.",
            "if what was decided succeeds" if decided else "projected",
        )
        if projected
        else None,
        phrased("Below: {} without a score.", count(len(unscored), "site")) if unscored else None,
    )


def _scores_alt(scored: list[Place], unscored: list[Place]) -> str:
    middle = scored[(len(scored) - 1) // 2].score
    told = [f"{p.name} {p.package.shown}" for p in scored]
    return sentences(
        phrased(
            "Package scores of {}, from {} to {}; half of them have {} or less.",
            count(len(scored), "site"),
            scored[0].score,
            scored[-1].score,
            middle,
        ),
        phrased("Lowest first: {}.", natural_list(told, 25)),
        phrased("No score: {}.", natural_list([_shown(p) for p in unscored])) if unscored else None,
    )


# ------------------------------------------------------------------------ bottlenecks over sites


def bottlenecks_over_sites(diagnosis: Diagnosis) -> Figure:
    """Draw for how many sites each component is the bottleneck.

    A site where several components share the lowest score counts for each of them. Sites whose
    diagnosis is provisional are hatched: a component that is not assessed there may be lower.

    Parameters
    ----------
    diagnosis : Diagnosis
        Of any number of sites.

    Returns
    -------
    plotly.graph_objects.Figure
        A bar for each component that is a bottleneck somewhere, the most frequent first.

    Raises
    ------
    NothingToShow
        When no site has a package score.
    """
    scored = sum(p.score is not None for p in diagnosis.package_rows)
    names = component_titles(diagnosis)
    sure, unsure = _times(diagnosis)
    order = list(names)
    found = sorted(sure + unsure, key=lambda key: (-(sure + unsure)[key], order.index(key)))
    if not found:
        message = phrased("No site has a bottleneck yet: readiness or use is missing everywhere.")
        raise NothingToShow(message)
    shown = found[:_BARS]
    headings = [wrap(names[key], 46, lines=2) for key in shown]
    drawing = Drawing()
    at, height = ladder(drawing, headings)
    _bottleneck_bars(drawing, shown, at, sure, unsure)
    most = max((sure + unsure).values())
    drawing.layout["xaxis"] = {
        "range": [0, most * 1.35],
        "title": {"text": worded("Sites")},
        "nticks": 5,
        "tickformat": "d",
        **({"dtick": 1} if most <= 5 else {}),
    }
    drawing.layout["yaxis"] = downwards(height, showticklabels=False)
    drawing.layout["barmode"] = "stack"
    never = [title for key, title in names.items() if key not in found]
    told = [phrased("{} at {}", names[key], _of(key, sure, unsure)) for key in found]
    return theme.finish(
        drawing,
        caption=_bottlenecks_caption(
            scored, len(found) - len(shown), never, any_unsure=bool(unsure)
        ),
        alt=phrased(
            "Bars of {} with a score. Bottleneck: {}.",
            count(scored, "site"),
            natural_list(told, 20),
        ),
        height=height + 105,
    )


def _times(diagnosis: Diagnosis) -> tuple[Counter[str], Counter[str]]:
    """Count how often each component is a bottleneck: at sites diagnosed, at provisional ones."""
    provisional = {p.site for p in diagnosis.package_rows if p.provisional}
    sure, unsure = Counter[str](), Counter[str]()
    lowest = diagnosis.table[diagnosis.table["bottleneck"].astype(bool)]
    for site, component in zip(lowest["site"], lowest["component"], strict=True):
        (unsure if site in provisional else sure)[component] += 1
    return sure, unsure


def _of(key: str, sure: Counter[str], unsure: Counter[str]) -> str:
    words = count(sure[key] + unsure[key], "site")
    return phrased("{} ({} provisional)", words, unsure[key]) if unsure[key] else words


def _bottleneck_bars(
    drawing: Drawing, shown: list[str], at: list[float], sure: Counter[str], unsure: Counter[str]
) -> None:
    """Draw the sure part and the provisional part of each bar, and the number in words."""
    hatch = theme.fill(theme.PROVISIONAL.colour, theme.PROVISIONAL.pattern, edge=0.8)
    solid = theme.fill(theme.BOTTLENECK.colour, edge=0.8)
    parts = (("bottleneck", sure, solid), (phrased("bottleneck, provisional"), unsure, hatch))
    for name, counts, look in parts:
        if counts:
            drawing.bars([counts[key] for key in shown], at, width=14, name=name, marker=look)
    for key, y in zip(shown, at, strict=True):
        total = sure[key] + unsure[key]
        drawing.note(
            f"<b>{total}</b>" + (phrased(" ({} prov.)", unsure[key]) if unsure[key] else ""),
            total,
            y,
            xanchor="left",
            xshift=4,
        )


def _bottlenecks_caption(scored: int, beyond: int, never: list[str], *, any_unsure: bool) -> str:
    return sentences(
        phrased(
            "For how many of {} with a score each component is the bottleneck; where several "
            "share the lowest score, each counts.",
            count(scored, "site"),
        ),
        phrased("Hatched (prov.): provisional, because a component is not assessed there.")
        if any_unsure
        else None,
        phrased("{} with fewer sites not drawn.", count(beyond, "component")) if beyond else None,
        phrased("Never the bottleneck: {}.", natural_list(never)) if never else None,
    )
