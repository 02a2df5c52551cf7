"""All settings beside each other: what is to be expected there, and whether to go to scale."""

from __future__ import annotations

from typing import TYPE_CHECKING

from workbench.drawing.words import count, percent
from workbench.experiments.figures.measure_words import effect_words, measure_unit, range_words
from workbench.page.records import ReportTable, TableHead, table
from workbench.page.text import TextLike, listing, say

if TYPE_CHECKING:
    from collections.abc import Sequence

    from workbench.experiments.analysis.ready_to_scale import HeldCondition
    from workbench.experiments.step import ExperimentsStep

_ROWS = 60
_WORDS = {"go": "go", "adapt": "adapt", "stop": "stop", "not known": "not known yet"}


def verdict_by_setting(found: ExperimentsStep) -> ReportTable:
    """List for every setting the effect to be expected, its chance, and the test for scale.

    Raises
    ------
    NothingToShow
        The project has no setting.
    """
    rows = [
        [found.names.get(test.site, test.site), *_expected(found, test.site),
         say("**{}**", _WORDS[test.verdict]), _reasons(test.with_verdict(test.verdict))]
        for test in found.tests[:_ROWS]
    ]  # fmt: skip
    unit = "" if found.main is None else measure_unit(found.main.measure, found.unit)
    heads = [
        TableHead("Setting", "names"),
        TableHead("Expected there", "numbers", unit=unit),
        TableHead("Interval", "numbers", unit=unit),
        TableHead("Worth having", "numbers"),
        TableHead("Test for going to scale"),
        TableHead("Because of"),
    ]
    more = len(found.tests) - len(rows)
    note = f"{count(more, 'more setting')} not shown." if more > 0 else ""
    return table("Every setting: what to expect, and the test for scale", heads, rows, note=note)


def _expected(found: ExperimentsStep, site: str) -> list[TextLike]:
    main = found.main
    there = None if main is None else found.expected(main, site)
    if main is None:
        return ["–", "–", "–"]
    chance = found.chance(main, site)
    worth = "–" if chance is None else percent(chance)
    if there is None:
        return ["as the mean of all", "–", worth]
    return [effect_words(there.value, main.measure), range_words(there.place, main.measure), worth]


def _reasons(conditions: Sequence[HeldCondition]) -> TextLike:
    named = [one.condition.title for one in conditions]
    return listing(named, most=3) or "–"
