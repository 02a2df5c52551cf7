"""What the report says of amounts that cannot be converted: each in its own currency."""

from __future__ import annotations

from collections.abc import Sequence

from workbench.budget.analysis.own_currencies import (
    WrittenAmount,
    sums_by_currency,
    written_amounts,
)
from workbench.core.money import amount_words
from workbench.language import phrased
from workbench.page.records import ReportTable, TableHead, table
from workbench.page.text import TextLike, join, listing, say
from workbench.page.wording import count, plural
from workbench.project import Site

_ROWS = 8
_NOT_STATED = "not stated"


def amounts_as_written(site: Site) -> ReportTable:
    r"""List the largest amounts of a site in their own currencies, and the sum of each currency.

    Raises
    ------
    NothingToShow
        The site has no cost line.

    Examples
    --------
    >>> from workbench.project import open_project
    >>> table = amounts_as_written(open_project("data/example").site("rw-huye"))
    >>> table.rows[0][2].plain
    'RWF\xa016,675,000'
    """
    found = written_amounts(site.table("costs"), site.project.shared_costs)
    known = [one for one in found if one.amount is not None]
    largest = sorted((one for one in known if one.amount), key=lambda one: -(one.amount or 0))
    shown = [one for one in known if one in largest[:_ROWS]]
    rows = [
        [
            one.title,
            site.names.get(one.partner, one.partner) if one.partner else _NOT_STATED,
            amount_words(one.amount, one.currency, places=0),
        ]
        for one in shown
    ]
    if found and not rows:
        rows = [["All of it", _NOT_STATED, amount_words(None)]]
    heads = [
        TableHead("What for", "names"), TableHead("Who spends it", "names"),
        TableHead("Amount", "numbers"),
    ]  # fmt: skip
    return table(
        phrased("Amounts at {}, as written", site.name), heads, rows, note=_note(found, shown)
    )


def budgets_in_short(site: Site) -> TextLike:
    """Return what stands in each currency, for page one; nothing where amounts can be converted."""
    if site.settings.currency is not None:
        return ""
    sums = _sums(written_amounts(site.table("costs"), site.project.shared_costs))
    if not sums:
        return ""
    return say(
        "Nothing is asked for. What is done here has whole budgets of {}, as written.",
        listing(sums),
    )


def _sums(found: Sequence[WrittenAmount]) -> list[str]:
    return [
        amount_words(total, currency or "(currency not stated)", places=0)
        for currency, total in sums_by_currency(found).items()
        if total
    ]


def _note(found: Sequence[WrittenAmount], shown: Sequence[WrittenAmount]) -> TextLike:
    sums = _sums(found)
    above = [one for one in found if one.amount]
    told: list[TextLike] = []
    if sums:
        told.append(f"All {count(len(above), 'amount')} above 0, by currency: {listing(sums)}.")
    told.append("The project states no base currency, so none is added to another.")
    if len(above) > len(shown):
        told.append(f"The largest {len(shown)} are shown.")
    zero, still = sum(one.amount == 0 for one in found), sum(one.amount is None for one in found)
    for number, what in ((zero, "0 in the source"), (still, "still to be determined")):
        if number:
            told.append(f"{count(number, 'amount')} {plural('is', number)} {what}.")
    if whole := sum(one.sites > 1 for one in above):
        told.append(
            phrased(
                "{} {} whole at several sites.", count(whole, "amount"), plural("stands", whole)
            )
        )
    return join(" ", told)
