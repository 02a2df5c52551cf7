"""Pictures of a roll-out: result in, plotly figure out."""

from workbench.transformation.figures.approach import approach_bars
from workbench.transformation.figures.indicators import indicator_lines
from workbench.transformation.figures.risk_grid import risk_grid
from workbench.transformation.figures.roadmap import roadmap_bars
from workbench.transformation.figures.waves import wave_bars

__all__ = ["approach_bars", "indicator_lines", "risk_grid", "roadmap_bars", "wave_bars"]
