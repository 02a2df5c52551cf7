"""Pictures of figures for paper: drawn by kaleido in one browser, and drawn once.

A browser takes seconds to start and a picture a fifth of one, so a whole batch shares one. It is
started when the first picture is wanted that has not been drawn before, ended when it hangs or
dies, and started again for the next. What is drawn is the same on every machine: the page that
draws brings its own letters.
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import json
import re
from collections.abc import Callable, Mapping
from functools import cache
from importlib.metadata import version
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Final, Literal, Self, TypeAlias, cast

from workbench.errors import WorkbenchError
from workbench.files import write_whole
from workbench.publish import assets
from workbench.publish.document import PlacedFigure

if TYPE_CHECKING:
    from kaleido import Kaleido

PictureForm = Literal["svg", "png"]
"""Lines that stay sharp at any size, or dots."""

Drawn: TypeAlias = Callable[[PlacedFigure, PictureForm], bytes]
"""Gives the picture of a figure of one report as a file."""

FAMILY: Final = "DejaVu Sans Condensed"
"""The letters of pictures and PDF files; they come with the workbench."""

PAPER_WIDTH: Final = 820
"""Pixels across a picture that fills the 17 cm of a page: letters of 13 pixels are 7.6 pt high."""

_TALLEST: Final = 1050
_DOTS: Final = 2.0  # a PNG has twice as many dots each way, 96 to the centimetre of paper
_LONGEST: Final = 30.0  # seconds for a picture; a usual one takes 0.2
_START: Final = 30.0  # seconds for a browser to start; it usually takes 2
_BY_CHANCE: Final = re.compile(rb'(?:<defs id="defs-|[" ]trace)([0-9a-f]{6})"?[ "]')

_FAMILY_NAMED: Final = re.compile(
    rb"font-family: ?(?:&quot;|'|\")?DejaVu Sans Condensed(?:&quot;|'|\")?"
)


class PictureFault(WorkbenchError):
    """A figure that could not be drawn."""


class Pictures:
    """Draws figures; use it with ``with``, so that its browser ends.

    Parameters
    ----------
    kept : Path, optional
        Folder in which pictures are kept, by what is in them: a figure that has not changed is not
        drawn again.
    longest : float
        Seconds that a picture may take.

    Examples
    --------
    >>> with Pictures() as pictures:
    ...     sorted(pictures.used)  # no browser before the first picture
    []
    """

    def __init__(self, kept: Path | None = None, *, longest: float = _LONGEST) -> None:
        self.kept, self._longest = kept, longest
        """Folder of the kept pictures."""
        self._runner = asyncio.Runner()
        self._browser: Kaleido | None = None
        self.used: set[str] = set()
        """File names of the pictures that were wanted, drawn or kept."""

    def __enter__(self) -> Self:
        """Return itself; no browser is started yet."""
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        """End the browser."""
        self._end_browser()
        self._runner.close()

    def draw(
        self, figure: PlacedFigure, looks: tuple[Mapping[str, Any], ...], form: PictureForm
    ) -> bytes:
        """Return the picture of a figure as a file.

        Raises
        ------
        PictureFault
            No browser is there, or the figure took too long or failed, also in a fresh browser.
        """
        plain = _plain(figure, looks)
        name = f"{_key(plain, form)}.{form}"
        self.used.add(name)
        place = self.kept / name if self.kept else None
        if place is not None and place.is_file():
            return place.read_bytes()
        made = self._drawn_twice(figure.number, plain, form)
        if form == "svg":
            made = _steady(made)
        if place is not None:
            place.parent.mkdir(parents=True, exist_ok=True)
            write_whole(place, made)
        return made

    def of(self, looks: tuple[Mapping[str, Any], ...]) -> Drawn:
        """Return what draws the figures of one report, which share their looks."""

        def draw(figure: PlacedFigure, form: PictureForm) -> bytes:
            return self.draw(figure, looks, form)

        return draw

    def _drawn_twice(self, number: str, plain: Mapping[str, Any], form: PictureForm) -> bytes:
        """Draw, and once more in a fresh browser where the first one fails."""
        try:
            return self._runner.run(self._draw(plain, form))
        except Exception:  # noqa: BLE001 - whatever the browser died of
            self._end_browser()
        try:
            return self._runner.run(self._draw(plain, form))
        except TimeoutError:
            self._end_browser()
            reason = f"it took longer than {self._longest:g} s"
        except Exception as error:  # noqa: BLE001
            self._end_browser()
            reason = str(error).strip().splitlines()[0][:200] if str(error).strip() else "it failed"
        message = f"Figure {number} could not be drawn: {reason}."
        raise PictureFault(message) from None

    async def _draw(self, plain: Mapping[str, Any], form: PictureForm) -> bytes:
        if self._browser is None:
            self._browser = _browser(self._longest)
            # A start that is broken off too early would leave a browser that nobody knows of.
            await asyncio.wait_for(self._browser.open(), max(self._longest, _START))
        options: dict[str, Any] = {
            "format": form,
            "width": plain["layout"]["width"],
            "height": plain["layout"]["height"],
            "scale": _DOTS if form == "png" else 1,
        }
        # The limit of kaleido's own ends before a tab is given back; a dead browser never does.
        drawing = self._browser.calc_fig(cast("Any", dict(plain)), opts=cast("Any", options))
        return bytes(await asyncio.wait_for(drawing, self._longest + 5))

    def _end_browser(self) -> None:
        browser, self._browser = self._browser, None
        if browser is None:
            return
        with contextlib.suppress(Exception):
            self._runner.run(_closed(browser))
        process = getattr(browser, "subprocess", None)
        if process is not None and process.poll() is None:
            process.kill()
            process.wait()


async def _closed(browser: Kaleido) -> None:
    await asyncio.wait_for(browser.close(), 10)


def _browser(longest: float) -> Kaleido:
    import logging
    import warnings

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        from kaleido import Kaleido, PageGenerator

    for name in ("kaleido", "choreographer"):
        logging.getLogger(name).setLevel(logging.CRITICAL)
    page = PageGenerator(mathjax=False)
    page.header = f"{page.header}<style>{_letters()}</style>"
    return Kaleido(n=1, timeout=longest, page_generator=page)


@cache
def _letters() -> str:
    faces = []
    for name, weight, style in FACES:
        address = (font_folder() / name).as_uri()
        faces.append(
            f'@font-face{{font-family:"{FAMILY}";font-weight:{weight};font-style:{style};'
            f'src:url("{address}")}}'
        )
    return "".join(faces)


FACES: Final = (
    ("DejaVuSansCondensed.ttf", "normal", "normal"),
    ("DejaVuSansCondensed-Bold.ttf", "bold", "normal"),
    ("DejaVuSansCondensed-Oblique.ttf", "normal", "italic"),
    ("DejaVuSansCondensed-BoldOblique.ttf", "bold", "italic"),
)
"""Files of the letters, with weight and slant."""


def font_folder() -> Path:
    """Return the folder of the letters that come with the workbench."""
    return assets.template_folder() / "fonts"


def _plain(figure: PlacedFigure, looks: tuple[Mapping[str, Any], ...]) -> dict[str, Any]:
    """Return data and layout as a page for paper draws them: its look, its letters, its size."""
    layout = dict(figure.content["layout"])
    look = layout.get("template")
    if isinstance(look, int):
        layout["template"] = looks[look]
    layout["font"] = {**dict(layout.get("font") or {}), "family": FAMILY}
    layout.pop("autosize", None)
    layout["width"] = PAPER_WIDTH
    layout["height"] = min(figure.height, _TALLEST)
    text = json.dumps({"data": figure.content["data"], "layout": layout})
    # A family stands in looks, hints and labels as well.
    text = re.sub(r'("family": )"[^"]*"', rf'\1"{FAMILY}"', text)
    made: dict[str, Any] = json.loads(text, parse_constant=lambda _: None)
    return made


def _key(plain: Mapping[str, Any], form: PictureForm) -> str:
    kept = {"plotly": version("plotly"), "kaleido": version("kaleido"), "form": form, "of": plain}
    text = json.dumps(kept, sort_keys=True)
    return hashlib.sha256(text.encode()).hexdigest()[:32]


def _steady(svg: bytes) -> bytes:
    """Give names inside a drawing that are the same each time; plotly.js makes them by chance.

    Its letters are named as those do who know condensed letters as a kind of the family.
    """
    svg = re.sub(_FAMILY_NAMED, b"font-family: 'DejaVu Sans'; font-stretch: condensed", svg)
    for number, chance in enumerate(dict.fromkeys(_BY_CHANCE.findall(svg))):
        svg = svg.replace(chance, b"n%05d" % number)
    return svg


def prune_pictures(kept: Path, used: set[str]) -> int:
    """Remove the kept pictures that no report uses any more, and return how many.

    Examples
    --------
    >>> prune_pictures(Path("no-such-folder"), set())
    0
    """
    gone = [
        one
        for form in ("svg", "png")
        for one in sorted(kept.glob(f"*.{form}"))
        if one.name not in used
    ]
    for one in gone:
        one.unlink(missing_ok=True)
    return len(gone)


def require_browser() -> None:
    """Refuse to begin where no browser can draw pictures.

    Raises
    ------
    PictureFault
        kaleido or a browser is missing; the message says how to get it.
    """
    try:
        from choreographer.browsers.chromium import Chromium
    except ImportError:
        message = (
            "Pictures for PDF, Word files and slides need kaleido; install it with: "
            "pip install 'scaling-workbench[reports]'"
        )
        raise PictureFault(message) from None
    if Chromium.find_browser(skip_local=False) is None:
        message = (
            "Pictures for PDF, Word files and slides need Chrome or Chromium, which is not on this "
            "computer (on Debian and Ubuntu: apt install chromium). HTML does without: --to html."
        )
        raise PictureFault(message)
