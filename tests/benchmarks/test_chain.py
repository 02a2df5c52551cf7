from pathlib import Path

import pytest

from benchmarks import chain
from workbench.case import open_case
from workbench.project import read_project

EXAMPLE = Path(__file__).parents[2] / "data" / "example"


@pytest.fixture(scope="module")
def many(tmp_path_factory):
    folder = tmp_path_factory.mktemp("many") / "project"
    chain.write_many(EXAMPLE, folder, 15)
    return folder


@pytest.mark.parametrize("change", list(chain.CHANGES))
def test_every_turn_supposes_something_else(example_case, change):
    cases = [chain.CHANGES[change](example_case, turn) for turn in (1, 2)]
    digests = {one.site.project.digest() for one in (example_case, *cases)}
    assert len(digests) == 3


def test_the_seconds_are_those_of_each_part(example_case):
    seconds = chain.seconds_of(example_case, chain.CHANGES["costs"], 1)
    assert len(seconds) == len(chain.PARTS)
    assert min(seconds) >= 0
    assert chain.fresh_seconds(example_case, chain.CHANGES["costs"], 2) > sum(seconds[:3])


def test_the_larger_project_has_the_same_rows_under_other_names(many):
    project = read_project(many)
    assert len(project.sites) == 15
    assert not project.blocked
    copies = open_case(many, "rw-huye"), open_case(many, "rw-huye-1")
    scores = [one.diagnosis.packages["score"].iloc[0] for one in copies]
    assert scores[0] == scores[1] == open_case(EXAMPLE, "rw-huye").diagnosis.packages["score"][0]


def test_one_site_of_many_is_opened_and_diagnosed(many):
    first, others = chain.opening_seconds(many, ["rw-nyanza", "rw-nyanza-1", "rw-kayonza"])
    assert min(first, others) > 0
