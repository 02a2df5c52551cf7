import pytest

from workbench.batch import recipes as module
from workbench.batch.recipes import (
    choose_steps,
    comparison,
    read_recipe,
    recipes_folder,
    recipes_listed,
    site_steps,
)
from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks import every_framework, load, load_for


def test_steps_are_the_numbered_notebooks_of_a_site_in_their_order(recipes, notebook_at):
    notebook_at(recipes / "10-last-thing.ipynb", [])
    notebook_at(recipes / "3b-other-thing.ipynb", [])
    notebook_at(recipes / "3a-thing.ipynb", [])
    assert [recipe.name for recipe in site_steps(recipes)] == [
        "1-first-thing", "2-second-thing", "3a-thing", "3b-other-thing", "10-last-thing",
    ]  # fmt: skip
    assert site_steps(recipes)[0].parameters == ("project", "site", "framework", "as_of")


@pytest.mark.parametrize(
    "word", ["2", "second", "2-second-thing", "second-thing", "2-second-thing.ipynb", " SECOND "]
)
def test_a_step_answers_to_its_number_and_its_names(recipes, word):
    assert [recipe.order for recipe in choose_steps([word], recipes)] == ["2"]


def test_steps_keep_their_order_whatever_the_wish(recipes):
    assert [recipe.order for recipe in choose_steps(["2", "first", "2"], recipes)] == ["1", "2"]
    assert len(choose_steps((), recipes)) == 2


def test_an_unknown_step_is_refused_with_the_nearest(recipes):
    with pytest.raises(UnknownName, match=r"no step 'secnd'\. Did you mean 'second'"):
        choose_steps(["secnd"], recipes)


@pytest.mark.parametrize(
    ("word", "near"), [("second-thin", "second-thing"), ("2-second-thin", "2-second-thing")]
)
def test_the_nearest_of_a_longer_name_is_as_long(recipes, word, near):
    with pytest.raises(UnknownName, match=rf"Did you mean '{near}'\?"):
        choose_steps([word], recipes)


def test_the_recipes_of_the_workbench_are_found_by_their_short_names():
    assert [recipe.short for recipe in site_steps()][:2] == ["characterize", "diagnose"]
    assert "sites" in comparison().parameters


def test_a_notebook_without_parameters_cell_is_refused(misbehaviour):
    with pytest.raises(InvalidInput, match="no cell with the tag 'parameters'"):
        read_recipe(misbehaviour("well-behaved", None))


@pytest.mark.parametrize(
    ("cell", "reason"),
    [
        ("site = (", "not plain Python"),
        ("site = 1\nimport os", r"more than set values \(line 2\)"),
        ("print('hello')", "more than set values"),
    ],
)
def test_a_parameters_cell_sets_values_and_nothing_else(misbehaviour, cell, reason):
    with pytest.raises(InvalidInput, match=reason):
        read_recipe(misbehaviour("well-behaved", cell))


def test_a_parameters_cell_may_have_types_and_words(misbehaviour):
    cell = '"""What to look at."""\nsite: str = "a"  # a site\nas_of = None'
    assert read_recipe(misbehaviour("well-behaved", cell)).parameters == ("site", "as_of")


def test_a_misspelt_parameter_is_an_error_and_not_a_warning(recipes):
    recipe = site_steps(recipes)[0]
    recipe.require(["site", "project"])
    with pytest.raises(InvalidInput, match=r"no parameter 'sit'\. Did you mean 'site'"):
        recipe.require(["sit"])


def test_a_comparison_needs_the_parameter_sites(recipes, notebook_at):
    assert comparison(recipes).short == "compare"
    notebook_at(recipes / "compare-sites.ipynb", [])
    with pytest.raises(InvalidInput, match="no parameter 'sites'"):
        comparison(recipes)
    (recipes / "compare-sites.ipynb").unlink()
    assert comparison(recipes) is None


def test_what_is_not_a_notebook_is_named(tmp_path):
    (tmp_path / "1-broken.ipynb").write_text("{")
    with pytest.raises(InvalidInput, match=r"1-broken\.ipynb has content that is not that of"):
        site_steps(tmp_path)


def test_a_folder_without_steps_is_named(tmp_path):
    with pytest.raises(InvalidInput, match="no notebook for a site"):
        choose_steps((), tmp_path)


def test_the_hash_is_of_the_cells_and_not_of_outputs(recipes):
    path = recipes / "1-first-thing.ipynb"
    before = read_recipe(path).sha256
    path.write_text(path.read_text().replace('"outputs": []', '"outputs": ["x"]'))
    assert read_recipe(path).sha256 == before
    path.write_text(path.read_text().replace("1 + 1", "1 + 2"))
    assert read_recipe(path).sha256 != before


def test_recipes_travel_inside_an_installed_package(tmp_path, monkeypatch):
    inside = tmp_path / "site-packages" / "workbench"
    (inside / "batch").mkdir(parents=True)
    monkeypatch.setattr(module, "__file__", str(inside / "batch" / "recipes.py"))
    with pytest.raises(InvalidInput, match="install the package again"):
        module.recipes_folder()
    (inside / "recipes").mkdir()
    assert module.recipes_folder() == inside / "recipes"


def test_a_framework_of_assessment_lists_its_own(tmp_path, recipes):
    folder, recipe = tmp_path / "ours", (recipes / "1-first-thing.ipynb").read_bytes()
    (folder / "own").mkdir(parents=True)
    for name in ("1-first", "2-second", "own/1-other"):
        (folder / f"{name}.ipynb").write_bytes(recipe)
    listed = ["own/1-other", "2-second"]
    assert [one.name for one in site_steps(folder, listed=listed)] == ["1-other", "2-second"]
    assert [one.name for one in site_steps(folder)] == ["1-first", "2-second"]
    assert comparison(folder, listed=listed) is None


@pytest.mark.parametrize("key", every_framework())
def test_the_recipes_of_every_framework_are_there(key):
    steps = site_steps(listed=recipes_listed(load(key)))
    assert len({one.order for one in steps}) == len(steps) > 2


def test_a_project_under_several_frameworks_has_the_recipes_of_all_once():
    several = load_for("small-experiments", ("ai-transformation",))
    names = [one.name for one in site_steps(listed=recipes_listed(several))]
    assert names == [
        "1-assess-experiment", "1-assess-readiness", "2-pool-experiments", "2-choose-approach",
        "3-from-small-to-broad", "3-follow-roadmap", "3b-map-partners", "3c-draft-plan-and-budget",
        "3d-draw-up-documents", "4-agree-on-strategy",
    ]  # fmt: skip
    compared = comparison(listed=recipes_listed(several))
    assert compared is not None
    assert compared.path.parent.name == "small-experiments"


def test_scaling_readiness_keeps_its_recipes_beside_those_of_an_assessment():
    both = load_for("ipsr", ("small-experiments",))
    names = [one.name for one in site_steps(listed=recipes_listed(both))]
    alone = [one.name for one in site_steps()]
    assert [name for name in names if name in alone] == alone
    assert set(names) - set(alone) == {
        "1-assess-experiment", "2-pool-experiments", "3-from-small-to-broad",
    }  # fmt: skip
    compared = comparison(listed=recipes_listed(both))
    assert compared is not None
    assert compared.path == recipes_folder() / "compare-sites.ipynb"
