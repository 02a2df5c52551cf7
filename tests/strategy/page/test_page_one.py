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
        "budget comes to at least USD 17 a household."
    )

    def unknown(table):
        return table.assign(households=table["households"].mask(table["site"] == "rw-huye"))

    text = plain(page_one.for_whom(drafted("rw-huye", sites=unknown)))
    assert text.endswith("is not stated (sheet sites).")


def test_those_on_whom_the_strategy_counts_come_first(drafted):
    text = plain(page_one.whom(drafted("rw-huye")))
    assert text.startswith("Tissue Garden carries out Clean seed supply, is responsible for 3")
    assert "paid USD 20,709 (not agreed yet)" in text
    assert "agreed: co-investment" in plain(page_one.whom(drafted("rw-musanze")))
    assert plain(page_one.whom(drafted("ug-luwero"))) == ""


def test_the_ask_says_from_whom_what_is_pledged_and_what_is_open(drafted):
    text = plain(page_one.the_ask(drafted("rw-huye")))
    assert "We ask Horizon consortium on banana health for" in text
    assert "USD 14,108 (requested; it offers 14,000)" in text
    assert "has pledged USD 84,000, of which 79,340 is used." in text
    assert "District of Huye, in kind: USD 3,226." in text
    assert page_one.the_ask(drafted("ug-luwero")) == ""


def test_one_date_and_how_sure_it_is(drafted):
    text = plain(page_one.by_when(drafted("rw-huye")))
    assert text.startswith("30 April 2027")
    assert "80 in 100" in text
    few = plain(page_one.by_when(drafted("rw-ruhango")))
    assert few.startswith("2 September 2026, ")
    assert few.endswith("With the people there are: 16 November 2026.")


def _finding(kind, *, serious=False, what="It does not fit."):
    return Finding(
        "plan", kind, "rw-huye", what, ("activities", "activity A7"), "It matters.", "Mend it.",
        "who plans", serious,
    )  # fmt: skip


def test_two_serious_kinds_go_first_and_are_not_told_again(drafted):
    late, open_end = _finding("deadline-missed", serious=True), _finding("end-not-known")
    comment = _finding("comment-without-answer", serious=True, what="Land floods.")
    every = [open_end, late, replace(late, what="Another."), comment]
    told = page_one.what_could_go_wrong(every)
    assert [own[0].kind for own in told] == ["comment-without-answer", "deadline-missed"]
    text = plain(page_one.wrong_words(told))
    assert text.startswith("Land floods. Who plans: Mend it.")
    assert "(And 1 more like it.)" in text
    to_do = plain(page_one.first_to_do(drafted("rw-huye"), every, told))
    assert to_do == "It does not fit. Mend it (sheet activities, activity A7)."
    musanze = drafted("rw-musanze")
    doubt = _finding("decided-on-doubt", serious=True, what="Nobody knows.")
    assert plain(page_one.first_to_do(musanze, [*every, doubt], told)).startswith("Nobody knows.")
    assert page_one.what_could_go_wrong([doubt]) == []


def test_who_agreed_is_counted(drafted):
    assert plain(page_one.agreed(drafted("rw-huye"))).endswith(
        "1 comment has no answer. Of 4 partners with a part, none has agreed."
    )
    assert plain(page_one.agreed(drafted("rw-nyanza"))).endswith(
        "All 3 partners with a part have agreed."
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
