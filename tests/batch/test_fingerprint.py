import shutil

import pytest

from workbench.batch import fingerprint
from workbench.batch.files import sha256_of, write_json
from workbench.batch.recipes import site_steps
from workbench.project import read_project
from workbench.project.record import read_record

PARAMETERS = {"project": "/here", "framework": None, "as_of": None}


@pytest.fixture
def key(project, recipes):
    def compute(site="a", *, parameters=PARAMETERS, standalone=False, folder=project):
        read = fingerprint.project_as_of(read_project(folder), parameters["as_of"])
        base = fingerprint.report_inputs(read, site_steps(recipes), parameters)
        record = read_record(folder, site)
        return fingerprint.site_key(base, read, site, record, standalone=standalone)

    return compute


def _edit(path, old, new):
    path.write_text(path.read_text().replace(old, new), "utf-8")


def test_the_key_is_the_same_for_the_same_and_differs_between_sites(key):
    assert key() == key()
    assert len(key()) == 64
    assert key("a") != key("b")


def test_a_changed_score_changes_the_key_of_its_site_alone(key, project):
    before = key("a"), key("b")
    _edit(project / "scores.csv", "b,seed,1,2026-03-14,p1,workshop,3,2",
          "b,seed,1,2026-03-14,p1,workshop,4,2")  # fmt: skip
    assert key("a") == before[0]
    assert key("b") != before[1]


@pytest.mark.parametrize(
    ("file", "old", "new"),
    [("project.yaml", "tiny", "small"), ("scores.csv", "2026-03-14", "2026-03-15")],
)
def test_settings_and_rows_change_the_key(key, project, file, old, new):
    before = key()
    _edit(project / file, old, new)
    assert key() != before


def test_notebooks_parameters_and_form_change_the_key(key, recipes):
    before = key()
    assert key(standalone=True) != before
    assert key(parameters={**PARAMETERS, "as_of": "2026-12-31"}) != before
    _edit(recipes / "2-second-thing.ipynb", "1 + 1", "1 + 2")
    assert key() != before


def test_a_damaged_record_changes_the_key(key, project):
    before = key()
    (project / "record").mkdir()
    (project / "record" / "persons.json").write_text("{}")
    assert key() == before
    (project / "record" / "persons.json").write_text("{")
    assert key() != before


def test_the_place_of_the_project_does_not_change_the_key(key, project, tmp_path):
    copy = shutil.copytree(project, tmp_path / "elsewhere" / "tiny")
    assert key(folder=copy, parameters={**PARAMETERS, "project": str(copy)}) == key()


def test_what_is_dated_later_does_not_change_a_report_as_of_a_day(key, project):
    then = {**PARAMETERS, "as_of": "2026-06-30"}
    before = key(parameters=then)
    with (project / "scores.csv").open("a") as table:
        table.write("a,seed,2,2026-07-01,p1,workshop,5,5\n")
    assert key(parameters=then) == before


def test_software_counts(monkeypatch, key):
    before = key()
    monkeypatch.setattr(fingerprint, "library_versions", lambda: {"numpy": "0"})
    changed = key()
    monkeypatch.setattr(fingerprint, "package_sha256", lambda: "0")
    assert len({before, changed, key()}) == 3


def test_versions_name_what_is_absent(monkeypatch):
    monkeypatch.setattr(fingerprint, "LIBRARIES", ("no-such-library",))
    assert fingerprint.library_versions.__wrapped__()["no-such-library"] == "absent"


def test_the_package_hash_covers_code_and_definitions(monkeypatch, tmp_path):
    batch = tmp_path / "workbench" / "batch"
    batch.mkdir(parents=True)
    monkeypatch.setattr(fingerprint, "__file__", str(batch / "fingerprint.py"))
    compute = fingerprint.package_sha256.__wrapped__
    hashes = [compute()]
    for name, counts in {"a.py": 1, "levels.yaml": 1, ".swap": 0, "__pycache__/a.pyc": 0}.items():
        file = batch / name
        file.parent.mkdir(exist_ok=True)
        file.write_text("x")
        hashes.append(compute())
        assert (hashes[-1] != hashes[-2]) == bool(counts)
    (tmp_path / "workbench" / "recipes").mkdir()
    (tmp_path / "workbench" / "recipes" / "1-x.ipynb").write_text("{}")
    assert compute() == hashes[-1]


@pytest.fixture
def report(tmp_path):
    folder = tmp_path / "out" / "a"
    folder.mkdir(parents=True)
    for name in ("report.html", "1-x.ipynb"):
        (folder / name).write_text("whole")
    (tmp_path / "out" / "assets").mkdir()
    (tmp_path / "out" / "assets" / "plotly-9.min.js").write_text("draw()")
    _write(folder)
    return folder


def _write(folder, **changes):
    sha256 = sha256_of(folder / "report.html")
    record = {"key": "k", "sha256": sha256, "files": ["report.html", "1-x.ipynb"], "figures": 2}
    write_json(folder / "key.json", record | changes)


def test_a_report_is_current_with_the_same_key_alone(report):
    assert fingerprint.report_is_current(report, "k")
    assert not fingerprint.report_is_current(report, "other")


@pytest.mark.parametrize("name", ["report.html", "1-x.ipynb", "key.json"])
def test_a_deleted_file_is_made_again(report, name):
    (report / name).unlink()
    assert not fingerprint.report_is_current(report, "k")


def test_an_edited_report_is_made_again(report):
    (report / "report.html").write_text("by hand")
    assert not fingerprint.report_is_current(report, "k")


def test_a_report_without_the_plotly_it_loads_is_made_again(report):
    shutil.rmtree(report.parent / "assets")
    assert not fingerprint.is_whole(report)
    _write(report, figures=0)
    assert fingerprint.is_whole(report)
    _write(report, standalone=True)
    assert fingerprint.is_whole(report)


def test_a_library_that_another_one_brings_counts_too(monkeypatch):
    fingerprint.library_versions.cache_clear()
    before = dict(fingerprint.library_versions())
    assert {"ipython", "pygments", "mistune"} <= set(before)
    assert "pytest" not in before
    own = fingerprint.metadata.distribution

    class Newer:
        def __init__(self, distribution):
            self.requires, self.version = distribution.requires, distribution.version + ".1"

    monkeypatch.setattr(
        fingerprint.metadata,
        "distribution",
        lambda name: Newer(own(name)) if name == "pygments" else own(name),
    )
    fingerprint.library_versions.cache_clear()
    after = dict(fingerprint.library_versions())
    fingerprint.library_versions.cache_clear()
    assert {name for name in before if before[name] != after[name]} == {"pygments"}


def test_a_report_is_made_anew_when_the_place_that_its_site_could_move_to_changes(key, project):
    (project / "options.csv").write_text(
        "site,proposal,component,option,to_site,feasible\na,go,seed,relocate,b,no\n", "utf-8"
    )
    before = key("a"), key("b")
    _edit(project / "scores.csv", "b,seed,1,2026-03-14,p1,workshop,3,2",
          "b,seed,1,2026-03-14,p1,workshop,4,2")  # fmt: skip
    assert key("a") != before[0]
    assert key("b") != before[1]
    after = key("a"), key("b")
    _edit(project / "scores.csv", "a,seed,1", "a,seed,2")
    assert key("a") != after[0]
    assert key("b") == after[1]
