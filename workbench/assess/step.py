"""Assess a site, or all sites, on the frameworks of a project: from the tables to the result."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.assess.analysis.answers import read_item_answers
from workbench.assess.analysis.assessment import Assessed, assess_levels
from workbench.assess.analysis.item_agreement import ItemAgreement, item_agreement
from workbench.assess.analysis.item_levels import item_levels
from workbench.assess.analysis.item_list import list_items
from workbench.assess.analysis.lowest_items import AtMost, ItemNoise
from workbench.assess.analysis.rows import EarlierRound
from workbench.assess.analysis.rules import KnownAnswers, hold
from workbench.core.finding import Finding
from workbench.core.once import once
from workbench.drawing.words import count, natural_list, percent
from workbench.errors import UnknownName
from workbench.frameworks.assessments import served_by
from workbench.frameworks.rule_language import asked_in, read_rule
from workbench.page.wording import long_date
from workbench.project.store.project import site_of

if TYPE_CHECKING:
    from workbench.assess.analysis.rows import ItemRow, SectionRow
    from workbench.core.method import Method
    from workbench.frameworks.assessment_models import Assessment
    from workbench.project import Project, Site

#: Probability below which nobody can tell which item is the lowest, as in the diagnosis: ours.
OPEN_BELOW = 0.5

# Why a shut gate matters, and what to do: where something is missing, and where something is there
# that speaks against going on.
_MISSING = (
    "What has to be there before going to scale is not there.",
    "Bring it about, or say why it does not apply, before money is committed.",
)
_AGAINST = (
    "Each of them alone is a reason not to go on yet.",
    "Wait, or build first what is missing: weigh the options to postpone and to develop.",
)


@dataclass(frozen=True, eq=False, repr=False)
class FrameworkAssessment:
    """What is known under one framework of assessment.

    Attributes
    ----------
    place : Site or Project
        What was assessed.
    framework : Assessment
        The framework.
    found : Assessed
        Levels, lowest items, gaps, gates, answers, rules.
    agreement : ItemAgreement
        How far the assessors agree.
    """

    place: Site | Project
    framework: Assessment
    found: Assessed
    agreement: ItemAgreement

    @property
    def site(self) -> Site:
        """The site, where the assessment is that of one site."""
        return site_of(self.place)

    def at(self, site: Site) -> FrameworkAssessment:
        """Return the part of a site; how far the assessors agree stays that of all sites."""
        own = {
            name: table[table["site"] == site.key].reset_index(drop=True)
            for name, table in vars(self.found).items()
            if name in ("items", "sections", "answers", "rules")
        }
        return replace(self, place=site, found=replace(self.found, **own))

    @cached_property
    def earlier(self) -> tuple[EarlierRound, ...]:
        """How the site stood after each round before the latest, on the evidence of its day."""
        responses, evidence = (self.site.table(one) for one in ("responses", "item_evidence"))
        rounds = sorted(responses["round"].dropna().unique())
        found = []
        for number in rounds[:-1]:
            said = responses[responses["round"] <= number]
            last = said["date"].max()
            known = evidence if pd.isna(last) else evidence[~(evidence["date"] > last)]
            levels = item_levels(
                read_item_answers(self.found.listed, said, known, (self.site.key,)), known
            )
            items = zip(levels.listed.ordered, levels.level, strict=True)
            found.append(
                EarlierRound(
                    round=int(number),
                    day=None if pd.isna(last) else last.date(),
                    levels={item.key: int(level) for item, level in items if not np.isnan(level)},
                )
            )
        return tuple(found)

    @property
    def items(self) -> list[ItemRow]:
        """The items that have an order, each with its level."""
        return self.found.item_rows

    @property
    def sections(self) -> list[SectionRow]:
        """The sections, each with its profile, gate and shares."""
        return self.found.section_rows

    @property
    def lowest(self) -> list[ItemRow]:
        """The items that share the lowest level answered, of all that limit the whole."""
        return [one for one in self.items if one.lowest_over_all]

    @cached_property
    def maybe_lower(self) -> dict[str, int]:
        """How many items of each place could be lower than its lowest: they are not answered."""
        listed = self.found.listed
        keys = {listed.ordered[place].key for place in listed.limiting}
        open_ = [one for one in self.items if one.item in keys and not one.answered]
        return {site: len(rows) for site, rows in _by_site(open_).items()}

    @property
    def gaps(self) -> list[ItemRow]:
        """The items below what is required, the one to mend first on top."""
        return sorted((one for one in self.items if one.rank), key=lambda one: one.rank)

    @property
    def later(self) -> set[str]:
        """Keys of the sections that only a later phase of the work asks for."""
        return {
            asked.over
            for phase in self.framework.phases[1:]
            for rule in phase.leave_when
            for asked in asked_in(read_rule(rule.when))
        }

    @property
    def gates_now(self) -> list[SectionRow]:
        """The sections with gates, without those that only a later phase asks for."""
        gates = [one for one in self.sections if one.passed is not None or one.missing]
        return [one for one in gates if one.section not in self.later]

    @property
    def for_scale(self) -> dict[str, dict[str, float | None]]:
        """What the test for going to scale asks of the assessment, by place.

        Returns
        -------
        dict of str to dict
            For each place ``lowest-ingredient``, the level, at most that where not all is answered,
            and ``gates-open``: the share of the gates before going to scale that are open at least
            in part; ``None`` where one of them is not answered.
        """
        asked = {one.key for one in self.framework.sections if one.summary == "all"}
        lowest = {
            one.site: AtMost(one.level) if one.site in self.maybe_lower else float(one.level)
            for one in self.lowest
            if one.level is not None
        }
        gates: dict[str, list[int | None]] = {}
        for one in self.items:
            if one.kind == "gate" and one.section in asked and not one.set_aside:
                gates.setdefault(one.site, []).append(one.level)
        return {
            key: {
                "lowest-ingredient": lowest.get(key),
                "gates-open": _share_open(gates.get(key, [])),
            }
            for key in self.place.keys
        }

    def section(self, key: str) -> SectionRow:
        """Return a section of the site.

        Raises
        ------
        UnknownName
            The framework has no such section.
        """
        for one in self.sections:
            if one.section == key:
                return one
        what, known = "section", [one.key for one in self.framework.sections]
        raise UnknownName(what, key, known)

    @property
    def areas(self) -> pd.DataFrame:
        """Items with levels of the sections that have to be built.

        Returns
        -------
        DataFrame
            item, section, title, now, required, gap; blank where not known.
        """
        built = [one.key for one in self.framework.sections if one.capabilities]
        table = self.found.items
        kept = table[(table["kind"] == "level") & table["section"].isin(built)]
        columns = ["item", "section", "title", "level", "required", "gap"]
        return kept[columns].rename(columns={"level": "now"}).reset_index(drop=True)

    @property
    def said(self) -> dict[str, str]:
        """Answers in words, by item, where the assessment is that of one site.

        Yes or no, a status, a choice; of several choices that hold, the one most gave.
        """
        plain = {one.item: one.answer for one in reversed(self.found.answer_rows)}
        return plain | {one.item: one.word for one in self.items if one.word}

    def holds(self, when: str) -> bool | None:
        """Return whether a condition holds at the site; ``None`` where that is not known.

        Parameters
        ----------
        when : str
            In the language of rules, such as the condition for leaving a phase.

        Raises
        ------
        InvalidInput
            It cannot be read.
        """
        must, may = hold(
            read_rule(when), KnownAnswers.of_table(self.found.listed, self.found.items)
        )
        return True if must[0] else None if may[0] else False

    @property
    def methods(self) -> list[Method]:
        """Methods of all that is here; none where nothing is answered."""
        if not any(one.answered for one in self.items):
            return []
        return [self.found.method, self.agreement.method]


def _share_open(levels: list[int | None]) -> float | None:
    known = [level for level in levels if level is not None]
    return sum(level > 0 for level in known) / len(known) if known == levels and known else None


@dataclass(frozen=True, eq=False, repr=False)
class AssessStep:
    """The assessments of a place under all frameworks of assessment of the project.

    Attributes
    ----------
    place : Site or Project
        What was assessed.
    every : tuple of FrameworkAssessment
        By framework; the first is the one that the project is named after.
    """

    place: Site | Project
    every: tuple[FrameworkAssessment, ...]

    @property
    def chances(self) -> dict[str, float]:
        """Probability of being the lowest of those answered, by item."""
        items = (item for one in self.every for item in one.items)
        return {item.item: item.p_over_all for item in items if item.p_over_all is not None}

    def of(self, key: str) -> FrameworkAssessment:
        """Return the assessment under one framework.

        Raises
        ------
        UnknownName
            The project does not use it.
        """
        for one in self.every:
            if one.framework.key == key:
                return one
        what, known = "framework of assessment", [one.framework.key for one in self.every]
        raise UnknownName(what, key, known)


def assess_place(place: Site | Project) -> AssessStep:
    """Assess a site, or all sites of a project, under each framework of assessment that it uses.

    Parameters
    ----------
    place : Site or Project
        Its tables responses, item_evidence and requirements, and the project's parameters.

    Examples
    --------
    A project under Scaling Readiness alone has nothing to assess.

    >>> from workbench.project import open_project
    >>> assess_place(open_project("data/example").site("rw-huye")).every
    ()
    """
    frameworks = place.framework.assessments
    serving = served_by(frameworks)
    return AssessStep(place=place, every=tuple(_under(place, one, serving) for one in frameworks))


def _under(
    place: Site | Project, framework: Assessment, serving: dict[str, tuple[str, ...]]
) -> FrameworkAssessment:
    ours = place.settings.parameters
    responses, evidence = place.table("responses"), place.table("item_evidence")
    listed = once(list_items, framework, serving)
    answers = once(read_item_answers, listed, responses, evidence, tuple(place.keys))
    known = once(item_levels, answers, evidence)
    noise = ItemNoise(
        correlation=ours.correlation,
        widths={str(key): value for key, value in ours.widths.items()},
        width=ours.width,
    )
    return FrameworkAssessment(
        place=place,
        framework=framework,
        found=once(assess_levels, answers, known, place.table("requirements"), noise),
        agreement=once(item_agreement, known, seed=ours.seed),
    )


# ------------------------------------------------------------------------------------- findings


def findings(
    step: AssessStep, runs: Mapping[str | None, tuple[date, date]] | None = None
) -> list[Finding]:
    """List what the assessment rests on too little, what is shut, and what nobody closes.

    Parameters
    ----------
    step : AssessStep
        The assessments.
    runs : mapping of str to tuple of date, optional
        First and last day of each activity of the plan.
    """
    return [
        finding
        for one in step.every
        for finding in (
            *_rules_that_hold(one),
            *_shut_gates(one),
            *_open_lowest(one),
            *_capped_lowest(one),
            *_without_activity(one),
            *_due_another_day(one, runs or {}),
            *_without_evidence(one),
            *_not_answered(one),
        )
    ]


def _rules_that_hold(found: FrameworkAssessment) -> Iterator[Finding]:
    for rule in found.found.rule_rows:
        if rule.holds:
            yield Finding(
                step="assess",
                kind="framework-rule",
                site=rule.site,
                what=rule.says,
                where=("responses", "item and value"),
                why=f"It is a rule of {found.framework.title}.",
                to_do=rule.to_do,
                serious=rule.flag == "serious",
            )


def _shut_gates(found: FrameworkAssessment) -> Iterator[Finding]:
    answered = {one.item for one in found.items if one.answered}
    titles = {one.key: one.title for one in found.framework.items}
    for section in found.gates_now:
        if section.passed is False:
            shut = [key for key in section.missing.split(";") if key in answered]
            lacks = natural_list([titles[key] for key in shut])
            why, to_do = _AGAINST if section.blocks else _MISSING
            said = "blocked by" if section.blocks else "not fulfilled because of"
            yield Finding(
                step="assess",
                kind="gate-shut",
                site=section.site,
                what=f"{section.title}: {said} {lacks}.",
                where=("responses", f"items {', '.join(shut)}"),
                why=why,
                to_do=to_do,
                serious=True,
            )


def _open_lowest(found: FrameworkAssessment) -> Iterator[Finding]:
    noun = found.framework.words.component.one
    for site, lowest in _by_site(found.lowest).items():
        chance = sum(one.p_over_all or 0.0 for one in lowest)
        if site not in found.maybe_lower and chance < OPEN_BELOW:
            named = natural_list([one.title for one in lowest])
            yield Finding(
                step="assess",
                kind="lowest-open",
                site=site,
                what=f"The panel cannot tell which {noun} is the lowest: {named} with a chance of "
                f"{percent(chance)}.",
                where=("responses", f"items {', '.join(one.item for one in lowest)}"),
                why="Work may go to what holds nothing back.",
                to_do="Talk about the lowest ones and answer them again.",
                who="the assessors",
            )


def _capped_lowest(found: FrameworkAssessment) -> Iterator[Finding]:
    for one in found.lowest:
        if one.capped:
            yield Finding(
                step="assess",
                kind="claim-above-evidence",
                site=one.site,
                what=f"{one.title} is claimed at {one.claimed}, its evidence supports "
                f"{one.supported}, and {one.level} counts.",
                where=("item_evidence", f"item {one.item}, supports_level"),
                why="It is the lowest: the whole hangs on it.",
                to_do="Add the evidence for the claimed level, or correct the claim.",
                serious=True,
            )


def _without_activity(found: FrameworkAssessment) -> Iterator[Finding]:
    for site, gaps in _by_site(found.gaps).items():
        own = [one for one in gaps if one.activity is None]
        if own:
            shown = [f"{one.title} ({one.level} of {one.required})" for one in own]
            yield Finding(
                step="assess",
                kind="gap-without-activity",
                site=site,
                what=f"{count(len(own), 'gap')} {'is' if len(own) == 1 else 'are'} closed by no "
                f"activity: {natural_list(shown, limit=4)}.",
                where=("requirements", "activity"),
                why="What is required does not come about by itself.",
                to_do="Name the activity of the plan that closes each, or plan one.",
            )


def _due_another_day(
    found: FrameworkAssessment, runs: Mapping[str | None, tuple[date, date]]
) -> Iterator[Finding]:
    for site, gaps in _by_site(found.gaps).items():
        own = [
            (one, runs[one.activity][1])
            for one in gaps
            if one.due and one.activity in runs and runs[one.activity][1] != one.due
        ]
        if own:
            shown = [
                f"{one.title} is due on {long_date(one.due)}, {one.activity} ends on "
                f"{long_date(end)}"
                for one, end in own
                if one.due
            ]
            yield Finding(
                step="assess",
                kind="gap-due-another-day",
                site=site,
                what=f"{'; '.join(shown[:4])}{f'; {len(shown) - 4} more' if shown[4:] else ''}.",
                where=("requirements", "due"),
                why="Two days are told for one thing.",
                to_do="Let the gap be due when its activity ends, or move the activity.",
            )


def _without_evidence(found: FrameworkAssessment) -> Iterator[Finding]:
    for site, items in _by_site(found.items).items():
        own = [one.title for one in items if one.unsupported]
        if own:
            yield Finding(
                step="assess",
                kind="answer-without-evidence",
                site=site,
                what=f"No accepted evidence for {natural_list(own, limit=4)}.",
                where=("item_evidence", "item, supports_level and strength"),
                why="The framework asks for it: until then these levels are taken as claimed.",
                to_do="Register evidence, or answer with the level that there is evidence for.",
            )


def _not_answered(found: FrameworkAssessment) -> Iterator[Finding]:
    asked = {section.key for section in found.framework.sections if section.summary != "none"}
    asked -= found.later
    whole = len(found.framework.answered)
    for site, items in _by_site(found.items).items():
        counted = [one for one in items if one.section in asked]
        own = [one for one in counted if not one.answered]
        if own:
            may_not_apply = any(one.kind == "gate" for one in own)
            named = natural_list([one.title for one in own], limit=4)
            yield Finding(
                step="assess",
                kind="item-not-answered",
                site=site,
                what=f"{len(own)} of the {len(counted)} items of {found.framework.title} that its "
                f"results rest on ({whole} are asked) are not answered: {named}.",
                where=("responses", "item and value"),
                why="What is not answered is not known; it could be the lowest.",
                to_do="Answer them; a condition that does not apply is answered so."
                if may_not_apply
                else "Answer them.",
                who="the assessors",
            )


def _by_site(rows: list[ItemRow]) -> dict[str, list[ItemRow]]:
    found: dict[str, list[ItemRow]] = {}
    for one in rows:
        found.setdefault(one.site, []).append(one)
    return found
