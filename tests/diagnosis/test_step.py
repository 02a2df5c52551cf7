"""The step of a site and of all sites give the same, with the parameters of the project."""

import pytest

from workbench.diagnosis.step import diagnose_place, findings


def test_the_parameters_of_the_project_are_used(a_site):
    rows = ["huye,seed,Clean seed,core,,,", "huye,credit,Credit,complementary,,,"]
    scores = [
        f"huye,{one},1,2026-03-01,A{who},workshop,{r},{u},,a"
        for one, pairs in {"seed": [(4, 2), (5, 3)], "credit": [(4, 3), (5, 2)]}.items()
        for who, (r, u) in enumerate(pairs)
    ]
    found = {}
    for correlation in (0.1, 0.9):
        settings = f"parameters: {{correlation: {correlation}, target: 12}}\n"
        site = a_site(components=rows, scores=scores, settings=settings)
        found[correlation] = diagnose_place(site).diagnosis
        assert found[correlation].method.parameters["correlation"] == correlation
        assert found[correlation].method.parameters["target"] == 12
    p = [one.packages["p_target"].iloc[0] for one in found.values()]
    assert p[0] != pytest.approx(p[1])


def test_a_project_and_its_sites_agree(example_cases):
    whole = example_cases.diagnosis
    assert whole.packages["site"].tolist() == list(example_cases.project.sites)
    with pytest.raises(TypeError):
        whole.site  # noqa: B018 - asking is the test


def test_what_is_handed_out_can_be_changed_without_harm(example_case):
    mine = example_case.diagnosis.packages
    mine["score"] = 0
    assert example_case.diagnosis.packages["score"].iloc[0] == 8


def test_claims_above_their_evidence_and_missing_levels_are_found(a_site):
    site = a_site(
        components=["huye,seed,Clean seed,core,,,", "huye,credit,Credit,complementary,,,"],
        scores=["huye,seed,1,2026-03-01,A1,workshop,8,5,,a"],
        evidence=["huye,E1,seed,readiness,A trial,4,strong,trial,2025-01-01"],
    )
    said = findings(diagnose_place(site))
    assert [(one.kind, one.serious) for one in said] == [
        ("diagnosis-open", True), ("claim-above-evidence", True), ("component-not-assessed", False)
    ]  # fmt: skip
    assert said[0].what == "Only Clean seed has a score, so there is nothing to compare it with."
    assert said[0].to_do == "Score the other components of the package."
    assert "readiness is claimed at 8, its evidence supports 4" in said[1].what
    assert "Credit has no level of readiness and use" in said[2].what


def test_findings_of_the_example_project(example_cases):
    said = {}
    for one in findings(example_cases.diagnosis):
        said.setdefault(one.kind, []).append(one)
    assert {one.site for one in said["diagnosis-open"]} == {"rw-musanze"}
    assert {one.site for one in said["judged-alike"]} == {"rw-nyanza"}
    old = {one.site: one for one in said["evidence-too-old"]}
    assert "rests on E5 of October 2023, 28 months old" in old["rw-huye"].what
