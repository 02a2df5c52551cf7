"""Forms of partnership as data."""

import pytest

from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks.documents import parse_yaml
from workbench.frameworks.modalities import Modalities, load_modalities
from workbench.frameworks.validation import require_model

ENTRY = "{key: mou, title: MoU, meaning: m, fits: f, needs: n, money: 'no'}"
HEAD = "version: '1'\ntitle: t\nsource: s\nentries:\n"


def test_the_eleven_forms_have_source_version_and_all_texts():
    modalities = load_modalities()
    assert modalities.keys == (
        "mou", "data-sharing", "sub-grant", "contract", "licence", "co-investment",
        "joint-proposal", "ppp", "in-kind", "advisory", "platform-membership",
    )  # fmt: skip
    assert modalities.version == "1"
    assert "Ours" in modalities.source
    assert modalities["contract"].money == "yes"
    with pytest.raises(UnknownName, match="contract"):
        modalities["contrakt"]


@pytest.mark.parametrize(
    "text",
    [
        f"{HEAD}  - {ENTRY}\n  - {ENTRY}\n",
        f"{HEAD}  - {ENTRY.replace(', needs: n', '')}\n",
        f"{HEAD}  - {ENTRY.replace('no', 'perhaps')}\n",
        f"{HEAD}  []\n",
    ],
)
def test_a_list_with_a_slip_is_refused_at_its_place(text):
    with pytest.raises(InvalidInput) as caught:
        require_model(Modalities, parse_yaml(text, "m.yaml"), "modalities")
    assert caught.value.problems
