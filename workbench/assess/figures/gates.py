"""Which gates are open, item by item."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from workbench.assess.figures.one_place import WIDTH, items_here
from workbench.drawing import theme
from workbench.drawing.labels import LINE, downwards, ladder
from workbench.drawing.theme import Drawing, Figure, Meaning
from workbench.drawing.words import natural_list, plain, sentences, wrap
from workbench.errors import NothingToShow

if TYPE_CHECKING:
    from workbench.assess.analysis.assessment import Assessed
    from workbench.assess.analysis.rows import ItemRow, SectionRow

OPEN_GATE: Final = Meaning("fulfilled", theme.CORE.colour, "circle")
PARTLY_OPEN: Final = Meaning("partly", theme.PROVISIONAL.colour, "diamond")
SHUT_GATE: Final = Meaning("not fulfilled", theme.BOTTLENECK.colour, "x")
NOT_ANSWERED: Final = Meaning("not answered", theme.NOT_ASSESSED.colour, "circle-open")
ASIDE: Final = Meaning("does not apply", theme.NOT_ASSESSED.colour, "line-ew")
_LOOKS: Final = (OPEN_GATE, PARTLY_OPEN, SHUT_GATE, NOT_ANSWERED, ASIDE)
_ROW: Final = 2 * LINE + 4


def gate_strip(found: Assessed) -> Figure:
    """Draw every gate with a sign for its answer, section by section.

    Of a condition that speaks against going on, "no" counts as fulfilled.

    Parameters
    ----------
    found : Assessed
        Of one site.

    Raises
    ------
    NothingToShow
        The framework has no gates, or none is answered.
    InvalidInput
        The assessment is of several sites.
    """
    gates = [one for one in items_here(found) if one.kind == "gate"]
    if not any(one.answered for one in gates):
        message = "No gate is answered yet."
        raise NothingToShow(message)
    sections = {one.section: one for one in found.section_rows}
    groups = [
        (sections[key], [one for one in gates if one.section == key])
        for key in dict.fromkeys(one.section for one in gates)
    ]
    drawing = Drawing()
    headings = [
        [
            *(f"<b>{line}</b>" for line in wrap(one.title, WIDTH, lines=2)),
            f"<i>{gate_words(one)}</i>",
        ]
        for one, _ in groups
    ]
    at, height = ladder(drawing, headings, rows=[len(own) for _, own in groups], row=_ROW)
    rows = [one for _, own in groups for one in own]
    for meaning in _LOOKS:
        own = [(one, y) for one, y in zip(rows, at, strict=True) if gate_look(one) is meaning]
        if own:
            drawing.marks(
                [0.0] * len(own),
                [y for _, y in own],
                name=meaning.label,
                marker={
                    "symbol": meaning.symbol,
                    "color": meaning.colour,
                    "size": 13,
                    "line": {"width": 2, "color": meaning.colour},
                },
                hovertext=[f"<b>{plain(one.title)}</b><br>{answer_words(one)}" for one, _ in own],
            )
    for one, y in zip(rows, at, strict=True):
        said = "<br>".join(wrap(f"{one.title}: {answer_words(one)}", WIDTH, lines=2))
        drawing.note(said, 0.04, y, xanchor="left", yanchor="middle")
    drawing.layout["xaxis"] = {"range": [-0.03, 1], "visible": False}
    drawing.layout["yaxis"] = downwards(height, visible=False)
    return theme.finish(drawing, caption=_caption(groups), alt=_alt(groups), height=height + 60)


def gate_look(one: ItemRow) -> Meaning:
    """Return the sign of a gate's answer; of one that blocks, "no" is the good one."""
    if one.set_aside:
        return ASIDE
    if one.level is None:
        return NOT_ANSWERED
    if one.level == 1:
        return PARTLY_OPEN
    return OPEN_GATE if (one.level == 0) == one.blocking else SHUT_GATE


def answer_words(one: ItemRow) -> str:
    """Write the answer to a gate; what more than one assessor said apart too."""
    return one.word or "not answered"


def gate_words(section: SectionRow) -> str:
    """Say in a word whether the gate of a section is open."""
    if section.passed is None:
        return "not known yet"
    if section.blocks:
        return "nothing blocks it" if section.passed else "blocked"
    return "fulfilled" if section.passed else "not fulfilled"


_Groups = list[tuple["SectionRow", list["ItemRow"]]]


def _caption(groups: _Groups) -> str:
    told = [f"{section.title}: {gate_words(section)}" for section, _ in groups]
    blocks = any(section.blocks for section, _ in groups)
    return sentences(
        f"Conditions and their answers. {natural_list(told)}.",
        "Of a condition that speaks against going on, “no” counts as fulfilled."
        if blocks
        else None,
    )


def _alt(groups: _Groups) -> str:
    told = []
    for section, own in groups:
        good = sum(gate_look(one) is OPEN_GATE for one in own)
        each = natural_list([f"{one.title}, {answer_words(one)}" for one in own], limit=None)
        told.append(
            f"{section.title}, {gate_words(section)}, {good} of {len(own)} fulfilled: {each}"
        )
    return f"{'; '.join(told)}."
