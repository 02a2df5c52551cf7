"""Sheets in the form of CGIAR's plan of results and budget: outputs and partners, flat.

The headings are those of the workbooks that programmes and centres fill in (one row per output, one
per partner, no merged cells), so that rows can be copied. What the project does not know, such as
the area of work, stays blank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

import pandas as pd

from workbench.budget.page.budget_ledger import AT_LEAST, NONE, Names, sum_of
from workbench.core.money import from_cents
from workbench.page.workbook_page import FIRST_ROW, Book, Page, cell

PROFILE: Final = "cgiar-ipsr"
"""Funder profile whose costs these sheets hold."""


def holds_for(rows: pd.DataFrame) -> bool:
    """Say whether any cost falls under CGIAR's form.

    Parameters
    ----------
    rows : DataFrame
        As :func:`workbench.budget.page.budget_ledger.ledger_rows` gives them.
    """
    return bool((rows["profile"] == PROFILE).any())


def write_results_and_budget(
    book: Book,
    rows: pd.DataFrame,
    names: Names,
    assumptions: Sequence[str],
    currency: str,
    subtitle: str,
) -> None:
    """Write the sheets of outputs and of partners.

    Parameters
    ----------
    book : Book
        The workbook.
    rows : DataFrame
        Atoms as the sheet of the lines shows them.
    names : Names
        Titles, deliverables and measures of activities, names of partners.
    assumptions : sequence of str
        What the budget rests on.
    currency : str
        Base currency, named in the heads.
    subtitle : str
        Second line of the sheets.
    """
    part = rows[rows["profile"] == PROFILE]
    said = " ".join(assumptions)
    heads = [
        ("Key", 12, False), ("AOW", 10, False), ("High Level Output", 30, False),
        ("KPI Description", 26, False), ("KPI Type", 12, False),
        ("KPI Geographic Location", 18, False), ("KPI Target", 16, False),
        (f"KPI Budget ({currency})", 14, True), (f"Total Budget ({currency})", 16, True),
        ("Budget Assumptions", 40, False),
    ]  # fmt: skip
    page = Page(book, "HLO", "Plan of results and budget: outputs", subtitle, heads)
    texts: dict[int, Mapping[str, str]] = {
        2: names.activities, 3: names.deliverables, 6: names.measures,
    }  # fmt: skip
    _rows(page, part, "activity", texts, amount=8, place=(5, names.site), said=said)
    heads = [
        ("Key", 12, False), ("AOW", 10, False), ("Partner", 34, False),
        ("High level outputs", 40, False), ("Geographic location", 20, False),
        (f"Total Budget ({currency})", 16, True), ("Budget Assumptions", 40, False),
    ]  # fmt: skip
    page = Page(book, "Partner", "Plan of results and budget: partners", subtitle, heads)
    texts = {2: names.partners, 3: _outputs_of(part, names)}
    _rows(page, part, "partner", texts, amount=5, place=(4, names.site), said=said)


def _outputs_of(part: pd.DataFrame, names: Names) -> dict[str, str]:
    """Join the titles of the activities that each partner spends on."""
    found: dict[str, str] = {}
    for partner, own in part.groupby("partner", sort=False):
        keys = [str(key) for key in dict.fromkeys(own["activity"]) if key != NONE]
        found[str(partner)] = "; ".join(names.activities.get(key, key) for key in keys)
    return found


def _rows(
    page: Page,
    part: pd.DataFrame,
    by: str,
    texts: Mapping[int, Mapping[str, str]],
    *,
    amount: int,
    place: tuple[int, str],
    said: str,
) -> None:
    profile = f'"{PROFILE}"'
    for key in sorted(dict.fromkeys(part[by]), key=lambda one: one == NONE):
        page.fill("text")
        page.text(0, key, "key")
        for column, titles in texts.items():
            fallback = "" if key == NONE or column > 2 else key
            page.text(column, titles.get(key, fallback))
        page.text(place[0], place[1])
        own = part[part[by] == key]
        where = {by: cell(page.row, 0, fixed="column"), "profile": profile}
        page.formula(amount, sum_of(where), from_cents(int(own["cents"].sum())))
        note = AT_LEAST if own["at_least"].any() else ""
        page.text(amount + 1, "; ".join(one for one in (note, said) if one))
        page.row += 1
    area = f"{cell(FIRST_ROW, amount)}:{cell(page.row - 1, amount)}"
    page.fill("total")
    page.text(0, "Total", "total")
    total = from_cents(int(part["cents"].sum()))
    page.formula(amount, f"ROUND(SUM({area}),2)", total, "total-money")
    page.check(
        f"{cell(page.row, amount)}-{sum_of({'profile': profile})}",
        "rows less the lines under this form",
    )
