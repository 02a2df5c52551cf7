"""The partner network as GraphML, GEXF and Kumu's CSV.

What is not known is left out of the file: a tie without a strength has no strength there either,
and is neither weak nor strong. A text that a spreadsheet would compute gets an apostrophe in front.
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from pathlib import Path
from typing import Final, TypeAlias

import networkx as nx
import pandas as pd

from workbench.errors import NothingToShow, UnknownName
from workbench.files import write_whole
from workbench.frameworks import Framework
from workbench.frameworks.terms import Term
from workbench.partners.analysis.network import build_networks
from workbench.partners.page.joined_network import ALL_SITES, join_sites
from workbench.project.checks.cells import CONTROL
from workbench.project.schema.declaration import declaration
from workbench.project.schema.frames import conform
from workbench.project.store.opening import open_project
from workbench.project.store.project import Project

_RISKY = re.compile(r"\s*[=+\-@]|[\t\r\n]")  # what a spreadsheet would compute
_GEXF_TIME = re.compile(r' lastmodifieddate="[^"]*"')
_XML = '<?xml version="1.0" encoding="UTF-8"?>\n'
_KUMU_ELEMENTS: Final = {
    "type": "Type", "goals": "Description", "level": "Level", "lead": "Lead",
    "responded": "Responded", "trust": "Trust", "influence": "Influence", "interest": "Interest",
}  # fmt: skip

Value: TypeAlias = str | int | float | bool
"""What a file can say of an actor or a tie."""


def network_of(actors: pd.DataFrame, ties: pd.DataFrame, framework: Framework) -> nx.MultiDiGraph:
    """Make the graph that is written, of one site or of joined ones: actors nodes, ties edges.

    Sorts of organisation and of tie are written as they are called, numbers with three digits. A
    tie that several told of is one, and so are the two directions of a tie that holds both ways.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are short names, with ``label`` (name) and what is known of the columns of ``actors``;
        edges have ``layer``, ``mutual`` (whether the tie holds both ways) and what is known of
        strength, round, reported_by (names). Columns beside the declared ones, such as ``sites``,
        come along.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> actors = pd.DataFrame({"site": ["a", "a"], "actor": ["wfp", "coop"], "name": ["WFP", "Co"]})
    >>> ties = pd.DataFrame({"site": ["a"], "source": "wfp", "target": "coop", "layer": "funding"})
    >>> list(network_of(actors, ties, load("ipsr")).edges(data=True))
    [('wfp', 'coop', {'layer': 'Funding', 'mutual': False, 'round': 1})]
    """
    graph = nx.MultiDiGraph()
    sorts, layers = framework.terms("organisation_types"), framework.terms("tie_layers")
    for row in _rows("actors", actors):
        known = {name: value for name, value in row.items() if name not in {"site", "actor"}}
        label = known.pop("name", row["actor"])
        if "type" in known:
            known["type"] = _title(sorts, known["type"])
        graph.add_node(row["actor"], label=label, **known)
    labels = dict(graph.nodes(data="label"))
    for number, one in enumerate(merged_ties(actors, ties).to_dict("records"), start=1):
        facts = {
            "layer": _title(layers, one["layer"]),
            "mutual": bool(one["mutual"]),
            "strength": one["strength"],
            "round": one["round"],
            "reported_by": ", ".join(
                str(labels.get(key, key)) for key in one["reporters"].split(";") if key
            ),
            "sites": one.get("sites"),
        }
        known = {
            name: _value(value)
            for name, value in facts.items()
            if value is not None and not pd.isna(value) and value != ""
        }
        graph.add_edge(one["source"], one["target"], key=str(number), **known)
    return graph


def merged_ties(actors: pd.DataFrame, ties: pd.DataFrame) -> pd.DataFrame:
    """Return one row per tie, as the report counts them; with ``sites`` where it is there.

    Columns as in :attr:`~workbench.partners.analysis.network.Networks.table`.
    """
    told = conform("ties", ties.drop(columns="sites", errors="ignore"))
    merged = build_networks(actors[["site", "actor"]], told).table
    if "sites" not in ties:
        return merged
    place = ["source", "target", "layer", "round"]
    return merged.merge(ties[[*place, "sites"]], on=place, how="left")


def _title(terms: Mapping[str, Term], key: Value) -> str:
    return terms[str(key)].title if str(key) in terms else str(key)


def _rows(table: str, frame: pd.DataFrame) -> Iterator[dict[str, Value]]:
    """Walk through the rows; what is not known is left out."""
    further = frame.columns.difference(list(declaration().table(table).columns))
    whole = conform(table, frame.drop(columns=further)).join(frame[further].reset_index(drop=True))
    for record in whole.astype(object).to_dict("records"):
        yield {str(name): _value(value) for name, value in record.items() if not pd.isna(value)}


def _value(value: object) -> Value:
    """Return what the formats can hold."""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, float):
        return round(value, 3)
    if isinstance(value, int):
        return value
    text = CONTROL.sub("", str(value))
    return f"'{text}" if _RISKY.match(text) else text


def as_graphml(actors: pd.DataFrame, ties: pd.DataFrame, framework: Framework) -> dict[str, bytes]:
    """Return the file for yEd, Cytoscape, igraph, R and Gephi, by the ending of its name."""
    lines = nx.generate_graphml(network_of(actors, ties, framework), named_key_ids=True)
    return {".graphml": (_XML + "\n".join(lines) + "\n").encode()}


def as_gexf(actors: pd.DataFrame, ties: pd.DataFrame, framework: Framework) -> dict[str, bytes]:
    """Return the file for Gephi, by the ending of its name.

    Where a strength is known it is the edge's weight too; ties that hold both ways are written as
    mutual. The same tables give the same file: no
    day of writing stands in it.
    """
    graph = network_of(actors, ties, framework)
    for _, _, values in graph.edges(data=True):
        values["type"] = "mutual" if values["mutual"] else "directed"
        if "strength" in values:
            values["weight"] = values["strength"]
    text = "\n".join(nx.generate_gexf(graph, version="1.2draft"))
    return {".gexf": f"{_XML}{_GEXF_TIME.sub('', text)}\n".encode()}


def as_kumu(actors: pd.DataFrame, ties: pd.DataFrame, framework: Framework) -> dict[str, bytes]:
    """Return the two sheets that Kumu imports, by the ending of their names.

    Returns
    -------
    dict of str to bytes
        Elements (Label, Type, Description, Tags, and what else is known) and connections (From, To,
        Type, Direction, Strength, and what else is known). Kumu knows an element by its label:
        where two actors have one name, their short names stand behind it.
    """
    graph = network_of(actors, ties, framework)
    times = Counter(values["label"] for _, values in graph.nodes(data=True))
    labels = {
        actor: label if times[label := values["label"]] == 1 else f"{label} ({actor})"
        for actor, values in graph.nodes(data=True)
    }
    elements = [
        {"Label": labels[actor], "Tags": actor}
        | {heading: values[name] for name, heading in _KUMU_ELEMENTS.items() if name in values}
        for actor, values in graph.nodes(data=True)
    ]
    connections = [
        {"From": labels.get(source, source), "To": labels.get(target, target)}
        | {"Type": values["layer"], "Direction": "mutual" if values["mutual"] else "directed"}
        | {
            name.replace("_", " ").capitalize(): value
            for name, value in values.items()
            if name not in {"layer", "mutual"}
        }
        for source, target, values in graph.edges(data=True)
    ]
    return {
        "-elements.csv": _sheet(["Label", "Type", "Description", "Tags"], elements),
        "-connections.csv": _sheet(["From", "To", "Type", "Direction", "Strength"], connections),
    }


def _sheet(first: list[str], rows: list[dict[str, Value]]) -> bytes:
    headings = list(dict.fromkeys([*first, *(name for row in rows for name in row)]))
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, headings, restval="", lineterminator="\n")
    writer.writeheader()
    words: dict[object, str] = {True: "yes", False: "no"}
    for row in rows:
        writer.writerow({k: words[v] if isinstance(v, bool) else v for k, v in row.items()})
    text = stream.getvalue()
    return text.encode("utf-8" if text.isascii() else "utf-8-sig")  # a mark, for Excel


_FORMATS: Mapping[str, Callable[[pd.DataFrame, pd.DataFrame, Framework], dict[str, bytes]]] = {
    "graphml": as_graphml,
    "gexf": as_gexf,
    "kumu": as_kumu,
}
NETWORK_FORMATS: Final = tuple(_FORMATS)
"""Formats that `export_network` knows."""


def export_network(
    project: Project | Path | str,
    site: str | None,
    format: str,  # noqa: A002 - what the command line calls it
    out: Path | str,
) -> tuple[Path, ...]:
    """Write the partner network of a site, or of all sites joined.

    Parameters
    ----------
    project : Project, Path or str
        The project, or its folder.
    site : str or None
        The site; ``None`` joins all sites: equal actors are one, and each actor and tie says at how
        many sites it is named.
    format : {"graphml", "gexf", "kumu"}
        Format.
    out : Path or str
        Folder of the new files, made where it is not there; each is written whole or not at all,
        and is called after the site, or ``all-sites``.

    Returns
    -------
    tuple of Path
        The files.

    Raises
    ------
    UnknownName
        There is no such site or format.
    NothingToShow
        There is no actor.
    """
    if format not in _FORMATS:
        raise UnknownName(kind="format of a network", name=format, known=NETWORK_FORMATS)
    whole = project if isinstance(project, Project) else open_project(project)
    if site is None:
        own = merged_ties(whole.table("actors"), whole.table("ties"))
        told = own[["site", "source", "target", "layer", "strength", "round"]]
        actors, ties = join_sites(whole.table("actors"), told)
    else:
        actors, ties = whole.site(site).table("actors"), whole.site(site).table("ties")
    name = site or ALL_SITES
    if actors.empty:
        whose = "No site" if site is None else f"The site {site}"
        verb = "has" if site is None else "does not have"
        message = (
            f"{whose} {verb} actors that could be written as a network: fill in the table actors; "
            "'workbench check' says what keeps a row out."
        )
        raise NothingToShow(message)
    files = _FORMATS[format](actors, ties, whole.framework)
    paths = {Path(out) / f"{name}-network{ending}": content for ending, content in files.items()}
    for path, content in paths.items():
        write_whole(path, content)
    return tuple(paths)
