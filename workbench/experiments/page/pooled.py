"""What the report says of the experiments: what they found together, and what that hangs on."""

from __future__ import annotations

from workbench.drawing.words import percent
from workbench.errors import NothingToShow
from workbench.experiments.analysis.effect_groups import EffectGroups, every_grouping
from workbench.experiments.analysis.evidence import OutcomeEvidence
from workbench.experiments.analysis.pool import FEWEST, PooledEffects, TooFew
from workbench.experiments.analysis.robustness import Without
from workbench.experiments.figures.measure_words import (
    change_unit,
    effect_words,
    measure_title,
    measure_unit,
    range_words,
    slope_words,
    spread_words,
)
from workbench.experiments.step import ExperimentsStep, variable_title
from workbench.page.records import (
    Group,
    Missing,
    Paragraphs,
    ReportTable,
    TableHead,
    bullets,
    group,
    missing,
    paragraphs,
    table,
)
from workbench.page.text import Text, TextLike, capital, join, say
from workbench.page.wording import count

_MOST = 40  # rows of a table that a page prints
_PARTS = {
    "without doubtful": "Without those in doubt",
    "registered": "Registered beforehand alone",
    "randomised": "Randomised alone",
    "later trials": "Later trials alone",
}
_HOW = {
    "stated": "stated",
    "counts": "from counts",
    "counts, corrected": "from counts, 0.5 added to each because one is 0",
    "means": "from means",
}
_COLUMNS = {
    "setting": "Setting",
    "technique": "Technique",
    "delivered_by": "Brought by",
    "participants": "Who took part",
    "phase": "Phase",
    "design": "Design",
}
_BY = {"delivered_by": "who brought it", "participants": "who took part"}


def what_they_say(found: ExperimentsStep) -> Group:
    """Say what the experiments found together, outcome by outcome, in sentences."""
    if found.empty:
        return group([])
    return group([paragraphs(_sentences(found, title, one)) for title, one in found.outcomes])


def _sentences(found: ExperimentsStep, title: str, one: OutcomeEvidence) -> list[TextLike]:
    whole = one.whole
    number = count(whole.studies, "independent study")
    if isinstance(whole, TooFew):
        return [
            say("**{}**: {}.", title, number),
            f"Below {FEWEST} nothing is put together: nobody could tell how much places differ.",
        ]
    unit = found.unit_of(one.outcome)
    said: list[TextLike] = [
        say(
            "**{}**: the mean effect of {} is **{}** ({}; {}).", title, number,
            effect_words(whole.mean, one.measure), range_words(whole.mean_range, one.measure),
            measure_title(one.measure, unit),
        ),
        say(
            "At a new place **{}** ({}) is to be expected: 95 of 100 new places lie in there, as "
            "far as these experiments can tell.", range_words(whole.place, one.measure),
            measure_unit(one.measure, unit),
        ),
        _chance(found, one, whole),
        capital(f"{percent(whole.share_of_spread)} of the differences between effects are more "
                "than chance: places differ in truth"
                f"{_by_how_much(whole, change_unit(one.measure, unit))}."),
    ]  # fmt: skip
    if whole.model.dependent:
        said.append("Some studies have several effects; they count as one study each.")
    return said


def _by_how_much(whole: PooledEffects, unit: str) -> str:
    deviation = spread_words(whole.spread.total, whole.measure)
    if float(deviation) == 0:
        return " by too little to be seen"
    return f", by a standard deviation of {deviation} ({unit})"


def _chance(found: ExperimentsStep, one: OutcomeEvidence, whole: PooledEffects) -> Text:
    own = found.place.settings.experiments.outcomes.get(one.outcome)
    chance = percent(whole.chance)
    if own is None or own.worth is None:
        way = "above" if one.aim.better == "up" else "below"
        none = effect_words(0.0, one.measure)
        return say("The chance that it is {} {} there is **{}**.", way, none, chance)
    worth = effect_words(one.aim.worth, one.measure)
    unit = measure_unit(one.measure, own.unit)
    return say(
        "The chance that it is worth having there ({}, {}, or better) is **{}**.",
        worth,
        unit,
        chance,
    )


