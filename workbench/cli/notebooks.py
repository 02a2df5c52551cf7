"""Commands for notebooks: begin one of your own, open all of them in JupyterLab."""

from __future__ import annotations

import os
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
def lab(project: Path, *, no_browser: bool, port: int | None) -> None:
    """Open JupyterLab in PROJECT.

    Its folder lab has copies of our notebooks that look at PROJECT and its first site. They are
    made once and never overwritten: what you change stays, and one that you delete is made again.
    No report is made of them. Its folder notebooks has your own, which become chapters.
    """
    from workbench.batch.starters import write_lab
    from workbench.project import read_project

    folder, written = write_lab(read_project(project))
    if written:
        click.echo(f"{shown(folder)}: {number(len(written), 'notebook')} to try things out.")
    words = [
        sys.executable, "-m", "jupyterlab", f"--ServerApp.root_dir={project.resolve()}",
        f"--LabApp.default_url=/lab/tree/{folder.name}/explore.ipynb",
        *(["--no-browser"] if no_browser else []),
        *([f"--ServerApp.port={port}"] if port else []),
    ]  # fmt: skip
    sys.stdout.flush()
    os.execv(sys.executable, words)  # noqa: S606 - JupyterLab takes our place, and Ctrl-C with it
