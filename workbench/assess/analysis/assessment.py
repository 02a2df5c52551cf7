"""Assess sites on the items of a framework: where each stands, what is lowest, what is missing.

Everything is computed for all sites of a call together; ``docs/methods.md`` gives formula, source
and limits of every number.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import ClassVar

import numpy as np
import pandas as pd

from workbench.assess.analysis.answers import ItemAnswers, read_item_answers
from workbench.assess.analysis.gaps import SOURCES_OF_GAPS, Gaps, find_gaps, gap_ranks
from workbench.assess.analysis.item_levels import ItemLevels, item_levels
from workbench.assess.analysis.item_list import ItemList
from workbench.assess.analysis.lowest_items import (
    ItemNoise,
    Lowest,
    lowest_items,
    true_levels,
)
from workbench.assess.analysis.plain_answers import plain_answers
from workbench.assess.analysis.rows import AnswerRow, ItemRow, RuleRow, SectionRow
from workbench.assess.analysis.rules import KnownAnswers, hold
from workbench.assess.analysis.sections import section_table
from workbench.core.method import Method
from workbench.core.result import Result
from workbench.core.rows import rows_of
from workbench.core.table_access import Words, whole, words

SOURCES_OF_LEVELS = (
    "worth of dependent assessors A / (1 + (A - 1) rho): Clemen and Winkler 1985",
    "what is not answered stays not known unless the rest decides: Kleene 1952",
    "lowest item as the one that holds the whole back, its probability, its noise model: ours",
    "rules about several answers: ours",
)


@dataclass(frozen=True, eq=False)
class Assessed(Result):
    """The assessment of one or many sites.

    Attributes
    ----------
    items : DataFrame
        One row per site and item that has an order, in the order of the framework. Levels are
        whole numbers on the scale of the item, missing (never 0) where not known; of a gate 0 is
        no, 1 partly, 2 yes, of a status 0 is not started, 1 running, 2 done.

        =============== ======== ==================================================================
        column          dtype    meaning
        =============== ======== ==================================================================
        site            str      key of the site
        section         str      key of the section
        item            str      key of the item
        title           str      name to print
        kind            str      "level", "gate" or "status"
        round           Int64    latest round in which assessors answered
        assessors       Int64    assessors who named a level in it
        median          float    median of their levels
        lowest          Int64    lowest level that one of them named
        highest         Int64    highest level
        claimed         Int64    adopted level, else that of the documents, else the lower median;
                                 of a gate that blocks the upper one
        claim_from      str      "adopted", "evidence" or "workshop"
        supported       Int64    highest level that accepted evidence supports
        capped          bool     whether the evidence supports less than is claimed
        strength        str      strongest accepted class of evidence
        pieces          Int64    accepted pieces of evidence
        needs_evidence  bool     whether the framework asks for evidence
        blocking        bool     whether "yes" speaks against going on
        set_aside       bool     whether it does not apply here, or was dropped
        level           Int64    level that counts: claimed, but not above what is supported
        word            str      the answer in a word, where the scale has words; "" otherwise
        required        Int64    level that is required here
        stated          bool     whether the project says so; else it is the framework's
        gap             Int64    required − level, at least 0
        weight          float    how much the item counts beside the others
        effort          float    person-weeks to close the gap
        priority        float    gap × weight / effort; missing where the effort is not known
        rank            Int64    1 = close first; 0 = no gap. Gaps of unknown effort come last
        owner           str      actor that closes the gap
        activity        str      task of the plan that closes it
        due             datetime day by which it is to be closed
        lowest_over_all bool     whether it has the lowest level answered (ties: all) over all
                                 sections that limit the whole
        p_over_all      float    probability that it is the lowest of those answered, ties shared
        answered_as     str      other item whose answers serve this one; "" where none does
        =============== ======== ==================================================================
    sections : DataFrame
        One row per site and section.

        ============ ======= ======================================================================
        column       dtype   meaning
        ============ ======= ======================================================================
        site         str     key of the site
        section      str     key of the section
        title        str     name to print
        items        Int64   items that have an order
        answered     Int64   of these, answered or set aside
        passed       boolean whether its gate is open; missing where not known or where it has none
        blocks       bool    whether its gate is of conditions that speak against going on
        missing      str     keys of what keeps it shut, joined by ;
        there        Int64   items at the level from which the section counts them as there
        there_of     Int64   items that could be
        done         Int64   of items with a status those that are done
        done_of      Int64   of those that were not dropped
        ============ ======= ======================================================================
    answers : DataFrame
        site, section, item, title, kind, answer, claim_from, given (how many gave it), of (how many
        answered): choices, texts and numbers, one row per answer that holds.
    rules : DataFrame
        site, rule, flag, holds (boolean, missing where not known), says, to_do.
    method : Method
        Parameters and sources.
    listed : ItemList
        What was asked.
    """

    items: pd.DataFrame
    sections: pd.DataFrame
    answers: pd.DataFrame
    rules: pd.DataFrame
    method: Method
    listed: ItemList

    _main: ClassVar[str] = "items"
    _shown: ClassVar[tuple[str, ...]] = (
        "site", "section", "title", "level", "word", "required", "gap", "priority", "p_over_all",
    )  # fmt: skip

    @cached_property
    def item_rows(self) -> list[ItemRow]:
        """The items of all sites, in their order."""
        return rows_of(self.items, ItemRow)

    @cached_property
    def section_rows(self) -> list[SectionRow]:
        """The sections of all sites, in their order."""
        return rows_of(self.sections, SectionRow)

    @cached_property
    def answer_rows(self) -> list[AnswerRow]:
        """Choices, texts and numbers."""
        return rows_of(self.answers, AnswerRow)

    @cached_property
    def rule_rows(self) -> list[RuleRow]:
        """The rules of the framework, site by site."""
        return rows_of(self.rules, RuleRow)


def assess_items(
    listed: ItemList,
    responses: pd.DataFrame,
    evidence: pd.DataFrame,
    requirements: pd.DataFrame,
    *,
    sites: Sequence[str],
    noise: ItemNoise | None = None,
) -> Assessed:
    """Assess all sites in one call.

    Parameters
    ----------
    listed : ItemList
        What the framework asks.
    responses : DataFrame
        site, item, value and where known round, basis, assessor, date.
    evidence : DataFrame
        site, item and where known supports_level, strength.
    requirements : DataFrame
        site, item and where known required, weight, effort, owner, activity, due.
    sites : sequence of str
        The sites, in the order of the result.
    noise : ItemNoise, optional
        Parameters of the model of uncertainty; those of the diagnosis unless given.

    Raises
    ------
    InvalidInput
        A value that is not on the scale of its item.
    UnknownName
        A column that is needed is not there.

    Examples
    --------
    >>> from workbench.assess.analysis.item_list import ListedItem, ListedSection
    >>> from workbench.frameworks.rule_language import AnswerScale
    >>> listed = ItemList(
    ...     (ListedSection("parts", "Parts", limits=True),),
    ...     tuple(
    ...         ListedItem(key, key.title(), "parts", scale=AnswerScale(0, 5), required=3)
    ...         for key in ("design", "partners")
    ...     ),
    ... )
    >>> said = pd.DataFrame({"site": "s", "item": ["design", "partners"], "value": ["4", "1"]})
    >>> none = pd.DataFrame({"site": [], "item": []})
    >>> found = assess_items(listed, said, none, none, sites=["s"])
    >>> found.items[["item", "level", "gap", "lowest_over_all"]].values.tolist()
    [['design', 4, 0, False], ['partners', 1, 2, True]]
    """
    answers = read_item_answers(listed, responses, evidence, sites)
    known = item_levels(answers, evidence)
    return assess_levels(answers, known, requirements, noise or ItemNoise())


def assess_levels(
    answers: ItemAnswers, known: ItemLevels, requirements: pd.DataFrame, noise: ItemNoise
) -> Assessed:
    """Assess sites whose answers and levels have been read.

    Parameters
    ----------
    answers : ItemAnswers
        By :func:`workbench.assess.analysis.answers.read_item_answers`.
    known : ItemLevels
        By :func:`workbench.assess.analysis.item_levels.item_levels`, of these answers.
    requirements : DataFrame
        As for :func:`assess_items`.
    noise : ItemNoise
        Parameters of the model of uncertainty.
    """
    gaps = find_gaps(known, requirements)
    lowest = lowest_items(known, true_levels(known, noise))
    parameters = {
        "basis": "adopted",
        "round": "latest",
        "correlation": noise.correlation,
        "widths": noise.widths,
        "width": noise.width,
    }
    return Assessed(
        items=_item_table(known, gaps, lowest),
        sections=section_table(known),
        answers=plain_answers(answers),
        rules=_rule_table(known, gaps),
        method=Method(
            "levels of items, lowest item, gaps and gates",
            parameters,
            (*SOURCES_OF_LEVELS, *SOURCES_OF_GAPS),
        ),
        listed=known.listed,
    )


def _item_table(known: ItemLevels, gaps: Gaps, lowest: Lowest) -> pd.DataFrame:
    """Put the levels, the gaps and the lowest items beside each other."""
    columns = _named_columns(known)
    columns |= {
        "round": whole(known.round),
        "assessors": whole(known.assessors),
        "median": pd.Series(known.median),
        "lowest": whole(known.lowest),
        "highest": whole(known.highest),
        "claimed": whole(known.claimed),
        "claim_from": words(known.source),
        "supported": whole(known.supported),
        "capped": pd.Series(known.capped),
        "strength": words(known.strength),
        "pieces": whole(known.pieces),
        "set_aside": pd.Series(known.aside),
        "level": whole(known.level),
        "word": words(_words(known)),
        "required": whole(gaps.required),
        "stated": pd.Series(gaps.stated),
        "gap": whole(gaps.gap),
        "weight": pd.Series(gaps.weight),
        "effort": pd.Series(gaps.effort),
        "priority": pd.Series(gaps.priority),
        "owner": words(gaps.owner),
        "activity": words(gaps.activity),
        "due": pd.Series(gaps.due),
        "lowest_over_all": pd.Series(lowest.mark.ravel()),
        "p_over_all": pd.Series(lowest.chance.ravel()),
        "answered_as": words(known.answered_as),
    }
    table = pd.DataFrame(columns, copy=False)
    table["rank"] = whole(gap_ranks(table).astype(np.float64))
    return table


def _named_columns(known: ItemLevels) -> dict[str, pd.Series]:
    """Return what each row is about, from the list of items."""
    ordered, sites = known.listed.ordered, len(known.sites)

    def repeated(name: str) -> pd.Series:
        values = np.array([getattr(one, name) for one in ordered], dtype=object)
        return words(np.tile(values, sites))

    def marked(name: str) -> pd.Series:
        return pd.Series(np.tile(np.array([getattr(one, name) for one in ordered], bool), sites))

    return {
        "site": words(np.repeat(known.sites.to_numpy(object), len(ordered))),
        "section": repeated("section"),
        "item": repeated("key"),
        "title": repeated("title"),
        "kind": repeated("kind"),
        "needs_evidence": marked("needs_evidence"),
        "blocking": marked("blocking"),
    }


def _words(known: ItemLevels) -> Words:
    """Return each answer in a word, where the scale has words."""
    level, aside = known.grid(known.level), known.aside.reshape(len(known.sites), -1)
    found = np.full(level.shape, "", dtype=object)
    for column, scale in enumerate(known.listed.scales):
        if not scale.words:
            continue
        size = scale.highest - scale.lowest + 1
        named = np.array([*scale.words[:size], scale.words[-1], ""], dtype=object)
        place = np.where(np.isnan(level[:, column]), size + 1, level[:, column] - scale.lowest)
        place[aside[:, column]] = size
        found[:, column] = named[place.astype(np.int64)]
    return found.ravel()


def _rule_table(known: ItemLevels, gaps: Gaps) -> pd.DataFrame:
    """Say of every rule at every site whether it holds."""
    answers = KnownAnswers.of(known, gaps.required)
    rules, sites = known.listed.rules, len(known.sites)
    must, may = np.zeros((2, sites, len(rules)), dtype=bool)
    for column, rule in enumerate(rules):
        must[:, column], may[:, column] = hold(rule.when, answers)

    def repeated(name: str) -> pd.Series:
        values = np.array([getattr(one, name) for one in rules], dtype=object)
        return words(np.tile(values, sites))

    return pd.DataFrame(
        {
            "site": words(np.repeat(known.sites.to_numpy(object), len(rules))),
            "rule": repeated("key"),
            "flag": repeated("flag"),
            "holds": pd.Series(pd.arrays.BooleanArray(must.ravel(), (may & ~must).ravel())),
            "says": repeated("says"),
            "to_do": repeated("to_do"),
        },
        copy=False,
    )
