"""What the team decided, and whether the package is still the one that it decided on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from typing import Any

import numpy as np
import pandas as pd

from workbench.core.method import Method
from workbench.core.table_access import (
    DIMENSIONS,
    SHOWN,
    BoolArray,
    IntArray,
    dates,
    numbers,
    refuse,
    require,
    text,
    words,
)
from workbench.diagnosis.analysis.levels import needed_components, of_sites
from workbench.errors import InvalidInput, Problem
from workbench.options.analysis.option_rows import as_words
from workbench.options.analysis.options import OptionResults

SOURCES = (
    "fingerprint of a package: first 12 hexadecimal digits of a SHA-256 (FIPS 180-4) over the "
    "components that count, their judgements but the projected ones, and their evidence: ours",
)

_BETWEEN = "\x1f"


def package_fingerprint(
    components: pd.DataFrame, scores: pd.DataFrame, evidence: pd.DataFrame | None, site: str
) -> str:
    """Give a short name of the package of one site, which changes when the package does.

    Parameters
    ----------
    components, scores, evidence : DataFrame
        As for :func:`~workbench.diagnosis.analysis.diagnosis.diagnose`.
    site : str
        Key of the site.

    Returns
    -------
    str
        12 hexadecimal digits. See :func:`package_fingerprints` for what they stand for.

    Examples
    --------
    >>> listed = pd.DataFrame({"site": "s", "component": ["a", "b"]})
    >>> judged = listed.assign(readiness=[4, 6], use=[2, 3])
    >>> first = package_fingerprint(listed, judged, None, "s")
    >>> first == package_fingerprint(listed.iloc[::-1], judged.iloc[::-1], None, "s")
    True
    >>> first == package_fingerprint(listed, judged.assign(use=[2, 4]), None, "s")
    False
    """
    return str(package_fingerprints(components, scores, evidence, [site]).iloc[0])


def package_fingerprints(
    components: pd.DataFrame,
    scores: pd.DataFrame,
    evidence: pd.DataFrame | None = None,
    sites: Sequence[str] | None = None,
) -> pd.Series:
    """Give the fingerprints of many sites in one call.

    A fingerprint stands for what the levels of a package rest on: the components that count, the
    judgements of them (round, date, assessor, sort, readiness, use; projected levels left out,
    which never count) and the evidence (dimension, level, strength). Titles, texts and the order of
    the rows do not matter.

    Parameters
    ----------
    components, scores, evidence, sites
        As for :func:`~workbench.diagnosis.analysis.diagnosis.diagnose`.

    Returns
    -------
    Series of str
        By site.
    """
    packages = needed_components(components, sites)
    own = pd.MultiIndex.from_frame(packages.table[["site", "component"]])
    parts = [_lines(packages.table, "component", {})]
    judged = of_sites(packages, scores)
    judged = judged[(text(judged, "basis", "workshop") != "projected").to_numpy()]
    columns = {
        "round": _number(numbers(judged, "round", 1.0)),
        "date": _days(judged),
        "assessor": text(judged, "assessor").fillna(""),
        "basis": text(judged, "basis", "workshop").fillna(""),
    }
    columns |= {d: _number(numbers(judged, d)) for d in DIMENSIONS}
    parts.append(_lines(judged, "score", columns))
    if evidence is not None:
        pieces = of_sites(packages, evidence)
        columns = {name: text(pieces, name).fillna("") for name in ("dimension", "strength")}
        columns["level"] = _number(numbers(pieces, "supports_level"))
        parts.append(_lines(pieces, "evidence", columns))
    every = pd.concat(parts, ignore_index=True)
    every = every[pd.MultiIndex.from_frame(every[["site", "component"]]).isin(own)]
    grouped = dict(list(every.groupby("site")["line"]))
    result = [_digest(grouped.get(site)) for site in packages.sites]
    return pd.Series(result, index=packages.sites, dtype="str", name="package")


def _lines(frame: pd.DataFrame, kind: str, columns: dict[str, pd.Series]) -> pd.DataFrame:
    """Write each row as one line of text."""
    component = frame["component"].astype("str").reset_index(drop=True)
    line = kind + _BETWEEN + component
    for values in columns.values():
        line = line + _BETWEEN + values.reset_index(drop=True)
    site = frame["site"].astype("str").reset_index(drop=True)
    return pd.DataFrame({"site": site, "component": component, "line": line})


def _number(values: np.ndarray) -> pd.Series:
    return words(as_words(["" if np.isnan(value) else f"{value:g}" for value in values]))


def _days(frame: pd.DataFrame) -> pd.Series:
    days = dates(frame).astype("datetime64[D]").astype(str)
    return words(as_words(["" if day == "NaT" else day for day in days]))


def _digest(lines: pd.Series | None) -> str:
    content = "\n".join(sorted([] if lines is None else lines))
    return sha256(content.encode()).hexdigest()[:12]


@dataclass(frozen=True, eq=False)
class DecisionReview:
    """The decisions, and what has become of them.

    Attributes
    ----------
    table : DataFrame
        One row per decision, in the order of the file.

        ================== ======== ===============================================================
        column             dtype    meaning
        ================== ======== ===============================================================
        site, decision     str      key of the site, short name of the decision
        component          str      the bottleneck that it is about
        component_title    str      its name to print
        proposal           str      the option that was chosen; missing where none is named
        option             str      one of the seven keys
        option_title       str      its name
        date               datetime day of the decision
        by, reason         str      who decided, and why
        package            str      fingerprint of the package that it was decided on; missing where
                                    not recorded
        package_now        str      fingerprint of the package today
        changed            boolean  whether the two differ; missing where not recorded
        replaced_by        str      later decision that replaces it; missing where none does
        stands             bool     whether it is the one that counts for its component: the latest
                                    of those that nothing replaces
        proposal_known     boolean  whether the option is among those of the site; missing where
                                    none is named
        possible           boolean  whether that option is possible; missing where it is not known
        reason_not         str      why it is not; "" where it is, or where it is not known
        flags              str      what to look at, one sentence per line; "" where nothing is
        ================== ======== ===============================================================
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    method: Method

    @property
    def standing(self) -> pd.DataFrame:
        """The decisions that count, one per component."""
        return self.table[self.table["stands"]].reset_index(drop=True)

    @property
    def chosen(self) -> dict[tuple[str, str], str]:
        """The proposal that stands for each site and component, where one is named and known."""
        rows = self.standing
        rows = rows[rows["proposal_known"].fillna(False).to_numpy(dtype=bool)]  # noqa: FBT003
        keys = zip(rows["site"], rows["component"], strict=True)
        return dict(zip(keys, rows["proposal"], strict=True))

    def site(self, key: str) -> DecisionReview:
        """Give the decisions of one site; none where nothing was decided."""
        return replace(self, table=self.table[self.table["site"] == key].reset_index(drop=True))


