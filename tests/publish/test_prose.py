import pytest
from markupsafe import Markup

from workbench.publish.prose import html_of, html_of_shown, passage, passage_with

DOT = "R0lGODlhAQABAAAAACwAAAAAAQABAAACAkQBADs="


@pytest.mark.parametrize(
    "money",
    [
        "It costs $5 and $10.",
        "Between US$ 300 and US$ 400 a year.",
        "From US$300 to US$, say.",
        "From $5-$10.",
        r"\$x\$ is a name.",
        "A $ b $ c.",
        "Some say $$ and mean much.\n\nOthers $$ too.",
        "| a | b |\n|---|---|\n| $5 | $6 |",
    ],
)
def test_an_amount_of_money_is_no_formula(money):
    page = html_of(money)
    assert "<math" not in page
    assert "$" in page


@pytest.mark.parametrize(
    ("markdown", "formulas"),
    [
        ("The score $S = r \\times u$.", 1),
        ("$x_1$ and $y_1$, *then* $z$", 3),
        ("A 3$\\times$ increase of $5 to $15.", 1),
        ("$$\nx^2\n$$\n\nThen $$y$$ and\n\n$$z$$", 3),
        ("```math\nx + 1\n```", 1),
        ("\\begin{align}a&=b\\end{align}", 1),
        ("* $x$\n* **$y$**\n\n> $z$", 3),
        (r"$a$ costs \$5, $b$ too", 2),
        (r"$\$5$", 1),
    ],
)
def test_formulas_become_mathml(markdown, formulas):
    page = html_of(markdown)
    assert page.count("<math") == formulas
    assert page.count("</math>") == formulas


@pytest.mark.parametrize(
    "code", ["`$n$`", "```\n$x$ and $$y$$\n```", "~~~python\ncost = '$x$'\n~~~", "    $x$\n"]
)
def test_code_is_left_alone(code):
    page = html_of(code)
    assert "<math" not in page
    assert "$" in page


def test_the_code_of_a_fence_is_coloured():
    page = html_of("```python\nimport networkx\n```")
    assert '<span class="kn">import</span>' in page


def test_a_diagram_that_needs_a_foreign_script_stays_as_text():
    assert html_of("```mermaid\na --> b\n```").startswith('<pre><code class="language-mermaid">')


def test_an_author_s_html_stays_and_a_value_s_is_escaped():
    evil = "<b>Seed</b> [x](javascript:alert(1))"
    assert "<b>Seed</b>" in html_of(evil)
    shown = html_of_shown(evil + "\n\n<script>alert(1)</script>\n\n$\\text{<i>}$")
    assert "&lt;b&gt;Seed" in shown
    assert not any(tag in shown for tag in ("<b>", "<script", "<i>", "javascript:"))
    assert "<math" in shown


def test_a_cell_is_split_into_heading_and_text():
    found = passage("## 1. Use of *seed* ##\n\nWhy $x$?\n\n### More\n\nText.")
    assert found.level == 2
    assert found.heading == Markup("1. Use of <em>seed</em>")
    assert found.html.startswith("<p>Why <math")
    assert "<h4>More</h4>" in found.html


def test_a_cell_without_heading_is_all_text():
    found = passage("Text first.\n\n# Then a heading\n\n###### Low")
    assert (found.level, found.heading) == (0, "")
    assert "<h3>Then a heading</h3>" in found.html
    assert "<h6>Low</h6>" in found.html


def test_the_same_cell_is_laid_out_once():
    assert passage("Same *text*.") is passage("Same *text*.")


def test_an_attached_picture_goes_into_the_page_with_its_words():
    found = passage_with("![A dot](attachment:dot.gif)", {"dot.gif": {"image/gif": DOT}})
    assert f'<img src="data:image/gif;base64,{DOT}" alt="A dot" />' in found.html


def test_a_table_without_rows_becomes_a_line():
    assert "nothing to list" in html_of("| a | b |\n|---|---|\n")
