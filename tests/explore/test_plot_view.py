"""A picture goes to the page as text; the drawing script comes once, when it is asked for."""

import gzip
import json

from workbench.diagnosis import figures
from workbench.explore.plot_view import PlotView, front_end, packed_script
from workbench.publish import assets


def test_a_figure_or_words_stand_there(example_case):
    view = PlotView()
    figure = figures.readiness_use(example_case.diagnosis.diagnosis)
    view.draw(figure)
    assert json.loads(view.spec) == json.loads(figure.to_json())
    assert json.loads(view.spec)["layout"]["meta"]["alt"]
    view.clicked = "seed"
    view.draw("No level is known.")
    assert (view.spec, view.words, view.clicked) == ("", "No level is known.", "")


def test_the_script_comes_when_it_is_asked_for_and_is_no_state(monkeypatch):
    view, sent = PlotView(), []
    monkeypatch.setattr(view, "send", lambda content, buffers: sent.append((content, buffers)))
    view._handle_custom_msg({"wants": "the world"}, [])
    assert not sent
    view._handle_custom_msg({"wants": "plotly"}, [])
    [(content, [packed])] = sent
    assert content == {"kind": "plotly"}
    assert gzip.decompress(packed) == assets.plotly_bytes()
    # A Jupyter server lets 1 MB a second through, over three seconds.
    assert len(packed_script()) < 2_000_000
    assert sum(len(str(value)) for value in view.get_state().values()) < 20_000


def test_nothing_is_asked_of_the_network():
    for name in ("plot_view.js", "choice_table.js", "status_line.js", "room.css"):
        assert "http" not in front_end(name)
