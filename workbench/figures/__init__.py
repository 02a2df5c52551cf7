"""Pictures of results: one function a picture, result in, plotly figure out.

No picture has a title inside. ``figure.layout.meta`` holds ``caption`` (the line under the picture)
and ``alt`` (what it shows, in words); both are plain text.
"""

from workbench.figures.barrel import barrel
from workbench.figures.budget import budget_by_period, cash_balance, waterfall
from workbench.figures.chosen_options import chosen_options
from workbench.figures.component_scores import component_scores
from workbench.figures.diagnosis import bottleneck_probability, levels
from workbench.figures.functions import functions_covered
from workbench.figures.network import measure_ranks, partner_network
from workbench.figures.option_ranks import rank_acceptability
from workbench.figures.option_steps import option_chain, option_combinations
from workbench.figures.options import gain_and_cost, options_before_after
from workbench.figures.partners import capacity_matrix, influence_interest, partner_gains
from workbench.figures.plan import finish_dates, gantt
from workbench.figures.portfolio import cost_per_point, funding_frontier
from workbench.figures.readiness_use import readiness_use
from workbench.figures.shared_actors import actors_over_sites
from workbench.figures.site_map import site_map
from workbench.figures.sites import bottlenecks_over_sites, package_scores

__all__ = [
    "actors_over_sites",
    "barrel",
    "bottleneck_probability",
    "bottlenecks_over_sites",
    "budget_by_period",
    "capacity_matrix",
    "cash_balance",
    "chosen_options",
    "component_scores",
    "cost_per_point",
    "finish_dates",
    "functions_covered",
    "funding_frontier",
    "gain_and_cost",
    "gantt",
    "influence_interest",
    "levels",
    "measure_ranks",
    "option_chain",
    "option_combinations",
    "options_before_after",
    "package_scores",
    "partner_gains",
    "partner_network",
    "rank_acceptability",
    "readiness_use",
    "site_map",
    "waterfall",
]
