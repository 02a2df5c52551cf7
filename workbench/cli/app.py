"""The command that shows a project as a page in the browser."""

from __future__ import annotations

import secrets
import webbrowser
from importlib.util import find_spec
from pathlib import Path
from threading import Thread

import click

from workbench.cli.program import PROJECT, command
from workbench.errors import InvalidInput

_NO_SERVER = (
    "The page needs Voilà, which is not installed: pip install 'scaling-workbench[app]'; "
    "'notebooks/explore.ipynb' shows the same room in JupyterLab."
)


@command(
    "app",
    "Show a page to explore in, for a workshop.",
    "workbench app my-project",
    "workbench app my-project --port 8080 --no-browser",
)
@click.argument("project", type=PROJECT)
@click.option("--port", type=click.IntRange(1, 65535), metavar="N",
              help="Where to listen; a free port by default.")  # fmt: skip
@click.option("--token", envvar="WORKBENCH_TOKEN", metavar="TEXT",
              help="What opens the page; random by default. Others on this computer can read what "
              "is typed here; the variable WORKBENCH_TOKEN keeps it to you.")  # fmt: skip
@click.option("--write", is_flag=True,
              help="Let visitors save scenarios and write their rows; without it the page changes "
              "nothing.")  # fmt: skip
@click.option("--browser/--no-browser", default=True, show_default=True,
              help="Open the page in the browser.")  # fmt: skip
def app(project: Path, port: int | None, token: str | None, *, write: bool, browser: bool) -> None:
    """Show PROJECT as a page in the browser: suppose something else, and see what follows.

    The page is on this computer alone, and opens with the address that is printed. Ctrl-C ends it.
    """
    if find_spec("voila") is None:
        raise InvalidInput(_NO_SERVER)
    from workbench.explore.app_server import serve_app

    def started(address: str) -> None:
        click.echo(f"The page is at {address}\nCtrl-C ends it.")
        if browser:
            # A browser in the terminal would not return before it is closed.
            Thread(target=webbrowser.open, args=[address], daemon=True).start()

    made = secrets.token_urlsafe(18) if token is None else token
    click.echo("The page is being prepared …")
    serve_app(project, token=made, port=port or 0, write=write, started=started)
    click.echo("Stopped.")
