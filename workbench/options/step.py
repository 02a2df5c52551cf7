"""Step 3a of a site, or of all sites: options weighed, advised on and decided."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from workbench.core.finding import Finding
from workbench.core.table_access import known
from workbench.diagnosis.step import DiagnosisStep, noise_model
from workbench.options.analysis.advice import Advice, advise
from workbench.options.analysis.choice import OptionComparison, compare_options
from workbench.options.analysis.decision_tree import DecisionTree, walk_tree
from workbench.options.analysis.decisions import DecisionReview, review_decisions
from workbench.options.analysis.option_menu import OptionMenu, option_menu
from workbench.options.analysis.options import OptionResults, weigh_options
from workbench.options.analysis.strategy_chain import StrategyChain, strategy_chain
from workbench.options.figures.option_rows import letters
from workbench.project.store.project import site_of

if TYPE_CHECKING:
    import pandas as pd

    from workbench.core.method import Method
    from workbench.project import Project, Site


@dataclass(frozen=True, eq=False)
class Decision:
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

    @property
    def stopped(self) -> bool:
        """Whether the team decided to stop, and nothing else."""
        standing = self.review.standing
        return len(standing) > 0 and set(standing["option"]) <= {"stop"}

    @property
    def assumptions(self) -> tuple[str, ...]:
        """What has to be true for the options that were decided on."""
        chosen = set(self.review.chosen.values())
        options = self.place.table("options")
        rows = options[options["proposal"].isin(chosen)]
        return tuple(dict.fromkeys(str(one) for one in rows["assumes"].dropna()))


@dataclass(frozen=True, eq=False)
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
    decision : Decision
        What the team decided.
    advised : Advice
        What is advised for each bottleneck.
    """

    place: Site | Project
    results: OptionResults
    choice: OptionComparison
    tree: DecisionTree
    decision: Decision
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
    def letters(self) -> dict[str, str]:
        """Letter of each proposal, the same in every figure and table."""
        return letters(self.results)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What can be quoted of the comparison, by component."""
        return {str(row.component): row for row in self.choice.facts.itertuples()}

    @cached_property
    def _rows(self) -> dict[str, Any]:
        return {str(row.proposal): row for row in self.results.table.itertuples()}

    def option(self, proposal: object) -> Any:
        """Return the row of a proposal; ``None`` where there is no such one."""
        return self._rows.get(str(proposal)) if known(proposal) else None

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
        components,
        scores,
        place.framework,
        evidence=evidence,
        sites=list(place.keys),
        names=place.names,
        target=ours.target,
        as_of=place.settings.as_of,
        ambition=place.settings.ambition,
        **noise_model(place),
    )
    tree = walk_tree(place.table("answers"), diagnosed.diagnosis, results)
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
    return OptionsStep(place, results, choice, tree, Decision(place, review), advised)


def findings(found: OptionsStep) -> list[Finding]:
    """List where the decision and the comparison part, and decisions to look at again."""
    said = []
    rows = found.advised.table
    other = rows[rows["agrees"].eq(other=False).fillna(value=False)]
    for site, component, title, advised, chosen in other[
        ["site", "component", "component_title", "option_title", "chosen_option_title"]
    ].itertuples(index=False):
        said.append(
            Finding(
                step="options",
                site=site,
                what=f"For {title} the comparison prefers {advised.lower()}, the team decided to "
                f"{chosen.lower()}.",
                where=("decisions", f"component {component}"),
                why="The choice has a price that the decision should name.",
                to_do="Confirm the decision and write its reason, or take the option advised.",
                who="who decided",
                serious=True,
            )
        )
    review = found.decision.review.table
    for row in review[review["stands"] & (review["flags"] != "")].to_dict("records"):
        said += [
            Finding(
                step="options",
                site=row["site"],
                what=f"{row['component_title']}: {flag}",
                where=("decisions", f"decision {row['decision']}"),
                why="The plan and the budget rest on this decision.",
                to_do="Look at the decision again.",
                who=row["by"] if known(row["by"]) else "who decided",
            )
            for flag in str(row["flags"]).split("\n")
        ]
    return said
