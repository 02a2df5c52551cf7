"""Page one: with whom, the ask, by when, what could go wrong, agreed, to do first."""

from dataclasses import replace

from workbench.core.finding import Finding
from workbench.strategy.page import page_one
from workbench.strategy.step import findings


def plain(words):
    return str(words).replace("\xa0", " ")


def test_for_whom_and_what_that_costs(drafted):
    text = plain(page_one.for_whom(drafted("rw-huye")))
    assert text == (
        "5,600 households in Huye, Southern Province, Rwanda (381,900 people live there); the "
        "budget comes to at least USD 17 each (at least USD 14 without the part of other sites in "
        "shared costs)."
    )

    def unknown(table):
        return table.assign(households=table["households"].mask(table["site"] == "rw-huye"))

    text = plain(page_one.for_whom(drafted("rw-huye", sites=unknown)))
    assert text.endswith("is not stated (sheet sites).")


def test_those_on_whom_the_strategy_counts_come_first(drafted):
    text = plain(page_one.whom(drafted("rw-huye")))
    assert text.startswith("Tissue Garden carries out Clean seed supply, is responsible for 3")
    assert "paid USD 20,709 (not agreed yet)" in text
    assert "Crop Desk of Huye is responsible for 1 activity and gives USD 3,226 in kind" in text
    assert "agreed: co-investment" in plain(page_one.whom(drafted("rw-musanze")))
    assert plain(page_one.whom(drafted("ug-luwero"))) == ""


def test_the_ask_says_from_whom_what_is_pledged_and_what_is_open(drafted):
    text = plain(page_one.the_ask(drafted("rw-huye")))
    assert text.startswith("Costs at least USD 96,673 (Survey at the end is not priced).")
    assert (
        "Pledged: Grant of the Great Ridge Foundation USD 84,000, of which 79,340 is used" in text
    )
    asked = "Asked for: at least USD 14,108 of Horizon consortium on banana health"
    assert f"{asked} (requested: 14,000)." in text
    assert text.endswith("that no pledge covers on it, if its rules allow.")
    idea = plain(page_one.the_ask(drafted("rw-musanze")))
    assert "Still to be asked for: at least USD 10,139 of Federal programme on" in idea
    assert "(idea: how much is not recorded)" in idea
    assert "Nobody is asked for more." in plain(page_one.the_ask(drafted("ug-isingiro")))
    assert page_one.the_ask(drafted("ug-luwero")) == ""


def test_who_loses_the_work_is_told_where_it_leaves(drafted):
    text = plain(page_one.for_whom(drafted("ug-isingiro")))
    assert text.startswith("4,600 households in Isingiro, Western Region, Uganda, lose the work")
    assert "moves to Mbarara" in text
    stops = "which stops. The ambition of the project still counts them."
    assert plain(page_one.for_whom(drafted("ug-kayunga"))).endswith(stops)


def test_where_nothing_is_decided_the_ambition_counts_them_all_the_same(drafted):
    text = plain(page_one.for_whom(drafted("rw-rwamagana")))
    assert text.startswith("6,200 households in Rwamagana")
    assert text.endswith(
        "Nothing is decided for them yet. The ambition of the project still counts them."
    )


def test_a_place_is_named_once(drafted):
    def named(table):
        return table.assign(name="Huye, Southern Province", admin="Southern Province")

    text = plain(page_one.for_whom(drafted("rw-huye", sites=named)))
    assert "in Huye, Southern Province, Rwanda (" in text


def test_where_the_work_stops_page_one_says_until_when_and_at_what_price(drafted):
    def none(table):
        return table[table["site"] != "ug-kayunga"]

    text = plain(page_one.the_ask(drafted("ug-kayunga")))
    assert text.startswith("Leaving costs USD")
    assert "The decision estimates: 2 months (1 to 3), USD 5,000 (4,000 to 7,000)." in text
    assert text.endswith("Of Grant of the Great Ridge Foundation USD 3,612 is unused.")
    found = drafted("ug-kayunga", costs=none, activities=none)
    assert "USD 5,000 (4,000 to 7,000)" in plain(page_one.the_ask(found))
    assert plain(page_one.by_when(found)).startswith("2 months (1 to 3) after the decision of 2 Ma")
    to_do = plain(page_one.first_to_do(found, page_one.most_pressing(())))
    assert to_do.startswith("Lakes Banana Initiative: Say line by line what leaving costs")


