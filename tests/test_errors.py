import pickle

import pytest

from workbench.errors import (
    FrameworkMismatch,
    InvalidInput,
    NothingToShow,
    Problem,
    UnknownName,
    WorkbenchError,
    did_you_mean,
    nearest,
)


def _problem(**change):
    given = {
        "file": "tables.xlsx",
        "sheet": "scores",
        "row": 7,
        "cell": "F7",
        "column": "use",
        "found": "12",
        "expected": "a whole number from 0 to 9",
        "advice": "Correct the level.",
    }
    return Problem(**given | change)


def test_a_problem_is_one_line_with_place_found_expected_and_advice():
    assert str(_problem()) == (
        "tables.xlsx, sheet scores, F7 (use): found '12', expected a whole number from 0 to 9. "
        "Correct the level."
    )


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"cell": None}, "tables.xlsx, sheet scores, row 7 (use)"),
        ({"cell": None, "row": None, "column": None, "sheet": None}, "tables.xlsx"),
    ],
)
def test_a_place_says_what_is_known_of_it(change, place):
    assert _problem(**change).place == place


def test_an_empty_cell_is_named_in_words():
    assert "found nothing" in str(_problem(found=""))


def test_invalid_input_counts_what_it_does_not_list():
    said = str(InvalidInput("The file is wrong.", [_problem()] * 240_000))
    assert said.splitlines()[-1] == " … and 239950 more"
    assert len(said.splitlines()) == 52


def test_a_nearest_name_is_found_however_long_the_name_is():
    assert nearest("e" * 1_000_000, ["e" * 80, "seed"]) == "e" * 80


def test_invalid_input_lists_every_problem_on_its_own_line():
    error = InvalidInput("The project cannot be used.", [_problem(), _problem(row=9, cell="F9")])
    assert str(error).splitlines()[0] == "The project cannot be used."
    assert len(str(error).splitlines()) == 3
    assert len(error.problems) == 2


@pytest.mark.parametrize(
    ("error", "builtin"),
    [
        (InvalidInput, ValueError),
        (UnknownName, LookupError),
        (FrameworkMismatch, ValueError),
        (NothingToShow, ValueError),
    ],
)
def test_errors_fit_the_built_in_ones(error, builtin):
    assert issubclass(error, WorkbenchError)
    assert issubclass(error, builtin)


def test_suggestions_ignore_case_and_list_a_few_when_nothing_is_near():
    assert did_you_mean("HUYE", ["huye", "nyanza"]) == "Did you mean 'huye'?"
    assert did_you_mean("x", []) == "There is none yet."
    assert did_you_mean("x", [f"site-{n}" for n in range(20)]).endswith("site-7, ….")


def test_nearest_ignores_capitals_and_gives_nothing_for_nothing_near():
    assert nearest("HUYE", ["huye"]) == "huye"
    assert nearest("zzz", ["huye"]) is None


def test_errors_survive_the_way_from_a_worker_process():
    error = InvalidInput("Bad.", [_problem()])
    back = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert str(back) == str(error)
    unknown = pickle.loads(pickle.dumps(UnknownName("site", "a", ["b"])))  # noqa: S301 - the same
    assert unknown.name == "a"
