"""Pictures of results: result in, plotly figure out."""

from workbench.options.figures.chosen_options import chosen_options
from workbench.options.figures.option_ranks import rank_acceptability
from workbench.options.figures.option_steps import option_chain
from workbench.options.figures.options import gain_and_cost, options_before_after

__all__ = [
    "chosen_options",
    "gain_and_cost",
    "option_chain",
    "options_before_after",
    "rank_acceptability",
]
