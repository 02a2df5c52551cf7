"""How a ballot says what comes before what: the grammar of the column ``ranking``.

It stands here, below both packages that need it: ballots are checked by it, and counted.
"""

from __future__ import annotations

from typing import Final, TypeAlias

from workbench.errors import InvalidInput

Ranking: TypeAlias = tuple[frozenset[str], ...]
RANKING_FORM: Final = "alternatives with > or = between them, each of them once"
"""What a cell may hold, in words."""


def read_ranking(text: str) -> Ranking:
    """Read a ranking such as ``a > b = c > d``, the best first.

    Raises
    ------
    InvalidInput
        An alternative stands twice, or a place is empty.

    Examples
    --------
    >>> [sorted(place) for place in read_ranking("a > b = c")]
    [['a'], ['b', 'c']]
    """
    places = [[name.strip() for name in place.split("=")] for place in text.split(">")]
    names = [name for place in places for name in place]
    if "" in names:
        message = f"'{text}' has an empty place; write alternatives with > or = between them."
        raise InvalidInput(message)
    if len(set(names)) != len(names):
        twice = next(name for name in names if names.count(name) > 1)
        message = f"'{text}' ranks {twice} twice; each alternative has one place."
        raise InvalidInput(message)
    return tuple(frozenset(place) for place in places)
