"""Partners of sites: the seven archetypes of the network note, properties, bad input."""

import numpy as np
import pandas as pd
import pytest

from workbench.errors import UnknownName
from workbench.frameworks.partner_rules import PartnerRules
from workbench.partners.analysis.network import build_networks
from workbench.partners.analysis.partners import choose_partners

NAMES = [f"a{i:02d}" for i in range(20)]
GROUPS = np.repeat(np.arange(4), 5)


def _diagnosed(rho, **share):
    """Readiness and use with that rho; each component with its probability."""
    readiness, use = 9 - round(8 * rho, 6), 9 - round(8 * (1 - rho), 6)
    return pd.DataFrame(
        {"site": "s", "component": list(share), "p_bottleneck": list(share.values()),
         "readiness": readiness, "use": use, "binding": "readiness"}
    )  # fmt: skip


def _capacities(**held):
    rows = [("s", n, c, v) for c, of in held.items() for n, v in of.items()]
    return pd.DataFrame(rows, columns=["site", "actor", "component", "capacity"])


def _cliques(strength=0.5):
    return [(a, b, strength) for i, a in enumerate(NAMES) for j, b in enumerate(NAMES)
            if i < j and GROUPS[i] == GROUPS[j]]  # fmt: skip


def _hubs():
    return [(NAMES[h], n, 1.0) for h in (0, 10) for n in NAMES[h : h + 10] if n != NAMES[h]]


FRAGMENTS = {n: (0.06 if i < 2 else 0.88 / 18) for i, n in enumerate(NAMES)}
GROWERS = dict.fromkeys(NAMES[:10], 0.1) | {NAMES[0]: 0.12, NAMES[5]: 0.12}
CASES = {
    "A one bank": (0.9, {"credit": {"a03": 1.0}}, _cliques(), "bilateral"),
    "B five banks": (0.9, {"credit": dict.fromkeys(NAMES[:5], 1.0)}, _cliques(), "bilateral"),
    "C fragments": (0.9, {"info": FRAGMENTS}, _cliques(), "multi-stakeholder"),
    "D growers": (0.6, {"seed": GROWERS}, _cliques(), "multi-stakeholder"),
    "E lead and fragments": (
        0.9, {"permit": {"a03": 1.0}, "info": FRAGMENTS}, _cliques(), "hybrid",
    ),
    "F closed groups": (0.0, {"info": {}}, _cliques(), "multi-stakeholder"),
    "G two hubs": (0.0, {"info": {}}, _hubs(), "bilateral"),
}  # fmt: skip


def _actors(names=NAMES, **columns):
    return pd.DataFrame({"site": "s", "actor": list(names), **columns})


def _ties(rows):
    frame = pd.DataFrame(rows, columns=["source", "target", "strength"])
    return frame.assign(site="s", layer="collaboration")


def _choose(actors=None, ties=(), capacities=None, diagnosed=None, **options):
    networks = build_networks(_actors() if actors is None else actors, _ties(list(ties)))
    return choose_partners(
        networks, _capacities() if capacities is None else capacities,
        _diagnosed(0.5, any=1.0) if diagnosed is None else diagnosed, **options,
    )  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_the_seven_archetypes_give_the_stated_mode(case):
    rho, held, ties, mode = CASES[case]
    pooling = {"credit": "best", "permit": "best", "info": "add", "seed": "add"}
    needs = pd.DataFrame({"site": "s", "component": list(held)})
    needs["pooling"] = needs["component"].map(pooling)
    share = dict.fromkeys(held, 1 / len(held))
    actors = _actors(cost_bilateral=1.0, cost_platform=0.25)
    found = _choose(actors, ties, _capacities(**held), _diagnosed(rho, **share), needs=needs,
                    rules=PartnerRules(budget=5.0, platform_cost=1.0))  # fmt: skip
    assert found.modes["rule"].tolist() == [mode]
    assert found.modes["contested"].tolist() == [found.modes["model"].iloc[0] != mode]
    if case[0] in "ABCDF":  # the model agrees here in at least three quarters of all settings
        assert found.modes["model"].tolist() == [mode]
    rows = found.needs.set_index("need")
    expected = {"credit": 1.0, "permit": 1.0, "info": 0.12, "seed": 0.24}
    for need in set(held) - {"info"} if rho == 0 else held:
        assert rows.loc[need, "c2"] == pytest.approx(expected[need], abs=0.01)
    if rho == 0:
        assert rows.loc["reach", "c2"] == pytest.approx(0.4 if mode != "bilateral" else 0.9)


def test_the_bank_is_contracted_and_its_way_of_access_has_names():
    actors = _actors(["us", "union", "bank", "shop"], name=["We", "Union", "Bank A", "Shop"],
                     lead=[True, None, None, None],
                     type=[None, None, "financial", None])  # fmt: skip
    found = _choose(actors, [("us", "union", 1.0), ("union", "bank", 0.5)],
                    _capacities(credit={"bank": 1.0}), _diagnosed(0.9, credit=1.0))  # fmt: skip
    assert "us" not in set(found.table["actor"])
    bank = found.table.set_index("actor").loc["bank"]
    assert bank["selected"]
    assert bank["mode"] == "bilateral"
    assert (bank["path"], bank["ties_away"]) == ("us;union;bank", 2)
    assert bank["modality"] == "contract"
    assert bank["single_point"]
    assert bank["loss_if_left_out"] > 0.8
    need = found.needs.set_index("need").loc["credit"]
    assert (need["wording"], need["holders"]) == ("sole-holder", "bank")
    assert not need["pooling_known"]
    assert not need["pooling_matters"]


