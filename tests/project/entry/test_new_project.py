"""Starting a project."""

from pathlib import Path

import openpyxl
import pytest
import yaml

from workbench.errors import InvalidInput, UnknownName, WorkbenchError
from workbench.frameworks import load
from workbench.frameworks.assessments import available_assessments
from workbench.project.entry import new_project as module
from workbench.project.entry.new_project import new_project
from workbench.project.settings.project_settings import Parameters, Settings, read_settings
from workbench.project.settings.step_settings import STEP_BLOCKS


def test_both_files_stand_in_the_folder_and_folders_above_are_made(tmp_path):
    folder = new_project(tmp_path / "a" / "b" / "wilt", title="Banana wilt")
    assert sorted(path.name for path in folder.iterdir()) == ["project.yaml", "tables.xlsx"]
    assert [path.name for path in folder.parent.iterdir()] == ["wilt"]


@pytest.mark.parametrize(
    "title",
    [
        'Wilt: "x" #1 \\ \u00e9',
        "{braces} % $",
        "- 12",
        "no",
        "a\nb",
        "=1+1",
        "2026-03-14",
        "ends: ",
    ],
)
def test_settings_read_back_without_a_problem(tmp_path, title):
    folder = new_project(tmp_path / "p", title=title, lead="RAB: {lead}", currency="rwf")
    settings, problems = read_settings(folder / "project.yaml")
    assert problems == ()
    assert settings == Settings(
        title=" ".join(title.split()),
        framework="ipsr",
        framework_version=load("ipsr").version,
        lead="RAB: {lead}",
        currency="RWF",
    )


@pytest.mark.parametrize("key", ["ipsr", *available_assessments()])
def test_every_setting_stands_there_under_a_remark(tmp_path, key):
    folder = new_project(tmp_path / "p", framework=key)
    page = (folder / "project.yaml").read_text("utf-8")
    content = yaml.safe_load(page)
    left_out = {"funders"}  # in files of its own
    if key != "ai-transformation":
        left_out |= {"transformation"}
    assert list(content) == [name for name in Settings.model_fields if name not in left_out]
    assert list(content["parameters"]) == list(Parameters.model_fields)
    assert read_settings(folder / "project.yaml")[1] == ()
    for name, model in STEP_BLOCKS.items():
        if name in left_out:
            continue
        assert list(content[name]) == list(model.model_fields)
    lines = page.splitlines()
    for name in set(content) - {"framework_version"}:
        (at,) = [number for number, line in enumerate(lines) if line.startswith(f"{name}:")]
        assert lines[at - 1].startswith("#"), name


def test_the_workbook_bears_title_framework_and_currency(tmp_path):
    folder = new_project(
        tmp_path / "p", framework="scaling-readiness-2020", title="=Wilt", currency="RWF"
    )
    book = openpyxl.load_workbook(folder / "tables.xlsx")
    assert book["read me"]["A1"].value == "=Wilt"
    assert book["read me"]["A1"].data_type == "s"
    assert load("scaling-readiness-2020").title in book["read me"]["A2"].value
    prompts = [rule.prompt for rule in book["capacities"].data_validations.dataValidation]
    assert any("Unit: RWF." in prompt for prompt in prompts)


@pytest.mark.parametrize(
    "held", ["project.yaml", "Tables.xlsx", "scores.csv", "sites.parquet", "project.YAML"]
)
def test_a_folder_that_holds_a_project_is_left_alone(tmp_path, held):
    (tmp_path / held).write_text("mine", "utf-8")
    with pytest.raises(WorkbenchError, match="holds a project already") as caught:
        new_project(tmp_path)
    assert "\n" not in str(caught.value)
    assert [path.name for path in tmp_path.iterdir()] == [held]
    assert (tmp_path / held).read_text("utf-8") == "mine"


def test_a_folder_with_other_files_keeps_them(tmp_path):
    (tmp_path / "notes.txt").write_text("mine", "utf-8")
    new_project(tmp_path)
    names = sorted(path.name for path in tmp_path.iterdir())
    assert names == ["notes.txt", "project.yaml", "tables.xlsx"]


@pytest.mark.parametrize("inside", ["", "below", "below/deeper"])
def test_a_file_in_the_place_of_the_folder_is_refused(tmp_path, inside):
    taken = tmp_path / "taken"
    taken.write_text("mine", "utf-8")
    with pytest.raises(WorkbenchError, match="is a file"):
        new_project(taken / inside)
    assert taken.read_text("utf-8") == "mine"


def test_wrong_words_are_refused_before_anything_is_written(tmp_path):
    with pytest.raises(UnknownName, match="ipsr"):
        new_project(tmp_path / "p", framework="ipsrr")
    with pytest.raises(InvalidInput, match="needs a title"):
        new_project(tmp_path / "p", title=" \n ")
    with pytest.raises(InvalidInput, match="no currency 'RWX'"):
        new_project(tmp_path / "p", currency="RWX")
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("there", [False, True])
def test_a_failure_leaves_nothing_behind(tmp_path, monkeypatch, there):
    folder = tmp_path / "p"
    if there:
        folder.mkdir()
    rename = Path.rename

    def fail(self: Path, target: Path) -> Path:
        if self.name == "tables.xlsx":
            return rename(self, target)
        message = "disk full"
        raise OSError(message)

    monkeypatch.setattr(module.Path, "rename", fail)
    with pytest.raises(OSError, match="disk full"):
        new_project(folder)
    assert list(tmp_path.rglob("*")) == ([folder] if there else [])
