"""Plain Markdown tables, ready for docs/benchmarks.md."""

from collections.abc import Sequence

MISSING = "–"


def table(title: str, heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Lay out a table; the first column holds words, the others figures."""
    lines = [f"**{title}**", "", _row(heads), "|---" + "|---:" * (len(heads) - 1) + "|"]
    return "\n".join([*lines, *map(_row, rows), ""])


def _row(cells: Sequence[str]) -> str:
    return f"| {' | '.join(cells)} |"


def number(value: float | None, digits: int = 2) -> str:
    """Write a number; what was not measured is a dash."""
    return MISSING if value is None else f"{value:,.{digits}f}"
