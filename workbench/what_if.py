"""What is supposed at a site: changed tables and settings, and how two chains differ."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NoReturn, TypeVar

import numpy as np
import pandas as pd

from workbench.core.money import amount_words
from workbench.core.table_access import DIMENSIONS, known
from workbench.drawing.words import percent
from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks.spans import day_of
from workbench.options.analysis.decisions import package_fingerprints
from workbench.project import Settings, Site
from workbench.project.checks.budget_rules import cost_problem
from workbench.project.checks.cells import parse
from workbench.project.checks.table_check import rule_of
from workbench.project.schema.amounts import exact
from workbench.project.schema.declaration import declaration
from workbench.project.sources.cell_problems import CellProblem

if TYPE_CHECKING:
    from workbench.budget.step import BudgetStep
    from workbench.core.finding import Finding
    from workbench.diagnosis.step import DiagnosisStep
    from workbench.options.step import OptionsStep
    from workbench.partners.step import PartnersStep
    from workbench.plan.step import PlanStep

_LONGEST = 60  # letters of something wrong that are shown
_NAME = "what-if"  # of a supposed decision and piece of evidence
_STRENGTH = "medium"  # of evidence that is supposed where the site has none of that component; ours


@dataclass(frozen=True)
class Changes:
    """What is supposed; see :meth:`workbench.case.Case.what_if`, whose parameters these are."""

    levels: Mapping[str, Mapping[str, int]] = field(default_factory=dict)
    options: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    decide: Mapping[str, str] = field(default_factory=dict)
    exclude: tuple[str, ...] = ()
    include: tuple[str, ...] = ()
    start: str | date | None = None
    durations: Mapping[str, float] = field(default_factory=dict)
    costs: Mapping[str, Mapping[str, object]] = field(default_factory=dict)
    ceiling: float | str | None = None

    def after(self, earlier: Changes | None) -> Changes:
        """Return what is supposed in all where something was supposed before; the later counts."""
        if earlier is None:
            return self
        return Changes(
            levels=_over(earlier.levels, self.levels),
            options=_over(earlier.options, self.options),
            decide={**earlier.decide, **self.decide},
            exclude=tuple(dict.fromkeys((*_others(earlier.exclude, self.include), *self.exclude))),
            include=tuple(dict.fromkeys((*_others(earlier.include, self.exclude), *self.include))),
            start=earlier.start if self.start is None else self.start,
            durations={**earlier.durations, **self.durations},
            costs=_over(earlier.costs, self.costs),
            ceiling=earlier.ceiling if self.ceiling is None else self.ceiling,
        )


_Value = TypeVar("_Value")


def _over(
    earlier: Mapping[str, Mapping[str, _Value]], later: Mapping[str, Mapping[str, _Value]]
) -> dict[str, dict[str, _Value]]:
    keys = dict.fromkeys([*earlier, *later])
    return {key: {**earlier.get(key, {}), **later.get(key, {})} for key in keys}


def _others(names: Iterable[str], gone: Iterable[str]) -> list[str]:
    return [one for one in names if one not in set(gone)]


def names_of(given: str | Iterable[str] | None) -> tuple[str, ...]:
    """Return names of which there may be none, one or several.

    Examples
    --------
    >>> names_of(None), names_of("bank-a"), names_of(["bank-a", "coop"])
    ((), ('bank-a',), ('bank-a', 'coop'))
    """
    if given is None:
        return ()
    names = (given,) if isinstance(given, str) or not isinstance(given, Iterable) else tuple(given)
    if not all(isinstance(one, str) for one in names):  # from a notebook, where nobody checks types
        message = f"Name actors by their short names, such as ['coop']; not '{_shown(given)}'."
        raise InvalidInput(message)
    return names


def changes_by_name(
    given: Mapping[str, _Value] | None, what: str, example: str
) -> dict[str, _Value]:
    """Return what is supposed of things by their short names.

    Parameters
    ----------
    given : mapping or None
        As somebody gave it.
    what, example : str
        What it is of, and what it looks like.

    Raises
    ------
    InvalidInput
        It is something else.

    Examples
    --------
    >>> (
    ...     changes_by_name({"A1": 20}, "durations", "{'A1': 20}"),
    ...     changes_by_name(None, "durations", "{'A1': 20}"),
    ... )
    ({'A1': 20}, {})
    """
    if given is None:
        return {}
    if not isinstance(given, Mapping) or not all(isinstance(one, str) for one in given):
        message = f"Give {what} by short name, such as {example}; not '{_shown(given)}'."
        raise InvalidInput(message)
    return dict(given)


def changed_site(site: Site, changes: Changes) -> Site:
    """Return the site with changed tables and settings; the site that is given stays as it is.

    Raises
    ------
    UnknownName
        There is no such component, option, actor, activity, line or column.
    InvalidInput
        A level that is not on the scale, or a day that is none.
    """
    tables, settings = dict(site.project.tables), _settings(site, changes)
    if changes.levels:
        tables["scores"], tables["evidence"] = _levels(site, changes.levels)
    if changes.options:
        tables["options"] = _cells(site, "options", "proposal", changes.options)
    if changes.decide:
        tables["decisions"] = _decisions(site, changes.decide, tables)
    both = set(changes.exclude) & set(changes.include)
    if both:
        message = f"{', '.join(sorted(both))} cannot be left out and asked for at once."
        raise InvalidInput(message)
    if changes.exclude or changes.include:
        flags = {
            **{actor: {"excluded": True, "mandatory": False} for actor in changes.exclude},
            **{actor: {"mandatory": True, "excluded": False} for actor in changes.include},
        }
        tables["actors"] = _cells(site, "actors", "actor", flags)
    if changes.durations:
        days = {
            key: {"low": value, "likely": value, "high": value}
            for key, value in changes.durations.items()
        }
        tables["activities"] = _cells(site, "activities", "activity", days)
    if changes.costs:
        tables["costs"] = _cells(site, "costs", "line", changes.costs)
        _refuse_costs(site, changes.costs, settings)
    project = replace(site.project, tables=MappingProxyType(tables), settings=settings)
    return project.site(site.key)


def _refuse_costs(
    site: Site, costs: Mapping[str, Mapping[str, object]], settings: Settings
) -> None:
    """Refuse a currency without a rate, and a period that is none or over before the plan."""
    rates = site.project.table("rates")
    for cells in costs.values():
        for column, new in cells.items():
            text = "" if new is None else str(new).strip()
            wrong = cost_problem(column, text, rates, settings) if text else None
            if wrong is not None:
                _refuse_cell("costs", column, new, wrong)


def _refuse_cell(table: str, column: str, new: object, wrong: CellProblem) -> NoReturn:
    message = (
        f"'{_shown(new)}' cannot stand in the column {column} of {table}; what can: "
        f"{wrong.expected}. {wrong.advice}"
    )
    raise InvalidInput(message.rstrip())


def _shown(new: object) -> str:
    return " ".join(str(new).split())[:_LONGEST]


_FIRST_YEAR, _LAST_YEAR = 1900, 2199  # as in the tables


def _settings(site: Site, changes: Changes) -> Settings:
    """Return the settings with another start and ceiling, where there is a plan and a budget."""
    settings = site.settings
    for given, table, what in (
        (changes.start, "activities", "start of a plan to move"),
        (changes.ceiling, "costs", "budget to hold to a ceiling"),
    ):
        if given is not None and site.table(table).empty:
            message = f"{site.name} has no {table}, so there is no {what}."
            raise InvalidInput(message)
    if changes.start is not None:
        plan = settings.plan.model_copy(update={"start": _start(changes.start)})
        settings = settings.model_copy(update={"plan": plan})
    if changes.ceiling is not None:
        money = settings.budget.model_copy(update={"ceiling": _ceiling(changes.ceiling)})
        settings = settings.model_copy(update={"budget": money})
    return settings


def _start(value: object) -> date:
    if not isinstance(value, str | date) or pd.isna(value):
        message = f"'{value}' is not a day; write it like 2026-03-14."
        raise InvalidInput(message)
    day = day_of(value)
    if not _FIRST_YEAR <= day.year <= _LAST_YEAR:
        message = f"A plan cannot begin on {day}; give a day from {_FIRST_YEAR} to {_LAST_YEAR}."
        raise InvalidInput(message)
    return day


def _ceiling(value: float | str) -> str:
    """Return an amount as the settings hold it."""
    amount = exact(str(value))  # none where it is no number, or larger than any in a table
    if isinstance(value, bool) or amount is None or amount < 0:
        message = f"A ceiling is an amount of 0 or more, such as 50000; not '{_shown(value)}'."
        raise InvalidInput(message)
    return str(value)


def _row(site: Site, table: str, key: str, value: str) -> pd.Series[bool]:
    """Mark the row of this key at the site."""
    rows = site.project.table(table)
    here = (rows["site"] == site.key) & (rows[key] == value)
    if not here.any():
        raise UnknownName(kind=key, name=value, known=list(site.table(table)[key]))
    return here


def _cells(
    site: Site, table: str, key: str, changes: Mapping[str, Mapping[str, object]]
) -> pd.DataFrame:
    """Change cells of a table, keeping the type of each column.

    A value that is supposed is held to the same rules as one in a file; it stands without the range
    that the table has for it.
    """
    rows = site.project.table(table).copy()
    declared = declaration().table(table).columns
    for value, given in changes.items():
        here = _row(site, table, key, value)
        ranges = [f"{name}_{end}" for name in given for end in ("low", "high")]
        for column, new in {**{name: None for name in ranges if name in rows}, **given}.items():
            if column not in declared or column in {"site", key}:
                others = [one for one in declared if one not in {"site", key}]
                raise UnknownName(kind=f"column of {table}", name=column, known=others)
            rule = rule_of(declared[column], site.framework)
            read = None if new is None else parse(str(new), rule)
            if read is None and declared[column].required:
                message = f"The column {column} of {table} cannot be blank."
                raise InvalidInput(message)
            if isinstance(read, CellProblem):
                _refuse_cell(table, column, new, read)
            _refuse_unknown(site, column, declared[column].references, read)
            cell = pd.Series([read], dtype=object).astype(rows[column].dtype)
            rows.loc[here, column] = cell.iloc[0]
        _refuse_disorder(rows[here].iloc[0], given)
    return rows


def _refuse_unknown(site: Site, column: str, references: str | None, read: object) -> None:
    """Refuse the short name of something that the site does not have."""
    if references is None or read is None:
        return
    table, _, key = references.partition(".")
    known_keys = (
        list(site.project.table(table)[key]) if table == "sites" else list(site.table(table)[key])
    )
    unknown = [one for one in str(read).split(";") if one.strip() not in known_keys]
    if unknown:
        raise UnknownName(kind=column, name=unknown[0], known=known_keys)


def _refuse_disorder(row: pd.Series[Any], given: Iterable[str]) -> None:
    """Refuse a range that does not hold its most likely value."""
    for name in {one.removesuffix("_low").removesuffix("_high") for one in given}:
        columns = [one for one in (f"{name}_low", name, f"{name}_high") if one in row]
        if len(columns) < 2:
            continue
        values = [float(row[one]) for one in columns if known(row[one])]
        if values != sorted(values):
            message = f"{', '.join(columns)}: put lowest, most likely and highest in order."
            raise InvalidInput(message)


def _levels(
    site: Site, levels: Mapping[str, Mapping[str, int]]
) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Add an adopted level and the evidence for it: a supposition, so both are supposed."""
    scores, evidence = site.project.table("scores"), site.project.table("evidence")
    own = site.table("scores")
    latest = own["round"].max()
    day = own["date"].max()
    judged, shown = [], []
    for component, given in levels.items():
        _row(site, "components", "component", component)
        for dimension, level in given.items():
            _on_scale(site, dimension, level)
            pieces = site.table("evidence")
            pieces = pieces[pieces["component"] == component]
            pieces = pieces[(pieces["dimension"] == dimension) & (pieces["strength"] != "none")]
            strength = _STRENGTH if pieces.empty else _strongest(pieces["strength"])
            shown.append({"site": site.key, "evidence": f"{_NAME}-{component}-{dimension}",
                          "component": component, "dimension": dimension, "title": "supposed",
                          "supports_level": level, "strength": strength, "date": day})  # fmt: skip
        kept = own[(own["component"] == component) & (own["basis"] == "adopted")].tail(1)
        standing: dict[str, object] = {}
        if len(kept):
            standing = {d: kept[d].iloc[0] for d in DIMENSIONS}
        judged.append({"site": site.key, "component": component, "basis": "adopted",
                       "round": 1 if pd.isna(latest) else latest, "date": day,
                       "reason": "supposed", **standing, **given})  # fmt: skip
    taken = (scores["site"] == site.key) & (scores["basis"] == "adopted")
    taken &= scores["component"].isin(list(levels))
    again = (evidence["site"] == site.key) & evidence["evidence"].isin(
        [str(one["evidence"]) for one in shown]
    )
    register = _with_rows(evidence[~again], shown) if len(site.table("evidence")) else evidence
    return _with_rows(scores[~taken], judged), register