def review_decisions(
    decisions: pd.DataFrame,
    results: OptionResults,
    components: pd.DataFrame,
    scores: pd.DataFrame,
    *,
    evidence: pd.DataFrame | None = None,
) -> DecisionReview:
    """Say which decisions stand, and which were made on a package that has changed since.

    Parameters
    ----------
    decisions : DataFrame
        The table ``decisions``: site, decision, component, option and where known proposal, date,
        by, reason, package, replaces. Decisions of sites that `results` does not cover are left
        out.
    results : OptionResults
        Result of :func:`~workbench.options.analysis.options.weigh_options`.
    components, scores, evidence : DataFrame
        As for ``weigh_options``: today's package.

    Returns
    -------
    DecisionReview

    Raises
    ------
    InvalidInput
        A decision twice, an option that does not exist, a decision that replaces one that is not
        there, or decisions that replace each other in a circle.
    UnknownName
        A column that is needed is not there.
    """
    require(decisions, ("site", "decision", "component", "option"), "decisions")
    frame = decisions[decisions["site"].isin(list(results.sites))].reset_index(drop=True)
    _refuse(frame, results)
    replaced_by = _replaced_by(frame)
    now = package_fingerprints(components, scores, evidence, list(results.sites))
    names = ("site", "decision", "component", "proposal", "option", "by", "reason", "package")
    table = pd.DataFrame({name: text(frame, name) for name in names})
    table["date"] = dates(frame).astype("datetime64[ns]")
    pairs = zip(table["site"], table["component"], strict=True)
    facts = results.basics.facts
    table["component_title"] = words(as_words([facts.title(*pair) for pair in pairs]))
    titles = {option.key: option.title for option in results.before.framework.options}
    table["option_title"] = table["option"].map(titles).astype("str")
    table["package_now"] = table["site"].map(now).astype("str")
    differs = (table["package"] != table["package_now"]).astype("boolean")
    table["changed"] = differs.mask(table["package"].isna())
    later = np.append(table["decision"].to_numpy(object), [None])
    table["replaced_by"] = words(later[replaced_by])
    table["stands"] = _stands(table, replaced_by)
    _add_options(table, results)
    table["flags"] = words(as_words([_flags(row) for row in table.to_dict("records")]))
    order = ["site", "decision", "component", "component_title", "proposal", "option"]
    order += ["option_title", "date", "by", "reason", "package", "package_now", "changed"]
    order += ["replaced_by", "stands", "proposal_known", "possible", "reason_not", "flags"]
    return DecisionReview(table[order], Method("review of decisions", {}, SOURCES))


