"""The room as a page for a workshop: the project's title, a field to choose a site, its room.

The server of the page shows no error of a cell, so all that can go wrong is said here, in words.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from workbench.errors import InvalidInput, LeftOutWarning, UnknownName, WorkbenchError
from workbench.explore.checked_project import open_checked
from workbench.explore.room import explore
from workbench.page.records import group, paragraphs
from workbench.page.text import TextLike, listing, say
from workbench.page.wording import ILLUSTRATIVE
from workbench.publish.html import record_html, text_html
from workbench.publish.left_out import box_html

if TYPE_CHECKING:
    from workbench.case import Cases
    from workbench.project import Project

_ROW = {"flex_flow": "row wrap"}
_MOST_NAMED = 8  # sites that a sentence names


def app_page(project: str | Path, *, write: bool = False, checked: str | None = None) -> Any:
    """Show a project's title, a field to choose a site, and the room of the site.

    Parameters
    ----------
    project : str or Path
        Folder of the project.
    write : bool
        Whether scenarios may be saved and rows be written.
    checked : str, optional
        File of :func:`workbench.explore.checked_project.keep_checked`, so that the tables need not
        be read here.

    Returns
    -------
    ipywidgets.VBox
        The page, to stand in the last line of a cell.

    Examples
    --------
    >>> len(app_page("data/example").children)
    4
    """
    kept = None if checked is None else Path(checked)
    return AppPage(Path(project), write=write, checked=kept).root


class AppPage:
    """One page, with the sites that were looked at on it.

    Parameters
    ----------
    project : Path
        Folder of the project.
    write : bool
        Whether scenarios may be saved and rows be written.
    checked : Path, optional
        What the server has read and checked already.
    """

    def __init__(self, project: Path, *, write: bool, checked: Path | None = None) -> None:
        self._folder, self._write = project, write
        self._cases: Cases | None = None
        self._rooms: dict[str, Any] = {}
        self._labels: dict[str, str] = {}
        self._shown: str | None = None
        self._setting = False
        self.title = widgets.HTML()
        self.field = widgets.Combobox(
            description="Site", placeholder="Type a part of its name", continuous_update=False,
            style={"description_width": "initial"}, layout={"width": "28em"},
        )  # fmt: skip
        self.again = widgets.Button(description="Read the tables again", layout={"width": "auto"})
        self.said = widgets.HTML()
        self.place = widgets.VBox()
        self.root = widgets.VBox(
            [self.title, widgets.HBox([self.field, self.again], layout=_ROW), self.said, self.place]
        )
        for one, name in ((self.root, "app-page"), (self.said, "app-said")):
            one.add_class(name)
        self.field.observe(self._choose, names="value")
        self.again.on_click(lambda _: self.act(self.read))
        self.act(lambda: self.read(checked))

    def act(self, action: Callable[[], None]) -> None:
        """Do something that was asked for; what goes wrong is said in words."""
        self._say("Computing …")
        try:
            action()
        except (WorkbenchError, OSError) as error:
            self._say(say("**That cannot be shown.** {}", str(error)))
        except Exception as error:  # noqa: BLE001 - else the page would say nothing at all
            words = f"{type(error).__name__}: {error}"
            self._say(say("**That cannot be shown.** The workbench has a fault. {}", words))
        else:
            self._say("")

    def read(self, checked: Path | None = None) -> None:
        """Read the tables, and show the site that was shown before, or the first one."""
        self._cases = open_checked(self._folder, checked)
        project = self._cases.project
        self._rooms = {}
        self._labels = {site: _label(project, site) for site in project.listed}
        self.title.value = _title(project, write=self._write)
        self.field.options = tuple(self._labels.values())
        sites = dict.fromkeys((*project.ready, *project.listed))
        if not sites:
            message = "There are no sites yet: the table sites has no rows."
            raise InvalidInput(message)
        self.go(self._shown if self._shown in sites else next(iter(sites)))

    def go(self, site: str) -> None:
        """Show the room of a site; a room that was shown before is as it was left."""
        if self._cases is None:
            return
        project = self._cases.project
        problems = project.blocked.get(site, ())
        if site in project.left_out:
            message = f"{site} has no room: its row in the table of sites cannot be used."
            raise InvalidInput(message, problems)
        if site not in self._rooms:
            case = self._cases.case(site)
            self._rooms[site] = explore(case, read_only=not self._write)
        said = box_html(LeftOutWarning(site, problems)) if problems else ""
        heading = f"<h2>{text_html(project.names[site])}</h2>"
        self.place.children = (widgets.HTML(heading + said), self._rooms[site])
        self._shown = site
        self._show_in_field(site)

    def _choose(self, change: dict[str, Any]) -> None:
        if not self._setting and change["new"].strip():
            self.act(lambda: self.go(self._site_called(change["new"])))

    def _site_called(self, typed: str) -> str:
        """Return the site that is meant: by its label, or by a part that no other label has."""
        wanted = " ".join(typed.split()).casefold()
        alike = {site: label for site, label in self._labels.items() if wanted in label.casefold()}
        same = [
            site for site, label in alike.items() if wanted in {site.casefold(), label.casefold()}
        ]
        if same or len(alike) == 1:
            return (same or list(alike))[0]
        if alike:
            named = listing(alike.values(), most=_MOST_NAMED).plain
            message = f"{len(alike)} sites have '{typed}' in their name: {named}. Choose one."
            raise InvalidInput(message)
        kind = "site"
        raise UnknownName(kind, typed, list(self._labels))

    def _show_in_field(self, site: str) -> None:
        self._setting = True
        try:
            self.field.value = self._labels[site]
        finally:
            self._setting = False

    def _say(self, words: TextLike) -> None:
        self.said.value = str(record_html(paragraphs(words))) if words else ""


def _label(project: Project, site: str) -> str:
    name = project.names.get(site, site)
    return site if name == site else f"{name} ({site})"


def _title(project: Project, *, write: bool) -> str:
    settings = project.settings
    words = ["Change something on the left; on the right stands what follows."]
    if write:
        words.append("Scenarios can be saved beside the tables, and their rows be written.")
    else:
        words.append("The tables stay as they are.")
    if settings.as_of is not None:
        words.append(f"As known on {settings.as_of}.")
    stamp = say("**{}.**", ILLUSTRATIVE) if settings.illustrative else ""
    told = group([paragraphs(stamp, words)])
    return f"<h1>{text_html(settings.title)}</h1>{record_html(told)}"
