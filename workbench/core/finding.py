"""A finding: where steps or tables of a site do not fit each other, and who mends what."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Final

import pandas as pd

from workbench.language import phrased

KINDS: Final[Mapping[str, str]] = MappingProxyType(
    {
        "comment-without-answer": "A reviewer's comment has no answer",
        "agreed-without-consent": "An agreement is recorded that the positions do not bear out",
        "agreed-not-decided": "What was agreed is not what was decided",
        "changed-since-agreed": "The strategy has changed since it was agreed",
        "objection-open": "A reasoned objection has no answer",
        "pledge-expired": "A pledge has expired",
        "deadline-missed": "A deadline cannot be kept",
        "above-ceiling": "The budget is above its ceiling",
        "gate-passed-shut": "A phase is over, and what it was to bring is not there",
        "indicator-below-floor": "An indicator is below its floor",
        "approach-against-facts": "All units are taken on at once against the facts",
        "rollout-too-long": "The units will hardly be live in the weeks aimed at",
        "first-wave-above-ceiling": "The first wave may cost more than there is",
        "grave-risk-without-owner": "Nobody watches a grave risk",
        "work-before-wave": "Work at a unit begins before its wave",
        "pitfall-ahead": "The tables show a pitfall that roll-outs are known for",
        "approach-not-chosen": "Nobody has chosen how the units are taken on",
        "account-below-zero": "The account falls below zero",
        "source-overplanned": "More is planned on a source than it gives",
        "estimate-against-activities": "The activities do not cost what the option was to cost",
        "cost-after-stop": "Costs go on after the work is to stop",
        "costs-not-added": "The costs cannot be added up",
        "advice-against-decision": "The team decided otherwise than the comparison advises",
        "reason-against-data": "The reason of a decision is not borne by the data",
        "decisions-exclude-each-other": "Two decisions exclude each other",
        "aim-changes": "The aim changes",
        "decided-on-doubt": "The decision may be about the wrong component",
        "diagnosis-open": "Nobody can tell which component holds the package back",
        "evidence-too-old": "The level of the bottleneck rests on old evidence",
        "claim-above-evidence": "A level of the bottleneck is claimed above its evidence",
        "partner-not-chosen": "A partner with a part is not among those chosen",
        "capacity-not-known": "No capacity is recorded of a partner with a part",
        "too-few-people": "More people are needed on a day than there are",
        "decided-without-activity": "No activity serves what was decided",
        "activity-not-decided": "An activity serves an option that was not decided on",
        "deliverable-before-input": "A result is delivered before what it rests on",
        "work-outside-season": "Work is planned outside its season",
        "component-not-assessed": "A component has no level",
        "nothing-agreed": "Nothing is agreed with a partner that has a part",
        "co-investor-gives-nothing": "A partner is to invest, and nothing of it is planned",
        "platform-without-activity": "A platform is proposed, and nobody plans or pays for it",
        "assumption-without-owner": "Nobody sees to an assumption",
        "pledge-ends-early": "A pledge ends before the work does",
        "pledge-not-written": "The budget counts on a pledge that nobody has written",
        "conditions-clash": "Two parties support it on conditions that exclude each other",
        "loser-without-compensation": "A party that loses can stop the work",
        "party-not-named": "The strategy counts on somebody that is no party to it",
        "critical-not-confirmed": "Activities on the critical path are not confirmed",
        "resolution-overdue": "What a meeting decided is overdue",
        "no-new-diagnosis": "Nothing in the plan looks again whether the bottleneck is overcome",
        "no-way-known": "No tie leads to a partner with a part",
        "use-above-ties": "More use is claimed than the known ties can carry",
        "judged-alike": "All assessors gave the same levels",
        "projection-without-activity": "A projected level counts on work that nobody plans",
        "work-moves": "The work moves to another place",
        "decision-to-review": "A decision has to be looked at again",
        "cost-longer-than-plan": "A cost is budgeted for more months than the plan has",
        "cost-outside-activity": "A cost is to be paid when its activity does not run",
        "paid-without-part": "A partner is paid for an activity that it has no part in",
        "cost-not-priced": "A cost has no price",
        "nobody-pays": "Nobody is named who pays",
        "contingency-short": "The contingency is smaller than is needed",
        "estimate-below-budget": "The whole budget is above the estimate of what was decided",
        "rules-unverified": "Amounts follow rules of a funder that nobody has checked",
        "end-not-known": "Nobody knows when an activity ends",
        "gate-shut": "The conditions for going on are not fulfilled",
        "not-ready-to-scale": "A condition for going to scale says stop",
        "loss-at-scale": "The effect is smaller in what is nearer to scale",
        "below-floor": "An indicator missed its floor at the last check-in",
        "pool-hangs-on-doubt": "The mean effect hangs on experiments that are in doubt",
        "too-few-experiments": "There are too few independent experiments to put together",
        "site-beyond-experiments": "No experiment was made in a place like this",
        "small-studies-differ": "Small studies found other effects than large ones",
        "effect-against-counts": "An effect is not the one that its counts or means give",
        "effect-not-usable": "An experiment has no effect that can be used",
        "context-units-differ": "One feature of places is given in several units",
        "scale-value-contested": "Readiness for scale is stated otherwise than the tables say",
        "nothing-repeated": "Nobody outside the team has carried the steps out",
        "barrier-without-activity": "No activity is to overcome a barrier",
        "framework-rule": "A rule of the framework holds",
        "lowest-open": "Nobody can tell what is lowest",
        "item-not-answered": "An item of the framework is not answered",
        "answer-without-evidence": "An answer rests on no evidence",
        "gap-without-activity": "No activity closes what is missing",
        "gap-due-another-day": "A gap is due on another day than what closes it ends",
    }
)
"""The kinds of findings, each with what it says; those first that a reader has to know first."""


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit, found by a step that compares itself with what came before.

    Attributes
    ----------
    step : str
        Step that found it: "diagnosis", "assess", "options", "partners", "plan", "budget" or
        "strategy".
    kind : str
        Short name of what is found, the same at every site: "advice-against-decision", say.
    site : str
        Key of the site.
    what : str
        What does not fit, in a sentence.
    where : tuple of str
        Table and place in it that show it.
    why : str
        Why that matters.
    to_do : str
        What mends it.
    who : str
        Who can mend it.
    serious : bool
        Whether a reader could decide wrongly because of it.
    """

    step: str
    kind: str
    site: str
    what: str
    where: tuple[str, str]
    why: str
    to_do: str
    who: str = field(default_factory=lambda: phrased("the project's team"))
    serious: bool = False


