"""All sites of a project: what to fund under one ceiling, and which actors work at several."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

from workbench.errors import NothingToShow
from workbench.partners.analysis.network import build_networks
from workbench.partners.analysis.shared_actors import SharedActors, shared_actors
from workbench.portfolio.analysis.portfolio import Portfolio, choose_portfolio

if TYPE_CHECKING:
    from workbench.core.method import Method
    from workbench.diagnosis.step import DiagnosisStep
    from workbench.options.step import OptionsStep
    from workbench.project import Project


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
    def ceiling(self) -> float | None:
        """What there is to spend in all, in base currency; ``None`` where it is not stated."""
        given = self.project.settings.budget.ceiling
        return None if given is None else float(given)

    @cached_property
    def funding(self) -> Portfolio | None:
        """What to fund under the project's ceiling; ``None`` where nothing can be chosen."""
        try:
            return choose_portfolio(self.options.results, self.ceiling)
        except NothingToShow:
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
        own = [] if self.funding is None else [self.funding.method]
        return [self.diagnosis.diagnosis.method, *self.options.methods, self.shared.method, *own]
