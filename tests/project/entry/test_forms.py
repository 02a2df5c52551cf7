"""Questionnaires for the phone."""

import shutil

import pytest
from openpyxl import load_workbook
from pyxform.xls2xform import convert

from tests.conftest import EXAMPLE
from workbench.errors import NothingToShow
from workbench.project import read_project
from workbench.project.entry.forms import (
    partner_form,
    position_form,
    score_form,
    unasked,
    write_form,
    write_forms,
)


@pytest.fixture(scope="module")
def project():
    return read_project(EXAMPLE)


@pytest.mark.parametrize("make", [score_form, partner_form])
def test_an_odk_server_takes_the_form_without_a_warning(project, make, tmp_path):
    warnings: list[str] = []
    made = convert(str(write_form(make(project), tmp_path / "form.xlsx")), warnings=warnings)
    assert warnings == []
    assert "rw-huye" in made.xform


@pytest.mark.parametrize("make", [score_form, partner_form])
def test_codes_and_labels_of_questions_are_each_given_once(project, make):
    questions = list(make(project).questions)
    for one in ("name", "label"):
        said = [getattr(question, one) for question in questions]
        assert len(said) == len(set(said))


def test_levels_are_offered_with_their_names(project):
    offered = score_form(project).lists["levels_use"]
    assert [one.name for one in offered] == [str(level) for level in range(10)]
    assert offered[2].label == "2: some partners"


def test_a_component_is_asked_about_only_where_it_is_in_the_package(project):
    components = project.table("components")
    form = score_form(project)
    for group in form.groups:
        key = group.name.removeprefix("of__")
        at = set(components.loc[components["component"] == key, "site"])
        if group.relevant:
            assert set(group.relevant.split("'")[1].split()) == at != set(project.sites)


def test_what_looks_like_a_reference_in_a_title_stays_text(tmp_path):
    folder = shutil.copytree(EXAMPLE, tmp_path / "p")
    table = folder / "components.csv"
    table.write_text(table.read_text("utf-8").replace("Clean seed supply", "Seed ${site} <b>"))
    path = write_form(score_form(read_project(folder)), tmp_path / "form.xlsx")
    assert "Seed $ {site} &lt;b&gt;" in convert(str(path)).xform


def test_a_form_is_the_same_twice_and_another_version_when_its_questions_change(tmp_path):
    folder = shutil.copytree(EXAMPLE, tmp_path / "p")

    def version():
        book = load_workbook(write_forms(read_project(folder), tmp_path, only="scores")[0])
        return book["settings"]["C2"].value

    first = version()
    assert version() == first
    table = folder / "components.csv"
    table.write_text(table.read_text("utf-8").replace("Clean seed supply", "Clean suckers"))
    assert version() != first


def test_without_actors_there_is_no_partner_form_and_the_others_are_written(tmp_path):
    folder = shutil.copytree(EXAMPLE, tmp_path / "p")
    for name in ("actors", "ties", "capacities", "needs", "targets", "forums", "memberships"):
        (folder / f"{name}.csv").unlink()
    assert [path.name for path in write_forms(read_project(folder), tmp_path / "f")] == [
        "scores.xlsx",
        "positions.xlsx",
    ]
    with pytest.raises(NothingToShow, match="no actors"):
        write_forms(read_project(folder), tmp_path / "f", only="partners")


def test_it_is_said_of_whom_nothing_is_asked_and_why(tmp_path):
    folder = shutil.copytree(EXAMPLE, tmp_path / "p")
    for name in ("actors", "ties", "capacities", "needs", "targets", "forums", "memberships"):
        (folder / f"{name}.csv").unlink()
    table = folder / "components.csv"
    lines = table.read_text("utf-8-sig").splitlines(keepends=True)
    table.write_text("".join(one for one in lines if not one.startswith("rw-nyanza")), "utf-8")
    project = read_project(folder)
    told = list(unasked(project))
    assert told[0] == "Form scores: nothing to answer at rw-nyanza; no rows in components."
    assert told[1].startswith("No form partners: There are no actors to ask yet")
    assert [line.split("; ")[1] for line in told[2:]] == [
        "no rows in stakeholders.", "no rows in proposals.",
    ]  # fmt: skip
    assert list(unasked(project, only="scores")) == told[:1]


def test_labels_are_told_apart_and_a_site_without_actors_is_not_offered(tmp_path):
    folder = shutil.copytree(EXAMPLE, tmp_path / "p")
    table = folder / "components.csv"
    text = table.read_text("utf-8").replace("Extension messages", "Clean seed supply")
    table.write_text(text, "utf-8")
    actors = folder / "actors.csv"
    lines = actors.read_text("utf-8-sig").splitlines(keepends=True)
    actors.write_text("".join(one for one in lines if not one.startswith("rw-nyanza")), "utf-8")
    project = read_project(folder)
    titles = [one.label for one in score_form(project).groups if one.name.startswith("of__")]
    assert {"Clean seed supply (clean-seed)", "Clean seed supply (extension-messages)"} <= set(
        titles
    )
    offered = {one.name for one in partner_form(project).lists["sites"]}
    assert offered == set(project.sites) - {"rw-nyanza"}


def test_two_parties_of_one_name_are_told_apart(tmp_path):
    folder = shutil.copytree(EXAMPLE, tmp_path / "p")
    table = folder / "stakeholders.csv"
    text = table.read_text("utf-8").replace("Plant health laboratory (invented)", "Tissue Garden")
    table.write_text(text, "utf-8")
    form = position_form(read_project(folder))
    labels = [one.label for one in form.lists["parties"] if one.site == "rw-huye"]
    assert len(labels) == len(set(labels)) == 8
