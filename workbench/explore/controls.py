"""What can be chosen in the room: one control for each value, described without widgets."""

from __future__ import annotations

from collections.abc import Hashable, Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

from workbench.core.table_access import DIMENSIONS, known
from workbench.explore.choices import ChoicePlace, Chosen

if TYPE_CHECKING:
    from workbench.case import Case

_SOURCES = {
    "adopted": "the team adopted",
    "evidence": "the documents give",
    "workshop": "the assessors give",
}
OPTION_COLUMNS: Final = {"cost": "cost", "months": "months", "success": "success (0 to 1)"}
"""Columns of an option that can be chosen, with their labels."""
COST_COLUMNS: Final = {"quantity": "Quantity", "unit_cost": "Unit cost"}
"""Columns of a cost line that can be chosen, with their labels."""
ROW_HEADS: Final = {
    "Levels": "Component", "Decisions": "Component", "Options": "Option", "Partners": "Actor",
    "Start and durations": "What", "Costs": "Cost line", "Ceiling": "What",
}  # fmt: skip
"""What a row of the controls of each sort is."""
_DAYS = "Day, or working days"


@dataclass(frozen=True, slots=True)
class Control:
    """One value that can be chosen.

    Attributes
    ----------
    place : ChoicePlace
        What it is chosen for.
    label : str
        What it is called, where it stands alone.
    row, head : str
        What it is called in a table: of the row, which it shares with others, and of the column.
    value : str, int or None
        What the tables say; ``None`` is not known.
    offered : tuple of (str, value)
        What there is to choose from, with its words; empty where a value is typed.
    said : str
        Who or what rules the value today.
    """

    place: ChoicePlace
    label: str
    row: str
    head: str
    value: Chosen
    offered: tuple[tuple[str, Chosen], ...] = ()
    said: str = ""


def all_controls(case: Case) -> dict[str, tuple[Control, ...]]:
    """Return the controls of a site, by what they are about; without what it has nothing of.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> found = all_controls(open_case("data/example", "rw-huye"))
    >>> [group for group in found]
    ['Levels', 'Decisions', 'Options', 'Partners', 'Start and durations', 'Costs', 'Ceiling']
    >>> found["Levels"][2].said
    'the team adopted 4; evidence supports 4'
    """
    found = {
        "Levels": tuple(_levels(case)),
        "Decisions": tuple(_decisions(case)),
        "Options": tuple(_options(case)),
        "Partners": tuple(_partners(case)),
        "Start and durations": tuple(_plan(case)),
        "Costs": tuple(_costs(case)),
        "Ceiling": tuple(_ceiling(case)),
    }
    return {name: controls for name, controls in found.items() if controls}


def _levels(case: Case) -> Iterator[Control]:
    for row in case.diagnosis.components.to_dict("records"):
        for dimension in DIMENSIONS:
            scale = case.site.framework.scales[dimension]
            levels = range(scale.minimum, scale.maximum + 1)
            value = int(row[dimension]) if known(row[dimension]) else None
            blank: tuple[tuple[str, Chosen], ...] = (("not known", None),) if value is None else ()
            yield Control(
                ChoicePlace("levels", str(row["component"]), dimension),
                f"{dimension.capitalize()} of {row['title']}",
                str(row["title"]),
                dimension.capitalize(),
                value,
                (*blank, *((str(level), level) for level in levels)),
                _who_rules(row, dimension),
            )


def _who_rules(row: Mapping[Hashable, object], dimension: str) -> str:
    """Say where a level comes from, and what holds it down."""
    source, claimed = row[f"{dimension}_claim_from"], row[f"{dimension}_claimed"]
    if not known(source):
        return "not assessed"
    said = f"{_SOURCES[str(source)]} {claimed}"
    supported = row[f"{dimension}_supported"]
    if not known(supported):
        return f"{said}; no evidence tells"
    if row[f"{dimension}_capped"]:
        return f"{said}, but evidence supports only {supported}, so {supported} counts"
    return f"{said}; evidence supports {supported}"


