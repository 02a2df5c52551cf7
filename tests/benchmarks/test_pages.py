import pytest

from benchmarks.pages import figures_of_page, inspect
from benchmarks.processes import BenchFault

OF_NBCONVERT = "<script>/** plotly.js v4 */</script><script>Plotly.newPlot( 'id', [])</script>"
OURS = '<script src="../assets/plotly-4.min.js"></script><script type="x" data-figure>{}</script>'


def test_pages_of_nbconvert_are_counted(tmp_path, write_site, figure_as_html):
    write_site(tmp_path, "huye", OF_NBCONVERT, [figure_as_html])
    pages = inspect(tmp_path, ["huye"], expected=1)
    assert pages.figures == {"huye": 1}
    assert pages.html == len(OF_NBCONVERT)
    assert pages.shared == 0


def test_pages_of_ours_are_counted_with_what_they_share(tmp_path, write_site, figure_as_json):
    write_site(tmp_path, "huye", OURS, [figure_as_json])
    (tmp_path / "assets").mkdir()
    (tmp_path / "assets" / "plotly-4.min.js").write_text("12345")
    pages = inspect(tmp_path, ["huye"])
    assert pages.figures == {"huye": 1}
    assert pages.shared == 5


def test_a_figure_lost_on_the_way_to_the_page_is_no_result(tmp_path, write_site, figure_as_json):
    write_site(tmp_path, "huye", OF_NBCONVERT, [figure_as_json, figure_as_json])
    with pytest.raises(BenchFault, match="1 figures in its pages, 2 in its notebooks"):
        inspect(tmp_path, ["huye"])


def test_a_page_without_any_figure_is_no_result(tmp_path, write_site):
    write_site(tmp_path, "huye", "<p>all is well</p>", [])
    with pytest.raises(BenchFault, match="0 figures"):
        inspect(tmp_path, ["huye"])


def test_another_number_than_expected_is_no_result(tmp_path, write_site, figure_as_html):
    write_site(tmp_path, "huye", OF_NBCONVERT, [figure_as_html])
    with pytest.raises(BenchFault, match="5 expected"):
        inspect(tmp_path, ["huye"], expected=5)


def test_a_site_without_report_is_no_result(tmp_path):
    with pytest.raises(BenchFault, match="huye has no report"):
        inspect(tmp_path, ["huye"])


def test_figures_with_nothing_to_draw_them_are_no_result(tmp_path, write_site, figure_as_json):
    folder = write_site(tmp_path, "huye", OURS, [figure_as_json])
    with pytest.raises(BenchFault, match="figures but no plotly"):
        figures_of_page(folder / "report.html")
