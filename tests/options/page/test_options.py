"""What a scientist asks of the report: what do you advise, why, what would change your mind?"""

import re

import pytest

from tests.fixtures.sites import ANSWERS, BAD, DECISIONS, OPTIONS, PACKAGE, plain_text
from workbench.case import open_case
from workbench.options.page import options as step
from workbench.page.records import Missing
from workbench.publish.show import show


def _summary(found):
    record = step.one_page(found)
    said = {head.plain: words.plain for head, words in record.rows}
    said["What we advise"] = plain_text(step.advice(found)).replace("\xa0", " ")
    return said, record.facts


def test_the_advice_in_one_sentence(weigh_site):
    said, facts = _summary(weigh_site(answers=[], decisions=[]))
    advice = said["What we advise"]
    assert "Outsource (A <grower> does it) for Clean seed <supply>" in advice
    assert "package 8 → 18, 10 months, USD 60,000 (52,000 to 78,000)." in advice
    assert facts["option"] == "Outsource (advised)"
    assert said["What was decided"].startswith("Nothing is decided yet. Outsource (A <grower>")


OPEN = [f"huye,seed,{question},open,,TEAM,2026-03-02" for question in ("outsource", "develop")]


def test_what_the_answers_leave_out_is_not_compared(weigh_site):
    found = weigh_site()
    assert step.quotable(found, "seed").plain == (
        "Outsource is the only option for Clean seed <supply> that is possible and that the "
        "answers leave."
    )
    assert "answered no" in plain_text(step.not_possible(found)) or "lead to other" in plain_text(
        step.not_possible(found)
    )


def test_what_the_team_chose_stands_beside_the_advice_and_a_change_is_flagged(weigh_site):
    found = weigh_site()
    said, facts = _summary(found)
    assert "The team chose Develop: package 8 → 18, 12 months, USD 15,000" in said["What we advise"]
    assert "decided on 3 March 2026 by the <team>" in said["What was decided"]
    assert "Against outsource, which is advised, the choice takes" in said["What was decided"]
    changed = "The package has changed since"
    assert changed in plain_text(step.firmness(found))
    assert changed in plain_text(step.decisions(found))
    assert facts["option"] == "Develop (decided)"


def test_a_decision_on_the_package_of_today_is_not_flagged(weigh_site):
    now = weigh_site().decision.review.table["package_now"].iloc[0]
    found = weigh_site(decisions=[DECISIONS[0].replace("0123456789ab", now)])
    assert "has changed" not in plain_text(step.decisions(found))


def test_a_component_that_is_not_needed_is_a_correction_and_no_strategy(weigh_site):
    found = weigh_site(answers=[ANSWERS[0].replace("yes", "no")], decisions=[])
    assert (
        "this is a correction of the package and no strategy"
        in _summary(found)[0]["What we advise"]
    )
    assert "No seed no plants" in plain_text(step.corrections(found))
    assert not plain_text(step.corrections(weigh_site()))


def test_evidence_comes_first_where_the_diagnosis_is_not_firm(weigh_site):
    found = weigh_site(answers=[ANSWERS[0], ANSWERS[1].replace("yes", "no")], decisions=[])
    said = _summary(found)[0]["What we advise"]
    assert "more evidence first" in said
    assert "By what is known today: Outsource" in said


def test_stopping_is_advised_where_nothing_else_is_possible(weigh_site):
    rows = [OPTIONS[2], "huye,end,seed,stop,,yes,,5000,,,2,,,,,,,,The council"]
    found = weigh_site(rows, [], [])
    said, facts = _summary(found)
    assert said["What we advise"].startswith("Stop, because of")
    assert facts["option"] == "Stop (advised)"
    assert isinstance(show(step.option_effects, found).record, Missing)
    assert "Told so far: The council" in plain_text(step.assumptions(found))


def test_a_site_without_options_has_one_line_and_nothing_else(weigh_site):
    found = weigh_site([], [], [])
    said, part = step.advice(found).records
    assert isinstance(part, Missing)
    assert "No option is recorded for Huye yet, whose bottleneck is" in part.sentence.plain
    assert plain_text(said) == "No option is recorded for Huye yet, so nothing is weighed here."
    rest = [step.one_page, step.not_possible, step.firmness, step.assumptions, step.answers]
    shown = [show(make(found)).record for make in [*rest, step.decisions]]
    # On screen each says so in a sentence; the report names it once, by the advice.
    assert all(one.follows and one.sentence.plain for one in shown)
    assert not any(plain_text(make(found)) for make in (step.corrections, step.not_known))
    assert all(
        show(make, found).record.follows for make in (step.option_effects, step.chained_options)
    )


def test_an_unscored_site_without_options_names_no_bottleneck(weigh_site):
    _, part = step.advice(weigh_site([], [], [], scores=[])).records
    assert "once a bottleneck is known" in part.sentence.plain


def test_a_bottleneck_without_options_is_said_so(weigh_site):
    found = weigh_site([OPTIONS[3]], ANSWERS[:1], [])
    assert (
        "For Clean seed <supply> no option is recorded yet." in _summary(found)[0]["What we advise"]
    )


