"""What the figures of an assessment share."""

import pandas as pd
import pytest

from tests.fixtures.assessed import assessed, panel
from workbench.assess.figures.one_place import items_here, under_sections
from workbench.errors import InvalidInput


def test_a_figure_is_of_one_site():
    both = pd.concat([panel(("design", [1])), panel(("design", [2]), site="musanze")])
    found = assessed(both, sites=("huye", "musanze"))
    with pytest.raises(InvalidInput, match="2"):
        items_here(found)
    assert len(items_here(found.site("huye"))) == 11


def test_the_section_stands_above_its_first_item_and_text_is_escaped():
    rows = items_here(assessed(panel(("design", [1]))))[:2]
    first, second = under_sections(rows, {"parts": "Five <parts>"}, ["claimed 4", ""])
    assert first == [
        "<b>Five &lt;parts&gt;</b>",
        "Design &amp; &lt;data&gt; · <b>claimed 4</b>",
    ]
    assert second == ["Partners"]
