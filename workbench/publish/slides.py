"""Slides in one file, through nbconvert's exporter for reveal.js.

nbconvert alone would take reveal.js, jQuery and more from the network; our template puts reveal.js
into the page, so that the slides run in a hall without any.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

from markupsafe import Markup
from nbconvert.exporters import SlidesExporter
from nbformat import NotebookNode, v4

from workbench.agree.page.pack import PaperPart
from workbench.language import spoken
from workbench.publish import assets
from workbench.publish.html import record_html, text_html

_STYLE = ("reveal/reveal.css", "reveal/serif.css", "deck.css")


class WallSlide(NamedTuple):
    """A heading, and what stands below it, as HTML."""

    heading: Markup
    body: Markup


def deck_html(title: str, slides: Iterable[PaperPart]) -> str:
    """Return the slides of a meeting as one page.

    Parameters
    ----------
    title : str
        Title of the page.
    slides : iterable of PaperPart
        A heading and records each.

    Examples
    --------
    >>> from workbench.agree.page.pack import part_of
    >>> from workbench.page.records import paragraphs
    >>> page = deck_html("Talk", [part_of("Why <we> meet", [paragraphs("To agree.")])])
    >>> "<h1>Why &lt;we&gt; meet</h1>" in page, page.count("<h1>")
    (True, 1)
    """
    made = [
        WallSlide(text_html(one.heading), Markup("\n").join(map(record_html, one.records)))
        for one in slides
    ]
    return wall_html(title, made)


def wall_html(title: str, slides: Iterable[WallSlide]) -> str:
    """Return slides as one page.

    Examples
    --------
    >>> wall_html("Talk", [WallSlide(Markup("One"), Markup("<p>Two</p>"))]).count("<h1>")
    1
    """
    cells = [_cell(number, one) for number, one in enumerate(slides, start=1)]
    notebook = v4.new_notebook(cells=cells, metadata={"title": title})
    exporter = SlidesExporter(
        template_name="deck",
        extra_template_basedirs=[str(assets.template_folder() / "slides")],
        exclude_input=True,
        exclude_output_prompt=True,
    )
    deck = {
        "style": "\n".join(assets.template_file(name) for name in _STYLE),
        "script": assets.template_file("reveal/reveal.js"),
        "language": spoken().language,
    }
    page, _ = exporter.from_notebook_node(notebook, resources={"deck": deck})
    return str(page)


def _cell(number: int, slide: WallSlide) -> NotebookNode:
    form = "<h1>{}</h1>\n{}" if number == 1 else "<h2>{}</h2>\n{}"
    html = Markup(form).format(slide.heading, slide.body)  # noqa: S704 - one of two forms above
    shown = v4.new_output("display_data", {"text/html": str(html)})
    cell: NotebookNode = v4.new_code_cell(
        id=f"slide-{number}",
        outputs=[shown],
        metadata={"slideshow": {"slide_type": "slide"}},
    )
    return cell
