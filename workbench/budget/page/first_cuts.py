"""What the report of step 3c says of cuts, where the ceiling of the budget is exceeded."""

from __future__ import annotations

from workbench.budget.analysis.rows import ActivityCut
from workbench.budget.page.sums import amount_cell
from workbench.budget.step import BudgetStep
from workbench.core.rows import rows_of
from workbench.language import phrased
from workbench.page.records import Group, Paragraphs, TableHead, group, paragraphs, table
from workbench.page.text import TextLike, say, titles
from workbench.page.wording import count

_CUT_ROWS = 8


def _over_ceiling(found: BudgetStep) -> str:
    if found.cuts is None:
        return ""
    over, ceiling = (found.whole(one) for one in (found.cuts.over, found.cuts.ceiling))
    return phrased("This is {} above the ceiling of {}.", over, ceiling)


def what_to_cut(found: BudgetStep) -> Group | Paragraphs:
    """List what to cut, first what matters least, where the ceiling is exceeded.

    Nothing where there is no ceiling, or where the draft alone does not exceed it: whether all
    drafts together do is said in the comparison of the sites.
    """
    one = found.cuts
    if one is None:
        return group([])
    enough = say(
        "All cuts together are not enough: the lines that cannot be cut exceed the ceiling."
    )
    if one.steps == 1:
        enough = say("The first cut is enough.")
    elif one.steps:
        enough = say("The first {} are enough.", count(one.steps, "cut"))
    what = say(
        "Whole activities are cut, first what lifts the package least for its money; lines that "
        "have to stay cost {}.",
        found.whole(one.mandatory.amount),
    )
    first = paragraphs([_over_ceiling(found), enough, what])
    rows = [
        [
            str(row.step),
            _what_goes(found, row),
            amount_cell(row.saved),
            amount_cell(row.total_after, at_least=row.at_least),
        ]
        for row in rows_of(one.table, ActivityCut)[: one.steps][:_CUT_ROWS]
    ]
    if not rows:
        return group([first])
    heads = [
        TableHead("No.", "numbers"),
        TableHead("Cut", "names"),
        TableHead("Saves", "numbers", unit=found.currency),
        TableHead("Left", "numbers", unit=found.currency),
    ]
    return group([first, table(phrased("What is cut first"), heads, rows)])


def _what_goes(found: BudgetStep, row: ActivityCut) -> TextLike:
    title = found.plan.titles.get(row.activity, row.activity)
    along = [found.plan.titles.get(key, key) for key in row.along.split(";") if key]
    if not along:
        return title
    return say("{} and what follows from it: {}", title, titles(along, most=3))
