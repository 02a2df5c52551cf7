"""Snapshots: the rows of one site, so that its notebooks need not read the whole project.

A batch reads and checks the project once. What each site needs goes into a small folder of its own:
one Parquet file per table, already checked, and the settings. A notebook opens its project as ever
(:func:`workbench.project.open_project`); where the batch has said :func:`use`, the rows are taken
from there. What it costs to open a site therefore does not grow with the number of sites.

:func:`use` notes the snapshot in this module. The batch calls it in the process of the site, and
notebooks that run in forked copies of that process inherit it. A kernel is a process of its own: it
is started with :func:`environment`, the one place where a variable hands the snapshot over.

The folders lie in the user's own cache, named by their content: the same rows are written once, by
whichever run comes first, and several runs may use and write them at the same time.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
import shutil
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa  # type: ignore[import-untyped]
import pyarrow.parquet as pq  # type: ignore[import-untyped]

from workbench.files import cache_folder
from workbench.frameworks import load_for
from workbench.project.schema.declaration import declaration
from workbench.project.settings.project_settings import Settings
from workbench.project.store.digests import row_texts
from workbench.project.store.project import Project

if TYPE_CHECKING:
    import pandas as pd

_Positions = np.ndarray[Any, np.dtype[np.intp]]

VARIABLE = "WORKBENCH_SNAPSHOT"
"""Environment variable that tells a kernel which snapshot to use; see :func:`environment`."""

_FORM = 4  # counts up when what is written changes
RECORD = "snapshot.json"
_TARGETS = (
    "relocation-targets-"  # before the name of a table with rows of the places that options lead to
)
_DAYS_KEPT = 30  # our own choice: long enough for a yearly report's last rounds of corrections


def write(project: Project, sites: Sequence[str]) -> Mapping[str, Path]:
    """Write the rows of each site into a folder of their own, unless they lie there already.

    Parameters
    ----------
    project : Project
        The project as it was read; a notebook's as-of date is applied when it opens the site.
    sites : sequence of str
        Sites that are going to be run.

    Returns
    -------
    mapping of str to Path
        Folder of each site. A site is left out where its folder cannot be written, because the disk
        is full, say: its notebooks then read the project itself.
    """
    if not sites:
        return {}
    frames = _frames_of(project)
    shared = {name: frame for name, frame in frames.items() if not _per_site(name)}
    split = [_Split(name, frame) for name, frame in frames.items() if _per_site(name)]
    whole = {name: _arrow(frame) for name, frame in shared.items()}
    targets = _targets(project)
    start, cache = _start_of_key(project, shared), _ready_cache()
    found: dict[str, Path] = {}
    for site in sites:
        mine = [(table, table.places([site])) for table in split]
        mine += [(table, table.places(leading.get(site, ()))) for table, leading in targets]
        mine = [(table, places) for table, places in mine if len(places)]
        key = start.copy()
        for table, places in mine:
            key.update(table.line(places))

        def rows(mine: Sequence[tuple[_Split, _Positions]] = mine) -> Mapping[str, pa.Table]:
            return whole | {table.name: table.rows(places) for table, places in mine}

        with contextlib.suppress(OSError):
            found[site] = _folder_of(cache, key.hexdigest(), _record(project, site), rows)
    return found


def _targets(project: Project) -> list[tuple[_Split, Mapping[str, tuple[str, ...]]]]:
    """Return the tables of which sites are given rows of others, and of which others."""
    found = []
    for name in declaration().tables:
        if leading := project.targets(name):
            frame, _ = project.given(name)
            found.append((_Split(f"{_TARGETS}{name}", frame), leading))
    return found


class _Split:
    """A table and the places of each site's rows in it."""

    def __init__(self, name: str, frame: pd.DataFrame) -> None:
        self.name = name
        self._places = frame.groupby("site", sort=False).indices
        self._texts, self._table = row_texts(frame), _arrow(frame)

    def places(self, sites: Sequence[str]) -> _Positions:
        """Return where the rows of these sites are, site after site."""
        found = [self._places[site] for site in sites if site in self._places]
        return np.concatenate(found) if found else np.array([], dtype=np.intp)

    def line(self, places: _Positions) -> bytes:
        """Return what the key has of it: rows in their order, for the order is shown."""
        return "\n".join(("", self.name, *self._texts[places])).encode()

    def rows(self, places: _Positions) -> pa.Table:
        return self._table.take(places)


def _arrow(frame: pd.DataFrame) -> pa.Table:
    return pa.Table.from_pandas(frame, preserve_index=False)


def write_all(project: Project) -> Path | None:
    """Write the whole project, for a notebook that opens all its sites.

    Returns
    -------
    Path or None
        ``None`` where it cannot be written.
    """
    frames = _frames_of(project)
    key = _start_of_key(project, frames).hexdigest()
    with contextlib.suppress(OSError):
        return _folder_of(
            _ready_cache(),
            key,
            _record(project, None),
            lambda: {name: _arrow(frame) for name, frame in frames.items()},
        )
    return None


def _frames_of(project: Project) -> dict[str, pd.DataFrame]:
    """Return the tables but those of persons, which no report needs and no cache is to keep."""
    tables = declaration().tables
    return {name: project.table(name) for name in project.tables if not tables[name].private}


