"""Notebooks of a project's own: which are run, what they are given, what is to be mended in them.

They lie in the folder ``notebooks`` of the project. ``6-yield-response.ipynb`` is a further step;
one with the name of a notebook of ours takes its place; one without a number is not run. A number
belongs to one notebook, because it is the number of the chapter. What else lies in that folder is
their data: where it changes, they are run again.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Final

import yaml

from workbench.batch.files import plain_files
from workbench.batch.recipes import (
    COMPARISON,
    Recipe,
    UnfitNotebook,
    comparison,
    digits_of,
    is_step_name,
    read_recipe,
    recipes_folder,
    site_steps,
)
from workbench.batch.runs import PLACE
from workbench.errors import InvalidInput, Problem, Severity, did_you_mean
from workbench.frameworks.documents import typed_value

if TYPE_CHECKING:
    from workbench.project.settings.project_settings import NotebookValue

OWN: Final = "notebooks"
"""Folder of a project that its own notebooks lie in."""

_SET_BY_RUN = (*PLACE, "framework", "as_of", "scenario")


def own_problems(
    project: Path,
    values: Mapping[str, Mapping[str, NotebookValue]],
    recipes: Path | None = None,
    *,
    listed: Sequence[str] = (),
) -> tuple[Problem, ...]:
    """List what is to be mended in the notebooks of a project, and in what it gives them.

    Parameters
    ----------
    project : Path
        Folder of the project.
    values : mapping of str to mapping
        What ``project.yaml`` says under ``notebooks``.
    recipes : Path, optional
        Folder of the notebooks that come with the workbench; those of the package by default.
    listed : sequence of str
        Those that the framework has, see :func:`workbench.batch.recipes.site_steps`.

    Returns
    -------
    tuple of Problem
        An error keeps everything from being run; a warning is of a notebook that is not run.
    """
    ours = recipes_folder() if recipes is None else recipes
    found: list[Problem] = []
    fit: list[Recipe] = []
    for path in sorted((project / OWN).glob("*.ipynb")):
        if not is_step_name(path.stem) and path.stem != COMPARISON:
            # A copy of one of ours that is not run, such as explore.ipynb, is for people alone.
            found += [] if (ours / path.name).exists() else [_unnumbered(path)]
            continue
        try:
            recipe = read_recipe(path)
            _refuse_without_place(recipe)
        except UnfitNotebook as reason:
            found.append(_problem(path.name, reason.found, reason.expected, reason.advice))
        else:
            fit.append(recipe)
    found += _taken_numbers(fit, site_steps(ours, listed=listed))
    if not any(one.severity == "error" for one in found):
        found += _value_problems(every_own(project, ours, listed=listed), values)
    return tuple(found)


def _refuse_without_place(recipe: Recipe) -> None:
    """Refuse a notebook that cannot be told where to look."""
    for name in ("project", "site" if recipe.order else "sites"):
        if name not in recipe.parameters:
            raise UnfitNotebook(
                recipe.path.name,
                found=f"no parameter {name}",
                expected=f"a line such as '{name} = None' in its cell of parameters",
                advice="The run says there which project and which site it is about.",
            )


def plain_step_name(name: str) -> str:
    """Return a name as it can stand behind the number of a step.

    Examples
    --------
    >>> plain_step_name("Yield_Response 2"), plain_step_name("7")
    ('yield-response-2', 'my-step')
    """
    plain = "-".join("".join(c if c.isalnum() else " " for c in name.lower()).split())
    return plain.lstrip("0123456789-") or "my-step"


def _unnumbered(path: Path) -> Problem:
    return _problem(
        path.name,
        "a name that does not begin with a number",
        f"a name such as 6-{plain_step_name(path.stem)}.ipynb",
        "It is not run; rename it, if it is to be a chapter of the report.",
        severity="warning",
    )


def _taken_numbers(fit: Sequence[Recipe], ours: Sequence[Recipe]) -> Iterator[Problem]:
    """Name the notebooks whose number another one has."""
    named = {one.name for one in ours}
    first = {one.order: one.name for one in ours}
    for recipe in fit:
        if recipe.name in named:
            continue
        holder = first.setdefault(recipe.order, recipe.name)
        if recipe.order and holder != recipe.name:
            yield _problem(
                recipe.path.name,
                f"the number {recipe.order}, which {holder} has",
                f"a number that is free, such as {free_number(first)}",
                f"Rename it; called {holder}.ipynb it would take that one's place.",
            )


def free_number(taken: Iterable[str]) -> int:
    """Return the first whole number behind those of all steps.

    Examples
    --------
    >>> free_number(["1", "3a", "3b"]), free_number(["6", "12b"])
    (6, 13)
    """
    numbers = [int(digits_of(order)) for order in taken if order]
    return max(5, *numbers) + 1


def _problem(
    name: str, found: str, expected: str, advice: str, *, severity: Severity = "error"
) -> Problem:
    return Problem(
        file=f"{OWN}/{name}", found=found, expected=expected, advice=advice, severity=severity
    )


def _value_problems(
    own: Sequence[Recipe], values: Mapping[str, Mapping[str, NotebookValue]]
) -> Iterator[Problem]:
    from workbench.project.settings.project_settings import FILE_NAME

    for word, given in values.items():
        fitting = _named(own, word)
        if not fitting:
            shorts = [one.short for one in own]
            yield Problem(
                file=FILE_NAME, column=f"notebooks.{word}", found=word,
                expected=f"the name of a notebook in the folder {OWN}",
                advice=did_you_mean(word, shorts),
            )  # fmt: skip
        known = [name for one in fitting for name in _free_parameters(one)]
        for name in given:
            if fitting and name not in known:
                yield Problem(
                    file=FILE_NAME, column=f"notebooks.{word}.{name}", found=name,
                    expected=f"a parameter of {fitting[0].path.name}",
                    advice=_advice(name, known),
                )  # fmt: skip
        for one in fitting:
            yield from _kind_problems(one, word, given)


def _kind_problems(
    recipe: Recipe, word: str, given: Mapping[str, NotebookValue]
) -> Iterator[Problem]:
    from workbench.project.settings.project_settings import FILE_NAME

    for name, value in given.items():
        wanted = _other_kind(recipe, name, value)
        if wanted:
            advice = "Put it between quotation marks." if wanted == "text" else "Correct the value."
            found = str(value).lower() if isinstance(value, bool) else str(value)
            yield Problem(
                file=FILE_NAME, column=f"notebooks.{word}.{name}", expected=wanted, advice=advice,
                found="a list" if isinstance(value, tuple) else found,
            )  # fmt: skip


def _named(own: Sequence[Recipe], word: str) -> list[Recipe]:
    return [one for one in own if word.lower().removesuffix(".ipynb") in one.answers_to]


def _free_parameters(recipe: Recipe) -> list[str]:
    return [name for name in recipe.parameters if name not in _SET_BY_RUN]


def _advice(name: str, known: Sequence[str]) -> str:
    if name in _SET_BY_RUN:
        return "The run sets it itself, by --site, --as-of or --scenario."
    return did_you_mean(name, known)


def every_own(
    project: Path, recipes: Path | None = None, *, listed: Sequence[str] = ()
) -> tuple[Recipe, ...]:
    """Return the notebooks of a project's own that are run, in their order; the comparison last."""
    ours, own = recipes_folder() if recipes is None else recipes, project / OWN
    compared = comparison(ours, own, listed=listed)
    every = (*site_steps(ours, own, listed=listed), *((compared,) if compared else ()))
    return tuple(one for one in every if one.own)


