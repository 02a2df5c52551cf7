"""Read a project folder, gather every problem at once, and keep what can be used."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from pathlib import Path
from types import MappingProxyType

import numpy as np
import pandas as pd

from workbench.errors import InvalidInput, Problem, did_you_mean
from workbench.frameworks import Framework, load_for
from workbench.frameworks.funders import available_funders, read_funder
from workbench.project.checks.cells import IDENTIFIER
from workbench.project.checks.links import check_links, names_by_title
from workbench.project.checks.rules import check_rules
from workbench.project.checks.table_check import Checked, check_table, missing_table
from workbench.project.schema.declaration import declaration
from workbench.project.settings.project_settings import FILE_NAME, Settings, read_settings
from workbench.project.sources.cell_problems import ProblemList
from workbench.project.sources.folder_tables import open_tables
from workbench.project.sources.raw_tables import RawTable, heading_key
from workbench.project.store.capability_rows import capability_rows
from workbench.project.store.project import Project

FUNDERS = "funders"
"""Folder beside ``project.yaml`` with funder profiles of the project's own."""

_SHOWN = 40  # letters of an unusable name


def read_project(folder: Path | str) -> Project:
    """Read ``project.yaml`` and the tables beside it.

    Bad cells never raise: they become missing, and each is in ``problems`` with its place. An error
    stops the site it belongs to (:attr:`Project.blocked`); an error that no site can be blamed for,
    such as a misspelt heading, stops all (:attr:`Project.common`).

    Parameters
    ----------
    folder : Path or str
        Folder with ``project.yaml`` and ``*.csv``, ``tables.xlsx`` or ``*.parquet``.

    Returns
    -------
    Project
        Tables, settings, framework, problems.

    Raises
    ------
    InvalidInput
        Nothing can be read: there is no folder, no usable ``project.yaml``, no such framework, or
        no table of sites. Its ``problems`` say what to do.
    """
    folder = Path(folder)
    settings, reported = _with_funders(folder, *_settings(folder))
    framework = load_for(settings.framework, settings.assessments)
    problems = ProblemList()
    for problem in (*reported, *_version(settings, framework), *_layers(settings, framework)):
        problems.add(problem, common=True)
    raw = open_tables(folder, problems)
    if "sites" not in raw:
        problems.add(missing_table("sites", folder.name), common=True)
        message = f"The project {folder.name} has no table of sites."
        raise InvalidInput(message, problems.found)
    for name, table in declaration().tables.items():
        if table.is_needed(framework) and name not in raw:
            problems.add(missing_table(name, folder.name), common=True)
    if framework.assessments and ("components" not in raw or not len(raw["components"].rows)):
        raw["components"] = capability_rows(raw["sites"], framework)
    checked = _check(raw, framework, settings, problems)
    left_out = _left_out(checked["sites"], problems)
    frames = _with_names(_frames(checked))
    files = [FILE_NAME, *dict.fromkeys(one.file for one in reported if one.file != FILE_NAME)]
    order = [*((file, None) for file in files), *((t.file, t.sheet) for t in raw.values())]
    return Project(
        folder=folder,
        settings=settings,
        framework=framework,
        tables=MappingProxyType(frames),
        shared_costs=MappingProxyType(_shared_costs(frames)),
        problems=problems.in_order(order),
        common=tuple(problems.common),
        shared=tuple(problems.shared),
        left_out=left_out,
    )


def _settings(folder: Path) -> tuple[Settings, tuple[Problem, ...]]:
    if not folder.is_dir():
        message = f"There is no folder {folder}."
        raise InvalidInput(message)
    path = folder / FILE_NAME
    if not path.is_file():
        problem = Problem(
            file=FILE_NAME,
            found="no such file",
            expected=f"{FILE_NAME} with at least a title and a framework",
            advice="Start a project with 'workbench new', or give the folder that holds it.",
        )
        message = f"{folder.name} is no project."
        raise InvalidInput(message, [problem])
    return read_settings(path)


def _with_funders(
    folder: Path, settings: Settings, reported: tuple[Problem, ...]
) -> tuple[Settings, tuple[Problem, ...]]:
    """Add the project's own funder profiles, and leave out a funder that nothing describes."""
    own, problems = list(settings.funders), list(reported)
    for path in sorted(folder.glob(f"{FUNDERS}/*.yaml")):
        try:
            own.append(read_funder(path))
        except InvalidInput as error:
            problems += [replace(one, file=f"{FUNDERS}/{path.name}") for one in error.problems]
    known = list(dict.fromkeys((*(one.key for one in own), *available_funders())))
    named, budget = settings.budget.funder, settings.budget
    if named is not None and named not in known:
        budget = budget.model_copy(update={"funder": None})
        problems.append(
            Problem(
                file=FILE_NAME,
                column="budget.funder",
                found=named,
                expected=f"one of {', '.join(known)}",
                advice=f"{did_you_mean(named, known)} Or describe it in {FUNDERS}/{named}.yaml.",
            )
        )
    changes = {"funders": tuple(own), "budget": budget}
    return settings.model_copy(update=changes), tuple(problems)


