"""Scaling Workbench: from the diagnosis of an innovation package to an agreed, budgeted plan.

The rooms, bottom to top: :mod:`workbench.errors`, :mod:`workbench.frameworks`,
:mod:`workbench.analysis` beside :mod:`workbench.project`, :mod:`workbench.figures`,
:mod:`workbench.reports`, :mod:`workbench.batch`, and the command line in :mod:`workbench.cli`.
"""

__version__ = "0.1.0"
