"""What the report of step 2 says: the score, the bottleneck, how sure it is, what comes next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import partial

from workbench.diagnosis.analysis.levels_elsewhere import levels_elsewhere
from workbench.diagnosis.analysis.rows import Component, Levels, Package
from workbench.diagnosis.page.uncertainty_text import (
    agreement_words,
    certainty,
    confidence_words,
)
from workbench.diagnosis.step import DiagnosisStep
from workbench.drawing.words import score_words
from workbench.errors import NothingToShow
from workbench.language import phrased, worded
from workbench.page.records import (
    Fact,
    Group,
    Missing,
    Paragraphs,
    ReportTable,
    Summary,
    TableHead,
    group,
    missing,
    paragraphs,
    summary,
    table,
)
from workbench.page.text import Text, TextLike, capital, join, listing, note, say, titles
from workbench.page.wording import count, level, plural

__all__ = [
    "agreement_words",
    "bottleneck_chain",
    "certainty",
    "claims",
    "elsewhere",
    "levels",
    "not_assessed",
    "one_page",
    "score",
]

_NO_SCORE = "There is no package score"
_STEPS = 5  # of the chain that the page lists


def one_page(found: DiagnosisStep) -> Summary:
    """Make the summary lines of the diagnosis, and the facts that the portfolio page lists."""
    stands = join(" ", [_where_we_stand(found), confidence_words(found)])
    rows = [("Where we stand", stands), ("To do first", _to_do_first(found))]
    return summary(rows, _facts(found))


def _facts(found: DiagnosisStep) -> dict[str, Fact]:
    package, ties = found.package, [one.title for one in found.weakest]
    return {
        "status": package.status,
        "package": package.shown if package.score is not None else "no score",
        "score": package.score,
        "provisional": package.provisional,
        "bottleneck": "; ".join(ties) or package.status,
        "confidence": found.sure.confidence if package.score is not None else "",
    }


#: How the weakest component is named, by how sure it is that it holds the package back.
_HOLDS = {
    "firm": "It stands or falls with",
    "leaning": "What holds it back is most likely",
    "open": "The lowest is",
}


def _where_we_stand(found: DiagnosisStep) -> TextLike:
    package, framework = found.package, found.diagnosis.framework
    if package.score is None:
        return _no_score(found)
    if found.at_the_top:
        return join(" ", [_all_at_the_top(package, package.score), _provisional(package)])
    weakest = found.weakest
    least = worded("scores at most" if package.provisional else "scores")
    sentence = say("The package {} **{} of {}**.", least, package.score, framework.highest_score)
    if len(weakest) > 1:
        names = titles(one.title for one in weakest)
        held = say("Its weakest components, each with this score, are {}.", names)
    else:
        falls = worded(_HOLDS[found.sure.confidence])
        held = say(
            "{} *{}* ({}; {}).",
            falls,
            weakest[0].title,
            level(framework.readiness, weakest[0].readiness.used),
            level(framework.use, weakest[0].use.used),
        )
    return join(" ", [sentence, held, _provisional(package)])


def _all_at_the_top(package: Package, score: int) -> Text:
    return say(
        "The package scores **{}{}**, the highest score there is: every scored component is ready "
        "and in common use, and none of them holds it back.",
        phrased("at most ") if package.provisional else "",
        score,
    )


def _provisional(package: Package) -> str:
    if not package.provisional:
        return ""
    return phrased(
        "{} of {} {} no score yet, so the score is provisional: what is not assessed can "
        "only lower it.",
        package.unscored,
        count(package.components, "component"),
        plural("has", package.unscored),
    )


def _no_score(found: DiagnosisStep) -> TextLike:
    rows, package, name = found.component_rows, found.package, found.site.name
    if package.status == "not assessed":
        if not rows:
            return phrased("No package is described for {}. {}.", name, worded(_NO_SCORE))
        projected = sum(any(of.projected is not None for _, of in one.dimensions) for one in rows)
        expected = (
            phrased(
                " {} {} a projected level only, which is no score.",
                count(projected, "component"),
                plural("has", projected),
            )
            if projected
            else ""
        )
        return phrased(
            "Nothing is scored yet: all {} of the package in {} are waiting for an "
            "assessment.{} {}.",
            count(len(rows), "component"),
            name,
            expected,
            worded(_NO_SCORE),
        )
    without_use = package.status == "use not given"
    absent, given = map(worded, ("use", "readiness") if without_use else ("readiness", "use"))
    of_given = [(one.title, (one.readiness if without_use else one.use).used) for one in rows]
    scored = [(title, used) for title, used in of_given if used is not None]
    least = min(used for _, used in scored)
    lowest = say(
        "Lowest in {}: {} (level {}).",
        given,
        titles((title for title, used in scored if used == least), most=4),
        least,
    )
    if len(scored) > 1 and all(used == least for _, used in scored):
        lowest = say("All are at {} {}.", given, least)
    return say(
        "**{} not given.** {} is known for {}; without {} the product of the two cannot be "
        "formed. {}. {}",
        absent.capitalize(),
        given.capitalize(),
        _out_of(len(scored), len(rows)),
        absent,
        worded(_NO_SCORE),
        lowest,
    )


def _out_of(known: int, components: int) -> str:
    every = count(components, "component")
    if known < components:
        return phrased("{} of {}", known, every)
    return phrased("the one component") if components == 1 else phrased("all {}", every)


def _binding(found: DiagnosisStep) -> TextLike:
    package, weakest = found.package, found.weakest
    if package.score is None or found.at_the_top:
        return ""
    if len(weakest) > 1:
        return phrased(
            "Several components share the lowest score, so mending one alone changes nothing."
        )
    what = weakest[0].title
    if package.binding == "both":
        first = say("*{}* is held back by readiness and use alike.", what)
    else:
        first = say(
            "*{}* is held back by its **{}**, {} is ahead.",
            what,
            worded(package.binding or ""),
            worded("readiness" if package.binding == "use" else "use"),
        )
    return join(" ", [first, _ways_up(found, weakest[0])])


def _ways_up(found: DiagnosisStep, lowest: Component) -> TextLike:
    """Write the fewest levels that lift the package as far as the next component lets it."""
    package, scales = found.package, found.diagnosis.framework.scales
    now, aim = package.score, package.second_score
    if now is None or aim is None or aim <= now:
        return ""
    ways, reached = [], []
    for name, of, other in (
        ("use", lowest.use.used, lowest.readiness.used),
        ("readiness", lowest.readiness.used, lowest.use.used),
    ):
        if of is None or other is None:
            continue
        top = scales[name].maximum
        best = min(aim, top * other)
        needed = next(to for to in range(of, top + 1) if to * other >= best)
        if best > now:
            steps = plural("level", needed - of)
            ways.append(f"{name} {of} → {needed} ({_in_words(needed - of)} {steps})")
            reached.append(score_words(best, provisional=package.provisional))
    if not ways:
        return phrased("Neither of the two alone lifts the package; both have to rise.")
    if len(set(reached)) == 1:
        verb = phrased("both lift") if len(ways) > 1 else "lifts"
        also = phrased(" or {}", ways[1]) if len(ways) > 1 else ""
        return phrased("{}{} {} the package to {}.", capital(ways[0]).plain, also, verb, reached[0])
    each = [
        phrased("{} lifts the package to {}", way, to)
        for way, to in zip(ways, reached, strict=True)
    ]
    return f"{capital(each[0]).plain}; {each[1]}."


def _in_words(number: int) -> str:
    return ("no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")[number]


def _to_do_first(found: DiagnosisStep) -> TextLike:
    """Name the two things that could change the diagnosis most, with sheet and column."""
    gaps = [one for one in found.component_rows if one.missing]
    said: list[TextLike] = []
    if gaps:
        lead, who = next(iter(found.site.leads.values()), None), phrased("the assessors")
        if found.package.score is None and lead is not None:
            who = phrased("ask {} first who can judge them", lead)
        said.append(
            say(
                "Score {} (sheet scores, columns readiness and use; {}): {}.",
                titles((one.title for one in gaps), most=4),
                who,
                phrased("nothing can be diagnosed before") if found.package.score is None
                else phrased("could lower the package"),
            )
        )  # fmt: skip
    if found.sure.confidence == "open" and found.likely:
        said.append(
            say(
                "Let the assessors talk about {} and score them again (sheet scores): the "
                "bottleneck could be another one.",
                titles((one.title for one in found.likely), most=4),
            )
        )
    said += [
        say(
            "Look again at {} of {} (sheet evidence; {} of *{}*): it is {} months old.",
            old.evidence,
            f"{old.since:%B %Y}",
            old.dimension,
            old.component.title,
            old.months,
        )
        for old in found.old_evidence[:1]
    ]
    return join(" ", said[:2])


def score(found: DiagnosisStep) -> Paragraphs | Group:
    """Describe what holds the package back and what lifts it; page one tells its score."""
    words = _binding(found)
    return paragraphs([words]) if words else group([])


def levels(found: DiagnosisStep) -> ReportTable:
    """List the levels of every component on one line each: level, range, score.

    The figure beside it and the attached workbook say more. Columns in which nothing is known at
    all are left out; what is missing is named once, elsewhere.

    Raises
    ------
    NothingToShow
        No component has a level.
    """
    listed = found.component_rows
    heads = [TableHead("No.", "numbers"), TableHead("Component", "names")]
    columns: list[Callable[[Component], TextLike | int]] = [lambda one: one.number, _marked]
    for place, dimension in enumerate(("readiness", "use")):
        of = [one.dimensions[place][1] for one in listed]
        if any(one.used is not None for one in of):
            ranged = " (range)" if any(one.assessors for one in of) else ""
            heads.append(TableHead(f"{dimension.capitalize()}{ranged}", "numbers"))
            columns.append(partial(_level_cell, place=place))
    if len(columns) == 2:
        message = phrased("No component has a level yet.")
        raise NothingToShow(message)
    if any(one.score is not None for one in listed):
        heads.append(TableHead("Score", "numbers"))
        columns.append(lambda one: "not assessed" if one.score is None else one.score)
    rows = [[make(one) for make in columns] for one in listed]
    note = (
        "Score = readiness × use, 0 to 81. The level used is the one the team adopted, else the "
        "one judged from documents, else the lower median of the assessors, and never more than "
        "the evidence supports."
    )
    under = join(" ", [note, _asked(listed), _older(listed, found.package.round)])
    return table(phrased("Levels of the components"), heads, rows, note=under)


def _asked(listed: Sequence[Component]) -> str:
    """Describe over how many assessors the ranges go."""
    levels = [of for one in listed for _, of in one.dimensions]
    asked = sorted({of.assessors for of in levels if of.assessors})
    if not asked:
        return ""
    over = (
        count(asked[0], "assessor") if len(asked) == 1 else f"{asked[0]} to {asked[-1]} assessors"
    )
    return f"Range: lowest and highest of {over}."


def _older(listed: Sequence[Component], latest: int | None) -> TextLike:
    """Name the components whose scores come from an earlier round."""
    said = [
        say("*{}* (round {})", one.title, one.round)
        for one in listed
        if one.round is not None and latest is not None and one.round < latest
    ]
    return say("Not scored again since: {}.", listing(said)) if said else ""


def _marked(one: Component) -> TextLike:
    marks = [word for word, so in (("core", one.core), ("bottleneck", one.bottleneck)) if so]
    return say("{} {}", one.title, note(f"({', '.join(marks)})")) if marks else one.title


def _level_cell(one: Component, *, place: int) -> TextLike:
    of: Levels = one.dimensions[place][1]
    said = []
    if of.capped:
        said.append(f"claimed {of.claimed}")
    if of.lowest is not None:
        said.append(f"{of.lowest}–{of.highest}")
    used = "not assessed" if of.used is None else str(of.used)
    return say("{} {}", used, note(f"({'; '.join(said)})")) if said else used


def claims(found: DiagnosisStep) -> Group:
    """List where a claim goes beyond its evidence, and where there is none or nobody judged it."""
    register = found.site.table("evidence")
    registered = set(zip(register["component"], register["dimension"], strict=True))
    said: list[Text] = []
    without: list[str] = []
    unjudged: list[str] = []
    judged = 0
    for one in found.component_rows:
        for dimension, of in one.dimensions:
            if not of.claimed:
                continue
            if of.supported is not None:
                judged += 1
                if of.capped:
                    said.append(_above(one, dimension, of.claimed, of.supported))
            elif (one.key, dimension) in registered:
                unjudged.append(f"{one.title} ({dimension})")
            else:
                without.append(f"{one.title} ({dimension})")
    if judged and not said:
        said = [say("No claim goes beyond the evidence that has been judged.")]
    told = [paragraphs(*said)] if said else []
    return group([*told, *_open_claims(without, unjudged, registers=not register.empty)])


def _above(one: Component, dimension: str, claimed: int, supported: int) -> Text:
    return say(
        "*{}* is claimed at {} {}; its evidence supports {}. The score uses {}.",
        one.title,
        dimension,
        claimed,
        supported,
        supported,
    )


def _open_claims(without: list[str], unjudged: list[str], *, registers: bool) -> list[Missing]:
    """Name the claims that rest on nothing, and those whose evidence nobody has judged."""
    parts = []
    if without:
        told = say(
            "Register evidence for {} (sheet evidence, columns component, dimension and "
            "supports_level; who works with it). Until then the levels are taken as claimed, and "
            "could be lower.",
            titles(without, most=4),
        )
        parts.append(missing(phrased("Evidence"), told, follows=not registers))
    if unjudged:
        told = say(
            "Say which level the evidence supports for {} (sheet evidence, column supports_level; "
            "somebody who did not write it). Until then the levels are taken as claimed.",
            titles(unjudged, most=4),
        )
        parts.append(missing(phrased("Judged evidence"), told))
    return parts


def bottleneck_chain(found: DiagnosisStep) -> ReportTable:
    """List the bottlenecks in the order in which they would hold the package back.

    Raises
    ------
    NothingToShow
        Nothing holds the package back, or nothing is scored.
    """
    steps = found.diagnosis.chain_rows
    if not steps or found.at_the_top:
        message = phrased("No scored component holds the package back, so there is no order.")
        raise NothingToShow(message)
    open_end = found.package.provisional
    last = "not known" if open_end else "no limit left"
    rows: list[list[TextLike | int]] = [
        [
            one.step,
            one.title,
            score_words(one.score_before, provisional=open_end),
            last if one.score_after is None else score_words(one.score_after, provisional=open_end),
        ]
        for one in steps[:_STEPS]
    ]
    heads = [
        TableHead("Step", "numbers"),
        TableHead("Bottleneck to overcome", "names"),
        TableHead("Package before", "numbers"),
        TableHead("Package after", "numbers"),
    ]
    under = say("Each step takes the component as fully overcome (readiness and use at 9).")
    if len(steps) > _STEPS:
        under += say(" And so on with {}.", titles((one.title for one in steps[_STEPS:]), most=3))
    return table(phrased("One bottleneck after another"), heads, rows, note=under)


def elsewhere(found: DiagnosisStep) -> ReportTable:
    """List what other sites show of the components, where nothing is scored here.

    Raises
    ------
    NothingToShow
        Something is scored, or no other site scored these components.
    """
    rows = levels_elsewhere(
        found.place.with_relocation_targets("scores"),
        found.site.key,
        [one.key for one in found.component_rows],
    )
    if found.package.status != "not assessed" or not rows:
        message = phrased("There is nothing to compare with other sites.")
        raise NothingToShow(message)
    names = {one.key: one.title for one in found.component_rows}
    listed: list[list[TextLike | int]] = [
        [names[one.component], one.sites, _over(one.readiness), _over(one.use)] for one in rows
    ]
    heads = [
        TableHead("Component", "names"),
        TableHead("Sites", "numbers"),
        TableHead("Readiness there", "numbers"),
        TableHead("Use there", "numbers"),
    ]
    below = phrased(
        "Lowest to highest of these sites, each by the lower median of its assessors, "
        "before any evidence was looked at. What holds there need not hold here: no score "
        "follows from it."
    )
    return table(phrased("What other sites show of the same components"), heads, listed, note=below)


def _over(levels: tuple[int, int] | None) -> str:
    if levels is None:
        return "not assessed"
    return str(levels[0]) if levels[0] == levels[1] else f"{levels[0]} to {levels[1]}"


def not_assessed(found: DiagnosisStep) -> Group | Missing | Paragraphs:
    """List what has no score, once, for the end of the report."""
    rows, package, name = found.component_rows, found.package, found.site.name
    if not rows:
        message = phrased("No package is described for {}, so nothing can be assessed.", name)
        return missing(phrased("Scores"), message, follows=True)
    gaps = [one for one in rows if one.missing]
    if not gaps:
        return group([])
    parts = []
    if package.status in {"use not given", "readiness not given"}:
        what = package.status.split(" ", maxsplit=1)[0]
        sentence = phrased(
            "No source gives {} for {}. Assess it (sheet scores, column {}) before "
            "comparing packages: a high level in the one dimension says nothing about the "
            "other.",
            what,
            name,
            what,
        )
        parts.append(missing(phrased("{} of all components", what.capitalize()), sentence))
        gaps = [one for one in gaps if one.missing == "readiness and use"]
    until = "The score of the package can only fall by it."
    if package.score is None:
        until = "There is no package score until then."
    for gap in sorted({one.missing for one in gaps}):
        lacking = titles((one.title for one in gaps if one.missing == gap), most=6)
        columns = f"column{'s' if gap == 'readiness and use' else ''} {gap}"
        told = say("Score {} (sheet scores, {}; the assessors). {}", lacking, columns, until)
        parts.append(missing(phrased("Scores for {}", gap), told))
    return group(parts)
