from __future__ import annotations

from dataclasses import replace

import pandas as pd
import pytest

from workbench.diagnosis.figures import rows
from workbench.drawing import theme
from workbench.errors import InvalidInput, NothingToShow


def test_missing_levels_are_none_and_never_zero(huye):
    _, components = rows.one_site(huye)
    credit, transport = components[7], components[8]
    assert (credit.readiness.used, credit.use.used, credit.score) == (3, None, None)
    assert (transport.readiness.used, transport.use.used) == (None, None)
    assert transport.probability is None


def test_claims_and_ranges(huye):
    _, components = rows.one_site(huye)
    assert components[4].readiness.unsupported == (5, 7)
    assert components[4].use.unsupported is None
    assert components[3].readiness.spread == (2, 7)
    assert components[4].use.spread is None


def test_bottleneck_comes_before_role(huye):
    package, components = rows.one_site(huye)
    assert package.shown == "at most 8"
    assert rows.meaning_of(components[2]) is theme.BOTTLENECK
    assert rows.role_of(components[2]) is theme.COMPLEMENTARY
    assert rows.meaning_of(components[0]) is theme.CORE


def test_several_sites_or_none(ten, huye):
    with pytest.raises(InvalidInput, match=r"diagnosis\.site"):
        rows.one_site(ten[1])
    empty = replace(huye, table=huye.table.head(0))
    with pytest.raises(NothingToShow, match="no component"):
        rows.one_site(empty)


def test_sites_that_the_table_does_not_know_go_by_their_key(ten):
    sites, diagnosis = ten
    found = rows.places(sites.iloc[2:], diagnosis)
    assert found[0].name == "s0"
    assert found[0].latitude is None
    assert found[2].name == "Site 2"
    assert rows.places(sites[["site"]], diagnosis)[0].country is None


def test_half_a_coordinate_is_none(ten):
    sites, diagnosis = ten
    half = sites.assign(latitude=float("nan"))
    assert all(p.longitude is None for p in rows.places(half, diagnosis))


def test_no_site_at_all(huye):
    empty = replace(huye, packages=huye.packages.head(0))
    with pytest.raises(NothingToShow):
        rows.places(pd.DataFrame({"site": []}), empty)
