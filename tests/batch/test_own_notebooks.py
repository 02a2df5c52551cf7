"""Notebooks of a project's own: in their place, given what is theirs, refused in words."""

import json
import re
import tempfile
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.batch.own_notebooks import (
    OWN,
    every_own,
    given_to,
    own_data,
    own_problems,
    parameter_of,
)
from workbench.batch.recipes import choose_steps, comparison, site_steps
from workbench.errors import InvalidInput

YIELD = "project = None\nsite = None\nseason = '2024A'\nshare = 0.5"


@pytest.fixture
def own(project, notebook_at):
    """Write a notebook of the project's own."""
    return lambda name, parameters=YIELD: notebook_at(project / OWN / name, [], parameters)


def _said(project, recipes, values=None):
    return [str(one) for one in own_problems(project, values or {}, recipes)]


def test_a_project_without_notebooks_has_nothing_to_mend(project, recipes):
    assert _said(project, recipes) == []
    assert every_own(project, recipes) == ()
    assert own_data(project) == {}


def test_a_notebook_of_ones_own_is_a_further_step_or_takes_a_place(project, recipes, own):
    own("6-yield-response.ipynb")
    own("2-second-thing.ipynb")
    own("compare-sites.ipynb", "project = None\nsites = None")
    own("explore.ipynb", None)
    assert _said(project, recipes) == []
    steps = site_steps(recipes, project / OWN)
    assert [(one.name, one.own) for one in steps] == [
        ("1-first-thing", False), ("2-second-thing", True), ("6-yield-response", True),
    ]  # fmt: skip
    assert comparison(recipes, project / OWN).own
    assert not comparison(recipes).own
    names = [one.name for one in every_own(project, recipes)]
    assert names == ["2-second-thing", "6-yield-response", "compare-sites"]
    chosen = choose_steps(["yield"], recipes, project / OWN)
    assert [one.name for one in chosen] == ["6-yield-response"]


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(
    numbers=st.sets(
        st.from_regex(r"[1-9][0-9]?[a-c]?", fullmatch=True).filter(lambda n: n not in {"1", "2"}),
        max_size=5,
    )
)
def test_steps_stand_in_the_order_of_their_numbers(recipes, notebook_at, numbers):
    with tempfile.TemporaryDirectory() as place:
        for number in numbers:
            notebook_at(Path(place) / OWN / f"{number}-own.ipynb", [], YIELD)
        steps = [one.order for one in site_steps(recipes, Path(place) / OWN)]
        assert _said(Path(place), recipes) == []
    key = {one: (int(one.rstrip("abc")), one[-1]) for one in {"1", "2", *numbers}}
    assert steps == sorted(key, key=lambda one: (key[one][0], one.lstrip("0123456789")))


@pytest.mark.parametrize(
    ("name", "parameters", "line"),
    [
        ("6-x.ipynb", None,
         "notebooks/6-x.ipynb: found 'no cell with the tag 'parameters'', expected one. "
         "In JupyterLab: choose the cell, then the gears at the right, Cell Tags."),
        ("6-x.ipynb", "project = None",
         "notebooks/6-x.ipynb: found 'no parameter site', expected a line such as 'site = None' in "
         "its cell of parameters. The run says there which project and which site it is about."),
        ("6-x.ipynb", "site = None",
         "notebooks/6-x.ipynb: found 'no parameter project', expected a line such as "
         "'project = None' in its cell of parameters. The run says there which project and which "
         "site it is about."),
        ("6-x.ipynb", "import os",
         "notebooks/6-x.ipynb: found 'a cell of parameters that does more than set values "
         "(line 1)', expected lines such as 'site = None' there. Move everything else into the "
         "next cell."),
        ("2-other.ipynb", YIELD,
         "notebooks/2-other.ipynb: found 'the number 2, which 2-second-thing has', expected a "
         "number that is free, such as 6. Rename it; called 2-second-thing.ipynb it would take "
         "that one's place."),
        ("compare-sites.ipynb", YIELD,
         "notebooks/compare-sites.ipynb: found 'no parameter sites', expected a line such as "
         "'sites = None' in its cell of parameters. The run says there which project and which "
         "site it is about."),
    ],
)  # fmt: skip
def test_what_cannot_be_run_is_named_with_what_to_do(project, recipes, own, name, parameters, line):
    own(name, parameters)
    (problem,) = own_problems(project, {}, recipes)
    assert (str(problem), problem.severity) == (line, "error")


