"""What the results of all analyses have in common: their sites, one site of them, their looks."""

from __future__ import annotations

from dataclasses import dataclass, fields, replace
from typing import Any, ClassVar, Self

import pandas as pd

from workbench.errors import UnknownName

_SHOWN_ROWS = 20


@dataclass(frozen=True, eq=False)
class Result:
    """A frozen result that holds tables with a column ``site``.

    A subclass is a frozen dataclass too. Its field ``_main`` (the first of its tables unless it
    says otherwise) has at least a row per site; ``_shown`` names the columns of it that a notebook
    shows.

    Examples
    --------
    >>> @dataclass(frozen=True, eq=False)
    ... class Scores(Result):
    ...     table: pd.DataFrame
    >>> both = Scores(pd.DataFrame({"site": ["a", "b"], "score": [8, 12]}))
    >>> both.sites
    ('a', 'b')
    >>> both.site("b").table["score"].tolist()
    [12]
    """

    _main: ClassVar[str] = "table"
    _shown: ClassVar[tuple[str, ...]] = ()

    @property
    def sites(self) -> tuple[str, ...]:
        """Keys of the sites, in the order of the file."""
        return tuple(dict.fromkeys(getattr(self, self._main)["site"]))

    def site(self, key: str) -> Self:
        """Return the result of one site, in the same form.

        Raises
        ------
        UnknownName
            There is no such site.
        """
        if key not in self.sites:
            raise UnknownName(kind="site", name=key, known=self.sites)
        return self.of_site(key)

    def of_site(self, key: str) -> Self:
        """Return the rows of one site; none where the result has none of it."""
        parts: dict[str, Any] = {
            one.name: value[value["site"] == key].reset_index(drop=True)
            for one in fields(self)
            if isinstance(value := getattr(self, one.name), pd.DataFrame) and "site" in value
        }
        return replace(self, **parts)

    def _repr_html_(self) -> str:
        """Show the first rows, with what comes from the data escaped by pandas."""
        table = getattr(self, self._main)
        shown = table[[name for name in self._shown or table.columns if name in table]]
        more = len(table) - _SHOWN_ROWS
        note = f"<p>… and {more} more rows</p>" if more > 0 else ""
        return f"{shown.head(_SHOWN_ROWS).to_html(index=False, na_rep='not known')}{note}"
