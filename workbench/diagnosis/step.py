"""Steps 1 and 2 of a site, or of all sites: from the tables to the diagnosis and how sure it is."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, TypedDict

from workbench.core.finding import Finding
from workbench.core.once import once
from workbench.diagnosis.analysis.agreement import Agreement, agreement
from workbench.diagnosis.analysis.confidence import Confidence, SiteConfidence, confidence
from workbench.diagnosis.analysis.diagnosis import Diagnosis, diagnose_levels
from workbench.diagnosis.analysis.evidence_age import OldEvidence, old_evidence
from workbench.diagnosis.analysis.leave_one_out import AssessorInfluence, assessor_influence
from workbench.diagnosis.analysis.levels import read_levels
from workbench.drawing.words import natural_list
from workbench.language import phrased, worded
from workbench.page.wording import month_words
from workbench.project.store.project import site_of

if TYPE_CHECKING:
    from collections.abc import Mapping

    import pandas as pd

    from workbench.core.method import Method
    from workbench.diagnosis.analysis.rows import Component, Levels, Package
    from workbench.project import Project, Site


class NoiseModel(TypedDict):
    """The parameters of the model of uncertainty, as every analysis takes them."""

    correlation: float
    widths: Mapping[str, float]
    width: float


@dataclass(frozen=True, eq=False, repr=False)
class DiagnosisStep:
    """The results of steps 1 and 2.

    Attributes
    ----------
    place : Site or Project
        What was diagnosed.
    diagnosis : Diagnosis
        Levels, scores, the bottleneck.
    agreement : Agreement
        How far the assessors agree.
    influence : AssessorInfluence
        What happens when one of them is left out.
    confidence : Confidence
        How sure that is, in a word, and which components may be the bottleneck.
    """

    place: Site | Project
    diagnosis: Diagnosis
    agreement: Agreement
    influence: AssessorInfluence
    confidence: Confidence

    @property
    def packages(self) -> pd.DataFrame:
        """One row per site; columns as in ``Diagnosis.packages``."""
        return self.diagnosis.packages.copy(deep=False)

    @property
    def components(self) -> pd.DataFrame:
        """One row per site and component; columns as in ``Diagnosis.table``."""
        return self.diagnosis.table.copy(deep=False)

    @property
    def package(self) -> Package:
        """The package of the site, where the step is that of one site."""
        return self.diagnosis.package_rows[0]

    @property
    def component_rows(self) -> list[Component]:
        """The components, each with its levels."""
        return self.diagnosis.component_rows

    @property
    def weakest(self) -> list[Component]:
        """The components of the site that share the lowest score, by rank."""
        found = {one.key: one for one in self.component_rows}
        return [found[key] for key in self.package.lowest]

    @property
    def sure(self) -> SiteConfidence:
        """How sure the diagnosis of the site is, where the step is that of one site."""
        return self.confidence.rows[0]

    @property
    def likely(self) -> list[Component]:
        """The components of the site that may be the bottleneck, the lowest first."""
        found = {one.key: one for one in self.component_rows}
        return [found[key] for key in self.sure.likely]

    @cached_property
    def old_evidence(self) -> list[OldEvidence]:
        """Levels of bottlenecks that rest on evidence that is older than it keeps."""
        ours = self.place.settings
        table, life = self.place.table("evidence"), ours.parameters.shelf_life
        keeps = {str(dimension): months for dimension, months in life.items()}
        return old_evidence(self.component_rows, table, keeps, ours.as_of)

    @property
    def at_the_top(self) -> bool:
        """Whether every scored component of the site has the highest score there is."""
        return self.package.score == self.diagnosis.framework.highest_score

    @property
    def site(self) -> Site:
        """The site, where the step is that of one site."""
        return site_of(self.place)

    @property
    def methods(self) -> list[Method]:
        """Methods of all that is here; none where nothing is scored."""
        if self.diagnosis.packages["score"].isna().all():
            return []
        return [
            one.method for one in (self.diagnosis, self.agreement, self.influence, self.confidence)
        ]


def noise_model(place: Site | Project) -> NoiseModel:
    """Return the parameters of the model of uncertainty as the project states them."""
    ours = place.settings.parameters
    return {
        "correlation": ours.correlation,
        "widths": {str(key): value for key, value in ours.widths.items()},
        "width": ours.width,
    }


def diagnose_place(place: Site | Project) -> DiagnosisStep:
    """Diagnose the package of a site, or those of all sites of a project.

    Parameters
    ----------
    place : Site or Project
        Its tables components, scores and evidence, and the project's parameters.

    Examples
    --------
    >>> from workbench.project import open_project
    >>> found = diagnose_place(open_project("data/example").site("rw-huye"))
    >>> found.packages[["score", "bottleneck"]].values.tolist()
    [[8, 'clean-seed']]
    """
    ours = place.settings.parameters
    known = once(
        read_levels,
        place.table("components"),
        place.table("scores"),
        place.framework,
        evidence=place.table("evidence"),
        sites=place.keys,
    )
    diagnosis = once(diagnose_levels, known, target=ours.target, **noise_model(place))
    influence = once(assessor_influence, known, seed=ours.seed)
    return DiagnosisStep(
        place=place,
        diagnosis=diagnosis,
        agreement=once(agreement, known, seed=ours.seed),
        influence=influence,
        confidence=once(confidence, diagnosis, influence),
    )


def findings(found: DiagnosisStep) -> list[Finding]:
    """List what the diagnosis rests on too little, and where nobody can tell."""
    return [
        *_open(found),
        *_claims(found),
        *_too_old(found),
        *_not_assessed(found),
        *_judged_alike(found),
    ]


def _open(found: DiagnosisStep) -> Iterator[Finding]:
    titles = {(one.site, one.key): one for one in found.component_rows}
    scored = {one.site: one.scored for one in found.diagnosis.package_rows}
    for sure in found.confidence.rows:
        if sure.confidence != "open" or not sure.likely:
            continue
        named = [titles[sure.site, key] for key in sure.likely]
        odds = ", ".join(f"{one.title} {100 * (one.probability or 0):.0f} %" for one in named)
        what = phrased("The panel cannot tell which component is the bottleneck: {}.", odds)
        to_do = phrased(
            "Talk about {} and score them again.", natural_list([one.title for one in named])
        )
        if scored[sure.site] == 1:
            what = phrased(
                "Only {} has a score, so there is nothing to compare it with.", named[0].title
            )
            to_do = phrased("Score the other components of the package.")
        yield Finding(
            step="diagnosis",
            kind="diagnosis-open",
            site=sure.site,
            what=what,
            where=("scores", f"components {', '.join(sure.likely)}"),
            why=phrased("Money may go to a component that holds nothing back."),
            to_do=to_do,
            who=phrased("the assessors"),
            serious=True,
        )


def _claims(found: DiagnosisStep) -> Iterator[Finding]:
    for one in found.component_rows:
        for dimension, of in one.dimensions:
            if one.bottleneck and of.capped:
                yield _unsupported(one, dimension, of)


def _too_old(found: DiagnosisStep) -> Iterator[Finding]:
    for one in found.old_evidence:
        yield Finding(
            step="diagnosis",
            kind="evidence-too-old",
            site=one.component.site,
            what=phrased(
                "The {} of {} rests on {} of {}, {} months old.",
                worded(one.dimension),
                one.component.title,
                one.evidence,
                month_words(one.since),
                one.months,
            ),
            where=("evidence", f"{one.evidence}, date"),
            why=phrased(
                "This component is the bottleneck; evidence of {} keeps for {:g} months "
                "(shelf_life in project.yaml).",
                worded(one.dimension),
                one.shelf_life,
            ),
            to_do=phrased("Look at it again, or register newer evidence."),
            serious=True,
        )


def _not_assessed(found: DiagnosisStep) -> Iterator[Finding]:
    """List what has no level; a site where nothing has one is told once."""
    nothing = {one.site for one in found.diagnosis.package_rows if one.status == "not assessed"}
    gaps = [one for one in found.component_rows if one.missing]
    for site in sorted(nothing & {one.site for one in gaps}):
        own = [one.title for one in gaps if one.site == site]
        yield _gap(
            site,
            phrased("None of the {} components has a level: {}.", len(own), ", ".join(own)),
            ("scores", "component, readiness and use"),
            phrased("Nothing can be diagnosed, advised or planned before."),
            phrased("Score the readiness and use of each component."),
        )
    for one in gaps:
        if one.site not in nothing:
            yield _gap(
                one.site,
                phrased("{} has no level of {}.", one.title, worded(one.missing)),
                ("scores", f"component {one.key}, {one.missing}"),
                phrased("It could be the bottleneck; the score of the package is an upper bound."),
                phrased("Score the {} of {}.", worded(one.missing), one.title),
            )


def _gap(site: str, what: str, where: tuple[str, str], why: str, to_do: str) -> Finding:
    return Finding(
        step="diagnosis",
        kind="component-not-assessed",
        site=site,
        what=what,
        where=where,
        why=why,
        to_do=to_do,
        who=phrased("the assessors"),
    )


def _judged_alike(found: DiagnosisStep) -> Iterator[Finding]:
    for one in found.agreement.rows:
        if one.identical == 1.0 and (one.assessors or 0) > 1:
            yield Finding(
                step="diagnosis",
                kind="judged-alike",
                site=one.site,
                what=phrased(
                    "All {} assessors gave the same {} everywhere.",
                    one.assessors,
                    worded(one.dimension),
                ),
                where=("scores", f"{one.dimension}, all assessors"),
                why=phrased("Judgements that were agreed on before they were given count as one."),
                to_do=phrased(
                    "Ask whether each of them judged alone, before talking to the others."
                ),
                who=phrased("the assessors"),
            )


def _unsupported(one: Component, dimension: str, of: Levels) -> Finding:
    return Finding(
        step="diagnosis",
        kind="claim-above-evidence",
        site=one.site,
        what=phrased(
            "{}: {} is claimed at {}, its evidence supports {}, and {} counts.",
            one.title,
            worded(dimension),
            of.claimed,
            of.used,
            of.used,
        ),
        where=("evidence", f"component {one.key}, {dimension}"),
        why=phrased("This component is the bottleneck: the score of the package hangs on it."),
        to_do=phrased("Add the evidence for the claimed level, or correct the claim."),
        serious=True,
    )
