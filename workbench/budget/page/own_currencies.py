"""What the report says of amounts that cannot be converted: each in its own currency."""

from __future__ import annotations

from workbench.budget.analysis.own_currencies import sums_by_currency, written_amounts
from workbench.core.money import amount_words
from workbench.page.records import ReportTable, TableHead, table
from workbench.page.text import join, listing
from workbench.page.wording import count
from workbench.project import Site

_ROWS = 12
_NOT_STATED = "currency not stated"


def amounts_as_written(site: Site) -> ReportTable:
    """List the largest amounts of a site in their own currencies, and the sum of each currency.

    Raises
    ------
    NothingToShow
        The site has no cost line.

    Examples
    --------
    >>> from workbench.project import open_project
    >>> amounts_as_written(open_project("data/example").site("rw-huye")).rows[0][2].plain[:3]
    'RWF'
    """
    found = written_amounts(site.table("costs"), site.project.shared_costs)
    known = [one for one in found if one.amount is not None]
    largest = sorted(known, key=lambda one: -(one.amount or 0))[:_ROWS]
    rows = [
        [
            one.title,
            site.names.get(one.partner, one.partner) if one.partner else "not stated",
            amount_words(one.amount, one.currency or _NOT_STATED, places=0),
        ]
        for one in known
        if one in largest
    ]
    sums = [
        amount_words(total, currency or _NOT_STATED, places=0)
        for currency, total in sums_by_currency(found).items()
    ]
    told = [f"All {count(len(known), 'amount')} by currency: {listing(sums)}." if sums else ""]
    told.append("The project states no base currency, so none is added to another.")
    if len(known) > len(rows):
        told.append(f"Shown are the largest {len(rows)}.")
    if still := len(found) - len(known):
        told.append(f"Besides, {count(still, 'amount')} still to be determined.")
    if whole := sum(one.sites > 1 for one in known):
        told.append(f"{count(whole, 'amount')} stand whole at several sites.")
    if found and not rows:
        rows = [["All of it", "not stated", amount_words(None)]]
    heads = [
        TableHead("What for", "names"), TableHead("Who spends it", "names"),
        TableHead("Amount", "numbers"),
    ]  # fmt: skip
    return table(
        f"Amounts at {site.name}, as written", heads, rows, note=join(" ", filter(None, told))
    )
