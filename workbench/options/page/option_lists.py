"""Tables of step 3a: the options, what has to be true, the chain, the combinations."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from workbench.drawing import words
from workbench.errors import NothingToShow
from workbench.options.page.option_words import amount, spread
from workbench.options.step import OptionsStep
from workbench.page.content import Cell, Part, group, table, text
from workbench.page.wording import count, each_row, known, listing, paragraph, percent, titles

_FRONT = 8  # rows of the list of combinations; the figure shows them all


def options(found: OptionsStep) -> Part:
    """List what each possible option would do.

    Raises
    ------
    NothingToShow
        No option is possible.
    """
    rows = list(each_row(found.results.possible))
    if all(row.option == "stop" for row in rows):
        message = "No option is possible but to stop." if rows else "No option is possible."
        raise NothingToShow(message)
    target = found.results.method.parameters.get("target")
    with_target = target is not None and any(known(row.p_target_before) for row in rows)
    unit = found.currency or "currency not stated"
    heads = ["Option", "What it changes", "Package", "Lowest then (second)"]
    heads += [f"Chance of {target} or more"] if with_target else []
    heads += [f"Cost ({unit})", "Months"]
    lines = []
    for row in rows:
        cells = [
            Cell(_option(found, row), heading=True),
            Cell(_change(found, row) + _success(row)),
            Cell(_package(row), number=True),
            Cell(_lowest(row)),
        ]
        if with_target:
            cells.append(Cell(_chances(row), number=True))
        cells += [
            Cell(_ranged(row, "cost"), number=True),
            Cell(_ranged(row, "months"), number=True),
        ]
        lines.append(cells)
    note = (
        "Package: score today → score if the option succeeds; a promised level never enters the "
        "score of the site. Second: score of the second lowest component then. The chance takes "
        "into account that the option may fail."
    )
    return table("What each option would do", heads, lines, note=note)


def _option(found: OptionsStep, row: Any) -> Markup:
    name = Markup("{} {}").format(found.letters[row.proposal], row.option_title)
    if row.title == row.option_title:
        return name
    return Markup('{} <span class="note">{}</span>').format(name, row.title)


def _change(found: OptionsStep, row: Any) -> Markup:
    what = titles([row.component_title])
    if row.option == "stop":
        return Markup("ends the work")
    if row.option == "relocate":
        there = found.site.names.get(str(row.to_site), str(row.to_site))
        return Markup("all levels as they are in {}").format(there)
    if not known(row.touched):
        return Markup("{} is not needed any more").format(what)
    moved = _moved(row)
    if row.option == "substitute":
        return Markup("{} gives way to {} (readiness {}, use {})").format(
            what, titles([row.touched_title]), row.readiness_after, row.use_after
        )
    return Markup("{}: {}").format(what, moved)


def _moved(row: Any) -> str:
    said = [
        f"{dimension} {getattr(row, f'{dimension}_before')} → {getattr(row, f'{dimension}_after')}"
        for dimension in ("readiness", "use")
        if getattr(row, f"{dimension}_before") != getattr(row, f"{dimension}_after")
    ]
    return ", ".join(said) or "no level moves"


def _package(row: Any) -> str:
    if not known(row.score_after):
        return "none then"
    most = "at most " if row.provisional_after else ""
    return f"{row.score_before if known(row.score_before) else '–'} → {most}{row.score_after}"


def _lowest(row: Any) -> Markup:
    if not known(row.bottleneck_after_title):
        return Markup("none")
    second = f" ({row.second_after})" if known(row.second_after) else ""
    return Markup("{}{}").format(
        titles(str(row.bottleneck_after_title).split("; "), most=2), second
    )


def _chances(row: Any) -> str:
    if row.option == "stop":
        return "none then"
    before, after = row.p_target_before, row.p_target_after
    if known(before) and known(after):
        return f"{_brief(before).removesuffix(' %')} → {_brief(after)}".replace(" ", "\xa0")
    return f"{_brief(before)} → not known" if known(before) else "not known"


def _brief(share: float) -> str:
    """Give a share with signs for the words: a table has little room."""
    return words.percent(share, short=True).replace("< ", "<").replace("> ", ">")


def _success(row: Any) -> Markup:
    """Say behind the change how likely it is."""
    if row.option == "stop":
        return Markup()
    likely = f"succeeds with {percent(row.success)}" if known(row.success) else "success not known"
    return Markup(' <span class="note">{}</span>').format(likely)


def _ranged(row: Any, name: str) -> Markup:
    low, likely, high = (getattr(row, one) for one in (f"{name}_low", name, f"{name}_high"))
    # A range stays on one line: its two numbers belong together.
    between = spread(low, high).replace(" to ", "\u2060–\u2060")
    if not known(likely):
        return Markup(between or "not known")  # noqa: S704 - numbers alone
    if not between:
        return Markup(amount(likely))  # noqa: S704 - the same
    return Markup('{} <span class="note">{}</span>').format(amount(likely), between)


def not_possible(found: OptionsStep) -> Part:
    """Say which options are not possible, and why."""
    rows = found.results.table
    rows = rows[~rows["possible"].to_numpy(dtype=bool)]
    screened = found.choice.table
    screened = screened[screened["status"] == "screened out"]
    beyond = screened[~screened["proposal"].isin(list(rows["proposal"]))]
    said = [_refused(found, row, str(row.reason)) for row in each_row(rows)]
    said += [
        _refused(found, found.option(row.proposal), str(row.screen_reason))
        for row in each_row(beyond)
    ]
    if not said:
        return group([])
    items = Markup("").join(Markup("<li>{}</li>").format(one) for one in said)
    return text(Markup("<p>Not possible:</p><ul>{}</ul>").format(items))


def _refused(found: OptionsStep, row: Any, reason: str) -> Markup:
    said = reason.removeprefix("The team says that it is not feasible: ")
    by = ", the team says" if said != reason else ""
    what = "" if row.title == row.option_title else f" ({row.title})"
    return Markup("{} {}{} for {}{}: {}").format(
        found.letters[row.proposal], row.option_title, what, titles([row.component_title]), by, said
    )


def assumptions(found: OptionsStep) -> Part:
    """Say what has to be true for the options that are advised or chosen."""
    wanted = []
    for row in each_row(found.advised.table):
        wanted += [row.proposal, row.chosen]
    keys = [key for key in dict.fromkeys(wanted) if known(key) and found.option(key) is not None]
    said = []
    for key in keys:
        row = found.option(key)
        start = Markup("<strong>{} {}</strong> for {}:").format(
            found.letters[key], row.option_title, titles([row.component_title])
        )
        said.append(paragraph([start, *str(row.assumptions).split("\n")]))
    return text(Markup("").join(said)) if said else group([])


def chain(found: OptionsStep) -> Part:
    """List one bottleneck after the other, each with the option for it.

    Raises
    ------
    NothingToShow
        There is no option to begin with, or nothing follows the first one.
    """
    steps = list(each_row(found.chain.table))
    if len(steps) < 2:
        message = "One option ends the chain."
        raise NothingToShow(message)
    unit = found.currency or "currency not stated"
    heads = ["Step", "Bottleneck", "Option", "Package", f"Cost so far ({unit})", "Months so far"]
    heads.append("All succeed so far")
    lines = [
        [
            Cell(str(step.step), number=True),
            Cell(str(step.title), heading=True),
            Cell(_step_option(step)),
            Cell(f"{step.score_before} → {step.score_after}", number=True),
            Cell(_so_far(step.cost_total, step.unknown_costs), number=True),
            Cell(_so_far(step.months_total, step.unknown_months), number=True),
            Cell(
                percent(step.success_total) if known(step.success_total) else "not known",
                number=True,
            ),
        ]
        for step in steps
    ]
    note = (
        "The option that the team chose, else the one that is advised, else the one that lifts the "
        "package most; one by one. "
    )
    reason = str(next(each_row(found.chain.ends)).reason)
    return table("One option after another", heads, lines, note=note + f"Then: {reason}")


def _step_option(step: Any) -> str:
    why = " (chosen)" if step.chosen else " (advised)" if step.advised else ""
    return f"{step.option_title}{why}"


def _so_far(value: Any, unknown: int) -> str:
    return f"at least {amount(value)}" if unknown else amount(value)


def combinations(found: OptionsStep) -> Part:
    """List the combinations of options that no other beats in cost, time and score.

    Raises
    ------
    NothingToShow
        No two options can be combined.
    """
    menu = found.menu.table
    if not menu["proposals"].str.contains(";").any():
        message = "No two options can be combined."
        raise NothingToShow(message)
    front = [row for row in each_row(found.menu.front) if row.kind != "nothing"]
    if not front:
        message = "No combination does better than nothing."
        raise NothingToShow(message)
    unit = found.currency or "currency not stated"
    heads = ["Combination", "Package", f"Cost ({unit})", "Months (one by one)", "All succeed"]
    lines = [
        [
            Cell(_combined(found, row), heading=True),
            Cell(f"{row.score_before} → {row.score_after}", number=True),
            Cell(_ranged(row, "cost"), number=True),
            Cell(_both(row), number=True),
            Cell(percent(row.success) if known(row.success) else "not known", number=True),
        ]
        for row in front[:_FRONT]
    ]
    beyond = len(front) - len(lines)
    note = f"Out of {count(len(menu), 'combination')}, those that no other one beats or equals in "
    note += "cost, months and score, the cheapest first."
    if beyond:
        note += f" {count(beyond, 'dearer one')} not listed."
    return table("Combinations worth considering", heads, lines, note=note)


def _combined(found: OptionsStep, row: Any) -> Markup:
    keys = str(row.proposals).split(";")
    return listing(
        f"{found.letters[key]} {found.option(key).option_title}"
        if row.kind == "whole site"
        else f"{found.letters[key]} {found.option(key).option_title} "
        f"{found.option(key).component_title}"
        for key in keys
    )


def _both(row: Any) -> str:
    if row.months == row.months_in_turn:
        return amount(row.months)
    return f"{amount(row.months)} ({amount(row.months_in_turn)})"
