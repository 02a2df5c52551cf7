"""The sentences of step 2, with the numbers of the golden package (8, 18, 35, 48)."""

import re
from itertools import product

import pytest

from tests.fixtures.sites import LEVELS, PACKAGE, plain_text, scores_of
from workbench.case import open_case
from workbench.diagnosis.page import diagnosis as step
from workbench.diagnosis.step import diagnose_place
from workbench.page.records import Missing
from workbench.publish.show import show


def _summary(site):
    record = step.one_page(diagnose_place(site))
    return {head.plain: answer.plain for head, answer in record.rows}, record.facts


def _sure(site):
    return plain_text(step.certainty(diagnose_place(site)))


def test_the_bottleneck_in_one_sentence(a_site):
    site = a_site(components=PACKAGE, scores=scores_of(LEVELS))
    said, facts = _summary(site)
    assert "The package scores 8 of 81." in said["Where we stand"]
    assert "Clean seed <supply>" in said["Where we stand"]
    assert "readiness 4" in said["Where we stand"]
    assert "use 2" in said["Where we stand"]
    words = plain_text(step.score(diagnose_place(site)))
    assert "Clean seed <supply> is held back by its use, readiness is ahead." in words
    assert (
        "Use 2 → 5 (three levels) or readiness 4 → 9 (five levels) both lift the package to 18."
        in words
    )
    assert "If each in turn is overcome" not in words  # the table of the chain says it
    assert "whoever of the 3 assessors is left out" in said["Where we stand"]
    assert facts["package"] == "8"
    assert facts["bottleneck"] == "Clean seed <supply>"


def test_an_unassessed_component_makes_the_score_an_upper_bound(a_site):
    site = a_site(components=PACKAGE, scores=scores_of({k: LEVELS[k] for k in ("msd", "message")}))
    said, facts = _summary(site)
    assert "scores at most 18 of 81" in said["Where we stand"]
    assert "2 of 4 components have no score yet" in said["Where we stand"]
    assert facts["provisional"]
    found = diagnose_place(site)
    gap = step.not_assessed(found).records[0]
    assert "Clean seed" in gap.sentence.plain
    assert "Input credit" in gap.sentence.plain


def test_without_use_there_is_no_package_score(a_site):
    levels = {key: (readiness, None) for key, (readiness, _) in LEVELS.items()}
    site = a_site(components=PACKAGE, scores=scores_of(levels))
    said, facts = _summary(site)
    assert "Use not given." in said["Where we stand"]
    assert "no package score" in said["Where we stand"]
    assert "Lowest in readiness: Clean seed <supply> (level 4)" in said["Where we stand"]
    assert facts["score"] is None
    assert facts["package"] == "no score"
    assert not re.search(r"scores (at most )?\d", " ".join(said.values()))


def test_components_that_are_all_alike_are_not_called_the_lowest(a_site):
    levels = dict.fromkeys(LEVELS, (9, None))
    said, _ = _summary(a_site(components=PACKAGE, scores=scores_of(levels)))
    assert "Readiness is known for all 4 components" in said["Where we stand"]
    assert "All are at readiness 9." in said["Where we stand"]
    assert "Lowest" not in said["Where we stand"]


def test_a_site_without_scores_or_package_says_so(a_site):
    said, _ = _summary(a_site(components=PACKAGE))
    assert "all 4 components of the package in Huye are waiting" in said["Where we stand"]
    said, facts = _summary(a_site())
    assert "No package is described for Huye" in said["Where we stand"]
    assert facts["package"] == "no score"


def test_ties_are_named_together(a_site):
    site = a_site(components=PACKAGE, scores=scores_of(LEVELS | {"credit": (2, 4)}))
    said, _ = _summary(site)
    assert "weakest components, each with this score, are" in said["Where we stand"]
    assert "mending one alone changes nothing" in plain_text(step.score(diagnose_place(site)))


