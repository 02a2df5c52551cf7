"""Which step of the circle a site has come to: read from its tables, quickly, for many sites."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal

from workbench.agree.analysis.action_plan import PlannedWork, action_plan
from workbench.agree.analysis.progress import Guard, State, state_of
from workbench.agree.analysis.rows import Confirmation
from workbench.agree.findings import verdict_words
from workbench.agree.step import AgreementStep, Talks
from workbench.core.rows import rows_of
from workbench.language import phrased
from workbench.options.analysis.what_follows import WhatFollows
from workbench.project import Site


def state(
    site: Site, *, scored: bool, follows: WhatFollows, whole: Callable[[], AgreementStep]
) -> State:
    """Return the step that a site is in, and what is missing for the next.

    Parameters
    ----------
    site : Site
        The site.
    scored : bool
        Whether its package has a score.
    follows : WhatFollows
        What its team decided.
    whole : callable
        Returns the whole of step 4, for which all steps are computed. It is asked for only where a
        fingerprint of what was agreed is in the tables.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> case = open_case("data/example", "rw-musanze")
    >>> found = state(
    ...     case.site, scored=True, follows=case.decision.follows, whole=lambda: case.agreement
    ... )
    >>> found.step, found.next_thing.missing
    ('agree', 'Put a version forward.')
    """
    talks = Talks(site)
    found = state_of(_guards(talks, scored=scored, follows=follows), back=_back(talks, follows))
    changed = whole().changed_since_agreed if _marked(talks) else ()
    if not changed:
        return found
    words = f"Since it was agreed, {' and '.join(changed)} changed: show what, and agree anew."
    return replace(found, changed=words)


def _marked(found: Talks) -> bool:
    """Whether a fingerprint of what was agreed is in the tables."""
    agreed, drafts = found.agreed, found.site.table("strategies")
    if agreed is not None:
        version = found.version(agreed.proposal, agreed.version)
        if agreed.plan or (version is not None and version.fingerprint):
            return True
    return bool((drafts["state"].eq("final") & drafts["fingerprint"].notna()).any())


def _back(found: Talks, follows: WhatFollows) -> str:
    """Say where the way leads back, and why."""
    last = found.tallies.last
    if found.refused and last is not None:
        return f"No agreement ({verdict_words(found, last)}): weigh other options, or amend."
    options = found.site.table("options")
    kinds = dict(zip(options["proposal"], options["option"], strict=True))
    decided = [kinds.get(one) for one in follows.decided]
    if found.agreed is not None and decided and all(one == "postpone" for one in decided):
        return "Nothing is invested in the bottleneck: look at the ambition again."
    return ""


def _guards(found: Talks, *, scored: bool, follows: WhatFollows) -> Iterator[Guard]:
    table = found.site.table
    yield Guard(
        "characterise",
        not table("components").empty,
        phrased("Describe the package."),
        "components",
    )
    if found.site.framework.judges_levels:
        yield Guard("diagnose", scored, phrased("Score the components."), "scores")
        yield Guard("strategize", not table("options").empty, "Propose options.", "options")
        yield Guard("strategize", bool(follows.decided), "Decide on an option.", "decisions")
    else:
        answered = not table("responses").empty
        yield Guard("diagnose", answered, "Answer the items of the framework.", "responses")
    if follows.stopped:
        return
    drafts = table("strategies")
    yield Guard("strategize", not table("activities").empty, "Plan the work.", "activities")
    yield Guard("strategize", not table("costs").empty, "Enter what it costs.", "costs")
    drafted = not drafts.empty or found.agreed is not None  # then the final one is asked for
    yield Guard("strategize", drafted, "Record the draft strategy.", "strategies")
    yield Guard("agree", bool(found.parties), "Name the parties.", "stakeholders")
    yield Guard("agree", found.tallies.rule is not None, "Fix the rule of agreement.", "rounds")
    yield Guard("agree", bool(found.proposals), "Put a version forward.", "proposals")
    yield Guard("agree", bool(found.positions), "Hold a round.", "positions")
    last = found.tallies.last
    met = last is not None and last.verdict == "agreed"
    how = "The rule is met: record the agreement." if met else "Reach agreement by the rule."
    yield Guard("agree", found.agreed is not None, how, "agreements")
    yield Guard(
        "agree",
        _share(found) in {None, 1.0},
        "Let each party confirm its part of the plan.",
        "confirmations",
    )
    final = not drafts.empty and drafts.sort_values("version")["state"].iloc[-1] == "final"
    yield Guard(
        "agree",
        final and not found.open_comments,
        "Answer the comments and record the final strategy.",
        "strategies",
    )


def _share(found: Talks) -> float | None:
    """Return the share of the activities that is confirmed, whenever they are."""
    rows = found.site.table("activities")[["activity", "title", "responsible", "partners"]]
    works = [
        PlannedWork(
            str(one.activity),
            str(one.title),
            one.responsible if isinstance(one.responsible, str) else None,
            tuple(str(one.partners).split(";")) if isinstance(one.partners, str) else (),
            None, None, Decimal(0), at_least=False, critical=False,
        )
        for one in rows.itertuples()
    ]  # fmt: skip
    said = rows_of(found.site.table("confirmations"), Confirmation)
    return action_plan(works, said, found.actor_of, found.site.leads).share
