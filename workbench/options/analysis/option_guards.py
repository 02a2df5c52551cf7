"""Why an option cannot be weighed, and what has to be true for one that can: both in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date

from workbench.core.table_access import DIMENSIONS
from workbench.options.analysis.option_rows import Proposal, keys_in

ComponentKey = tuple[str, str]


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of the sites before any option is taken.

    Attributes
    ----------
    titles : mapping of (site, component) to str
        Names to print of every component that is listed.
    functions : mapping of (site, component) to frozenset of str
        Functions that they serve.
    levels : mapping of (site, component) to (int or None, int or None)
        Readiness and use, None where not known.
    left_out : mapping of (site, component) to str
        Why a listed component does not count.
    complete : mapping of str to bool
        Sites to move to of which something is scored, and whether all of it is.
    names : mapping of str to str
        Names to print of sites and actors.
    as_of : date or None
        The day from which one looks ahead.
    currency : str or None
        Currency of the costs.
    """

    titles: Mapping[ComponentKey, str]
    functions: Mapping[ComponentKey, frozenset[str]]
    levels: Mapping[ComponentKey, tuple[int | None, int | None]]
    left_out: Mapping[ComponentKey, str]
    complete: Mapping[str, bool]
    names: Mapping[str, str]
    as_of: date | None
    currency: str | None = None

    def title(self, site: str, component: str) -> str:
        """Return the name to print of a component."""
        return self.titles.get((site, component), component)

    def name(self, key: str) -> str:
        """Return the name to print of a site or an actor."""
        return self.names.get(key, key)

    def scored(self, site: str, component: str) -> bool:
        """Return whether both levels of a component are known at a site."""
        return None not in self.levels.get((site, component), (None, None))


def reason_against(row: Proposal, facts: Facts) -> str:
    """Return why an option cannot be weighed; "" where it can."""
    if row.option == "stop":
        return ""
    if row.option == "relocate":
        return _no_move(row, facts)
    if row.key in facts.left_out:
        return f"{facts.title(*row.key)} is not in the package: {facts.left_out[row.key]}."
    return _GUARDS[row.option](row, facts)


def _no_move(row: Proposal, facts: Facts) -> str:
    if not row.to_site:
        return "It is not said which site to move to."
    if row.to_site == row.site:
        return "The site to move to is the site itself."
    if row.to_site not in facts.complete:
        return f"{facts.name(row.to_site)} is not diagnosed: its levels cannot be read."
    return ""


def _no_substitute(row: Proposal, facts: Facts) -> str:
    site, new = row.site, row.substitute
    if not new:
        return "It is not said what takes its place."
    if new == row.component:
        return "The substitute is the component itself."
    for key, what in [(new, "the substitute"), *((k, "it") for k in keys_in(row.brings))]:
        if (site, key) not in facts.titles:
            return f"'{key}', which {what} names, is not listed among the components of the site."
        if not facts.scored(site, key):
            return f"{facts.title(site, key)} is not scored here: readiness and use are needed."
    return ""


def _no_better(row: Proposal, facts: Facts) -> str:
    if not row.expected:
        return "It is not said which level is expected."
    now_at = facts.levels.get(row.key, (None, None))
    today: dict[str, int | None] = dict(zip(DIMENSIONS, now_at, strict=True))
    for dimension, then in row.expected.items():
        now = today[dimension]
        if now is not None and then < now:
            return f"The expected {dimension} of {then} is below today's {now}."
    if facts.scored(*row.key):
        return ""
    return f"{facts.title(*row.key)} is not scored here: there is no level to start from."


def _no_new_aim(row: Proposal, facts: Facts) -> str:
    if not row.new_ambition:
        return "The new aim is not written down."
    return _no_better(row, facts) if row.expected else ""


def _no_later(row: Proposal, facts: Facts) -> str:
    if row.change_date is None:
        return "No dated change from outside is named: without one, waiting is no strategy."
    if not row.change_source:
        return "There is no source for the change that is expected."
    if facts.as_of is not None and row.change_date <= facts.as_of:
        return f"The change is dated {_day(row.change_date)}, not after {_day(facts.as_of)}."
    return _no_better(row, facts) if row.expected else ""


_GUARDS: Mapping[str, Callable[[Proposal, Facts], str]] = {
    "substitute": _no_substitute,
    "outsource": _no_better,
    "develop": _no_better,
    "reorient": _no_new_aim,
    "postpone": _no_later,
}


# ---------------------------------------------------------------- what has to be true


