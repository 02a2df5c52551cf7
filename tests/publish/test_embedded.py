import plotly.graph_objects as go
import plotly.io as pio
import pytest

from workbench.publish.embedded import count_figures, split_figures

FIGURE = go.Figure(go.Scatter(x=[1, 2], y=[3, 4], text=["</script>", "a"]), {"title": "Levels"})


@pytest.mark.parametrize("loaded", [False, True, "cdn"])
def test_a_figure_shown_as_html_is_found_and_its_scripts_go(loaded):
    html = FIGURE.to_html(full_html=False, include_plotlyjs=loaded, include_mathjax="cdn")
    [figure], rest = split_figures(html)
    assert rest == ""
    assert figure["layout"]["title"]["text"] == "Levels"
    assert figure["data"][0]["text"] == ["</script>", "a"]


def test_two_figures_on_a_page_of_their_own():
    html = FIGURE.to_html(full_html=True) + FIGURE.to_html(full_html=False)
    assert count_figures(html) == 2
    figures, rest = split_figures(html)
    assert len(figures) == 2
    assert rest == ""


def test_what_else_stands_there_stays():
    html = "<h3>Levels</h3>" + FIGURE.to_html(full_html=False) + "<script>ours()</script>"
    _, rest = split_figures(html)
    assert "<h3>Levels</h3>" in rest
    assert "ours()" in rest
    assert "plotly" not in rest.lower()


def test_frames_of_a_moving_figure_come_along():
    moving = go.Figure(FIGURE.data, frames=[go.Frame(data=[go.Scatter(y=[1])], name="one")])
    [figure], _ = split_figures(moving.to_html(full_html=False))
    assert figure["frames"][0]["name"] == "one"


def test_the_loader_of_plotly_s_notebook_renderer_disappears(monkeypatch):
    shown = []
    monkeypatch.setattr(
        "plotly.io._base_renderers.ipython_display.display_html",
        lambda html, **_: shown.append(html),
    )
    pio.renderers["notebook"].activate()
    assert len(shown[0]) > 1_000_000
    assert split_figures(shown[0]) == ([], "")
    [bundle] = [pio.renderers["notebook_connected"].to_mimebundle(FIGURE.to_dict())]
    assert len(split_figures(bundle["text/html"])[0]) == 1


def test_a_figure_that_cannot_be_read_is_counted_all_the_same():
    broken = '<script>Plotly.newPlot("a", data, layout)</script>'
    assert count_figures(broken) == 1
    assert split_figures(broken)[0] == []


def test_html_without_plotly_is_left_alone():
    html = "<style>b {}</style><script src='x.js'></script>"
    assert split_figures(html) == ([], html)
