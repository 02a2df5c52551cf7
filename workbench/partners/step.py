"""Step 3b of a site: the network, and the partners to choose in it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.core.finding import Finding
from workbench.diagnosis.analysis.diagnosis import Diagnosis
from workbench.diagnosis.step import DiagnosisStep
from workbench.frameworks.partner_rules import PartnerRules
from workbench.partners.analysis.forum_coverage import ForumCoverage, forum_coverage
from workbench.partners.analysis.network import Networks, build_networks
from workbench.partners.analysis.network_measures import NetworkMeasures, measure_network
from workbench.partners.analysis.network_uncertainty import NetworkUncertainty, network_uncertainty
from workbench.partners.analysis.partners import Partners, choose_partners
from workbench.partners.analysis.use_ceiling import UseCeiling, use_ceiling

if TYPE_CHECKING:
    from collections.abc import Mapping
    from typing import Any

    import pandas as pd

    from workbench.core.method import Method
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
    """

    site: Site
    diagnosis: Diagnosis
    networks: Networks

    @cached_property
    def rules(self) -> PartnerRules:
        """How partners are chosen, as the project states it."""
        return self.site.settings.partners

    @cached_property
    def partners(self) -> Partners:
        """Partners chosen, and in which form."""
        table = self.site.table
        return choose_partners(
            self.networks,
            table("capacities"),
            self.diagnosis.table,
            needs=table("needs"),
            targets=table("targets"),
            forums=table("forums"),
            memberships=table("memberships"),
            partnerships=table("partnerships"),
            sites=[self.site.key],
            rules=self.rules,
            seed=self.site.settings.parameters.seed,
        )

    @cached_property
    def measured(self) -> NetworkMeasures:
        """Measures of the network."""
        return measure_network(self.networks, reach_steps=self.rules.reach_ties, **self._measuring)

    @cached_property
    def uncertain(self) -> NetworkUncertainty:
        """How far the measures hold, since not everybody answered."""
        draws = min(self.rules.imputations, _IMPUTED)
        return network_uncertainty(self.networks, draws=draws, drops=_DROPS, **self._measuring)

    @cached_property
    def ceiling(self) -> UseCeiling:
        """The level of use that the ties can carry."""
        capacities, framework = self.site.table("capacities"), self.site.framework
        return use_ceiling(self.networks, self.diagnosis.table, capacities, framework)

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
        actors = self.site.table("actors")
        whole = actors["name"].fillna(actors["actor"])
        short = whole.str.removesuffix(f", {self.site.name}")
        alone = short.ne("") & ~short.duplicated(keep=False)
        return dict(zip(actors["actor"], short.where(alone, whole), strict=True))

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
        """Methods of all that is here."""
        found = (self.networks, self.measured, self.uncertain, self.partners)
        return [one.method for one in found]

    @property
    def _measuring(self) -> dict[str, Any]:
        return {
            "layers": self.rules.layers,
            "seed": self.site.settings.parameters.seed,
        }


def choose_partners_of(site: Site, diagnosed: DiagnosisStep) -> PartnersStep:
    """Map the network of a site and choose its partners.

    Parameters
    ----------
    site : Site
        Its tables actors, ties, capacities, needs, targets, forums, memberships and partnerships;
        settings under ``partners``.
    diagnosed : DiagnosisStep
        Which components need help most.

    Examples
    --------
    >>> from workbench.diagnosis.step import diagnose_place
    >>> from workbench.project import open_project
    >>> site = open_project("data/example").site("rw-huye")
    >>> step = choose_partners_of(site, diagnose_place(site))
    >>> int(step.networks.actors["actor"].nunique()) > 10
    True
    """
    networks = build_networks(site.table("actors"), site.table("ties"))
    return PartnersStep(site, diagnosed.diagnosis, networks)


def findings(found: PartnersStep, named: Mapping[str, str]) -> list[Finding]:
    """List partners that plan, budget or decision name and that were not chosen.

    Parameters
    ----------
    found : PartnersStep
        What was chosen.
    named : mapping of str to str
        Where each actor is named, by its key: "responsible for 3 activities", say.
    """
    lead = found.site.table("actors")
    leads = set(lead.loc[lead["lead"].fillna(value=False), "actor"])
    chosen = set(found.chosen["actor"]) | leads
    return [
        Finding(
            step="partners",
            kind="partner-not-chosen",
            site=found.site.key,
            what=f"{found.site.names.get(actor, actor)} is {how}, and is not among the partners "
            "that the network and the capacities speak for.",
            where=("capacities", f"actor {actor}"),
            why="The work rests on a partner whose part nobody has recorded.",
            to_do="Record its capacity and its ties, or give the work to a partner that is chosen.",
            serious=True,
        )
        for actor, how in named.items()
        if actor not in chosen
    ]
