"""Diagnose packages: where each site stands, what holds it back, and how sure that is.

The score of a component is readiness × use; the score of a package is the lowest of its components
(Sartas et al. 2020, as the reporting system PRMS of CGIAR computes it). Everything here is computed
for all sites of a call together. ``docs/methods.md`` gives formula, source and limits of every
number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.core.grouped_rows import joined, place_in_group, rank_order
from workbench.core.method import Method
from workbench.core.table_access import (
    DIMENSIONS,
    BoolArray,
    Dimension,
    FloatArray,
    IntArray,
    Words,
    floats,
    whole,
    words,
)
from workbench.diagnosis.analysis.bottleneck_model import (
    Failing,
    PackageModel,
    Products,
    evaluate,
    level_pmf,
)
from workbench.diagnosis.analysis.levels import (
    CLAIMS,
    Basis,
    DimensionLevels,
    Packages,
    current_scores,
    dimension_levels,
    needed_components,
    pieces_of,
)
from workbench.diagnosis.analysis.package_summary import add_panel, add_target, package_table
from workbench.diagnosis.analysis.projected_levels import (
    chance_of_failing,
    promised,
    shifted,
    steps_promised,
)
from workbench.errors import InvalidInput, UnknownName

if TYPE_CHECKING:
    from workbench.frameworks import Framework

#: Noise width in levels by the strongest accepted class of evidence: ours.
WIDTHS: Mapping[str, float] = {"strong": 0.5, "medium": 0.75, "weak": 1.0, "none": 1.5}

SOURCES = (
    "element score readiness × use, package score the minimum: Sartas et al. 2020, Agricultural "
    "Systems 183:102874; the same formula in CGIAR's PRMS (AllianceBioversityCIAT/onecgiar_pr)",
    "worth of dependent assessors A / (1 + (A - 1) rho): Clemen and Winkler 1985",
    "probability of being the bottleneck, its noise model, widths and correlation: ours",
)


@dataclass(frozen=True, eq=False)
class Diagnosis:
    """The diagnosis of one or many packages, one package per site.

    Attributes
    ----------
    table : DataFrame
        One row per site and needed component, sites and components in the order of the file. Levels
        are whole numbers on the framework's scale, missing (never 0) where not known.

        ==================== ======= ==============================================================
        column               dtype   meaning
        ==================== ======= ==============================================================
        site                 str     key of the site
        component            str     key of the component
        title                str     name to print; the key where there is none
        role                 str     "core" or "complementary"
        functions            str     keys of the functions it serves, separated by ;
        position             Int64   place among the site's rows in the file, from 1
        round                Int64   round that the assessors' scores come from: the one asked for,
                                     else the latest in which they scored this component; missing
                                     where they gave none
        readiness_median     float   median of the assessors in that round
        readiness_lowest     Int64   lowest level an assessor gave
        readiness_highest    Int64   highest level an assessor gave
        readiness_n          Int64   assessors who gave a level
        readiness_claimed    Int64   adopted level, else judgement of the documents, else lower
                                     median of the assessors
        readiness_claim_from str     "adopted", "evidence" or "workshop"; "projected" in a what-if
        readiness_supported  Int64   highest level that accepted evidence supports
        readiness_capped     bool    whether the evidence supports less than is claimed
        readiness            Int64   level used: claimed, but not above what is supported
        readiness_projected  Int64   level projected (lower median); not capped
        use_median …         ...     the same ten columns for use
        score                Int64   readiness × use; missing where either is missing
        score_projected      Int64   the same with projected levels, else current ones; missing
                                     where nothing is projected
        missing              str     "", "readiness", "use" or "readiness and use"
        bottleneck           bool    whether the score is the lowest of the site (ties: all of them)
        rank                 Int64   1 = lowest score, then readiness, then use, then title
        binding              str     dimension with the lower level: "readiness", "use" or "both"
        p_bottleneck         float   probability of being the lowest among the scored components;
                                     sums to 1 per site
        spread               bool    whether assessors lie 2 levels or more apart in a dimension
        ==================== ======= ==============================================================
    packages : DataFrame
        One row per site.

        ==================== ======== =============================================================
        column               dtype    meaning
        ==================== ======== =============================================================
        site                 str      key of the site
        components           Int64    needed components
        scored               Int64    of these, with both levels
        score                Int64    lowest score; an upper bound where `provisional`
        mean                 float    mean of the scored components
        prms_score           Int64    minimum as PRMS computes it: unscored components ignored
        prms_mean            float    mean as PRMS computes it: the same, to one decimal
        provisional          bool     whether a needed component is unscored
        status               str      "diagnosed", "provisional", "use not given", "readiness not
                                      given" or "not assessed" (no component has both levels)
        bottlenecks          str      keys of all components at the minimum, by rank, joined by ;
        bottleneck           str      the first of them
        binding              str      its binding dimension
        p_bottleneck         float    its probability
        likely               str      most probable component
        likely_second        str      second most probable component
        second_score         Int64    second lowest score: what the package reaches if the
                                      bottleneck is overcome
        gain                 Int64    second_score - score
        score_if_readiness   Int64    package score if the readiness of the bottleneck alone went
                                      to the top of the scale
        score_if_use         Int64    the same for its use
        score_projected      Int64    lowest of projected, else current scores; missing where
                                      nothing is projected
        p_target             float    probability that the package reaches the target
        round                Int64    latest round of the site, or the one asked for; components
                                      not scored again keep their own, see `table`
        assessors            Int64    assessors whose scores count, in whatever round they gave
                                      them
        first_date           datetime first judgement that the levels rest on
        last_date            datetime last one
        ==================== ======== =============================================================
    chain : DataFrame
        site, step (from 1), component, title, score_before, score_after: what the package reaches
        when one bottleneck after the other is overcome; score_after is missing where no component
        is left.
    functions : DataFrame
        site, function, title, components (keys, with ;), covered (bool): every function of the
        framework.
    distribution : DataFrame
        site, score, probability: P(package = score) over the scores that a product of levels can
        take.
    left_out : DataFrame
        site, component, title, reason: components that do not count at a site.
    method : Method
        Parameters and sources.
    framework : Framework
        Framework whose levels these are.
    """

    table: pd.DataFrame
    packages: pd.DataFrame
    chain: pd.DataFrame
    functions: pd.DataFrame
    distribution: pd.DataFrame
    left_out: pd.DataFrame
    method: Method
    framework: Framework

    @property
    def sites(self) -> tuple[str, ...]:
        """Keys of the sites, in the order of the file."""
        return tuple(self.packages["site"])

    def site(self, key: str) -> Diagnosis:
        """Give the diagnosis of one site, in the same form.

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
            if isinstance(value := getattr(self, part.name), pd.DataFrame)
        }
        return replace(self, **parts)

    def _repr_html_(self) -> str:
        """Show the packages, with the names from the data escaped."""
        shown = ["site", "components", "scored", "score", "status", "bottleneck", "binding"]
        head = "".join(f"<th>{name}</th>" for name in [*shown, "probability"])
        rows = []
        for row in self.packages.head(20).to_dict("records"):
            cells = ["not known" if pd.isna(row[name]) else str(row[name]) for name in shown]
            p = row["p_bottleneck"]
            cells.append("not known" if pd.isna(p) else f"{p:.2f}")
            rows.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
        more = len(self.packages) - len(rows)
        note = f"<p>… and {more} more sites</p>" if more else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(rows)}</tbody></table>{note}"


