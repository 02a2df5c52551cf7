"""What a report's file says of itself for programs: of which site, project and version it is."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Final

import pandas as pd

if TYPE_CHECKING:
    from workbench.project.store.project import Site

_SITE: Final = "Workbench site"
_PROJECT: Final = "Workbench project"
_VERSION: Final = "Workbench strategy version"
_FINGERPRINT: Final = "Workbench strategy fingerprint"


@dataclass(frozen=True, slots=True)
class ReportMarks:
    """Of which site, project and version of the strategy a report is.

    Attributes
    ----------
    site, project : str
        Short name of the site, title of the project; "" where the file does not say.
    version : int or None
        The version of the strategy that was the last when the report was written.
    fingerprint : str
        As it was recorded with that version; "" where it was not.

    Examples
    --------
    >>> marks = ReportMarks("rw-huye", "Clean seed", 2, "")
    >>> marks.pairs[-1], ReportMarks.read(dict(marks.pairs)) == marks
    (('Workbench strategy version', '2'), True)
    """

    site: str = ""
    project: str = ""
    version: int | None = None
    fingerprint: str = ""

    @classmethod
    def of_site(cls, site: Site) -> ReportMarks:
        """Return the marks of a report that is written of a site now."""
        versions = site.table("strategies").dropna(subset=["version"]).sort_values("version")
        last = None if versions.empty else versions.iloc[-1]
        mark = None if last is None else last["fingerprint"]
        return cls(
            site.key,
            site.settings.title,
            None if last is None else int(last["version"]),
            "" if mark is None or pd.isna(mark) else str(mark),
        )

    @classmethod
    def read(cls, said: Mapping[str, str]) -> ReportMarks:
        """Read what a file says; what it does not say stays blank."""
        number = said.get(_VERSION, "").strip()
        right = number.isascii() and number.isdecimal() and len(number) < 10 and int(number) > 0
        return cls(
            said.get(_SITE, "").strip(),
            said.get(_PROJECT, "").strip(),
            int(number) if right else None,
            said.get(_FINGERPRINT, "").strip(),
        )

    @property
    def pairs(self) -> tuple[tuple[str, str], ...]:
        """Names and values, as they stand in the file; what is blank is left out."""
        version = "" if self.version is None else str(self.version)
        all_of_them = (
            (_SITE, self.site),
            (_PROJECT, self.project),
            (_VERSION, version),
            (_FINGERPRINT, self.fingerprint),
        )
        return tuple((name, value) for name, value in all_of_them if value)
