"""Commands for those who translate reports."""

from __future__ import annotations

import click

from workbench.cli.program import command, number, shown


@command(
    "language",
    "List what reports do not say yet in another language.",
    "workbench language fr",
    "workbench language fr --update",
)
@click.argument("code")
@click.option("--update", is_flag=True,
              help="Write the catalogue anew: what is new in the code is added without a "
              "translation, what is gone is taken out.")  # fmt: skip
def language(code: str, *, update: bool) -> None:
    """List what has no translation into the language CODE, such as fr; it stays English.

    The catalogue is a gettext file (.po), which Poedit and other editors open.
    """
    from workbench.batch.recipes import recipes_folder
    from workbench.errors import UnknownName
    from workbench.language.catalogue import ENGLISH, catalogue_file, languages
    from workbench.publish.messages import stale, untranslated, write_catalogue

    known = [one for one in languages() if one != ENGLISH]
    if code not in known:
        raise UnknownName(kind="catalogue of the language", name=code, known=known)
    notebooks = recipes_folder()
    if update:
        click.echo(f"Written: {shown(write_catalogue(code, notebooks))}")
    left, gone = untranslated(code, notebooks), stale(code, notebooks)
    for template in left:
        click.echo(f"  {template.strip()}")
    click.echo(f"{number(len(left), 'sentence')} without a translation, in "
               f"{shown(catalogue_file(code))}.")  # fmt: skip
    if gone:
        click.echo(f"{number(len(gone), 'translation')} of what is not said any more: --update "
                   "takes them out.")  # fmt: skip
