"""What the report of an assessment says: levels, the lowest, gaps, gates, what is told by rules."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING

from workbench.assess.figures.gates import gate_words
from workbench.drawing.words import count, natural_list, percent, plural
from workbench.errors import NothingToShow
from workbench.page.records import (
    Bullets,
    Fact,
    Group,
    Paragraphs,
    ReportTable,
    Summary,
    TableHead,
    bullets,
    group,
    missing,
    paragraphs,
    summary,
    table,
)
from workbench.page.text import Text, TextLike, join, listing, note, say, titles
from workbench.page.wording import long_date

if TYPE_CHECKING:
    from workbench.assess.analysis.rows import EarlierRound, ItemRow, SectionRow
    from workbench.assess.step import FrameworkAssessment

_MOST = 4  # titles that a sentence names
_LIKELY = 5  # items whose chance is told
_CLAIMS = {"adopted": "adopted", "evidence": "from documents"}  # what the assessors did not say


# ---------------------------------------------------------------------------------- page one


def one_page(found: FrameworkAssessment) -> Summary:
    """Make the summary lines of the assessment, and the facts that lists of sites show."""
    rows = [
        ("Where we stand", join(" ", [_lowest_words(found), *_gate_sentences(found)])),
        ("To do first", _to_do_first(found)),
    ]
    return summary(rows, _facts(found))


def _facts(found: FrameworkAssessment) -> dict[str, Fact]:
    lowest, open_ = found.lowest, found.maybe_lower
    shut = [one.title for one in found.gates_now if one.passed is False]
    open_gates = any(one.passed is None for one in found.gates_now)
    return {
        "lowest": "not assessed"
        if not lowest
        else "not known yet"
        if open_
        else "; ".join(one.title for one in lowest),
        "level": lowest[0].level if lowest and not open_ else None,
        "gaps": len(found.gaps),
        "shut": "; ".join(shut) or ("not known yet" if open_gates else ""),
    }


def _lowest_words(found: FrameworkAssessment) -> TextLike:
    noun = found.framework.words.component
    lowest = found.lowest
    if not lowest:
        return f"None of the {noun.many} is assessed yet."
    level = level_words(found, lowest[0])
    open_ = sum(found.maybe_lower.values())
    if open_:
        named = titles((one.title for one in lowest), most=_MOST)
        first = say(
            "Which {} is the lowest is **not known**: {} not answered. The lowest of the others is "
            "at {}: {}.", noun.one, f"{open_} {plural('is', open_)}", level, named,
        )  # fmt: skip
    elif len(lowest) == 1:
        chance = lowest[0].p_over_all or 0.0
        first = say(
            "The lowest {} is **{}** ({}; chance that it is the lowest: {}).",
            noun.one, lowest[0].title, level, percent(chance),
        )  # fmt: skip
    else:
        first = say(
            "The lowest {} are {}, all at {}.",
            noun.many, titles((one.title for one in lowest), most=_MOST), level,
        )  # fmt: skip
    gaps = [one for one in found.gaps if one.kind == "level"]
    if not gaps:
        return first
    verb = "is" if len(gaps) == 1 else "are"
    return join(" ", [first, f"{count(len(gaps), 'item')} {verb} below what is required."])


def _gate_sentences(found: FrameworkAssessment) -> Iterable[Text]:
    for one in found.gates_now:
        yield say("{}: **{}**.", one.title, gate_words(one))


def _to_do_first(found: FrameworkAssessment) -> TextLike:
    said: list[TextLike] = [
        say("Mend what shuts *{}*: {}.", one.title, _named(found, one))
        for one in found.gates_now
        if one.passed is False
    ]
    if found.gaps:
        first = found.gaps[0]
        who = say(" (who: {})", _owner(found, first)) if first.owner else ""
        said.append(
            say("Close the first gap: *{}*, from {} to {}{}.",
                first.title, first.level or 0, first.required or 0, who)
        )  # fmt: skip
    return join(" ", said[:2])


def _named(found: FrameworkAssessment, section: SectionRow) -> Text:
    keys = section.missing.split(";")
    return titles((found.framework.item(key).title for key in keys if key), most=_MOST)


def _owner(found: FrameworkAssessment, one: ItemRow) -> str:
    return found.site.project.names.get(one.owner, one.owner) if one.owner else "nobody yet"


def level_words(found: FrameworkAssessment, one: ItemRow) -> str:
    """Write the level of an item with its name on the scale."""
    if one.level is None:
        return "does not apply" if one.set_aside else "not assessed"
    if one.kind != "level":
        return one.word
    item = found.framework.item(one.item)
    levels = item.levels or found.framework.scale_of(item).levels
    named = {level.level: level.title for level in levels}
    return f"level {one.level}, {named[one.level]}" if one.level in named else f"level {one.level}"


# ------------------------------------------------------------------------------------ levels


def item_table(found: FrameworkAssessment) -> ReportTable:
    """List the items with levels: level and range, what is required, what is missing, evidence.

    Raises
    ------
    NothingToShow
        No item has a level.
    """
    rows = [one for one in found.items if one.kind == "level" and not one.set_aside]
    if all(one.level is None for one in rows):
        message = "No item has a level yet."
        raise NothingToShow(message)
    names = {one.section: one.title for one in found.sections}
    cells: list[list[TextLike | int]] = []
    before = ""
    for one in rows:
        head = names[one.section] if one.section != before else ""
        before = one.section
        cells.append(
            [
                head,
                _item_title(found, one),
                *([_before_cell(found, one)] if found.earlier else []),
                _level_cell(found, one),
                "" if one.required is None else one.required,
                "" if one.gap is None else one.gap,
                _evidence_cell(one),
            ]
        )
    heads: list[str | TableHead] = [
        "Section", TableHead("Item", "names"), *(["Before"] if found.earlier else []),
        "Level (range)",
        TableHead("Required", "numbers"), TableHead("Gap", "numbers"), "Evidence",
    ]  # fmt: skip
    return table("Levels, and what is required", heads, cells, note=_levels_note(found, rows))


def _item_title(found: FrameworkAssessment, one: ItemRow) -> TextLike:
    marks = []
    if one.lowest_over_all:
        marks.append("lowest of those answered" if found.maybe_lower else "lowest")
    if one.answered_as:
        marks.append(f"answered as {_title_of(found, one.answered_as)}")
    return say("{} {}", one.title, note(f"({'; '.join(marks)})")) if marks else one.title


def _title_of(found: FrameworkAssessment, key: str) -> str:
    """Return the title of an item of any framework of the project."""
    every = {
        item.key: item.title for one in found.place.framework.assessments for item in one.items
    }
    return every.get(key, key)


def _level_cell(found: FrameworkAssessment, one: ItemRow) -> TextLike:
    said = [_CLAIMS[one.claim_from]] if one.claim_from in _CLAIMS else []
    if one.capped:
        said.append(f"claimed {one.claimed}")
    if one.lowest is not None and one.lowest != one.highest:
        said.append(f"{one.lowest}–{one.highest}")
    words = level_words(found, one).removeprefix("level ")
    return say("{} {}", words, note(f"({'; '.join(said)})")) if said else words


def _before_cell(found: FrameworkAssessment, one: ItemRow) -> str:
    levels = [known.levels.get(one.item) for known in found.earlier]
    if not any(level is not None for level in levels):
        return "–"
    return " → ".join("–" if level is None else str(level) for level in levels)


def round_words(one: EarlierRound) -> str:
    """Name a round with its day."""
    return f"round {one.round}{f' ({long_date(one.day)})' if one.day else ''}"


def _evidence_cell(one: ItemRow) -> str:
    if one.pieces:
        firm = f", {one.strength}" if one.strength not in {"", "none"} else ""
        return f"{count(one.pieces, 'piece')}{firm}"
    return "none, though asked for" if one.unsupported else "none"


def _levels_note(found: FrameworkAssessment, rows: list[ItemRow]) -> TextLike:
    asked = sorted({one.assessors for one in rows if one.assessors})
    over = (
        f"Range: lowest and highest of {asked[0]} to {asked[-1]} assessors."
        if len(asked) > 1
        else f"Range: lowest and highest of {count(asked[0], 'assessor')}."
        if asked and asked[0] > 1
        else ""
    )
    ours = [one.title for one in found.framework.scales if one.ours and one.kind == "levels"]
    said = (
        "The level that counts is the one the team adopted, else the one judged from documents, "
        "else the lower median of the assessors, and never more than the evidence supports."
    )
    scales = say(
        "{} of {} and the levels required, unless the table requirements states them, are our "
        "own assumption: the source states none.",
        "The scale" if len(ours) == 1 else "The scales", listing(ours),
    ) if ours else ""  # fmt: skip
    before = (
        f"Before: as it stood after {natural_list([round_words(one) for one in found.earlier])}, "
        "without later evidence."
        if found.earlier
        else ""
    )
    return join(" ", [said, over, before, scales])


def lent_answers(found: FrameworkAssessment) -> Paragraphs | Group:
    """Name the items that answers to items of another framework stand in for."""
    lent = [
        say("*{}* by *{}*", one.title, _title_of(found, one.answered_as))
        for one in found.items
        if one.answered_as
    ]
    if not lent:
        return group([])
    return paragraphs(
        say("Not asked again, since another framework has asked the same: {}.", listing(lent))
    )


# -------------------------------------------------------------------------------------- gaps


def gap_table(found: FrameworkAssessment) -> ReportTable:
    """List the gaps, the one to close first on top, with the parts of the priority.

    Raises
    ------
    NothingToShow
        Nothing is below what is required.
    """
    if not found.gaps:
        message = "No item is known to be below what is required."
        raise NothingToShow(message)
    heads: list[str | TableHead] = [
        TableHead("No.", "numbers"), TableHead("Item", "names"), "Now → required",
        TableHead("Gap", "numbers"), TableHead("Weight", "numbers"),
        TableHead("Effort", "numbers", "person-weeks"), TableHead("Priority", "numbers"),
        "Who, by when",
    ]  # fmt: skip
    rows: list[list[TextLike | int]] = [
        [
            one.rank,
            one.title,
            f"{one.level} → {one.required}",
            one.gap or 0,
            f"{one.weight:g}",
            "not known" if one.effort is None else f"{one.effort:g}",
            "–" if one.priority is None else f"{one.priority:.2g}",
            _who_by_when(found, one),
        ]
        for one in found.gaps
    ]
    unknown = sum(one.priority is None for one in found.gaps)
    apart = (
        f"{count(unknown, 'gap')} of unknown effort {plural('has', unknown)} no priority and "
        f"{plural('comes', unknown)} last, by gap × weight (sheet requirements, column effort)."
        if unknown
        else ""
    )
    told = "Priority = gap × weight / effort, our own rule; weights are 1 unless stated."
    return table("Gaps, the first to close on top", heads, rows, note=join(" ", [told, apart]))


def _who_by_when(found: FrameworkAssessment, one: ItemRow) -> str:
    who = _owner(found, one)
    return f"{who}, {long_date(one.due)}" if one.due else who


# -------------------------------------------------------------------------- gates and shares


def gates_told(found: FrameworkAssessment) -> Group:
    """Say of every gate whether it is open, what is missing, and on what evidence it rests."""
    said: list[Text] = []
    for section in found.sections:
        if section.passed is None and not section.missing:
            continue
        own = [one for one in found.items if one.section == section.section]
        if section.passed:
            told = say("*{}*: **{}**.", section.title, gate_words(section))
            if not section.blocks:
                told = told + " All of it is there at least in part."
        else:
            unknown = [one.title for one in own if not one.answered]
            lacks = section.missing.split(";")
            shut = [one for one in own if one.item in lacks and one.answered]
            first = say("*{}*: **{}**.", section.title, gate_words(section))
            why = _shut_words(shut, blocks=section.blocks)
            told = join(" ", [first, why, _unknown_words(unknown)])
        bare = [one.title for one in own if one.unsupported]
        if bare:
            told = told + say(" Without evidence: {}.", titles(bare, most=_MOST))
        said.append(told)
    return group([paragraphs(*said)] if said else [])


def _shut_words(shut: list[ItemRow], *, blocks: bool) -> TextLike:
    if not shut:
        return ""
    named = titles((one.title for one in shut), most=_MOST)
    return say("It speaks against it: {}." if blocks else "Not there: {}.", named)


def _unknown_words(unknown: list[str]) -> TextLike:
    return say("Not answered: {}.", titles(unknown, most=_MOST)) if unknown else ""


def shares_told(found: FrameworkAssessment) -> Paragraphs | Group:
    """Say which share of the items of a section is there, and how much of the work is done."""
    said: list[Text] = []
    for one in found.sections:
        if not one.answered:
            if one.there_of or one.done_of:
                said.append(say("*{}*: not answered.", one.title))
            continue
        if one.there_of:
            said.append(_share_words(found, one, one.there or 0, one.there_of))
        if one.done_of:
            said.append(_status_words(found, one))
    return paragraphs(*said) if said else group([])


def _share_words(found: FrameworkAssessment, section: SectionRow, there: int, of: int) -> Text:
    own = [one for one in found.items if one.section == section.section and one.kind == "level"]
    below = [one.title for one in own if one.level is not None and one.level < 2]
    unknown = sum(not one.answered for one in own)
    if unknown >= of:
        return say("*{}*: not answered.", section.title)
    share = "" if unknown else f" ({percent(there / of)})"
    return join(" ", [
        say("*{}*: {} of {} at level 2 or more{}.", section.title, there, of, share),
        say("Below it: {}.", titles(below, most=_MOST)) if below else "",
        f"{unknown} not answered." if unknown else "",
    ])  # fmt: skip


def _status_words(found: FrameworkAssessment, section: SectionRow) -> Text:
    own = [one for one in found.items if one.section == section.section and one.kind == "status"]
    running = [one.title for one in own if one.word == "running"]
    unknown = sum(not one.answered for one in own)
    first = say("*{}*: {} of {} done.", section.title, section.done or 0, section.done_of or 0)
    more = say("Running: {}.", titles(running, most=_MOST)) if running else ""
    return join(" ", [first, more, f"{unknown} not answered." if unknown else ""])


# --------------------------------------------------------------------------- answers and rules


def answers_given(found: FrameworkAssessment) -> ReportTable:
    """List choices, texts and numbers as they were answered.

    Raises
    ------
    NothingToShow
        None is answered.
    """
    rows: list[list[TextLike | int]] = []
    for one in found.found.answer_rows:
        item = found.framework.item(one.item)
        named = {term.key: term.title for term in found.framework.scale_of(item).words}
        said: TextLike = named.get(one.answer, one.answer)
        if one.of > one.given:
            said = say("{} {}", said, note(f"({one.given} of {one.of})"))
        rows.append([one.title, said])
    if not rows:
        message = "No question for a choice, a text or a number is answered yet."
        raise NothingToShow(message)
    return table("What was answered", [TableHead("Question", "names"), "Answer"], rows)


def rules_told(found: FrameworkAssessment) -> Bullets | Group:
    """List what the framework's own rules say of these answers, the serious ones first."""
    holds = [one for one in found.found.rule_rows if one.holds]
    holds.sort(key=lambda one: one.flag != "serious")
    unknown = sum(one.holds is None for one in found.found.rule_rows)
    points: list[TextLike] = [
        say("**{}** {}" if one.flag == "serious" else "{} {}", one.says, one.to_do) for one in holds
    ]
    if unknown:
        points.append(
            f"Of {count(unknown, 'more rule' if points else 'rule')} nobody can tell yet, for not "
            "all that is asked there is answered."
        )
    return bullets(points) if points else group([])


