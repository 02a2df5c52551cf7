"""The ground of a budget workbook: one row per line and month, and the formulas that sum them.

The columns of the rows have names (``line_amount``, ``line_activity`` …), from which every other
sheet sums, so that a formula reads as what it does. What the sheets call things are names, not
keys; of two things of one name each has its key behind it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from functools import cached_property
from typing import Final

from workbench.budget.analysis.budget_table import Budget
from workbench.budget.analysis.indirect_costs import Charge, SubawardCaps, charge_on
from workbench.budget.analysis.rows import Atom, BudgetLine
from workbench.core.money import from_cents
from workbench.core.periods import PeriodLength, months_between, period_of
from workbench.drawing.words import tidy
from workbench.frameworks.funders import FunderProfile
from workbench.page.workbook_page import Book, Page

NONE: Final = "–"
"""What stands where a row has no activity, partner or source."""

TO_BE_DETERMINED: Final = "to be determined"
AT_LEAST: Final = "at least"
LINES: Final = "Lines"
COST_LINES: Final = "Cost lines"
INDIRECT: Final = "Indirect costs"
ASSUMPTIONS: Final = "Assumptions and rates"


@dataclass(frozen=True, kw_only=True)
class Names:
    """What the workbook calls things.

    Attributes
    ----------
    site : str
        Name of the site, or what the budget is of.
    activities, partners : mapping of str to str
        Titles by key; the key where there is none.
    deliverables, measures : mapping of str to str
        What an activity delivers, and by what its success is measured, by key of the activity.
    """

    site: str
    activities: Mapping[str, str] = field(default_factory=dict)
    partners: Mapping[str, str] = field(default_factory=dict)
    deliverables: Mapping[str, str] = field(default_factory=dict)
    measures: Mapping[str, str] = field(default_factory=dict)


def labels_of(keys: Iterable[str | None], titles: Mapping[str, str]) -> dict[str | None, str]:
    """Return what to call each key: its title, with the key behind it where two have one title.

    Examples
    --------
    >>> labels_of(["a", "b", "c", None], {"a": "Seed", "b": "Seed"})
    {'a': 'Seed (a)', 'b': 'Seed (b)', 'c': 'c', None: '–'}
    """
    known = [key for key in dict.fromkeys(keys) if key is not None]
    said = {key: tidy(titles.get(key) or key) for key in known}
    number = Counter(said.values())
    found: dict[str | None, str] = {
        key: f"{name} ({key})" if number[name] > 1 else name for key, name in said.items()
    }
    return {**found, None: NONE}


@dataclass(frozen=True, slots=True, kw_only=True)
class LedgerRow:
    """What one line costs in one month, as the sheet of the lines shows it."""

    site: str
    line: str
    title: str
    activity: str
    category: str
    heading: str
    profile: str
    partner: str
    source: str
    kind: str
    part: str
    month: str
    period: str
    year: str
    cents: int | None
    at_least: bool


@dataclass(frozen=True, slots=True)
class CheapUnits:
    """What holds for a line below a price of one unit.

    Attributes
    ----------
    below : Decimal
        The price, in base currency.
    heading, group : str
        Heading of the funder and group of indirect costs below it.
    otherwise : str
        Heading from that price on.
    """

    below: Decimal
    heading: str
    group: str
    otherwise: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Rows that share one amount: a line, or a part of it, over its months.

    Attributes
    ----------
    rows : list of LedgerRow
        One per month.
    line : BudgetLine or None
        ``None`` for indirect costs.
    days : list of int
        Working days of each month; none for indirect costs.
    group : str
        Who charges indirect costs on whose money; "–" where nobody does.
    charge : Charge or None
        How; ``None`` where nobody does.
    cheap : CheapUnits or None
        Where heading and group depend on the price of a unit; `group` is that of dear ones.
    """

    rows: list[LedgerRow]
    line: BudgetLine | None = None
    days: list[int] = field(default_factory=list)
    group: str = NONE
    charge: Charge | None = None
    cheap: CheapUnits | None = None


