"""A project as a value: settings, framework and tables, whole or seen from one site."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np
import pandas as pd

from workbench.errors import Problem, UnknownName
from workbench.frameworks import Framework
from workbench.project.schema.declaration import declaration
from workbench.project.schema.frames import empty, later
from workbench.project.settings.project_settings import Settings
from workbench.project.store.digests import beyond, digest_of, row_texts, site_digests
from workbench.project.store.relocation_targets import TABLES as ELSEWHERE
from workbench.project.store.relocation_targets import moves, names_alone


@dataclass(frozen=True, eq=False)
class Project:
    """A project: its settings, its framework, its tables, and what is to be mended in them.

    Attributes
    ----------
    folder : Path
        Where the project was read from.
    settings : Settings
        Content of ``project.yaml``.
    framework : Framework
        Scales and lists that the project uses.
    tables : mapping of str to pandas.DataFrame
        The tables that there are; use :meth:`table`, which knows the others too.
    problems : tuple of Problem
        Everything found while reading, in the order of the files.
    common : tuple of Problem
        Those of ``problems`` that stop every site, such as an unreadable table.
    shared : tuple of (str, Problem)
        Further sites that one of ``problems`` stops, where it stands for rows of several sites.
    elsewhere : mapping of str to pandas.DataFrame
        Where the project holds some of its sites only: rows of others that options of these lead to
        (:mod:`workbench.project.store.relocation_targets`).
    """

    folder: Path
    settings: Settings
    framework: Framework
    tables: Mapping[str, pd.DataFrame]
    problems: tuple[Problem, ...] = ()
    common: tuple[Problem, ...] = ()
    shared: tuple[tuple[str, Problem], ...] = ()
    elsewhere: Mapping[str, pd.DataFrame] = field(default_factory=lambda: MappingProxyType({}))

    def table(self, name: str) -> pd.DataFrame:
        """Give one table: declared columns in their order; without rows where it is absent.

        Parameters
        ----------
        name : str
            Name as in ``tables.yaml``.

        Raises
        ------
        UnknownName
            There is no such table.
        """
        table = declaration().table(name)
        frame = self.tables.get(name)
        return empty(table) if frame is None else frame.copy(deep=False)

    def within_reach(self, name: str) -> pd.DataFrame:
        """Give one table with the rows of the places that options lead to, behind the others.

        Parameters
        ----------
        name : str
            sites, components, scores or evidence; of others there are no such rows.

        Raises
        ------
        UnknownName
            There is no such table.
        """
        beyond = self.elsewhere.get(name)
        if beyond is None or beyond.empty:
            return self.table(name)
        if self.table(name).empty:
            return beyond.copy(deep=False)
        return pd.concat([self.table(name), beyond], ignore_index=True)

    @cached_property
    def moves(self) -> Mapping[str, tuple[str, ...]]:
        """Other sites that the options of each site lead to, by site; only where there are any."""
        return MappingProxyType(dict(moves(self.table("options"))))

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """Short names of all sites, in the order of the file."""
        return tuple(self.table("sites")["site"])

    def site(self, key: str) -> Site:
        """Give the view of one site.

        Raises
        ------
        UnknownName
            There is no such site; the message names the nearest.
        """
        if key not in self._rows("sites"):
            kind = "site"
            raise UnknownName(kind, key, self.sites)
        return Site(key=key, project=self)

    @cached_property
    def blocked(self) -> Mapping[str, tuple[Problem, ...]]:
        """Sites that an error keeps out of a run, with the errors that do."""
        found: dict[str, list[Problem]] = {}
        if self.common:
            found = {site: list(self.common) for site in self.sites}
        for problem in self.problems:
            if problem.severity == "error" and problem.site is not None:
                found.setdefault(problem.site, list(self.common)).append(problem)
        for site, problem in self.shared:
            found.setdefault(site, list(self.common)).append(problem)
        return MappingProxyType({site: tuple(problems) for site, problems in found.items()})

    @cached_property
    def ready(self) -> tuple[str, ...]:
        """Sites that can run, in the order of the file."""
        return tuple(site for site in self.sites if site not in self.blocked)

    def as_of(self, day: date) -> Project:
        """Give the project as it was known on a day.

        Rows whose ``date`` is later are not there; rows without a date stay, and so do rows whose
        date lies in the future by its nature, such as money that is agreed for a day. Other columns
        of dates, such as deadlines, are content and leave nothing out.

        Parameters
        ----------
        day : date
            The last day that counts.
        """
        settings = self.settings.model_copy(update={"as_of": pd.Timestamp(day).date()})
        tables, elsewhere = (_known_on(day, frames) for frames in (self.tables, self.elsewhere))
        return replace(self, settings=settings, tables=tables, elsewhere=elsewhere)

    def digest(self, site: str | None = None) -> str:
        """Give the SHA-256 of the content.

        It covers the settings, the framework's identity and the rows of the site or, without one,
        all rows; with the rows of the places that options lead to. The order of rows and columns,
        the file form and the machine do not matter.

        Parameters
        ----------
        site : str, optional
            One site; its own rows alone count, and those that it could move to.

        Raises
        ------
        UnknownName
            There is no such site.
        """
        if site is None:
            parts = [(name, row_texts(self.table(name))) for name in self.tables]
            more = [(beyond(name), row_texts(frame)) for name, frame in self.elsewhere.items()]
            return digest_of(self, [*parts, *more])
        self.site(site)
        mine = [name for name in self.tables if declaration().table(name).per_site]
        own = [(name, row_texts(self._part(name, site))) for name in mine]
        if site in self.moves:
            own += [(beyond(name), row_texts(self._beyond(name, site))) for name in ELSEWHERE]
        return digest_of(self, own)

    @cached_property
    def site_digests(self) -> Mapping[str, str]:
        """What :meth:`digest` gives for each site, computed for all of them in one go."""
        return MappingProxyType(dict(site_digests(self)))

    def _beyond(self, name: str, site: str) -> pd.DataFrame:
        """Give the rows of the places that the options of one site lead to."""
        others = self.moves.get(site, ())
        found = [self._part(name, other) for other in others if other in self._rows("sites")]
        if name in self.elsewhere:
            outside = self.elsewhere[name]
            found.append(outside[outside["site"].isin(others)])
        frame = pd.concat(found, ignore_index=True) if found else self.table(name).head(0)
        return names_alone(frame) if name == "sites" else frame

    @cached_property
    def _indices(self) -> dict[str, Mapping[str, Any]]:
        return {}

    def _rows(self, name: str) -> Mapping[str, Any]:
        """Positions of each site's rows, found once per table."""
        if name not in self._indices:
            grouped = self.table(name).groupby("site", sort=False)
            self._indices[name] = {str(site): rows for site, rows in grouped.indices.items()}
        return self._indices[name]

    def _part(self, name: str, site: str) -> pd.DataFrame:
        positions = self._rows(name).get(site, np.array([], dtype=np.intp))
        return self.table(name).take(positions).reset_index(drop=True)