@pytest.mark.parametrize("lowest", list(product((0, 2, 4, 7), repeat=2)))
@pytest.mark.parametrize("second", [12, 45])
def test_two_ways_up_are_the_shortest(lowest, second, a_site):
    """Enumerate: what is said is the fewest levels that reach what the next component allows."""
    others = {12: (4, 3), 45: (9, 5)}
    if lowest[0] * lowest[1] >= second:
        return
    levels = {"msd": others[second], "seed": lowest}
    found = diagnose_place(a_site(components=PACKAGE[:2], scores=scores_of(levels)))
    words = plain_text(step.score(found))
    for name, own, other in (("readiness", *lowest), ("use", *lowest[::-1])):
        reach = {to: min(to * other, second) for to in range(own, 10)}
        best = max(reach.values())
        least = min(to for to, score in reach.items() if score == best)
        stated = re.search(rf"{name} {own} → (\d)", words, re.IGNORECASE)
        if best > lowest[0] * lowest[1]:
            assert stated
            assert int(stated[1]) == least
        else:
            assert not stated


def test_a_claim_above_its_evidence_is_named_with_both_levels(a_site):
    evidence = ["huye,E1,credit,readiness,Trial,5,medium,trial,2025-01-01"]
    site = a_site(components=PACKAGE, scores=scores_of(LEVELS), evidence=evidence)
    words = plain_text(step.claims(diagnose_place(site)))
    assert (
        "Input credit is claimed at readiness 7; its evidence supports 5. The score uses 5."
        in words
    )


def test_one_assessor_cannot_agree(a_site):
    site = a_site(components=PACKAGE, scores=scores_of(LEVELS, assessors=["A1"]))
    found = diagnose_place(site)
    assert isinstance(step.agreement_words(found), Missing)
    words = plain_text(step.certainty(found))
    assert "1 assessor gave levels, three are asked for" in words
    assert "100 %" not in words


def test_an_open_diagnosis_names_the_likely_set_and_no_single_bottleneck():
    words = plain_text(step.one_page(open_case("data/example", "rw-musanze").diagnosis))
    assert "stands or falls" not in words
    assert (
        "The panel cannot tell: Input credit 29 %, Diagnostic app 28 %, Clean seed supply 16 %, "
        "By-laws on diseased mats 14 %." in words
    )
    certain = plain_text(step.certainty(open_case("data/example", "rw-musanze").diagnosis))
    assert (
        "A package score of 12 or more is 42 % likely today, although the levels used give 15"
        in certain
    )


@pytest.mark.parametrize("levels", [LEVELS, {"msd": (0, 0)}, {"seed": (9, 9), "msd": (9, 9)}, {}])
def test_no_raw_value_ever_stands_in_a_sentence(a_site, levels):
    site = a_site(components=PACKAGE, scores=scores_of(levels))
    found = diagnose_place(site)
    parts = [
        step.one_page(found),
        step.score(found),
        show(step.levels, found),
        step.claims(found),
        step.certainty(found),
        step.agreement_words(found),
        step.not_assessed(found),
    ]
    for part in parts:
        words = plain_text(part).replace("supports_level", "")  # the column to fill in
        assert not re.search(r"\b(nan|NaN|None|NaT|True|False)\b|<NA>|_", words)


def test_the_assessor_on_whom_the_bottleneck_hangs_is_named(a_site):
    rows = [
        "huye,msd,1,2026-03-01,A1,workshop,2,2,,r",
        "huye,msd,1,2026-03-01,A2,workshop,9,9,,r",
        "huye,msd,1,2026-03-01,A3,workshop,9,9,,r",
        "huye,seed,1,2026-03-01,A1,workshop,3,3,,r",
        "huye,seed,1,2026-03-01,A2,workshop,3,3,,r",
        "huye,seed,1,2026-03-01,A3,workshop,3,3,,r",
    ]
    site = a_site(components=PACKAGE[:2], scores=rows)
    assert "It would be Single stem removal without A2 or A3." in _sure(site)


