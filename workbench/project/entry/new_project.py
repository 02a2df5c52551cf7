"""Start a project: a folder with a commented ``project.yaml`` and an empty entry workbook."""

from __future__ import annotations

import json
import re
import shutil
import textwrap
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final
from uuid import uuid4

from pydantic import ValidationError

from workbench.errors import InvalidInput, WorkbenchError, did_you_mean
from workbench.frameworks import Framework, load
from workbench.frameworks.fields import DocumentedModel
from workbench.project.entry.workbook import write_entry_workbook
from workbench.project.schema.declaration import declaration
from workbench.project.settings.project_settings import FILE_NAME, Settings, currency_codes
from workbench.project.settings.step_settings import STEP_BLOCKS
from workbench.project.sources.folder_tables import WORKBOOK

_PAGE: Final = """\
# Settings of this project. Tables stand beside this file: fill in {workbook}, sheet by sheet;
# its first sheet says how. Then run: workbench check FOLDER, and: workbench run FOLDER.
# A line that begins with # is a remark. A setting with nothing behind it counts as not given.
# Text with a colon or a # in it needs quotes.

# Title, as reports print it.
title: {title}

# Framework whose {used} used, and its version. Do not change them once {given}
# given: {other} of two frameworks mean different things and are never converted.
framework: {framework}
framework_version: {version}

# Further frameworks of assessment that the project uses beside its own, such as
# [ai-transformation]; an answer to one can serve another. Blank: none.
assessments:

# Language of the reports: en, or fr (what is not translated yet stays English).
language: {language}

# Organisation that leads the project.
lead: {lead}

# What the project wants to reach, in a sentence.
ambition:

# Base currency of all amounts, by its code of three letters, such as RWF or USD.
currency: {currency}

# Reports show what was known on this day, such as 2026-03-14. Blank: everything that is there.
as_of:

# How many months a projected level looks ahead.
horizon_months: {horizon}

# true: the data are invented, and every report says so on its title page.
illustrative: {illustrative}

# Sentences that every report prints, each in a line of its own below, such as
#   - "Use was not assessed at these sites."
notes:

# Where the data come from, each in a line of its own below, such as
#   - "Partner survey, May 2026"
sources:

# Numbers that are the project's choice. Every report prints them; leave them if in doubt.
parameters:
  # How far assessors of one component err together: 0 not at all, 1 wholly.
  correlation: {correlation}
  # How far off a level may be, in levels, by the strength of its evidence ...
  widths: {widths}
  # ... and where the strength is not known.
  width: {width}
  # Months after which evidence of a level has to be looked at again.
  shelf_life: {shelf_life}
  # Package score that the project aims at. Blank: none.{aim}
  target:
  # Seed of everything that is drawn at random: the same seed gives the same report.
  seed: {seed}

{blocks}
# What notebooks of your own, in the folder notebooks, are given, such as
#   yield-response: {{season: 2026A}}
notebooks:

# Where imported rows came from. workbench import writes it; do not edit.
imports:
"""


def new_project(
    folder: Path | str,
    *,
    framework: str = "ipsr",
    title: str = "A scaling project",
    lead: str | None = None,
    currency: str | None = None,
) -> Path:
    """Start a project: settings with an explanation of each, and an entry workbook.

    Parameters
    ----------
    folder : Path or str
        Folder of the project; made with the folders above it. It may hold other files.
    framework : str
        Key of the framework.
    title : str
        Title of the project.
    lead : str, optional
        Organisation that leads.
    currency : str, optional
        Base currency, a code of ISO 4217.

    Returns
    -------
    Path
        The folder. It holds both files, or neither where something went wrong.

    Raises
    ------
    WorkbenchError
        The folder holds a project or tables already, or its place is taken by a file.
    UnknownName
        There is no such framework.
    InvalidInput
        The title is blank, or there is no such currency.

    Examples
    --------
    >>> import tempfile
    >>> with tempfile.TemporaryDirectory() as place:
    ...     folder = new_project(Path(place, "wilt"), title="Banana wilt", currency="RWF")
    ...     sorted(path.name for path in folder.iterdir())
    ['project.yaml', 'tables.xlsx']
    """
    folder = Path(folder)
    chosen = load(framework)
    settings = _settings(chosen, title, lead, currency)
    _refuse_taken(folder)
    try:
        folder.parent.mkdir(parents=True, exist_ok=True)
    except (FileExistsError, NotADirectoryError) as error:
        message = f"{folder.parent} is a file; give a folder."
        raise WorkbenchError(message) from error
    draft = folder.parent / f".{folder.name}-{uuid4().hex}"
    draft.mkdir()
    try:
        (draft / FILE_NAME).write_text(_page(settings, chosen), "utf-8")
        write_entry_workbook(
            draft / WORKBOOK, chosen, title=settings.title, currency=settings.currency
        )
        _move(draft, folder)
    finally:
        shutil.rmtree(draft, ignore_errors=True)
    return folder


