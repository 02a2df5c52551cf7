"""Pictures of results: result in, plotly figure out."""

from workbench.plan.figures.plan import finish_dates, gantt

__all__ = ["finish_dates", "gantt"]
