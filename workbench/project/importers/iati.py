"""Activities in XML of the International Aid Transparency Initiative, as sheets for a map.

An activity is a tree; a map reads tables. So one file becomes three sheets: `activities`, one row
each; `budgets`, one row each; and `organisations` and `countries`, in which names and kinds are
looked up. Cells with several values have ``|`` between them. Row numbers are lines of the file.

Sources: IATI Standard 2.03, iatistandard.org, elements *participating-org* (roles 1 to 4),
*activity-date* (types 1 to 4) and *budget* (type 1 original, 2 revised).
"""

from __future__ import annotations

import gzip
import io
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from xml.sax import SAXParseException
from xml.sax.handler import ContentHandler
from xml.sax.xmlreader import AttributesImpl, Locator

from defusedxml.common import DefusedXmlException
from defusedxml.sax import parse

from workbench.errors import InvalidInput, UnknownName
from workbench.project.importers.identifiers import fold
from workbench.project.sources.raw_tables import RawSheet

_SHEET = "sheet"
_FIRST = "activities"
_MOST_BYTES = 400_000_000
_MOST_NODES = 200_000
_ROLES = {"1": "funding", "2": "accountable", "3": "extending", "4": "implementing"}
_ACTIVITIES = ("activity", "title", "reporting", *_ROLES.values(), "countries", "status",
               "planned start", "actual start", "planned end", "actual end")  # fmt: skip
_BUDGETS = ("activity", "title", "countries", "implementing", "type", "from", "to", "value",
            "currency", "replaced")  # fmt: skip
_DAYS = {"1": "planned start", "2": "actual start", "3": "planned end", "4": "actual end"}
_Organisation = tuple[str, str]


def is_iati(path: Path) -> bool:
    """Whether a file is XML by its name.

    Examples
    --------
    >>> is_iati(Path("activities.xml.gz")), is_iati(Path("activities.csv"))
    (True, False)
    """
    return path.name.casefold().endswith((".xml", ".xml.gz"))


def chosen(made: Mapping[str, RawSheet], sheets: Sequence[str]) -> list[RawSheet]:
    """Return the sheets that are asked for; the activities by default.

    Raises
    ------
    UnknownName
        There is no such sheet.
    """
    wanted = sheets or (_FIRST,)
    for name in wanted:
        if name not in made:
            raise UnknownName(_SHEET, name, list(made))
    return [made[name] for name in wanted]


def laid_out(path: Path) -> Mapping[str, RawSheet]:
    """Lay a file of IATI activities out as sheets.

    Entities and document types are refused; nothing outside the file is read; a file of more than
    400 MB, once inflated, and an activity of more than 200,000 elements are refused.

    Parameters
    ----------
    path : Path
        XML, or XML compressed by gzip.

    Returns
    -------
    mapping of str to RawSheet
        The sheets `activities`, `budgets`, `organisations` and `countries`. Of one organisation
        with several spellings that differ in capitals or signs alone, under the same reference,
        the usual one stands everywhere.

    Raises
    ------
    InvalidInput
        The file cannot be read, is no XML, is too large, or holds no activity.
    """
    found = _Activities()
    try:
        with path.open("rb") as raw:
            packed = path.suffix.casefold() == ".gz"
            stream = gzip.GzipFile(fileobj=raw) if packed else raw
            parse(_Bounded(stream), found, forbid_dtd=True)
    except SAXParseException as error:
        message = f"{path.name} is no whole XML: line {error.getLineNumber()}: {error.getMessage()}"
        raise InvalidInput(message) from error
    except DefusedXmlException as error:
        message = f"{path.name} declares a document type or entities, which are not read."
        raise InvalidInput(message) from error
    except (OSError, EOFError, _TooLargeError) as error:
        message = f"Cannot read {path.name}: {error}."
        raise InvalidInput(message) from error
    if not found.activities:
        message = f"{path.name} holds no element 'iati-activity'."
        raise InvalidInput(message)
    return {str(sheet.sheet): sheet for sheet in found.sheets(path.name)}


