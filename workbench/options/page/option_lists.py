"""Tables of step 3a: the options, what has to be true, the chain, the combinations."""

from __future__ import annotations

from workbench.core.rows import rows_of
from workbench.drawing import words
from workbench.errors import NothingToShow
from workbench.language import phrased
from workbench.options.analysis.option_menu import MOST, MenuItem
from workbench.options.analysis.option_rows import Option
from workbench.options.analysis.strategy_chain import ChainEnd, MendingStep
from workbench.options.analysis.transformations import OTHER_AIM
from workbench.options.page.option_words import amount, ranged
from workbench.options.step import OptionsStep
from workbench.page.records import (
    Bullets,
    Missing,
    Paragraphs,
    ReportTable,
    TableHead,
    bullets,
    missing,
    paragraphs,
    table,
)
from workbench.page.text import Text, TextLike, listing, note, say, titles
from workbench.page.wording import count, percent

_FRONT = 8  # rows of the list of combinations; of the others it says how many there are


def _unit(found: OptionsStep) -> str:
    return found.currency or "currency not stated"


def option_effects(found: OptionsStep) -> ReportTable:
    """List what each possible option would do.

    Raises
    ------
    NothingToShow
        No option is possible.
    """
    rows = found.results.possible
    if all(row.option == "stop" for row in rows):
        message = (
            phrased("No option is possible but to stop.")
            if rows
            else phrased("No option is possible.")
        )
        raise NothingToShow(message)
    target = found.results.method.parameters.get("target")
    with_target = target is not None and any(row.p_target_before is not None for row in rows)
    heads = [
        TableHead("Option", "names"),
        TableHead("What it changes"),
        TableHead("Package", "numbers"),
        TableHead("Lowest then (second)"),
        *([TableHead(f"Chance of {target} or more", "numbers")] if with_target else []),
        TableHead(f"Cost ({_unit(found)})", "numbers"),
        TableHead("Months", "numbers"),
    ]
    lines = [
        [
            _option(row),
            _change(found, row) + _success(row),
            _package(row, provisional=found.provisional),
            _lowest(row),
            *([_chances(row)] if with_target else []),
            ranged(row.cost_low, row.cost, row.cost_high),
            ranged(row.months_low, row.months, row.months_high),
        ]
        for row in rows
    ]
    below = phrased(
        "Package: score today → score if the option succeeds; a promised level never "
        "enters the score of the site. Second: score of the second lowest component then. "
        "The chance takes into account that the option may fail."
    )
    return table(phrased("What each option would do"), heads, lines, note=below)


def _option(row: Option) -> TextLike:
    name = f"{row.letter} {row.option_title}"
    return name if row.title == row.option_title else f"{name} " + note(row.title)


def _change(found: OptionsStep, row: Option) -> Text:
    if row.option == "stop":
        return say("ends the work")
    if row.option == "relocate":
        there = row.to_site or ""
        return say("all levels as they are in {}", found.site.names.get(there, there))
    if row.touched is None:
        return say("*{}* is not needed any more", row.component_title)
    if row.option == "substitute":
        return say(
            "*{}* gives way to *{}* (readiness {}, use {})",
            row.component_title,
            row.touched_title or row.touched,
            _level(row.readiness_after),
            _level(row.use_after),
        )
    moved = [
        f"{dimension} {_level(before)} → {_level(after)}"
        for dimension, before, after in (
            ("readiness", row.readiness_before, row.readiness_after),
            ("use", row.use_before, row.use_after),
        )
        if before != after
    ]
    return say("*{}*: {}", row.component_title, ", ".join(moved) or "no level moves")


def _level(level: int | None) -> str:
    return "not known" if level is None else str(level)


def _package(row: Option, *, provisional: bool) -> str:
    if row.score_after is None:
        return "none then"
    if row.option in OTHER_AIM:
        what = "there" if row.option == "relocate" else "under that aim"
        return f"{row.score_after} {what}, no gain"
    before = "–"
    if row.score_before is not None:
        before = words.score_words(row.score_before, provisional=provisional)
    return f"{before} → {words.score_words(row.score_after, provisional=row.provisional_after)}"


