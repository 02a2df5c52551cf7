"""Two pages on a site: the answers of page one, a figure of the diagnosis, the ask and the dates.

It is a document like a report, made of the same records in the same order, so that it says what the
report says, and whatever becomes of a report becomes of it.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from typing import Any, Final

from nbformat import NotebookNode
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from workbench.agree.page import agreement
from workbench.assess import figures as assess_figures
from workbench.assess.page import assessment
from workbench.case import Case
from workbench.core.money import amount_words
from workbench.diagnosis import figures as diagnosis_figures
from workbench.diagnosis.page import diagnosis
from workbench.errors import NothingToShow
from workbench.experiments.page import broad
from workbench.options.page import options
from workbench.page.records import (
    MIME,
    Missing,
    Paragraphs,
    Record,
    ReportTable,
    Summary,
    TableHead,
    paragraphs,
    table,
    to_json,
)
from workbench.page.text import TextLike, say
from workbench.page.wording import count, long_date
from workbench.partners.page import partners
from workbench.plan.analysis.rows import DatedActivity
from workbench.publish.document import Document
from workbench.publish.outputs import PLOTLY
from workbench.publish.reading import read_document
from workbench.scenarios.report_title import report_title
from workbench.strategy.page import strategy
from workbench.transformation.page import approach

_MOST_DATES: Final = 8  # rows that leave room for all the rest on two pages
_MOST_SOURCES: Final = 6


def factsheet_document(case: Case) -> Document:
    """Return the factsheet of a site: two printed pages of A4.

    Parameters
    ----------
    case : Case
        The chain of the site, or of a scenario of it, which its title then says.

    Returns
    -------
    Document
        Title, the answers of page one, and one chapter: figure, ask, dates, where the rest stands.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> made = factsheet_document(open_case("data/example", "rw-huye"))
    >>> [section.title.striptags() for section in made.chapters[0].sections][1:]
    ['The ask', 'The dates', 'Where the rest stands']
    """
    cells = [_shown([to_json(report_title(case))])]
    cells += [_shown([to_json(one)]) for one in _answers(case)]
    cells.append(new_markdown_cell("# Behind these answers"))
    cells += [_figure(one) for one in _figures(case)]
    for heading, record in _parts(case):
        cells += [new_markdown_cell(f"## {heading}"), _shown([to_json(record)])]
    made = read_document([new_notebook(cells=cells)])
    # What is missing, methods and sources fill pages of their own in the report.
    return replace(made, missing=(), provenance=None, layout="factsheet")


def _shown(records: list[dict[str, Any]]) -> NotebookNode:
    outputs = [new_output("display_data", data={MIME: one}) for one in records]
    return _cell(outputs)


def _figure(content: dict[str, Any]) -> NotebookNode:
    output = new_output("display_data", data={PLOTLY: content})
    return _cell([output])


def _cell(outputs: list[NotebookNode]) -> NotebookNode:
    made: NotebookNode = new_code_cell("show()", execution_count=1, outputs=outputs)
    return made


def _answers(case: Case) -> Iterator[Summary | Missing]:
    """Yield the lines of page one, step by step; the later step knows more."""
    if case.site.framework.judges_levels:
        yield diagnosis.one_page(case.diagnosis)
        yield options.one_page(case.options)
    for one in case.assessment.every:
        yield assessment.one_page(one)
        if one.framework.scale_conditions:
            yield broad.one_page(case.experiments)
        if one.framework.phases:
            yield approach.one_page(case.transformation)
    yield partners.one_page(case.partners)
    yield strategy.one_page(case.strategy, case.findings)
    yield agreement.one_page(case.agreement, case.state)


def _figures(case: Case) -> Iterator[dict[str, Any]]:
    """Yield the one figure that says most of where the site stands, where there is one."""
    try:
        if case.site.framework.judges_levels:
            figure = diagnosis_figures.readiness_use(case.diagnosis.diagnosis)
        else:
            figure = assess_figures.levels_and_required(case.assessment.every[0].found)
    except NothingToShow:
        return
    yield json.loads(figure.to_json())


def _parts(case: Case) -> Iterator[tuple[str, Record]]:
    for heading, made in (("The ask", _ask), ("The dates", _dates)):
        try:
            yield heading, made(case)
        except NothingToShow as reason:
            yield heading, paragraphs(str(reason))
    yield "Where the rest stands", _rest(case)


def _ask(case: Case) -> ReportTable:
    """List who is to pay how much, the largest first."""
    found = case.budget
    if found.budget is None:
        raise NothingToShow(found.fault or f"There is no budget for {found.at.name} yet.")
    sources = sorted(found.budget.source_rows, key=lambda one: -one.planned)
    rows: list[list[TextLike]] = [
        [
            one.title if one.source else "Nobody yet",
            one.firm or ("not stated" if one.source else "–"),
            amount_words(one.planned, places=0, at_least=one.at_least),
        ]
        for one in sources[:_MOST_SOURCES]
    ]
    whole = found.budget.total()
    total = amount_words(whole.amount, places=0, at_least=whole.at_least)
    rows.append([say("**Total**"), "", say("**{}**", total)])
    heads: list[str | TableHead] = [
        TableHead("Source", "names"),
        "How firm",
        TableHead("Planned on it", "numbers"),
    ]
    left = len(sources) - _MOST_SOURCES
    note = f"{count(left, 'smaller source')} more in the report." if left > 0 else ""
    return table(f"Who is to pay, {found.currency}", heads, rows, note=note)


def _dates(case: Case) -> ReportTable:
    """List the days to keep in mind: milestones and deadlines, else what takes longest."""
    rows = [one for one in case.plan.rows if one.finish or one.deadline]
    if not rows:
        message = f"No activity of {case.plan.at.name} has a day yet."
        raise NothingToShow(message)
    chosen = [one for one in rows if one.milestone or one.deadline or one.critical] or rows
    # The last days of a plan say more than the first of many alike.
    chosen = sorted(chosen, key=_weight)[:_MOST_DATES]
    names = case.strategy.names
    lines: list[list[TextLike]] = [
        [
            long_date(one.finish) if one.finish else say("not known"),
            one.title,
            names.get(one.responsible or "", one.responsible or "nobody named"),
            long_date(one.deadline) if one.deadline else "–",
        ]
        for one in sorted(chosen, key=lambda one: str(one.finish or one.deadline))
    ]
    left = len(rows) - len(lines)
    note = f"{count(left, 'activity')} more in the report." if left else ""
    heads: list[str | TableHead] = [
        TableHead("Done by", "names"),
        "What",
        "Who answers for it",
        "At the latest",
    ]
    return table(f"Days to keep in mind at {case.plan.at.name}", heads, lines, note=note)


def _weight(one: DatedActivity) -> tuple[bool, bool, bool, str]:
    return not one.is_mark, one.deadline is None, not one.critical, str(one.finish or one.deadline)


def _rest(case: Case) -> Paragraphs:
    framework = case.site.framework
    return paragraphs(
        say(
            "Methods, sources, what is missing and all rows are in the report of {} and the "
            "workbooks beside it. Assessed with {}, version {}; what is not known is never counted "
            "as zero.",
            case.site.name, framework.title, framework.version,
        )
    )  # fmt: skip