def test_tied_bottlenecks_are_lifted_together(weigh_site):
    levels = {"msd": (8, 6), "seed": (4, 2), "message": (4, 2), "credit": (7, 5)}
    from tests.fixtures.sites import scores_of

    said = _summary(weigh_site(answers=[], decisions=[], scores=scores_of(levels)))[0][
        "What we advise"
    ]
    assert "Alone it does not lift the package: another component is as low." in said
    assert re.search(r"One after the other \(.*\) package 8 → \d\d, ", said)


def test_a_move_comes_first_and_what_else_there_is_after_it(weigh_site):
    levels = [f"huye,{c},1,2026-03-01,A1,workshop,4,2,,r" for c in ("msd", "seed", "message")]
    there = [line.replace("huye", "kibuye").replace("4,2", "8,8") for line in levels]
    parts = PACKAGE[:3]
    more = [row.replace("huye", "kibuye") for row in parts]
    found = weigh_site(
        ["huye,go,seed,relocate,,yes,,9000,,,4,,,1,,kibuye,,,", OPTIONS[3]],
        [],
        ["huye,D1,seed,go,relocate,2026-03-03,team,Roads,"],
        sites=["huye,Huye,Rwanda,South,", "kibuye,Kibuye <town>,Rwanda,West,"],
        components=[*parts, *more],
        scores=[*levels, *there],
    )
    said = _summary(found)[0]["What we advise"]
    assert said.startswith(
        "For Clean seed <supply> nothing is possible at this place with this aim."
    )
    assert "Relocate: the package there scores 64 today, here 8" in said
    assert "what is gained there counts there, not here" in said
    assert "the package still scores 8: no option for Clean seed <supply> is possible" in said
    assert _summary(found)[1]["option"].startswith("Relocate (decided)")
    assert "all levels as they are in Kibuye <town>" in plain_text(step.option_effects(found))
    assert "a move to Kibuye <town>" in plain_text(step.assumptions(found))


def test_numbers_that_are_not_known_are_named_once_in_words(weigh_site):
    bare = "huye,hire,seed,outsource,A <grower> does it,yes,,,,,,7,4,,,,,,"
    found = weigh_site([bare, *OPTIONS[2:]], decisions=[])
    assert (
        "time not known, cost not known"
        in plain_text(step.advice(found)) + _summary(found)[0]["What we advise"]
    )
    part = step.not_known(found)
    assert part.what.plain == "Numbers of options"
    assert "cost to us and probability of success" in part.sentence.plain
    assert not plain_text(step.not_known(weigh_site()))


@pytest.mark.parametrize("settings", ["currency: USD\n", ""])
def test_no_part_shows_raw_values_or_markup_from_data(weigh_site, settings):
    found = weigh_site(settings=settings, target=12)
    makes = [step.advice, step.option_effects, step.not_possible, step.firmness, step.assumptions]
    makes += [
        step.answers,
        step.corrections,
        step.chained_options,
        step.combinations,
        step.decisions,
    ]
    for make in makes:
        part = show(make, found)
        words = plain_text(part)
        assert not re.search(BAD, words), words
        html = part._repr_mimebundle_()["text/html"]
        assert "<supply>" not in html
        assert "<grower>" not in html
        if settings:
            assert "no currency stated" not in words
    assert ("no currency stated" in plain_text(step.advice(found))) is not bool(settings)


def test_a_decision_to_wait_names_its_day(weigh_site):
    wait = OPTIONS[2].replace(",no,Nothing is dated,", ",yes,,")
    found = weigh_site([OPTIONS[0], wait], [], ["huye,D1,seed,wait,postpone,2026-03-03,team,Law,"])
    words = plain_text(step.decisions(found))
    assert "No day is named on which to look again." in words
    assert "It was scored in one round only" in words


def test_page_one_says_that_more_evidence_is_advised_first():
    musanze = step.one_page(open_case("data/example", "rw-musanze").options).rows[0][1].plain
    assert "The advice is more evidence first" in musanze
    assert "which is advised" not in musanze
    muhanga = step.one_page(open_case("data/example", "rw-muhanga").options).rows[0][1].plain
    assert "The advice is more evidence first" in muhanga
    assert muhanga.endswith("today, the comparison prefers the same option as the team.")


def test_a_stop_on_a_leaning_diagnosis_is_warned_of():
    kayunga = open_case("data/example", "ug-kayunga").options
    assert "the stop may rest on the wrong component" in step.one_page(kayunga).rows[0][1].plain
    told = plain_text(step.assumptions(kayunga))
    assert "Cost so far: USD 3,750." in told
    assert "Reason:" not in told
    said = plain_text(step.answers(kayunga))
    assert "The data say nothing of develop, relocate, postpone." in said


def test_a_package_with_a_gap_scores_at_most_so_wherever_options_print_it(example_cases):
    found = example_cases.case("rw-huye").options
    said = [plain_text(make(found)) for make in (step.one_page, step.advice, step.option_effects)]
    said += [plain_text(step.decisions(found))]
    assert "8 → at most 18" not in " ".join(said).replace("at most 8 → at most 18", "")
    assert said[2].count("at most 8 → at most 18") == 3
    assert "bring the package to at most 25" in said[3]
    assert "what was decided brings it to at most 18" in said[3]
    assert "Scores of the package: at most so" in plain_text(step.answers(found))
