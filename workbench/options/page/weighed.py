"""All that is known of the options of a site, and how a report words cost, time and options."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Any

from markupsafe import Markup

from workbench.options.analysis.advice import Advice
from workbench.options.analysis.choice import Choice
from workbench.options.analysis.choice_facts import quotable_facts
from workbench.options.analysis.decision_tree import DecisionTree
from workbench.options.analysis.decisions import DecisionReview
from workbench.options.analysis.option_menu import OptionMenu
from workbench.options.analysis.options import OptionResults
from workbench.options.analysis.strategy_chain import StrategyChain
from workbench.options.figures.option_rows import letters
from workbench.page.wording import count, each_row, known
from workbench.project import Site


@dataclass(frozen=True, eq=False)
class Weighed:
    """The results of step 3a at one site.

    Attributes
    ----------
    site : Site
        The site.
    results : OptionResults
        What each option would do.
    choice : Choice
        How the options compare.
    tree : DecisionTree
        The answers in the decision tree.
    review : DecisionReview
        What the team decided.
    chain : StrategyChain
        One bottleneck after the other.
    menu : OptionMenu
        Combinations of options.
    advice : Advice
        What is advised for each bottleneck.
    """

    site: Site
    results: OptionResults
    choice: Choice
    tree: DecisionTree
    review: DecisionReview
    chain: StrategyChain
    menu: OptionMenu
    advice: Advice

    @property
    def currency(self) -> str | None:
        """Base currency of the project; ``None`` where it is not stated."""
        return self.site.settings.currency

    @cached_property
    def letters(self) -> dict[str, str]:
        """Letter of each proposal."""
        return letters(self.results)

    @cached_property
    def facts(self) -> dict[str, Any]:
        """What can be quoted of the comparison, by component."""
        return {row.component: row for row in each_row(quotable_facts(self.choice))}

    @cached_property
    def _rows(self) -> dict[str, Any]:
        return {row.proposal: row for row in each_row(self.results.table)}

    def option(self, proposal: Any) -> Any:
        """Give the row of a proposal; ``None`` where there is no such one."""
        return self._rows.get(proposal) if known(proposal) else None

    @cached_property
    def empty(self) -> bool:
        """Whether there is neither an option nor an answer nor a decision."""
        asked = bool(self.tree.table["answer"].notna().any())
        return self.results.table.empty and self.review.table.empty and not asked


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
