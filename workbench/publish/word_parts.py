"""Parts of a Word file that python-docx has no words for: fields, bookmarks, links, alt texts."""

from __future__ import annotations

import io
import zipfile
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any, Final

from docx.opc.constants import CONTENT_TYPE, RELATIONSHIP_TYPE
from docx.opc.oxml import serialize_part_xml
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table
    from docx.text.paragraph import Paragraph as WordParagraph

_FIRST_DAY: Final = (1980, 1, 1, 0, 0, 0)  # the earliest that a zip file knows
_LONGEST_NAME: Final = 40  # letters of a bookmark, which Word cuts
_OFFICE: Final = "http://schemas.openxmlformats.org/officeDocument/2006"
_PROPERTIES: Final = (
    f'<Properties xmlns="{_OFFICE}/custom-properties" xmlns:vt="{_OFFICE}/docPropsVTypes"/>'
)
_KIND_OF_PROPERTY: Final = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"  # a word of the user's own


def element(name: str, **values: str) -> Any:
    """Return an element of WordprocessingML; ``w_val="x"`` becomes ``w:val``."""
    made = OxmlElement(name)
    for key, value in values.items():
        made.set(qn(key.replace("_", ":", 1)), value)
    return made


def add_field(paragraph: WordParagraph, instruction: str, shown: str) -> None:
    """Write a field that Word computes, such as ``PAGE``, with what it shows until then."""
    for kind in ("begin", None, "separate", shown, "end"):
        run = paragraph.add_run()
        if kind in {"begin", "separate", "end"}:
            run._r.append(element("w:fldChar", w_fldCharType=str(kind)))
        elif kind is None:
            text = element("w:instrText")
            text.set(qn("xml:space"), "preserve")
            text.text = f" {instruction} "
            run._r.append(text)
        else:
            run.text = shown


def add_bookmark(paragraph: WordParagraph, name: str, number: int) -> None:
    """Put a bookmark around the words of a paragraph."""
    begin = element("w:bookmarkStart", w_id=str(number), w_name=name)
    first = paragraph._p.pPr
    if first is None:
        paragraph._p.insert(0, begin)
    else:
        first.addnext(begin)
    paragraph._p.append(element("w:bookmarkEnd", w_id=str(number)))


def bookmark_name(anchor: str, taken: set[str]) -> str:
    """Return a name that Word takes for a bookmark: letters, digits and bars, and not too long.

    Examples
    --------
    >>> bookmark_name("2-the-score", set())
    'p_2_the_score'
    """
    plain = "p_" + "".join(letter if letter.isalnum() else "_" for letter in anchor)
    name, again = plain[:_LONGEST_NAME], 1
    while name in taken:
        again += 1
        name = f"{plain[: _LONGEST_NAME - 4]}_{again}"
    taken.add(name)
    return name


def link_element(paragraph: WordParagraph, address: str, bookmark: str) -> Any:
    """Return an empty link to an address, or to a bookmark of the file."""
    if bookmark:
        return element("w:hyperlink", w_anchor=bookmark, w_history="1")
    number = paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True)
    return element("w:hyperlink", r_id=number, w_history="1")


def describe_picture(shape: Any, words: str, number: int) -> None:
    """Give a picture its alt text, and a number that no other has."""
    properties = shape._inline.docPr
    properties.set("descr", words)
    properties.set("id", str(number))
    properties.set("name", f"Picture {number}")


def repeat_heads(table: Table) -> None:
    """Let the row of heads stand on every page that the table goes on to."""
    properties = table.rows[0]._tr.get_or_add_trPr()
    properties.append(element("w:tblHeader", w_val="true"))


def keep_rows_whole(table: Table) -> None:
    """Let no row break over two pages."""
    for row in table._tbl.tr_lst:
        properties = row.get_or_add_trPr()
        properties.insert(0, element("w:cantSplit", w_val="true"))


def shade(cell: Any, colour: str) -> None:
    """Colour the ground of a cell."""
    cell._tc.get_or_add_tcPr().append(
        element("w:shd", w_val="clear", w_color="auto", w_fill=colour)
    )


def set_properties(made: WordDocument, pairs: Iterable[tuple[str, str]]) -> None:
    """Write properties of our own into a file; others that a reference has stay."""
    package, kind = made.part.package, RELATIONSHIP_TYPE.CUSTOM_PROPERTIES
    own = dict(pairs)
    there = [one.target_part for one in package.rels.values() if one.reltype == kind]
    if not own and not there:
        return
    root = parse_xml(there[0].blob if there else _PROPERTIES)
    for one in list(root):
        if one.get("name") in own:
            root.remove(one)
    numbers = [int(one.get("pid", "1")) for one in root]
    for number, (name, value) in enumerate(own.items(), start=max(numbers, default=1) + 1):
        one = root.makeelement(f"{{{_OFFICE}/custom-properties}}property", {
            "fmtid": _KIND_OF_PROPERTY, "pid": str(number), "name": name})  # fmt: skip
        words = root.makeelement(f"{{{_OFFICE}/docPropsVTypes}}lpwstr", {})
        words.text = value
        one.append(words)
        root.append(one)
    place = PackURI("/docProps/custom.xml") if not there else there[0].partname
    part = Part(place, CONTENT_TYPE.OFC_CUSTOM_PROPERTIES, serialize_part_xml(root), package)
    for one in [key for key, rel in package.rels.items() if rel.reltype == kind]:
        package.rels.pop(one)
    package.relate_to(part, kind)


def steady_bytes(packed: bytes) -> bytes:
    """Return an Office file whose bytes do not tell when it was packed.

    Examples
    --------
    >>> import io, zipfile
    >>> place = io.BytesIO()
    >>> with zipfile.ZipFile(place, "w") as archive:
    ...     archive.writestr("a.xml", "<a/>")
    >>> steady = steady_bytes(place.getvalue())
    >>> zipfile.ZipFile(io.BytesIO(steady)).infolist()[0].date_time[0]
    1980
    """
    place = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(packed)) as before,
        zipfile.ZipFile(place, "w", zipfile.ZIP_DEFLATED) as after,
    ):
        for name in before.namelist():
            entry = zipfile.ZipInfo(name, _FIRST_DAY)
            entry.compress_type = zipfile.ZIP_DEFLATED
            after.writestr(entry, before.read(name))
    return place.getvalue()
