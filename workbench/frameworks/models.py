"""What a framework is: scales with their levels, lists of terms, and strategic options.

The values stand in YAML files beside this module; nothing here knows what a level is called.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Literal

from pydantic import Field

from workbench.errors import UnknownName
from workbench.frameworks.assessment_models import Assessment
from workbench.frameworks.chooser import LevelRule, Question
from workbench.frameworks.fields import (
    Fixed,
    FixedMapping,
    FrozenModel,
    Key,
    LevelNumber,
    Number,
    Text,
)
from workbench.frameworks.terms import Source, Term

DIMENSIONS: Final = ("readiness", "use")
"""Scales that every framework has."""

LISTS: Final = (
    "component_kinds", "functions", "organisation_types",
    "actor_types", "partner_roles", "tie_layers",
)  # fmt: skip
"""Lists that every framework names, because tables of a project draw their values from them."""

OPTIONS: Final = ("substitute", "outsource", "develop", "relocate", "reorient", "postpone", "stop")
"""Keys of the strategic options, in the order in which they are weighed."""


class Level(FrozenModel):
    """One level of a scale.

    Attributes
    ----------
    level : int
        Number on the scale.
    name : str
        Name exactly as published; two levels may bear the same one.
    short : str
        A few words to print beside the number, unique in the scale.
    definition : str
        What is true of a component at this level.
    evidence : str
        What can support the level.
    stage : str or None
        Larger stage that the level belongs to, where the source has one.
    prms_id : int or None
        Number of the level in CGIAR's reporting system. It is not the level.
    """

    level: LevelNumber
    name: Text
    short: Text
    definition: Text
    evidence: Text
    stage: Text | None = None
    prms_id: Number | None = None


class Scale(FrozenModel):
    """An ordered scale of levels, with questions that lead to one of them.

    Attributes
    ----------
    dimension : str
        What the scale measures: "readiness" or "use".
    title : str
        Name as a report prints it.
    question : str
        The question that a level answers.
    minimum, maximum : int
        Lowest and highest level.
    levels : tuple of Level
        All levels from lowest to highest.
    questions : tuple of Question
        Two or three questions that lead to a level.
    decision : tuple of LevelRule
        Which answers lead to which level.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> scale = load("ipsr").use
    >>> scale[2].name, scale.label(2)
    ('Partners', 'use 2, some partners')
    """

    dimension: Key
    title: Text
    question: Text
    minimum: LevelNumber
    maximum: LevelNumber
    levels: tuple[Level, ...]
    questions: tuple[Question, ...] = Field(min_length=1, max_length=3)
    decision: tuple[LevelRule, ...]

    def __getitem__(self, level: int) -> Level:
        """Return one level by its number.

        Raises
        ------
        UnknownName
            The scale has no such level.
        """
        for candidate in self.levels:
            if candidate.level == level:
                return candidate
        known = [str(candidate.level) for candidate in self.levels]
        raise UnknownName(kind=f"level of {self.dimension}", name=str(level), known=known)

    def label(self, level: int) -> str:
        """Name a level in plain text: dimension, number and a few words.

        Parameters
        ----------
        level : int
            Number of the level.

        Returns
        -------
        str
            For example ``"use 2, some partners"``.

        Raises
        ------
        UnknownName
            The scale has no such level.

        Examples
        --------
        >>> from workbench.frameworks import load
        >>> load("scaling-readiness-2020").readiness.label(9)
        'readiness 9, ready'
        """
        found = self[level]
        return f"{self.dimension} {found.level}, {found.short}"


class StrategicOption(FrozenModel):
    """One of the seven ways to deal with a bottleneck.

    Attributes
    ----------
    key : str
        One of :data:`OPTIONS`.
    title : str
        Name as a report prints it.
    question : str
        The question to which the option is the answer "yes".
    prefer_when : str
        When it is the better way.
    changes : str
        What it changes in the package.
    needs : tuple of str
        What one has to know to weigh it.
    group : {"here and now", "elsewhere or later", "end"}
        Whether it mends the bottleneck, moves away from it, or gives up.
    """

    key: Key
    title: Text
    question: Text
    prefer_when: Text
    changes: Text
    needs: tuple[Text, ...] = Field(min_length=1)
    group: Literal["here and now", "elsewhere or later", "end"]


class Vocabulary(FrozenModel):
    """Lists and options that several frameworks share, stated once.

    Attributes
    ----------
    title, description : str
        What it is.
    sources : tuple of Source
        Where it comes from.
    options : tuple of StrategicOption
        The seven strategic options.
    lists : mapping of str to tuple of Term
        Lists by name.
    """

    title: Text
    description: Text
    sources: tuple[Source, ...] = Field(min_length=1)
    options: tuple[StrategicOption, ...]
    lists: Fixed[tuple[Term, ...]]


class Framework(FrozenModel):
    """A published way to assess innovations: its scales, options and lists.

    Made by :func:`~workbench.frameworks.load` and :func:`~workbench.frameworks.read`, which check
    what a single field cannot show, such as a gap in the levels.

    Attributes
    ----------
    key : str
        Short name.
    version : str
        Version; levels of two versions never mix.
    title, description : str
        What it is.
    sources : tuple of Source
        Where its definitions come from, with those of the shared lists it uses.
    scales : mapping of str to Scale
        Scales by dimension.
    options : tuple of StrategicOption
        The seven strategic options in their order.
    lists : mapping of str to tuple of Term
        Lists by name.
    vocabulary : str or None
        File that the shared lists and options come from.
    assessments : tuple of Assessment
        Frameworks of assessment that a project uses; the first is the one that it is named after.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> framework = load("ipsr")
    >>> framework.identity, framework.readiness[9].name
    ('ipsr 2022', 'Proven Innovation')
    >>> framework.terms("functions")["trust"].prms_id
    2
    """

    key: Key
    version: Text
    title: Text
    description: Text
    sources: tuple[Source, ...] = Field(min_length=1)
    scales: Fixed[Scale]
    options: tuple[StrategicOption, ...]
    lists: Fixed[tuple[Term, ...]]
    vocabulary: Text | None = None
    assessments: tuple[Assessment, ...] = ()

    @property
    def judges_levels(self) -> bool:
        """Whether components are judged by readiness and use; a framework of assessment does not.

        Examples
        --------
        >>> from workbench.frameworks import load
        >>> load("ipsr").judges_levels, load("ai-transformation").judges_levels
        (True, False)
        """
        return self.key not in {one.key for one in self.assessments}

    @property
    def readiness(self) -> Scale:
        """The scale of readiness."""
        return self.scales["readiness"]

    @property
    def use(self) -> Scale:
        """The scale of use."""
        return self.scales["use"]

    @property
    def highest_score(self) -> int:
        """Highest score of a component or package: both levels at the top of their scales."""
        return self.readiness.maximum * self.use.maximum

    @property
    def identity(self) -> str:
        """Key and version, as results and reports name the framework."""
        return f"{self.key} {self.version}"

    @property
    def mutual_layers(self) -> tuple[str, ...]:
        """Keys of the sorts of relation that two actors have with each other.

        Examples
        --------
        >>> from workbench.frameworks import load
        >>> load("ipsr").mutual_layers
        ('collaboration', 'implementation')
        """
        return tuple(term.key for term in self.lists["tie_layers"] if term.mutual)

    def terms(self, list_name: str) -> Mapping[str, Term]:
        """Return the terms of one list by their keys.

        Parameters
        ----------
        list_name : str
            Name of the list, such as "functions".

        Returns
        -------
        mapping of str to Term
            In the order of the list.

        Raises
        ------
        UnknownName
            The framework has no such list.

        Examples
        --------
        >>> from workbench.frameworks import load
        >>> list(load("ipsr").terms("partner_roles"))
        ['demand', 'innovation', 'scaling', 'other']
        """
        if list_name not in self.lists:
            raise UnknownName(kind="list", name=list_name, known=list(self.lists))
        return FixedMapping({term.key: term for term in self.lists[list_name]})
