import nbformat
import plotly.graph_objects as go
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output

from workbench.reports.content import Cell, group, missing, summary, table, text
from workbench.reports.document import PLOTLY, ReportFault, read_document


def _shown(*values):
    outputs = []
    for value in values:
        if isinstance(value, go.Figure):
            data = {PLOTLY: value.to_plotly_json()}
        elif isinstance(value, dict):
            data = value
        else:
            data = value._repr_mimebundle_()
        outputs.append(new_output("display_data", data=data))
    return new_code_cell("step()", execution_count=1, outputs=outputs)


def _notebook(*cells):
    return nbformat.from_dict(
        new_notebook(cells=[new_markdown_cell("# 2 Diagnosis\n\nWhich one binds?"), *cells])
    )


def _figure(caption="Levels"):
    figure = go.Figure(go.Scatter(x=[1, 2], y=[3, 4]))
    figure.update_layout(meta={"caption": caption, "alt": "two points"}, height=321)
    return figure


def test_figures_and_tables_are_numbered_within_their_chapter():
    made = table("Scores", ["A"], [[Cell("1")]])
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
                _shown(text("All known.")),
            )
        ]
    )
    assert [one.title for one in document.chapters[0].sections if one.title] == ["Levels"]
    assert document.missing == (("Agreement", "One assessor only."),)


def test_a_missing_thing_is_named_once_over_all_notebooks():
    notebook = _notebook(_shown(missing("Scores", "None.")), _shown(missing("Scores", "None.")))
    assert read_document([notebook, notebook]).missing == (("Scores", "None."),)


def test_a_group_is_unpacked_in_its_order():
    inside = group(
        [text("first"), missing("Scores", "None."), summary([("Then", "next")], {"a": 1})]
    )
    document = read_document([_notebook(new_markdown_cell("## One"), _shown(inside))])
    assert [one.html.striptags() for one in document.chapters[0].sections[-1].blocks] == ["first"]
    assert document.summary == (("Then", "next"),)
    assert document.facts == {"a": 1}


def test_text_for_the_screen_only_stays_out():
    cell = new_markdown_cell("Choose Run All.", metadata={"tags": ["notebook-only"]})
    document = read_document([_notebook(cell, _shown(text("kept")))])
    said = str(document.chapters)
    assert "kept" in said
    assert "Run All" not in said


def test_a_figure_cannot_end_its_script_element():
    document = read_document([_notebook(_shown(_figure("x")), _shown(_evil()))])
    drawn = [one.figure for one in document.chapters[0].sections[0].blocks if one.kind == "figure"]
    assert all("</script" not in one for one in drawn)
    assert "<\\/script" in drawn[1]


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
    assert document.missing == (("Scores", "None."),)
    assert document.chapters == ()
