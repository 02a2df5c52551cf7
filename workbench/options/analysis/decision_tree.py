"""Walk the decision tree of a bottleneck: every question, the team's answer, what the data say.

The order is that of the method: is the component needed at all (if not, that is a correction of the
package, not a strategy); is the diagnosis firm; can it be overcome here and now (substitute,
outsource, develop: all that are feasible go on to the comparison); if not, elsewhere or later
(relocate, reorient, postpone); if nothing of that, stop. Answers to questions that the walk does
not reach are kept as well.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import pandas as pd

from workbench.core.method import Method
from workbench.core.table_access import dates, refuse, require, text
from workbench.diagnosis.analysis.diagnosis import Diagnosis
from workbench.errors import UnknownName
from workbench.options.analysis.option_guards import Key
from workbench.options.analysis.options import OptionResults
from workbench.options.analysis.tree_evidence import FIRM, Known, hints

if TYPE_CHECKING:
    from workbench.frameworks import Framework

HERE_AND_NOW = ("substitute", "outsource", "develop")
ELSEWHERE = ("relocate", "reorient", "postpone")

#: Questions in the order of the walk.
QUESTIONS = ("needed", "firm", *HERE_AND_NOW, *ELSEWHERE, "stop")

#: What can be answered.
ANSWERS = ("yes", "no", "open")

SOURCES = (
    "the seven options and their order: Scaling Readiness, step Strategize (Sartas et al. 2020)",
    "the two questions before them, the walk and what the data say: ours",
)

_FIRST = {
    "needed": "Is the component really needed for this aim at this site?",
    "firm": "Is the diagnosis firm enough: more likely than not the bottleneck, and no open "
    "dispute about the evidence?",
}

_BRANCHES = {
    "needed": "before",
    "firm": "before",
    **dict.fromkeys(HERE_AND_NOW, "here and now"),
    **dict.fromkeys(ELSEWHERE, "elsewhere or later"),
    "stop": "end",
}


@dataclass(frozen=True, eq=False)
class DecisionTree:
    """The walk through the decision tree, per site and component.

    Attributes
    ----------
    table : DataFrame
        One row per component and question, in the order of the walk.

        ============== ======== ===================================================================
        column         dtype    meaning
        ============== ======== ===================================================================
        site           str      key of the site
        component      str      component that is asked about: a bottleneck, or one with an answer
                                or an option
        title          str      its name to print
        order          Int64    place of the question, 1 to 9
        question       str      "needed", "firm" or one of the seven options
        branch         str      "before", "here and now", "elsewhere or later" or "end"
        text           str      the question in words
        answer         str      "yes", "no", "open"; missing where nobody answered
        reason, by     str      why, and who says so
        date           datetime day of the answer, the latest where there are several
        reached        bool     whether the walk comes to this question
        hint_answer    str      what the data say: "yes", "no"; missing where they do not say
        hint           str      the same in a sentence
        conflict       bool     whether answer and data contradict each other
        unanswered     bool     whether it is reached, and open or not answered
        ============== ======== ===================================================================
    leads : DataFrame
        One row per site and component, where the walk leads: site, component, title, bottleneck
        (bool, whether it is one today), outcome, options (keys to compare or take, joined by ;),
        next_question (key; missing where none is open), unanswered and conflicts (Int64, how many),
        words (a sentence). The outcome is "correction" (drop it and diagnose again: no strategy),
        "evidence first", "here and now", "elsewhere or later", "stop", "open" (a question has to be
        answered first) or "no way named" (everything is answered with no, stop too).
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    leads: pd.DataFrame
    method: Method

    def site(self, key: str) -> DecisionTree:
        """Give the walks of one site; none where nothing is asked there."""
        parts: dict[str, Any] = {
            name: (frame := getattr(self, name))[frame["site"] == key].reset_index(drop=True)
            for name in ("table", "leads")
        }
        return replace(self, **parts)

    @property
    def corrections(self) -> pd.DataFrame:
        """Components that are not needed at their site: drop them, then diagnose again."""
        return self.leads[self.leads["outcome"] == "correction"].reset_index(drop=True)


