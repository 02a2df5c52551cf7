"""A donor's template is filled with words, can do nothing else, and says what is wrong."""

import importlib.util
import io
import zipfile

import pytest

from workbench.errors import InvalidInput
from workbench.publish.exports.template_context import donor_context
from workbench.publish.exports.word_template import fill_word_template, require_templates

docx = pytest.importorskip("docx", reason="python-docx is not installed")
pytest.importorskip("docxtpl", reason="docxtpl is not installed")

HOSTILE = '<w:p>{{ 7*7 }}{% for %}</w:t> & "quoted" =1+1'


@pytest.fixture(scope="module")
def context(example_case):
    return donor_context(example_case)


@pytest.fixture
def template(tmp_path):
    """Write a template of paragraphs, with a header, a table and a title that name things."""

    def write(*paragraphs, header="", cells=(), title=""):
        document = docx.Document()
        for words in paragraphs:
            document.add_paragraph(words)
        document.sections[0].header.paragraphs[0].text = header
        document.core_properties.title = title
        if cells:
            table = document.add_table(rows=0, cols=len(cells))
            for row in (["{%tr for one in partners %}"], cells, ["{%tr endfor %}"]):
                for cell, words in zip(table.add_row().cells, row, strict=False):
                    cell.text = words
        path = tmp_path / "donor.docx"
        document.save(path)
        return path

    return write


def _read(content):
    return docx.Document(io.BytesIO(content))


def test_a_template_of_a_donor_is_filled(template, context):
    path = template(
        "Report on {{ site }}, {{ country }}",
        "{% if illustrative %}{{ illustrative }}{% endif %}",
        "{%p for one in decisions %}",
        "{{ one.option }} for {{ one.component }}, {{ one.date }}",
        "{%p endfor %}",
        header="{{ project }}",
        cells=("{{ one.name }}", "{{ one.form }}", "{{ one.paid }}"),
        title="{{ site|upper }}",
    )
    made = _read(fill_word_template(path, context))
    assert [one.text for one in made.paragraphs] == [
        "Report on Huye, Rwanda",
        "Illustrative data: not a real assessment",
        "Outsource for Clean seed supply, 3 March 2026",
    ]
    assert made.sections[0].header.paragraphs[0].text == context["project"]
    assert made.core_properties.title == "HUYE"
    rows = [[cell.text for cell in row.cells] for row in made.tables[0].rows]
    assert rows == [[one["name"], one["form"], one["paid"]] for one in context["partners"]]


def test_the_same_template_gives_the_same_bytes(template, context):
    path = template("{{ the_ask }}")
    assert fill_word_template(path, context) == fill_word_template(path, context)


def test_values_come_out_letter_by_letter(template, context):
    made = _read(fill_word_template(template("{{ site }}."), {**context, "site": HOSTILE}))
    assert [one.text for one in made.paragraphs] == [f"{HOSTILE}."]


def test_all_unknown_names_are_told_in_one_line(template, context):
    path = template("{{ bugdet }}", "{{ sit }}", header="{{ cuontry }}")
    with pytest.raises(InvalidInput) as told:
        fill_word_template(path, context)
    said = str(told.value)
    assert "\n" not in said
    assert "donor.docx names what there is not" in said
    for name in ("bugdet", "sit (did you mean site?)", "cuontry (did you mean country?)"):
        assert name in said


@pytest.mark.parametrize("inner", ["{{ one.nmae }}", "{% if one.nmae %}x{% endif %}",
                                   "{% if one.nmae == 'x' %}x{% endif %}",
                                   "{{ one.nmae|length }}"])  # fmt: skip
def test_an_unknown_name_of_a_row_is_told(template, context, inner):
    path = template("{%p for one in partners %}", inner, "{%p endfor %}")
    with pytest.raises(InvalidInput, match=r"nmae of a row \(did you mean name\?\)"):
        fill_word_template(path, context)


@pytest.mark.parametrize("inner", [
    "{{ site.__class__.__mro__ }}", "{{ site.upper() }}", "{{ site.format }}", "{{ lipsum() }}",
    "{{ partners.append }}", "{{ self.__init__.__globals__ }}", "{{ range(9) }}",
    "{{ 'a' * 10000000000 }}", "{{ 9 ** 99999999 }}", "{{ '%9999999999d' % 1 }}",
    "{{ '%9999999999d'|format(1) }}", "{% include '/etc/passwd' %}", "{% import 'os' as os %}",
    "{% extends 'x' %}", "{{ site|attr('__class__') }}", "{% set x = namespace() %}",
    "{{ [].__class__.__base__.__subclasses__() }}", "{% for %}", "{{ site", "{{ }}",
])  # fmt: skip
def test_a_template_can_do_nothing_but_name_values(template, context, inner):
    with pytest.raises(InvalidInput, match="The template donor") as told:
        fill_word_template(template(inner), context)
    assert "\n" not in str(told.value)


def test_what_is_no_word_file_is_refused(tmp_path, template, context):
    path = tmp_path / "text.docx"
    path.write_text("{{ site }}", "utf-8")
    with pytest.raises(InvalidInput, match="is no Word file"):
        fill_word_template(path, context)
    with zipfile.ZipFile(path, "w") as packed:
        packed.writestr("hello.txt", "x")
    with pytest.raises(InvalidInput, match="is no Word file"):
        fill_word_template(path, context)
    with pytest.raises(FileNotFoundError):
        fill_word_template(tmp_path / "nowhere.docx", context)


def _with_part(path, name, content):
    """Put another content into a part of a Word file."""
    with zipfile.ZipFile(path) as packed:
        parts = {one: packed.read(one) for one in packed.namelist()}
    parts[name] = content(parts.get(name, b""))
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as packed:
        for one, part in parts.items():
            packed.writestr(one, part)
    return path


def test_entities_and_bombs_are_refused(template, context):
    entity = b'<!DOCTYPE x [<!ENTITY e SYSTEM "file:///etc/hostname">]><w:document>'
    path = _with_part(template("x"), "word/document.xml",
                      lambda part: part.replace(b"<w:document", entity, 1))  # fmt: skip
    with pytest.raises(InvalidInput, match="holds entities"):
        fill_word_template(path, context)
    path = _with_part(template("x"), "word/media/big.bin", lambda _: b"0" * 60_000_000)
    with pytest.raises(InvalidInput, match="larger than a Word file should be"):
        fill_word_template(path, context)


def test_without_the_library_a_line_says_how_to_get_it(monkeypatch):
    monkeypatch.setattr(importlib.util, "find_spec", {}.get)
    with pytest.raises(InvalidInput, match=r"pip install 'scaling-workbench\[reports\]'"):
        require_templates()
