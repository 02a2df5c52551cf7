"""The seven options as pure transformations of packages: tables in, tables out.

Every package that is asked about gets a key of its own, and the transformations of all packages
are carried out together. They follow one another in a stated order: relocate, reorient, then the
options that mend a component here and now (substitute, outsource, develop), then postpone; stop
absorbs all of them. None of them writes on the tables it is given.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from workbench.core.table_access import DIMENSIONS, BoolArray, FloatArray, floats, numbers, text
from workbench.diagnosis.analysis.levels import needed_components, row_numbers

if TYPE_CHECKING:
    from workbench.frameworks import Framework

#: Options that mend a component where it is.
HERE_AND_NOW = ("substitute", "outsource", "develop")
#: Options with the same aim at the same place, which can be compared with each other.
SAME_AIM = (*HERE_AND_NOW, "postpone")
#: Options that change the place or the aim: what the package scores after them is no gain.
OTHER_AIM = ("relocate", "reorient")
#: Options that are decisions of their own, compared with no other.
APART = (*OTHER_AIM, "stop")


@dataclass(frozen=True, slots=True, eq=False)
class Origin:
    """What packages are made from.

    Attributes
    ----------
    components, scores : DataFrame
        As for :func:`~workbench.diagnosis.analysis.diagnosis.diagnose`, of all sites that are read.
    evidence : DataFrame or None
        The same for the register of evidence.
    levels : DataFrame
        site, component, readiness, use: the levels of every component that is listed at a site,
        needed or not; missing where not known.
    framework : Framework
        Its scales bound what can be promised.
    """

    components: pd.DataFrame
    scores: pd.DataFrame
    evidence: pd.DataFrame | None
    levels: pd.DataFrame
    framework: Framework


@dataclass(frozen=True, slots=True, eq=False)
class Reconfigured:
    """Packages after a transformation; their keys stand in the column ``site``.

    Attributes
    ----------
    packages : DataFrame
        package (key), home (site that its levels are read at).
    components, scores : DataFrame
        As for ``diagnose``; promised levels stand in `scores` with the basis "projected".
    evidence : DataFrame or None
    """

    packages: pd.DataFrame
    components: pd.DataFrame
    scores: pd.DataFrame
    evidence: pd.DataFrame | None


def compose(origin: Origin, packages: pd.DataFrame, changes: pd.DataFrame) -> Reconfigured:
    """Carry out the changes of each package in the stated order.

    Parameters
    ----------
    origin : Origin
    packages : DataFrame
        package (a key for each package that is asked about), site (where it starts from).
    changes : DataFrame
        package, option, component; substitute, brings (keys joined by ;), to_site;
        readiness_step, use_step (levels by which the component is expected to move; missing where
        nothing is promised); success (probability, missing where not known). A package may have no
        change, or several.
    """
    state = untouched(origin, packages)
    state = relocate(state, origin, _of(changes, "relocate"))
    state = reorient(state, origin, _of(changes, "reorient"))
    state = substitute(state, _of(changes, "substitute"))
    state = mend(state, origin, _of(changes, "outsource"))
    state = mend(state, origin, _of(changes, "develop"))
    state = postpone(state, origin, _of(changes, "postpone"))
    return stop(state, _of(changes, "stop"))


def _of(changes: pd.DataFrame, *options: str) -> pd.DataFrame:
    return changes[changes["option"].isin(options).to_numpy()]


def untouched(origin: Origin, packages: pd.DataFrame) -> Reconfigured:
    """Read each package as it is today: every component and judgement but the promises."""
    known = packages[["package"]].astype("str").reset_index(drop=True)
    known["home"] = packages["site"].astype("str").to_numpy()
    return Reconfigured(known, *_read(origin, known))


def _read(
    origin: Origin, packages: pd.DataFrame
) -> tuple[pd.DataFrame, pd.DataFrame, pd.DataFrame | None]:
    scores = origin.scores
    today = scores[(text(scores, "basis", "workshop") != "projected").to_numpy()]
    components = _copies(origin.components, packages)
    if "needed" in components:
        needed = components["needed"].astype("boolean").fillna(True)  # noqa: FBT003
    else:
        needed = pd.Series(data=True, index=components.index, dtype="boolean")
    components["needed"] = needed
    components["supersedes"] = text(components, "supersedes")
    pieces = None if origin.evidence is None else _copies(origin.evidence, packages)
    return components, _copies(today, packages), pieces


def _copies(frame: pd.DataFrame, packages: pd.DataFrame) -> pd.DataFrame:
    """Copy to each package the rows of its home, in the order of the file."""
    own = frame.assign(site=frame["site"].astype("str"))
    copied = packages.merge(own, left_on="home", right_on="site", how="inner")
    copied["site"] = copied["package"]
    return copied.drop(columns=["package", "home"])


def relocate(state: Reconfigured, origin: Origin, changes: pd.DataFrame) -> Reconfigured:
    """Read every need and level again at the other site; nothing of the old site is kept."""
    if changes.empty:
        return state
    moved = changes.drop_duplicates("package").set_index("package")["to_site"]
    new_home = state.packages["package"].map(moved)
    packages = state.packages.assign(home=new_home.fillna(state.packages["home"]).astype("str"))
    there = _read(origin, packages[new_home.notna().to_numpy()])
    here = (state.components, state.scores, state.evidence)
    parts = [
        None
        if old is None or new is None
        else pd.concat([old[~old["site"].isin(moved.index)], new], ignore_index=True)
        for old, new in zip(here, there, strict=True)
    ]
    components, scores, evidence = parts
    if components is None or scores is None:
        return state
    return Reconfigured(packages, components, scores, evidence)


def reorient(state: Reconfigured, origin: Origin, changes: pd.DataFrame) -> Reconfigured:
    """Drop the component that the new aim does not need, or keep it with what is enough for it."""
    if changes.empty:
        return state
    lower = _promises_something(changes)
    return mend(_without(state, changes[~lower]), origin, changes[lower])


def _promises_something(changes: pd.DataFrame) -> BoolArray:
    blank = np.array([np.isnan(numbers(changes, f"{d}_step")) for d in DIMENSIONS])
    return np.asarray(~blank.all(axis=0))


def substitute(state: Reconfigured, changes: pd.DataFrame) -> Reconfigured:
    """Put the substitute, and whatever it brings along, in the place of the component."""
    if changes.empty:
        return state
    brought = [
        changes[["package", name]].set_axis(["package", "component"], axis=1)
        for name in ("substitute", "brings")
    ]
    brought[1] = brought[1].assign(component=brought[1]["component"].str.split(";"))
    brought[1] = brought[1].explode("component")
    added = pd.concat(brought, ignore_index=True).dropna()
    added["component"] = added["component"].str.strip()
    state = _without(state, changes)
    table = state.components
    row = row_numbers(table, added["package"], added["component"])
    needed = table["needed"].to_numpy(dtype=bool).copy()
    needed[row[row >= 0]] = True
    # What is brought in counts, even if an older row says that something has replaced it.
    brings = added.rename(columns={"package": "site"})
    replaced = row_numbers(brings, table["site"], table["supersedes"])
    supersedes = table["supersedes"].mask(replaced >= 0)
    return replace(state, components=table.assign(needed=needed, supersedes=supersedes))


def _without(state: Reconfigured, changes: pd.DataFrame) -> Reconfigured:
    """Drop a component from a package; what it had replaced does not come back."""
    if changes.empty:
        return state
    table = state.components
    touched = table["site"].isin(changes["package"].unique()).to_numpy()
    out = needed_components(table[touched]).left_out
    own = changes[["package", "component"]].set_axis(["site", "component"], axis=1)
    gone = pd.concat([out[["site", "component"]], own])
    row = row_numbers(table, gone["site"], gone["component"])
    needed = table["needed"].to_numpy(dtype=bool).copy()
    needed[row[row >= 0]] = False
    return replace(state, components=table.assign(needed=needed))


def mend(state: Reconfigured, origin: Origin, changes: pd.DataFrame) -> Reconfigured:
    """Promise a component other levels, as the team's or a partner's work is expected to bring.

    A step is counted from today's level, or from the level after an earlier change of the same
    package, and ends at the end of the scale. A change without a step changes nothing.
    """
    if changes.empty:
        return state
    rows = changes[_promises_something(changes)]
    earlier = state.scores[(text(state.scores, "basis", "workshop") == "projected").to_numpy()]
    homes = rows["package"].map(state.packages.set_index("package")["home"])
    now = row_numbers(origin.levels, homes, rows["component"])
    then = row_numbers(earlier, rows["package"], rows["component"])
    columns: dict[str, object] = {
        "site": rows["package"].to_numpy(),
        "component": rows["component"].to_numpy(),
        "basis": "projected",
        "assessor": rows["option"].to_numpy(),
        "success": numbers(rows, "success") * _at(earlier, "success", then, otherwise=1.0),
    }
    for d in DIMENSIONS:
        today = _at(origin.levels, d, now)
        start = _at(earlier, d, then)
        start = np.where(np.isnan(start), today, start)
        step = numbers(rows, f"{d}_step")
        scale = origin.framework.scales[d]
        after = np.clip(start + step, scale.minimum, scale.maximum)
        columns[d] = pd.array(np.where(np.isnan(step), _at(earlier, d, then), after), dtype="Int64")
    new = pd.DataFrame(columns)
    kept = state.scores.drop(index=earlier.index[np.unique(then[then >= 0])])
    return replace(state, scores=_with_promises(kept, new))


def _at(frame: pd.DataFrame, name: str, row: np.ndarray, otherwise: float = np.nan) -> FloatArray:
    """Return the value at each row; NaN, or what is stated, where the row is -1."""
    if not len(frame):
        return np.full(len(row), otherwise)
    values = floats(frame[name])[row]
    return np.where(row < 0, otherwise, values)


def _with_promises(scores: pd.DataFrame, new: pd.DataFrame) -> pd.DataFrame:
    """Add promises as judgements of the latest round, so that no older one sets them aside."""
    latest = np.nanmax(numbers(scores, "round", 1.0), initial=1.0)
    new["round"] = int(latest)
    old = scores.reset_index(drop=True)
    if "round" not in old:
        old["round"] = 1
    if "basis" not in old:
        old["basis"] = "workshop"
    if "success" not in old:
        old["success"] = np.nan
    for name in DIMENSIONS:
        if name in old:
            old[name] = pd.to_numeric(old[name]).astype("Int64")
    return pd.concat([old, new], ignore_index=True)


def postpone(state: Reconfigured, origin: Origin, changes: pd.DataFrame) -> Reconfigured:
    """Wait: only a component with an expected change from outside moves, nothing else does."""
    return mend(state, origin, changes)


def stop(state: Reconfigured, changes: pd.DataFrame) -> Reconfigured:
    """Leave the package empty; whatever else was chosen no longer matters."""
    if changes.empty:
        return state
    ended = state.components["site"].isin(changes["package"]).to_numpy()
    needed = state.components["needed"].to_numpy(dtype=bool) & ~ended
    return replace(state, components=state.components.assign(needed=needed))
