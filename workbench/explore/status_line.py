"""What the room says of the last thing that was asked for; a screen reader hears it."""

from __future__ import annotations

import anywidget
import traitlets

from workbench.explore.plot_view import front_end
from workbench.page.records import paragraphs
from workbench.page.text import TextLike
from workbench.publish.html import record_html


class StatusLine(anywidget.AnyWidget):
    """One line of words.

    It also keeps JupyterLab from taking the keys that are pressed in the room for commands.

    Attributes
    ----------
    value : str
        The words as HTML, every value escaped.

    Examples
    --------
    >>> line = StatusLine()
    >>> line.say("Seed & soil")
    >>> line.value
    '<p>Seed &amp; soil</p>'
    """

    _esm = front_end("status_line.js")

    value = traitlets.Unicode("").tag(sync=True)

    def say(self, words: TextLike) -> None:
        """Say something, or nothing."""
        self.value = str(record_html(paragraphs(words))) if words else ""
