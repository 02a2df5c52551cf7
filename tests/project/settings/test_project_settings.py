import datetime as dt

import pytest

from workbench.errors import InvalidInput
from workbench.project.settings.project_settings import (
    ConversionRecord,
    ImportRecord,
    Parameters,
    Settings,
    currency_codes,
    read_settings,
)
from workbench.project.settings.step_settings import STEP_BLOCKS


@pytest.fixture
def read(tmp_path):
    def write_and_read(text):
        path = tmp_path / "project.yaml"
        path.write_text(text, "utf-8")
        return read_settings(path)

    return write_and_read


def test_a_full_file_is_read(read):
    settings, problems = read(
        "title: Banana wilt\nframework: ipsr\nframework_version: 2022\ncurrency: RWF\n"
        "as_of: 2026-03-14\nillustrative: true\nnotes:\n- use not given\n"
        "parameters:\n  correlation: 0.3\n  widths: {strong: 0.4, medium: 1, weak: 1, none: 2}\n"
    )
    assert problems == ()
    assert settings.as_of == dt.date(2026, 3, 14)
    assert settings.framework_version == "2022"
    assert settings.notes == ("use not given",)
    assert settings.parameters.widths["none"] == 2
    assert settings.parameters.seed == 20260314


def test_defaults_are_the_ones_that_are_documented():
    settings = Settings(title="T", framework="ipsr")
    assert settings.parameters.widths == {"strong": 0.5, "medium": 0.75, "weak": 1.0, "none": 1.5}
    assert (settings.horizon_months, settings.currency, settings.illustrative) == (12, None, False)


@pytest.mark.parametrize(
    "model", [Settings, Parameters, ImportRecord, ConversionRecord, *STEP_BLOCKS.values()]
)
def test_every_key_has_a_meaning(model):
    assert set(model.meanings()) == set(model.model_fields)
    assert all(text.endswith(".") for text in model.meanings().values())


@pytest.mark.parametrize(
    ("line", "column", "found", "advice"),
    [
        ("curency: RWF", "curency", "curency", "Did you mean 'currency'?"),
        ("currency: rwf", "currency", "rwf", "Write RWF."),
        ("currency: US$", "currency", "US$", "Look the code up."),
        ("currency: dollars", "currency", "dollars", "Look the code up."),
        ("as_of: 2026-02-30", "as_of", "2026-02-30", "Look the date up."),
        ("as_of: 20260314", "as_of", "20260314", "Write year, month and day"),
        ("as_of: 14/03/2026", "as_of", "14/03/2026", "in this order"),
        ("horizon_months: a year", "horizon_months", "a year", "without quotes or unit"),
        ("horizon_months: 0", "horizon_months", "0", "Correct"),
        ("illustrative: perhaps", "illustrative", "perhaps", "Write true or false."),
        ("lead: 7", "lead", "7", "Put it in quotes."),
        ("notes: one", "notes", "one", "on its own line"),
        ("parameters: {correlation: 2}", "parameters.correlation", "2", "Correct"),
        ("parameters: {sed: 2}", "parameters.sed", "sed", "Did you mean 'seed'?"),
        ("parameters: {widths: {firm: 1}}", "parameters.widths.firm", "firm", "Correct"),
        ("parameters: {widths: {weak: 0}}", "parameters.widths.weak", "0", "Correct"),
    ],
)
def test_each_wrong_key_is_told_with_its_line(read, line, column, found, advice):
    settings, (problem,) = read(f"title: T\nframework: ipsr\n{line}\n")
    assert (problem.file, problem.row, problem.column) == ("project.yaml", 3, column)
    assert problem.found == found
    assert advice in problem.advice
    assert problem.expected
    assert settings.framework == "ipsr"


def test_all_wrong_keys_are_told_at_once_and_the_rest_is_kept(read):
    settings, problems = read(
        "title: T\nframework: ipsr\ncurency: RWF\nas_of: yesterday\nhorizon_months: x\nlead: RAB\n"
        "parameters:\n  seed: -1\n  width: 0.5\n"
    )
    assert {problem.column for problem in problems} == {
        "curency",
        "as_of",
        "horizon_months",
        "parameters.seed",
    }
    assert settings.lead == "RAB"
    assert settings.parameters.width == 0.5
    assert settings.horizon_months == 12


