"""Pictures of figures: the same each time, drawn once, in a fresh browser after a death."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from workbench.publish import pictures
from workbench.publish.document import PlacedFigure
from workbench.publish.pictures import PictureFault, Pictures, prune_pictures, require_browser

BROWSER = shutil.which("chromium") or shutil.which("google-chrome")
LOOKS = ({"layout": {"font": {"family": "Comic Sans"}}},)


def figure(text: str = "Seed") -> PlacedFigure:
    trace = {
        "type": "scatter",
        "x": [1, 2],
        "y": [3, 4],
        "mode": "markers+text",
        "text": [text] * 2,
    }
    layout = {"template": 0, "title": {"text": text}}
    return PlacedFigure("2.1", "f", "", text, {"data": [trace], "layout": layout}, 300)


@pytest.mark.browser
@pytest.mark.smoke
@pytest.mark.skipif(BROWSER is None, reason="no Chromium here: make browser")
def test_pictures_are_the_same_each_time_and_survive_a_browser_that_dies() -> None:
    with Pictures() as drawing:
        first = drawing.draw(figure(), LOOKS, "svg")
        browser = drawing._browser
        assert browser is not None
        browser.subprocess.kill()
        again = drawing.draw(figure(), LOOKS, "svg")
        dots = drawing.draw(figure(), LOOKS, "png")
    assert first == again
    assert b">Seed<" in first
    assert b"font-stretch: condensed" in first
    assert b"Comic" not in first
    assert dots.startswith(b"\x89PNG")


@pytest.mark.browser
@pytest.mark.skipif(BROWSER is None, reason="no Chromium here: make browser")
def test_a_picture_that_takes_too_long_is_a_fault_in_one_line() -> None:
    with (
        Pictures(longest=0.001) as drawing,
        pytest.raises(PictureFault, match=r"Figure 2\.1"),
    ):
        drawing.draw(figure(), LOOKS, "svg")


def test_a_figure_that_has_not_changed_is_not_drawn_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    drawn: list[str] = []

    async def draw(self: Pictures, plain: object, form: str) -> bytes:
        drawn.append(form)
        return b"<svg/>"

    monkeypatch.setattr(Pictures, "_draw", draw)
    with Pictures(tmp_path) as drawing:
        drawing.draw(figure(), LOOKS, "svg")
    with Pictures(tmp_path) as drawing:
        drawing.draw(figure(), LOOKS, "svg")
        drawing.draw(figure("Soil"), LOOKS, "svg")
        used = set(drawing.used)
    assert drawn == ["svg", "svg"]
    assert len(used) == 2
    assert prune_pictures(tmp_path, {min(used)}) == 1
    assert [one.name for one in tmp_path.iterdir()] == [min(used)]


def test_a_machine_without_a_browser_is_told_before_anything_starts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    chromium = pytest.importorskip("choreographer.browsers.chromium", reason="kaleido is missing")
    monkeypatch.setattr(chromium.Chromium, "find_browser", classmethod(lambda *_, **__: None))
    with pytest.raises(PictureFault, match="need Chrome or Chromium"):
        require_browser()


def test_the_letters_are_there() -> None:
    for name, _, _ in pictures.FACES:
        assert (pictures.font_folder() / name).stat().st_size > 100_000
