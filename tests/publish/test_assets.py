from workbench.publish import assets


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


def test_the_page_asks_nothing_of_the_network():
    assert not any("http" in assets.template_file(name) for name in ("style.css", "draw.js"))
