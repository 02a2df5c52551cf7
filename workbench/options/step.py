"""Step 3a of a site, or of all sites: options weighed, advised on and decided."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.core.finding import Finding
from workbench.core.once import once
from workbench.diagnosis.analysis.confidence import Confidence, SiteConfidence
from workbench.diagnosis.step import DiagnosisStep
from workbench.language import phrased, worded
from workbench.options.analysis.advice import Advice, AdvisedBottleneck, advise
from workbench.options.analysis.choice import BottleneckFact, OptionComparison, compare_options
from workbench.options.analysis.choice_price import (
    ChoicePrice,
    UnborneClaim,
    contradictions,
    price_of_choice,
)
from workbench.options.analysis.decision_tree import DecisionTree, walk_tree
from workbench.options.analysis.decisions import DecisionReview, review_decisions
from workbench.options.analysis.option_menu import OptionMenu, option_menu
from workbench.options.analysis.option_rows import Option
from workbench.options.analysis.options import OptionResults, weigh_options
from workbench.options.analysis.projection import (
    Projection,
    RoundLevels,
    projections,
    round_levels,
)
from workbench.options.analysis.strategy_chain import StrategyChain, strategy_chain
from workbench.options.analysis.what_follows import WhatFollows, what_follows
from workbench.page.wording import long_date
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
    confidence : Confidence
        How sure the diagnosis is that all of it rests on.
    """

    place: Site | Project
    results: OptionResults
    choice: OptionComparison
    tree: DecisionTree
    decision: TeamDecision
    advised: Advice
    confidence: Confidence

    @property
    def advice(self) -> pd.DataFrame:
        """One row per bottleneck; columns as in ``Advice.table``."""
        return self.advised.table.copy(deep=False)

    @property
    def told(self) -> Advice:
        """What is decided or advised for each bottleneck; no advice where the work leaves."""
        left = {site for site, one in self.decision.follows_by_site.items() if one.leaves}
        rows = self.advised.table
        open_ones = rows["bottleneck"] & ~rows["site"].isin(list(left))
        kept = rows[rows["decided"].fillna(value=False).astype(bool) | open_ones]
        return replace(self.advised, table=kept.reset_index(drop=True))

    @property
    def options(self) -> pd.DataFrame:
        """One row per option; columns as in ``OptionResults.table``."""
        return self.results.table.copy(deep=False)

    @cached_property
    def chain(self) -> StrategyChain:
        """One bottleneck after the other."""
        chosen = self.decision.review.chosen
        return once(strategy_chain, self.results, chosen=chosen, advised=self.advised.proposals)

    @cached_property
    def menu(self) -> OptionMenu:
        """Combinations of options."""
        return once(option_menu, self.results)

    @property
    def site(self) -> Site:
        """The site, where the step is that of one site."""
        return site_of(self.place)

    @property
    def provisional(self) -> bool:
        """Whether a component of the site is not assessed, so that its scores are at most so."""
        return self.results.before.package_rows[0].provisional

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

    @cached_property
    def weighed(self) -> dict[tuple[str, str], Option]:
        """The options by site and short name."""
        return {(one.site, one.proposal): one for one in self.results.rows}

    @cached_property
    def prices(self) -> dict[tuple[str, str], ChoicePrice]:
        """What the team's choices cost against the advice, by site and component."""
        found = {}
        for row in self.advised.rows:
            both = [self.weighed.get((row.site, key or "")) for key in (row.proposal, row.chosen)]
            if row.agrees is False and both[0] is not None and both[1] is not None:
                doubt = row.advice == "evidence first"
                price = price_of_choice(both[0], both[1], tentative=doubt)
                if price is not None:
                    found[row.site, row.component] = price
        return found

    @cached_property
    def contradicted(self) -> dict[tuple[str, str], list[UnborneClaim]]:
        """What the data contradict of the reasons of decisions that stand, likewise."""
        found = {}
        for row in self.decision.review.standing_rows:
            chosen = self.weighed.get((row.site, row.proposal or ""))
            if chosen is not None and chosen.computed:
                rivals = [one for one in self.results.rows if one.site == row.site]
                if said := contradictions(row.reason, chosen, rivals):
                    found[row.site, row.component] = said
        return found

    def doubt(self, row: AdvisedBottleneck) -> str:
        """Say why a decision for a component may be about the wrong one; "" where it is not.

        A stop cannot be taken back, so it needs a firm diagnosis; anything else one that is not
        open, or that the team calls firm.
        """
        sure = next(one for one in self.confidence.rows if one.site == row.site)
        if row.outcome == "evidence first":
            return phrased("the team does not call the diagnosis firm")
        if row.advice == "evidence first":
            return phrased("the diagnosis is {}", worded(sure.confidence))
        if (row.chosen_option if row.decided else row.option) != "stop":
            return ""
        return (
            ""
            if sure.confidence == "firm"
            else phrased("the diagnosis is {}", worded(sure.confidence))
        )

    @property
    def sure(self) -> SiteConfidence:
        """How sure the diagnosis of the site is, where the step is that of one site."""
        return self.confidence.rows[0]

    @property
    def trends(self) -> list[RoundLevels]:
        """The levels of the site's components by round, where the step is that of one site."""
        return round_levels(self.place.table("scores"))

    @cached_property
    def projections(self) -> dict[str, Projection]:
        """What the projected levels of each site rest on; only where something is projected."""
        activities = self.place.table("activities")
        touched = set(zip(activities["site"], activities["component"], strict=True))
        return once(projections, self.results, self.decision.review.chosen, touched)

    @property
    def projection(self) -> Projection | None:
        """That of the site, where the step is that of one site."""
        return self.projections.get(self.site.key)

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
    results = once(
        weigh_options,
        place.table("options"),
        diagnosed.diagnosis,
        components,
        scores,
        evidence=evidence,
        as_of=place.settings.as_of,
        names=place.names,
        currency=place.settings.currency,
    )
    tree = once(walk_tree, place.table("answers"), results, diagnosed.confidence)
    choice = once(
        compare_options,
        results.table.assign(answered=tree.against(results.table)),
        by.criteria,
        ceiling=by.ceiling,
        draws=by.draws,
        seed=ours.seed,
    )
    review = once(
        review_decisions, place.table("decisions"), results, components, scores, evidence=evidence
    )
    advised = once(advise, results, choice, tree, review, diagnosed.confidence)
    decision = TeamDecision(place, review)
    return OptionsStep(place, results, choice, tree, decision, advised, diagnosed.confidence)


