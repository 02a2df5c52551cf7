"""What the page over all sites says: where they stand, what holds them back, what is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from statistics import median_low

from workbench.core.rows import rows_of
from workbench.diagnosis.analysis.rows import Package
from workbench.errors import NothingToShow
from workbench.language import phrased
from workbench.options.analysis.what_follows import WhatFollows
from workbench.page.records import (
    Group,
    Missing,
    Paragraphs,
    ReportTable,
    Summary,
    TableHead,
    group,
    missing,
    paragraphs,
    summary,
    table,
)
from workbench.page.text import Text, TextLike, join, listing, say, titles
from workbench.page.wording import count, long_date, plural
from workbench.portfolio.page.funding import asks_in_short
from workbench.portfolio.step import PortfolioStep

_NAMED = 6  # sites in a cell or sentence; the rest is counted
_STATUS_WORDS = {
    "diagnosed": "fully diagnosed",
    "provisional": "provisional (something is not assessed)",
    "use not given": "without any level of use, so without a package score",
    "readiness not given": "without any level of readiness, so without a package score",
    "not assessed": "not assessed at all",
}


@dataclass(frozen=True, slots=True)
class _Advised:
    """What is advised and decided for a component of a site; a row of ``Advice.table``."""

    site: str
    component_title: str
    bottleneck: bool
    option_title: str | None
    decided: bool | None
    chosen_option_title: str | None
    agrees: bool | None

    @property
    def title(self) -> str | None:
        """The option that the team chose, else the one that is advised."""
        return self.chosen_option_title if self.decided else self.option_title


@dataclass(frozen=True, slots=True)
class _Standing:
    """A decision that counts; a row of ``DecisionReview.standing``."""

    site: str
    component_title: str
    option_title: str
    date: date | None
    changed: bool | None


def one_page(found: PortfolioStep) -> Summary:
    """Make the summary lines of the comparison."""
    rows = [
        ("For whom, where", _ambition(found)),
        ("Where the sites stand", _standing(found)),
        ("What holds them back", _bottlenecks(found)),
        ("What is done about it", _options_in_short(found)),
        ("What the sites ask for", asks_in_short(found)),
    ]
    return summary(rows, {})


def _ambition(found: PortfolioStep) -> TextLike:
    """Say on how many sites the ambition counts that stop, move, aim elsewhere or are undecided."""
    if not found.project.settings.ambition:
        return ""
    follows, groups = found.options.decision.follows_by_site, dict[str, list[str]]()
    for key in found.names:
        if words := _off_course(follows.get(key)):
            groups.setdefault(words, []).append(key)
    every, rest = count(len(found.names), "site"), [key for own in groups.values() for key in own]
    if not rest:
        return phrased(
            "The ambition counts on {}, and at each of them something is decided.", every
        )
    said = [
        say(
            "at {} {} ({})",
            len(groups[words]),
            words,
            titles((found.names[key] for key in groups[words]), most=_NAMED),
        )
        for words in _OFF_COURSE
        if words in groups
    ]
    return join(
        " ",
        [
            say("The ambition counts on {}: {}.", every, listing(said)),
            _households(found, rest),
            phrased(
                "Write it anew (project.yaml, ambition), or decide how it is reached all the same."
            ),
        ],
    )


_OFF_COURSE = (
    "the work stops",
    "the work moves away",
    "the aim is another one",
    "nothing is decided",
)


def _off_course(follows: WhatFollows | None) -> str:
    """Say why the ambition cannot count on a site as it was written; "" where it can."""
    if follows is None:
        return _OFF_COURSE[3]
    held = (follows.stopped, follows.moved_to is not None, follows.new_aim is not None)
    return next((words for words, so in zip(_OFF_COURSE, held, strict=False) if so), "")


def _households(found: PortfolioStep, rest: Collection[str]) -> str:
    """Say how many of the households that the sites state are at those that it cannot count on."""
    rows = found.project.table("sites").set_index("site")["households"]
    known, there = rows.dropna(), rows.reindex(list(rest)).dropna()
    if known.empty or there.empty:
        return ""
    return phrased(
        "Of {} that the sites are to reach, {:,} are there.",
        count(int(known.sum()), "household"),
        int(there.sum()),
    )


def _scored(found: PortfolioStep) -> list[tuple[int, Package]]:
    """Return the packages that have a score, the lowest first."""
    packages = found.diagnosis.diagnosis.package_rows
    scored = [(one.score, one) for one in packages if one.score is not None]
    return sorted(scored, key=lambda pair: pair[0])


def _standing(found: PortfolioStep) -> Text:
    scored = _scored(found)
    spread: TextLike = ""
    if len(scored) > 1:
        (_, lowest), (_, highest) = scored[0], scored[-1]
        middle = median_low(score for score, _ in scored)
        spread = say(
            "Package scores run from {} in {} to {} in {}; {} of {} are {} or less.",
            lowest.shown,
            found.names[lowest.site],
            highest.shown,
            found.names[highest.site],
            sum(score <= middle for score, _ in scored),
            len(scored),
            middle,
        )
    return join(" ", [_statuses(found), spread])


def _statuses(found: PortfolioStep) -> str:
    counted = Counter(one.status for one in found.diagnosis.diagnosis.package_rows)
    said = [
        f"{counted[status]} {plural('is', counted[status])} {words}"
        for status, words in _STATUS_WORDS.items()
        if counted[status]
    ]
    return phrased("Of {}, {}.", count(counted.total(), "site"), listing(said))


def _bottlenecks(found: PortfolioStep) -> TextLike:
    components = found.diagnosis.component_rows
    held = Counter(one.key for one in components if one.bottleneck)
    if not held:
        return ""
    names = found.component_titles
    ordered = sorted(held.items(), key=lambda pair: (-pair[1], names[pair[0]]))
    said = [say("*{}* in {}", names[key], count(sites, "site")) for key, sites in ordered[:4]]
    more = len(ordered) - len(said)
    tail = phrased("; {} elsewhere", count(more, "other component")) if more else ""
    return say("The bottleneck is {}{}. A site with a tie counts for each.", listing(said), tail)


def where_sites_stand(found: PortfolioStep) -> Paragraphs:
    """Describe where the sites stand and what holds them back."""
    return paragraphs([_standing(found), _bottlenecks(found)])


def packages(found: PortfolioStep) -> ReportTable:
    """List the package score, bottleneck and next step of each site, lowest first.

    Raises
    ------
    NothingToShow
        No site has a package score.
    """
    scored = _scored(found)
    if not scored:
        message = phrased("No site has a package score.")
        raise NothingToShow(message)
    titled = found.component_titles
    rows: list[list[TextLike]] = [
        [
            found.names[one.site],
            one.shown,
            listing(titled[key] for key in one.lowest),
            phrased("readiness and use") if one.binding == "both" else one.binding or "",
            _gain(one),
        ]
        for _, one in scored
    ]
    site, score = TableHead("Site", "names"), TableHead("Package score", "numbers")
    gain = TableHead("Gain if overcome", "numbers")
    note = phrased("“at most”: a component is not assessed yet. Gain: up to the next bottleneck.")
    heads = [site, score, TableHead("Bottleneck"), TableHead("Held back by its"), gain]
    return table(phrased("Packages, lowest score first"), heads, rows, note=note)


def _gain(one: Package) -> str:
    if one.gain is None:
        return phrased("none left")
    if not one.gain:
        return phrased("none alone (tie)")
    return phrased("at most +{}", one.gain) if one.provisional else f"+{one.gain}"


def not_assessed(found: PortfolioStep) -> Paragraphs | Missing:
    """Name the sites without a package score, once."""
    unscored = [one for one in found.diagnosis.diagnosis.package_rows if one.score is None]
    if not unscored:
        return paragraphs(phrased("Every site has a package score."))
    shown = titles((found.names[one.site] for one in unscored), most=_NAMED)
    verb = plural("has", len(unscored))
    return missing(
        phrased("Package scores of {}", count(len(unscored), "site")),
        say("{} {} no package score; each site's report says what is missing.", shown, verb),
    )


def _advised(found: PortfolioStep) -> list[_Advised]:
    """Return what is advised for the bottlenecks, and what was decided anywhere."""
    return rows_of(found.options.told.table, _Advised)


def _options_in_short(found: PortfolioStep) -> Text:
    """Count how often each option is chosen or advised, and the bottlenecks that have none."""
    rows = _advised(found)
    decided = [row.title.lower() for row in rows if row.decided and row.title]
    advised = [row.title.lower() for row in rows if not row.decided and row.title]
    none = sum(not row.decided and not row.title for row in rows)
    said = []
    if decided:
        number = count(len(decided), "bottleneck")
        said.append(phrased("The teams decided on {}: {}.", number, _tally(decided)))
    if advised:
        number = count(len(advised), "bottleneck")
        said.append(
            phrased(
                "For {} nobody has decided; the comparison advises: {}.", number, _tally(advised)
            )
        )
    if none:
        said.append(
            phrased("{} {} no possible option.", count(none, "bottleneck"), plural("has", none))
        )
    return join(" ", said)


def _tally(options: Iterable[str]) -> str:
    ordered = sorted(Counter(options).items(), key=lambda pair: (-pair[1], pair[0]))
    return listing(f"{option} {number}" for option, number in ordered).plain


def options(found: PortfolioStep) -> Paragraphs | Missing:
    """Describe which options are chosen or advised over all sites, and where there are none."""
    said = _options_in_short(found)
    if not said or not found.options.advised.table["options"].gt(0).any():
        return missing(
            phrased("Strategic options"), phrased("No site has an option for its bottleneck yet.")
        )
    differ = dict.fromkeys(found.names[row.site] for row in _advised(found) if row.agrees is False)
    more: TextLike = ""
    if differ:
        more = say(
            "The team chose another option than the comparison in {}.", titles(differ, most=_NAMED)
        )
    return paragraphs([said, more])


def options_by_bottleneck(found: PortfolioStep) -> ReportTable:
    """List, for each bottleneck, which option is chosen or advised where.

    Raises
    ------
    NothingToShow
        No site has an option for a bottleneck.
    """
    where: dict[tuple[str, str, bool], list[str]] = {}
    for row in _advised(found):
        if row.title:
            key = (row.component_title, row.title, bool(row.decided))
            where.setdefault(key, []).append(found.names[row.site])
    if not where:
        message = phrased("No site has an option for its bottleneck yet.")
        raise NothingToShow(message)
    rows: list[list[TextLike | int]] = []
    before = None
    for (component, option, decided), sites in sorted(
        where.items(), key=lambda item: (item[0][0], -len(item[1]), item[0][1], not item[0][2])
    ):
        by = "decided" if decided else "advised"
        shown = "" if component == before else component
        rows.append([shown, option, by, len(sites), titles(sites, most=_NAMED)])
        before = component
    bottleneck, sites_n = TableHead("Bottleneck", "names"), TableHead("Sites", "numbers")
    note = phrased("Decided: by the team. Advised: best in the comparison, and nobody has decided.")
    heads = [bottleneck, TableHead("Option"), TableHead("By"), sites_n, TableHead("Where")]
    return table(phrased("Options for each bottleneck"), heads, rows, note=note)


def decisions_to_review(found: PortfolioStep) -> Paragraphs | Group:
    """Name the decisions that were made on a package that has changed since."""
    said = [
        say(
            "{} ({} for *{}*, {})",
            found.names[row.site],
            row.option_title.lower(),
            row.component_title,
            long_date(row.date),
        )
        for row in rows_of(found.options.decision.standing, _Standing)
        if row.changed
    ]
    if not said:
        return group([])
    return paragraphs(say("**The package has changed since the decision** in {}.", listing(said)))
