"""Formats of a dated plan."""

import pytest

from workbench.errors import UnknownName
from workbench.plan.page.plan_formats import PLAN_FORMATS, plan_as

from .plan_tables import LINKS, SCHEDULED, TITLE


def test_every_format_writes():
    written = {name: plan_as(name, SCHEDULED, LINKS, title=TITLE) for name in PLAN_FORMATS}
    assert [ending for ending, _ in written.values()] == [".ics", ".csv", ".xml"]
    assert all(b"A1" in content for _, content in written.values())
    with pytest.raises(UnknownName, match="Did you mean 'ics'"):
        plan_as("icss", SCHEDULED, LINKS, title=TITLE)
