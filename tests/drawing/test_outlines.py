from __future__ import annotations

import numpy as np
import pytest

from workbench.drawing.outlines import View, visible


@pytest.mark.parametrize(
    "view",
    [
        View(28, -4, 32, 0),
        View(-80, -15, -70, -5),
        View(176, -22, 190, -8),
        View(-180, -60, 180, 80),
    ],
)
def test_what_is_visible_stays_in_view(view):
    rings = visible(view)
    assert rings
    points = np.vstack(rings)
    slack = view.width / 100
    assert points[:, 0].min() >= view.west - slack
    assert points[:, 0].max() <= view.east + slack
    assert points[:, 1].min() >= view.south - slack
    assert points[:, 1].max() <= view.north + slack
    assert all((ring[0] == ring[-1]).all() for ring in rings)


def test_a_view_inland_is_covered_by_land():
    """The clipped outline of a country around the whole view is the view itself."""
    view = View(23.0, -3.0, 24.0, -2.0)  # inside Congo
    [ring] = visible(view)
    x, y = ring[:, 0], ring[:, 1]
    area = abs(np.sum(x[:-1] * y[1:] - x[1:] * y[:-1])) / 2
    assert area == pytest.approx(1.0, abs=0.02)


def test_the_sea_is_empty():
    assert visible(View(-35, -35, -30, -30)) == []


def test_a_wide_view_is_coarse():
    assert sum(len(ring) for ring in visible(View(-180, -60, 180, 80))) < 20_000
