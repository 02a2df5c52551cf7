"""The entry workbook, as a user and as a spreadsheet program meet it."""

import shutil
import subprocess
from collections.abc import Mapping, Sequence
from copy import copy
from datetime import date
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from openpyxl.workbook import Workbook

from workbench.errors import WorkbenchError
from workbench.frameworks import Framework, available, load
from workbench.frameworks.assessments import available_assessments
from workbench.project import read_project
from workbench.project.entry.workbook import write_entry_workbook
from workbench.project.schema.declaration import Column, declaration
from workbench.project.sources.folder_tables import NOT_TABLES
from workbench.project.sources.raw_tables import NOTE

ROWS = 30
FIRST = 3  # row to type into, below headings and example
TABLES = {name: one for name, one in declaration().tables.items() if one.is_for(load("ipsr"))}
COLUMNS = [
    pytest.param(name, heading, column, id=f"{name}.{heading}")
    for name, table in TABLES.items()
    for heading, column in table.columns.items()
]
TYPED: Mapping[str, Sequence[Sequence[object]]] = {
    "sites": [
        ["rw-huye", "Huye", "Rwanda", "=SUM(1,2)", -2.5967, 29.7394, 381900],
        ["007", "Windhoek", "NA"],
    ],
    "components": [
        ["rw-huye", "stem", "Stem removal", "core", "practice", None, "yes"],
        ["rw-huye", "seed", "Clean seed", "complementary", "product", "access;trust"],
        ["007", "stem", "Stem removal", "core"],
    ],
    "evidence": [
        ["rw-huye", "E1", "stem", "readiness", "Trial of 2023", 7, "strong"],
        ["007", "E1", "stem", "use", "Household survey", 9, "medium"],
    ],
    "scores": [
        ["rw-huye", "stem", 1, date(2026, 3, 14), "A1", "workshop", 7, 5, "E1", "-> works"],
        ["rw-huye", "seed", 1, date(2026, 3, 14), "A1", "workshop", 0, None],
        ["007", "stem", 1, date(2026, 3, 15), "A2", "adopted", None, 9],
    ],
    "actors": [["rw-huye", "rab", "Agriculture Board", "research", "national", "yes"]],
    "people": [["A1", "Ada"]],
}


@pytest.fixture(scope="module")
def file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty entry workbook."""
    folder = tmp_path_factory.mktemp("entry")
    return write_entry_workbook(folder / "tables.xlsx", load("ipsr"), currency="RWF", rows=ROWS)


@pytest.fixture(scope="module")
def book(file: Path) -> Workbook:
    """The same, opened; a warning of openpyxl would be an error here."""
    return openpyxl.load_workbook(file)


def rule_of(book: Workbook, name: str, heading: str):
    place = list(declaration().table(name).columns).index(heading) + 1
    cell = book[name].cell(FIRST, place).coordinate
    (rule,) = [r for r in book[name].data_validations.dataValidation if cell in r.sqref]
    return rule


def texts(book: Workbook, sheet: str) -> list[str]:
    return [str(c.value) for row in book[sheet].iter_rows() for c in row if c.value is not None]


def fill(file: Path, target: Path) -> Path:
    """Type rows as a user does: a cell takes its column's style, text stays text."""
    book = openpyxl.load_workbook(file)
    for name, rows in TYPED.items():
        sheet = book[name]
        for row, values in enumerate(rows, start=FIRST):
            for place, value in enumerate(values, start=1):
                if value is not None:
                    cell = sheet.cell(row, place)
                    cell._style = copy(sheet.column_dimensions[cell.column_letter]._style)
                    cell.value = value
                    if isinstance(value, str):
                        cell.data_type = "s"
    target.parent.mkdir(exist_ok=True)
    book.save(target)
    (target.parent / "project.yaml").write_text("title: Wilt\nframework: ipsr\n", "utf-8")
    return target


