import numpy as np
import pandas as pd
import pytest

from workbench.diagnosis.analysis.diagnosis import diagnose
from workbench.diagnosis.analysis.package_summary import add_target


def test_minimum_mean_and_second_equal_a_plain_loop(ipsr, many):
    components, scores = many(30, 5, 1, missing=0.25)
    found = diagnose(components, scores, ipsr).packages.set_index("site")
    scores["score"] = scores["readiness"] * scores["use"]
    for site, rows in scores.groupby("site"):
        known = sorted(rows["score"].dropna().astype(int))
        package = found.loc[site]
        assert package["scored"] == len(known)
        if known:
            assert package["score"] == package["prms_score"] == known[0]
            assert np.isclose(package["mean"], np.mean(known))
            assert abs(package["prms_mean"] - np.mean(known)) <= 0.05 + 1e-9
        if len(known) > 1:
            assert package["second_score"] == known[1]
            assert package["gain"] == known[1] - known[0]


def test_what_one_dimension_alone_could_do_equals_trying_it(ipsr, many):
    components, scores = many(20, 4, 1, missing=0.0)
    found = diagnose(components, scores, ipsr).packages
    for dimension in ("readiness", "use"):
        tried = scores.merge(found[["site", "bottleneck"]], on="site")
        tried.loc[tried["component"] == tried["bottleneck"], dimension] = 9
        again = diagnose(components, tried.drop(columns="bottleneck"), ipsr).packages
        assert found[f"score_if_{dimension}"].tolist() == again["score"].tolist()


def test_target_that_every_package_reaches(ipsr, components, scores):
    levels = {"a": (4, 4)}
    found = diagnose(components("s", levels), scores("s", levels), ipsr, target=0).packages
    assert found["p_target"].iloc[0] == pytest.approx(1.0)
    summary = pd.DataFrame({"site": ["s"]})
    add_target(summary, None, None)
    assert summary["p_target"].isna().all()
