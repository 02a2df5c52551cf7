"""Weigh the seven strategic options: what each would do to the package of a site.

Each option is a transformation of the package; the result is diagnosed by the same ``diagnose`` as
the site itself. Levels that an option promises count in that what-if alone and never enter the
score of the site. ``docs/methods.md`` gives formula, source and limits of every number.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from html import escape
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.table_access import (
    DIMENSIONS,
    floats,
)
from workbench.diagnosis.analysis.diagnosis import Diagnosis, diagnose
from workbench.diagnosis.analysis.levels import row_numbers
from workbench.errors import InvalidInput, NothingToShow, UnknownName
from workbench.options.analysis.option_guards import Facts, reasons
from workbench.options.analysis.option_rows import listed, read_options
from workbench.options.analysis.option_table import option_table
from workbench.options.analysis.substitutes import substitute_candidates
from workbench.options.analysis.transformations import Origin, compose

if TYPE_CHECKING:
    from workbench.frameworks import Framework

SOURCES = (
    "the seven options and their order: Scaling Readiness, step Strategize (Sartas et al. 2020)",
    "options as transformations of the package, re-diagnosed; guards; uncertain success as a "
    "mixture of the distributions with and without success: ours",
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
        The options as they were read, with ``computable`` (bool) and readiness_step, use_step.
    """

    origin: Origin
    parameters: Mapping[str, Any]
    facts: Facts
    rows: pd.DataFrame

    def diagnose(self, packages: pd.DataFrame, changes: pd.DataFrame) -> Diagnosis:
        """Diagnose packages after their changes, all in one call.

        Parameters
        ----------
        packages, changes : DataFrame
            As for :func:`~workbench.options.analysis.transformations.compose`.
        """
        made = compose(self.origin, packages, changes)
        return diagnose(
            made.components,
            made.scores,
            self.origin.framework,
            evidence=made.evidence,
            sites=list(packages["package"]),
            what_if=True,
            **self.parameters,
        )


