"""Step 3.3.1 of a site: the draft scaling strategy, put together from all steps before it."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

from workbench.budget.analysis.rows import BudgetLine
from workbench.budget.step import BudgetStep
from workbench.core.finding import Finding
from workbench.core.method import Method
from workbench.core.money import amount_words
from workbench.core.rows import rows_of
from workbench.drawing.words import count, natural_list
from workbench.language import phrased, worded
from workbench.options.step import OptionsStep
from workbench.page.wording import long_date
from workbench.partners.step import PartnersStep
from workbench.plan.analysis.plan_checks import PlannedActivity
from workbench.plan.step import PlanStep
from workbench.project import Site
from workbench.strategy.analysis.partner_list import (
    AGREE,
    METHOD,
    ListedPartner,
    NamedSomewhere,
    partner_list,
)
from workbench.strategy.analysis.strategy import Strategy, draft_strategy


@dataclass(frozen=True, eq=False, repr=False)
class StrategyStep:
    """The draft strategy of a site.

    Attributes
    ----------
    site, options, choice, plan, budget
        The site, and the results of the steps before; `choice` is that of the partners.
    partners : tuple of ListedPartner
        The one list of partners: chosen, named by decision or plan, paid, agreed with.
    strategy : Strategy
        The content put together, beside its recorded versions.
    """

    site: Site
    options: OptionsStep
    choice: PartnersStep
    plan: PlanStep
    budget: BudgetStep
    partners: tuple[ListedPartner, ...]
    strategy: Strategy

    @property
    def names(self) -> Mapping[str, str]:
        """Name of each actor, as the partners are called everywhere."""
        return self.choice.names

    @property
    def counted_on(self) -> list[ListedPartner]:
        """The partners that the strategy needs, beside who leads."""
        return [one for one in self.partners if one.counted_on and not one.is_lead]

    @property
    def decided(self) -> bool:
        """Whether an option is decided on; nobody has to agree to a strategy before.

        Where components are not judged by readiness and use, there are no options to decide on, and
        a plan of work will do.
        """
        planned = not self.site.framework.judges_levels and bool(self.plan.rows)
        return planned or bool(self.options.decision.follows.decided)

    @property
    def open_assumptions(self) -> tuple[Assumption, ...]:
        """Those where nobody or no day is named."""
        return tuple(one for one in self.assumed if one.is_open)

    @cached_property
    def assumed(self) -> tuple[Assumption, ...]:
        """What has to be true for the options decided on, who sees to it and by when."""
        rows = rows_of(self.site.table("options"), Assumption)
        chosen = set(self.options.decision.review.chosen.values())
        return tuple(one for one in rows if one.proposal in chosen and one.assumes)

    @property
    def lead(self) -> str:
        """Who leads the project, by name."""
        return next(iter(self.site.leads.values()), "who leads the project")

    def about(self, words: str, proposal: str | None = None) -> PlannedActivity | None:
        """Return the activity whose title speaks most of what words say; ``None`` without one.

        Names of actors do not count. What serves an option rests on what is assumed of it and does
        not bring it about, so it is left out (ours).
        """
        wanted = _content(words) - _content(" ".join(self.names.values()))
        rows = [
            one for one in self.plan.planned if one.proposal is None or one.proposal != proposal
        ]
        best = max(rows, key=lambda one: len(_content(one.title) & wanted), default=None)
        return best if best is not None and _content(best.title) & wanted else None

    @property
    def methods(self) -> list[Method]:
        """The methods of plan, budget and strategy."""
        return [*self.plan.methods, *self.budget.methods, METHOD, self.strategy.method]


@dataclass(frozen=True, slots=True)
class Assumption:
    """What has to be true for an option, who sees to it, and by when.

    A row of the table ``options``.
    """

    proposal: str
    component: str
    assumes: str | None
    assumes_owner: str | None
    assumes_due: date | None

    @property
    def is_open(self) -> bool:
        """Whether nobody sees to it, or no day is set."""
        return self.assumes_owner is None or self.assumes_due is None


def strategy_of(
    site: Site, options: OptionsStep, choice: PartnersStep, plan: PlanStep, budget: BudgetStep
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
    partners = partner_list(_named(options, choice, plan, budget))
    said = ("actor", "carries", "leads", "helps", "amount", "in_kind", "at_least", "modality")
    days = ["activity", "start", "finish", "responsible"]
    drafted = draft_strategy(
        site.key,
        option=standing[chosen] if len(standing) else None,
        package=standing["package_now"].iloc[0] if len(standing) else None,
        partners=[{name: getattr(one, name) for name in said} for one in partners] or None,
        plan=None if dated is None else dated.table[days],
        budget=None if money is None else money.totals("category", "source", "kind"),
        assumptions=list(options.decision.assumptions) or None,
        versions=site.table("strategies"),
    )
    return StrategyStep(site, options, choice, plan, budget, partners, drafted)


@dataclass(frozen=True, slots=True)
class _Agreed:
    actor: str
    modality: str


@dataclass(frozen=True, slots=True)
class _Spent:
    partner: str | None
    kind: str
    amount: Decimal
    at_least: bool


@dataclass(frozen=True, slots=True)
class _Proposed:
    actor: str
    mode: str
    modality: str | None


def _named(
    options: OptionsStep, choice: PartnersStep, plan: PlanStep, budget: BudgetStep
) -> NamedSomewhere:
    spent = (
        [] if budget.budget is None else rows_of(budget.budget.totals("partner", "kind"), _Spent)
    )
    at = plan.at
    return NamedSomewhere(
        chosen={
            one.actor: (one.mode, one.modality)
            for one in rows_of(choice.chosen[["actor", "mode", "modality"]], _Proposed)
        },
        carries=[(one.component, one.actor) for one in options.decision.follows.executors],
        responsible=[one.responsible for one in plan.rows if one.responsible],
        helping=[helper for one in plan.rows for helper in one.helpers],
        paid=_of_kind(spent, "cash"),
        giving=_of_kind(spent, "in-kind"),
        agreed={one.actor: one.modality for one in rows_of(at.table("partnerships"), _Agreed)},
        able=frozenset(at.table("capacities")["actor"]),
        leads=frozenset(at.leads),
    )


def _of_kind(spent: Iterable[_Spent], kind: str) -> dict[str, tuple[Decimal, bool]]:
    return {
        one.partner: (one.amount, one.at_least) for one in spent if one.partner and one.kind == kind
    }


def _named_where(found: StrategyStep) -> Mapping[str, str]:
    """Return where each partner that the strategy counts on is named, by its key."""
    titles = found.choice.component_titles
    said = {}
    for one in found.partners:
        parts = [phrased("to carry out {}", titles.get(key, key)) for key in one.carries]
        if one.leads:
            parts.append(phrased("responsible for {}", count(one.leads, "activity")))
        if one.amount:
            parts.append(
                phrased("paid {}", amount_words(one.amount, found.budget.currency, places=0))
            )
        if one.in_kind:
            gift = amount_words(one.in_kind, found.budget.currency, places=0)
            parts.append(phrased("to give {} in kind", gift))
        if parts:
            said[one.actor] = natural_list(parts)
    return said


def responsible_where(found: StrategyStep) -> Mapping[str, str]:
    """Return where each partner is named that carries something out, by its key.

    Who is only paid for goods or a service has not to be chosen as a partner.
    """
    if not found.decided:
        return {}
    carrying = {one.actor for one in found.partners if one.carries or one.leads}
    return {actor: how for actor, how in _named_where(found).items() if actor in carrying}


def findings(found: StrategyStep) -> list[Finding]:
    """List what nobody has agreed to, answered or taken on."""
    return [
        *_open_comments(found),
        *_not_agreed(found),
        *_without_part(found),
        *_without_gift(found),
        *_without_host(found),
        *_open_assumptions(found),
    ]


def _not_agreed(found: StrategyStep) -> list[Finding]:
    where = _named_where(found)
    return [
        Finding(
            step="strategy",
            kind="nothing-agreed",
            site=found.site.key,
            what=phrased(
                "{} is {}; nothing is agreed with it yet.",
                found.names.get(one.actor, one.actor),
                where[one.actor],
            ),
            where=(AGREE.table, f"actor {one.actor}"),
            why=phrased("The strategy counts on a partner that has not said yes."),
            to_do=worded(AGREE.to_do),
            who=found.lead,
            serious=bool(one.carries),
        )
        for one in found.partners
        if found.decided and AGREE in one.misfits
    ]


def _without_part(found: StrategyStep) -> list[Finding]:
    """List partners that are paid for an activity in which the plan does not name them."""
    taking = {
        one.activity: {one.responsible, *one.helpers, *found.plan.at.leads}
        for one in found.plan.rows
    }
    budget, paid = found.budget.budget, dict[tuple[str, str], list[BudgetLine]]()
    for line in () if budget is None else budget.line_rows:
        part = taking.get(line.activity or "")
        if part and line.partner and line.kind == "cash" and line.partner not in part:
            paid.setdefault((line.partner, str(line.activity)), []).append(line)
    said = []
    for (partner, activity), lines in paid.items():
        amount = sum((one.amount or Decimal(0) for one in lines), Decimal(0))
        said.append(
            Finding(
                step="strategy",
                kind="paid-without-part",
                site=found.site.key,
                what=phrased(
                    "{} is to be paid {} for {}, in which the plan does not name it.",
                    found.names.get(partner, partner),
                    amount_words(amount, found.budget.currency, places=0),
                    activity,
                ),
                where=("costs", natural_list([f"line {one.line}" for one in lines])),
                why=phrased("Who is paid has to answer for what is delivered."),
                to_do=phrased(
                    "Name it among the partners of {}, or pay who does the work.", activity
                ),
                who=phrased("who keeps the budget"),
            )
        )
    return said


def _without_gift(found: StrategyStep) -> list[Finding]:
    """List partners that agreed to invest, where no cost line says what they give."""
    return [
        Finding(
            step="strategy",
            kind="co-investor-gives-nothing",
            site=found.site.key,
            what=phrased(
                "{} is to invest as well, and no cost line says what it gives.",
                found.names.get(one.actor, one.actor),
            ),
            where=("partnerships", f"actor {one.actor}"),
            why=phrased(
                "What it was agreed to give is paid by nobody, or counted in what others pay."
            ),
            to_do=phrased(
                "Enter what it gives as cost lines of its own, in kind, or agree on another "
                "form of partnership."
            ),
            who=found.lead,
        )
        for one in found.partners
        if one.modality == "co-investment" and not one.in_kind
    ]


def _without_host(found: StrategyStep) -> list[Finding]:
    """Say where a platform is proposed that no activity and no cost line speaks of."""
    budget = found.budget.budget
    spoken = [one.title for one in found.plan.planned]
    spoken += [] if budget is None else [one.title or "" for one in budget.line_rows]
    members = [one for one in found.partners if one.mode == "platform"]
    if not members or not spoken or any("platform" in one.casefold() for one in spoken):
        return []
    return [
        Finding(
            step="strategy",
            kind="platform-without-activity",
            site=found.site.key,
            what=phrased(
                "A platform of {} is proposed, and no activity and no cost line speaks of one.",
                len(members),
            ),
            where=("activities", "title"),
            why=phrased("Nobody invites its members, and what running it costs is in no budget."),
            to_do=phrased("Plan its meetings and what they cost, or leave the platform out."),
            who=found.lead,
        )
    ]


def _open_comments(found: StrategyStep) -> list[Finding]:
    """List what reviewers said that nobody has answered, beside the reason of the decision."""
    said = []
    for version in found.strategy.open_comments:
        before = [
            row
            for row in found.options.decision.review.standing_rows
            if row.reason and row.date is not None and row.date <= version.date
        ]
        against = " ".join(
            phrased("The reason of the decision of {}, before it: “{}”", row.date, row.reason)
            for row in before
        )
        act = found.about(version.comment or "")
        see = "" if act is None else phrased("; see {} {}", act.activity, act.title)
        said.append(
            Finding(
                step="strategy",
                kind="comment-without-answer",
                site=found.site.key,
                what=phrased(
                    "“{}” ({}); nobody has answered.", version.comment, version.by or "a reviewer"
                ),
                where=("strategies", f"version {version.version}, answer"),
                why=against or phrased("Who reviewed the draft waits for an answer."),
                to_do=phrased(
                    "Answer the comment, and change the strategy where it is right{}.", see
                ),
                who=found.lead,
                serious=True,
            )
        )
    return said


_LETTERS: Final = 4  # of a word that tells one thing from another
_LITTLE: Final = frozenset(
    ("after", "before", "between", "from", "have", "into", "that", "their", "them", "they", "this",
     "when", "where", "which", "with", "work", "year")
)  # fmt: skip


def _content(words: str) -> set[str]:
    """Return the words that tell what something is about, without the *s* of a plural."""
    found = (one.removesuffix("s") for one in re.findall(r"\w+", words.casefold()))
    return {one for one in found if len(one) >= _LETTERS} - _LITTLE


def _spoken_of(found: StrategyStep, words: str, proposal: str | None) -> tuple[str, str]:
    """Name the activity that speaks of what words say, and say whether anything waits for it."""
    act = found.about(words, proposal)
    row = next((one for one in found.plan.rows if act and one.activity == act.activity), None)
    if act is None or row is None:
        return "", ""
    who = found.names.get(row.responsible or "", row.responsible or "nobody named")
    until = "" if row.finish is None else f", until {long_date(row.finish)}"
    waits = any(one.before == act.activity for one in found.plan.links)
    said = f" By its title, {act.activity} {act.title} ({who}{until}) speaks of it" + (
        "." if waits else ", and no activity waits for it."
    )
    owner = f", perhaps {who}" if row.responsible else ""
    return said, owner + ("" if waits else f", and let what rests on it wait for {act.activity}")


def _open_assumptions(found: StrategyStep) -> list[Finding]:
    by = {row.proposal: row.by for row in found.options.decision.review.standing_rows}
    told = {one.proposal: _spoken_of(found, one.assumes or "", one.proposal)
            for one in found.open_assumptions}  # fmt: skip
    return [
        Finding(
            step="strategy",
            kind="assumption-without-owner",
            site=found.site.key,
            what=phrased("“{}” is assumed; ", one.assumes)
            + (
                phrased("nobody sees to it.")
                if one.assumes_owner is None
                else phrased("no day is set for it.")
            )
            + told[one.proposal][0],
            where=("options", f"proposal {one.proposal}, assumes_owner and assumes_due"),
            why=phrased(
                "Where it turns out wrong, the option does not work, and nobody would notice."
            ),
            to_do=phrased(
                "Name who sees to it, and the day by which it has to be true{}.",
                told[one.proposal][1],
            ),
            who=by.get(one.proposal) or phrased("who decided"),
        )
        for one in found.open_assumptions
    ]