def test_the_question_on_pooling_matters_where_capacity_is_scattered():
    found = _choose(ties=_cliques(), capacities=_capacities(info=FRAGMENTS),
                    diagnosed=_diagnosed(0.9, info=1.0))  # fmt: skip
    need = found.needs.set_index("need").loc["info"]
    assert need["mode"] == "multi-stakeholder"
    assert need["pooling_matters"]


def test_clear_answers_to_bad_input():
    def summary(**options):
        return _choose(**options).summary.iloc[0]

    pair, unable = [("a", "b", 0.5)], {"actors": _actors("ab"), "diagnosed": _diagnosed(1.0, x=1.0)}
    row = summary(**unable)
    assert row["status"] == "not enough known"
    assert "neither ties nor capacities are recorded" in row["reason"]
    assert "no capacities are recorded" in summary(ties=pair, **unable)["reason"]
    apart = _capacities(x={"a": 1.0})
    useless = summary(ties=pair, capacities=apart, actors=_actors("ab", excluded=[True, False]),
                      diagnosed=_diagnosed(1.0, x=1.0))  # fmt: skip
    assert useless["status"] == "nobody has it"
    assert "Nobody" in useless["reason"]
    lead = _actors(["us"], lead=[True])
    assert "but the lead" in summary(actors=lead)["reason"]
    assert summary(actors=_actors(["one"]))["status"] == "not enough known"  # not for being one
    dear = _actors("ab", name=["Alpha", "Beta"], cost_bilateral=[7.0, 5.0])
    row = summary(ties=pair, actors=dear, rules=PartnerRules(budget=3.0))
    assert row["status"] == "infeasible"
    assert "Beta, at 5.00" in row["reason"]
    assert summary(actors=dear, rules=PartnerRules(budget=0.0))["status"] == "none"
    assert summary(actors=_actors("ab", excluded=True))["reason"] == "Every actor is excluded."
    must = _actors("ab", mandatory=[True, True], cost_bilateral=[2.0, 2.0])
    assert summary(ties=pair, actors=must, rules=PartnerRules(budget=3.0))["status"] == "infeasible"
    empty = build_networks(_actors([]), _ties([]))
    none = choose_partners(empty, _capacities(), _diagnosed(0.5), sites=["s"])
    assert none.summary["reason"].tolist() == ["No actor is known at this site."]
    with pytest.raises(UnknownName):
        none.site("elsewhere")


def test_few_answers_give_no_set_but_whom_to_interview():
    few = _actors(responded=[True] * 5 + [False] * 15)
    found = _choose(few, _cliques(), rules=PartnerRules(imputations=20))
    assert found.summary["status"].tolist() == ["no recommendation"]
    assert not found.table["selected"].any()
    assert len(found.interviews) == 15
    some = _actors(responded=[True] * 12 + [False] * 8)
    found = _choose(some, _cliques(), rules=PartnerRules(imputations=20))
    assert found.table["selection_frequency"].between(0, 1).all()
    assert 0 <= found.summary["regret"].iloc[0] <= found.summary["regret_high"].iloc[0] + 0.5


def test_the_team_and_forums():
    actors = _actors(cost_bilateral=1.0, cost_platform=0.25)
    team = pd.DataFrame({"site": ["s"], "actor": ["a00"], "modality": ["ppp"], "reason": ["law"]})
    forums = pd.DataFrame({"site": ["s"], "forum": ["f"], "name": ["<b>Forum"]})
    members = pd.DataFrame({"site": "s", "forum": "f", "actor": NAMES})
    found = _choose(actors, _cliques(), _capacities(info=FRAGMENTS), _diagnosed(0.9, info=1.0),
                    partnerships=team, forums=forums, memberships=members)  # fmt: skip
    row = found.table.set_index("actor").loc["a00"]
    assert (row["modality"], row["modality_why"]) == ("ppp", "chosen by the team: law")
    assert found.forums["covers"].tolist() == found.forums["of"].tolist()
    assert "multi-stakeholder" in found._repr_html_()


def test_two_runs_say_the_same_to_the_last_digit():
    actors = _actors(responded=[True] * 12 + [False] * 8, cost_bilateral=np.linspace(1, 3, 20))
    given = {"actors": actors, "ties": _cliques(), "capacities": _capacities(info=FRAGMENTS)}
    one, other = (_choose(**given, rules=PartnerRules(imputations=20)) for _ in range(2))
    for name in ("table", "needs", "modes", "summary", "interviews"):
        pd.testing.assert_frame_equal(getattr(one, name), getattr(other, name), check_exact=True)
