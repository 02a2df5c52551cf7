"""What a Word template of the donor's can name: every name with its meaning, and its value.

All values are words on one line, so that a template needs no arithmetic and no format; what is not
known says so. Lists are of rows with such words. The page ``docs/guide/for-donors.md`` lists the
same names; a test holds the two together.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import Any, Final

from workbench.case import Case
from workbench.core.money import amount_words
from workbench.drawing.words import tidy
from workbench.page.records import PAGE_ONE
from workbench.page.wording import ILLUSTRATIVE, long_date
from workbench.project.schema.lists import terms_of
from workbench.publish.exports.factsheet import factsheet_document
from workbench.strategy.page.page_one import form_of, name_of

_NOT_KNOWN: Final = "not known"
_ANSWERS: Final = dict(
    zip(
        ("for_whom", "where_we_stand", "what_was_decided", "with_whom", "the_ask", "by_when",
         "what_could_go_wrong", "agreed", "to_do_first"),
        PAGE_ONE,
        strict=True,
    )
)  # fmt: skip
NAMES: Final[Mapping[str, str]] = {
    "project": "Title of the project",
    "lead": "Organisation that leads",
    "ambition": "What the project wants to reach",
    "framework": "Framework of the assessment, with its version",
    "as_of": "Day up to which rows are known",
    "illustrative": "That the data are invented, where they are; else nothing",
    "currency": "Base currency, in which all amounts are",
    "site": "Name of the site",
    "admin": "Larger unit that the site lies in",
    "country": "Country",
    "population": "People who live there",
    "households": "Households that the project wants to reach there",
    **{name: f"The answer of page one to “{head}”" for name, head in _ANSWERS.items()},
    "score": "Score of the package, such as “at most 8”",
    "bottleneck": "What holds the package back; of a framework of assessment the lowest items",
    "components": "The package, a row for each component",
    "components[].title": "Name",
    "components[].role": "core or complementary",
    "components[].readiness": "Level of readiness that counts",
    "components[].use": "Level of use that counts",
    "components[].score": "Readiness × use",
    "components[].bottleneck": "yes or no",
    "decisions": "What was decided, a row for each bottleneck",
    "decisions[].component": "The bottleneck",
    "decisions[].option": "Strategic option",
    "decisions[].date": "Day of the decision",
    "decisions[].by": "Who decided",
    "decisions[].reason": "Why",
    "partners": "Partners that decision, plan or budget count on",
    "partners[].name": "Name",
    "partners[].type": "Sort of organisation",
    "partners[].form": "Form of partnership that was agreed, or that is proposed",
    "partners[].agreed": "yes or no",
    "partners[].paid": "What it spends in cash",
    "partners[].gives": "What it gives in kind",
    "activities": "The plan of work, in the order of the table",
    "activities[].key": "Short name",
    "activities[].title": "What is done",
    "activities[].responsible": "Who answers for it",
    "activities[].first_day": "First day",
    "activities[].last_day": "Last day",
    "activities[].deadline": "Day by which it has to end",
    "activities[].deliverable": "What is there when it is done",
    "first_day": "First day of the plan",
    "last_day": "Last day of the plan",
    "total": "All that it costs; “at least” where something is to be determined",
    "sources": "Who pays, a row for each source",
    "sources[].title": "Name",
    "sources[].firm": "How firm it is",
    "sources[].planned": "What is planned on it",
    "categories": "What the money is for, a row for each category of costs",
    "categories[].title": "Category",
    "categories[].amount": "Costs",
    "lines": "The budget, a row for each line",
    "lines[].title": "What is paid for",
    "lines[].activity": "Short name of the task that it is for",
    "lines[].category": "Category of costs",
    "lines[].partner": "Who spends it",
    "lines[].source": "Who pays",
    "lines[].quantity": "Quantity, with its unit",
    "lines[].amount": "Costs in base currency, with contingency",
    "assumptions": "What has to be true for the options decided on",
    "assumptions[].what": "What has to be true",
    "assumptions[].owner": "Who sees to it",
    "assumptions[].due": "Day by which it has to be true",
    "findings": "Where steps or tables do not fit, the serious ones first",
    "findings[].what": "What does not fit",
    "findings[].why": "Why it matters",
    "findings[].to_do": "What to do",
    "findings[].who": "Who does it",
}
"""Every name that a template can use, with its meaning; ``[]`` stands for the row of a loop."""

Row = dict[str, str]


def donor_context(case: Case) -> dict[str, Any]:
    """Return the value of each name of :data:`NAMES` for a site.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> made = donor_context(open_case("data/example", "rw-huye"))
    >>> made["site"], made["score"], made["bottleneck"], made["decisions"][0]["option"]
    ('Huye', 'at most 8', 'Clean seed supply', 'Outsource')
    """
    return {
        **_project(case),
        **_answers(case),
        **_package(case),
        "decisions": [
            _row(component=one.component_title, option=one.option_title, date=one.date,
                 by=one.by, reason=one.reason)
            for one in case.decision.review.standing_rows
        ],
        "partners": _partners(case),
        **_plan(case),
        **_budget(case),
        "assumptions": [
            _row(what=one.assumes, owner=one.assumes_owner, due=one.assumes_due)
            for one in case.strategy.assumed
        ],
        "findings": [
            _row(what=one.what, why=one.why, to_do=one.to_do, who=one.who)
            for one in sorted(case.findings, key=lambda one: not one.serious)
        ],
    }  # fmt: skip


def _said(value: object) -> str:
    """Return a value in words on one line."""
    if value is None or value == "":
        return _NOT_KNOWN
    if isinstance(value, date):
        return long_date(value)
    if isinstance(value, bool):
        return "yes" if value else "no"
    return tidy(f"{value:,}" if isinstance(value, int) else str(value)) or _NOT_KNOWN


def _row(**cells: object) -> Row:
    return {name: _said(value) for name, value in cells.items()}


def _project(case: Case) -> Row:
    ours, framework, row = case.site.settings, case.site.framework, case.site.row
    made = _row(
        project=ours.title, lead=ours.lead, ambition=ours.ambition, as_of=ours.as_of,
        framework=f"{framework.title}, version {framework.version}", currency=ours.currency,
        site=case.site.name, country=case.site.country,
    )  # fmt: skip
    whole = {name: _whole(row[name]) for name in ("population", "households")}
    admin = row["admin"] if isinstance(row["admin"], str) else None
    notice = {"illustrative": ILLUSTRATIVE if ours.illustrative else ""}
    return {**made, **_row(admin=admin, **whole), **notice}


def _whole(value: Any) -> int | None:
    import pandas as pd

    return None if pd.isna(value) else int(value)


def _answers(case: Case) -> Row:
    told = {head.plain: answer.plain for head, answer in factsheet_document(case).summary}
    return {name: _said(told.get(head)) for name, head in _ANSWERS.items()}


def _package(case: Case) -> dict[str, Any]:
    if not case.site.framework.judges_levels:
        lowest = "; ".join(one.title for found in case.assessment.every for one in found.lowest)
        return {"score": _NOT_KNOWN, "bottleneck": _said(lowest), "components": _built(case)}
    found = case.diagnosis
    rows = [
        _row(title=one.title, role="core" if one.core else "complementary",
             readiness=one.readiness.used, use=one.use.used, score=one.score,
             bottleneck=one.bottleneck)
        for one in found.component_rows
    ]  # fmt: skip
    weakest = "; ".join(one.title for one in found.weakest)
    return {"score": _said(found.package.shown), "bottleneck": _said(weakest), "components": rows}


def _built(case: Case) -> list[Row]:
    """Return the components where readiness and use are not asked for."""
    table = case.site.table("components")
    return [
        _row(title=title, role=role, readiness=None, use=None, score=None, bottleneck=None)
        for title, role in zip(table["title"], table["role"], strict=True)
    ]


def _partners(case: Case) -> list[Row]:
    found, table = case.strategy, case.site.table("actors")
    kinds = terms_of(case.site.framework, "organisation_types")
    types = dict(zip(table["actor"], table["type"], strict=True))
    rows = []
    for one in found.counted_on:
        kind = str(types.get(one.actor))
        rows.append(
            _row(
                name=name_of(found, one),
                type=kinds[kind].title if kind in kinds else None,
                form=form_of(found, one.modality or one.proposed),
                agreed=one.agreed,
                paid=_amount(one.amount, at_least=one.at_least),
                gives=_amount(one.in_kind, at_least=one.at_least),
            )
        )
    return rows


def _amount(value: Decimal | None, *, at_least: bool) -> str:
    return "nothing" if value is None else amount_words(value, at_least=at_least)


def _plan(case: Case) -> dict[str, Any]:
    found, names = case.plan, case.strategy.names
    rows = [
        _row(key=one.activity, title=one.title,
             responsible=names.get(one.responsible or "", one.responsible),
             first_day=one.start, last_day=one.finish, deadline=one.deadline,
             deliverable=one.deliverable)
        for one in found.rows
    ]  # fmt: skip
    first = min((one.start for one in found.rows if one.start), default=None)
    last = None if found.end is None else found.end.finish
    return {"activities": rows, **_row(first_day=first, last_day=last)}


def _budget(case: Case) -> dict[str, Any]:
    found = case.budget.budget
    if found is None:
        return {"total": _NOT_KNOWN, "sources": [], "categories": [], "lines": []}
    names, titles = case.strategy.names, {one.source: one.title for one in found.source_rows}
    chart, whole = terms_of(case.site.framework, "cost_categories"), found.total()

    def called(category: str) -> str:
        return chart[category].title if category in chart else found.chart[category].title

    return {
        "total": amount_words(whole.amount, at_least=whole.at_least),
        "sources": [
            _row(title=one.title, firm=one.firm,
                 planned=amount_words(one.planned, at_least=one.at_least))
            for one in found.source_rows
        ],
        "categories": [
            _row(title=called(category), amount=amount_words(amount, at_least=at_least))
            for category, amount, at_least in _totals(found.totals("category"))
        ],
        "lines": [
            _row(title=one.title, activity=one.activity, category=called(one.category),
                 partner=names.get(one.partner or "", one.partner), source=titles.get(one.source),
                 quantity=None if one.quantity is None else f"{one.quantity} {one.unit or ''}",
                 amount=amount_words(one.amount, at_least=one.at_least))
            for one in found.line_rows
        ],
    }  # fmt: skip


def _totals(table: Any) -> Iterable[tuple[str, Decimal, bool]]:
    return zip(table["category"], table["amount"], table["at_least"], strict=True)