def _lowest(row: Option) -> TextLike:
    if row.bottleneck_after_title is None:
        return "none"
    second = "" if row.second_after is None else f" ({row.second_after})"
    return titles(row.bottleneck_after_title.split("; "), most=2) + second


def _chances(row: Option) -> str:
    if row.option == "stop":
        return "none then"
    if row.option in OTHER_AIM:
        return "not compared"
    before, after = row.p_target_before, row.p_target_after
    if before is not None and after is not None:
        return f"{_brief(before).removesuffix(' %')} → {_brief(after)}".replace(" ", "\xa0")
    return "not known" if before is None else f"{_brief(before)} → not known"


def _brief(share: float) -> str:
    """Write a share with signs for the words: a table has little room."""
    return words.percent(share, short=True).replace("< ", "<").replace("> ", ">")


def _success(row: Option) -> TextLike:
    """Write behind the change how likely it is."""
    if row.option == "stop":
        return ""
    success = row.success
    return " " + note(
        "success not known" if success is None else f"succeeds with {percent(success)}"
    )


def not_possible(found: OptionsStep) -> Bullets | Missing:
    """List which options are not possible, and why."""
    said = [_refused(row, row.reason) for row in found.results.rows if not row.possible]
    said += [
        _refused(row, one.screen_reason)
        for one in found.choice.options
        if one.status == "screened out" and (row := found.proposals[one.proposal]).possible
    ]
    if said:
        return bullets(said, lead="Not possible:")
    none = (
        phrased("No option is ruled out.")
        if found.results.rows
        else phrased("No option is recorded yet.")
    )
    return missing(phrased("What is not possible"), none, follows=True)


def _refused(row: Option, reason: str) -> Text:
    said = reason.removeprefix("The team says that it is not feasible: ")
    by = ", the team says" if said != reason else ""
    what = "" if row.title == row.option_title else f" ({row.title})"
    name = f"{row.letter} {row.option_title}{what}"
    return say("{} for *{}*{}: {}", name, row.component_title, by, said)


def assumptions(found: OptionsStep) -> Paragraphs | Missing:
    """List what has to be true for the options that are advised or chosen."""
    left = found.decision.follows.leaves
    about = [row for row in found.advised.rows if row.decided or not left]
    wanted = [key for row in about for key in (row.proposal, row.chosen) if key]
    rows = [found.proposals[key] for key in dict.fromkeys(wanted) if key in found.proposals]
    said: list[list[TextLike]] = [
        [
            say("**{} {}** for *{}*:", row.letter, row.option_title, row.component_title),
            *row.assumptions.split("\n"),
        ]
        for row in rows
    ]
    if said:
        return paragraphs(*said)
    why = phrased("No option is advised or decided on, so nothing has to be true for one.")
    return missing(phrased("What has to be true"), why, follows=True)


def chained_options(found: OptionsStep) -> ReportTable:
    """List one bottleneck after the other, each with the option for it.

    Raises
    ------
    NothingToShow
        There is no option to begin with, nothing follows the first one, or none of them lifts the
        package.
    """
    steps = found.chain.steps
    if len(steps) < 2 or steps[-1].score_after == steps[0].score_before:
        message = phrased("One option ends the chain, or the chain lifts nothing.")
        raise NothingToShow(message)
    heads = [
        TableHead("Step", "numbers"),
        TableHead("Bottleneck", "names"),
        TableHead("Option"),
        TableHead("Package", "numbers"),
        TableHead(f"Cost so far ({_unit(found)})", "numbers"),
        TableHead("Months so far", "numbers"),
        TableHead("All succeed so far", "numbers"),
    ]
    lines = [
        [
            str(step.step),
            step.title,
            _step_option(step),
            _rise(found, step.score_before, step.score_after),
            _so_far(step.cost_total, step.unknown_costs),
            _so_far(step.months_total, step.unknown_months),
            _chance(step.success_total),
        ]
        for step in steps
    ]
    below = (
        "The option that the team chose, else the one that is advised, else the one that lifts the "
        "package most; one by one. "
    )
    [end] = rows_of(found.chain.ends, ChainEnd)
    return table(
        phrased("One option after another"),
        heads,
        lines,
        note=phrased("{}Then: {}", below, end.reason),
    )


