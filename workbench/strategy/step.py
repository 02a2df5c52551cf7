"""Step 3.3.1 of a site: the draft scaling strategy, put together from all steps before it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from decimal import Decimal

from workbench.budget.step import BudgetStep
from workbench.core.finding import Finding
from workbench.core.method import Method
from workbench.core.money import amount_words
from workbench.core.rows import rows_of
from workbench.options.step import OptionsStep
from workbench.plan.step import PlanStep
from workbench.project import Site
from workbench.strategy.analysis.strategy import Strategy, draft_strategy


@dataclass
class NamedPartner:
    """A partner that plan, budget or the table of partnerships name.

    Attributes
    ----------
    actor : str
        Its key.
    leads, helps : int
        Activities that it is responsible for, and in which it helps.
    amount : Decimal or None
        What it spends, in base currency; ``None`` where it spends nothing.
    at_least : bool
        Whether something of that is still to be determined.
    modality, reason : str or None
        The form that was agreed, and why; ``None`` where nothing is.
    """

    actor: str
    leads: int = 0
    helps: int = 0
    amount: Decimal | None = None
    at_least: bool = False
    modality: str | None = None
    reason: str | None = None


@dataclass(frozen=True, eq=False, repr=False)
class StrategyStep:
    """The draft strategy of a site.

    Attributes
    ----------
    site, options, plan, budget
        The site, and the results of the steps before.
    partners : tuple of NamedPartner
        Whom plan, budget and partnerships name.
    strategy : Strategy
        The content put together, beside its recorded versions.
    """

    site: Site
    options: OptionsStep
    plan: PlanStep
    budget: BudgetStep
    partners: tuple[NamedPartner, ...]
    strategy: Strategy

    @property
    def leads(self) -> frozenset[str]:
        """Keys of the actors that lead."""
        actors = self.site.table("actors")
        return frozenset(actors.loc[actors["lead"].fillna(value=False), "actor"])

    @property
    def methods(self) -> list[Method]:
        """The methods of plan, budget and strategy."""
        return [*self.plan.methods, *self.budget.methods, self.strategy.method]


def strategy_of(
    site: Site, options: OptionsStep, plan: PlanStep, budget: BudgetStep
) -> StrategyStep:
    """Put together what the strategy of a site says, from the results of the steps before.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> open_case("data/example", "rw-huye").strategy.strategy.state
    'reviewed'
    """
    standing = options.decision.standing
    chosen = ["component", "proposal", "option", "date", "by", "reason"]
    dated, money = plan.schedule, budget.budget
    partners = _named_partners(site, plan, budget)
    days = ["activity", "start", "finish", "responsible"]
    drafted = draft_strategy(
        site.key,
        option=standing[chosen] if len(standing) else None,
        package=standing["package_now"].iloc[0] if len(standing) else None,
        partners=[asdict(one) for one in partners] or None,
        plan=None if dated is None else dated.table[days],
        budget=None if money is None else money.totals("category", "source", "kind"),
        assumptions=list(options.decision.assumptions) or None,
        versions=site.table("strategies"),
    )
    return StrategyStep(site, options, plan, budget, partners, drafted)


@dataclass(frozen=True, slots=True)
class _Agreed:
    actor: str
    modality: str
    reason: str | None


@dataclass(frozen=True, slots=True)
class _Spent:
    partner: str | None
    amount: Decimal
    at_least: bool


def _named_partners(site: Site, plan: PlanStep, budget: BudgetStep) -> tuple[NamedPartner, ...]:
    found: dict[str, NamedPartner] = {}

    def of(actor: str) -> NamedPartner:
        return found.setdefault(actor, NamedPartner(actor))

    for agreed in rows_of(site.table("partnerships"), _Agreed):
        of(agreed.actor).modality, of(agreed.actor).reason = agreed.modality, agreed.reason
    for done in plan.rows:
        if done.responsible:
            of(done.responsible).leads += 1
        for helper in done.partners.split(";") if done.partners else ():
            of(helper).helps += 1
    spent = [] if budget.budget is None else rows_of(budget.budget.totals("partner"), _Spent)
    for one in spent:
        if one.partner:
            of(one.partner).amount, of(one.partner).at_least = one.amount, one.at_least
    return tuple(found.values())


def named_where(found: StrategyStep) -> Mapping[str, str]:
    """Return where each partner with a part in plan or budget is named, by its key."""
    said = {}
    for one in found.partners:
        parts = []
        if one.leads:
            parts.append(f"responsible for {one.leads} of the activities")
        if one.amount:
            parts.append(f"paid {amount_words(one.amount, found.budget.currency, places=0)}")
        if parts:
            said[one.actor] = " and ".join(parts)
    return said


def findings(found: StrategyStep) -> list[Finding]:
    """List partners with a part in plan or budget with whom nothing is agreed."""
    where = named_where(found)
    return [
        Finding(
            step="strategy",
            kind="nothing-agreed",
            site=found.site.key,
            what=f"{found.site.names.get(one.actor, one.actor)} is {where[one.actor]}; nothing is "
            "agreed with it yet.",
            where=("partnerships", f"actor {one.actor}"),
            why="The plan counts on a partner that has not said yes.",
            to_do="Agree on the form of the partnership and record it.",
        )
        for one in found.partners
        if one.actor in where and one.modality is None and one.actor not in found.leads
    ]
