"""How sure the bottleneck is: the odds, one assessor left out, and how far assessors agree."""

from __future__ import annotations

from collections.abc import Mapping

from workbench.core.table_access import known
from workbench.diagnosis.analysis.bottleneck_model import MOST_ASSESSORS_LISTED
from workbench.diagnosis.analysis.rows import DimensionAgreement, Package
from workbench.diagnosis.step import DiagnosisStep
from workbench.page.records import Missing, Paragraphs, missing, paragraphs
from workbench.page.text import Text, TextLike, join, listing, say, titles
from workbench.page.wording import count, percent, span


def how_sure(found: DiagnosisStep) -> Text:
    """Write in a few sentences how sure the bottleneck is; empty where nobody judged anything."""
    package = found.package
    sentences: list[TextLike] = [_assessors(package)]
    if package.score is not None and package.scored == 1:
        sentences.append("With one scored component there is nothing to compare it with.")
    elif package.score is not None and not found.at_the_top:
        sentences += [_probability(found), _whoever(found)]
    readings = [
        f"{line.dimension} {_read(line.reading)} (alpha {line.alpha:.2f})"
        for line in found.agreement.rows
        if line.alpha is not None
    ]
    if readings:
        sentences.append(f"Agreement of the assessors: {'; '.join(readings)}.")
    return join(" ", sentences)


def _assessors(package: Package) -> str:
    first, last = package.first_date, package.last_date
    if not package.assessors:
        return "No assessor gave a level; what is known comes from documents." if first else ""
    when = f", {span(first, last)}" if first and last else ""
    return f"{count(package.assessors, 'assessor')}, round {package.round}{when}."


def _probability(found: DiagnosisStep) -> TextLike:
    odds = [(one.probability, one) for one in found.component_rows if one.probability is not None]
    if not odds:
        return ""
    tied = [p for p, one in odds if one.bottleneck]
    if len(tied) > 1:
        return (
            f"With probability {percent(min(sum(tied), 1.0))} the bottleneck is one of the "
            f"{count(len(tied), 'component')} that share the lowest score."
        )
    (p, first), *rest = sorted(odds, key=lambda one: -one[0])[:2]
    sentence = say("*{}* is the bottleneck with probability {}", first.title, percent(p))
    for p, second in rest:
        if p >= 0.01:
            sentence += say(", *{}* with {}", second.title, percent(p))
    return sentence + "."


def _whoever(found: DiagnosisStep) -> TextLike:
    package, influence = found.package, found.influence
    left = influence.table.loc[influence.table["site"] == package.site]
    if left.empty:
        return "With fewer than two assessors nothing can be said about how far they agree."
    whole = influence.full.loc[influence.full["site"] == package.site, "bottleneck"].iloc[0]
    own = _named(found, whole)
    # The assessors alone may point elsewhere than the levels that the team adopted.
    start = say("By the assessors' own levels it is {}. ", own)
    if whole == package.bottlenecks:
        start = Text()
    if influence.stable(package.site):
        return start + say(
            "The bottleneck stays {} whoever of the {} is left out.",
            own,
            count(len(left), "assessor"),
        )
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


def _read(reading: str) -> str:
    """Put the customary reading of alpha into a sentence."""
    return {"discuss before using": "too low to use without discussing it"}.get(reading, reading)


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
            "Agreement between assessors",
            "Fewer than two assessors scored the same components, so agreement cannot be measured.",
            follows=not any(
                of.used is not None for one in found.component_rows for _, of in one.dimensions
            ),
        )
    return paragraphs(*sentences)


def _agreement_sentence(line: DimensionAgreement, names: Mapping[str, str]) -> Text:
    dimension = line.dimension.capitalize()
    if line.alpha is None or line.within_one is None:
        return say("**{}:** {}.", dimension, line.reading)
    interval = ""
    if line.alpha_low is not None and line.alpha_high is not None:
        interval = f", 95 % interval {line.alpha_low:.2f} to {line.alpha_high:.2f}"
    sentence = say(
        "**{}:** {} (Krippendorff's alpha {:.2f}{}; {} of the pairs of assessors are within one "
        "level).",
        dimension,
        _read(line.reading),
        line.alpha,
        interval,
        percent(line.within_one),
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


def certainty(found: DiagnosisStep) -> Paragraphs | Missing:
    """Describe how sure the bottleneck is: model, cross-check without one, one left out."""
    package = found.package
    if package.score is None or package.p_bottleneck is None:
        return missing(
            "How sure the bottleneck is",
            "Without levels of readiness and use no probability can be given.",
            follows=True,
        )
    sentences: list[TextLike] = [how_sure(found)]
    if package.scored > 1 and not found.at_the_top:
        sentences.append(_redrawn(found))
    if package.provisional:
        sentences.append("Components that are not assessed take no part in these probabilities.")
    return paragraphs(sentences)


def _redrawn(found: DiagnosisStep) -> TextLike:
    """Return the cross-check that needs no model: the panel drawn anew."""
    package, influence = found.package, found.influence
    boot = influence.bootstrap.loc[influence.bootstrap["site"] == package.site]
    if boot.empty:
        return ""
    tied = boot["component"].isin(package.lowest)
    share = min(float(boot.loc[tied, "probability"].sum()), 1.0)
    most = int(influence.full.loc[influence.full["site"] == package.site, "assessors"].iloc[0])
    ways = "in every possible way" if most <= MOST_ASSESSORS_LISTED else "at random, many times"
    return say(
        "Drawing the assessors anew {}, without any model, gives {} {}.",
        ways,
        _named(found, package.bottlenecks),
        percent(share),
    )
