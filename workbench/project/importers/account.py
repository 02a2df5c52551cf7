"""What became of every row of an imported file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from pathlib import Path

from workbench.errors import Problem
from workbench.project.importers.persons import PersonalColumn
from workbench.project.settings.project_settings import ConversionRecord, ImportRecord
from workbench.project.sources.cell_problems import row_spans

_PROBLEMS_SHOWN = 20
_SPANS_SHOWN = 12


@dataclass(frozen=True, slots=True)
class Variants:
    """Several values of the source for one thing; the first one is used.

    Attributes
    ----------
    column : str
        Our table and column, such as ``actors.name``.
    of : str
        Short name of the thing.
    values : mapping of str to int
        Values and how often each stands in the source, the one that is used first.
    """

    column: str
    of: str
    values: Mapping[str, int]

    def __str__(self) -> str:
        """Return one line."""
        shown = ", ".join(f"'{value}' {times}" for value, times in self.values.items())
        return f"{self.column} of {self.of}: {shown}"


@dataclass(frozen=True, slots=True)
class Pair:
    """Two short names that may be one and the same; a person decides.

    Attributes
    ----------
    one, two : str
        Short names.
    why : str
        What is alike.
    """

    one: str
    two: str
    why: str

    def __str__(self) -> str:
        """Return one line."""
        return f"{self.one} and {self.two}: {self.why}"


@dataclass(frozen=True, slots=True)
class Repeated:
    """An amount that stands on many rows, one for each thing and counted once for each.

    Attributes
    ----------
    column, per : str
        Our table and column, such as ``costs.unit_cost``, and what it is one amount of.
    things : int
        Number of things.
    rows : int
        Rows of the source with an amount.
    conflicting, without : tuple of str
        Things with two or more different amounts (which one is used, `Variants` says), and things
        with none.
    once, summed : decimal.Decimal
        Total of one amount for each thing, and the sum over all rows, which means nothing.
    """

    column: str
    per: str
    things: int
    rows: int
    conflicting: tuple[str, ...]
    without: tuple[str, ...]
    once: Decimal
    summed: Decimal

    def __str__(self) -> str:
        """Return one line."""
        return (
            f"{self.column}: one amount for each value of {self.per}; {self.things} of them, each "
            f"counted once, give {self.once:,}. "
            f"The sum over the {self.rows} rows with an amount would be {self.summed:,} and means "
            f"nothing. {len(self.conflicting)} have two or more different amounts, "
            f"{len(self.without)} none"
        )


@dataclass(frozen=True, slots=True)
class ProjectCheck:
    """What checking the new project found.

    Attributes
    ----------
    sites, ready : int
        Number of sites, and of those that can be run.
    errors : tuple of Problem
        What keeps sites out of a run.
    warnings : int
        Number of warnings.
    """

    sites: int
    ready: int
    errors: tuple[Problem, ...]
    warnings: int

    def lines(self) -> list[str]:
        """Return one line on the whole, and one for each error."""
        errors, warnings = (
            f"{number} {word}{'' if number == 1 else 's'}"
            for number, word in ((len(self.errors), "error"), (self.warnings, "warning"))
        )
        sites = f"{self.sites} site{'' if self.sites == 1 else 's'}"
        told = [f"{self.ready} of {sites} can be run; {errors} and {warnings}, which 'workbench "
                f"check' lists"]  # fmt: skip
        told += [f"error: {problem}" for problem in self.errors[:_PROBLEMS_SHOWN]]
        more = len(self.errors) - _PROBLEMS_SHOWN
        return [*told, f"… and {more} more"] if more > 0 else told


@dataclass(frozen=True, kw_only=True)
class RowCounts:
    """What became of the rows of a file.

    Attributes
    ----------
    taken : int
        Rows that went into the project.
    dropped_at : mapping of str to tuple of int
        Rows left out by rule: reason and row numbers, the headings being row 1; no row number where
        a rule left nothing out.
    refused : tuple of Problem
        What is wrong with refused rows: row, column, found, expected, what to do. A row can have
        several.
    mentions : mapping of str to int
        How often a row of the file spoke of a row of ours; the same tie twice is one row and two
        mentions.
    not_made : mapping of str to int
        Rows of ours that were not made, by table and reason, such as a tie without a donor.
    left_blank : mapping of str to int
        Values of the source that the map does not translate, or that hold persons' data.
    joined : mapping of str to str
        Names that the map says are the same: the name and the one used for it.
    variants : tuple of Variants
        Things with several names or sorts in the source.
    pairs : tuple of Pair
        Short names that may be the same; nothing was joined.
    repeated : tuple of Repeated
        Amounts that stand on many rows and were counted once.
    set_aside : mapping of str to tuple of int
        Values of rows that were taken all the same, left blank because they cannot be read or
        contradict each other: what, and the row numbers.
    lists : mapping of str to int
        Cells that name one thing and may hold several, and the number of rows.
    """

    taken: int
    dropped_at: Mapping[str, tuple[int, ...]]
    refused: tuple[Problem, ...]
    mentions: Mapping[str, int]
    not_made: Mapping[str, int]
    left_blank: Mapping[str, int]
    joined: Mapping[str, str]
    variants: tuple[Variants, ...]
    pairs: tuple[Pair, ...]
    repeated: tuple[Repeated, ...] = ()
    set_aside: Mapping[str, tuple[int, ...]] = field(default_factory=dict)
    lists: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True, kw_only=True)
class ImportAccount(RowCounts):
    """Account of an import: rows in the file = taken + dropped + refused.

    Attributes
    ----------
    file, sha256 : str
        Name and checksum of the file.
    map, title, attribution : str
        Name and title of the map, and whom to name.
    told : tuple of Problem
        What was decided to read the file, such as its encoding, or the order of day and month.
    rows : int
        Rows in the file, below the headings.
    tables : mapping of str to int
        Rows of the new tables.
    persons : tuple of PersonalColumn
        Columns that were kept out.
    unused : tuple of str
        Other columns that the map does not use.
    conversions : tuple of ConversionRecord
        Rules that changed values.
    notes : tuple of str
        Notes for the reports: those of the map, and what was counted.
    project : Path or None
        Folder of the new project; None where nothing was written.
    check : ProjectCheck or None
        Whether the new project can be run.
    """

    file: str
    sha256: str
    map: str
    title: str
    attribution: str
    rows: int
    tables: Mapping[str, int]
    persons: tuple[PersonalColumn, ...]
    unused: tuple[str, ...]
    conversions: tuple[ConversionRecord, ...]
    notes: tuple[str, ...]
    told: tuple[Problem, ...] = ()
    project: Path | None = None
    check: ProjectCheck | None = None

    def __post_init__(self) -> None:
        """Hold the promise of the account."""
        told = self.taken + sum(self.dropped.values()) + self.refused_rows
        if told != self.rows:
            message = f"The account of {self.file} does not add up: {told} of {self.rows} rows."
            raise AssertionError(message)

    @property
    def dropped(self) -> Mapping[str, int]:
        """Number of rows left out, by reason."""
        return {reason: len(rows) for reason, rows in self.dropped_at.items()}

    @property
    def refused_rows(self) -> int:
        """Number of rows that were refused."""
        return len({(problem.sheet, problem.row) for problem in self.refused})

    def record(self) -> ImportRecord:
        """Return what ``project.yaml`` keeps of the account."""
        first = {(p.sheet, p.row): p for p in reversed(self.refused)}
        refused = Counter(f"{p.column or 'row'}: expected {p.expected}" for p in first.values())
        return ImportRecord(
            file=self.file,
            sha256=self.sha256,
            map=self.map,
            title=self.title,
            attribution=self.attribution,
            rows=self.rows,
            taken=self.taken,
            dropped=sum(self.dropped.values()),
            refused=self.refused_rows,
            conversions=self.conversions,
            dropped_columns=(
                *(str(column) for column in self.persons),
                *(f"{heading} (not used by the map)" for heading in self.unused),
            ),
            reasons={**self.dropped, **refused},
        )

    def __str__(self) -> str:
        """Return the whole account, to be printed."""
        dropped = sum(self.dropped.values())
        lines = [
            f"{self.file} ({self.title})",
            f"  {self.attribution}",
            f"  {self.rows} rows = {self.taken} taken + {dropped} dropped "
            f"+ {self.refused_rows} refused",
        ]
        for title, entries in self._sections():
            if entries:
                lines += [f"  {title}:", *(f"    - {entry}" for entry in entries)]
        return "\n".join(lines)

    def _amounts(self) -> list[str]:
        lines: list[str] = []
        for amount in self.repeated:
            lines.append(f"{amount}.")
            for what, names in (("different", amount.conflicting), ("no", amount.without)):
                if names:
                    lines.append(f"{amount.column}, {what} amounts: {', '.join(names)}")
        return lines

    def _sections(self) -> tuple[tuple[str, list[str]], ...]:
        refused = [str(problem) for problem in self.refused[:_PROBLEMS_SHOWN]]
        if len(self.refused) > _PROBLEMS_SHOWN:
            refused.append(f"… and {len(self.refused) - _PROBLEMS_SHOWN} more")
        made = [
            f"{name}: {rows} rows from {self.mentions[name]} mentions"
            for name, rows in self.tables.items()
        ]
        rules = [
            f"{rule.name} ({', '.join(rule.columns)}): {rule.rule}" for rule in self.conversions
        ]
        return (
            ("how the file was read", [str(problem) for problem in self.told]),
            ("dropped", [_dropped(*entry) for entry in self.dropped_at.items()]),
            ("refused", refused),
            ("tables", made),
            ("not made", _counted(self.not_made)),
            ("left blank", _counted(self.left_blank)),
            ("left blank, row by row", [_dropped(*entry) for entry in self.set_aside.items()]),
            ("amounts that stand on many rows", self._amounts()),
            ("columns kept out because of persons' data", [str(c) for c in self.persons]),
            ("columns not used", [", ".join(self.unused)] if self.unused else []),
            ("conversions, ours and not the publisher's", rules),
            ("joined as the map says", [f"{a} is {b}" for a, b in self.joined.items()]),
            ("several values in the source, the first is used", [str(v) for v in self.variants]),
            (
                "may be several in one cell, 'split' in the map takes them apart",
                _counted(self.lists),
            ),
            ("may be the same, nothing was joined", [str(pair) for pair in self.pairs]),
            ("notes", list(self.notes)),
            ("check", self.check.lines() if self.check is not None else []),
        )


def _counted(counts: Mapping[str, int]) -> list[str]:
    ranked = sorted(counts.items(), key=lambda entry: -entry[1])
    shown = [f"{number} × {reason}" for reason, number in ranked[:_PROBLEMS_SHOWN]]
    more = len(ranked) - len(shown)
    return [*shown, f"… and {more} more sorts"] if more else shown


def _dropped(reason: str, rows: tuple[int, ...]) -> str:
    if not rows:
        return f"0 × {reason}: the rule fits no row"
    return f"{len(rows)} × {reason} ({'row' if len(rows) == 1 else 'rows'} {spans(rows)})"


def spans(rows: Sequence[int]) -> str:
    """Write row numbers shortly.

    Examples
    --------
    >>> spans([128, 200, 201, 202])
    '128, 200-202'
    """
    shown = [f"{first}" if first == last else f"{first}-{last}" for first, last in row_spans(rows)]
    return ", ".join(shown[:_SPANS_SHOWN]) + (", …" if len(shown) > _SPANS_SHOWN else "")