def test_an_adopted_level_does_not_hide_what_the_assessors_say(a_site):
    adopted = scores_of({"msd": (1, 1)}, assessors=["team"], basis="adopted")
    evidence = [
        "huye,E1,msd,readiness,Trial,9,strong,trial,2025-01-01",
        "huye,E2,msd,use,Survey,9,strong,survey,2025-01-01",
    ]
    site = a_site(components=PACKAGE, scores=scores_of(LEVELS) + adopted, evidence=evidence)
    assert "By the assessors' own levels it is Clean seed" in _sure(site)


def test_columns_in_which_nothing_is_known_are_left_out(a_site):
    levels = {key: (readiness, None) for key, (readiness, _) in LEVELS.items()}
    part = step.levels(diagnose_place(a_site(components=PACKAGE, scores=scores_of(levels))))
    assert [head.words for head in part.heads] == ["No.", "Component", "Readiness (range)"]


def test_a_site_without_a_package_names_that_once_and_nothing_that_follows(a_site):
    site = a_site()
    found = diagnose_place(site)
    parts = [
        step.claims(found),
        step.certainty(found),
        step.agreement_words(found),
        show(step.levels, found),
        show(step.bottleneck_chain, found),
        step.not_assessed(found),
    ]
    records = [getattr(part, "record", part) for part in parts]
    assert [one for one in records if isinstance(one, Missing) and not one.follows] == []
    assert "Every component has a level" not in str(records)


def test_a_package_at_the_top_has_no_bottleneck(a_site):
    site = a_site(components=PACKAGE, scores=scores_of(dict.fromkeys(LEVELS, (9, 9))))
    said, _ = _summary(site)
    assert "the highest score there is" in said["Where we stand"]
    assert "What holds it back" not in said
    assert isinstance(show(step.bottleneck_chain, diagnose_place(site)).record, Missing)


def test_missing_evidence_and_unjudged_evidence_are_two_things(a_site):
    evidence = ["huye,E1,seed,readiness,Trial,,,trial,2025-01-01"]
    site = a_site(components=PACKAGE, scores=scores_of({"seed": (4, 2)}), evidence=evidence)
    parts = step.claims(diagnose_place(site)).records
    told = {part.what.plain: part.sentence.plain for part in parts}
    assert "Clean seed <supply> (use)" in told["Evidence"]
    assert "Clean seed <supply> (readiness)" in told["Judged evidence"]
    assert "No claim goes beyond" not in str(parts)


def test_use_not_given_does_not_hide_components_without_readiness(a_site):
    levels = {"msd": (8, None), "seed": (4, None)}
    site = a_site(components=PACKAGE, scores=scores_of(levels))
    parts = step.not_assessed(diagnose_place(site)).records
    assert [part.what.plain for part in parts] == [
        "Use of all components",
        "Scores for readiness and use",
    ]


def test_projected_levels_alone_are_named_and_no_score(a_site):
    rows = scores_of({"seed": (7, 4)}, assessors=["A1"], basis="projected")
    said, facts = _summary(a_site(components=PACKAGE, scores=rows))
    assert "1 component has a projected level only" in said["Where we stand"]
    assert facts["score"] is None


def test_a_component_that_was_not_scored_again_keeps_its_round_and_says_so(a_site):
    second = [row.replace(",1,2026-03-01", ",2,2026-03-10") for row in scores_of({"seed": (7, 4)})]
    site = a_site(components=PACKAGE, scores=scores_of(LEVELS) + second)
    said, _ = _summary(site)
    assert "The package scores 18 of 81." in said["Where we stand"]
    words = plain_text(step.levels(diagnose_place(site)))
    assert "Not scored again since: Single stem removal (round 1), Extension messages" in words


def test_a_package_with_a_gap_scores_at_most_so_wherever_it_is_printed(example_cases):
    found = example_cases.case("rw-huye").diagnosis
    chain = plain_text(step.bottleneck_chain(found))
    assert "1 Clean seed supply at most 8 at most 18" in chain
    assert "both lift the package to at most 18." in plain_text(step.score(found))
    whole = example_cases.case("rw-nyanza").diagnosis
    assert "at most" not in plain_text(step.bottleneck_chain(whole))
