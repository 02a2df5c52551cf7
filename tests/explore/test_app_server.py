"""What the server refuses before it starts, and what it runs for a visitor."""

import ast
import os
import socket

import pytest

from workbench.errors import InvalidInput

pytest.importorskip("voila")

from workbench.explore.app_server import _config, _stamp, page_notebook, serve_app

LONG = "long-enough"


def _never(address):
    pytest.fail(f"it started at {address}")


def test_a_short_token_is_refused(tmp_path):
    with pytest.raises(InvalidInput, match="at least 8 signs"):
        serve_app(tmp_path, token=LONG[:5], started=_never)


def test_a_folder_that_is_no_project_is_said_before_anything_starts(tmp_path):
    with pytest.raises(InvalidInput, match="is no project"):
        serve_app(tmp_path, token=LONG, started=_never)


def test_a_port_that_is_taken_is_said(tmp_path):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        with pytest.raises(InvalidInput, match=f"Port {port} cannot be used"):
            serve_app(tmp_path, token=LONG, port=port, started=_never)


def test_names_of_folders_are_words_in_the_notebook(tmp_path):
    odd = tmp_path / "it's\"a\n{project}"
    made = page_notebook(odd, tmp_path / "c", title="<b>", write=True)
    call = ast.parse(made.cells[0].source).body[-1].value
    assert call.args[0].value == str(odd)
    assert {one.arg: one.value.value for one in call.keywords}["write"] is True


def test_the_page_may_ask_nobody_else():
    headers = _config("http://127.0.0.1:5/")["Voila"]["tornado_settings"]["headers"]
    rules = headers["Content-Security-Policy"]
    assert rules.startswith("default-src 'self'")
    assert "ws://127.0.0.1:5/" in rules
    assert "https:" not in rules


def test_a_table_that_is_written_is_noticed(tmp_path):
    table = tmp_path / "sites.csv"
    table.write_text("site\n", "utf-8")
    before = _stamp(tmp_path)
    assert before == _stamp(tmp_path)
    os.utime(table, ns=(1, 1))
    assert _stamp(tmp_path) != before
    (tmp_path / "scenarios").mkdir()
    between = _stamp(tmp_path)
    (tmp_path / "scenarios" / "more.yaml").write_text("", "utf-8")
    assert _stamp(tmp_path) != between
