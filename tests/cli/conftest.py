import pytest
from click.testing import CliRunner

import workbench.batch
import workbench.project
from workbench.batch import BatchResult
from workbench.cli import main


@pytest.fixture
def project(tmp_path):
    folder = tmp_path / "tiny"
    folder.mkdir()
    (folder / "project.yaml").write_text("title: A tiny project\nframework: ipsr\n")
    (folder / "sites.csv").write_text("site,name,country\na,Huye,Rwanda\nb,Mbarara,Uganda\n")
    (folder / "components.csv").write_text(
        "site,component,title,role\na,seed,Clean seed,core\nb,seed,Clean seed,core\n"
    )
    (folder / "scores.csv").write_text(
        "site,component,round,date,assessor,basis,readiness,use\n"
        "a,seed,1,2026-03-14,p1,workshop,0,0\nb,seed,1,2026-03-14,p1,workshop,0,0\n"
    )
    return folder


@pytest.fixture
def call(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    runner = CliRunner()
    return lambda *words: runner.invoke(main, [str(word) for word in words])


@pytest.fixture
def asked(monkeypatch, tmp_path):
    """Take the place of the batch: keep the request, return a result."""
    kept = {"outcomes": (), "index": tmp_path / "reports" / "tiny" / "index.html"}

    def stand_in(request, *, watch):
        kept["request"], kept["watch"] = request, watch
        if "error" in kept:
            raise kept["error"]
        return BatchResult(
            out=tmp_path / "reports" / "tiny",
            outcomes=kept["outcomes"],
            comparison=kept.get("comparison"),
            index=kept["index"],
            seconds=1.25,
        )

    monkeypatch.setattr(workbench.batch, "run_project", stand_in)
    monkeypatch.setattr(workbench.batch, "compare_project", stand_in)
    return kept


@pytest.fixture
def faulty(project):
    (project / "scores.csv").write_text(
        "site,component,round,date,assessor,basis,readiness,use\n"
        "b,seed,1,2026-03-14,p1,workshop,12,\x1b[31m2\n"
    )
    return project
