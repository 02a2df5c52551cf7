"""What the report of step 3a says of how firm the choice is, and what would change it."""

from __future__ import annotations

from collections.abc import Iterable

from workbench.language import phrased
from workbench.options.analysis.advice import AdvisedBottleneck
from workbench.options.analysis.choice import BottleneckFact
from workbench.options.step import OptionsStep
from workbench.page.records import (
    Missing,
    Paragraphs,
    missing,
    paragraphs,
)
from workbench.page.text import Text, TextLike, listing, say
from workbench.page.wording import count, long_date, percent, plural


def _quotes(found: OptionsStep, components: Iterable[str]) -> list[Text]:
    """Write the sentences about some bottlenecks; the criteria are named once."""
    said: list[Text] = []
    for component in components:
        told = any(" is best under " in one.plain for one in said)
        if sentence := quotable(found, component, again=told):
            said.append(sentence)
    return said


def quotable(found: OptionsStep, component: str, *, again: bool = False) -> Text | None:
    """Write the sentence about one bottleneck that a reader can quote; None without a comparison.

    "Outsource is best under 71 % of the ways to weigh them that keep your ranking (gain, cost);
    substitute becomes best if cost weighs more than 0.45 (now 0.15)." Where `again`, the ways to
    weigh were described before.
    """
    fact = found.facts.get(component)
    if fact is None or fact.best is None or fact.first_share is None:
        return None
    best = found.proposals[fact.best]
    if fact.compared == 1:
        return say(
            "{} is the only option for *{}* that is possible and that the answers leave.",
            best.option_title,
            best.component_title,
        )
    if fact.settled:
        return say(
            "For *{}* no way to weigh {} makes another option than {} the best.",
            best.component_title,
            listing(_criteria(found).values()),
            _short(found, fact.best),
        )
    # Shares so that they read well behind "under".
    share = percent(fact.first_share).replace("over", "more than").replace("under", "less than")
    ranking = ", ".join(_criteria(found).values())
    return say(
        "For *{}*, {} is best under {} {}; {}.",
        best.component_title,
        _short(found, fact.best),
        share,
        phrased("of them")
        if again
        else phrased("of the ways to weigh them that keep your ranking ({})", ranking),
        _change(found, fact),
    )


def _short(found: OptionsStep, proposal: str) -> Text:
    """Name an option by its kind, and by its title where two of a kind compete."""
    row = found.proposals[proposal]
    alike = [one for one in found.results.rows if (*one.key, one.option) == (*row.key, row.option)]
    return say("*{}*{}", row.option_title.lower(), f" ({row.title})" if len(alike) > 1 else "")


def _criteria(found: OptionsStep) -> dict[str, str]:
    return {one.key: one.title.lower() for one in found.choice.criteria}


def _change(found: OptionsStep, fact: BottleneckFact) -> TextLike:
    if fact.change_to is None:
        return phrased("another weight of a single criterion does not change that")
    return say(
        "{} becomes best if {} weighs {} than {:.2f} (now {:.2f})",
        _short(found, fact.change_to),
        _criteria(found)[fact.change_criterion or ""],
        fact.change_direction or "",
        fact.change_threshold or 0.0,
        fact.change_weight_now or 0.0,
    )


def firmness(found: OptionsStep) -> Paragraphs | Missing:
    """Write for each bottleneck how firm the choice is, and what would change it."""
    said = _quotes(found, found.facts)
    if not said or found.decision.follows.leaves:
        why = phrased(
            "No two options for a bottleneck are possible, so there is nothing to compare."
        )
        if said:
            why = phrased("The site is left, so nothing is to be chosen any more.")
        return missing(phrased("How the options compare"), why, follows=True)
    return paragraphs(*said, _would_change(found, found.advised.rows))


def _would_change(found: OptionsStep, rows: Iterable[AdvisedBottleneck]) -> list[TextLike]:
    """List what would change the advice: what is worth knowing, and what is not settled."""
    said = [one for row in rows if (one := _worth(found, row.component))]
    changed = [
        say(
            "The package has changed since the decision on *{}* of {}.",
            one.component_title,
            long_date(one.date),
        )
        for one in found.decision.review.standing_rows
        if one.changed
    ]
    return [*said, *_unsettled(found), *changed]


def _worth(found: OptionsStep, component: str) -> TextLike:
    fact = found.facts.get(component)
    if fact is None or fact.best is None or (fact.worth_changes or 0.0) < 0.01:
        return ""
    most: TextLike = ""
    if fact.learn_criterion and fact.learn_about:
        most = say(
            "; most worth knowing is {} of {} ({})",
            _criteria(found)[fact.learn_criterion],
            _short(found, fact.learn_about),
            percent(fact.learn_changes or 0.0),
        )
    return say(
        "For *{}*, knowing all numbers exactly would change the choice in {} of the cases{}.",
        found.proposals[fact.best].component_title,
        percent(fact.worth_changes or 0.0),
        most,
    )


def _unsettled(found: OptionsStep) -> list[str]:
    leads = found.tree.leads
    asked = leads[leads["bottleneck"]]
    open_, against = int(asked["unanswered"].sum()), int(asked["conflicts"].sum())
    said = []
    if open_:
        verb = plural("is", open_)
        said.append(phrased("{} of the decision tree {} open.", count(open_, "question"), verb))
    if against:
        verb = "contradicts" if against == 1 else "contradict"
        said.append(phrased("{} {} the data.", count(against, "answer"), verb))
    return said
