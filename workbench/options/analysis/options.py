"""Weigh the seven strategic options: what each would do to the package of a site.

Each option is a transformation of the package; the result is diagnosed by the same ``diagnose`` as
the site itself. Levels that an option promises count in that what-if alone and never enter the
score of the site. ``docs/methods.md`` gives formula, source and limits of every number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any, ClassVar

import pandas as pd

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.rows import rows_of, table_of
from workbench.core.table_access import DIMENSIONS, whole
from workbench.diagnosis.analysis.diagnosis import Diagnosis, diagnose
from workbench.diagnosis.analysis.levels import needed_components, read_levels, row_numbers
from workbench.errors import UnknownName
from workbench.options.analysis.option_guards import ComponentKey, Facts, reason_against
from workbench.options.analysis.option_rows import Option, Proposal, keys_in, read_options
from workbench.options.analysis.option_table import level_steps, weighed_options
from workbench.options.analysis.transformations import Origin, compose

if TYPE_CHECKING:
    from workbench.frameworks import Framework

SOURCES = (
    "the seven options and their order: Scaling Readiness, step Strategize (Sartas et al. 2020)",
    "options as transformations of the package, re-diagnosed; guards; uncertain success as a "
    "mixture of the distributions with and without success: ours",
)

# Levels by which an option is expected to move its component.
_STEPS = [f"{d}_step" for d in DIMENSIONS]

#: Columns of the options that are handed on as they were given, for the comparison.
HANDED_ON = (
    *("refused_by", "acceptability", "inclusion", "reversibility", "evidence_strength"),
    *("success_low", "success_high"),
)


@dataclass(frozen=True, slots=True, eq=False)
class Basics:
    """What every re-diagnosis of these sites rests on.

    Attributes
    ----------
    origin : Origin
        Tables of the sites, and the levels of every listed component.
    parameters : mapping of str to object
        Parameters of ``diagnose`` that are the same for every package.
    facts : Facts
        Names, levels and states of the sites.
    rows : DataFrame
        The options as they were read, with readiness_step and use_step.
    """

    origin: Origin
    parameters: Mapping[str, Any]
    facts: Facts
    rows: pd.DataFrame

    def diagnose(self, packages: Mapping[str, tuple[str, Sequence[str]]]) -> Diagnosis:
        """Diagnose packages after their options, all in one call.

        Parameters
        ----------
        packages : mapping of str to (str, sequence of str)
            By the key of the package: the site that it starts from, and the proposals carried out.
        """
        homes = pd.DataFrame(
            {"package": list(packages), "site": [site for site, _ in packages.values()]},
            dtype="str",
        )
        place = {
            key: row
            for row, key in enumerate(zip(self.rows["site"], self.rows["proposal"], strict=True))
        }
        pairs = [(key, place[site, one]) for key, (site, all_) in packages.items() for one in all_]
        changes = self.rows.iloc[[row for _, row in pairs]].assign(
            package=pd.Series([key for key, _ in pairs], dtype="str").to_numpy()
        )
        made = compose(self.origin, homes, changes)
        return diagnose(
            made.components,
            made.scores,
            self.origin.framework,
            evidence=made.evidence,
            sites=list(packages),
            what_if=True,
            **self.parameters,
        )


@dataclass(frozen=True, eq=False)
class OptionResults(Result):
    """What each option would do, one row per option of a site.

    Attributes
    ----------
    table : DataFrame
        One row per option, in the order of the file: the columns of
        :class:`~workbench.options.analysis.option_rows.Option`, and as they were given refused_by,
        acceptability, inclusion, reversibility, evidence_strength, success_low, success_high.
    before : Diagnosis
        The sites as they are today.
    after : Diagnosis
        One package per computed option; its key is ``site:proposal``.
    method : Method
        Parameters and sources.
    basics : Basics
        What further what-ifs of the same sites rest on, such as combinations.
    """

    _shown: ClassVar = (
        *("site", "letter", "component_title", "option_title", "score_before", "score_after"),
        *("bottleneck_after_title", "cost", "months", "reason"),
    )

    table: pd.DataFrame
    before: Diagnosis
    after: Diagnosis
    method: Method
    basics: Basics

    @property
    def sites(self) -> tuple[str, ...]:
        """Keys of the sites, in the order of the file; those without an option too."""
        return self.before.sites

    def of_site(self, key: str) -> OptionResults:
        """Return the results of one site; `after` keeps the packages of all."""
        rows = self.basics.rows
        basics = replace(self.basics, rows=rows[rows["site"] == key].reset_index(drop=True))
        return replace(super().of_site(key), before=self.before.site(key), basics=basics)

    @cached_property
    def rows(self) -> list[Option]:
        """The rows of `table` as typed values."""
        return rows_of(self.table, Option)

    @cached_property
    def possible(self) -> list[Option]:
        """The options that are possible and could be computed."""
        return [one for one in self.rows if one.possible and one.computed]

    def option(self, site: str, proposal: str) -> Option:
        """Return one option.

        Raises
        ------
        UnknownName
            There is no such site or option.
        """
        if site not in self.sites:
            raise UnknownName(kind="site", name=site, known=self.sites)
        own = {one.proposal: one for one in self.rows if one.site == site}
        if proposal not in own:
            raise UnknownName(kind="option", name=proposal, known=list(own))
        return own[proposal]


def weigh_options(
    options: pd.DataFrame,
    before: Diagnosis,
    components: pd.DataFrame,
    scores: pd.DataFrame,
    *,
    evidence: pd.DataFrame | None = None,
    as_of: date | None = None,
    names: Mapping[str, str] | None = None,
    currency: str | None = None,
) -> OptionResults:
    """Diagnose every site again after each of its options, all in one call.

    Parameters
    ----------
    options : DataFrame
        The table ``options``: site, proposal, component, option and where known the others. Options
        of sites that `before` does not cover are left out.
    before : Diagnosis
        The sites as they are today; what-ifs take its framework and its parameters.
    components, scores, evidence : DataFrame
        As for :func:`~workbench.diagnosis.analysis.diagnosis.diagnose`, with the sites that one
        could move to.
    as_of : date, optional
        The day from which one looks ahead: a change that one waits for has to come later.
    names : mapping of str to str, optional
        Names to print of sites and actors.
    currency : str, optional
        Currency of the costs.

    Returns
    -------
    OptionResults

    Notes
    -----
    The score after an option is what the package reaches if the option succeeds. An uncertain
    success mixes the distributions of the package with and without it (ours).

    Examples
    --------
    >>> from workbench.frameworks import load
    >>> listed = pd.DataFrame({"site": "s", "component": ["C1", "C2", "C3"]})
    >>> judged = listed.assign(readiness=[8, 6, 4], use=[6, 3, 2])
    >>> option = pd.DataFrame(
    ...     {
    ...         "site": ["s"],
    ...         "proposal": ["a"],
    ...         "component": ["C3"],
    ...         "option": ["develop"],
    ...         "readiness_after": [7],
    ...         "use_after": [4],
    ...     }
    ... )
    >>> found = weigh_options(option, diagnose(listed, judged, load("ipsr")), listed, judged)
    >>> found.table[["score_before", "score_after", "bottleneck_after"]].values.tolist()
    [[8, 18, 'C2']]
    """
    rows = read_options(options, before.sites)
    proposals = rows_of(rows, Proposal)
    elsewhere = [one.to_site for one in proposals if one.to_site]
    read = list(dict.fromkeys([*before.sites, *elsewhere]))
    components, scores = (frame[frame["site"].isin(read)] for frame in (components, scores))
    pieces = None if evidence is None else evidence[evidence["site"].isin(read)]
    given = before.method.parameters
    levels = _listed_levels((components, scores, pieces), before.framework, read)
    facts = Facts(
        *_components(levels),
        left_out=dict(zip(_keys(before.left_out), before.left_out["reason"], strict=True)),
        complete=_complete(components, levels, elsewhere),
        names=names or {},
        as_of=as_of,
        currency=currency,
    )
    why = [reason_against(one, facts) for one in proposals]
    moves = pd.DataFrame(
        [level_steps(one, facts) for one in proposals], columns=_STEPS, dtype=float
    )
    basics = Basics(
        Origin(components, scores, pieces, levels, before.framework),
        {name: given[name] for name in ("correlation", "widths", "width", "target")},
        facts,
        pd.concat([rows, moves], axis=1),
    )
    after = basics.diagnose(
        {
            one.package: (one.site, [one.proposal])
            for one, reason in zip(proposals, why, strict=True)
            if not reason
        }
    )
    found = weighed_options(proposals, why, before, after, facts)
    return OptionResults(
        table=table_of(found, Option).assign(**{name: rows[name] for name in HANDED_ON}),
        before=before,
        after=after,
        method=_method({"basis": given["basis"], **basics.parameters}, as_of),
        basics=basics,
    )


def _method(parameters: Mapping[str, object], as_of: date | None) -> Method:
    known = {name: value for name, value in parameters.items() if value is not None}
    if as_of is not None:
        known["as_of"] = f"{as_of:%Y-%m-%d}"
    return Method("options as changes of the package, diagnosed again", known, SOURCES)


def _keys(frame: pd.DataFrame) -> list[tuple[str, str]]:
    return list(zip(frame["site"], frame["component"], strict=True))


def _listed_levels(
    tables: tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None],
    framework: Framework,
    sites: list[str],
) -> pd.DataFrame:
    """Return the levels of every listed component, whether or not it counts today."""
    components, scores, evidence = tables
    listed = components.drop(columns=["needed", "supersedes"], errors="ignore")
    known = read_levels(listed, scores, framework, evidence=evidence, sites=sites)
    found = known.packages.table[["site", "component", "title", "functions"]]
    return found.assign(**{d: whole(known.by_dimension[d].used) for d in DIMENSIONS})


@dataclass(frozen=True, slots=True)
class _Listed:
    title: str
    functions: str | None
    readiness: int | None
    use: int | None


def _components(
    levels: pd.DataFrame,
) -> tuple[
    dict[ComponentKey, str],
    dict[ComponentKey, frozenset[str]],
    dict[ComponentKey, tuple[int | None, int | None]],
]:
    """Return titles, functions and levels of the components, by site and component."""
    rows = dict(zip(_keys(levels), rows_of(levels, _Listed), strict=True))
    return (
        {key: one.title for key, one in rows.items()},
        {key: frozenset(keys_in(one.functions)) for key, one in rows.items()},
        {key: (one.readiness, one.use) for key, one in rows.items()},
    )


def _complete(components: pd.DataFrame, levels: pd.DataFrame, sites: list[str]) -> dict[str, bool]:
    """Return the sites of which a component that counts is scored, and whether all of them are."""
    counting = needed_components(components, sites).table
    row = row_numbers(levels, counting["site"], counting["component"])
    scored = levels[list(DIMENSIONS)].notna().all(axis=1).to_numpy(dtype=bool)[row]
    each = pd.Series(scored).groupby(counting["site"].to_numpy()).agg(["any", "all"])
    found = each[each["any"]]
    return dict(zip(found.index, found["all"].tolist(), strict=True))
