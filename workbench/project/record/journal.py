"""The record of a site's agreement as a file that only grows: ``record/<site>.jsonl``.

A record is whole or it is not there. What a kill in the middle of writing leaves behind is moved to
``record/<site>.torn`` by the next writer, and the record says so; nothing is thrown away.
"""

from __future__ import annotations

import os
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Final, TypeAlias

from workbench.errors import InvalidInput, Problem
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
    remove_unfinished,
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
        The records; its faults name what is wrong with the texts of persons too.
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
        The site's name is none.

    Examples
    --------
    >>> read_record(Path("data/example"), "nowhere").chain.entries
    ()
    """
    return record_reader(project)(site)


def record_reader(project: Path) -> Callable[[str], SiteRecord]:
    """Return what reads the record of each site, as :func:`read_record` does.

    The texts of persons lie in one file for all sites, which is read here and once.

    Examples
    --------
    >>> read = record_reader(Path("data/example"))
    >>> [read(site).chain.entries for site in ("nowhere", "elsewhere")]
    [(), ()]
    """
    texts: dict[str, Texts] = {}
    damage: tuple[ChainFault, ...] = ()
    try:
        texts = read_texts(project / FOLDER)
    except InvalidInput as error:
        damage = (ChainFault(None, str(error)),)

    def read(site: str) -> SiteRecord:
        if not IDENTIFIER.fullmatch(site):
            message = f"'{site}' is no short name of a site."
            raise InvalidInput(message)
        found = _read(project, site, texts.get(site, {}))
        if damage:
            faults = (*found.chain.faults, *damage)
            return replace(found, chain=replace(found.chain, faults=faults))
        return _held_against(found)

    return read


def _read(project: Path, site: str, texts: Texts) -> SiteRecord:
    path = record_file(project, site)
    return SiteRecord(path, read_chain(path.read_bytes() if path.exists() else b""), texts)


def _held_against(found: SiteRecord) -> SiteRecord:
    """Add to the faults of the records what is wrong with the texts of persons."""
    faults = list(found.chain.faults)
    if found.texts and not found.path.exists():
        what = (
            f"{FOLDER}/{found.path.name} is gone, while {FILE} still keeps names and words that "
            "were recorded there. Put back a copy of the file."
        )
        faults.append(ChainFault(None, what))
    faults += _faults_of_texts(found)
    return replace(found, chain=replace(found.chain, faults=tuple(faults)))


def recorded_sites(project: Path) -> list[str]:
    """List the sites of which something was recorded, whether or not the tables still know them.

    Raises
    ------
    InvalidInput
        The texts of persons are damaged, or a file has the name of the folder.

    Examples
    --------
    >>> recorded_sites(Path("data/example"))
    []
    """
    return _known_sites(project, read_texts(project / FOLDER))


def _known_sites(project: Path, texts: Mapping[str, Texts]) -> list[str]:
    kept = {site for site, own in texts.items() if own}
    return sorted(kept.union(_sites_with_file(project)))


def _sites_with_file(project: Path) -> list[str]:
    return sorted(path.stem for path in (project / FOLDER).glob("*.jsonl"))


def record_problems(project: Path) -> list[Problem]:
    """List as warnings where the records of a project are not as they were written.

    Examples
    --------
    >>> record_problems(Path("data/example"))
    []
    """
    try:
        texts = read_texts(project / FOLDER)
    except InvalidInput as error:
        found = [_read(project, site, {}) for site in _sites_with_file(project)]
        return [_problem(f"{FOLDER}/{FILE}", ChainFault(None, str(error))), *_problems(found)]
    sites = _known_sites(project, texts)
    return _problems(_held_against(_read(project, site, texts.get(site, {}))) for site in sites)


def _problems(records: Iterable[SiteRecord]) -> list[Problem]:
    return [
        _problem(f"{FOLDER}/{one.path.name}", fault)
        for one in records
        for fault in one.chain.faults
    ]


def _problem(file: str, fault: ChainFault) -> Problem:
    return Problem(
        file=file,
        row=fault.line,
        found=fault.what.rstrip("."),
        expected="the record as it was written",
        advice="Until that is mended, nothing is added to the record; a copy of its files helps.",
        severity="warning",
    )


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
        A record or a text was changed after it was written, or is gone. Nothing is added then: it
        would look as if all before it were right.

    Examples
    --------
    >>> from tempfile import TemporaryDirectory
    >>> with TemporaryDirectory() as folder:
    ...     made = append_events(Path(folder), "huye", lambda entries, texts: [{"a": 1}])
    ...     len(made.chain.entries), made.new, verify_record(read_record(Path(folder), "huye"))
    (1, 1, ())
    """
    with my_turn(project / FOLDER):
        remove_unfinished(project / FOLDER)
        found = read_record(project, site)
        if found.chain.faults:
            raise InvalidInput(_refusal(found.path, found.chain.faults[0]))
        torn = found.chain.torn
        events: list[Event] = [{"what": _SET_ASIDE, "bytes": len(torn)}] if torn else []
        texts = dict(found.texts)
        events += what_is_new(found.chain.entries, texts)
        fresh = chained(events, found.chain.last)
        entries = (*found.chain.entries, *fresh)
        seals = {mark for one in entries for mark in seals_of(one.event)}
        # Texts come first and go last, so that a kill in between leaves none unrecorded. The file
        # is there before its texts: texts without it are those of a record that was deleted.
        if fresh:
            found.path.touch()
            write_texts(found.path.parent, site, texts, seals)
            _write(found.path, b"".join(one.line for one in fresh), torn)
        kept = seals - _erased(entries)
        write_texts(found.path.parent, site, texts, kept)
    left = {mark: one for mark, one in texts.items() if mark in kept}
    return SiteRecord(found.path, Chain(entries, (), torn), left, len(fresh))


