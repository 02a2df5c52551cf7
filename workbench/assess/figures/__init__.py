"""Pictures of an assessment: result in, plotly figure out."""

from workbench.assess.figures.gap_ranking import gap_ranking
from workbench.assess.figures.gates import gate_strip
from workbench.assess.figures.item_levels import levels_and_required

__all__ = ["gap_ranking", "gate_strip", "levels_and_required"]
