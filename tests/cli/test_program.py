import re
import subprocess
import sys

import click
import pytest

from workbench import __version__
from workbench.cli import main
from workbench.errors import WorkbenchError


def test_the_version_is_that_of_the_package(call):
    assert call("--version").output == f"workbench, version {__version__}\n"


def test_commands_stand_in_the_order_of_work(call):
    listed = re.findall(r"^  ([a-z]+)  ", call("--help").output, flags=re.M)
    assert listed == [
        "new", "check", "import", "form", "merge", "draft", "run", "compare", "export", "status",
        "record", "pack", "notebook", "lab", "app", "frameworks", "language",
    ]  # fmt: skip


@pytest.mark.parametrize("name", list(main.commands))
def test_each_command_explains_itself_with_an_example(call, name):
    result = call(name, "--help")
    assert result.exit_code == 0
    assert re.search(rf"Example:\n    workbench {name}\b", result.output)
    options = [one for one in main.commands[name].params if isinstance(one, click.Option)]
    assert all(option.help for option in options)


def test_help_loads_no_heavy_library():
    code = (
        "import sys; sys.argv = ['workbench', '--help']\n"
        "from workbench.cli import main\n"
        "try: main()\n"
        "except SystemExit: pass\n"
        "print(sorted({'numpy', 'pandas', 'plotly', 'papermill', 'pydantic', 'yaml', 'rich'}"
        " & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.splitlines()[-1] == "[]"


def test_python_can_run_the_package():
    done = subprocess.run([sys.executable, "-m", "workbench", "frameworks"],
                          capture_output=True, text=True, check=True)  # fmt: skip
    assert done.stdout.startswith("ipsr ")


def test_what_cannot_be_read_is_one_line_and_status_2(call):
    result = call("check", "nowhere")
    assert result.exit_code == 2
    assert result.output.startswith("Error: ")
    assert "nowhere" in result.output
    assert "Traceback" not in result.output


def test_debug_shows_where(call):
    result = call("--debug", "check", "nowhere")
    assert result.exit_code == 2
    assert "Traceback" in result.output


@pytest.mark.parametrize(
    ("error", "words"),
    [
        (WorkbenchError("no water"), "Error: no water\n"),
        (PermissionError(13, "Permission denied", "/o/x"), "Error: /o/x: Permission denied\n"),
        (TypeError("a\nb"), "Error: TypeError: a b (workbench --debug … shows where)\n"),
    ],
)
def test_every_error_is_a_line(call, asked, error, words):
    asked["error"] = error
    result = call("run", "tiny")
    assert (result.exit_code, result.output) == (2, words)
