"""What the report of step 1 says: the site, its package, its evidence and its actors."""

from __future__ import annotations

import pandas as pd
from markupsafe import Markup

from workbench.analysis.diagnosis import Diagnosis
from workbench.errors import NothingToShow
from workbench.project import Site
from workbench.reports.content import Cell, Part, missing, table, text
from workbench.reports.wording import (
    count,
    each_row,
    known,
    listing,
    long_date,
    paragraph,
    plural,
    titles,
)


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
    """List the components with their role, kind and what they are for."""
    kinds, functions = site.framework.terms("component_kinds"), site.framework.terms("functions")
    described = site.components.set_index("component")
    rows = []
    for line in each_row(diagnosis.table):
        full = described.loc[line.component]
        served = str(line.functions).split(";") if known(line.functions) else []
        rows.append(
            [
                Cell(str(line.position), number=True),
                Cell(
                    Markup("{}{}").format(line.title, _described(full["description"])), heading=True
                ),
                Cell("core" if line.role == "core" else "complementary"),
                Cell(kinds[full["kind"]].title.lower() if known(full["kind"]) else "not stated"),
                Cell("; ".join(functions[key].title for key in served) or _no_function(line.role)),
            ]
        )
    heads = ["No.", "Component", "Role", "Kind", "What it does for users"]
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


def evidence(site: Site) -> Part:
    """List the evidence register."""
    register = site.evidence
    if register.empty:
        message = f"No piece of evidence is registered for {site.name}."
        raise NothingToShow(message)
    names = site.components.set_index("component")["title"]
    rows = [
        [
            Cell(item.evidence, heading=True),
            Cell(names.get(item.component, item.component)),
            Cell(item.dimension),
            Cell(_source(item)),
            Cell(_support(item)),
        ]
        for item in each_row(register)
    ]
    heads = ["Item", "Component", "Evidence of", "What it is", "What it can support"]
    return table(f"Evidence register of {site.name}", heads, rows)


def _source(item: object) -> Markup:
    values = [getattr(item, name) for name in ("method", "type", "locator")]
    details = [str(value) for value in values if known(value)]
    day = getattr(item, "date", None)
    if known(day):
        details.append(long_date(pd.Timestamp(str(day))))
    link = getattr(item, "link", None)
    if known(link):
        details.append(str(link))
    shown = Markup("; ").join(details)
    return Markup("{}{}").format(
        getattr(item, "title", ""), Markup(" ({})").format(shown) if details else ""
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
    return text(paragraph(sentences))


def actor_types(site: Site) -> Part:
    """Count the actors by sort of organisation, and their ties by layer."""
    if site.actors.empty:
        message = f"No organisation is listed for {site.name}."
        raise NothingToShow(message)
    terms = site.framework.terms("organisation_types")
    sorts = site.actors["type"].map(
        lambda key: terms[key].title if known(key) else "Not stated", na_action=None
    )
    degree = pd.concat([site.ties["source"], site.ties["target"]]).value_counts()
    linked = site.actors["actor"].map(degree).fillna(0).gt(0)
    counted = pd.DataFrame({"sort": sorts, "linked": linked}).groupby("sort")["linked"]
    lines = counted.agg(["size", "sum"]).sort_values("size", ascending=False, kind="stable")
    rows = [
        [
            Cell(str(name), heading=True),
            Cell(f"{int(line['size']):,}", number=True),
            Cell(f"{int(line['sum']):,}", number=True),
        ]
        for name, line in lines.iterrows()
    ]
    total = [
        Cell("All", heading=True),
        Cell(f"{int(lines['size'].sum()):,}", number=True),
        Cell(f"{int(lines['sum'].sum()):,}", number=True),
    ]
    heads = ["Sort of organisation", "Actors", "of them with a tie"]
    return table(f"Actors in {site.name} by sort of organisation", heads, [*rows, total])
