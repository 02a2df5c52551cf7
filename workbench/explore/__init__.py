"""Explore: one room in JupyterLab where something else is supposed and what follows is seen."""

from workbench.explore.room import explore

__all__ = ["explore"]
