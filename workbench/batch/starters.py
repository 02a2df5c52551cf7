"""Notebooks to begin from: one for a question of one's own, copies of ours to change or to try."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from workbench.batch.own_notebooks import OWN, free_number, plain_step_name
from workbench.batch.recipes import (
    COMPARISON,
    digits_of,
    is_step_name,
    read_recipe,
    recipe_paths,
    recipes_folder,
    recipes_listed,
)
from workbench.errors import InvalidInput
from workbench.files import write_whole

if TYPE_CHECKING:
    from workbench.project import Project

LAB: Final = "lab"
"""Folder of a project that holds copies of our notebooks, for JupyterLab."""

_WORDS = re.compile(r"[A-Za-z0-9][A-Za-z0-9 _-]{0,59}")
_KERNEL = {"display_name": "Python 3", "language": "python", "name": "python3"}
_PARAMETERS = """\
project = ".."  # folder of the project
site = {site}  # short name of the site
framework = None  # expected framework; None takes the project's own
as_of = None  # "2026-03-14" leaves out what is dated later; None takes the project's date
scenario = None  # name of a saved scenario, to be supposed on top of the tables"""
_OPEN = """\
from workbench.case import open_case
from workbench.diagnosis import figures
from workbench.page.records import paragraphs
from workbench.page.text import say
from workbench.publish.show import show

case = open_case(project, site, framework=framework, as_of=as_of, scenario=scenario)
components = case.diagnosis.components
words = say("The package in {} has **{}** components.", case.site.name, len(components))
show(paragraphs(words))"""
_TABLE = """\
heads = {"title": "Component", "readiness": "Readiness", "use": "Use", "score": "Score"}
table = components[list(heads)].rename(columns=heads)
table.style.hide().format(precision=0, na_rep="not assessed")"""


@dataclass(frozen=True, slots=True)
class WrittenNotebook:
    """A notebook that was written for a project.

    Attributes
    ----------
    path : Path
        Where.
    replaces : str
        Name of the notebook of ours in whose place it is run; empty where it is a further step.
    runs : bool
        Whether a run makes a chapter of it, or part of the comparison.
    """

    path: Path
    replaces: str
    runs: bool


def write_own_notebook(project: Project, name: str) -> WrittenNotebook:
    """Write a notebook into a project: a starter, or a copy of one of ours to change.

    Parameters
    ----------
    project : Project
        The project; its first site is the one that the notebook begins with.
    name : str
        Name of one of ours, long or short (``2-diagnose-package``, ``diagnose``); or that of a
        further step (``6-yield-response``), which gets a free number where it has none.

    Raises
    ------
    InvalidInput
        It is there already, its number or name is taken, the name can be none, or the project has
        no site.
    """
    ours = _named(name, recipes_listed(project.framework))
    folder = project.folder / OWN
    if ours is not None:
        runs = is_step_name(ours.stem) or ours.stem == COMPARISON
        path = _new(folder / ours.name)
        _write(path, _pointed(ours, project))
        return WrittenNotebook(path, ours.stem, runs)
    path = _new(folder / f"{_step_name(project, name)}.ipynb")
    _write(path, _starter(path.stem, project))
    return WrittenNotebook(path, "", runs=True)


def write_lab(project: Project) -> tuple[Path, tuple[Path, ...]]:
    """Write copies of our notebooks that look at a project; those that are there stay.

    Returns
    -------
    folder : Path
        Where they lie.
    written : tuple of Path
        Those that are new.
    """
    folder = project.folder / LAB
    written = []
    for ours in recipe_paths(recipes_folder(), recipes_listed(project.framework)):
        path = folder / ours.name
        if not path.exists():
            _write(path, _pointed(ours, project))
            written.append(path)
    return folder, tuple(written)


def _named(word: str, listed: Sequence[str]) -> Path | None:
    """Return the notebook of ours that a word names."""
    bare = word.strip().lower().removesuffix(".ipynb")
    ours = [read_recipe(path) for path in recipe_paths(recipes_folder(), listed)]
    return next((one.path for one in ours if bare and bare in one.answers_to), None)


