import json

import pandas as pd
import plotly.graph_objects as go
import pytest

from benchmarks.plain_cells import Cells, as_text, seconds_of_sites

DRAWN = go.Figure(go.Bar(y=[1, 2]))


def shown_by(notebook, *cells, parameters=None):
    shown = []
    Cells(notebook(*cells), shown.append).run(parameters or {})
    return shown


def test_the_last_expression_of_a_cell_is_shown(notebook):
    cells = (("a = 2\na + 1", []), ("a * 10;", []), ("b = 1", []), ("# nothing", []))
    assert shown_by(notebook, *cells) == [3]


def test_parameters_take_the_place_of_the_defaults(notebook):
    cells = (("site = 'S1'", ["parameters"]), ("site", []))
    assert shown_by(notebook, *cells, parameters={"site": "S2"}) == ["S2"]


def test_names_do_not_outlive_a_site(notebook):
    shown = []
    cells = Cells(notebook(("'left' in globals()", []), ("left = 1", [])), shown.append)
    cells.run({})
    cells.run({})
    assert shown == [False, False]


def test_what_is_shown_becomes_text():
    assert json.loads(as_text(DRAWN))["data"][0]["type"] == "bar"
    assert "<table" in as_text(pd.DataFrame({"a": [1]}).style)
    assert as_text("plain") == "'plain'"
    assert as_text(None) == ""


def test_each_site_is_timed_after_one_in_vain(tmp_path, notebook):
    path = tmp_path / "one.ipynb"
    content = notebook(
        ("import plotly.graph_objects as go\nfrom IPython.display import display", []),
        ("site = ''", ["parameters"]),
        (f"with open({str(tmp_path / 'told')!r}, 'a') as f: f.write(site)\ngo.Figure().show()", []),
        ("display(go.Figure())\nprint('unseen')", []),
    )
    path.write_text(json.dumps(content), "utf-8")
    work = {"notebooks": [str(path)], "site_parameter": "site", "parameters": {}, "sites": "ABC"}
    seconds = seconds_of_sites(work)
    assert (tmp_path / "told").read_text() == "AABC"
    assert len(seconds) == 3
    assert min(seconds) > 0


def test_a_cell_that_fails_stops_the_floor(notebook):
    with pytest.raises(ZeroDivisionError):
        shown_by(notebook, ("1 / 0", []))
