"""Commands that show what comes with the workbench."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.cli.program import command


@command(
    "frameworks",
    "List the frameworks, or show one.",
    "workbench frameworks",
    "workbench frameworks ipsr",
)
@click.argument("key", required=False)
def frameworks(key: str | None) -> None:
    """List the frameworks, or show the scales and options of the one called KEY.

    KEY may also be a framework file of your own (.yaml).
    """
    from workbench.frameworks import every_framework, load, read
    from workbench.frameworks.described import described

    if key is None:
        for name in every_framework():
            framework = load(name)
            click.echo(f"{name:<24}{framework.title}, version {framework.version}")
        return
    own = Path(key).suffix in {".yaml", ".yml"}
    for line in described(read(key) if own else load(key)):
        click.echo(line)