# ---------------------------------------------------------------------------------- how sure


def lowest_certainty(found: FrameworkAssessment) -> Paragraphs | Group:
    """Say how sure it is which item is the lowest, and how far the assessors agree."""
    noun = found.framework.words.component
    rows = [one for one in found.items if one.p_over_all is not None]
    rows.sort(key=lambda one: -(one.p_over_all or 0.0))
    said: list[TextLike] = []
    if rows and not found.maybe_lower:
        likely = [one for one in rows if (one.p_over_all or 0.0) >= 0.05][:_LIKELY]
        odds = [say("*{}* {}", one.title, percent(one.p_over_all or 0.0)) for one in likely]
        rest = sum(one.p_over_all or 0.0 for one in rows[len(likely) :])
        if rest >= 0.005:
            odds.append(say("the rest {}", percent(rest)))
        said.append(
            say("Chance of being the lowest of the {}, ties shared (our own model, that of the "
                "diagnosis): {}.", noun.many, listing(odds))
        )  # fmt: skip
    elif found.lowest:
        open_ = sum(found.maybe_lower.values())
        word = noun.one if open_ == 1 else noun.many
        said.append(f"How sure the lowest is cannot be told: {open_} {word} not answered.")
    for one in found.agreement.rows:
        if one.identical is not None:
            alpha = (
                ""
                if one.alpha is None
                else f", Krippendorff's alpha {one.alpha:.2f}".replace("-", "−")
            )
            said.append(
                say("*{}*: {} of the pairs of assessors gave the same level, {} lie within one "
                    "level{}; {}.", one.title, percent(one.identical),
                    percent(one.within_one or 0.0), alpha, _reading(one.reading))
            )  # fmt: skip
    return paragraphs(*said) if said else group([])


def _reading(words: str) -> str:
    return words.replace("components", "items")


# ----------------------------------------------------------------------- what is not answered


def unanswered(found: FrameworkAssessment) -> Group:
    """List what nobody has answered, section by section."""
    records = []
    for section in found.sections:
        own = [
            one.title for one in found.items if one.section == section.section and not one.answered
        ]
        if own:
            records.append(
                missing(
                    section.title,
                    say("{} of {} not answered: {} (sheet responses).", len(own), section.items,
                        titles(own, most=_MOST)),
                )
            )  # fmt: skip
    return group(records)
