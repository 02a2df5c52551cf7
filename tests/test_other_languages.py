"""A report in another language: page one has no English left, and data stay as they are."""

import re
import shutil
from pathlib import Path

import pytest

from workbench.agree.page import agreement
from workbench.case import open_case
from workbench.diagnosis import figures
from workbench.diagnosis.page import diagnosis
from workbench.language import worded
from workbench.options.page import options
from workbench.scenarios.report_title import report_title
from workbench.strategy.page import strategy

EXAMPLE = Path(__file__).parents[1] / "data" / "example"
SITES = ("rw-huye", "ug-mbarara")
# What no French sentence has. Names of sheets and columns are those of the tables.
WORDS = """
the of and is are for with to by from that which not no its it this has have what who there one
more most less than be only still already could would all each nobody nothing where when does
agreed asked package component
"""
ENGLISH = frozenset(WORDS.split())
ALLOWED = re.compile(r"\((?:feuille|feuilles) [^)]*\)|project\.yaml")


@pytest.fixture(scope="module")
def french(tmp_path_factory):
    folder = tmp_path_factory.mktemp("french") / "example"
    shutil.copytree(EXAMPLE, folder)
    place = folder / "project.yaml"
    place.write_text("language: fr\n" + place.read_text("utf-8"), "utf-8")
    return folder


def page_one(case):
    """Return the lines of page one, head and answer."""
    records = [
        diagnosis.one_page(case.diagnosis),
        options.one_page(case.options),
        strategy.one_page(case.strategy, case.findings),
        agreement.one_page(case.agreement),
    ]
    last = {head.plain: words.plain for record in records for head, words in record.rows}
    return {worded(head): words for head, words in last.items()}


def without_data(words, case):
    """Take out what stands in a table: titles, names, what somebody has written."""
    cells = set()
    for table in case.site.project.tables:
        for value in map(str, case.site.table(table).to_numpy().ravel()):
            cells |= {value, value.rstrip("."), *value.split("; ")}
    for cell in sorted(cells, key=len, reverse=True):
        if " " in cell or len(cell) > 9:
            words = words.replace(cell, "…")
    return ALLOWED.sub("", words)


@pytest.mark.parametrize("site", SITES)
def test_page_one_has_no_english_sentence(french, site):
    case = open_case(french, site)
    said = page_one(case)
    assert "Où nous en sommes" in said
    for head, words in said.items():
        left = without_data(f"{head}: {words}", case)
        found = set(re.findall(r"[a-z]+", left.lower())) & ENGLISH
        assert not found, (found, left)


def test_title_numbers_and_dates_are_french_and_names_are_not_touched(french):
    case = open_case(french, "rw-huye")
    title = report_title(case)
    assert title.language == "fr"
    assert "381\u202f900 habitants" in title.lines
    assert "au 14 mars 2026" in title.lines
    assert title.heading == "Huye"
    assert title.project == "Single diseased stem removal for banana wilt (illustrative)"


def test_a_figure_says_the_same_in_french(french):
    plain = figures.readiness_use(open_case(EXAMPLE, "rw-huye").diagnosis.diagnosis)
    said = figures.readiness_use(open_case(french, "rw-huye").diagnosis.diagnosis)
    assert len(said.data) == len(plain.data)
    assert said.layout.xaxis.title.text == "Utilisation"
    assert said.layout.meta["caption"] != plain.layout.meta["caption"]
    for one, other in zip(said.data, plain.data, strict=True):
        assert (one.x, one.y) == (other.x, other.y)


def test_english_stays_as_it_is_beside_french(french):
    open_case(french, "rw-huye").findings  # noqa: B018 - computed, and remembered
    said = page_one(open_case(EXAMPLE, "rw-huye"))
    assert said["Where we stand"].startswith("The package scores at most 8 of 81.")


@pytest.mark.parametrize("site", SITES)
def test_what_is_hostile_stays_text(french, site):
    place = french / "sites.csv"
    before = place.read_text("utf-8")
    place.write_text(before.replace("Huye", "{0} **site** <b>").replace("Mbarara", "{} {use}"))
    try:
        case = open_case(french, site)
        assert case.site.name in page_one(case)["Pour qui, où"]
    finally:
        place.write_text(before, "utf-8")
