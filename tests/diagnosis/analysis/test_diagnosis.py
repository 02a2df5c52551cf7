import numpy as np
import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pandas.testing import assert_frame_equal

from tests.fixtures.examples import examples
from workbench.diagnosis.analysis.diagnosis import Diagnosis, diagnose
from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks import load

# A worked package: four components, three assessors
GOLDEN = {
    "C1": ([8, 8, 7], [6, 6, 5]),
    "C2": ([6, 6, 7], [3, 4, 3]),
    "C3": ([4, 5, 3], [2, 2, 3]),
    "C4": ([7, 7, 6], [5, 4, 5]),
}


def _package(diagnosis):
    return diagnosis.packages.iloc[0]


def _by_key(diagnosis):
    return diagnosis.table.set_index("component")


# ---------------------------------------------------------------- published and worked cases


@pytest.mark.parametrize(
    ("correlation", "width", "expected"),
    [
        (0.5, 0.75, [0.0002, 0.0383, 0.9594, 0.0022]),
        (0.3, 0.75, [0.0000, 0.0192, 0.9803, 0.0005]),
        (0.0, 0.75, [0.0000, 0.0025, 0.9975, 0.0000]),
        (0.5, 1.0, [0.0013, 0.0762, 0.9133, 0.0093]),
    ],
)
def test_golden_probability_of_being_the_bottleneck(run, correlation, width, expected):
    found = run(GOLDEN, correlation=correlation, width=width)
    assert found.table["p_bottleneck"].round(4).tolist() == expected


def test_e1_drought_management_workshop_and_evidence(ipsr, components, scores):
    workshop = {"core": (3, 1), "pattern": (8, 8), "ai": (3, 7)}
    documents = {"core": (4, 0), "pattern": (4, 9), "ai": (5, 9)}
    both = pd.concat([scores("s", workshop), scores("s", documents, basis="evidence")])
    table = components("s", workshop)
    asked = diagnose(table, scores("s", workshop), ipsr)
    read = diagnose(table, scores("s", documents, basis="evidence"), ipsr)
    assert _package(asked)[["score", "prms_mean", "bottleneck"]].tolist() == [3, 29.3, "core"]
    assert _package(read)[["score", "prms_mean", "bottleneck"]].tolist() == [0, 27.0, "core"]
    assert _package(asked)["binding"] == _package(read)["binding"] == "use"
    # the judgement of the documents goes before that of the workshop
    assert _package(diagnose(table, both, ipsr))["score"] == 0


def test_prms_worked_check(run):
    package = _package(run({"a": (7, 8), "b": (4, 3), "c": (9, 2)}))
    assert package[["score", "prms_score", "prms_mean"]].tolist() == [12, 12, 28.7]


@pytest.mark.parametrize(
    ("levels", "minimum", "mean", "bottlenecks", "binding"),
    [
        ([(9, 9), (9, 9), (9, 9)], 81, 81.0, "c0;c1;c2", "both"),
        ([(9, 9), (9, 0), (5, 5)], 0, 35.3, "c1", "use"),
        ([(9, 1), (3, 3)], 9, 9.0, "c1;c0", "both"),
        ([(6, 4), (4, 6), (5, 5)], 24, 24.3, "c1;c0", "readiness"),
    ],
)
def test_e9_micro_cases(run, levels, minimum, mean, bottlenecks, binding):
    package = _package(run({f"c{i}": pair for i, pair in enumerate(levels)}))
    assert package["score"] == minimum
    assert package["prms_mean"] == mean
    assert package["bottlenecks"] == bottlenecks  # ties: lower readiness first
    assert package["binding"] == binding
    assert package["status"] == "diagnosed"


