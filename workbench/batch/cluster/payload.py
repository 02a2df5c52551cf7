"""How a run travels to another machine, and how what it made comes back: as values and bytes.

A worker of a cluster has neither the project nor the folder of the reports. It gets a payload with
the notebooks and the rows of one site, unpacks it into a folder of its own and sends the files back
by their plain names. Where they are put is for the receiver alone to say: a name that leads
anywhere else is refused on both sides.
"""

from __future__ import annotations

import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from workbench.batch.files import ASSETS, relative_to
from workbench.batch.own_notebooks import OWN
from workbench.batch.runs import Run, RunOutcome
from workbench.batch.site_run import clear_run, file_names
from workbench.errors import WorkbenchError
from workbench.files import write_whole

_LEVEL = 1  # of compression: a page shrinks to a fraction in the time that it takes to write it


class PayloadFault(WorkbenchError):
    """A payload or its reply holds something that has no place in it."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A run with all that it needs.

    Attributes
    ----------
    run : Run
        The run; its paths are plain names.
    notebooks : mapping of str to bytes
        Its recipes by name, compressed.
    data : mapping of str to bytes, or None
        The files of :attr:`Run.data <workbench.batch.runs.Run>` by name, compressed; ``None`` where
        the notebooks read the project themselves.
    beside : mapping of str to bytes
        The files beside the notebooks of the project's own, by their way from there, compressed.
    """

    run: Run
    notebooks: Mapping[str, bytes]
    data: Mapping[str, bytes] | None
    beside: Mapping[str, bytes]


@dataclass(frozen=True, slots=True, kw_only=True)
class Reply:
    """What came of a payload.

    Attributes
    ----------
    outcome : RunOutcome
        The outcome; its files are plain names.
    files : mapping of str to bytes
        What was written, by name, compressed.
    """

    outcome: RunOutcome
    files: Mapping[str, bytes]


def pack(run: Run) -> Payload:
    """Put a run and the files that it reads into a payload.

    Raises
    ------
    PayloadFault
        The run does not write into a folder of its own, directly below the one that all share.
    OSError
        A notebook or the rows cannot be read.
    """
    in_place = run.report is None or run.report.parent == run.out
    if run.out.parent != run.shared or not in_place:
        message = f"'{run.site}' cannot be sent away: it does not write into a folder of its own."
        raise PayloadFault(message)
    # Where the project lies here is no business of another computer that is sent its rows.
    project = relative_to(run.out, Path(str(run.parameters.get("project") or ".")))
    moved = {} if run.data is None else {"project": project}
    return Payload(
        run=replace(
            run,
            parameters={**run.parameters, **moved},
            notebooks=tuple(Path(notebook.name) for notebook in run.notebooks),
            out=Path(),
            shared=Path(),
            report=None if run.report is None else Path(run.report.name),
            data=None,
            beside={},
        ),
        notebooks={notebook.name: _packed(notebook) for notebook in run.notebooks},
        data=None if run.data is None else _rows(run.data, project),
        beside={way: _packed(file) for way, file in run.beside.items()},
    )


def _rows(data: Path, project: str) -> dict[str, bytes]:
    """Pack a snapshot, and let it name its project as the notebooks will ask for it."""
    from workbench.project.store import site_snapshots

    files = {one.name: _packed(one) for one in data.iterdir()}
    record = site_snapshots.RECORD
    if record in files:
        moved = site_snapshots.moved((data / record).read_bytes(), project)
        files[record] = zlib.compress(moved, _LEVEL)
    return files


def unpack(payload: Payload, folder: Path, assets: Path) -> Run:
    """Write a payload's files into an empty folder; return the run that reads and writes there.

    ``assets`` is what all runs share, so that not every one writes plotly.js (5 MB) anew.

    Raises
    ------
    PayloadFault
        A name is not a plain one.
    OSError
        The folder cannot be written.
    """
    run, shared = payload.run, folder / "reports"
    recipes, data = folder / "notebooks", folder / "data"
    out = shared / "site"
    for place in (recipes, data, out, assets):
        place.mkdir(parents=True, exist_ok=True)
    (shared / ASSETS).symlink_to(assets)
    _write_all(payload.notebooks, recipes)
    _write_all(payload.data or {}, data)
    if payload.beside:
        run = _with_project(run, payload.beside, folder, data)
    return replace(
        run,
        notebooks=tuple(recipes / plain_name(str(name)) for name in run.notebooks),
        out=out,
        shared=shared,
        report=None if run.report is None else out / plain_name(str(run.report)),
        data=None if payload.data is None else data,
    )


