"""The record of a run, ``run.json``: what was made, from what, with what, and what came of it."""

from __future__ import annotations

import platform
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from types import MappingProxyType
from typing import Any

from workbench.batch import fingerprint
from workbench.batch.files import KEY, read_json, relative_to
from workbench.batch.request import Context
from workbench.batch.runs import RunOutcome


def run_record(
    about: Context,
    outcomes: Sequence[RunOutcome],
    *,
    compared: RunOutcome | None = None,
    portfolio: Mapping[str, object] = MappingProxyType({}),
    interrupted: bool = False,
) -> dict[str, Any]:
    """Return the record."""
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
        "parameters": {
            **about.parameters,
            "project": relative_to(about.out, about.request.project.resolve()),
        },
        "options": dict(about.options),
        "own_notebooks": about.given_in(about.recipes),
        "seed": about.project.settings.parameters.seed,
        "framework": about.project.framework.identity,
        "versions": dict(fingerprint.library_versions()),
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


def _line(outcome: RunOutcome, out: Path) -> dict[str, Any]:
    # The name of a site that is blocked may be no name of a folder.
    kept = {} if outcome.status == "blocked" else read_json(out / outcome.site / KEY)
    return {
        "status": outcome.status,
        "seconds": round(outcome.seconds, 3),
        "message": outcome.message,
        "engine": outcome.engine,
        "reason": outcome.reason,
        "steps": dict(outcome.steps),
        "figures": outcome.figures,
        "missing": list(outcome.missing),
        "failed_chapters": list(outcome.faults),
        "files": [file.relative_to(out).as_posix() for file in outcome.files],
        "key": kept.get("key"),
        "sha256": kept.get("sha256"),
    }