def _decisions(case: Case) -> Iterator[Control]:
    options = case.site.table("options")
    titles = {one.key: str(one.title) for one in case.diagnosis.component_rows}
    standing = case.decision.standing
    decided = dict(zip(standing["component"], standing["proposal"], strict=True))
    for component in dict.fromkeys(options["component"]):
        own = options[options["component"] == component]
        chosen = decided.get(component)
        value = str(chosen) if known(chosen) else None
        blank: tuple[tuple[str, Chosen], ...] = (("not decided", None),) if value is None else ()
        proposals = zip(own["title"].fillna(own["proposal"]), own["proposal"], strict=True)
        title = titles.get(component, str(component))
        yield Control(
            ChoicePlace("decide", str(component)), f"Decided for {title}", title, "Decided", value,
            (*blank, *proposals),
        )  # fmt: skip


def _options(case: Case) -> Iterator[Control]:
    for row in case.site.table("options").to_dict("records"):
        title = row["title"] if known(row["title"]) else row["proposal"]
        for column, words in OPTION_COLUMNS.items():
            place = ChoicePlace("options", str(row["proposal"]), column)
            unit = f", {case.site.settings.currency}" if column == "cost" else ""
            head = f"{words[0].upper()}{words[1:]}{unit}"
            yield Control(place, f"{head} of {title}", str(title), head, _typed(row[column]))


def _partners(case: Case) -> Iterator[Control]:
    chosen = set(case.partners.chosen["actor"])
    offered: tuple[tuple[str, Chosen], ...] = (
        ("as the method chooses", None), ("has to be in", "in"), ("stays out", "out"),
    )  # fmt: skip
    for row in case.site.table("actors").to_dict("records"):
        out, required = (known(row[name]) and bool(row[name]) for name in ("excluded", "mandatory"))
        value = "out" if out else "in" if required else None
        said = "as it is: chosen" if row["actor"] in chosen else "as it is: not chosen"
        name = str(row["name"] if known(row["name"]) else row["actor"])
        own = offered if value is None else offered[1:]
        place = ChoicePlace("partners", str(row["actor"]))
        yield Control(place, f"{name} as a partner", name, "As a partner", value, own, said)


def _plan(case: Case) -> Iterator[Control]:
    rows = case.site.table("activities").to_dict("records")
    if not rows:
        return
    start, title = case.site.settings.plan.start, "First day of the plan"
    value = None if start is None else f"{start}"
    yield Control(ChoicePlace("start"), title, title, _DAYS, value, (), "as 2027-01-04")
    for row in rows:
        title = f"{row['activity']} {row['title']}"
        place = ChoicePlace("durations", str(row["activity"]))
        yield Control(place, f"Working days of {title}", title, _DAYS, _typed(row["likely"]))


def _costs(case: Case) -> Iterator[Control]:
    for row in case.site.table("costs").to_dict("records"):
        for column, words in COST_COLUMNS.items():
            unit = row["unit"] if column == "quantity" else row["currency"]
            title, said = f"{row['line']} {row['title']}", str(unit) if known(unit) else ""
            place = ChoicePlace("costs", str(row["line"]), column)
            label = f"{words} of {title}"
            yield Control(place, label, title, words, _typed(row[column]), (), said)


def _ceiling(case: Case) -> Iterator[Control]:
    if len(case.site.table("costs")):
        ceiling = case.site.settings.budget.ceiling
        title, currency = "All there is to spend", case.site.settings.currency or ""
        value = None if ceiling is None else str(ceiling)
        yield Control(ChoicePlace("ceiling"), title, title, "Amount", value, (), currency)


def _typed(value: object) -> str | None:
    """Return a cell as one would type it."""
    if not known(value):
        return None
    return f"{value:g}" if isinstance(value, float) else str(value)
