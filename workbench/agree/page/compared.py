"""What the comparison says of the sites: how far each has come, and what it is stuck on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping

from workbench.agree.analysis.progress import STEPS, State
from workbench.language import phrased, worded
from workbench.page.records import (
    Group,
    Paragraphs,
    ReportTable,
    TableHead,
    group,
    paragraphs,
    table,
)
from workbench.page.text import TextLike, capital, listing, say
from workbench.page.wording import count
from workbench.project import Project

_ROWS = 40
_DONE = {"navigate": "all is agreed, or the work stops"}


def how_far(project: Project, states: Mapping[str, State]) -> Group:
    """Say how many sites are in which step, and list what each needs next.

    Parameters
    ----------
    project : Project
        Gives the names of the sites.
    states : mapping of str to State
        The state of each site.
    """
    by_step = Counter(one.step for one in states.values())
    said = listing(
        say("{} in *{}*", count(by_step[step], "site"), step) for step in STEPS if by_step[step]
    )
    back = [project.names.get(key, key) for key, one in states.items() if one.back]
    words: list[TextLike] = [say("{}.", capital(said))]
    if back:
        words.append(say("Without agreement, and back to weigh other options: {}.", listing(back)))
    rows: list[list[TextLike]] = [
        [project.names.get(key, key), one.step, _next(one), one.back or "–"]
        for key, one in list(states.items())[:_ROWS]
    ]
    parts: list[Paragraphs | ReportTable] = [paragraphs(words)]
    if rows:
        heads = [
            TableHead("Site", "names"),
            TableHead("Step"),
            TableHead("Next"),
            TableHead("Why it goes back"),
        ]
        more = len(states) - len(rows)
        note = (
            phrased("{}: workbench status lists all.", count(more, "more site")) if more > 0 else ""
        )
        parts.append(table(worded("How far each site has come"), heads, rows, note=note))
    return group(parts)


def _next(one: State) -> str:
    thing = one.next_thing
    return (
        _DONE.get(one.step, "–")
        if thing is None
        else phrased("{} (sheet {})", thing.missing, thing.table)
    )
