import datetime as dt

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.project.checks.cells import CellRule, parse, suggestion
from workbench.project.schema.declaration import Column, declaration
from workbench.project.sources.cell_problems import CellProblem

LEVEL = CellRule(Column(type="level", meaning="", scale="use"), 0, 9)
NUMBER = CellRule(Column(type="number", meaning="", unit="km"), None, None)
NEEDED = CellRule(Column(type="number", meaning="", required=True), None, None)
SHARE = CellRule(Column(type="number", meaning="", minimum=0, maximum=1, above=0), 0, 1)
AMOUNT = CellRule(Column(type="amount", meaning="", minimum=0, unit="USD"), 0, None)
WHOLE = CellRule(Column(type="integer", meaning="", minimum=1), 1, None)
DAY = CellRule(Column(type="date", meaning=""), None, None)
BOOLEAN = CellRule(Column(type="boolean", meaning=""), None, None)
NAME = CellRule(Column(type="identifier", meaning=""), None, None)
NAMES = CellRule(Column(type="identifiers", meaning=""), None, None)
TEXT = CellRule(Column(type="text", meaning=""), None, None)
LINK = CellRule(Column(type="link", meaning=""), None, None)
CHOICE = CellRule(
    Column(type="choice", meaning=""), None, None, ("workshop", "farmer-organisation")
)
CHOICES = CellRule(Column(type="choices", meaning=""), None, None, ("trust", "access"))


@pytest.mark.parametrize(
    ("text", "rule", "value"),
    [
        ("7", LEVEL, 7),
        (" 7 ", LEVEL, 7),
        ("3.0", LEVEL, 3),
        ("0", LEVEL, 0),
        ("", LEVEL, None),
        ("   ", TEXT, None),
        (" a ", TEXT, " a "),
        ("a\r\nb", TEXT, "a\nb"),
        ("NA", TEXT, "NA"),
        ("007", TEXT, "007"),
        ("007", NAME, "007"),
        ("rw-huye", NAME, "rw-huye"),
        ("Muse\u0301e", NAME, "Mus\u00e9e"),
        ("E1; E4;;E1", NAMES, "E1;E4"),
        ("-2.5967", NUMBER, -2.5967),
        ("\N{MINUS SIGN}2.5", NUMBER, -2.5),
        (".5", NUMBER, 0.5),
        ("1e-3", NUMBER, 0.001),
        ("381900.0", WHOLE, 381900),
        ("2026-03-14", DAY, dt.date(2026, 3, 14)),
        ("2026/3/14", DAY, dt.date(2026, 3, 14)),
        ("2026-03-14 10:30:00", DAY, dt.date(2026, 3, 14)),
        ("YES", BOOLEAN, True),
        ("1.0", BOOLEAN, True),
        ("false", BOOLEAN, False),
        ("0", BOOLEAN, False),
        (" Workshop", CHOICE, "workshop"),
        ("Farmer Organisation", CHOICE, "farmer-organisation"),
        ("farmer_organisation", CHOICE, "farmer-organisation"),
        ("access;Trust", CHOICES, "access;trust"),
        ("https://doi.org/10.1016/x", LINK, "https://doi.org/10.1016/x"),
    ],
)
def test_values_are_read_and_harmless_differences_mended(text, rule, value):
    read = parse(text, rule)
    assert read == value
    assert type(read) is type(value)


