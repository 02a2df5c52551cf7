"""What the team decided, and whether the package is still the one that it decided on."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from hashlib import sha256
from itertools import chain

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.rows import rows_of, table_of
from workbench.core.table_access import DIMENSIONS, FloatArray, dates, numbers, text
from workbench.diagnosis.analysis.levels import needed_components, of_sites
from workbench.options.analysis.options import OptionResults

SOURCES = (
    "fingerprint of a package: first 12 hexadecimal digits of a SHA-256 (FIPS 180-4) over the "
    "components that count, their judgements but the projected ones, and their evidence: ours",
)

_BETWEEN = "\x1f"


def package_fingerprints(
    components: pd.DataFrame,
    scores: pd.DataFrame,
    evidence: pd.DataFrame | None,
    sites: Sequence[str],
) -> dict[str, str]:
    """Return a short name of the package of each site, which changes when the package does.

    A fingerprint stands for what the levels of a package rest on: the components that count, the
    judgements of them (round, date, assessor, sort, readiness, use; projected levels left out,
    which never count) and the evidence (dimension, level, strength). Titles, texts and the order of
    the rows do not matter.

    Parameters
    ----------
    components, scores, evidence : DataFrame
        As for :func:`~workbench.diagnosis.analysis.diagnosis.diagnose`.
    sites : sequence of str
        Keys of the sites.

    Returns
    -------
    dict of str to str
        12 hexadecimal digits by site.

    Examples
    --------
    >>> listed = pd.DataFrame({"site": "s", "component": ["a", "b"]})
    >>> judged = listed.assign(readiness=[4, 6], use=[2, 3])
    >>> first = package_fingerprints(listed, judged, None, ["s"])
    >>> first == package_fingerprints(listed.iloc[::-1], judged.iloc[::-1], None, ["s"])
    True
    >>> first == package_fingerprints(listed, judged.assign(use=[2, 4]), None, ["s"])
    False
    """
    packages = needed_components(components, sites)
    judged = of_sites(packages, scores)
    judged = judged[(text(judged, "basis", "workshop") != "projected").to_numpy()]
    parts: list[tuple[str, pd.DataFrame, tuple[Iterable[str], ...]]] = [
        ("component", packages.table, ()),
        (
            "score",
            judged,
            (
                _digits(numbers(judged, "round", 1.0)),
                _days(judged),
                text(judged, "assessor").fillna(""),
                text(judged, "basis", "workshop").fillna(""),
                *(_digits(numbers(judged, d)) for d in DIMENSIONS),
            ),
        ),
    ]
    if evidence is not None:
        pieces = of_sites(packages, evidence)
        words = (text(pieces, name).fillna("") for name in ("dimension", "strength"))
        level = _digits(numbers(pieces, "supports_level"))
        parts.append(("evidence", pieces, (*words, level)))
    lines: dict[str, dict[str, list[str]]] = {site: {} for site in packages.sites}
    for site, component in zip(packages.table["site"], packages.table["component"], strict=True):
        lines[site][component] = []
    for kind, frame, columns in parts:
        for site, component, *values in zip(
            frame["site"], frame["component"], *columns, strict=True
        ):
            if component in lines[site]:
                lines[site][component].append(_BETWEEN.join([kind, component, *values]))
    return {
        site: sha256("\n".join(sorted(chain.from_iterable(own.values()))).encode()).hexdigest()[:12]
        for site, own in lines.items()
    }


def _digits(values: FloatArray) -> list[str]:
    return ["" if np.isnan(value) else f"{value:g}" for value in values]


def _days(frame: pd.DataFrame) -> list[str]:
    days = dates(frame).astype("datetime64[D]").astype(str)
    return ["" if day == "NaT" else str(day) for day in days]


@dataclass(frozen=True, slots=True)
class ReviewedDecision:
    """A decision, and what has become of it: a row of `DecisionReview.table`.

    Attributes
    ----------
    site, decision : str
        Key of the site, short name of the decision.
    component, component_title : str
        The bottleneck that it is about, and its name to print.
    proposal : str or None
        The option that was chosen; None where none is named.
    option, option_title : str
        One of the seven keys, and its name.
    date : date or None
        Day of the decision.
    by, reason : str or None
        Who decided, and why.
    package, package_now : str or None, str
        Fingerprint of the package that it was decided on, None where not recorded; of that today.
    changed : bool or None
        Whether the two differ.
    replaced_by : str or None
        Later decision that replaces it.
    stands : bool
        Whether it is the one that counts for its component: the latest of those that nothing
        replaces.
    proposal_known : bool or None
        Whether the option is among those of the site; None where none is named.
    possible : bool or None
        Whether that option is possible; None where it is not known.
    flags : str
        What to look at, one sentence per line; "" where nothing is.
    """

    site: str
    decision: str
    component: str
    component_title: str
    proposal: str | None
    option: str
    option_title: str
    date: date | None
    by: str | None
    reason: str | None
    package: str | None
    package_now: str
    changed: bool | None
    replaced_by: str | None
    stands: bool
    proposal_known: bool | None
    possible: bool | None
    flags: str


@dataclass(frozen=True, eq=False)
class DecisionReview(Result):
    """The decisions, and what has become of them.

    Attributes
    ----------
    table : DataFrame
        One row per decision, in the order of the file: the columns of :class:`ReviewedDecision`.
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    method: Method

    @cached_property
    def rows(self) -> list[ReviewedDecision]:
        """The rows of `table` as typed values."""
        return rows_of(self.table, ReviewedDecision)

    @cached_property
    def standing_rows(self) -> list[ReviewedDecision]:
        """The decisions that count, as typed values."""
        return [row for row in self.rows if row.stands]

    @property
    def standing(self) -> pd.DataFrame:
        """The decisions that count, one per component."""
        return self.table[self.table["stands"]].reset_index(drop=True)

    @property
    def chosen(self) -> dict[tuple[str, str], str]:
        """The proposal that stands for each site and component, where one is named and known."""
        return {
            (row.site, row.component): row.proposal
            for row in self.standing_rows
            if row.proposal and row.proposal_known
        }