def findings(found: OptionsStep) -> list[Finding]:
    """List where decision, comparison, answers and data part, and decisions to look at again."""
    return [
        *_on_doubt(found),
        *_against_advice(found),
        *_against_data(found),
        *_place_and_aim(found),
        *_to_review(found),
        *_projected_alone(found),
    ]


def _on_doubt(found: OptionsStep) -> Iterator[Finding]:
    """List what was decided before it is known whether that is the bottleneck."""
    for row in found.advised.rows:
        doubt, chosen = found.doubt(row), found.weighed.get((row.site, row.chosen or ""))
        if not (doubt and row.decided):
            continue
        spent = phrased("anything more is done")
        if chosen is not None and chosen.option == "stop":
            spent = phrased("the work stops")
        elif chosen is not None and chosen.cost is not None:
            unit = f"{found.currency} " if found.currency else ""
            spent = phrased("the {}{:,.0f} of it is spent", unit, chosen.cost)
        yield Finding(
            step="options",
            kind="decided-on-doubt",
            site=row.site,
            what=phrased(
                "{} was decided for {}, and {}.",
                row.chosen_option_title,
                row.component_title,
                doubt,
            ),
            where=("scores", f"component {row.component}"),
            why=phrased("What was decided may be about a component that holds nothing back."),
            to_do=phrased("Let the panel talk and score again before {}.", spent),
            who=phrased("the assessors"),
            serious=True,
        )


def _against_advice(found: OptionsStep) -> Iterator[Finding]:
    for row in found.advised.rows:
        if row.agrees is not False:
            continue
        price = found.prices.get((row.site, row.component))
        yield Finding(
            step="options",
            kind="advice-against-decision",
            site=row.site,
            what=phrased(
                "For {} the team decided to {}, the comparison prefers {}.",
                row.component_title,
                (row.chosen_option_title or "").lower(),
                (row.option_title or "").lower(),
            )
            + (f" {_price(found, price)}" if price else ""),
            where=("decisions", f"component {row.component}"),
            why=phrased("The choice has a price that the decision should name."),
            to_do=phrased("Confirm the decision and write its reason, or take the option advised."),
            who=phrased("who decided"),
            serious=True,
        )