def _rise(found: OptionsStep, before: int | None, after: int | None) -> str:
    """Write how the package rises; at most so where a component is not assessed."""
    now, then = (words.score_words(one, provisional=found.provisional) for one in (before, after))
    return f"{now} → {then}"


def _step_option(step: MendingStep) -> str:
    why = " (chosen)" if step.chosen else " (advised)" if step.advised else ""
    return f"{step.option_title}{why}"


def _so_far(value: float, unknown: int) -> str:
    return f"at least {amount(value)}" if unknown else amount(value)


def _chance(success: float | None) -> str:
    return "not known" if success is None else percent(success)


def combinations(found: OptionsStep) -> ReportTable:
    """List the combinations of options that no other beats in cost, time and score.

    Raises
    ------
    NothingToShow
        No two options can be combined.
    """
    menu = found.menu
    if not any(len(row.keys) > 1 for row in menu.items):
        message = phrased("No two options can be combined.")
        raise NothingToShow(message)
    front = [row for row in menu.front if row.kind != "nothing"]
    if not front:
        message = phrased("No combination does better than nothing.")
        raise NothingToShow(message)
    heads = [
        TableHead("Combination", "names"),
        TableHead("Package", "numbers"),
        TableHead(f"Cost ({_unit(found)})", "numbers"),
        TableHead("Months (one by one)", "numbers"),
        TableHead("All succeed", "numbers"),
    ]
    lines = [
        [
            _combined(found, row),
            _rise(found, row.score_before, row.score_after),
            ranged(row.cost_low, row.cost, row.cost_high),
            _both(row),
            _chance(row.success),
        ]
        for row in front[:_FRONT]
    ]
    below = phrased(
        "Out of {}, those that no other one beats or ", count(len(menu.items), "combination")
    )
    below += phrased("equals in cost, months and score, the cheapest first.")
    if len(front) > _FRONT:
        below += phrased(" {} not listed.", count(len(front) - _FRONT, "dearer one"))
    below += _beaten(found)
    if menu.left_out["reason"].str.startswith("beyond").any():
        below += phrased(
            " More than {} are possible: components that stand high are left as they are.", MOST
        )
    return table(phrased("Combinations worth considering"), heads, lines, note=below)


def _beaten(found: OptionsStep) -> str:
    """Say of what was decided, where it is not in the list, which combination beats it."""
    decided = set(found.decision.follows.decided)
    own = next((row for row in found.menu.items if decided and set(row.keys) == decided), None)
    if own is None or own.score_after is None or own in found.menu.front:
        return ""
    better = [
        row
        for row in found.menu.front
        if row.keys
        and (row.score_after or 0) >= own.score_after
        and row.cost <= own.cost
        and row.months <= own.months
    ]
    if not better:
        return ""
    return (
        f" What was decided, {_combined(found, own).plain}, is not listed: "
        f"{_combined(found, better[0]).plain} reaches "
        f"{words.score_words(better[0].score_after, provisional=found.provisional)} for "
        f"{amount(better[0].cost)} in {amount(better[0].months)} months."
    )


def _combined(found: OptionsStep, row: MenuItem) -> Text:
    chosen = [found.proposals[key] for key in row.keys]
    names = [f"{one.letter} {one.option_title}" for one in chosen]
    if row.kind == "whole site":
        return listing(names)
    return listing(f"{name} {one.component_title}" for name, one in zip(names, chosen, strict=True))


def _both(row: MenuItem) -> str:
    if row.months == row.months_in_turn:
        return amount(row.months)
    return f"{amount(row.months)} ({amount(row.months_in_turn)})"
