"""A project as a value: settings, framework and tables, whole or seen from one site."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
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
from workbench.frameworks.spans import day_of
from workbench.frameworks.translated import translated_framework
from workbench.language import Speech
from workbench.project.schema.declaration import declaration
from workbench.project.schema.frames import empty, later
from workbench.project.settings.project_settings import Settings
from workbench.project.store.digests import content_sha256, digester, row_texts
from workbench.project.store.relocation_targets import (
    WEIGHED,
    looked_at,
    moves,
    names_alone,
    relocations,
)


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
    left_out : tuple of str
        Sites whose own row cannot be used, so that no table has them: the short name, or where the
        row stands.
    relocation_targets : mapping of str to pandas.DataFrame
        Where the project holds some of its sites only: rows of others that options of these lead to
        (:mod:`workbench.project.store.relocation_targets`).
    shared_costs : mapping of str to int
        Number of sites that show each shared cost, in the project as it was read.
    """

    folder: Path
    settings: Settings
    framework: Framework
    tables: Mapping[str, pd.DataFrame]
    problems: tuple[Problem, ...] = ()
    common: tuple[Problem, ...] = ()
    shared: tuple[tuple[str, Problem], ...] = ()
    left_out: tuple[str, ...] = ()
    relocation_targets: Mapping[str, pd.DataFrame] = field(
        default_factory=lambda: MappingProxyType({})
    )

    shared_costs: Mapping[str, int] = field(default_factory=lambda: MappingProxyType({}))

    def __post_init__(self) -> None:
        """Hand out copies: what a cell changes in a table, no other cell sees."""
        for name in ("tables", "relocation_targets"):
            object.__setattr__(self, name, _Frames(getattr(self, name)))

    def table(self, name: str) -> pd.DataFrame:
        """Return one table: declared columns in their order; without rows where it is absent.

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
        return empty(table) if frame is None else frame

    def with_relocation_targets(self, name: str) -> pd.DataFrame:
        """Return one table with the rows of the places that options lead to, behind the others.

        Parameters
        ----------
        name : str
            sites, components, scores or evidence; of others there are rows only of the places that
            the team has decided to move to.

        Raises
        ------
        UnknownName
            There is no such table.
        """
        own, more = self.table(name), self.relocation_targets.get(name)
        if more is None or more.empty:
            return own
        return more if own.empty else pd.concat([own, more], ignore_index=True)

    @cached_property
    def relocations(self) -> Mapping[str, tuple[str, ...]]:
        """Other sites that the options of each site lead to, by site; only where there are any."""
        return MappingProxyType(dict(relocations(self.table("options"))))

    @cached_property
    def _moves(self) -> Mapping[str, tuple[str, ...]]:
        """Those of them that the team has decided on."""
        if not self.relocations:
            return MappingProxyType({})
        return MappingProxyType(dict(moves(self.table("options"), self.table("decisions"))))

    def targets(self, name: str) -> Mapping[str, tuple[str, ...]]:
        """Return the other sites whose rows of a table each site is given; only where there are."""
        if not declaration().table(name).per_site:
            return MappingProxyType({})
        if name == "scores":
            return self._scores_given
        return self.relocations if name in WEIGHED else self._moves

    @cached_property
    def _scores_given(self) -> Mapping[str, tuple[str, ...]]:
        """Sites whose scores each one is given: where it may move, and where it has none itself."""
        scores = self.with_relocation_targets("scores")
        found = looked_at(self.table("components"), scores, self.relocations)
        sites = dict.fromkeys([*self.relocations, *found])
        every = {one: (*self.relocations.get(one, ()), *found.get(one, ())) for one in sites}
        return MappingProxyType(every)

    @property
    def speech(self) -> Speech:
        """What pages of the project speak: the words of its framework, and its language."""
        framework, language = self.framework, self.settings.language
        if framework.judges_levels:
            return Speech(language=language)
        words = framework.assessments[0].words
        return Speech.of({name: (word.one, word.many) for name, word in words}, language)

    def in_its_language(self) -> Project:
        """Return the project with the texts of its framework in the language of its reports."""
        said = translated_framework(self.framework, self.settings.language)
        return self if said is self.framework else replace(self, framework=said)

    @cached_property
    def sites(self) -> tuple[str, ...]:
        """Short names of all sites, in the order of the file."""
        return tuple(self.table("sites")["site"])

    @property
    def listed(self) -> tuple[str, ...]:
        """All sites that the file lists: :attr:`sites`, then those that are :attr:`left_out`."""
        return self.sites + self.left_out

    @property
    def keys(self) -> tuple[str, ...]:
        """Short names of the sites that are looked at: all of them."""
        return self.sites

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names to print of sites and actors, by short name."""
        return _names(self.with_relocation_targets("sites"), self.table("actors"))

    def site(self, key: str) -> Site:
        """Return the view of one site.

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
            found = {site: list(self.common) for site in self.listed}
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

    def as_of(self, day: str | date) -> Project:
        """Return the project as it was known on a day.

        Rows whose ``date`` is later are not there; rows without a date stay, and so do rows whose
        date lies in the future by its nature, such as money that is agreed for a day. Other columns
        of dates, such as deadlines, are content and leave nothing out.

        Parameters
        ----------
        day : str or date
            The last day that counts.

        Raises
        ------
        InvalidInput
            It is no day.
        """
        day = day_of(day)
        settings = self.settings.model_copy(update={"as_of": day})
        tables, targets = (
            _known_on(day, frames) for frames in (self.tables, self.relocation_targets)
        )
        return replace(self, settings=settings, tables=tables, relocation_targets=targets)

    def only(self, sites: Sequence[str]) -> Project:
        """Return the project with some of its sites, and the rows of places that these may move to.

        Parameters
        ----------
        sites : sequence of str
            The sites to keep.

        Raises
        ------
        UnknownName
            There is no site of one of these names.
        """
        for site in sites:
            self.site(site)
        if tuple(sites) == self.sites:
            return self
        tables = {
            name: _taken(frame, sorted(self.positions(name, sites)))
            if declaration().table(name).per_site
            else frame
            for name, frame in self.tables.items()
        }
        return replace(
            self,
            tables=MappingProxyType(tables),
            relocation_targets=MappingProxyType(dict(self._target_rows(sites))),
        )

    def digest(self, site: str | None = None) -> str:
        """Return the SHA-256 of the content.

        It covers the settings, the framework's identity and the rows of the site or, without one,
        all rows; with the rows of the places that options lead to. The order of rows and columns,
        the file form and the machine do not matter, nor does the table of persons, on which no
        report rests.

        Parameters
        ----------
        site : str, optional
            One site; its own rows alone count, and those that it could move to.

        Raises
        ------
        UnknownName
            There is no such site.
        """
        if site is not None:
            alone = self if tuple(self.sites) == (site,) else self.only([site])
            return alone.site_digests[site]
        parts = [
            (name, row_texts(frame))
            for name, frame in self.tables.items()
            if not declaration().table(name).private
        ]
        more = [(_target(name), row_texts(rows)) for name, rows in self.relocation_targets.items()]
        shared = ("shared costs", [f"{key} {sites}" for key, sites in self.shared_costs.items()])
        return digester(self.settings, self.framework)([*parts, *more, shared])

    @cached_property
    def site_digests(self) -> Mapping[str, str]:
        """What :meth:`digest` gives for each site, computed for all of them in one go."""
        common = [
            (name, [content_sha256(row_texts(frame))])
            for name, frame in self.tables.items()
            if not declaration().table(name).per_site and not declaration().table(name).private
        ]
        parts: dict[str, list[tuple[str, Iterable[str]]]] = {site: [*common] for site in self.sites}
        for name, frame in self.tables.items():
            if declaration().table(name).per_site:
                texts = row_texts(frame)
                for site, positions in self._rows(name).items():
                    if site in parts:
                        parts[site].append((name, texts[positions]))
        for name in self._with_targets():
            frame, places = self.given(name)
            texts = row_texts(frame)
            for site, others in self.targets(name).items():
                found = [texts[places[other]] for other in others if other in places]
                if site in parts and found:
                    parts[site].append((_target(name), np.concatenate(found)))
        shown = self.table("costs")[["site", "shared"]].dropna().drop_duplicates()
        for site, shared in shown.itertuples(index=False):
            if site in parts and shared in self.shared_costs:
                parts[site].append((f"shared {shared}", [str(self.shared_costs[shared])]))
        digest = digester(self.settings, self.framework)
        return MappingProxyType({site: digest(tables) for site, tables in parts.items()})

    def _with_targets(self) -> list[str]:
        """List the tables of which some site is given rows of others."""
        return [name for name in declaration().tables if self.targets(name)]

    def _target_rows(self, sites: Sequence[str]) -> Iterator[tuple[str, pd.DataFrame]]:
        """Yield the rows of places that options of these sites lead to, place after place."""
        for name in self._with_targets():
            leading = [other for site in sites for other in self.targets(name).get(site, ())]
            others = [other for other in dict.fromkeys(leading) if other not in sites]
            if others:
                frame, places = self.given(name)
                yield name, _taken(frame, [at for other in others for at in places.get(other, ())])

    def given(self, name: str) -> tuple[pd.DataFrame, Mapping[str, Any]]:
        """Return the rows of a table that other sites may be given, and where those of each stand.

        Of ``sites`` these are the names alone. They are found once per table.
        """
        if name not in self._given:
            frame = self.with_relocation_targets(name)
            frame = names_alone(frame) if name == "sites" else frame
            self._given[name] = frame, _by_site(frame)
        return self._given[name]

    @cached_property
    def _given(self) -> dict[str, tuple[pd.DataFrame, Mapping[str, Any]]]:
        return {}

    @cached_property
    def _indices(self) -> dict[str, Mapping[str, Any]]:
        return {}

    def _rows(self, name: str) -> Mapping[str, Any]:
        """Positions of each site's rows, found once per table."""
        if name not in self._indices:
            self._indices[name] = _by_site(self.table(name))
        return self._indices[name]

    def positions(self, name: str, sites: Sequence[str]) -> list[int]:
        """List where the rows of some sites stand in a table."""
        return [at for site in dict.fromkeys(sites) for at in self._rows(name).get(site, ())]


