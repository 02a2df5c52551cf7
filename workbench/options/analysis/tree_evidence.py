"""What the data say to each question of the decision tree: yes, no or nothing, and in words."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass

from workbench.core.rows import rows_of
from workbench.diagnosis.analysis.confidence import Confidence, SiteConfidence
from workbench.options.analysis.option_guards import ComponentKey, Facts
from workbench.options.analysis.option_rows import Option
from workbench.options.analysis.options import OptionResults
from workbench.options.analysis.transformations import OTHER_AIM


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
class Standing:
    """Where a component stands today: a row of ``Diagnosis.table``."""

    site: str
    component: str
    bottleneck: bool
    rank: int | None
    p_bottleneck: float | None
    readiness_capped: bool
    use_capped: bool


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the components, ready to be looked up.

    Attributes
    ----------
    facts : Facts
        Titles, functions and levels.
    today : mapping of (site, component) to Standing
        Components that count.
    options : mapping of (site, component, option) to list of Option
    serving : mapping of str to mapping of str to str
        By function, the components that serve it anywhere, with a title.
    sure : mapping of str to SiteConfidence
        How sure the diagnosis of each site is.
    """

    facts: Facts
    today: Mapping[ComponentKey, Standing]
    options: Mapping[tuple[str, str, str], list[Option]]
    serving: Mapping[str, Mapping[str, str]]
    sure: Mapping[str, SiteConfidence]

    @classmethod
    def of(cls, results: OptionResults, confidence: Confidence) -> Known:
        """Sort what was found out about the sites of `results`."""
        facts = results.basics.facts
        options: dict[tuple[str, str, str], list[Option]] = defaultdict(list)
        serving: dict[str, dict[str, str]] = defaultdict(dict)
        for one in results.rows:
            options[(*one.key, one.option)].append(one)
        for (site, component), functions in facts.functions.items():
            for function in functions:
                serving[function][component] = facts.title(site, component)
        today = {(r.site, r.component): r for r in rows_of(results.before.table, Standing)}
        sure = {one.site: one for one in confidence.rows}
        return cls(facts, today, dict(options), dict(serving), sure)

    def lifts(self, key: ComponentKey, option: str) -> bool:
        """Return whether a possible option lifts the component; yes where none was weighed."""
        rows = self.options.get((*key, option), [])
        return not rows or any(map(_lifts, rows))


def _lifts(row: Option) -> bool:
    before, after = row.product_before, row.product_after
    lifts = before is None or after is None or after > before
    return row.computed and row.possible and lifts


def hints(known: Known, key: ComponentKey) -> dict[str, Hint]:
    """Return the hint to every question about one component."""
    found = {"needed": _needed(known, key), "firm": _firm(known, key)}
    other = False
    for option in ("substitute", "outsource", "develop", "relocate", "reorient", "postpone"):
        rows = known.options.get((*key, option), [])
        if rows:
            found[option] = _from_rows(option, rows)
            other |= option in OTHER_AIM and any(one.possible for one in rows)
        elif option == "substitute":
            found[option] = _from_functions(known, key)
        else:
            found[option] = Hint(None, "No such option is recorded.")
    ways = {name: hint.answer for name, hint in found.items() if name not in {"needed", "firm"}}
    found["stop"] = _stop(ways, other=other)
    return found


def _needed(known: Known, key: ComponentKey) -> Hint:
    if key in known.today:
        return Hint("yes", "The list of components counts it as needed.")
    why = known.facts.left_out.get(key, "not listed")
    return Hint("no", f"It does not count at this site: {why}.")


