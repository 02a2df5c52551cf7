"""Projects: a folder of tidy tables beside ``project.yaml``, read, checked, written."""

from workbench.project.entry.new_project import new_project
from workbench.project.settings.project_settings import (
    ConversionRecord,
    ImportRecord,
    Parameters,
    Settings,
)
from workbench.project.settings.step_settings import (
    BudgetSettings,
    ChoiceSettings,
    PlanSettings,
)
from workbench.project.store.opening import open_project
from workbench.project.store.project import Project, Site
from workbench.project.store.reading import read_project
from workbench.project.store.writing import write_project

__all__ = [
    "BudgetSettings",
    "ChoiceSettings",
    "ConversionRecord",
    "ImportRecord",
    "Parameters",
    "PlanSettings",
    "Project",
    "Settings",
    "Site",
    "new_project",
    "open_project",
    "read_project",
    "write_project",
]
