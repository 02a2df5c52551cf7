"""Likely duplicates are listed, never merged."""

import pandas as pd

from workbench.partners.analysis.name_likeness import likely_duplicates


def _pairs(*names, **columns):
    actors = pd.DataFrame({"actor": [f"a{i}" for i in range(len(names))], "name": names, **columns})
    table = likely_duplicates(actors)
    return {(r.name, r.other_name): r.reason for r in table.itertuples(index=False, name="Pair")}


def test_spelling_accents_order_initials_and_legal_forms():
    found = _pairs(
        "Vétérinaires sans Frontières", "Veterinaires Sans Frontieres", "Board of Agriculture",
        "Agriculture Board", "World Food Programme", "WFP", "Acme Seeds Ltd", "Acme Seeds",
        "Organisation Relief Services", "Ministry of Agriculture", "Ministry of Agricultre",
    )  # fmt: skip
    assert set(found.values()) == {
        "same letters", "same words", "one is the initials of the other", "alike",
    }  # fmt: skip
    assert len(found) == 5


def test_branches_colours_and_countries_are_not_duplicates():
    assert not _pairs(
        "Growers Cooperative 1", "Growers Cooperative 2", "Red Valley Growers, Nyanza",
        "Green Valley Growers, Nyanza", "National Desk, Rwanda", "National Desk, Uganda", "", "A",
    )  # fmt: skip


def test_the_same_actor_at_two_sites_is_one():
    actors = pd.DataFrame(
        {
            "site": ["s", "t", "t"],
            "actor": ["rab", "rab", "rab-board"],
            "name": ["Agriculture Board", "Agriculture Board", "Board, Agriculture"],
        }
    )
    table = likely_duplicates(actors)
    assert table[["actor", "other"]].to_numpy().tolist() == [["rab", "rab-board"]]
    assert len(actors) == 3


def test_nothing_to_compare():
    for frame in (pd.DataFrame({"actor": []}), pd.DataFrame({"actor": ["a"]})):
        table = likely_duplicates(frame)
        assert table.empty
        assert table["likeness"].dtype == "float64"
