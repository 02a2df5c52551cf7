"""How wide the columns of a table on paper are: wide enough for words, and fair to long ones."""

from __future__ import annotations

from math import sqrt

from workbench.publish.flow import Grid

LINE = 112
"""Letters that fit on a line across a page, in the size of tables."""

_BETWEEN = 3.2  # letters that the space between two columns takes
_SMALLEST = 3.0
_BOLD = 1.2  # how much wider the letters of heads are


def column_shares(grid: Grid, line: int = LINE) -> tuple[float, ...]:
    """Return the share of the page's width that each column gets; they add up to 1.

    No column is narrower than its longest word, as far as that fits; what is left goes where text
    would run over many lines, by the root of how much there is, and to no column more than its
    longest cell takes.

    Examples
    --------
    >>> from workbench.page.text import as_text
    >>> rows = (tuple(map(as_text, ("Huye", "Ask all growers before the rains begin, twice"))),)
    >>> shares = column_shares(Grid((), rows, ("left", "left")), line=40)
    >>> shares[0] < shares[1], round(sum(shares), 6)
    (True, 1.0)
    """
    columns = list(zip(*[row for row in (grid.heads, *grid.rows) if row], strict=True))
    texts = [[cell.plain for cell in column] for column in columns]
    words = [[_longest_word(one) for one in cells] for cells in texts]
    if grid.heads:
        words = [[cells[0] * _BOLD, *cells[1:]] for cells in words]
    least = [max(_SMALLEST, *cells) + _BETWEEN for cells in words]
    most = [
        max(low, *(len(one) + _BETWEEN for one in cells))
        for low, cells in zip(least, texts, strict=True)
    ]
    wanted = [sqrt(sum(len(one) for one in cells) + 1.0) for cells in texts]
    widths = _filled(least, most, wanted, float(line))
    total = sum(widths)
    return tuple(width / total for width in widths)


def _longest_word(text: str) -> float:
    return max((float(len(word)) for word in text.split(" ")), default=0.0)


def _filled(least: list[float], most: list[float], wanted: list[float], line: float) -> list[float]:
    """Give what is left of a line to the columns that can use it, until none can."""
    widths = list(least)
    open_ones = [place for place in range(len(widths)) if most[place] > widths[place]]
    left = line - sum(widths)
    while left > 1e-9 and open_ones:
        unit = left / sum(wanted[place] for place in open_ones)
        for place in open_ones:
            widths[place] = min(most[place], widths[place] + unit * wanted[place])
        left = line - sum(widths)
        open_ones = [place for place in open_ones if most[place] - widths[place] > 1e-9]
    return widths
