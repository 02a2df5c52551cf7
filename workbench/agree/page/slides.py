"""What the slides of a workshop say: why we meet, what was found, what is asked, how we decide."""

from __future__ import annotations

from workbench.agree.analysis.positions import STANCES as COUNTS_AS
from workbench.agree.analysis.rows import Meeting
from workbench.agree.page.agreement import in_short, missing_money, rule_words
from workbench.agree.page.pack import (
    PaperPart,
    agenda_list,
    meeting_words,
    nobody_named,
    part_of,
    proposed_options,
    put_forward,
    version_words,
    what_has_to_be_true,
    what_is_open,
    where_we_stand,
)
from workbench.agree.page.parties import not_named
from workbench.agree.page.words import MEETINGS, ROLES, STANCES
from workbench.agree.step import AgreementStep
from workbench.core.money import amount_words
from workbench.frameworks.gradients import GRADIENTS
from workbench.language import phrased
from workbench.options.analysis.option_rows import Option
from workbench.options.page.option_words import named, package_words, ranged, what_it_brings
from workbench.page.records import (
    Bullets,
    Paragraphs,
    ReportTable,
    TableHead,
    bullets,
    paragraphs,
    table,
)
from workbench.page.text import TextLike, capital, listing, say
from workbench.page.wording import count, percent

_ROWS = 10  # lines of a table that can be read from the last row of chairs


def workshop_slides(found: AgreementStep, meeting: Meeting) -> list[PaperPart]:
    """Return the slides of a workshop, from the same results as its papers.

    Parameters
    ----------
    found : AgreementStep
        How far the parties have come.
    meeting : Meeting
        The workshop.

    Examples
    --------
    >>> from workbench.agree.page.pack import meeting_of
    >>> from workbench.case import open_case
    >>> found = open_case("data/example", "rw-huye").agreement
    >>> [one.heading.plain for one in workshop_slides(found, meeting_of(found))][1:4]
    ['Why we meet', 'Agenda', 'Who takes part']
    """
    settings = found.site.settings
    stamp = phrased("Illustrative data: not a real assessment.") if settings.illustrative else ""
    first = part_of(found.site.name, [paragraphs(meeting_words(meeting), settings.title, stamp)])
    return [
        first,
        part_of("Why we meet", [paragraphs(*_why(found, meeting))]),
        part_of("Agenda", [agenda_list(found)]),
        part_of("Who takes part", _who(found)),
        part_of("First findings", [paragraphs(where_we_stand(found))]),
        *_components(found),
        *_options(found),
        part_of("What is proposed", _proposed(found)),
        part_of("What is open", [what_is_open(found)]),
        part_of("What we ask you to decide", [_asked(found)]),
        part_of("How we decide", [paragraphs(rule_words(found)), _gradients()]),
    ]


def _why(found: AgreementStep, meeting: Meeting) -> list[TextLike]:
    purpose = meeting.purpose or f"{MEETINGS[meeting.kind]} on the strategy"
    ambition = found.site.settings.ambition
    return [
        say("**{}**", purpose),
        say("What the project is to reach: {}", ambition) if ambition else "",
        "" if found.empty else say("Agreed so far? {}", in_short(found)),
    ]


def _who(found: AgreementStep) -> list[ReportTable | Paragraphs]:
    if not found.parties:
        return [paragraphs(nobody_named(found))]
    rows: list[list[TextLike]] = [[one.name, ROLES[one.role]] for one in found.parties[:_ROWS]]
    more = len(found.parties) - len(rows)
    missing = not_named(found)
    listed = table(
        phrased("Parties to the strategy"), [TableHead("Party", "names"), "Why asked"], rows,
        note=phrased("And {} more.", more) if more > 0 else "",
    )  # fmt: skip
    return [listed, paragraphs(missing)] if missing else [listed]


