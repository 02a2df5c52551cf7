"""Passages of a Word file, with who changed them."""

from xml.etree.ElementTree import Element, SubElement

from tests.project.entry.word_files import changed, on, p, row, run, table, word_file
from workbench.project.entry.word_file import WordFile
from workbench.project.entry.word_flow import read_flow


def _flow(tmp_path, body):
    file = WordFile(word_file(tmp_path / "a.docx", body))
    return read_flow(file.body, file.styles())


def test_words_before_the_changes_are_known(tmp_path):
    inner = run("The ") + changed("del", "old") + changed("ins", "new") + run(" word")
    (one,) = _flow(tmp_path, p(inner, "H1", "p_1_a")).passages
    assert (one.original, one.style.level, one.bookmarks) == ("The old word", 1, ["p_1_a"])
    assert [words for words, change in one.pieces if change] == ["old", "new"]


def test_a_bookmark_between_paragraphs_belongs_to_the_next(tmp_path):
    body = p("a") + '<w:bookmarkStart w:id="1" w:name="p_2_b"/>' + p("b")
    assert [one.bookmarks for one in _flow(tmp_path, body).passages] == [[], ["p_2_b"]]


def test_comments_know_their_place_and_words_also_over_paragraphs(tmp_path):
    begin, end = '<w:commentRangeStart w:id="3"/>', '<w:commentRangeEnd w:id="3"/>'
    body = p("a") + begin + p("b") + p(run("c") + end + run("d")) + p(on("4", "e"))
    flow = _flow(tmp_path, body)
    assert (flow.places, flow.anchors) == ({"3": 1, "4": 3}, {"3": "bc", "4": "e"})


def test_tables_are_told_apart_and_a_new_row_is_a_frame(tmp_path):
    nested = table(row(p("a").replace("</w:p>", "</w:p>" + table(row("b")))))
    second = table(row("c"), row("d", "e", change="ins"))
    flow = _flow(tmp_path, nested + p("x") + second)
    assert [one.table for one in flow.passages] == [1, 1, 0, 2, 2, 2]
    (frame,) = flow.frames
    assert (frame.what, frame.change.kind, "".join(frame.words)) == ("row", "ins", "d | e")


def test_what_a_program_repeats_for_older_ones_is_read_once(tmp_path):
    box = f"<w:txbxContent>{p('In a box')}</w:txbxContent>"
    inner = f"{run('a')}<Choice>{box}</Choice><Fallback>{box}</Fallback>"
    assert [one.original for one in _flow(tmp_path, p(inner)).passages] == ["a", "In a box"]


def test_a_file_nested_very_deep_is_read():
    root = deep = Element("body")
    for _ in range(50_000):
        deep = SubElement(deep, "sdt")
    assert read_flow(root, {}).passages == []
