"""What the data say to each question of the decision tree: yes, no or nothing, and in words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from workbench.options.analysis.option_guards import Key
from workbench.options.analysis.option_rows import blank, each_row
from workbench.options.analysis.options import OptionResults

Row = Mapping[str, Any]

#: Probability of being the bottleneck from which a diagnosis counts as firm (ours).
FIRM = 0.5


@dataclass(frozen=True, slots=True)
class Hint:
    """What the data say to a question.

    Attributes
    ----------
    answer : str or None
        "yes" or "no"; None where the data do not say.
    words : str
        A sentence.
    """

    answer: str | None
    words: str


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the components, ready to be looked up.

    Attributes
    ----------
    today : mapping of (site, component) to row of the diagnosis
    left_out : mapping of (site, component) to str
    options : mapping of (site, component, option) to rows of the option table
    candidates : mapping of (site, component) to rows of the candidates
    """

    today: Mapping[Key, Row]
    left_out: Mapping[Key, str]
    options: Mapping[tuple[str, str, str], list[Row]]
    candidates: Mapping[Key, list[Row]]

    @classmethod
    def of(cls, results: OptionResults) -> Known:
        """Sort what was found out about the sites of `results`."""
        options: dict[tuple[str, str, str], list[Row]] = {}
        for row in each_row(results.table):
            options.setdefault((row["site"], row["component"], row["option"]), []).append(row)
        candidates: dict[Key, list[Row]] = {}
        for row in each_row(results.candidates):
            candidates.setdefault((row["site"], row["component"]), []).append(row)
        today = {(r["site"], r["component"]): r for r in each_row(results.before.table)}
        out = results.before.left_out.to_dict("records")
        reasons = {(row["site"], row["component"]): str(row["reason"]) for row in out}
        return cls(today, reasons, options, candidates)

    def lifts(self, key: Key, option: str) -> bool:
        """Say whether an option lifts the component; yes where no such option was weighed."""
        rows = self.options.get((*key, option), [])
        return not rows or any(_lifts(row) for row in rows)


def _lifts(row: Row) -> bool:
    if not row["computed"]:
        return False
    levels = [row[f"{d}_{when}"] for when in ("before", "after") for d in ("readiness", "use")]
    if any(blank(level) for level in levels):
        return True
    return bool(levels[2] * levels[3] > levels[0] * levels[1])


def hints(known: Known, key: Key) -> dict[str, Hint]:
    """Give the hint to every question about one component.

    Parameters
    ----------
    known : Known
    key : (site, component)
    """
    found = {"needed": _needed(known, key), "firm": _firm(known, key)}
    for option in ("substitute", "outsource", "develop", "relocate", "reorient", "postpone"):
        rows = known.options.get((*key, option), [])
        if rows:
            found[option] = _from_rows(option, rows)
        elif option == "substitute":
            found[option] = _from_candidates(known.candidates.get(key, []))
        else:
            found[option] = Hint(None, "No such option is recorded.")
    found["stop"] = _stop([found[name].answer for name in list(found)[2:]])
    return found


def _needed(known: Known, key: Key) -> Hint:
    if key in known.today:
        return Hint("yes", "The list of components counts it as needed.")
    return Hint("no", f"It does not count at this site: {known.left_out.get(key, 'not listed')}.")


def _firm(known: Known, key: Key) -> Hint:
    row = known.today.get(key)
    if row is None or blank(row["p_bottleneck"]):
        return Hint("no", "It has no score, so nothing is known about it as a bottleneck.")
    p = float(row["p_bottleneck"])
    said = f"It is the lowest component with a probability of {p:.0%}"
    capped = [d for d in ("readiness", "use") if row[f"{d}_capped"]]
    if capped:
        said += f"; more {' and '.join(capped)} is claimed than the evidence supports"
    return Hint("yes" if p >= FIRM else "no", said + ".")


def _from_candidates(candidates: list[Row]) -> Hint:
    good = [row for row in candidates if row["state"] == "scored here"]
    if good:
        best = good[0]
        return Hint("yes", f"{best['title']} serves the same function and scores "
                    f"{int(best['score'])} here.")  # fmt: skip
    unscored = [row for row in candidates if row["state"] == "not scored here"]
    if unscored:
        return Hint(
            None, f"{unscored[0]['title']} serves the same function; it is not scored here."
        )
    return Hint(None, "No component with the same function is known.")


def _from_rows(option: str, rows: list[Row]) -> Hint:
    computed = [row for row in rows if row["computed"]]
    if not computed:
        return Hint("no", str(rows[0]["reason"]))
    scored = [row for row in computed if not blank(row["score_after"])]
    best = max(scored, key=lambda row: row["score_after"], default=computed[0])
    reached = _reached(best)
    if option in {"substitute", "outsource", "develop"}:
        return Hint("yes" if any(_lifts(row) for row in computed) else "no", reached)
    gains = not blank(best["gain"]) and best["gain"] > 0
    if option == "reorient":
        accepted = any(isinstance(row["accepted_by"], str) for row in computed)
        if not accepted:
            return Hint(None, reached + " Nobody has accepted the new aim yet.")
    return Hint("yes" if gains else "no", reached)


def _reached(row: Row) -> str:
    if blank(row["score_after"]):
        return f"{row['title']}: the package would have no score."
    if blank(row["score_before"]):
        return f"{row['title']}: the package would score {int(row['score_after'])}."
    before, after = int(row["score_before"]), int(row["score_after"])
    change = f"stays at {before}" if before == after else f"goes from {before} to {after}"
    return f"{row['title']}: the package {change}."


def _stop(others: list[str | None]) -> Hint:
    if "yes" in others:
        return Hint("no", "Another option would help.")
    if None in others:
        return Hint(None, "Not every other option has been looked at.")
    return Hint("yes", "None of the other options would help.")
