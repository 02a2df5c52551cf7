"""Check assessments and experiments: answers on their scales, counts that fit, nothing twice."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Final

import numpy as np
import pandas as pd

from workbench.frameworks import Framework
from workbench.frameworks.assessment_models import Item, ItemScale
from workbench.project.checks.cells import suggestion
from workbench.project.checks.table_check import Tables, leave_out_gaps, usable_rows
from workbench.project.sources.cell_problems import CellProblem

_LEVELS: Final = (
    ("requirements", "required"),
    ("item_evidence", "supports_level"),
    ("capabilities", "level"),
)
"""Columns that hold a level of the item that their row names."""

_COUNTS: Final = (("cases_treated", "n_treated"), ("cases_control", "n_control"))
_NUMBERS: Final = (
    "effect", "se", "n", "cases_treated", "n_treated", "cases_control", "n_control",
    "mean_treated", "sd_treated", "mean_control", "sd_control",
)  # fmt: skip
_FREE_NAMES: Final = (
    ("experiments", "outcome"),
    ("experiment_contexts", "variable"),
    ("site_contexts", "variable"),
)
"""Columns with names that no other table lists; those of contexts belong together."""
_SIZED: Final = (
    ("experiments", ("effect", "se", "mean_treated", "sd_treated", "mean_control", "sd_control")),
    ("experiment_contexts", ("value",)),
    ("site_contexts", ("value",)),
)
_SHARED: Final = (
    "experiments", "experiment_contexts", "site_contexts", "pilots", "steps_to_repeat", "risks",
    "rollout", "infrastructure",
)  # fmt: skip
"""Tables whose rows every site is given."""

_SMALLEST: Final = 1e-15
_FURTHEST: Final = 1e5
"""Times that standard errors of one outcome may differ, and that an effect may be its own: further
apart, numbers of 16 digits no longer add up. Ours."""

_SAME_EFFECT: Final = ("study", "outcome", "measure", "place", "date", "setting", "technique")


def check_assessments(tables: Tables, framework: Framework, outcomes: Collection[str] = ()) -> None:
    """Run every rule over what was answered under frameworks of assessment.

    Parameters
    ----------
    tables : mapping of str to Checked
        Tables of the project.
    framework : Framework
        Its frameworks of assessment say which answers an item has.
    outcomes : collection of str
        Outcomes that the settings name; where they name none, each is allowed.
    """
    # A site can be run whose neighbour's rows are not whole; it is given those of all.
    leave_out_gaps(tables, _SHARED)
    items = {
        item.key: (item, one.scale_of(item))
        for one in framework.assessments
        for item in one.answered
    }
    if items:
        _check_answers(tables, items)
        _check_levels(tables, items)
        _check_evidence(tables, items)
        _check_required(tables, items)
        _check_goals(tables, framework)
    _check_residual(tables)
    _check_issues(tables)
    _check_counts(tables)
    _check_sizes(tables)
    _check_effects_once(tables)
    _check_effects_given(tables)
    _check_free_names(tables)
    if outcomes:
        _check_outcomes(tables, outcomes)


_Items = Mapping[str, tuple[Item, ItemScale]]


# Answers and levels ------------------------------------------------------------------------------


def _check_answers(tables: Tables, items: _Items) -> None:
    """Refuse answers that are not on the scale of their item, those of left-out rows too."""
    checked = tables.get("responses")
    if checked is None:
        return
    rows = checked.frame
    given = rows.loc[rows["value"].notna() & rows["item"].isin(list(items)), ["item", "value"]]
    known: dict[tuple[str, str], CellProblem | None] = {}
    for record, item, value in given.itertuples():
        key = item, value
        if key not in known:
            known[key] = answer_problem(value, items[item][1])
        problem = known[key]
        if problem is None:
            continue
        if problem.severity == "error":
            checked.refuse(record, "value", problem)
        else:
            checked.report(record, "value", problem)


def answer_problem(value: str, scale: ItemScale) -> CellProblem | None:
    """Say what is wrong with an answer, or None.

    Examples
    --------
    >>> gate = ItemScale(key="gate", title="Gate", kind="yes-no")
    >>> answer_problem("Yes", gate)
    >>> answer_problem("yess", gate).advice, answer_problem("Y", gate).advice
    ("Did you mean 'yes'?", 'Write yes.')
    """
    said = value.strip().casefold()
    if scale.kind == "text":
        return _too_long(value, scale)
    if scale.kind in ("number", "levels"):
        return _number_problem(said, scale)
    parts = said.split(";") if scale.kind == "choices" else [said]
    wrong = [one.strip() for one in parts if one.strip() not in scale.answers]
    if not wrong:
        return None
    named = ", ".join(scale.answers)
    expected = f"some of {named}, with ; between" if scale.kind == "choices" else f"one of {named}"
    short = next((one for one in scale.answers if wrong[0] == one[0]), None)
    advice = f"Write {short}." if short else suggestion(wrong[0], scale.answers)
    advice = advice or "Correct it, or leave it blank."
    return CellProblem(expected, advice)


def _number_problem(said: str, scale: ItemScale) -> CellProblem | None:
    number = pd.to_numeric(pd.Series([said]), errors="coerce").iloc[0]
    if scale.kind == "number":
        if np.isfinite(number):
            return None
        return CellProblem("a number", "Write it without its unit, or leave it blank.")
    if number in {one.level for one in scale.levels}:
        return None
    expected = f"a whole number from {scale.minimum} to {scale.maximum} ({scale.title})"
    return CellProblem(expected, "Correct the level, or leave it blank where it is not known.")


def _too_long(value: str, scale: ItemScale) -> CellProblem | None:
    words = len(value.split())
    if scale.longest is None or words <= scale.longest:
        return None
    expected = f"a text of {scale.longest} words"
    return CellProblem(expected, f"It has {words}: say it shorter.", "warning")


def _check_levels(tables: Tables, items: _Items) -> None:
    """Refuse levels that are not on the scale of their item."""
    for name, column in _LEVELS:
        rows = usable_rows(tables, name)
        if rows.empty:
            continue
        given = rows.loc[rows[column].notna() & rows["item"].isin(list(items)), ["item", column]]
        for record, item, level in given.itertuples():
            lowest, highest = _ends(items[item][1])
            if not lowest <= level <= highest:
                problem = CellProblem(
                    f"a level from {lowest} to {highest}, as {items[item][0].title} has it"
                    if highest
                    else f"nothing, since {items[item][0].title} has no levels",
                    "Correct the level, or leave it blank.",
                )
                tables[name].refuse(record, column, problem)


def _ends(scale: ItemScale) -> tuple[int, int]:
    """Return lowest and highest level; of a gate and a status they are 0 and 2."""
    order = scale.order
    return (0, 0) if order is None else (order.lowest, order.highest)


def _check_required(tables: Tables, items: _Items) -> None:
    """Warn of what is required below what is there: then nothing is required."""
    rows, said = usable_rows(tables, "requirements"), usable_rows(tables, "responses")
    if rows.empty or said.empty:
        return
    levels = {key for key, (_, scale) in items.items() if scale.kind == "levels"}
    now = {
        (site, item): _level_now(own)
        for (site, item), own in said[
            said["item"].isin(levels) & said["value"].notna() & said["round"].notna()
        ].groupby(["site", "item"])
    }
    asked = rows.loc[rows["required"].notna(), ["site", "item", "required"]]
    for record, site, item, required in asked.itertuples():
        level = now.get((site, item))
        if level is not None and required < level:
            problem = CellProblem(
                f"a level from {level} on, where {items[item][0].title} stands by its answers",
                "Correct it, unless less than there is would be enough here.",
                "warning",
            )
            tables["requirements"].report(record, "required", problem)


def _level_now(own: pd.DataFrame) -> int:
    """Return the lower median of the latest round, that of the adopted answers if there are any."""
    latest = own[own["round"] == own["round"].max()]
    adopted = latest[latest["basis"] == "adopted"]
    values = sorted(pd.to_numeric((latest if adopted.empty else adopted)["value"]))
    return int(values[(len(values) - 1) // 2])


# Evidence ----------------------------------------------------------------------------------------


def _check_evidence(tables: Tables, items: _Items) -> None:
    """Warn of answers that rest on evidence of another item."""
    said, pieces = usable_rows(tables, "responses"), usable_rows(tables, "item_evidence")
    if said.empty or pieces.empty:
        return
    of = {
        (site, evidence): item
        for site, evidence, item in pieces[["site", "evidence", "item"]].itertuples(index=False)
    }
    titles = {key: item.title for key, (item, _) in items.items()}
    asked = said.loc[said["evidence"].notna(), ["site", "item", "evidence"]]
    for record, site, item, named in asked.itertuples():
        for piece in named.split(";"):
            other = of.get((site, piece), item)
            if other != item and other not in _same(item, items):
                problem = CellProblem(
                    f"evidence of {titles.get(item, item)}",
                    f"It is registered for {titles.get(other, other)}: name another piece, or "
                    "register it for this item too; it caps no level here.",
                    "warning",
                )
                tables["responses"].report(record, "evidence", problem, found=piece)


def _same(item: str, items: _Items) -> set[str]:
    """Return the items that stand for each other with one, whichever names the other."""
    named = set(items[item][0].same_as) if item in items else set()
    return named | {key for key, (other, _) in items.items() if item in other.same_as}


# Risks and indicators ----------------------------------------------------------------------------


def _check_residual(tables: Tables) -> None:
    """Warn of mitigations that would make a risk larger."""
    rows = usable_rows(tables, "risks")
    if rows.empty:
        return
    for column in ("likelihood", "impact"):
        left = f"residual_{column}"
        for record in rows.index[(rows[left] > rows[column]).fillna(value=False)]:
            problem = CellProblem(
                f"a number up to {int(rows[column][record])}, the {column} without the mitigation",
                "Correct one of the two: a mitigation that makes it worse is none.",
                "warning",
            )
            tables["risks"].report(int(record), left, problem)


def _check_goals(tables: Tables, framework: Framework) -> None:
    """Warn of targets and floors that point the wrong way, and of dates in the wrong order."""
    rows = usable_rows(tables, "kpis")
    if rows.empty:
        return
    directions = {one.key: one.direction for a in framework.assessments for one in a.kpis}
    units = {one.key: one.unit for a in framework.assessments for one in a.kpis}
    checked = tables["kpis"]
    in_percent = rows["unit"].fillna(rows["kpi"].map(units)) == "percent"
    for record in rows.index[in_percent & (rows["target"] > 0) & (rows["target"] <= 1)]:
        meant = f"{float(rows['target'][record]) * 100:g}"
        problem = CellProblem(
            f"a number in percent, such as {meant}",
            f"Write {meant} if that is meant, and percent in the other cells and in kpi_values.",
            "warning",
        )
        checked.report(int(record), "target", problem)
    columns = ["kpi", "baseline", "target", "floor", "baseline_date", "target_date"]
    for record, kpi, baseline, target, floor, first, last in rows[columns].itertuples():
        sign = -1 if directions.get(kpi) == "down" else 1
        way = "more" if sign > 0 else "less"
        problems = {
            "target": ("beyond", "baseline", baseline) if sign * target < sign * baseline else None,
            "floor": ("short of", "target", target) if sign * floor > sign * target else None,
        }
        for column, found in problems.items():
            if found:
                side, word, than = found
                expected = f"a number {side} the {word}, {than:g}, where {way} is better"
                problem = CellProblem(expected, "Correct one of the two.", "warning")
                checked.report(record, column, problem)
        if last < first:
            problem = CellProblem(
                f"a day from {first:%Y-%m-%d} on, the day of the baseline",
                "Correct one of the two days.",
            )
            checked.refuse(record, "target_date", problem)


def _check_issues(tables: Tables) -> None:
    """Refuse issues that were settled before they were found."""
    rows = usable_rows(tables, "issues")
    if rows.empty:
        return
    for record in rows.index[rows["closed"] < rows["opened"]]:
        problem = CellProblem(
            f"a day from {rows['opened'][record]:%Y-%m-%d} on, when it was found",
            "Correct one of the two days.",
        )
        tables["issues"].refuse(int(record), "closed", problem)


# Experiments -------------------------------------------------------------------------------------


def _check_counts(tables: Tables) -> None:
    """Refuse counts of more cases than there were persons."""
    rows = usable_rows(tables, "experiments")
    if rows.empty:
        return
    checked = tables["experiments"]
    for cases, persons in _COUNTS:
        for record in rows.index[(rows[cases] > rows[persons]).fillna(value=False)]:
            problem = CellProblem(
                f"a number up to {int(rows[persons][record])}, the value of {persons}",
                "Correct one of the two; until then the effect cannot be computed.",
            )
            checked.refuse(int(record), cases, problem)
    both = rows["n_treated"] + rows["n_control"]
    for record in rows.index[(both > rows["n"]).fillna(value=False)]:
        problem = CellProblem(
            f"a number from {int(both[record])} on, n_treated and n_control together",
            "Correct one of the three.",
            "warning",
        )
        checked.report(int(record), "n", problem)


def _check_sizes(tables: Tables) -> None:
    """Refuse numbers that nothing can be computed with, such as one in another unit."""
    for name, columns in _SIZED:
        rows = usable_rows(tables, name)
        for column in columns if not rows.empty else ():
            size = rows[column].abs()
            problem = CellProblem(
                f"a number not nearer to 0 than {_SMALLEST:g}", "Choose another unit."
            )
            for record in rows.index[((size > 0) & (size < _SMALLEST)).fillna(value=False)]:
                tables[name].refuse(int(record), column, problem)
    rows = usable_rows(tables, "experiments")
    if rows.empty:
        return
    _check_errors_alike(tables, rows)
    deviations = rows[["sd_treated", "sd_control"]].max(axis=1)
    differences = rows["mean_treated"] - rows["mean_control"]
    for column, size, error in (
        ("effect", rows["effect"], rows["se"]),
        ("mean_treated", differences, deviations),
    ):
        far = (size.abs() > _FURTHEST * error).fillna(value=False)
        for record in rows.index[far]:
            problem = CellProblem(
                f"a difference of up to {_FURTHEST:,.0f} times {error[record]:g}",
                "Look whether both are in the same unit.",
            )
            tables["experiments"].refuse(int(record), column, problem)


def _check_errors_alike(tables: Tables, rows: pd.DataFrame) -> None:
    """Refuse standard errors that cannot be in the unit of the others of their outcome."""
    middle = rows.groupby(["outcome", "measure"])["se"].transform("median")
    times = rows["se"] / middle
    for record in rows.index[((times > _FURTHEST) | (times < 1 / _FURTHEST)).fillna(value=False)]:
        problem = CellProblem(
            f"a number of the size of the others of this outcome, about {middle[record]:g}",
            "Look whether it is in the same unit.",
        )
        tables["experiments"].refuse(int(record), "se", problem)


def _check_effects_once(tables: Tables) -> None:
    """Leave out an effect that stands in the table before: it would count twice.

    Other numbers of the same study, outcome, place and day may be those of a further group; so
    they stay in, and are told.
    """
    rows = usable_rows(tables, "experiments")
    if rows.empty:
        return
    checked = tables["experiments"]
    known = rows[rows["study"].notna()]
    first = _first_alike(known, [*_SAME_EFFECT, *_NUMBERS])
    for record, before in first.items():
        problem = CellProblem(
            "each effect of a study once",
            f"It is that of {before}, number by number. Delete it; until then it is left out.",
        )
        checked.report(record, "study", problem)
        checked.excluded[record] = True
    placed = known[known["place"].notna() & known["date"].notna()]
    for record, before in _first_alike(placed, list(_SAME_EFFECT)).items():
        if record not in first:
            problem = CellProblem(
                "each effect of a study once",
                f"{before} has the same outcome, measure, place and day: delete one of them, "
                "unless they are of different people; say so in setting.",
                "warning",
            )
            checked.report(record, "study", problem)


def _check_effects_given(tables: Tables) -> None:
    """Tell of experiments without an effect, or with one whose error nobody can compute."""
    rows = usable_rows(tables, "experiments")
    if rows.empty:
        return
    given = rows[list(_NUMBERS)].notna()
    counts = [name for pair in _COUNTS for name in pair]
    means = [name for name in _NUMBERS if name.startswith(("mean_", "sd_", "n_"))]
    whole = given[counts].all(axis=1) | given[means].all(axis=1)
    reported = tables["experiments"].reported
    for record in rows.index[~whole & ~(given["effect"] & given["se"])]:
        if any(reported[name][record] for name in _NUMBERS if name in reported):
            continue
        column = "se" if given["effect"][record] else "effect"
        problem = CellProblem(
            "an effect with its standard error, or the counts or means of both groups",
            "Complete the row; until then the experiment is in no mean.",
            "warning",
        )
        tables["experiments"].report(int(record), column, problem)


def _check_outcomes(tables: Tables, outcomes: Collection[str]) -> None:
    """Tell of outcomes that the settings do not name: they are put together with no other."""
    rows = usable_rows(tables, "experiments")
    if rows.empty:
        return
    known = rows["outcome"].notna() & ~rows["outcome"].isin(list(outcomes))
    for record in rows.index[known]:
        name = str(rows["outcome"][record])
        problem = CellProblem(
            f"one of {', '.join(outcomes)}, the outcomes under experiments in project.yaml",
            suggestion(name, outcomes) or "Correct it, or name it there too.",
            "warning",
        )
        tables["experiments"].report(int(record), "outcome", problem)


def _first_alike(rows: pd.DataFrame, columns: list[str]) -> dict[int, str]:
    """Return the name of the first row for the record of each later one that says the same."""
    first: dict[tuple[str, ...], str] = {}
    found: dict[int, str] = {}
    for record, experiment, *same in rows[["experiment", *columns]].itertuples():
        key = tuple("" if pd.isna(one) else str(one) for one in same)
        before = first.setdefault(key, experiment)
        if before != experiment:
            found[int(record)] = before
    return found


def _check_free_names(tables: Tables) -> None:
    """Warn of names that differ only in capitals and hyphens: they would count as two."""
    first: dict[tuple[str, str], str] = {}
    for table, column in _FREE_NAMES:
        rows = usable_rows(tables, table)
        if rows.empty:
            continue
        for name, alike in rows.groupby(column, sort=False).groups.items():
            folded = str(name).casefold().replace("_", "-")
            before = first.setdefault((column, folded), str(name))
            if name != before:
                problem = CellProblem(
                    f"'{before}', as it is written elsewhere",
                    "Write it alike everywhere; until then they count as two.",
                    "warning",
                )
                tables[table].report_group(alike.tolist(), column, problem)
