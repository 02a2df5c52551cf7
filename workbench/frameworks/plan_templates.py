"""Templates of plans of work: the usual activities, in our words, as data to copy and edit.

One YAML file per template in the folder ``plan_templates``. A template has one or more parts. Where
its parts name strategic options, a chosen option brings its part; otherwise the parts are the
stages of one plan.
"""

from __future__ import annotations

import string
from functools import cache
from pathlib import Path
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from workbench.errors import UnknownName
from workbench.frameworks.catalogues import shipped_keys, shipped_model
from workbench.frameworks.documents import read_yaml
from workbench.frameworks.fields import FrozenModel, Key, Text
from workbench.frameworks.precedence import MalformedLink, find_cycle, parse_after
from workbench.frameworks.validation import require_model

PLACES: Final = ("component", "partner", "substitute", "place")
"""Names that a text may leave open, such as ``{component}``."""

Role = Literal["lead", "executor", "funder", "open"]
_WorkingDays = Annotated[float, Field(ge=0, le=10_000)]


class TemplateActivity(FrozenModel):
    """One activity of a template.

    Attributes
    ----------
    number : int
        Its number in the template, from 1.
    title : str
        What is done; may leave names open, such as ``{component}``.
    low, likely, high : float
        Working days: shortest, most likely, longest.
    after : str or None
        What comes before it, in the form of the column ``after`` with numbers for names.
    role : str
        Who answers for it: "lead" (who leads the project), "executor" (who does the work of the
        option), "funder", or "open" (to be agreed at the site).
    deliverable : str
        What is there when it is done.
    measure : str
        By what one sees that it worked.
    milestone, fieldwork : bool
        As in the table ``activities``.
    diagnoses : bool
        Whether it is the diagnosis of the component after the work.
    waits : bool
        Whether it waits for the day of the change from outside that the option names.
    """

    number: Annotated[int, Field(ge=1)]
    title: Text
    low: _WorkingDays
    likely: _WorkingDays
    high: _WorkingDays
    after: Text | None = None
    role: Role
    deliverable: Text
    measure: Text
    milestone: bool = False
    fieldwork: bool = False
    diagnoses: bool = False
    waits: bool = False

    @model_validator(mode="after")
    def _is_sound(self) -> TemplateActivity:
        if not self.low <= self.likely <= self.high:
            message = "shortest, likely and longest duration in this order"
            raise ValueError(message)
        for text in (self.title, self.deliverable, self.measure):
            unknown = set(_open(text)) - set(PLACES)
            if unknown:
                message = f"open names among {', '.join(PLACES)}, not {', '.join(sorted(unknown))}"
                raise ValueError(message)
        try:
            parse_after(self.after or "")
        except MalformedLink as error:
            raise ValueError(str(error)) from error
        return self


class TemplatePart(FrozenModel):
    """Activities that belong together: those of an option, or a stage.

    Attributes
    ----------
    key : str
        Short name.
    title : str
        What a report prints.
    option : str or None
        Strategic option that brings them.
    weeks : int or None
        Length of the stage, where the source gives it.
    activities : tuple of TemplateActivity
        In their order.
    """

    key: Key
    title: Text
    option: Key | None = None
    weeks: Annotated[int, Field(ge=1)] | None = None
    activities: tuple[TemplateActivity, ...] = Field(min_length=1)


class PlanTemplate(FrozenModel):
    """A template of a plan of work.

    Attributes
    ----------
    key : str
        Short name.
    title : str
        What a report prints.
    version : int
        Rises when activities change, for plans say what they came from.
    source : str
        Where the order of the work comes from, and what is ours.
    note : str or None
        What to know about it.
    parts : tuple of TemplatePart
        One per option, or the stages of one plan.

    Examples
    --------
    >>> template = load_plan_template("sr-options")
    >>> template.plan("outsource")[-1].title
    'Diagnose {component} again'
    """

    key: Key
    title: Text
    version: Annotated[int, Field(ge=1)]
    source: Text
    note: Text | None = None
    parts: tuple[TemplatePart, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _holds_together(self) -> PlanTemplate:
        keys = [part.key for part in self.parts]
        if len(set(keys)) < len(keys):
            message = "each part once"
            raise ValueError(message)
        options = self.options
        if options and (len(options) < len(self.parts) or len(set(options)) < len(options)):
            message = "an option for every part, each once, or for none"
            raise ValueError(message)
        for plan in map(self.plan, options or (None,)):
            _check_order(plan)
        return self

    @property
    def options(self) -> tuple[str, ...]:
        """Options that have a part of their own; none where the template is one plan."""
        return tuple(part.option for part in self.parts if part.option is not None)

    def plan(self, option: str | None = None) -> tuple[TemplateActivity, ...]:
        """Return the activities that an option brings, or all where the template is one plan.

        Raises
        ------
        UnknownName
            The template has parts for options, and none for this one.
        """
        if not self.options:
            return tuple(one for part in self.parts for one in part.activities)
        for part in self.parts:
            if part.option == option:
                return part.activities
        raise UnknownName(kind="option in the template", name=str(option), known=self.options)


def _check_order(plan: tuple[TemplateActivity, ...]) -> None:
    numbers = [one.number for one in plan]
    if numbers != list(range(1, len(plan) + 1)):
        message = "numbers 1, 2, 3 … in this order"
        raise ValueError(message)
    before = {
        str(one.number): [link.activity for link in parse_after(one.after or "")] for one in plan
    }
    unknown = sorted({name for names in before.values() for name in names} - set(before))
    if unknown:
        message = f"predecessors of the same plan, not {', '.join(unknown)}"
        raise ValueError(message)
    circle = find_cycle(before)
    if circle is not None:
        message = f"activities that do not wait for each other in a circle: {' → '.join(circle)}"
        raise ValueError(message)


def _open(text: str) -> list[str]:
    try:
        return [name for _, name, _, _ in string.Formatter().parse(text) if name is not None]
    except ValueError:
        return [text]


def available_plan_templates() -> tuple[str, ...]:
    """List the templates that come with the workbench.

    Examples
    --------
    >>> available_plan_templates()
    ('ai24w', 'pilot-then-scale', 'sr-options')
    """
    return shipped_keys("plan_templates")


@cache
def load_plan_template(key: str) -> PlanTemplate:
    """Return a template that comes with the workbench; read once per process.

    Raises
    ------
    UnknownName
        There is none of this key.
    """
    return shipped_model(PlanTemplate, "plan_templates", key, "plan template")


def find_plan_template(key: str, own: Path) -> PlanTemplate:
    """Return a template of a project's own, else one that comes with the workbench.

    Parameters
    ----------
    key : str
        Short name: ``mine`` is the file ``mine.yaml`` of the folder.
    own : Path
        Folder of the project's own templates, in the form of those that come with the workbench; it
        need not be there.

    Raises
    ------
    UnknownName
        There is none of this key.
    InvalidInput
        The project's own file has problems; all of them are listed with line and place.
    """
    mine = {path.stem: path for path in sorted(own.glob("*.yaml"))}
    if key in mine:
        return require_model(PlanTemplate, read_yaml(mine[key]), "a plan template")
    if key in available_plan_templates():
        return load_plan_template(key)
    raise UnknownName(kind="plan template", name=key, known=[*mine, *available_plan_templates()])
