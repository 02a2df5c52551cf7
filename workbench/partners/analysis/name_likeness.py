"""Names of actors that are likely the same organisation, for a person to decide; none is merged.

The importers of the project compare short names as they make them; analyses may not use that room,
and look at the names that a finished table holds: abbreviations, words in another order, legal
forms, accents.
"""

from __future__ import annotations

import difflib
import re
import unicodedata
from itertools import combinations

import pandas as pd

from workbench.core.table_access import require, text

#: Likeness from which two spellings are listed.
LIKE = 0.88
#: Words that tell nothing apart: articles, prepositions, legal forms.
_FILLERS = frozenset(
    [
        *("the", "of", "for", "and", "in", "de", "la", "le", "les", "des", "du", "et", "y", "e"),
        *("ltd", "limited", "inc", "llc", "plc", "sa", "sarl", "gmbh", "co", "company", "corp"),
        *("corporation", "org", "organisation", "organization"),
    ]
)
#: Likeness that the words which differ must have among themselves.
REST_LIKE = 0.75
_SHORTEST = 4


def likely_duplicates(actors: pd.DataFrame) -> pd.DataFrame:
    """List pairs of actors whose names are likely those of one organisation.

    Parameters
    ----------
    actors : DataFrame
        The table actors: actor; where known name. One actor at several sites is one actor.

    Returns
    -------
    DataFrame
        actor, other, name, other_name (str), reason (str: "same letters", "same words", "one is the
        initials of the other", "alike"), likeness (float, 0 to 1); the likeliest first. Nothing is
        merged: a person decides.

    Raises
    ------
    UnknownName
        There is no column actor.

    Examples
    --------
    >>> actors = pd.DataFrame(
    ...     {"actor": ["rab", "rab-2", "wfp"], "name": ["Rwanda Agriculture Board", "RAB", "WFP"]}
    ... )
    >>> likely_duplicates(actors)[["actor", "other", "reason"]].to_numpy().tolist()
    [['rab', 'rab-2', 'one is the initials of the other']]
    """
    require(actors, ("actor",), "actors")
    key = text(actors, "actor")
    name = text(actors, "name").fillna(key)
    frame = pd.DataFrame({"actor": key, "name": name})
    spelled = frame.drop_duplicates(["actor", "name"]).sort_values(["actor", "name"])
    entries = list(zip(spelled["actor"], spelled["name"], strict=True))
    rows = []
    for one, other in _worth_comparing(entries):
        reason, value = _likeness(one[1], other[1])
        if reason:
            rows.append((one[0], other[0], one[1], other[1], reason, value))
    columns = ["actor", "other", "name", "other_name", "reason", "likeness"]
    table = pd.DataFrame(rows, columns=columns)
    table = table.sort_values(["likeness", "actor", "other"], ascending=[False, True, True])
    table = table.drop_duplicates(["actor", "other"]).reset_index(drop=True)
    kinds = dict.fromkeys(columns, "str") | {"likeness": "float64"}
    return table.astype(kinds)


def _words(name: str) -> list[str]:
    """Return the words of a name without accents and fillers, lower case."""
    plain = unicodedata.normalize("NFKD", name.casefold())
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    words = re.findall(r"\w+", plain)
    return [word for word in words if word not in _FILLERS] or words


def _worth_comparing(
    entries: list[tuple[str, str]],
) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """Return pairs that share a beginning of a word, or an initial; all pairs would be too many."""
    blocks: dict[str, list[int]] = {}
    for number, (_, name) in enumerate(entries):
        words = _words(name)
        initials = "".join(word[0] for word in words)
        keys = {word[:4] for word in words} | {f"={initials}", f"={''.join(words)}"}
        for block in keys:
            blocks.setdefault(block, []).append(number)
    pairs = {pair for members in blocks.values() for pair in combinations(members, 2)}
    return [(entries[a], entries[b]) for a, b in sorted(pairs) if entries[a][0] != entries[b][0]]


def _likeness(one: str, other: str) -> tuple[str, float]:
    """Describe why two names are likely the same, and how alike they are; "" if they are not."""
    a, b = _words(one), _words(other)
    if not a or not b:
        return "", 0.0
    if "".join(a) == "".join(b):
        return "same letters", 1.0
    if sorted(a) == sorted(b):
        return "same words", 0.99
    if _initials(a, b) or _initials(b, a):
        return "one is the initials of the other", 0.95
    value = _spelling(a, b)
    return ("alike", value) if value >= LIKE else ("", 0.0)


def _initials(short: list[str], long: list[str]) -> bool:
    """Tell whether a name of one word is made of the first letters of the other."""
    initials = "".join(word[0] for word in long)
    return len(short) == 1 and len(initials) > 2 and short[0] == initials


def _spelling(a: list[str], b: list[str]) -> float:
    """Compare letters; names that differ by a whole word or a number are not the same.

    Numbers tell branches and phases apart, and "Red Valley Growers" is not "Green Valley Growers"
    although most of the letters agree: what is left without the common words must be alike itself.
    """
    rest_a, rest_b = [w for w in a if w not in b], [w for w in b if w not in a]
    left, right = " ".join(rest_a), " ".join(rest_b)
    numbers = [[w for w in words if w.isdigit()] for words in (a, b)]
    if numbers[0] != numbers[1] or min(len(left), len(right)) < _SHORTEST:
        return 0.0
    if difflib.SequenceMatcher(None, left, right, autojunk=False).ratio() < REST_LIKE:
        return 0.0
    whole = difflib.SequenceMatcher(None, " ".join(a), " ".join(b), autojunk=False)
    return round(whole.ratio(), 3)