def _strongest(strengths: pd.Series[str]) -> str:
    order = ("strong", "medium", "weak")
    return next((one for one in order if (strengths == one).any()), _STRENGTH)


def _on_scale(site: Site, dimension: str, level: int) -> None:
    scales = site.framework.scales
    if dimension not in scales:
        raise UnknownName(kind="dimension", name=dimension, known=list(scales))
    scale = scales[dimension]
    if isinstance(level, bool) or not isinstance(level, int | np.integer):
        message = f"A level of {dimension} is a whole number, not '{level}'."
        raise InvalidInput(message)
    if not scale.minimum <= level <= scale.maximum:
        message = f"{dimension} lies from {scale.minimum} to {scale.maximum}, not at {level}."
        raise InvalidInput(message)


def _decisions(
    site: Site, decide: Mapping[str, str], tables: Mapping[str, pd.DataFrame]
) -> pd.DataFrame:
    """Add a decision for each component; it replaces the one that stands."""
    rows = site.project.table("decisions")
    options = site.table("options")
    names = ("components", "scores", "evidence")
    components, scores, evidence = (tables[name] for name in names)
    package = package_fingerprints(components, scores, evidence, [site.key])[site.key]
    made = []
    for component, proposal in decide.items():
        _row(site, "components", "component", component)
        own = options.loc[options["component"] == component, "proposal"].tolist()
        if proposal not in own:
            raise UnknownName(kind=f"option for {component}", name=str(proposal), known=own)
        option = options.loc[options["proposal"] == proposal, "option"].iloc[0]
        made.append({"site": site.key, "decision": f"{_NAME}-{component}", "component": component,
                     "proposal": proposal, "option": option, "by": "supposed", "package": package,
                     "date": site.settings.as_of})  # fmt: skip
    old = (rows["site"] == site.key) & rows["component"].isin(list(decide))
    return _with_rows(rows[~old], made)