@pytest.mark.parametrize("content", ["{", "[]", '"x"', '{"cells": [1]}', '{"cells": 1}', "\xff"])
def test_what_is_no_notebook_is_named(project, recipes, content):
    path = project / OWN / "6-x.ipynb"
    path.parent.mkdir()
    path.write_text(content, "latin-1")
    (line,) = _said(project, recipes)
    assert re.match(r"notebooks/6-x\.ipynb: found 'content that is not that of a notebook", line)


def test_two_of_ones_own_cannot_share_a_number(project, recipes, own):
    own("6-a.ipynb")
    own("6-b.ipynb")
    (line,) = _said(project, recipes)
    assert "found 'the number 6, which 6-a has', expected a number that is free, such as 7" in line


def test_either_of_two_of_ours_with_one_number_can_be_replaced(project, recipes, own, notebook_at):
    for name in ("1-assess-first", "1-assess-second"):
        notebook_at(recipes / f"{name}.ipynb", [])
        own(f"{name}.ipynb")
    listed = ["1-assess-first", "1-assess-second"]
    assert own_problems(project, {}, recipes, listed=listed) == ()


@pytest.mark.parametrize(
    ("name", "better"),
    [("Yield Response.ipynb", "6-yield-response.ipynb"), ("6_x.ipynb", "6-x.ipynb"),
     ("7.ipynb", "6-my-step.ipynb")],
)  # fmt: skip
def test_a_notebook_without_a_number_is_not_run_and_said_to_be_so(
    project, recipes, own, name, better
):
    own(name, None)
    (problem,) = own_problems(project, {}, recipes)
    assert problem.severity == "warning"
    assert f"expected a name such as {better}. It is not run" in str(problem)
    assert every_own(project, recipes) == ()


@pytest.mark.parametrize(
    ("values", "line"),
    [
        ({"yeild": {"season": "2025B"}},
         "project.yaml (notebooks.yeild): found 'yeild', expected the name of a notebook in the "
         "folder notebooks. Did you mean 'yield'?"),
        ({"yield-response": {"seasn": "2025B"}},
         "project.yaml (notebooks.yield-response.seasn): found 'seasn', expected a parameter of "
         "6-yield-response.ipynb. Did you mean 'season'?"),
        ({"6": {"site": "a"}},
         "project.yaml (notebooks.6.site): found 'site', expected a parameter of "
         "6-yield-response.ipynb. The run sets it itself, by --site, --as-of or --scenario."),
        ({"second": {"season": "2025B"}},
         "project.yaml (notebooks.second): found 'second', expected the name of a notebook in the "
         "folder notebooks. There are: yield."),
    ],
)  # fmt: skip
def test_an_unknown_name_in_the_settings_has_its_nearest(project, recipes, own, values, line):
    own("6-yield-response.ipynb")
    assert _said(project, recipes, values) == [line]


PLAIN = st.one_of(st.booleans(), st.integers(), st.text("ab 0:#", max_size=5))


@given(
    settings_=st.dictionaries(st.sampled_from(["season", "share"]), PLAIN),
    asked=st.dictionaries(st.sampled_from(["season", "share"]), PLAIN),
)
def test_the_command_goes_before_the_project_and_that_before_the_notebook(settings_, asked):
    recipe = _recipe()
    assert given_to([recipe], {"yield": settings_}, asked) == {
        "6-yield-response": {**settings_, **asked}
    }


def test_a_blank_value_leaves_what_the_notebook_says():
    given_values = given_to([_recipe()], {"yield": {"season": None, "share": 1}}, {})
    assert given_values == {"6-yield-response": {"share": 1}}
    assert given_to([_recipe()], {}, {"season": None})["6-yield-response"] == {"season": None}


def _recipe():
    from workbench.batch.recipes import Recipe

    return Recipe(
        path=Path("6-yield-response.ipynb"), name="6-yield-response", order="6", short="yield",
        parameters=("project", "site", "season", "share"), sha256="", own=True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("name", "words"),
    [("seasn", "Did you mean 'season'?"), ("site", "The run sets it itself")],
)
def test_a_parameter_that_no_notebook_has_is_refused_in_a_line(name, words):
    with pytest.raises(InvalidInput, match=f"has a parameter '{name}'") as refused:
        given_to([_recipe()], {}, {name: 1})
    assert words in str(refused.value)
    assert "\n" not in str(refused.value)


