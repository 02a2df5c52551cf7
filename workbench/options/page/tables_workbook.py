"""The tables of steps 1 to 3a as an Excel workbook: all that the printed pages have no room for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import pandas as pd

from workbench.core.finding import Finding, by_kind
from workbench.core.table_access import known
from workbench.options.page.option_answers import asked, questions
from workbench.options.step import OptionsStep
from workbench.page.workbook_page import HEAD_ROW, Book, Page

_NO_DAY: Final = date(1980, 1, 1)
_DIMENSIONS: Final = ("readiness", "use")
_NOT_KNOWN: Final = "not known"
_NOT_ASSESSED: Final = "not assessed"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: heading with unit, width, what stands in it, and how it is written.

    `style` is "text", or the format of a number; `blank` stands where a value is not known.
    """

    head: str
    width: float
    values: Sequence[object]
    blank: str = ""
    style: str = "text"


def tables_workbook(found: OptionsStep, findings: Sequence[Finding]) -> bytes:
    """Write what is known of package, evidence, options, answers and actors of a site.

    Parameters
    ----------
    found : OptionsStep
        The results of step 3a, with the site and its diagnosis.
    findings : sequence of Finding
        What does not fit at the site.

    Returns
    -------
    bytes
        The file, with the sheets Components and levels, Evidence, Options, Answers in the decision
        tree, Actors, and What does not fit. Nothing in it is a formula; the same content gives the
        same bytes.
    """
    site, settings = found.site, found.site.settings
    day = settings.as_of
    book = Book(
        f"{settings.title}: tables of {site.name}",
        "Diagnosis and options",
        _NO_DAY if day is None else pd.Timestamp(day).date(),
    )
    _sheet(book, found, "Components and levels", _components(found), _prms(found))
    _sheet(book, found, "Evidence", _evidence(found))
    _sheet(book, found, "Options", _options(found))
    _sheet(book, found, "Answers in the decision tree", _answers(found))
    _sheet(book, found, "Actors", _actors(found))
    _sheet(book, found, "What does not fit", _doubts(findings))
    return book.close()


def _prms(found: OptionsStep) -> str:
    """Say what CGIAR's reporting system would print of the package."""
    package = found.results.before.package_rows[0]
    if package.prms_score is None or package.prms_mean is None:
        return ""
    said = (
        f"CGIAR's reporting system would print a Scaling Readiness score of {package.prms_score} "
        f"and a scalability potential score of {package.prms_mean:.1f} (the mean)"
    )
    return f"{said}; it leaves out what is not scored." if package.provisional else f"{said}."


def _sheet(
    book: Book, found: OptionsStep, name: str, columns: Sequence[_Column], note: str = ""
) -> None:
    site, settings = found.site, found.site.settings
    told = f"{settings.title} · {site.name}"
    if settings.illustrative:
        told += " · illustrative data"
    rows = list(zip(*(one.values for one in columns), strict=True))
    page = Page(
        book,
        name,
        f"{name}: {site.name}",
        told,
        [(one.head, one.width, one.style != "text") for one in columns],
        note=note if rows else "Nothing is recorded here yet.",
    )
    for row in rows:
        for place, (one, value) in enumerate(zip(columns, row, strict=True)):
            if not known(value):
                page.text(place, one.blank)
            elif one.style == "text":
                page.text(place, value)
            else:
                page.number(place, float(str(value)), one.style)
        page.row += 1
    if rows:
        page.sheet.autofilter(HEAD_ROW, 0, page.row - 1, len(columns) - 1)


def _text(head: str, width: float, values: Iterable[object], blank: str = "") -> _Column:
    return _Column(head, width, list(values), blank)


def _number(head: str, values: Iterable[object], blank: str = "", style: str = "number") -> _Column:
    return _Column(head, 13, list(values), blank, style)


def _yes_no(head: str, width: float, values: Iterable[object], blank: str = "") -> _Column:
    said = [("yes" if value else "no") if known(value) else None for value in values]
    return _Column(head, width, said, blank)


def _titled(
    head: str, width: float, keys: Iterable[object], titles: Mapping[str, str], blank: str = ""
) -> _Column:
    """Write the titles of one or several keys joined by semicolons."""
    said = [
        "; ".join(titles.get(key, key) for key in str(value).split(";") if key)
        if known(value)
        else None
        for value in keys
    ]
    return _Column(head, width, said, blank)


def _days(head: str, days: Iterable[object]) -> _Column:
    said = [f"{pd.Timestamp(str(day)):%Y-%m-%d}" if known(day) else None for day in days]
    return _Column(head, 12, said, _NOT_KNOWN)


def _terms(found: OptionsStep, kind: str) -> dict[str, str]:
    return {key: one.title for key, one in found.site.framework.terms(kind).items()}


def _components(found: OptionsStep) -> list[_Column]:
    table = found.results.before.table
    described = found.site.table("components").set_index("component").reindex(table["component"])
    columns = [
        _number("No.", table["position"]),
        _text("Component", 32, table["title"]),
        _text("Role", 15, table["role"]),
        _titled("Kind", 18, described["kind"], _terms(found, "component_kinds"), "not stated"),
        _titled("What it does for users", 30, table["functions"], _terms(found, "functions"),
                "not stated"),
        _text("Description", 50, described["description"]),
    ]  # fmt: skip
    for one in _DIMENSIONS:
        name = one.capitalize()
        columns += [
            _number(f"{name} used (level 0-9)", table[one], _NOT_ASSESSED),
            _number(f"{name} claimed (level 0-9)", table[f"{one}_claimed"], _NOT_ASSESSED),
            _number(f"{name} supported by evidence (level 0-9)", table[f"{one}_supported"],
                    "not judged"),
            _number(f"{name}, lowest of assessors", table[f"{one}_lowest"], "none"),
            _number(f"{name}, highest of assessors", table[f"{one}_highest"], "none"),
            _number(f"{name}, assessors", table[f"{one}_n"], "none"),
            _number(f"{name} projected (level 0-9)", table[f"{one}_projected"]),
        ]  # fmt: skip
    return [
        *columns,
        _number("Score (0-81)", table["score"], _NOT_ASSESSED),
        _number("Probability of being the bottleneck", table["p_bottleneck"], "not computed",
                "share"),
        _yes_no("Bottleneck", 13, table["bottleneck"]),
    ]  # fmt: skip


