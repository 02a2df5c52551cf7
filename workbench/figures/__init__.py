"""Pictures of results: one function a picture, result in, plotly figure out.

No picture has a title inside. ``figure.layout.meta`` holds ``caption`` (the line under the picture)
and ``alt`` (what it shows, in words); both are plain text.
"""

from workbench.figures.barrel import barrel
from workbench.figures.chosen_options import chosen_options
from workbench.figures.component_scores import component_scores
from workbench.figures.diagnosis import bottleneck_probability, levels
from workbench.figures.functions import functions_covered
from workbench.figures.option_ranks import rank_acceptability
from workbench.figures.option_steps import option_chain, option_combinations
from workbench.figures.options import gain_and_cost, options_before_after
from workbench.figures.readiness_use import readiness_use
from workbench.figures.site_map import site_map
from workbench.figures.sites import bottlenecks_over_sites, package_scores

__all__ = [
    "barrel",
    "bottleneck_probability",
    "bottlenecks_over_sites",
    "chosen_options",
    "component_scores",
    "functions_covered",
    "gain_and_cost",
    "levels",
    "option_chain",
    "option_combinations",
    "options_before_after",
    "package_scores",
    "rank_acceptability",
    "readiness_use",
    "site_map",
]