def test_e9_missing_level_makes_the_package_provisional(run):
    found = run({"a": (7, 6), "b": (8, pd.NA)})
    package = _package(found)
    assert package[["prms_score", "prms_mean"]].tolist() == [42, 42.0]  # as PRMS: silently ignored
    assert package["provisional"]
    assert package["status"] == "provisional"
    assert package["score"] == 42  # an upper bound
    row = _by_key(found).loc["b"]
    assert row["missing"] == "use"
    assert pd.isna(row["score"])
    assert pd.isna(row["rank"])
    assert pd.isna(row["binding"])
    assert np.isnan(row["p_bottleneck"])


def test_prms_rounds_halves_up(run):
    # 27.25 on average: SQL says 27.3 where Python's round says 27.2
    assert _package(run({"a": (9, 9), "b": (1, 1), "c": (9, 1), "d": (9, 2)}))["mean"] == 27.25
    assert _package(run({"a": (9, 9), "b": (1, 1), "c": (9, 1), "d": (9, 2)}))["prms_mean"] == 27.3


# ---------------------------------------------------------------- each number


def test_summary_of_the_group_and_lower_median(run):
    row = _by_key(run({"a": ([2, 3, 6, 7], [4, 4, 4, 5])})).loc["a"]
    assert row["readiness_median"] == 4.5
    assert row["readiness"] == 3  # the lower median: 4.5 is no level
    assert row[["readiness_lowest", "readiness_highest", "readiness_n"]].tolist() == [2, 7, 4]


def test_claim_comes_from_adopted_then_evidence_then_workshop(ipsr, components, scores):
    rows = pd.concat(
        [
            scores("s", {"a": ([3, 4, 5], [2, 2, 2]), "b": (6, 6), "c": (7, 7)}),
            scores("s", {"a": (5, pd.NA)}, basis="adopted"),
            scores("s", {"a": (1, 1), "b": (5, 4)}, basis="evidence"),
        ]
    )
    table = _by_key(diagnose(components("s", "abc"), rows, ipsr))
    assert table["readiness_claimed"].tolist() == [5, 5, 7]
    assert table["readiness_claim_from"].tolist() == ["adopted", "evidence", "workshop"]
    assert table["use_claimed"].tolist() == [1, 4, 7]
    assert table["use_claim_from"].tolist() == ["evidence", "evidence", "workshop"]
    assert table["readiness_median"].tolist() == [4.0, 6.0, 7.0]  # the group's answer stays


def test_adopted_level_stands_until_scored_again(ipsr, components, scores):
    first = pd.concat([scores("s", {"a": (3, 3), "b": (4, 4)})])
    adopted = scores("s", {"a": (6, 6), "b": (5, 5)}, basis="adopted")
    again = scores("s", {"a": (2, 2)}, round=2)
    rows = pd.concat([first, adopted, again])
    found = diagnose(components("s", "ab"), rows, ipsr)
    assert found.table["readiness"].tolist() == [2, 5]
    assert found.table["readiness_n"].tolist() == [1, 1]
    assert _package(found)["round"] == 2


def test_an_older_round_stands_until_the_component_is_scored_again(ipsr, components, scores):
    rows = pd.concat(
        [
            scores("s", {"a": ([3, 3], [3, 3]), "b": ([4, 5], [4, 4])}, date="2026-01-10"),
            scores("s", {"a": (8, 8)}, round=2, assessor="new", date="2026-03-10"),
            scores("t", {"a": (6, 6)}),
        ]
    )
    table = pd.concat([components("s", "abc"), components("t", "a")])
    found = diagnose(table, rows, ipsr)
    assert found.table["readiness"].tolist() == [8, 4, pd.NA, 6]
    assert found.table["readiness_n"].tolist() == [1, 2, 0, 1]
    assert found.table["round"].tolist() == [2, 1, pd.NA, 1]
    assert found.table["round"].dtype == "Int64"
    package = _package(found)
    assert package[["scored", "score", "bottleneck"]].tolist() == [2, 16, "b"]
    assert package[["round", "assessors"]].tolist() == [2, 3]  # A1 and A2 for b, new for a
    assert package["first_date"] == pd.Timestamp("2026-01-10")
    assert package["last_date"] == pd.Timestamp("2026-03-10")
    assert found.packages["round"].tolist() == [2, 1]


