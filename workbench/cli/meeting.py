"""The command for the papers of a meeting."""

from __future__ import annotations

from pathlib import Path

import click

from workbench.cli.program import ANY_FOLDER, PROJECT, command, shown


@command(
    "pack",
    "Write the papers of a meeting: pre-read, sheets, invitations, slides.",
    "workbench pack data/example --site rw-huye",
    "workbench pack my-project --site a --meeting W1",
)
@click.argument("project", type=PROJECT)
@click.option("--site", required=True, metavar="SITE", help="The site.")
@click.option("--meeting", "wanted", metavar="KEY",
              help="Short name of the meeting; the next that is planned by default.")  # fmt: skip
@click.option("--out", type=ANY_FOLDER, metavar="DIR",
              help="Where to write; PROJECT/packs/SITE by default.")  # fmt: skip
def meeting_papers(project: Path, site: str, wanted: str | None, out: Path | None) -> None:
    """Write what a meeting on the strategy of a SITE of PROJECT needs, to be printed or mailed.

    Two pages to read before it, a sheet per bottleneck with the seven options, a blank position
    sheet per party, the list of invitations, and slides. Each is one file that needs no network.
    """
    from workbench.case import open_case
    from workbench.publish.meeting_pack import write_pack

    case = open_case(project, site)
    for path in write_pack(case, out or project / "packs" / site, meeting=wanted):
        click.echo(f"Written: {shown(path)}")
