"""The recipes of the assessment run on a project, a spoilt one and one without an answer."""

import re
from pathlib import Path

import nbformat
import plotly.graph_objects as go
import pytest

from tests.fixtures.sites import BAD, plain_text
from workbench.assess import figures
from workbench.frameworks.assessments import load_assessment
from workbench.page.records import Summary
from workbench.publish.show import show

NOTEBOOKS = Path(__file__).parents[2] / "notebooks"
RECIPES = {
    "small-experiments": NOTEBOOKS / "small-experiments" / "1-assess-experiment.ipynb",
    "ai-transformation": NOTEBOOKS / "ai-transformation" / "1-assess-readiness.ipynb",
}
NASTY = "<script>alert(1)</script> <b>Ärzte</b> & $x$ \u202eليلى %{x} ወንዶች"


def answers(key):
    """Three answers to every item; the last one lies one step further down its scale."""
    framework = load_assessment(key)
    for place, item in enumerate(framework.answered):
        scale = framework.scale_of(item)
        words = list(scale.answers)
        if not words:
            values = ["12" if scale.kind == "number" else f"{NASTY} {place}"]
        elif item.blocking:
            values = ["no", "no", "yes"]
        else:
            first = place % max(1, len(words) - 1)
            values = [words[first], words[first], words[min(first + 1, len(words) - 1)]]
        for number, value in enumerate(values):
            yield f'north,{item.key},1,2026-03-01,A{number},workshop,"{value}",'


def write(folder, key, *, rows):
    settings = f"title: Trials\nframework: {key}\nas_of: 2026-06-01\nillustrative: true\n"
    (folder / "project.yaml").write_text(settings, "utf-8")
    first, second = (item.key for item in load_assessment(key).capabilities[:2])
    tables = {
        "sites": ["site,name,country", f'north,"{NASTY}",Kenya'],
        "responses": ["site,item,round,date,assessor,basis,value,evidence", *rows],
    }
    if rows:
        tables |= {
            "requirements": [
                "site,item,required,effort",
                f"north,{first},5,4",
                f"north,{second},4,",
            ],
            "item_evidence": [
                "site,evidence,item,title,supports_level,strength,methods,type",
                f'north,D1,{first},"{NASTY}",1,weak,survey,quantitative',
            ],
        }
        if key == "ai-transformation":
            tables["capabilities"] = [
                "site,capability,title,item,level,evidence,date",
                f'north,model,"{NASTY}",{first},2,D1,2026-02-01',
            ]
    for name, lines in tables.items():
        (folder / f"{name}.csv").write_text("\n".join(lines) + "\n", "utf-8")


def run(folder, key, monkeypatch):
    """Run the cells; return the figures that were drawn and the records that were shown."""
    drawn, shown = [], []
    for name in figures.__all__:
        draw = getattr(figures, name)
        monkeypatch.setattr(
            figures, name, lambda *given, draw=draw: drawn.append(draw(*given)) or drawn[-1]
        )
    names = {}
    for cell in nbformat.read(RECIPES[key], as_version=4).cells:
        if cell.cell_type != "code":
            continue
        exec(compile(cell.source, RECIPES[key].name, "exec"), names)  # noqa: S102 - our own
        if "parameters" in cell.metadata.get("tags", ()):
            names |= {"project": str(folder), "site": "north"}
        if "show" in names:
            names["show"] = lambda *given: shown.append(show(*given))
    return drawn, shown


@pytest.mark.parametrize("key", RECIPES)
def test_every_cell_runs_and_no_text_becomes_code(tmp_path, monkeypatch, key):
    write(tmp_path, key, rows=list(answers(key)))
    drawn, shown = run(tmp_path, key, monkeypatch)
    assert {len(drawn), len(figures.__all__)} == {3}
    for figure in drawn:
        go.Figure(figure.to_dict())
        words = figure.layout.meta
        for text in (words["caption"], words["alt"]):
            assert text.endswith(".")
            assert not re.search(BAD, text)
        assert re.search(r"\d", words["alt"])
        assert "width" not in figure.layout.to_plotly_json()
        labels = [one.text for one in figure.layout.annotations]
        labels += [text for one in figure.data for text in one.hovertext or ()]
        assert not any(re.search(r"</?(?!b>|i>|br>)[a-zA-Z]", text) for text in labels)
    assert len(shown) > 12
    for one in shown:
        if one is not None and hasattr(one, "record"):
            assert not re.search(BAD, plain_text(one)), plain_text(one)


@pytest.mark.parametrize("key", RECIPES)
def test_a_place_without_an_answer_says_what_is_missing(tmp_path, monkeypatch, key):
    write(tmp_path, key, rows=[])
    drawn, shown = run(tmp_path, key, monkeypatch)
    assert drawn == []
    records = [one.record for one in shown if hasattr(one, "record")]
    (first,) = [one for one in records if isinstance(one, Summary)]
    assert "is assessed yet" in plain_text(first)
    assert any("not answered" in plain_text(one) for one in records)


@pytest.mark.parametrize("key", RECIPES)
def test_the_recipe_is_the_first_of_its_framework(key):
    named = load_assessment(key).notebooks[0]
    assert NOTEBOOKS / f"{named}.ipynb" == RECIPES[key]