class _TooLargeError(Exception):
    pass


class _Bounded(io.RawIOBase):
    """A stream that ends in an error where it is longer than anybody means it to be."""

    def __init__(self, stream: io.BufferedIOBase) -> None:
        self._stream = stream
        self._read = 0

    def read(self, size: int = -1) -> bytes:
        piece = self._stream.read(size if size >= 0 else _MOST_BYTES + 1)
        self._read += len(piece)
        if self._read > _MOST_BYTES:
            message = f"it is larger than {_MOST_BYTES:,} bytes once inflated"
            raise _TooLargeError(message)
        return piece


@dataclass(slots=True)
class _Node:
    name: str
    attributes: dict[str, str]
    line: int
    text: list[str] = field(default_factory=list)
    children: list[_Node] = field(default_factory=list)

    def all(self, name: str) -> Iterator[_Node]:
        return (child for child in self.children if child.name == name)

    def one(self, name: str) -> _Node:
        return next(self.all(name), _Node(name, {}, self.line))

    def words(self) -> str:
        """Return the text: the English one of several narratives, else the first."""
        narratives = list(self.all("narrative"))
        english = [node for node in narratives
                   if node.attributes.get("xml:lang", "").casefold().startswith("en")]  # fmt: skip
        chosen = (english or narratives or [self])[0]
        return " ".join("".join(chosen.text).replace("|", "/").split())


