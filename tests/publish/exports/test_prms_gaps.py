"""What PRMS has no place for is said, for every framework."""

from pathlib import Path

import pytest

from workbench.errors import NothingToShow
from workbench.frameworks import load
from workbench.project import open_project
from workbench.publish.exports.prms_gaps import (
    common_gaps,
    geo_focus,
    has_prms_levels,
    package_gaps,
    package_title,
    refuse_other_questions,
)

DATA = Path(__file__).parents[3] / "data"


@pytest.mark.parametrize("key", ["small-experiments", "ai-transformation"])
def test_a_framework_without_levels_is_refused_in_a_line(key):
    with pytest.raises(NothingToShow, match=f"the framework {key} has none") as told:
        refuse_other_questions(load(key))
    assert "\n" not in str(told.value)


def test_only_levels_of_the_calibration_of_2022_mean_the_same_there():
    assert has_prms_levels(load("ipsr"))
    assert not has_prms_levels(load("scaling-readiness-2020"))
    refuse_other_questions(load("scaling-readiness-2020"))


def test_the_place_is_in_the_title(example_case):
    title = package_title(example_case.site, example_case.diagnosis.component_rows)
    assert title == "Single diseased stem removal: Huye, Southern Province, Rwanda"
    assert geo_focus(example_case.site) == "Sub-national"


def test_what_is_not_assessed_is_named(example_case):
    found = example_case.diagnosis
    gaps = list(package_gaps("Huye", found.package, found.component_rows))
    assert [gap.what for gap in gaps] == [
        "Input credit: readiness and use", "Transport of planting stock: readiness and use"
    ]  # fmt: skip
    assert "upper bound" in gaps[0].why


def test_sites_with_errors_are_named(tmp_path):
    gaps = list(common_gaps(open_project(DATA / "example")))
    assert {gap.site for gap in gaps} == {""}
    assert any("Judgements of single assessors" in gap.what for gap in gaps)
