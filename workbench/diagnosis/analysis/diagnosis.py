"""Diagnose packages: where each site stands, what holds it back, and how sure that is.

The score of a component is readiness × use; the score of a package is the lowest of its components
(Sartas et al. 2020, as the reporting system PRMS of CGIAR computes it). Everything here is computed
for all sites of a call together. ``docs/methods.md`` gives formula, source and limits of every
number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING, ClassVar

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.rows import rows_of
from workbench.core.table_access import (
    DIMENSIONS,
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
from workbench.diagnosis.analysis.grouped_rows import joined, place_in_group, rank_order
from workbench.diagnosis.analysis.levels import (
    DimensionLevels,
    PackageLevels,
    Packages,
    read_levels,
)
from workbench.diagnosis.analysis.package_summary import add_panel, add_target, package_table
from workbench.diagnosis.analysis.projected_levels import (
    chance_of_failing,
    promised,
    shifted,
    steps_promised,
)
from workbench.diagnosis.analysis.rows import (
    ChainStep,
    Component,
    Package,
    ServedFunction,
    components_of,
)

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
class Diagnosis(Result):
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
        round                Int64   round that the assessors' scores come from: the latest in which
                                     they scored this component; missing where they gave none
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
        second_score         Int64    second lowest score: what the package reaches if the
                                      bottleneck is overcome
        gain                 Int64    second_score - score
        score_if_readiness   Int64    package score if the readiness of the bottleneck alone went
                                      to the top of the scale
        score_if_use         Int64    the same for its use
        score_projected      Int64    lowest of projected, else current scores; missing where
                                      nothing is projected
        p_target             float    probability that the package reaches the target
        round                Int64    latest round of the site; components not scored again keep
                                      their own, see `table`
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

    _main: ClassVar[str] = "packages"
    _shown: ClassVar[tuple[str, ...]] = (
        "site", "components", "scored", "score", "status", "bottleneck", "binding", "p_bottleneck",
    )  # fmt: skip

    @property
    def notes(self) -> pd.DataFrame:
        """Where the level used is not what the assessors' scores alone would give.

        Returns
        -------
        DataFrame
            site, component, dimension, note: "claimed 8, used 3: evidence supports 3", say, or
            "adopted level rules; scores of assessors do not move it".
        """
        parts = []
        for d in DIMENSIONS:
            names = [f"{d}_claimed", d, f"{d}_supported", f"{d}_capped", f"{d}_claim_from"]
            given = zip(*(self.table[name] for name in names), self.table[f"{d}_n"], strict=True)
            said = [
                f"claimed {claimed}, used {used}: evidence supports {supported}"
                if capped
                else "adopted level rules; scores of assessors do not move it"
                if source == "adopted" and asked
                else None
                for claimed, used, supported, capped, source, asked in given
            ]
            place = self.table[["site", "component"]].assign(
                dimension=d, note=pd.Series(said, dtype="str")
            )
            parts.append(place[place["note"].notna()])
        return pd.concat(parts).sort_index(kind="stable").reset_index(drop=True)

    def _repr_html_(self) -> str:
        """Show the packages, and under them why levels are not what the scores alone give."""
        notes = self.notes
        shown = notes.head(20).to_html(index=False) if len(notes) else ""
        return super()._repr_html_() + shown

    @cached_property
    def component_rows(self) -> list[Component]:
        """The components of all sites, each with its levels, in their order."""
        return components_of(self.table)

    @cached_property
    def package_rows(self) -> list[Package]:
        """The packages of all sites, in their order."""
        return rows_of(self.packages, Package)

    @property
    def chain_rows(self) -> list[ChainStep]:
        """The bottlenecks in the order in which they would be overcome."""
        return rows_of(self.chain, ChainStep)

    @property
    def function_rows(self) -> list[ServedFunction]:
        """The functions of the framework, site by site."""
        return rows_of(self.functions, ServedFunction)


def diagnose(
    components: pd.DataFrame,
    scores: pd.DataFrame,
    framework: Framework,
    *,
    evidence: pd.DataFrame | None = None,
    sites: Sequence[str] | None = None,
    correlation: float = 0.5,
    widths: Mapping[str, float] | None = None,
    width: float = 0.75,
    target: int | None = None,
    what_if: bool = False,
) -> Diagnosis:
    """Diagnose the packages of all sites in one call.

    Parameters
    ----------
    components, scores, framework, evidence, sites
        As for :func:`workbench.diagnosis.analysis.levels.read_levels`; the list "functions" of the
        framework is what a package should cover.
    correlation, widths, width, target, what_if
        As for :func:`diagnose_levels`.

    Returns
    -------
    Diagnosis

    Raises
    ------
    InvalidInput
        A level that is not on the framework's scale.
    UnknownName
        A column that does not exist.

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> components = pd.DataFrame({"site": "s", "component": ["seed", "credit"]})
    >>> scores = components.assign(readiness=[4, 7], use=[2, 5])
    >>> diagnose(components, scores, load("ipsr")).packages["score"].tolist()
    [8]
    """
    return diagnose_levels(
        read_levels(components, scores, framework, evidence=evidence, sites=sites),
        correlation=correlation,
        widths=widths,
        width=width,
        target=target,
        what_if=what_if,
    )


def diagnose_levels(
    known: PackageLevels,
    *,
    correlation: float = 0.5,
    widths: Mapping[str, float] | None = None,
    width: float = 0.75,
    target: int | None = None,
    what_if: bool = False,
) -> Diagnosis:
    """Diagnose packages whose levels have been read.

    Parameters
    ----------
    known : PackageLevels
        Levels of all sites.
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
        the scores gives the probability that a projected level is reached (1 where it is blank);
        with the remaining probability the component stays where it is.

    Notes
    -----
    See ``docs/methods.md`` for the formulas. The element and package scores follow Sartas et al.
    (2020) and CGIAR's PRMS; the probability model is ours.
    """
    packages, framework = known.packages, known.framework
    noise = _Noise({**WIDTHS, **(widths or {})}, width, correlation)
    later = promised(known) if what_if else known.by_dimension
    table = _component_table(packages, later, known.scores.component_round)
    order = _rank(packages, table)
    model = _model(known, table, later, noise, chance_of_failing(known) if what_if else None)
    table["p_bottleneck"] = model.bottleneck
    summary = package_table(packages, table, order, framework)
    add_target(summary, model, target)
    add_panel(summary, known)
    parameters: dict[str, object] = {"basis": "adopted", "round": "latest"}
    parameters |= {"correlation": correlation, "widths": noise.widths, "width": width}
    parameters |= {"target": target}
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
    return pd.DataFrame(columns, copy=False)


def _rank(packages: Packages, table: pd.DataFrame) -> IntArray:
    """Add rank and binding; return the rows by site and rank, unscored ones last in their site."""
    score, readiness, use = (floats(table[name]) for name in ("score", *DIMENSIONS))
    order = rank_order(packages.site, score, readiness, use, table)
    rank = np.empty(len(table))
    rank[order] = place_in_group(packages.site[order]) + 1
    table["rank"] = whole(np.where(np.isnan(score), np.nan, rank))
    binding = np.where(readiness < use, "readiness", np.where(use < readiness, "use", "both"))
    table["binding"] = pd.Series(binding, dtype="str").mask(np.isnan(score))
    return order


@dataclass(frozen=True, slots=True)
class _Noise:
    """The parameters of the noise model."""

    widths: Mapping[str, float]
    width: float
    correlation: float

    def of(self, strength: Words) -> FloatArray:
        """Return the noise width of each class of evidence."""
        noise = np.full(len(strength), self.width)
        for name, value in self.widths.items():
            noise[strength == name] = value
        return noise


def _model(
    known: PackageLevels,
    table: pd.DataFrame,
    later: Mapping[Dimension, DimensionLevels],
    noise: _Noise,
    failing: FloatArray | None,
) -> PackageModel:
    """Run the exact model over the scored components."""
    packages, today = known.packages, known.by_dimension
    scored = np.flatnonzero(table["score"].notna().to_numpy())
    steps, before, after = [], [], []
    for d in DIMENSIONS:
        scale = known.framework.scales[d]
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
    """List for every site and function of the framework which components serve it."""
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
