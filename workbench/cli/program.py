"""The program as a whole: how an error becomes a line, and what all commands share."""

from __future__ import annotations

import inspect
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import Any

import click

from workbench import __version__
from workbench.errors import WorkbenchError

STOPPED = 130
LONGEST_LIST = 20
PROJECT = click.Path(path_type=Path, file_okay=False)
ANY_FOLDER = click.Path(path_type=Path, file_okay=False)
FILE = click.Path(path_type=Path, dir_okay=False)


class _Failure(click.ClickException):
    """Something a user can mend: one line, no traceback."""

    exit_code = 2


class _Program(click.Group):
    """The command line as a whole: errors become a line and an exit status."""

    def invoke(self, ctx: click.Context) -> Any:
        try:
            return super().invoke(ctx)
        except (click.ClickException, click.Abort, click.exceptions.Exit, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            click.echo("Stopped.", err=True)
            ctx.exit(STOPPED)
        except Exception as error:
            if ctx.params.get("debug"):
                traceback.print_exception(error)
                ctx.exit(_Failure.exit_code)
            raise _Failure(_explain(error)) from error

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Keep the order of work instead of the alphabet."""
        del ctx
        return list(self.commands)


def _explain(error: Exception) -> str:
    if isinstance(error, WorkbenchError):
        return str(error)
    if isinstance(error, OSError) and error.filename is not None:
        return f"{error.filename}: {error.strerror}"
    words = " ".join(str(error).split())
    return f"{type(error).__name__}: {words} (workbench --debug … shows where)"


@click.group(
    cls=_Program,
    context_settings={"help_option_names": ["-h", "--help"]},
    epilog="\b\nExample:\n  workbench new my-project\n  workbench check my-project\n"
    "  workbench run my-project",
)
@click.option("--debug", is_flag=True, help="Show the whole traceback of an error.")
@click.version_option(__version__, prog_name="workbench")
def main(*, debug: bool) -> None:
    """Scale innovation packages, site by site, with Scaling Readiness.

    A project is a folder of tables. Each site in it gets a report.
    """
    del debug  # read by the group when something goes wrong


def _with_example(function: Callable[..., Any], *lines: str) -> str:
    # The sign keeps click from joining the lines.
    return "\n  ".join([f"{inspect.getdoc(function)}\n\n\b\nExample:", *lines])


def command(name: str, short: str, *examples: str) -> Callable[[Callable[..., Any]], click.Command]:
    """Make a command whose help ends with an example."""

    def make(function: Callable[..., Any]) -> click.Command:
        words = _with_example(function, *examples)
        return main.command(name, help=words, short_help=short)(function)

    return make


def on_one_line(text: str) -> str:
    """One line, without what a terminal would take for a command."""
    from workbench.batch.runs import plain_line

    return plain_line(text, longest=2000)


def number(count: int, noun: str) -> str:
    """Return a count with its noun."""
    return f"{count} {noun}{'' if count == 1 else 's'}"


def shown(path: Path) -> str:
    """Return a path as short as it can be typed from here."""
    try:
        return str(path.resolve().relative_to(Path.cwd()))
    except ValueError:
        return str(path)
