"""How partners are chosen: one declaration for the project and for the analysis."""

import pytest
from pydantic import ValidationError

from workbench.frameworks.partner_rules import PartnerRules


def test_what_is_left_out_or_blank_has_its_default():
    assert PartnerRules() == PartnerRules.model_validate({"budget": None, "reach_ties": None})
    assert (PartnerRules().reach_ties, PartnerRules().budget) == (2, None)


def test_a_platform_is_proposed_below_the_share_of_the_best_two():
    with pytest.raises(ValidationError, match=r"a share up to 0\.4, the bilateral_share"):
        PartnerRules(bilateral_share=0.4, platform_share=0.5)
    assert PartnerRules(bilateral_share=0.4, platform_share=0.4).platform_share == 0.4


@pytest.mark.parametrize("wrong", [{"reach_ties": 0}, {"tolerance": 2}, {"layers": {"x": 2}}])
def test_values_beyond_their_bounds_are_refused(wrong):
    with pytest.raises(ValidationError):
        PartnerRules(**wrong)


def test_help_lists_the_fields_with_their_meaning():
    assert "reach_ties\n    Most ties over which" in PartnerRules.__doc__
    assert PartnerRules.__doc__.startswith("How partners are chosen")
