"""Read what was set by hand for the example project: tables in brackets, cells between bars."""

from __future__ import annotations

import random
from functools import cache
from pathlib import Path

PLANS = ("example_plan.txt", "example_strategy.txt", "example_agree.txt")
SEED = "20260314"

Row = dict[str, str]


@cache
def sections() -> dict[str, list[list[str]]]:
    """Read the plans: the lines under each heading, cut at the bars."""
    found: dict[str, list[list[str]]] = {}
    for name in PLANS:
        for line in (Path(__file__).parent / name).read_text(encoding="utf-8").splitlines():
            if line.startswith("["):
                rows = found.setdefault(line[1 : line.index("]")], [])
            elif line and not line.startswith("# "):
                rows.append([cell.strip() for cell in line.split("|")])
    return found


def plan(name: str, columns: int) -> list[list[str]]:
    """Give a table of the plan in rows of so many cells; cells left out are blank."""
    return [row + [""] * (columns - len(row)) for row in sections().get(name, [])]


def dice(*purpose: str) -> random.Random:
    """Give a generator of its own to each site and purpose, so that one change stays local."""
    return random.Random("/".join((SEED, *purpose)))  # noqa: S311 - invented numbers, no secrets


def titles() -> dict[str, str]:
    """Give the title of each component."""
    return {row[0]: row[1] for row in plan("components", 6)}


def in_a_sentence(component: str) -> str:
    """Give the title of a component as it stands inside a sentence."""
    title = titles()[component]
    return title[0].lower() + title[1:]


def three(text: str) -> tuple[str, str, str]:
    """Read ``low/likely/high``; one number alone is the likely one."""
    parts = text.split("/")
    return (parts[0], parts[1], parts[2]) if len(parts) > 1 else ("", text, "")