def _version(settings: Settings, framework: Framework) -> Iterable[Problem]:
    """Levels of two versions of a framework never mix."""
    given = settings.framework_version
    if given is not None and given != framework.version:
        yield Problem(
            file=FILE_NAME,
            column="framework_version",
            found=given,
            expected=f"{framework.version}, the version of {framework.key} in this workbench",
            advice="Use the workbench that the levels were judged with, or judge them anew.",
        )


def _layers(settings: Settings, framework: Framework) -> Iterable[Problem]:
    """Weights name sorts of relation that the framework knows."""
    known = list(framework.terms("tie_layers"))
    for layer in settings.partners.layers or {}:
        if layer not in known:
            yield Problem(
                file=FILE_NAME,
                column=f"partners.layers.{layer}",
                found=layer,
                expected=f"one of {', '.join(known)}",
                advice=did_you_mean(layer, known),
            )


def _check(
    raw: Mapping[str, RawTable], framework: Framework, settings: Settings, problems: ProblemList
) -> dict[str, Checked]:
    """Check the sites first, for everything else names them; then links; then the rules."""
    sites = check_table(raw["sites"], framework, (), problems)
    if len(sites.excluded) == 0:
        problems.add(
            Problem(
                file=raw["sites"].file,
                sheet=raw["sites"].sheet,
                found="no rows",
                expected="a row for each site",
                advice="Enter the sites first.",
            ),
            common=True,
        )
    known = [site for site in sites.sites if site is not None]
    own, titles = settings.funders, names_by_title(sites, "site").get("", {})
    checked = {
        name: sites
        if name == "sites"
        else check_table(table, framework, known, problems, own, titles=titles, links_follow=True)
        for name, table in raw.items()
    }
    # By the name of the file or the sheet, as it was opened.
    told = {heading_key(one.sheet or Path(one.file).stem) for one in problems.common}
    check_links(checked, told)
    check_rules(checked, settings, framework)
    _drop_orphans(checked)
    return checked


def _drop_orphans(tables: Mapping[str, Checked]) -> None:
    """Leave out rows that need a row that stays out; the problem is reported there."""
    changed = True
    while changed:
        changed = False
        for checked in tables.values():
            for name, column in checked.table.columns.items():
                target = (column.references or "").partition(".")[0]
                if target not in tables or not column.required or not tables[target].excluded.any():
                    continue
                orphans = _orphans(checked, name, tables[target], column.references or "")
                if orphans.any():
                    checked.excluded[orphans] = True
                    changed = True


def _orphans(checked: Checked, name: str, target: Checked, reference: str) -> np.ndarray:
    """Mark rows that are not excluded and point at a row that is."""
    column = reference.partition(".")[2]
    per_site = target.name != "sites" and {*target.table.columns} >= {"site"}
    by = ["site", column] if per_site else [column]
    mine = ["site", name] if per_site else [name]
    present = pd.MultiIndex.from_frame(target.frame.loc[~target.excluded, by])
    asked = pd.MultiIndex.from_frame(checked.frame[mine])
    return np.asarray(~checked.excluded & ~asked.isin(present))


def _left_out(sites: Checked, problems: ProblemList) -> tuple[str, ...]:
    """Name the sites whose own row stays out, and let the problems of the row stop them.

    A row that repeats the name of a site is not one more site; its problem stops that one.
    """
    seen = set(sites.frame.loc[~sites.excluded, "site"])
    by_row: dict[int | None, list[Problem]] = {}
    for problem in problems.found:
        if problem.file == sites.raw.file and problem.sheet == sites.raw.sheet:
            by_row.setdefault(problem.row, []).append(problem)
    names: list[str] = []
    for record in np.flatnonzero(sites.excluded).tolist():
        name, row = str(sites.text["site"][record]), int(sites.raw.rows[record])
        if name in seen:
            continue
        if IDENTIFIER.fullmatch(name):
            seen.add(name)
        else:
            where = f"row {row} of {sites.raw.sheet or sites.raw.file}"
            name = f"{where} ('{name[:_SHOWN]}')" if name else where
        names.append(name)
        problems.shared += [(name, one) for one in by_row.get(row, ()) if one.site != name]
    return tuple(names)


def _shared_costs(frames: Mapping[str, pd.DataFrame]) -> dict[str, int]:
    """Count the sites that show each shared cost."""
    if "costs" not in frames:
        return {}
    sites = frames["costs"].dropna(subset="shared").groupby("shared")["site"].nunique()
    return {str(shared): int(number) for shared, number in sites.items()}


def _with_names(frames: dict[str, pd.DataFrame]) -> dict[str, pd.DataFrame]:
    """Give the rows that other sites see too the name of their site, which those do not have."""
    names = frames["sites"].set_index("site")["name"]
    for name, frame in frames.items():
        if declaration().table(name).whole and "name" in frame and len(frame):
            frames[name] = frame.assign(name=frame["name"].fillna(frame["site"].map(names)))
    return frames


def _frames(tables: Mapping[str, Checked]) -> dict[str, pd.DataFrame]:
    """Return the frames without the rows that stay out, in the declared order."""
    return {
        name: checked.frame.loc[~checked.excluded, list(checked.table.columns)].reset_index(
            drop=True
        )
        for name, checked in tables.items()
    }
