"""The small language in which a framework says when a rule holds; nothing of it is ever executed.

A rule compares what was answered with a number, and joins such comparisons::

    lowest(components) <= 1 and not gap(infrastructure) > 0
    count(not-for, "yes") > 0 or share(pilot-quality, 2) < 0.5

A name is that of a section or of an item; ``_`` reads as ``-``. The functions are those of
:data:`FUNCTIONS`. What nobody has answered is not known, and so may be what rests on it: the value
of a rule is yes, no or not known.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, NamedTuple, NoReturn, TypeAlias, get_args

from workbench.errors import InvalidInput, UnknownName, did_you_mean
from workbench.frameworks.fields import FixedMapping

Sign = Literal["<=", ">=", "==", "!=", "<", ">"]
SIGNS: Final[tuple[Sign, ...]] = get_args(Sign)

FUNCTIONS: Final[Mapping[str, str]] = FixedMapping(
    {
        "lowest": "the lowest level",
        "highest": "the highest level",
        "median": "the lower median of the levels",
        "gap": "the largest gap between the level required and the level now",
        "answered": "how many items are answered",
        "count": "how many items have a word, or a level or more",
        "share": "the share of items that have a word, or a level or more, 0 to 1",
    }
)
"""What can be asked of a section or an item, and what it gives."""

LONGEST_RULE: Final = 500
"""Letters of a rule at the most."""

DEEPEST_RULE: Final = 12
"""Brackets and negations inside each other at the most."""

_ALIASES: Final = {"min": "lowest", "max": "highest"}
_WITH_ANSWER: Final = frozenset({"count", "share"})
_TOKEN: Final = re.compile(
    r"""\s*(?:(?P<number>[0-9]{1,9}(?:\.[0-9]{1,6})?)(?![\w.])|(?P<name>[A-Za-z][A-Za-z0-9_-]*)"""
    r"""|"(?P<word>[^"]*)"|(?P<sign><=|>=|==|!=|<|>)|(?P<mark>[(),]))"""
)


def _written(number: float) -> str:
    return f"{number:.6f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Constant:
    """A number that is written in the rule."""

    value: float

    def __str__(self) -> str:
        """Write it as a rule has it."""
        return _written(self.value)


