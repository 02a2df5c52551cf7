"""Sheets to write on at a meeting: the options of a bottleneck, and the position of a party."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from workbench.agree.analysis.positions import STANCES as COUNTS_AS
from workbench.agree.analysis.rows import Meeting, Party
from workbench.agree.page.pack import (
    BOX,
    PaperPart,
    meeting_words,
    nobody_named,
    part_of,
    put_forward,
)
from workbench.agree.page.words import MANDATES, ROLES, STANCES, name
from workbench.agree.step import AgreementStep
from workbench.core.rows import rows_of
from workbench.diagnosis.analysis.rows import Component
from workbench.frameworks.gradients import GRADIENTS
from workbench.frameworks.models import StrategicOption
from workbench.language import phrased
from workbench.options.analysis.option_rows import Option
from workbench.options.page.option_words import package_words, ranged
from workbench.page.records import ReportTable, TableHead, paragraphs, table
from workbench.page.text import Text, TextLike, capital, join, note, say
from workbench.page.wording import level, long_date, percent


@dataclass(frozen=True, slots=True)
class _Doer:
    """Who would carry out an option; a row of the table ``options``."""

    proposal: str
    executor: str | None


def option_sheets(found: AgreementStep) -> list[PaperPart]:
    """Set out the seven strategic options for each bottleneck, with room to write.

    Where no component is known to be the bottleneck, each component with options has a sheet.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> (sheet,) = option_sheets(open_case("data/example", "rw-nyanza").agreement)
    >>> sheet.heading.plain, len(sheet.records[1].rows)
    ('By-laws on diseased mats, Nyanza', 7)
    """
    rows = found.strategy.options.advised.rows
    about = [one for one in rows if one.bottleneck] or [one for one in rows if one.options]
    if not about:
        said = phrased(
            "No bottleneck is known at {} yet (sheet scores), and no option.", found.site.name
        )
        return [part_of("Options", [paragraphs(said)])]
    components = {one.key: one for one in found.diagnosis.component_rows}
    return [
        part_of(
            say("{}, {}", one.component_title, found.site.name),
            [
                paragraphs(_state(found, components.get(one.component), one.chosen)),
                _seven(found, one.component),
            ],
        )
        for one in about
    ]


def _state(found: AgreementStep, one: Component | None, chosen: str | None) -> list[TextLike]:
    """Say how the component stands, and what the team decided about it."""
    frame, known = found.site.framework, found.strategy.options.proposals
    said: list[TextLike] = []
    if one is not None:
        levels = [level(frame.readiness, one.readiness.used), level(frame.use, one.use.used)]
        said.append(capital(join("; ", levels)) + ".")
    score = found.diagnosis.package
    said.append(f"The package scores {score.shown}." if score.score is not None else "")
    if chosen in known:
        said.append(say("The team decided on {}.", _called(known[chosen or ""])))
    return said


def _called(one: Option) -> Text:
    return say("{} {}", one.letter, one.title)


def _seven(found: AgreementStep, component: str) -> ReportTable:
    own: dict[str, list[Option]] = {}
    for one in found.strategy.options.results.rows:
        if one.component == component:
            own.setdefault(one.option, []).append(one)
    doers = {one.proposal: one.executor for one in rows_of(found.site.table("options"), _Doer)}
    rows = [
        _option_row(found, one, own.get(one.key, []), doers) for one in found.site.framework.options
    ]
    currency = found.strategy.options.currency or "currency not stated"
    heads: list[str | TableHead] = [
        TableHead("Option", "names"), "What is proposed here, or why not", "Package",
        TableHead("Cost", "numbers", unit=currency), TableHead("Months", "numbers"),
        TableHead("Chance", "numbers"), "What has to be true", "Who would do it", "Your notes",
    ]  # fmt: skip
    return table(phrased("The seven strategic options"), heads, rows)


def _option_row(
    found: AgreementStep, kind: StrategicOption, own: list[Option], doers: dict[str, str | None]
) -> list[TextLike]:
    head = say("{}{}", kind.title, note(kind.question, below=True))
    if not own:
        return [head, "nothing proposed", "–", "–", "–", "–", "–", "–", ""]
    able = [one for one in own if one.possible]
    if not able:
        return [head, _each(own, _proposed), "–", "–", "–", "–", "–", "–", ""]

    return [
        head,
        _each(own, _proposed),
        _each(able, _package),
        _each(able, lambda one: ranged(one.cost_low, one.cost, one.cost_high)),
        _each(able, lambda one: ranged(one.months_low, one.months, one.months_high)),
        _each(able, lambda one: "not known" if one.success is None else percent(one.success)),
        _each(able, _true),
        _each(able, lambda one: _doer(found, doers.get(one.proposal))),
        "",
    ]


def _each(rows: Sequence[Option], words: Callable[[Option], TextLike]) -> TextLike:
    """Join what is said of each option of a kind; with several, its letter stands before."""
    if len(rows) == 1:
        return words(rows[0])
    return join("; ", [say("{}: {}", one.letter, words(one)) for one in rows])


def _package(one: Option) -> TextLike:
    return capital(package_words(one).removeprefix("package "))


def _doer(found: AgreementStep, key: str | None) -> str:
    return name(found, key) if key else "not said"


def _proposed(one: Option) -> TextLike:
    if one.possible:
        return _called(one)
    reason = one.reason.removeprefix("The team says that it is not feasible: ")
    return say("{}: **not possible**. {}", _called(one), reason)


def _true(one: Option) -> str:
    """Keep what has to be true but what other columns say already."""
    lines = [line for line in one.assumptions.split("\n") if not line.startswith("It succeeds")]
    return " ".join(lines) or "–"


def position_sheets(found: AgreementStep, meeting: Meeting) -> list[PaperPart]:
    """Make a blank sheet for each party on which it writes how it stands, and why.

    Each sheet says where and when it belongs to, since sheets are handed out one by one.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> from workbench.agree.page.pack import meeting_of
    >>> found = open_case("data/example", "rw-nyanza").agreement
    >>> sheets = position_sheets(found, meeting_of(found, "W1"))
    >>> [one.heading.plain for one in sheets][:2]
    ['Councils of Nyanza', 'Crop Desk of Nyanza']
    """
    if not found.parties:
        return [part_of("Positions", [paragraphs(nobody_named(found))])]
    return [
        part_of(
            one.name,
            [paragraphs(_role(found, meeting, one)), _version(found), _gradients(), _reasons()],
        )
        for one in found.parties
    ]


def _role(found: AgreementStep, meeting: Meeting, one: Party) -> list[TextLike]:
    comes = MANDATES.get(one.mandate or "")
    where = say("{}: {}.", found.site.name, meeting_words(meeting))
    return [where, f"{capital(ROLES[one.role])}.", f"Who comes {comes}." if comes else ""]


def _version(found: AgreementStep) -> ReportTable:
    version = put_forward(found)
    if version is None:
        rows: list[list[TextLike]] = [["Proposal and version", ""]]
    else:
        rows = [
            ["Proposal", say("**{}**", version.title)],
            ["Version", f"{version.version}, of {long_date(version.date)}"],
        ]
        if version.text:
            rows.append(["It says", version.text])
    heads: list[str | TableHead] = [TableHead("This is about", "names"), "The version on the table"]
    return table(phrased("What we are asked"), heads, rows)


def _gradients() -> ReportTable:
    rows: list[list[TextLike]] = [
        [f"{BOX} {number}", say("**{}**", capital(words)), STANCES[COUNTS_AS[number]]]
        for number, words in GRADIENTS.items()
    ]
    heads: list[str | TableHead] = [TableHead("Tick one", "names"), "How we stand", "Counts as"]
    return table(phrased("How we stand to this version"), heads, rows)


def _reasons() -> ReportTable:
    asked = (
        "Under this condition",
        "Objection: our reason",
        "Harm, and to whom",
        "What would take it away (amendment)",
        "Date, name",
        "Signature",
    )
    rows: list[list[TextLike]] = [[one, ""] for one in asked]
    return table(
        phrased("In our own words"), [TableHead("We say", "names"), "Write here"], rows,
        note=phrased("An objection counts with a reason; it is open until it is answered."),
    )  # fmt: skip
