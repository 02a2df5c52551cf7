"""Commands for notebooks: begin one of your own, open all of them in JupyterLab."""

from __future__ import annotations

import os
import secrets
import socket
import sys
from pathlib import Path

import click

from workbench.cli.program import PROJECT, command, number, shown


@command(
    "notebook",
    "Begin a notebook of your own, a chapter of the reports.",
    "workbench notebook my-project 6-yield-response",
    "workbench notebook my-project diagnose",
)
@click.argument("project", type=PROJECT)
@click.argument("name")
def notebook(project: Path, name: str) -> None:
    """Write a notebook called NAME into the folder notebooks of PROJECT.

    NAME is that of a further chapter, such as 6-yield-response: a notebook to begin from, with a
    figure and a table. Or it is that of a notebook of ours, such as diagnose: a copy to change,
    which is run in its place. A notebook that is there stays as it is.
    """
    from workbench.batch.starters import write_own_notebook
    from workbench.project import read_project

    made = write_own_notebook(read_project(project), name)
    click.echo(f"Written: {shown(made.path)}")
    if made.replaces and made.runs:
        click.echo(f"It is run in the place of our {made.replaces}.")
    if made.runs:
        click.echo("Change it in JupyterLab, then run the reports:")
        click.echo(f"  workbench lab {project}")
        click.echo(f"  workbench run {project}")


@command(
    "lab",
    "Open JupyterLab with notebooks that look at your project.",
    "workbench lab my-project",
    "workbench lab my-project --no-browser --port 8890",
)
@click.argument("project", type=PROJECT)
@click.option("--no-browser", is_flag=True, help="Only print the address.")
@click.option("--port", type=click.IntRange(min=1, max=65535), metavar="N",
              help="Port of the address; one that is free by default.")  # fmt: skip
@click.option("--allow-root", is_flag=True, help="Open it for the user root too.")
def lab(project: Path, *, no_browser: bool, port: int | None, allow_root: bool) -> None:
    """Open JupyterLab in PROJECT.

    Its folder lab has copies of our notebooks that look at PROJECT and its first site. They are
    made once and never overwritten: what you change stays, and one that you delete is made again.
    No report is made of them. Its folder notebooks has your own, which become chapters.
    """
    from workbench.batch.starters import write_lab
    from workbench.project import read_project

    read = read_project(project)
    if hasattr(os, "geteuid") and os.geteuid() == 0 and not allow_root:
        message = "JupyterLab does not open for the user root; add --allow-root if it is to."
        raise click.UsageError(message)
    folder, written = write_lab(read)
    if written:
        click.echo(f"{shown(folder)}: {number(len(written), 'notebook')} to try things out.")
    # Jupyter tells its address only among many lines of its log; with a key and a port of ours it
    # is known before. The key is no word of the command, which other users could read.
    port = port or _free_port()
    key = os.environ.setdefault("JUPYTER_TOKEN", secrets.token_hex(24))
    start = f"/lab/tree/{folder.name}/explore.ipynb"
    words = [
        sys.executable, "-W", "ignore::DeprecationWarning:traitlets.traitlets",
        "-m", "jupyterlab", f"--ServerApp.root_dir={project.resolve()}",
        f"--LabApp.default_url={start}", "--Application.log_level=ERROR",
        f"--ServerApp.port={port}", "--ServerApp.port_retries=0",
        # Not needed here, and it turns warnings on that are none of the user's business.
        "--ServerApp.jpserver_extensions=voila.server_extension=False",
        *(["--no-browser"] if no_browser else []),
        *(["--allow-root"] if allow_root else []),
    ]  # fmt: skip
    click.echo(f"JupyterLab, until Ctrl-C: http://localhost:{port}{start}?token={key}")
    sys.stdout.flush()
    os.execv(sys.executable, words)  # noqa: S606 - JupyterLab takes our place, and Ctrl-C with it


def _free_port() -> int:
    with socket.socket() as one:
        one.bind(("localhost", 0))
        return int(one.getsockname()[1])
