"""Write the example project ``data/ai-transformation``: a network of eight invented hospitals.

Run as ``python data/generate_ai_transformation.py``; the same bytes come out each time. What was
set by hand stands in ``ai_transformation.txt``, what each unit shows in ``README.md``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from plan_sheets import (
    EVIDENCE,
    RESPONSES,
    Row,
    evidence_rows,
    own_actors,
    read_sheets,
    response_rows,
    sized,
    spread,
    write_project,
)

HERE = Path(__file__).parent
PLAN = HERE / "ai_transformation.txt"

PROJECT = """\
# Written by data/generate_ai_transformation.py. Everything in it is invented.
title: Forecast of arrivals for eight emergency departments (illustrative)
framework: ai-transformation
lead: Board of Lakeland Hospitals (invented)
ambition: >-
  By August 2026, all eight emergency departments plan their shifts by the forecast of arrivals, as
  well as the two of the pilot do.
currency: USD
as_of: 2026-05-01
horizon_months: 6
illustrative: true
parameters:
  seed: 20260501
transformation:
  support_teams: 2
  ceiling: 180000
  first_wave_ceiling: 60000
  weeks: 24
plan:
  start: 2026-03-02
partners:
  platform_cost: 2000
  budget: 20000
budget:
  physical_contingency: 0.1
  ceiling: 30000
notes:
  - >-
    Illustrative data: the network, its hospitals, all answers, evidence, indicators, plans, prices
    and money are invented. Nothing here says how well a forecast of arrivals works.
"""

HEADS = {
    "sites": "site name country admin",
    "responses": RESPONSES,
    "requirements": "site item required weight effort owner due activity",
    "item_evidence": EVIDENCE,
    "rollout": "site low likely high people cost cost_high infrastructure pilot differs live",
    "infrastructure": "infrastructure title at_once",
    "capabilities": "site capability title item owner level date",
    "risks": "site risk title item likelihood impact owner trigger mitigation activity contingency"
    " due in_place residual_likelihood residual_impact delay cost",
    "kpis": "site kpi baseline baseline_date target target_date floor",
    "kpi_values": "site kpi date value planned n note",
    "issues": "site issue title severity opened closed owner",
    "diary": "site entry date kind text context owner spread_to",
    "actors": "site actor name type level lead responded trust influence interest goals mandatory",
    "needs": "site component need pooling weight",
    "capacities": "site actor component capacity cost",
    "ties": "site source target layer strength reported_by round",
    "activities": "site activity title component responsible partners after low likely high"
    " deliverable staff people template",
    "staff": "site staff title people",
    "costs": "site line title activity component category partner source quantity unit unit_cost"
    " unit_cost_low unit_cost_high currency price_date kind basis",
    "funding": "site source title profile amount currency firm",
    "receipts": "site source date amount currency",
    "partnerships": "site actor modality reason date",
    "stakeholders": "site party actor name role date mandate gains losses contribution",
    "rounds": "site round date closes rule share",
    "proposals": "site proposal version title text date by",
    "positions": "site round proposal version party gradient condition date presence",
}
"""Columns of the tables."""

LOCAL = ("ward", "council")
"""Organisations that work at one unit alone."""


def tables() -> dict[str, list[Row]]:
    """Give the rows of every table."""
    sheets = read_sheets(PLAN)
    names = {row["site"]: row["name"] for row in sheets["sites"]}
    sizes = {row["site"]: float(row["size"]) for row in sheets["sizes"]}
    found: dict[str, list[Row]] = {
        name: (
            list(sheets[name])
            if name == "infrastructure"
            else own_actors(spread(sheets[name], names), LOCAL)
        )
        for name in HEADS
        if name in sheets
    }
    evidence = evidence_rows(sheets, names)
    found["item_evidence"] = spread(evidence, names)
    found["responses"] = response_rows(sheets, evidence, names)
    found["costs"] = sized(found["costs"], "quantity", sizes)
    found["requirements"] = sized(found["requirements"], "effort", sizes)
    return {name: found[name] for name in HEADS}


def write(folder: Path) -> None:
    """Write ``project.yaml`` and one CSV file per table."""
    write_project(folder, PROJECT, HEADS, tables())


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "ai-transformation")
