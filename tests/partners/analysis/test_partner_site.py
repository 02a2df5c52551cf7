"""One site as rows: every table has rows, shares are shares."""

import pandas as pd

from workbench.frameworks.partner_rules import PartnerRules
from workbench.partners.analysis.network import build_networks
from workbench.partners.analysis.partner_inputs import site_needs
from workbench.partners.analysis.partner_site import REACH, choose_at_site


def test_a_site_has_rows_in_every_table_and_the_limits_hold():
    actors = pd.DataFrame({"site": "s", "actor": list("abcd"), "level": ["local", "national"] * 2,
                           "influence": [0.1, 0.2, 0.3, 0.9]})  # fmt: skip
    ties = pd.DataFrame({"site": "s", "source": list("abc"), "target": list("bcd"),
                         "layer": "knowledge"})  # fmt: skip
    capacities = pd.DataFrame({"actor": ["a", "b"], "component": "x", "capacity": [0.7, 0.3]})
    tables = {"capacities": capacities, "targets": pd.DataFrame(), "diagnosis": pd.DataFrame()}
    needs = site_needs(pd.DataFrame(), pd.DataFrame({"component": ["x"]}))
    rows = choose_at_site(build_networks(actors, ties).graph("s"), tables, needs,
                        PartnerRules(budget=2.0), 1)  # fmt: skip
    assert [row["need"] for row in rows["needs"]] == ["x", REACH]
    assert sum(row["weight"] for row in rows["needs"]) == 1
    [summary] = rows["summary"]
    assert summary["cost"] <= 2.0
    assert summary["value"] <= summary["best_value"] <= summary["bound"] <= summary["whole"] + 1e-9
    by = {row["actor"]: row for row in rows["table"]}
    assert "capacity-holder" in by["a"]["roles"]
    assert "legitimacy" in by["d"]["roles"]
    assert all(0 <= row["loss_if_left_out"] <= 1 for row in rows["table"] if row["selected"])
    assert len(rows["capacity"]) == 4