def _firm(known: Known, key: ComponentKey) -> Hint:
    """Test the components that share the lowest score together, not one of them alone."""
    row, sure = known.today.get(key), known.sure[key[0]]
    if row is None or row.p_bottleneck is None or sure.p_lowest is None:
        return Hint("no", "It has no score, so nothing is known about it as a bottleneck.")
    tied = sum(one.bottleneck for one in known.today.values() if one.site == key[0])
    if not row.bottleneck:
        said = f"It is not the lowest; it is the bottleneck with {row.p_bottleneck:.0%} probability"
        return Hint("no", said + ".")
    said = f"It is the lowest component with a probability of {sure.p_lowest:.0%}"
    if tied > 1:
        said = (
            f"{tied} components share the lowest score; with a probability of {sure.p_lowest:.0%} "
            "it is one of them"
        )
    said += f": {sure.confidence}"
    marks = (("readiness", row.readiness_capped), ("use", row.use_capped))
    if capped := [dimension for dimension, is_capped in marks if is_capped]:
        said += f"; more {' and '.join(capped)} is claimed than the evidence supports"
    answer = {"firm": "yes", "leaning": None, "open": "no"}[sure.confidence]
    return Hint(answer, said + ".")


def _from_functions(known: Known, key: ComponentKey) -> Hint:
    """Look for a component that shares a function: the best here, else one without a score here."""
    (site, component), facts = key, known.facts
    now = _score(facts, key)
    better: dict[str, tuple[int, str]] = {}
    unscored: dict[str, str] = {}
    for function in facts.functions.get(key, ()):
        for other, title in known.serving[function].items():
            score = _score(facts, (site, other))
            if other != component and score is None:
                unscored[other] = title
            elif other != component and score is not None and (now is None or score > now):
                better[other] = (score, facts.title(site, other))
    if better:
        score, title = better[min(better, key=lambda other: (-better[other][0], other))]
        return Hint("yes", f"{title} serves the same function and scores {score} here.")
    if unscored:
        title = unscored[min(unscored)]
        return Hint(None, f"{title} serves the same function; it is not scored here.")
    return Hint(None, "No component with the same function is known.")


def _score(facts: Facts, key: ComponentKey) -> int | None:
    readiness, use = facts.levels.get(key, (None, None))
    return None if readiness is None or use is None else readiness * use


def _from_rows(option: str, rows: list[Option]) -> Hint:
    usable = [row for row in rows if row.computed and row.possible]
    if not usable:
        return Hint("no", rows[0].reason)
    best = max(usable, key=lambda row: -1 if row.score_after is None else row.score_after)
    if option in OTHER_AIM:
        return Hint(None, _elsewhere(best))
    reached = _reached(best)
    if option in {"substitute", "outsource", "develop"}:
        return Hint("yes" if any(map(_lifts, usable)) else "no", reached)
    return Hint("yes" if best.gain is not None and best.gain > 0 else "no", reached)


def _elsewhere(row: Option) -> str:
    """Tell what another place or aim would score: no gain, so the data say neither yes nor no."""
    if row.option == "relocate":
        return f"{row.title}: the package there scores {_score_in_words(row)}."
    whose = f"{row.accepted_by} accepts it" if row.accepted_by else "nobody has accepted it yet"
    return f"{row.title}: under that aim the package scores {_score_in_words(row)}; {whose}."


def _score_in_words(row: Option) -> str:
    now = "nothing" if row.score_before is None else row.score_before
    then = "nothing" if row.score_after is None else row.score_after
    return f"{then}, today {now}; a change of place or aim is no gain"


def _reached(row: Option) -> str:
    """Tell what happens to the component and what that does to the package."""
    what = _change(row.product_before, row.product_after)
    of_package = _change(row.score_before, row.score_after)
    said = [f"the component {what}"] if what else []
    said += [f"the package {of_package}"] if of_package else []
    return f"{row.title}: {', '.join(said) or 'the package would have no score'}."


def _change(before: int | None, after: int | None) -> str:
    if after is None:
        return ""
    if before is None:
        return f"would score {after}"
    return f"stays at {before}" if before == after else f"goes from {before} to {after}"


def _stop(others: Mapping[str, str | None], *, other: bool) -> Hint:
    if "yes" in others.values():
        return Hint("no", "Another option would help.")
    if other:
        return Hint(None, "Another place or aim is possible: a decision of its own.")
    if silent := [name for name, answer in others.items() if answer is None]:
        return Hint(None, f"The data say nothing of {', '.join(silent)}.")
    return Hint("yes", "None of the other options would help.")
