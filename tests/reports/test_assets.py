import pytest

from workbench.reports import assets


def test_plotly_is_written_once_and_whole(tmp_path):
    first = assets.write_plotly(tmp_path)
    stamp = first.stat().st_mtime_ns
    assert assets.write_plotly(tmp_path) == first
    assert first.stat().st_mtime_ns == stamp
    assert first.read_text("utf-8") == assets.plotly_script()
    assert [one.name for one in first.parent.iterdir()] == [assets.PLOTLY_NAME]


def test_a_torn_copy_of_plotly_is_mended(tmp_path):
    torn = tmp_path / "assets" / assets.PLOTLY_NAME
    torn.parent.mkdir()
    torn.write_text("half", "utf-8")
    assert assets.write_plotly(tmp_path).read_text("utf-8") == assets.plotly_script()


def test_a_write_that_fails_leaves_the_old_file_and_no_rest(tmp_path, monkeypatch):
    target = tmp_path / "report.html"
    assets.write_whole(target, "old")

    def full(*_args, **_kwargs):
        message = "disk full"
        raise OSError(message)

    monkeypatch.setattr("pathlib.Path.replace", full)
    with pytest.raises(OSError, match="disk full"):
        assets.write_whole(target, "new")
    assert target.read_text("utf-8") == "old"
    assert [one.name for one in tmp_path.iterdir()] == ["report.html"]


def test_a_report_can_be_read_by_others(tmp_path):
    assets.write_whole(tmp_path / "report.html", "x")
    assert (tmp_path / "report.html").stat().st_mode & 0o044 == 0o044


def test_the_page_asks_nothing_of_the_network():
    assert "http" not in assets.style()
    assert "http" not in assets.draw_script()
