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
    profile = next((o for o in made.budget.profiles.values() if o.key == _PROFILE), None)
    if profile is None or profile.title not in made.keys("profile"):
        return
    names, currency, form = made.names, made.currency, profile.title
    heads = [
        ("Key", 12, False), ("AOW", 10, False), ("High Level Output", 30, False),
        ("KPI Description", 26, False), ("KPI Type", 12, False),
        ("KPI Geographic Location", 18, False), ("KPI Target", 16, False),
        (f"KPI Budget ({currency})", 14, True), (f"Total Budget ({currency})", 16, True),
        ("Budget Assumptions", 40, False),
    ]  # fmt: skip
    page = made.page("HLO", "Plan of results and budget: outputs", heads)
    texts = {3: names.deliverables, 6: names.measures}
    _write_rows(
        made, page, "activity", texts, title=profile.title, place=5, amount=8, said=assumptions
    )
    heads = [
        ("Key", 12, False), ("AOW", 10, False), ("Partner", 34, False),
        ("High level outputs", 40, False), ("Geographic location", 20, False),
        (f"Total Budget ({currency})", 16, True), ("Budget Assumptions", 40, False),
    ]  # fmt: skip
    page = made.page("Partner", "Plan of results and budget: partners", heads)
    texts = {3: _outputs_of(made, form)}
    _write_rows(
        made, page, "partner", texts, title=profile.title, place=4, amount=5, said=assumptions
    )


def _outputs_of(made: BudgetBook, title: str) -> dict[str, str]:
    """Join the titles of the activities that each partner spends on."""
    found: dict[str, dict[str, None]] = {}
    for row in made.rows:
        if row.profile == title and row.activity != NONE:
            found.setdefault(row.partner, {})[row.activity] = None
    keys = {name: key for key, name in made.partners.items()}
    return {keys.get(name) or "": "; ".join(titles) for name, titles in found.items()}


def _write_rows(
    made: BudgetBook,
    page: Page,
    by: Literal["activity", "partner"],
    texts: Mapping[int, Mapping[str, str]],
    *,
    title: str,
    place: int,
    amount: int,
    said: Sequence[str],
) -> None:
    labels = made.activities if by == "activity" else made.partners
    keys = {name: key for key, name in labels.items()}
    own = dict.fromkeys(getattr(row, by) for row in made.rows if row.profile == title)
    for name in sorted(own, key=lambda one: one == NONE):
        key = keys.get(name)
        page.fill("text")
        page.text(0, key, "key")
        page.text(2, name)
        for column, words in texts.items():
            page.text(column, words.get(key or "", ""))
        page.text(place, made.names.site)
        true = {by: name, "profile": title}
        here = {by: cell(page.row, 2, fixed="column"), "profile": quoted(title)}
        page.formula(amount, sum_of(here), made.amount(true))
        page.text(amount + 1, "; ".join(one for one in (made.note(true), " ".join(said)) if one))
        page.row += 1
    area = f"{cell(FIRST_ROW, amount)}:{cell(page.row - 1, amount)}"
    page.fill("total")
    page.text(0, "Total", "total")
    total = made.amount({"profile": title})
    page.formula(amount, f"ROUND(SUM({area}),2)", total, "total-money")
    page.check(
        f"{cell(page.row, amount)}-{sum_of({'profile': quoted(title)})}",
        "rows less the lines under this form",
    )
