import pytest

from workbench.project.schema.meanings import meanings_of
from workbench.project.settings.project_settings import (
    ConversionRecord,
    ImportRecord,
    Parameters,
    Settings,
)
from workbench.project.settings.step_settings import STEP_BLOCKS


@pytest.mark.parametrize(
    "model", [Settings, Parameters, ImportRecord, ConversionRecord, *STEP_BLOCKS.values()]
)
def test_every_key_has_a_meaning_and_nothing_else_does(model):
    meanings = meanings_of(model)
    assert set(meanings) == set(model.model_fields)
    assert all(text.endswith(".") for text in meanings.values())


def test_a_model_without_documentation_has_no_meanings():
    class Bare(Parameters):
        pass

    Bare.__doc__ = None
    assert meanings_of(Bare) == {}
