"""Lists and folders of data that come with the workbench."""

import pytest

from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks.catalogues import (
    Catalogue,
    Entry,
    shipped_catalogue,
    shipped_keys,
    shipped_model,
)
from workbench.frameworks.documents import parse_yaml
from workbench.frameworks.funders import FunderProfile
from workbench.frameworks.modalities import Modalities
from workbench.frameworks.validation import require_model

ENTRY = "{key: a, title: A, meaning: m}"


def _read(*entries):
    text = f"title: T\nsource: S\nentries: [{', '.join(entries)}]\n"
    return require_model(Catalogue[Entry], parse_yaml(text, "c.yaml"), "a catalogue")


def test_entries_are_found_by_their_key():
    catalogue = _read(ENTRY, ENTRY.replace("key: a", "key: b"))
    assert catalogue.keys == ("a", "b")
    assert catalogue["b"].title == "A"
    with pytest.raises(UnknownName, match="There is no entry 'c'"):
        catalogue["c"]


@pytest.mark.parametrize("entries", [(ENTRY, ENTRY), (), (ENTRY.replace(", meaning: m", ""),)])
def test_a_key_twice_no_entry_or_a_part_that_lacks_is_refused(entries):
    with pytest.raises(InvalidInput) as caught:
        _read(*entries)
    assert len(caught.value.problems) == 1


def test_what_comes_with_the_workbench_is_read_by_its_name():
    assert shipped_catalogue(Modalities, "modalities.yaml")["mou"].money == "no"
    assert shipped_keys("funders") == tuple(sorted(shipped_keys("funders")))
    assert shipped_model(FunderProfile, "funders", "foundation", "funder profile").key
    with pytest.raises(UnknownName, match="Did you mean 'foundation'"):
        shipped_model(FunderProfile, "funders", "fundation", "funder profile")