def test_both_dimensions_come_from_the_same_round(ipsr, components, scores):
    rows = pd.concat(
        [
            scores("s", {"a": (3, 3), "b": (4, 4)}),
            scores("s", {"a": (5, pd.NA), "b": (pd.NA, pd.NA)}, round=2),
        ]
    )
    found = diagnose(components("s", "ab"), rows, ipsr)
    assert found.table["round"].tolist() == [2, 1]  # a row of blanks sets nothing aside
    assert found.table["missing"].tolist() == ["use", ""]
    assert found.table["score"].tolist() == [pd.NA, 16]


def test_a_component_without_scores_of_assessors_has_no_round(ipsr, components, scores):
    found = diagnose(components("s", "a"), scores("s", {"a": (3, 3)}, basis="adopted"), ipsr)
    assert found.table["round"].tolist() == [pd.NA]
    assert found.table["score"].tolist() == [9]
    assert _package(found)[["round", "assessors"]].tolist() == [1, 0]


def test_latest_adopted_level_of_a_round_counts(ipsr, components, scores):
    rows = pd.concat(
        [
            scores("s", {"a": (6, 6)}, basis="adopted", date="2026-03-02"),
            scores("s", {"a": (4, 4)}, basis="adopted", date="2026-03-14", assessor="team"),
        ]
    )
    for order in (rows, rows.iloc[::-1]):
        assert diagnose(components("s", "a"), order, ipsr).table["use"].tolist() == [4]


def _piece(component, dimension, level, strength="medium", site="s"):
    return {
        "site": site,
        "component": component,
        "dimension": dimension,
        "supports_level": level,
        "strength": strength,
    }


def test_evidence_caps_the_claim(run):
    evidence = pd.DataFrame(
        [
            _piece("a", "readiness", 3),
            _piece("a", "readiness", 5),
            _piece("a", "readiness", 9, "none"),
            _piece("b", "use", 8),
        ]
    )
    table = _by_key(run({"a": (7, 4), "b": (6, 6)}, evidence=evidence))
    row = table.loc["a"]
    assert row[["readiness_claimed", "readiness_supported", "readiness"]].tolist() == [7, 5, 5]
    assert row["readiness_capped"]
    assert row["score"] == 20
    assert table["use"].tolist() == [4, 6]
    assert not table["use_capped"].any()
    assert pd.isna(table.loc["b", "readiness_supported"])


def test_capped_scores_also_enter_the_probability(run):
    levels = {"a": ([9, 9, 9], [9, 9, 9]), "b": ([4, 4, 4], [4, 4, 4])}
    evidence = pd.DataFrame([_piece("a", "readiness", 0), _piece("b", "readiness", 9)])
    free, capped = run(levels), run(levels, evidence=evidence)
    assert _by_key(free).loc["a", "p_bottleneck"] < 0.01
    assert _by_key(capped).loc["a", "p_bottleneck"] > 0.5


def test_strongest_accepted_evidence_decides_the_width(run):
    levels = {"a": ([4, 4, 4], [4, 4, 4]), "b": ([5, 5, 5], [4, 4, 4])}
    pieces = [_piece(c, d, 9, "strong") for c in "ab" for d in ("readiness", "use")]
    firm = _by_key(run(levels, evidence=pd.DataFrame(pieces))).loc["a", "p_bottleneck"]
    unknown = _by_key(run(levels)).loc["a", "p_bottleneck"]
    rejected = pd.DataFrame([piece | {"strength": "none"} for piece in pieces])
    vague = _by_key(run(levels, evidence=rejected)).loc["a", "p_bottleneck"]
    assert firm > unknown > vague
    same = _by_key(run(levels, evidence=rejected, widths={"none": 0.5})).loc["a", "p_bottleneck"]
    assert same == pytest.approx(firm)


