"""The page: its title, the field for the site, and words for all that can go wrong."""

import shutil
from pathlib import Path

import ipywidgets as widgets
import pytest

import workbench.explore.app_page as app_page_module
from workbench.explore.app_page import AppPage, app_page

EXAMPLE = Path(__file__).parents[2] / "data" / "example"


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "three"
    made.mkdir()
    (made / "project.yaml").write_text("title: Three <sites>\nframework: ipsr\n", "utf-8")
    (made / "sites.csv").write_text(
        "site,name,country\nhuye,Huye,Rwanda\nhuye-n,Huye North,Rwanda\nmbarara,Mbarara,Uganda\n",
        "utf-8",
    )
    (made / "components.csv").write_text(
        "site,component,title,role\nhuye,seed,Clean seed,core\nhuye-n,seed,Clean seed,core\n"
        "mbarara,seed,Clean seed,core\n",
        "utf-8",
    )
    (made / "scores.csv").write_text(
        "site,component,round,date,assessor,basis,readiness,use\n"
        "huye,seed,1,2026-03-14,p1,workshop,4,2\nhuye-n,seed,1,2026-03-14,p1,workshop,5,5\n"
        "mbarara,seed,1,2026-03-14,p1,workshop,2,3\n",
        "utf-8",
    )
    return made


@pytest.fixture
def page(folder):
    return AppPage(folder, write=False)


def _replace(path, old, new):
    path.write_text(path.read_text("utf-8").replace(old, new), "utf-8")


def _heading(page):
    return page.place.children[0].value


def test_the_page_says_what_it_is_of(page):
    assert page.title.value.startswith("<h1>Three &lt;sites&gt;</h1>")
    assert "Illustrative" not in page.title.value
    assert "The tables stay as they are." in page.title.value
    assert "Huye" in _heading(page)
    assert page.field.value == "Huye (huye)"
    assert page.field.options == ("Huye (huye)", "Huye North (huye-n)", "Mbarara (mbarara)")
    assert page.said.value == ""


def test_invented_data_are_called_so():
    title = app_page(EXAMPLE).children[0].value
    assert "Illustrative data: not a real assessment." in title
    assert "As known on 2026-03-14." in title


@pytest.mark.parametrize("typed", ["Mbarara (mbarara)", "mbarara", " MBAR ", "rara (m"])
def test_a_site_is_found_by_a_part_of_its_name(page, typed):
    page.field.value = typed
    assert _heading(page) == "<h2>Mbarara</h2>"
    assert page.field.value == "Mbarara (mbarara)"
    assert page.said.value == ""


def test_a_whole_name_wins_over_parts_of_others(page):
    page.field.value = "Mbarara"
    page.field.value = "huye"
    assert _heading(page) == "<h2>Huye</h2>"


def test_an_unknown_site_is_said_in_words(page):
    page.field.value = "Mbarare"
    assert "There is no site &#39;Mbarare&#39;. Did you mean" in page.said.value
    assert _heading(page) == "<h2>Huye</h2>"
    page.field.value = "ye"
    assert "2 sites have &#39;ye&#39; in their name" in page.said.value
    page.field.value = "mbarara"
    assert page.said.value == ""


def test_what_was_chosen_at_a_site_is_there_when_one_comes_back(page):
    first = page.place.children[1]
    page.field.value = "mbarara"
    page.field.value = "huye (huye)"
    assert page.place.children[1] is first


@pytest.mark.parametrize("write", [False, True])
def test_the_room_is_that_of_the_site_and_only_looks_unless_one_may_write(
    monkeypatch, example_case, write
):
    asked = []

    def room(case, *, read_only):
        asked.append((case, read_only))
        return widgets.VBox()

    monkeypatch.setattr(app_page_module, "explore", room)
    page = AppPage(EXAMPLE, write=write)
    ((case, read_only),) = asked
    assert read_only is not write
    assert case.site.project.digest() == example_case.site.project.digest()
    assert ("The tables stay as they are." in page.title.value) is not write


def test_what_was_left_out_of_a_site_is_listed(folder):
    _replace(folder / "scores.csv", "workshop,2,3", "workshop,2,33")
    page = AppPage(folder, write=False)
    page.field.value = "mbarara"
    assert "mbarara has 1 error in the tables" in _heading(page)
    assert "scores.csv, H4 (use): found &#39;33&#39;" in _heading(page)


def test_a_site_whose_row_cannot_be_used_is_said(folder):
    _replace(folder / "sites.csv", "mbarara,Mbarara", "Bad Name!,Mbarara")
    page = AppPage(folder, write=False)
    page.field.value = "Bad Name!"
    assert "has no room: its row in the table of sites cannot be used" in page.said.value
    assert _heading(page) == "<h2>Huye</h2>"


def test_a_project_that_cannot_be_read_is_said(tmp_path):
    page = AppPage(tmp_path, write=False)
    assert "is no project." in page.said.value
    assert "<strong>That cannot be shown.</strong>" in page.said.value
    page.field.value = "anything"
    assert page.place.children == ()


def test_a_fault_of_ours_is_said_too(folder, monkeypatch):
    def broken(case, *, read_only):
        message = "<no>"
        raise RuntimeError(message)

    monkeypatch.setattr(app_page_module, "explore", broken)
    page = AppPage(folder, write=False)
    assert "The workbench has a fault. RuntimeError: &lt;no&gt;" in page.said.value


def test_the_tables_are_read_again_when_asked(page, folder):
    page.field.value = "mbarara"
    before = page.place.children[1]
    _replace(folder / "sites.csv", "mbarara,Mbarara", "mbarara,Mbarara Town")
    page.again.click()
    assert _heading(page) == "<h2>Mbarara Town</h2>"
    assert page.place.children[1] is not before
    shutil.rmtree(folder)
    page.again.click()
    assert "There is no folder" in page.said.value