def _with_rows(table: pd.DataFrame, rows: Sequence[Mapping[str, object]]) -> pd.DataFrame:
    """Add rows in the types of the table."""
    new = pd.DataFrame(list(rows)).reindex(columns=table.columns)
    new = new.astype(object).where(new.notna(), None).astype(table.dtypes.to_dict())
    return pd.concat([table, new], ignore_index=True)


# ---------------------------------------------------------------- what differs


@dataclass(frozen=True)
class Outcome:
    """One result of a step, in words.

    Attributes
    ----------
    step : str
        The step.
    what : str
        What it is a result of.
    key : str
        Key of what it is about, where there are several.
    value : str
        The result.
    """

    step: str
    what: str
    key: str
    value: str


def differences(before: Iterable[Outcome], after: Iterable[Outcome]) -> pd.DataFrame:
    """List the outcomes that are not the same, in the order of the steps.

    Returns
    -------
    DataFrame
        step, what, before, after; "none" where there is no such outcome on one side.
    """
    old = {(one.step, one.what, one.key): one.value for one in before}
    new = {(one.step, one.what, one.key): one.value for one in after}
    rows = [
        (step, what, old.get((step, what, key), "none"), new.get((step, what, key), "none"))
        for step, what, key in dict.fromkeys([*old, *new])
        if old.get((step, what, key)) != new.get((step, what, key))
    ]
    steps = list(dict.fromkeys(key[0] for key in [*old, *new]))
    rows.sort(key=lambda row: steps.index(row[0]))
    return pd.DataFrame(rows, columns=["step", "what", "before", "after"], dtype="str")