def assert_read_as_typed(folder: Path) -> None:
    project = read_project(folder)
    assert project.problems == ()
    assert project.sites == ("rw-huye", "007")
    sites = project.table("sites")
    assert sites["country"].tolist() == ["Rwanda", "NA"]
    assert sites.loc[0, "admin"] == "=SUM(1,2)"
    assert sites["latitude"].iloc[0] == -2.5967
    assert sites["population"].isna().tolist() == [False, True]
    scores = project.table("scores")
    assert scores["readiness"].tolist() == [7, 0, pd.NA]
    assert scores["use"].tolist() == [5, pd.NA, 9]
    assert scores["date"].dt.date.tolist() == [date(2026, 3, 14)] * 2 + [date(2026, 3, 15)]
    assert scores.loc[0, "reason"] == "-> works"
    assert {name: len(table) for name, table in project.tables.items() if len(table)} == {
        name: len(rows) for name, rows in TYPED.items()
    }


def test_sheets_are_the_tables_with_people_last_and_the_guides_before(book):
    tables = [name for name in book.sheetnames if name not in NOT_TABLES]
    assert set(tables) == set(TABLES)
    assert tables[-1] == "people"
    assert book.sheetnames[0] == "read me"
    assert set(book.sheetnames) >= NOT_TABLES
    assert [sheet.title for sheet in book if sheet.sheet_state != "visible"] == ["lists"]


def test_a_framework_of_assessment_has_its_own_tables_in_place_of_scores(tmp_path):
    made = write_entry_workbook(tmp_path / "t.xlsx", load("ai-transformation"), rows=2)
    names = openpyxl.load_workbook(made).sheetnames
    assert {"sites", "responses", "rollout"} <= set(names)
    assert {"scores", "evidence", "experiments"}.isdisjoint(names)
    assert {"responses", "rollout"}.isdisjoint(TABLES)


@pytest.mark.parametrize("name", list(TABLES))
def test_headings_are_the_declared_columns_and_then_only_notes(book, name):
    headings = [cell.value for cell in book[name][1]]
    declared = list(declaration().table(name).columns)
    assert headings[: len(declared)] == declared
    assert all(heading.startswith(NOTE) for heading in headings[len(declared) :])


@pytest.mark.parametrize("name", list(TABLES))
def test_headings_are_frozen_and_locked_without_a_password_and_cells_are_free(book, name):
    sheet = book[name]
    assert sheet.freeze_panes.endswith(str(FIRST))
    lock = sheet.protection
    assert lock.sheet
    assert lock.password is None
    allowed = ("sort", "autoFilter", "insertRows", "deleteRows", "formatCells", "formatColumns")
    assert not any(getattr(lock, what) for what in allowed)
    assert all(cell.protection.locked for row in (1, 2) for cell in sheet[row] if cell.value)
    assert sheet.auto_filter.ref.startswith("A2:"), "Excel sorts no locked cells"
    assert not any(style.protection.locked for style in sheet.column_dimensions.values())
    assert max(style.max for style in sheet.column_dimensions.values()) == 16_384
    notes = [cell for row in sheet.iter_rows(min_row=FIRST) for cell in row if cell.value]
    assert not any(cell.protection.locked for cell in notes)


@pytest.mark.parametrize(("name", "heading", "column"), COLUMNS)
def test_every_column_explains_itself_and_keeps_excels_limits(
    book, name: str, heading: str, column: Column
):
    rule = rule_of(book, name, heading)
    assert str(rule.sqref).endswith(str(FIRST + ROWS - 1))
    assert rule.showInputMessage
    assert rule.prompt.startswith(column.meaning[:60])
    assert heading in rule.promptTitle
    assert len(rule.promptTitle) <= 32
    assert len(rule.errorTitle) <= 32
    assert len(rule.prompt) <= 255
    assert len(rule.error) <= 225
    place = list(declaration().table(name).columns).index(heading)
    comment = book[name][1][place].comment.text
    assert column.meaning in comment
    assert ("REQUIRED" in comment) == column.required
    assert (column.example or "") in comment


@pytest.mark.parametrize(("name", "heading", "column"), COLUMNS)
def test_every_column_is_limited_as_it_is_declared(book, name: str, heading: str, column: Column):
    rule = rule_of(book, name, heading)
    offers = column.type in {"choice", "choices", "boolean", "level"} or column.references
    if offers:
        assert rule.type == "list"
        assert rule.formula1 in book.defined_names, "a list goes through a name"
    else:
        plain = {
            "integer": "whole",
            "number": "decimal",
            "amount": "decimal",
            "date": "date",
            "identifier": "custom",
        }
        expected = "custom" if column.above is not None else plain.get(column.type)
        assert rule.type == expected
    several = column.type in {"choices", "identifiers"}
    assert bool(rule.showErrorMessage) == (rule.type is not None and not several)
    if column.references:
        assert rule.errorStyle == "warning", "the other sheet may be filled in later"


