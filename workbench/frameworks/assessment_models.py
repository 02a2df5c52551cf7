"""What a framework of assessment is: items on scales of its own, gates, indicators, risks, words.

Scaling Readiness asks for two levels of each component. Other frameworks ask for many items, each
on a scale of its own; their files stand in the folder ``assessments`` and are read by
:mod:`workbench.frameworks.assessments`. Nothing here knows what an item is called.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Annotated, Final, Literal

from pydantic import Field, model_validator

from workbench.errors import UnknownName, WorkbenchError
from workbench.frameworks.fields import (
    Fixed,
    FrozenModel,
    Key,
    LevelNumber,
    Positive,
    Share,
    Text,
)
from workbench.frameworks.rule_language import AnswerScale, check_names, read_rule
from workbench.frameworks.terms import Source, Term

YES_NO: Final = ("yes", "partly", "no", "not applicable")
"""Answers to a gate."""

STATUS: Final = ("not started", "running", "done", "dropped")
"""Answers to what is to be done."""

Row = Annotated[str, Field(pattern=r"^F[23]\.[A-Z0-9]+(\.[0-9a-z]+)*$")]
"""A named item of a source text, such as ``F2.C1.a``."""


class ItemLevel(FrozenModel):
    """One level of an item or of a scale.

    Attributes
    ----------
    level : int
        Number on the scale.
    title : str
        A few words to print beside the number.
    meaning : str
        What is true at this level.
    example : str or None
        What one would see there.
    """

    level: LevelNumber
    title: Text
    meaning: Text
    example: Text | None = None


class ItemScale(FrozenModel):
    """A scale that items are answered on.

    Attributes
    ----------
    key, title : str
        Short name, and name as a report prints it.
    kind : str
        "levels" (a whole number), "yes-no" (:data:`YES_NO`), "status" (:data:`STATUS`), "choice"
        (one of ``words``), "choices" (several of them), "number" or "text".
    levels : tuple of ItemLevel
        All levels from the lowest to the highest, without gaps; of the kind "levels" only.
    words : tuple of Term
        The answers there are; of the kinds "choice" and "choices" only.
    longest : int or None
        Most words of a text.
    ours : bool
        Whether the scale is our own assumption, because the source states none.
    """

    key: Key
    title: Text
    kind: Literal["levels", "yes-no", "status", "choice", "choices", "number", "text"]
    levels: tuple[ItemLevel, ...] = ()
    words: tuple[Term, ...] = ()
    longest: Annotated[int, Field(ge=1)] | None = None
    ours: bool = False

    @model_validator(mode="after")
    def _holds_together(self) -> ItemScale:
        numbers = [one.level for one in self.levels]
        if numbers != list(range(min(numbers, default=0), min(numbers, default=0) + len(numbers))):
            message = "levels one after the other, without gaps"
            raise ValueError(message)
        if (self.kind == "levels") != bool(self.levels):
            message = "levels where the kind is levels, and nowhere else"
            raise ValueError(message)
        if (self.kind in ("choice", "choices")) != bool(self.words):
            message = "words where the kind is choice or choices, and nowhere else"
            raise ValueError(message)
        return self

    @property
    def minimum(self) -> int:
        """Lowest level; 0 where there are none."""
        return self.levels[0].level if self.levels else 0

    @property
    def maximum(self) -> int:
        """Highest level; 0 where there are none."""
        return self.levels[-1].level if self.levels else 0

    @property
    def answers(self) -> tuple[str, ...]:
        """What an answer can be, as it stands in the tables; none for numbers and texts."""
        if self.kind == "levels":
            return tuple(str(one.level) for one in self.levels)
        fixed = {"yes-no": YES_NO, "status": STATUS}
        return fixed.get(self.kind) or tuple(one.key for one in self.words)

    @property
    def order(self) -> AnswerScale | None:
        """The answers in their order, those that set an item aside last; None without an order."""
        if self.kind == "levels":
            return AnswerScale(self.minimum, self.maximum)
        if self.kind == "yes-no":
            return AnswerScale(0, 2, (*YES_NO[2::-1], YES_NO[3]))
        return AnswerScale(0, 2, STATUS) if self.kind == "status" else None


class Item(FrozenModel):
    """One thing that a framework asks for.

    Attributes
    ----------
    key, title : str
        Short name, unique over all frameworks, and name as a report prints it.
    question : str or None
        What an assessor is asked; ``None`` where nobody answers it (see ``table``).
    scale : str or None
        Key of the scale of its answers; ``None`` where it lives in a table of its own.
    rows : tuple of str
        Named items of the source text that it covers.
    table : str or None
        Table of the project that it lives in, where that is not the table of answers.
    weight : float
        How much it counts beside the others of its section; our own assumption.
    required : int or None
        Level that has to be there before going to scale; our own assumption.
    blocking : bool
        Of a gate: the answer "yes" speaks against going to scale.
    evidence : str
        "required": a level above the lowest needs evidence and is capped by it, as in the
        diagnosis; "optional"; "none".
    levels : tuple of ItemLevel
        Texts of its own for the levels of its scale, all of them or none.
    same_as : tuple of str
        Items, also of other frameworks, whose answers serve this one where it has none.
    part_of : str or None
        Item of the same framework that it is a part of.
    note : str or None
        What a reader has to know, such as what the source leaves open.
    """

    key: Key
    title: Text
    question: Text | None = None
    scale: Key | None = None
    rows: tuple[Row, ...] = ()
    table: Annotated[str, Field(pattern=r"^[a-z_]+$")] | None = None
    weight: Positive = 1.0
    required: LevelNumber | None = None
    blocking: bool = False
    evidence: Literal["none", "optional", "required"] = "none"
    levels: tuple[ItemLevel, ...] = ()
    same_as: tuple[Key, ...] = ()
    part_of: Key | None = None
    note: Text | None = None

    @model_validator(mode="after")
    def _is_answered(self) -> Item:
        if (self.scale is None) == (self.table is None):
            message = "a scale, or the table that it lives in"
            raise ValueError(message)
        if (self.scale is None) != (self.question is None):
            message = "a question where there is a scale, and nowhere else"
            raise ValueError(message)
        return self


class ItemSection(FrozenModel):
    """Items that belong together.

    Attributes
    ----------
    key, title, purpose : str
        Short name, name as a report prints it, and what it is for.
    rows : tuple of str
        Named items of the source text that it covers as a whole.
    summary : str
        What is said of it as a whole: "lowest" (the lowest level holds it back), "all" (every gate
        has to be open), "any" (one blocking answer is enough), "share" (share of items at level 2
        or more), "done" (share that is done) or "none".
    capabilities : bool
        Whether its items are what has to be built, as the components of a package are.
    items : tuple of Item
        In the order in which they are asked.
    """

    key: Key
    title: Text
    purpose: Text
    rows: tuple[Row, ...] = ()
    summary: Literal["lowest", "all", "any", "share", "done", "none"]
    capabilities: bool = False
    items: tuple[Item, ...] = Field(min_length=1)


class AssessmentRule(FrozenModel):
    """What follows from answers, as data.

    Attributes
    ----------
    key : str
        Short name.
    when : str
        A condition in the language of :mod:`workbench.frameworks.rule_language`.
    flag : str
        "serious", "to mend" or "to know".
    says, to_do : str
        What it means, and what to do.
    rows : tuple of str
        Named items of the source text that it covers.
    """

    key: Key
    when: Text
    flag: Literal["serious", "to mend", "to know"]
    says: Text
    to_do: Text
    rows: tuple[Row, ...] = ()


class Kpi(FrozenModel):
    """An indicator.

    Attributes
    ----------
    key, title, unit, meaning : str
        Short name, name, unit and how it is computed.
    group : str
        "primary", "secondary" or "further".
    direction : str
        "up" where more is better, else "down".
    floor : float or None
        Value that must not be missed; our own assumption.
    computed : bool
        Whether the workbench computes it from other tables where nobody gives it.
    rows : tuple of str
        Named items of the source text that it covers.
    """

    key: Key
    title: Text
    unit: Text
    meaning: Text
    group: Literal["primary", "secondary", "further"] = "primary"
    direction: Literal["up", "down"] = "up"
    floor: float | None = None
    computed: bool = False
    rows: tuple[Row, ...] = ()


class ScaleCondition(FrozenModel):
    """A condition for going to scale, with its thresholds; our own assumptions.

    Attributes
    ----------
    key, title, unit, meaning : str
        Short name, name, unit and what is measured.
    direction : str
        "up" where more is better, else "down".
    go, stop : float
        From here on it is good enough to go; from here on it is a reason to stop.
    computed : bool
        Whether the workbench computes it from other tables where nobody gives it.
    rows : tuple of str
        Named items of the source text that it covers.
    """

    key: Key
    title: Text
    unit: Text
    meaning: Text
    direction: Literal["up", "down"] = "up"
    go: float
    stop: float
    computed: bool = False
    rows: tuple[Row, ...] = ()

    @model_validator(mode="after")
    def _in_order(self) -> ScaleCondition:
        if (self.go - self.stop) * (1 if self.direction == "up" else -1) <= 0:
            message = "thresholds in the order of the direction"
            raise ValueError(message)
        return self


class UsualRisk(FrozenModel):
    """A risk that the source names, to begin a register with.

    Attributes
    ----------
    key, title : str
        Short name, and what may go wrong.
    item : str or None
        Item that it belongs to.
    mitigations : tuple of str
        What can be done, each as an activity.
    rows : tuple of str
        Named items of the source text that it covers.
    """

    key: Key
    title: Text
    item: Key | None = None
    mitigations: tuple[Text, ...] = Field(min_length=1)
    rows: tuple[Row, ...] = ()


class Phase(FrozenModel):
    """A stage of the work, and what has to be true before the next one begins.

    Attributes
    ----------
    key, title, purpose : str
        Short name, name, what it is for.
    first, last : int
        Weeks of the plan template that it covers.
    leave_when : tuple of AssessmentRule
        Conditions that have to hold; ``says`` names what is missing where one does not.
    rows : tuple of str
        Named items of the source text that it covers.
    """

    key: Key
    title: Text
    purpose: Text
    first: Annotated[int, Field(ge=1)]
    last: Annotated[int, Field(ge=1)]
    leave_when: tuple[AssessmentRule, ...] = ()
    rows: tuple[Row, ...] = ()


class Claim(FrozenModel):
    """Something that the source says and nobody has verified: printed as such, never a default.

    Attributes
    ----------
    key, title, text, source : str
        Short name, name, what is claimed in our words, and where.
    rows : tuple of str
        Named items of the source text that it covers.
    """

    key: Key
    title: Text
    text: Text
    source: Text
    rows: tuple[Row, ...] = ()


class Home(FrozenModel):
    """Where a named item of the source text is served, if not by an item of the file.

    Attributes
    ----------
    row : str
        The named item.
    home : str or None
        Table, notebook, page or command that serves it.
    not_built : str or None
        Why it has no home.
    """

    row: Row
    home: Text | None = None
    not_built: Text | None = None

    @model_validator(mode="after")
    def _one_of_both(self) -> Home:
        if (self.home is None) == (self.not_built is None):
            message = "a home, or the reason why there is none"
            raise ValueError(message)
        return self


class Word(FrozenModel):
    """What a framework calls something.

    Attributes
    ----------
    one, many : str
        For one of them and for several.
    """

    one: Text
    many: Text


class Words(FrozenModel):
    """The framework's own words.

    Attributes
    ----------
    site, component, package, use : Word
        What Scaling Readiness calls a site, a component, a package, and use.
    """

    site: Word
    component: Word
    package: Word
    use: Word


class Assessment(FrozenModel):
    """A framework of assessment.

    Attributes
    ----------
    key, version, title, description : str
        Short name, version, name, what it is.
    base : str
        Framework whose lists of terms and options it shares.
    sources : tuple of Source
        Where it comes from.
    licence, changes : str
        What may be done with it, and what is ours.
    words : Words
        Its own words.
    scales : tuple of ItemScale
        Scales of the answers.
    sections : tuple of ItemSection
        Items.
    rules : tuple of AssessmentRule
        What follows from answers.
    kpis : tuple of Kpi
        Indicators.
    scale_conditions : tuple of ScaleCondition
        Conditions for going to scale.
    likelihood : mapping of str to float
        Chance that a risk comes, by its likelihood from 1 to 5; our own assumption.
    risks : tuple of UsualRisk
        Risks that the source names.
    phases : tuple of Phase
        Stages of the work.
    claims : tuple of Claim
        What the source says without proof.
    references : tuple of Source
        Reading and training that the source names.
    homes : tuple of Home
        Named items of the source that are served elsewhere or not at all.
    plan_template : str
        Template of the plan of work that fits it.
    notebooks : tuple of str
        Recipes of its reports in their order, such as ``"3b-map-partners"``.
    """

    key: Key
    version: Text
    title: Text
    description: Text
    base: Key
    sources: tuple[Source, ...] = Field(min_length=1)
    licence: Text
    changes: Text
    words: Words
    scales: tuple[ItemScale, ...] = Field(min_length=1)
    sections: tuple[ItemSection, ...] = Field(min_length=1)
    rules: tuple[AssessmentRule, ...] = ()
    kpis: tuple[Kpi, ...] = ()
    scale_conditions: tuple[ScaleCondition, ...] = ()
    likelihood: Fixed[Share]
    risks: tuple[UsualRisk, ...] = ()
    phases: tuple[Phase, ...] = ()
    claims: tuple[Claim, ...] = ()
    references: tuple[Source, ...] = ()
    homes: tuple[Home, ...] = ()
    plan_template: Key
    notebooks: tuple[Text, ...] = Field(min_length=1)

    @model_validator(mode="after")
    def _holds_together(self) -> Assessment:
        for problem in (
            *_twice("scale", (one.key for one in self.scales)),
            *_twice("section", (one.key for one in self.sections)),
            *_twice("item", (one.key for one in self.items)),
            *_twice("indicator", (one.key for one in self.kpis)),
            *_twice("rule", (one.key for one in self.rules)),
            *_twice("risk", (one.key for one in self.risks)),
            *_twice("phase", (one.key for one in self.phases)),
            *_twice("claim", (one.key for one in self.claims)),
            *_twice("condition", (one.key for one in self.scale_conditions)),
            *self._unfit_items(),
            *self._unfit_rules(),
        ):
            raise ValueError(problem)
        if sorted(self.likelihood) != ["1", "2", "3", "4", "5"]:
            message = "a chance for each likelihood from 1 to 5"
            raise ValueError(message)
        return self

    def _unfit_items(self) -> Iterator[str]:
        scales = {one.key: one for one in self.scales}
        keys = {item.key for item in self.items}
        named = [(item.key, item.part_of) for item in self.items]
        for key, of in (*named, *((risk.key, risk.item) for risk in self.risks)):
            if of is not None and of not in keys - {key}:
                yield f"an item of the file for {key}, not {of}"
        for item in self.items:
            if item.key in item.same_as:
                yield f"another item for {item.key} to be the same as"
            if item.scale is None:
                continue
            if item.scale not in scales:
                yield f"a scale of the file for {item.key}, not {item.scale}"
                continue
            scale = scales[item.scale]
            numbers = [one.level for one in scale.levels]
            if item.required is not None and item.required not in numbers:
                yield f"a required level of {item.key} that is on its scale"
            if item.levels and [one.level for one in item.levels] != numbers:
                yield f"a text for each level of {item.key}, or for none"

    def _unfit_rules(self) -> Iterator[str]:
        scales = {one.key: one.order for one in self.scales}
        items = {item.key: scales.get(item.scale or "") for item in self.answered}
        sections = {
            section.key: [item.key for item in section.items if item.key in items]
            for section in self.sections
        }
        phases = (rule for phase in self.phases for rule in phase.leave_when)
        for rule in (*self.rules, *phases):
            try:
                check_names(read_rule(rule.when), sections, items)
            except WorkbenchError as error:
                yield f"a condition of rule {rule.key} that can be read: {error}"

    @property
    def items(self) -> tuple[Item, ...]:
        """All items in their order."""
        return tuple(item for section in self.sections for item in section.items)

    @property
    def answered(self) -> tuple[Item, ...]:
        """Items that an assessor answers."""
        return tuple(item for item in self.items if item.scale is not None)

    @property
    def capabilities(self) -> tuple[Item, ...]:
        """Items that are what has to be built, as the components of a package are."""
        return tuple(
            item for section in self.sections if section.capabilities for item in section.items
        )

    def item(self, key: str) -> Item:
        """Return one item.

        Raises
        ------
        UnknownName
            There is no such item.
        """
        for item in self.items:
            if item.key == key:
                return item
        raise UnknownName(kind="item", name=key, known=[item.key for item in self.items])

    def scale_of(self, item: Item) -> ItemScale:
        """Return the scale of an item that is answered.

        Raises
        ------
        UnknownName
            It is not answered.
        """
        for scale in self.scales:
            if scale.key == item.scale:
                return scale
        known = [scale.key for scale in self.scales]
        raise UnknownName(kind="scale", name=str(item.scale), known=known)


def _twice(what: str, keys: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            yield f"each {what} once; twice there is {key}"
        seen.add(key)
