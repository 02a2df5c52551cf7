"""The room: left what can be chosen, right what follows; widgets that hold choices and show words.

Nothing is computed here: a choice goes to :class:`workbench.explore.choices.Choices`, which asks
the chain, and what follows comes as records and figures. What is known is sent before the next step
is computed, so that the page follows without threads.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING, Any, Final

import ipywidgets as widgets
from markupsafe import Markup

from workbench.errors import WorkbenchError
from workbench.explore import steps
from workbench.explore.actor_panel import ActorPanel
from workbench.explore.choice_table import ChoiceTable
from workbench.explore.choices import ChoicePlace, Choices, Chosen
from workbench.explore.controls import ROW_HEADS, all_controls
from workbench.explore.plot_view import PlotView
from workbench.explore.scenario_panel import ScenarioPanel
from workbench.explore.status_line import StatusLine
from workbench.page.records import group, paragraphs
from workbench.page.text import Text, TextLike, say
from workbench.publish.html import record_html

if TYPE_CHECKING:
    from workbench.case import Case
    from workbench.explore.steps import ExploredStep
    from workbench.page.records import Record

_SCENARIOS: Final = "Scenarios"
_MOST_ROWS: Final = 8  # differences of a step; more are folded away
_AS_IT_IS: Final = "Nothing is changed yet: choose on the left."
_BROKEN: Final = "Something went wrong that is not yours to mend; Jupyter's log says what."


def explore(case: Case, *, read_only: bool = False) -> Any:
    """Show a room in which something else can be supposed at a site, and what follows from it.

    Parameters
    ----------
    case : Case
        The chain of the site; it and the files stay as they are.
    read_only : bool
        Whether scenarios are only opened and compared, not saved and not written.

    Returns
    -------
    ipywidgets.Box
        The room, to stand in the last line of a cell.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> len(explore(open_case("data/example", "rw-huye")).children)
    2
    """
    return Room(case, read_only=read_only).root


class Room:
    """One room, with what was chosen in it.

    Parameters
    ----------
    case : Case
        The chain as it is.
    read_only : bool
        Whether nothing can be saved and written.
    """

    def __init__(self, case: Case, *, read_only: bool = False) -> None:
        groups = all_controls(case)
        controls = {one.place: one for group in groups.values() for one in group}
        self.choices = Choices(case, {place: one.value for place, one in controls.items()})
        self.tables = {
            name: ChoiceTable(name, ROW_HEADS[name], own, self.take, self.refuse)
            for name, own in groups.items()
        }
        partners = {place.key: one for place, one in controls.items() if place.kind == "partners"}
        self.actor = ActorPanel(partners, self.take)
        self.status = StatusLine()
        self.standing = widgets.HTML()
        self.followed = [_classed(widgets.HTML(), "wb-followed") for _ in steps.EXPLORED]
        self.pictures = PlotView(), PlotView()
        self.said = widgets.HTML(), widgets.HTML()
        self._sides = [
            widgets.VBox([words, picture])
            for words, picture in zip(self.said, self.pictures, strict=True)
        ]
        self._pair = _classed(widgets.Box(self._sides), "wb-pair")
        self.undo = widgets.Button(description="Undo", disabled=True)
        self.reset = widgets.Button(description="Back to the tables", disabled=True)
        self.scenarios = ScenarioPanel(self.choices, self.act, read_only=read_only)
        self.choosing = _pick("What to change", [*self.tables, _SCENARIOS])
        self.looking = _pick("What to look at", [one.title for one in steps.EXPLORED])
        self._looked: list[tuple[Case, ExploredStep] | None] = [None, None]
        self._shown: Case | None = None
        self._left, self._beside = widgets.VBox(), widgets.VBox()
        self.root = _classed(widgets.Box([self._on_the_left(), self._on_the_right()]), "wb-room")
        self._listen()
        self._turn_to_group()
        self.show()

    @property
    def looked(self) -> ExploredStep:
        """The step that is looked at."""
        return steps.EXPLORED[self.looking.index]

    def take(self, given: Mapping[ChoicePlace, Chosen]) -> None:
        """Choose values; those that cannot be chosen are said at their row, the others count."""
        self.act(lambda: self._choose(given))

    def refuse(self, error: WorkbenchError) -> None:
        """Say in words what cannot be done."""
        self.status.say(_sorry(str(error)))

    def act(self, action: Callable[[], TextLike | None]) -> None:
        """Do something that was asked for, and show what follows; a mistake is said in words."""
        said: TextLike = _BROKEN
        self.status.say("Computing …")
        try:
            said = action() or ""
            self.show()
        except (WorkbenchError, OSError) as error:
            said = _sorry(str(error))
            self._show_choices()
        finally:
            self.status.say(said)

    def show(self) -> None:
        """Show what follows: how the package stands, the step that is looked at, then the others.

        What is ready is sent before the next step is computed.
        """
        now = self.choices.now
        self._show_choices()
        if now is self._shown:
            self.look()
            return
        for step, place in zip(steps.EXPLORED, self.followed, strict=True):
            changed = now is not self.choices.before
            place.value = _html(paragraphs(f"{step.title}: computing …")) if changed else ""
        first, look = steps.EXPLORED[0], self.looked
        self._follow(first)
        self.look()
        for step in dict.fromkeys([look, *steps.EXPLORED]):
            if step is not first:
                self._follow(step)
        self._shown = now

    def look(self) -> None:
        """Show the step that is looked at, now beside before, where it does not stand there yet."""
        before, now, step = self.choices.before, self.choices.now, self.looked
        self._sides[1].layout.display = "none" if now is before else None
        for at, (side, chain) in enumerate(self._chains()):
            if self._looked[at] != (chain, step):
                self.pictures[at].draw(step.drawn(chain))
                self.said[at].value = _html(_heard(step.said, chain, side))
                self._looked[at] = chain, step
        clickable = step.title == "Partners"
        (self._pair.add_class if clickable else self._pair.remove_class)("wb-wide")
        self.actor.root.layout.display = None if clickable else "none"
        if clickable:
            self.actor.show(now.partners)

    def _follow(self, step: ExploredStep) -> None:
        """Say what differs in a step; of the first also how the package stands."""
        before, now = self.choices.before, self.choices.now
        first = step is steps.EXPLORED[0]
        if now is before:
            if first:
                said = f"Now: {steps.where_it_stands(now)}"
                self.standing.value = _html(paragraphs(said, _AS_IT_IS))
            return
        found = step.differences(before, now)
        told = record_html(steps.told(step, found))
        if len(found) > _MOST_ROWS or (len(found) and step.kinds == frozenset()):
            folded = Markup("<details><summary>{}</summary>{}</details>")
            told = folded.format(steps.counted(step, found), told)
        self.followed[steps.EXPLORED.index(step)].value = str(told)
        if first:
            stands = [f"{side}: {steps.where_it_stands(one)}" for side, one in self._chains()]
            self.standing.value = _html(paragraphs(*stands, steps.no_effect(found, now)))

    def _chains(self) -> list[tuple[str, Case]]:
        """Return the chains to show side by side: one, where nothing is changed."""
        both = [("Now", self.choices.now), ("Before", self.choices.before)]
        return both if self.choices.values else both[:1]

    def _choose(self, given: Mapping[ChoicePlace, Chosen]) -> TextLike | None:
        refused = self.choices.refused(given)
        for table in self.tables.values():
            table.mark_wrong(given, refused)
        if refused:
            good = {place: value for place, value in given.items() if place not in refused}
            if good:
                self.choices.choose(good)
            return _sorry(" ".join(dict.fromkeys(refused.values())))
        self.choices.choose(given)
        return None

    def _show_choices(self) -> None:
        """Let every table show what is chosen."""
        for table in self.tables.values():
            table.show(self.choices.values)
        self.undo.disabled = not self.choices.can_undo
        self.reset.disabled = not self.choices.values

    def _go_back(self, action: Callable[[], None]) -> Callable[[Any], None]:
        def back(_: Any) -> None:
            for table in self.tables.values():
                table.forget_wrong()
            self.act(action)

        return back

    def _listen(self) -> None:
        self.undo.on_click(self._go_back(self.choices.undo))
        self.reset.on_click(self._go_back(self.choices.reset))
        self.choosing.observe(lambda _: self.act(self._turn_to_group), names="index")
        self.looking.observe(lambda _: self.act(lambda: None), names="index")
        for picture in self.pictures:
            picture.observe(self._click, names="clicked")

    def _click(self, change: dict[str, Any]) -> None:
        if change["new"] and self.looked.title == "Partners":
            self.actor.actor = change["new"]
            self.act(lambda: None)  # which shows it

    def _turn_to_group(self) -> None:
        """Show the table of what is to be changed, and the step that it concerns first."""
        name = self.choosing.value
        table = self.tables.get(name)
        self._left.children = [self.scenarios.root if table is None else table]
        self._beside.children = [self.scenarios.result] if table is None else []
        if table is not None:
            for number, step in enumerate(steps.EXPLORED):
                if table.kinds <= step.kinds:
                    self.looking.index = number

    def _on_the_left(self) -> Any:
        back = widgets.HBox([self.undo, self.reset])
        return _classed(widgets.VBox([back, self.choosing, self._left]), "wb-left")

    def _on_the_right(self) -> Any:
        parts = [self.status, self._beside, self.standing, *self.followed, self.looking]
        return _classed(widgets.VBox([*parts, self.actor.root, self._pair]), "wb-right")


def _sorry(why: str) -> Text:
    return say("**That cannot be done.** {}", why)


def _pick(what: str, names: list[str]) -> Any:
    """Return a group of radio buttons, which a keyboard and a screen reader know."""
    made = widgets.RadioButtons(options=names, description=what, index=0, orientation="horizontal")
    return _classed(made, "wb-pick")


def _classed(widget: Any, name: str) -> Any:
    widget.add_class(name)
    return widget


def _heard(said: Callable[[Case], Record], case: Case, side: str) -> Record:
    """Return what a report says, under the name of its side."""
    return group([paragraphs(say("**{}**", side)), steps.running(said(case))])


def _html(record: Record) -> str:
    return str(record_html(record))
