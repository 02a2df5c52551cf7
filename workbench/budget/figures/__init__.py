"""Pictures of results: result in, plotly figure out."""

from workbench.budget.figures.budget import budget_by_period, cash_balance, waterfall

__all__ = ["budget_by_period", "cash_balance", "waterfall"]
