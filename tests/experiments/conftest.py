"""The trials of a vaccine as a project of small experiments."""

import pytest

from tests.fixtures.trials_project import trials_project
from workbench.experiments.step import experiments_of


@pytest.fixture(scope="session")
def trials(tmp_path_factory):
    """The project."""
    return trials_project(tmp_path_factory.mktemp("trials"))


@pytest.fixture(scope="session")
def huye(trials):
    """What the experiments say of a place outside the range that was tried."""
    return experiments_of(trials.site("huye"))


@pytest.fixture(scope="session")
def nothing(tmp_path_factory):
    """A project in which nothing was tried."""
    bare = dict.fromkeys(("experiments", "experiment_contexts", "site_contexts", "pilots",
                          "scale_tests", "steps_to_repeat", "stories", "funding", "kpis",
                          "kpi_values", "risks", "diary"), ())  # fmt: skip
    return experiments_of(trials_project(tmp_path_factory.mktemp("bare"), **bare).site("huye"))
