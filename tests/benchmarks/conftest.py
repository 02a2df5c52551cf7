import json
import sys
from pathlib import Path

import pytest

# The benchmarks are no part of the package that is installed.
sys.path.insert(0, str(Path(__file__).parents[2]))

PLOTLY = "application/vnd.plotly.v1+json"


def code(source, outputs=(), tags=()):
    metadata = {"tags": list(tags)}
    return {"cell_type": "code", "source": source, "outputs": list(outputs), "metadata": metadata}


def shown(**data):
    return {"output_type": "display_data", "data": data}


@pytest.fixture
def write_site():
    """Write a site's page and its executed notebook."""

    def write(out, site, page, outputs):
        folder = out / site
        folder.mkdir(parents=True)
        (folder / "report.html").write_text(page, "utf-8")
        cells = [code("show()", outputs), {"cell_type": "markdown", "source": "x"}]
        (folder / "one.ipynb").write_text(json.dumps({"cells": cells}), "utf-8")
        return folder

    return write


@pytest.fixture
def figure_as_json():
    return shown(**{PLOTLY: {"data": []}})


@pytest.fixture
def figure_as_html():
    return shown(**{"text/html": ["<div>", "Plotly.newPlot(\n 'id', [])"]})


@pytest.fixture
def notebook():
    """Make a notebook of code cells: pairs of source and tags."""

    def make(*cells):
        return {"cells": [code(source, tags=tags) for source, tags in cells]}

    return make
