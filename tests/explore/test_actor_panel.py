"""Who was clicked is said in words from the result, and can be taken or left there."""

import re

import pytest

from workbench.explore.actor_panel import NOTHING_CLICKED, ActorPanel, actor_words
from workbench.explore.choices import ChoicePlace
from workbench.explore.controls import all_controls
from workbench.page.wording import percent


def _said(found, actor):
    return " ".join(one.plain for one in actor_words(found, actor).paragraphs)


def test_every_actor_has_words_and_the_numbers_of_the_result(example_case):
    found = example_case.partners
    table = found.partners.table.set_index("actor")
    measured = found.measured.table.set_index("actor")
    for actor in example_case.site.table("actors")["actor"]:
        said = _said(found, actor)
        assert said.startswith(found.names[actor])
        assert not re.search(r"\bnan\b|None|<NA>", said)
        if actor in measured.index and measured.loc[actor, "degree"]:
            assert f"tied to {measured.loc[actor, 'degree']} actor" in said
        if actor not in table.index:
            assert "It leads the work" in said
            continue
        assert ("Not chosen" in said) != bool(table.loc[actor, "selected"])
        if table.loc[actor, "reach"] > 0 and table.loc[actor, "selected"]:
            assert f"reaches {percent(table.loc[actor, 'reach'])}" in said


def test_why_it_is_in_or_out(example_case):
    found = example_case.partners
    assert "It carries out what was decided." in _said(found, "tissue-garden")
    assert "It has to be in" in _said(found, "huye-crop-desk-1")
    assert "it has to stay out" in _said(found, "skyplot")
    held = example_case.what_if(exclude="tissue-garden").partners
    assert "so it cannot stay out: decide otherwise" in _said(held, "tissue-garden")
    assert "Of the need it can do: Drone scouting (59 %)" in _said(found, "skyplot")


def test_a_site_without_ties_has_words(example_cases):
    for site in ("ug-luwero", "rw-ruhango"):
        found = example_cases.case(site).partners
        for actor in found.site.table("actors")["actor"]:
            assert _said(found, actor)


@pytest.fixture
def panel(example_case):
    heard = []
    controls = {one.place.key: one for one in all_controls(example_case)["Partners"]}
    made = ActorPanel(controls, heard.append)
    made.heard = heard
    return made


def test_buttons_set_the_control(panel, example_case):
    panel.show(example_case.partners)
    assert NOTHING_CLICKED in panel.words.value
    assert all(one.layout.display == "none" for one in panel.buttons.values())
    panel.actor = "skyplot"  # the tables say that it is out
    panel.show(example_case.partners)
    assert [one.layout.display for one in panel.buttons.values()] == ["none", None, None]
    panel.buttons["in"].click()
    assert panel.heard == [{ChoicePlace("partners", "skyplot"): "in"}]
