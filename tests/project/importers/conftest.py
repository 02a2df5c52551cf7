"""A small made-up file of activities, and a map for it."""

import textwrap

import pytest

from workbench.project import read_project
from workbench.project.importers import import_table

MAP = """
map: small
title: A made-up file
source: {publisher: Nobody, dataset: Made up, licence: none, attribution: Nobody made this}
skip:
  - {name: total, reason: a line of totals, columns: Place, equals: Total}
project: {title: Small, framework: ipsr, notes: [Nothing is scored.]}
identifiers:
  place: {style: code}
  actor: {style: slug, same: {Old Name: New Name}}
translations:
  sort: {values: {Local: ngo-local, Research: research, Unclear: }, unlisted: refuse}
tables:
  sites:
    - columns:
        site: {column: Code, identifier: place}
        name: {column: Place}
        country: {constant: Nowhere}
        admin: {template: "{Region}, {Zone}"}
        latitude: {column: Lat}
        longitude: {column: Long}
  actors:
    - needs: {actor: no donor}
      columns:
        site: {column: Code, identifier: place}
        actor: {column: Donor, identifier: actor}
        name: {column: Donor, one_per: actor}
    - columns:
        site: {column: Code, identifier: place}
        actor: {column: Partner, identifier: actor}
        name: {column: Partner name, one_per: actor, otherwise: Partner}
        type: {column: Sort, translate: sort, one_per: actor}
  ties:
    - needs: {source: no donor}
      distinct: [source, target]
      distinct_reason: the same organisation
      columns:
        site: {column: Code, identifier: place}
        source: {column: Donor, identifier: actor}
        target: {column: Partner, identifier: actor}
        layer: {constant: funding}
        round: {constant: 1}
"""
HEADINGS = "Code,Place,Region,Zone,Lat,Long,Donor,Partner,Partner name,Sort"


@pytest.fixture
def small_map(tmp_path):
    """Write the map, with pieces of it replaced; an old piece must be there once."""

    def write(*changes, text=MAP, name="small.yaml"):
        for old, new in changes:
            assert text.count(old) == 1, old
            text = text.replace(old, new)
        path = tmp_path / name
        path.write_text(textwrap.dedent(text), "utf-8")
        return path

    return write


@pytest.fixture
def small_file(tmp_path):
    """Write a file of activities from rows of cells."""

    def write(*rows, headings=HEADINGS, name="small.csv"):
        path = tmp_path / name
        path.write_text("\n".join([headings, *rows]) + "\n", "utf-8")
        return path

    return write


@pytest.fixture
def run(tmp_path, small_map, small_file):
    """Import rows with the small map; give the account and the project."""

    def import_rows(*rows, changes=(), **options):
        folder = tmp_path / "project"
        account = import_table(small_file(*rows), folder, small_map(*changes), **options)
        return account, read_project(folder) if account.project else None

    return import_rows


POINTS = """
map: points
title: Points of two systems
source: {publisher: Nobody, dataset: Made up, licence: none, attribution: Nobody made this}
file: {missing: "-"}
project: {title: Points, framework: ipsr}
identifiers: {place: {style: code}, system: {style: slug}}
tables:
  sites:
    - columns:
        site: {column: code, identifier: place}
        name: {column: code}
        country: {column: code}
  components:
    - each: &systems [{system: TAX, maximum: 6}, {system: DEBT, maximum: 9}]
      columns:
        site: {column: code, identifier: place}
        component: {template: "{system}", identifier: system}
        title: {template: "{system}"}
        role: {constant: core}
  scores:
    - each: *systems
      needs: {readiness: not assessed}
      columns:
        site: {column: code, identifier: place}
        component: {template: "{system}", identifier: system}
        round: {constant: 1}
        date: {column: year, convert: last-day-of-year}
        assessor: {constant: source}
        basis: {constant: workshop}
        readiness:
          column: "{system}"
          convert: share-of-maximum-times-nine
          parameters: {maximum: "{maximum}"}
        reason: {template: "{value of system} of {maximum}"}
"""


@pytest.fixture
def points(tmp_path, small_map):
    """Import points of two systems."""

    def import_rows(*rows, **options):
        path = tmp_path / "points.csv"
        path.write_text("\n".join(["code,TAX,DEBT,year", *rows]), "utf-8")
        account = import_table(path, tmp_path / "p", small_map(text=POINTS), **options)
        return account, read_project(tmp_path / "p")

    return import_rows