def by_kind(findings: Iterable[Finding]) -> list[tuple[Finding, ...]]:
    """Put findings of one kind together: kinds with a serious one first, then as in :data:`KINDS`.

    Examples
    --------
    >>> one = Finding("plan", "end-not-known", "huye", "No end.", ("activities", "A7"), "", "")
    >>> two = Finding("plan", "deadline-missed", "huye", "", ("activities", "A8"), "", "", "", True)
    >>> [(len(group), group[0].kind) for group in by_kind([one, two, one])]
    [(1, 'deadline-missed'), (2, 'end-not-known')]
    """
    groups: dict[str, list[Finding]] = {}
    for finding in findings:
        groups.setdefault(finding.kind, []).append(finding)
    places = {kind: place for place, kind in enumerate(KINDS)}
    ordered = sorted(
        groups.values(),
        key=lambda own: (
            not any(one.serious for one in own),
            places.get(own[0].kind, len(places)),
        ),
    )
    return [tuple(sorted(own, key=lambda one: not one.serious)) for own in ordered]


def story_lines(findings: Iterable[Finding], *, most: int = 5) -> Iterator[str]:
    """Tell findings of many sites line by line, kind by kind, at most so many of a kind.

    Examples
    --------
    >>> one = Finding("plan", "end-not-known", "huye", "No end.", ("activities", "A7"), "", "Ask.")
    >>> for line in story_lines([one, one, one], most=1):
    ...     print(line)
    Nobody knows when an activity ends (3)
      huye: No end. Ask. (sheet activities, A7)
      and 2 more
    """
    groups = by_kind(findings)
    for own in groups:
        serious = ", serious" if own[0].serious else ""
        yield f"{KINDS.get(own[0].kind, own[0].kind)} ({len(own)}{serious})"
        for one in own[:most]:
            table, place = one.where
            yield f"  {one.site}: {one.what} {one.to_do} (sheet {table}, {place})"
        if len(own) > most:
            yield f"  and {len(own) - most} more"
    if not groups:
        yield "Nothing that does not fit was found."


_COLUMNS = ("site", "step", "kind", "serious", "what", "table", "place", "why", "to_do", "who")


def finding_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """List findings as a table, the serious ones first, in the order of the steps.

    Returns
    -------
    DataFrame
        site, step, kind, serious (bool), what, table, place, why, to_do, who: one row per finding.

    Examples
    --------
    >>> one = Finding(
    ...     "plan", "late", "rw-huye", "Late.", ("activities", "A7"), "It matters.", "Mend."
    ... )
    >>> finding_table([one])[["site", "table", "place"]].values.tolist()
    [['rw-huye', 'activities', 'A7']]
    """
    ordered = sorted(findings, key=lambda one: not one.serious)
    rows = [
        (a.site, a.step, a.kind, a.serious, a.what, *a.where, a.why, a.to_do, a.who)
        for a in ordered
    ]
    kinds = dict.fromkeys(_COLUMNS, "str") | {"serious": "bool"}
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(kinds)
