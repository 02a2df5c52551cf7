import os
import sys


def test_a_notebook_is_begun_and_what_to_do_next_is_said(call, project):
    result = call("notebook", "tiny", "6-yield-response")
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        "Written: tiny/notebooks/6-yield-response.ipynb",
        "Change it in JupyterLab, then run the reports:",
        "  workbench lab tiny",
        "  workbench run tiny",
    ]
    again = call("notebook", "tiny", "6-yield-response")
    assert (again.exit_code, again.stderr) == (
        2,
        "Error: notebooks/6-yield-response.ipynb is there already; nothing was written.\n",
    )


def test_a_copy_of_ours_says_whose_place_it_takes(call, project):
    said = call("notebook", "tiny", "diagnose").output.splitlines()
    assert said[1] == "It is run in the place of our 2-diagnose-package."
    assert call("notebook", "tiny", "explore").output == "Written: tiny/notebooks/explore.ipynb\n"


def test_jupyterlab_is_opened_in_the_project(call, project, monkeypatch):
    began = []
    monkeypatch.setattr(os, "execv", lambda program, words: began.append((program, words)))
    monkeypatch.setattr(os, "geteuid", lambda: 1000, raising=False)
    monkeypatch.setenv("JUPYTER_TOKEN", "abc")
    result = call("lab", "tiny", "--no-browser", "--port", "8890")
    assert result.exit_code == 0, result.output
    address = "http://localhost:{}/lab/tree/lab/explore.ipynb?token=abc"
    assert result.output.splitlines() == [
        "tiny/lab: 8 notebooks to try things out.",
        f"JupyterLab, until Ctrl-C: {address.format(8890)}",
    ]
    (line,) = call("lab", "tiny").output.splitlines()
    (program, words), (_, plain) = began
    assert program == words[0] == sys.executable
    assert words[1:] == [
        "-W", "ignore::DeprecationWarning:traitlets.traitlets",
        "-m", "jupyterlab", f"--ServerApp.root_dir={project}",
        "--LabApp.default_url=/lab/tree/lab/explore.ipynb", "--Application.log_level=ERROR",
        "--ServerApp.port=8890", "--ServerApp.port_retries=0",
        "--ServerApp.jpserver_extensions=voila.server_extension=False", "--no-browser",
    ]  # fmt: skip
    port = plain[-3].removeprefix("--ServerApp.port=")
    assert line.endswith(address.format(int(port)))
    assert plain[:-3] == words[:-4]


def test_jupyterlab_has_a_key_that_no_other_user_can_read(call, project, monkeypatch):
    began = []
    monkeypatch.setattr(os, "execv", lambda _, words: began.append(words))
    monkeypatch.setenv("JUPYTER_TOKEN", "to be taken back")
    monkeypatch.delenv("JUPYTER_TOKEN")
    said = call("lab", "tiny", "--allow-root").output
    key = os.environ["JUPYTER_TOKEN"]
    assert len(key) == 48
    assert f"token={key}\n" in said
    assert key not in " ".join(began[0])


def test_root_opens_jupyterlab_only_where_it_is_asked_for(call, project, monkeypatch):
    began = []
    monkeypatch.setattr(os, "execv", lambda _, words: began.append(words))
    monkeypatch.setattr(os, "geteuid", lambda: 0, raising=False)
    refused = call("lab", "tiny")
    assert refused.exit_code == 2
    assert "add --allow-root" in refused.stderr
    assert began == []
    assert call("lab", "tiny", "--allow-root").exit_code == 0
    assert began[0][-1] == "--allow-root"


def test_of_no_project_nothing_is_opened(call):
    result = call("lab", "nowhere")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr
