"""Step 3a of a site, or of all sites: options weighed, advised on and decided."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.core.finding import Finding
from workbench.diagnosis.step import DiagnosisStep
from workbench.options.analysis.advice import Advice, advise
from workbench.options.analysis.choice import BottleneckFact, OptionComparison, compare_options
from workbench.options.analysis.decision_tree import DecisionTree, walk_tree
from workbench.options.analysis.decisions import DecisionReview, review_decisions
from workbench.options.analysis.option_menu import OptionMenu, option_menu
from workbench.options.analysis.option_rows import Option
from workbench.options.analysis.options import OptionResults, weigh_options
from workbench.options.analysis.strategy_chain import StrategyChain, strategy_chain
from workbench.options.analysis.what_follows import WhatFollows, what_follows
from workbench.project.store.project import site_of

if TYPE_CHECKING:
    import pandas as pd

    from workbench.core.method import Method
    from workbench.project import Project, Site


@dataclass(frozen=True, eq=False, repr=False)
class TeamDecision:
    """What the team decided, and what follows from it for the later steps.

    Attributes
    ----------
    place : Site or Project
        Where.
    review : DecisionReview
        The decisions, and whether the package is still the one that they were made on.
    """

    place: Site | Project
    review: DecisionReview

    @property
    def standing(self) -> pd.DataFrame:
        """The decisions that count, one per component; columns as in ``DecisionReview.table``."""
        return self.review.standing

    @cached_property
    def follows_by_site(self) -> dict[str, WhatFollows]:
        """What follows from the decisions of each site that has one."""
        return what_follows(self.review.standing, self.place.table("options"))

    @property
    def follows(self) -> WhatFollows:
        """What follows from the decisions of the site, where the step is that of one site."""
        return self.follows_by_site.get(site_of(self.place).key, WhatFollows())

    @property
    def stopped(self) -> bool:
        """Whether the team of the site decided to stop, and nothing else."""
        return self.follows.stopped

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What has to be true for the options that were decided on."""
        chosen = set(self.review.chosen.values())
        options = self.place.table("options")
        rows = options[options["proposal"].isin(chosen)]
        return tuple(dict.fromkeys(str(one) for one in rows["assumes"].dropna()))


@dataclass(frozen=True, eq=False, repr=False)
class OptionsStep:
    """The results of step 3a.

    Attributes
    ----------
    place : Site or Project
        Where.
    results : OptionResults
        What each option would do.
    choice : OptionComparison
        How the options compare.
    tree : DecisionTree
        The answers in the decision tree.
    decision : TeamDecision
        What the team decided.
    advised : Advice
        What is advised for each bottleneck.
    """

    place: Site | Project
    results: OptionResults
    choice: OptionComparison
    tree: DecisionTree
    decision: TeamDecision
    advised: Advice

    @property
    def advice(self) -> pd.DataFrame:
        """One row per bottleneck; columns as in ``Advice.table``."""
        return self.advised.table.copy(deep=False)

    @property
    def options(self) -> pd.DataFrame:
        """One row per option; columns as in ``OptionResults.table``."""
        return self.results.table.copy(deep=False)

    @cached_property
    def chain(self) -> StrategyChain:
        """One bottleneck after the other."""
        chosen = self.decision.review.chosen
        return strategy_chain(self.results, chosen=chosen, advised=self.advised.proposals)

    @cached_property
    def menu(self) -> OptionMenu:
        """Combinations of options."""
        return option_menu(self.results)

    @property
    def site(self) -> Site:
        """The site, where the step is that of one site."""
        return site_of(self.place)

    @property
    def currency(self) -> str | None:
        """Base currency of the project; ``None`` where it is not stated."""
        return self.place.settings.currency

    @cached_property
    def facts(self) -> dict[str, BottleneckFact]:
        """What can be quoted of the comparison at a site, by component."""
        return {one.component: one for one in self.choice.bottlenecks}

    @cached_property
    def proposals(self) -> dict[str, Option]:
        """The options of a site, by their short name."""
        return {one.proposal: one for one in self.results.rows}

    @property
    def empty(self) -> bool:
        """Whether there is neither an option nor an answer nor a decision."""
        asked = bool(self.tree.table["answer"].notna().any())
        return self.results.table.empty and self.decision.review.table.empty and not asked

    @property
    def methods(self) -> list[Method]:
        """Methods of all that is here; of chain and menu too where they were asked for."""
        found = [self.results.method, self.choice.method, self.tree.method]
        return found + [one.method for name in ("chain", "menu") if (one := vars(self).get(name))]


def weigh_place(place: Site | Project, diagnosed: DiagnosisStep) -> OptionsStep:
    """Weigh the options of a site, or of all sites, and put them beside what was decided.

    Parameters
    ----------
    place : Site or Project
        Its tables options, answers and decisions; components, scores and evidence also of the
        places that options lead to.
    diagnosed : DiagnosisStep
        Where the packages stand today.

    Examples
    --------
    >>> from workbench.diagnosis.step import diagnose_place
    >>> from workbench.project import open_project
    >>> place = open_project("data/example").site("rw-huye")
    >>> advice = weigh_place(place, diagnose_place(place)).advice
    >>> advice[["component", "option", "chosen_option"]].iloc[0].tolist()
    ['clean-seed', 'substitute', 'outsource']
    """
    ours, by = place.settings.parameters, place.settings.choice
    components, scores, evidence = (
        place.with_relocation_targets(name) for name in ("components", "scores", "evidence")
    )
    results = weigh_options(
        place.table("options"),
        diagnosed.diagnosis,
        components,
        scores,
        evidence=evidence,
        as_of=place.settings.as_of,
        names=place.names,
    )
    tree = walk_tree(place.table("answers"), results)
    choice = compare_options(
        results.table,
        by.criteria,
        ceiling=by.ceiling,
        draws=by.draws,
        seed=ours.seed,
    )
    review = review_decisions(
        place.table("decisions"), results, components, scores, evidence=evidence
    )
    advised = advise(results, choice, tree, review)
    return OptionsStep(place, results, choice, tree, TeamDecision(place, review), advised)


def findings(found: OptionsStep) -> list[Finding]:
    """List where the decision and the comparison part, and decisions to look at again."""
    said = [
        Finding(
            step="options",
            kind="advice-against-decision",
            site=row.site,
            what=f"For {row.component_title} the comparison prefers "
            f"{(row.option_title or '').lower()}, the team decided to "
            f"{(row.chosen_option_title or '').lower()}.",
            where=("decisions", f"component {row.component}"),
            why="The choice has a price that the decision should name.",
            to_do="Confirm the decision and write its reason, or take the option advised.",
            who="who decided",
            serious=True,
        )
        for row in found.advised.rows
        if row.agrees is False
    ]
    return said + [
        Finding(
            step="options",
            kind="decision-to-review",
            site=row.site,
            what=f"{row.component_title}: {flag}",
            where=("decisions", f"decision {row.decision}"),
            why="The plan and the budget rest on this decision.",
            to_do="Look at the decision again.",
            who=row.by or "who decided",
        )
        for row in found.decision.review.rows
        if row.stands
        for flag in filter(None, row.flags.split("\n"))
    ]