def diagnose(
    components: pd.DataFrame,
    scores: pd.DataFrame,
    framework: Framework,
    *,
    evidence: pd.DataFrame | None = None,
    sites: Sequence[str] | None = None,
    basis: Basis = "adopted",
    round: int | None = None,  # noqa: A002 - the word that the tables use
    correlation: float = 0.5,
    widths: Mapping[str, float] | None = None,
    width: float = 0.75,
    target: int | None = None,
    what_if: bool = False,
) -> Diagnosis:
    """Diagnose the packages of all sites in one call.

    Parameters
    ----------
    components : DataFrame
        site, component and where known title, role, functions, needed, supersedes.
    scores : DataFrame
        site, component, readiness, use and where known round (1 if the column is absent), basis
        ("workshop" if absent), assessor, date. Scores of components that are not in `components`,
        or do not count there, are left out.
    framework : Framework
        Its scales bound the levels; its list "functions" is what a package should cover.
    evidence : DataFrame, optional
        site, component, dimension, supports_level, strength. Without it nothing is capped.
    sites : sequence of str, optional
        Sites to diagnose, in this order; one without components is "not assessed". Without it, the
        sites of `components`.
    basis : {"adopted", "evidence", "workshop"}
        What a claim may rest on: the adopted level, else the judgement of the documents, else the
        lower median of the assessors; or one of the last two alone. PRMS uses "evidence".
    round : int, optional
        Round of assessment; the assessors' scores of this round alone then count. Unless given,
        those of the latest round in which they scored the component: an older judgement stands
        until the component is scored again.
    correlation : float
        Assumed correlation of the assessors' errors, 0 to 1 (ours).
    widths : mapping of str to float, optional
        Noise width in levels by class of evidence; classes left out keep 0.5 (strong), 0.75
        (medium), 1.0 (weak), 1.5 (none). Ours.
    width : float
        Noise width where the class of evidence is not known (ours).
    target : int, optional
        Package score whose probability is wanted.
    what_if : bool
        Whether projected levels count, in place of today's and not capped by evidence: the
        diagnosis of what somebody promises, never the score of a site. A column `success` in
        `scores` gives the probability that a projected level is reached (1 where it is blank);
        with the remaining probability the component stays where it is.

    Returns
    -------
    Diagnosis

    Raises
    ------
    InvalidInput
        A level that is not on the framework's scale, a judgement or component twice, a parameter
        that makes no sense.
    UnknownName
        A column, basis or class of evidence that does not exist.

    Notes
    -----
    See ``docs/methods.md`` for the formulas. The element and package scores follow Sartas et al.
    (2020) and CGIAR's PRMS; the probability model is ours.
    """
    if basis not in CLAIMS:
        raise UnknownName(kind="basis", name=basis, known=list(CLAIMS))
    all_widths = _checked_widths(widths, width, correlation)
    packages = needed_components(components, sites)
    judgements = current_scores(packages, scores, framework, round)
    pieces = pieces_of(packages, evidence, framework)
    by_dimension = {
        d: dimension_levels(packages, judgements, pieces, d, framework, basis) for d in DIMENSIONS
    }
    later = promised(by_dimension, framework) if what_if else by_dimension
    failing = chance_of_failing(packages, scores, by_dimension) if what_if else None
    table = _component_table(packages, later, judgements.component_round)
    order = _rank(packages, table)
    noise = _Noise(all_widths, width, correlation)
    model = _model(packages, table, (by_dimension, later), framework, noise, failing)
    table["p_bottleneck"] = model.bottleneck
    table["spread"] = _spread(table)
    summary = package_table(packages, table, order, framework)
    add_target(summary, model, target)
    add_panel(summary, packages, judgements, by_dimension)
    parameters: dict[str, object] = {"basis": basis, "round": "latest" if round is None else round}
    parameters |= {
        "correlation": correlation,
        "widths": all_widths,
        "width": width,
        "target": target,
    }
    if what_if:
        parameters["what_if"] = True
    return Diagnosis(
        table=table,
        packages=summary,
        chain=_chain(packages, table, order),
        functions=_functions(packages, framework),
        distribution=_distribution(packages, model),
        left_out=packages.left_out,
        method=Method("lowest product of readiness and use", parameters, SOURCES),
        framework=framework,
    )


