"""Words for partners."""

from workbench.partners.page import partner_words as words


def test_amounts_have_no_cents_and_their_currency(map_partners):
    found = map_partners()
    assert words.whole_amount(found, 4000.4) == "USD\xa04,000"


def test_names_with_commas_are_told_apart():
    assert words.listed(["A, B", "C"]) == "A, B; and C"
    assert words.listed(["<A>", "C"]) == "<A> and C"
    assert words.listed([]) == ""


def _seed(found):
    (need,) = [need for need in words.needs_of(found) if need.need == "seed"]
    return words.need_sentence(found, need)


def test_the_sole_holder_is_named_with_its_form(map_partners):
    said = _seed(map_partners())
    assert said.plain.startswith("Contract with Bank <A>: sole holder of Clean seed <supply>")
    assert ("Clean seed <supply>", ("emphasis",)) in [phrase[:2] for phrase in said.phrases]


def test_a_platform_names_the_forum_that_covers_most(map_partners):
    actors = [f"huye,a{k},Actor {k},farmer-organisation,no,,,,,500,100" for k in range(8)]
    found = map_partners(
        actors=["huye,lead,Lead,research,yes,,,,,,", *actors],
        ties=[f"huye,lead,a{k},collaboration,1,1" for k in range(8)],
        capacities=[f"huye,a{k},seed,0.1," for k in range(8)],
        forums=["huye,round,Seed <round>,"],
        memberships=["huye,round,a0", "huye,round,a1"],
    )
    said = _seed(found).plain
    start = "Found a platform for Clean seed <supply>: no two partners hold more than 25"
    assert said.startswith(start)
    assert "the existing Seed <round> covers" in said


def test_nobody_has_it(map_partners):
    said = _seed(map_partners(capacities=["huye,bank,credit,1,"])).plain
    assert "nobody in this network" in said
