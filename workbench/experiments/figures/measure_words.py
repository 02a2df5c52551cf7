"""How an effect is written: ratios as times, shares as percentage points, the rest in its unit."""

from __future__ import annotations

import math
from typing import Any, Final

from workbench.experiments.analysis.pool import Range

_RATIOS: Final = {"log risk ratio": "risk ratio", "log odds ratio": "odds ratio"}
_UNITS: Final = {
    "risk difference": "percentage points",
    "standardised mean difference": "standard deviations",
}
_STEPS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0)
_TICKS: Final = (0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0)


def is_ratio(measure: str) -> bool:
    """Whether effects of a measure are kept as logarithms of a ratio."""
    return measure in _RATIOS


def measure_unit(measure: str, unit: str | None = None) -> str:
    """Return what an effect is counted in, to stand beside its number or in the head of a column.

    Examples
    --------
    >>> measure_unit("log odds ratio"), measure_unit("mean difference", "days")
    ('odds ratio', 'days')
    >>> measure_unit("mean difference")
    'unit not stated'
    """
    return _RATIOS.get(measure) or _UNITS.get(measure) or unit or "unit not stated"


def change_unit(measure: str, unit: str | None = None) -> str:
    """Return what a difference of effects is counted in: that of ratios is on their logarithm."""
    return measure if measure in _RATIOS else measure_unit(measure, unit)


def measure_title(measure: str, unit: str | None = None) -> str:
    """Return what stands on an axis: the measure and its unit.

    Examples
    --------
    >>> measure_title("log risk ratio"), measure_title("risk difference")
    ('risk ratio', 'risk difference, percentage points')
    >>> measure_title("mean difference", "kg")
    'mean difference, kg'
    """
    if measure in _RATIOS:
        return _RATIOS[measure]
    told = _UNITS.get(measure, unit or "")
    return f"{measure}, {told}" if told else measure


def effect_words(value: float, measure: str) -> str:
    """Write an effect as readers know it, with a sign where it is a difference.

    Examples
    --------
    >>> effect_words(-0.7145, "log risk ratio"), effect_words(0.084, "risk difference")
    ('0.49', '+8.4')
    >>> effect_words(0.2, "standardised mean difference"), effect_words(-12.34, "mean difference")
    ('+0.20', '−12.3')
    """
    if measure in _RATIOS:
        ratio = math.exp(min(value, 300.0))
        return f"{ratio:.2f}" if 0.1 <= ratio < 100 else f"{ratio:.2g}"
    if measure == "risk difference":
        return _signed(100 * value, 1)
    if measure == "standardised mean difference":
        return _signed(value, 2)
    size = abs(value)
    places = 0 if size >= 100 else 1 if size >= 10 else 2
    return _signed(value, places)


def _signed(value: float, places: int) -> str:
    shown = f"{abs(value):.{places}f}"
    if float(shown) == 0:
        return shown
    return f"{'+' if value > 0 else '−'}{shown}"


def spread_words(variance: float, measure: str) -> str:
    """Write by how much true effects differ, as a standard deviation; ratios on their logarithm.

    Examples
    --------
    >>> spread_words(0.0004, "risk difference"), spread_words(0.3132, "log risk ratio")
    ('2.0', '0.56')
    >>> spread_words(1e-12, "mean difference")
    '0.00'
    """
    deviation = math.sqrt(variance)
    return f"{100 * deviation:.1f}" if measure == "risk difference" else f"{deviation:.2f}"


def slope_words(value: float, measure: str) -> str:
    """Write by how much an effect changes with one unit more of a feature.

    Examples
    --------
    >>> slope_words(-0.00434, "risk difference"), slope_words(-0.0291, "log risk ratio")
    ('−0.434', '−0.0291')
    """
    size = abs(100 * value if measure == "risk difference" else value)
    return f"{'−' if value < 0 else '+'}{size:.3g}"


def range_words(ends: Range, measure: str) -> str:
    """Write an interval.

    Examples
    --------
    >>> range_words(Range(-0.02, 0.1), "risk difference")
    '−2.0 to +10.0'
    """
    return f"{effect_words(ends.low, measure)} to {effect_words(ends.high, measure)}"


def effect_axis(low: float, high: float, measure: str, unit: str | None) -> dict[str, Any]:
    """Return the axis of effects between two values, with ticks as readers know them."""
    axis: dict[str, Any] = {
        "range": [low, high],
        "title": {"text": measure_title(measure, unit)},
        "nticks": 7,
    }
    if is_ratio(measure):
        ticks = [one for one in _TICKS if low <= math.log(one) <= high]
        if len(ticks) > 2:
            axis["tickvals"] = [math.log(one) for one in ticks]
            axis["ticktext"] = [f"{one:g}" for one in ticks]
        else:
            steps = [low + (high - low) * k / 5 for k in range(6)]
            axis["tickvals"] = steps
            axis["ticktext"] = [f"{math.exp(one):.2f}" for one in steps]
    elif measure == "risk difference":
        step = next(one for one in _STEPS if (high - low) / one <= 10)
        marks = range(math.ceil(low / step), math.floor(high / step) + 1)
        axis["tickvals"] = [step * one for one in marks]
        axis["ticktext"] = [_signed(100 * step * one, 0) for one in marks]
    return axis