@pytest.mark.parametrize(
    ("line", "column", "found", "advice"),
    [
        ("", "framework", "", "Add a line 'framework: …'."),
        ("framework:", "framework", "", "The line is blank; write it behind 'framework:'."),
        ("framwork: ipsr", "framwork", "framwork", "Did you mean 'framework'?"),
        ("framework: ispr", "framework", "ispr", "Did you mean 'ipsr'?"),
        ("framework: 7", "framework", "7", "There are: ipsr"),
    ],
)
def test_without_a_known_framework_the_other_keys_are_told_as_well(
    read, line, column, found, advice
):
    with pytest.raises(InvalidInput) as caught:
        read(f"title: T\n{line}\ncurency: RWF\nhorizon_months: a year\n")
    told = {problem.column: problem for problem in caught.value.problems}
    assert set(told) == {column, "curency", "horizon_months"}
    assert told[column].found == found
    assert advice in told[column].advice
    assert told[column].row == (2 if line else None)


@pytest.mark.parametrize("value", ["", '""', "'  '"])
def test_a_blank_title_says_so_and_where(read, value, tmp_path):
    settings, (problem,) = read(f"framework: ipsr\ntitle: {value}\n")
    assert (problem.row, problem.column, problem.expected) == (2, "title", "a title")
    assert "The line is blank" in problem.advice
    assert settings.title == tmp_path.name


def test_a_title_that_is_no_text_is_told_once(read, tmp_path):
    settings, (problem,) = read("title: 7\nframework: ipsr\n")
    assert (problem.row, problem.found, problem.advice) == (1, "7", "Put it in quotes.")
    assert settings.title == tmp_path.name


def test_a_missing_title_is_a_problem_and_the_folder_lends_its_name(read, tmp_path):
    settings, (problem,) = read("framework: ipsr\n")
    assert problem.column == "title"
    assert settings.title == tmp_path.name


def test_a_key_that_stands_twice_is_told(read):
    _, (problem,) = read("title: A\nframework: ipsr\ntitle: B\n")
    assert (problem.row, problem.column) == (3, "title")


@pytest.mark.parametrize(
    "text",
    [
        "",
        "just text\n",
        "- a\n",
        "title: [\n",
        "title: T\n",
        "title: T\nframework: 7\n",
        "a: &a *a",
    ],
)
def test_what_cannot_be_used_at_all_is_refused(read, text):
    with pytest.raises(InvalidInput) as caught:
        read(text)
    assert caught.value.problems


def test_bytes_that_are_no_text_are_refused(tmp_path):
    path = tmp_path / "project.yaml"
    path.write_bytes(b"title: Caf\xe9\nframework: ipsr\n")
    with pytest.raises(InvalidInput, match="UTF-8"):
        read_settings(path)


def test_currency_codes_are_three_capitals_and_sorted():
    codes = currency_codes()
    assert list(codes) == sorted(set(codes))
    assert all(len(code) == 3 and code.isupper() for code in codes)
    assert {"RWF", "UGX", "KES", "XOF", "ETB", "EUR"} <= set(codes)


def test_notebooks_of_ones_own_get_values_of_their_kind(read):
    head = "title: A\nframework: ipsr\nnotebooks:\n  yield:\n"
    settings, problems = read(
        head + "    season: 2025B\n    share: 0.5\n    plots: [1, two]\n    all: yes\n"
        "    first: 2026-03-14\n    other:\n"
    )
    assert problems == ()
    assert settings.notebooks["yield"] == {
        "season": "2025B", "share": 0.5, "plots": (1, "two"), "all": True, "first": "2026-03-14",
        "other": None,
    }  # fmt: skip
    again = Settings.model_validate(settings.model_dump(mode="json"))
    assert again.notebooks == settings.notebooks
    settings, (problem,) = read(head + "    season: {a: 1}\n    share: 0.5\n")
    assert str(problem) == (
        "project.yaml, row 5 (notebooks.yield.season): found 'keys with values', expected one "
        "value such as 2025B, or a list of them. Correct the value."
    )
    assert settings.notebooks == {"yield": {"share": 0.5}}