def _step_name(project: Project, name: str) -> str:
    bare = name.strip().removesuffix(".ipynb")
    if not _WORDS.fullmatch(bare):
        message = (
            f"'{name[:60]}' cannot be the name of a notebook; write small letters, digits and "
            "hyphens, such as 6-yield-response."
        )
        raise InvalidInput(message)
    ours = recipe_paths(recipes_folder(), recipes_listed(project.framework))
    names = [path.stem for path in (*ours, *(project.folder / OWN).glob("*.ipynb"))]
    taken = {name.partition("-")[0]: name for name in sorted(names) if is_step_name(name)}
    free = free_number(taken)
    stem = bare.lower() if is_step_name(bare.lower()) else f"{free}-{plain_step_name(bare)}"
    order, _, words = stem.partition("-")
    if stem in taken.values():
        return stem
    for number, holder in taken.items():
        # 3 stands for the whole of 3a to 3c.
        if order in (number, digits_of(number)):
            message = f"The number {order} is that of {holder}; take one that is free, such as "
            raise InvalidInput(message + f"{free}-{words}.")
    for holder in taken.values():
        if words == holder.partition("-")[2]:
            message = f"The name {words} is that of {holder}; take one that is free, such as "
            raise InvalidInput(message + f"{free}-{words}-2.")
    return stem


def _new(path: Path) -> Path:
    if path.exists():
        message = f"{path.parent.name}/{path.name} is there already; nothing was written."
        raise InvalidInput(message)
    return path


def _site(project: Project) -> str:
    sites = (*project.ready, *project.listed)
    if not sites:
        message = f"'{project.folder.resolve().name}' has no sites yet; fill in the table 'sites'."
        raise InvalidInput(message)
    return sites[0]


def _pointed(ours: Path, project: Project) -> dict[str, Any]:
    """Let a notebook of ours look at a project from a folder inside it, and at its first site."""
    notebook: dict[str, Any] = json.loads(ours.read_text("utf-8"))
    new = {"project": '".."', "site": json.dumps(_site(project), ensure_ascii=False)}
    for cell in notebook["cells"]:
        if "parameters" in cell["metadata"].get("tags", ()):
            lines = "".join(cell["source"]).splitlines()
            cell["source"] = "\n".join(_set(line, new) for line in lines)
    return notebook


def _set(line: str, new: Mapping[str, str]) -> str:
    name, _, rest = line.partition(" = ")
    _, sign, said = rest.partition("  # ")
    return f"{name} = {new[name]}{sign}{said}" if name in new else line


def _starter(stem: str, project: Project) -> dict[str, Any]:
    number, _, name = stem.partition("-")
    title = name.replace("-", " ").capitalize()
    site = json.dumps(_site(project), ensure_ascii=False)
    cells = [
        _text(f"# {number} {title}\n\nWhich question does this chapter answer?"),
        _text(
            "This notebook is a chapter of your own; `workbench run` makes it for every site. "
            "Further parameters go into the next cell.",
            "notebook-only",
        ),
        _code(_PARAMETERS.format(site=site), "parameters"),
        _code(_OPEN),
        _text("## A figure"),
        _code("show(figures.readiness_use, case.diagnosis.diagnosis)"),
        _text("## A table"),
        _code(_TABLE),
    ]
    return {
        "cells": [{**cell, "id": f"own-{place:02}"} for place, cell in enumerate(cells)],
        "metadata": {"kernelspec": _KERNEL, "language_info": {"name": "python"}},
        "nbformat": 4,
        "nbformat_minor": 5,
    }


def _text(words: str, *tags: str) -> dict[str, Any]:
    return {"cell_type": "markdown", "metadata": _tagged(tags), "source": words}


def _code(source: str, *tags: str) -> dict[str, Any]:
    cell = {"cell_type": "code", "metadata": _tagged(tags), "source": source}
    return {**cell, "execution_count": None, "outputs": []}


def _tagged(tags: Sequence[str]) -> dict[str, Any]:
    return {"tags": list(tags)} if tags else {}


def _write(path: Path, notebook: Mapping[str, Any]) -> None:
    write_whole(path, json.dumps(notebook, indent=1, ensure_ascii=False) + "\n")