@dataclass(frozen=True, slots=True)
class Asked:
    """A function of the answers in a section or to an item.

    Attributes
    ----------
    function : str
        One of :data:`FUNCTIONS`.
    over : str
        Key of a section or an item.
    answer : str, float or None
        A word of the scale, or a level; of ``count`` and ``share``.
    """

    function: str
    over: str
    answer: str | float | None = None

    def __str__(self) -> str:
        """Write it as a rule has it."""
        if self.answer is None:
            return f"{self.function}({self.over})"
        shown = f'"{self.answer}"' if isinstance(self.answer, str) else _written(self.answer)
        return f"{self.function}({self.over}, {shown})"


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two values and the sign between them."""

    left: Constant | Asked
    sign: Sign
    right: Constant | Asked

    def __str__(self) -> str:
        """Write it as a rule has it."""
        return f"{self.left} {self.sign} {self.right}"


@dataclass(frozen=True, slots=True)
class Negated:
    """What does not hold."""

    of: Condition

    def __str__(self) -> str:
        """Write it as a rule has it."""
        return f"not ({self.of})"


@dataclass(frozen=True, slots=True)
class AllOrAny:
    """Conditions of which all have to hold, or any."""

    joined_by: Literal["and", "or"]
    parts: tuple[Condition, ...]

    def __str__(self) -> str:
        """Write it as a rule has it."""
        return f" {self.joined_by} ".join(f"({part})" for part in self.parts)


Condition: TypeAlias = Comparison | Negated | AllOrAny
"""When a rule holds."""


class AnswerScale(NamedTuple):
    """What an item can be answered with: levels from lowest to highest, or one of some words."""

    lowest: int
    highest: int
    words: tuple[str, ...] = ()


class _Token(NamedTuple):
    kind: str
    text: str
    place: int


def read_rule(text: str) -> Condition:
    """Read when a rule holds.

    Parameters
    ----------
    text : str
        A condition as in the examples at the top of this module, at most 500 letters long.

    Returns
    -------
    Condition
        What :func:`check_names` and the assessment take; ``str`` of it is a rule again.

    Raises
    ------
    InvalidInput
        It is no condition; the message says what was expected and at which letter.

    Examples
    --------
    >>> read_rule("lowest(components)")
    Traceback (most recent call last):
    workbench.errors.InvalidInput: The rule cannot be read: the end, expected a sign such as <=.
    >>> print(read_rule('min(components) <= 1 and not count(not_for, "yes") > 0'))
    (lowest(components) <= 1) and (not (count(not-for, "yes") > 0))
    """
    if len(text) > LONGEST_RULE:
        message = f"The rule has {len(text)} letters; it can have {LONGEST_RULE}."
        raise InvalidInput(message)
    reader = _Reader(list(_tokens(text)))
    found = reader.either(0)
    reader.expect_end()
    return found


def _tokens(text: str) -> Iterator[_Token]:
    place = 0
    end = len(text.rstrip())
    while place < end:
        found = _TOKEN.match(text, place, end)
        if found is None:
            start = place + len(text[place:]) - len(text[place:].lstrip())
            yield _Token("unknown", text[start : start + 1], start)
            return
        kind = str(found.lastgroup)
        yield _Token(kind, found[kind], found.start(kind))
        place = found.end()
    yield _Token("end", "", end)


class _Reader:
    """Reads the parts of a rule one after the other, without a step back."""

    def __init__(self, tokens: Sequence[_Token]) -> None:
        self._tokens = tokens
        self._at = 0

    @property
    def _next(self) -> _Token:
        return self._tokens[self._at]

    def _take(self) -> _Token:
        token = self._next
        self._at = min(self._at + 1, len(self._tokens) - 1)
        return token

    def _is(self, kind: str, *texts: str) -> bool:
        return self._next.kind == kind and (not texts or self._next.text in texts)

    def _refuse(self, expected: str) -> NoReturn:
        kind, shown, place = self._next
        if kind == "unknown":
            expected = 'a name, a number, a word in "", a sign or a bracket'
        found = "the end" if kind == "end" else f'found "{shown}"'
        at = "" if kind == "end" else f" at letter {place + 1}"
        message = f"The rule cannot be read{at}: {found}, expected {expected}."
        raise InvalidInput(message)

    def expect_end(self) -> None:
        """Refuse what follows behind the condition."""
        if not self._is("end"):
            self._refuse("and, or, or the end")

    def _mark(self, mark: str) -> None:
        if not self._is("mark", mark):
            self._refuse(f'"{mark}"')
        self._take()

    def either(self, depth: int) -> Condition:
        """Read conditions between which ``or`` stands."""
        parts = [self._both(depth)]
        while self._is("name", "or"):
            self._take()
            parts.append(self._both(depth))
        return parts[0] if len(parts) == 1 else AllOrAny("or", tuple(parts))

    def _both(self, depth: int) -> Condition:
        parts = [self._one(depth)]
        while self._is("name", "and"):
            self._take()
            parts.append(self._one(depth))
        return parts[0] if len(parts) == 1 else AllOrAny("and", tuple(parts))

    def _one(self, depth: int) -> Condition:
        if depth > DEEPEST_RULE:
            message = f"The rule has more than {DEEPEST_RULE} brackets inside each other."
            raise InvalidInput(message)
        if self._is("name", "not"):
            self._take()
            return Negated(self._one(depth + 1))
        if self._is("mark", "("):
            self._take()
            inner = self.either(depth + 1)
            self._mark(")")
            return inner
        left = self._value()
        if not self._is("sign"):
            self._refuse("a sign such as <=")
        written = self._take().text
        sign = next(one for one in SIGNS if one == written)
        return Comparison(left, sign, self._value())

    def _value(self) -> Constant | Asked:
        if self._is("number"):
            return Constant(float(self._take().text))
        if not self._is("name") or self._next.text in {"and", "or", "not"}:
            self._refuse("a number or a function")
        name = self._next.text
        function = _ALIASES.get(name, name)
        if function not in FUNCTIONS:
            self._refuse(f"a function. {did_you_mean(name, list(FUNCTIONS))}".rstrip("."))
        self._take()
        self._mark("(")
        if not self._is("name"):
            self._refuse("the name of a section or an item")
        over = self._take().text.replace("_", "-")
        answer = None
        if function in _WITH_ANSWER:
            self._mark(",")
            if not (self._is("word") or self._is("number")):
                self._refuse('a level, or a word in ""')
            token = self._take()
            answer = token.text if token.kind == "word" else float(token.text)
        self._mark(")")
        return Asked(function, over, answer)


def asked_in(condition: Condition) -> Iterator[Asked]:
    """Return what a condition asks of the answers, from left to right.

    Examples
    --------
    >>> [str(one) for one in asked_in(read_rule("gap(a) > 0 or not lowest(b) <= gap(a)"))]
    ['gap(a)', 'lowest(b)', 'gap(a)']
    """
    if isinstance(condition, Comparison):
        yield from (one for one in (condition.left, condition.right) if isinstance(one, Asked))
    elif isinstance(condition, Negated):
        yield from asked_in(condition.of)
    else:
        for part in condition.parts:
            yield from asked_in(part)


def check_names(
    condition: Condition,
    sections: Mapping[str, Collection[str]],
    items: Mapping[str, AnswerScale | None],
) -> None:
    """Hold the names and answers of a rule against what the framework asks.

    Parameters
    ----------
    condition : Condition
        Of :func:`read_rule`.
    sections : mapping of str to collection of str
        Keys of the items of each section.
    items : mapping of str to AnswerScale or None
        What each item can be answered with; None for one that has no order, such as a text.

    Raises
    ------
    UnknownName
        There is no such section or item, or no such word on its scale; names the nearest.
    InvalidInput
        The items have no levels, or none reaches the level that is named.

    Examples
    --------
    >>> items = {"design": AnswerScale(0, 5), "pilot": AnswerScale(0, 2, ("no", "partly", "yes"))}
    >>> check_names(read_rule("lowest(desing) < 2"), {"components": ["design"]}, items)
    Traceback (most recent call last):
    workbench.errors.UnknownName: There is no section or item 'desing'. Did you mean 'design'?
    """
    for asked in asked_in(condition):
        own = sections.get(asked.over, [asked.over] if asked.over in items else None)
        if own is None:
            raise UnknownName(kind="section or item", name=asked.over, known=[*sections, *items])
        scales = [scale for key in own if (scale := items[key]) is not None]
        if not scales:
            message = f"{asked}: '{asked.over}' has no item with levels, so it cannot be asked."
            raise InvalidInput(message)
        if isinstance(asked.answer, str):
            known = list(dict.fromkeys(word for scale in scales for word in scale.words))
            if asked.answer not in known:
                kind = f"answer in {asked.over}"
                raise UnknownName(kind, asked.answer, known)
        elif asked.answer is not None and asked.answer > max(one.highest for one in scales):
            message = f"{asked}: no item of '{asked.over}' reaches level {asked.answer:g}."
            raise InvalidInput(message)