@pytest.mark.parametrize(
    ("line", "fit", "unfit", "words"),
    [
        ("x: int = 3", [4, None], ["abc", 2.5, True], "a whole number, such as 3"),
        ("x: int | None = None", [4, None], ["abc"], "a whole number, such as 3"),
        ("x = -3", [4, 0.5], ["abc", False], "a number, such as 0.5"),
        ("x: float = 3", [4, 0.5], ["abc"], "a number, such as 0.5"),
        ("x = False", [True], [1, "abc"], "true or false"),
        ("x = '2024A'", ["2025B"], [2025], "text; write -p \"x='…'\" where it looks like "
                                           "something else"),
        ("x = None", [1, "a", True], [], ""),
        ("x = [1]", [1, "a"], [], ""),
    ],
)  # fmt: skip
def test_another_kind_of_value_is_refused(project, recipes, own, line, fit, unfit, words):
    own("6-x.ipynb", f"project = None\nsite = None\n{line}")
    every = every_own(project, recipes)
    for value in fit:
        assert given_to(every, {}, {"x": value}) == {"6-x": {"x": value}}
    for value in unfit:
        with pytest.raises(InvalidInput) as refused:
            given_to(every, {}, {"x": value})
        assert str(refused.value) == (
            f"The parameter 'x' of 6-x.ipynb is not '{value}' but {words}."
        )


@pytest.mark.parametrize(
    ("line", "value", "told"),
    [
        (
            "x: int = 3",
            "abc",
            "found 'abc', expected a whole number, such as 3. Correct the value.",
        ),
        (
            "x: int = 3",
            True,
            "found 'true', expected a whole number, such as 3. Correct the value.",
        ),
        ("x = '2024A'", 2025, "found '2025', expected text. Put it between quotation marks."),
        ("x = 0.5", (1, 2), "found 'a list', expected a number, such as 0.5. Correct the value."),
    ],
)
def test_another_kind_of_value_in_the_settings_is_told(project, recipes, own, line, value, told):
    own("6-x.ipynb", f"project = None\nsite = None\n{line}")
    assert _said(project, recipes, {"x": {"x": value}}) == [f"project.yaml (notebooks.x.x): {told}"]
    assert _said(project, recipes, {"x": {"x": None}}) == []


@pytest.mark.parametrize(
    ("text", "value"),
    [("a=1", 1), ("a=0.5", 0.5), ("a=yes", True), ("a='007'", "007"), ("a=x=y", "x=y"),
     ("a=", None), ("a=null", None), ("a=2026-03-14", "2026-03-14"), ("a= two words ", "two words"),
     ("a=@x", "@x"), ("a=1e-06", 1e-06), ("a='1e-06'", "1e-06"), ("a=7e2", "7e2")],
)  # fmt: skip
def test_a_value_is_read_as_in_the_settings(text, value):
    read = parameter_of(text)
    assert read == ("a", value)
    assert type(read[1]) is type(value)


@pytest.mark.parametrize("text", ["a", "=1", "a b=1", "", "a=[1, 2]", "a={b: 1}"])
def test_what_sets_no_single_value_is_refused(text):
    with pytest.raises(InvalidInput, match=re.escape(f"'{text}'")):
        parameter_of(text)


@given(value=st.one_of(st.integers(), st.booleans(), st.floats(allow_nan=False).filter(abs)))
def test_numbers_come_through(value):
    assert parameter_of(f"a={json.dumps(value)}") == ("a", value) or abs(value) == float("inf")


def test_what_lies_beside_is_their_data(project, own):
    own("6-yield-response.ipynb")
    folder = project / OWN
    for name in (
        "yields.csv",
        "more/b.txt",
        ".hidden",
        ".ipynb_checkpoints/x.csv",
        "__pycache__/y",
    ):
        (folder / name).parent.mkdir(exist_ok=True)
        (folder / name).write_text(name)
    assert list(own_data(project)) == ["more/b.txt", "yields.csv"]