def test_bottlenecks_tie_in_the_order_of_readiness_use_title(ipsr, components, scores):
    levels = {"z": (2, 6), "y": (6, 2), "x": (2, 6), "w": (9, 9)}
    table = components("s", levels, title=["B", "C", "A", "D"])
    found = diagnose(table, scores("s", levels), ipsr)
    assert _package(found)["bottlenecks"] == "x;z;y"
    assert _package(found)["bottleneck"] == "x"
    assert _by_key(found)["rank"].tolist() == [2, 3, 1, 4]
    assert _by_key(found)["bottleneck"].tolist() == [True, True, True, False]
    assert _package(found)["gain"] == 0


def test_what_comes_after_the_bottleneck(run):
    # the base of the worked what-if: 48, 18, 8, 35
    found = run({"C1": (8, 6), "C2": (6, 3), "C3": (4, 2), "C4": (7, 5)})
    package = _package(found)
    assert package[["score", "second_score", "gain"]].tolist() == [8, 18, 10]
    assert package[["score_if_readiness", "score_if_use"]].tolist() == [18, 18]
    assert found.chain["component"].tolist() == ["C3", "C2", "C4", "C1"]
    assert found.chain["score_before"].tolist() == [8, 18, 35, 48]
    assert found.chain["score_after"].tolist()[:3] == [18, 35, 48]
    assert pd.isna(found.chain["score_after"].iloc[-1])
    assert found.chain["step"].tolist() == [1, 2, 3, 4]


def test_raising_one_dimension_alone_may_not_reach_the_next(run):
    package = _package(run({"a": (4, 1), "b": (5, 5)}))
    assert package[["score_if_readiness", "score_if_use"]].tolist() == [9, 25]


def test_one_component_alone(run):
    found = run({"a": (4, 2)})
    package = _package(found)
    assert package["score"] == 8
    assert package["p_bottleneck"] == 1.0
    assert package[["score_if_readiness", "score_if_use"]].tolist() == [18, 36]
    assert package[["second_score", "gain"]].isna().all()


def test_functions_without_a_component(ipsr, components, scores):
    levels = {"a": (1, 1), "b": (2, 2)}
    table = components("s", levels, functions=["trust;access", "access"], needed=[True, pd.NA])
    found = diagnose(table, scores("s", levels), ipsr).functions.set_index("function")
    assert tuple(found.index) == tuple(ipsr.terms("functions"))
    assert found.loc["access", "components"] == "a;b"
    assert found["covered"].sum() == 2
    assert found.loc["finance", "components"] == ""


def test_current_against_projected(ipsr, components, scores):
    rows = pd.concat(
        [
            scores("s", {"a": (4, 2), "b": (5, 5)}),
            scores("s", {"a": (6, pd.NA)}, basis="projected"),
        ]
    )
    found = diagnose(components("s", "ab"), rows, ipsr)
    assert found.table["score"].tolist() == [8, 25]  # a projection is no level
    assert found.table["score_projected"].tolist()[0] == 12
    assert pd.isna(found.table["score_projected"].iloc[1])
    assert _package(found)["score_projected"] == 12
    nothing = diagnose(components("s", "ab"), rows[rows["basis"] == "workshop"], ipsr)
    assert pd.isna(_package(nothing)["score_projected"])


def test_components_that_do_not_count_are_named(ipsr, components, scores):
    levels = {"old": (0, 0), "new": (5, 5), "spare": (1, 1), "rest": (6, 6)}
    table = components(
        "s",
        levels,
        title=["Old", "New", "Spare", "Rest"],
        needed=[True, True, False, pd.NA],
        supersedes=[None, "old", None, None],
    )
    found = diagnose(table, scores("s", levels), ipsr)
    assert found.table["component"].tolist() == ["new", "rest"]
    assert found.table["position"].tolist() == [2, 4]
    assert found.left_out["component"].tolist() == ["old", "spare"]
    assert found.left_out["reason"].tolist() == ["replaced by New", "not needed"]
    assert _package(found)["score"] == 25
    assert _package(found)["components"] == 2


