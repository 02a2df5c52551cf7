"""What readers wrote into the Word file of a report, as rows of ``feedback`` and ``people``.

Which report it is says the file itself. Whoever is no party and no organisation of the project
stands in ``people`` under a code, and by that code in ``feedback``, until the consent to be named
is recorded there.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Final, TypeAlias

from workbench.errors import Problem
from workbench.project.entry.word_file import WordFault
from workbench.project.entry.word_review import ReaderRemark, WordReview, in_quotes, read_review

Row: TypeAlias = Mapping[str, object]
Known: TypeAlias = Callable[[str], Iterable[Row]]
"""Gives the rows of a table that are there already, in the project or from other files."""

_NOBODY: Final = "not named"
_CODE: Final = "R"
_LONGEST: Final = 30_000  # letters; a cell of a workbook holds 32,767
_SHORTEST: Final = 5  # letters; less may be taken for a blank, such as "n/a"
_Identity: TypeAlias = tuple[str, int, str, date | None, str]


@dataclass(frozen=True, slots=True)
class ReviewedReport:
    """What one Word file gives.

    Attributes
    ----------
    site : str
        Site that the report is of.
    feedback, people : tuple of dict
        Rows that are new, as texts by heading.
    known : int
        Remarks that are there already.
    told : tuple of Problem
        How the file was read.
    """

    site: str
    feedback: tuple[dict[str, str], ...]
    people: tuple[dict[str, str], ...]
    known: int
    told: tuple[Problem, ...]


@dataclass(frozen=True, slots=True)
class ReviewedProject:
    """What has to be known of a project to place the remarks of readers.

    Attributes
    ----------
    title : str
        Of the project.
    names : mapping of str to str
        Names of the sites, by site.
    known : callable
        Rows of a table, in the project or from other files.
    as_of : date or None
        Day of the project; what is dated later is left out of reports.
    """

    title: str
    names: Mapping[str, str]
    known: Known
    as_of: date | None

    def read(self, path: Path, site: str | None = None) -> ReviewedReport:
        """Read the Word file of a report that came back.

        Parameters
        ----------
        path : Path
            The file.
        site : str, optional
            Site that it is of, for a file that does not say or says another project.

        Raises
        ------
        WordFault
            It is no Word file, or of no site of this project.
        """
        review = read_review(path)
        own = self._site(review, site)
        reading = _Reading(self, path, review, own, review.marks.version or self._last(own))
        return reading.result()

    def _last(self, site: str) -> int:
        """Return the last version of a site's strategy; the first where none is recorded."""
        rows = self.known("strategies")
        versions = [int(str(row["version"])) for row in rows
                    if row["site"] == site and row["version"] is not None]  # fmt: skip
        return max(versions, default=1)

    def _site(self, review: WordReview, asked: str | None) -> str:
        marks = review.marks
        if asked is not None and asked not in self.names:
            message = f"the site '{asked}', which is none of this project"
            raise WordFault(message, "Give --site a short name of the table sites.")
        said = marks.site or self._titled(review)
        if marks.site and asked is not None and asked != marks.site:
            message = f"a report of '{marks.site}', while --site says '{asked}'"
            raise WordFault(message, "Leave --site out, or give the right file.")
        if marks.project and marks.project != self.title and asked is None:
            message = f"a report of another project, {in_quotes(marks.project)}"
            advice = "If it is this one under an older title, give --site with the site."
            raise WordFault(message, advice)
        found = asked or said
        if found not in self.names:
            message = f"a report of '{found}', which is no site here" if found else (
                "a Word file that does not say of which site it is")  # fmt: skip
            advice = "If it is a report of this project, give --site with the site."
            raise WordFault(message, advice)
        return found

    def _titled(self, review: WordReview) -> str:
        """Return the only site that is called like the title, where the subject is the project."""
        own = [site for site, name in self.names.items() if name == review.title]
        return own[0] if len(own) == 1 and review.subject == self.title else ""


