"""Diagnoses to draw, small and large, built with `diagnose` itself."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import pandas as pd
import pytest
from plotly.graph_objects import Figure

from workbench.analysis.diagnosis import Diagnosis, diagnose
from workbench.frameworks import load

FUNCTIONS = ("trust", "access", "finance", "capacity")


@dataclass(frozen=True)
class Part:
    """A component to build: the assessors' levels, what is adopted, projected and supported."""

    title: str
    readiness: Sequence[int | None] = ()
    use: Sequence[int | None] = ()
    core: bool = False
    adopted: tuple[int | None, int | None] | None = None
    projected: tuple[int | None, int | None] | None = None
    supported: dict[str, int] = field(default_factory=dict)
    functions: str | None = None


def build(sites: dict[str, Sequence[Part]]) -> Diagnosis:
    """Diagnose packages that are given as lists of parts; components are c1, c2 … in order."""
    components, scores, evidence = [], [], []
    for site, parts in sites.items():
        for number, part in enumerate(parts, 1):
            name = {"site": site, "component": f"c{number}"}
            role = "core" if part.core else "complementary"
            components.append(
                {**name, "title": part.title, "role": role, "functions": part.functions}
            )
            rows = [
                {"assessor": f"A{i}", "basis": "workshop", "readiness": r, "use": u}
                for i, (r, u) in enumerate(_pairs(part), 1)
            ]
            for basis, pair in (("adopted", part.adopted), ("projected", part.projected)):
                if pair is not None:
                    rows.append(
                        {"assessor": "team", "basis": basis, "readiness": pair[0], "use": pair[1]}
                    )
            scores += [{**name, "round": 1, "date": pd.Timestamp(2026, 3, 14), **r} for r in rows]
            evidence += [
                {**name, "dimension": d, "supports_level": level, "strength": "medium"}
                for d, level in part.supported.items()
            ]
    return diagnose(
        _frame(components, ["site", "component", "title", "role", "functions"]),
        _frame(scores, ["site", "component", "round", "date", "assessor", "basis"]),
        load("ipsr"),
        evidence=_frame(evidence, ["site", "component", "dimension", "strength"]),
    )


def _pairs(part: Part) -> list[tuple[int | None, int | None]]:
    size = max(len(part.readiness), len(part.use))
    filled = [[*levels, *[None] * (size - len(levels))] for levels in (part.readiness, part.use)]
    return list(zip(*filled, strict=True))


def _frame(rows: list[dict], text: list[str]) -> pd.DataFrame:
    names = {"scores": ["readiness", "use"], "evidence": ["supports_level"]}
    frame = pd.DataFrame(rows, columns=list(dict.fromkeys([*text, *(k for r in rows for k in r)])))
    levels = [c for c in ("readiness", "use", "supports_level", "round") if c in frame]
    if not rows:
        extra = names["scores"] if "assessor" in text else names["evidence"]
        frame, levels = frame.reindex(columns=[*text, *extra]), extra
    kinds = {c: "str" for c in text if c not in {"round", "date"}}
    return frame.astype(kinds | dict.fromkeys(levels, "Int64"))


HUYE = (
    Part("Single diseased stem removal", [7, 7, 6, 8, 7], [5, 5, 4, 5, 6], core=True),
    Part("Extension messages", [5, 6, 5, 5, 4], [3, 3, 3, 2, 3], functions="awareness;capacity"),
    Part(
        "Clean seed supply",
        [4, 4, 5, 3, 4],
        [2, 2, 1, 2, 3],
        projected=(6, 3),
        functions="access",
    ),
    Part("By-laws on planting material", [2, 5, 7, 6, 5], [4, 4, 5, 3, 4], functions="governance"),
    Part(
        "Drone scouting",
        [7, 7, 7, 6, 8],
        [3, 3, 3, 3, 3],
        supported={"readiness": 5},
        functions="awareness",
    ),
    Part("Farmer field schools", [8, 8, 7, 8, 8], [6, 6, 6, 5, 6], functions="capacity;trust"),
    Part("Mobile reporting app", [5, 5, 5, 6, 5], [3, 3, 2, 3, 3], functions="access"),
    Part("Credit for replanting", [3, 3, 4], functions="finance"),
    Part("Transport of suckers", functions="access"),
)
LONG = "Certified, participatory and gender-responsive multiplication of clean planting material "


