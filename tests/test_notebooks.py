"""Every recipe keeps the rules of a recipe, and runs on the example project."""

import ast
from pathlib import Path

import nbformat
import pytest

from workbench.publish.reading import read_document

ROOT = Path(__file__).parents[1]
RECIPES = sorted((ROOT / "notebooks").rglob("*.ipynb"))
LOOPS = (ast.For, ast.While, ast.FunctionDef, ast.ClassDef, ast.Lambda, ast.AsyncFor)


def _code(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


@pytest.fixture(params=RECIPES, ids=lambda path: f"{path.parent.name}-{path.stem}")
def recipe(request):
    return request.param


def test_recipe_is_thin(recipe):
    notebook = nbformat.read(recipe, as_version=4)
    nbformat.validate(notebook)
    cells = _code(notebook)
    assert sum(len(cell.source.splitlines()) for cell in cells) <= 60
    for cell in cells:
        assert not any(isinstance(node, LOOPS) for node in ast.walk(ast.parse(cell.source)))


def test_recipe_is_stored_without_outputs(recipe):
    for cell in _code(nbformat.read(recipe, as_version=4)):
        assert cell.outputs == []
        assert cell.execution_count is None


def test_recipe_has_one_parameters_cell_of_plain_values(recipe):
    tagged = [
        cell
        for cell in _code(nbformat.read(recipe, as_version=4))
        if "parameters" in cell.metadata.get("tags", [])
    ]
    assert len(tagged) == 1
    for statement in ast.parse(tagged[0].source).body:
        assert isinstance(statement, ast.Assign)
        ast.literal_eval(statement.value)


def test_recipe_begins_with_a_title_and_a_question(recipe):
    first = nbformat.read(recipe, as_version=4).cells[0]
    title, _, question = first.source.partition("\n\n")
    assert title.startswith("# ")
    assert question.strip().endswith("?")


@pytest.mark.slow
def test_recipe_runs_on_the_example_project(recipe, executed_recipe):
    if recipe.parent.name != "notebooks":
        pytest.skip("a recipe of a framework of assessment, under which the example is not")
    if recipe.stem == "explore":
        pytest.skip("a room of widgets, of which no report is made; tests/explore has its tests")
    document = read_document([executed_recipe(recipe)])
    assert document.chapters
    assert document.figures > 0
    assert document.provenance is not None
    assert document.provenance.sources
