"""Pictures of results: result in, plotly figure out."""

from workbench.diagnosis.figures.barrel import barrel
from workbench.diagnosis.figures.component_scores import component_scores
from workbench.diagnosis.figures.diagnosis import bottleneck_probability, component_levels
from workbench.diagnosis.figures.functions import functions_covered
from workbench.diagnosis.figures.readiness_use import readiness_use
from workbench.diagnosis.figures.site_map import site_map
from workbench.diagnosis.figures.sites import bottlenecks_over_sites, package_scores

__all__ = [
    "barrel",
    "bottleneck_probability",
    "bottlenecks_over_sites",
    "component_levels",
    "component_scores",
    "functions_covered",
    "package_scores",
    "readiness_use",
    "site_map",
]
