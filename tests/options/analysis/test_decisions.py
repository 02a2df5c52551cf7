import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from tests.fixtures.packages import declared
from workbench.options.analysis.decisions import package_fingerprints, review_decisions


def _table(rows):
    table = declared(pd.DataFrame(rows), "decisions")
    return table.astype("str").assign(date=pd.to_datetime(table["date"]))


def package_fingerprint(listed, judged, evidence, site):
    return package_fingerprints(listed, judged, evidence, [site])[site]


@pytest.fixture
def review(weighed, what_if_tables):
    listed, judged = what_if_tables

    def review(*rows, judged=judged, listed=listed):
        filled = [
            {"site": "s", "component": "C3", "option": "develop", "proposal": "develop"} | row
            for row in rows
        ]
        return review_decisions(_table(filled), weighed, listed, judged).table

    return review


# ---------------------------------------------------------------- fingerprint


def test_fingerprint_is_what_it_was(components, scores):
    """A stored fingerprint has to be recognised next year."""
    listed = components("s", "ab")
    judged = scores("s", {"a": (4, 2), "b": (6, 3)})
    assert package_fingerprint(listed, judged, None, "s") == "10aaf4d85611"


@examples(10)
@given(st.randoms(use_true_random=False))
def test_row_order_does_not_matter(random):
    listed = pd.DataFrame({"site": ["s"] * 3 + ["t"], "component": list("abca")})
    judged = listed.assign(readiness=[1, 2, 3, 4], use=[5, 6, 7, 8], assessor="A1")
    first = package_fingerprints(listed, judged, None, ["s", "t"])
    order = list(range(4))
    random.shuffle(order)
    second = package_fingerprints(listed.iloc[order], judged.iloc[order], None, ["s", "t"])
    assert second == first
    assert first["s"] != first["t"]


def test_what_changes_a_fingerprint_and_what_does_not(components, scores):
    listed = components("s", "abc", needed=[True, True, False])
    judged = scores("s", {"a": (4, 2), "b": (6, 3), "c": (1, 1)}, date="2026-01-10")
    piece = {"site": "s", "component": "a", "dimension": "use", "supports_level": 2}
    evidence = pd.DataFrame([piece | {"strength": "weak"}])

    def of(listed=listed, judged=judged, evidence=evidence):
        return package_fingerprint(listed, judged, evidence, "s")

    base = of()
    assert len(base) == 12
    projected = scores("s", {"a": (9, 9)}, basis="projected")
    same = [
        of(listed=listed.assign(title="Other")),
        of(listed=listed[listed["component"] != "c"]),
        of(judged=judged[judged["component"] != "c"]),
        of(judged=pd.concat([judged, projected])),
        of(judged=pd.concat([judged, scores("t", {"a": (1, 1)})])),
        of(judged=judged.assign(date=pd.to_datetime(judged["date"]))),
        of(judged=judged.astype({"readiness": "float64"})),
        of(evidence=pd.concat([evidence, evidence.assign(site="t")])),
    ]
    assert set(same) == {base}
    other = [
        of(listed=listed.assign(needed=True)),
        of(judged=judged.assign(use=judged["use"] + 1)),
        of(judged=judged.assign(round=2)),
        of(judged=pd.concat([judged, scores("s", {"a": (4, 2)}, assessor="A9")])),
        of(evidence=evidence.assign(strength="strong")),
        of(evidence=None),
    ]
    assert len({base, *other}) == len(other) + 1


# ---------------------------------------------------------------- review


def test_a_decision_on_a_package_that_has_changed_is_flagged(review, what_if_tables, scores):
    listed, judged = what_if_tables
    now = package_fingerprint(listed, judged, None, "s")
    row = {"decision": "d1", "package": now}
    assert review(row)["changed"].tolist() == [False]
    assert review(row)["flags"].tolist() == [""]
    again = pd.concat([judged, scores("s", {"C1": (9, 9)}, round=2)])
    found = review(row, judged=again)
    assert found["changed"].tolist() == [True]
    assert found["flags"].tolist() == ["The package has changed since this was decided."]
    unknown = review({"decision": "d1"})
    assert unknown["changed"].isna().all()
    assert "not recorded" in unknown["flags"][0]


def test_which_decision_stands(review):
    found = review(
        {"decision": "d1", "date": "2026-05-01"},
        {"decision": "d2", "date": "2026-02-01", "replaces": "d1"},
        {"decision": "d3", "date": "2026-01-01"},
        {"decision": "d4", "date": "2026-01-01", "component": "C2"},
    ).set_index("decision")
    assert found["stands"].tolist() == [False, True, False, True]
    assert found.loc["d1", "replaced_by"] == "d2"
    assert found["replaced_by"].notna().sum() == 1


def test_of_two_decisions_of_a_day_the_later_row_stands(review):
    found = review(
        {"decision": "d1", "date": "2026-05-01"}, {"decision": "d2", "date": "2026-05-01"}
    )
    assert found["stands"].tolist() == [False, True]


def test_unknown_and_impossible_proposals(review, weigh, options, what_if_tables):
    found = review(
        {"decision": "d1", "proposal": "gone"},
        {"decision": "d2", "proposal": None, "component": "C2"},
        {"decision": "d3", "option": "stop", "component": "C1"},
    )
    assert found["proposal_known"].tolist() == [False, pd.NA, True]
    assert "gone is not among" in found["flags"][0]
    assert found["possible"].tolist() == [pd.NA, pd.NA, True]
    assert "another option or component" in found["flags"][2]
    listed, judged = what_if_tables
    results = weigh(options({"option": "relocate", "to_site": "s"}))
    row = {"site": "s", "decision": "d", "component": "C3", "option": "relocate"}
    table = _table([row | {"proposal": "relocate"}])
    checked = review_decisions(table, results, listed, judged)
    assert checked.table["possible"].tolist() == [False]
    assert "the site itself" in checked.table["flags"][0]
    assert checked.chosen == {("s", "C3"): "relocate"}
    assert checked.of_site("t").table.empty


def test_no_decision_at_all(weighed, what_if_tables):
    found = review_decisions(_table([]), weighed, *what_if_tables)
    assert found.standing.empty
    assert found.chosen == {}
