"""By which day a plan is finished with which probability, for a picture and for sentences."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.core.working_days import CLOSE
from workbench.errors import UnknownName
from workbench.plan.analysis.schedule import Schedule
from workbench.plan.analysis.schedule_risk import ScheduleRisk


def finish_curve(schedule: Schedule, risk: ScheduleRisk, site: str) -> pd.DataFrame:
    """Count the draws that are finished by each last day that occurs.

    Parameters
    ----------
    schedule : Schedule
        The dated plans.
    risk : ScheduleRisk
        Draws of their durations.
    site : str
        Key of the site.

    Returns
    -------
    DataFrame
        day (datetime64[ns], rising: last days of the plan that occur in the draws), share (float,
        draws that end on it), within (float, draws that end on it or before; the last is 1).

    Raises
    ------
    UnknownName
        There is no such site, or it could not be drawn.

    Examples
    --------
    >>> from datetime import date
    >>> from workbench.plan.analysis.schedule import schedule
    >>> from workbench.plan.analysis.schedule_risk import schedule_risk
    >>> plan = pd.DataFrame({"site": "huye", "activity": ["A1"], "likely": 5})
    >>> dated = schedule(plan, start=date(2026, 4, 1))
    >>> finish_curve(dated, schedule_risk(dated, draws=100), "huye")
             day  share  within
    0 2026-04-07    1.0     1.0
    """
    if site not in risk.finish:
        raise UnknownName(kind="site with known durations", name=site, known=list(risk.finish))
    rows = schedule.plan.rows
    last = np.maximum(np.ceil(risk.finish[site] - CLOSE) - 1, 0.0)
    number, count = np.unique(last, return_counts=True)
    place = np.full(len(number), rows.sites.index(site))
    share = count / count.sum()
    days = pd.Series(rows.days.day(place, number).astype("datetime64[ns]"))
    return pd.DataFrame({"day": days, "share": share, "within": np.cumsum(count) / count.sum()})