def _evidence(found: OptionsStep) -> list[_Column]:
    components, table = found.site.table("components"), found.site.table("evidence")
    names = {
        str(k): str(t) for k, t in zip(components["component"], components["title"], strict=True)
    }
    return [
        _text("Item", 10, table["evidence"]),
        _titled("Component", 30, table["component"], names),
        _text("Evidence of", 13, table["dimension"]),
        _text("What it is", 45, table["title"]),
        _text("Method", 22, table["method"], "not stated"),
        _text("Type", 14, table["type"], "not stated"),
        _number("Supports (level 0-9)", table["supports_level"], "not judged"),
        _titled("Strength", 16, table["strength"], {"none": "none (not accepted)"}, "not judged"),
        _days("Date", table["date"]),
        _text("Where in it", 18, table["locator"]),
        _text("Link", 40, table["link"]),
    ]


def _options(found: OptionsStep) -> list[_Column]:
    table = found.results.table
    target = found.results.method.parameters.get("target")
    columns = [
        _text("Letter", 8, table["letter"]),
        _text("Component", 28, table["component_title"]),
        _text("Option", 14, table["option_title"]),
        _text("Title", 34, table["title"]),
        _yes_no("Possible", 10, table["possible"]),
        _text("Why not", 36, table["reason"]),
        _text("Takes its place, or is changed", 28, table["touched_title"]),
    ]
    for one in _DIMENSIONS:
        name = one.capitalize()
        columns += [
            _number(f"{name} today (level 0-9)", table[f"{one}_before"], _NOT_KNOWN),
            _number(f"{name} after (level 0-9)", table[f"{one}_after"], _NOT_KNOWN),
        ]
    columns += [
        _number("Package today (0-81)", table["score_before"], "no score"),
        _number("Package after (0-81)", table["score_after"], "no score"),
        _text("Lowest then", 28, table["bottleneck_after_title"], "none"),
        _number("Second lowest then (0-81)", table["second_after"]),
        _number("Success (probability)", table["success"], _NOT_KNOWN, "share"),
    ]
    if target is not None:
        chance = f"Chance of {target} or more"
        columns += [
            _number(f"{chance} today", table["p_target_before"], _NOT_KNOWN, "share"),
            _number(f"{chance} after", table["p_target_after"], _NOT_KNOWN, "share"),
        ]
    unit = found.currency or "currency not stated"
    for head, name, of in (("Cost", "cost", unit), ("Time", "months", "months")):
        columns += [
            _number(f"{head}, low ({of})", table[f"{name}_low"], _NOT_KNOWN),
            _number(f"{head}, likely ({of})", table[name], _NOT_KNOWN),
            _number(f"{head}, high ({of})", table[f"{name}_high"], _NOT_KNOWN),
        ]
    return [*columns, _text("What has to be true", 70, table["assumptions"])]


def _answers(found: OptionsStep) -> list[_Column]:
    rows = asked(found)
    return [
        _text("Component", 30, (row.title for row in rows)),
        _titled("Question", 20, (row.question for row in rows), questions(found)),
        _text("Answer", 12, (row.answer for row in rows), "not answered"),
        _text("Why", 50, (row.reason for row in rows), "not recorded"),
        _text("By", 24, (row.by for row in rows), "not recorded"),
        _days("Date", (row.date for row in rows)),
        _text("What the data say", 50, (row.hint for row in rows), "nothing"),
        _yes_no("Answer and data contradict", 14, (row.conflict for row in rows)),
        _yes_no("Reached by the walk", 12, (row.reached for row in rows)),
    ]


def _doubts(findings: Sequence[Finding]) -> list[_Column]:
    rows = [one for own in by_kind(findings) for one in own]
    return [
        _text("What does not fit", 60, (one.what for one in rows)),
        _yes_no("Serious", 10, (one.serious for one in rows)),
        _text("Step", 12, (one.step for one in rows)),
        _text("Sheet", 16, (one.where[0] for one in rows)),
        _text("Place", 30, (one.where[1] for one in rows)),
        _text("Why it matters", 50, (one.why for one in rows)),
        _text("What to do", 50, (one.to_do for one in rows)),
        _text("Who", 24, (one.who for one in rows)),
    ]


def _actors(found: OptionsStep) -> list[_Column]:
    table, ties = found.site.table("actors"), found.site.table("ties")
    latest = ties[ties["round"] == ties["round"].max()]
    number = pd.concat([latest["source"], latest["target"]]).value_counts()
    return [
        _text("Actor", 36, table["name"]),
        _titled("Sort of organisation", 30, table["type"], _terms(found, "organisation_types"),
                "not stated"),
        _yes_no("Leads the project", 12, table["lead"], "not stated"),
        _yes_no("Answered the survey", 12, table["responded"], "not asked or not known"),
        _Column("Ties in the latest round (number)", 14,
                [int(number.get(actor, 0)) for actor in table["actor"]], style="number"),
        _number("Influence (0-1)", table["influence"], _NOT_KNOWN),
        _number("Interest (0-1)", table["interest"], _NOT_KNOWN),
    ]  # fmt: skip
