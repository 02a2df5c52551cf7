"""Framework files with planted mistakes."""

import json
from collections.abc import Callable
from importlib import resources
from pathlib import Path
from typing import Any

import pytest
import yaml

from workbench.errors import InvalidInput, Problem
from workbench.frameworks import Framework, read
from workbench.frameworks.documents import plain_values

Content = dict[str, Any]
FILES = resources.files("workbench.frameworks")
DUMPER: Any = getattr(yaml, "CSafeDumper", yaml.SafeDumper)  # the C one saves seconds here


def shipped(file: str) -> Content:
    """Give the content of a YAML file of the room."""
    return plain_values(FILES.joinpath(file).read_text("utf-8"))


@pytest.fixture
def ipsr() -> Content:
    return shipped("ipsr.yaml")


@pytest.fixture
def vocabulary() -> Content:
    return shipped("vocabulary.yaml")


@pytest.fixture
def save(tmp_path: Path) -> Callable[..., Path]:
    """Write a framework file, with a vocabulary beside it if one is given."""

    def _save(content: Content, vocabulary: Content | None = None) -> Path:
        for name, part in (("mine.yaml", content), ("vocabulary.yaml", vocabulary)):
            if part is not None:
                plain = json.loads(json.dumps(part))  # else parts used twice become references
                text = yaml.dump(plain, Dumper=DUMPER, sort_keys=False, allow_unicode=True)
                (tmp_path / name).write_text(text, "utf-8")
        return tmp_path / "mine.yaml"

    return _save


@pytest.fixture
def problems(save: Callable[..., Path]) -> Callable[..., tuple[Problem, ...]]:
    """Read such a file, which must fail, and give what was found wrong."""

    def _problems(content: Content, vocabulary: Content | None = None) -> tuple[Problem, ...]:
        with pytest.raises(InvalidInput) as caught:
            read(save(content, vocabulary))
        return caught.value.problems

    return _problems


@pytest.fixture
def accepted(save: Callable[..., Path]) -> Callable[..., Framework]:
    """Read such a file, which must do."""
    return lambda content, vocabulary=None: read(save(content, vocabulary))