def experiments_listed(found: ExperimentsStep) -> ReportTable:
    """List the experiments, each with its effect and where that comes from.

    Raises
    ------
    NothingToShow
        There is none.
    """
    rows: list[list[TextLike]] = []
    for title, outcome in found.outcomes:
        unit = measure_unit(outcome.measure, found.unit_of(outcome.outcome))
        for one in outcome.effects:
            where = (found.names.get(one.of.place or ""), one.of.setting, one.of.technique)
            half = 1.96 * one.error
            low = effect_words(one.value - half, outcome.measure)
            high = effect_words(one.value + half, outcome.measure)
            rows.append(
                [
                    one.of.title,
                    "; ".join(filter(None, where)) or "–",
                    f"{title}, {unit}",
                    effect_words(one.value, outcome.measure), f"{low} to {high}",
                    say("{}; **in doubt**: {}", _HOW[one.how], one.of.doubt)
                    if one.of.doubt else _HOW[one.how],
                ]
            )  # fmt: skip
    if not rows:
        message = "No experiment has an effect that can be used."
        raise NothingToShow(message)
    heads = [
        TableHead("Experiment", "names"), TableHead("Where, what"), TableHead("Outcome, unit"),
        TableHead("Effect", "numbers"), TableHead("Interval", "numbers"), TableHead("Effect is"),
    ]  # fmt: skip
    more = len(rows) - _MOST
    note = "Intervals at 95 %."
    note += f" {count(more, 'more row')} in the tables." if more > 0 else ""
    return table("Experiments", heads, rows[:_MOST], note=note)


def by_group(found: ExperimentsStep) -> Group:
    """List the pool of each group of experiments, for every column that parts them.

    Raises
    ------
    NothingToShow
        Nothing is put together, or the experiments fall into no groups.
    """
    main = found.main
    every: list[EffectGroups] = []
    if main is not None and isinstance(main.whole, PooledEffects):
        every = every_grouping(main.whole)
    if main is None or not every:
        message = "The experiments fall into no groups that could be put together."
        raise NothingToShow(message)
    unit = measure_unit(main.measure, found.unit)
    return group([_grouped(main, groups, unit) for groups in every])


def _grouped(main: OutcomeEvidence, groups: EffectGroups, unit: str) -> ReportTable:
    rows: list[list[TextLike | int]] = []
    for one in groups.groups:
        cells: list[TextLike | int] = [one.label or "not said", one.whole.studies]
        if isinstance(one.whole, PooledEffects):
            mean = effect_words(one.whole.mean, main.measure)
            ends = range_words(one.whole.mean_range, main.measure)
            place = range_words(one.whole.place, main.measure)
            cells += [mean, ends, place, percent(one.whole.chance)]
        else:
            cells += ["too few studies", "–", "–", "–"]
        rows.append(cells)
    heads = [
        TableHead(_COLUMNS[groups.column], "names"), TableHead("Studies", "numbers"),
        TableHead("Mean", "numbers", unit=unit), TableHead("Interval", "numbers", unit=unit),
        TableHead("At a new place", "numbers", unit=unit),
        TableHead("Worth having", "numbers"),
    ]  # fmt: skip
    caption = f"What experiments found, by {_BY.get(groups.column, groups.column)}"
    return table(caption, heads, rows)


def what_it_hangs_on(found: ExperimentsStep) -> Group:
    """List the pool beside those of its parts, and without the studies that move it most.

    Raises
    ------
    NothingToShow
        Nothing is put together.
    """
    main = found.main
    if main is None or main.robust is None or not isinstance(main.whole, PooledEffects):
        message = "Too few experiments to look what their mean hangs on."
        raise NothingToShow(message)
    whole, measure = main.whole, main.measure
    rows: list[list[TextLike | int]] = [_row("All", whole, measure)]
    rows += [_part(one, measure) for one in main.robust.parts]
    for left in main.robust.one_out[:5]:
        cells: list[TextLike | int] = [
            say("Without *{}*", left.title), whole.studies - 1, effect_words(left.mean, measure),
            f"{effect_words(left.low, measure)} to {effect_words(left.high, measure)}",
            percent(left.chance),
        ]  # fmt: skip
        rows.append(cells)
    unit = measure_unit(measure, found.unit)
    heads = [
        TableHead("Which", "names"), TableHead("Studies", "numbers"),
        TableHead("Mean", "numbers", unit=unit), TableHead("Interval", "numbers", unit=unit),
        TableHead("Worth having", "numbers"),
    ]  # fmt: skip
    note = "Worth having: the chance of it at a new place. Of single studies those that move the "
    note += "mean most when they are left out."
    parts: list[ReportTable | Paragraphs] = [table("What it hangs on", heads, rows, note=note)]
    parts.append(paragraphs([_small(main), _registered(main)]))
    return group(parts)


