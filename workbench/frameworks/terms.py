"""What every definition has: where it comes from, and the terms of its lists."""

from __future__ import annotations

from workbench.frameworks.fields import FrozenModel, Key, Number, Text


class Source(FrozenModel):
    """Where a definition comes from.

    Attributes
    ----------
    cite : str
        The work, as a reader would cite it.
    link : str or None
        Address or DOI.
    note : str or None
        What was taken from it.
    """

    cite: Text
    link: Text | None = None
    note: Text | None = None


class Term(FrozenModel):
    """One term of a list, such as a function or a type of organisation.

    Attributes
    ----------
    key : str
        What stands in the tables.
    title : str
        What a report prints.
    meaning : str or None
        What it means, in a sentence.
    prms_id : int or None
        Number in CGIAR's lists, where one means the same.
    parent : str or None
        Key of the term above it in the same list.
    mutual : bool
        Of a sort of relation: two actors have it with each other, so that both directions are one
        tie, whoever named it.
    """

    key: Key
    title: Text
    meaning: Text | None = None
    prms_id: Number | None = None
    parent: Key | None = None
    mutual: bool = False