def _per_site(name: str) -> bool:
    return declaration().table(name).per_site


def _start_of_key(project: Project, shared: Mapping[str, pd.DataFrame]) -> Any:
    """Hash what all snapshots of a project have in common."""
    total = hashlib.sha256()
    head = [_FORM, project.framework.identity, _record(project, None)]
    total.update(json.dumps(head, sort_keys=True).encode())
    for name, frame in shared.items():
        total.update("\n".join(("", name, *row_texts(frame))).encode())
    return total


def _record(project: Project, site: str | None) -> dict[str, Any]:
    settings = project.settings.model_dump(mode="json")
    shared = dict(project.shared_costs)
    place = {"folder": str(project.folder), "site": site}
    return {**place, "settings": settings, "shared_costs": shared}


def _ready_cache() -> Path:
    folder = cache_folder() / "snapshots"
    with contextlib.suppress(OSError):
        # Rows hold judgements of people who were promised discretion: nobody else may read them.
        folder.mkdir(parents=True, exist_ok=True, mode=0o700)
        forget_old(folder)
    return folder


def forget_old(folder: Path) -> None:
    """Remove snapshots that no run has used for a month."""
    last = time.time() - _DAYS_KEPT * 86_400
    for entry in folder.iterdir():
        with contextlib.suppress(OSError):
            if entry.stat().st_mtime < last:
                shutil.rmtree(entry)


def _folder_of(
    cache: Path,
    key: str,
    record: Mapping[str, Any],
    tables: Callable[[], Mapping[str, pa.Table]],
) -> Path:
    """Return the folder of a snapshot; write it if it is not there."""
    target = cache / key
    if (target / RECORD).exists():
        os.utime(target)  # in use: see forget_old
        return target
    part = Path(tempfile.mkdtemp(prefix=".part-", dir=cache))
    try:
        for name, table in tables().items():
            pq.write_table(table, part / f"{name}.parquet", compression="none")
        (part / RECORD).write_text(json.dumps(record), "utf-8")
        with contextlib.suppress(OSError):
            part.rename(target)  # fails where another run was first: the content is the same
    finally:
        shutil.rmtree(part, ignore_errors=True)
    if not (target / RECORD).exists():
        message = "the snapshot could not be put in its place"
        raise OSError(message)
    return target


_in_use: Path | None = None


@contextlib.contextmanager
def use(snapshot: Path) -> Iterator[None]:
    """Let notebooks that are run meanwhile, here or in forked copies, take their rows from here.

    Parameters
    ----------
    snapshot : Path
        Folder from :func:`write` or :func:`write_all`.
    """
    global _in_use  # noqa: PLW0603 - one site at a time in a process, and its forks inherit it
    before, _in_use = _in_use, snapshot
    try:
        yield
    finally:
        _in_use = before


def environment() -> Mapping[str, str]:
    """Return what the environment of a kernel has to say for its notebook to use the snapshot."""
    return {} if _in_use is None else {VARIABLE: str(_in_use)}


def moved(record: bytes, folder: str) -> bytes:
    """Return the record of a snapshot as if the project lay elsewhere.

    Parameters
    ----------
    record : bytes
        Content of the file :data:`RECORD`.
    folder : str
        What notebooks will ask for.
    """
    return json.dumps({**json.loads(record), "folder": folder}).encode()


def find(folder: Path, sites: Iterable[str] | None) -> Project | None:
    """Return the project with the rows of the snapshot in use, if they are what is asked for.

    Parameters
    ----------
    folder : Path
        The project that the notebook asks for.
    sites : iterable of str or None
        The sites that it asks for; ``None`` means all.

    Returns
    -------
    Project or None
        ``None`` where no snapshot is in use, or one of something else, or one that cannot be read.
    """
    snapshot = _in_use or os.environ.get(VARIABLE)
    if not snapshot:
        return None
    try:
        record = json.loads(Path(snapshot, RECORD).read_text("utf-8"))
        if record["folder"] not in {str(folder), str(folder.resolve())}:
            return None
        if record["site"] is not None and (sites is None or set(sites) != {record["site"]}):
            return None
        return _read(Path(snapshot), record)
    except (OSError, ValueError, KeyError, pa.ArrowException):
        return None


def _read(folder: Path, record: Mapping[str, Any]) -> Project:
    settings = Settings.model_validate(record["settings"])
    return Project(
        folder=Path(record["folder"]),
        settings=settings,
        framework=load_for(settings.framework, settings.assessments),
        tables=_frames(folder, declaration().tables),
        relocation_targets=_frames(folder, declaration().tables, _TARGETS),
        shared_costs=MappingProxyType(record["shared_costs"]),
    )


def _frames(folder: Path, names: Iterable[str], start: str = "") -> Mapping[str, pd.DataFrame]:
    paths = {name: folder / f"{start}{name}.parquet" for name in names}
    return MappingProxyType({name: _frame(p) for name, p in paths.items() if p.exists()})


def _frame(path: Path) -> pd.DataFrame:
    # One small file: threads would cost more than they save.
    table = pq.ParquetFile(path, memory_map=False).read(use_threads=False)
    frame: pd.DataFrame = table.to_pandas(use_threads=False)
    return frame
