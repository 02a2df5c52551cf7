from types import SimpleNamespace

import pytest

from workbench.publish.index_page import PortfolioEntry, portfolio_page


@pytest.fixture
def settings():
    return SimpleNamespace(
        title="Banana wilt", lead="Institute A", as_of=None, illustrative=True, ambition=None
    )


def _entries():
    return [
        PortfolioEntry(
            "rw-huye",
            "Huye",
            "Rwanda",
            "rw-huye/report.html",
            "done",
            "",
            {"package": "8"},
        ),
        PortfolioEntry("rw-x", "<X>", "Rwanda", None, "failed", "Cell 3 failed: <b>"),
        PortfolioEntry("rw-y", "Y", "Rwanda", None, "blocked", "2 errors in scores.csv"),
    ]


def test_every_site_is_listed_with_link_or_reason(settings, tmp_path):
    out = portfolio_page(
        _entries(), comparison=None, settings=settings, out=tmp_path / "index.html"
    )
    page = out.read_text("utf-8")
    assert '<a href="rw-huye/report.html">Huye</a>' in page
    assert "&lt;X&gt;" in page
    assert "Cell 3 failed: &lt;b&gt;" in page
    assert "1 report is ready. 1 site failed" in page
    assert "2 errors in scores.csv" in page
    assert "Package score" in page
    assert "How sure" not in page  # no step of these reports says it
    assert '<a href="rw-huye/report.html">read</a>' in page


def test_the_comparison_follows_the_list(settings, executed, tmp_path):
    out = portfolio_page(
        _entries(), comparison=executed, settings=settings, out=tmp_path / "index.html"
    )
    page = out.read_text("utf-8")
    assert page.index("Sites and their reports") < page.index("The package scores 8.")
    assert page.count("data-figure>") == 2
    assert (tmp_path / "assets").is_dir()


def test_a_page_without_figures_brings_no_script(settings, tmp_path):
    portfolio_page(_entries(), comparison=None, settings=settings, out=tmp_path / "index.html")
    assert not (tmp_path / "assets").exists()


def test_the_page_of_a_scenario_says_so(settings, tmp_path):
    out = portfolio_page(
        _entries()[:1], comparison=None, settings=settings, out=tmp_path / "index.html",
        scenario="Scenario <b>: not the tables",
    )  # fmt: skip
    page = out.read_text("utf-8")
    assert '<p class="stamp">Scenario &lt;b&gt;: not the tables</p>' in page
    assert "The site of the scenario" in page
