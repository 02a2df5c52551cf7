"""Choices are those of the chain, and every step has a way back."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.errors import WorkbenchError
from workbench.explore.choices import ChoicePlace, Choices, changes_of, chosen_values
from workbench.explore.controls import all_controls

USE = ChoicePlace("levels", "clean-seed", "use")


@pytest.fixture(scope="module")
def standing(example_case):
    groups = all_controls(example_case).values()
    return {one.place: one.value for group in groups for one in group}


def _given():
    keys = st.sampled_from(["a", "b", "c"])
    text = st.sampled_from(["1", "2.5", "60000"])
    return st.dictionaries(
        st.one_of(
            st.builds(ChoicePlace, st.just("levels"), keys, st.sampled_from(["readiness", "use"])),
            st.builds(ChoicePlace, st.sampled_from(["options", "costs"]), keys, st.just("cost")),
            st.builds(
                ChoicePlace, st.sampled_from(["decide", "durations", "partners"]), keys, st.just("")
            ),
            st.sampled_from([ChoicePlace("start"), ChoicePlace("ceiling")]),
        ),
        text,
    ).map(
        lambda found: {
            place: {"levels": int(float(value)), "partners": "in" if value == "1" else "out"}.get(
                place.kind, value
            )
            for place, value in found.items()
        }
    )


@given(_given())
def test_values_and_changes_say_the_same(values):
    assert chosen_values(changes_of(values)) == values


@settings(max_examples=30)
@given(data=st.data())
def test_undo_leads_back_step_by_step_and_reset_to_the_tables(example_case, standing, data):
    choices = Choices(example_case, standing)
    levels = [place for place in standing if place.kind == "levels"]
    seen = [dict(choices.values)]
    for _ in range(data.draw(st.integers(1, 5))):
        place = data.draw(
            st.sampled_from([*levels, ChoicePlace("ceiling"), ChoicePlace("durations", "A1")])
        )
        value = data.draw(st.integers(0, 9))
        choices.choose({place: value if place.kind == "levels" else str(value)})
        if dict(choices.values) != seen[-1]:
            seen.append(dict(choices.values))
    asked = example_case.suppose(changes_of(seen[-1])).site.project
    assert choices.now.site.project.digest() == asked.digest()
    for values in reversed(seen[:-1]):
        choices.undo()
        assert choices.values == values
    assert choices.now is example_case
    assert not choices.can_undo


def test_what_the_tables_say_is_no_change(example_case, standing):
    choices = Choices(example_case, standing)
    choices.choose({USE: 5})
    first = choices.now
    assert first.outcomes == example_case.what_if(levels={"clean-seed": {"use": 5}}).outcomes
    choices.choose({USE: standing[USE]})
    assert not choices.values
    assert choices.now is example_case
    choices.undo()
    assert choices.now is first  # kept, not computed again
    choices.reset()
    assert choices.now is example_case
    choices.undo()
    assert choices.values == {USE: 5}


@pytest.mark.parametrize(
    "given",
    [
        {ChoicePlace("start"): "never"},
        {ChoicePlace("start"): None},
        {ChoicePlace("durations", "A1"): "long"},
        {ChoicePlace("ceiling"): None},
        {ChoicePlace("levels", "clean-seed", "use"): None},
        {ChoicePlace("costs", "L1", "quantity"): "many"},
        {ChoicePlace("partners", "tissue-garden"): "perhaps"},
        {ChoicePlace("weather", "rain"): "good"},
    ],
)
def test_a_mistake_leaves_everything_as_it_was(example_case, standing, given):
    choices = Choices(example_case, standing)
    choices.choose({USE: 5})
    with pytest.raises(WorkbenchError):
        choices.choose(given)
    assert choices.values == {USE: 5}


def test_a_scenario_is_opened_whole(example_case, standing):
    choices = Choices(example_case, standing)
    choices.choose({USE: 5})
    changes = changes_of(
        {ChoicePlace("partners", "tissue-garden"): "out", ChoicePlace("ceiling"): "50000"}
    )
    choices.open(changes)
    assert choices.now.changes.exclude == ("tissue-garden",)
    assert choices.values.get(USE, standing[USE]) == 2
