"""Which components could take the place of a bottleneck: found by the function they serve."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.core.table_access import FloatArray, floats, text, whole
from workbench.diagnosis.analysis.levels import row_numbers


def substitute_candidates(
    components: pd.DataFrame, levels: pd.DataFrame, wanted: pd.DataFrame
) -> pd.DataFrame:
    """List the components that share a function with one that is to be replaced.

    Parameters
    ----------
    components : DataFrame
        site, component and where known title, functions (keys joined by ;): every component that is
        listed anywhere.
    levels : DataFrame
        site, component, readiness, use of the listed components; missing where not known.
    wanted : DataFrame
        site, component: what is to be replaced.

    Returns
    -------
    DataFrame
        One row per component to be replaced and candidate, the best first: site, component,
        candidate (key), title, functions (that they share, joined by ;), readiness, use, score
        (Int64, at this site; missing where not scored here), gain (Int64, against the score of the
        component), known_at (Int64, other sites where the candidate is listed), state: "scored
        here", "not scored here" (listed, or known at other sites alone) or "no better". Candidates
        that are scored here and no better come last.

    Examples
    --------
    >>> listed = pd.DataFrame(
    ...     {"site": "s", "component": ["radio", "posters"], "functions": "awareness"}
    ... )
    >>> scored = listed.assign(readiness=[4, 7], use=[2, 4])
    >>> found = substitute_candidates(listed, scored, listed.head(1))
    >>> found[["candidate", "score", "gain", "state"]].values.tolist()
    [['posters', 28, 20, 'scored here']]
    """
    jobs = _jobs(components)
    own = jobs.merge(wanted[["site", "component"]].drop_duplicates(), on=["site", "component"])
    here = jobs.rename(columns={"component": "candidate"})
    catalogue = here[["candidate", "function"]].drop_duplicates()
    pairs = own.merge(catalogue, on="function")
    pairs = pairs[pairs["candidate"] != pairs["component"]]
    key = ["site", "component", "candidate"]
    if pairs.empty:
        found = pairs[key].astype("str").assign(functions=pd.Series(dtype="str"))
    else:
        found = pairs.groupby(key, sort=False)["function"].agg(";".join).reset_index()
        found = found.rename(columns={"function": "functions"})
    return _with_levels(found, components, levels)


def _jobs(components: pd.DataFrame) -> pd.DataFrame:
    """Give site, component, function: one row for each function that a component serves."""
    frame = pd.DataFrame({name: text(components, name) for name in ("site", "component")})
    frame["function"] = text(components, "functions").str.split(";")
    frame = frame.explode("function")
    frame["function"] = frame["function"].astype("str").str.strip()
    return frame[frame["function"].notna() & (frame["function"] != "")].drop_duplicates()


def _product(levels: pd.DataFrame, row: np.ndarray) -> tuple[FloatArray, FloatArray]:
    if not len(levels):
        return np.full(len(row), np.nan), np.full(len(row), np.nan)
    values = [floats(levels[name])[row] for name in ("readiness", "use")]
    return np.where(row < 0, np.nan, values[0]), np.where(row < 0, np.nan, values[1])


def _with_levels(
    found: pd.DataFrame, components: pd.DataFrame, levels: pd.DataFrame
) -> pd.DataFrame:
    readiness, use = _product(levels, row_numbers(levels, found["site"], found["candidate"]))
    first, second = _product(levels, row_numbers(levels, found["site"], found["component"]))
    score, now = readiness * use, first * second
    titles = text(components, "title").fillna(text(components, "component"))
    by_key = dict(zip(components["component"].astype("str"), titles, strict=True))
    sites = components.drop_duplicates(["site", "component"])["component"].value_counts()
    listed = row_numbers(components, found["site"], found["candidate"]) >= 0
    result = found.reset_index(drop=True).assign(
        title=found["candidate"].map(by_key).astype("str"),
        readiness=whole(readiness),
        use=whole(use),
        score=whole(score),
        gain=whole(score - now),
        known_at=(found["candidate"].map(sites).fillna(0).astype("Int64") - listed.astype(int)),
    )
    better = np.isnan(score) | np.isnan(now) | (score > now)
    result["state"] = np.where(
        np.isnan(score), "not scored here", np.where(better, "scored here", "no better")
    )
    order = np.array(["scored here", "not scored here", "no better"])
    rank = pd.Index(order).get_indexer(pd.Index(result["state"]))
    falling = -np.where(np.isnan(score), -1.0, score)
    place = pd.factorize(result["site"])[0], pd.factorize(result["component"])[0]
    name = pd.factorize(result["candidate"], sort=True)[0]
    columns = ["site", "component", "candidate", "title", "functions", "readiness", "use"]
    columns += ["score", "gain", "known_at", "state"]
    chosen = np.lexsort((name, falling, rank, place[1], place[0]))
    result["state"] = result["state"].astype("str")
    return result.iloc[chosen][columns].reset_index(drop=True)