def _word(value: object) -> str:
    if not known(value):
        return "not known"
    if isinstance(value, float) and not value.is_integer():
        return f"{value:.2f}"
    return f"{value:,.0f}" if isinstance(value, float) else str(value)


def _date(day: pd.Timestamp | None) -> str:
    return "not known" if day is None or pd.isna(day) else f"{day:%Y-%m-%d}"


ODDS: Final = "probability of being the bottleneck"
"""What the outcome is a result of that says how likely each component is the bottleneck."""


def _odds(found: DiagnosisStep, keys: Sequence[str]) -> str:
    """Name each bottleneck with its own probability, and where several share, that of them all."""
    rows = found.components.set_index("component").loc[list(keys), ["title", "p_bottleneck"]]
    if rows.empty or rows["p_bottleneck"].isna().any():
        return "not known"
    said = ", ".join(f"{title} {percent(p)}" for title, p in rows.itertuples(index=False))
    together = min(float(rows["p_bottleneck"].sum()), 1.0)
    return said if len(rows) == 1 else f"{said}; one of them {percent(together)}"


def diagnosis_outcomes(found: DiagnosisStep) -> list[Outcome]:
    """Return score, bottleneck and levels of the package in words."""
    said = []
    titles = dict(zip(found.components["component"], found.components["title"], strict=True))
    for row in found.packages.to_dict("records"):
        at_most = "at most " if row["provisional"] else ""
        said.append(Outcome("diagnosis", "package score", "", at_most + _word(row["score"])))
        keys = str(row["bottlenecks"]).split(";") if known(row["bottlenecks"]) else []
        names = ", ".join(titles.get(key, key) for key in keys)
        said.append(Outcome("diagnosis", "bottleneck", "", names or "none"))
        said.append(Outcome("diagnosis", ODDS, "", _odds(found, keys)))
    for row in found.components.to_dict("records"):
        for dimension in DIMENSIONS:
            what = f"{dimension} of {row['title']}"
            said.append(Outcome("diagnosis", what, row["component"], _word(row[dimension])))
    return said


