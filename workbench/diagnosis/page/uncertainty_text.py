"""How sure the bottleneck is: the odds, one assessor left out, and how far assessors agree."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.core.table_access import known
from workbench.diagnosis.analysis.agreement import TENTATIVE
from workbench.diagnosis.analysis.bottleneck_model import MOST_ASSESSORS_LISTED
from workbench.diagnosis.analysis.confidence import ASSESSORS, FIRM_FROM, LEANING_FROM
from workbench.diagnosis.analysis.rows import Component, DimensionAgreement, Package
from workbench.diagnosis.step import DiagnosisStep
from workbench.language import phrased
from workbench.page.records import Missing, Paragraphs, missing, paragraphs
from workbench.page.text import Text, TextLike, join, listing, say, titles
from workbench.page.wording import count, percent, span


def confidence_words(found: DiagnosisStep) -> Text:
    """Write the word for how sure the diagnosis is, the number behind it, and its reason."""
    sure, package = found.sure, found.package
    if package.score is None or sure.p_lowest is None or found.at_the_top:
        return Text()
    if package.scored == 1:
        return say("**Open**: with one scored component there is nothing to compare it with.")
    odds = percent(sure.p_lowest)
    reasons = _reasons(found)
    if sure.confidence == "open":
        said = [
            say("*{}* {}", one.title, percent(one.probability or 0.0)) for one in found.likely[:5]
        ]
        half = phrased("half of the package or more is not assessed")
        return say(
            "**Open**. The panel cannot tell: {}. Why: {}.",
            join(", ", said),
            listing([*reasons, *([half] if 2 * sure.unscored >= sure.components else [])]),
        )
    if sure.confidence == "firm":
        return say(
            "**Firm**: {} likely, whoever of the {} is left out.",
            odds,
            count(sure.assessors, "assessor"),
        )
    also = [say("*{}* {}", one.title, percent(one.probability or 0.0)) for one in _others(found)]
    tail = say(" Else {}.", listing(also, last="or")) if also else ""
    among = phrased(" among what is assessed") if sure.unscored else ""
    why = say("; {}", listing(reasons)) if reasons else ""
    return say("**Leaning**: {} likely{}{}.", odds, among, why) + tail


def _others(found: DiagnosisStep) -> list[Component]:
    return [one for one in found.likely if not one.bottleneck]


def _reasons(found: DiagnosisStep) -> list[str]:
    """List what keeps the diagnosis from being firm."""
    sure = found.sure
    said = []
    if sure.p_lowest is not None and sure.p_lowest < FIRM_FROM:
        said.append(phrased("others may be lower, as the judgements differ"))
    if sure.assessors < ASSESSORS:
        number = count(sure.assessors, "assessor") if sure.assessors else phrased("no assessor")
        said.append(phrased("{} gave levels, three are asked for", number))
    elif sure.stays is False:
        said.append(phrased("another comes out lowest where one assessor is left out"))
    return said


def how_sure(found: DiagnosisStep) -> Text:
    """Write in a few sentences how sure the bottleneck is; empty where nobody judged anything."""
    package = found.package
    sentences: list[TextLike] = [confidence_words(found), _assessors(package)]
    if package.score is not None and package.scored > 1 and not found.at_the_top:
        sentences.append(_whoever(found))
    return join(" ", sentences)


def _assessors(package: Package) -> str:
    first, last = package.first_date, package.last_date
    if not package.assessors:
        return (
            phrased("No assessor gave a level; what is known comes from documents.")
            if first
            else ""
        )
    when = f", {span(first, last)}" if first and last else ""
    return phrased("{}, round {}{}.", count(package.assessors, "assessor"), package.round, when)


def _whoever(found: DiagnosisStep) -> TextLike:
    package, influence = found.package, found.influence
    left = influence.table.loc[influence.table["site"] == package.site]
    if left.empty:
        return ""
    whole = influence.full.loc[influence.full["site"] == package.site, "bottleneck"].iloc[0]
    own = _named(found, whole)
    # The assessors alone may point elsewhere than the levels that the team adopted.
    start = say("By the assessors' own levels it is {}. ", own)
    if whole == package.bottlenecks:
        start = Text()
    if influence.stable(package.site):
        return start
    other = left.loc[left["bottleneck"].ne(whole).fillna(value=True)]
    said = [
        say(
            "{} without {}",
            _named(found, keys),
            listing((str(one) for one in group["left_out"]), last="or"),
        )
        for keys, group in other.groupby("bottleneck", sort=False, dropna=False)
    ]
    return start + say("It would be {}.", join("; ", said))


def _named(found: DiagnosisStep, keys: object) -> TextLike:
    """Name the components of keys that are joined by a semicolon."""
    if not known(keys):
        return "none"
    names = {one.key: one.title for one in found.component_rows}
    return titles(names.get(key, key) for key in str(keys).split(";"))


def agreement_words(found: DiagnosisStep) -> Paragraphs | Missing:
    """Describe how far the assessors agree, and on what they should talk."""
    names = {one.key: one.title for one in found.component_rows}
    sentences = [
        _agreement_sentence(line, names)
        for line in found.agreement.rows
        if line.assessors is not None and line.assessors >= 2
    ]
    if not sentences:
        return missing(
            phrased("Agreement between assessors"),
            phrased(
                "Fewer than two assessors scored the same components, so agreement cannot be "
                "measured."
            ),
            follows=not any(
                of.used is not None for one in found.component_rows for _, of in one.dimensions
            ),
        )
    return paragraphs(*sentences)


def _agreement_sentence(line: DimensionAgreement, names: Mapping[str, str]) -> Text:
    dimension = line.dimension.capitalize()
    if line.alpha is None or line.within_one is None:
        return say("**{}:** {}.", dimension, line.reading)
    sentence = say(
        "**{}:** {} (Krippendorff's alpha {:.2f}{}; {} of the pairs of assessors are within one "
        "level).",
        dimension,
        _in_words(line),
        line.alpha,
        _interval(line),
        percent(line.within_one),
    )
    if line.identical == 1.0:
        return sentence + phrased(
            " All gave the same levels: ask whether each of them judged alone."
        )
    if line.drives is not None and line.alpha_without is not None:
        sentence += say(
            " Without *{}* alpha would be {:.2f}.",
            names.get(line.drives, line.drives),
            line.alpha_without,
        )
    low, high = line.most_apart_low, line.most_apart_high
    if line.most_apart and low is not None and high is not None and high - low >= 2:
        most = names.get(line.most_apart, line.most_apart)
        sentence += say(
            " They are most apart on *{}* ({} to {}): talk about it before using it.",
            most,
            low,
            high,
        )
    return sentence


def _interval(line: DimensionAgreement) -> str:
    if line.alpha_low is None or line.alpha_high is None:
        return ""
    return phrased(", 95 % interval {:.2f} to {:.2f}", line.alpha_low, line.alpha_high)


def _in_words(line: DimensionAgreement) -> str:
    """Say how far the assessors agree, in words that the interval bears."""
    if line.reading == "reliable":
        return phrased("the assessors agree well")
    if line.reading == "tentative" and (line.alpha_low or 0.0) < TENTATIVE:
        return phrased(
            "the assessors agree fairly well, but with so few components it may be chance"
        )
    if line.reading == "tentative":
        return phrased("the assessors agree fairly well")
    return phrased("the assessors agree too little to use the levels without talking about them")


def certainty(found: DiagnosisStep) -> Paragraphs | Missing:
    """Describe how sure the bottleneck is: model, cross-check without one, one left out."""
    package = found.package
    if package.score is None or package.p_bottleneck is None:
        return missing(
            phrased("How sure the bottleneck is"),
            phrased("Without levels of readiness and use no probability can be given."),
            follows=True,
        )
    sentences: list[TextLike] = [how_sure(found)]
    if package.scored > 1 and not found.at_the_top:
        sentences.append(_redrawn(found))
        sentences.append(_odds_of_target(found))
    if package.provisional:
        sentences.append(
            phrased("Components that are not assessed take no part in these probabilities.")
        )
    return paragraphs(sentences)


def _odds_of_target(found: DiagnosisStep) -> str:
    """Say why a score that is reached by the levels may still be unlikely."""
    package, target = found.package, found.diagnosis.method.parameters.get("target")
    p = package.p_target
    if not isinstance(target, int) or p is None or package.score is None:
        return ""
    odds = phrased("A package score of {} or more is {} likely today", target, percent(p))
    if package.score >= target and p < LEANING_FROM:
        return phrased(
            "{}, although the levels used give {}: each level may be lower than judged, "
            "and the lowest of many is lower still.",
            odds,
            package.shown,
        )
    return odds + "."


def _redrawn(found: DiagnosisStep) -> TextLike:
    """Return the cross-check that needs no model: the panel drawn anew."""
    package, influence = found.package, found.influence
    boot = influence.bootstrap.loc[influence.bootstrap["site"] == package.site]
    if boot.empty or found.sure.assessors < 2:  # one person drawn anew is the same person
        return ""
    tied = boot["component"].isin(package.lowest)
    share = min(float(boot.loc[tied, "probability"].sum()), 1.0)
    most = int(influence.full.loc[influence.full["site"] == package.site, "assessors"].iloc[0])
    ways = (
        phrased("in every possible way")
        if most <= MOST_ASSESSORS_LISTED
        else phrased("at random, many times")
    )
    return say(
        "Drawing the assessors anew {}, without any model, gives {} {}.",
        ways,
        _named(found, package.bottlenecks),
        percent(share),
    )
