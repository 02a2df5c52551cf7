"""The rules of the house that a machine can watch."""

import ast
import re
from itertools import chain
from pathlib import Path

ROOT = Path(__file__).parents[1]
MODULES = sorted((ROOT / "workbench").rglob("*.py"))
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
SHADOWS = {"bottleneck", "statistics", "calendar", "decimal"}


def _name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_there_is_a_house_to_watch():
    assert len(MODULES) > 200


def test_modules_are_short_and_named_for_what_they_do():
    lines = {path: path.read_text("utf-8").count("\n") for path in MODULES}
    assert not [f"{_name(path)}: {number} lines" for path, number in lines.items() if number > 600]
    assert not [_name(path) for path in MODULES if path.stem in DRAWERS | SHADOWS]


def test_functions_are_short():
    nodes = chain.from_iterable(
        ((path, node) for node in ast.walk(ast.parse(path.read_text("utf-8")))) for path in MODULES
    )
    functions = [
        (path, node)
        for path, node in nodes
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]
    assert len(functions) > 1000
    assert not [
        f"{_name(path)}: {node.name} has {_length(node)} lines"
        for path, node in functions
        if _length(node) > 60
    ]


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    # Without the docstring, as the house counts.
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or 0) - first.lineno + 1


# Roles that the page or the seam of each step plays, under the same name: `page.one_page(…)`.
ROLES = {
    "page": {"answer", "not_assessed", "not_known", "one_page"},
    "step": {"findings"},
}
COMMANDS = {"export", "main"}  # what a command line calls its entry


def test_a_public_name_means_one_thing():
    named: dict[str, list[Path]] = {}
    for path in MODULES:
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                named.setdefault(node.name, []).append(path)
    twice = {
        name: [_name(path) for path in paths if name not in _roles(path)]
        for name, paths in named.items()
        if len(paths) > 1 and name not in COMMANDS
    }
    assert len(named) > 500
    assert not {name: paths for name, paths in twice.items() if paths}


def _roles(path: Path) -> set[str]:
    return (
        ROLES["step"] if path.stem in {"step", "findings"} else ROLES.get(path.parent.name, set())
    )


def test_every_module_has_its_test():
    inside = [path.relative_to(ROOT / "workbench") for path in MODULES]
    mirrors = {
        path: ROOT / "tests" / path.parent / f"test_{path.name}"
        for path in inside
        if path.name not in {"__init__.py", "__main__.py"}
    }
    assert not [f"{path}: no {_name(test)}" for path, test in mirrors.items() if not test.exists()]


def test_no_file_names_a_path_of_one_machine():
    told = re.compile(r"/(root|home)/\w|/tmp/\w+|/work/\w")
    files = [
        path
        for folder in ("workbench", "notebooks", "docs", "data")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in {".py", ".md", ".yaml", ".ipynb", ".csv"}
    ]
    guilty = [str(path) for path in files if told.search(path.read_text("utf-8"))]
    assert not guilty