def _refuse(frame: pd.DataFrame, results: OptionResults) -> None:
    keys = [option.key for option in results.before.framework.options]
    bad = ~frame["option"].isin(keys).to_numpy()
    refuse(frame, bad, "decisions", "option", f"one of {', '.join(keys)}", "Correct the option.")
    twice = frame.duplicated(["site", "decision"]).to_numpy()
    expected = "each decision once per site"
    refuse(frame, twice, "decisions", "decision", expected, "Use another name.")


def _replaced_by(frame: pd.DataFrame) -> IntArray:
    """Give the row of the decision that replaces each one, -1 where none does."""
    by = np.full(len(frame), -1, dtype=np.int64)
    place = {
        key: number for number, key in enumerate(zip(frame["site"], frame["decision"], strict=True))
    }
    older = text(frame, "replaces")
    ahead = np.full(len(frame), -1, dtype=np.int64)
    unknown = np.zeros(len(frame), dtype=bool)
    for row, (site, key) in enumerate(zip(frame["site"], older, strict=True)):
        if isinstance(key, str):
            ahead[row] = place.get((site, key), -1)
            unknown[row] = ahead[row] < 0
    expected = "a decision of the same site"
    refuse(frame, unknown, "decisions", "replaces", expected, "Correct the name.")
    by[ahead[ahead >= 0]] = np.flatnonzero(ahead >= 0)
    far = ahead.copy()
    for _ in range(len(frame).bit_length()):  # by doubling: a circle never ends
        far = np.where(far >= 0, far[far], -1)
    _refuse_circle(frame, far >= 0)
    return by


def _refuse_circle(frame: pd.DataFrame, bad: BoolArray) -> None:
    if not bad.any():
        return
    problems = [
        Problem(
            file="decisions",
            column="replaces",
            found=str(row["replaces"]),
            expected="a chain with an end",
            advice=f"Let the newer decision name the older one only. (Decision {row['decision']}.)",
            site=str(row["site"]),
        )
        for row in frame[bad].head(SHOWN).to_dict("records")
    ]
    message = "Decisions replace each other in a circle"
    raise InvalidInput(message, problems)


def _stands(table: pd.DataFrame, replaced_by: IntArray) -> BoolArray:
    """Mark the latest decision of each component that nothing replaces; the later row decides."""
    place = np.arange(len(table))
    day = table["date"].to_numpy(dtype="datetime64[ns]").astype(np.int64)  # no date: before all
    free = replaced_by < 0
    order = np.lexsort((place, day))
    order = order[free[order]]
    last = table.iloc[order].drop_duplicates(["site", "component"], keep="last").index
    stands = np.zeros(len(table), dtype=bool)
    stands[last.to_numpy()] = True
    return stands


def _add_options(table: pd.DataFrame, results: OptionResults) -> None:
    """Look the chosen options up among those that were weighed."""
    weighed = results.table.set_index(["site", "proposal"])
    keys = pd.MultiIndex.from_arrays([table["site"], table["proposal"]])
    named = table["proposal"].notna()
    known = pd.Series(keys.isin(weighed.index), index=table.index)
    table["proposal_known"] = known.astype("boolean").mask(~named)
    found = weighed.reindex(keys)
    possible = pd.Series(found["possible"].to_numpy(object), index=table.index).astype("boolean")
    table["possible"] = possible.mask(~known)
    table["reason_not"] = pd.Series(found["reason"].to_numpy(object), index=table.index)
    table["reason_not"] = table["reason_not"].fillna("").astype("str")
    own = found["option"].to_numpy(object) != table["option"].to_numpy(object)
    other = found["component"].to_numpy(object) != table["component"].to_numpy(object)
    table["_other"] = known & (own | other)


def _flags(row: Mapping[Any, Any]) -> str:
    """Say what to look at again."""
    said = []
    if row["stands"] and row["changed"] is True:
        said.append("The package has changed since this was decided.")
    if row["stands"] and pd.isna(row["package"]):
        said.append("It is not recorded on which version of the package this was decided.")
    if row["proposal_known"] is False:
        said.append(f"The option {row['proposal']} is not among the options of the site.")
    if row["stands"] and row["possible"] is False:
        said.append(f"The chosen option is not possible: {row['reason_not']}")
    if row["_other"]:
        said.append("The decision names another option or component than its proposal.")
    return "\n".join(said)
