from dataclasses import replace

import pytest

from workbench.batch import fingerprint, index
from workbench.batch.files import sha256_of, write_json
from workbench.batch.recipes import comparison, site_steps
from workbench.batch.request import Context, Request
from workbench.project import read_project
from workbench.project.record import read_record
from workbench.publish.formats import format_libraries


@pytest.fixture
def about(project, recipes, tmp_path):
    return Context(
        request=Request(project=project),
        project=read_project(project),
        read=read_project(project),
        out=tmp_path / "out",
        recipes=site_steps(recipes)[:1],
        every_step=site_steps(recipes),
        comparison=None,
    )


def _report(about, site, steps_of_it, as_of=None, faults=()):
    folder = about.out / site
    folder.mkdir(parents=True)
    (folder / "report.html").write_text("whole")
    base = fingerprint.report_inputs(about.project, steps_of_it, about.parameters)
    own = read_record(about.project.folder, site)
    key = fingerprint.site_key(base, about.project, site, own, standalone=False)
    record = {"key": key, "sha256": sha256_of(folder / "report.html"), "figures": 0,
              "steps": [recipe.name for recipe in steps_of_it], "as_of": as_of,
              "facts": {"package": "8"}, "faults": faults}  # fmt: skip
    write_json(folder / "key.json", record)
    _as_pdf(folder, "report", key)


def _as_pdf(folder, stem, key):
    """Write what the press leaves of a page that was written as PDF as well."""
    (folder / f"{stem}.pdf").write_text("whole")
    written = {f"{stem}.pdf": sha256_of(folder / f"{stem}.pdf")}
    content = {"key": key, "with": format_libraries(), "files": written}
    write_json(folder / f"{stem}-formats.json", content)


def test_unchanged_counts_as_done_so_that_the_page_stays_the_same(about, outcome_of):
    fresh = index.index_entries(about, [outcome_of(site, facts={"n": 1}) for site in "abc"])
    again = index.index_entries(
        about, [outcome_of(site, status="skipped", facts={"n": 1}) for site in "abc"]
    )
    assert fresh == again
    assert fresh[0] == {
        "site": "a", "name": "Place a", "country": "Rwanda", "status": "ready",
        "message": "", "files": {"html": "a/report.html"}, "facts": {"n": 1},
    }  # fmt: skip


def test_failed_and_blocked_sites_have_a_reason_and_no_link(about, outcome_of):
    outcomes = [
        outcome_of("a", status="failed", message="no water", facts={"n": 1}),
        outcome_of("b", status="blocked", message="2 errors in its tables"),
    ]
    first, second, third = index.index_entries(about, outcomes)
    assert (first["status"], first["message"]) == ("failed", "no water")
    assert (second["status"], third["status"]) == ("blocked", "not run")
    assert not any("files" in entry or "facts" in entry for entry in (first, second, third))


def test_a_report_of_other_steps_is_listed_while_it_is_right(about, outcome_of):
    _report(about, "b", about.every_step)
    _report(about, "c", about.every_step, as_of="2026-01-01")
    _, second, third = index.index_entries(about, [outcome_of("a")])
    assert (second["status"], second["facts"]) == ("ready", {"package": "8"})
    assert second["files"] == {"html": "b/report.html", "pdf": "b/report.pdf"}
    assert third["status"] == "outdated"
    assert "older than its data" in third["message"]


def test_a_chapter_that_failed_makes_a_report_in_part(about, outcome_of):
    _report(about, "a", about.every_step, faults=("6-yield: no file",))
    first, *_ = index.index_entries(about, [outcome_of("a", faults=("report.pdf: no browser",))])
    assert first["status"] == "in part"
    assert first["message"] == "without a chapter that failed: 6-yield: no file"


def test_coordinates_are_passed_on_where_they_are_recorded(about, project):
    table = project / "sites.csv"
    head, first, *more = table.read_text().splitlines()
    rows = [f"{head},latitude,longitude", f"{first},-2.5,29.7", *(f"{row},," for row in more)]
    table.write_text("\n".join(rows) + "\n")
    placed, other, _ = index.index_entries(replace(about, project=read_project(project)), [])
    assert (placed["latitude"], placed["longitude"]) == (-2.5, 29.7)
    assert "latitude" not in other


def test_the_page_links_the_comparison_or_says_why_there_is_none(about, outcome_of):
    page = about.out / "index.html"

    def written(compared, key=""):
        index.write_index(about, index.page_content(about, [outcome_of("a")], compared, key))
        return page.read_text("utf-8").partition("<body")[2]

    assert "omparison" not in written(None)
    _as_pdf(about.out, "comparison", "k")
    linked = written(outcome_of("all sites"), "k")
    assert '<a href="comparison.html">Comparison of the sites</a>' in linked
    assert '<a href="comparison.pdf">PDF</a>' in linked
    assert "comparison.pdf" not in written(outcome_of("all sites"), "of other tables")
    failed = outcome_of("all sites", status="failed", message="no water")
    assert "The sites could not be compared: no water" in written(failed)


def test_page_and_comparison_are_current_as_they_were_written(about, outcome_of):
    out = about.out
    out.mkdir()
    assert not index.page_is_current(out, "k")
    assert not index.comparison_is_current(out, "c")
    for name in ("index.html", "comparison.html"):
        (out / name).write_text("whole")
    done, failed = (outcome_of("all sites", status=status) for status in ("done", "failed"))
    write_json(out / "run.json", {"portfolio": index.page_record(out, "k", done, "c")})
    assert index.page_is_current(out, "k")
    assert not index.page_is_current(out, "other")
    assert index.comparison_is_current(out, "c")
    assert not index.comparison_is_current(out, "other")
    for name in ("index.html", "comparison.html"):
        (out / name).write_text("by hand")
    assert not index.page_is_current(out, "k")
    assert not index.comparison_is_current(out, "c")
    write_json(out / "run.json", {"portfolio": index.page_record(out, "k", failed, "c")})
    assert not index.comparison_is_current(out, "c")


def test_the_comparison_is_given_the_sites(about, recipes, tmp_path):
    run = index.comparison_run(about, site_steps(recipes)[0], ("a", "c"))
    assert run.parameters["sites"] == ["a", "c"]
    assert run.out == tmp_path / "out"
    assert run.report == run.out / "comparison.html"
    assert run.title.heading == about.project.settings.title


def test_the_key_of_the_page_depends_on_what_it_shows(about):
    done, failed = ({"entries": [{"site": "a", "status": status}]} for status in ("done", "failed"))
    assert index.page_key(about, done) == index.page_key(about, dict(done))
    assert index.page_key(about, failed) != index.page_key(about, done)


def test_the_key_of_the_comparison_depends_on_sites_and_recipe(about, recipes):
    one = index.comparison_key(about, comparison(recipes), ["a", "b"])
    assert index.comparison_key(about, comparison(recipes), ("a", "b")) == one
    assert index.comparison_key(about, comparison(recipes), ["a"]) != one
    assert index.comparison_key(about, about.recipes[0], ["a", "b"]) != one
