"""What is missing for a choice of partners: which sheets and columns, and whom to ask first."""

from __future__ import annotations

from workbench.language import phrased
from workbench.page.records import Group, group, missing
from workbench.page.text import listing
from workbench.page.wording import count
from workbench.partners.page.partner_words import listed, needs_of
from workbench.partners.step import PartnersStep


def what_it_takes(found: PartnersStep) -> str:
    """Say which sheets and columns a choice of partners needs that are empty."""
    site = found.site
    levels = ("scores", "levels of the components (sheet scores: component, dimension, level)")
    if site.framework.assessments:
        levels = ("responses", "what is there of the capabilities (sheet responses: item, value)")
    lacking = [
        words
        for table, words in (
            levels,
            ("ties", "who works with whom (sheet ties: source, target, layer)"),
            ("capacities", "who can do how much of what (sheet capacities: component, capacity)"),
        )
        if site.table(table).empty
    ]
    if not lacking:
        return ""
    leads = [found.names[key] for key in site.leads]
    others = len(site.table("actors")) - len(leads)
    rest = count(others, "other organisation")
    whom = ""
    if leads:
        then = "" if others == 0 else f", then whom it names of the {rest} listed"
        whom = f" Ask {listed(leads, most=2)} first{then}."
    return f"To choose partners it takes: {listing(lacking)}.{whom}"


def prices_known(found: PartnersStep) -> bool:
    """Whether the cost of anybody is given; else nothing is chosen by cost."""
    actors = found.site.table("actors")
    given = actors[["cost_bilateral", "cost_platform"]].notna().to_numpy().any()
    return bool(given or found.site.table("capacities")["cost"].notna().any())


def not_known(found: PartnersStep) -> Group:
    """Name what is missing for the choice, each once."""
    site = found.site
    if site.table("actors").empty or found.stopped:
        return group([])
    records = []
    if site.table("capacities").empty:
        records.append(
            missing(
                phrased("Capacities"),
                phrased(
                    "Nobody has recorded who can do how much of which component, so no "
                    "partner can be proposed for a component."
                ),
            )
        )
    if not prices_known(found):
        records.append(
            missing(
                phrased("Costs of partnerships"),
                phrased(
                    "Not known of any actor, so nobody is chosen by cost (sheet actors, "
                    "column cost_bilateral)."
                ),
            )
        )
    if site.table("targets").empty:
        records.append(
            missing(
                phrased("Actors to be reached"),
                phrased("The table 'targets' names nobody, so everybody but the lead counts."),
            )
        )
    open_ = sum(not need.pooling_known for need in needs_of(found))
    if open_:
        records.append(
            missing(
                phrased("Whether capacities add up, for {}", count(open_, "component")),
                phrased("It counts as yes; ask the team (column 'pooling' of 'needs')."),
            )
        )
    return group(records)
