"""What several people sent back, in one project."""

import shutil
from importlib import resources

import pandas as pd
import pytest
from openpyxl import load_workbook

from tests.conftest import EXAMPLE
from tests.project.entry.word_files import changed, comment, on, p, run, word_file
from workbench.project import new_project, read_project
from workbench.project.entry.forms import score_form
from workbench.project.entry.merging import KEPT, merge
from workbench.project.entry.report_marks import ReportMarks
from workbench.project.store.writing import write_project

KEY = ["site", "component", "round", "assessor", "basis"]


@pytest.fixture
def project(tmp_path):
    return shutil.copytree(EXAMPLE, tmp_path / "project")


def _without(folder, assessors, site="rw-huye"):
    """Take the workshop scores of some assessors at a site out, and return them."""
    whole = read_project(folder).table("scores")
    theirs = (whole["site"] == site) & whole["assessor"].isin(assessors) & (
        whole["basis"] == "workshop"
    )  # fmt: skip
    path = folder / "scores.csv"
    texts = pd.read_csv(path, dtype=str, keep_default_na=False)
    texts[~theirs.to_numpy()].to_csv(path, index=False)
    return whole[theirs]


def _kobo(project, scores, path):
    """Write scores as an export of KoboToolbox does: a row per form, groups in headings."""
    form = score_form(read_project(project))
    rows = []
    for (site, assessor, number, day), own in scores.groupby(["site", "assessor", "round", "date"]):
        said = own.set_index("component")
        row = {
            "start": "2026-03-01T23:30:00.000+02:00",
            "who/site": site,
            "who/assessor": assessor,
            "who/round": str(number),
            "who/date": f"{day:%Y-%m-%dT00:00:00.000+02:00}",
        }
        for group in form.groups:
            for question in group.questions:
                if question.about in said.index:
                    value = said.loc[question.about, question.column]
                    text = "" if pd.isna(value) else str(value).replace(";", " ")
                    if question.column == "reason" and text:
                        text = str(value)
                    row[f"{group.name}/{question.name}"] = text
        rows.append(row | {"_id": "1", "_submission_time": "2026-03-01T21:31:12"})
    pd.DataFrame(rows).fillna("").to_excel(path, index=False)
    return path


def _scores(folder):
    return read_project(folder).table("scores").sort_values(KEY).reset_index(drop=True)


def test_answers_of_five_assessors_are_the_scores_that_were_typed_by_hand(project, tmp_path):
    before = _scores(project)
    theirs = _without(project, ["A1", "A2", "A3", "A4", "A5"])
    assert theirs["assessor"].nunique() == 5
    account = merge(project, [_kobo(project, theirs, tmp_path / "back.xlsx")])
    pd.testing.assert_frame_equal(_scores(project), before)
    assert (account.new, account.problems, account.blocks) == (len(theirs), (), ())


def test_a_second_time_nothing_is_new_and_nothing_is_written(project, tmp_path):
    theirs = _without(project, ["A1"])
    back = _kobo(project, theirs, tmp_path / "back.xlsx")
    merge(project, [back])
    written = (project / "scores.csv").read_bytes()
    account = merge(project, [back])
    assert [one.known for one in account.given] == [len(theirs)]
    assert (project / "scores.csv").read_bytes() == written
    assert not (project / f"{KEPT}-2").exists()


def test_a_dry_run_writes_nothing(project, tmp_path):
    theirs = _without(project, ["A1"])
    before = sorted((path.name, path.read_bytes()) for path in project.iterdir() if path.is_file())
    account = merge(project, [_kobo(project, theirs, tmp_path / "back.xlsx")], dry_run=True)
    after = sorted((path.name, path.read_bytes()) for path in project.iterdir() if path.is_file())
    assert account.new == len(theirs) and "nothing was written" in str(account)
    assert (after, (project / KEPT).exists()) == (before, False)


def test_what_contradicts_the_project_is_named_and_the_project_stays(project, tmp_path):
    theirs = read_project(project).table("scores")
    theirs = theirs[(theirs["site"] == "rw-huye") & (theirs["assessor"] == "A1")
                    & (theirs["basis"] == "workshop")].head(1).copy()  # fmt: skip
    theirs["use"] = 9 - theirs["use"]
    before = (project / "scores.csv").read_bytes()
    account = merge(project, [_kobo(project, theirs, tmp_path / "back.xlsx")])
    (problem,) = account.problems
    assert (problem.row, problem.column, problem.found) == (2, "use", str(theirs["use"].iloc[0]))
    assert "the project" in problem.expected
    assert (project / "scores.csv").read_bytes() == before


