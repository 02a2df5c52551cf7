import pytest

from workbench.core.method import Method


def test_method_cannot_be_changed_afterwards():
    given = {"correlation": 0.5}
    method = Method("name", given, ("ours",))
    given["correlation"] = 0.9
    assert method.parameters["correlation"] == 0.5
    with pytest.raises(TypeError):
        method.parameters["correlation"] = 1.0
    with pytest.raises(AttributeError):
        method.name = "other"
