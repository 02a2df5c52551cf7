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
from dataclasses import dataclass, field, replace
from pathlib import Path
from string import ascii_lowercase
from typing import TYPE_CHECKING, Any

from workbench.errors import InvalidInput, UnknownName, did_you_mean, nearest

if TYPE_CHECKING:
    from workbench.frameworks import Framework

COMPARISON = "compare-sites"
"""Name of the notebook that compares the sites."""

_STEP = re.compile(r"^(?P<order>\d+[a-z]?)-(?P<name>[a-z0-9][a-z0-9-]*)$")
_PLAIN = "lines such as 'site = None' there"
_MOVE = "Move everything else into the next cell."


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
    own : bool
        It is one of the project's own, not one that comes with the workbench.
    kinds : mapping of str to str
        Which kind of value a parameter takes (``int``, ``float``, ``bool``, ``str``) by its
        annotation or else its default; empty where neither says so.
    """

    path: Path
    name: str
    order: str
    short: str
    parameters: tuple[str, ...]
    sha256: str
    own: bool = False
    kinds: Mapping[str, str] = field(default_factory=dict, hash=False)

    @property
    def answers_to(self) -> frozenset[str]:
        """Names by which users may call it."""
        bare = self.name.removeprefix(f"{self.order}-")
        return frozenset({self.order, self.short, self.name, bare})

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


class UnfitNotebook(InvalidInput):
    """A notebook that cannot be run as a step.

    Parameters
    ----------
    file : str
        Its name.
    found, expected, advice : str
        What is wrong, what should be there, what to do.
    """

    def __init__(self, file: str, *, found: str, expected: str, advice: str) -> None:
        self.found, self.expected, self.advice = found, expected, advice
        super().__init__(f"The notebook {file} has {found}; it needs {expected}. {advice}".strip())


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
    UnfitNotebook
        It is no notebook, has no cell with the tag ``parameters``, or that cell does more than set
        values.
    """
    try:
        cells = [dict(cell) for cell in json.loads(path.read_text("utf-8"))["cells"]]
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UnfitNotebook(
            path.name,
            found=f"content that is not that of a notebook ({type(error).__name__})",
            expected="to be saved by Jupyter",
            advice="Open it there, or take it away.",
        ) from error
    found = _STEP.match(path.stem)
    kinds = _parameters(path.name, cells)
    return Recipe(
        path=path,
        name=path.stem,
        order=found["order"] if found else "",
        short=(found["name"] if found else path.stem).split("-")[0],
        parameters=tuple(kinds),
        sha256=_hash(cells),
        kinds=kinds,
    )


def _parameters(file: str, cells: Sequence[Mapping[str, Any]]) -> dict[str, str]:
    tagged = [cell for cell in cells if "parameters" in cell.get("metadata", {}).get("tags", [])]
    if len(tagged) != 1:
        count = "no cell" if not tagged else f"{len(tagged)} cells"
        raise UnfitNotebook(
            file,
            found=f"{count} with the tag 'parameters'",
            expected="one",
            advice="In JupyterLab: choose the cell, then the gears at the right, Cell Tags.",
        )
    try:
        body = ast.parse(_source(tagged[0])).body
    except SyntaxError as error:
        raise UnfitNotebook(
            file,
            found=f"a cell of parameters that is not plain Python ({error.msg})",
            expected=_PLAIN,
            advice=_MOVE,
        ) from error
    return {name: _kind(statement) for statement in body for name in _names(file, statement)}


def _names(file: str, statement: ast.stmt) -> list[str]:
    if isinstance(statement, ast.Assign):
        targets = statement.targets
    elif isinstance(statement, ast.AnnAssign):
        targets = [statement.target]
    elif isinstance(statement, ast.Expr) and isinstance(statement.value, ast.Constant):
        return []
    else:
        raise UnfitNotebook(
            file,
            found=f"a cell of parameters that does more than set values (line {statement.lineno})",
            expected=_PLAIN,
            advice=_MOVE,
        )
    return [target.id for target in targets if isinstance(target, ast.Name)]


def _kind(statement: ast.stmt) -> str:
    if isinstance(statement, ast.AnnAssign):
        kind = ast.unparse(statement.annotation).removesuffix(" | None")
    else:
        value = getattr(statement, "value", None)
        value = value.operand if isinstance(value, ast.UnaryOp) else value
        kind = type(value.value).__name__ if isinstance(value, ast.Constant) else ""
        kind = "float" if kind == "int" else kind  # 'share = 1' may well be 0.5
    return kind if kind in ("int", "float", "bool", "str") else ""


def _source(cell: Mapping[str, Any]) -> str:
    source = cell.get("source", "")
    return source if isinstance(source, str) else "".join(source)