def test_two_files_that_contradict_each_other_are_both_left_out(project, tmp_path):
    theirs = _without(project, ["A1"]).head(2)
    other = theirs.copy()
    other.iloc[0, other.columns.get_loc("use")] = 9
    files = [_kobo(project, rows, tmp_path / f"{name}.xlsx")
             for name, rows in (("one", theirs), ("two", other))]  # fmt: skip
    account = merge(project, files)
    assert [(one.new, one.known, one.contradicting) for one in account.given] == [
        (1, 0, 1), (0, 1, 1),
    ]  # fmt: skip
    assert account.problems[0].expected.endswith("as one.xlsx, row 2, says")
    assert (
        len(read_project(project).table("scores"))
        == len(read_project(EXAMPLE).table("scores"))
        - len(_without(shutil.copytree(EXAMPLE, tmp_path / "again"), ["A1"]))
        + 1
    )


@pytest.mark.parametrize("form", ["csv", "xlsx", "parquet"])
def test_rows_are_added_in_whatever_form_the_project_has(tmp_path, form):
    whole = read_project(EXAMPLE)
    part = dict(whole.tables)
    part["scores"] = whole.table("scores").iloc[:-7]
    folder = write_project(tmp_path / "p", whole.settings, part, form=form)
    returned = write_project(tmp_path / "r", whole.settings, dict(whole.tables), form="xlsx")
    account = merge(folder, [returned / "tables.xlsx"])
    pd.testing.assert_frame_equal(read_project(folder).table("scores"), whole.table("scores"))
    assert (account.new, account.blocks) == (7, ())


def test_entry_workbooks_of_several_people_fill_an_empty_project(tmp_path):
    folder = new_project(tmp_path / "p", title="Seed")
    files = []
    for assessor in ("A1", "A2"):
        path = tmp_path / f"{assessor}.xlsx"
        shutil.copy(folder / "tables.xlsx", path)
        book = load_workbook(path)
        for table, rows in {
            "sites": [["s1", "Place", "Rwanda"]],
            "components": [["s1", "seed", "Seed", "core"]],
            "scores": [["s1", "seed", 1, "2026-03-14", assessor, "workshop", 4, 2]],
        }.items():
            sheet = book[table]
            heads = {cell.value: cell.column for cell in sheet[1]}
            names = {
                "sites": ["site", "name", "country"],
                "components": ["site", "component", "title", "role"],
                "scores": [*KEY[:3], "date", "assessor", "basis", "readiness", "use"],
            }
            for number, values in enumerate(rows, start=3):
                for name, value in zip(names[table], values, strict=True):
                    sheet.cell(number, heads[name]).value = value
        book.save(path)
        files.append(path)
    account = merge(folder, files)
    read = read_project(folder)
    assert [one for one in read.problems if one.severity == "error"] == []
    assert read.table("scores")["assessor"].tolist() == ["A1", "A2"]
    assert len(read.table("sites")) == len(read.table("components")) == 1
    assert sum(one.known for one in account.given) == 2
    assert load_workbook(folder / "tables.xlsx")["scores"].data_validations.dataValidation


def test_a_file_that_cannot_be_used_is_named_and_the_others_are_taken(project, tmp_path):
    theirs = _without(project, ["A1"])
    back = _kobo(project, theirs, tmp_path / "back.xlsx")
    other, lock = tmp_path / "budget.csv", tmp_path / "~$back.xlsx"
    other.write_text("a,b\n1,2\n")
    lock.write_bytes(b"lock")
    account = merge(project, [tmp_path / "none.xlsx", other, lock, back])
    assert account.new == len(theirs)
    assert [(one.file, one.found) for one in account.problems] == [
        ("none.xlsx", "no such file"),
        ("budget.csv", "no sheet named after a table, and no heading that is a question of a form"),
    ]
    assert [one.file for one in account.told] == ["~$back.xlsx"]


def _typed(folder, name, rows, title="scores"):
    """Write rows into a workbook as a person types them."""
    path = folder / name
    table = rows.assign(date=rows["date"].dt.strftime("%Y-%m-%d"))
    table.to_excel(path, sheet_name=title, index=False)
    return path


def _counts(account):
    return [(one.new, one.known, one.contradicting, one.refused) for one in account.given]


def test_a_sheet_that_was_renamed_is_named(project, tmp_path):
    theirs = _without(project, ["A1"]).head(3)
    account = merge(project, [_typed(tmp_path, "a1.xlsx", theirs, title="scorez")])
    (problem,) = account.problems
    assert (problem.sheet, account.new) == ("scorez", 0)
    assert "Is it 'scores'?" in problem.advice


