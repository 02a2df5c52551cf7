"""Compare the options for each bottleneck: screens, dominance, weighted value, and how firm it is.

What users need is less a score than an answer to "would another honest weighting change it?"; so
weights are drawn from all that respect the team's ranking (:mod:`workbench.options.analysis.smaa`).
``docs/methods.md`` gives formula, source and limits of every number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.table_access import require, text
from workbench.errors import InvalidInput, Problem, UnknownName
from workbench.frameworks import Criterion, load_criteria
from workbench.options.analysis.choice_group import Compared, Weighting, compare_group
from workbench.options.analysis.choice_tables import choice_tables
from workbench.options.analysis.criterion_values import criterion_numbers
from workbench.options.analysis.screens import screen_reasons
from workbench.options.analysis.smaa import draw_weights, mean_weights

if TYPE_CHECKING:
    from workbench.core.table_access import FloatArray

#: Criteria that a project compares by unless it names its own: ours.
USUAL = ("gain", "months", "cost", "success")

#: What a ranking holds: keys, or groups of keys that are not told apart.
Ranking = Sequence[str | Sequence[str]]

SOURCES = (
    "stochastic multicriteria acceptability analysis: Lahdelma, Hokkanen and Salminen 1998, "
    "European Journal of Operational Research 106:137-143; ranked criteria: Lahdelma and Salminen "
    "2001, Operations Research 49:444-454",
    "mean of ranked weights: Barron and Barrett 1996, Management Science 42:1515-1523",
    "value of information: Raiffa 1968, Decision Analysis",
    "criteria, fixed ranges and value functions, screens, the rule for missing numbers, stopping "
    "shown apart: ours",
)


@dataclass(frozen=True, eq=False)
class Choice:
    """How the options for each bottleneck compare; options of one site and component compete.

    Attributes
    ----------
    table : DataFrame
        One row per option, in the order of the input.

        ==================== ======= ==============================================================
        column               dtype   meaning
        ==================== ======= ==============================================================
        site, component      str     where it competes
        proposal             str     short name of the option at that site
        option               str     one of the seven keys; missing where not given
        title                str     name to print
        status               str     "compared", "screened out", or "apart": stopping is shown but
                                     not ranked, because it would win by costing nothing
        screened             bool    whether it cannot be chosen; without a rank, as "apart"
        screen_reason        str     why, in sentences; "" where it can be chosen
        dominated_by         str     proposals that are nowhere worse and somewhere better, with ;
        not_known            str     keys of the criteria on which nothing is known, with ;
        outside_range        str     keys of the criteria whose number lies outside the fixed range
        value_equal          float   mean weighted value, 0 to 1, at equal weights
        value                float   the same at the central weights: mean of all drawn, or given
        value_low, value_high float  5th and 95th percentile of the weighted value over the draws
        first_share          float   share of draws in which it is best (rank 1 acceptability)
        expected_rank        float   mean rank over the draws, 1 the best
        rank                 Int64   place by first_share, then expected_rank, then proposal
        confidence           float   share of draws of the values in which it is best under the very
                                     weights that favour it; missing where it is never best
        ==================== ======= ==============================================================
    acceptability : DataFrame
        site, component, proposal, rank (Int64), share (float): share of draws with that rank.
    central_weights : DataFrame
        site, component, proposal, criterion, weight (float): mean of the weights under which the
        option is best, what one must believe to prefer it; no rows where it never is.
    pairwise : DataFrame
        site, component, proposal, against, share (float): share of draws in which it is better.
    swing : DataFrame
        site, component, proposal, criterion, threshold_weight, direction ("more", "less"),
        weight_now (float): the option becomes best where the criterion weighs more (less) than the
        threshold, the others keeping their proportions.
    values : DataFrame
        site, component, proposal, criterion, low, likely, high (float, unit of the criterion;
        missing where not known), known (bool), value (float 0 to 1, mean); of all options.
    missing : DataFrame
        site, component, proposal, criterion, criterion_title: numbers that are not known, of
        options that are compared.
    information : DataFrame
        site, component, criterion (missing: all), proposal (missing: all options of the
        bottleneck), worth (float, in units of value), changes (float, share of draws): what
        knowing it would be worth at most before choosing, and how often it would change the
        choice.
    weights : DataFrame
        criterion, title, weight (float): central weights.
    criteria : tuple of Criterion
        Criteria with the ranges as they were used.
    method : Method
        Parameters, with the seed, and sources.
    """

    table: pd.DataFrame
    acceptability: pd.DataFrame
    central_weights: pd.DataFrame
    pairwise: pd.DataFrame
    swing: pd.DataFrame
    values: pd.DataFrame
    missing: pd.DataFrame
    information: pd.DataFrame
    weights: pd.DataFrame
    criteria: tuple[Criterion, ...]
    method: Method

    @property
    def sites(self) -> tuple[str, ...]:
        """Keys of the sites, in the order of the input."""
        return tuple(self.table["site"].unique())

    def site(self, key: str) -> Choice:
        """Give the comparison at one site, in the same form.

        Raises
        ------
        UnknownName
            There is no such site.
        """
        if key not in self.sites:
            raise UnknownName(kind="site", name=key, known=self.sites)
        parts: dict[str, Any] = {
            part.name: value[value["site"] == key].reset_index(drop=True)
            for part in fields(self)
            if isinstance(value := getattr(self, part.name), pd.DataFrame) and "site" in value
        }
        return replace(self, **parts)

    def _repr_html_(self) -> str:
        """Show the options, with the names from the data escaped."""
        head = ("site", "component", "option", "best in", "mean rank", "remark")
        rows = []
        for row in self.table.head(20).to_dict("records"):
            share, rank = row["first_share"], row["expected_rank"]
            remark = row["screen_reason"]
            if row["status"] == "apart":
                remark = "shown apart, not ranked"
            elif not remark and row["dominated_by"]:
                remark = f"worse than or equal to {row['dominated_by']} on every criterion"
            cells = [row["site"], row["component"], row["title"]]
            cells += ["–" if pd.isna(share) else f"{share:.0%}"]
            cells += ["–" if pd.isna(rank) else f"{rank:.1f}", remark]
            rows.append("<tr>" + "".join(f"<td>{escape(str(c))}</td>" for c in cells) + "</tr>")
        top = "".join(f"<th>{name}</th>" for name in head)
        more = len(self.table) - len(rows)
        note = f"<p>… and {more} more options</p>" if more else ""
        return f"<table><thead><tr>{top}</tr></thead><tbody>{''.join(rows)}</tbody></table>{note}"


def compare_options(
    options: pd.DataFrame,
    criteria: Sequence[Criterion] | Sequence[str] | None = None,
    *,
    ranking: Ranking | None = None,
    weights: Mapping[str, float] | None = None,
    ceiling: float | None = None,
    horizon: float | None = None,
    draws: int = 10_000,
    seed: int = 20260314,
) -> Choice:
    """Compare the options for each bottleneck of each site.

    Parameters
    ----------
    options : DataFrame
        One row per option: site, component, proposal, and where known option, title, possible,
        reason, refused_by, and the columns of the criteria with ``_low`` and ``_high``. The table
        of ``weigh_options`` has this form.
    criteria : sequence of Criterion or of str, optional
        Criteria, or keys of those that come with the workbench; gain, months, cost and success
        unless given.
    ranking : sequence, optional
        Keys of the criteria, the most important first. A group in place of a key holds criteria
        that are not told apart; criteria that are not named come last. Without it every weighting
        counts alike.
    weights : mapping of str to float, optional
        A weight for every criterion in place of a ranking, such as those of
        :func:`~workbench.options.analysis.pairwise_weights.weights_from_pairs`; scaled to sum to 1.
    ceiling, horizon : float, optional
        Most that may be spent (base currency) and most months that may pass. Options beyond are
        screened out, and the ranges of the criteria that ask for it end there.
    draws : int
        Draws of weights and values; 10,000 give shares within 0.01 at 95 %.
    seed : int
        Of the random numbers. A bottleneck has the same result whichever others are compared.

    Returns
    -------
    Choice

    Raises
    ------
    InvalidInput
        An option twice, a range that is none, weights or limits that cannot be used.
    UnknownName
        A criterion or column that does not exist.

    Examples
    --------
    >>> options = pd.DataFrame(
    ...     {
    ...         "site": "huye",
    ...         "component": "seed",
    ...         "proposal": ["outsource-1", "develop-1"],
    ...         "gain": [10.0, 10.0],
    ...         "months": [6.0, 18.0],
    ...         "cost": [40_000.0, 15_000.0],
    ...         "success": [0.8, 0.6],
    ...     }
    ... )
    >>> choice = compare_options(options, ranking=["gain", "months", "cost", "success"])
    >>> choice.table["first_share"].tolist()
    [1.0, 0.0]
    """
    require(options, ["site", "component", "proposal"], "options")
    _refuse_twice(options)
    used = _criteria_used(criteria, ceiling, horizon)
    weighting = _weighting(used, ranking, weights, draws, seed)
    found = criterion_numbers(options, used)
    reasons = screen_reasons(options, ceiling=ceiling, horizon=horizon)
    ranked = (reasons == "") & (text(options, "option", "").to_numpy(object) != "stop")
    names = text(options, "proposal").to_numpy(object)
    compared: list[Compared] = []
    for _, place in options.reset_index(drop=True).groupby(["site", "component"], sort=False):
        rows = place.index.to_numpy(np.int64)
        # Sorted by name, so that the order of the file does not decide who gets which draws.
        rows = rows[np.argsort(names[rows], kind="stable")]
        kept = rows[ranked[rows]]
        if kept.size:
            compared.append(compare_group(kept, found.rows(kept), list(names[kept]), weighting))
    status = np.where(ranked, "compared", np.where(reasons == "", "apart", "screened out"))
    tables = choice_tables(
        options.reset_index(drop=True), found, (status, reasons), compared, weighting
    )
    method = Method("options compared over weightings", _parameters(locals(), used), SOURCES)
    return Choice(**tables, criteria=used, method=method)


def _refuse_twice(options: pd.DataFrame) -> None:
    keys = ["site", "component", "proposal"]
    blank = options[keys].isna().any(axis=1)
    twice = options.duplicated(["site", "proposal"])
    problems = [
        Problem(
            file="options",
            column="proposal",
            found=str(row["proposal"]),
            expected="each option of a site once, with its component",
            advice="Give every option a name of its own, and the component that it is meant for.",
            site=str(row["site"]),
        )
        for row in options[blank | twice].head(20).to_dict("records")
    ]
    if problems:
        message = f"{int((blank | twice).sum())} option(s) cannot be compared"
        raise InvalidInput(message, problems)


def _criteria_used(
    criteria: Sequence[Criterion] | Sequence[str] | None,
    ceiling: float | None,
    horizon: float | None,
) -> tuple[Criterion, ...]:
    """Look keys up, and let ranges end at the limits of the project."""
    known = load_criteria()
    given = USUAL if criteria is None else criteria
    found = [known[one] if isinstance(one, str) else one for one in given]
    keys = [one.key for one in found]
    if not keys or len(set(keys)) < len(keys):
        message = f"options are compared by one or more criteria, each once, not by {keys}"
        raise InvalidInput(message)
    limits = {"ceiling": ceiling, "horizon": horizon}
    return tuple(
        one.stretched(limit) if one.stretch and (limit := limits[one.stretch]) else one
        for one in found
    )


def _weighting(
    criteria: tuple[Criterion, ...],
    ranking: Ranking | None,
    weights: Mapping[str, float] | None,
    draws: int,
    seed: int,
) -> Weighting:
    """Draw the weightings of all groups once, so that they are the same everywhere."""
    keys = [one.key for one in criteria]
    if weights is not None:
        if ranking is not None:
            message = "either a ranking of the criteria or their weights, not both"
            raise InvalidInput(message)
        central = _given_weights(weights, keys)
        return Weighting(keys, np.tile(central, (draws, 1)), central, seed)
    tiers = [[one] if isinstance(one, str) else list(one) for one in ranking or ()]
    for key in (key for tier in tiers for key in tier):
        if key not in keys:
            raise UnknownName(kind="criterion among those compared by", name=key, known=keys)
    places = [[keys.index(key) for key in tier] for tier in tiers]
    drawn = draw_weights(len(keys), tiers=places, draws=draws, seed=seed)
    return Weighting(keys, drawn, mean_weights(len(keys), tiers=places), seed)


def _given_weights(weights: Mapping[str, float], keys: list[str]) -> FloatArray:
    for key in weights:
        if key not in keys:
            raise UnknownName(kind="criterion among those compared by", name=key, known=keys)
    given = np.array([weights.get(key, np.nan) for key in keys], dtype=np.float64)
    if np.isnan(given).any() or (given < 0).any() or not 0 < given.sum() < np.inf:
        message = f"each of {', '.join(keys)} needs a weight of 0 or more, one of them above 0"
        raise InvalidInput(message)
    return np.asarray(given / given.sum(), dtype=np.float64)


def _parameters(given: Mapping[str, Any], used: tuple[Criterion, ...]) -> dict[str, object]:
    """Collect what can change the result, as it was used."""
    ranking, weights = given["ranking"], given["weights"]
    return {
        "criteria": tuple(one.key for one in used),
        "ranking": None if ranking is None else tuple(ranking),
        "weights": "drawn" if weights is None else dict(weights),
        "ceiling": given["ceiling"],
        "horizon": given["horizon"],
        "draws": given["draws"],
        "seed": given["seed"],
        "value functions": {one.key: one.points for one in used},
        "criteria version": load_criteria().version,
        "stop": "shown apart, not ranked (ours)",
        "number not known": "any value from 0 to 1, evenly (ours)",
    }
