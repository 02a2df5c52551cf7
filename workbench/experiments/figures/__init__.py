"""Pictures of what experiments say: result in, plotly figure out."""

from workbench.experiments.figures.forest import forest
from workbench.experiments.figures.funnel import funnel
from workbench.experiments.figures.places import pilots_for_money, transfer_distances
from workbench.experiments.figures.stories import themes_by_group

__all__ = ["forest", "funnel", "pilots_for_money", "themes_by_group", "transfer_distances"]
