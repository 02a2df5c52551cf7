"""What the report of step 3a says: what is advised, how firm that is, what would change it."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from workbench.core.finding import Finding
from workbench.drawing.words import score_words
from workbench.language import phrased
from workbench.options.analysis.advice import AdvisedBottleneck
from workbench.options.analysis.decisions import ReviewedDecision
from workbench.options.analysis.option_rows import Option
from workbench.options.analysis.transformations import OTHER_AIM, SAME_AIM
from workbench.options.page.option_answers import answers, corrections
from workbench.options.page.option_firmness import firmness, quotable
from workbench.options.page.option_lists import (
    assumptions,
    chained_options,
    combinations,
    not_possible,
    option_effects,
)
from workbench.options.page.option_words import (
    in_months,
    money,
    named,
    package_words,
    what_it_brings,
)
from workbench.options.page.tables_workbook import tables_workbook
from workbench.options.step import OptionsStep
from workbench.page.records import (
    Attachment,
    Fact,
    Group,
    Missing,
    Paragraphs,
    Summary,
    attachment,
    group,
    missing,
    paragraphs,
    summary,
)
from workbench.page.text import Text, TextLike, capital, join, listing, say, titles
from workbench.page.wording import count, long_date, percent, plural

__all__ = [
    "advice",
    "answers",
    "assumptions",
    "chained_options",
    "combinations",
    "corrections",
    "decisions",
    "firmness",
    "not_known",
    "not_possible",
    "one_page",
    "option_effects",
    "quotable",
    "tables",
]

_WHOLE = frozenset({"relocate", "stop"})  # options that leave nothing to mend at this site
_MOST = 3  # bottlenecks that page one names; the rest stands in the chapter


def one_page(found: OptionsStep) -> Summary | Missing:
    """Answer what was decided, by whom and against which advice; give the facts for all sites."""
    if found.empty:
        return missing(phrased("Decision"), _undecided(found), follows=True)
    rows = _pressing(found)
    first = rows[:_MOST]
    decided_ = [
        _decision(one, short=True) + _other_aim(found, found.proposals.get(one.proposal or ""))
        for one in found.decision.review.standing_rows
    ]
    doubt = _doubt(found)
    if decided_:
        prices = [_priced(found, row, several=len(first) > 1) for row in first]
        told = [*decided_, *(_doubtful(found, row) for row in first), *prices, doubt]
    else:
        told = [phrased("Nothing is decided yet."), *_advices(found, first), _more(rows), doubt]
    return summary([("What was decided", join(" ", told))], _facts(rows))


def _priced(found: OptionsStep, row: AdvisedBottleneck, *, several: bool) -> TextLike:
    """Say what the choice for a component costs against the advice; which, where there are more."""
    said = price_words(found, row) or _same_as_advised(row)
    return say("For {}: {}", titles([row.component_title]), said) if said and several else said


def _undecided(found: OptionsStep) -> str:
    return phrased(
        "Nothing is decided for {}: no option is recorded yet (sheet options).", found.site.name
    )


def _doubtful(found: OptionsStep, row: AdvisedBottleneck) -> TextLike:
    """Say where more evidence is advised before what was decided, or a stop rests on too little."""
    why = found.doubt(row) if row.decided else ""
    if why and row.advice == "evidence first":
        return say("The advice is **more evidence first**, since {}.", why)
    if why:
        return say("Beware: {}, so the stop may rest on the wrong component.", why)
    return ""


def _doubt(found: OptionsStep) -> TextLike:
    """Warn where nobody can tell whether this is the bottleneck at all."""
    if found.sure.confidence != "open" or found.results.before.package_rows[0].score is None:
        return ""
    return say(
        "The diagnosis is **open**: the money may go to a component that holds nothing back."
    )


def _more(rows: Sequence[AdvisedBottleneck]) -> str:
    beyond = len(rows) - _MOST
    if beyond <= 0:
        return ""
    return phrased(
        "{} {} weighed in the chapter.", count(beyond, "further bottleneck"), plural("is", beyond)
    )


def _advices(
    found: OptionsStep, rows: Sequence[AdvisedBottleneck], *, why: bool = False
) -> list[TextLike]:
    """Write the advice by bottleneck; where the whole site is left, that comes first."""
    leaving = [row for row in rows if _leaves(row)]
    staying = [row for row in rows if not _leaves(row)]
    said: list[TextLike] = [
        join(" ", [_advice(found, row, why=why), _chosen(found, row), _hidden(found, row)])
        for row in leaving or staying
    ]
    together = _together(found, staying)
    if not leaving:
        return [*said, capital(together)]
    return [*said, _staying(found, leaving, together)]


def _staying(found: OptionsStep, leaving: Sequence[AdvisedBottleneck], together: Text) -> TextLike:
    """Write what happens if the work stays after all."""
    now = found.results.before.package_rows[0].score
    stuck = [
        row
        for row in leaving
        if not any(
            one.possible and one.computed and one.option in SAME_AIM
            for one in found.results.rows
            if one.key == (row.site, row.component)
        )
    ]
    if stuck and now is not None:
        return say(
            "If the work stays, the package still scores {}: no option for {} is possible here.",
            score_words(now, provisional=found.provisional),
            titles(row.component_title for row in stuck),
        )
    return say("If the work stays here after all: {}", together) if together.plain else ""


def _leaves(row: AdvisedBottleneck) -> bool:
    return (row.chosen_option if row.decided else row.option) in _WHOLE


def _pressing(found: OptionsStep) -> list[AdvisedBottleneck]:
    """Return the advice for the bottlenecks, or for what else was weighed where there is none."""
    every = found.advised.rows
    return [row for row in every if row.bottleneck] or every


def _facts(rows: Iterable[AdvisedBottleneck]) -> dict[str, Fact]:
    shown = []
    for row in rows:
        if row.decided:
            shown.append(phrased("{} (decided)", row.chosen_option_title))
        elif row.option_title:
            shown.append(phrased("{} (advised)", row.option_title))
        elif row.advice == "not needed":
            shown.append(phrased("not needed"))
    return {"option": "; ".join(dict.fromkeys(shown))}


def advice(found: OptionsStep) -> Paragraphs | Group:
    """Write for each bottleneck what is advised, and why.

    A site without options, answers and decisions gets one line that says so.
    """
    if found.empty:
        said = phrased(
            "No option is recorded for {} yet, so nothing is weighed here.", found.site.name
        )
        return group([paragraphs(said), _nothing(found)])
    rows = [
        row
        for row in found.advised.rows
        if row.bottleneck or row.options or row.decided or row.advice == "not needed"
    ]
    return paragraphs(*_advices(found, rows, why=True))


def _nothing(found: OptionsStep) -> Missing:
    table = found.results.before.table
    lowest = titles(table.loc[table["bottleneck"], "title"])
    name = found.site.name
    sentence = say(
        "No option is recorded for {} yet, whose bottleneck is {}. List what could be done (sheet "
        "options, one row per option; the team).",
        name,
        lowest,
    )
    if not lowest:
        sentence = say("No option is recorded for {} yet. Options are weighed once a bottleneck is "
                       "known.", name)  # fmt: skip
    return missing(phrased("Strategic options"), sentence)


def _advice(found: OptionsStep, row: AdvisedBottleneck, *, why: bool = False) -> Text:
    """Write the advice for one component in a sentence or two."""
    what, best = titles([row.component_title]), found.proposals.get(row.proposal or "")
    if row.advice == "not needed":
        return say(
            "{} is not needed at this site, the team says: this is a correction of the package and "
            "no strategy; take it out and diagnose again.",
            what,
        )
    if best is None:
        return _no_option(found, row, what)
    brings = what_it_brings(best, found.currency, provisional=found.provisional)
    if row.advice == "stop":
        return say("{}, because of {}: it takes {}.", named(best), what, brings)
    sentence = say("{} for {}: {}.", named(best), what, brings) + _other_aim(found, best)
    if row.advice == "evidence first":
        sentence = say(
            "{}: **more evidence first**, since {}. By what is known today: {}",
            what,
            found.doubt(row),
            sentence,
        )
    sentence += _alone(best, tied=row.bottleneck)
    return join(" ", [sentence, *_reasons(found, best)]) if why else sentence


def _same_as_advised(row: AdvisedBottleneck) -> str:
    if not row.agrees or row.share is None:
        return ""
    if row.advice == "evidence first":
        return phrased(
            "By what is known today, the comparison prefers the same option as the team."
        )
    return phrased("The comparison advises the same.")


def _other_aim(found: OptionsStep, best: Option | None) -> TextLike:
    """Say of a move, or of another aim, what changes and that it is no gain."""
    if best is None:
        return ""
    if best.option == "relocate":
        there = found.site.names.get(best.to_site or "", best.to_site or "another place")
        return phrased(" The work moves to {}: what is gained there counts there, not here.", there)
    if best.option == "reorient":
        return _both_aims(found, best)
    return ""


def _both_aims(found: OptionsStep, option: Option) -> Text:
    """Write today's aim and the one that it would be; a lower aim is no gain."""
    return say(
        " The aim today: {} It would then be: {} {} A lower aim is no gain of the package.",
        _sentence(found.site.settings.ambition or phrased("not written down")),
        _sentence(option.new_ambition or phrased("not written down")),
        phrased("Accepted by {}.", option.accepted_by)
        if option.accepted_by
        else phrased("Nobody accepts it yet."),
    )


