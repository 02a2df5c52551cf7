"""Walk the decision tree of a bottleneck: every question, the team's answer, what the data say.

The order is that of the method: is the component needed at all (if not, that is a correction of the
package, not a strategy); is the diagnosis firm; can it be overcome here and now (substitute,
outsource, develop: all that are feasible go on to the comparison); if not, elsewhere or later
(relocate, reorient, postpone); if nothing of that, stop. Answers to questions that the walk does
not reach are kept as well.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

import pandas as pd

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.rows import rows_of, table_of
from workbench.diagnosis.analysis.confidence import Confidence
from workbench.options.analysis.option_guards import ComponentKey
from workbench.options.analysis.option_rows import keys_in
from workbench.options.analysis.options import OptionResults
from workbench.options.analysis.transformations import HERE_AND_NOW, OTHER_AIM
from workbench.options.analysis.tree_evidence import Known, hints

ELSEWHERE = (*OTHER_AIM, "postpone")

#: Questions in the order of the walk.
QUESTIONS = ("needed", "firm", *HERE_AND_NOW, *ELSEWHERE, "stop")

SOURCES = (
    "the seven options and their order: Scaling Readiness, step Strategize (Sartas et al. 2020)",
    "the two questions before them, the walk and what the data say: ours",
)


@dataclass(frozen=True, slots=True)
class TreeAnswer:
    """A question about a component of a site: a row of `DecisionTree.table`.

    Attributes
    ----------
    site, component, title : str
        What is asked about: a bottleneck, or a component with an answer or an option; its name.
    question : str
        "needed", "firm" or one of the seven options.
    answer : str or None
        "yes", "no", "open"; None where nobody answered.
    reason, by : str or None
        Why, and who says so.
    date : date or None
        Day of the answer, the latest where there are several.
    reached : bool
        Whether the walk comes to this question.
    hint : str
        What the data say, in a sentence.
    conflict : bool
        Whether answer and data contradict each other.
    unanswered : bool
        Whether it is reached, and open or not answered.
    """

    site: str
    component: str
    title: str
    question: str
    answer: str | None
    reason: str | None
    by: str | None
    date: date | None
    reached: bool
    hint: str
    conflict: bool
    unanswered: bool


@dataclass(frozen=True, slots=True)
class Lead:
    """Where the walk leads for a component of a site: a row of `DecisionTree.leads`.

    Attributes
    ----------
    site, component, title : str
        What was asked about.
    bottleneck : bool
        Whether it is one today.
    outcome : str
        "correction" (drop it and diagnose again: no strategy), "evidence first", "here and now",
        "elsewhere or later", "stop", "open" (a question has to be answered first) or "no way named"
        (everything is answered with no, stop too).
    options : str
        Keys to compare or take, joined by ;.
    next_question : str or None
        The question that has to be answered first.
    unanswered, conflicts : int
        How many there are.
    """

    site: str
    component: str
    title: str
    bottleneck: bool
    outcome: str
    options: str
    next_question: str | None
    unanswered: int
    conflicts: int


@dataclass(frozen=True, eq=False)
class DecisionTree(Result):
    """The walk through the decision tree, per site and component.

    Attributes
    ----------
    table : DataFrame
        One row per component and question, in the order of the walk: the columns of
        :class:`TreeAnswer`.
    leads : DataFrame
        One row per site and component: the columns of :class:`Lead`.
    method : Method
        Parameters and sources.
    """

    table: pd.DataFrame
    leads: pd.DataFrame
    method: Method

    @property
    def answers(self) -> dict[tuple[str, str, str], object]:
        """The answer to each question, by site, component and question."""
        columns = self.table[["site", "component", "question", "answer"]]
        return {tuple(key): answer for *key, answer in columns.itertuples(index=False, name=None)}

    def against(self, options: pd.DataFrame) -> pd.Series:
        """Return in words why the answers leave an option out of the comparison.

        Where the walk ends with options to compare, the others are out; else those that were
        answered with no.

        Parameters
        ----------
        options : DataFrame
            site, component, option.

        Returns
        -------
        Series of str
            A sentence per row; "" where the answers leave it in.
        """
        keys, said = ["site", "component"], self.answers
        left = {
            (lead.site, lead.component): keys_in(lead.options)
            for lead in rows_of(self.leads, Lead)
            if lead.outcome in {"here and now", "elsewhere or later"}
        }
        return pd.Series(
            [
                _against(option, said.get((*key, option)), left.get(tuple(key)))
                for *key, option in options[[*keys, "option"]].itertuples(index=False, name=None)
            ],
            index=options.index,
            dtype="str",
        )


def _against(option: str, answer: object, left: tuple[str, ...] | None) -> str:
    if answer == "no":
        return "The team answered no to it in the decision tree."
    if left is None or option in left:
        return ""
    return "The answers in the decision tree lead to other options."


@dataclass(frozen=True, slots=True)
class _Answer:
    site: str
    component: str
    question: str
    answer: str
    reason: str | None
    by: str | None
    date: date | None


def walk_tree(
    answers: pd.DataFrame, results: OptionResults, confidence: Confidence
) -> DecisionTree:
    """Walk the decision tree for every bottleneck of every site.

    Parameters
    ----------
    answers : DataFrame
        The table ``answers``: site, component, question, answer, reason, by, date. The latest
        answer to a question counts, of one day the later row. Answers of sites that `results` does
        not cover are left out.
    results : OptionResults
        Result of :func:`~workbench.options.analysis.options.weigh_options`.
    confidence : Confidence
        How sure the diagnosis of each site is.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> case = open_case("data/example", "rw-huye")
    >>> found = walk_tree(
    ...     case.site.table("answers"), case.options.results, case.diagnosis.confidence
    ... )
    >>> found.leads[["component", "outcome"]].values.tolist()
    [['clean-seed', 'here and now'], ['input-credit', 'open']]
    """
    known = Known.of(results, confidence)
    said = _latest(answers, results.sites)
    rows: list[TreeAnswer] = []
    leads: list[Lead] = []
    for key in _asked(results.sites, said, known):
        given = {q: said[(*key, q)] for q in QUESTIONS if (*key, q) in said}
        way, asked = _walk(key, given, known)
        rows += asked
        today = known.today.get(key)
        leads.append(
            Lead(
                site=key[0],
                component=key[1],
                title=known.facts.title(*key),
                bottleneck=today is not None and today.bottleneck,
                outcome=way.outcome,
                options=";".join(way.options),
                next_question=way.next_question,
                unanswered=sum(row.unanswered for row in asked),
                conflicts=sum(row.conflict for row in asked),
            )
        )
    method = Method("decision tree of the options", {}, SOURCES)
    return DecisionTree(table_of(rows, TreeAnswer), table_of(leads, Lead), method)


def _latest(answers: pd.DataFrame, sites: Sequence[str]) -> dict[tuple[str, str, str], _Answer]:
    """Return the latest answer to each question."""
    rows = rows_of(answers[answers["site"].isin(list(sites))], _Answer)
    rows.sort(key=lambda row: row.date or date.min)
    return {(row.site, row.component, row.question): row for row in rows}


def _asked(
    sites: Sequence[str], said: Mapping[tuple[str, str, str], _Answer], known: Known
) -> list[ComponentKey]:
    """List the components to ask about, the lowest of each site first."""
    wanted = {key for key, row in known.today.items() if row.bottleneck}
    wanted |= {key[:2] for key in said} | {key[:2] for key in known.options}
    place = {site: number for number, site in enumerate(sites)}

    def order(key: ComponentKey) -> tuple[int, float, str]:
        row = known.today.get(key)
        rank = None if row is None else row.rank
        return place[key[0]], float("inf") if rank is None else rank, key[1]

    return sorted(wanted, key=order)


# ---------------------------------------------------------------- the walk


@dataclass(frozen=True, slots=True)
class _Way:
    """Where answers lead, and how many of the questions the walk comes to."""

    outcome: str
    reached: int
    options: tuple[str, ...] = ()
    next_question: str | None = None


def _walk(
    key: ComponentKey, given: Mapping[str, _Answer], known: Known
) -> tuple[_Way, list[TreeAnswer]]:
    """Walk the questions of one component."""
    answers = {question: row.answer for question, row in given.items()}
    promising = [q for q in HERE_AND_NOW if answers.get(q) == "yes" and known.lifts(key, q)]
    way = _lead(answers, promising)
    found = hints(known, key)
    rows = []
    for number, question in enumerate(QUESTIONS):
        row, hint, answer = given.get(question), found[question], answers.get(question)
        settled = answer in {"yes", "no"}
        rows.append(
            TreeAnswer(
                site=key[0],
                component=key[1],
                title=known.facts.title(*key),
                question=question,
                answer=answer,
                reason=row.reason if row else None,
                by=row.by if row else None,
                date=row.date if row else None,
                reached=number < way.reached,
                hint=hint.words,
                conflict=settled and hint.answer is not None and answer != hint.answer,
                unanswered=number < way.reached and not settled,
            )
        )
    return way, rows


def _lead(answers: Mapping[str, str], promising: Sequence[str]) -> _Way:
    """Return where the answers lead; `promising` are the ways here and now that are worth it."""
    for reached, question, outcome in ((1, "needed", "correction"), (2, "firm", "evidence first")):
        if answers.get(question) == "no":
            return _Way(outcome, reached)
        if answers.get(question) != "yes":
            return _Way("open", reached, next_question=question)
    if promising:
        return _Way("here and now", 5, tuple(promising))
    return _without_promise(answers)


def _without_promise(answers: Mapping[str, str]) -> _Way:
    """Go on where nothing can be done here and now, or nothing that lifts the component."""
    if waiting := [q for q in HERE_AND_NOW if answers.get(q) not in {"yes", "no"}]:
        return _Way("open", 5, next_question=waiting[0])
    if found := tuple(q for q in ELSEWHERE if answers.get(q) == "yes"):
        return _Way("elsewhere or later", 8, found)
    if waiting := [q for q in ELSEWHERE if answers.get(q) not in {"yes", "no"}]:
        return _Way("open", 8, next_question=waiting[0])
    if poor := tuple(q for q in HERE_AND_NOW if answers.get(q) == "yes"):
        return _Way("here and now", 8, poor)
    ends = {"yes": _Way("stop", 9, ("stop",)), "no": _Way("no way named", 9)}
    return ends.get(answers.get("stop", "open"), _Way("open", 9, next_question="stop"))