@pytest.mark.parametrize(("name", "heading", "column"), COLUMNS)
def test_required_columns_show_by_star_and_weight_and_not_by_colour_alone(
    book, name: str, heading: str, column: Column
):
    place = list(declaration().table(name).columns).index(heading)
    cell = book[name][1][place]
    assert cell.value == heading
    assert (cell.number_format == '@" *"') == column.required
    assert cell.font.bold == column.required
    assert cell.font.italic != column.required
    text = column.type not in {"date", "level", "integer", "number", "amount"}
    style = book[name].column_dimensions[cell.column_letter]
    assert (style.number_format == "@") == text, "typed text never becomes a formula or a number"


def listed(book: Workbook, name: str) -> list[object]:
    sheet, _, area = book.defined_names[name].attr_text.partition("!")
    return [cell.value for (cell,) in book[sheet][area.replace("$", "")]]


def test_lists_hold_the_frameworks_terms_and_levels(book):
    framework = load("ipsr")
    assert listed(book, "list_functions") == list(framework.terms("functions"))
    assert listed(book, "list_yes_no") == ["yes", "no"]
    assert listed(book, "levels_readiness") == list(range(10))
    assert listed(book, "levels_use") == list(range(10))
    assert listed(book, "levels_any") == list(range(10))


def test_a_required_blank_and_a_value_outside_its_list_are_marked(book):
    tests = [
        test
        for rules in book["scores"].conditional_formatting
        for rule in rules.rules
        for test in rule.formula
    ]
    assert 'AND(D3="",COUNTA($A3:$J3)>0)' in tests
    assert 'AND(G3<>"",COUNTIF(levels_readiness,G3)=0)' in tests
    assert not any("!" in test for test in tests), "rules go through names too"


def test_what_the_chosen_option_needs_is_shaded(book):
    tests = {
        str(area.sqref).split(":")[0]: [test for rule in rules for test in rule.formula]
        for area, rules in book["options"].conditional_formatting._cf_rules.items()
    }
    heads = {cell.value: cell.column_letter for cell in book["options"][1]}
    option = heads["option"]
    for heading, chosen in {"to_site": "relocate", "executor": "outsource"}.items():
        at = f"{heads[heading]}3"
        assert f'AND({at}="",OR(${option}3="{chosen}"))' in tests[at]


def test_an_example_in_grey_stands_above_the_rows_and_is_no_row(book, file, tmp_path):
    for name, table in TABLES.items():
        shown = [cell.value for cell in book[name][2]]
        assert shown[0].startswith(NOTE)
        required = [shown[place] for place, one in enumerate(table.columns.values())
                    if one.required]  # fmt: skip
        assert all(required), name
    (tmp_path / "project.yaml").write_text("title: Wilt\nframework: ipsr\n", "utf-8")
    (tmp_path / "tables.xlsx").write_bytes(file.read_bytes())
    project = read_project(tmp_path)
    assert all(project.table(name).empty for name in declaration().tables)
    assert {one.found for one in project.problems} == {"no rows"}


def test_both_scales_stand_side_by_side_and_in_words_beside_the_cells(book):
    framework = load("ipsr")
    said = texts(book, "levels")
    for scale in framework.scales.values():
        for level in scale.levels:
            assert any(text.startswith(level.name) for text in said)
            assert level.definition in said
            assert level.evidence in said
    assert [c.value for c in book["scores"][1]][-2:] == [
        f"{NOTE} readiness, in words",
        f"{NOTE} use, in words",
    ]
    assert "levels_readiness" in book["scores"]["K3"].value
    assert "0 no use" in rule_of(book, "scores", "use").prompt


def test_levels_of_one_name_are_told_apart(book):
    names = listed(book, "names_use")
    assert len(set(names)) == len(names)


