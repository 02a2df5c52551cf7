import pytest

from workbench.options.figures.option_rows import letter, number


@pytest.mark.parametrize(
    ("place", "name"), [(0, "A"), (25, "Z"), (26, "AA"), (701, "ZZ"), (702, "AAA")]
)
def test_letters_go_on_after_z(place, name):
    assert letter(place) == name


def test_a_number_that_is_missing_is_none_and_never_zero():
    assert number(float("nan")) is None
    assert number(None) is None
    assert number(0) == 0.0
