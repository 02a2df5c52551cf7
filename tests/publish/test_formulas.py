import re
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.publish.formulas import formula, shown_formula


def _text(markup):
    return "".join(fromstring(markup).itertext())  # noqa: S314 - made by ourselves


def test_a_formula_becomes_mathml():
    made = formula(r"S = r \times u")
    assert made.startswith('<math display="inline" data-latex="')
    assert _text(made) == "S=r×u"


def test_a_formula_of_its_own_stands_on_its_own_line():
    assert formula("x", display=True).startswith('<math display="block" data-latex="x">')


def test_matrices_sums_and_fractions_are_read():
    made = formula(r"\sum_{i=1}^n \frac{a_i}{\sqrt{b}} \begin{pmatrix}1&2\\3&4\end{pmatrix}")
    for part in ("mfrac", "msqrt", "mtable", "msubsup"):
        assert f"<{part}" in made


@pytest.mark.parametrize("unread", ["x^", r"\left( a", r"\gibberish{x}", "", "{" * 3000])
def test_what_cannot_be_read_stays_as_it_was_written(unread):
    assert formula(unread) == f"<code>{unread}</code>"
    assert formula(unread, display=True) == f"<p><code>{unread}</code></p>"


@pytest.mark.parametrize(
    "evil",
    [
        r"\text{<script>alert(1)</script>}",
        r"\text{&lt;script&gt;alert(1)&#60;/script&#62;}",
        r'\color{red"><script>alert(1)</script>}{x}',
        r"<script>\gibberish",
        "a</math><script>b",
    ],
)
def test_text_in_a_formula_never_becomes_markup(evil):
    assert "<script" not in formula(evil)
    assert "</math><" not in formula(evil)


def test_a_formula_carries_no_link_and_no_style():
    made = formula(r"\href{javascript:alert(1)}{x} \style{position:fixed}{y} \class{missing}{z}")
    assert _text(made) == "xyz"
    assert not re.search("(href|style|class|xmlns)=|http", made)


@given(st.text(max_size=40))
def test_any_text_gives_one_balanced_element(text):
    made = formula(text)
    assert re.fullmatch(r"<(math|code)\b.*</\1>", made, re.DOTALL)
    assert len(re.findall(r"<[a-z]", made)) == len(re.findall(r"</[a-z]", made))


def test_a_shown_formula_comes_with_or_without_dollars():
    bare = shown_formula("x^2")
    assert bare == shown_formula("$x^2$") == shown_formula("$$x^2$$\n")
    assert _text(shown_formula(r"$\displaystyle \alpha$")) == "α"