def _checked_widths(
    widths: Mapping[str, float] | None, width: float, correlation: float
) -> dict[str, float]:
    """Complete the widths and refuse parameters that make no sense."""
    for name in widths or {}:
        if name not in WIDTHS:
            raise UnknownName(kind="class of evidence", name=name, known=list(WIDTHS))
    result = {**WIDTHS, **(widths or {})}
    if not 0.0 <= correlation <= 1.0:
        message = f"The correlation between assessors lies from 0 to 1, not at {correlation}."
        raise InvalidInput(message)
    for name, value in {**result, "unknown": width}.items():
        if not (np.isfinite(value) and value > 0.0):
            message = f"The noise width ({name} evidence) is a number above 0, not {value}."
            raise InvalidInput(message)
    return result


# ---------------------------------------------------------------- one row per component


def _component_table(
    packages: Packages,
    by_dimension: Mapping[Dimension, DimensionLevels],
    component_round: FloatArray,
) -> pd.DataFrame:
    """Put the levels beside the components, and the element score."""
    columns: dict[str, pd.Series] = {str(name): packages.table[name] for name in packages.table}
    columns["position"] = packages.table["position"].astype("Int64")
    columns["round"] = whole(component_round)
    for d, found in by_dimension.items():
        columns[f"{d}_median"] = pd.Series(found.median)
        columns[f"{d}_lowest"] = whole(found.lowest)
        columns[f"{d}_highest"] = whole(found.highest)
        columns[f"{d}_n"] = whole(found.assessors)
        columns[f"{d}_claimed"] = whole(found.claimed)
        columns[f"{d}_claim_from"] = words(found.source)
        columns[f"{d}_supported"] = whole(found.supported)
        columns[f"{d}_capped"] = pd.Series(found.capped)
        columns[d] = whole(found.used)
        columns[f"{d}_projected"] = whole(found.projected)
    r, u = by_dimension["readiness"], by_dimension["use"]
    score = r.used * u.used
    columns["score"] = whole(score)
    expected = [np.where(np.isnan(d.projected), d.used, d.projected) for d in (r, u)]
    nothing = np.isnan(r.projected) & np.isnan(u.projected)
    columns["score_projected"] = whole(np.where(nothing, np.nan, expected[0] * expected[1]))
    lacks = np.isnan(r.used) + 2 * np.isnan(u.used).astype(int)
    columns["missing"] = words(
        np.array(["", "readiness", "use", "readiness and use"], object)[lacks]
    )
    lowest = np.full(len(packages.sites), np.inf)
    np.fmin.at(lowest, packages.site, score)
    columns["bottleneck"] = pd.Series(score == lowest[packages.site])
    return pd.DataFrame(columns)