def _components(found: AgreementStep) -> list[PaperPart]:
    """Show the lowest components, the lowest first; nothing where none is scored."""
    scored = [(one.score, one) for one in found.diagnosis.component_rows if one.score is not None]
    if not scored:
        return []
    scored.sort(key=lambda one: one[0])
    rows: list[list[TextLike | int]] = [
        [say("**{}**", one.title) if one.bottleneck else one.title,
         _level(one.readiness.used), _level(one.use.used), score]
        for score, one in scored[:_ROWS]
    ]  # fmt: skip
    heads: list[str | TableHead] = [
        TableHead("Component", "names"), TableHead("Readiness", "numbers"),
        TableHead("Use", "numbers"), TableHead("Score", "numbers"),
    ]  # fmt: skip
    unscored = found.diagnosis.package.unscored
    more = f" {count(unscored, 'component')} not assessed." if unscored else ""
    note = phrased("Score = readiness × use, 0 to 81; the lowest counts for the package.{}", more)
    return [
        part_of(
            "The parts of the package", [table(phrased("The lowest first"), heads, rows, note=note)]
        )
    ]


def _level(value: int | None) -> str:
    return "not assessed" if value is None else str(value)


def _options(found: AgreementStep) -> list[PaperPart]:
    """Show for each bottleneck what could be done, and say what is not possible."""
    rows = found.strategy.options.advised.rows
    about = [one for one in rows if one.bottleneck and one.options]
    parts = []
    for one in about or [one for one in rows if one.options]:
        own = [row for row in found.strategy.options.results.rows
               if row.component == one.component]  # fmt: skip
        able = [row for row in own if row.possible]
        refused = [row.title for row in own if not row.possible]
        parts.append(
            part_of(
                say("Options for {}", one.component_title),
                [
                    _option_table(found, able) if able else None,
                    paragraphs(say("Not possible: {}.", listing(refused))) if refused else None,
                ],
            )
        )
    return parts


def _option_table(found: AgreementStep, rows: list[Option]) -> ReportTable:
    currency = found.strategy.options.currency or "currency not stated"
    heads: list[str | TableHead] = [
        TableHead("Option", "names"), "Package", TableHead("Cost", "numbers", unit=currency),
        TableHead("Months", "numbers"), TableHead("Chance", "numbers"),
    ]  # fmt: skip
    return table(
        phrased("What could be done"),
        heads,
        [
            [
                say("{} {}: {}", one.letter, one.option_title, one.title),
                capital(package_words(one).removeprefix("package ")),
                ranged(one.cost_low, one.cost, one.cost_high),
                ranged(one.months_low, one.months, one.months_high),
                "not known" if one.success is None else percent(one.success),
            ]
            for one in rows[:_ROWS]
        ],
    )


def _proposed(found: AgreementStep) -> list[Paragraphs | Bullets | None]:
    currency, true = found.strategy.options.currency, what_has_to_be_true(found)
    brings = [
        say("{}: {}", named(one), what_it_brings(one, currency)) for one in proposed_options(found)
    ]
    return [
        paragraphs(version_words(found)),
        bullets(brings) if brings else None,
        bullets(true, lead="What has to be true:") if true else None,
        paragraphs([_cost(found), missing_money(found)]) if found.gaps else None,
    ]


def _cost(found: AgreementStep) -> TextLike:
    budget = found.strategy.budget
    if budget.budget is None:
        return ""
    total = budget.budget.total()
    whole = amount_words(total.amount, budget.currency, places=0, at_least=total.at_least)
    return f"The budget of what was decided comes to {whole}."


def _asked(found: AgreementStep) -> Bullets:
    version = put_forward(found)
    if version is None:
        return bullets(
            ["Which option should be put forward?", "What has to be true for it, and who sees to "
             "that?", "Who has to agree to it besides those who are here?"]
        )  # fmt: skip
    return bullets(
        [
            say("How do you stand to **{}**, version {}?", version.title, str(version.version)),
            "Under which condition?",
            "If you object: for which reason, who is harmed, and what would take it away?",
            "What will you give, and which part of the work do you confirm?",
        ]
    )


def _gradients() -> ReportTable:
    counted = {number: STANCES[COUNTS_AS[number]] for number in GRADIENTS}
    rows: list[list[TextLike]] = [
        [f"{number} {words}", counted[number]] for number, words in GRADIENTS.items()
    ]
    return table(phrased("Eight ways to stand to a version"),
                 [TableHead("How we stand", "names"), "Counts as"], rows)  # fmt: skip
