"""Pictures of results: result in, plotly figure out."""

from workbench.partners.figures.network import partner_network
from workbench.partners.figures.partners import capacity_matrix
from workbench.partners.figures.shared_actors import actors_over_sites

__all__ = [
    "actors_over_sites",
    "capacity_matrix",
    "partner_network",
]