def _sentence(words: str) -> str:
    return words.strip().rstrip(".") + "."


def _no_option(found: OptionsStep, row: AdvisedBottleneck, what: Text) -> Text:
    if row.advice == "evidence first":
        return say("{}: **more evidence first**, since {}.", what, found.doubt(row))
    apart = [
        one
        for one in found.results.possible
        if one.option in OTHER_AIM and one.component == row.component
    ]
    if apart:
        open_end = found.provisional
        said = [named(one) + ": " + package_words(one, provisional=open_end) for one in apart]
        return say(
            "For {} nothing is possible at this place with this aim. A decision of its own would "
            "be {}.",
            what,
            join("; ", said),
        )
    if row.options:
        number = count(row.options, "option")
        return say("For {} none of the {} recorded is possible.", what, number)
    return say("For {} no option is recorded yet.", what)


def _alone(best: Option, *, tied: bool) -> str:
    """Write why an option that mends its component may not lift the package."""
    if best.gain is None or best.gain > 0:
        return ""
    where = phrased("as low") if tied else "lower"
    return phrased(" Alone it does not lift the package: another component is {}.", where)


def price_words(found: OptionsStep, row: AdvisedBottleneck) -> str:
    """Write what the team's choice costs against what is advised; empty where it is the same."""
    key = row.site, row.component
    price = found.prices.get(key)
    said = [] if price is None else [price.words(found.currency)]
    said += [one.words() for one in found.contradicted.get(key, ())]
    return " ".join(said)


