import pytest

SAID = [
    (
        {"option": "develop", "use_after": 3, "months": 1.0},
        "C3 reaches use 3 within 1 month by",
    ),
    ({"option": "develop", "use_after": 3, "success": 0.8}, "a probability of 80 %"),
    ({"option": "develop", "use_after": 3, "success": 1.0}, "taken as certain"),
    ({"option": "develop", "use_after": 3}, "how likely that is, is not known"),
    ({"option": "develop", "use_after": 3, "assumes": "Rain"}, "Rain."),
    ({"option": "outsource", "use_after": 3, "executor": "coop"}, "The Co-op has the capacity"),
    ({"option": "outsource", "use_after": 3}, "A partner who is still to be found"),
    ({"option": "substitute", "substitute": "C3b"}, "The job of C3 can be done here by C3b, "),
    ({"option": "substitute", "substitute": "C3b"}, "no further component"),
    ({"option": "relocate", "to_site": "t"}, "a move to Tee"),
    ({"option": "reorient", "new_ambition": "Less."}, 'new aim: "Less".'),
    ({"option": "reorient", "new_ambition": "A", "accepted_by": "donor"}, "by donor"),
    (
        {"option": "postpone", "change_date": "2028-01-02", "change_source": "Law 9"},
        "by 2 January 2028 (source: Law 9)",
    ),
    ({"option": "stop", "why": "Too dear"}, "Reason: Too dear."),
    ({"option": "stop"}, "Cost so far: not known."),
]


@pytest.fixture(scope="module")
def assumed(weigh, options):
    """What has to be true for every row, from one call."""
    table = options(*(row | {"proposal": f"p{i}"} for i, (row, _) in enumerate(SAID)))
    found = weigh(table, names={"coop": "The Co-op", "t": "Tee"})
    return [text.split("\n") for text in found.table["assumptions"]]


@pytest.mark.parametrize("number", range(len(SAID)))
def test_what_has_to_be_true(assumed, number):
    lines = assumed[number]
    assert any(SAID[number][1] in line for line in lines)
    assert all(line.endswith((".", "!", "?")) for line in lines)
    assert not any("not given" in line for line in lines)
    assert not any("nan" in line or "NaT" in line for line in lines)


def test_even_an_option_that_cannot_be_weighed_has_whole_sentences(weigh, options):
    every = ("substitute", "outsource", "develop", "relocate", "reorient", "postpone")
    found = weigh(options(*({"option": option} for option in every)))
    for line in "\n".join(found.table["assumptions"]).split("\n"):
        assert line == "" or line.endswith(".")
        assert "  " not in line
        assert "<NA>" not in line
        assert "nan" not in line
