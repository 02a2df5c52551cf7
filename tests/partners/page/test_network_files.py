import csv
import io

import networkx as nx
import pandas as pd
import pytest

from workbench.errors import NothingToShow, UnknownName
from workbench.frameworks import load
from workbench.partners.page.network_files import (
    NETWORK_FORMATS,
    as_gexf,
    as_graphml,
    as_kumu,
    export_network,
    network_of,
)
from workbench.project import read_project
from workbench.project.settings.project_settings import Settings
from workbench.project.store.writing import write_project

IPSR = load("ipsr")
ACTORS = pd.DataFrame(
    [
        ("a", "wfp", "WFP", "un-agency", True, 0.25, "feed; =people"),
        ("a", "coop", "=HYPERLINK(1)", None, None, None, None),
        ("a", "union", "Coopérative <Été>", "farmer-organisation", False, None, None),
        ("b", "wfp", "WFP", None, None, None, None),
        ("b", "alone", "WFP", None, None, None, None),
    ],
    columns=["site", "actor", "name", "type", "lead", "trust", "goals"],
)
TIES = pd.DataFrame(
    [
        ("a", "wfp", "coop", "funding", None, 1, None),
        ("a", "wfp", "coop", "knowledge", 0.5, 1, "wfp"),
        ("a", "union", "coop", "collaboration", 0.46399999999999997, 1, "union"),
        ("a", "coop", "union", "collaboration", 0.46399999999999997, 1, "coop"),
    ],
    columns=["site", "source", "target", "layer", "strength", "round", "reported_by"],
)


@pytest.fixture
def project(tmp_path):
    tables = {
        "sites": pd.DataFrame({"site": ["a", "b"], "name": ["A", "B"], "country": "X"}),
        "components": pd.DataFrame(columns=["site"], dtype="str"),
        "scores": pd.DataFrame(columns=["site"], dtype="str"),
        "actors": ACTORS,
        "ties": TIES,
        "people": pd.DataFrame({"person": ["p1"], "name": ["Jane Example"]}),
    }
    settings = Settings(title="T", framework="ipsr")
    return read_project(write_project(tmp_path / "p", settings, tables))


def of_site(frame, site="a"):
    return frame[frame["site"] == site]


def test_graphml_reads_back_the_same():
    content = as_graphml(of_site(ACTORS), TIES, IPSR)[".graphml"]
    read = nx.parse_graphml(content.decode(), force_multigraph=True)
    written = network_of(of_site(ACTORS), TIES, IPSR)
    assert dict(read.nodes(data=True)) == dict(written.nodes(data=True))
    assert sorted(map(repr, read.edges(data=True))) == sorted(map(repr, written.edges(data=True)))
    assert read.nodes["union"]["label"] == "Coopérative <Été>"


def test_gexf_reads_back_and_has_no_day_of_writing():
    content = as_gexf(of_site(ACTORS), TIES, IPSR)[".gexf"]
    read = nx.read_gexf(io.BytesIO(content))
    assert set(read) == {"wfp", "coop", "union"}
    assert read.number_of_edges() == 4  # a mutual one is read as two
    layers = {values["layer"] for *_, values in read.edges(data=True)}
    assert layers == {"Funding", "Knowledge exchange", "Collaboration"}
    assert content.decode().count('type="mutual"') == 1
    assert content.decode().count(' type="directed"') == 2
    assert "lastmodifieddate" not in content.decode()


def test_what_is_not_known_is_left_out_and_never_0():
    graph = network_of(of_site(ACTORS), TIES, IPSR)
    assert graph.nodes["coop"] == {"label": "'=HYPERLINK(1)"}
    strengths = {v["layer"]: v.get("strength") for *_, v in graph.edges(data=True)}
    assert strengths == {"Funding": None, "Knowledge exchange": 0.5, "Collaboration": 0.464}


def test_a_tie_that_both_ends_told_of_is_one_and_mutual_with_names_for_keys():
    graph = network_of(of_site(ACTORS), TIES, IPSR)
    [tie] = [v for *_, v in graph.edges(data=True) if v["layer"] == "Collaboration"]
    assert tie["mutual"]
    assert tie["reported_by"] == "'=HYPERLINK(1), Coopérative <Été>"
    assert graph.nodes["union"]["type"] == "Farmer organisation"


def rows(content):
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_kumu_has_its_headings_and_every_connection_finds_its_elements():
    made = as_kumu(of_site(ACTORS), TIES, IPSR)
    elements, connections = made["-elements.csv"], made["-connections.csv"]
    labels = [row["Label"] for row in rows(elements)]
    assert list(rows(elements)[0])[:4] == ["Label", "Type", "Description", "Tags"]
    found = rows(connections)
    assert list(found[0])[:5] == ["From", "To", "Type", "Direction", "Strength"]
    assert {row[end] for row in found for end in ("From", "To")} <= set(labels)
    by_type = {row["Type"]: (row["Direction"], row["Strength"]) for row in found}
    assert by_type == {
        "Funding": ("directed", ""),
        "Knowledge exchange": ("directed", "0.5"),
        "Collaboration": ("mutual", "0.464"),
    }
    assert not any(v.startswith(("=", "+", "-", "@")) for r in rows(elements) for v in r.values())


def test_kumu_tells_two_actors_of_one_name_apart():
    elements = as_kumu(of_site(ACTORS, "b"), TIES.iloc[:0], IPSR)["-elements.csv"]
    assert [row["Label"] for row in rows(elements)] == ["WFP (wfp)", "WFP (alone)"]


@pytest.mark.parametrize("form", NETWORK_FORMATS)
@pytest.mark.parametrize("site", ["a", None])
def test_a_project_is_exported_in_one_call_and_nobody_is_named(project, tmp_path, form, site):
    files = export_network(project.folder, site, form, tmp_path / "out")
    assert all(file.name.startswith(f"{site or 'all-sites'}-network") for file in files)
    for file in files:
        assert "Jane" not in file.read_text("utf-8")


def test_all_sites_joined_say_at_how_many_sites(project, tmp_path):
    (path,) = export_network(project, None, "graphml", tmp_path)
    read = nx.read_graphml(path)
    assert {actor: values["sites"] for actor, values in read.nodes(data=True)} == {
        "wfp": 2, "coop": 1, "union": 1, "alone": 1,
    }  # fmt: skip
    assert {values["sites"] for *_, values in read.edges(data=True)} == {1}


def test_unknown_names_and_an_empty_network_are_told(project, tmp_path):
    with pytest.raises(UnknownName, match="graphml"):
        export_network(project, "a", "graphm", tmp_path)
    with pytest.raises(UnknownName, match="site"):
        export_network(project, "z", "gexf", tmp_path)
    (project.folder / "actors.csv").unlink()
    (project.folder / "ties.csv").unlink()
    with pytest.raises(NothingToShow, match="site b does not have actors"):
        export_network(project.folder, "b", "gexf", tmp_path)