def walk_tree(
    answers: pd.DataFrame | None, diagnosis: Diagnosis, results: OptionResults
) -> DecisionTree:
    """Walk the decision tree for every bottleneck of every site.

    Parameters
    ----------
    answers : DataFrame or None
        The table ``answers``: site, component, question, answer and where known reason, by, date.
        The latest answer to a question counts, of one day the later row. Answers of sites that
        `diagnosis` does not cover are left out.
    diagnosis : Diagnosis
        The sites as they are today; one or all of those in `results`.
    results : OptionResults
        Result of :func:`~workbench.options.analysis.options.weigh_options`.

    Returns
    -------
    DecisionTree

    Raises
    ------
    InvalidInput
        A question or an answer that does not exist, a component that is not listed at the site.
    UnknownName
        A site of `diagnosis` for which no options were weighed; a column that is not there.

    Examples
    --------
    >>> from workbench.options.analysis.options import weigh_options
    >>> from workbench.frameworks import load
    >>> listed = pd.DataFrame({"site": "s", "component": ["a", "b"]})
    >>> judged = listed.assign(readiness=[4, 6], use=[2, 3])
    >>> none = pd.DataFrame(columns=["site", "proposal", "component", "option"])
    >>> results = weigh_options(none, listed, judged, load("ipsr"))
    >>> said = pd.DataFrame(
    ...     {"site": ["s"], "component": ["a"], "question": ["needed"], "answer": ["no"]}
    ... )
    >>> walk_tree(said, results.before, results).leads["outcome"].tolist()
    ['correction']
    """
    for site in diagnosis.sites:
        if site not in results.sites:
            raise UnknownName(kind="site with options", name=site, known=results.sites)
    own = [results.site(site) for site in diagnosis.sites] if len(diagnosis.sites) == 1 else []
    known = Known.of(own[0] if own else results)
    said = _latest(answers, diagnosis, results)
    keys = _asked(diagnosis, said, known)
    text_of = _texts(results.before.framework)
    titles, lines, ends = results.basics.facts, [], []
    bottlenecks = set(_pairs(diagnosis.table[diagnosis.table["bottleneck"]]))
    for key in keys:
        given = {q: said[(*key, q)] for q in QUESTIONS if (*key, q) in said}
        rows, lead = _walk(key, given, known, text_of)
        name = {"site": key[0], "component": key[1], "title": titles.title(*key)}
        lines += [name | row for row in rows]
        ends.append(name | {"bottleneck": key in bottlenecks} | lead)
    method = Method("decision tree of the options", {"firm_from": FIRM}, SOURCES)
    return DecisionTree(_typed(lines, _ROW), _typed(ends, _LEAD), method)


_ROW: Mapping[str, str] = {
    **dict.fromkeys(("site", "component", "title"), "str"),
    "order": "Int64",
    **dict.fromkeys(("question", "branch", "text", "answer", "reason", "by"), "str"),
    "date": "datetime64[ns]",
    "reached": "bool",
    "hint_answer": "str",
    "hint": "str",
    "conflict": "bool",
    "unanswered": "bool",
}

_LEAD: Mapping[str, str] = {
    **dict.fromkeys(("site", "component", "title"), "str"),
    "bottleneck": "bool",
    **dict.fromkeys(("outcome", "options", "next_question"), "str"),
    "unanswered": "Int64",
    "conflicts": "Int64",
    "words": "str",
}


def _typed(rows: list[dict[str, Any]], kinds: Mapping[str, str]) -> pd.DataFrame:
    return pd.DataFrame(rows, columns=list(kinds)).astype(dict(kinds))


def _pairs(frame: pd.DataFrame) -> list[Key]:
    return list(zip(frame["site"], frame["component"], strict=True))


def _texts(framework: Framework) -> dict[str, str]:
    return _FIRST | {option.key: option.question for option in framework.options}


def _latest(
    answers: pd.DataFrame | None, diagnosis: Diagnosis, results: OptionResults
) -> dict[tuple[str, str, str], Mapping[str, Any]]:
    """Give the latest answer to each question."""
    if answers is None:
        return {}
    require(answers, ("site", "component", "question", "answer"), "answers")
    frame = answers[answers["site"].isin(list(diagnosis.sites))].reset_index(drop=True)
    bad = ~frame["question"].isin(QUESTIONS).to_numpy()
    expected = f"one of {', '.join(QUESTIONS)}"
    refuse(frame, bad, "answers", "question", expected, "Correct the question.")
    bad = ~frame["answer"].isin(ANSWERS).to_numpy()
    refuse(frame, bad, "answers", "answer", "yes, no or open", "Correct the answer.")
    titles = results.basics.facts.titles
    bad = pd.Series([pair not in titles for pair in _pairs(frame)], dtype=bool).to_numpy()
    expected = "a component of the site"
    refuse(frame, bad, "answers", "component", expected, "Correct it or list it there.")
    rows = pd.DataFrame({n: text(frame, n) for n in ("site", "component", "question", "answer")})
    rows["reason"], rows["by"] = text(frame, "reason"), text(frame, "by")
    rows["date"] = dates(frame)
    rows = rows.sort_values("date", kind="stable", na_position="first")
    keys = zip(rows["site"], rows["component"], rows["question"], strict=True)
    found: list[Any] = rows.to_dict("records")
    return dict(zip(keys, found, strict=True))


