"""Where the experiments, and what is to follow from them, do not fit each other."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from workbench.core.finding import Finding
from workbench.drawing.words import count, natural_list, percent, plural
from workbench.experiments.analysis.evidence import OutcomeEvidence
from workbench.experiments.analysis.pool import FEWEST, PooledEffects, TooFew
from workbench.experiments.step import ExperimentsStep, variable_title
from workbench.language import phrased

_SEEN: Final = 0.1  # chance below which small studies are said to differ; usual for Egger's test
_MOST: Final = 6  # that a sentence names


def findings(found: ExperimentsStep) -> list[Finding]:
    """List what the experiments rest on too little, and what speaks against going to scale."""
    return [
        *_on_rows(found),
        *_on_pools(found),
        *_on_places(found),
        *_on_scale(found),
        *_on_the_way(found),
    ]


def _on_rows(found: ExperimentsStep) -> Iterator[Finding]:
    effects = found.evidence.effects
    for site in found.place.keys:
        if effects.disagreements:
            keys = [one.of.experiment for one in effects.disagreements]
            one = effects.disagreements[0]
            yield Finding(
                step="experiments",
                kind="effect-against-counts",
                site=site,
                what=f"{count(len(keys), 'experiment')} {plural('states', len(keys))} another "
                f"effect than the counts or means of the same row give; {one.of.title}: stated "
                f"{one.stated[0]:.3g} (standard error {one.stated[1]:.3g}), computed "
                f"{one.computed[0]:.3g} ({one.computed[1]:.3g}).",
                where=("experiments", natural_list(keys, _MOST)),
                why="The stated effect counts. One of the two is wrong, or it was adjusted.",
                to_do="Look it up in the source, and correct the row or say why they differ.",
            )
        if effects.unusable:
            keys = [one.of.experiment for one in effects.unusable]
            one_of = effects.unusable[0]
            yield Finding(
                step="experiments",
                kind="effect-not-usable",
                site=site,
                what=f"{count(len(keys), 'experiment')} {plural('has', len(keys))} no effect that "
                f"can be used; {one_of.of.title}: {one_of.why}.",
                where=("experiments", natural_list(keys, _MOST)),
                why="What was found there is in no mean and in no interval.",
                to_do="Ask for the standard error, or for the counts or means behind it.",
            )
        for name, units in found.unlike_units:
            yield Finding(
                step="experiments",
                kind="context-units-differ",
                site=site,
                what=f"{variable_title(name).capitalize()} is given in {natural_list(units)}.",
                where=("site_contexts", f"{name}, unit"),
                why="Distances between places and the effects expected there are wrong.",
                to_do=phrased("Give it in one unit, at the sites and in the experiments."),
                serious=True,
            )


def _on_pools(found: ExperimentsStep) -> Iterator[Finding]:
    main = found.main
    if main is None:
        return
    title = found.title_of(main.outcome)
    for site in found.place.keys:
        if isinstance(main.whole, TooFew):
            yield Finding(
                step="experiments",
                kind="too-few-experiments",
                site=site,
                what=f"{title} was measured in {count(main.whole.studies, 'independent study')}; "
                f"{FEWEST} are needed to say what to expect at another place.",
                where=("experiments", f"outcome {main.outcome}"),
                why="What worked in one place may not work in another, and nobody can tell.",
                to_do="Make the next experiment in a place that differs, before going to scale.",
                serious=True,
            )
            continue
        yield from _doubt(main, main.whole, site, title)
        yield from _loss(main, site, title)


def _doubt(main: OutcomeEvidence, whole: PooledEffects, site: str, title: str) -> Iterator[Finding]:
    if main.robust is None:
        return
    part = main.robust.without("without doubtful")
    if part is not None:
        rest = part.pool
        moved = isinstance(rest, TooFew) or (rest.chance >= 0.5) != (whole.chance >= 0.5)
        says = "too few are left to say anything"
        if isinstance(rest, PooledEffects):
            says = f"the chance of an effect worth having is {percent(rest.chance)} instead"
        if moved:
            yield Finding(
                step="experiments",
                kind="pool-hangs-on-doubt",
                site=site,
                what=f"{title}: without {count(part.dropped, 'doubtful effect')} {says} of "
                f"{percent(whole.chance)}."
                if isinstance(rest, PooledEffects)
                else f"{title}: without {count(part.dropped, 'doubtful effect')} {says}.",
                where=("experiments", "doubt"),
                why="The decision would hang on results that are themselves in doubt.",
                to_do="Decide by the pool without them, or settle the doubt.",
                serious=True,
            )
    small = main.robust.small
    if small is not None and small.by_chance < _SEEN:
        yield Finding(
            step="experiments",
            kind="small-studies-differ",
            site=site,
            what=f"{title}: effects of small studies differ from those of large ones (Egger's "
            f"test, chance {percent(small.by_chance)}).",
            where=("experiments", f"outcome {main.outcome}"),
            why="Small studies without an effect may never have been written up; then the mean "
            "promises too much.",
            to_do="Look for experiments that were not published, and look at the registered ones.",
        )


def _loss(main: OutcomeEvidence, site: str, title: str) -> Iterator[Finding]:
    for one in main.drops.drops:
        if one.loss is None or one.loss.range.low <= 0:
            continue
        share = one.share
        yield Finding(
            step="experiments",
            kind="loss-at-scale",
            site=site,
            what=f"{title} is smaller in what is nearer to scale: {one.contrast.at_scale} lose "
            + (f"{percent(min(share, 1.0))} of the effect of " if share else "some of that of ")
            + f"{one.contrast.sheltered}.",
            where=("experiments", one.contrast.key),
            why="Plan and money count on an effect that the sheltered experiments alone have had.",
            to_do="Reckon with the effect nearer to scale, or plan what keeps it up.",
            serious=share is not None and share >= 0.5,
        )


def _on_places(found: ExperimentsStep) -> Iterator[Finding]:
    for site in found.place.keys:
        there = found.transfer.of(site)
        if there is None or not there.outside:
            continue
        named = [
            f"{variable_title(one.variable)} {one.value:g} (tried: {one.low:g} to {one.high:g})"
            for one in there.outside
        ]
        yield Finding(
            step="experiments",
            kind="site-beyond-experiments",
            site=site,
            what=f"No experiment was made in a place like this: {natural_list(named, _MOST)}.",
            where=("site_contexts", natural_list([one.variable for one in there.outside], _MOST)),
            why="What is expected here is drawn out beyond what anybody has seen.",
            to_do=phrased(
                "Make a pilot here before going to scale, or begin at a site within the range."
            ),
        )


def _on_scale(found: ExperimentsStep) -> Iterator[Finding]:
    for test in found.tests:
        stops = test.with_verdict("stop")
        if stops:
            yield Finding(
                step="experiments",
                kind="not-ready-to-scale",
                site=test.site,
                what="Not ready for scale: "
                + natural_list(
                    [f"{one.condition.title} {one.words(one.value)}, stop from "
                     f"{one.words(one.stop)}"
                     for one in stops if one.value is not None], _MOST
                )
                + ".",
                where=("scale_tests", natural_list([one.condition.key for one in stops], _MOST)),
                why="The lowest condition counts: what holds it back holds all of it back.",
                to_do="Mend these first, or say why another threshold holds here.",
                serious=True,
            )  # fmt: skip
        contested = [one for one in test.conditions if one.contested]
        if contested:
            yield Finding(
                step="experiments",
                kind="scale-value-contested",
                site=test.site,
                what="Readiness for scale is stated otherwise than the tables say: "
                + natural_list(
                    [f"{one.condition.title} stated {one.words(one.value)}, computed "
                     f"{one.words(one.computed)}"
                     for one in contested
                     if one.value is not None and one.computed is not None], _MOST
                )
                + ".",
                where=(
                    "scale_tests", natural_list([one.condition.key for one in contested], _MOST)
                ),
                why="The stated value counts, and with the other one the verdict would differ.",
                to_do="Correct the value, or take it out so that the computed one counts.",
            )  # fmt: skip


def _on_the_way(found: ExperimentsStep) -> Iterator[Finding]:
    for site in found.place.keys:
        steps = found.steps
        if steps.steps and not steps.repeated:
            yield Finding(
                step="experiments",
                kind="nothing-repeated",
                site=site,
                what=f"Nobody outside the team has carried out any of the {len(steps.steps)} steps "
                "from the text alone.",
                where=("steps_to_repeat", "tried_by"),
                why="What only the team can do cannot grow beyond the team.",
                to_do="Give the text to somebody who was not there, and watch what happens.",
            )
        low = [one for one in found.checked.latest if one.site == site]
        low = [one for one in low if one.state == "below the floor"]
        if low:
            yield Finding(
                step="experiments",
                kind="below-floor",
                site=site,
                what="At the last check-in "
                + natural_list([found.indicator(one.kpi) for one in low])
                + f" missed {'its floor' if len(low) == 1 else 'their floors'}.",
                where=("kpi_values", natural_list([one.kpi for one in low], _MOST)),
                why="It was agreed that the work goes on only while this is kept.",
                to_do="Find out why, and adapt before the next step.",
                serious=True,
            )
        bare = [one for one in found.barriers if one.site == site and one.unanswered]
        if bare:
            yield Finding(
                step="experiments",
                kind="barrier-without-activity",
                site=site,
                what=f"No activity is to overcome {natural_list([one.title for one in bare], 4)}.",
                where=("risks", natural_list([one.risk for one in bare], _MOST)),
                why="They are likely and harmful, and nobody plans what holds them off.",
                to_do="Plan an activity for each, and name it in the column activity.",
            )
