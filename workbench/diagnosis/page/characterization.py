"""What the report of step 1 says: the site, its package, its evidence and its actors."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from workbench.diagnosis.analysis.diagnosis import Diagnosis
from workbench.errors import NothingToShow
from workbench.page.content import Cell, Part, missing, table, text
from workbench.page.wording import (
    count,
    each_row,
    known,
    listing,
    long_date,
    paragraph,
    plural,
    titles,
)
from workbench.project import Site

_PIECES = 8  # of the evidence register that the page lists
_NOT_ACCEPTED = "none"


def title_page(site: Site) -> Part:
    """Make the title page: place, project, date, framework, and whether data are illustrative."""
    settings, row = site.settings, site.row
    where = [str(row[column]) for column in ("admin", "country") if known(row[column])]
    place = ", ".join(name for name in where if name != site.name)
    lines = [place] if place else []
    if known(row["population"]):
        lines.append(f"{int(row['population']):,} people")
    lines.append(f"assessed with {site.framework.title}")
    if settings.as_of is not None:
        lines.append(f"as of {long_date(settings.as_of)}")
    if settings.lead:
        lines.append(settings.lead)
    record = {
        "heading": site.name,
        "project": settings.title,
        "lines": lines,
        "illustrative": settings.illustrative,
        "ambition": settings.ambition or "",
    }
    html = Markup("<p><strong>{}</strong> · {} · {}</p>").format(
        site.name, settings.title, " · ".join(lines)
    )
    return Part("title", html, record)


def package(site: Site, diagnosis: Diagnosis) -> Part:
    """Say what the package consists of and what was left out of it."""
    rows = diagnosis.table
    if rows.empty:
        return missing(
            "The innovation package",
            f"No component is described for {site.name}, so there is nothing to diagnose. "
            "List the innovations of the package in the table 'components'.",
        )
    core = rows.loc[rows["role"] == "core", "title"]
    other = rows.loc[rows["role"] != "core", "title"]
    first = Markup("The package in {} has {}: {} as the {}{}.").format(
        site.name,
        count(len(rows), "component"),
        titles(core) if len(core) else "no innovation named",
        plural("core innovation", max(len(core), 1)),
        Markup(" and {}").format(count(len(other), "complementary innovation"))
        if len(other)
        else "",
    )
    return text(paragraph([first, _left_out(site)]))


def _left_out(site: Site) -> str:
    components = site.components
    unneeded = components.loc[components["needed"].eq(other=False).fillna(value=False), "title"]
    replaced = components.loc[
        components["component"].isin(components["supersedes"].dropna()), "title"
    ]
    sentences = []
    if len(unneeded):
        verb = plural("is", len(unneeded))
        sentences.append(Markup("{} {} not needed at this site.").format(titles(unneeded), verb))
    if len(replaced):
        verb = plural("has", len(replaced))
        sentences.append(
            Markup("{} {} been replaced and {} no longer part of it.").format(
                titles(replaced), verb, plural("is", len(replaced))
            )
        )
    return Markup(" ").join(sentences)


def components(site: Site, diagnosis: Diagnosis) -> Part:
    """List the components with their kind and what they are for; the core is marked.

    What the core and the bottleneck are is described on the page, the others in the workbook.
    """
    kinds, functions = site.framework.terms("component_kinds"), site.framework.terms("functions")
    described = site.components.set_index("component")
    rows = []
    for line in each_row(diagnosis.table):
        full = described.loc[line.component]
        served = str(line.functions).split(";") if known(line.functions) else []
        core = Markup(' <span class="note">(core)</span>') if line.role == "core" else ""
        told = _described(full["description"]) if line.role == "core" or line.bottleneck else ""
        rows.append(
            [
                Cell(str(line.position), number=True),
                Cell(Markup("{}{}{}").format(line.title, core, told), heading=True),
                Cell(kinds[full["kind"]].title.lower() if known(full["kind"]) else "not stated"),
                Cell("; ".join(functions[key].title for key in served) or _no_function(line.role)),
            ]
        )
    heads = ["No.", "Component", "Kind", "What it does for users"]
    return table(f"Components of the package in {site.name}", heads, rows)


def _described(description: object) -> str:
    if not known(description):
        return ""
    return Markup('<br><span class="note">{}</span>').format(description)


def _no_function(role: str) -> str:
    return "is what is to be scaled" if role == "core" else "not stated"


def functions(site: Site, diagnosis: Diagnosis) -> Part:
    """Say which functions no component serves."""
    if not diagnosis.table["functions"].map(known).any():
        return missing(
            "Functions of the components",
            "No component says what it does for users, so gaps in the package cannot be seen.",
            follows=diagnosis.table.empty,
        )
    gaps = diagnosis.functions.loc[~diagnosis.functions["covered"].astype(bool), "title"]
    if gaps.empty:
        return text(
            f"Each function of a package is served by at least one component in {site.name}."
        )
    return text(
        paragraph(
            [
                Markup("No component serves {}: {}.").format(
                    count(len(gaps), "function"), listing(gap.lower() for gap in gaps)
                ),
                f"Ask whether {plural('this', len(gaps))} {plural('is', len(gaps))} needed here "
                "before looking at the scores: a gap has no level, so it cannot lower them.",
            ]
        )
    )


def evidence(site: Site, diagnosis: Diagnosis) -> Part:
    """List the pieces of evidence that matter for the diagnosis; the workbook holds all of them.

    Those are the pieces for a bottleneck, those that limit a claim, and those that were not
    accepted or that nobody has judged.

    Raises
    ------
    NothingToShow
        No piece of evidence is registered.
    """
    register = site.evidence
    if register.empty:
        message = f"No piece of evidence is registered for {site.name}."
        raise NothingToShow(message)
    order = _urgency(register, diagnosis)
    shown = order[order < _LEAVE_OUT].sort_values(kind="stable").index[:_PIECES].sort_values()
    if not len(shown):
        return text(
            f"{count(len(register), 'piece')} of evidence {plural('is', len(register))} "
            "registered; none is for a bottleneck, limits a claim, was refused or waits to be "
            "judged. All of them are in the attached tables."
        )
    names = site.components.set_index("component")["title"]
    rows = [
        [
            Cell(item.evidence, heading=True),
            Cell(names.get(item.component, item.component)),
            Cell(item.dimension),
            Cell(_source(item)),
            Cell(_support(item)),
        ]
        for item in each_row(register.loc[shown])
    ]
    heads = ["Item", "Component", "Evidence of", "What it is", "What it can support"]
    note = ""
    if len(shown) < len(register):
        note = (
            f"{len(shown)} of {count(len(register), 'piece')}: for the bottleneck, limiting a "
            "claim, not accepted, or not judged; all of them in the attached tables."
        )
    return table(f"Evidence that matters for the diagnosis of {site.name}", heads, rows, note=note)


_LEAVE_OUT = 3


def _urgency(register: pd.DataFrame, diagnosis: Diagnosis) -> pd.Series:
    """Give 0 to what limits a claim, 1 to the bottleneck's, 2 to what is refused or not judged."""
    found = diagnosis.table.set_index("component")
    lowest = set(found.index[found["bottleneck"].to_numpy(dtype=bool)])
    capped = {
        (component, dimension): found.at[component, f"{dimension}_supported"]
        for dimension in ("readiness", "use")
        for component in found.index[found[f"{dimension}_capped"].to_numpy(dtype=bool)]
    }
    order = []
    for item in each_row(register):
        limit = capped.get((item.component, item.dimension))
        accepted = item.strength != _NOT_ACCEPTED
        if accepted and known(limit) and known(item.supports_level):
            limits = int(item.supports_level) == int(str(limit))
        else:
            limits = False
        open_ = not accepted or not known(item.supports_level)
        order.append(0 if limits else 1 if item.component in lowest else 2 if open_ else 3)
    return pd.Series(order, index=register.index, dtype="int64")