@dataclass(frozen=True, slots=True)
class _Decision:
    """What the reader of a decision needs; a row of the table ``decisions``."""

    site: str
    decision: str
    component: str
    proposal: str | None
    option: str
    date: date | None
    by: str | None
    reason: str | None
    package: str | None
    replaces: str | None


def review_decisions(
    decisions: pd.DataFrame,
    results: OptionResults,
    components: pd.DataFrame,
    scores: pd.DataFrame,
    *,
    evidence: pd.DataFrame | None = None,
) -> DecisionReview:
    """Return which decisions stand, and which were made on a package that has changed since.

    Parameters
    ----------
    decisions : DataFrame
        The table ``decisions``. Decisions of sites that `results` does not cover are left out.
    results : OptionResults
        Result of :func:`~workbench.options.analysis.options.weigh_options`.
    components, scores, evidence : DataFrame
        As for ``weigh_options``: today's package.
    """
    rows = rows_of(decisions[decisions["site"].isin(list(results.sites))], _Decision)
    now = package_fingerprints(components, scores, evidence, results.sites)
    titles = {option.key: option.title for option in results.before.framework.options}
    weighed = {(one.site, one.proposal): one for one in results.rows}
    later = {(row.site, row.replaces): row.decision for row in rows if row.replaces}
    found = []
    for row, stands in zip(rows, _standing(rows, later), strict=True):
        option = weighed.get((row.site, row.proposal or ""))
        changed = None if row.package is None else row.package != now[row.site]
        flags = []
        if stands and changed:
            flags.append("The package has changed since this was decided.")
        if stands and row.package is None:
            flags.append("It is not recorded on which version of the package this was decided.")
        if row.proposal and option is None:
            flags.append(f"The option {row.proposal} is not among the options of the site.")
        if stands and option is not None and not option.possible:
            flags.append(f"The chosen option is not possible: {option.reason}")
        if option is not None and (option.option, option.component) != (row.option, row.component):
            flags.append("The decision names another option or component than its proposal.")
        found.append(
            ReviewedDecision(
                site=row.site,
                decision=row.decision,
                component=row.component,
                component_title=results.basics.facts.title(row.site, row.component),
                proposal=row.proposal,
                option=row.option,
                option_title=titles[row.option],
                date=row.date,
                by=row.by,
                reason=row.reason,
                package=row.package,
                package_now=now[row.site],
                changed=changed,
                replaced_by=later.get((row.site, row.decision)),
                stands=stands,
                proposal_known=None if row.proposal is None else option is not None,
                possible=option.possible if option else None,
                flags="\n".join(flags),
            )
        )
    table = table_of(found, ReviewedDecision)
    return DecisionReview(table, Method("review of decisions", {}, SOURCES))


def _standing(rows: list[_Decision], later: Mapping[tuple[str, str], str]) -> Iterator[bool]:
    """Mark the latest decision of each component that nothing replaces; the later row decides."""
    last: dict[tuple[str, str], tuple[date, int]] = defaultdict(lambda: (date.min, -1))
    for number, row in enumerate(rows):
        if (row.site, row.decision) not in later:
            key = row.site, row.component
            last[key] = max(last[key], (row.date or date.min, number))
    standing = {number for _, number in last.values()}
    return (number in standing for number in range(len(rows)))