@pytest.mark.parametrize(
    ("text", "rule", "advice"),
    [
        ("seven", LEVEL, "Write 7."),
        ("1e400", LEVEL, "Correct the level"),
        ("2.5", LEVEL, "Choose 2 or 3 and give the reason."),
        ("2,5", LEVEL, "Write a whole number."),
        ("12", LEVEL, "Correct the level; a blank is 'not assessed'."),
        ("-1", LEVEL, "Correct the level; a blank is 'not assessed'."),
        ("NA", LEVEL, "Leave the cell blank for 'not assessed'."),
        ("n/a", LEVEL, "Leave the cell blank for 'not assessed'."),
        ("-", LEVEL, "Leave the cell blank for 'not assessed'."),
        ("TBD", LEVEL, "Leave the cell blank for 'not assessed'."),
        ("Not assessed", LEVEL, "Leave the cell blank for 'not assessed'."),
        ("level 7", LEVEL, "Write the number alone: 7."),
        ("2026-04-03", LEVEL, "The spreadsheet made a date of it"),
        ("inf", NUMBER, "Write digits alone"),
        ("nan", NUMBER, "Leave the cell blank"),
        ("1e999", NUMBER, "Correct it; nothing that is counted here is that large."),
        ("-2,59", NUMBER, "Write the decimal mark as a point: -2.59."),
        ("1,234", NUMBER, "1234, or 1.234 if the comma is a decimal mark."),
        ("1,234,567", NUMBER, "Write it without separators between thousands: 1234567."),
        ("1 234", NUMBER, "Write it without separators between thousands: 1234."),
        ("1.234,5", NUMBER, "Write it without separators between thousands: 1234.5."),
        ("12 km", NUMBER, "Write the number alone: 12."),
        ("USD 500", NUMBER, "Write the number alone: 500."),
        ("35%", SHARE, "Write a share instead of percent: 0.35."),
        ("35 %", NUMBER, "Write 35 where the unit is percent, 0.35 where it is a share."),
        ("unknown", NEEDED, "Delete the row where it is not known."),
        ("10-12", NEEDED, "Write digits alone, or delete the row where it is not known."),
        ("35", SHARE, "35 percent is 0.35"),
        ("0", SHARE, "Delete the row if there is none"),
        ("-0.5", SHARE, "Correct the number."),
        ("1.5", WHOLE, "Round it"),
        ("0", WHOLE, "Correct the number."),
        ("2026-02-30", DAY, "There is no such day"),
        ("0206-03-14", DAY, "Correct the year."),
        ("03/04/2026", DAY, "It may mean 2026-04-03 or 2026-03-04"),
        ("14/03/2026", DAY, "Write 2026-03-14."),
        ("03/14/26", DAY, "Write 2026-03-14."),
        ("2026", DAY, "This is a year only: look up month and day, and write a whole day."),
        ("2026-05", DAY, "This is a month only: look up the day, and write a whole day."),
        ("12 May 2026", DAY, "Write 2026-05-12."),
        ("1 sept. 2026", DAY, "Write 2026-09-01."),
        ("12 Mei 2026", DAY, "Write year, month and day in digits."),
        ("46095", DAY, "format the cell as a date"),
        ("14 March 2026", DAY, "Write 2026-03-14."),
        ("31 Feb 2026", DAY, "There is no such day"),
        ("maybe", BOOLEAN, "Write yes or no, or leave the cell blank."),
        ("clean seed", NAME, "Write for instance 'clean-seed'"),
        ("a/b", NAME, "Write for instance 'a-b'"),
        ("..", NAME, "Give it a name."),
        ("E1,E4", NAMES, "Write 'E1;E4'."),
        ("trial-3, T4 and T5", NAMES, "Write 'trial-3;T4;T5'."),
        ("field trial, T4", NAMES, "Write for instance 'field-trial;T4'"),
        ("&, /", NAMES, "Name the pieces, with ; between them."),
        ("workshp", CHOICE, "Did you mean 'workshop'?"),
        ("n/a", CHOICE, "Leave the cell blank where it is not known."),
        ("xyz", CHOICE, "Choose one of them."),
        ("trust,access", CHOICES, "Separate them by ;."),
        ("javascript:alert(1)", LINK, "Give the address of the document itself."),
        ("a\x00b", TEXT, "Type the cell again without the character 0x00."),
    ],
)
def test_what_can_be_misread_is_refused_with_advice(text, rule, advice):
    problem = parse(text, rule)
    assert isinstance(problem, CellProblem)
    assert advice in problem.advice
    assert problem.expected
    assert problem.severity == "error"


