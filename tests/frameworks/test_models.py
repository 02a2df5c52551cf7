"""Frameworks as values: labels and terms."""

import copy

import numpy as np
import pytest
from pydantic import ValidationError

from workbench.errors import UnknownName
from workbench.frameworks import Level, Source, available, load

IPSR = load("ipsr")


def test_dimensions():
    assert IPSR.readiness.dimension == "readiness"
    assert IPSR.use.dimension == "use"
    assert (IPSR.use.minimum, IPSR.use.maximum) == (0, 9)


def test_label_is_number_and_few_words():
    assert IPSR.use.label(2) == "use 2, some partners"
    assert IPSR.readiness.label(np.int64(4)) == "readiness 4, controlled testing"
    assert IPSR.use.label(2.0) == "use 2, some partners"


@pytest.mark.parametrize("level", [-1, 10, 11])
def test_level_that_is_not_there(level):
    with pytest.raises(UnknownName, match="no level of use"):
        IPSR.use[level]
    with pytest.raises(UnknownName):
        IPSR.use.label(level)


def test_terms_by_key():
    assert IPSR.terms("functions")["inclusion"].prms_id == 7
    with pytest.raises(UnknownName, match="Did you mean 'functions'"):
        IPSR.terms("function")


def test_which_relations_are_mutual_stands_in_the_shared_list():
    assert {load(key).mutual_layers for key in available()} == {("collaboration", "implementation")}
    assert not IPSR.terms("tie_layers")["knowledge"].mutual
    turned = IPSR.terms("tie_layers")["knowledge"].model_copy(update={"mutual": True})
    own = IPSR.model_copy(update={"lists": {"tie_layers": (turned,)}})
    assert own.mutual_layers == ("knowledge",)


def test_identity():
    assert [load(key).identity for key in available()] == [
        "ipsr 2022",
        "scaling-readiness-2020 2020",
    ]


def test_nothing_in_a_framework_can_be_changed():
    with pytest.raises(ValidationError):
        IPSR.version = "2023"
    with pytest.raises(ValidationError):
        IPSR.use.levels[0].name = "Nothing"
    with pytest.raises(TypeError):
        IPSR.lists["functions"] = ()
    with pytest.raises(TypeError):
        IPSR.use.decision[0].when["ring"] = "lead"


def test_framework_can_be_copied_hashed_and_written_out():
    assert copy.deepcopy(IPSR) == IPSR
    assert hash(copy.deepcopy(IPSR)) == hash(IPSR)
    assert type(IPSR).model_validate(IPSR.model_dump()) == IPSR
    assert type(IPSR).model_validate_json(IPSR.model_dump_json()) == IPSR


@pytest.mark.parametrize("model", [Level, Source])
def test_unknown_fields_are_refused(model):
    with pytest.raises(ValidationError, match="Extra inputs are not permitted"):
        model.model_validate({"colour": "red"})
