"""Pictures of results: result in, plotly figure out."""

from workbench.budget.figures.budget import cash_balance

__all__ = ["cash_balance"]
