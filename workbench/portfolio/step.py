"""All sites of a project: what to fund under one ceiling, and which actors work at several."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.errors import InvalidInput, NothingToShow
from workbench.options.step import OptionsStep
from workbench.partners.analysis.network import build_networks
from workbench.partners.analysis.shared_actors import SharedActors, shared_actors
from workbench.portfolio.analysis.funding_choice import FundingChoice, choose_funding

if TYPE_CHECKING:
    from workbench.core.method import Method
    from workbench.project import Project


@dataclass(frozen=True, eq=False)
class PortfolioStep:
    """What follows for all sites together; each part is computed when it is first asked for.

    Attributes
    ----------
    project : Project
        The project.
    options : OptionsStep
        Options of all its sites.
    """

    project: Project
    options: OptionsStep

    @cached_property
    def funding(self) -> FundingChoice | None:
        """What to fund under the project's ceiling; ``None`` where nothing can be chosen.

        The ceiling is ``budget.ceiling`` of the project. Regions are the ``admin`` areas of the
        sites.
        """
        given = self.project.settings.budget.ceiling
        ceiling = None if given is None else float(Decimal(given))
        sites = self.project.table("sites")
        rows = sites[["site"]].assign(region=sites["admin"])
        try:
            return choose_funding(self.options.results, ceiling, sites=rows)
        except (NothingToShow, InvalidInput):
            return None

    @cached_property
    def shared(self) -> SharedActors:
        """Actors that work at several sites."""
        return shared_actors(
            build_networks(self.project.table("actors"), self.project.table("ties"))
        )

    @property
    def methods(self) -> list[Method]:
        """Methods of all that is here."""
        funding = [] if self.funding is None else self.funding.methods
        return [self.shared.method, *funding]


def portfolio_of(project: Project, options: OptionsStep) -> PortfolioStep:
    """Choose what to fund over all sites, and find the actors that they share.

    Parameters
    ----------
    project : Project
        Its tables sites, actors and ties; the ceiling under ``budget``.
    options : OptionsStep
        Options of all sites.

    Examples
    --------
    >>> from workbench.case import open_cases
    >>> cases = open_cases("data/example")
    >>> found = portfolio_of(cases.project, cases.options)
    >>> found.funding.portfolio.cost <= 400_000
    True
    """
    return PortfolioStep(project, options)
