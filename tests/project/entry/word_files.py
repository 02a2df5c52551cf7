"""Word files written by hand, with the comments and tracked changes that Word would write."""

import zipfile

from workbench.project.entry.report_marks import ReportMarks

OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006"
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'
W14 = 'xmlns:w14="http://schemas.microsoft.com/office/word/2010/wordml"'
W15 = 'xmlns:w15="http://schemas.microsoft.com/office/word/2012/wordml"'
STYLES = "".join(
    f'<w:style w:type="paragraph" w:styleId="{key}"><w:name w:val="{name}"/></w:style>'
    for key, name in (("H1", "heading 1"), ("H2", "heading 2"), ("C", "caption"))
)
WHO = 'w:id="9" w:author="{}" w:date="2026-03-13T09:00:00Z"'


def run(words, tag="t"):
    return f'<w:r><w:{tag} xml:space="preserve">{words}</w:{tag}></w:r>'


def changed(kind, words, by="Jean Bosco"):
    tag = "delText" if kind in {"del", "moveFrom"} else "t"
    return f"<w:{kind} {WHO.format(by)}>{run(words, tag)}</w:{kind}>"


def on(key, words):
    """Words that a comment speaks of."""
    return (
        f'<w:commentRangeStart w:id="{key}"/>{run(words)}<w:commentRangeEnd w:id="{key}"/>'
        f'<w:r><w:commentReference w:id="{key}"/></w:r>'
    )


def p(inner, style="", bookmark="", mark=""):
    mark = f"<w:rPr><w:{mark} {WHO.format('Jean Bosco')}/></w:rPr>" if mark else ""
    own = f'<w:pStyle w:val="{style}"/>' if style else ""
    begin = f'<w:bookmarkStart w:id="1" w:name="{bookmark}"/>' if bookmark else ""
    inner = inner if "<" in inner else run(inner)
    return f"<w:p><w:pPr>{own}{mark}</w:pPr>{begin}{inner}</w:p>"


def row(*cells, change=""):
    mark = f"<w:trPr><w:{change} {WHO.format('Jean Bosco')}/></w:trPr>" if change else ""
    inner = "".join(f"<w:tc>{cell if cell.startswith('<w:p>') else p(cell)}</w:tc>"
                    for cell in cells)  # fmt: skip
    return f"<w:tr>{mark}{inner}</w:tr>"


def table(*rows):
    return f"<w:tbl>{''.join(rows)}</w:tbl>"


def comment(key, words, by="Ada Uwase", day="2026-03-12", para=""):
    author = "" if by is None else f' w:author="{by}"'
    date = f' w:date="{day}T10:00:00Z"' if day else ""
    mark = f' w14:paraId="{para}"' if para else ""
    return f'<w:comment w:id="{key}"{author}{date}><w:p{mark}>{run(words)}</w:p></w:comment>'


def thread(para, parent="", done=0):
    up = f' w15:paraIdParent="{parent}"' if parent else ""
    return f'<w15:commentEx w15:paraId="{para}"{up} w15:done="{done}"/>'


def _relations(**targets):
    rows = "".join(
        f'<Relationship Id="r{number}" Type="{OFFICE}/relationships/{kind}" Target="{target}"/>'
        for number, (kind, target) in enumerate(
            (kind.replace("_", "-"), target) for kind, target in targets.items())
    )  # fmt: skip
    space = "http://schemas.openxmlformats.org/package/2006/relationships"
    return f'<Relationships xmlns="{space}">{rows}</Relationships>'


def word_file(path, body, *, comments="", threads="", notes="", marks=None, saved="", title=""):
    """Write a Word file; ``marks`` say of which report it is, ``None`` nothing."""
    pairs = marks.pairs if isinstance(marks, ReportMarks) else ()
    custom = "".join(
        f'<property name="{name}" pid="2"><vt:lpwstr>{value}</vt:lpwstr></property>'
        for name, value in pairs
    )
    core = f"<title>{title}</title><subject>P</subject><modified>{saved}</modified>"
    parts = {
        "_rels/.rels": _relations(
            officeDocument="word/document.xml", custom_properties="docProps/custom.xml",
            core_properties="docProps/core.xml",
        ),
        "docProps/custom.xml": f'<Properties xmlns:vt="v">{custom}</Properties>',
        "docProps/core.xml": f"<coreProperties>{core}</coreProperties>",
        "word/_rels/document.xml.rels": _relations(
            styles="styles.xml", comments="comments.xml", footnotes="footnotes.xml",
            commentsExtended="commentsExtended.xml",
        ),
        "word/document.xml": f"<w:document {W} {W14}><w:body>{body}</w:body></w:document>",
        "word/styles.xml": f"<w:styles {W}>{STYLES}</w:styles>",
        "word/comments.xml": f"<w:comments {W} {W14}>{comments}</w:comments>",
        "word/commentsExtended.xml": f"<w15:commentsEx {W15}>{threads}</w15:commentsEx>",
        "word/footnotes.xml": f"<w:footnotes {W}>{notes}</w:footnotes>",
    }  # fmt: skip
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return path
