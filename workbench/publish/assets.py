"""The one copy of plotly.js that all reports of a folder share, and the style of every page."""

from __future__ import annotations

from functools import cache
from importlib import resources
from importlib.metadata import version
from pathlib import Path

from markupsafe import Markup

from workbench.files import write_whole

PLOTLY_NAME = f"plotly-{version('plotly')}.min.js"
"""File name of the shared copy; it carries the version, so that an old report keeps its own."""


@cache
def plotly_bytes() -> bytes:
    """Return plotly.js as it stands in a file, about 5 MB."""
    from plotly.offline import get_plotlyjs

    return str(get_plotlyjs()).encode("utf-8")


def plotly_script() -> Markup:
    """Return plotly.js as text."""
    return Markup(plotly_bytes().decode("utf-8"))  # noqa: S704 - plotly's own file


def template_folder() -> Path:
    """Return the folder that holds our templates."""
    return Path(str(resources.files("workbench.publish"))) / "template"


@cache
def template_file(name: str) -> Markup:
    """Return a file of every page as text: its style sheet, the script that draws its figures."""
    return Markup((template_folder() / name).read_text("utf-8"))  # noqa: S704 - our own file


def write_plotly(folder: Path) -> Path:
    """Write plotly.js into ``folder/assets`` unless it is there already, and return the file.

    Several processes may call this at once: the file appears whole or not at all.
    """
    target = folder / "assets" / PLOTLY_NAME
    script = plotly_bytes()
    if target.exists() and target.stat().st_size == len(script):
        return target
    write_whole(target, script)
    return target
