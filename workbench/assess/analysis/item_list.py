"""The items that are asked, section by section, and how an answer to them is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Final, Literal

import numpy as np
import pandas as pd

from workbench.core.table_access import BoolArray, FloatArray, IntArray
from workbench.frameworks.rule_language import AnswerScale, Condition, read_rule

if TYPE_CHECKING:
    from workbench.frameworks.assessment_models import Assessment, AssessmentRule

ItemKind = Literal["level", "gate", "status", "choice", "text", "number"]
"""What an item is answered with; the first three have an order."""

GATE_WORDS: Final = ("no", "partly", "yes")
"""ItemAnswers to a gate, the least first."""

ENOUGH: Final = 2
"""Level from which an item counts as there, where a section tells the share: ours."""

PARTLY: Final = 1
"""Place from which a gate counts as open: at least partly, as the sources have it."""

_KINDS: Final[Mapping[str, ItemKind]] = {
    "levels": "level", "yes-no": "gate", "status": "status",
    "choice": "choice", "choices": "choice", "number": "number", "text": "text",
}  # fmt: skip
_GATES: Final[Mapping[str, Literal["all_of", "any_of"]]] = {"all": "all_of", "any": "any_of"}


@dataclass(frozen=True, slots=True)
class ListedItem:
    """An item of the framework.

    Attributes
    ----------
    key, title, section : str
        Short name, name as the report prints it, key of its section.
    kind : str
        What it is answered with.
    scale : AnswerScale or None
        Lowest and highest level; words stand for the levels in their order, and those beyond the
        highest set the item aside ("not applicable", say). None where the kind has no order.
    required : int or None
        Level that the framework requires.
    weight : float
        How much it counts beside the others.
    needs_evidence : bool
        Whether an answer has to rest on evidence.
    blocking : bool
        Of a gate: whether "yes" speaks against going on.
    same_as : tuple of str
        Items, of this or of another framework, whose answers serve it where it has none.
    """

    key: str
    title: str
    section: str
    kind: ItemKind = "level"
    scale: AnswerScale | None = None
    required: int | None = None
    weight: float = 1.0
    needs_evidence: bool = False
    blocking: bool = False
    same_as: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ListedSection:
    """A section of the framework.

    Attributes
    ----------
    key, title : str
        Short name, and name as the report prints it.
    limits : bool
        Whether its lowest item holds the whole back, as a bottleneck does.
    gate : str
        "all_of" or "any_of": how many of its gates have to be open; "" where it has none.
    passes : int
        Level from which a gate counts as open: 1 is partly, 2 is yes.
    enough : int or None
        Level from which an item counts as there, where the section tells the share of them.
    """

    key: str
    title: str
    limits: bool = False
    gate: Literal["all_of", "any_of", ""] = ""
    passes: int = 1
    enough: int | None = None


@dataclass(frozen=True, slots=True)
class ListedRule:
    """A rule of the framework.

    Attributes
    ----------
    key : str
        Short name.
    when : Condition
        When it is told.
    flag : str
        How much it matters: "serious", "to mend" or "to know".
    says, to_do : str
        What it means, and what to do.
    """

    key: str
    when: Condition
    flag: str
    says: str
    to_do: str


@dataclass(frozen=True)
class ItemList:
    """What a framework asks.

    Attributes
    ----------
    sections : tuple of ListedSection
        In the order of the report.
    items : tuple of ListedItem
        Items of one section together, in the order of the sections.
    rules : tuple of ListedRule
        What is told when certain answers come together.
    noun, nouns : str
        What the framework calls one item that limits the whole, and several: "ingredients", say.
    """

    sections: tuple[ListedSection, ...]
    items: tuple[ListedItem, ...]
    rules: tuple[ListedRule, ...] = ()
    noun: str = "item"
    nouns: str = "items"

    @cached_property
    def ordered(self) -> tuple[ListedItem, ...]:
        """The items that have levels or ordered words."""
        return tuple(one for one in self.items if one.scale is not None)

    @cached_property
    def scales(self) -> tuple[AnswerScale, ...]:
        """The scale of each ordered item."""
        return tuple(one.scale for one in self.ordered if one.scale is not None)

    @cached_property
    def lowest(self) -> FloatArray:
        """Lowest level of each ordered item."""
        return np.array([scale.lowest for scale in self.scales], dtype=np.float64)

    @cached_property
    def sizes(self) -> IntArray:
        """How many levels each ordered item has."""
        return np.array([one.highest - one.lowest + 1 for one in self.scales], dtype=np.int64)

    @cached_property
    def blocking(self) -> BoolArray:
        """Which ordered items speak against going on when they hold."""
        return np.array([one.blocking for one in self.ordered], dtype=bool)

    @cached_property
    def places(self) -> dict[str, tuple[int, ...]]:
        """Places of the ordered items of each section, and of each item by its own key."""
        found: dict[str, tuple[int, ...]] = {
            section.key: tuple(
                place for place, one in enumerate(self.ordered) if one.section == section.key
            )
            for section in self.sections
        }
        return found | {one.key: (place,) for place, one in enumerate(self.ordered)}

    def of_kinds(self, section: str, kinds: Sequence[str]) -> tuple[int, ...]:
        """Return the places of the ordered items of some kinds in a section."""
        return tuple(p for p in self.places[section] if self.ordered[p].kind in kinds)

    def on_one_scale(self, places: Sequence[int]) -> IntArray:
        """Return those of some ordered items that are on the scale that most of them have."""
        scales = [self.scales[place] for place in places]
        most = max(scales, key=scales.count, default=None)
        same = [place for place, scale in zip(places, scales, strict=True) if scale == most]
        return np.array(same, dtype=np.int64)

    @cached_property
    def limiting(self) -> IntArray:
        """Places of the items of which the lowest limits the whole, all on one scale."""
        sections = [section.key for section in self.sections if section.limits]
        return self.on_one_scale([p for key in sections for p in self.of_kinds(key, ("level",))])


def answer_places(values: pd.Index[str], scale: AnswerScale) -> FloatArray:
    """Return the place on its scale that each answer names.

    Parameters
    ----------
    values : Index of str
        ItemAnswers as they stand in the table; capitals and stray blanks do not count.
    scale : AnswerScale
        Scale of the item.

    Returns
    -------
    array of float
        0 for the lowest level; the number of levels where the item is set aside; NaN for what is
        not on the scale.

    Examples
    --------
    >>> gate = AnswerScale(0, 2, ("no", "partly", "yes", "not applicable"))
    >>> answer_places(pd.Index(["Yes", "not applicable", "maybe", "2"]), gate).tolist()
    [2.0, 3.0, nan, nan]
    >>> answer_places(pd.Index(["3", "3.0", "6", "2.5"]), AnswerScale(0, 5)).tolist()
    [3.0, 3.0, nan, nan]
    """
    size = scale.highest - scale.lowest + 1
    words = {word.casefold(): min(place, size) for place, word in enumerate(scale.words)}

    def place_of(value: str) -> float:
        said = value.strip().casefold()
        if words:
            return words.get(said, np.nan)
        try:
            level = float(said)
        except ValueError:
            return np.nan
        sound = level.is_integer() and scale.lowest <= level <= scale.highest
        return level - scale.lowest if sound else np.nan

    return np.array([place_of(value) for value in values], dtype=np.float64)


def list_items(
    assessment: Assessment, serving: Mapping[str, tuple[str, ...]] | None = None
) -> ItemList:
    """List what a framework of assessment asks.

    Parameters
    ----------
    assessment : Assessment
        The framework; items that live in a table of their own are passed over.
    serving : mapping of str to tuple of str, optional
        Items whose answers can stand in for each item, among all frameworks of a project.

    Examples
    --------
    >>> from workbench.frameworks.assessments import load_assessment
    >>> listed = list_items(load_assessment("ai-transformation"))
    >>> [one.key for one in listed.items if one.key.startswith("data")]
    ['data-infrastructure']
    """
    served = serving or {}
    items = []
    for section in assessment.sections:
        for one in section.items:
            if one.scale is None:
                continue
            scale = assessment.scale_of(one)
            items.append(
                ListedItem(
                    key=one.key,
                    title=one.title,
                    section=section.key,
                    kind=_KINDS[scale.kind],
                    scale=scale.order,
                    required=one.required,
                    weight=one.weight,
                    needs_evidence=one.evidence == "required",
                    blocking=one.blocking,
                    same_as=served.get(one.key, one.same_as),
                )
            )
    asked = {one.section for one in items}
    sections = tuple(
        ListedSection(
            key=one.key,
            title=one.title,
            limits=one.capabilities and one.summary == "lowest",
            gate=_GATES.get(one.summary, ""),
            passes=PARTLY,
            enough=ENOUGH if one.summary == "share" else None,
        )
        for one in assessment.sections
        if one.key in asked
    )
    return ItemList(
        sections=sections,
        items=tuple(items),
        rules=list_rules(assessment.rules),
        noun=assessment.words.component.one,
        nouns=assessment.words.component.many,
    )


def list_rules(rules: Sequence[AssessmentRule]) -> tuple[ListedRule, ...]:
    """Read the conditions of rules, such as those of a framework or of a phase of it."""
    return tuple(
        ListedRule(one.key, read_rule(one.when), one.flag, one.says, one.to_do) for one in rules
    )
