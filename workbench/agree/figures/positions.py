"""How each party stands to each version of a proposal, round by round."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbench.agree.analysis.positions import STANCES, Tallies, Tally
from workbench.agree.analysis.rows import Party, ProposalVersion
from workbench.agree.figures.agree_style import (
    STANCE_LOOKS,
    party_heads,
    party_names,
    required_first,
    required_rule,
    stance_words,
)
from workbench.drawing import theme
from workbench.drawing.theme import Drawing, Figure, Meaning
from workbench.drawing.words import count, sentences, tidy, wrap
from workbench.errors import NothingToShow
from workbench.language import phrased, worded

_ROW = 32
_MOST_ROWS = 24
_MOST_COLUMNS = 7
_FEW_COLUMNS = 2  # so many have room for the stance in words
_EDGE = "#8C8C8C"
_SILENT = "•"


def position_map(
    tallies: Tallies, parties: Iterable[Party], proposals: Iterable[ProposalVersion]
) -> Figure:
    """Draw the position of every party on every version, one column for each round and version.

    Parameters
    ----------
    tallies : Tallies
        What the positions of a site come to.
    parties : iterable of Party
        Who has a say; those whose consent is required stand first.
    proposals : iterable of ProposalVersion
        For the titles of the versions.

    Returns
    -------
    plotly.graph_objects.Figure
        In each cell the gradient from 1 to 8 with a sign for what it counts as; a dot where a party
        has not said. Below, what each column comes to.

    Raises
    ------
    NothingToShow
        No party has a position yet.
    """
    every = required_first(parties)
    if not tallies.rows or not every:
        message = phrased("No party has said yet how it stands to a proposal.")
        raise NothingToShow(message)
    columns = tallies.rows[-_MOST_COLUMNS:]
    rows = every[:_MOST_ROWS]
    drawing = Drawing()
    for x, tally in enumerate(columns):
        for y, party in enumerate(rows):
            _cell(drawing, x, y, tally, party, words=len(columns) <= _FEW_COLUMNS)
        words = "<br>".join(tally.verdict.split(" ", 1))
        drawing.note(f"<b>{words}</b>", x, len(rows) + 0.1, align="center", font={"size": 12})
    drawing.shape(
        "line", x0=-0.5, x1=len(columns) - 0.5, y0=len(rows) - 0.46, y1=len(rows) - 0.46,
        line={"color": theme.INK, "width": 1},
    )  # fmt: skip
    required_rule(drawing, rows, x0=-0.5, x1=len(columns) - 0.5)
    _axes(drawing, columns, rows)
    for stance, look in STANCE_LOOKS.items():
        drawing.key(Meaning(stance_words(stance), look.colour, "square"))
    titles = {one.key: one.title for one in proposals}
    return theme.finish(
        drawing,
        caption=_caption(columns, rows, titles, len(tallies.rows), len(every)),
        alt=sentences(*(_told(tally, every, titles) for tally in tallies.rows)),
        height=_ROW * (len(rows) + 1.2) + 110,
    )


def _cell(drawing: Drawing, x: int, y: int, tally: Tally, party: Party, *, words: bool) -> None:
    """Draw one cell; empty where the party has not said, or too late."""
    box = {"x0": x - 0.46, "x1": x + 0.46, "y0": y - 0.44, "y1": y + 0.44}
    edge = {"color": _EDGE, "width": 0.8}
    if party.party not in tally.stances:
        word = "late" if party.party in tally.late else f"<b>{_SILENT}</b>"
        drawing.shape("rect", **box, fillcolor=theme.PAPER, line=edge)
        drawing.note(word, x, y, font={"size": 13})
        return
    gradient, stance = tally.stances[party.party]
    look = STANCE_LOOKS[stance]
    drawing.shape("rect", **box, fillcolor=look.colour, line=edge)
    text = f"<b>{gradient}</b> {look.sign}" + (f" {stance}" if words else "")
    drawing.note(text, x, y, font={"color": look.ink, "size": 13})


def _axes(drawing: Drawing, columns: Sequence[Tally], rows: Sequence[Party]) -> None:
    drawing.layout["xaxis"] = {
        "range": [-0.5, len(columns) - 0.5],
        "tickvals": list(range(len(columns))),
        "ticktext": [
            phrased("round {}:<br>{}", one.round, "<br>".join(wrap(_version(one), 9)))
            for one in columns
        ],
        "tickangle": 0,
        "side": "top",
        "showgrid": False,
    }
    drawing.layout["yaxis"] = {
        "range": [len(rows) + 0.65, -0.5],
        "tickvals": [*range(len(rows)), len(rows) + 0.1],
        "ticktext": [*party_heads(rows, 24), worded("Result")],
        "tickfont": {"size": 12},
        "showgrid": False,
    }
    drawing.layout["legend"] = {"y": -0.02, "yanchor": "top"}


def _version(tally: Tally) -> str:
    return f"{tally.proposal} v{tally.version}"


def _caption(
    columns: Sequence[Tally],
    rows: Sequence[Party],
    titles: dict[tuple[str, int], str],
    every: int,
    parties: int,
) -> str:
    versions = dict.fromkeys((one.proposal, one.version) for one in columns)
    said = [f"{name} v{number}: {tidy(titles[name, number])}"
            for name, number in versions if (name, number) in titles]  # fmt: skip
    silent = any(one.party not in tally.stances for tally in columns for one in rows)
    return sentences(
        phrased("How each party stands: 1 wholehearted to 8 veto, never averaged."),
        phrased("Bold: nothing is agreed without it.")
        if any(one.is_required for one in rows)
        else None,
        phrased("Dot: it has not said.") if silent else None,
        f"{'; '.join(said)}." if said else None,
        phrased("{} not drawn.", count(every - len(columns), "earlier column"))
        if every > len(columns)
        else None,
        phrased("{} more not drawn.", count(parties - len(rows), "party"))
        if parties > len(rows)
        else None,
    )


def _told(tally: Tally, parties: Sequence[Party], titles: dict[tuple[str, int], str]) -> str:
    """Say all of one column, stance by stance, the strongest objection last."""
    title = titles.get((tally.proposal, tally.version))
    groups = []
    for stance in dict.fromkeys(STANCES.values()):
        own = [f"{one.name} ({tally.stances[one.party][0]})" for one in parties
               if one.party in tally.stances and tally.stances[one.party][1] == stance]  # fmt: skip
        groups += [f"{stance}: {', '.join(own)}"] if own else []
    late = [one for one in parties if one.party in tally.late and one.party not in tally.stances]
    silent = [one for one in parties if one.party not in {*tally.stances, *tally.late}]
    groups += [phrased("too late: {}", party_names(late))] if late else []
    groups += [phrased("has not said: {}", party_names(silent))] if silent else []
    head = phrased("Round {}, {} version {}", tally.round, tally.proposal, tally.version)
    return f"{head}{f' ({tidy(title)})' if title else ''}, {tally.verdict}: {'; '.join(groups)}."