def test_of_rows_with_one_key_in_one_file_equal_ones_count_once_and_others_are_left_out(
    project, tmp_path
):
    theirs = _without(project, ["A1"]).head(3)
    other = theirs.iloc[[0]].assign(use=9)
    twice = pd.concat([theirs, other, theirs.iloc[[1]]])
    account = merge(project, [_typed(tmp_path, "a1.xlsx", twice)])
    assert _counts(account) == [(2, 1, 2, 0)]
    (problem,) = account.problems
    assert (problem.row, problem.found, problem.column) == (5, "9", "use")
    assert "as row 2 says" in problem.expected


def test_rows_that_an_error_keeps_out_of_a_run_are_there_all_the_same(project, tmp_path):
    theirs = _without(project, ["A1"]).head(2).assign(component="no-such")
    theirs = theirs.assign(round=[1, 2])
    back = _typed(tmp_path, "a1.xlsx", theirs)
    assert merge(project, [back]).blocks
    assert _counts(merge(project, [back])) == [(0, 2, 0, 0)]


def test_under_a_heading_that_was_only_guessed_nothing_is_taken(project, tmp_path):
    theirs = _without(project, ["A1"]).rename(columns={"assessor": "assesor"})
    account = merge(project, [_typed(tmp_path, "a1.xlsx", theirs)])
    assert _counts(account) == [(0, 0, 0, len(theirs))]
    assert "assesor" in account.problems[0].found


def test_rows_of_a_site_that_nobody_knows_are_refused(project, tmp_path):
    theirs = _without(project, ["A1"]).assign(site="elsewhere")
    account = merge(project, [_typed(tmp_path, "other.xlsx", theirs)])
    assert _counts(account) == [(0, 0, 0, len(theirs))]
    (problem,) = account.problems
    assert problem.found == "elsewhere"
    assert "Also rows 3 to" in problem.advice


def test_a_title_in_place_of_a_short_name_is_told(project, tmp_path):
    theirs = _without(project, ["A1"]).head(1).assign(component="Clean seed supply")
    (problem,) = merge(project, [_typed(tmp_path, "a1.xlsx", theirs)]).problems
    assert problem.advice == "It is called 'clean-seed' in components; write that."


def test_every_row_is_accounted_for(project, tmp_path):
    theirs = _without(project, ["A1", "A2", "A3"])
    table = theirs.copy()
    for at in (3, 8, 11, 20):
        table.iloc[at, table.columns.get_loc("round")] = None
    returned = tmp_path / "tables.xlsx"
    table.assign(date=table["date"].dt.strftime("%Y-%m-%d")).to_excel(
        returned, sheet_name="scores", index=False
    )
    account = merge(project, [returned])
    (given,) = account.given
    assert (given.rows, given.refused, given.new) == (len(table), 4, len(table) - 4)
    (problem,) = account.problems
    assert (problem.row, problem.column) == (5, "round")
    assert problem.advice.endswith("Also rows 10, 13 and 22.")


def test_rows_with_a_funder_profile_of_the_projects_own_are_there_already(project, tmp_path):
    (project / "funders").mkdir()
    own = project / "funders" / "ours.yaml"
    foundation = resources.files("workbench.frameworks") / "funders" / "foundation.yaml"
    text = foundation.read_text("utf-8").replace("foundation", "ours")
    own.write_text(text, "utf-8")
    table = project / "funding.csv"
    table.write_text(table.read_text("utf-8-sig").replace(",foundation", ",ours"), "utf-8")
    assert "ours" in set(read_project(project).table("funding")["profile"])
    back = tmp_path / "back.xlsx"
    pd.read_csv(table, dtype=str).to_excel(back, sheet_name="funding", index=False)
    account = merge(project, [back])
    assert account.problems == ()
    assert [one.known for one in account.given] == [len(read_project(project).table("funding"))]


def test_a_workbook_that_comes_back_as_it_was_sent_is_read_without_a_word(project, tmp_path):
    for folder in (new_project(tmp_path / "p", title="Seed"), project):
        sent = new_project(tmp_path / f"of-{folder.name}", title="Seed") / "tables.xlsx"
        account = merge(folder, [sent])
        assert (account.new, account.told, account.problems) == (0, (), ())


@pytest.mark.parametrize(
    ("name", "found", "advice"),
    [
        ("returned", "a folder", "returned/*.xlsx"),
        ("*.xlsx", "no file that fits the pattern", "the end of their names"),
    ],
)
def test_a_folder_or_a_pattern_in_place_of_files_is_named(project, tmp_path, name, found, advice):
    (tmp_path / "returned").mkdir()
    (problem,) = merge(project, [tmp_path / name]).problems
    assert problem.found == found and advice in problem.advice


