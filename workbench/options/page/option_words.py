"""How a report words cost, time and effect of an option."""

from __future__ import annotations

from workbench.drawing.words import score_words
from workbench.language import figured, phrased
from workbench.options.analysis.option_rows import Option
from workbench.page.text import Text, TextLike, note, say
from workbench.page.wording import count


def money(value: float, currency: str | None) -> str:
    r"""Write an amount in whole units, with its currency.

    Examples
    --------
    >>> money(60000, "USD")
    'USD\xa060,000'
    """
    if currency is None:
        return phrased("{:,.0f} (no currency stated)", value)
    return f"{currency}\xa0{figured(f'{value:,.0f}')}"


def amount(value: float | None) -> str:
    """Write a number that may have a fraction, for a table.

    Examples
    --------
    >>> amount(12000.0), amount(7.5), amount(None)
    ('12,000', '7.5', 'not known')
    """
    if value is None:
        return phrased("not known")
    return figured(f"{value:,.0f}" if float(value).is_integer() else f"{value:,.1f}")


def spread(low: float | None, high: float | None) -> str:
    """Write a range, where there is one.

    Examples
    --------
    >>> spread(4, 9), spread(4, 4), spread(None, 9)
    ('4 to 9', '', '')
    """
    if low is None or high is None or low == high:
        return ""
    return phrased("{} to {}", amount(low), amount(high))


def ranged(low: float | None, likely: float | None, high: float | None) -> TextLike:
    """Write a number with its range behind it, for a table.

    Examples
    --------
    >>> ranged(None, 5.0, None)
    '5'
    """
    # A range stays on one line: its two numbers belong together.
    between = f"{amount(low)}\u2060–\u2060{amount(high)}" if spread(low, high) else ""
    if likely is None:
        return between or phrased("not known")
    return f"{amount(likely)} " + note(between) if between else amount(likely)


def in_months(value: float) -> str:
    """Write a number of months with its noun.

    Examples
    --------
    >>> in_months(1.0), in_months(7.5)
    ('1 month', '7.5 months')
    """
    return (
        count(int(value), "month")
        if float(value).is_integer()
        else phrased("{:,.1f} months", value)
    )


def named(option: Option) -> Text:
    """Name an option in bold with its own title behind it."""
    behind = "" if option.title == option.option_title else f" ({option.title})"
    return say("**{}**{}", option.option_title, behind)


def package_words(option: Option, *, provisional: bool = False) -> str:
    """Write what becomes of the package: "package 8 → 18", or another place's or aim's score.

    Parameters
    ----------
    option : Option
        What it would do.
    provisional : bool
        Whether a component is not assessed today, so that today's score is at most so.
    """
    before = score_words(option.score_before, provisional=provisional)
    if option.option == "relocate":
        there = (
            phrased("has no score")
            if option.score_after is None
            else phrased("scores {}", option.score_after)
        )
        return phrased("the package there {} today, here {}", there, before)
    if option.option == "reorient":
        then = phrased("no score") if option.score_after is None else option.score_after
        return phrased("under another aim the package would score {}, today {}", then, before)
    if option.score_after is None:
        return phrased("package {} today, no score then", before)
    then = score_words(option.score_after, provisional=option.provisional_after)
    return phrased("package {} → {}", before, then)


def what_it_brings(option: Option, currency: str | None, *, provisional: bool = False) -> str:
    """Write what an option brings, how long it takes and what it costs, with their ranges."""
    said = [_months(option), _cost(option, currency)]
    if option.option == "stop":
        return ", ".join(said)
    return ", ".join([package_words(option, provisional=provisional), *said])


def _cost(option: Option, currency: str | None) -> str:
    between = spread(option.cost_low, option.cost_high)
    if option.cost is None:
        return f"{currency or ''} {between}".strip() if between else phrased("cost not known")
    said = money(option.cost, currency)
    return f"{said} ({between})" if between else said


def _months(option: Option) -> str:
    between = spread(option.months_low, option.months_high)
    if option.months is None:
        return phrased("{} months", between) if between else phrased("time not known")
    said = in_months(option.months)
    return f"{said} ({between})" if between else said