def _settings(framework: Framework, title: str, lead: str | None, currency: str | None) -> Settings:
    """Check what was given, before anything is written."""
    title, lead = _line(title), _line(lead or "") or None
    currency = (currency or "").strip().upper() or None
    if not title:
        message = "A project needs a title."
        raise InvalidInput(message)
    try:
        return Settings(
            title=title,
            framework=framework.key,
            framework_version=framework.version,
            lead=lead,
            currency=currency,
        )
    except ValidationError as error:
        known = did_you_mean(currency or "", currency_codes())
        message = f"There is no currency '{currency}'. {known}"
        raise InvalidInput(message) from error


def _line(text: str) -> str:
    """Return text in one line, without characters that YAML refuses."""
    return " ".join(
        re.sub(
            r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ud800-\udfff\ufeff\ufffe\uffff]", " ", text
        ).split()
    )


def _refuse_taken(folder: Path) -> None:
    """Leave a folder alone that holds a project, or tables that would be read with a new one."""
    if folder.exists() and not folder.is_dir():
        message = f"{folder} is a file; give a folder."
        raise WorkbenchError(message)
    if not folder.is_dir():
        return
    names = {FILE_NAME, WORKBOOK}
    names |= {f"{name}.{form}" for name in declaration().tables for form in ("csv", "parquet")}
    held = sorted(path.name for path in folder.iterdir() if path.name.casefold() in names)
    if held:
        message = f"{folder} holds a project already ({', '.join(held)}); give another folder."
        raise WorkbenchError(message)


def _page(settings: Settings, framework: Framework) -> str:
    """Return the text of ``project.yaml``."""
    parameters = settings.parameters
    judged = framework.judges_levels
    blocks = dict(STEP_BLOCKS)
    if not declaration().table("rollout").is_for(framework):
        del blocks["transformation"]  # what a roll-out keeps to
    return _PAGE.format(
        workbook=WORKBOOK,
        title=_quoted(settings.title),
        framework=settings.framework,
        language=settings.language,
        version=_quoted(settings.framework_version),
        lead=_quoted(settings.lead),
        currency=_quoted(settings.currency),
        horizon=settings.horizon_months,
        illustrative=json.dumps(settings.illustrative),
        correlation=parameters.correlation,
        widths=_flow(parameters.widths),
        width=parameters.width,
        shelf_life=_flow(parameters.shelf_life),
        seed=parameters.seed,
        blocks="\n".join(_block(name, model) for name, model in blocks.items()),
        used="levels and lists are" if judged else "items, scales and lists are",
        given="levels are" if judged else "answers are",
        other="levels" if judged else "answers",
        aim="" if judged else " Not used by this framework.",
    ).replace(": \n", ":\n")


def _block(name: str, model: type[DocumentedModel]) -> str:
    """Return a block of settings at their defaults, each under a remark on what it means."""
    meaning = Settings.meanings()[name].rstrip(".")
    lines = [f"# {meaning}. The numbers are our own choice; reports print them.", f"{name}:"]
    said = model.meanings()
    for key, value in model().model_dump().items():
        lines += textwrap.wrap(said[key], 96, initial_indent="  # ", subsequent_indent="  # ")
        shown = "[" + ", ".join(value) + "]" if isinstance(value, tuple) else value
        lines.append(f"  {key}:" if value is None else f"  {key}: {shown}")
    return "\n".join([*lines, ""])


def _quoted(text: str | None) -> str:
    """Return text as YAML reads it back, whatever is in it; nothing for nothing."""
    return "" if text is None else json.dumps(text, ensure_ascii=False)


def _flow(widths: Mapping[Any, float]) -> str:
    """Return numbers by name in one line."""
    return "{" + ", ".join(f'"{name}": {width}' for name, width in widths.items()) + "}"


def _move(draft: Path, folder: Path) -> None:
    """Bring both files to their place, ``project.yaml`` last: without it there is no project."""
    if not folder.exists():
        draft.rename(folder)
        return
    (draft / WORKBOOK).rename(folder / WORKBOOK)
    try:
        (draft / FILE_NAME).rename(folder / FILE_NAME)
    except OSError:
        (folder / WORKBOOK).unlink()
        raise