@dataclass(frozen=True, eq=False)
class OptionResults:
    """What each option would do, one row per option of a site.

    Attributes
    ----------
    table : DataFrame
        One row per option, in the order of the file.

        ======================== ======= ==========================================================
        column                   dtype   meaning
        ======================== ======= ==========================================================
        site, proposal           str     key of the site, short name of the option at that site
        component                str     the bottleneck that it is meant for
        component_title          str     its name to print
        option                   str     one of the seven keys
        option_title             str     name of the option
        title                    str     title of the row; the option's name where there is none
        order                    Int64   place of the option in the method's list, 1 to 7
        possible                 bool    whether no guard and no "no" of the team is against it
        reason                   str     why it is not possible, the team's own words first; ""
                                         where it is
        computed                 bool    whether the package could be diagnosed after it
        score_before             Int64   package score today; missing without a score
        score_after              Int64   package score if the option succeeds; missing where it
                                         was not computed, and after stop
        gain                     Int64   score_after - score_before
        provisional_after        bool    whether a component is then unscored
        bottleneck_after         str     keys of all components then at the minimum, joined by ;
        bottleneck_after_title   str     their names, joined by "; "
        second_after             Int64   second lowest score then: the ceiling
        p_target_before          float   probability that the package reaches the target today
        p_target_after           float   the same after the option, which may fail; missing where
                                         its success is not known
        p_target_if_success      float   the same if it succeeds
        p_improved               float   probability that the package then scores above
                                         score_before; missing where its success is not known
        cost_low, cost,          float   lowest, most likely, highest cost (base currency); NaN
        cost_high                        where not known
        months_low, months,      float   the same for months to effect
        months_high
        success                  float   probability that it succeeds; NaN where not known
        touched                  str     component that stands there afterwards: the substitute, or
                                         the component itself; missing where nothing does
        touched_title            str     its name
        readiness_before,        Int64   levels of `component` today
        use_before
        readiness_after,         Int64   levels of `touched` afterwards
        use_after
        assumptions              str     what has to be true: sentences, one per line
        ======================== ======= ==========================================================

        and, as they were given: feasible, substitute, brings, to_site, executor, change_date,
        new_ambition, accepted_by, refused_by, spent, acceptability, inclusion, reversibility,
        evidence_strength, success_low, success_high.
    before : Diagnosis
        The sites as they are today.
    after : Diagnosis
        One package per computed option; its key is ``site:proposal``.
    candidates : DataFrame
        Components that could take the place of the bottlenecks
        (:func:`~workbench.options.analysis.substitutes.substitute_candidates`).
    aims : DataFrame
        Versions of the aim: site, version (Int64; 1 is the one of today), ambition, proposal
        (missing for version 1), accepted_by.
    method : Method
        Parameters and sources.
    basics : Basics
        What further what-ifs of the same sites rest on, such as combinations.
    """

    table: pd.DataFrame
    before: Diagnosis
    after: Diagnosis
    candidates: pd.DataFrame
    aims: pd.DataFrame
    method: Method
    basics: Basics

    @property
    def sites(self) -> tuple[str, ...]:
        """Keys of the sites, in the order of the file."""
        return self.before.sites

    def site(self, key: str) -> OptionResults:
        """Give the results of one site, in the same form.

        Raises
        ------
        UnknownName
            There is no such site.
        """
        before = self.before.site(key)
        own = self.table[self.table["site"] == key].reset_index(drop=True)
        packages = set(own["site"] + ":" + own["proposal"])
        rows = self.basics.rows
        return replace(
            self,
            table=own,
            before=before,
            after=_only(self.after, packages),
            candidates=_rows(self.candidates, {key}),
            aims=_rows(self.aims, {key}),
            basics=replace(self.basics, rows=rows[rows["site"] == key].reset_index(drop=True)),
        )

    def option(self, site: str, proposal: str) -> Any:
        """Give the row of one option.

        Raises
        ------
        UnknownName
            There is no such site or option.
        """
        own = self.table[self.table["site"] == site]
        if site not in self.sites:
            raise UnknownName(kind="site", name=site, known=self.sites)
        if proposal not in set(own["proposal"]):
            raise UnknownName(kind="option", name=proposal, known=list(own["proposal"]))
        return own[own["proposal"] == proposal].iloc[0]

    def diagnosis(self, site: str, proposal: str) -> Diagnosis:
        """Give the diagnosis of a site after one option, under the key of the site.

        Raises
        ------
        UnknownName
            There is no such site or option.
        NothingToShow
            The option could not be computed; the message says why.
        """
        row = self.option(site, proposal)
        if not row["computed"]:
            message = f"Option {proposal} cannot be weighed. {row['reason']}"
            raise NothingToShow(message)
        return _renamed(self.after.site(f"{site}:{proposal}"), site)

    @cached_property
    def possible(self) -> pd.DataFrame:
        """The rows of `table` that are possible and could be computed."""
        good = (self.table["possible"] & self.table["computed"]).to_numpy(dtype=bool)
        return self.table[good].reset_index(drop=True)

    def _repr_html_(self) -> str:
        """Show the options, with the names from the data escaped."""
        names = ["site", "component_title", "option_title", "score_before", "score_after"]
        names += ["bottleneck_after_title", "cost", "months", "reason"]
        heads = ["site", "bottleneck", "option", "score", "then", "new bottleneck", "cost"]
        head = "".join(f"<th>{name}</th>" for name in [*heads, "months", "not possible because"])
        lines = []
        for row in self.table.head(40).to_dict("records"):
            cells = ["not known" if pd.isna(row[name]) else str(row[name]) for name in names]
            lines.append("<tr>" + "".join(f"<td>{escape(cell)}</td>" for cell in cells) + "</tr>")
        more = len(self.table) - len(lines)
        note = f"<p>… and {more} more options</p>" if more else ""
        return f"<table><thead><tr>{head}</tr></thead><tbody>{''.join(lines)}</tbody></table>{note}"


def _rows(frame: pd.DataFrame, sites: set[str]) -> pd.DataFrame:
    return frame[frame["site"].isin(sites)].reset_index(drop=True)


def _only(diagnosis: Diagnosis, sites: set[str]) -> Diagnosis:
    names = ("table", "packages", "chain", "functions", "distribution", "left_out")
    parts: dict[str, Any] = {name: _rows(getattr(diagnosis, name), sites) for name in names}
    return replace(diagnosis, **parts)


