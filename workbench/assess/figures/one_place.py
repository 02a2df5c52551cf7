"""What the figures of an assessment share: the rows of one site, and their headings."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.drawing.words import plain, wrap
from workbench.errors import InvalidInput
from workbench.language import phrased

if TYPE_CHECKING:
    from workbench.assess.analysis.assessment import Assessed
    from workbench.assess.analysis.rows import ItemRow

WIDTH = 44
"""Letters of a heading that fit on a phone."""


def items_here(found: Assessed) -> list[ItemRow]:
    """Return the items of an assessment of one site.

    Raises
    ------
    InvalidInput
        The assessment is of several sites.
    """
    if len(found.sites) > 1:
        message = phrased(
            "This figure shows one site and the assessment has {}: choose one with .site(…).",
            len(found.sites),
        )
        raise InvalidInput(message)
    return found.item_rows


def under_sections(rows: list[ItemRow], titles: dict[str, str], said: list[str]) -> list[list[str]]:
    """Write the title of each item and what is said of it, the section's above its first item."""
    headings: list[list[str]] = []
    before = None
    for one, more in zip(rows, said, strict=True):
        lines = wrap(one.title, WIDTH, lines=3)
        if more:
            fits = len(lines[-1]) + len(more) <= WIDTH
            lines = [*lines[:-1], f"{lines[-1]} · <b>{plain(more)}</b>"] if fits else [
                *lines, f"<b>{plain(more)}</b>",
            ]  # fmt: skip
        if one.section != before:
            head = wrap(titles[one.section], WIDTH, lines=2)
            lines = [*(f"<b>{line}</b>" for line in head), *lines]
        before = one.section
        headings.append(lines)
    return headings
