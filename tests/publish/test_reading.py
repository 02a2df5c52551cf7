import nbformat
import plotly.graph_objects as go
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from workbench.page.records import (
    Provenance,
    Title,
    group,
    missing,
    paragraphs,
    summary,
    table,
)
from workbench.page.text import as_text
from workbench.publish.document import ReportFault
from workbench.publish.html import page_html
from workbench.publish.outputs import PLOTLY
from workbench.publish.reading import read_document
from workbench.publish.show import Shown


def _shown(*values):
    outputs = []
    for value in values:
        if isinstance(value, go.Figure):
            data = {PLOTLY: value.to_plotly_json()}
        elif isinstance(value, dict):
            data = value
        else:
            data = Shown(value)._repr_mimebundle_()
        outputs.append(new_output("display_data", data=data))
    return new_code_cell("step()", execution_count=1, outputs=outputs)


def _notebook(*cells):
    return nbformat.from_dict(
        new_notebook(cells=[new_markdown_cell("# 2 Diagnosis\n\nWhich one binds?"), *cells])
    )


def _missing(document):
    return [(what.plain, sentence.plain) for what, sentence in document.missing]


def _figure(caption="Levels"):
    figure = go.Figure(go.Scatter(x=[1, 2], y=[3, 4]))
    figure.update_layout(meta={"caption": caption, "alt": "two points"}, height=321)
    return figure


def test_figures_and_tables_are_numbered_within_their_chapter():
    made = table("Scores", ["A"], [["1"]])
    document = read_document(
        [_notebook(new_markdown_cell("## Levels"), _shown(_figure(), made, _figure()))]
    )
    blocks = document.chapters[0].sections[-1].blocks
    assert [(one.kind, one.number) for one in blocks] == [
        ("figure", "2.1"),
        ("table", "2.1"),
        ("figure", "2.2"),
    ]
    assert blocks[0].height == 321
    assert blocks[0].alt == "two points"
    assert document.figures == 2


def test_a_section_whose_outputs_are_all_missing_leaves_the_body():
    document = read_document(
        [
            _notebook(
                new_markdown_cell("## Agreement\n\nHow far do they agree?"),
                _shown(missing("Agreement", "One assessor only.")),
                new_markdown_cell("## Levels"),
                _shown(paragraphs("All known.")),
            )
        ]
    )
    assert [one.title for one in document.chapters[0].sections if one.title] == ["Levels"]
    assert _missing(document) == [("Agreement", "One assessor only.")]


def test_a_missing_thing_is_named_once_over_all_notebooks():
    notebook = _notebook(_shown(missing("Scores", "None.")), _shown(missing("Scores", "None.")))
    assert _missing(read_document([notebook, notebook])) == [("Scores", "None.")]


def test_a_group_is_unpacked_in_its_order():
    inside = group(
        [paragraphs("first"), missing("Scores", "None."), summary([("Then", "next")], {"a": 1})]
    )
    document = read_document([_notebook(new_markdown_cell("## One"), _shown(inside))])
    assert document.chapters[0].sections[-1].blocks == (paragraphs("first"),)
    assert document.summary == ((as_text("Then"), as_text("next")),)
    assert document.facts == {"a": 1}


def test_text_for_the_screen_only_stays_out():
    cell = new_markdown_cell("Choose Run All.", metadata={"tags": ["notebook-only"]})
    document = read_document([_notebook(cell, _shown(paragraphs("kept")))])
    said = str(document.chapters)
    assert "kept" in said
    assert "Run All" not in said


def test_a_figure_cannot_end_its_script_element():
    document = read_document([_notebook(_shown(_figure("x")), _shown(_evil()))])
    page = page_html(document, script_source="")
    assert "</script><script>alert" not in page
    assert "\\u003c/script" in page


def _evil():
    return go.Figure(go.Scatter(x=[1], y=[1], text=["</script><script>alert(1)</script>"]))


def test_a_failed_cell_is_a_fault():
    failed = new_code_cell(
        "1/0",
        execution_count=1,
        outputs=[new_output("error", ename="ZeroDivisionError", evalue="by zero", traceback=[])],
    )
    with pytest.raises(ReportFault, match="Cell 2 failed: ZeroDivisionError: by zero"):
        read_document([_notebook(failed)])


def test_a_cell_that_never_ran_is_a_fault():
    with pytest.raises(ReportFault, match="never ran"):
        read_document([_notebook(new_code_cell("step()"))])


