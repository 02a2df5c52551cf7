"""One function writes all that other programs read."""

from pathlib import Path

import pytest

from workbench.errors import InvalidInput, LeftOutWarning, NothingToShow, UnknownName
from workbench.publish.exporting import export

EXAMPLE = Path(__file__).parents[2] / "data" / "example"


def _export(what, out, form=None, site="rw-huye"):
    return export(EXAMPLE, what, form=form, site=site, out=out)


def test_files_have_the_name_of_the_site(tmp_path):
    assert [one.name for one in _export("plan", tmp_path / "new")] == ["rw-huye-plan.ics"]
    assert [one.name for one in _export("network", tmp_path)] == ["rw-huye-network.graphml"]
    assert all(one.stat().st_size for one in tmp_path.rglob("rw-huye*"))


def test_every_plan_there_is(tmp_path):
    written = _export("plan", tmp_path, "csv", None)
    assert len(written) == 9
    assert all(one.suffix == ".csv" for one in written)


def test_what_there_is_not_is_named(tmp_path):
    with pytest.raises(UnknownName, match="budget"):
        _export("budget", tmp_path)
    with pytest.raises(UnknownName, match="kumu"):
        _export("plan", tmp_path, "kumu")
    with pytest.raises(UnknownName, match="nowhere"):
        _export("plan", tmp_path, site="nowhere")
    with pytest.raises(NothingToShow):
        _export("plan", tmp_path, site="ug-luwero")


def test_a_format_of_the_other_thing_says_so(tmp_path):
    with pytest.raises(
        UnknownName, match=r"format of a network \(it is one of a plan: --what plan\)"
    ):
        _export("network", tmp_path, "ics")
    with pytest.raises(UnknownName, match="--what network"):
        _export("plan", tmp_path, "gexf")


def test_what_prms_takes_lies_beside_what_it_does_not(tmp_path):
    assert [one.name for one in _export("prms", tmp_path, site=None)] == ["prms-packages.xlsx"]
    names = [one.name for one in _export("ipsr", tmp_path)]
    assert names == ["rw-huye-ipsr.json", "rw-huye-ipsr-left-out.csv"]
    assert "Judgements of single assessors" in (tmp_path / names[1]).read_text("utf-8")


@pytest.mark.parametrize("what", ["prms", "ipsr"])
def test_other_frameworks_have_no_package_for_prms(what, tmp_path):
    other = EXAMPLE.parent / "small-experiments"
    with pytest.raises(NothingToShow, match="PRMS lists packages"):
        export(other, what, form=None, site=None, out=tmp_path)
    assert not list(tmp_path.iterdir())


def test_data_of_a_site_lie_in_a_folder_of_their_own(tmp_path):
    written = _export("data", tmp_path)
    assert {one.parent for one in written} == {tmp_path / "rw-huye-data-package"}
    assert written[0].name == "datapackage.json"
    with pytest.raises(UnknownName, match="nowhere"):
        _export("data", tmp_path, site="nowhere")


def test_a_template_is_named_and_filled_for_each_site(tmp_path):
    docx = pytest.importorskip("docx", reason="python-docx is not installed")
    form = docx.Document()
    form.add_paragraph("{{ site }}")
    form.save(tmp_path / "Our form.docx")
    out = tmp_path / "out"
    both = export(
        EXAMPLE, "template", form=None, site="rw-huye", out=out,
        template=tmp_path / "Our form.docx",
    )  # fmt: skip
    assert [one.name for one in both] == ["rw-huye-Our form.docx"]
    assert docx.Document(both[0]).paragraphs[0].text == "Huye"
    for what, template in (("template", None), ("plan", tmp_path / "Our form.docx")):
        with pytest.raises(InvalidInput, match="--template FILE"):
            export(EXAMPLE, what, form=None, site="rw-huye", out=out, template=template)
    form.add_paragraph("{{ siet }}")
    form.save(tmp_path / "wrong.docx")
    with pytest.raises(InvalidInput, match="siet"):
        export(EXAMPLE, "template", form=None, site="rw-huye", out=tmp_path / "none",
               template=tmp_path / "wrong.docx")  # fmt: skip
    assert not (tmp_path / "none").exists()


def test_slides_are_no_form_of_two_pages(tmp_path):
    with pytest.raises(UnknownName, match="slides"):
        _export("factsheet", tmp_path, form="slides")


def test_no_short_name_leads_out_of_the_folder(tmp_path):
    project = tmp_path / "in" / "project"
    project.mkdir(parents=True)
    for path in EXAMPLE.iterdir():
        if path.suffix in {".csv", ".yaml"}:
            words = path.read_text("utf-8").replace("rw-huye", "../../out/evil")
            (project / path.name).write_text(words, "utf-8")
    out = tmp_path / "in" / "deep" / "files"
    for what in ("ipsr", "data", "factsheet"):
        with pytest.warns(LeftOutWarning), pytest.raises((NothingToShow, UnknownName)):
            export(project, what, form=None, site="../../out/evil", out=out)
    assert {one.name for one in tmp_path.rglob("*") if one.is_dir()} == {"in", "project"}