def test_words_explain_every_column_and_every_term(book):
    said = texts(book, "words")
    for table in TABLES.values():
        assert all(column.meaning in said for column in table.columns.values())
    assert any(text.startswith("Trust") for text in said)


def test_the_guide_says_what_a_scientist_asks(book):
    said = texts(book, "read me")
    start = said.index("What to do, in this order") + 1
    assert [said[start + 2 * step][0] for step in range(8)] == list("12345678")
    whole = "\n".join(said)
    for word in ("never counted as 0", "round", "assessor", "basis: workshop", "workbench check"):
        assert word in whole
    for source in load("ipsr").sources:
        assert source.cite in whole


def test_the_projects_currency_is_the_unit_of_amounts(book):
    assert "Unit: RWF." in rule_of(book, "capacities", "cost").prompt


@pytest.mark.parametrize("key", available())
def test_every_framework_gives_a_workbook(tmp_path, key):
    path = write_entry_workbook(tmp_path / "new" / "tables.xlsx", load(key), rows=3)
    assert load(key).readiness.levels[9].name in texts(openpyxl.load_workbook(path), "levels")


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    bad = '=HYPERLINK("http://example.org","x")'
    framework = load("ipsr")
    level = framework.readiness.levels[0].model_copy(update={"name": "@SUM(1)", "definition": bad})
    levels = (level, *framework.readiness.levels[1:])
    scale = framework.readiness.model_copy(update={"levels": levels})
    hostile: Framework = framework.model_copy(
        update={"scales": {"readiness": scale, "use": framework.use}, "title": "+1\x07"}
    )
    path = write_entry_workbook(tmp_path / "t.xlsx", hostile, title=bad, rows=3)
    book = openpyxl.load_workbook(path)
    assert book["read me"]["A1"].value == bad
    for sheet in book:
        for row in sheet.iter_rows():
            for cell in row:
                note = sheet.title == "lists" or str(sheet.cell(1, cell.column).value)[:1] == NOTE
                assert cell.data_type != "f" or note, cell.coordinate
    assert book["read me"]["A1"].quotePrefix


def test_a_workbook_that_is_there_is_left_alone(tmp_path):
    path = tmp_path / "tables.xlsx"
    path.write_bytes(b"a day's work")
    with pytest.raises(WorkbenchError, match="is there already") as caught:
        write_entry_workbook(path, load("ipsr"))
    assert "\n" not in str(caught.value)
    assert path.read_bytes() == b"a day's work"


def test_no_row_is_refused(tmp_path):
    with pytest.raises(WorkbenchError, match="at least one row"):
        write_entry_workbook(tmp_path / "tables.xlsx", load("ipsr"), rows=0)


def test_a_failed_save_leaves_nothing_behind(tmp_path, monkeypatch):
    def fail(self: Path, target: Path) -> None:
        message = "disk full"
        raise OSError(message)

    monkeypatch.setattr(Path, "replace", fail)
    with pytest.raises(OSError, match="disk full"):
        write_entry_workbook(tmp_path / "tables.xlsx", load("ipsr"), rows=3)
    assert list(tmp_path.iterdir()) == []


def test_what_was_typed_is_read_and_nothing_else(file, tmp_path):
    fill(file, tmp_path / "wilt" / "tables.xlsx")
    assert_read_as_typed(tmp_path / "wilt")


def calculated(filled: Path, folder: Path) -> Path:
    """Let LibreOffice open, compute and save a workbook."""
    program = shutil.which("soffice")
    if program is None:
        pytest.skip("LibreOffice (soffice) is not installed")
    profile = (folder / "profile").as_uri()
    subprocess.run(
        [program, f"-env:UserInstallation={profile}", "--headless", "--convert-to", "xlsx",
         "--outdir", str(folder / "saved"), str(filled)],
        check=True, timeout=180, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
    )  # fmt: skip
    return folder / "saved" / filled.name


