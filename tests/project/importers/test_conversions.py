import pytest

from workbench.project.importers.conversions import CONVERSIONS, ConversionError


@pytest.mark.parametrize(
    ("points", "maximum", "level"),
    [
        ("0", "6", "0"),
        ("3", "6", "4"),  # exactly 4.5: half-way is rounded down
        ("6", "6", "9"),
        ("4.5", "9", "4"),
        ("9", "9", "9"),
        ("5", "6", "7"),  # 7.5 down
        ("3.01", "6", "5"),
        ("1", "3", "3"),  # exact, where floats would waver
    ],
)
def test_share_of_maximum_times_nine(points, maximum, level):
    convert = CONVERSIONS["share-of-maximum-times-nine"].convert
    assert convert(points, {"maximum": maximum}) == level


@pytest.mark.parametrize("points", ["7", "-1", "six", "", "nan", "inf", "0…2", "4,5", "1e999"])
def test_points_outside_the_scale_are_refused(points):
    with pytest.raises(ConversionError, match="a number from 0 to 6"):
        CONVERSIONS["share-of-maximum-times-nine"].convert(points, {"maximum": "6"})


def test_index_times_nine():
    convert = CONVERSIONS["index-times-nine"].convert
    assert [convert(value, {}) for value in ("0", "0.5", "0.6071", "1")] == ["0", "4", "5", "9"]
    with pytest.raises(ConversionError):
        convert("1.2", {})


def test_year_becomes_its_last_day():
    convert = CONVERSIONS["last-day-of-year"].convert
    assert convert("2025.0", {}) == "2025-12-31"
    for text in ("2025.5", "25", "today"):
        with pytest.raises(ConversionError, match="a year"):
            convert(text, {})


def test_decimal_comma():
    convert = CONVERSIONS["decimal-comma"].convert
    assert convert("1 250,5", {}) == "1250.5"
    with pytest.raises(ConversionError):
        convert("1,2,3", {})


def test_only_rules_that_make_levels_can_be_switched_off():
    switchable = {name for name, rule in CONVERSIONS.items() if rule.switchable}
    assert switchable == {"share-of-maximum-times-nine", "index-times-nine", "index-times-five"}


@pytest.mark.parametrize(
    ("rule", "parameters", "given", "share"),
    [
        ("weight-over-strongest", {"strongest": "5"}, "5", "1"),
        ("weight-over-strongest", {"strongest": "5"}, "2", "0.4"),
        ("rank-from-strongest", {"weakest": "4"}, "1", "1"),
        ("rank-from-strongest", {"weakest": "4"}, "4", "0.25"),
        ("height-over-highest", {"highest": "6"}, "0", "0"),
        ("height-over-highest", {"highest": "6"}, "3", "0.5"),
    ],
)
def test_weights_ranks_and_heights_become_shares(rule, parameters, given, share):
    assert CONVERSIONS[rule].convert(given, parameters) == share


@pytest.mark.parametrize(
    ("rule", "parameters", "given"),
    [
        ("weight-over-strongest", {"strongest": "5"}, "0"),
        ("weight-over-strongest", {"strongest": "5"}, "6"),
        ("rank-from-strongest", {"weakest": "4"}, "0"),
        ("rank-from-strongest", {"weakest": "4"}, "5"),
        ("rank-from-strongest", {"weakest": "4"}, "often"),
        ("height-over-highest", {"highest": "6"}, "7"),
    ],
)
def test_a_weight_outside_its_scale_is_refused(rule, parameters, given):
    with pytest.raises(ConversionError):
        CONVERSIONS[rule].convert(given, parameters)


@pytest.mark.parametrize(
    ("index", "level"),
    [
        ("0", "0"),
        ("0.1", "0"),  # half-way is rounded down
        ("0.1000001", "1"),
        ("0.3", "1"),
        ("0.5", "2"),
        ("0.7", "3"),
        ("0.9", "4"),
        ("0.9000001", "5"),
        ("1", "5"),
    ],
)
def test_index_times_five_has_its_stated_thresholds(index, level):
    assert CONVERSIONS["index-times-five"].convert(index, {}) == level


@pytest.mark.parametrize("rule", ["index-times-five", "index-to-three-digits"])
@pytest.mark.parametrize("index", ["1.01", "-0.1", "high", "648.5"])
def test_an_index_outside_its_scale_is_refused(rule, index):
    with pytest.raises(ConversionError, match="a number from 0 to 1"):
        CONVERSIONS[rule].convert(index, {})


def test_index_to_three_digits_keeps_its_scale():
    convert = CONVERSIONS["index-to-three-digits"].convert
    assert convert("0.7571647058823531", {}) == "0.757 on a scale from 0 to 1"


@pytest.mark.parametrize(
    ("variance", "error"), [("0.0485", "0.220227"), ("1.47E-05", "0.00383406")]
)
def test_root_of_variance(variance, error):
    assert CONVERSIONS["root-of-variance"].convert(variance, {}) == error


@pytest.mark.parametrize("variance", ["0", "-0.1", "NA"])
def test_a_variance_that_is_none_is_refused(variance):
    with pytest.raises(ConversionError, match="a variance above 0"):
        CONVERSIONS["root-of-variance"].convert(variance, {})
