from importlib import resources

import numpy as np
import pytest

from workbench.frameworks.country_outlines import countries, degrees_outside


def test_the_file_is_small_and_whole():
    packed = resources.files("workbench.frameworks").joinpath("countries/countries-50m.json.gz")
    assert len(packed.read_bytes()) < 400_000
    names = [name for name, _ in countries()]
    assert {"Rwanda", "Kenya", "Peru", "Fiji", "Vietnam"} <= set(names)
    assert len(names) == 241


def test_rings_are_closed_and_do_not_jump_across_the_globe():
    for name, rings in countries():
        for ring in rings:
            assert np.allclose(ring[0], ring[-1]), name
            if name != "Antarctica":
                assert np.abs(np.diff(ring[:, 0])).max() < 180, name


@pytest.mark.parametrize(
    ("country", "longitude", "latitude"),
    [
        ("Tanzania", 29.63, -4.88),  # Kigoma, on the lake
        ("Uganda", 32.58, 0.32),  # Kampala
        ("Lesotho", 27.48, -29.31),  # Maseru, in a hole of South Africa
        ("Vietnam", 105.85, 21.03),  # Hanoi
        ("Fiji", 178.44, -18.14),  # Suva, beside the date line
        ("peru ", -72.0, -13.5),  # Cusco
    ],
)
def test_a_capital_lies_in_its_country(country, longitude, latitude):
    assert degrees_outside(country, longitude, latitude) < 0.1


def test_a_place_in_a_hole_is_outside():
    assert degrees_outside("South Africa", 28.2, -29.5) > 0.3
    assert degrees_outside("Tanzania", 29.63, 4.88) > 3
    assert degrees_outside("Atlantis", 0, 0) is None


def test_a_distance_is_that_to_the_nearest_side():
    # The border of Egypt with Sudan runs along the 22nd parallel.
    assert degrees_outside("Egypt", 28.0, 20.0) == pytest.approx(2.0, abs=0.02)
