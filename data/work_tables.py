"""Plans of work, budgets and strategies of the example project: step 3 from the plan on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import NamedTuple

from plan_file import Row, in_a_sentence, plan, three
from strategy_tables import decision_rows, option_rows

HEADS = {
    "activities": "site activity title component proposal responsible partners after low likely"
    " high earliest deadline milestone deliverable readiness_after use_after fieldwork staff people"
    " measure template",
    "staff": "site staff title people",
    "seasons": "site season title first last kind",
    "costs": "site line title activity component category partner source period quantity"
    " quantity_low quantity_high unit unit_cost unit_cost_low unit_cost_high currency price_date"
    " kind determined basis shared mandatory note",
    "rates": "currency date per_base source",
    "funding": "site source title profile amount currency firm",
    "receipts": "site source date amount currency expected",
    "strategies": "site version state date by fingerprint comment answer",
}
"""Columns of the tables."""

LEAD = "lakes-banana"
MONEY = {"rw": ("RWF", 1450, 500), "ug": ("UGX", 3700, 1000)}
PRICE_DATE = "2026-02-16"
FIRST_DAY = "2026-04-01"


class Work(NamedTuple):
    """What a site's plan of work is made for: the decision that it carries out."""

    site: str
    name: str
    option: Mapping[str, str]
    factor: Decimal
    grant: Decimal
    second: Sequence[str]

    @property
    def country(self) -> str:
        """Code of the country."""
        return self.site.partition("-")[0]

    def role(self, word: str) -> str:
        """Give the actor that a word of the plan stands for."""
        short = self.site.partition("-")[2]
        local = {"desk": "crop-desk-1", "ext": "extension-1", "coop": "coop-1", "radio": "radio-1"}
        if word == "lead":
            return LEAD
        if word == "who":
            return self.option.get("executor") or f"{short}-extension-1"
        return f"{short}-{local[word]}" if word in local else word

    def component(self, option: str = "") -> str:
        """Give the component of an option; of the plan's own where none is named."""
        rows = [self.option, *option_rows(self.site)]
        return next(row["component"] for row in rows if row["proposal"] == option or not option)

    def words(self, text: str, names: Mapping[str, str]) -> str:
        """Fill the component, its substitute, the executor and the place into a text."""
        it = in_a_sentence(self.option["component"])
        new = self.option.get("substitute") or ""
        sub = in_a_sentence(new) if new else it
        for mark, word in (("it", it), ("sub", sub)):
            text = text.replace("{" + mark.title() + "}", word[0].upper() + word[1:])
            text = text.replace("{" + mark + "}", word)
        who = names.get(self.option.get("executor") or "", "the partner")
        return text.replace("{who}", who).replace("@", self.name)


def works(names: Mapping[str, str]) -> list[Work]:
    """Give the plans that there are: one for the first decision in force at each site.

    Parameters
    ----------
    names : mapping of str to str
        Name of each site.
    """
    decisions = decision_rows()
    replaced = {(row["site"], row["replaces"]) for row in decisions}
    found = []
    for site, factor, grant, *second in plan("budgets", 8):
        chosen = next(
            row["proposal"]
            for row in decisions
            if row["site"] == site and (site, row["decision"]) not in replaced
        )
        option = next(row for row in option_rows(site) if row["proposal"] == chosen)
        found.append(Work(site, names[site], option, Decimal(factor), Decimal(grant), second))
    return found


# Plan of work ------------------------------------------------------------------------------------


def activity_rows(work: Work, names: Mapping[str, str]) -> list[Row]:
    """Table ``activities``."""
    template = f"plan {work.option['option']}"
    days = {(cells[0], cells[1]): cells[2:] for cells in plan("deadlines", 4)}
    tasks = {cells[0]: cells for cells in plan(template, 11)}
    tasks |= {cells[0]: cells for cells in plan(f"more tasks {work.site}", 11)}
    rows = []
    for cells in tasks.values():
        task, title, after, time, role, partners, field, staff, people, made, other = cells
        low, likely, high = three(time)
        earliest, deadline = days.get((work.site, task), ("", ""))
        own = task.startswith("A")
        rows.append({
            "site": work.site, "activity": task, "title": work.words(title, names),
            "component": work.component(other) if own or other else "",
            "proposal": work.option["proposal"] if own else other,
            "responsible": work.role(role),
            "partners": ";".join(dict.fromkeys(work.role(word) for word in partners.split())),
            "after": after, "low": low, "likely": likely, "high": high, "earliest": earliest,
            "deadline": deadline, "milestone": "yes" if field == "milestone" else "",
            "deliverable": work.words(made, names), "fieldwork": "yes" if field == "field" else "",
            "staff": staff, "people": people,
            "measure": "Scores of the next round" if "iagnose" in title else "",
            "template": work.option["option"] if own else "",
        })  # fmt: skip
    _expect(rows, work)
    return rows


def _expect(rows: Sequence[Row], work: Work) -> None:
    """Put the levels that the option expects at the task that diagnoses again."""
    measured = [row for row in rows if row["activity"].startswith("A") and row["measure"]]
    for last in measured[-1:]:
        for name in ("readiness_after", "use_after"):
            last[name] = work.option.get(name, "")


def staff_rows(work: Work) -> list[Row]:
    """Table ``staff``."""
    return [
        {"site": work.site, **dict(zip(("staff", "title", "people"), cells, strict=True))}
        for cells in plan("staff", 3)
    ]