def given_to(
    own: Sequence[Recipe],
    values: Mapping[str, Mapping[str, NotebookValue]],
    asked: Mapping[str, NotebookValue],
) -> dict[str, dict[str, NotebookValue]]:
    """Return what each notebook of a project's own is given, by its name.

    Parameters
    ----------
    own : sequence of Recipe
        The notebooks.
    values : mapping of str to mapping
        What ``project.yaml`` says under ``notebooks``.
    asked : mapping of str to value
        What the command says (``-p``): for every notebook that has such a parameter, and before
        what the project says.

    Raises
    ------
    InvalidInput
        No notebook has a parameter that the command names, or it takes another kind of value.
    """
    known = list(dict.fromkeys(name for one in own for name in _free_parameters(one)))
    for name in asked:
        if name not in known:
            message = f"No notebook of the project has a parameter '{name}'. {_advice(name, known)}"
            raise InvalidInput(message)
        for one in own:
            _refuse_other_kind(one, name, asked[name])
    return {
        one.name: {
            **{
                name: value
                for word, given in values.items()
                if one in _named(own, word)
                for name, value in given.items()
                if name in one.parameters and value is not None
            },
            **{name: value for name, value in asked.items() if name in one.parameters},
        }
        for one in own
    }


def _refuse_other_kind(recipe: Recipe, name: str, value: NotebookValue) -> None:
    words = _other_kind(recipe, name, value)
    if not words:
        return
    if recipe.kinds[name] == "str":
        words += f"; write -p \"{name}='…'\" where it looks like something else"
    message = f"The parameter '{name}' of {recipe.path.name} is not '{value}' but {words}."
    raise InvalidInput(message)


def _other_kind(recipe: Recipe, name: str, value: NotebookValue) -> str:
    """Say what a parameter takes where a value is of another kind; otherwise nothing."""
    kind = recipe.kinds.get(name, "")
    given = type(value).__name__
    if not kind or value is None or given == kind or (kind, given) == ("float", "int"):
        return ""
    return {
        "int": "a whole number, such as 3",
        "float": "a number, such as 0.5",
        "bool": "true or false",
        "str": "text",
    }[kind]


def parameter_of(text: str) -> tuple[str, NotebookValue]:
    """Read ``name=value``; the value as it would stand in ``project.yaml``.

    Raises
    ------
    InvalidInput
        It is not written so.

    Examples
    --------
    >>> parameter_of("share=0.5"), parameter_of("season=2025B"), parameter_of("crop=")
    (('share', 0.5), ('season', '2025B'), ('crop', None))
    """
    from workbench.project.settings.project_settings import FILE_NAME

    name, sign, written = text.partition("=")
    try:
        node = yaml.compose(written, Loader=yaml.SafeLoader)
    except yaml.YAMLError:
        node = yaml.ScalarNode("tag:yaml.org,2002:str", written)
    if not sign or not name.strip().isidentifier():
        message = f"'{text}' sets nothing; write name=value, such as season=2025B."
        raise InvalidInput(message)
    if not isinstance(node, yaml.ScalarNode):
        if node is None:
            return name.strip(), None
        message = f"'{text}': a single value is given here; write lists in {FILE_NAME}."
        raise InvalidInput(message)
    value = typed_value(node)
    plain = value is None or isinstance(value, bool | int | float | str)
    return name.strip(), value if plain else written  # type: ignore[return-value]


def own_data(project: Path) -> dict[str, Path]:
    """Return the files beside the notebooks of a project's own, by their way from that folder."""
    files = plain_files(project / OWN)
    return {way: path for way, path in files.items() if path.suffix != ".ipynb"}
