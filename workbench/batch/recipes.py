"""The recipes: the notebooks that are run, one per step of the method.

A recipe of a site is called ``<order>-<name>.ipynb`` (``2-diagnose-package.ipynb``) and has a
parameter ``site``; ``compare-sites.ipynb`` has ``sites``. Its parameters are the plain values set
in the cell with the tag ``parameters``; nothing else is ever passed to it.
"""

from __future__ import annotations

import ast
import hashlib
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from workbench.errors import InvalidInput, UnknownName, did_you_mean

_STEP = re.compile(r"^(?P<order>\d+[a-z]?)-(?P<name>[a-z0-9][a-z0-9-]*)$")
_COMPARISON = "compare-sites"


@dataclass(frozen=True, slots=True, kw_only=True)
class Recipe:
    """One notebook to run.

    Attributes
    ----------
    path : Path
        The file.
    name : str
        Its name without the ending, such as ``"2-diagnose-package"``.
    order : str
        Place among the steps, such as ``"2"`` or ``"3a"``; empty for the comparison.
    short : str
        What users call it, such as ``"diagnose"``.
    parameters : tuple of str
        The parameters that it declares.
    sha256 : str
        Hash of its cells; outputs and metadata of an editor do not count.
    """

    path: Path
    name: str
    order: str
    short: str
    parameters: tuple[str, ...]
    sha256: str

    def require(self, given: Iterable[str]) -> None:
        """Make sure that every given parameter is declared; papermill itself would only warn.

        Raises
        ------
        InvalidInput
            A name is not declared: it would change nothing, and the report would be another one
            than its title says.
        """
        for name in given:
            if name not in self.parameters:
                hint = did_you_mean(name, self.parameters)
                message = f"The notebook {self.path.name} has no parameter '{name}'. {hint}"
                raise InvalidInput(message)


def recipes_folder() -> Path:
    """Find the recipes: in the installed package, or beside it in a checkout.

    Raises
    ------
    InvalidInput
        There are none: the installation is not whole.
    """
    package = Path(__file__).resolve().parent.parent
    for folder in (package / "recipes", package.parent / "notebooks"):
        if folder.is_dir():
            return folder
    message = "The notebooks of the workbench are missing; install the package again."
    raise InvalidInput(message)


def read_recipe(path: Path) -> Recipe:
    """Read one notebook's name and parameters.

    Raises
    ------
    InvalidInput
        It is no notebook, has no cell with the tag ``parameters``, or that cell does more than set
        values.
    """
    try:
        cells = json.loads(path.read_text("utf-8"))["cells"]
    except (OSError, ValueError, KeyError, TypeError) as error:
        message = f"{path.name} is not a notebook that can be read ({type(error).__name__})."
        raise InvalidInput(message) from error
    found = _STEP.match(path.stem)
    return Recipe(
        path=path,
        name=path.stem,
        order=found["order"] if found else "",
        short=(found["name"] if found else path.stem).split("-")[0],
        parameters=_parameters(path.name, cells),
        sha256=_hash(cells),
    )


def _parameters(file: str, cells: Sequence[Mapping[str, Any]]) -> tuple[str, ...]:
    tagged = [cell for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", [])]
    if len(tagged) != 1:
        count = "no cell" if not tagged else f"{len(tagged)} cells"
        message = f"The notebook {file} has {count} with the tag 'parameters'; it needs one."
        raise InvalidInput(message)
    try:
        body = ast.parse(_source(tagged[0])).body
    except SyntaxError as error:
        message = f"The parameters cell of {file} is not plain Python: {error.msg}."
        raise InvalidInput(message) from error
    return tuple(name for statement in body for name in _names(file, statement))


def _names(file: str, statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return []
    else:
        message = (
            f"The parameters cell of {file} does more than set values (line {statement.lineno})."
        )
        raise InvalidInput(message)
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _hash(cells: Sequence[Mapping[str, Any]]) -> str:
    content = [
        (cell.get("cell_type"), _source(cell), cell.get("metadata", {}).get("tags", []))
        for cell in cells
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def site_steps(folder: Path | None = None) -> tuple[Recipe, ...]:
    """List the steps that are run for each site, in their order."""
    folder = recipes_folder() if folder is None else folder
    named = sorted(path for path in folder.glob("*.ipynb") if _STEP.match(path.stem))
    recipes = [read_recipe(path) for path in named]
    of_sites = [recipe for recipe in recipes if "site" in recipe.parameters]
    return tuple(sorted(of_sites, key=lambda recipe: (_place(recipe.order), recipe.name)))


def _place(order: str) -> tuple[int, str]:
    digits = order.rstrip("abcdefghijklmnopqrstuvwxyz")
    return int(digits), order[len(digits) :]


def choose_steps(wanted: Sequence[str] = (), folder: Path | None = None) -> tuple[Recipe, ...]:
    """Choose steps by number, short name or file name; all of them when none is named.

    Such as ``"2"``, ``"diagnose"``, ``"2-diagnose-package"`` or ``"2-diagnose-package.ipynb"``.

    Returns
    -------
    tuple of Recipe
        In the order of the method, whatever the order of ``wanted``.

    Raises
    ------
    UnknownName
        There is no such step.
    InvalidInput
        There is no step at all.
    """
    known = site_steps(folder)
    if not known:
        message = "There is no notebook for a site among the recipes."
        raise InvalidInput(message)
    chosen: set[str] = set()
    for word in wanted:
        bare = word.strip().lower().removesuffix(".ipynb")
        fitting = [recipe for recipe in known if bare in _answers_to(recipe)]
        if not fitting:
            raise UnknownName(kind="step", name=word, known=_words(known, word))
        chosen |= {recipe.name for recipe in fitting}
    return tuple(recipe for recipe in known if not wanted or recipe.name in chosen)


def _words(known: Sequence[Recipe], word: str) -> list[str]:
    """List the steps as they can be named; with their numbers where one was tried."""
    numbered = any(letter.isdigit() for letter in word)
    return [f"{one.order} ({one.short})" if numbered else one.short for one in known]


def _answers_to(recipe: Recipe) -> set[str]:
    return {recipe.order, recipe.short, recipe.name, recipe.name.removeprefix(f"{recipe.order}-")}


def comparison(folder: Path | None = None) -> Recipe | None:
    """Return the recipe that compares all sites, or ``None`` where the folder has none."""
    folder = recipes_folder() if folder is None else folder
    path = folder / f"{_COMPARISON}.ipynb"
    if not path.exists():
        return None
    recipe = read_recipe(path)
    recipe.require(["sites"])
    return recipe