def fourteen() -> list[Part]:
    """Fourteen components with long titles, several of them at the same place."""
    levels = [(7, 5), (4, 2), (4, 2), (5, 3), (5, 3), (5, 3), (5, 3), (5, 3), (8, 6), (9, 9)]
    levels += [(3, 3), (6, 2), (2, 6), (4, 2)]
    return [
        Part(f"{LONG}number {i}", [r, r, max(r - 1, 0)], [u, u, min(u + 1, 9)], core=i < 3)
        for i, (r, u) in enumerate(levels, 1)
    ]


def _site_parts(number: int) -> list[Part]:
    """Nine components with levels that differ from site to site; every fifth site has gaps."""
    parts = []
    for i, base in enumerate(HUYE, 1):
        readiness = min(9, number % 5 + 2 + (number * 7 + i * 5) % 4)
        use = min(9, number % 6 + 1 + (number * 3 + i * 2) % 5)
        gap = (number % 5 == 0 and i in {4, 8}) or number % 17 == 3
        no_use = number % 13 == 6
        parts.append(
            Part(
                base.title,
                [] if gap else [readiness, readiness],
                [] if gap or no_use else [use, use],
                core=base.core,
                functions=base.functions,
            )
        )
    return parts[: 7 + number % 3]


def many(size: int) -> tuple[pd.DataFrame, Diagnosis]:
    """Sites in East Africa, with their diagnosis; one of them without coordinates."""
    rows = []
    for number in range(size):
        angle, radius = number * 2.399963, 0.55 * number**0.5
        rows.append(
            {
                "site": f"s{number}",
                "name": f"Site {number}" if number % 3 else f"Nyamagabe sector {number}",
                "country": "Rwanda",
                "latitude": None if number == 1 else round(-2.5 + radius * math.sin(angle), 3),
                "longitude": None if number == 1 else round(31 + radius * math.cos(angle), 3),
            }
        )
    sites = pd.DataFrame(rows).astype({"latitude": "float64", "longitude": "float64"})
    return sites, build({f"s{n}": _site_parts(n) for n in range(size)})


@pytest.fixture(scope="session")
def part() -> type[Part]:
    """The builder of a component."""
    return Part


@pytest.fixture(scope="session")
def one() -> Callable[..., Diagnosis]:
    """Diagnosis of one site with the given parts."""

    def make(*parts: Part) -> Diagnosis:
        return build({"a": parts})

    return make


@pytest.fixture(scope="session")
def over() -> Callable[..., Diagnosis]:
    """Diagnosis of the given sites."""
    return build


@pytest.fixture(scope="session")
def huye() -> Diagnosis:
    """Nine components: one capped by evidence, one projected, one without use, one not assessed."""
    return build({"rw-huye": HUYE})


@pytest.fixture(scope="session")
def crowded() -> Diagnosis:
    """Fourteen components with long titles, many at the same place."""
    return build({"a": fourteen()})


@pytest.fixture(scope="session")
def unknown() -> Diagnosis:
    """Two components that nobody assessed."""
    return build({"a": [Part("Seed"), Part("Credit")]})


@pytest.fixture(scope="session")
def no_use() -> Diagnosis:
    """Two components with readiness and without use."""
    return build({"a": [Part("Seed", [4, 5]), Part("Credit", [7, 7])]})


@pytest.fixture(scope="session")
def ten() -> tuple[pd.DataFrame, Diagnosis]:
    """Ten sites, of which one has no coordinates, one no use and one no assessment."""
    return many(10)


@pytest.fixture(scope="session")
def hundreds() -> tuple[pd.DataFrame, Diagnosis]:
    """Four hundred sites."""
    return many(400)


@pytest.fixture(scope="session")
def texts() -> Callable[[Figure], list[str]]:
    """Every text that plotly draws or shows on hover, as plotly gets it."""

    def collect(figure: Figure) -> list[str]:
        content = figure.to_plotly_json()
        axes = [content["layout"].get(axis, {}) for axis in ("xaxis", "yaxis")]
        found = [note["text"] for note in content["layout"].get("annotations", ())]
        for trace in content["data"]:
            found.append(trace.get("name") or "")
            for name in ("text", "hovertext"):
                found += _flat(trace.get(name))
        return [*found, *(text for axis in axes for text in axis.get("ticktext", ()))]

    return collect


def _flat(value: object) -> list[str]:
    if isinstance(value, (list, tuple)):
        return [text for part in value for text in _flat(part)]
    return [] if value is None else [str(value)]