def _price(found: OptionsStep, price: ChoicePrice) -> str:
    return f"{price.words(found.currency)} {price.hidden_words()}".strip()


def _against_data(found: OptionsStep) -> Iterator[Finding]:
    for (site, component), said in found.contradicted.items():
        for one in said:
            yield Finding(
                step="options",
                kind="reason-against-data",
                site=site,
                what=one.words(),
                where=("decisions", f"component {component}, reason"),
                why=phrased("Whoever reads the reason believes that the options differ in this."),
                to_do=phrased(
                    "Write the reason that holds, or correct the numbers of the options."
                ),
                who=phrased("who decided"),
                serious=True,
            )


def _place_and_aim(found: OptionsStep) -> Iterator[Finding]:
    """List decisions that change place or aim, and such that exclude each other."""
    names = found.place.names
    for site, follows in found.decision.follows_by_site.items():
        rows = [row for row in found.decision.review.standing_rows if row.site == site]
        kinds = {row.option for row in rows}
        if kinds & {"relocate", "stop"} and len(kinds - {"relocate", "stop"}):
            yield Finding(
                step="options",
                kind="decisions-exclude-each-other",
                site=site,
                what=phrased("One decision leaves the site, another one mends the package here."),
                where=("decisions", "option"),
                why=phrased("Partners, plan and budget can follow one of them only."),
                to_do=phrased("Decide which of them stands, and let it replace the other."),
                who=phrased("who decided"),
                serious=True,
            )
        if follows.moved_to is not None:
            yield Finding(
                step="options",
                kind="work-moves",
                site=site,
                what=phrased(
                    "The work moves to {}.", names.get(follows.moved_to, follows.moved_to)
                ),
                where=("costs", "column activity"),
                why=phrased(
                    "What is gained there counts there; partners, plan and budget are those "
                    "of that place."
                ),
                to_do=phrased(
                    "Tell partners and growers here, and see which costs do not belong to the move."
                ),
            )
        if follows.new_aim is not None:
            aim = found.place.settings.ambition or phrased("not written down")
            taken = [found.weighed.get((site, row.proposal or "")) for row in rows]
            accepted = any(one.accepted_by for one in taken if one is not None)
            yield Finding(
                step="options",
                kind="aim-changes",
                site=site,
                what=phrased(
                    "The aim was: {}. It is to be: {}.",
                    aim.rstrip("."),
                    follows.new_aim.rstrip("."),
                ),
                where=("options", "new_ambition"),
                why=phrased("A lower aim raises the score without anything getting better."),
                to_do=phrased("Let funders and partners accept the new aim")
                + (
                    phrased(", and change it in project.yaml.")
                    if accepted
                    else phrased("; nobody has yet.")
                ),
                who=phrased("the project's lead"),
                serious=not accepted,
            )


def _to_review(found: OptionsStep) -> Iterator[Finding]:
    for row in found.decision.review.standing_rows:
        flags = [flag for flag in row.flags.split("\n") if flag]
        follows = found.decision.follows_by_site[row.site]
        if row.option == "postpone":
            day = follows.review_on
            when = phrased("on {}", long_date(day)) if day else phrased("on no day that is named")
            flags.append(phrased("The team waits, and looks again {}.", when))
        for flag in flags:
            yield Finding(
                step="options",
                kind="decision-to-review",
                site=row.site,
                what=f"{row.component_title}: {flag}",
                where=("decisions", f"decision {row.decision}"),
                why=phrased("The plan and the budget rest on this decision."),
                to_do=phrased("Look at the decision again."),
                who=row.by or phrased("who decided"),
                serious=row.possible is False,
            )


def _projected_alone(found: OptionsStep) -> Iterator[Finding]:
    for site, one in found.projections.items():
        if one.without:
            yield Finding(
                step="options",
                kind="projection-without-activity",
                site=site,
                what=phrased(
                    "The score of {}, by the levels projected in the scores, counts on {}, "
                    "which neither a decided option nor an activity touches.",
                    one.score,
                    ", ".join(one.without),
                ),
                where=("scores", "basis projected"),
                why=phrased("What nobody works on does not rise; ")
                + (
                    phrased("nothing that was decided lifts the package.")
                    if one.decided is None
                    else phrased("what was decided brings the package to {}.", one.decided)
                ),
                to_do=phrased(
                    "Plan an activity for each of them, or take the projected level back."
                ),
            )
