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
from typing import Any, Final

import networkx as nx
import pandas as pd

from workbench.errors import NothingToShow, UnknownName
from workbench.files import write_whole
from workbench.partners.page.joined_network import join_sites
from workbench.project.checks.cells import CONTROL
from workbench.project.schema.declaration import declaration
from workbench.project.schema.frames import conform
from workbench.project.store.opening import open_project
from workbench.project.store.project import Project

_RISKY = re.compile(r"\s*[=+\-@]|[\t\r\n]")  # what a spreadsheet would compute
_GEXF_TIME = re.compile(r' lastmodifieddate="[^"]*"')
_KUMU_ELEMENTS: Final = {
    "type": "Type", "goals": "Description", "level": "Level", "lead": "Lead",
    "responded": "Responded", "trust": "Trust", "influence": "Influence", "interest": "Interest",
}  # fmt: skip
_FORMAT = "format of a network"
_SITE = "site"


def network_of(actors: pd.DataFrame, ties: pd.DataFrame) -> nx.MultiDiGraph:
    """Make the graph that is written: every actor a node, every tie an edge.

    Parameters
    ----------
    actors, ties : pandas.DataFrame
        Tables of one site, or joined ones.

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


def _rows(table: str, frame: pd.DataFrame) -> Iterator[dict[str, Any]]:
    """Give rows as plain values; what is not known is left out."""
    declared = declaration().table(table).columns
    further = [name for name in frame.columns if name not in declared]
    whole = conform(table, frame.drop(columns=further))
    for name in further:
        whole[name] = frame[name].reset_index(drop=True)
    for record in whole.astype(object).to_dict("records"):
        yield {str(name): _value(value) for name, value in record.items() if not pd.isna(value)}


def _value(value: Any) -> str | int | float | bool:
    """Give what the formats can hold."""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}"
    if isinstance(value, str):
        text = CONTROL.sub("", value)
        return f"'{text}" if _RISKY.match(text) else text
    plain: int | float | bool = value.item() if hasattr(value, "item") else value
    return plain


def write_graphml(path: Path | str, actors: pd.DataFrame, ties: pd.DataFrame) -> tuple[Path, ...]:
    """Write GraphML, for yEd, Cytoscape, igraph, R and Gephi.

    Parameters
    ----------
    path : Path or str
        The file; it is written whole or not at all.
    actors, ties : pandas.DataFrame
        Tables of one site, or joined ones.

    Returns
    -------
    tuple of Path
        The file.
    """
    text = "\n".join(nx.generate_graphml(network_of(actors, ties), named_key_ids=True))
    declared = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return (_written(path, f"{declared}{text}\n"),)


def write_gexf(path: Path | str, actors: pd.DataFrame, ties: pd.DataFrame) -> tuple[Path, ...]:
    """Write GEXF, for Gephi. The same tables give the same file: no day of writing stands in it.

    Parameters
    ----------
    path : Path or str
        The file; it is written whole or not at all.
    actors, ties : pandas.DataFrame
        Tables of one site, or joined ones. Where a strength is known it is the edge's weight too.

    Returns
    -------
    tuple of Path
        The file.
    """
    graph = network_of(actors, ties)
    for _, _, values in graph.edges(data=True):
        if "strength" in values:
            values["weight"] = values["strength"]
    text = "\n".join(nx.generate_gexf(graph, version="1.2draft"))
    declared = '<?xml version="1.0" encoding="UTF-8"?>\n'
    return (_written(path, f"{declared}{_GEXF_TIME.sub('', text)}\n"),)


def write_kumu(path: Path | str, actors: pd.DataFrame, ties: pd.DataFrame) -> tuple[Path, ...]:
    """Write the two sheets that Kumu imports: elements and connections.

    Parameters
    ----------
    path : Path or str
        Name of the two files without their ending: ``map`` gives ``map-elements.csv`` and
        ``map-connections.csv``. An ending ``.csv`` is left out.
    actors, ties : pandas.DataFrame
        Tables of one site, or joined ones.

    Returns
    -------
    tuple of Path
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
    base = Path(path).with_suffix("") if Path(path).suffix == ".csv" else Path(path)
    first = ["Label", "Type", "Description", "Tags"]
    return (
        _sheet(base.with_name(f"{base.name}-elements.csv"), first, elements),
        _sheet(
            base.with_name(f"{base.name}-connections.csv"),
            ["From", "To", "Type", "Direction", "Strength"],
            connections,
        ),
    )


def _sheet(path: Path, first: list[str], rows: list[dict[str, Any]]) -> Path:
    headings = list(dict.fromkeys([*first, *(name for row in rows for name in row)]))
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, headings, restval="", lineterminator="\n")
    writer.writeheader()
    for row in rows:
        writer.writerow({name: _cell(value) for name, value in row.items()})
    return _written(path, stream.getvalue(), mark=True)


def _cell(value: str | float | bool) -> str | float:  # noqa: FBT001 - a cell, not a switch
    if isinstance(value, bool):
        return "yes" if value else "no"
    return value


def _written(path: Path | str, text: str, *, mark: bool = False) -> Path:
    """Write a file whole; with a byte order mark where Excel needs it to read the letters."""
    path = Path(path)
    path.parent.mkdir(parents=True, exist_ok=True)
    write_whole(path, text.encode("utf-8-sig" if mark and not text.isascii() else "utf-8"))
    return path


_WRITERS: Mapping[str, tuple[str, Callable[..., tuple[Path, ...]]]] = {
    "graphml": (".graphml", write_graphml),
    "gexf": (".gexf", write_gexf),
    "kumu": ("", write_kumu),
}
NETWORK_FORMATS: Final = tuple(_WRITERS)
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
        Folder of the new files; they are called after the site, or ``all-sites``.

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
    if format not in _WRITERS:
        raise UnknownName(_FORMAT, format, NETWORK_FORMATS)
    whole = project if isinstance(project, Project) else open_project(project)
    if site is None:
        actors, ties = joined_tables(whole)
        name = "all-sites"
    else:
        if site not in whole.sites:
            raise UnknownName(_SITE, site, whole.sites)
        actors, ties = whole.site(site).table("actors"), whole.site(site).table("ties")
        name = site
    if actors.empty:
        message = f"There is no actor in {name}, so there is no network to export."
        raise NothingToShow(message)
    ending, write = _WRITERS[format]
    return write(Path(out) / f"{name}-network{ending}", actors, ties)


def joined_tables(project: Project) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Give the joined actors and ties of a project, each with the number of its sites.

    Parameters
    ----------
    project : Project
        The project.

    Returns
    -------
    actors, ties : pandas.DataFrame
        As `join_sites` gives them, with a further column ``sites`` (Int64).
    """
    joined = join_sites(project.table("actors"), project.table("ties"))
    actors = joined.actors.merge(joined.actor_sites, on="actor", how="left")
    key = ["source", "target", "layer", "round", "reported_by"]
    ties = joined.ties.merge(joined.tie_sites[[*key, "sites"]], on=key, how="left")
    return actors, ties