@pytest.fixture(scope="module")
def through_libreoffice(file: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The filled-in workbook, opened, computed and saved by LibreOffice."""
    folder = tmp_path_factory.mktemp("libreoffice")
    filled = fill(file, folder / "typed" / "tables.xlsx")
    saved = calculated(filled, folder)
    shutil.copy(filled.parent / "project.yaml", folder / "saved")
    return saved


@pytest.mark.slow
def test_libreoffice_keeps_drop_downs_locks_and_explanations(book, through_libreoffice):
    # Frozen panes belong to the window, and LibreOffice without one saves none, of any workbook.
    saved = openpyxl.load_workbook(through_libreoffice)
    assert saved.sheetnames == book.sheetnames
    assert {key: name.attr_text for key, name in saved.defined_names.items()} == {
        key: name.attr_text for key, name in book.defined_names.items()
    }
    assert saved["lists"].sheet_state == "hidden"
    for name, table in TABLES.items():
        for place, heading in enumerate(table.columns, start=1):
            before, after = rule_of(book, name, heading), rule_of(saved, name, heading)
            kept = ("type", "formula1", "prompt", "promptTitle", "error", "errorTitle")
            if before.type is None:
                kept = ("type", "prompt", "promptTitle")
            for what in kept if before.formula1 != "1" else kept[2:]:
                assert getattr(after, what) == getattr(before, what), (name, heading, what)
            assert bool(after.showErrorMessage) == bool(before.showErrorMessage)
            head, was = saved[name].cell(1, place), book[name].cell(1, place)
            assert head.comment.text.strip() == was.comment.text
            assert head.number_format == was.number_format
            assert head.protection.locked
        lock = saved[name].protection
        assert lock.sheet
        assert lock.password is None
        assert not any((lock.sort, lock.insertRows, lock.deleteRows, lock.formatColumns))
        free = saved[name].column_dimensions["A"]
        assert not free.protection.locked


@pytest.mark.slow
def test_libreoffice_computes_growing_lists_and_levels_in_words(through_libreoffice):
    saved = openpyxl.load_workbook(through_libreoffice, data_only=True)
    headings = [cell.value for cell in saved["lists"][1]]
    place = headings.index("entered_components_component") + 1
    entered = [saved["lists"].cell(row, place).value for row in range(2, 6)]
    assert [value for value in entered if value] == ["stem", "seed"], "each once, without gaps"
    assert saved["scores"]["K3"].value.startswith("Prototype: ")
    assert saved["scores"]["K4"].value.startswith("Idea: "), "0 is a level"
    assert saved["scores"]["L4"].value == "not assessed"
    assert not saved["scores"]["K6"].value
    assert saved["evidence"]["M3"].value.startswith("Prototype: ")


@pytest.mark.slow
def test_libreoffice_gives_back_what_was_typed(through_libreoffice):
    assert_read_as_typed(through_libreoffice.parent)


@pytest.mark.slow
@pytest.mark.parametrize("key", available_assessments())
def test_an_answer_is_shown_in_words_and_a_wrong_one_is_told(tmp_path, key):
    framework = load(key)
    (assessment,) = framework.assessments
    levels, gate, text = (
        next(one for one in assessment.answered if assessment.scale_of(one).kind == kind)
        for kind in ("levels", "yes-no", "text" if key == "small-experiments" else "choice")
    )
    made = write_entry_workbook(tmp_path / "tables.xlsx", framework, rows=6)
    book = openpyxl.load_workbook(made)
    sheet = book["responses"]
    headings = [cell.value for cell in sheet[1]]
    typed = [(levels.key, 2), (gate.key, "Partly"), (gate.key, 9), (text.key, None)]
    for row, (item, value) in enumerate(typed, start=FIRST):
        sheet.cell(row, headings.index("item") + 1).value = item
        sheet.cell(row, headings.index("value") + 1).value = value
    book.save(made)
    saved = calculated(made, tmp_path)
    shown = openpyxl.load_workbook(saved, data_only=True)["responses"]
    question, answer = (
        headings.index(f"{NOTE} {name}") + 1 for name in ("question", "value, in words")
    )
    said = [str(shown.cell(row, answer).value) for row in range(FIRST, FIRST + 4)]
    scale = assessment.scale_of(levels)
    level = (levels.levels or scale.levels)[2 - scale.minimum]
    assert said[0] == f"{level.title}: {level.meaning}"
    assert said[1] == "partly"
    assert said[2].startswith("not an answer")
    assert said[3] == "not answered"
    assert str(shown.cell(FIRST, question).value).startswith(levels.question)
