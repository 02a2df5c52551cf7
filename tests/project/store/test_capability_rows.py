"""A project under a framework of assessment need not list components nor score them."""

import pytest

from workbench.project import read_project

SETTINGS = "title: Wards\nframework: ai-transformation\n"
SITES = "site,name,country\na,Ward A,Kenya\nb,Ward B,Kenya\n"
ROLLOUT = "site,likely,name\na,4,\nb,3,The second\n"


@pytest.fixture
def folder(tmp_path):
    for name, text in (("project.yaml", SETTINGS), ("sites.csv", SITES), ("rollout.csv", ROLLOUT)):
        (tmp_path / name).write_text(text, "utf-8")
    return tmp_path


def test_components_are_those_of_the_framework(folder):
    project = read_project(folder)
    assert project.problems == ()
    assert project.ready == ("a", "b")
    wanted = [item.key for item in project.framework.assessments[0].capabilities]
    for site in project.sites:
        assert list(project.site(site).table("components")["component"]) == wanted


def test_an_empty_sheet_of_components_lists_none(folder):
    (folder / "components.csv").write_text("site,component,title,role\n", "utf-8")
    project = read_project(folder)
    assert project.problems == ()
    assert len(project.site("a").table("components")) > 1


def test_a_project_can_list_its_own(folder):
    own = "site,component,title,role\na,model,Triage model,core\nb,model,Triage model,core\n"
    (folder / "components.csv").write_text(own, "utf-8")
    assert list(read_project(folder).table("components")["component"]) == ["model", "model"]


def test_every_site_sees_the_whole_roll_out_with_names(folder):
    project = read_project(folder)
    for site in project.sites:
        for view in (project.site(site), project.only([site]).site(site)):
            assert list(view.table("rollout")["name"]) == ["Ward A", "The second"]


def test_a_change_of_what_all_see_changes_the_content_of_all(folder):
    before = read_project(folder).site_digests
    (folder / "rollout.csv").write_text(ROLLOUT.replace("4", "5"), "utf-8")
    after = read_project(folder).site_digests
    assert all(before[site] != after[site] for site in before)


def test_other_projects_still_need_them(folder):
    (folder / "project.yaml").write_text("title: Wards\nframework: ipsr\n", "utf-8")
    expected = {problem.file for problem in read_project(folder).problems}
    assert any("components" in file for file in expected) or read_project(folder).ready == ()


def test_an_empty_table_of_components_is_filled_like_one_that_is_not_there(folder):
    (folder / "components.csv").write_text("site,component,title,role\n", "utf-8")
    found = read_project(folder).table("components")
    assert set(found["site"]) == {"a", "b"}
