"""Draft a plan of work: every chosen option brings its usual activities, ending in a diagnosis."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.frameworks.precedence import Link, parse_after

if TYPE_CHECKING:
    from workbench.frameworks.plan_templates import PlanTemplate, TemplateActivity

ACTIVITY_COLUMNS = {
    "site": "str", "activity": "str", "title": "str", "component": "str", "proposal": "str",
    "responsible": "str", "partners": "str", "after": "str", "low": "float64", "likely": "float64",
    "high": "float64", "earliest": "datetime64[ns]", "deadline": "datetime64[ns]",
    "milestone": "boolean", "hurry_cost": "float64", "deliverable": "str",
    "readiness_after": "Int64", "use_after": "Int64", "fieldwork": "boolean", "staff": "str",
    "people": "float64", "measure": "str", "template": "str",
}  # fmt: skip
"""Columns of the table ``activities`` and their dtypes."""

OPEN_WORDS: Mapping[str, str] = {
    "component": "the innovation package",
    "partner": "the partner",
    "substitute": "the substitute",
    "place": "the other place",
}
"""What stands for a name that is not known."""

DIAGNOSIS_DAYS = (3.0, 5.0, 8.0)
"""Working days of a diagnosis that a template lacks: ours."""


def draft_activities(
    template: PlanTemplate,
    *,
    site: str,
    options: pd.DataFrame,
    lead: str | None,
    names: Mapping[str, Mapping[str, str]],
    existing: pd.DataFrame,
) -> pd.DataFrame:
    """Draft the activities of a site, to be edited by those who will do them.

    Parameters
    ----------
    template : PlanTemplate
        As :func:`workbench.frameworks.plan_templates.load_plan_template` returns it.
    site : str
        The site.
    options : DataFrame
        Its chosen rows of the table ``options``: component, option, and where known proposal,
        executor, substitute, to_site, change_date, readiness_after, use_after. Each brings
        activities of its own.
    lead : str or None
        The actor that leads; None where none or several do.
    names : mapping of {"actor", "component", "site"} to mapping of str to str
        Names to print, by short name; those that are not there are printed by their short names.
    existing : DataFrame
        Its table ``activities`` as it is: letters that its activities begin with are not used
        again.

    Returns
    -------
    DataFrame
        One row per activity; columns :data:`ACTIVITY_COLUMNS`. Blank is to be filled in:
        responsible where the role is not clear, dates (but for the change that is waited for),
        staff and people. Levels expected afterwards stand at the diagnosis that each option ends
        in. ``template`` marks the row as drafted, with key and version of the template.

    Raises
    ------
    UnknownName
        The template has no activities for an option.

    Notes
    -----
    Responsible is filled in for the role "lead" where one actor leads, and for "executor" with the
    executor of the option; for the option "develop" the team, which leads, does the work. The other
    side of the agreement, the executor, is the partner of what the lead answers for. A template
    that is one plan gets a diagnosis at its end for every option that uses it: ours.

    Examples
    --------
    >>> from workbench.frameworks.plan_templates import load_plan_template
    >>> chosen = pd.DataFrame(
    ...     {"site": ["a"], "component": "seed", "option": "outsource", "executor": "lab"}
    ... )
    >>> plan = draft_activities(
    ...     load_plan_template("sr-options"),
    ...     site="a",
    ...     options=chosen,
    ...     lead=None,
    ...     names={"actor": {}, "component": {}, "site": {}},
    ...     existing=pd.DataFrame({"activity": []}),
    ... )
    >>> plan[["activity", "title", "after"]].iloc[-1].tolist()
    ['A7', 'Diagnose seed again', 'A5; A6']
    """
    letters = _letters(existing)
    chosen = (
        {str(name): value for name, value in row.items() if not pd.isna(value)}
        for row in options.astype(object).to_dict("records")
    )
    rows = [
        row
        for option in chosen
        for row in _rows(template, site, option, next(letters), names, lead)
    ]
    return pd.DataFrame(rows, columns=list(ACTIVITY_COLUMNS)).astype(ACTIVITY_COLUMNS)


COST_COLUMNS = (
    "site", "line", "title", "activity", "component", "category", "partner", "unit", "currency",
    "kind", "determined", "note",
)  # fmt: skip
"""Columns of the table ``costs`` that a draft fills in, or leaves for the user to see."""


def draft_costs(
    activities: pd.DataFrame, *, leads: str | None = None, currency: str | None = None
) -> pd.DataFrame:
    """Draft the cost lines of drafted activities; every amount is open.

    Parameters
    ----------
    activities : DataFrame
        As :func:`draft_activities` returns them.
    leads : str, optional
        Actor that leads: its time is a cost of staff; money of anybody else is a subaward.
    currency : str, optional
        Currency of the lines.

    Returns
    -------
    DataFrame
        One or two rows per activity that takes time; columns :data:`COST_COLUMNS`, of type str but
        for ``determined`` (boolean, no: the amount is to be determined). Fieldwork brings a line
        for travel. Which sort of cost an activity brings is our own starting point.

    Examples
    --------
    >>> from workbench.frameworks.plan_templates import load_plan_template
    >>> chosen = pd.DataFrame({"site": ["a"], "component": "seed", "option": ["develop"]})
    >>> plan = draft_activities(
    ...     load_plan_template("sr-options"),
    ...     site="a",
    ...     options=chosen,
    ...     lead=None,
    ...     names={"actor": {}, "component": {}, "site": {}},
    ...     existing=pd.DataFrame({"activity": []}),
    ... )
    >>> draft_costs(plan)[["line", "category"]].iloc[0].tolist()
    ['A1-staff', 'staff']
    """
    lines = []
    for row in activities.astype(object).to_dict("records"):
        if row["milestone"] is True or row["likely"] == 0:
            continue
        responsible = None if pd.isna(row["responsible"]) else row["responsible"]
        own = responsible is None or responsible == leads
        sorts = [("staff", "person-days") if own else ("subaward", None)]
        sorts += [("travel-staff", None)] if row["fieldwork"] is True else []
        for category, unit in sorts:
            lines.append(
                {
                    "site": row["site"],
                    "line": f"{row['activity']}-{category.removesuffix('-staff')}",
                    "title": f"{_COST_WORDS[category]}: {row['title']}",
                    "activity": row["activity"],
                    "component": row["component"],
                    "category": category,
                    "partner": responsible,
                    "unit": unit,
                    "currency": currency,
                    "kind": "cash",
                    "determined": False,
                    "note": f"{row['template']}: amount open",
                }
            )
    kinds = dict.fromkeys(COST_COLUMNS, "str") | {"determined": "boolean"}
    return pd.DataFrame(lines, columns=list(COST_COLUMNS)).astype(kinds)


_COST_WORDS = {"staff": "Staff", "subaward": "Subaward", "travel-staff": "Travel"}


def _letters(existing: pd.DataFrame) -> Iterator[str]:
    """Return letters that no activity begins with, AA after Z."""
    taken = set(
        existing["activity"].astype("str").str.extract(r"^([A-Z]+)\d", expand=False).dropna()
    )
    number = 1
    while True:
        rest, name = number, ""
        while rest:
            rest, place = divmod(rest - 1, 26)
            name = chr(65 + place) + name
        if name not in taken:
            yield name
        number += 1


def _rows(
    template: PlanTemplate,
    site: str,
    given: Mapping[str, Any],
    letter: str,
    names: Mapping[str, Mapping[str, str]],
    leads: str | None,
) -> Iterator[dict[str, Any]]:
    """Fill in the activities that one option brings."""
    plan = template.plan(given.get("option"))
    words = _words(given, names)
    executor = given.get("executor", leads if given.get("option") == "develop" else None)
    roles = {"lead": leads, "executor": executor}
    same = {
        "site": site,
        "component": given.get("component"),
        "proposal": given.get("proposal"),
        "template": f"draft of {template.key} {template.version}",
    }
    levels = {name: given.get(name) for name in ("readiness_after", "use_after")}
    for one in plan:
        responsible = roles.get(one.role)
        partner = executor if one.role == "lead" and executor != responsible else None
        yield (
            same
            | {
                "activity": f"{letter}{one.number}",
                "title": one.title.format(**words),
                "responsible": responsible,
                "partners": partner,
                "after": _after(one.after, letter),
                "earliest": given.get("change_date") if one.waits else None,
                "low": one.low,
                "likely": one.likely,
                "high": one.high,
                "milestone": one.milestone or None,
                "deliverable": _sentence(one.deliverable.format(**words)),
                "fieldwork": one.fieldwork or None,
                "measure": one.measure.format(**words),
            }
            | (levels if one.diagnoses else {})
        )
    if not any(one.diagnoses for one in plan):
        yield same | levels | _diagnosis(plan, letter, words, leads)


def _words(option: Mapping[str, Any], names: Mapping[str, Mapping[str, str]]) -> dict[str, str]:
    sources = {
        "component": ("component", "component"),
        "partner": ("executor", "actor"),
        "substitute": ("substitute", "component"),
        "place": ("to_site", "site"),
    }
    words = dict(OPEN_WORDS)
    for word, (column, kind) in sources.items():
        if column in option:
            key = str(option[column])
            words[word] = names[kind].get(key, key)
    return words


def _after(cell: str | None, letter: str) -> str | None:
    if cell is None:
        return None
    links = parse_after(cell)
    return "; ".join(str(Link(f"{letter}{one.activity}", one.kind, one.lag)) for one in links)


def _diagnosis(
    plan: Sequence[TemplateActivity], letter: str, words: Mapping[str, str], leads: str | None
) -> dict[str, Any]:
    """Return the diagnosis that follows everything nothing else waits for."""
    waited = {link.activity for one in plan for link in parse_after(one.after or "")}
    last = [f"{letter}{one.number}" for one in plan if str(one.number) not in waited]
    low, likely, high = DIAGNOSIS_DAYS
    return {
        "activity": f"{letter}{len(plan) + 1}",
        "title": f"Diagnose {words['component']} again",
        "responsible": leads,
        "after": "; ".join(last),
        "low": low,
        "likely": likely,
        "high": high,
        "deliverable": "Levels, with their evidence",
        "measure": "Levels against what was expected",
    }


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]
