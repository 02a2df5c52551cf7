"""A notebook to begin from can be run at once, and what is there is never overwritten."""

import ast
import json

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from workbench.batch.own_notebooks import OWN, own_problems
from workbench.batch.recipes import read_recipe, recipes_folder
from workbench.batch.starters import LAB, write_lab, write_own_notebook
from workbench.errors import InvalidInput
from workbench.project import read_project


@pytest.fixture
def tiny(project):
    return read_project(project)


def _parameters(path):
    cells = json.loads(path.read_text("utf-8"))["cells"]
    (found,) = [one for one in cells if "parameters" in one["metadata"].get("tags", ())]
    values = {}
    for statement in ast.parse("".join(found["source"])).body:
        values[statement.targets[0].id] = ast.literal_eval(statement.value)
    return values


def test_a_further_chapter_looks_at_the_project_and_its_first_site(tiny):
    made = write_own_notebook(tiny, "6-yield-response")
    assert made.path == tiny.folder / OWN / "6-yield-response.ipynb"
    assert (made.replaces, made.runs) == ("", True)
    none = dict.fromkeys(("framework", "as_of", "scenario"))
    assert _parameters(made.path) == {"project": "..", "site": "a", **none}
    assert own_problems(tiny.folder, {}) == ()
    first = json.loads(made.path.read_text("utf-8"))["cells"][0]["source"]
    assert first.startswith("# 6 Yield response\n\n")
    assert first.endswith("?")


@pytest.mark.parametrize(
    ("word", "name"),
    [("diagnose", "2-diagnose-package"), ("2", "2-diagnose-package"),
     ("2-diagnose-package.ipynb", "2-diagnose-package"), ("3a", "3a-weigh-options"),
     ("compare", "compare-sites"), ("explore", "explore")],
)  # fmt: skip
def test_a_notebook_of_ours_is_copied_to_be_changed(tiny, word, name):
    made = write_own_notebook(tiny, word)
    assert (made.path.stem, made.replaces, made.runs) == (name, name, name != "explore")
    ours, mine = (read_recipe(f / f"{name}.ipynb") for f in (recipes_folder(), made.path.parent))
    assert mine.parameters == ours.parameters
    assert _parameters(made.path)["project"] == ".."
    assert own_problems(tiny.folder, {}) == ()


@pytest.mark.parametrize(
    ("word", "name"),
    [("yield response", "6-yield-response"), ("Yield_2", "6-yield-2"), ("6", "6-my-step"),
     ("12b-x", "12b-x")],
)  # fmt: skip
def test_a_name_without_a_number_gets_one_that_is_free(tiny, word, name):
    assert write_own_notebook(tiny, word).path.stem == name
    after = {"6": "7", "12b": "13"}[name.partition("-")[0]]
    assert write_own_notebook(tiny, "another").path.stem == f"{after}-another"


@pytest.mark.parametrize(
    ("word", "line"),
    [
        ("2-other", "The number 2 is that of 2-diagnose-package; take one that is free, such as "
                    "6-other."),
        ("3-yields", "The number 3 is that of 3a-weigh-options; take one that is free, such as "
                     "6-yields."),
        ("7-diagnose-package", "The name diagnose-package is that of 2-diagnose-package; take one "
                               "that is free, such as 6-diagnose-package-2."),
        ("../x", "'../x' cannot be the name of a notebook; write small letters, digits and "
                 "hyphens, such as 6-yield-response."),
        ("", "'' cannot be the name of a notebook; write small letters, digits and hyphens, such "
             "as 6-yield-response."),
    ],
)  # fmt: skip
def test_a_name_that_cannot_be_is_refused_in_a_line(tiny, word, line):
    with pytest.raises(InvalidInput) as refused:
        write_own_notebook(tiny, word)
    assert str(refused.value) == line
    assert not (tiny.folder / OWN).exists()


@pytest.mark.parametrize("word", ["7-yield-response", "Yield response"])
def test_a_name_is_not_given_twice_under_another_number(tiny, word):
    write_own_notebook(tiny, "6-yield-response")
    with pytest.raises(InvalidInput) as refused:
        write_own_notebook(tiny, word)
    assert str(refused.value) == (
        "The name yield-response is that of 6-yield-response; take one that is free, such as "
        "7-yield-response-2."
    )
    free = write_own_notebook(tiny, "7-yield-response-2").path.stem
    assert own_problems(tiny.folder, {}) == ()
    assert free == "7-yield-response-2"


@pytest.mark.parametrize("word", ["6-yield", "diagnose"])
def test_what_is_there_stays(tiny, word):
    path = write_own_notebook(tiny, word).path
    path.write_text("mine")
    with pytest.raises(InvalidInput, match="is there already; nothing was written"):
        write_own_notebook(tiny, word)
    assert path.read_text() == "mine"


def test_a_project_without_sites_is_told_to_have_some(project):
    (project / "sites.csv").write_text("site,name\n")
    with pytest.raises(InvalidInput, match="'tiny' has no sites yet"):
        write_own_notebook(read_project(project), "6-x")


def test_the_lab_has_all_our_notebooks_and_is_made_once(tiny):
    folder, written = write_lab(tiny)
    assert folder == tiny.folder / LAB
    assert {one.name for one in written} == {one.name for one in recipes_folder().glob("*.ipynb")}
    assert {_parameters(one)["project"] for one in written} == {".."}
    written[0].write_text("mine")
    written[1].unlink()
    assert write_lab(tiny)[1] == (written[1],)
    assert written[0].read_text() == "mine"


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None)
@given(word=st.text(max_size=20))
def test_whatever_it_is_called_it_stays_in_its_folder_and_can_be_run(tiny, word):
    try:
        made = write_own_notebook(tiny, word)
    except InvalidInput:
        return
    assert made.path.parent == tiny.folder / OWN
    assert own_problems(tiny.folder, {}) == ()
    made.path.unlink()
