"""Terms and sources refuse what a list cannot use."""

import pytest
from pydantic import ValidationError

from workbench.frameworks.terms import Source, Term


def test_a_term_needs_a_short_name_and_a_title():
    assert Term(key="trust", title="Trust").mutual is False
    for wrong in ({"key": "Trust me", "title": "Trust"}, {"key": "trust", "title": " "}):
        with pytest.raises(ValidationError):
            Term(**wrong)


def test_a_source_is_cited():
    with pytest.raises(ValidationError):
        Source(cite="")