def season_rows(work: Work) -> list[Row]:
    """Table ``seasons``."""
    heads = ("season", "title", "first", "last", "kind")
    return [
        {"site": work.site, **dict(zip(heads, cells[1:], strict=True))}
        for cells in plan("seasons", 6)
        if cells[0] in {work.country, "both"}
    ]


# Budget ------------------------------------------------------------------------------------------


def _rounded(amount: Decimal, step: int) -> str:
    """Round a price in local money to what stands on a price list."""
    return str((amount / step).quantize(Decimal(1), ROUND_HALF_UP) * step)


def _prices(work: Work, text: str, *, own: bool) -> Row:
    """Give the likely, lowest and highest cost of a unit, in the currency of the line."""
    code, rate, step = MONEY[work.country]
    low, likely, high = three(text.replace("?", ""))
    values = {"unit_cost_low": low, "unit_cost": likely, "unit_cost_high": high}
    if not own:
        return {**values, "currency": "USD"}
    local = {
        name: _rounded(Decimal(value) * rate, step) if value else ""
        for name, value in values.items()
    }
    return {**local, "currency": code}


def cost_rows(work: Work) -> list[Row]:
    """Table ``costs``."""
    way = work.option["option"]
    places = {cells[0]: cells[1] for cells in plan("cost places", 2)}
    tasks = dict(pair.split("=") for pair in places.get(way, "").split())
    others = {cells[1]: cells[2] for cells in plan("other prices", 3) if cells[0] == work.site}
    moved = {cells[1]: cells[2:] for cells in plan("other tasks", 4) if cells[0] == work.site}
    rows: list[Row] = []
    for cells in plan(f"costs {work.site}", 12) or plan("costs", 12):
        sort, title, category, partner, source, period, quantity, unit, *rest = cells
        price, own, kind, mark = rest
        price = others.get(title, price)
        if price == "-" or (mark == "outsource" and way != mark):
            continue
        task, other = moved.get(title, [tasks.get(sort, ""), ""])
        rows.append({
            "site": work.site, "line": f"L{len(rows) + 1}", "title": title,
            "activity": task, "component": work.component(other) if task else "",
            "category": category, "partner": work.role(partner),
            "source": work.second[0] if source == "second" else source, "period": period,
            "unit": unit, **_quantity(work, quantity, mark),
            **_prices(work, price, own=own == "own"), "price_date": PRICE_DATE, "kind": kind,
            "determined": "no" if mark == "open" else "",
            "basis": _basis(work, unit) if kind == "in-kind" else "",
            "shared": f"coordinator-{work.country}" if mark == "shared" else "",
            "mandatory": "yes" if mark == "mandatory" else "",
            "note": "No offer yet" if mark == "open" else "",
        })  # fmt: skip
    return rows


def _quantity(work: Work, quantity: str, mark: str) -> Row:
    """Scale a quantity to the site; what is shared, or comes once, is the same everywhere."""
    amount = Decimal(quantity)
    if mark != "shared" and amount != 1:
        amount = (amount * work.factor * 2).quantize(Decimal(1), ROUND_HALF_UP) / 2
    row = {"quantity": f"{amount.normalize():f}"}
    if amount >= 60:
        row["quantity_low"] = f"{(amount * Decimal('0.9')).quantize(Decimal(1)):f}"
        row["quantity_high"] = f"{(amount * Decimal('1.2')).quantize(Decimal(1)):f}"
    return row


def _basis(work: Work, unit: str) -> str:
    what = "daily rate of an extension agent" if unit == "days" else "rent of a like store"
    return f"{what[0].upper()}{what[1:]} in {work.name}, as the district reckons it"


def rate_rows() -> list[Row]:
    """Table ``rates``."""
    heads = ("currency", "date", "per_base", "source")
    return [dict(zip(heads, cells, strict=True)) for cells in plan("rates", 4)]


def funding_rows(work: Work) -> list[Row]:
    """Table ``funding``."""
    code, rate, _ = MONEY[work.country]
    second, title, firm, profile, amount = work.second
    gift = _rounded(3200 * work.factor * rate, 100_000)
    rows = [
        {"site": work.site, "source": "grant", "title": "Grant of the Great Ridge Foundation",
         "profile": "foundation", "amount": str(work.grant), "currency": "USD",
         "firm": "pledged"},
        {"site": work.site, "source": "district", "title": f"District of {work.name}, in kind",
         "amount": gift, "currency": code, "firm": "pledged"},
        {"site": work.site, "source": second, "title": title, "profile": profile,
         "amount": amount, "currency": "USD", "firm": firm},
    ]  # fmt: skip
    used = {row["source"] for row in cost_rows(work)} - {""}
    return [row for row in rows if row["source"] in used]


def receipt_rows(work: Work) -> list[Row]:
    """Table ``receipts``: what came in before the plan begins, and what is agreed."""
    given = {cells[0]: cells[1] for cells in plan("instalments", 2)}
    amounts = {"grant": work.grant, "second": Decimal(work.second[-1] or 0)}
    parts = [part.split() for part in given.get(work.site, given["*"]).split(";")]
    return [
        {
            "site": work.site, "source": work.second[0] if source == "second" else source,
            "date": day, "currency": "USD",
            "amount": _rounded(amounts[source] * Decimal(share) / 100, 50),
            "expected": "yes" if day >= FIRST_DAY else "",
        }
        for source, day, share in parts
    ]  # fmt: skip


def strategy_rows() -> list[Row]:
    """Table ``strategies``."""
    heads = ("site", "version", "state", "date", "by", "comment", "answer")
    return [dict(zip(heads, cells, strict=True)) for cells in plan("strategies", 7)]
