"""Batch: sites × recipes become runs, runs become reports, and every run leaves a record.

:mod:`workbench.batch.session` does a whole project; :mod:`workbench.batch.runs` spreads single runs
over any :class:`concurrent.futures.Executor`; :mod:`workbench.batch.site_run` is what one worker
does for one site; :mod:`workbench.batch.engine` executes one notebook.

Importing this package loads neither papermill nor plotly: a run that finds everything unchanged
never needs them.
"""

from workbench.batch.limits import RunLimits
from workbench.batch.progress import Watcher, watcher
from workbench.batch.recipes import Recipe, choose_steps, comparison
from workbench.batch.request import Request
from workbench.batch.runs import Run, RunOutcome, run_all
from workbench.batch.session import BatchResult, Interrupted, compare_project, run_project

__all__ = [
    "BatchResult",
    "Interrupted",
    "Recipe",
    "Request",
    "Run",
    "RunLimits",
    "RunOutcome",
    "Watcher",
    "choose_steps",
    "compare_project",
    "comparison",
    "run_all",
    "run_project",
    "watcher",
]
