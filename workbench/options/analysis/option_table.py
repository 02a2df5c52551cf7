"""One row per option: before and after, chances, cost, months, levels and assumptions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from workbench.core.table_access import DIMENSIONS, FloatArray, floats, whole, words
from workbench.diagnosis.analysis.diagnosis import Diagnosis
from workbench.diagnosis.analysis.levels import row_numbers
from workbench.options.analysis.option_guards import Facts, assumptions
from workbench.options.analysis.option_rows import RANGES, as_words, three

#: Columns of the options that are handed on as they were given.
HANDED_ON = (
    "feasible",
    "substitute",
    "brings",
    "to_site",
    "executor",
    "change_date",
    "new_ambition",
    "accepted_by",
    "refused_by",
    "spent",
    "acceptability",
    "inclusion",
    "reversibility",
    "evidence_strength",
    "success_low",
    "success_high",
)


def option_table(
    rows: pd.DataFrame,
    why: list[str],
    before: Diagnosis,
    after: Diagnosis,
    facts: Facts,
    levels: pd.DataFrame,
) -> pd.DataFrame:
    """Give one row per option, with what it changes.

    Parameters
    ----------
    rows : DataFrame
        Options as they were read, with computable (bool), readiness_step and use_step.
    why : list of str
        Why each option cannot be weighed; "" where it can.
    before : Diagnosis
        The sites today.
    after : Diagnosis
        One package, ``site:proposal``, for each option that can be computed.
    facts : Facts
        Names to print, and what the assumptions need.
    levels : DataFrame
        site, component, readiness, use of every listed component.

    Returns
    -------
    DataFrame
        The columns of :class:`~workbench.options.analysis.options.OptionResults`.
    """
    titles = {option.key: option.title for option in before.framework.options}
    table = rows[["site", "proposal", "component"]].copy()
    pairs = list(zip(rows["site"], rows["component"], strict=True))
    table["component_title"] = words(as_words([facts.title(*pair) for pair in pairs]))
    table["option"] = rows["option"]
    table["option_title"] = rows["option"].map(titles).astype("str")
    table["title"] = rows["title"].fillna(table["option_title"])
    table["order"] = rows["order"]
    ruled_out = rows["feasible"].eq(False).fillna(False).to_numpy(dtype=bool)  # noqa: FBT003
    answers = zip(why, rows["why"], ruled_out, strict=True)
    given = [_against(ours, said) if no else ours for ours, said, no in answers]
    table["possible"] = np.array([not reason for reason in given], dtype=bool)
    table["reason"] = words(as_words(given))
    table["computed"] = rows["computable"]
    _add_scores(table, before, after)
    _add_probabilities(table, rows, before, after)
    for name in RANGES[:2]:
        for column, value in zip(
            (f"{name}_low", name, f"{name}_high"), three(rows, name), strict=True
        ):
            table[column] = value
    table["success"] = rows["success"]
    _add_levels(table, rows, after, levels)
    table["assumptions"] = words(as_words(assumptions(rows, facts)))
    return table.assign(**{name: rows[name] for name in HANDED_ON})


def _against(ours: str, why: object) -> str:
    """Join the team's no and the guard's: those who know the place speak first."""
    answer = why.strip().rstrip(".") if isinstance(why, str) else ""
    if not answer:
        return ours or "The team says that it is not feasible."
    return f"The team says that it is not feasible: {answer}. {ours}".rstrip()


def _packages(table: pd.DataFrame) -> pd.Index[str]:
    return pd.Index((table["site"] + ":" + table["proposal"]).astype("str"))


def _add_scores(table: pd.DataFrame, before: Diagnosis, after: Diagnosis) -> None:
    today = before.packages.set_index("site").reindex(table["site"])
    then = after.packages.set_index("site").reindex(_packages(table))
    table["score_before"] = today["score"].astype("Int64").array
    table["score_after"] = then["score"].astype("Int64").array
    table["gain"] = table["score_after"] - table["score_before"]
    table["provisional_after"] = then["provisional"].eq(True).to_numpy(dtype=bool)  # noqa: FBT003
    lowest = after.table[after.table["bottleneck"]].sort_values(["site", "rank"], kind="stable")
    for column, name, link in (
        ("bottleneck_after", "component", ";"),
        ("bottleneck_after_title", "title", "; "),
    ):
        joined = lowest.groupby("site", sort=False)[name].agg(link.join)
        table[column] = joined.reindex(_packages(table)).astype("str").to_numpy()
        table[column] = table[column].astype("str")
    table["second_after"] = then["second_score"].astype("Int64").array


def _above(diagnosis: Diagnosis, keys: pd.Index[str], score: FloatArray) -> FloatArray:
    """Give the probability that each package scores above a number."""
    unknown = np.full(len(keys), np.nan)
    spread = diagnosis.distribution
    if spread.empty:
        return unknown
    values = np.unique(floats(spread["score"]))
    names = pd.Index(spread["site"].unique())
    matrix = spread["probability"].to_numpy(np.float64).reshape(len(names), len(values))
    place = names.get_indexer(keys)
    above = (matrix[place] * (values[None, :] > score[:, None])).sum(axis=1)
    return np.where((place < 0) | np.isnan(score), np.nan, np.minimum(above, 1.0))


def _add_probabilities(
    table: pd.DataFrame, rows: pd.DataFrame, before: Diagnosis, after: Diagnosis
) -> None:
    """Add the probabilities, with an option that may fail mixed with what there is today."""
    sites, packages = pd.Index(table["site"]), _packages(table)
    score = floats(table["score_before"])
    steps = np.array([~np.isnan(rows[f"{d}_step"].to_numpy()) for d in DIMENSIONS]).any(axis=0)
    waits = rows["option"].eq("postpone").to_numpy()
    success = np.where(waits & ~steps, 1.0, floats(rows["success"]))
    pairs = {
        "p_target": (
            before.packages.set_index("site")["p_target"].reindex(sites).to_numpy(np.float64),
            after.packages.set_index("site")["p_target"].reindex(packages).to_numpy(np.float64),
        ),
        "p_improved": (_above(before, sites, score), _above(after, packages, score)),
    }
    for name, (today, then) in pairs.items():
        # Where levels are promised, the diagnosis itself mixes success and failure.
        mixed = np.where(steps | (success == 1.0), then, success * then + (1.0 - success) * today)
        mixed = np.where(np.isnan(success), np.nan, mixed)
        if name == "p_improved":
            table[name] = mixed
            continue
        with np.errstate(invalid="ignore", divide="ignore"):
            alone = np.clip((then - (1.0 - success) * today) / success, 0.0, 1.0)
        uncertain = steps & (success < 1.0)
        table["p_target_before"] = today
        table["p_target_after"] = mixed
        table["p_target_if_success"] = np.where(uncertain, alone, then)


def _add_levels(
    table: pd.DataFrame, rows: pd.DataFrame, after: Diagnosis, levels: pd.DataFrame
) -> None:
    """Add the levels of the component today, and of what stands in its place afterwards."""
    touched = rows["component"].mask(rows["option"].eq("substitute"), rows["substitute"])
    packages = pd.Series(_packages(table), index=table.index)
    now = row_numbers(levels, rows["site"], rows["component"])
    then = row_numbers(after.table, packages, touched)
    stays = pd.Series(then >= 0, index=table.index)
    table["touched"] = touched.where(stays).astype("str")
    titles = np.append(after.table["title"].to_numpy(object), [None])
    table["touched_title"] = words(titles[then])
    for d in DIMENSIONS:
        table[f"{d}_before"] = whole(np.append(floats(levels[d]), np.nan)[now])
        table[f"{d}_after"] = whole(np.append(floats(after.table[d]), np.nan)[then])
