import threading
import webbrowser

import pytest

import workbench.cli.app as command_module

TYPED, KEPT = "typed-here", "from-the-variable"


@pytest.fixture
def served(monkeypatch):
    """Take the place of the server: keep what was asked, and say that it answers."""
    server = pytest.importorskip("workbench.explore.app_server")
    kept = {}

    def stand_in(project, *, started, **asked):
        kept.update(asked, project=project)
        started("http://127.0.0.1:5/?token=abc")

    monkeypatch.setattr(server, "serve_app", stand_in)
    return kept


def test_the_address_is_printed_and_nothing_may_be_written(call, project, served):
    result = call("app", project, "--no-browser")
    assert result.exit_code == 0
    assert "The page is at http://127.0.0.1:5/?token=abc" in result.output
    assert result.output.splitlines()[-1] == "Stopped."
    assert (served["project"], served["port"], served["write"]) == (project, 0, False)
    assert len(served["token"]) >= 20
    token = served["token"]
    call("app", project, "--no-browser", "--port", "8080", "--write")
    assert (served["port"], served["write"]) == (8080, True)
    assert served["token"] != token


def test_a_token_of_ones_own_stays_out_of_the_list_of_processes(call, project, served, monkeypatch):
    call("app", project, "--no-browser", "--token", TYPED)
    assert served["token"] == TYPED
    monkeypatch.setenv("WORKBENCH_TOKEN", KEPT)
    call("app", project, "--no-browser")
    assert served["token"] == KEPT


def test_the_browser_is_opened_at_the_address(call, project, served, monkeypatch):
    opened, seen = threading.Event(), []
    monkeypatch.setattr(webbrowser, "open", lambda address: (seen.append(address), opened.set()))
    assert call("app", project).exit_code == 0
    assert opened.wait(5)
    assert seen == ["http://127.0.0.1:5/?token=abc"]


def test_without_the_server_one_line_says_what_to_install(call, project, monkeypatch):
    monkeypatch.setattr(command_module, "find_spec", lambda _: None)
    result = call("app", project)
    assert result.exit_code == 2
    assert "pip install 'scaling-workbench[app]'" in result.output
    assert len(result.output.strip().splitlines()) == 1


def test_a_folder_that_is_no_project_is_one_line(call, tmp_path):
    pytest.importorskip("voila")
    (tmp_path / "empty").mkdir()
    result = call("app", "empty")
    assert result.exit_code == 2
    assert "empty is no project." in result.output
