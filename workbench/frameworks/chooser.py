"""From two or three plain answers to a level: the questions of a scale and where they lead."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import combinations
from typing import NamedTuple

from pydantic import Field

from workbench.frameworks.fields import Fixed, FrozenModel, Key, LevelNumber, Text


class PossibleAnswer(FrozenModel):
    """One answer that can be given to a question.

    Attributes
    ----------
    key : str
        Short name, unique in the question.
    text : str
        The answer as the reader sees it.
    """

    key: Key
    text: Text


class Question(FrozenModel):
    """One question of a chooser.

    Attributes
    ----------
    key : str
        Short name, unique in the scale.
    text : str
        The question as the reader sees it.
    answers : tuple of PossibleAnswer
        What can be answered, in the order in which it is offered.
    """

    key: Key
    text: Text
    answers: tuple[PossibleAnswer, ...] = Field(min_length=2, max_length=12)


class LevelRule(FrozenModel):
    """Which level some answers lead to.

    Attributes
    ----------
    when : mapping of str to str
        Keys of questions and of the answers that must be given; other questions do not matter.
    level : int
        The level they lead to.
    """

    when: Fixed[str]
    level: LevelNumber

    def allows(self, answers: Mapping[str, str]) -> bool:
        """Whether none of these answers speaks against the decision."""
        return all(
            answers.get(question, answer) == answer for question, answer in self.when.items()
        )

    def settled_by(self, answers: Mapping[str, str]) -> bool:
        """Whether these answers are all that the decision asks for."""
        return all(answers.get(question) == answer for question, answer in self.when.items())


class Ending(NamedTuple):
    """Where a path through the questions ends: the answers given, and a level or a dead end."""

    answers: Mapping[str, str]
    level: int | None


def settled(decisions: Iterable[LevelRule], answers: Mapping[str, str]) -> int | None:
    """Find the level that these answers lead to, if they suffice.

    Parameters
    ----------
    decisions : iterable of LevelRule
        All decisions of the scale.
    answers : mapping of str to str
        Answers given so far, by key of the question.

    Returns
    -------
    int or None
        The level; ``None`` while an answer is missing or where no decision fits.
    """
    return next((rule.level for rule in decisions if rule.settled_by(answers)), None)


def next_question(
    questions: Iterable[Question], decisions: Sequence[LevelRule], answers: Mapping[str, str]
) -> Question | None:
    """Find the question to ask next.

    Parameters
    ----------
    questions : iterable of Question
        All questions of the scale, in their order.
    decisions : sequence of LevelRule
        All decisions of the scale.
    answers : mapping of str to str
        Answers given so far.

    Returns
    -------
    Question or None
        The first open question that still matters; ``None`` if none does.
    """
    if settled(decisions, answers) is not None:
        return None
    matters = {key for rule in decisions if rule.allows(answers) for key in rule.when}
    return next((q for q in questions if q.key in matters and q.key not in answers), None)


def endings(
    questions: Sequence[Question],
    decisions: Sequence[LevelRule],
    answers: Mapping[str, str] | None = None,
) -> Iterator[Ending]:
    """Walk every path through the questions.

    Parameters
    ----------
    questions : sequence of Question
        All questions of the scale, in their order.
    decisions : sequence of LevelRule
        All decisions of the scale.
    answers : mapping of str to str, optional
        Answers to start from.

    Yields
    ------
    Ending
        The answers in the order in which they were asked, and the level they lead to.

    Examples
    --------
    >>> question = Question.model_validate(
    ...     {
    ...         "key": "users",
    ...         "text": "Does anybody use it?",
    ...         "answers": [{"key": "no", "text": "No"}, {"key": "yes", "text": "Yes"}],
    ...     }
    ... )
    >>> rule = LevelRule(when={"users": "no"}, level=0)
    >>> [(dict(end.answers), end.level) for end in endings([question], [rule])]
    [({'users': 'no'}, 0), ({'users': 'yes'}, None)]
    """
    given = {} if answers is None else dict(answers)
    question = next_question(questions, decisions, given)
    if question is None:
        yield Ending(given, settled(decisions, given))
        return
    for answer in question.answers:
        yield from endings(questions, decisions, {**given, question.key: answer.key})


def overlaps(decisions: Sequence[LevelRule]) -> Iterator[tuple[int, int]]:
    """Find decisions that the same answers would settle.

    Parameters
    ----------
    decisions : sequence of LevelRule
        All decisions of the scale.

    Yields
    ------
    tuple of int
        Positions of two decisions that no question tells apart.

    Examples
    --------
    >>> first, second = LevelRule(when={"users": "no"}, level=0), LevelRule(when={}, level=1)
    >>> list(overlaps([first, second]))
    [(0, 1)]
    """
    for (i, first), (j, second) in combinations(enumerate(decisions), 2):
        if first.allows(second.when):
            yield i, j
