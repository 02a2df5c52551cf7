"""All sites of a project: what to fund under one ceiling, and which actors work at several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.budget.step import BudgetStep
from workbench.core.money import EXACT, cents, from_cents
from workbench.errors import NothingToShow
from workbench.options.step import TeamDecision
from workbench.partners.analysis.network import build_networks
from workbench.partners.analysis.shared_actors import SharedActors, shared_actors
from workbench.plan.step import dated_together, plan_of, serves
from workbench.portfolio.analysis.asks import (
    DecidedLevel,
    Scenario,
    SiteAsk,
    SourceAsk,
    decided_levels,
    scenario,
    total_ask,
)
from workbench.portfolio.analysis.portfolio import Portfolio, choose_portfolio

if TYPE_CHECKING:
    from workbench.core.method import Method
    from workbench.diagnosis.step import DiagnosisStep
    from workbench.options.step import OptionsStep
    from workbench.project import Project

NOBODY = "nobody yet"
"""How firm the money is for which no source is named."""

_CEILINGS = (50, 75, 100)
"""Ceilings to look at, in per cent of the project's (ours)."""


@dataclass(frozen=True, eq=False, repr=False)
class PortfolioStep:
    """What follows for all sites together; each part is computed when it is first asked for.

    Attributes
    ----------
    project : Project
        The project.
    diagnosis : DiagnosisStep
        Where the packages of all its sites stand.
    options : OptionsStep
        Options of all its sites.
    """

    project: Project
    diagnosis: DiagnosisStep
    options: OptionsStep

    @cached_property
    def names(self) -> dict[str, str]:
        """What to print for each site."""
        sites = self.project.table("sites")
        return dict(zip(sites["site"], sites["name"].fillna(sites["site"]), strict=True))

    @cached_property
    def component_titles(self) -> dict[str, str]:
        """What to print for each component."""
        rows = self.diagnosis.diagnosis.table[["component", "title"]].drop_duplicates("component")
        return dict(zip(rows["component"], rows["title"], strict=True))

    @property
    def currency(self) -> str | None:
        """Base currency of the project; ``None`` where it is not stated."""
        return self.project.settings.currency

    @property
    def ceiling(self) -> Decimal | None:
        """What there is to spend in all, in base currency; ``None`` where it is not stated."""
        given = self.project.settings.budget.ceiling
        return None if given is None else Decimal(given)

    @cached_property
    def funding(self) -> Portfolio | None:
        """What to fund under the project's ceiling; ``None`` where nothing can be chosen."""
        try:
            ceiling = None if self.ceiling is None else float(self.ceiling)
            return choose_portfolio(self.options.results, ceiling)
        except NothingToShow:
            return None

    @cached_property
    def decided(self) -> dict[str, DecidedLevel]:
        """What the decisions of each site bring and cost, by the estimates of their options."""
        results = self.options.results
        standing = self.options.decision.standing
        return decided_levels(standing, results.table, results.before.table)

    @property
    def decided_scores(self) -> dict[str, int]:
        """Package score of each site if what was decided there succeeds; none after a move."""
        return {
            key: one.after
            for key, one in self.decided.items()
            if one.after is not None and not one.no_gain
        }

    @cached_property
    def budgets(self) -> dict[str, BudgetStep]:
        """The draft of each site that has one of its own; after a move it is the other place's."""
        review, plans = self.options.decision.review, []
        for key in dict.fromkeys(self.project.table("costs")["site"]):
            site = self.project.site(key)
            # A site without a package has no row in the review of decisions.
            decision = TeamDecision(site, review.of_site(key))
            if decision.follows.moved_to is None or serves(site, decision):
                plans.append(plan_of(site, decision))
        steps = [BudgetStep(p.site, p, self.options.results) for p in dated_together(plans)]
        return {one.site.key: one for one in steps if one.budget is not None}

    @cached_property
    def asks(self) -> list[SiteAsk]:
        """What each site with a budget costs."""
        amounts: dict[str, list[Decimal]] = {}
        for one in self.budgets.values():
            for cost in one.shared:
                amounts.setdefault(cost.shared, []).append(cost.amount)
        packages = self.diagnosis.diagnosis.package_rows
        provisional = {row.site for row in packages if row.provisional}
        return [
            _ask(key, one, self.decided.get(key), amounts, provisional=key in provisional)
            for key, one in self.budgets.items()
        ]

    @cached_property
    def scenarios(self) -> list[Scenario]:
        """Which sites fit under the ceiling and under others; none where nothing costs."""
        total = total_ask(self.asks)
        if not total:
            return []
        whole = total if self.ceiling is None else self.ceiling
        ceilings = {whole * part / 100 for part in _CEILINGS} | {total}
        return [scenario(self.asks, one) for one in sorted(ceilings)]

    @cached_property
    def shared(self) -> SharedActors:
        """Actors that work at several sites."""
        return shared_actors(
            build_networks(self.project.table("actors"), self.project.table("ties"))
        )

    @property
    def methods(self) -> list[Method]:
        """Methods of all that is here."""
        own = [] if self.funding is None else [self.funding.method]
        return [self.diagnosis.diagnosis.method, *self.options.methods, self.shared.method, *own]


def _ask(
    site: str,
    found: BudgetStep,
    decided: DecidedLevel | None,
    amounts: Mapping[str, Sequence[Decimal]],
    *,
    provisional: bool,
) -> SiteAsk:
    """Return what a site costs; `amounts` are those of each shared cost in all drafts.

    Where the drafts differ in what a shared cost comes to, it costs their mean.
    """
    budget = found.budget
    if budget is None:
        message = f"{found.site.name} has no budget."
        raise NothingToShow(message)
    whole = budget.total()
    shared = {one.shared: _mean(amounts[one.shared]) for one in found.shared}
    own = whole.amount - sum(one.amount for one in found.shared)
    sources = []
    for row in budget.source_rows:
        elsewhere = sum(
            (
                one.cash_by_source.get(row.source, Decimal(0)) * (number - 1) / number
                for one in found.shared
                if (number := len(amounts[one.shared]))
            ),
            Decimal(0),
        )
        sources.append(
            SourceAsk(
                source=row.source or "",
                title=row.title,
                firm=row.firm if row.source else NOBODY,
                gives=row.amount,
                planned=row.planned_cash - elsewhere,
                in_kind=row.planned_in_kind,
                elsewhere=elsewhere,
            )
        )
    return SiteAsk(
        site=site,
        total=whole.amount,
        ask=own + sum(amount / len(amounts[key]) for key, amount in shared.items()),
        own=own,
        shared=shared,
        at_least=whole.at_least,
        level_before=None if decided is None else decided.before,
        level_after=None if decided is None else decided.after,
        no_gain="" if decided is None else decided.no_gain,
        sources=tuple(sources),
        provisional=provisional,
    )


def _mean(amounts: Sequence[Decimal]) -> Decimal:
    return from_cents(cents(EXACT.divide(sum(amounts, Decimal(0)), Decimal(len(amounts)))))
