"""What is advised for each bottleneck, beside what the team decided.

The comparison, the decision tree and the decisions each say something about a bottleneck; here they
are put side by side, one row each, and the one that speaks last is named.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from typing import ClassVar

import pandas as pd

from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.rows import rows_of, table_of
from workbench.diagnosis.analysis.confidence import Confidence
from workbench.options.analysis.choice import BottleneckFact, OptionComparison
from workbench.options.analysis.decision_tree import DecisionTree, Lead
from workbench.options.analysis.decisions import DecisionReview
from workbench.options.analysis.option_rows import Option, keys_in
from workbench.options.analysis.options import OptionResults
from workbench.options.analysis.transformations import OTHER_AIM

SOURCES = (
    "advice: not needed, then more evidence first (the team says so, or the diagnosis is open and "
    "the team has not called it firm), then what is best under most of the weightings among the "
    "options that the answers leave; another place or aim only where the answers lead there; "
    "stopping only where the tree ends there, or nothing else is possible and nobody said no to "
    "it: ours",
)


@dataclass(frozen=True, slots=True)
class AdvisedBottleneck:
    """What is advised for a bottleneck: a row of `Advice.table`.

    Attributes
    ----------
    site, component, component_title : str
        Where, and its name to print.
    bottleneck : bool
        Whether it is one today.
    options : int
        Options that are recorded for it.
    outcome : str
        Where the decision tree leads.
    advice : str
        "not needed" (correct the package), "evidence first" (with the best option by today's
        numbers, if there is one), "option", "stop", or "none" where no option is possible.
    proposal, option, option_title : str or None
        The option that is advised.
    share : float or None
        Share of weightings under which it is best; None where it was not compared.
    decided : bool
        Whether a decision of the team stands.
    chosen : str or None
        Proposal that it names.
    chosen_option, chosen_option_title : str or None
        Option that the team chose.
    agrees : bool or None
        Whether the team chose what is advised; None where one of the two is not there.
    """

    site: str
    component: str
    component_title: str
    bottleneck: bool
    options: int
    outcome: str
    advice: str
    proposal: str | None
    option: str | None
    option_title: str | None
    share: float | None
    decided: bool
    chosen: str | None
    chosen_option: str | None
    chosen_option_title: str | None
    agrees: bool | None


@dataclass(frozen=True, eq=False)
class Advice(Result):
    """What is advised for each bottleneck.

    Attributes
    ----------
    table : DataFrame
        One row per site and component that is a bottleneck, has options or was asked about, the
        lowest first: the columns of :class:`AdvisedBottleneck`.
    method : Method
        Parameters and sources.
    """

    _shown: ClassVar = ("site", "component_title", "advice", "proposal", "option_title", "chosen")

    table: pd.DataFrame
    method: Method

    @property
    def rows(self) -> list[AdvisedBottleneck]:
        """The rows of `table` as typed values."""
        return rows_of(self.table, AdvisedBottleneck)

    @property
    def proposals(self) -> dict[tuple[str, str], str]:
        """Proposal that is advised, by site and component; none where nothing is."""
        return {(row.site, row.component): row.proposal for row in self.rows if row.proposal}


def advise(
    results: OptionResults,
    choice: OptionComparison,
    tree: DecisionTree,
    review: DecisionReview,
    confidence: Confidence,
) -> Advice:
    """Return what is advised for each bottleneck, beside what the team decided.

    Parameters
    ----------
    results : OptionResults
        What each option would do.
    choice : OptionComparison
        Comparison of these options.
    tree : DecisionTree
        The walk through the decision tree.
    review : DecisionReview
        The decisions.
    confidence : Confidence
        How sure the diagnosis of each site is.
    """
    answers = tree.answers
    sure = {one.site: one.confidence for one in confidence.rows}
    best = {(one.site, one.component): one for one in choice.bottlenecks}
    decided = {(one.site, one.component): one for one in review.standing_rows}
    options: dict[tuple[str, str], list[Option]] = defaultdict(list)
    for one in results.rows:
        options[one.key].append(one)
    rows = []
    for lead in rows_of(tree.leads, Lead):
        key = lead.site, lead.component
        own, standing = options[key], decided.get(key)
        doubtful = sure[lead.site] == "open" and answers.get((*key, "firm")) != "yes"
        against_stop = answers.get((*key, "stop")) == "no"
        advice, proposal, share = _advised(
            lead, best.get(key), own, doubtful=doubtful, against_stop=against_stop
        )
        named = next((one for one in own if one.proposal == proposal), None)
        agrees = None
        if standing is not None and named is not None:
            both = (
                (standing.proposal, named.proposal)
                if standing.proposal
                else (standing.option, named.option)
            )
            agrees = both[0] == both[1]
        rows.append(
            AdvisedBottleneck(
                site=lead.site,
                component=lead.component,
                component_title=lead.title,
                bottleneck=lead.bottleneck,
                options=len(own),
                outcome=lead.outcome,
                advice=advice,
                proposal=proposal,
                option=named.option if named else None,
                option_title=named.option_title if named else None,
                share=share,
                decided=standing is not None,
                chosen=standing.proposal if standing else None,
                chosen_option=standing.option if standing else None,
                chosen_option_title=standing.option_title if standing else None,
                agrees=agrees,
            )
        )
    table = table_of(rows, AdvisedBottleneck)
    return Advice(table, Method("advice for each bottleneck", {}, SOURCES))


def _advised(
    lead: Lead,
    fact: BottleneckFact | None,
    own: list[Option],
    *,
    doubtful: bool,
    against_stop: bool,
) -> tuple[str, str | None, float | None]:
    """Return advice, proposal and share: what the answers leave, and of that what is best."""
    first, share = (fact.best, fact.first_share) if fact else (None, None)
    if lead.outcome == "correction":
        return "not needed", None, None
    if lead.outcome == "evidence first" or doubtful:
        return "evidence first", first, share
    possible = {one.option: one.proposal for one in reversed(own) if one.possible}
    if lead.outcome == "elsewhere or later":
        for option in keys_in(lead.options):  # in the order of the tree
            if option in OTHER_AIM and option in possible:
                return "option", possible[option], None
    nothing_else = first is None and not set(possible) - {"stop"} and not against_stop
    if "stop" in possible and (lead.outcome == "stop" or nothing_else):
        return "stop", possible["stop"], None
    return ("none", None, None) if first is None else ("option", first, share)
