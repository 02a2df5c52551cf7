import pytest
from pydantic import ValidationError

from workbench.project.importers.mapping import ColumnOrigin, FileFormat, SkipRule, filled

RULE = {"name": "n", "reason": "r", "columns": "c"}


@pytest.mark.parametrize(
    ("test", "value", "skipped"),
    [
        ({"blank": True}, "", True),
        ({"blank": True}, "0", False),
        ({"equals": "Total"}, "Total", True),
        ({"equals": "Total"}, "Totals", False),
        ({"matches": "[0-9.]+"}, "0.75", True),
        ({"matches": "[0-9.]+"}, "A0.75", False),
        ({"unless_matches": "[A-Z]{3}"}, "Avg", True),
        ({"unless_matches": "[A-Z]{3}"}, "", True),
        ({"unless_matches": "[A-Z]{3}"}, "ETHI", True),
        ({"unless_matches": "[A-Z]{3}"}, "ETH", False),
    ],
)
def test_rules_for_rows_that_are_no_data(test, value, skipped):
    assert SkipRule(**RULE, **test).skips({"c": value}) is skipped


def test_a_row_is_blank_where_all_its_columns_are():
    rule = SkipRule(name="n", reason="r", columns=["a", "b"], blank=True)
    assert rule.skips({"a": "", "b": ""})
    assert not rule.skips({"a": "", "b": "0"})


@pytest.mark.parametrize("tests", [{}, {"blank": True, "equals": "x"}])
def test_a_rule_has_one_test(tests):
    with pytest.raises(ValidationError, match="one of blank"):
        SkipRule(**RULE, **tests)


def test_zero_is_never_a_sign_for_no_value():
    with pytest.raises(ValidationError, match="a 0 is a value"):
        FileFormat(missing=["-", "0"])


def test_a_cell_reads_columns_names_and_values_of_names():
    variables = {"system": "FMIS", "maximum": "6"}
    cells = {"FMIS": "3", "Zone": "West"}
    cell = ColumnOrigin(template="{Zone}: {system} {value of system} of {maximum}")
    assert cell.text(cells, variables) == "West: FMIS 3 of 6"
    assert cell.sources(variables) == ("Zone", "FMIS")
    assert ColumnOrigin(column="{system}").text(cells, variables) == "3"
    assert cell.text({**cells, "FMIS": ""}, variables) == ""


def test_text_of_the_file_is_never_taken_for_a_template():
    assert filled("{a}", {"a": "{b}", "b": "secret"}) == "{b}"


@pytest.mark.parametrize(
    ("pattern", "whole"), [("^#", "'#.*'"), ("total$", "'.*total'"), ("^Sum of", "'Sum of.*'")]
)
def test_a_pattern_that_means_part_of_a_cell_is_told_how_to_say_so(pattern, whole):
    with pytest.raises(ValidationError, match="a pattern for the whole cell") as raised:
        SkipRule(**RULE, matches=pattern)
    assert whole in str(raised.value)


@pytest.mark.parametrize("pattern", ["#.*", "^#.*$", ".*total", "costs \\$"])
def test_a_pattern_for_the_whole_cell_is_taken(pattern):
    assert SkipRule(**RULE, matches=pattern).matches == pattern