def test_probability_of_reaching_the_target(run):
    found = run(GOLDEN, target=9)
    spread = found.distribution
    assert spread["probability"].sum() == pytest.approx(1.0)
    reached = spread.loc[spread["score"] >= 9, "probability"].sum()
    assert _package(found)["p_target"] == pytest.approx(reached)
    assert np.isnan(_package(run(GOLDEN))["p_target"])
    assert len(spread) == 37


def test_dates_and_assessors_of_the_round(ipsr, components, scores):
    rows = pd.concat(
        [
            scores("s", {"a": ([3, 4], [3, 4])}, date="2026-01-10"),
            scores("s", {"b": ([3, 4, 5], [3, 4, 5])}, date="2026-03-14"),
            scores("s", {"b": (9, 9)}, basis="projected", date="2027-01-01"),
        ]
    )
    package = _package(diagnose(components("s", "ab"), rows, ipsr))
    assert package["assessors"] == 3
    assert package["first_date"] == pd.Timestamp("2026-01-10")
    assert package["last_date"] == pd.Timestamp("2026-03-14")


def test_method_names_parameters_and_what_is_ours(run):
    method = run(GOLDEN, target=9).method
    assert method.parameters["correlation"] == 0.5
    assert method.parameters["widths"] == {"strong": 0.5, "medium": 0.75, "weak": 1.0, "none": 1.5}
    assert method.parameters["target"] == 9
    assert any("ours" in source for source in method.sources)


# ---------------------------------------------------------------- nothing or little


@pytest.mark.parametrize(
    ("levels", "status"),
    [
        ({"a": (3, pd.NA), "b": (5, pd.NA)}, "use not given"),
        ({"a": (pd.NA, 3), "b": (pd.NA, 3)}, "readiness not given"),
        ({"a": (pd.NA, pd.NA)}, "not assessed"),
        ({"a": (3, pd.NA), "b": (pd.NA, 3)}, "not assessed"),
    ],
)
def test_without_a_pair_of_levels_there_is_no_score(run, levels, status):
    found = run(levels, target=9)
    package = _package(found)
    assert package["status"] == status
    assert package[["score", "mean", "bottleneck", "bottlenecks", "p_bottleneck"]].isna().all()
    assert package[["prms_score", "prms_mean", "binding", "p_target"]].isna().all()
    assert package["scored"] == 0
    assert package["provisional"]
    assert found.distribution.empty
    assert found.chain.empty
    assert not found.table["bottleneck"].any()


def test_site_without_scores_beside_one_with(ipsr, components, scores):
    table = pd.concat([components("empty", "ab"), components("s", "ab")])
    found = diagnose(table, scores("s", {"a": (3, 3), "b": (4, 4)}), ipsr)
    assert found.packages["status"].tolist() == ["not assessed", "diagnosed"]
    assert found.packages["round"].isna().tolist() == [True, False]
    assert found.packages["assessors"].tolist() == [0, 1]


def test_site_that_needs_nothing_keeps_its_row(ipsr, components, scores):
    table = components("s", "ab", needed=False)
    package = _package(diagnose(table, scores("s", {"a": (3, 3)}), ipsr))
    assert package["components"] == 0
    assert package["status"] == "not assessed"
    assert not package["provisional"]


