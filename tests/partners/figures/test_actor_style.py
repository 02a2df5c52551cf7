"""Shapes, shades and sizes of actors."""

import itertools

from hypothesis import given
from hypothesis import strategies as st

from workbench.partners.figures import actor_style as look


def test_every_type_of_organisation_has_a_shape_of_its_family():
    from workbench.frameworks import load

    for key in load("ipsr").terms("organisation_types"):
        assert (look.shape_of(key) is look.OTHER) == (key == "other")


def test_shapes_differ():
    symbols = [shape.symbol for shape in (look.LEAD, *look.SHAPES)]
    assert len(set(symbols)) == len(symbols)


def test_shades_run_from_light_to_dark_in_grey():
    grey = [
        sum(w * int(c[k : k + 2], 16) for w, k in ((0.3, 1), (0.59, 3), (0.11, 5)))
        for c in look.SHADES
    ]
    assert grey == sorted(grey, reverse=True)
    assert min(a - b for a, b in itertools.pairwise(grey)) > 25


def test_nothing_known_has_no_legend():
    colours, legend = look.shades([None, None])
    assert colours == [look.DOTS, look.DOTS]
    assert legend == []


@given(st.lists(st.integers(0, 1_000_000), min_size=1, max_size=20))
def test_a_larger_value_is_never_drawn_smaller_or_lighter(values):
    across = look.diameters(values, 8, 24)
    colours, _ = look.shades([value / 1e6 for value in values])
    order = sorted(range(len(values)), key=values.__getitem__)
    assert [across[k] for k in order] == sorted(across)
    places = [look.SHADES.index(colours[k]) for k in order]
    assert places == sorted(places)
    assert all(8 <= one <= 24 for one in across)