class _Frames(Mapping[str, pd.DataFrame]):
    """Tables by name; each time a new frame of the same values, which pandas copies on change."""

    def __init__(self, frames: Mapping[str, pd.DataFrame]) -> None:
        self._frames: dict[str, pd.DataFrame] = dict(frames)

    def __getitem__(self, name: str) -> pd.DataFrame:
        return self._frames[name].copy(deep=False)

    def __iter__(self) -> Iterator[str]:
        return iter(self._frames)

    def __len__(self) -> int:
        return len(self._frames)


def _by_site(frame: pd.DataFrame) -> Mapping[str, Any]:
    """Find where the rows of each site stand."""
    grouped = frame.groupby("site", sort=False)
    return {str(site): rows for site, rows in grouped.indices.items()}


def _taken(frame: pd.DataFrame, positions: Sequence[int]) -> pd.DataFrame:
    taken = frame.take(np.array(positions, dtype=np.intp))
    taken.index = pd.RangeIndex(len(taken))
    return taken


def _target(name: str) -> str:
    """Name the part of a digest that holds rows of the places that options lead to."""
    return f"{name} elsewhere"


def _known_on(day: date, frames: Mapping[str, pd.DataFrame]) -> Mapping[str, pd.DataFrame]:
    return MappingProxyType(
        {
            name: frame.loc[~later(name, frame, day)].reset_index(drop=True)
            if "date" in frame.columns
            else frame
            for name, frame in frames.items()
        }
    )


