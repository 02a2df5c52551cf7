"""The record of a run, ``run.json``: what was made, from what, with what, and what came of it."""

from __future__ import annotations

import platform
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.batch import fingerprint
from workbench.batch.files import KEY, read_json
from workbench.batch.recipes import Recipe
from workbench.batch.runs import Outcome

if TYPE_CHECKING:
    from workbench.project import Project


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What all runs of a batch have in common.

    Attributes
    ----------
    project : Project
        The project as it was known then.
    read : Project
        The project as it was read, with what is dated later.
    out : Path
        Folder of the reports.
    recipes : tuple of Recipe
        The steps that are run.
    every_step : tuple of Recipe
        All steps that there are.
    comparison : Recipe or None
        The recipe that compares the sites.
    parameters : mapping
        What all recipes are given.
    options : mapping
        How it was run: jobs, timeout, force, standalone.
    started : datetime
        When it began.
    """

    project: Project
    read: Project
    out: Path
    recipes: tuple[Recipe, ...]
    every_step: tuple[Recipe, ...]
    comparison: Recipe | None
    parameters: Mapping[str, object]
    options: Mapping[str, object] = field(default_factory=dict)
    started: datetime = field(default_factory=lambda: datetime.now(UTC))


def run_record(
    about: Context,
    outcomes: Sequence[Outcome],
    *,
    compared: Outcome | None,
    portfolio: Mapping[str, object],
    interrupted: bool = False,
) -> dict[str, Any]:
    """Return the record.

    Parameters
    ----------
    about : Context
        What was run.
    outcomes : sequence of Outcome
        One per site, in the order of the project.
    compared : Outcome or None
        What came of the comparison.
    portfolio : mapping
        Key and hash of the portfolio page; empty where there is none.
    interrupted : bool
        Whether the run was stopped before its end.
    """
    ended = datetime.now(UTC)
    everyone = [*outcomes, *([compared] if compared else [])]
    recipes = [*about.recipes, *([about.comparison] if about.comparison else [])]
    return {
        "project": about.project.settings.title,
        "engine": ", ".join(sorted({one.engine for one in everyone if one.engine})),
        "started": about.started.isoformat(timespec="seconds"),
        "ended": ended.isoformat(timespec="seconds"),
        "seconds": round((ended - about.started).total_seconds(), 3),
        "interrupted": interrupted,
        "parameters": dict(about.parameters),
        "options": dict(about.options),
        "seed": about.project.settings.parameters.seed,
        "framework": about.project.framework.identity,
        "versions": dict(fingerprint.versions()),
        "platform": platform.platform(),
        "hashes": {
            "data": about.project.digest(),
            "framework": fingerprint.framework_sha256(about.project),
            "package": fingerprint.package_sha256(),
            "recipes": {recipe.name: recipe.sha256 for recipe in recipes},
        },
        "sites": {outcome.site: _line(outcome, about.out) for outcome in outcomes},
        "comparison": None if compared is None else _line(compared, about.out),
        "portfolio": dict(portfolio),
    }


def _line(outcome: Outcome, out: Path) -> dict[str, Any]:
    kept = read_json(out / outcome.site / KEY)
    return {
        "status": outcome.status,
        "seconds": round(outcome.seconds, 3),
        "message": outcome.message,
        "engine": outcome.engine,
        "reason": outcome.reason,
        "steps": dict(outcome.steps),
        "figures": outcome.figures,
        "missing": list(outcome.missing),
        "files": list(_inside(outcome.files, out)),
        "key": kept.get("key"),
        "sha256": kept.get("sha256"),
    }


def _inside(files: Iterable[Path], out: Path) -> Iterable[str]:
    return (file.relative_to(out).as_posix() for file in files)