def _source(item: object) -> Markup:
    """Name a piece with its method and year; place, link and day are in the workbook."""
    details = [str(item.method)] if known(getattr(item, "method", None)) else []  # type: ignore[attr-defined]
    day = getattr(item, "date", None)
    if known(day):
        details.append(str(pd.Timestamp(str(day)).year))
    return Markup("{}{}").format(
        getattr(item, "title", ""),
        Markup(" ({})").format(", ".join(details)) if details else "",
    )


def _support(item: object) -> str:
    strength = getattr(item, "strength", None)
    if strength == "none":
        return "looked at, not accepted"
    supports = getattr(item, "supports_level", None)
    held = f"level {int(str(supports))}" if known(supports) else "level not judged"
    return f"{held}, {strength}" if known(strength) else held


def actors(site: Site) -> Part:
    """Say who is around: how many, of which sort, who leads, who answered."""
    every = site.actors
    if every.empty:
        return missing(
            "Actors",
            f"No organisation is listed for {site.name}, so partners cannot be chosen yet.",
        )
    leads = every.loc[every["lead"].fillna(value=False), "name"]
    asked = every["responded"].notna().sum()
    answered = every["responded"].fillna(value=False).sum()
    ties = site.ties
    sentences: list[str] = [
        Markup("{} {} named in {}.").format(
            count(len(every), "organisation"), plural("is", len(every)), site.name
        )
    ]
    if len(leads):
        sentences.append(
            Markup("{} {} the project.").format(
                titles(leads), "leads" if len(leads) == 1 else "lead"
            )
        )
    if asked:
        sentences.append(f"{answered} of {asked} answered the partner survey.")
    if len(ties):
        latest = int(ties["round"].max())
        held = ties.loc[ties["round"] == latest]
        when = f" in round {latest}" if ties["round"].nunique() > 1 else ""
        sentences.append(
            f"{count(len(held), 'tie')} between them {plural('is', len(held))} known{when}."
        )
    return text(paragraph(sentences) + paragraph([_sorts(site)]))


def _sorts(site: Site) -> Markup:
    """Count the actors by sort of organisation, and those that have a tie."""
    terms = site.framework.terms("organisation_types")
    sorts = site.actors["type"].map(
        lambda key: terms[key].title if known(key) else "not stated", na_action=None
    )
    counted = sorts.value_counts(sort=False).sort_values(ascending=False, kind="stable")
    degree = pd.concat([site.ties["source"], site.ties["target"]])
    linked = int(site.actors["actor"].isin(set(degree)).sum())
    told = listing([f"{name} {number:,}" for name, number in counted.items()])
    sentence = Markup("By sort of organisation: {}.").format(told)
    if degree.empty:
        return sentence
    return sentence + Markup(" {} of them {} a tie to another.").format(
        linked, "has" if linked == 1 else "have"
    )