def test_empty_tables(ipsr, components, scores):
    table, judged = components("s", "a").iloc[:0], scores("s", {"a": (1, 1)}).iloc[:0]
    found = diagnose(table, judged, ipsr, evidence=pd.DataFrame([_piece("a", "use", 1)]).iloc[:0])
    assert found.sites == ()
    assert found.table.empty
    full = diagnose(components("s", "a"), scores("s", {"a": (1, 1)}), ipsr)
    assert list(found.table.columns) == list(full.table.columns)
    assert list(found.packages.columns) == list(full.packages.columns)
    assert (found.table.dtypes == full.table.dtypes).all()
    assert (found.packages.dtypes == full.packages.dtypes).all()


# ---------------------------------------------------------------- what is refused


@pytest.mark.parametrize("level", [10, -1])
def test_levels_outside_the_scale_are_refused(run, level):
    with pytest.raises(InvalidInput, match="from 0 to 9") as caught:
        run({"a": (level, 3)})
    assert caught.value.problems[0].site == "s"
    assert caught.value.problems[0].column == "readiness"


def test_half_levels_and_words_are_refused(ipsr, components, scores):
    rows = scores("s", {"a": (1, 1)})
    for strange in (3.5, "high"):
        wrong = rows.assign(readiness=pd.Series([strange]))
        with pytest.raises(InvalidInput, match="whole number"):
            diagnose(components("s", "a"), wrong, ipsr)


def test_evidence_outside_the_scale_is_refused(run):
    with pytest.raises(InvalidInput, match="from 0 to 9"):
        run({"a": (1, 1)}, evidence=pd.DataFrame([_piece("a", "use", 12)]))


def test_a_table_without_its_columns_is_refused(ipsr, components, scores):
    with pytest.raises(UnknownName, match="column in scores"):
        diagnose(components("s", "a"), scores("s", {"a": (1, 1)}).drop(columns="site"), ipsr)


# ---------------------------------------------------------------- laws and views


def test_one_site_of_many(ipsr, many):
    found = diagnose(*many(3, 4, 3), ipsr)
    one = found.site("s00001")
    assert isinstance(one, Diagnosis)
    assert one.sites == ("s00001",)
    assert set(one.table["site"]) == set(one.chain["site"]) == {"s00001"}
    with pytest.raises(UnknownName, match="Did you mean"):
        found.site("s0001")


def test_many_sites_at_once_equal_one_by_one(ipsr, many):
    components, scores = many(12, 6, 4)
    needed = np.random.default_rng(3).random(len(components)) < 0.8  # packages of different sizes
    components["needed"] = needed
    together = diagnose(components, scores, ipsr, target=12)
    for site in together.sites:
        own = [frame[frame["site"] == site] for frame in (components, scores)]
        alone, part = diagnose(*own, ipsr, target=12), together.site(site)
        for name in ("table", "packages", "chain", "functions", "distribution", "left_out"):
            assert_frame_equal(getattr(alone, name), getattr(part, name), rtol=1e-12)


def test_html_escapes_what_comes_from_data(ipsr, components, scores):
    levels = {"<b>bold</b>": (1, 1)}
    html = diagnose(
        components("a<script>", levels), scores("a<script>", levels), ipsr
    )._repr_html_()
    assert "<script>" not in html
    assert "&lt;b&gt;" in html


level = st.one_of(st.none(), st.integers(0, 9))
panel = st.lists(st.tuples(level, level), min_size=1, max_size=4)
package = st.lists(panel, min_size=1, max_size=5)


def _tables(panels, keys=None):
    keys = keys or [f"c{i}" for i in range(len(panels))]
    rows = [
        ("s", key, f"A{a}", r, u)
        for key, given_levels in zip(keys, panels, strict=True)
        for a, (r, u) in enumerate(given_levels)
    ]
    scores = pd.DataFrame(rows, columns=["site", "component", "assessor", "readiness", "use"])
    scores = scores.astype({"readiness": "Int64", "use": "Int64"})
    return pd.DataFrame({"site": "s", "component": keys}), scores


