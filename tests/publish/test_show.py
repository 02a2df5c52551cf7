"""The last line of a cell."""

import subprocess
import sys

import pandas as pd
import plotly.graph_objects as go
import pytest

from workbench.errors import NothingToShow
from workbench.page.records import (
    MIME,
    FigureCaption,
    Missing,
    from_json,
    group,
    missing,
    paragraphs,
    summary,
)
from workbench.publish import show as module
from workbench.publish.show import Shown, show


def _nothing():
    message = "No component is scored."
    raise NothingToShow(message)


def test_a_record_is_kept_as_json_beside_html_and_plain_words():
    record = paragraphs("a < b")
    bundle = show(record)._repr_mimebundle_()
    assert from_json(bundle[MIME]) == record
    assert bundle["text/html"] == "<p>a &lt; b</p>"
    assert bundle["text/plain"] == "a < b"


@pytest.mark.parametrize("empty", [paragraphs(), group([paragraphs(""), summary([], {"x": 1})])])
def test_a_cell_that_has_nothing_to_say_says_so_in_jupyter_alone(empty):
    bundle = show(empty)._repr_mimebundle_()
    assert bundle["text/plain"] == "Nothing to add here."
    assert from_json(bundle[MIME]) == empty


def test_what_is_missing_is_named_and_other_errors_get_through():
    told = show(_nothing, what="Levels of the components").record
    assert told == missing("Levels of the components", "No component is scored.")
    follows = show(_nothing).record
    assert isinstance(follows, Missing)
    assert follows.follows, "the cause is listed, not every picture that lacks it"
    with pytest.raises(ZeroDivisionError):
        show(lambda: 1 / 0)


def test_arguments_are_handed_on_and_what_is_no_record_stays_what_it_is():
    assert show(lambda first, *, second: first + second, 1, second=2) == 3
    table = pd.DataFrame({"a": [1]})
    assert show(table) is table


def test_in_jupyter_a_caption_stands_above_its_figure(monkeypatch):
    displayed = []
    monkeypatch.setattr("IPython.core.getipython.get_ipython", object)
    monkeypatch.setattr("IPython.display.display", displayed.append)
    figure = go.Figure(layout={"meta": {"caption": "Readiness & use."}})
    assert show(lambda: figure) is figure
    assert displayed == [Shown(FigureCaption("Readiness & use."))]
    show(go.Figure())
    assert len(displayed) == 1


def test_showing_needs_nothing_slow():
    code = f"import sys, {module.__name__}; print(*sys.modules)"
    loaded = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    slow = {"nbconvert", "papermill", "nbformat", "bs4", "plotly", "IPython", "jinja2"}
    assert not slow & set(loaded.stdout.split())