def _hidden(found: OptionsStep, row: AdvisedBottleneck) -> str:
    """Write what the package does not show of the choice; page one tells its price."""
    price = found.prices.get((row.site, row.component))
    return "" if price is None else price.hidden_words()


def _chosen(found: OptionsStep, row: AdvisedBottleneck) -> TextLike:
    """Write whether the team chose the same, or what else."""
    if not row.decided:
        return ""
    if row.agrees:
        return phrased("The team chose the same.")
    other = found.proposals.get(row.chosen or "")
    if other is None:
        return say("The team chose **{}**.", row.chosen_option_title or "")
    brings = what_it_brings(other, found.currency, provisional=found.provisional)
    return say("The team chose {}: {}.", named(other), brings) + _other_aim(found, other)


def _together(found: OptionsStep, rows: Iterable[AdvisedBottleneck]) -> Text:
    """Write what the options for tied bottlenecks bring one after the other."""
    wanted = {row.component for row in rows if row.bottleneck and not _leaves(row)}
    steps = [step for step in found.chain.steps if step.component in wanted]
    if len(wanted) < 2 or len(steps) < 2:
        return Text()
    last = steps[-1]
    names = [say("{} for *{}*", step.option_title, step.title) for step in steps]
    months, costs = in_months(last.months_total), money(last.cost_total, found.currency)
    return say(
        "one after the other ({}) package {} → {}, {}{}, {}{}.",
        join(", ", names),
        score_words(steps[0].score_before, provisional=found.provisional),
        score_words(last.score_after, provisional=found.provisional),
        phrased("at least ") if last.unknown_months else "",
        months,
        phrased("at least ") if last.unknown_costs else "",
        costs,
    )


