"""Forms that a partnership can take, as data: what each is, when it fits, what it needs.

They stand in ``modalities.yaml``. Which form is proposed for a partner is decided by
:mod:`workbench.partners.analysis.modality`, and by the team where it says so.
"""

from __future__ import annotations

from functools import cache
from typing import ClassVar, Literal

from workbench.frameworks.catalogues import Catalogue, Entry, shipped_catalogue
from workbench.frameworks.fields import Text


class Modality(Entry):
    """One form of partnership.

    Attributes
    ----------
    fits : str
        When it fits.
    needs : str
        What has to be there first.
    money : {"yes", "no", "either"}
        Whether money moves from the project to the partner.
    """

    fits: Text
    needs: Text
    money: Literal["yes", "no", "either"]


class Modalities(Catalogue[Modality]):
    """All forms of partnership.

    Attributes
    ----------
    version : str
        Version of the list.

    Examples
    --------
    >>> modalities = load_modalities()
    >>> modalities["mou"].title, modalities["mou"].money
    ('Memorandum of understanding', 'no')
    >>> len(modalities.entries)
    11
    """

    kind: ClassVar[str] = "form of partnership"

    version: Text


@cache
def load_modalities() -> Modalities:
    """Return the forms that come with the workbench; read once per process."""
    return shipped_catalogue(Modalities, "modalities.yaml")
