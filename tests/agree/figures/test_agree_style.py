"""Signs and shades hold in grey print."""

from datetime import date
from itertools import pairwise

import pytest

from workbench.agree.analysis.positions import STANCES
from workbench.agree.analysis.rows import Party
from workbench.agree.figures import agree_style
from workbench.agree.figures.agree_style import (
    ATTITUDES,
    FIRM,
    OPEN,
    PARTLY,
    REFUSED,
    STANCE_LOOKS,
    party_heads,
    party_names,
    required_first,
    required_rule,
    signed,
    stance_words,
)
from workbench.drawing import theme
from workbench.drawing.theme import Drawing


def light(colour):
    """How bright a colour is, from 0 to 1, as WCAG 2 says."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    red, green, blue = (
        one / 12.92 if one <= 0.03928 else ((one + 0.055) / 1.055) ** 2.4 for one in parts
    )
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def party(key, role="required"):
    return Party(key, f"The {key} & sons", None, role, date(2026, 3, 1), *[None] * 7)


def test_every_stance_has_a_sign_and_shades_darken_from_support_to_objection():
    assert set(STANCE_LOOKS) == set(STANCES.values())
    assert len({one.sign for one in STANCE_LOOKS.values()}) == 4
    shades = [light(one.colour) for one in STANCE_LOOKS.values()]
    assert all(a - b > 0.15 for a, b in pairwise(shades))


def test_what_is_written_on_a_shade_can_be_read():
    looks = [*STANCE_LOOKS.values(), FIRM, PARTLY, OPEN]
    for one in looks:
        high, low = sorted((light(one.colour), light(one.ink)), reverse=True)
        assert (high + 0.05) / (low + 0.05) >= 4.5


def test_gradients_stand_beside_what_they_count_as():
    assert [stance_words(one) for one in STANCE_LOOKS] == [
        "+ supports (1, 2, 3)", "~ tolerates (4, 6)", "? not ready (5)", "× against (7, 8)",
    ]  # fmt: skip


def test_attitudes_differ_by_shape_or_much_in_shade():
    shown = [ATTITUDES[one] for one in (2, 1, 0, -1, -2)]
    assert [one.symbol for one in shown] == [
        "triangle-up", "triangle-up", "circle", "triangle-down", "triangle-down",
    ]  # fmt: skip
    for a, b in pairwise(shown):
        assert a.symbol != b.symbol or light(a.colour) - light(b.colour) > 0.15


def test_promises_differ_in_grey_and_by_hatch():
    greys = sorted(light(one.colour) for one in (FIRM, REFUSED, PARTLY, OPEN))
    assert all(b - a > 0.1 for a, b in pairwise(greys))
    assert len({(one.pattern, one.colour) for one in (FIRM, REFUSED, PARTLY, OPEN)}) == 4


def test_colours_of_this_step_mean_nothing_else():
    taken = {one.colour for one in vars(theme).values() if isinstance(one, theme.Meaning)}
    own = {one.colour for one in vars(agree_style).values() if isinstance(one, theme.Meaning)}
    assert not (own | {one.colour for one in STANCE_LOOKS.values()}) & taken


@pytest.mark.parametrize(("number", "words"), [(2, "+2"), (0, "0"), (-2, "−2")])
def test_attitudes_have_a_sign(number, words):
    assert signed(number) == words


def test_required_parties_stand_first_in_bold_and_escaped():
    every = required_first([party("bank", "donor"), party("union")])
    assert [one.party for one in every] == ["union", "bank"]
    assert party_heads(every, 30) == ["<b>The union &amp; sons</b>", "The bank &amp; sons"]
    assert party_names(every) == "The union & sons and The bank & sons"


@pytest.mark.parametrize(("roles", "at"), [
    (["required", "donor"], [0.5]), (["required"], []), (["donor"], []),
])  # fmt: skip
def test_a_line_parts_them_from_the_others(roles, at):
    drawing = Drawing()
    required_rule(drawing, [party(f"p{n}", role) for n, role in enumerate(roles)], x0=0, x1=1)
    assert [shape["y0"] for shape in drawing.shapes] == at