def _hash(cells: Sequence[Mapping[str, Any]]) -> str:
    content = [
        (cell.get("cell_type"), _source(cell), cell.get("metadata", {}).get("tags", []))
        for cell in cells
    ]
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def is_step_name(name: str) -> bool:
    """Whether a notebook of this name is run for each site, such as ``6-yield-response``."""
    return _STEP.match(name) is not None


def recipes_listed(framework: Framework) -> tuple[str, ...]:
    """Return the recipes of all frameworks of a project, each once; none where all are run.

    Those of the framework that the project is named after come first, also its comparison.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> recipes_listed(load("ipsr"))
    ()
    """
    if not framework.assessments:
        return ()
    levels = recipe_paths(recipes_folder()) if framework.judges_levels else []
    further = (name for one in framework.assessments for name in one.notebooks)
    return tuple(dict.fromkeys([*(path.stem for path in levels), *further]))


def recipe_paths(folder: Path, listed: Sequence[str] = ()) -> list[Path]:
    """Return the files of the recipes that a framework has; all in the folder by default."""
    if listed:
        return [folder / f"{name}.ipynb" for name in listed]
    return sorted(folder.glob("*.ipynb"))


def site_steps(
    folder: Path | None = None, own: Path | None = None, *, listed: Sequence[str] = ()
) -> tuple[Recipe, ...]:
    """List the steps that are run for each site, in their order.

    Parameters
    ----------
    folder : Path, optional
        Folder of the notebooks that come with the workbench; those of the package by default.
    own : Path, optional
        Folder of a project's own notebooks: further steps, or in place of ours of the same name.
    listed : sequence of str
        Those of ours that the framework has (:func:`recipes_listed`); all in the folder by default.
    """
    folder = recipes_folder() if folder is None else folder
    named = {
        path.name: path
        for path in (*recipe_paths(folder, listed), *(() if own is None else recipe_paths(own)))
        if is_step_name(path.stem)
    }
    recipes = [replace(read_recipe(path), own=path.parent == own) for path in named.values()]
    of_sites = [recipe for recipe in recipes if "site" in recipe.parameters]
    return tuple(sorted(of_sites, key=lambda recipe: _place(recipe.order)))


def digits_of(order: str) -> str:
    """Return the number of a step without its letter.

    Examples
    --------
    >>> digits_of("3a"), digits_of("12")
    ('3', '12')
    """
    return order.rstrip(ascii_lowercase)


def _place(order: str) -> tuple[int, str]:
    digits = digits_of(order)
    return int(digits), order[len(digits) :]


def choose_steps(
    wanted: Sequence[str] = (),
    folder: Path | None = None,
    own: Path | None = None,
    *,
    listed: Sequence[str] = (),
) -> tuple[Recipe, ...]:
    """Choose steps by number, short name or file name; all of them when none is named.

    Such as ``"2"``, ``"diagnose"``, ``"2-diagnose-package"`` or ``"2-diagnose-package.ipynb"``.
    ``folder``, ``own`` and ``listed`` as for :func:`site_steps`.

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
    known = site_steps(folder, own, listed=listed)
    if not known:
        message = "There is no notebook for a site among the recipes."
        raise InvalidInput(message)
    chosen: set[str] = set()
    for word in wanted:
        bare = word.strip().lower().removesuffix(".ipynb")
        fitting = [recipe for recipe in known if bare in recipe.answers_to]
        if not fitting:
            every = sorted({name for recipe in known for name in recipe.answers_to})
            near = nearest(bare, every)
            raise UnknownName(kind="step", name=word, known=[near] if near else _words(known, word))
        chosen |= {recipe.name for recipe in fitting}
    return tuple(recipe for recipe in known if not wanted or recipe.name in chosen)


def _words(known: Sequence[Recipe], word: str) -> list[str]:
    """List the steps as they can be named; with their numbers where one was tried."""
    numbered = any(letter.isdigit() for letter in word)
    return [f"{one.order} ({one.short})" if numbered else one.short for one in known]


def comparison(
    folder: Path | None = None, own: Path | None = None, *, listed: Sequence[str] = ()
) -> Recipe | None:
    """Return the recipe that compares all sites, or ``None`` where there is none.

    ``folder``, ``own`` and ``listed`` as for :func:`site_steps`.
    """
    folder = recipes_folder() if folder is None else folder
    found = [*(() if own is None else recipe_paths(own)), *recipe_paths(folder, listed)]
    paths = [path for path in found if path.stem == COMPARISON]
    if not paths:
        return None
    recipe = replace(read_recipe(paths[0]), own=paths[0].parent == own)
    recipe.require(["sites"])
    return recipe
