"""Slides in one file."""

import re

from workbench.agree.page.pack import part_of
from workbench.page.records import paragraphs, table
from workbench.publish.slides import deck_html

HOSTILE = "</script><script>alert(1)</script> {{ 7*7 }} **x**"


def test_one_slide_a_part_and_no_code():
    page = deck_html("Talk", [part_of(f"Part {n}", [paragraphs("Words.")]) for n in range(3)])
    assert re.findall(r"<h[12]>(.*?)</h[12]>", page) == ["Part 0", "Part 1", "Part 2"]
    assert "jp-InputArea" not in page and "In&nbsp;[" not in page


def test_values_stay_text():
    page = deck_html(HOSTILE, [part_of(HOSTILE, [table(HOSTILE, ["A"], [[HOSTILE]])])])
    assert "<script>alert" not in page
    assert page.count("&lt;script&gt;alert(1)") == 4
    assert "{{ 7*7 }} **x**" in page  # neither filled in nor made bold


def test_nothing_of_the_page_lies_elsewhere():
    page = deck_html("Talk", [part_of("Part", [paragraphs("Words.")])])
    assert not re.search(r"<(?:script|link|img|iframe)[^>]*(?:src|href)=", page)
    assert "@import" not in page
    assert len(page) < 250_000


def test_the_same_slides_give_the_same_page():
    made = [deck_html("Talk", [part_of("Part", [paragraphs("Words.")])]) for _ in range(2)]
    assert made[0] == made[1]
