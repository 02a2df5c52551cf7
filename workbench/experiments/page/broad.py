"""What the report says on the way from small to broad: transfer, loss, cost, test, what is told."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from workbench.core.money import amount_words
from workbench.drawing.words import percent
from workbench.errors import NothingToShow
from workbench.experiments.analysis.check_ins import CheckIn
from workbench.experiments.analysis.next_pilot import Pilot, PilotValue
from workbench.experiments.analysis.pool import PooledEffects
from workbench.experiments.analysis.ready_to_scale import HeldCondition, ScaleTest, Verdict
from workbench.experiments.analysis.transfer import InContext
from workbench.experiments.analysis.voltage import VoltageDrop
from workbench.experiments.figures.measure_words import (
    change_unit,
    effect_words,
    measure_unit,
    range_words,
)
from workbench.experiments.page.pooled import chance_here, evidence_in_short
from workbench.experiments.step import ExperimentsStep, variable_title
from workbench.language import phrased
from workbench.page.records import (
    Bullets,
    Fact,
    Group,
    Paragraphs,
    Record,
    ReportTable,
    Summary,
    TableHead,
    bullets,
    group,
    paragraphs,
    summary,
    table,
)
from workbench.page.text import Text, TextLike, join, listing, say
from workbench.page.wording import count, long_date, plural

_MOST: Final = 12
_VERDICTS: Final[Mapping[Verdict, str]] = {
    "go": "go", "adapt": "adapt", "stop": "stop", "not known": "not known yet",
}  # fmt: skip
_RESULTS: Final = {"pass": "passed", "adapt": "to be adapted", "stop": "stopped", "": "made"}
_KINDS: Final = {
    "method": "How it is done", "challenge": "What went wrong",
    "adaptation": "What was changed", "lesson": "What was learnt",
    "practice": "What works", "content": "What was told to the public",
}  # fmt: skip


def one_page(found: ExperimentsStep) -> Summary:
    """Make the lines of page one: what to expect here, and whether to go to scale."""
    said: list[TextLike] = [evidence_in_short(found)]
    if found.test.conditions:
        said.append(
            say(
                "Test for going to scale: **{}**{}.",
                _VERDICTS[found.test.verdict],
                _by_own(found.test),
            )
        )
    facts: dict[str, Fact] = {}
    if found.test.conditions:
        facts["ready_to_scale"] = _VERDICTS[found.test.verdict]
    chance = chance_here(found)
    if chance is not None:
        facts["chance"] = round(chance, 2)
    return summary([("Where we stand", join(" ", said))], facts)


def ready(found: ExperimentsStep) -> Group:
    """List the conditions for going to scale, each with value, thresholds and evidence.

    Raises
    ------
    NothingToShow
        The framework has no such conditions.
    """
    test = found.test
    if not test.conditions:
        message = "The framework names no conditions for going to scale."
        raise NothingToShow(message)
    told = _verdict_words(found)
    rows = [_condition(one) for one in test.conditions]
    heads = [
        TableHead("Condition", "names"), TableHead("Value", "numbers"),
        TableHead("Go", "numbers"), TableHead("Stop", "numbers"), TableHead("Comes to"),
        TableHead("Rests on"),
    ]  # fmt: skip
    note = (
        "The lowest counts. Thresholds are our own assumption; those with a star the team has set. "
        "Rests on tables: computed from those of the project."
    )
    return group([paragraphs(told), table("Test for going to scale", heads, rows, note=note)])


def _verdict_words(found: ExperimentsStep) -> list[TextLike]:
    test = found.test
    said: list[TextLike] = [
        say("The test comes to **{}**{}.", _VERDICTS[test.verdict], _by_own(test))
    ]
    for verdict, words in (("stop", "Stop"), ("not known", "Not known"), ("adapt", "To adapt")):
        own = [one for one in test.conditions if one.verdict == verdict]
        if own:
            said.append(say("{}: {}.", words, listing([_lower(one) for one in own])))
    return said


def _by_own(test: ScaleTest) -> str:
    """Say what the test would come to, had the team set no thresholds of its own."""
    if test.usual == test.verdict:
        return ""
    return f" by the team's own thresholds; by those of the framework {_VERDICTS[test.usual]}"


def _lower(one: HeldCondition) -> str:
    title = one.condition.title
    return title[:1].lower() + title[1:]


def _condition(one: HeldCondition) -> list[TextLike]:
    sign = "≥" if one.condition.direction == "up" else "≤"
    other = "≤" if one.condition.direction == "up" else "≥"
    rests: TextLike = "–"
    if one.how == "computed":
        rests = "tables"
    elif one.how == "given":
        rests = one.evidence.replace(";", ", ") or "stated without evidence"
        rests += f", {long_date(one.date)}" if one.date else ""
    if one.contested and one.computed is not None:
        rests = say("{}; **the tables give {}**", rests, one.words(one.computed))
    verdict = say("**{}**", _VERDICTS[one.verdict])
    value = "not known" if one.value is None else one.words(one.value)
    go, stop = f"{sign} {one.words(one.go)}", f"{other} {one.words(one.stop)}"
    if one.condition.unit == "level" and one.value is not None:
        value = f"level {value}"
    elif one.condition.unit not in {"share", "ratio"} and one.value is not None:
        value += f" {one.condition.unit}"
    if (one.go, one.stop) != (one.condition.go, one.condition.stop):
        go, stop = f"{go} *", f"{stop} *"
    return [one.condition.title, value, go, stop, verdict, rests]


def expected_here(found: ExperimentsStep) -> Group:
    """Say what is to be expected at the site, and how far it is from the places tried."""
    there, main = found.there, found.main
    if main is None or not isinstance(main.whole, PooledEffects):
        return group([])
    said: list[TextLike] = []
    expected = found.expected(main, found.site.key)
    if expected is not None and main.line is not None:
        names = listing([f"its {variable_title(name)}" for name in main.line.variables])
        said.append(
            say(
                "By {} an effect of **{}** is to be expected here ({}; {}), worth having with a "
                "chance of **{}**.", names, effect_words(expected.value, main.measure),
                range_words(expected.place, main.measure), measure_unit(main.measure, found.unit),
                percent(expected.chance),
            )
        )  # fmt: skip
    else:
        said.append(
            phrased(
                "The experiments are too few to tell sites apart by what they are like; "
                "the mean of all places is the best there is."
            )
        )
    titles = {one.experiment: one.title for one in found.evidence.experiments}
    if there.tried_here:
        here = listing([say("*{}*", titles[one]) for one in there.tried_here], most=4)
        said.append(say("Tried here itself: {}.", here))
    if there.distance is not None:
        said.append(
            say("The nearest {}place tried is that of *{}*, {} standard deviations away.",
                "other " if there.tried_here else "", titles[there.nearest],
                f"{there.distance:.1f}")
        )  # fmt: skip
    if there.outside:
        said.append(
            say("**Outside the range tried**: {}. What is said of this site is extrapolated.",
                listing([_beyond(one) for one in there.outside]))
        )  # fmt: skip
    if there.missing:
        known = [variable_title(one) for one in there.missing]
        said.append(say("Not known here: {}.", listing(known)))
    parts: list[Record] = [paragraphs(said)]
    if there.variables:
        parts.append(_context(found, there.variables))
    return group(parts)


def _beyond(one: InContext) -> str:
    return f"{variable_title(one.variable)} {one.value:g} (tried {one.low:g} to {one.high:g})"


def _context(found: ExperimentsStep, variables: Sequence[InContext]) -> ReportTable:
    units = found.site_contexts.units
    rows = [
        [
            join(", ", [variable_title(one.variable).capitalize(), *units.get(one.variable, ())]),
            f"{one.value:g}", f"{one.low:g} to {one.high:g}",
            "outside" if one.outside else "within",
        ]
        for one in variables
    ]  # fmt: skip
    heads = [
        TableHead("Feature, unit", "names"), TableHead("Here", "numbers"),
        TableHead("Places tried", "numbers"), TableHead("Range"),
    ]  # fmt: skip
    return table("This setting beside the places tried", heads, rows)


def lost_at_scale(found: ExperimentsStep) -> Group:
    """List what is lost between sheltered experiments and those nearer to scale.

    Raises
    ------
    NothingToShow
        The experiments are all of one sort.
    """
    main = found.main
    drops = () if main is None else main.drops.drops
    if main is None or not drops:
        message = "All experiments are of one sort, so nobody can tell what is lost at scale."
        raise NothingToShow(message)
    rows = [_drop(one, main.measure) for one in drops]
    unit = change_unit(main.measure, found.unit)
    heads = [
        TableHead("Sheltered", "names"), TableHead("Nearer to scale"),
        TableHead("Studies of each", "numbers"),
        TableHead("Loss", "numbers", unit=unit),
        TableHead("Interval", "numbers", unit=unit), TableHead("Share lost", "numbers"),
    ]  # fmt: skip
    note = "Above 0: the effect is worse nearer to scale. Share lost: of the sheltered effect. "
    note += "Studies differ in more than this, so not all of it need be due to scale."
    parts: list[Record] = [table("What is lost on the way to scale", heads, rows, note=note)]
    if main.drops.absent:
        names = [f"{one.sheltered} against {one.at_scale}" for one in main.drops.absent]
        parts.append(paragraphs(say("One side is missing for {}.", listing(names))))
    return group(parts)


def _drop(one: VoltageDrop, measure: str) -> list[TextLike]:
    studies = f"{one.studies[0]} and {one.studies[1]}"
    if one.loss is None:
        return [one.contrast.sheltered, one.contrast.at_scale, studies, "too few studies", "–", "–"]
    share = "–" if one.share is None else f"{100 * one.share:.0f} %" if one.share > 0 else "no loss"
    scale, places = (100, 1) if measure == "risk difference" else (1, 2)
    loss, low, high = (
        f"{scale * value:+.{places}f}".replace("-", "−")
        for value in (one.loss.value, one.loss.range.low, one.loss.range.high)
    )
    ends = f"{low} to {high}"
    return [one.contrast.sheltered, one.contrast.at_scale, studies, loss, ends, share]


def next_pilots_listed(found: ExperimentsStep) -> Group:
    """List where the next pilot would teach most for its money.

    Raises
    ------
    NothingToShow
        No pilot could be made, or nothing is put together yet.
    """
    pilots = found.next_pilots
    if pilots is None:
        message = "Too few experiments to tell what a further one would teach."
        raise NothingToShow(message)
    if pilots.empty and not pilots.unusable and not pilots.made:
        message = "No place is named where the next pilot could be made."
        raise NothingToShow(message)
    parts: list[Record] = []
    for currency, own in pilots.by_currency:
        parts.append(_pilots(found, own, f"Where the next pilot teaches most ({currency})"))
    if pilots.unknown_cost:
        parts.append(_pilots(found, pilots.unknown_cost, "Pilots whose cost is not known"))
    said: list[TextLike] = []
    if len(pilots.by_currency) > 1:
        said.append("Costs of different currencies are not compared.")
    for one, why in pilots.unusable:
        said.append(say("*{}*: {}.", _name(found, one.site), why))
    parts.append(paragraphs([*said, *_made(found, pilots.made)]))
    return group(parts)


def _made(found: ExperimentsStep, made: Sequence[Pilot]) -> list[TextLike]:
    """Say what came of the pilots, the one at the site of the report apart."""
    keys = found.place.keys
    own = keys[0] if len(keys) == 1 else None
    told = [
        say("*{}* ({})", _name(found, one.site), _RESULTS[one.result or ""])
        for one in made
        if one.site != own
    ]
    said: list[TextLike] = []
    if told:
        where = "elsewhere" if own else "already"
        said.append(say("Pilots made {}: {}.", where, listing(told)))
    said += [
        say("The pilot made here: {}; it is not counted among those elsewhere.",
            _RESULTS[one.result or ""])
        for one in made
        if one.site == own
    ]  # fmt: skip
    return said


def _name(found: ExperimentsStep, site: str) -> str:
    return found.names.get(site, site)


def _pilots(found: ExperimentsStep, own: Sequence[PilotValue], caption: str) -> ReportTable:
    rows: list[list[TextLike | int]] = []
    for one in own[:_MOST]:
        cost = "not known"
        if one.pilot.cost is not None:
            cost = amount_words(one.pilot.cost, one.pilot.currency or "", places=0)
        each = "–"
        if one.per_money is not None and one.pilot.cost:
            each = f"{100 * one.share / float(one.pilot.cost) * 10_000:.2g} %"
        rows.append(
            [_name(found, one.pilot.site), cost, one.pilot.n or 0, percent(one.share), each,
             one.opens, one.pilot.audience or "–", one.pilot.criterion or "–"]
        )  # fmt: skip
    currencies = {one.pilot.currency for one in own if one.pilot.currency}
    money = f"{currencies.pop()} " if len(currencies) == 1 else ""
    heads = [
        TableHead("Place", "names"), TableHead("Cost", "numbers"),
        TableHead("Observed", "numbers"), TableHead("Teaches", "numbers"),
        TableHead(f"Per {money}10,000", "numbers"), TableHead("Opens", "numbers"),
        TableHead("New about it"), TableHead("Passed when"),
    ]  # fmt: skip
    note = "Teaches: share of the uncertainty of what is expected that it takes away, over all "
    note += "sites. Opens: sites that it brings into the range tried."
    return table(caption, heads, rows, note=phrased(note))


def cost_of_a_user(found: ExperimentsStep) -> Group:
    """Say what one user cost in the experiments, and what one would cost at scale."""
    said: list[TextLike] = []
    for one in found.costs:
        widest = one.widest
        told = say(
            "In {} a user cost {} {} in the study that reached most ({:,} users).",
            count(len(one.points), "study"), one.currency, f"{widest.each:,.2f}", widest.reached,
        )  # fmt: skip
        if one.at_scale is not None and one.range is not None and one.reach is not None:
            told += say(
                " At {} users it would be **{} {}** ({} to {}), if the trend goes on.",
                f"{one.reach:,.0f}", one.currency, f"{one.at_scale:,.2f}",
                f"{one.range.low:,.2f}", f"{one.range.high:,.2f}",
            )  # fmt: skip
        if one.beyond is not None and one.beyond > 1:
            told += say(" That is {} times as many as were ever reached.", f"{one.beyond:,.1f}")
        said.append(told)
    return group([paragraphs(*said)] if said else [])


def repeated(found: ExperimentsStep) -> Group:
    """List the steps that somebody else has to repeat, and how far each is.

    Raises
    ------
    NothingToShow
        No step is recorded.
    """
    steps = found.steps
    if not steps.steps:
        message = "No step is recorded, so nobody can tell whether others could repeat it."
        raise NothingToShow(message)
    rows = [
        [one.step, one.title, "yes" if one.documented else "no" if one.documented is False else "–",
         one.tried_by or "–", one.state]
        for one in steps.steps
    ]  # fmt: skip
    heads = [
        TableHead("No.", "names"),
        *map(TableHead, ("Step", "Written down", "Tried by", "State")),
    ]
    said = say(
        "{} of {} are written down; outsiders have repeated {}.",
        str(sum(one.documented is True for one in steps.steps)),
        count(len(steps.steps), "step"), str(sum(one.repeated for one in steps.steps)),
    )  # fmt: skip
    return group([paragraphs(said), table("Can somebody else repeat it?", heads, rows)])


def told_stories(found: ExperimentsStep) -> Group:
    """Say what people tell, with quotations of those who consented."""
    stories = found.stories
    if not stories.stories:
        return group([])
    said: list[TextLike] = [
        say("{} by {}; most speak of {}.", count(len(stories.stories), "story"),
            listing(stories.groups, most=6),
            listing([variable_title(one) for one in stories.themes], most=3))
    ]  # fmt: skip
    said += [
        say("Only {} speak of {}.", told_by, variable_title(theme))
        for theme, told_by in stories.unheard[:3]
    ]
    for theme in stories.themes[:2]:
        tones = [f"{number} {tone}" for tone, number in stories.tones(theme).items()]
        said.append(say("Of those on {}: {}.", variable_title(theme), listing(tones)))
    said.append("They stand beside the numbers; none of them is counted into an effect.")
    quotes: list[TextLike] = [
        say("“{}” ({}{})", one.quotable, one.group, f", {one.tone}" if one.tone else "")
        for one in stories.stories
        if one.quotable
    ]
    parts: list[Paragraphs | Bullets] = [paragraphs(said)]
    if quotes:
        parts.append(bullets(quotes[:6], "In their own words, with their consent:"))
    return group(parts)


def money_mix(found: ExperimentsStep) -> Group:
    """Say how much hangs on a single source of money."""
    said: list[TextLike] = []
    for one in found.funding:
        if one.concentration is not None and one.effective is not None:
            first, share = one.shares[0]
            said.append(
                say(
                    "Received or pledged are **{} {}** from {}; the largest is *{}* with {}. That "
                    "is as diverse as {} equal sources (sum of squared shares {}).",
                    one.currency, f"{one.certain:,.0f}", count(len(one.shares), "source"),
                    first.title, percent(share), f"{one.effective:.1f}",
                    f"{one.concentration:.2f}",
                )
            )  # fmt: skip
        elif one.apart:
            said.append("No money is received or pledged.")
        if one.requested:
            said.append(
                f"Requested and not certain: {one.currency} {one.requested:,.0f} more; it is not "
                "counted."
            )
        if one.apart:
            apart = [say("*{}* ({})", source.title, why) for source, why in one.apart]
            said.append(say("Not counted: {}.", listing(apart)))
    return group([paragraphs(said)] if said else [])


def barriers_listed(found: ExperimentsStep) -> ReportTable:
    """List what may keep the innovation from scale, and the activity that is to overcome it.

    Raises
    ------
    NothingToShow
        No barrier is recorded.
    """
    titles = dict(
        found.place.table("activities")[["activity", "title"]].itertuples(index=False, name=None)
    )
    rows: list[list[TextLike]] = [
        [
            one.title, "–" if one.score is None else str(one.score), one.mitigation or "–",
            titles.get(one.activity, one.activity) if one.activity
            else say("**none**") if one.unanswered else "–",
            one.contingency or "–", "–" if one.residual is None else str(one.residual),
        ]
        for one in found.barriers
    ]  # fmt: skip
    if not rows:
        message = "No barrier is recorded."
        raise NothingToShow(message)
    heads = [
        TableHead("Barrier", "names"), TableHead("Likelihood × impact", "numbers"),
        TableHead("Mitigation"), TableHead("Activity"), TableHead("If it comes"),
        TableHead("Left over", "numbers"),
    ]  # fmt: skip
    return table("Barriers on the way to scale", heads, rows)


def check_ins_listed(found: ExperimentsStep) -> ReportTable:
    """List what was planned and observed at each check-in.

    Raises
    ------
    NothingToShow
        No value of an indicator is recorded.
    """
    rows = [_check_in(found, one) for one in found.checked.rows]
    if not rows:
        message = "No value of an indicator is recorded."
        raise NothingToShow(message)
    heads = [
        TableHead("Indicator", "names"), TableHead("Day"), TableHead("Planned", "numbers"),
        TableHead("Observed", "numbers"), TableHead("Target", "numbers"), TableHead("State"),
        TableHead("Note"),
    ]  # fmt: skip
    return table("Planned against observed", heads, rows)


def _check_in(found: ExperimentsStep, one: CheckIn) -> list[TextLike]:
    def number(value: float | None) -> str:
        return "–" if value is None else f"{value:,.6g}"

    state: Text | str = one.state
    if one.state in {"behind", "below the floor"}:
        state = say("**{}**", one.state)
    return [
        found.indicator(one.kpi), long_date(one.date), number(one.planned), number(one.value),
        number(one.target), state, one.note or "–",
    ]  # fmt: skip


def diary_kept(found: ExperimentsStep) -> Group:
    """List what was done, changed and learnt, kind by kind, the latest first."""
    parts: list[Record] = []
    for kind, head in _KINDS.items():
        own = [one for one in reversed(found.diary) if one.kind == kind]
        points = [
            say(
                "{} ({}{})",
                one.text,
                long_date(one.date),
                f"; {one.context}" if one.context else "",
            )
            for one in own[:_MOST]
        ]
        if points:
            more = len(own) - len(points)
            entries = f"{count(more, 'earlier entry')} {plural('is', more)} in the tables."
            parts.append(bullets([*points, *([entries] if more else [])], f"{head}:"))
    return group(parts)
