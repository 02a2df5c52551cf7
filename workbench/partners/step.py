"""Step 3b of a site: the network, and the partners to choose in it."""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property
from types import MappingProxyType
from typing import TYPE_CHECKING, Final

from workbench.core.finding import Finding
from workbench.core.once import once
from workbench.diagnosis.analysis.diagnosis import Diagnosis
from workbench.diagnosis.step import DiagnosisStep
from workbench.frameworks.partner_rules import PartnerRules
from workbench.language import phrased, worded
from workbench.options.analysis.what_follows import WhatFollows
from workbench.partners.analysis.forum_coverage import ForumCoverage, forum_coverage
from workbench.partners.analysis.network import Networks, build_networks
from workbench.partners.analysis.network_measures import NetworkMeasures, measure_network
from workbench.partners.analysis.network_uncertainty import NetworkUncertainty, network_uncertainty
from workbench.partners.analysis.partners import Partners, choose_partners
from workbench.partners.analysis.use_ceiling import UseCeiling, use_ceiling

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from workbench.core.method import Method
    from workbench.options.step import TeamDecision
    from workbench.project import Site

_IMPUTED = 100  # networks drawn for the measures, at most
_DROPS = 20  # times that answers are left out, for each share of them


@dataclass(frozen=True, eq=False, repr=False)
class PartnersStep:
    """The results of step 3b at one site; each is computed when it is first asked for.

    Attributes
    ----------
    site : Site
        The site.
    diagnosis : Diagnosis
        What the components need rests on.
    networks : Networks
        Who works with whom.
    follows : WhatFollows
        What follows from the decision of the team there: who carries it out, whether it stops.
    left : Site or None
        The site that is left, where the team has decided to move to this one.
    lowest : mapping of str to float
        By component, the probability of being the lowest under a framework of assessment; empty
        where components are scored.
    """

    site: Site
    diagnosis: Diagnosis
    networks: Networks
    follows: WhatFollows
    left: Site | None = None
    lowest: Mapping[str, float] = field(default_factory=dict)

    @property
    def stopped(self) -> bool:
        """Whether the work stops, so that no partners are chosen."""
        return self.follows.stopped and self.left is None

    @cached_property
    def rules(self) -> PartnerRules:
        """How partners are chosen, as the project states it."""
        return self.site.settings.partners

    @cached_property
    def partners(self) -> Partners:
        """Partners chosen, and in which form."""
        table = self.site.table
        return once(
            choose_partners,
            self.networks,
            table("capacities"),
            self._diagnosed,
            needs=table("needs"),
            targets=table("targets"),
            forums=table("forums"),
            memberships=table("memberships"),
            partnerships=table("partnerships"),
            sites=[] if self.stopped else [self.site.key],
            rules=self.rules,
            seed=self.site.settings.parameters.seed,
            decided={self.site.key: self.carried},
        )

    @property
    def _diagnosed(self) -> pd.DataFrame:
        """The diagnosis; what is not scored has its chance of being the lowest from the answers."""
        table = self.diagnosis.table
        if not self.lowest:
            return table
        chance = table["component"].map(self.lowest).astype(float)
        return table.assign(p_bottleneck=table["p_bottleneck"].fillna(chance))

    @cached_property
    def carried(self) -> dict[str, tuple[str, ...]]:
        """Components that each actor carries out by decision."""
        found: dict[str, list[str]] = {}
        for one in self.follows.executors:
            found.setdefault(one.actor, []).append(one.component)
        return {actor: tuple(components) for actor, components in found.items()}

    @cached_property
    def measured(self) -> NetworkMeasures:
        """Measures of the network."""
        rules = self.rules
        return once(
            measure_network, self.networks, layers=rules.layers, reach_steps=rules.reach_ties
        )

    @cached_property
    def uncertain(self) -> NetworkUncertainty:
        """How far the measures hold, since not everybody answered."""
        draws = min(self.rules.imputations, _IMPUTED)
        seed = self.site.settings.parameters.seed
        return once(
            network_uncertainty,
            self.networks,
            layers=self.rules.layers,
            draws=draws,
            drops=_DROPS,
            seed=seed,
        )

    @cached_property
    def ceiling(self) -> UseCeiling:
        """The level of use that the ties can carry."""
        capacities, framework = self.site.table("capacities"), self.site.framework
        return once(use_ceiling, self.networks, self.diagnosis.table, capacities, framework)

    @cached_property
    def forums(self) -> ForumCoverage:
        """Whom the existing forums cover of those to be reached."""
        table = self.site.table
        return forum_coverage(
            table("actors"), table("forums"), table("memberships"), table("targets")
        )

    @cached_property
    def names(self) -> dict[str, str]:
        """Name of each actor, without the name of the place at its end.

        In a report on Huye "Green Path Council, Huye" is the Green Path Council, unless two actors
        would then have one name.
        """
        left = {} if self.left is None else actor_names(self.left)
        return left | actor_names(self.site)

    @cached_property
    def component_titles(self) -> dict[str, str]:
        """Title of each component of the package."""
        table = self.diagnosis.table
        return dict(zip(table["component"], table["title"], strict=True))

    @property
    def chosen(self) -> pd.DataFrame:
        """One row per chosen partner; columns as in ``Partners.table``."""
        table = self.partners.table
        return table[table["selected"]].reset_index(drop=True)

    @property
    def methods(self) -> list[Method]:
        """Methods of what could be computed here: nothing without actors and ties."""
        if self.stopped:
            return []
        found = [self.partners.method] if len(self.chosen) else []
        if self.site.table("ties").empty:
            return found
        return [one.method for one in (self.networks, self.measured, self.uncertain)] + found


