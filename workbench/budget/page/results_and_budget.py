"""Sheets in the form of CGIAR's plan of results and budget: outputs and partners, flat.

The headings are those of the workbooks that programmes and centres fill in (one row per output, one
per partner, no merged cells), so that rows can be copied. What the project does not know, such as
the area of work, stays blank.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final, Literal

from workbench.budget.page.budget_ledger import NONE, BudgetBook, quoted, sum_of
from workbench.page.workbook_page import FIRST_ROW, Page, cell

_PROFILE: Final = "cgiar-ipsr"
"""Funder profile whose costs these sheets hold."""


def write_results_and_budget(made: BudgetBook, assumptions: Sequence[str]) -> None:
    """Write the sheets of outputs and of partners, where costs fall under CGIAR's form.

    Parameters
    ----------
    made : BudgetBook
        The workbook.
    assumptions : sequence of str
        What the budget rests on.
    """
    if _PROFILE not in made.keys("profile"):
        return
    names, currency = made.names, made.currency
    heads = [
        ("Key", 12, False), ("AOW", 10, False), ("High Level Output", 30, False),
        ("KPI Description", 26, False), ("KPI Type", 12, False),
        ("KPI Geographic Location", 18, False), ("KPI Target", 16, False),
        (f"KPI Budget ({currency})", 14, True), (f"Total Budget ({currency})", 16, True),
        ("Budget Assumptions", 40, False),
    ]  # fmt: skip
    page = made.page("HLO", "Plan of results and budget: outputs", heads)
    texts = {2: names.activities, 3: names.deliverables, 6: names.measures}
    _write_rows(made, page, "activity", texts, place=5, amount=8, said=assumptions)
    heads = [
        ("Key", 12, False), ("AOW", 10, False), ("Partner", 34, False),
        ("High level outputs", 40, False), ("Geographic location", 20, False),
        (f"Total Budget ({currency})", 16, True), ("Budget Assumptions", 40, False),
    ]  # fmt: skip
    page = made.page("Partner", "Plan of results and budget: partners", heads)
    texts = {2: names.partners, 3: _outputs_of(made)}
    _write_rows(made, page, "partner", texts, place=4, amount=5, said=assumptions)


def _outputs_of(made: BudgetBook) -> dict[str, str]:
    """Join the titles of the activities that each partner spends on."""
    found: dict[str, dict[str, None]] = {}
    for row in made.rows:
        if row.profile == _PROFILE and row.activity != NONE:
            title = made.names.activities.get(row.activity, row.activity)
            found.setdefault(row.partner, {})[title] = None
    return {partner: "; ".join(titles) for partner, titles in found.items()}


def _write_rows(
    made: BudgetBook,
    page: Page,
    by: Literal["activity", "partner"],
    texts: Mapping[int, Mapping[str, str]],
    *,
    place: int,
    amount: int,
    said: Sequence[str],
) -> None:
    own = dict.fromkeys(getattr(row, by) for row in made.rows if row.profile == _PROFILE)
    for key in sorted(own, key=lambda one: one == NONE):
        page.fill("text")
        page.text(0, key, "key")
        for column, titles in texts.items():
            fallback = "" if key == NONE or column > 2 else key
            page.text(column, titles.get(key, fallback))
        page.text(place, made.names.site)
        true = {by: key, "profile": _PROFILE}
        here = {by: cell(page.row, 0, fixed="column"), "profile": quoted(_PROFILE)}
        page.formula(amount, sum_of(here), made.amount(true))
        page.text(amount + 1, "; ".join(one for one in (made.note(true), " ".join(said)) if one))
        page.row += 1
    area = f"{cell(FIRST_ROW, amount)}:{cell(page.row - 1, amount)}"
    page.fill("total")
    page.text(0, "Total", "total")
    total = made.amount({"profile": _PROFILE})
    page.formula(amount, f"ROUND(SUM({area}),2)", total, "total-money")
    page.check(
        f"{cell(page.row, amount)}-{sum_of({'profile': quoted(_PROFILE)})}",
        "rows less the lines under this form",
    )
