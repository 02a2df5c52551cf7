"""Projects: a folder of tidy tables beside ``project.yaml``, read, checked, written."""

from workbench.project.new import new_project
from workbench.project.opening import open_project, open_site
from workbench.project.project import Project, Site
from workbench.project.reading import read_project
from workbench.project.settings import Conversion, ImportRecord, Parameters, Settings
from workbench.project.step_settings import (
    BudgetSettings,
    ChoiceSettings,
    PartnerSettings,
    PlanSettings,
)
from workbench.project.writing import write_project

__all__ = [
    "BudgetSettings",
    "ChoiceSettings",
    "Conversion",
    "ImportRecord",
    "Parameters",
    "PartnerSettings",
    "PlanSettings",
    "Project",
    "Settings",
    "Site",
    "new_project",
    "open_project",
    "open_site",
    "read_project",
    "write_project",
]
