"""Scaling Workbench: from the diagnosis of an innovation package to an agreed, budgeted plan.

One package per step of the method (:mod:`workbench.diagnosis`, :mod:`workbench.options`,
:mod:`workbench.partners`, :mod:`workbench.plan`, :mod:`workbench.budget`,
:mod:`workbench.strategy`, :mod:`workbench.portfolio`), on :mod:`workbench.project`,
:mod:`workbench.core` and :mod:`workbench.frameworks`; :mod:`workbench.publish` makes documents of
executed notebooks, :mod:`workbench.batch` runs many sites, :mod:`workbench.cli` is the command
line.
"""

__version__ = "0.1.0"