def _row(name: TextLike, whole: PooledEffects, measure: str) -> list[TextLike | int]:
    ends = range_words(whole.mean_range, measure)
    mean = effect_words(whole.mean, measure)
    return [name, whole.studies, mean, ends, percent(whole.chance)]


def _part(one: Without, measure: str) -> list[TextLike | int]:
    name = _PARTS[one.kept]
    if isinstance(one.pool, TooFew):
        return [name, one.pool.studies, "too few studies", "–", "–"]
    return _row(name, one.pool, measure)


def _small(main: OutcomeEvidence) -> TextLike:
    small = None if main.robust is None else main.robust.small
    if small is None:
        return "With fewer than 10 studies nobody can tell whether small ones differ."
    if small.by_chance < 0.1:
        return say(
            "**Small studies differ from large ones** (by chance alone: {}); what did not work "
            "may not have been written up.", percent(small.by_chance),
        )  # fmt: skip
    return f"Small studies do not stand out (as much by chance alone: {percent(small.by_chance)})."


def _registered(main: OutcomeEvidence) -> TextLike:
    known = [one.of.registered for one in main.effects]
    yes = sum(one is True for one in known)
    return f"{yes} of {count(len(known), 'effect')} were registered before the data came in."


def what_goes_with_it(found: ExperimentsStep) -> Group:
    """List which features of places go with larger effects, and those that were left out."""
    main = found.main
    if main is None or main.line is None:
        return group([])
    line = main.line
    parts: list[ReportTable | Paragraphs] = []
    if line.slopes:
        units = found.evidence.contexts.units
        rows: list[list[TextLike | int]] = [
            [
                join(", ", [variable_title(one.variable).capitalize(),
                            *units.get(one.variable, ())]),
                slope_words(one.value, main.measure),
                f"{slope_words(one.range.low, main.measure)} to "
                f"{slope_words(one.range.high, main.measure)}",
                percent(one.by_chance),
            ]
            for one in line.slopes
        ]  # fmt: skip
        unit = change_unit(main.measure, found.unit)
        heads = [
            TableHead("For one more of", "names"),
            TableHead("The effect changes", "numbers", unit=unit),
            TableHead("Interval", "numbers", unit=unit), TableHead("By chance alone", "numbers"),
        ]  # fmt: skip
        note = "Places differ in more than these; none of this proves a cause."
        parts.append(table("What goes with larger or smaller effects", heads, rows, note=note))
    if line.left_out:
        told = [
            say("*{}*: {}", variable_title(one.variable).capitalize(), one.why)
            for one in line.left_out
        ]
        parts.append(paragraphs([say("Not looked at: {}.", join("; ", told))]))
    return group(parts)


def not_used(found: ExperimentsStep) -> Missing | Group:
    """Say which experiments could not be used, and which do not agree with their own counts."""
    effects = found.evidence.effects
    if found.empty:
        return missing("Experiments", "No experiment is recorded; nothing can be put together.")
    points: list[TextLike] = [
        say("*{}*: {}.", one.of.title, one.why) for one in effects.unusable[:_MOST]
    ]
    points += [
        say(
            "*{}* states {} where its own counts or means give {}; the stated effect counts.",
            one.of.title, effect_words(one.stated[0], one.of.measure),
            effect_words(one.computed[0], one.of.measure),
        )
        for one in effects.disagreements[:_MOST]
    ]  # fmt: skip
    return group([bullets(points, "To be looked up:")] if points else [])


def evidence_in_short(found: ExperimentsStep) -> TextLike:
    """Say in a sentence what the experiments come to, for page one."""
    main = found.main
    if main is None:
        return ""
    title = next(name for name, one in found.outcomes if one is main)
    if isinstance(main.whole, TooFew):
        number = count(main.whole.studies, "independent study")
        return say("{}: {}, too few to tell what to expect here.", title, number)
    shown = percent(chance_here(found) or 0.0)
    where = "here" if len(found.place.keys) == 1 else "at a new place"
    there = found.transfer.of(found.place.keys[0]) if where == "here" else None
    if there is not None and there.outside:
        where += ", reckoned beyond what was tried: no experiment was made in a place like this"
    return say("{}: **{}** chance of an effect worth having {}.", title, shown, where)


def chance_here(found: ExperimentsStep) -> float | None:
    """Return the chance of an effect worth having in the one setting, or else at a new place.

    ``None`` where there are too few experiments to tell.
    """
    main, keys = found.main, found.place.keys
    if main is None or isinstance(main.whole, TooFew):
        return None
    here = found.chance(main, keys[0]) if len(keys) == 1 else None
    return main.whole.chance if here is None else here