def test_a_cell_that_its_author_does_not_want_run_is_no_fault():
    skipped = new_code_cell("step()", metadata={"tags": ["skip-execution"]})
    assert read_document([_notebook(skipped, _shown(paragraphs("kept")))]).chapters


def test_a_cell_that_may_fail_shows_how_it_failed():
    outputs = [new_output("error", ename="ValueError", evalue="too <few>", traceback=["no"])]
    cell = new_code_cell(
        "step()", execution_count=1, outputs=outputs, metadata={"tags": ["raises-exception"]}
    )
    [chapter] = read_document([_notebook(cell)]).chapters
    assert "ValueError: too &lt;few&gt;" in chapter.sections[0].blocks[-1].html


def test_a_cell_that_may_fail_must_still_have_run():
    cell = new_code_cell("step()", metadata={"tags": ["raises-exception"]})
    with pytest.raises(ReportFault, match="never ran"):
        read_document([_notebook(cell)])


def test_a_blank_cell_need_not_run():
    assert read_document([_notebook(new_code_cell("  \n"), _shown(paragraphs("kept")))]).chapters


def _headings(*documents):
    return [
        (section.level, section.title, section.anchor)
        for chapter in read_document(documents).chapters
        for section in chapter.sections
        if section.title
    ]


def test_headings_of_the_same_words_have_links_of_their_own():
    cells = [[new_markdown_cell("## Levels"), _shown(paragraphs("a"))] for _ in range(2)]
    one = _notebook(*cells[0], *cells[1])
    headings = _headings(one, one)
    assert [title for _, title, _ in headings] == ["Levels"] * 4
    assert len({anchor for *_, anchor in headings}) == 4
    chapters = read_document([one, one]).chapters
    assert [chapter.number for chapter in chapters] == ["2", "1"]
    assert len({chapter.anchor for chapter in chapters}) == 2


def test_a_second_title_is_a_section_and_takes_nothing_away():
    notebook = _notebook(_shown(paragraphs("a")), new_markdown_cell("# Annex\n\nMore."))
    [chapter] = read_document([notebook]).chapters
    assert chapter.title == "Diagnosis"
    assert [(one.level, one.title) for one in chapter.sections] == [(2, ""), (2, "Annex")]


def test_text_alone_stays_and_so_does_a_heading_above_others():
    cells = [
        new_markdown_cell("## Partners"),
        new_markdown_cell("### Ties"),
        _shown(paragraphs("many")),
        new_markdown_cell("## Limits\n\nSmall numbers."),
    ]
    levels = [(level, title) for level, title, _ in _headings(_notebook(*cells))]
    assert levels == [(2, "Partners"), (3, "Ties"), (2, "Limits")]


def test_what_stands_before_cells_that_show_nothing_stays():
    quiet = new_code_cell("import numpy", execution_count=1)
    notebook = _notebook(quiet, new_markdown_cell("## Levels"), _shown(paragraphs("a")))
    [chapter] = read_document([notebook]).chapters
    assert "Which one binds?" in chapter.sections[0].blocks[0].html


def test_a_heading_may_hold_formulas_and_dashes_of_markdown():
    [(_, title, anchor)] = _headings(
        _notebook(new_markdown_cell("## 1. Use of *seed* <b> & $x$"), _shown(paragraphs("a")))
    )
    assert title.startswith("1. Use of <em>seed</em>")
    assert "<math" in title
    assert anchor.startswith("2-1-use-of-seed")


def test_headings_inside_a_text_have_links_as_well():
    cell = new_markdown_cell("Text.\n\n## More\n\nText.\n\n## More")
    [chapter] = read_document([_notebook(cell, _shown(paragraphs("a")))]).chapters
    html = chapter.sections[0].blocks[1].html
    assert 'id="2-more">' in html
    assert 'id="2-more-2">' in html
    assert 'href="#2-more-2"' in html


def test_foreign_outputs_are_kept_and_escaped():
    document = read_document(
        [
            _notebook(
                _shown({"text/plain": "<b>"}, {"image/png": "AAAA"}, {"text/html": "<p>ours</p>"}),
                new_code_cell(
                    "print", execution_count=2, outputs=[new_output("stream", text="a<b")]
                ),
            )
        ]
    )
    page = "".join(one.html for one in document.chapters[0].sections[0].blocks)
    assert "&lt;b&gt;" in page
    assert "data:image/png;base64,AAAA" in page
    assert "<p>ours</p>" in page
    assert "a&lt;b" in page