def what_must_hold(row: Proposal, facts: Facts) -> str:
    """Return what has to be true for an option, one sentence per line."""
    own = _SENTENCES[row.option](row, facts)
    if row.option not in {"stop", "relocate", "postpone"}:
        own.append(_chance(row))
    assumed = (row.assumes or "").strip()
    if assumed:
        own.append(assumed if assumed.endswith((".", "!", "?")) else assumed + ".")
    return "\n".join(sentence for sentence in own if sentence)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _bare(words: str | None) -> str:
    """Return words to go on with: without a full stop."""
    return (words or "").strip().rstrip(".")


def _chance(row: Proposal) -> str:
    if row.success is None:
        return "It succeeds; how likely that is, is not known."
    if row.success == 1.0:
        return "It is taken as certain to succeed."
    return f"It succeeds with a probability of {100 * row.success:.0f} %."


def _levels(row: Proposal, facts: Facts) -> str:
    told = [f"{dimension} {level}" for dimension, level in row.expected.items()]
    return f"{facts.title(*row.key)} reaches {' and '.join(told)}" if told else ""


def _by_work(row: Proposal, facts: Facts) -> str:
    reached, months = _levels(row, facts), row.months
    if not reached:
        return ""
    plural = "" if months == 1 else "s"
    within = "" if months is None else f" within {months:g} month{plural}"
    return f"{reached}{within} by that work."


def _of_substitute(row: Proposal, facts: Facts) -> list[str]:
    site, new = row.site, row.substitute or ""
    said = [
        f"The job of {facts.title(*row.key)} can be done here by {facts.title(site, new)}, "
        "together with the rest of the package."
    ]
    jobs = [facts.functions.get((site, key), frozenset()) for key in (row.component, new)]
    if jobs[0] and not jobs[0] & jobs[1]:
        said.append("No function is recorded that the two have in common.")
    brought = [facts.title(site, key) for key in keys_in(row.brings)]
    if brought:
        said.append(f"It needs nothing else than {', '.join(brought)}, which it brings along.")
    else:
        said.append("It needs no further component of its own.")
    return said


def _of_outsource(row: Proposal, facts: Facts) -> list[str]:
    actor = facts.name(row.executor) if row.executor else "A partner who is still to be found"
    return [
        f"{actor} has the capacity and keeps to the contract.",
        _by_work(row, facts),
        "The strategy then depends on that partner.",
    ]


def _of_develop(row: Proposal, facts: Facts) -> list[str]:
    return ["The team has the skill, the staff and the money for it.", _by_work(row, facts)]


def _of_relocate(row: Proposal, facts: Facts) -> list[str]:
    there = facts.name(row.to_site) if row.to_site else "another site"
    said = [
        f"The mandate and the partners allow a move to {there}.",
        "Needs and levels are those diagnosed there; none is carried over.",
    ]
    if facts.complete.get(row.to_site or "") is False:
        said.append("Not everything is scored there, so the score is the most it can be.")
    return said


def _of_reorient(row: Proposal, facts: Facts) -> list[str]:
    by, enough = (row.accepted_by or "").strip(), _levels(row, facts)
    title = facts.title(*row.key)
    return [
        f'Stakeholders and donor accept the new aim: "{_bare(row.new_ambition)}".',
        f"It is accepted by {by}." if by else "Nobody has accepted it yet.",
        f"{enough} for that aim." if enough else f"{title} is not needed for that aim.",
        "A new aim needs a new agreement.",
    ]


def _of_postpone(row: Proposal, facts: Facts) -> list[str]:
    if row.change_date is None:
        return []
    moved, source = _levels(row, facts), (row.change_source or "").strip()
    said = [
        f"The change comes about by {_day(row.change_date)} (source: {source or 'not given'}).",
        f"{moved} by that change." if moved else "No level moves by it.",
        "All other levels stay as they are today.",
    ]
    return [*said, _chance(row)] if moved else said


def _of_stop(row: Proposal, facts: Facts) -> list[str]:
    unit = f"{facts.currency} " if facts.currency else ""
    return [
        f"Reason: {_bare(row.why)}." if row.why else "",
        f"What can be saved: {_bare(row.assets) or 'not recorded'}.",
        f"Told so far: {_bare(row.told) or 'nobody'}.",
        f"Cost so far: {'not known' if row.spent is None else f'{unit}{row.spent:,.0f}'}.",
    ]


_SENTENCES: Mapping[str, Callable[[Proposal, Facts], list[str]]] = {
    "substitute": _of_substitute,
    "outsource": _of_outsource,
    "develop": _of_develop,
    "relocate": _of_relocate,
    "reorient": _of_reorient,
    "postpone": _of_postpone,
    "stop": _of_stop,
}
