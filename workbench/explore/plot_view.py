"""A picture in the room: a figure as it is, drawn in the page, that tells what was clicked.

plotly's own widget loses its data where a page is loaded again, and brings the drawing script along
with each picture. This one has the figure as text and asks for the script once for a page.
"""

from __future__ import annotations

import gzip
from functools import cache
from importlib import resources
from typing import TYPE_CHECKING, Any, Final

import anywidget
import traitlets

from workbench.publish import assets

if TYPE_CHECKING:
    from workbench.drawing.theme import Figure

_WANTED: Final = {"wants": "plotly"}
_QUICK = 5  # level of packing: a quarter of a second, a third of the size


def front_end(name: str) -> str:
    """Return a script or style sheet of the room as text."""
    return (resources.files("workbench.explore") / name).read_text("utf-8")


@cache
def packed_script() -> bytes:
    """Return plotly.js, packed: unpacked it is more than a Jupyter server lets through at once."""
    return gzip.compress(assets.plotly_bytes(), _QUICK, mtime=0)


class PlotView(anywidget.AnyWidget):
    """A place for one picture, or for words where there is none.

    Attributes
    ----------
    spec : str
        The figure as JSON; blank where there is none.
    words : str
        What stands there instead.
    clicked : str
        Id of the mark that was clicked last, where the figure gives its marks ids.

    Examples
    --------
    >>> PlotView().words
    ''
    """

    _esm = front_end("plot_view.js")

    spec = traitlets.Unicode("").tag(sync=True)
    words = traitlets.Unicode("").tag(sync=True)
    clicked = traitlets.Unicode("").tag(sync=True)

    def __init__(self) -> None:
        super().__init__()
        self.on_msg(self._asked)

    def draw(self, drawn: Figure | str) -> None:
        """Show a figure, or say why there is none."""
        self.clicked = ""
        with self.hold_sync():
            self.words = drawn if isinstance(drawn, str) else ""
            self.spec = "" if isinstance(drawn, str) else str(drawn.to_json())

    def _asked(self, _widget: object, content: Any, _buffers: object) -> None:
        if content == _WANTED:
            self.send({"kind": "plotly"}, [packed_script()])
