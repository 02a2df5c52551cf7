"""The tables as a Data Package: valid, complete, without persons, without a formula."""

import csv
import json
import shutil
from pathlib import Path

import frictionless
import pytest

from workbench.errors import LeftOutWarning, NothingToShow
from workbench.project import open_project, write_project
from workbench.publish.exports.data_package import write_data_package

DATA = Path(__file__).parents[3] / "data"
HOSTILE = ("=1+1", "'=already", '@"quoted",\n+next', "--x", "NA", "<b>&amp;</b>")


@pytest.fixture(scope="module")
def example(tmp_path_factory):
    """The package of the example project; tests that change it take a copy."""
    out = tmp_path_factory.mktemp("example")
    write_data_package(open_project(DATA / "example"), out)
    return out


def _changed(tmp_path, **columns):
    """Write the example anew with other cells, and read it."""
    whole = open_project(DATA / "example", sites=["rw-huye", "rw-nyanza"])
    tables = dict(whole.tables)
    for name, (heading, values) in columns.items():
        frame = tables[name].copy()
        for row, value in enumerate(values):
            frame.loc[row, heading] = value
        tables[name] = frame
    return open_project(write_project(tmp_path / "project", whole.settings, tables))


def _described(out):
    return json.loads((out / "datapackage.json").read_text("utf-8"))


def _resource(out, name):
    return next(one for one in _described(out)["resources"] if one["name"] == name)


@pytest.mark.parametrize("name", ["example", "small-experiments", "ai-transformation"])
def test_frictionless_finds_every_framework_valid(name, example, tmp_path):
    out = example if name == "example" else tmp_path
    if out is tmp_path:
        write_data_package(open_project(DATA / name), out)
    report = frictionless.validate(str(out / "datapackage.json"))
    assert report.valid, report.flatten(["name", "type", "message"])[:5]
    assert report.stats["tasks"] == len(list(out.glob("*.csv")))


def test_frictionless_sees_a_row_that_leads_nowhere(example, tmp_path):
    out = shutil.copytree(example, tmp_path / "out")
    path = out / "evidence.csv"
    path.write_text(path.read_text("utf-8").replace(",clean-seed,", ",nothing,"), "utf-8")
    found = frictionless.validate(str(out / "datapackage.json")).flatten(["type"])
    assert ["foreign-key"] in found


def test_columns_say_what_the_tables_say(example):
    fields = {one["name"]: one for one in _resource(example, "scores")["schema"]["fields"]}
    assert fields["readiness"]["constraints"] == {"minimum": 0, "maximum": 9}
    assert fields["evidence"] | {"description": ""} == {
        "name": "evidence", "type": "list", "delimiter": ";", "example": "E1;E4", "description": ""
    }  # fmt: skip
    schema = _resource(example, "scores")["schema"]
    assert schema["primaryKey"] == ["site", "component", "round", "assessor", "basis"]
    towards = {"resource": "components", "fields": ["site", "component"]}
    assert {"fields": ["site", "component"], "reference": towards} in schema["foreignKeys"]
    sites = {one["name"]: one for one in _resource(example, "sites")["schema"]["fields"]}
    assert sites["latitude"]["unit"] == "degrees north"
    assert _described(example)["workbench"]["illustrative"] is True


def test_text_that_a_spreadsheet_would_compute_keeps_every_letter(tmp_path):
    project = _changed(tmp_path, components=("description", HOSTILE))
    write_data_package(project, tmp_path / "out")
    with (tmp_path / "out" / "components.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    kept = [row["description"] for row in rows[: len(HOSTILE)]]
    assert kept == ["'=1+1", "''=already", "'" + HOSTILE[2], "'--x", *HOSTILE[4:]]
    assert frictionless.validate(str(tmp_path / "out" / "datapackage.json")).valid
    # The workbench takes the apostrophe off again.
    (tmp_path / "out" / "project.yaml").write_text("title: x\nframework: ipsr\n", "utf-8")
    for extra in ("left-out.csv", "datapackage.json"):
        (tmp_path / "out" / extra).unlink()
    with pytest.warns(LeftOutWarning, match="expected a column 'by'"):  # words of persons
        again = open_project(tmp_path / "out").table("components")["description"]
    assert again.iloc[: len(HOSTILE)].tolist() == list(HOSTILE)


def test_persons_come_with_their_consent_alone(tmp_path):
    whole = open_project(DATA / "example", sites=["rw-huye"])
    people = whole.table("people").reindex(range(3))
    people["person"], people["name"] = ["A1", "A2", "A3"], ["Ada Yes", "Bo No", "Cy Silent"]
    people["consent"] = [True, False, None]
    tables = {**whole.tables, "people": people}
    project = open_project(write_project(tmp_path / "project", whole.settings, tables))
    out = tmp_path / "out"
    write_data_package(project, out)
    assert "Ada Yes" in (out / "people.csv").read_text("utf-8")
    everything = "".join(path.read_text("utf-8") for path in out.iterdir())
    assert "Bo No" not in everything
    assert "Cy Silent" not in everything
    assert "people: 2 of 3 rows" in (out / "left-out.csv").read_text("utf-8")
    # Words of persons are in no other table either, and who took consent back is gone.
    assert "reason" not in (out / "objections.csv").read_text("utf-8").splitlines()[0]
    write_data_package(whole, out)
    assert not (out / "people.csv").exists()


def test_one_site_is_written_without_the_rows_of_others(tmp_path):
    only = open_project(DATA / "small-experiments").only(["mw-zomba"])
    write_data_package(only, tmp_path)
    for path in tmp_path.glob("*.csv"):
        with path.open(encoding="utf-8", newline="") as stream:
            sites = {row["site"] for row in csv.DictReader(stream) if "site" in row}
        assert sites <= {"mw-zomba"}, path.name
    assert frictionless.validate(str(tmp_path / "datapackage.json")).valid


def test_a_site_with_errors_is_named_and_left_out(tmp_path):
    project = _changed(tmp_path, scores=("readiness", [7]))
    assert not project.blocked
    path = tmp_path / "project" / "scores.csv"
    path.write_text(path.read_text("utf-8").replace("workshop,7,", "workshop,77,", 1), "utf-8")
    with pytest.warns(UserWarning, match="rw-huye"):
        broken = open_project(tmp_path / "project")
    write_data_package(broken, tmp_path / "out")
    assert "rw-huye,all rows of the site" in (tmp_path / "out" / "left-out.csv").read_text("utf-8")
    assert "rw-huye" not in (tmp_path / "out" / "sites.csv").read_text("utf-8")
    with pytest.warns(UserWarning, match="rw-huye"):
        alone = open_project(tmp_path / "project", sites=["rw-huye"])
    with pytest.raises(NothingToShow, match="No site is without errors"):
        write_data_package(alone, tmp_path / "none")
    assert not (tmp_path / "none").exists()


def test_the_same_project_gives_the_same_bytes(tmp_path):
    project = open_project(DATA / "ai-transformation")
    for name in ("a", "b"):
        write_data_package(project, tmp_path / name)
    for path in (tmp_path / "a").iterdir():
        assert path.read_bytes() == (tmp_path / "b" / path.name).read_bytes()