def test_what_follows_from_something_missing_is_not_listed_again():
    document = read_document(
        [
            _notebook(
                new_markdown_cell("## Barrel"),
                _shown(missing("Scores", "None."), missing("Barrel", "No scores.", follows=True)),
            )
        ]
    )
    assert _missing(document) == [("Scores", "None.")]
    assert document.chapters == ()


def test_each_source_and_method_is_named_once_over_all_notebooks():
    one = Provenance(methods=(as_text("minimum"),), sources=(as_text("Sartas"),), workbench="1")
    two = Provenance(methods=(as_text("alpha"),), sources=(as_text("Sartas"),))
    found = read_document([_notebook(_shown(one)), _notebook(_shown(two))]).provenance
    assert [line.plain for line in found.methods] == ["minimum", "alpha"]
    assert [line.plain for line in found.sources] == ["Sartas"]
    assert found.workbench == "1"


def test_a_record_that_cannot_be_read_is_a_fault():
    broken = {"application/vnd.workbench.record+json": {"kind": "poster"}, "text/plain": "x"}
    with pytest.raises(ReportFault, match="cannot be read"):
        read_document([_notebook(_shown(broken))])


def test_page_one_keeps_its_order_and_the_later_answer():
    early = _shows(summary([("To do first", "score"), ("Other", "x"), ("The ask", "1")], {}))
    late = _shows(summary([("Where we stand", "8"), ("To do first", "agree")], {}))
    notebook = nbformat.from_dict(new_notebook(cells=[early, late]))
    rows = [(head.plain, answer.plain) for head, answer in read_document([notebook]).summary]
    assert rows == [
        ("Where we stand", "8"),
        ("The ask", "1"),
        ("To do first", "agree"),
        ("Other", "x"),
    ]


def _shows(record):
    data = Shown(record)._repr_mimebundle_()
    return new_code_cell("x", execution_count=1, outputs=[new_output("display_data", data=data)])


def test_a_table_of_a_cell_that_is_not_printed_is_for_the_screen_and_leaves_no_gap():
    cells = [_shows(table("Scores", ["A"], [["1"]], note="Why.")) for _ in range(2)]
    cells[0].metadata["tags"] = ["not-printed"]
    document = read_document([nbformat.from_dict(new_notebook(cells=cells))])
    blocks = document.chapters[0].sections[0].blocks
    assert [(one.number, one.printed) for one in blocks] == [("1.s1", False), ("1.1", True)]
    page = page_html(document, script_source="p.js")
    assert page.count('class="table on-screen"') == page.count('class="note on-screen"') == 1


def test_a_figure_of_a_cell_that_is_not_printed_is_for_the_screen():
    data = {PLOTLY: go.Figure(go.Bar(y=[1])).to_plotly_json()}
    cell = new_code_cell("x", execution_count=1, outputs=[new_output("display_data", data=data)])
    cell.metadata["tags"] = ["not-printed"]
    other = new_code_cell("x", execution_count=1, outputs=cell.outputs)
    notebook = nbformat.from_dict(new_notebook(cells=[cell, other]))
    blocks = read_document([notebook]).chapters[0].sections[0].blocks
    assert [one.printed for one in blocks] == [False, True]
    assert [one.number for one in blocks] == ["1.s1", "1.1"]  # paper has no gap
    assert (
        page_html(read_document([notebook]), script_source="p.js").count('class="on-screen"') == 1
    )


def test_a_scenario_is_told_at_the_top_on_page_one_and_with_the_sources():
    plain = {"heading": "Huye", "project": "P", "lines": (), "illustrative": False}
    marked = Title(**plain, scenario="Scenario x: not the tables", supposed=(as_text("Why <b>."),))
    cells = [_shows(Title(**plain)), _shows(marked), _shows(Provenance(report=(as_text("Seed."),)))]
    document = read_document([nbformat.from_dict(new_notebook(cells=cells))])
    assert document.title == marked
    said = "Scenario x: not the tables. Why <b>."
    assert [(head.plain, words.plain) for head, words in document.summary] == [("Scenario", said)]
    assert [one.plain for one in document.provenance.report] == [said, "Seed."]
    page = page_html(document, script_source="p.js")
    assert page.count("Scenario x: not the tables") == 4  # in the tab as well
    assert "Why &lt;b&gt;." in page
