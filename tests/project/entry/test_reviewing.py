"""Remarks of readers as rows, with the rules on names."""

from datetime import date

import pytest

from tests.project.entry.word_files import comment, on, p, thread, word_file
from workbench.project.entry.report_marks import ReportMarks
from workbench.project.entry.reviewing import ReviewedProject
from workbench.project.entry.word_file import WordFault

BODY = p("3c Plan", "H1", "p_3c_plan") + p(on("0", "Seed"))
MARKS = ReportMarks("a", "P", 2, "")


def _project(**tables):
    return ReviewedProject("P", {"a": "Huye", "b": "Gisagara"}, lambda name: tables.get(name, []),
                           date(2026, 3, 14))  # fmt: skip


def _person(person, name, *, consent=None):
    return {"person": person, "name": name, "consent": consent}


def _read(tmp_path, project, comments, **more):
    path = word_file(tmp_path / "r.docx", BODY, comments=comments, **{"marks": MARKS, **more})
    return project.read(path)


def test_readers_are_named_with_consent_alone(tmp_path):
    project = _project(
        people=[_person("A1", "Ada  UWASE", consent=True), _person("R1", "Jean", consent=False)],
        actors=[{"actor": "growers", "name": "Growers' union"}],
    )
    who = ["Ada Uwase", "Jean", "Growers' union", "Somebody", None, "somebody"]
    comments = "".join(comment(str(key), f"Say {key}", by=one) for key, one in enumerate(who))
    found = _read(tmp_path, project, comments)
    assert [row["by"] for row in found.feedback] == [
        "Ada  UWASE", "R1", "Growers' union", "R2", "not named", "R2",
    ]  # fmt: skip
    assert found.people == ({"person": "R2", "name": "Somebody"},)


def test_a_remark_is_known_again_whether_its_reader_is_named_or_not(tmp_path):
    comments = comment("0", "Why?")
    (row,) = _read(tmp_path, _project(), comments).feedback
    for consent, by in ((None, "R1"), (True, "R1"), (True, "Ada Uwase")):
        there = {**row, "by": by, "answer": "So.", "section": "moved", "comment": 1}
        people = [_person("R1", "Ada Uwase", consent=consent)]
        found = _read(tmp_path, _project(feedback=[there], people=people), comments)
        assert (found.feedback, found.people, found.known) == ((), (), 1)


def test_two_equal_remarks_are_two_and_numbers_go_on(tmp_path):
    comments = comment("5", "Why?") + comment("6", "Why?")
    there = {"site": "a", "comment": 7, "version": 1, "by": "x", "date": "2026-01-01", "text": "y"}
    found = _read(tmp_path, _project(feedback=[there]), comments)
    assert [row["comment"] for row in found.feedback] == ["8", "9"]
    known = [{**row, "comment": number} for number, row in enumerate(found.feedback)][:1]
    again = _read(tmp_path, _project(feedback=known, people=found.people and [
        _person("R1", "Ada Uwase")]), comments)  # fmt: skip
    assert (len(again.feedback), again.known) == (1, 1)


def test_a_missing_day_is_that_of_the_last_saving_and_said(tmp_path):
    found = _read(tmp_path, _project(), comment("0", "-", day=""), saved="2026-03-10T08:00:00Z")
    (row,) = found.feedback
    assert (row["date"], row["text"]) == ("2026-03-10", "On “Seed”: -")
    assert [one.advice for one in found.told] == ["2026-03-10 was taken."]
    assert all(one.severity == "warning" for one in found.told)
    (row,) = _read(tmp_path, _project(), comment("3", "-", day="")).feedback
    assert (row["date"], row["text"]) == ("2026-03-14", "“-”")


def test_what_is_resolved_in_the_file_has_its_answer_and_is_said(tmp_path):
    comments = comment("0", "Why?", para="A") + comment("1", "So.", day="2026-03-13", para="B")
    threads = thread("A", done=1) + thread("B", parent="A", done=1)
    found = _read(tmp_path, _project(), comments, threads=threads)
    (row,) = found.feedback
    assert (row["answer"], row["answered"]) == ("So.", "2026-03-13")
    assert "marked as resolved" in found.told[0].found


def test_what_was_resolved_since_is_said_and_the_row_stays(tmp_path):
    (row,) = _read(tmp_path, _project(), comment("0", "Why?")).feedback
    comments, threads = comment("0", "Why?", para="A"), thread("A", done=1)
    for answer, told in ((None, ["comment 4 resolved since"]), ("So.", [])):
        there = {**row, "comment": 4, "answer": answer}
        people = [_person("R1", "Ada Uwase")]
        project = _project(feedback=[there], people=people)
        found = _read(tmp_path, project, comments, threads=threads)
        assert ([one.found for one in found.told], found.feedback) == (told, ())


def test_what_is_long_is_cut_and_what_is_late_is_said(tmp_path):
    comments = comment("0", "x" * 40_000, day="2026-04-01")
    found = _read(tmp_path, _project(), comments)
    assert len(found.feedback[0]["text"]) == 30_001
    assert [one.found for one in found.told] == [
        "1 new remarks dated later than 2026-03-14", "1 remarks of more than 30,000 letters",
    ]  # fmt: skip


def test_title_and_subject_tell_the_site_where_our_marks_are_lost(tmp_path):
    found = _read(tmp_path, _project(), comment("0", "Why?"), marks=None, title="Gisagara")
    assert found.site == "b"
    with pytest.raises(WordFault, match="does not say"):
        _read(tmp_path, _project(), comment("0", "Why?"), marks=None, title="Other")


def test_a_report_without_remarks_says_so(tmp_path):
    found = _read(tmp_path, _project(), "")
    assert [one.found for one in found.told] == ["no comment and no tracked change"]
