"""Pictures of results: result in, plotly figure out."""

from workbench.plan.figures.plan import gantt

__all__ = ["gantt"]
