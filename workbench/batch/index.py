"""The index: the page over all sites, what it lists, and the comparison on it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from workbench.batch import fingerprint
from workbench.batch.files import INDEX, KEY, RECORD, REPORT, read_json, sha256_of
from workbench.batch.recipes import Recipe
from workbench.batch.request import Context
from workbench.batch.runs import ALL_SITES, Run, RunOutcome, plain_line
from workbench.errors import WorkbenchError


def comparison_run(about: Context, recipe: Recipe, sites: Sequence[str]) -> Run:
    """Return the run that compares the sites; it writes its notebook beside ``index.html``."""
    from workbench.project.store import site_snapshots

    return Run(
        site=ALL_SITES,
        notebooks=(recipe.path.resolve(),),
        parameters={**about.parameters, "sites": list(sites)},
        out=about.out,
        shared=about.out,
        limits=about.request.limits,
        given=about.given_in([recipe]),
        data=site_snapshots.write_all(about.read),
    )


def index_entries(about: Context, outcomes: Sequence[RunOutcome]) -> list[dict[str, Any]]:
    """List every site of the project as the page shows it.

    Returns
    -------
    list of dict
        One per site in the order of the project, with the fields of
        :class:`workbench.publish.index_page.PortfolioEntry`. An unchanged report counts as done,
        so that the page does not depend on which run made which report. A site that was not asked
        for is done if an earlier run's report is still right, else skipped.
    """
    by_site = {outcome.site: outcome for outcome in outcomes}
    table = about.project.table("sites").drop_duplicates("site")
    shown = table[["site", "name", "country"]].fillna({"name": table["site"], "country": ""})
    others = _OtherReports(about)
    unread = ((site, site, "") for site in about.project.left_out)
    return [
        _entry(others, by_site.get(site), site=site, name=name, country=country)
        for site, name, country in (*shown.itertuples(index=False, name=None), *unread)
    ]


def _entry(
    others: _OtherReports, outcome: RunOutcome | None, *, site: str, **shown: str
) -> dict[str, Any]:
    status, message, facts = _standing(others, site, outcome)
    return {
        "site": site,
        **shown,
        "report": f"{site}/{REPORT}" if status == "done" else None,
        "status": status,
        "message": message,
        "facts": dict(facts),
    }


def _standing(
    others: _OtherReports, site: str, outcome: RunOutcome | None
) -> tuple[str, str, dict[str, object]]:
    if outcome is not None and outcome.status in {"failed", "blocked"}:
        return outcome.status, outcome.message, {}
    if outcome is not None:
        return "done", _failed_chapters(outcome.faults), dict(outcome.facts)
    if site in others.about.project.blocked:
        return "blocked", "errors in its tables", {}
    folder = others.about.out / site
    record = read_json(folder / KEY)
    if not record:
        return "skipped", "not run yet", {}
    if others.is_right(site, folder, record):
        return "done", _failed_chapters(record.get("faults", ())), dict(record.get("facts", {}))
    return "skipped", "its report is older than its data and was not part of this run", {}


def _failed_chapters(faults: Sequence[str]) -> str:
    return f"without a chapter that failed: {'; '.join(faults)}" if faults else ""


class _OtherReports:
    """Reports of other runs, perhaps of other steps: which of them are still right."""

    def __init__(self, about: Context) -> None:
        from workbench.project.record import record_reader

        self.about = about
        self._read = record_reader(about.project.folder)
        self._known = {recipe.name: recipe for recipe in about.every_step}
        self._bases: dict[tuple[str, ...], dict[str, Any]] = {}

    def is_right(self, site: str, folder: Path, record: Mapping[str, Any]) -> bool:
        about, steps = self.about, tuple(record.get("steps", ()))
        if record.get("as_of") != about.parameters["as_of"] or not set(steps) <= set(self._known):
            return False
        if steps not in self._bases:
            recipes = [self._known[name] for name in steps]
            self._bases[steps] = about.inputs(recipes)
        key = fingerprint.site_key(
            self._bases[steps],
            about.project,
            site,
            self._read(site),
            standalone=bool(record.get("standalone")),
        )
        return fingerprint.is_made_from(folder, key)


def index_key(about: Context, listed: Sequence[Mapping[str, object]]) -> str:
    """Return the key of the page that lists all sites, and of the comparison below it."""
    every = (*about.recipes, *((about.comparison,) if about.comparison else ()))
    base = about.inputs(every)
    return fingerprint.content_key({**base, "data": about.project.digest(), "entries": listed})


def page_is_current(out: Path, key: str) -> bool:
    """Return whether the page is there as it was written, and was made from what there is now."""
    page = read_json(out / RECORD).get("portfolio", {})
    written = page.get("sha256")
    return page.get("key") == key and bool(written) and written == sha256_of(out / INDEX)


def write_index(
    about: Context, listed: Sequence[dict[str, Any]], compared: RunOutcome | None
) -> tuple[Path, RunOutcome | None]:
    """Write the page; a comparison that failed leaves its part of it out.

    Returns
    -------
    tuple of (Path, RunOutcome or None)
        The page, and the comparison's outcome: failed if the page could not hold it.
    """
    from workbench.language import speaking

    with speaking(about.project.speech):
        return _written(about, listed, compared)


def _written(
    about: Context, listed: Sequence[dict[str, Any]], compared: RunOutcome | None
) -> tuple[Path, RunOutcome | None]:
    from workbench.publish.index_page import PortfolioEntry, portfolio_page

    shown = [PortfolioEntry(**entry) for entry in listed]
    settings, out = about.project.settings, about.out / INDEX
    supposed = "" if about.scenario is None else about.scenario.stamp
    if compared is not None and compared.status == "done":
        from workbench.batch.notebook_files import read_notebook

        try:
            notebook = read_notebook(compared.files[0])
            page = portfolio_page(shown, comparison=notebook, settings=settings, out=out)
        except WorkbenchError as error:
            compared = replace(compared, status="failed", message=plain_line(str(error)))
        else:
            return page, compared
    page = portfolio_page(shown, comparison=None, settings=settings, out=out, scenario=supposed)
    return page, compared
