"""Write the example project ``data/small-experiments``: six real towns, everything else invented.

Run as ``python data/generate_small_experiments.py``; the same bytes come out each time. What was
set by hand stands in ``small_experiments.txt``, what each setting shows in ``README.md``.
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
PLAN = HERE / "small_experiments.txt"

PROJECT = """\
# Written by data/generate_small_experiments.py. Invented, except the places (see data/README.md).
title: Reminders and a pledge card for vaccination visits (illustrative)
framework: small-experiments
lead: Reach Every Visit (invented)
ambition: >-
  By September 2027, health centres in six districts of Malawi, Zambia and Tanzania remind mothers
  of the second vaccination visit as part of their own work, and 27,000 children come on time.
currency: USD
as_of: 2026-06-30
horizon_months: 15
illustrative: true
parameters:
  seed: 20260630
experiments:
  outcomes:
    on-time: {title: Children seen on time, better: up, worth: 0.03, unit: share of children}
    days-late: {title: Days late, better: down, worth: -2, unit: days}
  user_worth: 12
plan:
  start: 2026-07-06
partners:
  platform_cost: 2000
  budget: 20000
budget:
  funder: foundation
  physical_contingency: 0.08
  ceiling: 60000
notes:
  - >-
    Illustrative data: the reminders and the card, all experiments, answers, evidence, stories,
    organisations, plans, prices and money are invented. Only the towns and their coordinates are
    real. Nothing here says how many children are vaccinated there, or whether reminders work.
sources:
  - "Coordinates: GeoNames (https://www.geonames.org), CC BY 4.0; the town of that name."
"""

UNITS = {"clinic-distance": "km", "phone-share": "percent"}

HEADS = {
    "sites": "site name country admin latitude longitude",
    "responses": RESPONSES,
    "requirements": "site item required weight effort owner due activity",
    "item_evidence": EVIDENCE,
    "experiments": "experiment study title outcome measure place setting date effect se n"
    " cases_treated n_treated cases_control n_control mean_treated sd_treated mean_control"
    " sd_control design phase delivered_by supported participants registered doubt cost currency"
    " reached source",
    "experiment_contexts": "experiment variable value unit",
    "site_contexts": "site variable value unit",
    "scale_tests": "site condition value go stop evidence date",
    "pilots": "site cost currency n audience criterion result",
    "steps_to_repeat": "step title documented link tried_by outcome date",
    "stories": "site story date group themes tone text method consent",
    "diary": "site entry date kind text context owner spread_to",
    "risks": "site risk title item likelihood impact owner trigger mitigation activity contingency"
    " due in_place residual_likelihood residual_impact delay cost",
    "kpis": "site kpi baseline baseline_date target target_date floor",
    "kpi_values": "site kpi date value planned n note",
    "funding": "site source title profile amount currency firm",
    "receipts": "site source date amount currency expected",
    "partnerships": "site actor modality reason date",
    "confirmations": "site activity party confirmed date",
    "actors": "site actor name type level lead responded trust influence interest goals",
    "needs": "site component need pooling weight",
    "capacities": "site actor component capacity cost",
    "ties": "site source target layer strength reported_by round",
    "activities": "site activity title component responsible partners after low likely high"
    " deadline milestone fieldwork deliverable measure template",
    "costs": "site line title activity component category partner source quantity unit unit_cost"
    " unit_cost_low unit_cost_high currency price_date kind basis determined",
    "stakeholders": "site party actor name role date mandate gains losses contribution",
    "meetings": "site meeting kind date place purpose",
    "participants": "site meeting party presence",
    "rounds": "site round date closes rule share",
    "proposals": "site proposal version title text date by",
    "positions": "site round proposal version party gradient condition date presence",
    "agreements": "site proposal version date meeting parties document review",
}
"""Columns of the tables."""

LOCAL = ("health-office", "committee", "radio", "mission", "crews")
"""Organisations that work at one site alone."""

_WHOLE = ("experiments", "experiment_contexts", "steps_to_repeat")  # tables without a site


def tables() -> dict[str, list[Row]]:
    """Give the rows of every table."""
    sheets = read_sheets(PLAN)
    names = {row["site"]: row["name"] for row in sheets["sites"]}
    sizes = {row["site"]: float(row["size"]) for row in sheets["sizes"]}
    found: dict[str, list[Row]] = {
        name: (
            list(sheets[name]) if name in _WHOLE else own_actors(spread(sheets[name], names), LOCAL)
        )
        for name in HEADS
        if name in sheets
    }
    evidence = evidence_rows(sheets, names)
    found["item_evidence"] = spread(evidence, names)
    found["responses"] = response_rows(sheets, evidence, names)
    found["experiments"] = [
        row | {"currency": "USD" if row["cost"] else "", "source": _source(row)}
        for row in found["experiments"]
    ]
    found["experiment_contexts"] = [
        {"experiment": row["experiment"], "variable": name, "value": row[name], "unit": unit}
        for row in sheets["experiment_contexts"]
        for name, unit in UNITS.items()
        if row[name]
    ]
    found["costs"] = sized(found["costs"], "quantity", sizes)
    return {name: found[name] for name in HEADS}


def _source(row: Row) -> str:
    """Give an address that leads nowhere."""
    return f"https://example.org/studies/{row['study']}"


def write(folder: Path) -> None:
    """Write ``project.yaml`` and one CSV file per table."""
    write_project(folder, PROJECT, HEADS, tables())


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else HERE / "small-experiments")