def option_outcomes(found: OptionsStep) -> list[Outcome]:
    """Return what is advised and decided for each bottleneck, and what each option reaches."""
    said = []
    for row in found.advice.to_dict("records"):
        what, key = row["component_title"], row["component"]
        for verb, name in (("advised", "option_title"), ("decided", "chosen_option_title")):
            if known(row[name]):  # where there is nothing yet, nothing is said
                said.append(Outcome("options", f"{verb} for {what}", key, _word(row[name])))
    for row in found.options.to_dict("records"):
        for name in ("cost", "months", "success"):
            what = f"{name} of {row['title']}"
            said.append(Outcome("options", what, row["proposal"], _word(row[name])))
        what = f"package after {row['title']}"
        said.append(Outcome("options", what, row["proposal"], _word(row["score_after"])))
    return said


def partner_outcomes(found: PartnersStep) -> list[Outcome]:
    """Return who is chosen, and in which mode."""
    names = found.site.names
    return [
        Outcome("partners", names.get(actor, actor), actor, _word(mode))
        for actor, mode in found.chosen[["actor", "mode"]].itertuples(index=False)
    ]


def plan_outcomes(found: PlanStep) -> list[Outcome]:
    """Return the end of the plan and the days of each activity."""
    if found.schedule is None:
        return []
    end = found.schedule.ends["finish"].iloc[0]
    said = [Outcome("plan", "end of the plan", "", _date(end))]
    for key, first, last in found.activities[["activity", "start", "finish"]].itertuples(
        index=False
    ):
        days = f"{_date(first)} to {_date(last)}"
        said.append(Outcome("plan", found.titles.get(key, key), key, days))
    return said


def budget_outcomes(found: BudgetStep) -> list[Outcome]:
    """Return the total, and what each source pays."""
    if found.budget is None:
        return []
    said = [Outcome("budget", "total", "", str(found.budget.total()))]
    for row in found.budget.totals("source").to_dict("records"):
        what = f"paid by {_word(row['source'])}"
        paid = amount_words(row["amount"], found.currency)
        said.append(Outcome("budget", what, str(row["source"]), paid))
    return said


def finding_outcomes(findings: Iterable[Finding]) -> list[Outcome]:
    """Return the findings, each known by the place that it speaks of."""
    return [
        Outcome("findings", f"{one.where[0]}: {one.where[1]}", one.step, one.what)
        for one in findings
    ]
