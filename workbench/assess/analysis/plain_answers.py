"""ItemAnswers without an order: choices, texts and numbers, as they stand."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.assess.analysis.answers import ItemAnswers
from workbench.core.table_access import IntArray, words
from workbench.diagnosis.analysis.grouped_rows import largest
from workbench.diagnosis.analysis.level_counts import CLAIMS


def plain_answers(answers: ItemAnswers) -> pd.DataFrame:
    """List what holds of the answers to items without an order.

    What the team adopted comes before what the documents say, and that before the assessors; of
    each sort the latest round holds, of adopted answers its latest day. An older adopted answer
    gives way to a later round of the assessors. Answers are counted and not weighed: several may
    hold beside each other, and a choice of several words counts for each of them.

    Returns
    -------
    DataFrame
        Columns as in ``Assessed.answers``.
    """
    listed = answers.listed
    width = len(listed.items)
    cell = answers.responses.cells(width)
    plain = np.array([one.scale is None for one in listed.items], dtype=bool)
    rows = len(answers.sites) * width
    mine = plain[answers.responses.item]
    holds = np.zeros(len(cell), dtype=bool)
    decided = np.zeros(rows, dtype=bool)
    asked = mine & (answers.basis == "workshop")
    since = largest(rows, cell[asked], answers.round[asked])
    for basis in CLAIMS:
        chosen = mine & (answers.basis == basis) & (answers.round >= since[cell]) & ~decided[cell]
        chosen &= answers.round == largest(rows, cell[chosen], answers.round[chosen])[cell]
        if basis == "adopted":
            day = answers.date.astype(np.int64).astype(np.float64)
            chosen &= day == largest(rows, cell[chosen], day[chosen])[cell]
        decided[cell[chosen]] = True
        holds |= chosen
    return _table(answers, np.flatnonzero(holds), cell)


def _table(answers: ItemAnswers, held: IntArray, cell: IntArray) -> pd.DataFrame:
    """Count the answers that hold, item by item."""
    listed, width = answers.listed, len(answers.listed.items)
    said = pd.DataFrame(
        {
            "cell": cell[held],
            "answer": words(answers.value[held]).str.strip(),
            "claim_from": words(answers.basis[held]),
        }
    )
    of = said.groupby("cell", sort=False).size()
    kinds = np.array([one.kind for one in listed.items], dtype=object)
    choice = kinds[said["cell"].to_numpy() % width] == "choice"
    said["answer"] = said["answer"].where(~choice, said["answer"].str.split(r"\s*;\s*"))
    each = said.explode("answer")
    counted = (
        each.groupby(["cell", "answer", "claim_from"], sort=False)
        .size()
        .rename("given")
        .reset_index()
        .sort_values(["cell", "given"], ascending=[True, False], kind="stable")
    )
    place = counted["cell"].to_numpy() % width

    def column(name: str) -> pd.Series:
        values = np.array([getattr(one, name) for one in listed.items], dtype=object)
        return words(values[place])

    return pd.DataFrame(
        {
            "site": words(answers.sites.to_numpy(object)[counted["cell"].to_numpy() // width]),
            "section": column("section"),
            "item": column("key"),
            "title": column("title"),
            "kind": column("kind"),
            "answer": counted["answer"].astype("str").to_numpy(),
            "claim_from": counted["claim_from"].to_numpy(),
            "given": counted["given"].astype("Int64").to_numpy(),
            "of": counted["cell"].map(of).astype("Int64").to_numpy(),
        }
    )