def _names(places: pd.DataFrame, actors: pd.DataFrame) -> Mapping[str, str]:
    found = dict(zip(places["site"], places["name"], strict=True))
    found |= dict(zip(actors["actor"], actors["name"], strict=True))
    return {str(key): str(name) for key, name in found.items() if not pd.isna(name)}


def site_of(place: Site | Project) -> Site:
    """Return the site that a result is of.

    Raises
    ------
    TypeError
        It is that of a whole project.
    """
    if isinstance(place, Site):
        return place
    message = "this is the result of a whole project, not of one site"
    raise TypeError(message)


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
        return self.table("sites").iloc[0]

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
        """Return the site's rows of a table, or the whole table where rows belong to no site.

        Raises
        ------
        UnknownName
            There is no such table.
        """
        whole = self.project
        if not declaration().table(name).per_site or whole.sites == (self.key,):
            return whole.table(name)
        if name not in self._tables:
            self._tables[name] = _taken(whole.table(name), whole.positions(name, [self.key]))
        return self._tables[name].copy(deep=False)

    @cached_property
    def _tables(self) -> dict[str, pd.DataFrame]:
        return {}

    @cached_property
    def _alone(self) -> Project:
        return self.project.only([self.key])

    def with_relocation_targets(self, name: str) -> pd.DataFrame:
        """Return the site's rows of a table, and behind them those of the places it could move to.

        Parameters
        ----------
        name : str
            sites, components, scores or evidence; of others there are rows only of the places that
            the team has decided to move to.

        Returns
        -------
        DataFrame
            Of other sites only those that the site's own options name in ``to_site``; of ``sites``
            their name alone.
        """
        return self._alone.with_relocation_targets(name)

    def moved_to(self, key: str) -> Site:
        """Return the view of a place that the team has decided to move to.

        Returns
        -------
        Site
            With all of its rows; of ``sites`` its name alone, and of the places that its own
            options lead to nothing.

        Raises
        ------
        UnknownName
            The team has not decided to move there.
        """
        alone = self._alone
        known = alone.targets("decisions").get(self.key, ())
        if key not in known:
            kind = "site"
            raise UnknownName(kind, key, known)
        there = {
            name: rows.loc[rows["site"] == key].reset_index(drop=True)
            for name, rows in alone.relocation_targets.items()
        }
        shared = {
            name: rows
            for name, rows in alone.tables.items()
            if not declaration().table(name).per_site
        }
        project = replace(
            alone,
            tables=MappingProxyType(shared | there),
            relocation_targets=MappingProxyType({}),
        )
        return Site(key=key, project=project)

    @property
    def leads(self) -> Mapping[str, str]:
        """Names of the actors that lead the project here, by short name, in the table's order."""
        actors = self.table("actors")
        leading = actors[actors["lead"].fillna(value=False)]
        return dict(zip(leading["actor"], leading["name"], strict=True))

    @property
    def keys(self) -> tuple[str, ...]:
        """Short names of the sites that are looked at: this one."""
        return (self.key,)

    @cached_property
    def names(self) -> Mapping[str, str]:
        """Names to print of the site's actors and of the places it could move to, by short name."""
        return _names(self.with_relocation_targets("sites"), self.table("actors"))