@examples(15)
@given(package)
def test_probabilities_sum_to_one(panels):
    found = diagnose(*_tables(panels), load("ipsr"), target=10)
    if _package(found)["scored"] > 0:
        assert found.table["p_bottleneck"].sum() == pytest.approx(1.0)
        assert found.distribution["probability"].sum() == pytest.approx(1.0)
        enough = found.distribution["score"] >= 10
        reached = found.distribution.loc[enough, "probability"].sum()
        assert _package(found)["p_target"] == pytest.approx(reached)
    else:
        assert found.table["p_bottleneck"].isna().all()


@examples(15)
@given(package, st.randoms())
def test_raising_a_level_never_lowers_the_minimum(panels, random):
    before = _package(diagnose(*_tables(panels), load("ipsr")))["score"]
    raised = [[(r, u) for r, u in one] for one in panels]
    chosen = random.randrange(len(raised))
    assessor = random.randrange(len(raised[chosen]))
    r, u = raised[chosen][assessor]
    raised[chosen][assessor] = (None if r is None else min(r + 1, 9), u)
    after = _package(diagnose(*_tables(raised), load("ipsr")))["score"]
    assert pd.isna(before) == pd.isna(after)
    assert pd.isna(before) or after >= before


@examples(15)
@given(package, st.randoms())
def test_order_of_rows_and_names_do_not_matter(panels, random):
    components, scores = _tables(panels)
    framework = load("ipsr")
    first = diagnose(components, scores, framework).table.set_index("component")
    seed = random.randrange(1000)
    shuffled = diagnose(
        components.sample(frac=1, random_state=seed),
        scores.sample(frac=1, random_state=seed),
        framework,
    ).table.set_index("component")
    columns = [
        "score",
        "bottleneck",
        "binding",
        "p_bottleneck",
        "rank",
        "missing",
        "readiness_median",
    ]
    assert_frame_equal(first[columns], shuffled.loc[first.index, columns], rtol=1e-9)
    other = [f"x{random.randrange(10**6)}-{i}" for i in range(len(panels))]
    renamed = diagnose(*_tables(panels, other), framework).table
    plain = [c for c in columns if c != "rank"]
    assert_frame_equal(first[plain].reset_index(drop=True), renamed[plain], rtol=1e-9)


def test_sites_asked_for_and_mistakes_elsewhere(ipsr, components, scores):
    table = pd.concat([components("s", "ab"), components("bad", "a")])
    rows = pd.concat([scores("s", {"a": (3, 3), "b": (4, 4)}), scores("bad", {"a": (99, 3)})])
    evidence = pd.DataFrame([_piece("a", "use", 77, site="bad")])
    found = diagnose(table, rows, ipsr, evidence=evidence, sites=["bare", "s", "s"])
    assert found.sites == ("bare", "s")
    assert found.packages["status"].tolist() == ["not assessed", "diagnosed"]
    assert found.packages["components"].tolist() == [0, 2]
    assert set(found.functions["site"]) == {"bare", "s"}
    with pytest.raises(InvalidInput, match="from 0 to 9"):
        diagnose(table, rows, ipsr)


def test_the_result_says_which_levels_the_scores_do_not_move(ipsr, components, scores):
    judged = pd.concat([
        scores("s", {"a": (8, 2), "b": (6, 3)}),
        scores("s", {"b": (5, 5)}, basis="adopted"),
    ])  # fmt: skip
    piece = {"site": "s", "component": "a", "dimension": "readiness", "supports_level": 3}
    evidence = pd.DataFrame([piece | {"strength": "strong"}])
    found = diagnose(components("s", "ab"), judged, ipsr, evidence=evidence)
    assert found.notes[["component", "dimension", "note"]].values.tolist() == [
        ["a", "readiness", "claimed 8, used 3: evidence supports 3"],
        ["b", "readiness", "adopted level rules; scores of assessors do not move it"],
        ["b", "use", "adopted level rules; scores of assessors do not move it"],
    ]
    assert "evidence supports 3" in found._repr_html_()
