"""The tables of steps 1 to 3a as an Excel workbook: all that the printed pages have no room for."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

import pandas as pd

from workbench.options.step import OptionsStep
from workbench.page.wording import each_row, known
from workbench.page.workbook_page import HEAD_ROW, Book, Page

if TYPE_CHECKING:
    from collections.abc import Iterable

_NO_DAY: Final = date(1980, 1, 1)
_DIMENSIONS: Final = ("readiness", "use")
_QUESTIONS: Final = {"needed": "Needed at all", "firm": "Diagnosis firm"}
_NOT_KNOWN: Final = "not known"
_NOT_ASSESSED: Final = "not assessed"


@dataclass(frozen=True, slots=True)
class _Column:
    """A column: heading with unit, width, what stands in it, and how it is written.

    `style` is "text", or the format of a number; `blank` stands where a value is not known.
    """

    head: str
    width: float
    value: Callable[[Any], Any]
    style: str = "text"
    blank: str = ""


def tables_workbook(found: OptionsStep) -> bytes:
    """Write what is known of package, evidence, options, answers and actors of a site.

    Parameters
    ----------
    found : OptionsStep
        The results of step 3a, with the site and its diagnosis.

    Returns
    -------
    bytes
        The file, with the sheets Components and levels, Evidence, Options, Answers in the decision
        tree, and Actors. Nothing in it is a formula; the same content gives the same bytes.
    """
    site = found.site
    settings = site.settings
    day = settings.as_of
    book = Book(
        f"{settings.title}: tables of {site.name}",
        "Diagnosis and options",
        _NO_DAY if day is None else pd.Timestamp(day).date(),
    )
    before = found.results.before.table
    levels = before[(before["site"] == site.key).to_numpy()] if "site" in before else before
    described = site.table("components").set_index("component")
    names = {str(key): str(title) for key, title in described["title"].items()}
    _sheet(book, found, "Components and levels", _components(found, described), each_row(levels))
    _sheet(book, found, "Evidence", _evidence(names), each_row(site.table("evidence")))
    _sheet(book, found, "Options", _options(found), each_row(found.results.table))
    rows = found.tree.table
    asked = rows[rows["answer"].notna() | rows["unanswered"].to_numpy(dtype=bool)]
    _sheet(book, found, "Answers in the decision tree", _answers(found), each_row(asked))
    _sheet(book, found, "Actors", _actors(found), each_row(site.table("actors")))
    return book.close()


def _sheet(
    book: Book, found: OptionsStep, name: str, columns: Sequence[_Column], rows: Iterable[Any]
) -> None:
    site, settings = found.site, found.site.settings
    told = f"{settings.title} · {site.name}"
    if settings.illustrative:
        told += " · illustrative data"
    listed = list(rows)
    page = Page(
        book,
        name,
        f"{name}: {site.name}",
        told,
        [(one.head, one.width, one.style != "text") for one in columns],
        note="" if listed else "Nothing is recorded here yet.",
    )
    for row in listed:
        for place, one in enumerate(columns):
            _write(page, place, one, one.value(row))
        page.row += 1
    if listed:
        page.sheet.autofilter(HEAD_ROW, 0, page.row - 1, len(columns) - 1)


def _write(page: Page, place: int, column: _Column, value: Any) -> None:
    if not known(value):
        page.text(place, column.blank)
    elif column.style == "text":
        page.text(place, value)
    else:
        page.number(place, float(value), column.style)


def _of(name: str) -> Callable[[Any], Any]:
    return lambda row: getattr(row, name, None)


def _text(head: str, width: float, name: str, blank: str = "") -> _Column:
    return _Column(head, width, _of(name), blank=blank)


def _number(head: str, name: str, blank: str = "", *, style: str = "number") -> _Column:
    return _Column(head, 13, _of(name), style, blank)


def _yes_no(name: str) -> Callable[[Any], Any]:
    def said(row: Any) -> str | None:
        value = getattr(row, name, None)
        return ("yes" if bool(value) else "no") if known(value) else None

    return said


def _day(name: str) -> Callable[[Any], Any]:
    def said(row: Any) -> str | None:
        value = getattr(row, name, None)
        return f"{pd.Timestamp(str(value)):%Y-%m-%d}" if known(value) else None

    return said


def _titled(name: str, titles: dict[str, str]) -> Callable[[Any], Any]:
    """Give the titles of one or several keys joined by semicolons."""

    def said(row: Any) -> str | None:
        value = getattr(row, name, None)
        if not known(value):
            return None
        return "; ".join(titles.get(key, key) for key in str(value).split(";") if key)

    return said


def _terms(found: OptionsStep, kind: str) -> dict[str, str]:
    return {key: one.title for key, one in found.site.framework.terms(kind).items()}


def _components(found: OptionsStep, described: pd.DataFrame) -> list[_Column]:
    kinds, served = _terms(found, "component_kinds"), _terms(found, "functions")

    def of_site(name: str) -> Callable[[Any], Any]:
        return lambda row: described[name].get(row.component) if name in described else None

    def kind(row: Any) -> str | None:
        key = of_site("kind")(row)
        return kinds.get(key, str(key)) if known(key) else None

    columns = [
        _number("No.", "position"),
        _text("Component", 32, "title"),
        _text("Role", 15, "role"),
        _Column("Kind", 18, kind, blank="not stated"),
        _Column("What it does for users", 30, _titled("functions", served), blank="not stated"),
        _Column("Description", 50, of_site("description")),
    ]
    for one in _DIMENSIONS:
        columns += [
            _number(f"{one.capitalize()} used (level 0-9)", one, _NOT_ASSESSED),
            _number(f"{one.capitalize()} claimed (level 0-9)", f"{one}_claimed", _NOT_ASSESSED),
            _number(f"{one.capitalize()} supported by evidence (level 0-9)", f"{one}_supported",
                    "not judged"),
            _number(f"{one.capitalize()}, lowest of assessors", f"{one}_lowest", "none"),
            _number(f"{one.capitalize()}, highest of assessors", f"{one}_highest", "none"),
            _number(f"{one.capitalize()}, assessors", f"{one}_n", "none"),
            _number(f"{one.capitalize()} projected (level 0-9)", f"{one}_projected"),
        ]  # fmt: skip
    return [
        *columns,
        _number("Score (0-81)", "score", _NOT_ASSESSED),
        _number("Probability of being the bottleneck", "p_bottleneck", "not computed",
                style="share"),
        _Column("Bottleneck", 13, _yes_no("bottleneck")),
    ]  # fmt: skip


def _evidence(names: dict[str, str]) -> list[_Column]:
    return [
        _text("Item", 10, "evidence"),
        _Column("Component", 30, _titled("component", names)),
        _text("Evidence of", 13, "dimension"),
        _text("What it is", 45, "title"),
        _text("Method", 22, "method", "not stated"),
        _text("Type", 14, "type", "not stated"),
        _number("Supports (level 0-9)", "supports_level", "not judged"),
        _Column("Strength", 16, _strength, blank="not judged"),
        _Column("Date", 12, _day("date"), blank=_NOT_KNOWN),
        _text("Where in it", 18, "locator"),
        _text("Link", 40, "link"),
    ]


def _strength(row: Any) -> Any:
    value = getattr(row, "strength", None)
    return "none (not accepted)" if value == "none" else value


def _options(found: OptionsStep) -> list[_Column]:
    unit = found.currency or "currency not stated"
    target = found.results.method.parameters.get("target")

    def letter(row: Any) -> str | None:
        return found.letters.get(row.proposal)

    def possible(row: Any) -> str:
        return "yes" if bool(row.possible) else "no"

    columns = [
        _Column("Letter", 8, letter),
        _text("Component", 28, "component_title"),
        _text("Option", 14, "option_title"),
        _text("Title", 34, "title"),
        _Column("Possible", 10, possible),
        _text("Why not", 36, "reason"),
        _text("Takes its place, or is changed", 28, "touched_title"),
    ]
    for one in _DIMENSIONS:
        columns += [
            _number(f"{one.capitalize()} today (level 0-9)", f"{one}_before", _NOT_KNOWN),
            _number(f"{one.capitalize()} after (level 0-9)", f"{one}_after", _NOT_KNOWN),
        ]
    columns += [
        _number("Package today (0-81)", "score_before", "no score"),
        _number("Package after (0-81)", "score_after", "no score"),
        _text("Lowest then", 28, "bottleneck_after_title", "none"),
        _number("Second lowest then (0-81)", "second_after"),
        _number("Success (probability)", "success", _NOT_KNOWN, style="share"),
    ]
    if target is not None:
        columns += [
            _number(f"Chance of {target} or more today", "p_target_before", _NOT_KNOWN,
                    style="share"),
            _number(f"Chance of {target} or more after", "p_target_after", _NOT_KNOWN,
                    style="share"),
        ]  # fmt: skip
    for name, unit_ in (("cost", unit), ("months", "months")):
        head = "Cost" if name == "cost" else "Time"
        columns += [
            _number(f"{head}, low ({unit_})", f"{name}_low", _NOT_KNOWN),
            _number(f"{head}, likely ({unit_})", name, _NOT_KNOWN),
            _number(f"{head}, high ({unit_})", f"{name}_high", _NOT_KNOWN),
        ]
    return [*columns, _text("What has to be true", 70, "assumptions")]


def _answers(found: OptionsStep) -> list[_Column]:
    options = {one.key: one.title for one in found.results.before.framework.options}
    return [
        _text("Component", 30, "title"),
        _Column("Question", 20, _titled("question", options | _QUESTIONS)),
        _text("Answer", 12, "answer", "not answered"),
        _text("Why", 50, "reason", "not recorded"),
        _text("By", 24, "by", "not recorded"),
        _Column("Date", 12, _day("date"), blank=_NOT_KNOWN),
        _text("What the data say", 50, "hint", "nothing"),
        _Column("Answer and data contradict", 14, _yes_no("conflict")),
        _Column("Reached by the walk", 12, _yes_no("reached")),
    ]


def _actors(found: OptionsStep) -> list[_Column]:
    ties = found.site.table("ties")
    latest = ties[ties["round"] == ties["round"].max()] if len(ties) else ties
    number = pd.concat([latest["source"], latest["target"]]).value_counts()

    def linked(row: Any) -> int:
        return int(number.get(row.actor, 0))

    return [
        _text("Actor", 36, "name"),
        _Column("Sort of organisation", 30, _titled("type", _terms(found, "organisation_types")),
                blank="not stated"),
        _Column("Leads the project", 12, _yes_no("lead"), blank="not stated"),
        _Column("Answered the survey", 12, _yes_no("responded"), blank="not asked or not known"),
        _Column("Ties in the latest round (number)", 14, linked, "number"),
        _number("Influence (0-1)", "influence", _NOT_KNOWN),
        _number("Interest (0-1)", "interest", _NOT_KNOWN),
    ]  # fmt: skip
