"""Pictures of results: result in, plotly figure out."""

from workbench.agree.figures.confirmed import confirmed_plan
from workbench.agree.figures.dependence import dependence_matrix
from workbench.agree.figures.parties import power_interest
from workbench.agree.figures.pledges import pledge_bars
from workbench.agree.figures.positions import position_map

__all__ = [
    "confirmed_plan",
    "dependence_matrix",
    "pledge_bars",
    "position_map",
    "power_interest",
]
