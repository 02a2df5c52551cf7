"""The room: left what can be chosen, right what follows; widgets that hold choices and show words.

Nothing is computed here: a choice goes to :class:`workbench.explore.choices.Choices`, which asks
the chain, and what follows comes as records and figures. Pictures are shown as outputs of a cell
are, from the same figures as in a report; a plotly widget would lose its data when a page is loaded
again.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import ipywidgets as widgets

from workbench.errors import WorkbenchError
from workbench.explore import steps
from workbench.explore.choices import ChoicePlace, Choices, Chosen
from workbench.explore.controls import Control, all_controls
from workbench.explore.pasted import pasted_costs
from workbench.explore.scenario_panel import ScenarioPanel
from workbench.page.records import paragraphs
from workbench.page.text import say
from workbench.publish.html import record_html
from workbench.publish.outputs import PLOTLY

if TYPE_CHECKING:
    from workbench.case import Case
    from workbench.explore.steps import ExploredStep

_WIDE = {"description_width": "60%"}
_FULL = {"width": "100%"}


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
    ipywidgets.HBox
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
        controls = [one for group in groups.values() for one in group]
        self.choices = Choices(case, {one.place: one.value for one in controls})
        self.inputs = {one.place: _input(one) for one in controls}
        self.status = widgets.HTML()
        self.standing = widgets.HTML()
        self.followed = [widgets.HTML() for _ in steps.EXPLORED]
        self.undo = widgets.Button(description="Undo", disabled=True)
        self.reset = widgets.Button(description="Back to the tables", disabled=True)
        self.scenarios = ScenarioPanel(self.choices, self.act, read_only=read_only)
        self._pictured = [one for one in steps.EXPLORED if one.picture is not None]
        self.pictures = [(widgets.Output(), widgets.Output()) for _ in self._pictured]
        self._drawn: dict[int, Case] = {}
        self._setting = False
        self.tabs = _tabs(self._pictured, self.pictures)
        self.root = widgets.HBox([self._left(groups), self._right()], layout=_FULL)
        self._listen()
        self.show()

    def act(self, action: Callable[[], str | None]) -> None:
        """Do something that was asked for, and show what follows; a mistake is said in words."""
        self._say("Computing …")
        try:
            words = action()
            self.show()
        except (WorkbenchError, OSError) as error:
            self._set_inputs()
            sorry = say("**That cannot be done.** {}", str(error))
            self.status.value = str(record_html(paragraphs(sorry)))
        else:
            self._say(words or "")

    def show(self) -> None:
        """Show what follows, step after step, then the picture that is looked at."""
        before, now = self.choices.before, self.choices.now
        self._set_inputs()
        self.undo.disabled = not self.choices.can_undo
        self.reset.disabled = not self.choices.values
        said = [f"Before: {steps.where_it_stands(before)}", f"Now: {steps.where_it_stands(now)}"]
        for step, place in zip(steps.EXPLORED, self.followed, strict=True):
            found = step.differences(before, now)
            place.value = str(record_html(steps.told(step, found)))
            if step is steps.EXPLORED[0]:
                said += [words] if (words := steps.no_effect(found, now)) else []
                self.standing.value = str(record_html(paragraphs(*said)))
        self.draw()

    def draw(self) -> None:
        """Draw the step that is looked at, where it is not drawn already."""
        at = self.tabs.selected_index or 0
        now, before = self.choices.now, self.choices.before
        if self._drawn.get(at) is now:
            return
        step, (left, right) = self._pictured[at], self.pictures[at]
        left.outputs = _outputs(step.drawn(now))
        if at not in self._drawn:
            right.outputs = _outputs(step.drawn(before))
        self._drawn[at] = now

    def _say(self, words: str) -> None:
        self.status.value = str(record_html(paragraphs(words))) if words else ""

    def _set_inputs(self) -> None:
        """Let every input show what is chosen."""
        self._setting = True
        try:
            for place, one in self.inputs.items():
                value = self.choices.shown(place)
                shown = _shown(one, value)
                if one.value != shown:
                    one.value = shown
        finally:
            self._setting = False

    def _listen(self) -> None:
        for place, one in self.inputs.items():
            one.observe(self._chooser(place), names="value")
        self.undo.on_click(lambda _: self.act(self.choices.undo))
        self.reset.on_click(lambda _: self.act(self.choices.reset))
        self.tabs.observe(lambda _: self.draw(), names="selected_index")

    def _chooser(self, place: ChoicePlace) -> Callable[[dict[str, Any]], None]:
        def choose(change: dict[str, Any]) -> None:
            if not self._setting:
                value: Chosen = None if change["new"] == "" else change["new"]
                self.act(lambda: self.choices.choose({place: value}))

        return choose

    def _left(self, groups: dict[str, tuple[Control, ...]]) -> Any:
        parts = {
            name: widgets.VBox([_with_words(one, self.inputs[one.place]) for one in controls])
            for name, controls in groups.items()
        }
        if "Costs" in parts:
            parts["Costs"].children += self._pasting()
        parts["Scenarios"] = self.scenarios.root
        choose = widgets.Accordion(list(parts.values()), titles=tuple(parts), selected_index=0)
        return widgets.VBox(
            [widgets.HBox([self.undo, self.reset]), choose], layout={"width": "42%"}
        )

    def _pasting(self) -> tuple[Any, ...]:
        """Return a field to paste rows of a spreadsheet into."""
        field = widgets.Textarea(
            description="Paste line, quantity, unit cost", style=_WIDE, layout=_FULL
        )
        take = widgets.Button(description="Take these costs")
        lines = tuple(self.choices.before.site.table("costs")["line"])
        take.on_click(
            lambda _: self.act(lambda: self.choices.choose(pasted_costs(field.value, lines)))
        )
        return field, take

    def _right(self) -> Any:
        return widgets.VBox(
            [self.status, self.standing, *self.followed, self.tabs],
            layout={"width": "58%", "padding": "0 0 0 1em"},
        )


def _input(control: Control) -> Any:
    if control.offered:
        return widgets.Dropdown(
            options=control.offered, value=control.value, description=control.label,
            tooltip=control.said, style=_WIDE, layout=_FULL,
        )  # fmt: skip
    value = "" if control.value is None else str(control.value)
    return widgets.Text(
        value=value, description=control.label, placeholder="not known", tooltip=control.label,
        continuous_update=False, style=_WIDE, layout=_FULL,
    )  # fmt: skip


def _with_words(control: Control, field: Any) -> Any:
    if not control.said:
        return field
    words = widgets.HTML(str(record_html(paragraphs(control.said))))
    return widgets.VBox([field, words])


def _shown(field: Any, value: Chosen) -> Chosen:
    if isinstance(field, widgets.Dropdown):
        return value
    return "" if value is None else str(value)


def _tabs(pictured: list[ExploredStep], pictures: list[tuple[Any, Any]]) -> Any:
    pages = [
        widgets.VBox(
            [
                widgets.HTML("<strong>Now</strong>"),
                now,
                widgets.HTML("<strong>Before</strong>"),
                old,
            ]
        )
        for now, old in pictures
    ]
    return widgets.Tab(pages, titles=tuple(one.title for one in pictured), selected_index=0)


def _outputs(drawn: Any) -> tuple[dict[str, Any], ...]:
    """Return a figure, or the words in its place, as an output of a cell."""
    if isinstance(drawn, str):
        data: dict[str, Any] = {"text/plain": drawn}
    else:
        data = {PLOTLY: json.loads(drawn.to_json()), "text/plain": "a figure"}
    return ({"output_type": "display_data", "data": data, "metadata": {}},)
