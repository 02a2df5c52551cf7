"""One function writes plans and networks."""

from pathlib import Path

import pytest

from workbench.errors import NothingToShow, UnknownName
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
