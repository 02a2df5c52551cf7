"""The record of a site's agreement as a file that only grows: ``record/<site>.jsonl``.

A record is whole or it is not there. What a kill in the middle of writing leaves behind is moved to
``record/<site>.torn`` by the next writer, and the record says so; nothing is thrown away.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final, TypeAlias

from workbench.errors import InvalidInput
from workbench.project.checks.cells import IDENTIFIER
from workbench.project.record.chain import (
    FIRST,
    Chain,
    ChainFault,
    Event,
    LogEntry,
    chained,
    read_chain,
)
from workbench.project.record.sealed import (
    FILE,
    Texts,
    is_true,
    read_texts,
    seals_of,
    write_texts,
)
from workbench.project.record.turns import my_turn

FOLDER: Final = "record"
ERASED: Final = "erased"
"""What an event says that lists the seals whose text was erased."""
_SET_ASIDE = "set aside"

WhatIsNew: TypeAlias = Callable[[Sequence[LogEntry], Texts], Iterable[Event]]
"""Says what is to be added to the records that there are; may put new texts among the others."""


@dataclass(frozen=True, slots=True)
class SiteRecord:
    """What is recorded of a site.

    Attributes
    ----------
    path : Path
        The file.
    chain : Chain
        The records.
    texts : dict of str to (str, str)
        Salt and text of each seal, as far as they were not erased.
    new : int
        How many records were added just now.
    """

    path: Path
    chain: Chain
    texts: Texts
    new: int = 0


def record_file(project: Path, site: str) -> Path:
    """Return where the record of a site lies.

    Examples
    --------
    >>> record_file(Path("mine"), "rw-huye").as_posix()
    'mine/record/rw-huye.jsonl'
    """
    return project / FOLDER / f"{site}.jsonl"


def read_record(project: Path, site: str) -> SiteRecord:
    """Return what is recorded of a site.

    Parameters
    ----------
    project : Path
        Folder of the project.
    site : str
        Short name of the site.

    Raises
    ------
    InvalidInput
        The site's name is none, or the texts of persons are damaged.

    Examples
    --------
    >>> read_record(Path("data/example"), "nowhere").chain.entries
    ()
    """
    if not IDENTIFIER.fullmatch(site):
        message = f"'{site}' is no short name of a site."
        raise InvalidInput(message)
    path = record_file(project, site)
    data = path.read_bytes() if path.exists() else b""
    return SiteRecord(path, read_chain(data), read_texts(path.parent).get(site, {}))


def append_events(project: Path, site: str, what_is_new: WhatIsNew) -> SiteRecord:
    """Add records of a site; another writer waits meanwhile.

    Parameters
    ----------
    project : Path
        Folder of the project.
    site : str
        Short name of the site.
    what_is_new : callable
        Gets the records that there are, and the texts of persons; returns the events to add.

    Returns
    -------
    SiteRecord
        All records, and how many of them are new; ``torn`` of the chain is what was set aside.

    Raises
    ------
    InvalidInput
        A record was changed after it was written. Nothing is added then: it would look as if all
        before it were right.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     made = append_events(Path(folder), "huye", lambda entries, texts: [{"a": 1}])
    ...     len(made.chain.entries), made.new, verify_record(Path(folder), "huye")
    (1, 1, ())
    """
    with my_turn(project / FOLDER):
        found = read_record(project, site)
        if found.chain.faults:
            fault = found.chain.faults[0]
            message = (
                f"{found.path}, line {fault.line}: {fault.what} Nothing is added to it; put back a "
                "copy of the file as it was."
            )
            raise InvalidInput(message)
        torn = found.chain.torn
        events: list[Event] = [{"what": _SET_ASIDE, "bytes": len(torn)}] if torn else []
        texts = dict(found.texts)
        events += what_is_new(found.chain.entries, texts)
        fresh = chained(events, found.chain.last)
        entries = (*found.chain.entries, *fresh)
        seals = {mark for one in entries for mark in seals_of(one.event)}
        # Texts come first and go last, so that a kill in between leaves none unrecorded.
        if fresh:
            write_texts(found.path.parent, site, texts, seals)
            _write(found.path, b"".join(one.line for one in fresh), torn)
        kept = seals - _erased(entries)
        write_texts(found.path.parent, site, texts, kept)
    left = {mark: one for mark, one in texts.items() if mark in kept}
    return SiteRecord(found.path, Chain(entries, (), torn), left, len(fresh))


def _erased(entries: Iterable[LogEntry]) -> set[str]:
    found: set[str] = set()
    for one in entries:
        seals = one.event.get("seals")
        if one.event.get("what") == ERASED and isinstance(seals, Sequence):
            found.update(str(mark) for mark in seals)
    return found


def _write(path: Path, lines: bytes, torn: bytes) -> None:
    """Add lines to a file; what stands there of half a line is moved aside before."""
    if torn:
        _add(path.with_suffix(".torn"), torn + b"\n")
        os.truncate(path, path.stat().st_size - len(torn))
    _add(path, lines)


def _add(path: Path, data: bytes) -> None:
    with path.open("ab") as stream:
        stream.write(data)
        stream.flush()
        os.fsync(stream.fileno())


def verify_record(project: Path, site: str, head: str | None = None) -> tuple[ChainFault, ...]:
    """List where the record of a site is not as it was written.

    Parameters
    ----------
    project : Path
        Folder of the project.
    site : str
        Short name of the site.
    head : str, optional
        Head hash that somebody kept, whole or its first digits: the record must have got there, or
        its end was cut off or written anew.

    Returns
    -------
    tuple of ChainFault
        Empty where all is as it was.

    Examples
    --------
    >>> verify_record(Path("data/example"), "nowhere", "ab12ab12ab12")[0].what
    'No record has the hash ab12ab12ab12: the end was cut off, or written anew.'
    """
    found = read_record(project, site)
    faults = list(found.chain.faults)
    if found.chain.torn:
        what = (
            "Half a record: its writing was cut short. The next 'workbench record' sets it aside."
        )
        faults.append(ChainFault(None, what))
    known = [one.hash for one in found.chain.entries] or [FIRST]
    if head is not None and not any(one.startswith(head.lower()) for one in known):
        what = f"No record has the hash {head}: the end was cut off, or written anew."
        faults.append(ChainFault(None, what))
    return (*faults, *_faults_of_texts(found))


def _faults_of_texts(found: SiteRecord) -> list[ChainFault]:
    """List the names and words of persons that are not those that were recorded."""
    erased, faults = _erased(found.chain.entries), []
    for one in found.chain.entries:
        for mark in seals_of(one.event):
            what = ""
            if mark in found.texts and mark in erased:
                what = "is to be erased, and still stands in"
            elif mark in found.texts and not is_true(mark, found.texts):
                what = "was changed in"
            elif mark not in found.texts and mark not in erased:
                what = "is missing, and no record says that it was erased, in"
            if what:
                line = f"A text of record {one.seq} {what} {FILE}."
                faults.append(ChainFault(one.seq + 1, line))
    return faults