def _known_on(day: date, frames: Mapping[str, pd.DataFrame]) -> Mapping[str, pd.DataFrame]:
    return MappingProxyType(
        {
            name: frame.loc[~later(name, frame, day)].reset_index(drop=True)
            if "date" in frame.columns
            else frame
            for name, frame in frames.items()
        }
    )


@dataclass(frozen=True, eq=False)
class Site:
    """One site of a project, seen through the project's tables.

    Attributes
    ----------
    key : str
        Short name of the site.
    project : Project
        The project it belongs to.
    """

    key: str
    project: Project

    @cached_property
    def row(self) -> pd.Series[Any]:
        """The site's row in ``sites``."""
        return self.sites.iloc[0]

    @property
    def name(self) -> str:
        """Name as the report prints it; the short name where it is not given."""
        return self.key if pd.isna(self.row["name"]) else str(self.row["name"])

    @property
    def country(self) -> str | None:
        """Country as the file has it."""
        return None if pd.isna(self.row["country"]) else str(self.row["country"])

    @property
    def settings(self) -> Settings:
        """Settings of the project."""
        return self.project.settings

    @property
    def framework(self) -> Framework:
        """Framework of the project."""
        return self.project.framework

    def table(self, name: str) -> pd.DataFrame:
        """Give the site's rows of a table, or the whole table where rows belong to no site.

        Raises
        ------
        UnknownName
            There is no such table.
        """
        if not declaration().table(name).per_site:
            return self.project.table(name)
        return self.project._part(name, self.key)  # noqa: SLF001 - a view of the same module

    def within_reach(self, name: str) -> pd.DataFrame:
        """Give the site's rows of a table, and behind them those of the places it could move to.

        Parameters
        ----------
        name : str
            sites, components, scores or evidence.

        Returns
        -------
        DataFrame
            Of other sites only those that the site's own options name in ``to_site``; of ``sites``
            their name alone.
        """
        beyond = self.project._beyond(name, self.key)  # noqa: SLF001 - a view of the same module
        own = self.table(name)
        if beyond.empty:
            return own
        return beyond if own.empty else pd.concat([own, beyond], ignore_index=True)

    @property
    def names(self) -> Mapping[str, str]:
        """Names to print of the site's actors and of the places within reach, by short name."""
        places, actors = self.within_reach("sites"), self.actors
        found = dict(zip(places["site"], places["name"], strict=True))
        found |= dict(zip(actors["actor"], actors["name"], strict=True))
        return {str(key): str(name) for key, name in found.items() if not pd.isna(name)}

    @property
    def sites(self) -> pd.DataFrame:
        """The site's row of ``sites``, as a table."""
        return self.table("sites")

    @property
    def components(self) -> pd.DataFrame:
        """Components of the site's package."""
        return self.table("components")

    @property
    def scores(self) -> pd.DataFrame:
        """Scores of the site's components."""
        return self.table("scores")

    @property
    def evidence(self) -> pd.DataFrame:
        """Evidence for the site's components."""
        return self.table("evidence")

    @property
    def actors(self) -> pd.DataFrame:
        """Actors of the site."""
        return self.table("actors")

    @property
    def ties(self) -> pd.DataFrame:
        """Ties between the site's actors."""
        return self.table("ties")

    @property
    def capacities(self) -> pd.DataFrame:
        """What the site's actors can do for its components."""
        return self.table("capacities")

    @property
    def needs(self) -> pd.DataFrame:
        """What the site's components need from partners."""
        return self.table("needs")

    @property
    def targets(self) -> pd.DataFrame:
        """Actors that the site's work has to reach."""
        return self.table("targets")

    @property
    def forums(self) -> pd.DataFrame:
        """Forums and platforms of the site."""
        return self.table("forums")

    @property
    def memberships(self) -> pd.DataFrame:
        """Who takes part in the site's forums."""
        return self.table("memberships")

    @property
    def partnerships(self) -> pd.DataFrame:
        """Forms of partnership that the team chose."""
        return self.table("partnerships")

    @property
    def options(self) -> pd.DataFrame:
        """Options weighed for the site's bottlenecks."""
        return self.table("options")

    @property
    def answers(self) -> pd.DataFrame:
        """Answers in the decision tree."""
        return self.table("answers")

    @property
    def decisions(self) -> pd.DataFrame:
        """What the team decided."""
        return self.table("decisions")

    @property
    def activities(self) -> pd.DataFrame:
        """Tasks of the site's plan of work."""
        return self.table("activities")

    @property
    def staff(self) -> pd.DataFrame:
        """Staff that the tasks need."""
        return self.table("staff")

    @property
    def seasons(self) -> pd.DataFrame:
        """Holidays and seasons without fieldwork."""
        return self.table("seasons")

    @property
    def costs(self) -> pd.DataFrame:
        """Lines of the site's budget."""
        return self.table("costs")

    @property
    def rates(self) -> pd.DataFrame:
        """Exchange rates, for all sites."""
        return self.table("rates")

    @property
    def funding(self) -> pd.DataFrame:
        """Sources of money of the site."""
        return self.table("funding")

    @property
    def receipts(self) -> pd.DataFrame:
        """Money that came in, or is agreed for a day."""
        return self.table("receipts")

    @property
    def strategies(self) -> pd.DataFrame:
        """Versions of the site's scaling strategy."""
        return self.table("strategies")