class _Activities(ContentHandler):
    """Takes one activity after the other, and keeps no tree longer than that."""

    def __init__(self) -> None:
        super().__init__()
        self.activities: list[tuple[int, dict[str, str | list[_Organisation]]]] = []
        self.budgets: list[tuple[int, dict[str, str | list[_Organisation]]]] = []
        self._spellings: dict[_Organisation, Counter[str]] = {}
        self._kinds: dict[_Organisation, Counter[str]] = {}
        self._countries: dict[str, Counter[str]] = {}
        self._open: list[_Node] = []
        self._nodes = 0
        self._locator: Locator | None = None

    def setDocumentLocator(self, locator: Locator) -> None:  # noqa: N802 - the parser's
        self._locator = locator

    def startElement(self, name: str, attrs: AttributesImpl) -> None:  # noqa: N802 - the parser's
        if not self._open and name != "iati-activity":
            return
        line = self._locator.getLineNumber() if self._locator is not None else None
        node = _Node(name, dict(attrs.items()), line or 0)
        self._nodes = self._nodes + 1 if self._open else 1
        if self._nodes > _MOST_NODES:
            message = f"an activity has more than {_MOST_NODES:,} elements"
            raise _TooLargeError(message)
        if self._open:
            self._open[-1].children.append(node)
        self._open.append(node)

    def characters(self, content: str) -> None:
        if self._open:
            self._open[-1].text.append(content)

    def endElement(self, name: str) -> None:  # noqa: N802, ARG002 - the parser's
        if self._open:
            node = self._open.pop()
            if not self._open:
                self._take(node)

    def _take(self, activity: _Node) -> None:
        organisations: dict[str, list[_Organisation]] = {role: [] for role in _ROLES.values()}
        for node in activity.all("participating-org"):
            role = _ROLES.get(node.attributes.get("role", ""))
            organisation = self._organisation(node)
            if role is not None and organisation is not None:
                organisations[role].append(organisation)
        reporting = self._organisation(activity.one("reporting-org"))
        countries = list(activity.all("recipient-country"))
        codes = [node.attributes.get("code", "").strip().upper() for node in countries]
        for code, node in zip(codes, countries, strict=True):
            self._countries.setdefault(code, Counter())[node.words() or code] += 1
        days = {
            _DAYS[kind]: node.attributes.get("iso-date", "")
            for node in activity.all("activity-date")
            if (kind := node.attributes.get("type", "")) in _DAYS
        }
        shared: dict[str, str | list[_Organisation]] = {
            "activity": activity.one("iati-identifier").words(),
            "title": activity.one("title").words(),
            "countries": " | ".join(dict.fromkeys(filter(None, codes))),
            "implementing": organisations["implementing"],
        }
        status = activity.one("activity-status").attributes.get("code", "")
        self.activities.append((activity.line, {
            **shared, **organisations, **days, "status": status,
            "reporting": [reporting] if reporting is not None else [],
        }))  # fmt: skip
        currency = activity.attributes.get("default-currency", "")
        for line, budget in _budgets(list(activity.all("budget")), currency):
            self.budgets.append((line, {**shared, **budget}))

    def _organisation(self, node: _Node) -> _Organisation | None:
        reference = node.attributes.get("ref", "").strip()
        name = node.words() or reference.replace("|", "/")
        if not name:
            return None
        organisation = (reference.casefold(), fold(name) or name)
        self._spellings.setdefault(organisation, Counter())[name] += 1
        if kind := node.attributes.get("type", ""):
            self._kinds.setdefault(organisation, Counter())[kind] += 1
        return organisation

    def sheets(self, file: str) -> list[RawSheet]:
        """Lay the activities out as sheets."""
        names = {key: times.most_common(1)[0][0] for key, times in self._spellings.items()}
        kinds: dict[str, Counter[str]] = {}
        for key, name in names.items():
            kinds.setdefault(name, Counter()).update(self._kinds.get(key, Counter()))

        def text(value: str | list[_Organisation]) -> str:
            if isinstance(value, str):
                return value
            return " | ".join(dict.fromkeys(names[key] for key in value))

        def sheet(
            name: str, headings: tuple[str, ...], rows: list[tuple[int, list[str]]]
        ) -> RawSheet:
            return RawSheet(
                file=file,
                sheet=name,
                records=[list(headings), *(cells for _, cells in rows)],
                numbers=[1, *_numbers(line for line, _ in rows)],
            )

        return [
            sheet(name, headings, [
                (line, [text(row.get(heading, "")) for heading in headings]) for line, row in rows
            ])
            for name, headings, rows in (
                ("activities", _ACTIVITIES, self.activities), ("budgets", _BUDGETS, self.budgets)
            )
        ] + [
            sheet("organisations", ("name", "kind"), [
                (0, [name, times.most_common(1)[0][0] if times else ""])
                for name, times in kinds.items()
            ]),
            sheet("countries", ("code", "name"), [
                (0, [code, times.most_common(1)[0][0]]) for code, times in self._countries.items()
            ]),
        ]  # fmt: skip


def _numbers(lines: Iterable[int]) -> Iterator[int]:
    """Return line numbers; where several elements stand on one line, the next free ones."""
    last = 1
    for line in lines:
        last = max(line, last + 1)
        yield last


def _budgets(nodes: list[_Node], currency: str) -> Iterator[tuple[int, dict[str, str]]]:
    """Return the budgets of an activity, and which revised one stands in the place of which."""
    read: list[tuple[int, dict[str, str]]] = []
    for node in nodes:
        value = node.one("value")
        read.append((node.line, {
            # Where nothing is said, a budget is an original one.
            "type": "revised" if node.attributes.get("type") == "2" else "original",
            "from": node.one("period-start").attributes.get("iso-date", ""),
            "to": node.one("period-end").attributes.get("iso-date", ""),
            "value": value.words(),
            "currency": value.attributes.get("currency", "") or currency,
        }))  # fmt: skip
    revised = [budget for _, budget in read if budget["type"] == "revised"]
    for line, budget in read:
        # Days in ISO form are in order as texts are.
        later = [
            other
            for other in revised
            if budget["type"] == "original"
            and other["from"] <= budget["to"]
            and budget["from"] <= other["to"]
        ]
        replaced = f"revised budget from {later[0]['from']} to {later[0]['to']}" if later else ""
        yield line, {**budget, "replaced": replaced}
