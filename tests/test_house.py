"""The rules of the house that a machine can watch."""

import ast
import re
import tomllib
from importlib.metadata import distribution
from pathlib import Path

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).parents[1]
PROJECT = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
LOCK = (ROOT / "requirements.lock").read_text("utf-8")
MODULES = sorted((ROOT / "workbench").rglob("*.py"))
DRAWERS = {"utils", "util", "helpers", "helper", "common", "misc", "manager"}
SHADOWS = {"bottleneck", "statistics", "calendar", "decimal"}


def _locked() -> dict[str, str]:
    found = re.findall(r"^([A-Za-z0-9._-]+)==([^ \\;]+)", LOCK, flags=re.MULTILINE)
    return {canonicalize_name(name): version for name, version in found}


def _required(extra: str | None = None) -> list[Requirement]:
    lines = PROJECT["optional-dependencies"][extra] if extra else PROJECT["dependencies"]
    return [Requirement(line) for line in lines]


def test_environment_yml_equals_pyproject():
    environment = yaml.safe_load((ROOT / "environment.yml").read_text("utf-8"))
    python, pip, pipped = environment["dependencies"]
    assert python == f"python{PROJECT['requires-python']}"
    assert pip == "pip"
    # Everything else comes from the lock, which holds what pyproject.toml asks for (next test).
    assert pipped == {"pip": ["--no-deps", "--require-hashes", "-r requirements.lock"]}
    assert environment["name"] == PROJECT["name"]


@pytest.mark.parametrize("requirement", _required() + _required("dev"), ids=str)
def test_the_lock_holds_what_pyproject_asks_for(requirement):
    versions = re.findall(
        rf"^{re.escape(requirement.name)}==([^ \\;]+)", LOCK, flags=re.MULTILINE | re.IGNORECASE
    )
    assert versions, f"{requirement.name} is not in requirements.lock: run 'make lock'"
    assert all(requirement.specifier.contains(version) for version in versions)


def test_the_lock_carries_versions_and_hashes_only():
    assert "://" not in LOCK
    assert "--index" not in LOCK
    assert "--find-links" not in LOCK
    entries = re.split(r"^(?=[A-Za-z0-9])", LOCK, flags=re.MULTILINE)[1:]
    assert all("--hash=sha256:" in entry for entry in entries)


def test_the_lock_leaves_the_slow_iri_checker_out():
    assert "rfc3987-syntax" not in _locked()


def test_nothing_that_is_required_is_under_the_gpl():
    copyleft = re.compile(r"\b(A?GPL|GNU (Affero )?General Public)", re.IGNORECASE)
    guilty = []
    seen: set[str] = set()
    queue = [canonicalize_name(one.name) for one in _required()]
    while queue:
        name = queue.pop()
        if name in seen or name not in _locked():
            continue
        seen.add(name)
        try:
            meta = distribution(name)
        except ModuleNotFoundError:
            continue  # locked for another Python or another system
        stated = [meta.metadata.get("License-Expression") or meta.metadata.get("License") or ""]
        stated += [one for one in meta.metadata.get_all("Classifier") or [] if "License" in one]
        if any(copyleft.search(line[:200]) for line in stated):
            guilty.append(name)
        for line in meta.requires or []:
            requirement = Requirement(line)
            if requirement.marker is None or "extra" not in str(requirement.marker):
                queue.append(canonicalize_name(requirement.name))
    assert len(seen) > 50
    assert not guilty


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_modules_and_functions_stay_short(path):
    source = path.read_text("utf-8")
    assert len(source.splitlines()) <= 600
    assert path.stem not in DRAWERS | SHADOWS
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef):
            assert _length(node) <= 60, f"{node.name} has {_length(node)} lines"


def _length(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    # Without the docstring, as the house counts.
    first = node.body[1] if ast.get_docstring(node) and len(node.body) > 1 else node.body[0]
    return (node.end_lineno or 0) - first.lineno + 1


@pytest.mark.parametrize("path", MODULES, ids=lambda path: str(path.relative_to(ROOT)))
def test_every_module_has_its_test(path):
    if path.name in {"__init__.py", "__main__.py"}:
        return
    relative = path.relative_to(ROOT / "workbench")
    mirror = ROOT / "tests" / relative.parent / f"test_{relative.name}"
    assert mirror.exists(), f"{relative} has no test at {mirror.relative_to(ROOT)}"


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


def test_the_package_data_is_in_the_wheel(tmp_path):
    # The recipes and templates must travel; the wheel is what users of pip get.
    hatch = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["hatch"]
    wheel = hatch["build"]["targets"]["wheel"]
    assert wheel["packages"] == ["workbench"]
    assert wheel["force-include"] == {"notebooks": "workbench/recipes"}
