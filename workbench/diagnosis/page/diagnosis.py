"""What the report of step 2 says: the score, the bottleneck, how sure it is, what comes next."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from markupsafe import Markup

from workbench.diagnosis.analysis.agreement import Agreement
from workbench.diagnosis.analysis.diagnosis import Diagnosis
from workbench.diagnosis.analysis.leave_one_out import AssessorInfluence
from workbench.diagnosis.page.uncertainty_text import (
    agreement_words,
    at_the_top,
    certainty,
    how_sure,
    package_of,
)
from workbench.errors import NothingToShow
from workbench.page.content import Cell, Part, group, missing, summary, table, text
from workbench.page.wording import (
    count,
    each_row,
    known,
    level,
    listing,
    paragraph,
    percent,
    plural,
    titles,
)
from workbench.project import Site

__all__ = [
    "agreement_words",
    "certainty",
    "chain",
    "claims",
    "levels",
    "not_assessed",
    "one_page",
    "score",
]

_NO_SCORE = "There is no package score"
_STEPS = 5  # of the chain that the page lists


def one_page(
    site: Site, diagnosis: Diagnosis, agreement: Agreement, influence: AssessorInfluence
) -> Part:
    """Make the summary lines of the diagnosis, and the facts that the portfolio page lists."""
    package = package_of(diagnosis)
    rows = [
        ("Where we stand", _where_we_stand(site, diagnosis, package)),
        ("How sure we are", how_sure(diagnosis, agreement, influence, package)),
        ("What holds it back", _binding(diagnosis, package)),
        ("Then", _then(diagnosis)),
    ]
    return summary(rows, _facts(diagnosis, package))


def _facts(diagnosis: Diagnosis, package: Any) -> dict[str, object]:
    scored = known(package.score)
    ties = _bottleneck_titles(diagnosis, package)
    sure = known(package.p_bottleneck) and len(ties) == 1
    return {
        "status": package.status,
        "package": _score_words(package) if scored else "no score",
        "score": int(package.score) if scored else None,
        "provisional": bool(package.provisional),
        "bottleneck": str(listing(ties).striptags()) if ties else str(package.status),
        "certainty": percent(package.p_bottleneck) if sure else "",
    }


def _score_words(package: Any) -> str:
    return f"at most {int(package.score)}" if package.provisional else f"{int(package.score)}"


def _bottleneck_titles(diagnosis: Diagnosis, package: Any) -> list[str]:
    if not known(package.bottlenecks):
        return []
    names = diagnosis.table.set_index("component")["title"]
    return [str(names[key]) for key in str(package.bottlenecks).split(";")]


def _where_we_stand(site: Site, diagnosis: Diagnosis, package: Any) -> str:
    if not known(package.score):
        return _no_score(site, diagnosis, package)
    if at_the_top(diagnosis, package):
        return Markup(" ").join([_all_at_the_top(package), _provisional(package)]).strip()
    weakest = _bottleneck_titles(diagnosis, package)
    line = _bottleneck_row(diagnosis, package)
    verb = "scores" if not package.provisional else "scores at most"
    sentence = Markup("The package {} <strong>{} of {}</strong>.").format(
        verb, int(package.score), _top(diagnosis)
    )
    if len(weakest) > 1:
        held = Markup("Its weakest components, each with this score, are {}.").format(
            titles(weakest)
        )
    else:
        held = Markup("It stands or falls with its weakest component: {} ({}; {}).").format(
            titles(weakest),
            level(diagnosis.framework.readiness, line.readiness),
            level(diagnosis.framework.use, line.use),
        )
    return Markup(" ").join([sentence, held, _provisional(package)])


def _all_at_the_top(package: Any) -> Markup:
    least = "at most " if package.provisional else ""
    return Markup(
        "The package scores <strong>{}{}</strong>, the highest score there is: every scored "
        "component is ready and in common use, and none of them holds it back."
    ).format(least, int(package.score))


def _provisional(package: Any) -> str:
    if not package.provisional:
        return ""
    unscored = int(package.components) - int(package.scored)
    return (
        f"{unscored} of {count(int(package.components), 'component')} {plural('has', unscored)} no "
        f"score yet, so the score is provisional: what is not assessed can only lower it."
    )


def _no_score(site: Site, diagnosis: Diagnosis, package: Any) -> str:
    rows = diagnosis.table
    if package.status == "not assessed":
        if rows.empty:
            return f"No package is described for {site.name}. {_NO_SCORE}."
        projected = int(rows[["readiness_projected", "use_projected"]].notna().any(axis=1).sum())
        expected = (
            f" {count(projected, 'component')} {plural('has', projected)} a projected level only, "
            "which is no score."
            if projected
            else ""
        )
        return (
            f"Nothing is scored yet: all {count(len(rows), 'component')} of the package in "
            f"{site.name} are waiting for an assessment.{expected} {_NO_SCORE}."
        )
    absent, given = (
        ("use", "readiness") if package.status == "use not given" else ("readiness", "use")
    )
    scored = rows.loc[rows[given].notna()]
    lowest = scored.loc[scored[given] == scored[given].min()]
    return Markup(
        "<strong>{} not given.</strong> {} is known for {} of {}; without {} the product of the "
        "two cannot be formed. {}. Lowest in {}: {} (level {})."
    ).format(
        absent.capitalize(),
        given.capitalize(),
        len(scored),
        count(len(rows), "component"),
        absent,
        _NO_SCORE,
        given,
        titles(lowest["title"], most=4),
        int(lowest[given].iloc[0]),
    )


def _top(diagnosis: Diagnosis) -> int:
    framework = diagnosis.framework
    return framework.readiness.maximum * framework.use.maximum


def _bottleneck_row(diagnosis: Diagnosis, package: Any) -> Any:
    rows = diagnosis.table.loc[diagnosis.table["component"] == package.bottleneck]
    return next(each_row(rows))


def _binding(diagnosis: Diagnosis, package: Any) -> str:
    if not known(package.score) or at_the_top(diagnosis, package):
        return ""
    if len(str(package.bottlenecks).split(";")) > 1:
        return "Several components share the lowest score, so mending one alone changes nothing."
    names = diagnosis.table.set_index("component")["title"]
    what = titles([names[package.bottleneck]])
    if package.binding == "both":
        first = Markup("{} is held back by readiness and use alike.").format(what)
    else:
        other = "readiness" if package.binding == "use" else "use"
        first = Markup(
            "{} binds on <strong>{}</strong>: it is the shorter of the two, {} is ahead."
        ).format(what, package.binding, other)
    return Markup(" ").join([first, _if_raised(diagnosis, package)])


def _if_raised(diagnosis: Diagnosis, package: Any) -> str:
    framework, score = diagnosis.framework, int(package.score)
    effects = [
        (framework.readiness, int(package.score_if_readiness)),
        (framework.use, int(package.score_if_use)),
    ]
    said = [
        f"raising {scale.dimension} alone to {scale.maximum} would "
        + (f"lift the package from {score} to {reached}" if reached > score else "change nothing")
        for scale, reached in effects
    ]
    sentence = f"{said[0]}; {said[1]}."
    return sentence[0].upper() + sentence[1:]


def _then(diagnosis: Diagnosis) -> str:
    said: list[Markup] = []
    waiting: list[str] = []
    for step in each_row(diagnosis.chain):
        waiting.append(str(step.title))
        if known(step.score_after) and step.score_after > step.score_before:
            # Components that share a score lift the package only together.
            change = Markup("{} ({} → {})")
            said.append(change.format(titles(waiting), step.score_before, step.score_after))
            waiting = []
    if not said:
        return ""
    return Markup("If each bottleneck in turn is overcome: {}.").format(
        Markup(", then ").join(said[:3])
    )


def score(site: Site, diagnosis: Diagnosis) -> Part:
    """Say in words what the package scores, why, and what PRMS would print."""
    package = package_of(diagnosis)
    sentences = [_where_we_stand(site, diagnosis, package), _binding(diagnosis, package)]
    if not known(package.score):
        return text(paragraph(sentences))
    prms = (
        f"CGIAR's reporting system would print a Scaling Readiness score of "
        f"{int(package.prms_score)} and a scalability potential score of "
        f"{package.prms_mean:.1f} (the mean)"
    )
    if package.provisional:
        prms += "; it leaves out what is not scored"
    return text(paragraph(sentences) + paragraph([prms + ".", _projection(package)]))


def _projection(package: Any) -> str:
    if not known(package.score_projected):
        return ""
    now, later = int(package.score), int(package.score_projected)
    if later == now:
        return f"With the projected levels the package would stay at {now}."
    return f"With the projected levels the package would score {later} instead of {now}."


def levels(diagnosis: Diagnosis) -> Part:
    """List the levels of every component on one line each: level, range, score.

    The figure beside it and the attached workbook say more. Columns in which nothing is known at
    all are left out; what is missing is named once, elsewhere.

    Raises
    ------
    NothingToShow
        No component has a level.
    """
    found = diagnosis.table
    shown = [one for one in ("readiness", "use") if found[one].notna().any()]
    if not shown:
        message = "No component has a level yet."
        raise NothingToShow(message)
    heads = ["No.", "Component"]
    columns: list[Callable[[Any], Cell]] = []
    for dimension in shown:
        ranged = found[f"{dimension}_n"].fillna(0).gt(0).any()
        heads.append(f"{dimension.capitalize()}{' (range)' if ranged else ''}")
        columns.append(partial(_level_cell, dimension=dimension))
    if found["score"].notna().any():
        heads.append("Score")
        columns.append(_score_cell)
    rows = [
        [Cell(str(line.position), number=True), Cell(_marked(line), heading=True)]
        + [make(line) for make in columns]
        for line in each_row(found)
    ]
    note = (
        "Score = readiness × use, 0 to 81. The level used is the one the team adopted, else the "
        "one judged from documents, else the lower median of the assessors, and never more than "
        "the evidence supports."
    )
    return table(
        "Levels of the components",
        heads,
        rows,
        note=Markup(" ").join([note, _asked(found, shown), _older(diagnosis)]).strip(),
    )


def _asked(found: Any, shown: list[str]) -> str:
    """Say over how many assessors the ranges go."""
    numbers = found[[f"{one}_n" for one in shown]].to_numpy(dtype=float, na_value=0.0)
    asked = sorted({int(one) for one in numbers.ravel() if one > 0})
    if not asked:
        return ""
    over = (
        count(asked[0], "assessor") if len(asked) == 1 else f"{asked[0]} to {asked[-1]} assessors"
    )
    return f"Range: lowest and highest of {over}."


def _older(diagnosis: Diagnosis) -> str:
    """Name the components whose scores come from an earlier round."""
    latest = package_of(diagnosis).round
    older = diagnosis.table.loc[diagnosis.table["round"].lt(latest).fillna(value=False)]
    said = [
        Markup("{} (round {})").format(titles([line.title]), int(line.round))
        for line in each_row(older)
    ]
    if not said:
        return ""
    return Markup("Not scored again since: {}.").format(listing(said))


def _marked(line: Any) -> str:
    marks = [
        word for word, so in (("core", line.role == "core"), ("bottleneck", line.bottleneck)) if so
    ]
    if not marks:
        return str(line.title)
    return Markup('{} <span class="note">({})</span>').format(line.title, ", ".join(marks))


def _level_cell(line: Any, *, dimension: str) -> Cell:
    used = getattr(line, dimension)
    said = []
    if bool(getattr(line, f"{dimension}_capped")):
        said.append(f"claimed {int(getattr(line, f'{dimension}_claimed'))}")
    lowest, highest = getattr(line, f"{dimension}_lowest"), getattr(line, f"{dimension}_highest")
    if known(lowest):
        said.append(f"{int(lowest)}–{int(highest)}")
    behind = Markup(' <span class="note">({})</span>').format("; ".join(said)) if said else ""
    return Cell(
        Markup("{}{}").format(int(used) if known(used) else "not assessed", behind), number=True
    )


def _score_cell(line: Any) -> Cell:
    return Cell(str(int(line.score)) if known(line.score) else "not assessed", number=True)


def claims(site: Site, diagnosis: Diagnosis) -> Part:
    """Say where a claim goes beyond its evidence, and where there is none or nobody judged it."""
    registered = set(zip(site.evidence["component"], site.evidence["dimension"], strict=True))
    said: list[str] = []
    without: list[str] = []
    unjudged: list[str] = []
    judged = 0
    for line in each_row(diagnosis.table):
        for dimension in ("readiness", "use"):
            claimed = getattr(line, f"{dimension}_claimed")
            if not known(claimed) or int(claimed) == 0:
                continue
            if known(getattr(line, f"{dimension}_supported")):
                judged += 1
                if bool(getattr(line, f"{dimension}_capped")):
                    said.append(_above(line, dimension))
            elif (line.component, dimension) in registered:
                unjudged.append(f"{line.title} ({dimension})")
            else:
                without.append(f"{line.title} ({dimension})")
    parts = [text(paragraph([one])) for one in said]
    if judged and not said:
        parts.append(text("No claim goes beyond the evidence that has been judged."))
    return group([*parts, *_open_claims(site, without, unjudged)])


def _above(line: Any, dimension: str) -> Markup:
    claimed = int(getattr(line, f"{dimension}_claimed"))
    supported = int(getattr(line, f"{dimension}_supported"))
    sentence = Markup("{} is claimed at {} {}; its evidence supports {}. The score uses {}.")
    return sentence.format(titles([line.title]), dimension, claimed, supported, supported)


def _open_claims(site: Site, without: list[str], unjudged: list[str]) -> list[Part]:
    """Name the claims that rest on nothing, and those whose evidence nobody has judged."""
    parts = []
    if without:
        sentence = Markup("No evidence is registered for {}; the levels are taken as claimed.")
        empty = site.evidence.empty
        told = missing("Evidence", sentence.format(titles(without, most=4)), follows=empty)
        parts.append(told)
    if unjudged:
        sentence = Markup(
            "Nobody has said yet which level the evidence supports for {}; the levels are taken as "
            "claimed."
        )
        parts.append(missing("Judged evidence", sentence.format(titles(unjudged, most=4))))
    return parts


def chain(diagnosis: Diagnosis) -> Part:
    """List the bottlenecks in the order in which they would hold the package back."""
    steps = list(each_row(diagnosis.chain))
    if not steps or steps[0].score_before == _top(diagnosis):
        message = "No scored component holds the package back, so there is no order."
        raise NothingToShow(message)
    last = "not known" if package_of(diagnosis).provisional else "no limit left"
    rows = [
        [
            Cell(str(step.step), number=True),
            Cell(str(step.title), heading=True),
            Cell(str(int(step.score_before)), number=True),
            Cell(
                str(int(step.score_after)) if known(step.score_after) else last,
                number=True,
            ),
        ]
        for step in steps[:_STEPS]
    ]
    heads = ["Step", "Bottleneck to overcome", "Package before", "Package after"]
    note = "Each step takes the component as fully overcome (readiness and use at 9)."
    if len(steps) > _STEPS:
        beyond = [str(step.title) for step in steps[_STEPS:]]
        note = Markup("{} And so on with {}.").format(note, titles(beyond, most=3))
    return table("One bottleneck after another", heads, rows, note=note)


def not_assessed(site: Site, diagnosis: Diagnosis) -> Part:
    """List what has no score, once, for the end of the report."""
    rows = diagnosis.table.loc[diagnosis.table["missing"] != ""]
    if diagnosis.table.empty:
        message = f"No package is described for {site.name}, so nothing can be assessed."
        return missing("Scores", message, follows=True)
    if rows.empty:
        return text("Every component has a level of readiness and of use.")
    package = package_of(diagnosis)
    parts = []
    if package.status in {"use not given", "readiness not given"}:
        what = str(package.status).split(" ", maxsplit=1)[0]
        sentence = (
            f"No source gives {what} for {site.name}. Assess it before comparing packages: a high "
            f"level in the one dimension says nothing about the other."
        )
        parts.append(missing(f"{what.capitalize()} of all components", sentence))
        rows = rows.loc[rows["missing"] == "readiness and use"]
    until = "The package score is provisional until then."
    if not known(package.score):
        until = "There is no package score until then."
    for gap, lines in rows.groupby("missing", sort=True):
        sentence = Markup("{}: {} not assessed. {}")
        told = sentence.format(titles(lines["title"], most=6), gap, until)
        parts.append(missing(f"Scores for {gap}", told))
    return group(parts)
