"""What can be said of a comparison in one sentence for each bottleneck, as data."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from workbench.options.analysis.choice import Choice

#: Columns of the facts, with their types; see `quotable_facts`.
COLUMNS = {
    "site": "str", "component": "str", "options": "Int64", "compared": "Int64",
    "screened": "Int64", "best": "str", "best_title": "str", "best_option": "str",
    "first_share": "float64", "confidence": "float64", "second": "str", "second_title": "str",
    "second_share": "float64", "beats_second": "float64", "best_by_value": "str",
    "best_by_value_title": "str", "weighting": "str", "change_to": "str",
    "change_to_title": "str", "change_criterion": "str", "change_criterion_title": "str",
    "change_threshold": "float64", "change_direction": "str", "change_weight_now": "float64",
    "not_known": "Int64", "worth": "float64", "worth_changes": "float64",
    "learn_criterion": "str", "learn_criterion_title": "str", "learn_about": "str",
    "learn_about_title": "str", "learn_changes": "float64",
}  # fmt: skip


def quotable_facts(choice: Choice) -> pd.DataFrame:
    """Give what a sentence about each bottleneck needs.

    "Outsource is best under 71 % of the weightings that respect your ranking; substitute becomes
    best if cost weighs more than 0.45 (now 0.15)."

    Parameters
    ----------
    choice : Choice
        A comparison.

    Returns
    -------
    DataFrame
        One row per site and component, in the order of the input.

        ===================== ======= =============================================================
        column                dtype   meaning
        ===================== ======= =============================================================
        site, component       str     the bottleneck
        options, compared,    Int64   options given; ranked; screened out
        screened
        best, best_title,     str     option with rank 1; missing where none is compared
        best_option
        first_share           float   share of draws in which it is best
        confidence            float   share of draws of values in which it is best at the weights
                                      that favour it
        second, second_title  str     option with rank 2
        second_share          float   share of draws in which that one is best
        beats_second          float   share of draws in which the first is better than the second
        best_by_value,        str     option with the highest mean value at the central weights;
        best_by_value_title           changes start from it; may differ from `best`
        weighting             str     "ranked" (draws respect a ranking), "any" or "given"
        change_to,            str     option that becomes best with the smallest change of one
        change_to_title               weight; missing where no weight changes it
        change_criterion,     str     that criterion
        change_criterion_title
        change_threshold      float   weight from which the option is best
        change_direction      str     "more" or "less" than the threshold
        change_weight_now     float   central weight of the criterion
        not_known             Int64   numbers that are not known
        worth, worth_changes  float   worth of knowing everything (units of value), and share of
                                      draws in which the choice would change
        learn_criterion,      str     the one number most worth knowing: its criterion and option;
        learn_criterion_title,        missing where none would change the choice
        learn_about,
        learn_about_title
        learn_changes         float   share of draws in which knowing it would change the choice
        ===================== ======= =============================================================

    Examples
    --------
    >>> from workbench.options.analysis.choice import compare_options
    >>> options = pd.DataFrame(
    ...     {
    ...         "site": "huye",
    ...         "component": "seed",
    ...         "proposal": ["outsource-1", "develop-1"],
    ...         "gain": [10.0, 10.0],
    ...         "cost": [400_000.0, 100_000.0],
    ...         "success": [0.9, 0.6],
    ...     }
    ... )
    >>> keys = ["success", "cost", "gain"]
    >>> facts = quotable_facts(compare_options(options, keys, ranking=keys)).iloc[0]
    >>> facts["best"], facts["change_to"], facts["change_criterion"], facts["change_direction"]
    ('outsource-1', 'develop-1', 'cost', 'more')
    """
    given = choice.method.parameters
    weighting = "given" if given["weights"] != "drawn" else "ranked" if given["ranking"] else "any"
    by_group = {
        name: dict(list(getattr(choice, name).groupby(["site", "component"], sort=False)))
        for name in ("swing", "pairwise", "missing", "information")
    }
    titles = dict(zip(choice.weights["criterion"], choice.weights["title"], strict=True))
    rows = []
    for key, group in choice.table.groupby(["site", "component"], sort=False):
        row: dict[str, Any] = {"site": key[0], "component": key[1], "weighting": weighting}
        row |= _counts(group)
        row["not_known"] = len(by_group["missing"].get(key, ()))
        ranked = group[group["status"] == "compared"].sort_values("rank")
        if len(ranked):
            names = dict(zip(group["proposal"], group["title"], strict=True))
            row |= _leaders(ranked, by_group["pairwise"].get(key))
            row |= _nearest_change(by_group["swing"].get(key), names, titles, row["best"])
            row |= _worth(by_group["information"].get(key), names, titles)
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COLUMNS)).astype(COLUMNS)


def _counts(group: pd.DataFrame) -> dict[str, Any]:
    compared = int((group["status"] == "compared").sum())
    screened = int(group["screened"].sum())
    return {"options": len(group), "compared": compared, "screened": screened}


def _leaders(ranked: pd.DataFrame, pairwise: pd.DataFrame | None) -> dict[str, Any]:
    first = ranked.iloc[0]
    strongest = ranked.iloc[int(np.argmax(ranked["value"].to_numpy().round(12)))]
    facts = {
        "best": first["proposal"],
        "best_title": first["title"],
        "best_option": first["option"],
        "first_share": first["first_share"],
        "confidence": first["confidence"],
        "best_by_value": strongest["proposal"],
        "best_by_value_title": strongest["title"],
    }
    if len(ranked) > 1 and pairwise is not None:
        second = ranked.iloc[1]
        between = pairwise[
            (pairwise["proposal"] == first["proposal"])
            & (pairwise["against"] == second["proposal"])
        ]
        facts |= {
            "second": second["proposal"],
            "second_title": second["title"],
            "second_share": second["first_share"],
            "beats_second": between["share"].iloc[0],
        }
    return facts


def _nearest_change(
    swing: pd.DataFrame | None, names: dict[str, str], titles: dict[str, str], best: str
) -> dict[str, Any]:
    """Find the smallest change of one weight that makes another option best."""
    if swing is None:
        return {}
    other = swing[swing["proposal"] != best]
    if other.empty:
        return {}
    distance = (other["threshold_weight"] - other["weight_now"]).abs().round(9)
    # With two criteria, more of one is less of the other; "more" reads better.
    order = other.assign(distance=distance, less=other["direction"] == "less")
    nearest = order.sort_values(["distance", "less"], kind="stable").iloc[0]
    return {
        "change_to": nearest["proposal"],
        "change_to_title": names[nearest["proposal"]],
        "change_criterion": nearest["criterion"],
        "change_criterion_title": titles[nearest["criterion"]],
        "change_threshold": nearest["threshold_weight"],
        "change_direction": nearest["direction"],
        "change_weight_now": nearest["weight_now"],
    }


def _worth(
    information: pd.DataFrame | None, names: dict[str, str], titles: dict[str, str]
) -> dict[str, Any]:
    """Say what knowing everything is worth, and which one number most."""
    if information is None:
        return {}
    whole = information[information["criterion"].isna()].iloc[0]
    facts = {"worth": whole["worth"], "worth_changes": whole["changes"]}
    single = information[information["proposal"].notna() & (information["changes"] > 0)]
    if len(single):
        most = single.iloc[int(np.argmax(single["worth"].to_numpy()))]
        facts |= {
            "learn_criterion": most["criterion"],
            "learn_criterion_title": titles[most["criterion"]],
            "learn_about": most["proposal"],
            "learn_about_title": names[most["proposal"]],
            "learn_changes": most["changes"],
        }
    return facts