@dataclass
class BudgetBook:
    """A budget workbook that is being written.

    Attributes
    ----------
    book : Book
        The workbook.
    budget : Budget
        The budget.
    names : Names
        What things are called.
    subtitle : str
        Second line of every sheet.
    """

    book: Book
    budget: Budget
    names: Names
    subtitle: str

    def __post_init__(self) -> None:
        """Lay the rows out."""
        budget, atoms = self.budget, self.budget.atoms
        sources = budget.source_rows
        titles = {one.source: one.title for one in sources if one.source is not None}
        self.activities = labels_of((one.activity for one in atoms), self.names.activities)
        self.partners = labels_of((one.partner for one in atoms), self.names.partners)
        self.sources = labels_of((one.source for one in atoms), titles)
        self.several = len({one.site for one in atoms}) > 1
        self.blocks = [*self._line_blocks(), *self._indirect_blocks()]
        self.rows = [row for block in self.blocks for row in block.rows]
        self._sums: dict[tuple[str, ...], dict[tuple[str, ...], tuple[int, bool]]] = {}

    def page(
        self, name: str, title: str, heads: Sequence[tuple[str, float, bool]], note: str = ""
    ) -> Page:
        """Begin a sheet; its heads are words, width, and whether numbers stand below."""
        return Page(self.book, name, title, self.subtitle, heads, note=note)

    @property
    def currency(self) -> str:
        """Currency of all amounts."""
        return self.budget.currency

    def profile(self, site: str, source: str | None) -> FunderProfile | None:
        """Return the rules under which a cost falls."""
        return self.budget.terms.indirect.profile(site, source)

    def _heading(self, site: str, source: str | None, category: str) -> str:
        """Return the heading under which a category stands, else our own."""
        profile = self.profile(site, source)
        if profile is None:
            return self.budget.chart[category].title
        return profile.heading(category).title

    def _row(self, atom: Atom, *, step: PeriodLength) -> LedgerRow:
        profile = self.profile(atom.site, atom.source)
        return LedgerRow(
            site=atom.site,
            line=atom.line,
            title=atom.title,
            activity=self.activities[atom.activity],
            category=self.budget.chart[atom.category].title,
            heading=self._heading(atom.site, atom.source, atom.counts_as),
            profile=NONE if profile is None else profile.title,
            partner=self.partners[atom.partner],
            source=self.sources[atom.source],
            kind=atom.kind,
            part=atom.part,
            month=atom.month,
            period=period_of(_first_of(atom.month), step),
            year=atom.month[:4],
            cents=atom.cents,
            at_least=atom.at_least,
        )

    def group_of(self, site: str, organisation: str | None, source: str | None) -> str:
        """Name who charges indirect costs on whose money."""
        said = f"{self.partners.get(organisation, NONE)} on {self.sources[source]}"
        return f"{said}, {site}" if self.several else said

    def _line_blocks(self) -> list[Block]:
        """Return the blocks of the lines: cost, rise of prices where apart, contingency."""
        known: dict[tuple[str, str, str], dict[str, Atom]] = defaultdict(dict)
        for atom in self.budget.atoms:
            known[atom.site, atom.line, atom.part][atom.month] = atom
        blocks = []
        for line in self.budget.line_rows:
            days = self.budget.terms.days[line.site, line.line]
            costs = known[line.site, line.line, "cost"]
            first = next(iter(costs.values()))
            blocks.append(self._block(line, list(costs.values()), list(days.values())))
            for part in self._parts(line):
                category = part.replace(" ", "-")
                none = None if first.cents is None else 0
                same = replace(first, part=part, category=category, counts_as=category, cents=none)
                found = known[line.site, line.line, part]
                atoms = [found.get(month, replace(same, month=month)) for month in days]
                blocks.append(self._block(line, atoms, list(days.values())))
        return blocks

    def _parts(self, line: BudgetLine) -> list[str]:
        terms = self.budget.terms
        found = ["price contingency"] if terms.prices_apart(line) and terms.inflation else []
        return [*found, "physical contingency"] if terms.contingency_on(line) else found

    @cached_property
    def counted_cents(self) -> list[int]:
        """What of each row counts for indirect costs: of a subaward up to its cap."""
        found, caps = [0] * len(self.rows), SubawardCaps()
        placed = enumerate((block, row) for block in self.blocks for row in block.rows)
        for place, (block, row) in sorted(placed, key=lambda one: one[1][1].month):  # stable
            if block.line is None or row.part != "cost" or block.charge is None:
                continue
            if _group_now(block, row) != NONE:
                found[place] = caps.count(row.cents or 0, block.charge, row.source)
        return found

    @cached_property
    def _bases(self) -> dict[tuple[str, str], int]:
        """What counts for the indirect costs of each group in each month, in cents."""
        found: dict[tuple[str, str], int] = defaultdict(int)
        placed = ((block, row) for block in self.blocks for row in block.rows)
        for (block, row), counted in zip(placed, self.counted_cents, strict=True):
            if block.line is not None:
                found[_group_now(block, row), row.month] += counted
        return found

    def base_of(self, group: str, time: str) -> Decimal:
        """Return what counts for the indirect costs of a group in a month or a year."""
        own = (
            counted
            for (name, month), counted in self._bases.items()
            if name == group and month.startswith(time)
        )
        return from_cents(sum(own))

    def _block(self, line: BudgetLine, atoms: Sequence[Atom], days: list[int]) -> Block:
        budget, first = self.budget, atoms[0]
        terms, rates, chart = budget.terms.indirect, budget.rates, budget.chart
        rows = [self._row(one, step=budget.step) for one in atoms]
        charge = charge_on(first, terms, rates, chart)
        block = Block(
            rows=rows, line=line, days=days, charge=charge, group=self._group(first, charge)
        )
        profile = self.profile(line.site, line.source)
        rule = None
        if profile is not None and first.part == "cost":
            rule = next((o for o in profile.thresholds if o.category == line.category), None)
        if profile is None or rule is None:
            return block
        # What the funder counts it as depends on the price of a unit, which a reader may change.
        dear, cheap = (replace(first, counts_as=one) for one in (rule.category, rule.counts_as))
        limit = rates.to_base(rule.below, profile.currency or rates.base)
        charges = [charge_on(one, terms, rates, chart) for one in (dear, cheap)]
        headings = [profile.heading(one).title for one in (rule.counts_as, rule.category)]
        below = CheapUnits(limit, headings[0], self._group(cheap, charges[1]), headings[1])
        return replace(
            block, charge=charges[0] or charges[1], group=self._group(dear, charges[0]), cheap=below
        )

    def _group(self, atom: Atom, charge: Charge | None) -> str:
        return (
            NONE if charge is None else self.group_of(atom.site, charge.organisation, atom.source)
        )

    def _indirect_blocks(self) -> list[Block]:
        """Return the blocks of indirect costs, one per group and year, over all months."""
        known = {
            (one.site, one.partner, one.source, one.month): one
            for one in self.budget.atoms
            if one.part == "indirect"
        }
        keys = dict.fromkeys(key[:3] for key in known)
        days = [_first_of(one.month) for one in self.budget.atoms]
        months = [period_of(day, "month") for day in months_between(min(days), max(days))]
        blocks = []
        for site, organisation, source in keys:
            first = next(
                one for key, one in known.items() if key[:3] == (site, organisation, source)
            )
            rate = self.budget.terms.indirect.rate_for(organisation, site, source) or Decimal(0)
            blank = replace(first, cents=0, at_least=False)
            for year in dict.fromkeys(month[:4] for month in months):
                atoms = [
                    known.get((site, organisation, source, month), replace(blank, month=month))
                    for month in months
                    if month[:4] == year
                ]
                blocks.append(
                    Block(
                        rows=[self._row(one, step=self.budget.step) for one in atoms],
                        group=self.group_of(site, organisation, source),
                        charge=Charge(organisation, rate),
                    )
                )
        return blocks

    def keys(self, name: str) -> list[str]:
        """List the values of a column in the order of the lines; what has none comes last."""
        found = dict.fromkeys(getattr(row, name) for row in self.rows)
        return sorted(found, key=lambda one: one == NONE)

    def _sum(self, where: Mapping[str, str]) -> tuple[int, bool]:
        """Sum the atoms under conditions; each set of columns is gone through once."""
        names = tuple(where)
        if names not in self._sums:
            found: dict[tuple[str, ...], tuple[int, bool]] = defaultdict(lambda: (0, False))
            for row in self.rows:
                key = tuple(getattr(row, name) for name in names)
                cents, at_least = found[key]
                found[key] = (cents + (row.cents or 0), at_least or row.at_least)
            self._sums[names] = found
        return self._sums[names][tuple(where.values())]

    def amount(self, where: Mapping[str, str]) -> Decimal:
        """Return the sum of the atoms whose columns have these values."""
        return from_cents(self._sum(where)[0])

    def note(self, where: Mapping[str, str]) -> str:
        """Return "at least" where one of these atoms is not determined, else nothing."""
        return AT_LEAST if self._sum(where)[1] else ""

    def share(self, part: Decimal) -> float:
        """Return what part of the budget an amount is."""
        whole = self.amount({})
        return float(part / whole) if whole else 0.0