@given(st.text(), st.sampled_from([LEVEL, NUMBER, WHOLE, DAY, BOOLEAN, NAME, NAMES, CHOICES]))
def test_no_text_breaks_a_reader(text, rule):
    value = parse(text, rule)
    if isinstance(value, int) and rule is LEVEL:
        assert 0 <= value <= 9


def test_capitals_count_and_are_named():
    assert suggestion("Huye", ["huye"]) == "Did you mean 'huye'? Capitals count."
    assert suggestion("x", ["huye"]) == ""


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("12500.50", "12500.5"),
        (" 3.0 ", "3"),
        ("1e3", "1000"),
        ("0.1", "0.1"),
        ("-0.0", "0"),
        ("333.3333333333333", "333.3333333333333"),
        ("", None),
    ],
)
def test_an_amount_keeps_every_digit_and_has_one_spelling(text, value):
    assert parse(text, AMOUNT) == value


@pytest.mark.parametrize(
    ("text", "expected", "advice"),
    [
        ("-5", "an amount from 0 up (USD)", "Correct the number."),
        ("TBD", "an amount from 0 up (USD)", "Leave the amount blank"),
        ("1,234.50", "an amount from 0 up (USD)", "1234.50"),
        ("USD 500", "an amount from 0 up (USD)", "Write the number alone: 500."),
        ("12,5", "an amount from 0 up (USD)", "12.5"),
        ("1e999", "an amount from 0 up (USD)", "Round it"),
        ("1e99999999", "an amount from 0 up (USD)", "Round it"),
        ("lots", "an amount from 0 up (USD)", ""),
    ],
)
def test_what_is_no_amount_is_told_with_what_to_write(text, expected, advice):
    problem = parse(text, AMOUNT)
    assert problem.expected == expected
    assert advice in problem.advice


@pytest.mark.parametrize(
    ("text", "unit", "advice"),
    [
        ("4.88 S", "degrees north", "Write -4.88."),
        ("4.88S", "degrees north", "Write -4.88."),
        ("N 4.88°", "degrees north", "Write 4.88."),
        ("29.63 E", "degrees east", "Write 29.63."),
        ("72.5° w", "degrees east", "Write -72.5."),
        ("4°52'48\" S", "degrees north", "Write -4.88."),
        ("4.88 E", "degrees north", "It is the other coordinate: "),
        ("4.88 S", "base currency", "Write the number alone: 4.88."),
    ],
)
def test_a_half_of_the_globe_becomes_a_sign(text, unit, advice):
    rule = CellRule(Column(type="number", meaning="", unit=unit), None, None)
    assert parse(text, rule).advice.startswith(advice)


@pytest.mark.parametrize(("text", "value"), [("Y", True), ("n", False), ("N ", False), ("y", True)])
def test_one_letter_is_yes_or_no(text, value):
    assert parse(text, CellRule(Column(type="boolean", meaning=""), None, None)) is value


@pytest.mark.parametrize(
    ("column", "cell", "advice"),
    [
        ("latitude", "1.25 South", "Write -1.25."),
        ("latitude", "4,88 S", "Write -4.88."),
        ("latitude", "4.88 sud", "Write -4.88."),
        ("latitude", "95 S", "Correct the number."),
        ("longitude", "30,5 Ouest", "Write -30.5."),
        ("population", "2,0", "Write 2."),
        ("population", "2,5", "Write a whole number."),
        ("population", "9" * 26, "Correct the number."),
        ("population", "1e400", "Correct the number."),
    ],
)
def test_the_advice_can_be_followed(column, cell, advice):
    declared = declaration().table("sites").columns[column]
    rule = CellRule(declared, declared.minimum, declared.maximum)
    assert parse(cell, rule).advice == advice
    if advice.startswith("Write ") and advice[6:7] in "-0123456789":
        assert not isinstance(parse(advice[6:-1], rule), CellProblem)
