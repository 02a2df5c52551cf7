"""The action plan: bars in time, told apart by who stands by them."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.agree.analysis.action_plan import PlannedWork, action_plan
from workbench.agree.analysis.rows import Confirmation
from workbench.agree.figures.confirmed import confirmed_plan
from workbench.drawing.plan_style import CRITICAL, OPEN_END, OPEN_START
from workbench.errors import NothingToShow

DAY = date(2026, 4, 1)
NASTY = "<b>Ärzte</b> & $x$ %{x}"
NAMES = {"garden": "Tissue Garden", "union": "Growers' union"}
STATES = {
    "confirmed": "confirmed, or needs nobody else",
    "partly": "confirmed in part",
    "open": "nobody has said",
    "refused": "refused",
}


def work(key, *, partners=("union",), start=DAY, days=9, critical=False, title=None):
    finish = None if start is None or days is None else start + timedelta(days=days)
    return PlannedWork(
        key, title or f"Do {key}", "garden", partners, start, finish, Decimal(9), False, critical
    )


def word(key, party, confirmed):
    return Confirmation(key, party, confirmed, DAY, None)


def draw(works, said=(), leads=()):
    return confirmed_plan(action_plan(works, said, {}, leads), NAMES)


def named(figure, name):
    return [one for one in figure.data if one.name == name]


def rows(figure, name):
    """Activities whose bars have a look."""
    at = dict(zip(figure.layout.yaxis.tickvals, figure.layout.yaxis.ticktext, strict=True))
    return [
        at[y].split("</b>")[0].removeprefix("<b>") for one in named(figure, name) for y in one.y
    ]


WORKS = [work(f"A{n}", critical=n in {2, 4}) for n in range(1, 5)]
WORDS = [
    word("A1", "garden", "yes"), word("A1", "union", "yes"), word("A2", "garden", "yes"),
    word("A4", "garden", "yes"), word("A4", "union", "no"),
]  # fmt: skip


def test_four_states_are_told_apart_by_shade_and_hatch():
    figure = draw(WORKS, WORDS)
    assert {state: rows(figure, words) for state, words in STATES.items()} == {
        "confirmed": ["A1"], "partly": ["A2"], "open": ["A3"], "refused": ["A4"],
    }  # fmt: skip
    bars = [named(figure, words)[0].marker for words in STATES.values()]
    assert len({(one.color, one.pattern.shape) for one in bars}) == 4


def test_bars_last_from_the_first_day_to_the_end_of_the_last():
    [bar] = named(draw(WORKS[:1]), STATES["open"])
    assert list(bar.base) == ["2026-04-01"]
    assert list(bar.x) == [10 * 86_400_000]


def test_what_moves_the_end_has_a_thick_outline():
    figure = draw(WORKS, WORDS)
    assert rows(figure, CRITICAL.label) == ["A2", "A4"]
    [outline] = named(figure, CRITICAL.label)
    assert outline.marker.line.width > 2
    assert "Critical and not confirmed: A2 and A4." in figure.layout.meta["caption"]
    assert "outline" not in draw([work("A1")]).layout.meta["caption"]


def test_beside_each_bar_stands_how_many_stand_by_it():
    figure = draw(WORKS, WORDS)
    assert [one.text for one in figure.layout.annotations] == [
        "2 of 2", "1 of 2", "0 of 2", "1 of 2",
    ]  # fmt: skip


def test_what_the_lead_does_alone_is_confirmed_and_counts_nobody():
    figure = draw([work("A1", partners=())], leads=["garden"])
    assert rows(figure, STATES["confirmed"]) == ["A1"]
    assert [one.text for one in figure.layout.annotations] == [""]


def test_the_description_says_every_activity():
    figure = draw([*WORKS[:2], work("A3", start=None)], WORDS[:3])
    assert figure.layout.meta["alt"] == (
        "3 activities. A1 Do A1, 1 April 2026 to 10 April 2026: confirmed, or needs nobody else; "
        "confirmed by: Tissue Garden and Growers' union. A2 Do A2, 1 April 2026 to 10 April 2026, "
        "critical: confirmed in part; confirmed by: Tissue Garden; has not said: Growers' union. "
        "A3 Do A3, a day not known to a day not known: nobody has said; has not said: Tissue Garden"
        " and Growers' union."
    )
    assert figure.layout.meta["caption"].startswith(
        "1 of 3 activities that others have a part in confirmed (33 %)."
    )
    assert "1 activity without dates not drawn." in figure.layout.meta["caption"]


def test_activities_of_which_one_day_is_known_have_a_mark():
    early = work("A1", days=None)
    late = PlannedWork("A2", "Do", "garden", (), None, DAY, Decimal(9), False, False)
    figure = draw([early, late])
    assert list(named(figure, OPEN_END.label)[0].x) == ["2026-04-01"]
    assert list(named(figure, OPEN_START.label)[0].x) == ["2026-04-01"]
    assert not [one for one in figure.data if one.type == "bar"]


state = st.sampled_from(["yes", "partly", "no", None])


@given(st.lists(st.tuples(state, state), min_size=1, max_size=6))
def test_every_activity_has_one_bar_in_the_look_of_its_state(given_):
    said = [word(f"A{n}", party, own) for n, pair in enumerate(given_)
            for party, own in zip(("garden", "union"), pair, strict=True) if own]  # fmt: skip
    figure = draw([work(f"A{n}") for n in range(len(given_))], said)
    found = {key: name for name, words in STATES.items() for key in rows(figure, words)}
    for n, pair in enumerate(given_):
        if "no" in pair:
            expected = "refused"
        elif pair == ("yes", "yes"):
            expected = "confirmed"
        else:
            expected = "open" if pair == (None, None) else "partly"
        assert found[f"A{n}"] == expected


def test_a_long_plan_keeps_what_the_end_hangs_on():
    figure = draw([work(f"A{n}", critical=n == 59) for n in range(60)])
    assert len(figure.layout.yaxis.ticktext) == 45
    assert figure.layout.yaxis.ticktext[-1].startswith("<b>A59</b>")
    assert "15 more activities not drawn." in figure.layout.meta["caption"]
    assert figure.layout.height < 1000


def test_text_from_data_is_escaped(texts):
    plan = action_plan([work("A1", title=NASTY)], [], {})
    for text in texts(confirmed_plan(plan, {"garden": NASTY})):
        assert "<b>Ärzte" not in text
        assert "$" not in text
        assert "%{" not in text


def test_without_dates_there_is_no_picture():
    with pytest.raises(NothingToShow, match="No activity has a date"):
        draw([work("A1", start=None)])
