"""The index: the page over all sites, what it lists, and the comparison on it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from workbench.batch import fingerprint
from workbench.batch.files import COMPARISON, INDEX, KEY, RECORD, REPORT, read_json, sha256_of
from workbench.batch.press import formats_there
from workbench.batch.recipes import Recipe
from workbench.batch.request import Context
from workbench.batch.runs import ALL_SITES, Run, RunOutcome

if TYPE_CHECKING:
    import pandas as pd

    from workbench.page.records import Title


def comparison_run(about: Context, recipe: Recipe, sites: Sequence[str]) -> Run:
    """Return the run that compares the sites on ``comparison.html``, beside ``index.html``."""
    from workbench.project.store import site_snapshots

    return Run(
        site=ALL_SITES,
        notebooks=(recipe.path.resolve(),),
        parameters={**about.parameters, "sites": list(sites)},
        out=about.out,
        shared=about.out,
        report=about.out / COMPARISON,
        standalone=about.request.standalone,
        title=comparison_title(about),
        limits=about.request.limits,
        given=about.given_in([recipe]),
        data=site_snapshots.write_all(about.read),
    )


def comparison_title(about: Context) -> Title:
    """Return the title page of the comparison, which as a notebook has none."""
    from workbench.page.records import Title
    from workbench.page.wording import long_date

    settings, day = about.project.settings, about.request.as_of
    known = settings.as_of if day is None else date.fromisoformat(day)
    lines = (f"as of {long_date(known)}" if known else "", settings.lead or "")
    return Title(
        heading=settings.title,
        project="",
        lines=tuple(line for line in lines if line),
        illustrative=settings.illustrative,
        ambition=settings.ambition or "",
    )


def page_content(
    about: Context, outcomes: Sequence[RunOutcome], compared: RunOutcome | None, key: str
) -> dict[str, Any]:
    """Gather what the page shows.

    Returns
    -------
    dict
        "entries": what :func:`index_entries` lists. "comparison": addresses of the comparison by
        format; none where there is none. "failed": why it could not be made.
    """
    there = compared is not None and compared.status in {"done", "skipped"}
    return {
        "entries": index_entries(about, outcomes),
        "comparison": _files(about, Path(COMPARISON), key) if there else {},
        "failed": "" if compared is None or there else compared.message,
    }


def _files(about: Context, page: Path, key: str | None) -> dict[str, str]:
    """Return the addresses of a page and of its other formats, by format."""
    formats = formats_there(about.out / page.parent, page.stem, about.request.format_key(key))
    files = {"html": page, **{form: page.parent / path.name for form, path in formats.items()}}
    return {form: path.as_posix() for form, path in files.items()}


def index_entries(about: Context, outcomes: Sequence[RunOutcome]) -> list[dict[str, Any]]:
    """List every site of the project as the page shows it.

    Returns
    -------
    list of dict
        One per site in the order of the project, with the fields of
        :class:`workbench.publish.index_page.PortfolioEntry`. An unchanged report is ready like a
        new one, so that the page does not depend on which run made which report. A site that was
        not asked for is ready if an earlier run's report is still right.
    """
    by_site = {outcome.site: outcome for outcome in outcomes}
    others = _OtherReports(about)
    listed = [*_described(about.project.table("sites"))]
    listed += [{"site": site, "name": site, "country": ""} for site in about.project.left_out]
    return [one | _standing(others, one["site"], by_site.get(one["site"])) for one in listed]


def _described(sites: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Yield what the table of sites says of each; what it does not say is left out."""
    from pandas import notna

    columns = ["site", "name", "country", "admin", "latitude", "longitude"]
    rows = sites.drop_duplicates("site").reindex(columns=columns)
    for row in rows.astype(object).to_dict("records"):
        known = {str(key): value for key, value in row.items() if notna(value)}
        yield {"name": known["site"], "country": "", **known}


def _standing(others: _OtherReports, site: str, outcome: RunOutcome | None) -> dict[str, Any]:
    if outcome is not None and outcome.status in {"failed", "blocked"}:
        return {"status": outcome.status, "message": outcome.message}
    if outcome is None and site in others.about.project.blocked:
        return {"status": "blocked", "message": "errors in its tables"}
    folder = others.about.out / site
    record = read_json(folder / KEY)
    if outcome is None and not record:
        return {"status": "not run"}
    if outcome is None and not others.is_right(site, folder, record):
        message = "its report is older than its data and was not part of this run"
        return {"status": "outdated", "message": message}
    # Of what failed, the chapters; a format that failed is one that is not there.
    faults = record.get("faults", ())
    return {
        "status": "in part" if faults else "ready",
        "message": f"without a chapter that failed: {'; '.join(faults)}" if faults else "",
        "files": _files(others.about, Path(site, REPORT), record.get("key")),
        "facts": dict(record.get("facts", {}) if outcome is None else outcome.facts),
    }


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


def comparison_key(about: Context, recipe: Recipe, sites: Sequence[str]) -> str:
    """Return the key of what the comparison is made of."""
    made_of = {"data": about.project.digest(), "sites": list(sites)}
    alone = about.request.standalone
    return fingerprint.content_key({**about.inputs([recipe]), **made_of, "standalone": alone})


def comparison_is_current(out: Path, key: str) -> bool:
    """Return whether the comparison is there as a run wrote it, made from what there is now."""
    written = read_json(out / RECORD).get("portfolio", {}).get("comparison")
    return bool(written) and written == _stamp(key, out / COMPARISON)


def page_key(about: Context, content: Mapping[str, object]) -> str:
    """Return the key of the page that lists all sites."""
    return fingerprint.content_key({**about.inputs(about.recipes), "shown": content})


def page_is_current(out: Path, key: str) -> bool:
    """Return whether the page is there as it was written, and was made from what there is now."""
    written = read_json(out / RECORD).get("portfolio", {}).get("page")
    return bool(written) and written == _stamp(key, out / INDEX)


def page_record(out: Path, key: str, compared: RunOutcome | None, made_of: str) -> dict[str, Any]:
    """Return what a later run asks of the page and of the comparison.

    A comparison that failed is tried again then, whether or not anything has changed.
    """
    there = compared is not None and compared.status in {"done", "skipped"}
    return {
        "page": _stamp(key, out / INDEX),
        "comparison": _stamp(made_of, out / COMPARISON) if there else None,
    }


def _stamp(key: str, page: Path) -> dict[str, str]:
    """Say of what a page was made, and what was written."""
    return {"key": key, "sha256": sha256_of(page)}


def write_index(about: Context, content: Mapping[str, Any]) -> None:
    """Write the page that shows what :func:`page_content` has gathered."""
    from workbench.language import speaking
    from workbench.publish.index_page import PortfolioEntry, portfolio_page

    with speaking(about.project.speech):
        portfolio_page(
            [PortfolioEntry(**entry) for entry in content["entries"]],
            comparison=content["comparison"],
            failed=content["failed"],
            settings=about.project.settings,
            out=about.out / INDEX,
            scenario="" if about.scenario is None else about.scenario.stamp,
        )
