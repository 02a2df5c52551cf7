"""The rows of an assessment as typed values."""

from tests.fixtures.assessed import assessed, panel, row


def test_an_answer_of_zero_needs_no_evidence():
    found = assessed(panel(("design", [0]), ("partners", [3])))
    assert row(found, "design").level == 0
    assert not row(found, "design").unsupported
    assert not row(found, "partners").unsupported
    assert row(assessed(panel(("design", [3]))), "design").unsupported
