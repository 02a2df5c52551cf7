"""Parties, meetings, proposals and positions of the example project: step 4."""

from __future__ import annotations

from plan_file import Row, plan

HEADS = {
    "stakeholders": "site party actor name role date mandate needs_from gains losses practice"
    " compensation contribution",
    "interests": "site party marker date power interest attitude basis",
    "meetings": "site meeting kind date planned place purpose facilitator",
    "participants": "site meeting party presence person listed",
    "resolutions": "site meeting item text owner due done note",
    "proposals": "site proposal version title text decides fingerprint date by",
    "rounds": "site round date closes rule share quorum",
    "positions": "site round proposal version party gradient condition clashes_with date presence",
    "objections": "site objection proposal version party date reason harm harmed evidence amendment"
    " state reply replied",
    "pledges": "site pledge party what kind source low amount high currency firmness date expires"
    " condition",
    "ballots": "site question ballot ranking accepts ballots date",
    "confirmations": "site activity party confirmed date note",
    "agreements": "site proposal version date meeting parties document review plan",
    "feedback": "site comment version section by date text answer change answered",
}
"""Columns of the tables."""


def rows(table: str) -> list[Row]:
    """Rows of one of the tables, as they stand in the plan."""
    columns = HEADS[table].split()
    return [dict(zip(columns, cells, strict=True)) for cells in plan(table, len(columns))]
