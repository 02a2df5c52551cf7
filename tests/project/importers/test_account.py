import pytest

from workbench.errors import Problem
from workbench.project.importers.account import ImportAccount


def _account(**changes):
    given = {
        "file": "f.csv", "sha256": "0", "map": "m", "title": "t", "attribution": "a", "rows": 4,
        "taken": 1, "dropped_at": {"total: x": (3,)}, "refused": (), "tables": {}, "mentions": {},
        "not_made": {}, "left_blank": {}, "persons": (), "unused": (), "conversions": (),
        "joined": {}, "variants": (), "pairs": (), "notes": (),
    }  # fmt: skip
    return ImportAccount(**{**given, **changes})


def _problem(row, column):
    return Problem(file="f.csv", row=row, column=column, found="", expected="x", advice="y")


def test_an_account_that_does_not_add_up_cannot_be_made():
    with pytest.raises(AssertionError, match="does not add up: 2 of 4 rows"):
        _account()


def test_a_row_with_two_problems_is_one_refused_row():
    refused = (_problem(2, "A"), _problem(2, "B"), _problem(5, "A"))
    account = _account(refused=refused)
    assert account.refused_rows == 2
    assert account.record().reasons == {"total: x": 1, "A: expected x": 2}


def test_a_long_list_of_problems_is_cut_in_print():
    refused = tuple(_problem(row, "A") for row in range(2, 102))
    text = str(_account(rows=102, refused=refused))
    assert "… and 80 more" in text
    assert text.count("expected x") == 20
