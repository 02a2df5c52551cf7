"""What the report of step 3a says: what is advised, how firm that is, what would change it."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from workbench.options.page.option_answers import answers, corrections
from workbench.options.page.option_lists import (
    assumptions,
    chain,
    combinations,
    not_possible,
    options,
)
from workbench.options.page.option_words import in_months, money, named, what_it_brings, yes
from workbench.options.page.tables_workbook import tables_workbook
from workbench.options.step import OptionsStep
from workbench.page.content import Part, attachment, group, missing, summary, text
from workbench.page.wording import (
    count,
    each_row,
    known,
    listing,
    long_date,
    paragraph,
    percent,
    plural,
    titles,
)

__all__ = [
    "advice",
    "answers",
    "assumptions",
    "chain",
    "combinations",
    "corrections",
    "decided",
    "firmness",
    "not_known",
    "not_possible",
    "one_page",
    "options",
    "quotable",
    "tables",
]

_WHOLE = frozenset({"relocate", "stop"})  # options that leave nothing to mend at this site
_MOST = 3  # bottlenecks that page one names; the rest stands in the chapter


def one_page(found: OptionsStep) -> Part:
    """Make the summary lines of the options, and the facts that the portfolio page lists."""
    if found.empty:
        return group([])
    rows = _pressing(found)
    summed = [
        ("What we advise", _joined([*_advices(found, rows[:_MOST]), _more(rows)])),
        ("How firm the choice is", _joined(_quotes(found, [r.component for r in rows[:_MOST]]))),
        ("What would change this advice", _joined(_would_change(found, rows))),
        ("What the team decided", _joined(_decisions(found))),
        ("What comes after", _after(found)),
    ]
    return summary(summed, _facts(rows))


def _joined(sentences: list[Any]) -> Markup:
    return Markup(" ").join(one for one in sentences if one)


def _more(rows: list[Any]) -> str:
    beyond = len(rows) - _MOST
    if beyond <= 0:
        return ""
    return f"{count(beyond, 'further bottleneck')} {plural('is', beyond)} weighed in the chapter."


def _advices(found: OptionsStep, rows: list[Any], *, why: bool = False) -> list[Markup]:
    """Give the advice, bottleneck by bottleneck; where the whole site is left, that comes first."""
    leaving = [row for row in rows if _leaves(row)]
    staying = [row for row in rows if not _leaves(row)]
    said = [
        _advice(found, row, why=why) + _chosen(found, row)
        for row in (leaving if leaving else staying)
    ]
    if not leaving:
        return [*said, _sentence(_together(found, staying))]
    together = _together(found, staying)
    if together:
        return [*said, Markup("If the work stays here after all: ") + together]
    stays = [row for row in staying if known(row.option_title)]
    return [*said, *(Markup("If the work stays here: ") + _advice(found, row) for row in stays)]


def _sentence(words: Markup) -> Markup:
    return words[:1].upper() + words[1:]


def _leaves(row: Any) -> bool:
    kind = row.chosen_option if yes(row.decided) else row.option
    return known(kind) and kind in _WHOLE


def _pressing(found: OptionsStep) -> list[Any]:
    """Give the advice for the bottlenecks, or for what else was weighed where there is none."""
    every = list(each_row(found.advised.table))
    today = [row for row in every if row.bottleneck]
    return today or every


def _facts(rows: list[Any]) -> dict[str, object]:
    shown = []
    for row in rows:
        if yes(row.decided):
            shown.append(f"{row.chosen_option_title} (decided)")
        elif known(row.option_title):
            shown.append(f"{row.option_title} (advised)")
        elif row.advice == "not needed":
            shown.append("not needed")
    return {"option": "; ".join(dict.fromkeys(shown))}


def advice(found: OptionsStep) -> Part:
    """Say for each bottleneck what is advised, and why.

    A site without options, answers and decisions gets one line that says so.
    """
    if found.empty:
        return _nothing(found)
    rows = [
        row
        for row in each_row(found.advised.table)
        if row.bottleneck or row.options or yes(row.decided) or row.advice == "not needed"
    ]
    said = _advices(found, rows, why=True)
    return text(Markup("").join(paragraph([one]) for one in said if one))


def _nothing(found: OptionsStep) -> Part:
    table = found.results.before.table
    lowest = table.loc[table["bottleneck"].to_numpy(dtype=bool), "title"]
    sentence = Markup("No option is recorded for {} yet{}.").format(
        found.site.name,
        Markup(", whose bottleneck is {}").format(titles(lowest)) if len(lowest) else "",
    )
    if not len(lowest):
        sentence += Markup(" Options are weighed once a bottleneck is known.")
    return missing("Strategic options", sentence)


def _advice(found: OptionsStep, row: Any, *, why: bool = False) -> Markup:
    """Give the advice for one component in a sentence or two."""
    what, best = titles([row.component_title]), found.option(row.proposal)
    if row.advice == "not needed":
        return Markup(
            "{} is not needed at this site, the team says: this is a correction of the package and "
            "no strategy; take it out and diagnose again."
        ).format(what)
    if row.advice == "stop":
        return Markup("{}, because of {}: it takes {}.").format(
            named(best), what, what_it_brings(best, found.currency)
        )
    if best is None:
        return _no_option(row, what)
    sentence = Markup("{} for {}: {}.").format(
        named(best), what, what_it_brings(best, found.currency)
    )
    if row.advice == "evidence first":
        sentence = Markup(
            "{}: <strong>more evidence first</strong>, since the team does not call the diagnosis "
            "firm. By what is known today: {}"
        ).format(what, sentence)
    reason = _reason(found, row) if why else Markup()
    return _joined([sentence + _alone(best, tied=row.bottleneck), reason])


def _no_option(row: Any, what: Markup) -> Markup:
    if row.advice == "evidence first":
        return Markup(
            "{}: <strong>more evidence first</strong>, since the team does not call the diagnosis "
            "firm."
        ).format(what)
    if row.options:
        return Markup("For {} none of the {} recorded is possible.").format(
            what, count(int(row.options), "option")
        )
    return Markup("For {} no option is recorded yet.").format(what)


def _alone(best: Any, *, tied: bool) -> Markup:
    """Say why an option that mends its component may not lift the package."""
    if not known(best.gain) or best.gain > 0 or best.option in {"stop", "relocate"}:
        return Markup()
    return Markup(" Alone it does not lift the package: another component is {}.").format(
        "as low" if tied else "lower"
    )


def _chosen(found: OptionsStep, row: Any) -> Markup:
    """Say whether the team chose the same, or what else."""
    if not yes(row.decided):
        return Markup()
    if yes(row.agrees):
        return Markup(" The team chose the same.")
    other = found.option(row.chosen)
    if other is None:
        return Markup(" The team chose <strong>{}</strong>.").format(row.chosen_option_title)
    return Markup(" The team chose {}: {}.").format(
        named(other), what_it_brings(other, found.currency)
    )


def _together(found: OptionsStep, rows: list[Any]) -> Markup:
    """Say what the options for tied bottlenecks bring one after the other."""
    wanted = {row.component for row in rows if row.bottleneck and not _leaves(row)}
    steps = [step for step in each_row(found.chain.table) if step.component in wanted]
    if len(wanted) < 2 or len(steps) < 2:
        return Markup()
    last = steps[-1]
    names = [Markup("{} for {}").format(step.option_title, titles([step.title])) for step in steps]
    return Markup("one after the other ({}) package {} → {}, {}, {}.").format(
        Markup(", ").join(names),
        int(steps[0].score_before),
        int(last.score_after),
        _total(in_months(last.months_total), last.unknown_months),
        _total(money(last.cost_total, found.currency), last.unknown_costs),
    )


def _total(shown: str, unknown: int) -> str:
    return f"at least {shown}" if unknown else shown


def _reason(found: OptionsStep, row: Any) -> Markup:
    """Say why: what holds the package back then, and how likely the option is to help."""
    best = found.option(row.proposal)
    if best is None or row.advice == "stop" or not known(best.score_after):
        return Markup()
    said = []
    if known(best.bottleneck_after_title):
        after = str(best.bottleneck_after_title).split("; ")
        verb = plural("is", len(after))
        said.append(Markup("The lowest then {} {}.").format(verb, titles(after, most=3)))
    target = found.results.method.parameters.get("target")
    if known(best.p_target_after) and target is not None:
        said.append(
            Markup("A package score of {} or more: {} likely today, {} after it.").format(
                target, percent(best.p_target_before), percent(best.p_target_after)
            )
        )
    if not known(best.success):
        said.append(Markup("How likely it is to succeed is not known."))
    return _joined(said)


# ---------------------------------------------------------------- how firm


def _quotes(found: OptionsStep, components: list[str]) -> list[Markup]:
    """Give the sentences about some bottlenecks; the criteria are named once."""
    said: list[Markup] = []
    for component in components:
        told = any(" is best under " in one for one in said)
        said.append(quotable(found, component, again=told))
    return [one for one in said if one]


def quotable(found: OptionsStep, component: str, *, again: bool = False) -> Markup:
    """Give the sentence about one bottleneck that a reader can quote; empty without a comparison.

    "Outsource is best under 71 % of the weightings that respect your ranking (gain, cost);
    substitute becomes best if cost weighs more than 0.45 (now 0.15)." Where `again`, the weightings
    were described before.
    """
    fact = found.facts.get(component)
    if fact is None or not known(fact.best):
        return Markup()
    if fact.compared == 1:
        only = found.option(fact.best)
        return Markup("{} is the only option for {} that is possible.").format(
            only.option_title, titles([only.component_title])
        )
    sentence = Markup("For {}, {} is best under {} {}").format(
        titles([found.option(fact.best).component_title]),
        _short(found, fact, fact.best),
        _share(fact.first_share),
        "of them" if again else _weightings(found),
    )
    return sentence + _swing(found, fact)


def _share(share: float) -> str:
    """Give a share so that it reads well behind "under"."""
    said = percent(share)
    return said.replace("over", "more than").replace("under", "less than")


def _short(found: OptionsStep, fact: Any, proposal: str) -> Markup:
    """Name an option by its kind, and by its title where two of a kind compete."""
    own = found.results.table
    own = own[own["component"] == fact.component]
    row = found.option(proposal)
    if int((own["option"] == row.option).sum()) > 1:
        return Markup("<em>{}</em> ({})").format(row.option_title.lower(), row.title)
    return Markup("<em>{}</em>").format(row.option_title.lower())


def _titles(found: OptionsStep) -> dict[str, str]:
    return {one.key: one.title.lower() for one in found.choice.criteria}


def _weightings(found: OptionsStep) -> Markup:
    return Markup("of the weightings that respect your ranking ({})").format(
        ", ".join(_titles(found).values())
    )


def _swing(found: OptionsStep, fact: Any) -> Markup:
    if not known(fact.change_to):
        return Markup("; another weight of a single criterion does not change that.")
    return Markup("; {} becomes best if {} weighs {} than {:.2f} (now {:.2f}).").format(
        _short(found, fact, fact.change_to),
        _titles(found)[fact.change_criterion],
        fact.change_direction,
        fact.change_threshold,
        fact.change_weight_now,
    )


def firmness(found: OptionsStep) -> Part:
    """Say for each bottleneck how firm the choice is, and what would change it."""
    said = _quotes(found, list(found.facts))
    if not said:
        return group([])
    changes = _would_change(found, list(each_row(found.advised.table)))
    parts = [paragraph([one]) for one in [*said, _joined(changes)] if one]
    return text(Markup("").join(parts)) if parts else group([])


def _would_change(found: OptionsStep, rows: list[Any]) -> list[Markup]:
    """List what would change the advice: what is worth knowing, and what is not settled."""
    said = [_worth(found, row.component) for row in rows]
    said = [one for one in said if one]
    if not said and any(known(row.share) for row in rows):
        said = [
            Markup(
                "Knowing cost, time and success exactly would change the choice in under 1\xa0% of "
                "the draws."
            )
        ]
    return [*said, *_unsettled(found), *_changed(found)]


def _worth(found: OptionsStep, component: str) -> Markup:
    fact = found.facts.get(component)
    if fact is None or not known(fact.worth_changes) or fact.worth_changes < 0.01:
        return Markup()
    sentence = Markup(
        "For {}, knowing all numbers exactly would change the choice in {} of the draws"
    )
    sentence = sentence.format(
        titles([found.option(fact.best).component_title]), percent(fact.worth_changes)
    )
    if known(fact.learn_criterion) and known(fact.learn_about):
        sentence += Markup("; most worth knowing is {} of {} ({})").format(
            _titles(found)[fact.learn_criterion],
            _short(found, fact, fact.learn_about),
            percent(fact.learn_changes),
        )
    return sentence + Markup(".")


def _unsettled(found: OptionsStep) -> list[Markup]:
    leads = found.tree.leads
    asked = leads[leads["bottleneck"].to_numpy(dtype=bool)]
    said = []
    open_, against = int(asked["unanswered"].sum()), int(asked["conflicts"].sum())
    if open_:
        verb = plural("is", open_)
        said.append(
            Markup("{} of the decision tree {} open.").format(count(open_, "question"), verb)
        )
    if against:
        verb = "contradicts" if against == 1 else "contradict"
        said.append(Markup("{} {} the data.").format(count(against, "answer"), verb))
    return said


def _changed(found: OptionsStep) -> list[Markup]:
    standing = found.decision.review.standing
    changed = standing[standing["changed"].fillna(value=False).to_numpy(dtype=bool)]
    return [
        Markup("The package has changed since the decision on {} of {}.").format(
            titles([row.component_title]), long_date(row.date)
        )
        for row in each_row(changed)
    ]


# ---------------------------------------------------------------- decisions


def _decisions(found: OptionsStep) -> list[Markup]:
    return [_decision(row, short=True) for row in each_row(found.decision.review.standing)]


def _decision(row: Any, *, short: bool = False) -> Markup:
    by = Markup(" by {}").format(row.by) if known(row.by) else Markup(" (by whom is not recorded)")
    start = Markup("<strong>{}</strong> for {}, decided on {}{}").format(
        row.option_title, titles([row.component_title]), long_date(row.date), by
    )
    if short:
        return start + Markup(".")
    why = Markup(": {}").format(str(row.reason).rstrip(".")) if known(row.reason) else Markup()
    on = Markup(" (package version {})").format(row.package) if known(row.package) else Markup()
    replaced = Markup()
    if known(row.replaced_by):
        replaced = Markup(" Replaced by a later decision.")
    return start + why + on + Markup(".") + replaced


def decided(found: OptionsStep) -> Part:
    """List what the team decided, and flag what has changed since."""
    if found.empty:
        return group([])
    rows = list(each_row(found.decision.review.table))
    if not rows:
        return text("The team has not decided yet.")
    said = []
    for row in sorted(rows, key=lambda one: (not one.stands, str(one.component_title))):
        flags = [] if not row.flags else str(row.flags).split("\n")
        marked = [Markup("<strong>{}</strong>").format(flag) for flag in flags]
        said.append(paragraph([_decision(row), *marked]))
    return text(Markup("").join(said))


def _after(found: OptionsStep) -> Markup:
    """Say which bottleneck comes after those with an option, and whether one is recorded for it."""
    ends = list(each_row(found.chain.ends))
    steps = found.chain.table
    if not ends or steps.empty or not known(ends[0].title):
        return Markup()
    end = ends[0]
    if any(_leaves(row) and row.component == end.component for row in _pressing(found)):
        return Markup()
    if end.component in set(steps["component"]):
        return Markup("{} stays the lowest, at {}, after the option for it.").format(
            titles([end.title]), int(end.score)
        )
    recorded = end.component in set(found.results.table["component"])
    tail = "" if recorded else "; no option is recorded for it yet"
    return Markup("{} holds the package back next, at {}{}.").format(
        titles([end.title]), int(end.score), tail
    )


def not_known(found: OptionsStep) -> Part:
    """Name the numbers that are not known, once, for the end of the report."""
    gaps = found.choice.missing
    if gaps.empty:
        return group([])
    rows = pd.DataFrame(gaps).groupby("proposal", sort=False)["criterion_title"].agg(list)
    said = [
        Markup("{} of {}").format(
            listing([str(one).lower() for one in names]), titles([found.option(key).title])
        )
        for key, names in rows.items()
    ]
    sentence = Markup("Not known: {}. They may turn the order of the options.").format(
        Markup("; ").join(said)
    )
    return missing("Numbers of options", sentence)


def tables(found: OptionsStep) -> Part:
    """Hand over the tables of steps 1 to 3a as a workbook: the page shows what matters of them."""
    words_ = "Components, evidence, options, answers and actors as a workbook"
    return attachment("tables.xlsx", tables_workbook(found), words_)
