"""How a report words cost, time and effect of an option."""

from __future__ import annotations

from typing import Any

from markupsafe import Markup

from workbench.page.wording import count, known


def yes(value: Any) -> bool:
    """Say whether an answer is there and is yes.

    Examples
    --------
    >>> yes(True), yes(None)
    (True, False)
    """
    return known(value) and bool(value)


def money(value: float, currency: str | None) -> str:
    r"""Write an amount in whole units, with its currency.

    Examples
    --------
    >>> money(60000, "USD")
    'USD\xa060,000'
    """
    return (
        f"{value:,.0f} (no currency stated)" if currency is None else f"{currency}\xa0{value:,.0f}"
    )


def amount(value: Any) -> str:
    """Write a number that may have a fraction, for a table.

    Examples
    --------
    >>> amount(12000.0), amount(7.5), amount(None)
    ('12,000', '7.5', 'not known')
    """
    if not known(value):
        return "not known"
    return f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}"


def spread(low: Any, high: Any) -> str:
    """Write a range, where there is one.

    Examples
    --------
    >>> spread(4, 9), spread(4, 4), spread(None, 9)
    ('4 to 9', '', '')
    """
    if not known(low) or not known(high) or low == high:
        return ""
    return f"{amount(low)} to {amount(high)}"


def cost_words(row: Any, currency: str | None) -> str:
    """Say what an option costs, with its range."""
    between = spread(row.cost_low, row.cost_high)
    if not known(row.cost):
        return f"{currency or ''} {between}".strip() if between else "cost not known"
    said = money(row.cost, currency)
    return f"{said} ({between})" if between else said


def months_words(row: Any) -> str:
    """Say how long an option takes, with its range."""
    between = spread(row.months_low, row.months_high)
    if not known(row.months):
        return f"{between} months" if between else "time not known"
    said = in_months(row.months)
    return f"{said} ({between})" if between else said


def in_months(value: float) -> str:
    """Write a number of months with its noun.

    Examples
    --------
    >>> in_months(1.0), in_months(7.5)
    ('1 month', '7.5 months')
    """
    return count(int(value), "month") if float(value).is_integer() else f"{value:,.1f} months"


def package_words(row: Any) -> str:
    """Say what becomes of the package: "package 8 → 18"."""
    before = int(row.score_before) if known(row.score_before) else "no score"
    if not known(row.score_after):
        return f"package {before} today, no score then"
    most = "at most " if row.provisional_after else ""
    return f"package {before} → {most}{int(row.score_after)}"


def named(row: Any) -> Markup:
    """Name an option in bold with its own title behind it."""
    if row.title == row.option_title:
        return Markup("<strong>{}</strong>").format(row.option_title)
    return Markup("<strong>{}</strong> ({})").format(row.option_title, row.title)


def what_it_brings(row: Any, currency: str | None) -> str:
    """Say what an option brings, how long it takes and what it costs."""
    if row.option == "stop":
        return f"{months_words(row)}, {cost_words(row, currency)}"
    return f"{package_words(row)}, {months_words(row)}, {cost_words(row, currency)}"
