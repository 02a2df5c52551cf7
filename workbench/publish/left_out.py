"""In JupyterLab, a box that says what was left out of the tables; else Python's own warning."""

from __future__ import annotations

import sys
import warnings
from typing import Any

from markupsafe import Markup

from workbench.errors import LeftOutWarning

_BOX = Markup(
    '<div style="border:2px solid #b3261e;border-radius:4px;padding:.5em 1em;margin:.5em 0">'
    "<p><strong>Left out:</strong> {}</p><ul>{}</ul></div>"
)
_MOST = 8  # errors that the box lists


def box_left_out() -> None:
    """Show warnings of what was left out as a box, in a process that shows HTML."""
    shell = _shell()
    if shell is None or getattr(warnings.showwarning, "boxes_left_out", False):
        return
    before = warnings.showwarning

    def show(message: Any, *where: Any, **more: Any) -> None:
        if isinstance(message, LeftOutWarning):
            shell.display_pub.publish({"text/html": box_html(message), "text/plain": str(message)})
        else:
            before(message, *where, **more)

    show.boxes_left_out = True  # type: ignore[attr-defined]
    warnings.showwarning = show
    # Each time that a site is opened, not only the first time.
    warnings.simplefilter("always", LeftOutWarning)


def _shell() -> Any:
    """Return the shell that runs the cells of a notebook, if one does."""
    if "IPython" not in sys.modules:
        return None
    from IPython.core.getipython import get_ipython

    return get_ipython()


def box_html(warning: LeftOutWarning) -> str:
    """Return the box.

    Examples
    --------
    >>> "huye has 0 errors" in box_html(LeftOutWarning("huye", []))
    True
    """
    shown = [Markup("<li>{}</li>").format(one) for one in warning.problems[:_MOST]]
    if len(warning.problems) > _MOST:
        more = len(warning.problems) - _MOST
        shown.append(Markup("<li>and {} more; see workbench check</li>").format(more))
    return str(_BOX.format(warning.sentence, Markup("").join(shown)))