def actor_names(site: Site) -> dict[str, str]:
    """Return the name of each actor of a site, without the name of the place at its end.

    Examples
    --------
    >>> from workbench.project import open_project
    >>> actor_names(open_project("data/example").site("rw-huye"))["huye-coop-1"]
    'Green Valley Growers'
    """
    actors = site.table("actors")
    whole = actors["name"].fillna(actors["actor"])
    short = whole.str.removesuffix(f", {site.name}")
    alone = short.ne("") & ~short.duplicated(keep=False)
    return dict(zip(actors["actor"], short.where(alone, whole), strict=True))


def choose_partners_of(
    site: Site,
    diagnosed: DiagnosisStep,
    decision: TeamDecision,
    *,
    left: Site | None = None,
    lowest: Mapping[str, float] = MappingProxyType({}),
) -> PartnersStep:
    """Map the network of a site and choose its partners.

    Parameters
    ----------
    site : Site
        Its tables actors, ties, capacities, needs, targets, forums, memberships and partnerships;
        settings under ``partners``. After a move: the place moved to.
    diagnosed : DiagnosisStep
        Which components need help most there.
    decision : TeamDecision
        What its team decided: who carries it out is a partner, and after *stop* nobody is.
    left : Site, optional
        The site that is left, where its team has decided to move to this one.
    lowest : mapping of str to float
        By component, the probability of being the lowest under a framework of assessment.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> step = open_case("data/example", "rw-huye").partners
    >>> "tissue-garden" in set(step.chosen["actor"])  # it carries out what was decided
    True
    """
    networks = once(build_networks, site.table("actors"), site.table("ties"))
    return PartnersStep(site, diagnosed.diagnosis, networks, decision.follows, left, lowest)


@dataclass(frozen=True, slots=True)
class _Unborne:
    """What a finding says of a partner that has a part."""

    kind: str
    table: str
    what: str
    why: str
    to_do: str


_NOT_CHOSEN: Final = _Unborne(
    kind="partner-not-chosen",
    table="capacities",
    what="and is not among the partners that the network and the capacities speak for",
    why="The work rests on a partner whose part nobody has recorded.",
    to_do="Record its capacity and its ties, or give the work to a partner that is chosen.",
)
_NO_CAPACITY: Final = _Unborne(
    kind="capacity-not-known",
    table="capacities",
    what="and no capacity of it is recorded",
    why="Nobody knows whether it can do what it was given.",
    to_do="Record what it can do of which component, and what that costs.",
)
_NO_WAY: Final = _Unborne(
    kind="no-way-known",
    table="ties",
    what="and no tie leads from the lead organisation to it",
    why="It is not known who could ask it.",
    to_do="Ask it with whom it works, and enter its ties.",
)


def findings(found: PartnersStep, named: Mapping[str, str]) -> list[Finding]:
    """List partners with a part that the choice does not bear out, and use beyond the ties.

    Nothing of that is listed for a site that is left: who has a part there ends it.

    Parameters
    ----------
    found : PartnersStep
        What was chosen.
    named : mapping of str to str
        Where each actor is named, by its key: "responsible for 3 activities", say.
    """
    if found.stopped or found.left is not None:
        return []
    leads, table = found.site.leads, found.partners.table
    chosen = set(found.chosen["actor"])
    able = set(found.site.table("capacities").dropna(subset=["capacity"])["actor"])
    near = set(table.loc[table["path"].fillna("").ne(""), "actor"])
    said = []
    for actor, how in named.items():
        unborne = [
            (_NOT_CHOSEN, actor not in chosen),
            (_NO_CAPACITY, actor in chosen and actor not in able),
            (_NO_WAY, bool(leads) and actor not in near),
        ]
        said += [
            Finding(
                step="partners",
                kind=one.kind,
                site=found.site.key,
                what=phrased("{} is {}, {}.", found.names.get(actor, actor), how, worded(one.what)),
                where=(one.table, f"actor {actor}"),
                why=worded(one.why),
                to_do=worded(one.to_do),
                serious=actor in found.carried,
            )
            for one, holds in unborne
            if holds and actor not in leads
        ]
    return [*said, *_above_ties(found)]


def _above_ties(found: PartnersStep) -> list[Finding]:
    """List claims of use that lie beyond what the ties can carry."""
    table = found.ceiling.table
    above = table.loc[table["warning"].fillna(value=False), ["component", "claimed", "ceiling"]]
    return [
        Finding(
            step="partners",
            kind="use-above-ties",
            site=found.site.key,
            what=phrased(
                "{} is claimed at use {}; the ties that are known support {} at most.",
                found.component_titles.get(component, component),
                claimed,
                ceiling,
            ),
            where=("scores", f"component {component}, use"),
            why=phrased(
                "Either somebody uses it whose ties nobody recorded, or the level is too high."
            ),
            to_do=phrased(
                "Name who uses it and with whom that organisation works, or lower the level."
            ),
            who=phrased("the assessors"),
        )
        for component, claimed, ceiling in above.itertuples(index=False)
    ]
