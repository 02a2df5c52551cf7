from dataclasses import replace

import nbformat
import pytest
from nbformat.v4 import new_code_cell, new_notebook

from workbench.batch import fingerprint, index
from workbench.batch.files import sha256_of, write_json
from workbench.batch.recipes import comparison, site_steps
from workbench.batch.request import Context, Request
from workbench.project import read_project
from workbench.project.record import read_record


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


def _report(about, site, steps_of_it, as_of=None):
    folder = about.out / site
    folder.mkdir(parents=True)
    (folder / "report.html").write_text("whole")
    base = fingerprint.report_inputs(about.project, steps_of_it, about.parameters)
    own = read_record(about.project.folder, site)
    key = fingerprint.site_key(base, about.project, site, own, standalone=False)
    record = {"key": key, "sha256": sha256_of(folder / "report.html"), "figures": 0,
              "steps": [recipe.name for recipe in steps_of_it], "as_of": as_of,
              "facts": {"package": "8"}}  # fmt: skip
    write_json(folder / "key.json", record)


def test_unchanged_counts_as_done_so_that_the_page_stays_the_same(about, outcome_of):
    fresh = index.index_entries(about, [outcome_of(site, facts={"n": 1}) for site in "abc"])
    again = index.index_entries(
        about, [outcome_of(site, status="skipped", facts={"n": 1}) for site in "abc"]
    )
    assert fresh == again
    assert fresh[0] == {
        "site": "a", "name": "Place a", "country": "Rwanda", "report": "a/report.html",
        "status": "done", "message": "", "facts": {"n": 1},
    }  # fmt: skip


def test_failed_and_blocked_sites_have_a_reason_and_no_link(about, outcome_of):
    outcomes = [
        outcome_of("a", status="failed", message="no water", facts={"n": 1}),
        outcome_of("b", status="blocked", message="2 errors in its tables"),
    ]
    first, second, third = index.index_entries(about, outcomes)
    assert (first["status"], first["message"], first["report"]) == ("failed", "no water", None)
    assert (second["status"], second["report"]) == ("blocked", None)
    assert (third["status"], third["message"]) == ("skipped", "not run yet")


def test_a_report_of_other_steps_is_listed_while_it_is_right(about, outcome_of):
    _report(about, "b", about.every_step)
    _report(about, "c", about.every_step, as_of="2026-01-01")
    _, second, third = index.index_entries(about, [outcome_of("a")])
    assert (second["status"], second["facts"]) == ("done", {"package": "8"})
    assert (third["status"], third["report"]) == ("skipped", None)
    assert "older than its data" in third["message"]


def test_the_page_is_written_with_and_without_a_comparison(about, outcome_of):
    listed = index.index_entries(about, [outcome_of(site) for site in "abc"])
    page, compared = index.write_index(about, listed, None)
    assert (page, compared) == (about.out / "index.html", None)
    notebook = about.out / "compare-sites.ipynb"
    notebook.write_text(nbformat.writes(new_notebook()))
    _, compared = index.write_index(about, listed, outcome_of("all sites", files=(notebook,)))
    assert compared.status == "done"


def test_a_comparison_that_is_not_whole_is_left_out_and_named(about, outcome_of):
    listed = index.index_entries(about, [outcome_of(site) for site in "abc"])
    about.out.mkdir()
    notebook = about.out / "compare-sites.ipynb"
    notebook.write_text(nbformat.writes(new_notebook(cells=[new_code_cell("1 + 1")])))
    page, compared = index.write_index(about, listed, outcome_of("all sites", files=(notebook,)))
    assert compared.status == "failed"
    assert compared.message
    assert page.exists()


def test_a_page_is_current_with_the_same_key_as_it_was_written(about):
    out = about.out
    out.mkdir()
    assert not index.page_is_current(out, "k")
    (out / "index.html").write_text("whole")
    written = {"key": "k", "sha256": sha256_of(out / "index.html")}
    write_json(out / "run.json", {"portfolio": written})
    assert index.page_is_current(out, "k")
    assert not index.page_is_current(out, "other")
    (out / "index.html").write_text("by hand")
    assert not index.page_is_current(out, "k")


def test_the_comparison_is_given_the_sites(about, recipes, tmp_path):
    run = index.comparison_run(about, site_steps(recipes)[0], ("a", "c"))
    assert run.parameters["sites"] == ["a", "c"]
    assert run.out == tmp_path / "out"
    assert run.report is None


def test_the_key_of_the_page_depends_on_its_entries_and_on_the_comparison(about, recipes):
    done, failed = ([{"site": "a", "status": status}] for status in ("done", "failed"))
    one = index.index_key(about, done)
    assert index.index_key(about, done) == one
    assert index.index_key(about, failed) != one
    assert index.index_key(replace(about, comparison=comparison(recipes)), done) != one
