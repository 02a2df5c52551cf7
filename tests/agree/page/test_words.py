"""Words of step 4."""

from workbench.agree.analysis.positions import STANCES as COUNTED
from workbench.agree.page.words import ROLES, STANCES, name
from workbench.frameworks.gradients import GRADIENTS
from workbench.project.schema.declaration import declaration


def test_every_gradient_stance_and_role_has_its_words():
    assert set(GRADIENTS) == set(COUNTED)
    assert set(STANCES) == set(COUNTED.values())
    assert set(ROLES) == set(declaration().table("stakeholders").columns["role"].allowed)


def test_a_key_without_a_name_is_shown_as_it_is(agreed):
    found = agreed("rw-huye")
    assert (name(found, "garden"), name(found, "huye-coop-1")) == (
        "Tissue Garden", "Green Valley Growers",
    )  # fmt: skip
    assert (name(found, "stranger"), name(found, None)) == ("stranger", "nobody")