def _group_now(block: Block, row: LedgerRow) -> str:
    """Return the group of a row at the price of today."""
    cheap = block.cheap
    return cheap.group if cheap is not None and row.heading == cheap.heading else block.group


def _first_of(month: str) -> date:
    return date.fromisoformat(f"{month}-01")


def sum_of(conditions: Mapping[str, str]) -> str:
    """Write the formula that sums the atoms under conditions.

    The comparison is letter by letter: SUMIFS would take "1" and "01", or "a*" and "ab", for equal.

    Parameters
    ----------
    conditions : mapping of str to str
        Column of the atoms, and the address of the cell that holds the value or a quoted text.

    Examples
    --------
    >>> sum_of({"year": "C$6"})
    'ROUND(SUMPRODUCT(EXACT(line_year,C$6)*line_amount),2)'
    """
    tests = "*".join(f"EXACT(line_{name},{where})" for name, where in conditions.items())
    return f"ROUND(SUMPRODUCT({tests}*line_amount),2)" if tests else "ROUND(SUM(line_amount),2)"


def open_note(conditions: Mapping[str, str]) -> str:
    """Write the formula that says "at least" where an atom under conditions is not determined."""
    tests = "*".join(f"EXACT(line_{name},{where})" for name, where in conditions.items())
    return f'IF(SUMPRODUCT({tests}*(line_note<>""))>0,"{AT_LEAST}","")'


def quoted(words: str) -> str:
    """Write a text as it stands in a formula.

    Examples
    --------
    >>> quoted('the "old" site')
    '"the ""old"" site"'
    """
    doubled = words.replace('"', '""')
    return f'"{doubled}"'