def _reasons(found: OptionsStep, best: Option) -> list[TextLike]:
    """Write why: what holds the package back then, and how likely the option is to help."""
    if best.score_after is None or best.gain is None:
        return []
    said: list[TextLike] = []
    if best.bottleneck_after_title:
        after = best.bottleneck_after_title.split("; ")
        said.append(say("The lowest then {} {}.", plural("is", len(after)), titles(after, most=3)))
    target = found.results.method.parameters.get("target")
    if best.p_target_after is not None and best.p_target_before is not None:
        said.append(
            phrased(
                "A package score of {} or more: {} likely today, {} after it.",
                target,
                percent(best.p_target_before),
                percent(best.p_target_after),
            )
        )
    if best.success is None:
        said.append(phrased("How likely it is to succeed is not known."))
    return said


# ---------------------------------------------------------------- decisions


def _decision(row: ReviewedDecision, *, short: bool = False) -> Text:
    sentence = say(
        "**{}** for *{}*, decided on {}{}",
        row.option_title,
        row.component_title,
        long_date(row.date),
        phrased(" by {}", row.by) if row.by else phrased(" (by whom is not recorded)"),
    )
    if short and row.option not in _WHOLE:
        return sentence + "."
    why = f": {row.reason.rstrip('.')}" if row.reason else ""
    replaced = phrased(" Replaced by a later decision.") if row.replaced_by else ""
    return sentence + f"{why}.{replaced}"


def decisions(found: OptionsStep) -> Paragraphs | Missing:
    """List what the team decided, and flag what has changed since."""
    if found.empty:
        return missing(phrased("Decision"), _undecided(found), follows=True)
    rows = sorted(found.decision.review.rows, key=lambda row: (not row.stands, row.component_title))
    if not rows:
        return paragraphs(phrased("The team has not decided yet."))
    return paragraphs(
        *(
            [
                _decision(row),
                *(say("**{}**", flag) for flag in row.flags.split("\n") if flag),
                *(_waiting(found, row) if row.stands else []),
            ]
            for row in rows
        ),
        *([[projection]] if (projection := _projection(found)) else []),
    )


def _waiting(found: OptionsStep, row: ReviewedDecision) -> list[TextLike]:
    """Write after a decision to wait when to look again, and where the component is heading."""
    if row.option != "postpone":
        return []
    day = found.decision.follows.review_on
    said: list[TextLike] = [
        phrased("Look again on {}.", long_date(day))
        if day
        else phrased("No day is named on which to look again.")
    ]
    trend = [one for one in found.trends if one.component == row.component]
    if len(trend) > 1:
        steps = [
            phrased("readiness {}, use {} in round {}", one.readiness, one.use, one.round)
            for one in trend
        ]
        said.append(phrased("The assessors' levels so far: {}.", ", then ".join(steps)))
    else:
        said.append(
            phrased("It was scored in one round only, so nobody knows where it is heading.")
        )
    return said


def _projection(found: OptionsStep) -> TextLike:
    """Write what the projection would need beside what was decided."""
    projected = found.projection
    if projected is None or not projected.without:
        return ""
    return say(
        "The levels that the scores project would bring the package to {}. They count on {}, which "
        "neither a decided option nor an activity touches; {}.",
        score_words(projected.score, provisional=found.provisional),
        titles(projected.without, most=4),
        phrased("nothing that was decided lifts it here")
        if projected.decided is None
        else phrased("what was decided brings it to ")
        + score_words(projected.decided, provisional=found.provisional),
    )


def not_known(found: OptionsStep) -> Missing | Group:
    """Name the numbers that are not known, once, for the end of the report."""
    gaps: dict[str, list[str]] = {}
    for key, title in found.choice.missing[["proposal", "criterion_title"]].itertuples(index=False):
        gaps.setdefault(key, []).append(title.lower())
    if not gaps:
        return group([])
    said = [
        say("{} of *{}*", listing(names), found.proposals[key].title) for key, names in gaps.items()
    ]
    sentence = say(
        "Fill in {} (sheet options, columns of these names; who proposed the option). They may "
        "turn the order of the options.",
        join("; ", said),
    )
    return missing(phrased("Numbers of options"), sentence)


def tables(found: OptionsStep, findings: Sequence[Finding]) -> Attachment:
    """Hand over the tables of steps 1 to 3a, and what does not fit at the site, as a workbook."""
    words = phrased(
        "Components, evidence, options, answers, actors and what does not fit as a workbook"
    )
    return attachment("tables.xlsx", tables_workbook(found, findings), words)
