"""What is wrong with a YAML file, in words that need no knowledge of YAML, with the line."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from workbench.errors import Problem

_LONGEST = 80
_QUOTES = "Put the value in quotes."
SWOLLEN: Final = "value within itself"
"""What a reader says of a file that refers to itself, or to so much that it swells."""

# A phrase of the parser, what was expected, what to do, and whether the fault began further up.
_WORDS: Final[Sequence[tuple[str, str, str, bool]]] = (
    (r"character '\\t'", "blanks before the text", "Indent with blanks and not with tabs.", False),
    (r"mapping values are not allowed", "one ': ' in a line, and lines indented alike",
     "Put a value with ': ' in it in quotes, or indent the line as its neighbours.", False),
    (r"could not find expected ':'", "a line such as 'key: value'",
     "Write ':' and a blank behind the key.", True),
    (r"while scanning a quoted scalar", "quotes in pairs", "Close the quote opened here.", True),
    (r"unknown escape character", "no \\ between double quotes",
     "Write the value in single quotes, or write \\ twice.", False),
    (r"while parsing a flow sequence", "a list that ends with ]",
     "Close the bracket, and separate entries by commas.", True),
    (r"while parsing a flow mapping", "values that end with }",
     "Close the brace, and separate values by commas.", True),
    (r"expected .?<(block end|document start)>", "lines indented alike",
     "Begin the line as far to the right as its neighbours.", False),
    (r"alias|anchor", "no value that begins with * or &", _QUOTES, False),
    (r"constructor for the tag|tag handle|scanning a tag", "no value that begins with !",
     _QUOTES, False),
    (r"cannot start any token", "no value that begins with @, ` or %", _QUOTES, False),
    (r"single document", "one part, without a line '---' inside", "Delete the line '---'.", False),
    (SWOLLEN, "values that refer to no value around them, and not to very many",
     "Write the values out instead of * and &.", False),
)  # fmt: skip


def explain_fault(error: Exception, raw: bytes, file: str) -> Problem:
    """Describe in plain words what keeps a YAML file from being read, and in which line.

    Parameters
    ----------
    error : Exception
        What reading or parsing raised.
    raw : bytes
        Content of the file; empty where it could not be opened.
    file : str
        Name to print.

    Returns
    -------
    Problem
        ``found`` is the line as it stands.

    Examples
    --------
    >>> import yaml
    >>> text = "title: Wilt: a study"
    >>> try:
    ...     yaml.safe_load(text)
    ... except yaml.YAMLError as error:
    ...     print(explain_fault(error, text.encode(), "project.yaml").found)
    title: Wilt: a study
    """
    lines = raw.decode("utf-8-sig", errors="replace").splitlines()
    number, expected, advice = _fault(error, raw)
    line = lines[number - 1].strip() if number is not None and number <= len(lines) else ""
    return Problem(
        file=file,
        row=number,
        found=re.sub(r"[\x00-\x1f\x7f-\x9f]", "\N{REPLACEMENT CHARACTER}", line)[:_LONGEST],
        expected=expected,
        advice=advice,
    )


def _fault(error: Exception, raw: bytes) -> tuple[int | None, str, str]:
    """Return the line, what was expected and what to do."""
    if isinstance(error, UnicodeDecodeError):
        line = raw[: error.start].count(b"\n") + 1
        return line, "text in UTF-8", "Save the file as UTF-8."
    if isinstance(error, RecursionError):
        return None, "values within values only a few deep", "Write it with fewer brackets."
    if isinstance(error, FileNotFoundError):
        return None, "a file that is there", "Correct the path."
    if isinstance(error, OSError):
        return None, "a file that can be opened", "Close it elsewhere, and look at its permissions."
    position = getattr(error, "position", None)
    if position is not None:
        text = raw.decode("utf-8-sig", errors="replace")
        line = text[:position].count("\n") + 1
        return line, "no control characters", "Type the line again."
    return _fault_of_parser(error)


def _fault_of_parser(error: Exception) -> tuple[int | None, str, str]:
    """Find the parser's phrase among those that can be said better."""
    at, above = getattr(error, "problem_mark", None), getattr(error, "context_mark", None)
    said = f"{getattr(error, 'context', '')} {getattr(error, 'problem', '')}"
    expected, advice = "lines such as 'key: value'", "Put the value of the line in quotes."
    for phrase, should, remedy, further_up in _WORDS:
        if re.search(phrase, said):
            expected, advice = should, remedy
            at = above if further_up and above is not None else at
            break
    return None if at is None else at.line + 1, expected, advice