def _asked(
    diagnosis: Diagnosis, said: Mapping[tuple[str, str, str], Any], known: Known
) -> list[Key]:
    """List the components to ask about, the lowest of each site first."""
    wanted = set(_pairs(diagnosis.table[diagnosis.table["bottleneck"]]))
    wanted |= {key[:2] for key in said} | {key[:2] for key in known.options}
    place = {site: number for number, site in enumerate(diagnosis.sites)}
    last = len(diagnosis.table) + 1

    def order(key: Key) -> tuple[int, int, str]:
        rank = known.today.get(key, {}).get("rank", pd.NA)
        return place[key[0]], last if pd.isna(rank) else int(rank), key[1]

    return sorted((key for key in wanted if key[0] in place), key=order)


# ---------------------------------------------------------------- the walk


@dataclass(frozen=True, slots=True)
class _Lead:
    """Where a walk leads."""

    outcome: str
    words: str
    options: tuple[str, ...] = ()
    next_question: str | None = None
    reached: tuple[str, ...] = ()


def _walk(
    key: Key, given: Mapping[str, Mapping[str, Any]], known: Known, text_of: Mapping[str, str]
) -> tuple[list[dict[str, Any]], dict[str, Any]]:
    """Walk the questions of one component; give its rows and where they lead."""
    answers = {question: str(row["answer"]) for question, row in given.items()}
    promising = [q for q in HERE_AND_NOW if answers.get(q) == "yes" and known.lifts(key, q)]
    lead = _lead(answers, promising)
    found = hints(known, key)
    rows = []
    for number, question in enumerate(QUESTIONS, start=1):
        row, hint = given.get(question, {}), found[question]
        answer = answers.get(question)
        reached = question in lead.reached
        settled = answer in {"yes", "no"}
        rows.append(
            {
                "order": number,
                "question": question,
                "branch": _BRANCHES[question],
                "text": text_of[question],
                "answer": answer,
                "reason": row.get("reason"),
                "by": row.get("by"),
                "date": row.get("date", pd.NaT),
                "reached": reached,
                "hint_answer": hint.answer,
                "hint": hint.words,
                "conflict": settled and hint.answer is not None and answer != hint.answer,
                "unanswered": reached and not settled,
            }
        )
    return rows, {
        "outcome": lead.outcome,
        "options": ";".join(lead.options),
        "next_question": lead.next_question,
        "unanswered": sum(row["unanswered"] for row in rows),
        "conflicts": sum(row["conflict"] for row in rows),
        "words": lead.words,
    }


def _lead(answers: Mapping[str, str], promising: list[str]) -> _Lead:
    """Say where the answers lead; `promising` are the ways here and now that are worth it."""
    for question, outcome, words in (
        ("needed", "correction", "It is not needed at this site: drop it and diagnose again."),
        ("firm", "evidence first", "Gather more evidence or score again before choosing."),
    ):
        reached = QUESTIONS[: QUESTIONS.index(question) + 1]
        answer = answers.get(question)
        if answer == "no":
            return _Lead(outcome, words, reached=reached)
        if answer != "yes":
            return _open(question, reached)
    reached = QUESTIONS[:5]
    if promising:
        return _Lead("here and now", _compare(promising), tuple(promising), reached=reached)
    waiting = [q for q in HERE_AND_NOW if answers.get(q) not in {"yes", "no"}]
    if waiting:
        return _open(waiting[0], reached)
    return _elsewhere(answers)


def _elsewhere(answers: Mapping[str, str]) -> _Lead:
    """Go on where nothing can be done here and now, or nothing that lifts the component."""
    reached = QUESTIONS[:8]
    poor = tuple(q for q in HERE_AND_NOW if answers.get(q) == "yes")
    found = tuple(q for q in ELSEWHERE if answers.get(q) == "yes")
    if found:
        return _Lead("elsewhere or later", _compare(found), found, reached=reached)
    waiting = [q for q in ELSEWHERE if answers.get(q) not in {"yes", "no"}]
    if waiting:
        return _open(waiting[0], reached)
    if poor:
        words = f"Only {' and '.join(poor)} is left, which does not lift the component."
        return _Lead("here and now", words, poor, reached=reached)
    answer = answers.get("stop")
    if answer == "yes":
        words = "Stop: record the reason, what can be saved and who was told."
        return _Lead("stop", words, ("stop",), reached=QUESTIONS)
    if answer == "no":
        words = "Every way has been ruled out, stopping too: go through the answers again."
        return _Lead("no way named", words, reached=QUESTIONS)
    return _open("stop", QUESTIONS)


def _open(question: str, reached: tuple[str, ...]) -> _Lead:
    words = f'The question "{question}" has to be answered first.'
    return _Lead("open", words, next_question=question, reached=reached)


def _compare(options: list[str] | tuple[str, ...]) -> str:
    if len(options) == 1:
        return f"One way is feasible: {options[0]}."
    return f"Compare {', '.join(options[:-1])} and {options[-1]}."
