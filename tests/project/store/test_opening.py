from datetime import date
from pathlib import Path

import pytest

from workbench.errors import FrameworkMismatch, InvalidInput, UnknownName
from workbench.project.store.opening import open_project

EXAMPLE = Path(__file__).parents[3] / "data" / "example"


def test_levels_of_another_framework_are_refused():
    with pytest.raises(FrameworkMismatch, match="never converted"):
        open_project(EXAMPLE, framework="scaling-readiness-2020")


def test_the_project_s_own_date_counts_unless_another_is_given():
    whole = open_project(EXAMPLE)
    early = open_project(EXAMPLE, as_of="2025-01-01")
    assert whole.settings.as_of is not None
    assert early.settings.as_of == date(2025, 1, 1)
    assert len(early.table("scores")) < len(whole.table("scores"))
    assert early.table("scores")["date"].dropna().le("2025-01-01").all()


def test_a_date_that_is_none_is_named():
    with pytest.raises(InvalidInput, match="'last week' is not a date"):
        open_project(EXAMPLE, as_of="last week")


def test_some_sites_only():
    some = open_project(EXAMPLE, sites=["rw-huye"])
    assert some.sites == ("rw-huye",)
    assert set(some.table("scores")["site"]) == {"rw-huye"}
    with pytest.raises(UnknownName, match="rw-huye"):
        open_project(EXAMPLE, sites=["rw-huey"])