def _with_project(run: Run, beside: Mapping[str, bytes], folder: Path, data: Path) -> Run:
    """Put up a project that holds what lies beside the notebooks of its own, and nothing else."""
    from workbench.project.store import site_snapshots

    project = folder / "project"
    for way, content in beside.items():
        for part in way.split("/"):
            plain_name(part)
        place = project / OWN / way
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_bytes(zlib.decompress(content))
    record = data / site_snapshots.RECORD
    if not record.exists():  # the notebooks read the project themselves, where it lies
        return run
    record.write_bytes(site_snapshots.moved(record.read_bytes(), str(project)))
    return replace(
        run,
        parameters={**run.parameters, "project": str(project)},
        project_shown=str(run.parameters["project"]),
    )


def reply_of(run: Run, outcome: RunOutcome) -> Reply:
    """Gather what a run made."""
    made = {name: place for name, place in _places(run).items() if place.is_file()}
    return Reply(
        outcome=replace(outcome, files=tuple(Path(file.name) for file in outcome.files)),
        files={name: _packed(place) for name, place in made.items()},
    )


def accept(reply: Reply, run: Run) -> RunOutcome:
    """Write what came back to where the run, as it was asked for, writes.

    What an earlier run left is removed first. Each file appears whole or not at all, and the key
    that promises all the others comes last.

    Returns
    -------
    RunOutcome
        With the paths of the files on this computer.

    Raises
    ------
    PayloadFault
        Something came back that the run does not write, or something is missing.
    OSError
        The folder cannot be written, or the disk is full.
    """
    places, outcome = _places(run), reply.outcome
    named = [str(file) for file in outcome.files]
    strange = [name for name in (*reply.files, *named) if name not in places]
    lost = [name for name in named if name not in reply.files]
    if outcome.site != run.site or strange or lost:
        what = ", ".join(map(repr, strange or lost)) or f"the site {outcome.site!r}"
        word = "lacks" if lost and not strange else "holds"
        message = f"What a worker sent back for '{run.site}' {word} {what}, and was thrown away."
        raise PayloadFault(message)
    run.out.mkdir(parents=True, exist_ok=True)
    clear_run(run)
    try:
        _write_files(reply, run, places)
    except BaseException:
        _take_away(run)
        raise
    return replace(outcome, files=tuple(places[name] for name in named))


def _write_files(reply: Reply, run: Run, places: Mapping[str, Path]) -> None:
    if reply.outcome.status != "done":
        _take_away(run)
    elif reply.outcome.figures and not run.standalone:
        from workbench.publish.assets import write_plotly

        write_plotly(run.shared)
    for name, place in places.items():
        if name in reply.files:
            write_whole(place, zlib.decompress(reply.files[name]))


def _take_away(run: Run) -> None:
    # Of a site that failed, an older report would look like the state of the tables now.
    if run.report is not None:
        run.report.unlink(missing_ok=True)


def plain_name(name: str) -> str:
    r"""Return a file's name if it is nothing but that.

    Raises
    ------
    PayloadFault
        It is empty, or leads to another folder.

    Examples
    --------
    >>> plain_name("scores.parquet")
    'scores.parquet'
    >>> plain_name("../scores.parquet")
    Traceback (most recent call last):
    workbench.batch.cluster.payload.PayloadFault: '../scores.parquet' is no plain file name.
    """
    if name in {"", ".", ".."} or any(sign in name for sign in "/\\\0"):
        message = f"{name!r} is no plain file name."
        raise PayloadFault(message)
    return name


def _places(run: Run) -> dict[str, Path]:
    """Return where each file goes that a run may write; the key comes last."""
    return {name: run.out / name for name in file_names(run)}


def _packed(file: Path) -> bytes:
    return zlib.compress(file.read_bytes(), _LEVEL)


def _write_all(files: Mapping[str, bytes], folder: Path) -> None:
    for name in files:
        plain_name(name)
    for name, content in files.items():
        (folder / name).write_bytes(zlib.decompress(content))