def _refusal(path: Path, fault: ChainFault) -> str:
    if fault.line is None:  # the sentence says itself which file it is, and what to do
        return f"{path.stem}: {fault.what} Until then nothing is added to the record."
    return (
        f"{path}, line {fault.line}: {fault.what} Nothing is added to it; put back a copy of the "
        "files as they were."
    )


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


def verify_record(found: SiteRecord, head: str | None = None) -> tuple[ChainFault, ...]:
    """List where the record of a site is not as it was written.

    Parameters
    ----------
    found : SiteRecord
        What was read of it.
    head : str, optional
        Head hash that somebody kept, whole or its first digits: the record must have got there, or
        its end was cut off or written anew.

    Returns
    -------
    tuple of ChainFault
        Empty where all is as it was.

    Examples
    --------
    >>> verify_record(read_record(Path("data/example"), "nowhere"), "ab12ab12ab12")[0].what
    'No record has the hash ab12ab12ab12: the end was cut off, or written anew.'
    """
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
    return (*faults, *_left_over(found))


def _left_over(found: SiteRecord) -> list[ChainFault]:
    """List texts of persons that are still kept and should not be; the next writer mends that."""
    erased, faults, seals = _erased(found.chain.entries), [], set()
    for one in found.chain.entries:
        for mark in seals_of(one.event):
            seals.add(mark)
            if mark in found.texts and mark in erased:
                what = f"A text of record {one.seq} is to be erased, and still stands in {FILE}."
                faults.append(ChainFault(one.seq + 1, what))
    if found.path.exists() and not found.texts.keys() <= seals:
        what = (
            f"{FILE} keeps names or words that no record has: a writing was cut short, or the end "
            "of the record was cut off. The next 'workbench record' takes them out."
        )
        faults.append(ChainFault(None, what))
    return faults


def _faults_of_texts(found: SiteRecord) -> list[ChainFault]:
    """List the names and words of persons that are not those that were recorded."""
    erased, faults = _erased(found.chain.entries), []
    for one in found.chain.entries:
        for mark in seals_of(one.event):
            what = ""
            if mark in found.texts and mark not in erased and not is_true(mark, found.texts):
                what = "was changed in"
            elif mark not in found.texts and mark not in erased:
                what = "is missing, and no record says that it was erased, in"
            if what:
                line = f"A text of record {one.seq} {what} {FILE}."
                faults.append(ChainFault(one.seq + 1, line))
    return faults
