"""Pictures of results: result in, plotly figure out."""

from workbench.portfolio.figures.portfolio import funding_frontier

__all__ = ["funding_frontier"]
