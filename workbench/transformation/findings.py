"""What speaks against going on as planned: approach, gates, risks, indicators, pitfalls."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import timedelta
from typing import Final

from workbench.core.finding import Finding
from workbench.core.money import amount_words
from workbench.drawing.words import natural_list, percent
from workbench.frameworks.assessment_models import Assessment, UsualRisk
from workbench.page.wording import count, long_date
from workbench.transformation.analysis.approach import (
    ApproachComparison,
    ApproachFacts,
    ApproachOutcome,
)
from workbench.transformation.analysis.indicators import value_words
from workbench.transformation.analysis.pitfalls import Pitfall
from workbench.transformation.step import TransformationStep

_LIKELY: Final = 0.5  # chance below which the weeks aimed at are not to be counted on: ours


def findings(found: TransformationStep) -> list[Finding]:
    """List what speaks against going on as planned."""
    return [*_about_approach(found), *_about_gates(found), *_about_pitfalls(found)]


def _about_approach(found: TransformationStep) -> Iterator[Finding]:
    compared, site = found.comparison, found.site.key
    if compared is None:
        return
    facts, chosen = compared.facts, found.chosen
    if chosen is None:
        yield Finding(
            step="transformation", kind="approach-not-chosen", site=site,
            what=f"Nobody has chosen how the units are taken on; by our rule it is {facts.word}.",
            where=("responses", "the way of rolling out"),
            why="Waves, people and money hang on it.",
            to_do="Look at the facts, choose phased, parallel or hybrid, and write down why.",
        )  # fmt: skip
    elif chosen == "parallel" and facts.word != "parallel":
        yield Finding(
            step="transformation", kind="approach-against-facts", site=site,
            what=f"The team chose parallel; {_against(facts)}, and our rule says {facts.word}.",
            where=("rollout", "pilot, cost and infrastructure"),
            why="All units at once need proof, teams, infrastructure and money at once.",
            to_do="Mend or show what is missing, or take the units on in waves.", serious=True,
        )  # fmt: skip
    if found.taken is not None:
        yield from _about_limits(found, compared, found.taken)
        yield from _before_its_wave(found, compared)


def _against(facts: ApproachFacts) -> str:
    if facts.word == "hybrid":
        share = percent(facts.share or 0.0)
        return f"{share} of the capabilities are built differently at some unit"
    return "not all of the four facts are shown to hold"


def _about_limits(
    found: TransformationStep, compared: ApproachComparison, taken: ApproachOutcome
) -> Iterator[Finding]:
    site, limit = found.site.key, compared.facts.ceiling
    if taken.p_in_time < _LIKELY:
        yield Finding(
            step="transformation", kind="rollout-too-long", site=site,
            what=f"{taken.approach.capitalize()}, all units are live by week "
            f"{compared.target:g} in {percent(taken.p_in_time)} of the draws.",
            where=("rollout", "low, likely, high"),
            why=f"In 80 of 100 draws it takes until week {taken.p80:.0f}.",
            to_do="Add support teams, take out units, or name a later week.", serious=True,
        )  # fmt: skip
    if limit is not None and taken.first_p80 is not None and taken.first_p80 > limit:
        yield Finding(
            step="transformation", kind="first-wave-above-ceiling", site=site,
            what=f"The first wave ({count(len(taken.first), 'unit')}) may cost "
            f"{amount_words(taken.first_p80, found.currency, places=0)}; there are "
            f"{amount_words(limit, found.currency, places=0)}.",
            where=("rollout", "cost, cost_high"),
            why="In one of five draws it costs still more.",
            to_do="Begin with fewer or cheaper units, or find the money first.", serious=True,
        )  # fmt: skip


def _before_its_wave(found: TransformationStep, compared: ApproachComparison) -> Iterator[Finding]:
    """Compare the first day of work that outlasts the preparation with that of the unit's wave."""
    start, place = found.start, found.place
    if start is None or place is None:
        return
    prepared = start + timedelta(weeks=compared.begins)
    wave = start + timedelta(weeks=place.start)
    early = [
        (one.start, one)
        for one in found.tasks
        if one.start and one.finish and one.start < wave and one.finish >= prepared
    ]
    if early:
        begins, first = min(early, key=lambda one: one[0])
        yield Finding(
            step="transformation", kind="work-before-wave", site=found.site.key,
            what=f"{first.title} begins on {long_date(begins)}; the unit is taken on "
            f"from {long_date(wave)} on (week {place.start + 1:.0f}).",
            where=("activities", f"{first.activity}, earliest"),
            why="Until then support teams and shared infrastructure are with other units.",
            to_do="Begin the work with its wave, or take the unit on earlier.", serious=True,
        )  # fmt: skip


def _about_gates(found: TransformationStep) -> Iterator[Finding]:
    site, road = found.site.key, found.roadmap
    for one in road.gates:
        if road.week is not None and road.week > one.phase.last and one.unmet:
            yield Finding(
                step="transformation", kind="gate-passed-shut", site=site,
                what=f"The phase {one.phase.title} is over, and its gate is shut. Not met: "
                f"{natural_list([row.title for row in one.unmet], 3)}.",
                where=("responses", "item and value"),
                why="The next phase is built on what is missing.",
                to_do="Close what is missing before more units begin.", serious=True,
            )  # fmt: skip
    for row in found.register.ownerless:
        yield Finding(
            step="transformation", kind="grave-risk-without-owner", site=site,
            what=f"Nobody watches the risk {row.risk.title} ({row.now} of 25).",
            where=("risks", f"{row.risk.risk}, owner"),
            why="No phase is left with such a risk.", to_do="Name an actor that watches it.",
            serious=True,
        )  # fmt: skip
    for bad in found.indicators.below_floor:
        yield Finding(
            step="transformation", kind="indicator-below-floor", site=site,
            what=f"{bad.term.title} is {value_words(bad.now or 0)} {bad.unit}, below its floor of "
            f"{value_words(bad.floor or 0)}.",
            where=("kpi_values", f"kpi {bad.term.kpi}, value"),
            why="More units on a falling base make it worse.",
            to_do="Find the cause and mend it before the next unit begins.", serious=True,
        )  # fmt: skip


_PITFALLS: Final[Mapping[str, tuple[str, str, str]]] = {
    "preparation": ("F3.Z1", "requirements", "required"),
    "change": ("F3.Z2", "responses", "what brings people along"),
    "resources": ("F3.Z3", "activities", "responsible"),
    "quality": ("F3.Z4", "kpi_values", "value"),
}
"""Named item of the source for each pitfall, and the table and place that show it."""


def usual_risk(assessment: Assessment, one: Pitfall) -> UsualRisk | None:
    """Return the risk that the framework names for a pitfall; ``None`` where it names none."""
    row = _PITFALLS[one.key][0]
    return next((risk for risk in assessment.risks if row in risk.rows), None)


def _about_pitfalls(found: TransformationStep) -> Iterator[Finding]:
    for one in found.watch.on:
        usual, seen = usual_risk(found.assessment, one), list(one.seen)
        if usual is None or one.key == "quality":
            continue  # that an indicator is below its floor is told already
        yield Finding(
            step="transformation", kind="pitfall-ahead", site=found.site.key,
            what=f"{usual.title}: {natural_list(seen, 3)}.",
            where=_PITFALLS[one.key][1:],
            why="It is one of four ways in which roll-outs are known to fail.",
            to_do=f"{'; '.join(usual.mitigations)}.", serious=one.serious,
        )  # fmt: skip
