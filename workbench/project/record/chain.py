"""Records that hold each other: each one carries the hash of the one before it.

Who changes, takes out or puts in a record breaks the chain there. That the end was cut off, or all
of it written anew, shows only beside a hash that somebody kept, such as on a signed report. A chain
does not say who wrote it.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Final, NoReturn, TypeAlias

from workbench.errors import InvalidInput

Json: TypeAlias = "bool | int | str | Sequence[Json] | Mapping[str, Json] | None"
"""What a record may hold; amounts stand as text, for a float is not exact."""
Event: TypeAlias = Mapping[str, Json]

FIRST: Final = "0" * 64
"""What stands in the first record for the hash of the one before it."""
_LINE: Final = re.compile(
    rb'\{"event":(?P<event>\{.*\}),"hash":"(?P<hash>[0-9a-f]{64})"'
    rb',"prev":"(?P<prev>[0-9a-f]{64})","seq":(?P<seq>0|[1-9][0-9]{0,17})\}'
)
"""A record as it is written, its keys in their order."""
_PLAIN: Final = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def canonical_json(value: Json) -> bytes:
    """Write a value in the one way in which it is hashed: keys sorted, no blanks, UTF-8.

    Raises
    ------
    InvalidInput
        It holds a float, or something else that has no one way to be written.

    Examples
    --------
    >>> canonical_json({"b": 1, "a": "é"}).decode()
    '{"a":"é","b":1}'
    """
    _refuse_inexact(value)
    try:
        return _PLAIN.encode(value).encode()
    except (TypeError, ValueError) as error:
        message = f"A record cannot hold this: {error}."
        raise InvalidInput(message) from error


def _refuse_inexact(value: object) -> None:
    if value is None or isinstance(value, str | bool | int):
        return
    if isinstance(value, Mapping):
        for key, one in value.items():
            if not isinstance(key, str):
                message = f"A record names what it holds by text, not by {key!r}."
                raise InvalidInput(message)
            _refuse_inexact(one)
    elif isinstance(value, list | tuple):
        for one in value:
            _refuse_inexact(one)
    else:
        message = f"A record holds text, whole numbers, yes and no; write {value!r} as text."
        raise InvalidInput(message)


def record_hash(seq: int, prev: str, event: Event) -> str:
    """Return the SHA-256 hash of a record.

    Examples
    --------
    >>> record_hash(0, FIRST, {"a": 1})[:12]
    'ec13e7452774'
    """
    return _hash(canonical_json(event), prev, seq)


def _hash(event: bytes, prev: str, seq: int) -> str:
    return sha256(b'{"event":%b,"prev":"%b","seq":%d}' % (event, prev.encode(), seq)).hexdigest()


@dataclass(frozen=True, slots=True)
class LogEntry:
    """One record.

    Attributes
    ----------
    seq : int
        Its number, from 0.
    prev : str
        Hash of the record before it.
    event : mapping
        What happened.
    hash : str
        Its own hash.
    """

    seq: int
    prev: str
    event: Event
    hash: str

    @property
    def line(self) -> bytes:
        """The line of the file that holds it, with its end."""
        whole: Event = {
            "event": self.event, "hash": self.hash, "prev": self.prev, "seq": self.seq,
        }  # fmt: skip
        return canonical_json(whole) + b"\n"


def chained(events: Iterable[Event], before: LogEntry | None) -> list[LogEntry]:
    """Return events as the records that come after another one; ``None`` where they are the first.

    Examples
    --------
    >>> first, second = chained([{"a": 1}, {"a": 2}], None)
    >>> second.seq, second.prev == first.hash
    (1, True)
    """
    seq, prev = (0, FIRST) if before is None else (before.seq + 1, before.hash)
    found = []
    for event in events:
        own = LogEntry(seq, prev, event, record_hash(seq, prev, event))
        found.append(own)
        seq, prev = seq + 1, own.hash
    return found


@dataclass(frozen=True, slots=True)
class ChainFault:
    """A place where the records do not hold each other.

    Attributes
    ----------
    line : int or None
        Line of the file, from 1; ``None`` where no line is at fault.
    what : str
        What is wrong there, in a sentence.
    """

    line: int | None
    what: str


@dataclass(frozen=True, slots=True)
class Chain:
    """The records of a file.

    Attributes
    ----------
    entries : tuple of LogEntry
        Those that can be read.
    faults : tuple of ChainFault
        Where they do not hold each other; empty where all is as it was written.
    torn : bytes
        What was left of a last record whose writing was cut short; it is no fault of the others.
    """

    entries: tuple[LogEntry, ...]
    faults: tuple[ChainFault, ...]
    torn: bytes

    @property
    def last(self) -> LogEntry | None:
        """The latest record."""
        return self.entries[-1] if self.entries else None

    @property
    def head(self) -> str:
        """Hash of the latest record: what a report prints, to be kept by who was there."""
        return FIRST if self.last is None else self.last.hash


def read_chain(data: bytes) -> Chain:
    """Read the content of a file of records, and see whether they hold each other.

    Parameters
    ----------
    data : bytes
        One record a line.

    Examples
    --------
    >>> lines = [one.line for one in chained([{"a": 1}, {"a": 2}], None)]
    >>> found = read_chain(b"".join(lines).replace(b'{"a":1}', b'{"a":7}'))
    >>> [(one.line, one.what) for one in found.faults]
    [(1, 'Record 0 was changed after it was written.')]
    """
    *lines, torn = data.split(b"\n")
    entries: list[LogEntry] = []
    faults: list[ChainFault] = []
    before: tuple[int, set[str]] | None = (-1, {FIRST})
    for number, line in enumerate(lines, start=1):
        read = _read(line)
        if read is None:
            faults.append(ChainFault(number, "This line is no record as it was written."))
            before = None  # the next one cannot be held against it
            continue
        entry, own = read
        entries.append(entry)
        if own != entry.hash:
            what = f"Record {entry.seq} was changed after it was written."
            faults.append(ChainFault(number, what))
        elif before is not None and (broken := _break(entry, *before)):
            faults.append(ChainFault(number, broken))
        # A changed record has two hashes, and what follows was right to name either.
        before = (entry.seq, {own, entry.hash})
    return Chain(tuple(entries), tuple(faults), torn)


def _break(entry: LogEntry, seq: int, hashes: set[str]) -> str:
    """Say why a record is not the one that follows another; "" where it is."""
    if entry.seq != seq + 1:
        return (
            f"Record {entry.seq} stands where record {seq + 1} should: some were taken out, put in "
            "or moved."
        )
    if entry.prev in hashes:
        return ""
    if seq < 0:
        return "Record 0 does not begin a record."
    return f"Record {seq} is not the one after which record {entry.seq} was written."


def _read(line: bytes) -> tuple[LogEntry, str] | None:
    """Read a line, and say which hash it should have; ``None`` where it is no record as written."""
    found = _LINE.fullmatch(line)
    if found is None:
        return None
    try:
        event = _EVENTS.decode(found["event"].decode())
        if _PLAIN.encode(event).encode() != found["event"]:
            return None
    except (ValueError, RecursionError):
        return None
    prev, seq = found["prev"].decode(), int(found["seq"])
    entry = LogEntry(seq, prev, event, found["hash"].decode())
    return entry, _hash(found["event"], prev, seq)


def _refuse(text: str) -> NoReturn:
    message = f"{text} is not exact"
    raise ValueError(message)


_EVENTS: Final = json.JSONDecoder(parse_float=_refuse, parse_constant=_refuse)
