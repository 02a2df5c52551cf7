"""One row per option: before and after, chances, cost, months, levels and assumptions."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from string import ascii_uppercase

from workbench.core.rows import rows_of
from workbench.core.table_access import DIMENSIONS
from workbench.diagnosis.analysis.diagnosis import Diagnosis
from workbench.diagnosis.analysis.rows import Package
from workbench.options.analysis.option_guards import Facts, what_must_hold
from workbench.options.analysis.option_rows import Option, Proposal
from workbench.options.analysis.transformations import OTHER_AIM


@dataclass(frozen=True, slots=True)
class _Component:
    """What a row of ``Diagnosis.table`` says of a component."""

    site: str
    component: str
    title: str
    readiness: int | None
    use: int | None


def weighed_options(
    proposals: list[Proposal], why: list[str], before: Diagnosis, after: Diagnosis, facts: Facts
) -> list[Option]:
    """Return what each option changes.

    Parameters
    ----------
    proposals : list of Proposal
        The options as they were read.
    why : list of str
        Why each cannot be weighed; "" where it can.
    before : Diagnosis
        The sites today.
    after : Diagnosis
        One package, ``site:proposal``, for each option that can be computed.
    facts : Facts
        Names to print, levels, and what the assumptions need.
    """
    sites = _Sites(
        today={one.site: one for one in before.package_rows},
        then={one.site: one for one in after.package_rows},
        held={(one.site, one.component): one for one in rows_of(after.table, _Component)},
        titles={option.key: option.title for option in before.framework.options},
        facts=facts,
    )
    seen: Counter[str] = Counter()
    found = []
    for row, ours in zip(proposals, why, strict=True):
        found.append(_option(row, ours, letter(seen[row.site]), sites))
        seen[row.site] += 1
    return found


@dataclass(frozen=True, slots=True)
class _Sites:
    """Packages today and after each option, components after each option, names to print."""

    today: dict[str, Package]
    then: dict[str, Package]
    held: dict[tuple[str, str], _Component]
    titles: dict[str, str]
    facts: Facts


def _option(row: Proposal, ours: str, letter_: str, sites: _Sites) -> Option:
    now, then = sites.today.get(row.site), sites.then.get(row.package)
    reason = _against(ours, row.why) if row.feasible is False else ours
    before, after = now.score if now else None, then.score if then else None
    names = [sites.held[row.package, key].title for key in (then.lowest if then else ())]
    new = row.substitute if row.option == "substitute" else row.component
    touched = sites.held.get((row.package, new or ""))
    readiness, use = sites.facts.levels.get(row.key, (None, None))
    option_title = sites.titles[row.option]
    return Option(
        site=row.site,
        proposal=row.proposal,
        letter=letter_,
        component=row.component,
        component_title=sites.facts.title(*row.key),
        option=row.option,
        option_title=option_title,
        title=row.title or option_title,
        possible=not reason,
        reason=reason,
        computed=not ours,
        score_before=before,
        score_after=after,
        gain=_gain(row.option, before, after),
        provisional_after=then is not None and then.provisional,
        bottleneck_after=then.bottlenecks if then else None,
        bottleneck_after_title="; ".join(names) or None,
        second_after=then.second_score if then else None,
        p_target_before=now.p_target if now else None,
        p_target_after=_mixed(row, now, then),
        cost_low=row.cost if row.cost_low is None else row.cost_low,
        cost=row.cost,
        cost_high=row.cost if row.cost_high is None else row.cost_high,
        months_low=row.months if row.months_low is None else row.months_low,
        months=row.months,
        months_high=row.months if row.months_high is None else row.months_high,
        success=row.success,
        touched=touched.component if touched else None,
        touched_title=touched.title if touched else None,
        readiness_before=readiness,
        use_before=use,
        readiness_after=touched.readiness if touched else None,
        use_after=touched.use if touched else None,
        assumptions=what_must_hold(row, sites.facts),
        to_site=row.to_site,
        brings=row.brings,
        accepted_by=row.accepted_by,
        new_ambition=row.new_ambition,
    )


def _gain(option: str, before: int | None, after: int | None) -> int | None:
    """Return what the package gains at the same place with the same aim; nothing else is a gain."""
    if option in OTHER_AIM or before is None or after is None:
        return None
    return after - before


def _against(ours: str, why: str | None) -> str:
    """Join the team's no and the guard's: those who know the place speak first."""
    answer = (why or "").strip().rstrip(".")
    if not answer:
        return ours or "The team says that it is not feasible."
    return f"The team says that it is not feasible: {answer}. {ours}".rstrip()


def _mixed(row: Proposal, now: Package | None, then: Package | None) -> float | None:
    """Return the chance of the target, with an option that may fail mixed with what is today."""
    steps = bool(moved_levels(row))
    success = 1.0 if row.option == "postpone" and not steps else row.success
    if success is None or then is None or then.p_target is None:
        return None
    # Where levels are promised, the diagnosis itself mixes success and failure.
    if steps or success == 1.0:
        return then.p_target
    if now is None or now.p_target is None:
        return None
    return success * then.p_target + (1.0 - success) * now.p_target


def moved_levels(row: Proposal) -> dict[str, int]:
    """Return the levels to which an option moves its component, by dimension."""
    moves = row.option in {"outsource", "develop", "reorient", "postpone"}
    return row.expected if moves else {}


def level_steps(row: Proposal, facts: Facts) -> dict[str, float]:
    """Count by how many levels an option is expected to move its component; NaN where by none."""
    to, now = moved_levels(row), facts.levels.get(row.key, (None, None))
    return {
        f"{d}_step": float(to[d] - today) if d in to and today is not None else float("nan")
        for d, today in zip(DIMENSIONS, now, strict=True)
    }


def letter(place: int) -> str:
    """Return the letter of an option: A to Z, then AA, AB and so on.

    Examples
    --------
    >>> letter(0), letter(25), letter(26)
    ('A', 'Z', 'AA')
    """
    rest, last = divmod(place, len(ascii_uppercase))
    return (letter(rest - 1) if rest else "") + ascii_uppercase[last]
