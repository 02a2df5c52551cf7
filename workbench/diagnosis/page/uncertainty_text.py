"""How sure the bottleneck is: the odds, one assessor left out, and how far assessors agree."""

from __future__ import annotations

from typing import Any

import pandas as pd
from markupsafe import Markup

from workbench.diagnosis.analysis.agreement import Agreement
from workbench.diagnosis.analysis.bottleneck_model import MOST_ASSESSORS_LISTED
from workbench.diagnosis.analysis.diagnosis import Diagnosis
from workbench.diagnosis.analysis.leave_one_out import AssessorInfluence
from workbench.page.content import Part, missing, text
from workbench.page.wording import (
    count,
    each_row,
    known,
    listing,
    paragraph,
    percent,
    span,
    titles,
)


def how_sure(
    diagnosis: Diagnosis, agreement: Agreement, influence: AssessorInfluence, package: Any
) -> Markup:
    """Say in a few sentences how sure the bottleneck is; empty where nobody judged anything."""
    sentences = [_assessors(package)]
    if known(package.score) and int(package.scored) == 1:
        sentences.append("With one scored component there is nothing to compare it with.")
    elif known(package.score) and not at_the_top(diagnosis, package):
        sentences += [_probability(diagnosis), _whoever(diagnosis, influence, package)]
    readings = [_reading(line) for line in each_row(agreement.table) if known(line.alpha)]
    if readings:
        sentences.append(f"Agreement of the assessors: {'; '.join(readings)}.")
    return Markup(" ").join(one for one in sentences if one)


def package_of(diagnosis: Diagnosis) -> Any:
    """Give the one row of a one-site diagnosis that speaks of the whole package."""
    return next(each_row(diagnosis.packages))


def at_the_top(diagnosis: Diagnosis, package: Any) -> bool:
    """Say whether every scored component has the highest score there is."""
    framework = diagnosis.framework
    top = framework.readiness.maximum * framework.use.maximum
    return known(package.score) and int(package.score) == top


def _assessors(package: Any) -> str:
    if not known(package.assessors) or int(package.assessors) == 0:
        return (
            "No assessor gave a level; what is known comes from documents."
            if known(package.first_date)
            else ""
        )
    when = span(package.first_date, package.last_date)
    return f"{count(int(package.assessors), 'assessor')}, round {int(package.round)}, {when}."


def _probability(diagnosis: Diagnosis) -> str:
    found = diagnosis.table.loc[diagnosis.table["p_bottleneck"].notna()]
    if found.empty:
        return ""
    tied = found.loc[found["bottleneck"].astype(bool)]
    if len(tied) > 1:
        shared = percent(min(float(tied["p_bottleneck"].sum()), 1.0))
        return (
            f"With probability {shared} the bottleneck is one of the "
            f"{count(len(tied), 'component')} that share the lowest score."
        )
    ordered = found.sort_values("p_bottleneck", ascending=False, kind="stable")
    first, *rest = each_row(ordered.head(2))
    sentence = Markup("{} is the bottleneck with probability {}").format(
        titles([first.title]), percent(first.p_bottleneck)
    )
    if rest and rest[0].p_bottleneck >= 0.01:
        sentence += Markup(", {} with {}").format(
            titles([rest[0].title]), percent(rest[0].p_bottleneck)
        )
    return sentence + Markup(".")


def _whoever(diagnosis: Diagnosis, influence: AssessorInfluence, package: Any) -> str:
    left = influence.table.loc[influence.table["site"] == package.site]
    if left.empty:
        return "With fewer than two assessors nothing can be said about how far they agree."
    whole = influence.full.loc[influence.full["site"] == package.site, "bottleneck"].iloc[0]
    own = _named(diagnosis, whole)
    # The assessors alone may point elsewhere than the levels that the team adopted.
    start = Markup()
    if whole != package.bottlenecks:
        start = Markup("By the assessors' own levels it is {}. ").format(own)
    if influence.stable(package.site):
        return start + Markup("The bottleneck stays {} whoever of the {} is left out.").format(
            own, count(len(left), "assessor")
        )
    other = left.loc[left["bottleneck"].ne(whole).fillna(value=True)]
    said = [
        Markup("{} without {}").format(
            _named(diagnosis, keys), listing((str(one) for one in group["left_out"]), last="or")
        )
        for keys, group in other.groupby("bottleneck", sort=False, dropna=False)
    ]
    return start + Markup("It would be {}.").format(Markup("; ").join(said))