def _renamed(diagnosis: Diagnosis, site: str) -> Diagnosis:
    names = ("table", "packages", "chain", "functions", "distribution", "left_out")
    parts: dict[str, Any] = {
        name: (frame := getattr(diagnosis, name)).assign(
            site=pd.Series(site, index=frame.index, dtype="str")
        )
        for name in names
    }
    return replace(diagnosis, **parts)


def weigh_options(
    options: pd.DataFrame,
    components: pd.DataFrame,
    scores: pd.DataFrame,
    framework: Framework,
    *,
    evidence: pd.DataFrame | None = None,
    sites: Sequence[str] | None = None,
    target: int | None = None,
    as_of: date | str | None = None,
    ambition: str | None = None,
    names: Mapping[str, str] | None = None,
    correlation: float = 0.5,
    widths: Mapping[str, float] | None = None,
    width: float = 0.75,
) -> OptionResults:
    """Diagnose every site again after each of its options, all in one call.

    Parameters
    ----------
    options : DataFrame
        The table ``options``: site, proposal, component, option and where known feasible, why,
        cost, cost_low, cost_high, months (the same three), readiness_after, use_after, success,
        substitute, brings, to_site, executor, change_date, change_source, new_ambition,
        accepted_by, refused_by, assets, told, spent and further columns that are handed on.
    components, scores, evidence : DataFrame
        As for :func:`~workbench.diagnosis.analysis.diagnosis.diagnose`, with the sites that one
        could move to.
    framework : Framework
        Its scales, options and functions.
    sites : sequence of str, optional
        Sites whose options are weighed; a mistake in the options of another site does not matter.
        Without it, the sites of `components`.
    target : int, optional
        Package score whose probability is wanted.
    as_of : date, optional
        The day from which one looks ahead: a change that one waits for has to come later.
    ambition : str, optional
        The aim of today, version 1 of `aims`.
    names : mapping of str to str, optional
        Names to print of sites and actors.
    correlation, widths, width
        As for ``diagnose``.

    Returns
    -------
    OptionResults

    Raises
    ------
    InvalidInput
        Options that cannot be read (:func:`~workbench.options.analysis.option_rows.read_options`),
        with every wrong cell; judgements or components as for ``diagnose``.
    UnknownName
        A column or class of evidence that does not exist.

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
    >>> found = weigh_options(option, listed, judged, load("ipsr"))
    >>> found.table[["score_before", "score_after", "bottleneck_after"]].values.tolist()
    [[8, 18, 'C2']]
    """
    rows = read_options(options, components, framework, sites)
    wanted = _sites(components, sites)
    parameters: dict[str, Any] = {"correlation": correlation}
    parameters |= {"widths": widths, "width": width, "target": target}
    parts = (components, scores, framework, evidence)
    today = _today(parts, wanted, rows["to_site"].dropna(), parameters)
    read = list(today.sites)
    levels = _all_levels(components, scores, framework, evidence, read, parameters)
    facts = _facts(today, levels, names or {}, as_of)
    origin = Origin(*_of(read, components, scores, evidence), levels, framework)
    why = reasons(rows, facts)
    rows = _with_steps(rows, levels).assign(computable=[not reason for reason in why])
    basics = Basics(origin, parameters, facts, rows)
    before = _only(today, set(wanted))
    after = _diagnosed(basics)
    bottlenecks = before.table.loc[before.table["bottleneck"], ["site", "component"]]
    table = option_table(rows, why, before, after, facts, levels)
    return OptionResults(
        table=table,
        before=before,
        after=after,
        candidates=substitute_candidates(components, levels, bottlenecks),
        aims=_aims(wanted, rows, ambition),
        method=_method(parameters, as_of),
        basics=basics,
    )


def _today(
    parts: tuple[pd.DataFrame, pd.DataFrame, Framework, pd.DataFrame | None],
    wanted: Sequence[str],
    elsewhere: Iterable[str],
    parameters: Mapping[str, Any],
) -> Diagnosis:
    """Diagnose the sites and those one could move to; leave out of the latter what has mistakes."""
    components, scores, framework, evidence = parts
    read = list(dict.fromkeys([*wanted, *elsewhere]))
    while True:
        try:
            return diagnose(
                components, scores, framework, evidence=evidence, sites=read, **parameters
            )
        except InvalidInput as error:
            wrong = {problem.site for problem in error.problems} & (set(read) - set(wanted))
            if not wrong or any(problem.site in wanted for problem in error.problems):
                raise
            read = [site for site in read if site not in wrong]


