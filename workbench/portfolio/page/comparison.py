"""What the portfolio page says: all sites side by side."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from workbench.diagnosis.analysis.diagnosis import Diagnosis
from workbench.errors import NothingToShow
from workbench.options.analysis.advice import Advice
from workbench.page.content import Cell, Part, missing, summary, table, text
from workbench.page.wording import count, each_row, known, listing, paragraph, plural, titles
from workbench.portfolio.page.options import (
    decisions_to_review,
    options,
    options_by_bottleneck,
    options_in_short,
)
from workbench.project import Project

__all__ = [
    "decisions_to_review",
    "not_assessed",
    "one_page",
    "options",
    "options_by_bottleneck",
    "packages",
    "words",
]


def one_page(project: Project, diagnosis: Diagnosis, advice: Advice | None = None) -> Part:
    """Make the summary lines of the comparison."""
    rows = [
        ("Where the sites stand", _standing(project, diagnosis)),
        ("What holds them back", _bottlenecks(diagnosis)),
    ]
    if advice is not None:
        rows.append(("What is done about it", options_in_short(advice)))
    return summary(rows, {})


def _names(project: Project) -> dict[str, str]:
    sites = project.table("sites")
    return dict(zip(sites["site"], sites["name"], strict=True))


def _standing(project: Project, diagnosis: Diagnosis) -> str:
    packages = diagnosis.packages
    scored = packages.loc[packages["score"].notna()].sort_values("score", kind="stable")
    sentences = [_statuses(packages)]
    if len(scored) > 1:
        names = _names(project)
        low, high = scored.iloc[0], scored.iloc[-1]
        sentences.append(
            Markup(
                "Package scores run from {} in {} to {} in {}; half of them are {:g} or less."
            ).format(
                int(low["score"]),
                names.get(low["site"], low["site"]),
                int(high["score"]),
                names.get(high["site"], high["site"]),
                float(scored["score"].astype(float).median()),
            )
        )
    return Markup(" ").join(sentences)


_STATUS_WORDS = {
    "diagnosed": "fully diagnosed",
    "provisional": "provisional, because something is not assessed",
    "use not given": "without any level of use, so without a package score",
    "readiness not given": "without any level of readiness, so without a package score",
    "not assessed": "not assessed at all",
}


def _statuses(packages: pd.DataFrame) -> str:
    counted = packages["status"].value_counts()
    said = [
        f"{counted[status]} {plural('is', int(counted[status]))} {words}"
        for status, words in _STATUS_WORDS.items()
        if status in counted.index
    ]
    return Markup("Of {}, {}.").format(count(len(packages), "site"), listing(said))


def _bottlenecks(diagnosis: Diagnosis) -> str:
    held = diagnosis.table.loc[diagnosis.table["bottleneck"].astype(bool)]
    if held.empty:
        return ""
    counted = held.groupby("component").agg(title=("title", "first"), sites=("site", "nunique"))
    ordered = counted.sort_values(["sites", "title"], ascending=[False, True])
    said = [
        Markup("{} in {}").format(titles([row.title]), count(int(row.sites), "site"))
        for row in each_row(ordered.head(4))
    ]
    more = len(ordered) - len(said)
    tail = f"; {count(more, 'other component')} elsewhere" if more else ""
    return Markup("The bottleneck is {}{}. A site with a tie counts for each.").format(
        listing(said), tail
    )


def words(project: Project, diagnosis: Diagnosis) -> Part:
    """Say where the sites stand and what holds them back."""
    return text(paragraph([_standing(project, diagnosis), _bottlenecks(diagnosis)]))


def packages(project: Project, diagnosis: Diagnosis) -> Part:
    """List the package score, bottleneck and next step of each site, lowest first."""
    found = diagnosis.packages.loc[diagnosis.packages["score"].notna()]
    if found.empty:
        message = "No site has a package score."
        raise NothingToShow(message)
    names = _names(project)
    component = dict(zip(diagnosis.table["component"], diagnosis.table["title"], strict=True))
    rows = [
        [
            Cell(names.get(line.site, line.site), heading=True),
            Cell(f"at most {line.score}" if line.provisional else str(line.score), number=True),
            Cell(_held_by(line, component)),
            Cell({"both": "readiness and use"}.get(line.binding, line.binding)),
            Cell(_gain(line), number=True),
        ]
        for line in each_row(found.sort_values("score", kind="stable"))
    ]
    heads = ["Site", "Package score", "Bottleneck", "binds on", "Gain if overcome"]
    note = "“at most”: a component is not assessed yet. Gain: up to the next bottleneck."
    return table("Packages, lowest score first", heads, rows, note=note)


def _held_by(line: object, component: dict[str, str]) -> Markup:
    keys = str(getattr(line, "bottlenecks", "")).split(";")
    return listing(component.get(key, key) for key in keys)


def _gain(line: object) -> str:
    gain = getattr(line, "gain", None)
    if not known(gain):
        return "none left"
    return f"+{int(str(gain))}" if int(str(gain)) else "none alone (tie)"


def not_assessed(project: Project, diagnosis: Diagnosis) -> Part:
    """Name the sites without a package score, once."""
    packages = diagnosis.packages
    unscored = packages.loc[packages["score"].isna()]
    if unscored.empty:
        return text("Every site has a package score.")
    names = _names(project)
    shown = titles([names.get(site, site) for site in unscored["site"]], most=6)
    return missing(
        f"Package scores of {count(len(unscored), 'site')}",
        Markup("{} {} no package score; each site's report says what is missing.").format(
            shown, plural("has", len(unscored))
        ),
    )
