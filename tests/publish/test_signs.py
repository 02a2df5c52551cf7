"""Signs and addresses that do no harm."""

from __future__ import annotations

from xml.etree.ElementTree import Element, fromstring, tostring

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.publish.signs import may_lead_to, seen


@given(st.text())
def test_what_is_seen_can_stand_in_xml(words: str) -> None:
    element = Element("a")
    element.text = seen(words)
    assert fromstring(tostring(element)).tag == "a"  # noqa: S314 - written above


@pytest.mark.parametrize("address", ["JavaScript:x", "data:text/html,x", "file:///etc"])
def test_no_link_leads_to_a_program_or_a_folder(address: str) -> None:
    assert not may_lead_to(address)


@pytest.mark.parametrize("address", ["https://a.org/?b=c:d", "mailto:a@b.org", "#t-1"])
def test_usual_links_lead_somewhere(address: str) -> None:
    assert may_lead_to(address)