def _sites(components: pd.DataFrame, sites: Sequence[str] | None) -> list[str]:
    return list(dict.fromkeys(components["site"].dropna() if sites is None else sites))


def _of(
    sites: list[str], components: pd.DataFrame, scores: pd.DataFrame, evidence: pd.DataFrame | None
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None]:
    pieces = None if evidence is None else evidence[evidence["site"].isin(sites)]
    return components[components["site"].isin(sites)], scores[scores["site"].isin(sites)], pieces


def _method(parameters: Mapping[str, Any], as_of: date | str | None) -> Method:
    known = {name: value for name, value in parameters.items() if value is not None}
    if as_of is not None:
        known["as_of"] = f"{pd.Timestamp(as_of):%Y-%m-%d}"
    return Method("options as changes of the package, diagnosed again", known, SOURCES)


def _all_levels(
    components: pd.DataFrame,
    scores: pd.DataFrame,
    framework: Framework,
    evidence: pd.DataFrame | None,
    sites: list[str],
    parameters: Mapping[str, Any],
) -> pd.DataFrame:
    """Give the levels of every listed component, whether or not it counts today."""
    listed_ = components[[c for c in components if c not in {"needed", "supersedes"}]]
    found = diagnose(listed_, scores, framework, evidence=evidence, sites=sites, **parameters)
    return found.table[["site", "component", "title", "functions", *DIMENSIONS]]


def _facts(
    today: Diagnosis,
    levels: pd.DataFrame,
    names: Mapping[str, str],
    as_of: date | str | None,
) -> Facts:
    keys = list(zip(levels["site"], levels["component"], strict=True))
    readiness, use = (floats(levels[d]).tolist() for d in DIMENSIONS)
    out = today.left_out
    return Facts(
        titles=dict(zip(keys, levels["title"], strict=True)),
        functions={k: frozenset(listed(f)) for k, f in zip(keys, levels["functions"], strict=True)},
        levels=dict(zip(keys, zip(readiness, use, strict=True), strict=True)),
        left_out=dict(
            zip(zip(out["site"], out["component"], strict=True), out["reason"], strict=True)
        ),
        status=dict(zip(today.packages["site"], today.packages["status"], strict=True)),
        names=dict(names),
        as_of=None if as_of is None else pd.Timestamp(as_of),
    )


def _with_steps(rows: pd.DataFrame, levels: pd.DataFrame) -> pd.DataFrame:
    """Count by how many levels each option is expected to move its component."""
    row = row_numbers(levels, rows["site"], rows["component"])
    moves = rows["option"].isin(["outsource", "develop", "reorient", "postpone"]).to_numpy()
    steps = {}
    for d in DIMENSIONS:
        today = np.append(floats(levels[d]), np.nan)[row]
        steps[f"{d}_step"] = np.where(moves, floats(rows[f"{d}_after"]) - today, np.nan)
    return rows.assign(**steps)


def _diagnosed(basics: Basics) -> Diagnosis:
    """Diagnose one package for each option that can be computed."""
    rows = basics.rows[basics.rows["computable"].to_numpy(dtype=bool)]
    changes = rows.assign(package=(rows["site"] + ":" + rows["proposal"]).astype("str"))
    return basics.diagnose(changes[["package", "site"]], changes)


def _aims(sites: list[str], rows: pd.DataFrame, ambition: str | None) -> pd.DataFrame:
    """Give each version of the aim a number: that of today first, then each proposed one."""
    new = rows[rows["option"].eq("reorient") & rows["new_ambition"].notna()]
    proposed = pd.DataFrame(
        {
            "site": new["site"],
            "ambition": new["new_ambition"],
            "proposal": new["proposal"],
            "accepted_by": new["accepted_by"],
        }
    )
    today = pd.DataFrame({"site": pd.Series(sites, dtype="str")})
    today = today.assign(ambition=ambition, proposal=None, accepted_by=None).astype("str")
    both = pd.concat([today, proposed.astype("str")], ignore_index=True)
    place = pd.Index(sites).get_indexer(pd.Index(both["site"]))
    both = both.iloc[np.argsort(place, kind="stable")].reset_index(drop=True)
    version = both.groupby("site").cumcount() + 1
    both.insert(1, "version", version.astype("Int64"))
    return both
