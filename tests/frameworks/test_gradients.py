"""Eight gradients, as a position can have."""

from workbench.frameworks.gradients import GRADIENTS
from workbench.project.schema.declaration import declaration


def test_the_gradients_are_those_that_a_position_can_have():
    column = declaration().table("positions").columns["gradient"]
    assert list(GRADIENTS) == list(range(int(column.minimum), int(column.maximum) + 1))
    assert len(set(GRADIENTS.values())) == 8
