"""What the report says to the partners of a site that is left: who is told, what ends with whom."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from workbench.core.rows import rows_of
from workbench.page.records import Paragraphs, paragraphs
from workbench.page.wording import count, plural
from workbench.partners.page.partner_words import form_in_text, listed
from workbench.partners.step import PartnersStep
from workbench.project import Site


@dataclass(frozen=True, slots=True)
class _End:
    """What is recorded of the end of the work; a row of the table `options`."""

    proposal: str
    told: str | None


@dataclass(frozen=True, slots=True)
class _Agreement:
    """An agreement with a partner; a row of the table `partnerships`."""

    actor: str
    modality: str


def duties_of_the_end(found: PartnersStep) -> Paragraphs:
    """Describe whom the end of the work concerns: who is told, what ends with whom.

    Parameters
    ----------
    found : PartnersStep
        The step of a site at which the team has decided to stop.
    """
    site, decided = found.site, found.follows.decided
    ends = [row for row in rows_of(site.table("options"), _End) if row.proposal in decided]
    told = [row.told for row in ends if row.told]
    said = "Who has been told is not recorded (sheet options, column told)."
    if told:
        said = f"Told: {'; '.join(told)}."
    return paragraphs(
        [f"The work in {site.name} stops, so no partners are chosen. {said}"],
        [ending(site, found.names, told="; ".join(told))],
    )


def ending(site: Site, names: Mapping[str, str], *, told: str = "") -> str:
    """Name the agreements and ties that end, or go over to others, at a site that is left.

    Whoever is named among those told is not asked for again.
    """
    agreed = [
        f"{names[row.actor]} ({form_in_text(row.modality)})"
        for row in rows_of(site.table("partnerships"), _Agreement)
    ]
    leads, ties = set(site.leads), site.table("ties")
    ends = set(ties.loc[ties["source"].isin(leads), "target"])
    ends |= set(ties.loc[ties["target"].isin(leads), "source"])
    tied = [names[key] for key in sorted(ends - leads) if key in names]
    tied = [name for name in tied if name not in told]
    first = f"No agreement with a partner in {site.name} is recorded that would end."
    if agreed:
        first = f"Agreements in {site.name} that end or go over to others: {listed(agreed)}."
    if not tied:
        return first
    said = (
        f"{first} {count(len(tied), 'organisation')} there {plural('has', len(tied))} a tie to the "
    )
    if told:
        return f"{said}lead; tell those who are not among the told: {listed(tied, most=6)}."
    return f"{said}lead and {plural('is', len(tied))} to be told: {listed(tied, most=6)}."