def _rank(packages: Packages, table: pd.DataFrame) -> IntArray:
    """Add rank and binding; give the rows by site and rank, unscored ones last in their site."""
    score, readiness, use = (floats(table[name]) for name in ("score", *DIMENSIONS))
    order = rank_order(packages.site, score, readiness, use, table)
    rank = np.empty(len(table))
    rank[order] = place_in_group(packages.site[order]) + 1
    table["rank"] = whole(np.where(np.isnan(score), np.nan, rank))
    binding = np.where(readiness < use, "readiness", np.where(use < readiness, "use", "both"))
    table["binding"] = pd.Series(binding, dtype="str").mask(np.isnan(score))
    return order


def _spread(table: pd.DataFrame) -> BoolArray:
    """Mark components on which assessors lie two levels or more apart."""
    apart = [floats(table[f"{d}_highest"]) - floats(table[f"{d}_lowest"]) for d in DIMENSIONS]
    return np.asarray(np.fmax(*apart) >= 2.0)


@dataclass(frozen=True, slots=True)
class _Noise:
    """The parameters of the noise model."""

    widths: Mapping[str, float]
    width: float
    correlation: float

    def of(self, strength: Words) -> FloatArray:
        """Give the noise width of each class of evidence."""
        noise = np.full(len(strength), self.width)
        for name, value in self.widths.items():
            noise[strength == name] = value
        return noise


def _model(
    packages: Packages,
    table: pd.DataFrame,
    today_and_later: tuple[
        Mapping[Dimension, DimensionLevels], Mapping[Dimension, DimensionLevels]
    ],
    framework: Framework,
    noise: _Noise,
    failing: FloatArray | None,
) -> PackageModel:
    """Run the exact model over the scored components."""
    today, later = today_and_later
    scored = np.flatnonzero(table["score"].notna().to_numpy())
    steps, before, after = [], [], []
    for d in DIMENSIONS:
        scale = framework.scales[d]
        steps.append(np.arange(scale.minimum, scale.maximum + 1))
        widths = noise.of(later[d].strength[scored])
        before.append(level_pmf(later[d].judged[scored], widths, noise.correlation))
        after.append(shifted(before[-1], steps_promised(today[d], later[d])[scored]))
    products = Products.of(steps[0], steps[1])
    stay = None if failing is None else Failing(failing[scored], before[0], before[1])
    site, sites = packages.site[scored], len(packages.sites)
    part = evaluate(site, sites, after[0], after[1], products, stay)
    bottleneck = np.full(len(table), np.nan)
    bottleneck[scored] = part.bottleneck
    return replace(part, bottleneck=bottleneck)


# ---------------------------------------------------------------- by-products


def _chain(packages: Packages, table: pd.DataFrame, order: IntArray) -> pd.DataFrame:
    """Overcome one bottleneck after the other."""
    score = floats(table["score"])
    row = order[~np.isnan(score[order])]
    site = packages.site[row]
    after = np.append(score[row][1:], np.nan).astype(np.float64)
    after[np.append(site[1:] != site[:-1], True)[: len(row)]] = np.nan
    result = table.iloc[row][["site", "component", "title"]].reset_index(drop=True)
    result.insert(1, "step", whole(place_in_group(site).astype(np.float64) + 1.0))
    result["score_before"] = whole(score[row])
    result["score_after"] = whole(after[: len(row)])
    return result


def _functions(packages: Packages, framework: Framework) -> pd.DataFrame:
    """Say for every site and function of the framework which components serve it."""
    terms = framework.terms("functions")
    sites, size = len(packages.sites), len(terms)
    served = packages.table["functions"].dropna().str.split(";").explode().str.strip()
    place = pd.Index(list(terms)).get_indexer(pd.Index(served))
    row = served.index.to_numpy()[place >= 0]
    group = packages.site[row] * size + place[place >= 0]
    order = np.argsort(group, kind="stable")
    keys = packages.table["component"].to_numpy(object)[row][order]
    served_by = joined(keys, group[order], sites * size)
    return pd.DataFrame(
        {
            "site": words(np.repeat(packages.sites.to_numpy(object), size)),
            "function": words(np.tile(np.array(list(terms), object), sites)),
            "title": words(np.tile(np.array([t.title for t in terms.values()], object), sites)),
            "components": words(served_by),
            "covered": served_by != "",
        }
    )


def _distribution(packages: Packages, model: PackageModel) -> pd.DataFrame:
    """List the distribution of the package score of every site that has one."""
    known = np.flatnonzero(~np.isnan(model.package[:, 0]))
    size = model.values.size
    return pd.DataFrame(
        {
            "site": words(np.repeat(packages.sites.to_numpy(object)[known], size)),
            "score": whole(np.tile(model.values, len(known)).astype(float)),
            "probability": model.package[known].ravel(),
        }
    )