def _named(diagnosis: Diagnosis, keys: Any) -> Markup:
    """Name the components of keys that are joined by a semicolon."""
    if not known(keys):
        return Markup("none")
    names = dict(zip(diagnosis.table["component"], diagnosis.table["title"], strict=True))
    return titles(str(names.get(key, key)) for key in str(keys).split(";"))


def _reading(line: Any) -> str:
    return f"{line.dimension} {_read(line.reading)} (alpha {line.alpha:.2f})"


def _read(reading: str) -> str:
    """Put the customary reading of alpha into a sentence."""
    return {"discuss before using": "too low to use without discussing it"}.get(reading, reading)


def agreement_words(diagnosis: Diagnosis, agreement: Agreement) -> Part:
    """Say how far the assessors agree, and on what they should talk."""
    names = diagnosis.table.set_index("component")["title"]
    sentences: list[str] = []
    for line in each_row(agreement.table):
        if not known(line.assessors) or int(line.assessors) < 2:
            continue
        sentences.append(_agreement_sentence(line, names))
    if not sentences:
        return missing(
            "Agreement between assessors",
            "Fewer than two assessors scored the same components, so agreement cannot be measured.",
            follows=not diagnosis.table[["readiness", "use"]].notna().to_numpy().any(),
        )
    return text(Markup("").join(paragraph([sentence]) for sentence in sentences))


def _agreement_sentence(line: Any, names: pd.Series) -> Markup:
    dimension = str(line.dimension).capitalize()
    if not known(line.alpha):
        return Markup("<strong>{}:</strong> {}.").format(dimension, line.reading)
    sentence = Markup(
        "<strong>{}:</strong> {} (Krippendorff's alpha {}{}; {} of the pairs of assessors are "
        "within one level)."
    ).format(
        dimension,
        _read(line.reading),
        f"{line.alpha:.2f}",
        f", 95\xa0% interval {line.alpha_low:.2f} to {line.alpha_high:.2f}"
        if known(line.alpha_low)
        else "",
        percent(line.within_one),
    )
    if known(line.most_apart) and line.most_apart_high - line.most_apart_low >= 2:
        sentence += Markup(
            " They are most apart on {} ({} to {}): talk about it before using it."
        ).format(
            titles([names.get(line.most_apart, line.most_apart)]),
            int(line.most_apart_low),
            int(line.most_apart_high),
        )
    return sentence


def certainty(diagnosis: Diagnosis, influence: AssessorInfluence, agreement: Agreement) -> Part:
    """Say how sure the bottleneck is: model, cross-check without a model, one assessor left out."""
    package = package_of(diagnosis)
    if not known(package.score) or not known(package.p_bottleneck):
        return missing(
            "How sure the bottleneck is",
            "Without levels of readiness and use no probability can be given.",
            follows=True,
        )
    sentences: list[str] = [how_sure(diagnosis, agreement, influence, package)]
    if int(package.scored) > 1 and not at_the_top(diagnosis, package):
        sentences.append(_redrawn(diagnosis, influence, package))
    if package.provisional:
        sentences.append("Components that are not assessed take no part in these probabilities.")
    return text(paragraph(sentences))


def _redrawn(diagnosis: Diagnosis, influence: AssessorInfluence, package: Any) -> str:
    """Give the cross-check that needs no model: the panel drawn anew."""
    boot = influence.bootstrap.loc[influence.bootstrap["site"] == package.site]
    if boot.empty:
        return ""
    tied = set(str(package.bottlenecks).split(";"))
    share = min(float(boot.loc[boot["component"].isin(tied), "probability"].sum()), 1.0)
    most = int(influence.full.loc[influence.full["site"] == package.site, "assessors"].iloc[0])
    ways = "in every possible way" if most <= MOST_ASSESSORS_LISTED else "at random, many times"
    return Markup("Drawing the assessors anew {}, without any model, gives {} {}.").format(
        ways, _named(diagnosis, package.bottlenecks), percent(share)
    )
