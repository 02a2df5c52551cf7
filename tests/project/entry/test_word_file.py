"""A Word file that came back is untrusted input."""

import zipfile

import pytest

from tests.project.entry.word_files import W, p, word_file
from workbench.project.entry.word_file import WordFault, WordFile, day_in_word

BOMB = (
    '<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;&b;&b;">]>'
    f"<w:document {W}><w:body>&c;</w:body></w:document>"
)


def _put(path, name, content):
    with zipfile.ZipFile(path, "a", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(name, content)


def _only(path, **parts):
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(f"word/{name}.xml", content)
    return path


@pytest.mark.parametrize(
    ("content", "found"),
    [
        (b"", "no Word file"),
        (b"hello", "no Word file"),
        (b"PK\x03\x04 cut short", "no Word file"),
        (b"\xd0\xcf\x11\xe0 and more", "an old Word file, or one with a password"),
    ],
)
def test_what_is_no_word_file_is_refused(tmp_path, content, found):
    path = tmp_path / "a.docx"
    path.write_bytes(content)
    with pytest.raises(WordFault, match=found):
        WordFile(path)


def test_a_workbook_under_the_name_of_a_word_file_is_refused(tmp_path):
    with pytest.raises(WordFault, match="no Word file"):
        WordFile(_only(tmp_path / "a.docx", other="<a/>"))


def test_entities_and_damage_are_refused(tmp_path):
    with pytest.raises(WordFault, match="entities of its own"):
        WordFile(_only(tmp_path / "bomb.docx", document=BOMB))
    with pytest.raises(WordFault, match="damaged part"):
        WordFile(_only(tmp_path / "torn.docx", document="<w:document"))


def test_a_file_that_would_swell_is_refused_unopened(tmp_path):
    path = word_file(tmp_path / "a.docx", p("Seed"))
    _put(path, "word/media/image1.png", b"\0" * 70_000_000)
    with pytest.raises(WordFault, match="swell"):
        WordFile(path)


def test_styles_are_followed_to_what_they_rest_on_and_never_in_a_circle(tmp_path):
    path = word_file(tmp_path / "a.docx", p("Seed"))
    with zipfile.ZipFile(path) as archive:
        parts = {name: archive.read(name).decode() for name in archive.namelist()}
    based = (
        '<w:style w:styleId="X"><w:basedOn w:val="H2"/></w:style>'
        '<w:style w:styleId="Y"><w:basedOn w:val="Y"/></w:style>'
        '<w:style w:styleId="Toc"><w:basedOn w:val="H1"/><w:pPr><w:outlineLvl w:val="9"/></w:pPr>'
        "</w:style>"
    )
    parts["word/styles.xml"] = parts["word/styles.xml"].replace(
        "</w:styles>", based + "</w:styles>"
    )
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    styles = WordFile(path).styles()
    assert {key: styles[key].level for key in ("H1", "X", "Y", "Toc")} == {
        "H1": 1, "X": 2, "Y": 0, "Toc": 0,
    }  # fmt: skip
    assert styles["C"].caption


@pytest.mark.parametrize("text", ["", "yesterday", "1601-01-01T00:00:00Z", "2026-13-01"])
def test_a_day_that_is_none_is_not_read(text):
    assert day_in_word(text) is None
