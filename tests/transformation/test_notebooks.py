"""The recipes of the roll-out keep the rules of a recipe, and run on a network."""

import ast
from pathlib import Path
from types import SimpleNamespace

import nbformat
import pytest

import workbench.case
import workbench.publish.show
import workbench.scenarios.report_title
from workbench.page.records import paragraphs

RECIPES = sorted(
    (Path(__file__).parents[2] / "notebooks" / "ai-transformation").glob("[23]*.ipynb")
)
LOOPS = (ast.For, ast.While, ast.FunctionDef, ast.ClassDef, ast.Lambda)


def code(path):
    cells = nbformat.read(path, as_version=4).cells
    return [one for one in cells if one.cell_type == "code"]


@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_thin_and_without_outputs(path):
    cells = code(path)
    assert sum(len(one.source.splitlines()) for one in cells) <= 40
    for one in cells:
        assert one.outputs == []
        assert not any(isinstance(node, LOOPS) for node in ast.walk(ast.parse(one.source)))
    first = nbformat.read(path, as_version=4).cells[0].source
    assert first.startswith("# ")
    assert first.endswith("?")


@pytest.mark.parametrize("known", ["north", "empty"])
@pytest.mark.parametrize("path", RECIPES, ids=lambda path: path.stem)
def test_every_cell_runs(path, known, request, monkeypatch):
    found = request.getfixturevalue(known)
    assessed = SimpleNamespace(site=found.site, framework=found.assessment)
    every = SimpleNamespace(of=lambda _: assessed)
    case = SimpleNamespace(site=found.site, transformation=found, assessment=every)
    monkeypatch.setattr(workbench.case, "open_case", lambda *_, **__: case)
    title = workbench.scenarios.report_title
    monkeypatch.setattr(title, "report_title", lambda _: paragraphs("Title"))
    names: dict[str, object] = {}
    for one in code(path):
        exec(compile(one.source, path.name, "exec"), names)  # noqa: S102 - our own
    assert names["found"] is found
