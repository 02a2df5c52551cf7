"""The picture of levels at all places."""

import pytest

from tests.fixtures.assessed import assessed, panel
from workbench.assess.figures.over_places import levels_over_places
from workbench.errors import NothingToShow


def test_too_many_places_are_no_picture():
    names = {f"s{n}": f"Site {n}" for n in range(41)}
    rows = assessed(panel(("design", [1]), site="s0"), sites=("s0",)).item_rows
    with pytest.raises(NothingToShow, match="41 places"):
        levels_over_places(rows, names, ["design"])
    few = dict(list(names.items())[:40])
    assert len(levels_over_places(rows, few, ["design"]).data[0].z) == 40
