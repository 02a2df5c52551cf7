"""A finding: where steps or tables of a site do not fit each other, and who mends what."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True)
class Finding:
    """One thing that does not fit, found by a step that compares itself with what came before.

    Attributes
    ----------
    step : str
        Step that found it: "diagnosis", "options", "partners", "plan", "budget" or "strategy".
    kind : str
        Short name of what is found, the same at every site: "advice-against-decision", say.
    site : str
        Key of the site.
    what : str
        What does not fit, in a sentence.
    where : tuple of str
        Table and place in it that show it.
    why : str
        Why that matters.
    to_do : str
        What mends it.
    who : str
        Who can mend it.
    serious : bool
        Whether a reader could decide wrongly because of it.
    """

    step: str
    kind: str
    site: str
    what: str
    where: tuple[str, str]
    why: str
    to_do: str
    who: str = "the project's team"
    serious: bool = False


_COLUMNS = ("site", "step", "kind", "serious", "what", "table", "place", "why", "to_do", "who")


def finding_table(findings: Iterable[Finding]) -> pd.DataFrame:
    """List findings as a table, the serious ones first, in the order of the steps.

    Returns
    -------
    DataFrame
        site, step, kind, serious (bool), what, table, place, why, to_do, who: one row per finding.

    Examples
    --------
    >>> one = Finding(
    ...     "plan", "late", "rw-huye", "Late.", ("activities", "A7"), "It matters.", "Mend."
    ... )
    >>> finding_table([one])[["site", "table", "place"]].values.tolist()
    [['rw-huye', 'activities', 'A7']]
    """
    ordered = sorted(findings, key=lambda one: not one.serious)
    rows = [
        (a.site, a.step, a.kind, a.serious, a.what, *a.where, a.why, a.to_do, a.who)
        for a in ordered
    ]
    kinds = dict.fromkeys(_COLUMNS, "str") | {"serious": "bool"}
    return pd.DataFrame(rows, columns=list(_COLUMNS)).astype(kinds)
