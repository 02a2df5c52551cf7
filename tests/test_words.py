"""What is written is run: README blocks, make targets, commands, public names."""

import importlib
import inspect
import pkgutil
import re
from pathlib import Path

import pytest

import workbench

ROOT = Path(__file__).parents[1]
README = (ROOT / "README.md").read_text("utf-8")
MODULES = [
    name
    for _, name, _ in pkgutil.walk_packages(workbench.__path__, "workbench.")
    if not name.endswith("__main__")
]


@pytest.mark.parametrize("block", re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL))
def test_readme_python_runs(block, monkeypatch, capsys):
    monkeypatch.chdir(ROOT)
    exec(compile(block, "README.md", "exec"), {})  # noqa: S102 - our own README
    assert capsys.readouterr().out


def test_ci_calls_only_what_the_readme_names():
    said = set(re.findall(r"^make (.+)$", (ROOT / ".ci" / "run").read_text("utf-8"), flags=re.M))
    words = {word for line in said for word in line.split()}
    named = {word for word in words if re.search(rf"make {word}\b", README)}
    assert words == named


def test_every_make_word_of_the_readme_exists():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    for word in set(re.findall(r"^make ([a-z-]+)\b", README, flags=re.M)):
        assert re.search(rf"^{word}:", makefile, flags=re.M), word


def test_every_command_is_in_the_readme_and_explains_itself_with_an_example():
    from workbench.cli import main

    for name, command in main.commands.items():
        assert re.search(rf"workbench {name}\b", README), f"README does not name '{name}'"
        assert f"workbench {name}" in (command.help or ""), f"'{name}' shows no example"


def test_readme_links_lead_somewhere():
    links = re.findall(r"\]\(([^)#]+)\)", README)
    assert links
    assert not [link for link in links if not (ROOT / link).exists()]


def test_modules_and_public_names_are_documented():
    modules = [importlib.import_module(name) for name in MODULES]
    assert not [module.__name__ for module in modules if not module.__doc__]
    things = [
        (f"{module.__name__}.{label}", thing)
        for module in modules
        for label, thing in vars(module).items()
        if not label.startswith("_") and (inspect.isclass(thing) or inspect.isfunction(thing))
    ]
    ours = [
        (name, one)
        for name, one in things
        if one.__module__.startswith("workbench")
        and "[" not in one.__name__  # a generic, filled in
    ]
    assert len(ours) > 1000
    assert not [name for name, one in ours if not one.__doc__]
