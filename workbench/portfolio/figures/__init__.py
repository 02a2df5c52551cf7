"""Pictures of results: result in, plotly figure out."""

from workbench.portfolio.figures.portfolio import cost_per_point, funding_frontier

__all__ = ["cost_per_point", "funding_frontier"]
