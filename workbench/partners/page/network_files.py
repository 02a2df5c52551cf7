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


def network_of(actors: pd.DataFrame, ties: pd.DataFrame) -> nx.MultiDiGraph:
    """Make the graph that is written, of one site or of joined ones: actors nodes, ties edges.

    Returns
    -------
    networkx.MultiDiGraph
        Nodes are short names, with ``label`` (name) and what is known of the columns of ``actors``;
        edges have ``layer`` and what is known of strength, round, reported_by and date. Columns
        beside the declared ones, such as ``sites``, come along.

    Examples
    --------
    >>> actors = pd.DataFrame({"site": "a", "actor": ["wfp", "coop"], "name": ["WFP", "Coop"]})
    >>> ties = pd.DataFrame({"site": ["a"], "source": "wfp", "target": "coop", "layer": "funding"})
    >>> list(network_of(actors, ties).edges(data=True))
    [('wfp', 'coop', {'layer': 'funding'})]
    """
    graph = nx.MultiDiGraph()
    for row in _rows("actors", actors):
        known = {name: value for name, value in row.items() if name not in {"site", "actor"}}
        label = known.pop("name", row["actor"])
        graph.add_node(row["actor"], label=label, **known)
    ends = {"site", "source", "target"}
    for number, row in enumerate(_rows("ties", ties), start=1):
        known = {name: value for name, value in row.items() if name not in ends}
        graph.add_edge(row["source"], row["target"], key=str(number), **known)
    return graph


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
    if isinstance(value, int | float):
        return value
    text = CONTROL.sub("", str(value))
    return f"'{text}" if _RISKY.match(text) else text


def as_graphml(actors: pd.DataFrame, ties: pd.DataFrame) -> dict[str, bytes]:
    """Return the file for yEd, Cytoscape, igraph, R and Gephi, by the ending of its name."""
    lines = nx.generate_graphml(network_of(actors, ties), named_key_ids=True)
    return {".graphml": (_XML + "\n".join(lines) + "\n").encode()}


def as_gexf(actors: pd.DataFrame, ties: pd.DataFrame) -> dict[str, bytes]:
    """Return the file for Gephi, by the ending of its name.

    Where a strength is known it is the edge's weight too. The same tables give the same file: no
    day of writing stands in it.
    """
    graph = network_of(actors, ties)
    for _, _, values in graph.edges(data=True):
        if "strength" in values:
            values["weight"] = values["strength"]
    text = "\n".join(nx.generate_gexf(graph, version="1.2draft"))
    return {".gexf": f"{_XML}{_GEXF_TIME.sub('', text)}\n".encode()}


def as_kumu(actors: pd.DataFrame, ties: pd.DataFrame) -> dict[str, bytes]:
    """Return the two sheets that Kumu imports, by the ending of their names.

    Returns
    -------
    dict of str to bytes
        Elements (Label, Type, Description, Tags, and what else is known) and connections (From, To,
        Type, Direction, Strength, and what else is known). Kumu knows an element by its label:
        where two actors have one name, their short names stand behind it.
    """
    graph = network_of(actors, ties)
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
        | {"Type": values["layer"], "Direction": "directed"}
        | {n.replace("_", " ").capitalize(): v for n, v in values.items() if n != "layer"}
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


_FORMATS: Mapping[str, Callable[[pd.DataFrame, pd.DataFrame], dict[str, bytes]]] = {
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
        actors, ties = join_sites(whole.table("actors"), whole.table("ties"))
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
    files = _FORMATS[format](actors, ties)
    paths = {Path(out) / f"{name}-network{ending}": content for ending, content in files.items()}
    for path, content in paths.items():
        write_whole(path, content)
    return tuple(paths)
