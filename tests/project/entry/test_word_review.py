"""Comments and tracked changes of a Word file."""

import shutil
import subprocess
from datetime import date

import pytest

from tests.project.entry.word_files import (
    changed,
    comment,
    on,
    p,
    row,
    run,
    table,
    thread,
    word_file,
)  # fmt: skip
from workbench.project.entry.word_review import read_review

HEAD = p("3c Plan", "H1", "p_3c_plan")


def _texts(tmp_path, body, **more):
    return [one.text for one in read_review(word_file(tmp_path / "a.docx", body, **more)).remarks]


def test_a_comment_has_reader_day_place_and_the_words_that_it_speaks_of(tmp_path):
    body = HEAD + p(run("The ") + on("0", "second council") + run(" meets."))
    path = word_file(tmp_path / "a.docx", body, comments=comment("0", "In May only"))
    (one,) = read_review(path).remarks
    assert (one.by, one.day, one.section) == ("Ada Uwase", date(2026, 3, 12), "3c")
    assert (one.text, one.answer) == ("On “second council”: In May only", "")


def test_a_comment_without_a_place_author_or_day_is_taken(tmp_path):
    comments = comment("7", "Lost", by=None, day="")
    (one,) = read_review(word_file(tmp_path / "a.docx", HEAD, comments=comments)).remarks
    assert (one.by, one.day, one.section, one.text) == ("", None, "", "Lost")


def test_replies_stand_for_themselves_until_the_thread_is_resolved(tmp_path):
    comments = comment("0", "Why?", para="A") + comment("1", "It rains", by="Jean", para="B")
    body = HEAD + p(on("0", "May"))
    for done, texts, answers in (
        (0, ["On “May”: Why?", "Reply to “Why?”: It rains"], ["", ""]),
        (1, ["On “May”: Why?"], ["It rains"]),
    ):
        threads = thread("A", done=done) + thread("B", parent="A")
        path = word_file(tmp_path / "a.docx", body, comments=comments, threads=threads)
        found = read_review(path).remarks
        assert ([one.text for one in found], [one.answer for one in found]) == (texts, answers)


def test_threads_that_hold_each_other_lose_nothing(tmp_path):
    comments = comment("0", "a", para="A") + comment("1", "b", para="B")
    threads = thread("A", parent="B") + thread("B", parent="A")
    assert sorted(_texts(tmp_path, HEAD, comments=comments, threads=threads)) == ["a", "b"]


@pytest.mark.parametrize(
    ("inner", "said"),
    [
        (run("It ") + changed("del", "is") + changed("ins", "was") + run(" dear"),
         ["Replace “is” by “was” in “It […] dear”"]),
        (run("It is dear") + changed("ins", "er"), ["Insert “er” in “It is dear […]”"]),
        (changed("del", "It ") + run("is"), ["Delete “It” in “[…] is”"]),
        (changed("ins", "All new"), ["Insert a paragraph “All new”"]),
        (changed("del", "All gone"), ["Delete the paragraph “All gone”"]),
        (run("a ") + changed("ins", "b") + changed("ins", "c", by="Ada"),
         ["Insert “b” in “a […]”", "Insert “c” in “a […]”"]),
        (changed("del", " "), []),
    ],
)  # fmt: skip
def test_tracked_changes_say_what_is_asked_for(tmp_path, inner, said):
    assert _texts(tmp_path, HEAD + p(inner)) == said


def test_what_was_moved_is_said_once(tmp_path):
    body = HEAD + p(run("a ") + changed("moveFrom", "moved")) + p("4 Agree", "H1", "p_4_agree")
    body += p(run("b ") + changed("moveTo", "moved"))
    assert _texts(tmp_path, body) == ["Move “moved” to 4, “b […]”"]


def test_rows_of_tables_and_paragraph_ends_are_changes_too(tmp_path):
    new = row(p(changed("ins", "c")), p(changed("ins", "d")), change="ins")
    body = HEAD + p("Table 3c.1 Dates", "C", "p_table_3c_1")
    body += table(row("a", "b"), new, row("e", change="del")) + p("Long.", mark="ins")
    found = read_review(word_file(tmp_path / "a.docx", body)).remarks
    assert [(one.section, one.text) for one in found] == [
        ("3c, Table 3c.1", "Insert a row of the table: “c | d”"),
        ("3c, Table 3c.1", "Delete a row of the table: “e”"),
        ("3c", "Begin a new paragraph behind “Long.”"),
    ]


def test_the_end_of_a_paragraph_before_a_new_one_says_nothing_of_its_own(tmp_path):
    body = HEAD + p("Old.", mark="ins") + p(changed("ins", "New."), mark="ins") + p("Rest.")
    assert _texts(tmp_path, body) == ["Insert a paragraph “New.”"]
    body = HEAD + p("One.", mark="del") + p("Two.")
    assert _texts(tmp_path, body) == ["Join the next paragraph to “One.”"]


def test_changes_in_footnotes_are_taken_and_those_of_form_are_counted(tmp_path):
    bold = '<w:r><w:rPr><w:rPrChange w:id="1"/></w:rPr><w:t>a</w:t></w:r>'
    notes = f"<w:footnote>{p(run('x ') + changed('ins', 'y'))}</w:footnote>"
    found = read_review(word_file(tmp_path / "a.docx", HEAD + p(bold), notes=notes))
    (one,) = found.remarks
    assert (one.text, one.section, found.form) == ("In a footnote: Insert “y” in “x […]”", "", 1)


def test_ten_thousand_comments_are_read(tmp_path):
    keys = list(map(str, range(10_000)))
    opened = "".join(f'<w:commentRangeStart w:id="{key}"/>' for key in keys)
    body = HEAD + p(opened + run("Seed")) + p(run("x" * 500))
    comments = "".join(comment(key, f"No. {key}") for key in keys)
    texts = _texts(tmp_path, body, comments=comments)
    assert len(texts) == 10_000 and texts[-1].endswith("…”: No. 9999")


@pytest.mark.skipif(shutil.which("soffice") is None, reason="LibreOffice is not here")
def test_libreoffice_saves_it_again_without_loss(tmp_path):
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    made = docx.Document()
    made.add_heading("3c Plan", 1)
    paragraph = made.add_paragraph("The second council meets.")
    made.add_comment(paragraph.runs, text="In May only", author="Ada Uwase")
    made.save(tmp_path / "report.docx")
    home, out = (tmp_path / "home").as_uri(), tmp_path / "out"
    asked = ["soffice", "--headless", f"-env:UserInstallation={home}", "--convert-to"]
    asked += ["docx:MS Word 2007 XML", "--outdir", str(out), str(tmp_path / "report.docx")]
    subprocess.run(asked, check=False, capture_output=True, timeout=120)
    if not (out / "report.docx").is_file():
        pytest.skip("LibreOffice has no Writer here")
    (one,) = read_review(out / "report.docx").remarks
    assert (one.by, one.section) == ("Ada Uwase", "3c")
    assert one.text == "On “The second council meets.”: In May only"