@pytest.mark.parametrize(
    ("said", "advice"),
    [
        ("RW-Huye", "Did you mean 'rw-huye'? Capitals count."),
        ("Huye district", "It is called 'rw-huye' in sites; write that."),
        ("elsewhere", "Correct it, or return a sheet sites that has it."),
    ],
)
def test_a_site_that_is_nearly_right_is_suggested(project, tmp_path, said, advice):
    path = project / "sites.csv"
    path.write_text(path.read_text().replace(",Huye,", ",Huye district,"))
    theirs = _without(project, ["A1"]).head(1).assign(site=said)
    (problem,) = merge(project, [_typed(tmp_path, "a1.xlsx", theirs)]).problems
    assert (problem.found, problem.advice) == (said, advice)


def _returned(project, path, *, site="rw-nyanza", words="In May only", title=None):
    """Write the Word file of a report on which two readers have written."""
    name = read_project(project).settings.title if title is None else title
    body = p("3c Plan", "H1", "p_3c_plan") + p(on("0", "The council"))
    body += p(run("It ") + changed("ins", "rains"))
    marks = ReportMarks(site, name, 1, "")
    return word_file(path, body, comments=comment("0", words), marks=marks)


def test_remarks_in_a_returned_report_become_feedback_once(project, tmp_path):
    back = _returned(project, tmp_path / "report.docx")
    account = merge(project, [back, back])
    assert [(one.table, one.new, one.known) for one in account.given] == [
        ("people", 2, 0), ("feedback", 2, 0), ("feedback", 0, 2),
    ]  # fmt: skip
    rows = read_project(project).table("feedback")
    rows = rows[rows["site"] == "rw-nyanza"].iloc[1:]
    assert rows["comment"].tolist() == [2, 3]
    assert rows["by"].tolist() == ["R1", "R2"]
    assert rows["section"].tolist() == ["3c", "3c"]
    assert rows["text"].tolist() == ["On “The council”: In May only", "Insert “rains” in “It […]”"]
    assert read_project(project).table("people")["name"].tolist() == ["Ada Uwase", "Jean Bosco"]
    assert (account.problems, account.blocks) == ((), ())
    written = (project / "feedback.csv").read_bytes()
    assert merge(project, [back]).new == 0
    assert (project / "feedback.csv").read_bytes() == written


HOSTILE = "=cmd|' /C calc'!A0 &lt;w:t&gt; {{ x }} ]]&gt; \u202e #REF! |"


def test_hostile_remarks_stay_text_and_are_known_again(project, tmp_path):
    back = _returned(project, tmp_path / "report.docx", words=HOSTILE)
    assert merge(project, [back]).new == 4
    said = read_project(project).table("feedback")["text"].tolist()
    assert "On “The council”: =cmd|' /C calc'!A0 <w:t> {{ x }} ]]> #REF! |" in said
    assert merge(project, [back]).new == 0


@pytest.mark.parametrize(
    ("more", "site", "found"),
    [
        ({"title": "Other"}, None, "a report of another project, “Other”"),
        ({"site": "elsewhere"}, None, "a report of 'elsewhere', which is no site here"),
        ({}, "rw-huye", "a report of 'rw-nyanza', while --site says 'rw-huye'"),
        ({}, "nowhere", "the site 'nowhere', which is none of this project"),
    ],
)
def test_a_report_of_another_place_is_refused(project, tmp_path, more, site, found):
    back = _returned(project, tmp_path / "report.docx", **more)
    account = merge(project, [back], site=site)
    assert [one.found for one in account.problems] == [found]
    assert account.new == 0


def test_the_site_can_be_given_where_the_file_has_lost_it(project, tmp_path):
    back = word_file(tmp_path / "r.docx", p(on("0", "Seed")), comments=comment("0", "Why?"))
    (problem,) = merge(project, [back]).problems
    assert "--site" in problem.advice
    account = merge(project, [back], site="rw-huye")
    assert (account.new, account.problems) == (2, ())
    assert any("Version 2 was taken" in one.advice for one in account.told)
    assert any("outside all sections" in one.found for one in account.told)


def test_an_older_text_file_is_refused_with_what_to_do(project, tmp_path):
    (tmp_path / "report.odt").write_bytes(b"PK")
    (problem,) = merge(project, [tmp_path / "report.odt"]).problems
    assert problem.advice == "Save it as a Word document (.docx) and merge that."
