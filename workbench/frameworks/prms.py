"""Control lists of CGIAR's reporting system, which exports for it draw numbers and names from."""

from __future__ import annotations

from datetime import date
from functools import cache

from workbench.frameworks.catalogues import shipped_catalogue
from workbench.frameworks.fields import Fixed, FrozenModel, Number, Text


class ForeignTerm(FrozenModel):
    """One term of a list of somebody else.

    Attributes
    ----------
    code : int
        Its number there; names change, numbers do not.
    name : str
        As it is printed there.
    ours : tuple of str
        What of ours means the same.
    """

    code: Number
    name: Text
    ours: tuple[Text, ...]


class PrmsLists(FrozenModel):
    """The lists, and from when they are.

    Attributes
    ----------
    title, source : str
        What they are, and where they were read.
    read_on : date
        Day of that state.
    phase : str
        Phase of reporting that they belong to; forms change every year.
    lists : mapping of str to tuple of ForeignTerm
        The lists by name.
    """

    title: Text
    source: Text
    read_on: date
    phase: Text
    lists: Fixed[tuple[ForeignTerm, ...]]

    def name(self, listed: str, ours: str | None) -> str | None:
        """Return what something of ours is called there; ``None`` where nothing means the same.

        Examples
        --------
        >>> prms_lists().name("institution_types", "government-national")
        'Government (National)'
        """
        return next((one.name for one in self.lists[listed] if ours in one.ours), None)


@cache
def prms_lists() -> PrmsLists:
    """Return the lists that come with the workbench; read once per process."""
    return shipped_catalogue(PrmsLists, "prms.yaml")
