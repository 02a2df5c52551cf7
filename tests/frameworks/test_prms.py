"""Numbers and names of PRMS, against the lists of ours that they stand for."""

from workbench.frameworks import load
from workbench.frameworks.prms import prms_lists


def test_codes_are_those_that_our_own_lists_carry():
    codes = {one.key: one.prms_id for one in load("ipsr").terms("organisation_types").values()}
    for one in prms_lists().lists["institution_types"]:
        for ours in one.ours:
            assert codes[ours] in {None, one.code}, ours


def test_every_type_of_organisation_of_ours_has_a_name_there():
    for key in load("ipsr").terms("organisation_types"):
        assert prms_lists().name("institution_types", key), key


def test_what_means_nothing_there_has_no_name():
    assert prms_lists().name("geographic_scopes", None) is None
    assert prms_lists().name("assessed", "vote") is None


def test_the_lists_say_when_and_where_they_were_read():
    assert prms_lists().read_on.year == 2026
    assert "onecgiar_pr" in prms_lists().source
