"""The closing section of a report: methods, our own parameters, conversions, sources, versions."""

from __future__ import annotations

import platform
import re
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from typing import TYPE_CHECKING

from workbench.language import worded
from workbench.page.records import Provenance
from workbench.page.text import Text, as_text, capital, listing, say
from workbench.page.wording import count, long_date
from workbench.project import Site

if TYPE_CHECKING:
    from workbench.core.method import Method
    from workbench.frameworks import Framework
    from workbench.project import Project, Settings

# A choice of our own ends in the word ours, and may say after whom.
_OWN = re.compile(r": (?:a rule of )?ours(?:, (?P<after>after .+))?$")
_YEAR = re.compile(r"\b(?:18|19|20)\d\d\b")

_LIBRARIES = ("pandas", "numpy", "plotly", "papermill", "nbconvert")


def provenance(where: Site | Project, methods: Sequence[Method]) -> Provenance:
    """Make the closing section.

    Parameters
    ----------
    where : Site or Project
        What the notebook was about; its settings, framework and data are named.
    methods : sequence of Method
        The methods of the results that the notebook shows.

    Returns
    -------
    Provenance
        Lists of lines; the report merges those of all its notebooks and prints each line once.
    """
    settings = where.settings
    works, ours = _works(methods)
    return Provenance(
        methods=tuple(capital(f"{worded(one.name)}.") for one in methods),
        parameters=tuple(line for one in methods for line in _parameter_lines(one)),
        conversions=_conversion_lines(settings),
        notes=tuple(as_text(note) for note in settings.notes),
        sources=_source_lines(where.framework, settings),
        works=works,
        ours=ours,
        report=_report_lines(where),
        workbench=version("scaling-workbench"),
    )


#: How our parameters are called in a report; every one of them is our own choice.
_OURS = {
    "correlation": "assumed correlation between the errors of two assessors",
    "widths": "spread of a judgement in levels, by the strength of its evidence",
    "width": "spread of a judgement in levels where the strength is not known",
    "target": "package score aimed at",
    "draws": "random draws",
    "confidence": "confidence of intervals",
    "level": "scale that agreement is measured on",
    "round": "round of assessment",
    "basis": "first choice of a level",
    "most": "most combinations of options for a site",
    "firm_from": "probability of the lowest components from which a diagnosis counts as firm",
    "leaning_from": "the same from which it leans to them",
    "assessors": "assessors from which it counts as firm",
    "ceiling": "most that an option may cost",
    "mutual": "sorts of ties that hold both ways",
    "layers": "sorts of ties that count",
    "reach_steps": "ties over which an actor reaches another",
    "reach_ties": "ties over which a partner reaches an actor",
    "least_response_for_betweenness": "share of answers below which nobody is called a broker",
    "drops": "times that answers are left out, for each share of them",
    "third_party_kept": "probability that a tie told by third parties alone is kept",
    "bilateral_share": "share of a need from which two partners are enough",
    "platform_share": "share of a need below which a platform is proposed",
    "ignore_below": "weight below which a need does not decide the mode",
    "platform_effect": "part of its capacity that a member of a platform brings in",
    "platform_reach": "part of its reach that a member of a platform brings in",
    "platform_cost": "cost of running a platform",
    "budget": "most that partnerships may cost",
    "tolerance": "part of the best value given up for a cheaper set",
    "most_bilateral": "most partners of one to one",
    "imputations": "times that the ties of those who did not answer are filled in",
    "nodes": "steps of the search after which the best set found counts",
    "least_p": "probability of being the bottleneck below which a component does not count",
    "brokers": "most actors of a site that are named brokers",
    "drawn_sites": "sites with more than 8 assessors, whose panels were drawn at random",
}


def _parameter_lines(method: Method) -> list[Text]:
    said = [
        f"{worded(_OURS.get(name, name.replace('_', ' ')))}: {_shown(value)}"
        for name, value in method.parameters.items()
        if name not in {"seed", "chosen", "advised"}
        and value is not None
        and not (isinstance(value, str | Mapping | list | tuple) and not value)
        and (name, value) != ("drawn_sites", 0)
    ]
    return [say("**{}**: {}.", capital(worded(method.name)), "; ".join(said))] if said else []


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{key} {_shown(one)}" for key, one in value.items())
    if isinstance(value, list | tuple):
        if all(isinstance(one, tuple) and len(one) == 2 for one in value):  # a curve, by its points
            return "(" + ", ".join(f"{_shown(x)} → {_shown(y)}" for x, y in value) + ")"
        return ", ".join(_shown(one) for one in value)
    if isinstance(value, float) and value.is_integer() and abs(value) >= 10:
        return f"{value:,.0f}"
    return f"{value:,}" if isinstance(value, int) and not isinstance(value, bool) else str(value)


def _conversion_lines(settings: Settings) -> tuple[Text, ...]:
    return tuple(
        say("**{}**: {} (columns {}).", one.name, one.rule, listing(one.columns))
        for record in settings.imports
        for one in record.conversions
    )


def _works(methods: Sequence[Method]) -> tuple[tuple[Text, ...], tuple[Text, ...]]:
    """Part what the methods rest on into published works and our own choices."""
    works: list[str] = []
    ours: list[str] = []
    for source in dict.fromkeys(one for method in methods for one in method.sources):
        found = _OWN.search(source)
        if not found:
            works.append(source)
            continue
        after = f" ({found['after']})" if found["after"] else ""
        clauses = source[: found.start()].split("; ")
        cited = [one for one in clauses if _YEAR.search(one)]
        works += cited
        ours.append("; ".join(one for one in clauses if one not in cited) + after)
    return tuple(map(as_text, works)), tuple(as_text(worded(one)) for one in ours if one)


def _source_lines(framework: Framework, settings: Settings) -> tuple[Text, ...]:
    lines = [one.cite for one in framework.sources]
    lines += settings.sources
    lines += [record.attribution for record in settings.imports if record.attribution]
    return tuple(map(as_text, dict.fromkeys(lines)))


def _report_lines(where: Site | Project) -> tuple[Text, ...]:
    settings = where.settings
    lines = [f"Framework: {where.framework.title}, version {where.framework.version}."]
    lines += [
        f"Imported from {record.file}: {count(record.rows, 'row')}, {record.taken:,} taken, "
        f"{record.dropped:,} dropped by rule, {record.refused:,} refused."
        for record in settings.imports
    ]
    if settings.as_of is not None:
        lines.append(f"Data as of {long_date(settings.as_of)}.")
    lines.append(f"Random seed {settings.parameters.seed}.")
    digest = where.project.digest(where.key) if isinstance(where, Site) else where.digest()
    lines.append(f"Fingerprint of the data: {digest[:16]}.")
    versions = ", ".join(f"{name} {version(name)}" for name in _LIBRARIES)
    lines.append(
        f"Made on {long_date(datetime.now(UTC).date())} with Scaling Workbench "
        f"{version('scaling-workbench')}, Python {platform.python_version()}, {versions}."
    )
    return tuple(map(as_text, lines))
