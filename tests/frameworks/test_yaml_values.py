"""Both loaders give the same, and neither makes anything else than plain values."""

from importlib import resources

import pytest
import yaml

from workbench.frameworks.documents import parse_document
from workbench.frameworks.yaml_values import LOADER, plain_values

FILES = [
    resources.files("workbench.project.schema").joinpath("tables.yaml"),
    resources.files("workbench.project.settings").joinpath("currencies.yaml"),
    resources.files("workbench.frameworks").joinpath("criteria.yaml"),
]


@pytest.mark.parametrize("file", FILES, ids=lambda file: file.name)
def test_the_values_are_those_of_the_loader_in_python(file):
    text = file.read_text("utf-8")
    assert plain_values(text) == yaml.safe_load(text)


def test_no_object_is_made_from_a_file():
    assert issubclass(LOADER, yaml.constructor.SafeConstructor)
    with pytest.raises(yaml.YAMLError):
        plain_values("!!python/object/apply:os.getcwd []")


@pytest.mark.parametrize("loader", [yaml.SafeLoader, LOADER])
def test_a_document_is_the_same_with_either_loader(monkeypatch, loader):
    monkeypatch.setattr("workbench.frameworks.documents.LOADER", loader)
    document = parse_document("key: soil\nkey: seed\nversion: 1.10\n", "m.yaml")
    assert document.content == {"key": "soil", "version": "1.10"}
    assert [problem.row for problem in document.problems] == [2]