def test_one_date_and_how_sure_it_is(drafted):
    text = plain(page_one.by_when(drafted("rw-huye")))
    assert text.startswith("30 April 2027")
    assert "80 in 100" in text
    few = plain(page_one.by_when(drafted("rw-ruhango")))
    assert few.startswith("2 September 2026, ")
    assert few.endswith(
        "were there people enough. With the people there are: 16 November 2026 at the earliest."
    )


def _finding(kind, *, serious=False, what="It does not fit."):
    return Finding(
        "plan", kind, "rw-huye", what, ("activities", "activity A7"), "It matters.", "Mend it.",
        "who plans", serious,
    )  # fmt: skip


def test_two_serious_kinds_go_first_and_are_not_told_again(drafted):
    late, open_end = _finding("deadline-missed", serious=True), _finding("end-not-known")
    comment = _finding("comment-without-answer", serious=True, what="Land floods.")
    every = [open_end, late, replace(late, what="Another."), comment]
    told = page_one.most_pressing(every)
    assert [own[0].kind for own in told.wrong] == ["comment-without-answer", "deadline-missed"]
    assert told.kinds == page_one.TOLD | {one.kind for one in every}
    text = plain(page_one.wrong_words(told))
    assert text.startswith("Land floods. Who plans: Mend it.")
    assert "(And 1 more like it.)" in text
    to_do = plain(page_one.first_to_do(drafted("rw-huye"), told))
    assert to_do == (
        "It does not fit. Who plans: Mend it (sheet activities, activity A7). "
        "All of it before the work begins on 1 April 2026."
    )


def test_what_the_diagnosis_rests_on_is_done_first(cased):
    case = cased("rw-musanze")
    told = page_one.most_pressing(case.findings)
    assert told.to_do[0][0].kind == "decided-on-doubt"
    assert {"decided-on-doubt", "diagnosis-open"}.isdisjoint(own[0].kind for own in told.wrong)
    assert "diagnosis-open" in told.kinds
    to_do = plain(page_one.first_to_do(case.strategy, told))
    assert to_do.startswith("The assessors: Let the panel talk and score again before the")
    undecided = [one for one in case.findings if one.kind != "decided-on-doubt"]
    to_do = plain(page_one.first_to_do(case.strategy, page_one.most_pressing(undecided)))
    assert to_do.startswith("The assessors: Talk about Input credit, Diagnostic app, Clean seed su")
    huye = cased("rw-huye")
    to_do = plain(page_one.first_to_do(huye.strategy, page_one.most_pressing(huye.findings)))
    assert "of Input credit. Score the readiness and use of Transport of planting stock (s" in to_do


def test_who_agreed_is_counted(drafted):
    assert plain(page_one.agreed(drafted("rw-huye"))).endswith(
        "1 comment has no answer. Of 4 partners with work, money or a gift in kind, none has "
        "agreed."
    )
    assert plain(page_one.agreed(drafted("rw-nyanza"))).endswith(
        "All 3 partners with work, money or a gift in kind have agreed."
    )
    assert page_one.agreed(drafted("ug-luwero")) == ""


def test_where_nothing_is_decided_those_at_work_are_named_and_nobody_has_to_agree(drafted):
    def none(table):
        return table[table["site"] != "rw-huye"]

    found = drafted("rw-huye", decisions=none)
    text = plain(page_one.whom(found))
    assert text.endswith("Nothing is decided, so no partners are chosen.")
    assert "4 organisations have work here: Tissue Garden (3 activities)" in text
    assert "nothing-agreed" not in {one.kind for one in findings(found)}


def test_what_is_shared_with_other_sites_is_told_beside_the_ask(example_case):
    text = plain(page_one.the_ask(example_case.strategy))
    # 96,673.40 in full; five sixths of a coordinator of 22,320 are others' to bear.
    assert "In it is USD 18,600 of shared costs that other sites are to bear; without" in text
    assert "without that part it is at least USD 78,073, as the comparison of the sites" in text
    assert "what is pledged, asked for and in the account here goes by the whole" in text
    assert "District of Huye, in kind, USD 3,855, of which 3,226 is used" in text
