"""A project's tables as files that other programs read.

`export_network` writes the partner network of a site, or of all sites joined, for Gephi, yEd,
Cytoscape and Kumu. The table ``people`` is never read here: no file has a person's name from it.
"""

from workbench.project.exporters.joined_network import JoinedNetwork, join_sites
from workbench.project.exporters.network import (
    NETWORK_FORMATS,
    export_network,
    write_gexf,
    write_graphml,
    write_kumu,
)

__all__ = [
    "NETWORK_FORMATS",
    "JoinedNetwork",
    "export_network",
    "join_sites",
    "write_gexf",
    "write_graphml",
    "write_kumu",
]
