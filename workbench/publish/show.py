"""The last line of a cell: show a record, a figure or a table, or say what is missing.

A record is kept as JSON, from which a report is made, and beside it as HTML for JupyterLab.
"""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any, TypeVar, get_args

from workbench.errors import NothingToShow
from workbench.page.records import MIME, FigureCaption, Record, missing, paragraphs, to_json
from workbench.page.text import note
from workbench.publish.html import record_html
from workbench.publish.left_out import box_left_out

# A notebook imports this before it opens its site: what was left out then shows as a box.
box_left_out()

Made = TypeVar("Made")
_RECORDS = get_args(Record)[0]


@dataclass(frozen=True)
class Shown:
    """A record as a cell ends in it.

    Attributes
    ----------
    record : Record
        What the cell hands to the page.
    """

    record: Record

    def _repr_mimebundle_(self, **_: object) -> dict[str, Any]:
        html = record_html(self.record)
        if not html.striptags():
            # A cell without words looks as if it had failed; a report just leaves it out.
            html = record_html(paragraphs(note("Nothing to add here.")))
        return {
            MIME: to_json(self.record),
            "text/html": str(html),
            "text/plain": html.striptags(),
        }


def show(
    made_or_make: Made | Callable[..., Made],
    *arguments: Any,
    what: str | None = None,
    **options: Any,
) -> Made | Shown:
    """Show a record, or make a figure or table and say in one line what is missing for it.

    Parameters
    ----------
    made_or_make : Record, DataFrame, figure or callable
        What to show; or a function of a step's ``figures`` or ``page`` that makes it.
    *arguments, **options
        Handed on to the function.
    what : str, optional
        What to name in the report's list of what is missing. Without it nothing is listed, because
        the cause stands there already: no picture of scores where there are no scores.

    Returns
    -------
    Shown, or what was made
        Records are wrapped; a DataFrame or figure stays what it is, so that one can go on with it.
        In Jupyter the caption of a figure is shown above it.

    Examples
    --------
    >>> def levels(scores):
    ...     raise NothingToShow("No component is scored.")
    >>> show(levels, []).record.sentence.plain
    'No component is scored.'
    """
    try:
        made = made_or_make(*arguments, **options) if callable(made_or_make) else made_or_make
    except NothingToShow as reason:
        name = getattr(made_or_make, "__name__", "figure").replace("_", " ").capitalize()
        return Shown(missing(what or name, str(reason), follows=what is None))
    if isinstance(made, _RECORDS):
        return Shown(made)
    _show_caption(made)
    return made


def _show_caption(made: object) -> None:
    """Show above a figure what it says of itself; a report reads it from the figure."""
    meta = getattr(getattr(made, "layout", None), "meta", None)
    caption = meta.get("caption") if isinstance(meta, Mapping) else None
    if caption and "IPython" in sys.modules:
        from IPython.core.getipython import get_ipython
        from IPython.display import display

        if get_ipython() is not None:
            display(Shown(FigureCaption(caption)))  # type: ignore[no-untyped-call]
