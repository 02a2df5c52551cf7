"""Step 4 of a site: parties, positions, what is agreed, and who stands by the action plan."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

from workbench.agree.analysis import action_plan as confirmed
from workbench.agree.analysis import dependence, invitations, pledge_gap, removal, standing
from workbench.agree.analysis.action_plan import ActionPlan, PlanChange, PlannedWork
from workbench.agree.analysis.dependence import Leaning, Reliance, Work
from workbench.agree.analysis.invitations import Invitations, Matter
from workbench.agree.analysis.pledge_gap import PledgeGap
from workbench.agree.analysis.positions import (
    LEAST,
    ORDER,
    Tallies,
    Tally,
    acceptable,
    pareto,
    tally_positions,
)
from workbench.agree.analysis.removal import Loss
from workbench.agree.analysis.rows import (
    Agreed,
    Ballot,
    Comment,
    Confirmation,
    Mark,
    Meeting,
    Objection,
    Participant,
    Party,
    Pledge,
    Position,
    ProposalVersion,
    Resolution,
    Round,
)
from workbench.agree.analysis.standing import MissingParty, PartyStanding
from workbench.agree.analysis.voting import Counts, count_ballots
from workbench.budget.analysis.budget_steps import PROMISED
from workbench.core.method import Method
from workbench.core.money import round_half_up
from workbench.core.rows import rows_of
from workbench.diagnosis.step import DiagnosisStep
from workbench.errors import InvalidInput
from workbench.partners.step import actor_names
from workbench.project import Site
from workbench.project.record.chain import Chain, Event
from workbench.project.record.journal import read_record
from workbench.strategy.step import StrategyStep

_GIVES_LEAVE: Final = frozenset({"funding", "knowledge", "influence"})
"""Sorts of ties over which one gets something from another."""


@dataclass(frozen=True, eq=False, repr=False)
class Talks:
    """What the parties of a site said, and what it comes to; read from its tables alone.

    Attributes
    ----------
    site : Site
        The site; its tables of step 4.
    """

    site: Site

    @cached_property
    def actors(self) -> Mapping[str, str]:
        """Name of each actor of the network."""
        return actor_names(self.site)

    @cached_property
    def parties(self) -> list[Party]:
        """Who has a say, each called as in the network where it is in it and has no other name."""
        table = self.site.table("stakeholders")
        called = table["actor"].map(self.actors)
        names = table["name"].fillna(called).fillna(table["party"])
        return rows_of(table.assign(name=names), Party)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names to print of parties and actors, by short name."""
        return {**self.actors, **{one.party: one.name for one in self.parties}}

    @cached_property
    def actor_of(self) -> Mapping[str, str]:
        """Actor of each party; the party itself where it is not in the network."""
        return {one.party: one.actor or one.party for one in self.parties}

    @cached_property
    def party_of(self) -> Mapping[str, str]:
        """Party of each actor that is one."""
        return {actor: party for party, actor in self.actor_of.items()}

    @cached_property
    def standings(self) -> tuple[PartyStanding, ...]:
        """Power, interest and attitude of each party."""
        return standing.standings(self.parties, rows_of(self.site.table("interests"), Mark))

    @property
    def losers_at_risk(self) -> tuple[PartyStanding, ...]:
        """Parties that lose, can stop the work, and get nothing for their loss."""
        return tuple(one for one in self.standings if one.is_loser_at_risk)

    @cached_property
    def proposals(self) -> list[ProposalVersion]:
        """Versions of what is proposed, the first first."""
        rows = rows_of(self.site.table("proposals"), ProposalVersion)
        return sorted(rows, key=lambda one: (one.date, one.proposal, one.version))

    def version(self, proposal: str, number: int) -> ProposalVersion | None:
        """Return a version of a proposal; ``None`` where it is not there."""
        return next((one for one in self.proposals if one.key == (proposal, number)), None)

    @cached_property
    def rounds(self) -> list[Round]:
        """The rounds, with round 0, which fixes the rule."""
        return sorted(rows_of(self.site.table("rounds"), Round), key=lambda one: one.round)

    @cached_property
    def positions(self) -> list[Position]:
        """How parties stand, round by round."""
        return rows_of(self.site.table("positions"), Position)

    @cached_property
    def objections(self) -> list[Objection]:
        """Reasoned objections."""
        return rows_of(self.site.table("objections"), Objection)

    @cached_property
    def tallies(self) -> Tallies:
        """What the positions come to."""
        return tally_positions(
            self.positions, self.parties, self.rounds, self.objections, self.proposals
        )

    @cached_property
    def agreements(self) -> list[Agreed]:
        """What was recorded as agreed, the latest last."""
        return sorted(rows_of(self.site.table("agreements"), Agreed), key=lambda one: one.date)

    def tally_of(self, one: Agreed | ProposalVersion) -> Tally | None:
        """Return the latest tally on a version; ``None`` without positions on it."""
        own = [row for row in self.tallies.rows
               if (row.proposal, row.version) == (one.proposal, one.version)]  # fmt: skip
        return own[-1] if own else None

    @property
    def agreed(self) -> Agreed | None:
        """The latest recorded agreement that the positions bear out; ``None`` without one."""
        borne = [one for one in self.agreements
                 if (own := self.tally_of(one)) and own.verdict == "agreed"]  # fmt: skip
        return borne[-1] if borne else None

    @property
    def unborne(self) -> list[Agreed]:
        """Recorded agreements that the positions do not bear out."""
        return [one for one in self.agreements
                if (own := self.tally_of(one)) is None or own.verdict != "agreed"]  # fmt: skip

    @property
    def refused(self) -> bool:
        """Whether the latest round ended against it, and nothing is agreed besides.

        Where only somebody was missing, nothing is refused: that party is still to be asked.
        """
        last = self.tallies.last
        if self.agreed is not None or last is None or last.verdict != "not agreed":
            return False
        return any(one.kind in {"against", "objection", "share"} for one in last.reasons)

    @cached_property
    def alternatives(self) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Proposals that every required party can accept, and those of them nobody does better by.

        Of each proposal the latest version with positions counts; two proposals at least.
        """
        latest: dict[str, Tally] = {one.proposal: one for one in self.tallies.rows}
        required = [one.party for one in self.parties if one.is_required]
        if len(latest) < 2 or not required:
            return (), ()
        worth: dict[str, list[float | None]] = {
            name: [
                float(ORDER[one.stances[party][0]]) if party in one.stances else None
                for party in required
            ]
            for name, one in latest.items()
        }
        found = acceptable(worth, [float(LEAST)] * len(required))
        best = pareto({name: [one or 0.0 for one in worth[name]] for name in found})
        return found, best

    @cached_property
    def counts(self) -> list[Counts]:
        """Ballots on three or more alternatives, question by question."""
        by_question: dict[str, list[Ballot]] = {}
        for one in rows_of(self.site.table("ballots"), Ballot):
            by_question.setdefault(one.question, []).append(one)
        found = [count_ballots(question, rows) for question, rows in by_question.items()]
        return [one for one in found if one is not None]

    @cached_property
    def pledges(self) -> list[Pledge]:
        """What parties say that they will give."""
        return rows_of(self.site.table("pledges"), Pledge)

    @cached_property
    def meetings(self) -> list[Meeting]:
        """Meetings, held and planned, by day."""
        rows = rows_of(self.site.table("meetings"), Meeting)
        return sorted(rows, key=lambda one: one.date)

    @cached_property
    def participants(self) -> list[Participant]:
        """Who was asked to which meeting."""
        return rows_of(self.site.table("participants"), Participant)

    @cached_property
    def resolutions(self) -> list[Resolution]:
        """What meetings decided to do."""
        return rows_of(self.site.table("resolutions"), Resolution)

    @cached_property
    def comments(self) -> list[Comment]:
        """Comments on the report, by number."""
        return sorted(rows_of(self.site.table("feedback"), Comment), key=lambda one: one.comment)

    @property
    def open_comments(self) -> list[Comment]:
        """Comments that nobody has answered."""
        return [one for one in self.comments if not one.answer]

    @property
    def overdue(self) -> list[Resolution]:
        """What should be done by now and is not, the oldest first."""
        day = self.site.settings.as_of or date.min
        rows = [(one.due, one) for one in self.resolutions if one.done is None and one.due]
        return [one for due, one in sorted(rows, key=lambda row: row[0]) if due < day]

    @property
    def empty(self) -> bool:
        """Whether nobody is named as a party and nothing was proposed."""
        return not (self.parties or self.proposals or self.meetings)


@dataclass(frozen=True, eq=False, repr=False)
class AgreementStep(Talks):
    """How far the parties of a site have come with its strategy.

    Attributes
    ----------
    diagnosis : DiagnosisStep
        Where the package stands.
    strategy : StrategyStep
        What is to be agreed on, with the steps before it.
    """

    diagnosis: DiagnosisStep
    strategy: StrategyStep

    @cached_property
    def gaps(self) -> Mapping[str, PledgeGap]:
        """What is missing between cost and pledges, in cash and in kind; none without a budget.

        Of costs that several sites share, the whole counts: the pledges are for all of them.
        """
        money = self.strategy.budget
        if money.budget is None or self.empty:
            return {}
        rates, spoken = money.budget.rates, {one.source for one in self.pledges}

        def to_base(amount: Decimal, currency: str) -> Decimal | None:
            try:
                return round_half_up(rates.to_base(amount, currency))
            except InvalidInput:
                return None

        found = {}
        for kind in ("cash", "in-kind"):
            cost = money.budget.total(kind=kind)
            planned = {
                one.source: one.planned_cash if kind == "cash" else one.planned_in_kind
                for one in money.source_rows
                if one.source is not None
            }
            beside = [
                min(one.amount, planned[one.source])
                for one in money.source_rows
                if one.source is not None
                and one.firm in PROMISED
                and one.source not in spoken
                and one.amount
            ]
            own = [one for one in self.pledges if one.kind == kind]
            if cost.amount or own:
                found[kind] = pledge_gap.pledge_gap(
                    own,
                    cost=cost.amount,
                    at_least=cost.at_least,
                    beside=sum(beside, Decimal(0)),
                    planned=planned,
                    as_of=self.site.settings.as_of,
                    to_base=to_base,
                )
        return found

    @cached_property
    def planned(self) -> list[PlannedWork]:
        """The plan of work with its money."""
        money, plan = self.strategy.budget.budget, self.strategy.plan
        cost: dict[str, Decimal] = {}
        short = set()
        for line in () if money is None else money.line_rows:
            if line.activity is not None:
                cost[line.activity] = cost.get(line.activity, Decimal(0)) + (line.amount or 0)
                if line.at_least:
                    short.add(line.activity)
        return [
            PlannedWork(
                one.activity,
                one.title,
                one.responsible,
                one.helpers,
                one.start,
                one.finish,
                cost.get(one.activity, Decimal(0)),
                one.activity in short,
                bool(one.critical),
            )
            for one in plan.rows
        ]

    @property
    def works(self) -> list[PlannedWork]:
        """What is planned and to be agreed on; none where nobody is asked."""
        return [] if self.empty else self.planned

    @cached_property
    def action_plan(self) -> ActionPlan:
        """The plan with who stands by it."""
        rows = rows_of(self.site.table("confirmations"), Confirmation)
        return confirmed.action_plan(self.works, rows, self.actor_of, self.site.leads)

    @cached_property
    def reliances(self) -> tuple[Reliance, ...]:
        """Who depends on whom, first what a party does not know of."""
        return dependence.reliances(self.parties, self._leaning())

    def _leaning(self) -> Leaning:
        plan, money = self.strategy.plan, self.strategy.budget.budget
        before: dict[str, list[str]] = {}
        for link in plan.links:
            before.setdefault(link.activity, []).append(link.before)
        payers = {one.source: one.party for one in self.pledges
                  if one.source}  # fmt: skip
        paid: dict[str, set[str]] = {}
        for line in () if money is None else money.line_rows:
            if line.partner and line.kind == "cash" and line.source in payers:
                paid.setdefault(line.partner, set()).add(payers[line.source])
        ties = self.site.table("ties")
        got = ties[ties["layer"].isin(list(_GIVES_LEAVE))]
        return Leaning(
            works=[
                Work(
                    one.activity,
                    one.component,
                    one.responsible,
                    one.helpers,
                    tuple(before.get(one.activity, ())),
                )
                for one in plan.rows
            ],
            paid={actor: sorted(givers) for actor, givers in paid.items()},
            able=self._able,
            ties=sorted(set(zip(got["source"], got["target"], strict=True))),
        )

    @cached_property
    def _able(self) -> dict[str, list[str]]:
        """Actors with a capacity for each component that was decided on, who does it among them."""
        follows, table = self.strategy.options.decision.follows, self.site.table("capacities")
        decided = {one.component for one in self.strategy.options.decision.review.standing_rows}
        found: dict[str, list[str]] = {one: [] for one in sorted(decided)}
        for component, actor in zip(table["component"], table["actor"], strict=True):
            if component in found:
                found[component].append(actor)
        for one in follows.executors:
            if one.actor not in found.setdefault(one.component, []):
                found[one.component].append(one.actor)
        return found

    @cached_property
    def losses(self) -> tuple[Loss, ...]:
        """What would be lost without each partner in turn; none where nobody is asked."""
        if self.empty:
            return ()
        leads = frozenset(self.site.leads)
        required = {self.actor_of[one.party] for one in self.parties if one.is_required}
        partners = [one.actor for one in self.strategy.partners
                    if one.has_part and one.actor not in leads]  # fmt: skip
        return removal.losses(
            partners,
            able=self._able,
            working={
                one.activity: [part for part in (one.responsible, *one.partners) if part]
                for one in self.works
            },
            giving={one.actor: one.in_kind for one in self.strategy.partners if one.in_kind},
            required=required,
        )

    @cached_property
    def missing(self) -> tuple[MissingParty, ...]:
        """Actors on whom the strategy counts and that nobody named as a party."""
        counted: dict[str, str] = {}
        for one in self.strategy.partners:
            if one.is_lead:
                continue
            if one.carries:
                counted[one.actor] = "carries"
            elif one.leads:
                counted[one.actor] = "leads"
            elif one.in_kind:
                counted[one.actor] = "gives"
        return standing.missing_parties(self.parties, counted) if self.parties else ()

    @cached_property
    def invitations(self) -> Invitations:
        """The smallest list that covers consent, needs, money, losers and objectors."""
        matters: dict[Matter, list[str]] = {
            Matter("required", one.party): [one.party] for one in self.parties if one.is_required
        }
        for component, actors in self._able.items():
            able = [self.party_of[one] for one in actors if one in self.party_of]
            matters[Matter("need", component)] = able
        givers = {one.source or one.pledge: one.party
                  for one in self.pledges}  # fmt: skip
        asked = [one.source for one in self.strategy.budget.source_rows if one.source]
        matters |= {Matter("money", source): [] for source in asked if source not in givers}
        matters |= {Matter("money", source): [party] for source, party in givers.items()}
        matters |= {Matter("loss", one.party): [one.party] for one in self.parties if one.loses}
        open_ones = [one.party for one in self.objections if one.state == "open"]
        matters |= {Matter("objection", one): [one] for one in dict.fromkeys(open_ones)}
        return invitations.invite([one.party for one in self.parties], matters)

    def next_best(self, proposal: str) -> str | None:
        """Return the option that comes next where one cannot be had; ``None`` without one."""
        options = self.strategy.options
        own = options.proposals.get(proposal)
        if own is None:
            return None
        others = [
            one
            for one in options.choice.options
            if one.component == own.component and one.proposal != proposal and one.rank is not None
        ]
        return min(others, key=lambda one: one.rank or 0).proposal if others else None

    @property
    def agreed_version(self) -> ProposalVersion | None:
        """The version that was agreed to; ``None`` without an agreement."""
        own = self.agreed
        return None if own is None else self.version(own.proposal, own.version)

    @property
    def agreed_to_another(self) -> bool:
        """Whether the strategy has another content than the one that was agreed to."""
        own = self.agreed_version
        mark = None if own is None else own.fingerprint
        return bool(mark) and mark != self.strategy.strategy.fingerprint

    @property
    def plan_marked_other(self) -> bool:
        """Whether the plan of work is not the one whose mark the agreement has."""
        mark = None if self.agreed is None else self.agreed.plan
        return bool(mark) and mark != self.action_plan.fingerprint

    @property
    def changed_since_agreed(self) -> tuple[str, ...]:
        """What is no longer as it was agreed, as far as marks tell: strategy, plan of work."""
        final = self.strategy.strategy
        other = self.agreed_to_another or (final.state == "final" and final.changed)
        found = (("the strategy", other), ("the plan of work", self.plan_marked_other))
        return tuple(name for name, changed in found if changed)

    @property
    def record(self) -> Chain:
        """What was recorded of the site, see ``workbench record``; empty where nothing was.

        Its faults say what is damaged, names and words of persons among it.

        Read each time that it is asked for: the file grows beside the tables.
        """
        return read_record(self.site.project.folder, self.site.key).chain

    @property
    def changes(self) -> tuple[PlanChange, ...] | None:
        """What of the action plan is not as it was agreed; ``None`` where no plan was recorded."""
        if self.agreed is None:
            return None
        plans = [
            plan
            for one in self.record.entries
            if isinstance(plan := one.event.get("plan"), list) and self._is_of_agreed(one.event)
        ]
        if not plans:
            return None
        rows = [
            {str(name): str(value) for name, value in row.items()}
            for row in plans[-1]
            if isinstance(row, dict)
        ]
        return confirmed.changes_since(rows, self.works)

    def _is_of_agreed(self, event: Event) -> bool:
        key, own = event.get("key"), self.agreed
        return (
            isinstance(key, list)
            and own is not None
            and ([str(one) for one in key] == [self.site.key, own.proposal, str(own.version)])
        )

    @property
    def methods(self) -> list[Method]:
        """Methods of all that is there."""
        if self.empty:
            return []
        found = [self.tallies.method, standing.METHOD, dependence.METHOD, invitations.METHOD]
        found += [pledge_gap.METHOD, removal.METHOD, confirmed.METHOD]
        return found + [one.method for one in self.counts[:1]]


def agree_of(site: Site, diagnosis: DiagnosisStep, strategy: StrategyStep) -> AgreementStep:
    """Put together how far the parties of a site have come with its strategy.

    Parameters
    ----------
    site : Site
        Its tables of step 4: stakeholders, interests, proposals, rounds, positions, objections,
        pledges, ballots, confirmations, agreements, meetings, participants, resolutions, feedback.
    diagnosis : DiagnosisStep
        Where the package stands.
    strategy : StrategyStep
        What is to be agreed on.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> case = open_case("data/example", "rw-huye")
    >>> agree_of(case.site, case.diagnosis, case.strategy).empty
    False
    """
    return AgreementStep(site, diagnosis, strategy)
