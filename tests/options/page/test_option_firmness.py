"""How firm the choice is, in sentences that a reader can quote."""

import re

from tests.fixtures.sites import OPTIONS, plain_text
from workbench.options.page import options as step

OPEN = [f"huye,seed,{question},open,,TEAM,2026-03-02" for question in ("outsource", "develop")]


def test_the_sentence_to_quote(weigh_site):
    found = weigh_site(answers=OPEN)
    quoted = step.quotable(found, "seed").plain
    share = found.facts["seed"].first_share
    assert 0.5 < share < 1
    assert quoted.startswith(f"For Clean seed <supply>, outsource is best under {share:.0%}"[:-1])
    assert "ways to weigh them that keep your ranking (gain in package score, months" in quoted
    assert re.search(r"; develop becomes best if cost to us weighs more than 0\.\d\d \(now", quoted)


def test_a_second_quotation_does_not_repeat_the_criteria(weigh_site):
    more = "huye,talk2,message,outsource,,yes,,2000,,,9,7,5,0.9,,,,,"
    words = plain_text(step.firmness(weigh_site([*OPTIONS, more], OPEN)))
    assert words.count("keep your ranking") == 1
    assert "of them" in words
