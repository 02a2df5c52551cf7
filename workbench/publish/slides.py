"""Slides in one file, through nbconvert's exporter for reveal.js.

nbconvert alone would take reveal.js, jQuery and more from the network; our template puts reveal.js
into the page, so that the slides run in a hall without any.
"""

from __future__ import annotations

from collections.abc import Iterable

from markupsafe import Markup
from nbconvert.exporters import SlidesExporter
from nbformat import NotebookNode, v4

from workbench.agree.page.pack import PaperPart
from workbench.publish import assets
from workbench.publish.html import record_html, text_html

_STYLE = ("reveal/reveal.css", "reveal/serif.css", "deck.css")


def deck_html(title: str, slides: Iterable[PaperPart]) -> str:
    """Return slides as one page.

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
    >>> "<h2>Why &lt;we&gt; meet</h2>" in page, page.count("<section")
    (True, 2)
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
    }
    page, _ = exporter.from_notebook_node(notebook, resources={"deck": deck})
    return str(page)


def _cell(number: int, slide: PaperPart) -> NotebookNode:
    inner = Markup("\n").join(record_html(one) for one in slide.records)
    html = Markup("<h2>{}</h2>\n{}").format(text_html(slide.heading), inner)
    shown = v4.new_output("display_data", {"text/html": str(html)})
    cell: NotebookNode = v4.new_code_cell(
        id=f"slide-{number}",
        outputs=[shown],
        metadata={"slideshow": {"slide_type": "slide"}},
    )
    return cell
