"""What is supposed at a site, with who, when and why, as a file of its own beside the project."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import asdict, fields
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Final, Literal

import yaml
from pydantic import Field, ValidationError

from workbench.errors import InvalidInput, UnknownName, WorkbenchError
from workbench.files import write_whole
from workbench.frameworks.documents import Dialect, read_yaml
from workbench.frameworks.fields import FrozenModel, LevelNumber, NotNegative, Text
from workbench.frameworks.validation import require_model
from workbench.what_if import Changes, changed_site

if TYPE_CHECKING:
    from workbench.errors import Problem
    from workbench.frameworks.documents import Place, YamlDocument
    from workbench.project import Site

FOLDER: Final = "scenarios"
"""Folder of a project that its scenarios lie in."""

_DIALECT = Dialect(
    keys="'site: …', 'who: …', 'when: …', 'why: …' and 'changes: …'",
    advice="Save one with 'workbench app --write' to see how it is written.",
)
_FITTING = "something that fits the project"
_NAME = re.compile(r"[a-z0-9][a-z0-9-]{0,59}")
_DEVICE = re.compile(r"con|prn|aux|nul|(com|lpt)[1-9]")

_Cells = Annotated[dict[str, dict[str, str | None]], Field(default_factory=dict)]


class SupposedChanges(FrozenModel):
    """The changes as they stand in a file: those of :class:`workbench.what_if.Changes`."""

    levels: dict[str, dict[Literal["readiness", "use"], LevelNumber]] = Field(default_factory=dict)
    options: _Cells
    decide: dict[str, str] = Field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    start: date | None = None
    durations: dict[str, NotNegative] = Field(default_factory=dict)
    costs: _Cells
    ceiling: str | None = None


class SavedScenario(FrozenModel):
    """A scenario: what is supposed at which site, who supposed it, when and why.

    Attributes
    ----------
    site : str
        Short name of the site.
    who, why : str
        Who supposes it, and what for; they become "by" and "reason" of what is written.
    when : date
        Day that the new rows are dated.
    changes : SupposedChanges
        What is supposed.

    Examples
    --------
    >>> one = scenario_of(
    ...     Changes(levels={"clean-seed": {"use": 5}}),
    ...     site="rw-huye",
    ...     who="team",
    ...     when=date(2026, 3, 14),
    ...     why="The coop sells.",
    ... )
    >>> one.supposed.levels
    {'clean-seed': {'use': 5}}
    """

    site: Text
    who: Text
    when: date
    why: Text
    changes: SupposedChanges

    @property
    def supposed(self) -> Changes:
        """The changes as the chain takes them."""
        return Changes(**dict(self.changes))


class NamedScenario(SavedScenario):
    """A scenario with its name: what a report of it is made of, wherever that is done.

    Attributes
    ----------
    name : str
        Name of its file, without the ending.

    Examples
    --------
    >>> given = {
    ...     "name": "more-seed",
    ...     "site": "rw-huye",
    ...     "who": "team",
    ...     "when": "2026-03-14",
    ...     "why": "The coop sells.",
    ...     "changes": {"levels": {"clean-seed": {"use": 5}}},
    ... }
    >>> named_scenario(Path("data/example"), given).stamp
    'Scenario more-seed: not the tables'
    """

    name: Text

    @property
    def stamp(self) -> str:
        """What a report of it bears at the top."""
        return f"Scenario {self.name}: not the tables"

    @property
    def content(self) -> dict[str, Any]:
        """The scenario as plain values, which :func:`named_scenario` takes."""
        return self.model_dump(mode="json", exclude_defaults=True)


def named_scenario(project: Path, given: str | Mapping[str, object]) -> NamedScenario:
    """Return a saved scenario by its name, or one that is given with all that it supposes.

    Parameters
    ----------
    project : Path
        Folder of the project.
    given : str or mapping
        Its name; or its :attr:`~NamedScenario.content`, which a batch hands to notebooks that may
        run where the project's folder is not.

    Raises
    ------
    UnknownName
        There is none of this name.
    InvalidInput
        The file has problems, or this is no scenario.
    """
    if isinstance(given, str):
        return NamedScenario(name=given, **dict(read_scenario(project, given)))
    try:
        return NamedScenario.model_validate(given)
    except ValidationError as error:
        message = f"A scenario is named, such as 'more-seed'; this is none: {str(given)[:60]}"
        raise InvalidInput(message) from error


def scenario_of(
    changes: Changes, *, site: str, who: str, when: date | None, why: str
) -> SavedScenario:
    """Return a scenario of what is supposed.

    Raises
    ------
    InvalidInput
        Who, when or why is not said, or nothing is supposed.
    """
    open_words = [
        word for word, given in (("who", who.strip()), ("when", when), ("why", why.strip()))
        if not given
    ]  # fmt: skip
    if open_words or when is None:
        message = f"Say {' and '.join(open_words)}: a scenario is of use only with its reason."
        raise InvalidInput(message)
    given = {key: value for key, value in _plain(asdict(changes)).items() if value}
    if not given:
        message = "Nothing is supposed yet, so there is nothing to save."
        raise InvalidInput(message)
    own = SupposedChanges.model_validate(given)
    return SavedScenario(site=site, who=who, when=when, why=why, changes=own)


def _plain(value: Any) -> Any:
    """Return mappings, lists, whole levels and words; a yes or no as in the tables."""
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(one) for one in value]
    if isinstance(value, bool):
        return "yes" if value else "no"
    return None if value is None else str(value)


def scenario_file(project: Path, name: str) -> Path:
    """Return where a scenario of this name lies.

    Raises
    ------
    InvalidInput
        The name cannot be that of a file on every disk.

    Examples
    --------
    >>> scenario_file(Path("mine"), "more-seed").as_posix()
    'mine/scenarios/more-seed.yaml'
    """
    if not _NAME.fullmatch(name) or _DEVICE.fullmatch(name):
        message = (
            f"'{name[:60]}' cannot be the name of a scenario; write small letters, digits and "
            "hyphens, such as 'more-seed'."
        )
        raise InvalidInput(message)
    return project / FOLDER / f"{name}.yaml"


def save_scenario(project: Path, name: str, scenario: SavedScenario) -> Path:
    """Write a scenario beside the project; one of that name that says something else stays.

    Raises
    ------
    InvalidInput
        The name cannot be used, or is taken.
    """
    path = scenario_file(project, name)
    if path.exists() and read_scenario(project, name) != scenario:
        message = f"There is another scenario '{name}' already; choose another name."
        raise InvalidInput(message)
    content = scenario.model_dump(mode="json", exclude_defaults=True)
    write_whole(path, yaml.safe_dump(content, sort_keys=False, allow_unicode=True, width=100))
    return path


def saved_scenarios(project: Path) -> tuple[str, ...]:
    """List the names of the scenarios of a project."""
    found = (path.stem for path in (project / FOLDER).glob("*.yaml"))
    return tuple(sorted(one for one in found if _NAME.fullmatch(one)))


def read_scenario(project: Path, name: str) -> SavedScenario:
    """Read a scenario again.

    Raises
    ------
    UnknownName
        There is none of this name.
    InvalidInput
        The file has problems; all of them are listed with line and place.
    """
    return _scenario_in(_document(project, name))


def _document(project: Path, name: str) -> YamlDocument:
    path = scenario_file(project, name)
    if not path.is_file():
        raise UnknownName(kind="scenario", name=name, known=saved_scenarios(project))
    return read_yaml(path, _DIALECT)


def _scenario_in(document: YamlDocument) -> SavedScenario:
    return require_model(SavedScenario, document, "a scenario")


def refuse_unfit_scenario(project: Path, name: str, site: Site) -> None:
    """Refuse a saved scenario that supposes what its site does not have or its tables not allow.

    Raises
    ------
    UnknownName
        There is none of this name.
    InvalidInput
        It does not fit; all that does not is listed with line and place.
    """
    document = _document(project, name)
    supposed = _scenario_in(document).supposed
    found = list(_misfits(document, site, supposed))
    whole = None if found else _refusal(site, supposed)  # one thing may not go with another
    if whole is not None:
        found.append(document.problem(("changes",), "all of it", _FITTING, whole))
    if found:
        message = f"{document.file} does not fit {site.name}."
        raise InvalidInput(message, found)


def _misfits(document: YamlDocument, site: Site, supposed: Changes) -> Iterator[Problem]:
    """Try each thing that is supposed alone, and the columns of a row that does not fit."""
    for one in fields(supposed):
        given = getattr(supposed, one.name)
        pieces: list[tuple[Place, object, object]]
        if isinstance(given, Mapping):
            pieces = [((one.name, key), value, {key: value}) for key, value in given.items()]
        elif isinstance(given, tuple):
            pieces = [((one.name, n), value, (value,)) for n, value in enumerate(given)]
        else:
            pieces = [((one.name,), given, given)]
        for place, value, alone in pieces:
            refused = _refusal(site, _alone(one.name, alone))
            if refused is None:
                continue
            cells = value if isinstance(value, Mapping) else {}
            tried = {
                column: _refusal(site, _alone(one.name, {place[-1]: {column: new}}))
                for column, new in cells.items()
            }
            wrong = {column: words for column, words in tried.items() if words is not None}
            for column, words in wrong.items():
                at = ("changes", *place, column)
                yield document.problem(at, cells[column], _FITTING, words)
            if not wrong:
                yield document.problem(("changes", *place), value, _FITTING, refused)


def _alone(name: str, given: object) -> Changes:
    alone: dict[str, Any] = {name: given}
    return Changes(**alone)


def _refusal(site: Site, supposed: Changes) -> str | None:
    """Say why something cannot be supposed; nothing is computed for it."""
    try:
        changed_site(site, supposed)
    except WorkbenchError as error:
        return str(error)
    return None
