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
    result = call("lab", "tiny", "--no-browser", "--port", "8890")
    assert result.exit_code == 0, result.output
    assert result.output == "tiny/lab: 8 notebooks to try things out.\n"
    assert call("lab", "tiny").output == ""
    (program, words), (_, plain) = began
    assert program == words[0] == sys.executable
    assert words[1:] == [
        "-m", "jupyterlab", f"--ServerApp.root_dir={project}",
        "--LabApp.default_url=/lab/tree/lab/explore.ipynb", "--no-browser",
        "--ServerApp.port=8890",
    ]  # fmt: skip
    assert plain == words[:-2]


def test_of_no_project_nothing_is_opened(call):
    result = call("lab", "nowhere")
    assert result.exit_code == 2
    assert "nowhere" in result.stderr
