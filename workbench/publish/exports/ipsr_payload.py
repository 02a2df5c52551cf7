"""The package of a site as the PDF of PRMS takes it: payload ``ipsr_p25``, and what is left out.

Member names are theirs, misspelt where they are. A level is text (``"4 - Controlled Testing"``), an
amount too (``"$4,000"``); what is not known is ``null`` or an empty list. No number of theirs is
made up: codes and links of results stay ``null``.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Any, Final

from workbench.case import Case
from workbench.core.rows import rows_of
from workbench.diagnosis.analysis.rows import Component, Levels
from workbench.frameworks.prms import prms_lists
from workbench.page.wording import ILLUSTRATIVE, count, place_words
from workbench.publish.exports.ipsr_investments import investments
from workbench.publish.exports.left_out_rows import NotExported
from workbench.publish.exports.prms_gaps import (
    geo_focus,
    has_prms_levels,
    package_gaps,
    package_title,
)

_HORIZON: Final = 12  # months that PRMS means by a potential level
_TAGS: Final = ("gender_tag", "climate_tag", "nutrition_tag", "environmental_tag", "poverty_tag")
_UNKNOWN: Final = (*_TAGS, "result_code", "phase_name", "primary_submitter_name",
                   "lead_contact_person", "regions")  # fmt: skip
_NEVER: Final = ("targeted_actors", "targeted_organizations", "current_use_actors",
                 "current_use_organizations", "current_use_measures",
                 "aspired_outcomes_impact")  # fmt: skip
_GRADES: Final = {"strong": 3, "medium": 2, "weak": 1}


def ipsr_payload(case: Case) -> tuple[bytes, list[NotExported]]:
    """Return the payload of a site as JSON, and what is not in it.

    Parameters
    ----------
    case : Case
        The chain of the site.

    Examples
    --------
    >>> from workbench.case import open_case
    >>> content, left = ipsr_payload(open_case("data/example", "rw-huye"))
    >>> json.loads(content)["evidence_based_assessment_core"]["readiness_level"]
    '8 - Uncontrolled Testing'
    """
    made = _Payload(case)
    text = json.dumps(made.content(), ensure_ascii=False, indent=2)
    return f"{text}\n".encode(), made.left


@dataclass(frozen=True, slots=True)
class _Piece:
    """A piece of evidence; a row of the table ``evidence``."""

    component: str
    dimension: str
    title: str
    supports_level: int | None
    strength: str | None
    link: str | None
    locator: str | None
    date: date | None

    @property
    def weight(self) -> tuple[int, int, str]:
        """How much it supports, how firmly, how lately; the largest is named."""
        level = -1 if self.supports_level is None else self.supports_level
        return level, _GRADES.get(self.strength or "", 0), str(self.date or "")

    @property
    def details(self) -> str:
        """Title, and where in it."""
        return ", ".join(filter(None, (self.title, self.locator)))


@dataclass(frozen=True, slots=True)
class _Person:
    person: str
    name: str
    consent: bool | None


@dataclass(frozen=True, slots=True)
class _Led:
    """Who led through a meeting; a row of the table ``meetings``."""

    meeting: str
    planned: bool | None
    facilitator: str | None


class _Payload:
    """Makes the payload of one site, and keeps what it leaves out."""

    def __init__(self, case: Case) -> None:
        self.case, self.site = case, case.site
        self.components = case.diagnosis.component_rows
        self.pieces = rows_of(self.site.table("evidence"), _Piece)
        self.left: list[NotExported] = []
        self.named: set[str] = set()

    def leave(self, what: str, why: str) -> None:
        """Note what is left out."""
        self.left.append(NotExported(self.site.name, what, why))

    def content(self) -> dict[str, Any]:
        """Return the members in the order of the contract."""
        self.left += package_gaps(self.site.name, self.case.diagnosis.package, self.components)
        self.leave(", ".join(_UNKNOWN), "PRMS gives or asks for it; no table here has it.")
        self.leave(", ".join(_NEVER), "No table of the workbench counts users or outcomes so.")
        for one in self._folded():
            self.leave(f"Component {one.title} as core", "PRMS has one core; it stands among the "
                       "complementary innovations, marked as core in assessments.")  # fmt: skip
        title = package_title(self.site, self.components)
        return {
            **dict.fromkeys(("result_code", "phase_name"), None),
            "result_name": title,
            "result_type": prms_lists().name("result_types", "package"),
            "result_description": self._description(),
            **dict.fromkeys(("primary_submitter_name", "lead_contact_person", *_TAGS), None),
            **self._places(),
            "core_innovation": self._core(),
            "scaling_ambition_statement": self.site.settings.ambition,
            **{name: [] for name in ("targeted_actors", "targeted_organizations")},
            "targeted_innnovation_partners": self._partners(),
            **{name: [] for name in _NEVER if name not in {"targeted_actors",
                                                           "targeted_organizations"}},
            "innovation_packaging_experts": self._workshop(),
            "assessment_type": self._assessed(),
            "assessments": [self._assessment(one) for one in self.components],
            "evidence_based_assessment_core": self._cores(),
            "evidence_based_assessment_complementary": [
                self._evidenced(one) for one in [*self._folded(), *self._complementary()]
            ],
            "evidence_material_links": self._material(),
            **investments(self.case, self.leave),
        }  # fmt: skip

    def _folded(self) -> list[Component]:
        return [one for one in self.components if one.core][1:]

    def _complementary(self) -> list[Component]:
        return [one for one in self.components if not one.core]

    def _description(self) -> str:
        ours, package = self.site.settings, self.case.diagnosis.package
        place = place_words(self.site.name, self._admin, self.site.country)
        said = [
            f"{ILLUSTRATIVE}." if ours.illustrative else "",
            f"{ours.title}. Package of {count(package.components, 'element')} for {place}.",
            f"{package.unscored} of them not assessed." if package.unscored else "",
            f"As of {ours.as_of}." if ours.as_of else "",
        ]
        return " ".join(filter(None, said))

    @property
    def _admin(self) -> str | None:
        admin = self.site.row["admin"]
        return admin if isinstance(admin, str) else None

    def _places(self) -> dict[str, Any]:
        country = self.site.country
        code = country_code(country or "")
        if country and code is None:
            why = "CLDR, from which codes are taken, has no country of this name."
            self.leave(f"Code of the country {country}", why)
        inner = [{"country": country, "subnationals": [self._admin]}] if self._admin else []
        why = "PRMS has no field for it; it is in result_name and result_description."
        self.leave(f"The name of the site, {self.site.name}", why)
        return {
            "geo_focus": geo_focus(self.site),
            "regions": [],
            "countries": [{"name": country, "code": code}] if country else [],
            "subnational": inner,
        }

    def _core(self) -> dict[str, Any] | None:
        core = next((one for one in self.components if one.core), None)
        return None if core is None else {"result_code": None, "title": core.title, "link": None}

    def _partners(self) -> list[dict[str, Any]]:
        found, table = self.case.strategy, self.site.table("actors")
        types = dict(zip(table["actor"], table["type"], strict=True))
        partners, idle = [], []
        for one in found.partners:
            if one.is_lead:
                continue
            if not (one.has_part or one.agreed):
                idle.append(found.names.get(one.actor, one.actor))
                continue
            kind = types.get(one.actor)
            ours = kind if isinstance(kind, str) else None
            partners.append(
                {
                    "partner_name": found.names.get(one.actor, one.actor),
                    "partner_type": prms_lists().name("institution_types", ours),
                    "partner_country_hq": None,
                    "partner_delivery_type": None,
                }
            )
        if idle:
            self.leave(f"Partners {', '.join(idle)}", "They are proposed and have no part yet.")
        if partners:
            self.leave("partner_country_hq, partner_delivery_type",
                       "No table has the seat of a partner, nor which of scaling, demand and "
                       "innovation it is for.")  # fmt: skip
        return partners

    def _workshop(self) -> dict[str, Any]:
        led = rows_of(self._meetings, _Led)
        agreed = {
            one.person: one.name
            for one in rows_of(self.site.table("people"), _Person)
            if one.consent
        }
        known = dict.fromkeys(one.facilitator for one in led if one.facilitator in agreed)
        silent = [one.meeting for one in led if one.facilitator and one.facilitator not in agreed]
        if silent:
            self.leave(f"facilitators of {', '.join(silent)}", "No consent is recorded: meetings "
                       "has no code of a person who agreed to be named in people.")  # fmt: skip
        if known:
            why = "The name stands whole in first_name; the rest is not recorded."
            self.leave("last_name, email and role of facilitators", why)
        return {
            "was_workshop_organized": "Yes" if self._judged else "No",
            "facilitators": [
                {"first_name": agreed[one], "last_name": None, "email": None, "role": None}
                for one in known
                if one
            ],
            "workshop_atendees_list_link": None,
        }

    @property
    def _meetings(self) -> Any:
        table = self.site.table("meetings")
        held = ~table["planned"].fillna(value=False).astype(bool)
        return table[held & (table["kind"] == "workshop")]

    @property
    def _judged(self) -> bool:
        return any(of.assessors for one in self.components for _, of in one.dimensions)

    @property
    def _looks_ahead(self) -> bool:
        return self.site.settings.horizon_months == _HORIZON

    def _assessed(self) -> str | None:
        if not self._judged:
            return prms_lists().name("assessed", "none")
        ahead = [of.projected for one in self.components for _, of in one.dimensions
                 if of.projected is not None]  # fmt: skip
        if ahead and not self._looks_ahead:
            self.leave("Levels expected later", f"They look {self.site.settings.horizon_months} "
                       f"months ahead; PRMS asks for {_HORIZON}.")  # fmt: skip
        both = bool(ahead) and self._looks_ahead
        return prms_lists().name("assessed", "current and projected" if both else "current")

    def _assessment(self, one: Component) -> dict[str, Any]:
        def projected(of: Levels) -> int | None:
            return of.projected if self._looks_ahead else None

        return {
            "innovation_data": {
                "is_core": "Yes" if one.core else "No",
                "innovation_id": None,
                "innovation_code": None,
                "innovation_title": one.title,
            },
            "current_readiness": self._level("readiness", one.readiness.claimed),
            "current_use": self._level("use", one.use.claimed),
            "potential_readiness": self._level("readiness", projected(one.readiness)),
            "potential_use": self._level("use", projected(one.use)),
        }

    def _level(self, dimension: str, value: int | None) -> str | None:
        if value is None or not has_prms_levels(self.site.framework):
            return None
        scale = self.site.framework.scales[dimension]
        return f"{value} - {scale[value].name}"

    def _cores(self) -> dict[str, Any] | None:
        core = next((one for one in self.components if one.core), None)
        return None if core is None else self._evidenced(core)

    def _evidenced(self, one: Component) -> dict[str, Any]:
        made: dict[str, Any] = {"short_name": one.title}
        for dimension, of in one.dimensions:
            pieces = [
                piece
                for piece in self.pieces
                if (piece.component, piece.dimension) == (one.key, dimension)
                and piece.strength != "none"
            ]
            best = max(pieces, key=lambda piece: (bool(piece.link), piece.weight), default=None)
            link = None if best is None else best.link
            if link:
                self.named.add(link)
            elif of.used:
                self.leave(f"{one.title}: {dimension}_evidence",
                           "No evidence with a link is registered; PRMS asks for one where the "
                           "level is above 0.")  # fmt: skip
            made[f"{dimension}_level"] = self._level(dimension, of.used)
            made[f"{dimension}_evidence"] = link
            made[f"{dimension}_evidence_details"] = None if best is None else best.details
        return made

    def _material(self) -> list[str]:
        links = dict.fromkeys(one.link for one in self.pieces if one.link)
        return [one for one in links if one and one not in self.named]


@cache
def _codes() -> Mapping[str, str]:
    from babel import Locale

    territories = Locale("en").territories
    return {name.casefold(): code for code, name in territories.items() if code.isalpha()}


def country_code(name: str) -> str | None:
    """Return the code of a country (ISO 3166-1 alpha-2) by its English name in CLDR.

    Examples
    --------
    >>> country_code("Rwanda"), country_code("Nowhere")
    ('RW', None)
    """
    return _codes().get(name.strip().casefold())