@dataclass(slots=True)
class _Reading:
    """One file, while its remarks become rows."""

    project: ReviewedProject
    path: Path
    review: WordReview
    site: str
    version: int
    people: dict[str, Row] = field(default_factory=dict)
    codes: set[str] = field(default_factory=set)
    orgs: set[str] = field(default_factory=set)
    fresh: dict[str, dict[str, str]] = field(default_factory=dict)
    settled: list[str] = field(default_factory=list)

    def __post_init__(self) -> None:
        for row in self.project.known("people"):
            self.codes.add(str(row["person"]).casefold())
            self.people.setdefault(_key(row["name"]), row)
            self.people.setdefault(_key(row["person"]), row)
        for table, columns in (("actors", ("actor", "name")), ("stakeholders", ("party", "name"))):
            for row in self.project.known(table):
                self.orgs |= {_key(row[one]) for one in columns if row[one] is not None}

    def result(self) -> ReviewedReport:
        here = [row for row in self.project.known("feedback") if row["site"] == self.site]
        self.codes |= {str(row["by"]).casefold() for row in here}
        left = Counter(map(self._identity, here))
        unanswered = {self._identity(row): row["comment"] for row in here if not row.get("answer")}
        number = max((int(str(row["comment"])) for row in here if row["comment"]), default=0)
        rows, known = [], 0
        for remark in self.review.remarks:
            row = self._row(remark)
            mark = self._identity(row)
            if left[mark] > 0:
                left[mark] -= 1
                known += 1
                if remark.answer and mark in unanswered:
                    self.settled.append(str(unanswered[mark]))
                continue
            number += 1
            rows.append({**row, "comment": str(number)})
        used = {row["by"] for row in rows}
        fresh = [row for row in self.fresh.values() if row["person"] in used]
        return ReviewedReport(self.site, tuple(rows), tuple(fresh), known, tuple(self._told(rows)))

    def _row(self, remark: ReaderRemark) -> dict[str, str]:
        text = remark.text if len(remark.text) >= _SHORTEST else f"“{remark.text}”"
        row = {
            "site": self.site,
            "version": str(self.version),
            "section": remark.section,
            "by": self._called(remark.by),
            "date": f"{remark.day or self._usual_day:%Y-%m-%d}",
            "text": _cut(text),
        }
        if remark.answer:
            row["answer"] = _cut(remark.answer)
        if remark.answered is not None:
            row["answered"] = f"{remark.answered:%Y-%m-%d}"
        return row

    @property
    def _usual_day(self) -> date:
        """The day of what has none: that of the last saving, else of the project, of the file."""
        saved = self.review.saved or self.project.as_of
        return saved or datetime.fromtimestamp(self.path.stat().st_mtime, UTC).date()

    def _called(self, name: str) -> str:
        """Return how a reader is called in a report: by name only with consent."""
        if not name:
            return _NOBODY
        if _key(name) in self.orgs:
            return name
        person = self.people.get(_key(name))
        if person is not None:
            return str(person["name"] if bool(person["consent"]) else person["person"])
        if _key(name) not in self.fresh:
            number = 1
            while f"{_CODE}{number}".casefold() in self.codes:
                number += 1
            self.codes.add(f"{_CODE}{number}".casefold())
            self.fresh[_key(name)] = {"person": f"{_CODE}{number}", "name": name}
        return self.fresh[_key(name)]["person"]

    def _identity(self, row: Row) -> _Identity:
        """Return by what a remark is the same; a name and the code of it are one."""
        by = str(row["by"])
        person = self.people.get(_key(by))
        code = _key(by if person is None else person["person"])
        number = int(str(row["version"])) if row["version"] is not None else 0
        return str(row["site"]), number, code, _day(row["date"]), str(row["text"]).strip()

    def _told(self, rows: Collection[Mapping[str, str]]) -> Iterator[Problem]:
        """Say how the file was read, as far as somebody should know."""
        remarks, as_of = self.review.remarks, self.project.as_of
        if not remarks:
            yield self._one("no comment and no tracked change", "what readers have to say",
                            "There is nothing to take from it.")  # fmt: skip
        if self.review.marks.version is None and remarks:
            yield self._one("no version of the strategy", "the version that readers speak of",
                            f"Version {self.version} was taken, the last.")  # fmt: skip
        nowhere = sum(not one.section for one in remarks)
        if nowhere:
            yield self._one(f"{nowhere} of {len(remarks)} remarks outside all sections",
                            "a heading before them", "They were taken all the same; fill in "
                            "section where you know it.")  # fmt: skip
        undated = sum(one.day is None for one in remarks)
        if undated:
            yield self._one(f"{undated} of {len(remarks)} remarks without a day", "a day",
                            f"{self._usual_day:%Y-%m-%d} was taken.")  # fmt: skip
        done = sum("answer" in one for one in rows)
        if done:
            yield self._one(f"{done} of the new comments marked as resolved", "an answer",
                            "The replies in the file stand as their answer; look at "
                            "them.")  # fmt: skip
        if self.settled:
            yield self._one(f"comment {', '.join(self.settled)} resolved since", "an answer",
                            "The project is left as it was; fill in answer.")  # fmt: skip
        if self.review.form:
            yield self._one(f"{self.review.form} tracked changes of form alone", "other words",
                            "They were passed over.")  # fmt: skip
        later = sum(as_of is not None and one["date"] > f"{as_of:%Y-%m-%d}" for one in rows)
        if later:
            yield self._one(f"{later} new remarks dated later than {as_of:%Y-%m-%d}",
                            "a day up to the as_of of project.yaml",
                            "They were taken; reports show them when as_of is moved.")  # fmt: skip
        cut = sum(len(one.text) > _LONGEST for one in remarks)
        if cut:
            yield self._one(f"{cut} remarks of more than {_LONGEST:,} letters", "shorter ones",
                            "Their end was cut off; it stands in the file.")  # fmt: skip

    def _one(self, found: str, expected: str, advice: str) -> Problem:
        return Problem(file=self.path.name, found=found, expected=expected, advice=advice,
                       severity="warning")  # fmt: skip


def _key(name: object) -> str:
    return " ".join(str(name).split()).casefold()


def _day(value: object) -> date | None:
    """Return a cell as a day; in tables that were read it is a time."""
    if isinstance(value, datetime):
        return value.date()
    return date.fromisoformat(str(value)) if value is not None else None


def _cut(text: str) -> str:
    return text if len(text) <= _LONGEST else f"{text[:_LONGEST]}…"
