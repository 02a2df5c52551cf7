"""The part of the room for scenarios: save, open, compare, see the rows, write them."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, TypeAlias

import ipywidgets as widgets

from workbench.errors import InvalidInput, NothingToShow
from workbench.explore import steps
from workbench.explore.choices import changes_of
from workbench.explore.plot_view import PlotView
from workbench.explore.scenario_picture import scenario_bars
from workbench.frameworks.spans import day_of
from workbench.page.records import group
from workbench.publish.html import record_html
from workbench.saved_scenario import (
    read_scenario,
    save_scenario,
    saved_scenarios,
    scenario_of,
)
from workbench.scenarios.applying import apply_scenario, rows_of_scenario
from workbench.scenarios.side_by_side import AS_IT_IS, side_by_side, suppose_scenario

if TYPE_CHECKING:
    from workbench.explore.choices import Choices
    from workbench.page.records import Record
    from workbench.scenarios.applying import ScenarioRows

_FULL = {"width": "auto"}
_READ_ONLY = (
    "<p>Nothing can be saved here. To save scenarios, start the page with "
    "<code>workbench app --write</code>, or open the site in JupyterLab.</p>"
)
_Action: TypeAlias = Callable[[], str | None]


class ScenarioPanel:
    """Fields and buttons for the scenarios of a project.

    Parameters
    ----------
    choices : Choices
        What is chosen in the room.
    act : callable
        Does what was asked for and says in words what went wrong.
    read_only : bool
        Whether there is nothing to save and to write with.
    """

    def __init__(
        self,
        choices: Choices,
        act: Callable[[_Action], None],
        *,
        read_only: bool = False,
    ) -> None:
        self.choices = choices
        self.project = choices.before.site.project.folder
        day = choices.before.site.settings.as_of
        self.fields = {
            name: widgets.Text(description=label, value=value, layout=_FULL)
            for name, label, value in (
                ("name", "Name", ""), ("who", "Who", ""),
                ("when", "When", "" if day is None else f"{day}"), ("why", "Why", ""),
            )
        }  # fmt: skip
        self.saved = widgets.SelectMultiple(
            description="Saved", options=saved_scenarios(self.project), layout=_FULL
        )
        self.said, self.picture = widgets.HTML(), PlotView()
        self.result = widgets.VBox([self.picture, self.said])
        looking: dict[str, _Action] = {
            "Open": self.open, "Compare": self.compare, "Show new rows": self.preview
        }  # fmt: skip
        writing: dict[str, _Action] = {"Save": self.save, "Write new rows": self.write}
        actions = looking if read_only else looking | writing
        self.buttons = {words: widgets.Button(description=words) for words in actions}
        for words, action in actions.items():
            self.buttons[words].on_click(lambda _, action=action: act(action))
        self._allow_writing(None)
        saving = (
            [widgets.HTML(_READ_ONLY)]
            if read_only
            else [*self.fields.values(), self.buttons["Save"]]
        )
        others = [one for words, one in self.buttons.items() if words != "Save"]
        row = widgets.HBox(others)
        row.add_class("wb-row")
        self.root = widgets.VBox([*saving, self.saved, row])

    def save(self) -> str:
        """Save what is chosen under the name that is given."""
        given = {name: field.value for name, field in self.fields.items()}
        scenario = scenario_of(
            changes_of(self.choices.values),
            site=self.choices.before.site.key,
            who=given["who"],
            when=day_of(given["when"]) if given["when"].strip() else None,
            why=given["why"],
        )
        path = save_scenario(self.project, given["name"], scenario)
        self.saved.options = saved_scenarios(self.project)
        return f"Saved as {path.parent.name}/{path.name}."

    def open(self) -> str:
        """Choose in the room what a saved scenario supposes."""
        name = self._one()
        scenario = read_scenario(self.project, name)
        suppose_scenario(self.choices.before, scenario)
        self.choices.open(scenario.supposed)
        return f"{name}, by {scenario.who} on {scenario.when}: {scenario.why}"

    def compare(self) -> None:
        """Show the chosen scenarios beside what is."""
        if not self.saved.value:
            message = "Choose one or more of the saved scenarios."
            raise InvalidInput(message)
        others = {
            name: suppose_scenario(self.choices.before, read_scenario(self.project, name))
            for name in self.saved.value
        }
        self._show(steps.compared(side_by_side(self.choices.before, others)))
        try:
            self.picture.draw(scenario_bars({AS_IT_IS: self.choices.before, **others}))
        except NothingToShow as reason:
            self.picture.draw(str(reason))

    def preview(self) -> str:
        """Show the rows that a saved scenario would add."""
        name = self._one()
        made = rows_of_scenario(self.choices.before, read_scenario(self.project, name))
        self._show(group(steps.preview(made)))
        self._allow_writing(made)
        return f"Nothing is written yet; this is what {name} would add."

    def write(self) -> str:
        """Write the rows that were shown."""
        made = self._seen
        self._allow_writing(None)
        if made is None:
            message = "Look at the new rows first."
            raise InvalidInput(message)
        apply_scenario(made)
        return (
            f"Written: new rows of {' and '.join(made.rows)}. Read the tables again (in a "
            "notebook, run it again), so that the room begins from them."
        )

    def _show(self, record: Record) -> None:
        self.said.value = str(record_html(record))
        self.picture.draw("")

    def _allow_writing(self, made: ScenarioRows | None) -> None:
        """Keep the rows that were shown; without rows there is nothing to write."""
        self._seen = made
        if (button := self.buttons.get("Write new rows")) is not None:
            button.disabled = made is None or not made.rows

    def _one(self) -> str:
        if len(self.saved.value) != 1:
            message = "Choose one of the saved scenarios."
            raise InvalidInput(message)
        return str(self.saved.value[0])
