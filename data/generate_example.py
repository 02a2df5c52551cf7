"""Write the example project ``data/example``: twelve real districts, everything else invented.

Run as ``python data/generate_example.py``; the same bytes come out each time. What a site is meant
to show stands in ``data/README.md``; the levels that make it so stand in ``example_plan.txt``.
Only the standard library is used, so that the example does not depend on what it is an example of.
"""

from __future__ import annotations

import csv
import random
import sys
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import NamedTuple

import agree_tables
import strategy_tables
import work_tables
from plan_file import Row, dice, in_a_sentence, plan

FIRST_EVIDENCE = date(2023, 2, 1)
TOP_LEVEL = 9
STRENGTHS = {"s": "strong", "m": "medium", "w": "weak", "n": "none"}
THINGS = ("technology", "product", "practice")

# What makes a tie of a layer likely: groups at its start, groups at its end (others count once),
# and how many ties of it a site has in round 1.
GROUPS = {
    "research": "research", "university": "research", "government-national": "government",
    "government-subnational": "government", "ngo-international": "ngo", "ngo-national": "ngo",
    "ngo-local": "ngo", "foundation": "donor", "farmer-organisation": "farmers",
    "private-company": "business", "financial": "bank", "public-private": "business",
    "other": "other",
}  # fmt: skip
LAYERS: dict[str, tuple[dict[str, float], dict[str, float], int]] = {
    "collaboration": ({"ngo": 2, "research": 2}, {"government": 2, "farmers": 2}, 52),
    "knowledge": ({"research": 4, "government": 2, "ngo": 2}, {"farmers": 2, "government": 2}, 40),
    "influence": ({"government": 5, "donor": 3, "research": 2}, {"ngo": 2}, 26),
    "funding": ({"donor": 9, "bank": 6, "ngo": 3, "farmers": 0}, {"farmers": 3, "ngo": 3}, 12),
    "implementation": ({"ngo": 3, "government": 3}, {"farmers": 4, "business": 2}, 26),
}

MUTUAL = ("collaboration", "implementation")

PROJECT = """\
# Written by data/generate_example.py. Invented, except the places (see data/README.md).
title: Single diseased stem removal for banana wilt (illustrative)
framework: ipsr
framework_version: "2022"
lead: Lakes Banana Initiative (invented)
ambition: >-
  By the end of 2028, 60,000 banana-growing households in twelve districts of Rwanda and Uganda
  control banana wilt by cutting only the diseased stem, without help from the project.
currency: USD
as_of: 2026-03-14
horizon_months: 12
illustrative: true
parameters:
  correlation: 0.5
  widths: {strong: 0.5, medium: 0.75, weak: 1.0, none: 1.5}
  width: 0.75
  target: 12
  seed: 20260314
choice:
  ceiling: 80000
partners:
  platform_cost: 6000
  budget: 25000
plan:
  start: 2026-04-01
budget:
  funder: foundation
  inflation: 0.045
  rate_date: 2026-03-02
  physical_contingency: 0.05
  payment_lag_months: 1
  ceiling: 400000
notes:
  - >-
    Illustrative data: levels, evidence, organisations, ties, options, plans, prices and exchange
    rates are invented. Only the districts, their coordinates and the populations of the districts
    in Rwanda are real.
  - The populations of the districts in Uganda are left blank, as not known.
sources:
  - >-
    Coordinates: GeoNames (https://www.geonames.org), CC BY 4.0; the main town of each district.
  - >-
    Populations: Rwanda, Fifth Population and Housing Census, 2022 (National Institute of Statistics
    of Rwanda).
"""


class Levels(NamedTuple):
    """Readiness and use; ``None`` is not assessed."""

    readiness: int | None = None
    use: int | None = None


class Part(NamedTuple):
    """One line of a package in the plan: a component at a site and what is known of it."""

    key: str
    needed: bool
    supersedes: str
    rounds: tuple[Levels, ...]
    spread: str
    evidence: Mapping[str, tuple[str, ...]]
    documents: Levels
    adopted: Levels
    projected: Levels
    by_everyone: bool
    reason: str


class Place(NamedTuple):
    """A site with its panel and the days of its workshops."""

    key: str
    name: str
    assessors: tuple[str, ...]
    days: tuple[date, ...]
    parts: tuple[Part, ...]


def at_most(name: str, level: int) -> list[str]:
    """Give the last row of a table of the plan whose first cell is not above the level."""
    return [row for row in plan(name, 2) if int(row[0]) <= level][-1]


def levels(text: str) -> Levels:
    """Read ``6/4``, ``5/-`` or ``-``."""
    readiness, _, use = text.strip("*").partition("/")
    return Levels(*(int(cell) if cell.isdigit() else None for cell in (readiness, use)))


def text(level: int | None) -> str:
    """Write a level; not assessed is a blank."""
    return "" if level is None else str(level)


def part(cells: Sequence[str], rounds: int) -> Part:
    """Read one line of a package."""
    key, mark, other = [*cells[0].split(), "", ""][:3]
    return Part(
        key=key,
        needed=mark != "no",
        supersedes=other if mark == "<" else "",
        rounds=tuple(levels(cell) for cell in cells[1 : 1 + rounds]),
        spread=cells[3],
        evidence={"readiness": tuple(cells[4].split()), "use": tuple(cells[5].split())},
        documents=levels(cells[6]),
        adopted=levels(cells[7]),
        projected=levels(cells[8]),
        by_everyone=cells[8].startswith("*"),
        reason=cells[9],
    )


def places() -> list[Place]:
    """Give the twelve sites."""
    workshops = {row[0]: row[1:] for row in plan("workshops", 3)}
    found = []
    for key, name, *_ in plan("sites", 8):
        days = tuple(date.fromisoformat(day) for day in workshops[key][1].split())
        parts = tuple(part(cells, len(days)) for cells in plan(f"package {key}", 10))
        found.append(Place(key, name, tuple(workshops[key][0].split()), days, parts))
    return found


def site_rows() -> list[Row]:
    """Table ``sites``."""
    heads = HEADS["sites"].split()
    return [dict(zip(heads, row, strict=True)) for row in plan("sites", 8)]


def component_rows(place: Place) -> list[Row]:
    """Table ``components``."""
    catalogue = {row[0]: row for row in plan("components", 6)}
    descriptions = {row[0]: row[1] for row in plan("descriptions", 2)}
    rows = []
    for item in place.parts:
        key, title, role, kind, functions, _ = catalogue[item.key]
        rows.append({
            "site": place.key, "component": key, "title": title, "role": role, "kind": kind,
            "functions": functions, "needed": "yes" if item.needed else "no",
            "supersedes": item.supersedes, "description": descriptions[key],
        })  # fmt: skip
    return rows


def piece_row(place: Place, item: Part, dimension: str, piece: str, chance: random.Random) -> Row:
    """Give a piece of its own, dated before the last workshop and mostly before the first."""
    kind = {row[0]: row[3] for row in plan("components", 6)}[item.key]
    kinds = f"evidence of readiness of a {'thing' if kind in THINGS else 'service'}"
    if dimension == "use":
        kinds = "evidence of use"
    level = piece[0].replace("?", "")
    _, words, method, sort = at_most(
        "evidence rejected" if piece[1] == "n" else kinds, int(level or 4)
    )
    last = place.days[0 if chance.random() < 0.8 else -1] - timedelta(days=14)
    day = FIRST_EVIDENCE + timedelta(chance.randrange((last - FIRST_EVIDENCE).days))
    page, table = f"p. {chance.randint(2, 40)}", f", table {chance.randint(1, 6)}"
    name = f"{item.key}-{dimension}-{chance.randint(100, 999)}"
    return {
        "title": f"{words.format(in_a_sentence(item.key))}, {place.name}",
        "supports_level": level, "strength": STRENGTHS[piece[1]], "type": sort, "method": method,
        "link": f"https://example.org/{place.key}/{name}" if chance.random() < 0.7 else "",
        "locator": page + (table if sort == "quantitative" else ""),
        "date": day.isoformat() if chance.random() < 0.9 else "",
    }  # fmt: skip


def baseline_row(place: Place, item: Part, number: int) -> Row:
    """Give the page on a component in the site's baseline study, which nobody has judged yet."""
    return {
        "title": f"Baseline study, page on {in_a_sentence(item.key)}, {place.name}",
        "supports_level": "", "strength": "weak", "type": "qualitative",
        "method": "interviews and visits", "link": f"https://example.org/{place.key}/baseline",
        "locator": f"p. {number + 4}", "date": (place.days[0] - timedelta(days=40)).isoformat(),
    }  # fmt: skip


def evidence_rows(place: Place) -> list[Row]:
    """Table ``evidence``: what the plan names, and else the baseline study, for levels above 0."""
    chance = dice(place.key, "evidence")
    rows: list[Row] = []
    for item in place.parts:
        for dimension, pieces in item.evidence.items():
            found = [
                piece_row(place, item, dimension, piece, chance) for piece in pieces if piece != "."
            ]
            if not pieces and any(getattr(given, dimension) for given in item.rounds):
                found.append(baseline_row(place, item, len(rows)))
            for row in found:
                number = f"E{len(rows) + 1}"
                shared = {"site": place.key, "component": item.key, "dimension": dimension}
                rows.append(shared | {"evidence": number} | row)
    return rows


def deviations(chance: random.Random, assessors: int, spread: str) -> list[int]:
    """Give how far each assessor is from the lower median, which stays where it is."""
    below = (assessors - 1) // 2
    above = assessors - 1 - below
    if spread == "same":
        apart = [0] * (assessors - 1)
    elif spread == "wide":
        apart = [-chance.randint(1, 3) for _ in range(below)]
        apart += [chance.randint(1, 3) for _ in range(above)]
    else:
        down, up = chance.randint(0, min(1, below)), chance.randint(0, min(2, above))
        apart = [-1] * down + [1] * up + [0] * (assessors - 1 - down - up)
    found = [0, *apart]
    chance.shuffle(found)
    return found


def shifted(level: int | None, by: int) -> int | None:
    """Move a level, within the scale. Nobody is said to use what nobody uses."""
    if level is None or level == 0:
        return level
    return min(max(level + by, 0), TOP_LEVEL)


def reason_for(given: Levels) -> str:
    """Say in words why this level."""
    found = []
    if given.readiness is not None:
        found.append(at_most("readiness reasons", given.readiness)[1])
    if given.use is not None:
        found.append(at_most("use reasons", given.use)[1])
    return "; ".join(found) + "."


def fell(before: Levels | None, now: Levels) -> bool:
    """Say whether an assessor went down in either dimension."""
    pairs = zip(before or Levels(), now, strict=True)
    return any(old is not None and new is not None and new < old for old, new in pairs)


def known(evidence: Iterable[Row], component: str, day: date) -> str:
    """Give the accepted evidence on a component that had a date and was there on that day."""
    return ";".join(
        row["evidence"]
        for row in evidence
        if row["component"] == component
        and row["strength"] != "none"
        and "" < row["date"] <= day.isoformat()
    )


def score(place: Place, item: Part, given: Levels, **rest: str) -> Row:
    """Give one row of ``scores``."""
    shared = {"site": place.key, "component": item.key}
    return shared | {"readiness": text(given.readiness), "use": text(given.use)} | rest


def workshop_rows(place: Place, item: Part, evidence: Sequence[Row]) -> list[Row]:
    """Give the judgements of the panel: an assessor is as strict in round 2 as in round 1."""
    chance = dice(place.key, item.key, "workshop")
    strict = [deviations(chance, len(place.assessors), item.spread) for _ in Levels._fields]
    # A panel of five or more stands at the same lower median when one assessor is left out.
    absent = chance.random() < 0.15 and len(place.assessors) > 4 and item.spread != "wide"
    missing = chance.choice(place.assessors) if absent else ""
    rows: list[Row] = []
    before: dict[str, Levels] = {}
    for number, (day, target) in enumerate(zip(place.days, item.rounds, strict=True), start=1):
        cited = known(evidence, item.key, day)
        for assessor, readiness, use in zip(place.assessors, *strict, strict=True):
            given = Levels(shifted(target.readiness, readiness), shifted(target.use, use))
            if given == Levels() or (assessor == missing and number == 1):
                continue
            reason = reason_for(given) if chance.random() < 0.2 else ""
            if max(abs(readiness), abs(use)) > 1:
                reason = reason_for(given)
            if fell(before.get(assessor), given):
                reason = item.reason
            rows.append(score(
                place, item, given, round=str(number), date=day.isoformat(), assessor=assessor,
                basis="workshop", reason=reason, evidence=cited if chance.random() < 0.6 else "",
            ))  # fmt: skip
            before[assessor] = given
    return rows


def projected_rows(place: Place, item: Part) -> list[Row]:
    """Give what is expected at the end of the horizon, by the team or by every assessor."""
    if item.projected == Levels():
        return []
    chance = dice(place.key, item.key, "projected")
    who = place.assessors if item.by_everyone else ("TEAM",)
    strict = [deviations(chance, len(who), "") for _ in Levels._fields]
    return [
        score(
            place, item,
            Levels(*(shifted(level, by) for level, by in zip(item.projected, apart, strict=True))),
            round=str(len(place.days)), date=place.days[-1].isoformat(), assessor=assessor,
            basis="projected", evidence="", reason="If the plan of work is carried out.",
        )
        for assessor, *apart in zip(who, *strict, strict=True)
    ]  # fmt: skip


def score_rows(place: Place, evidence: Sequence[Row]) -> list[Row]:
    """Table ``scores``: the panel, the documents alone, what the team agreed on and expects."""
    rows: list[Row] = []
    for item in place.parts if place.days else ():
        rows += workshop_rows(place, item, evidence)
        last, number = place.days[-1], str(len(place.days))
        if item.documents != Levels():
            day = last - timedelta(days=5)
            rows.append(score(
                place, item, item.documents, round=number, date=day.isoformat(), assessor="D1",
                basis="evidence", evidence=known(evidence, item.key, day),
                reason=f"The documents alone: {reason_for(item.documents)}",
            ))  # fmt: skip
        if item.adopted != Levels():
            day = last + timedelta(days=6)
            rows.append(score(
                place, item, item.adopted, round=number, date=day.isoformat(), assessor="TEAM",
                basis="adopted", evidence=known(evidence, item.key, day),
                reason=f"Agreed with the evidence on the table: {reason_for(item.adopted)}",
            ))  # fmt: skip
        rows += projected_rows(place, item)
    return rows


def organisations(place: Place) -> list[list[str]]:
    """Give key, name, type, level and skills of the organisations of a site."""
    chance = dice(place.key, "names")
    (_, first), (_, second) = plan("words", 2)
    pairs = [f"{one} {two}" for one in first.split() for two in second.split()]
    chance.shuffle(pairs)
    country, _, short = place.key.partition("-")
    found = [
        [key, name, sort, level, skills]
        for key, name, sort, level, where, skills in plan("shared actors", 6)
        if where in {"both", country}
    ]
    for key, count, name, sort, level, skills in plan("local actors", 6):
        for number in range(1, int(count) + 1):
            if number > 1 and chance.random() < 0.1:
                continue
            own = name.replace("#", pairs.pop()).replace("@", place.name)
            found.append([f"{short}-{key}-{number}", own, sort, level, skills])
    return found


def actor_rows(place: Place) -> list[Row]:
    """Table ``actors``."""
    chance = dice(place.key, "actors")
    weight = {"local": 0.2, "subnational": 0.4, "national": 0.6, "regional": 0.5}
    rows = []
    for key, name, sort, level, _ in organisations(place):
        lead = key == "lakes-banana"
        answers = lead or chance.random() < 0.72
        trust = round(0.3 + 0.65 * chance.random(), 2)
        influence = round(weight.get(level, 0.5) + 0.35 * chance.random(), 2)
        row = {
            "site": place.key, "actor": key, "name": name, "type": sort, "level": level,
            "lead": "yes" if lead else "no", "responded": "yes" if answers else "no",
            "trust": str(trust) if chance.random() < 0.85 else "",
            "influence": str(influence) if chance.random() < 0.85 else "",
        }  # fmt: skip
        unknown = dict.fromkeys(("responded", "trust", "influence"), "")
        asked = strategy_tables.partner_facts(place.key, row) if place.days else unknown
        rows.append(row | asked)
    return rows


def capacity_rows(place: Place) -> list[Row]:
    """Table ``capacities``: for components that the site needs; some costs are not known."""
    chance = dice(place.key, "capacities")
    costs = {row[0]: int(row[5]) for row in plan("components", 6)}
    needed = {item.key for item in place.parts if item.needed}
    rows = []
    for key, *_, skills in organisations(place):
        for skill in skills.split():
            component, _, most = skill.partition(":")
            capacity = round(int(most) / 100 * (0.6 + 0.4 * chance.random()), 2)
            cost = 50 * round(capacity * costs[component] * (0.7 + 0.6 * chance.random()) / 50)
            if component not in needed or chance.random() < 0.1:
                continue
            rows.append({
                "site": place.key, "actor": key, "component": component, "capacity": str(capacity),
                "cost": str(cost) if chance.random() < 0.8 else "",
            })  # fmt: skip
    return rows


def draw(
    chance: random.Random, weights: Mapping[tuple[str, str], float], count: int
) -> list[tuple[str, str]]:
    """Draw pairs without putting them back; a pair of weight 0 is never drawn."""
    pairs, most = list(weights), max(weights.values())
    found: list[tuple[str, str]] = []
    while len(found) < count:
        pair = chance.choice(pairs)
        if pair not in found and chance.random() * most < weights[pair]:
            found.append(pair)
    return found


def tie_weights(
    actors: Sequence[Row], activity: Mapping[str, float], layer: str
) -> dict[tuple[str, str], float]:
    """Say how likely a tie is: by the groups, by activity, and less between levels of work."""
    starts, ends, _ = LAYERS[layer]
    return {
        (one["actor"], two["actor"]): activity[one["actor"]] * activity[two["actor"]]
        * starts.get(GROUPS[one["type"]], 1) * ends.get(GROUPS[two["type"]], 1)
        * (1.0 if one["level"] == two["level"] or "yes" in {one["lead"], two["lead"]} else 0.4)
        for one in actors for two in actors if one is not two
    }  # fmt: skip


def tie_rows(place: Place, actors: Sequence[Row]) -> list[Row]:
    """Table ``ties``: as far as someone at either end answered; a fifth is gone in round 2."""
    chance = dice(place.key, "ties")
    answered = {row["actor"] for row in actors if row["responded"] == "yes"}
    activity = {row["actor"]: chance.choice((0.2, 0.4, 0.6, 0.8)) for row in actors}
    activity["lakes-banana"] = 1.6
    for silent in chance.sample(sorted(activity.keys() - {"lakes-banana"}), 2):
        activity[silent] = 0.0
    rows: list[Row] = []
    told: dict[tuple[object, ...], str] = {}
    for layer, (_, _, count) in LAYERS.items():
        weights = tie_weights(actors, activity, layer)
        ties = draw(chance, weights, count)
        for number in range(1, len(place.days) + 1):
            if number > 1:
                kept = [pair for pair in ties if chance.random() < 0.8]
                fresh = [pair for pair in draw(chance, weights, count // 3) if pair not in kept]
                ties = kept + fresh
            for source, target in ties:
                ends = [end for end in (source, target) if end in answered]
                for reporter in ends if chance.random() < 0.25 else ends[:1]:
                    strength = chance.choice(("0.25", "0.5", "0.5", "0.75", "1"))
                    strength = strength if chance.random() < 0.92 else ""
                    if layer in MUTUAL:
                        # Who names one tie from both its ends means one strength.
                        tie = (layer, number, reporter, *sorted((source, target)))
                        strength = told.setdefault(tie, strength)
                    rows.append({
                        "site": place.key, "source": source, "target": target, "layer": layer,
                        "strength": strength,
                        "reported_by": reporter, "round": str(number),
                    })  # fmt: skip
    return rows


HEADS = {
    "sites": "site name country admin latitude longitude population households",
    "components": "site component title role kind functions needed supersedes description",
    "scores": "site component round date assessor basis readiness use evidence reason",
    "evidence": "site evidence component dimension title supports_level strength type method link"
    " locator date",
    "actors": "site actor name type level lead responded trust influence interest goals mandatory"
    " excluded cost_bilateral cost_platform",
    "capacities": "site actor component capacity cost",
    "ties": "site source target layer strength reported_by round",
    **strategy_tables.HEADS,
    **work_tables.HEADS,
    **agree_tables.HEADS,
}


def tables() -> dict[str, list[Row]]:
    """Give the rows of every table."""
    found: dict[str, list[Row]] = {name: [] for name in HEADS}
    found["sites"] = site_rows()
    for place in places():
        evidence, actors = evidence_rows(place), actor_rows(place)
        found["components"] += component_rows(place)
        found["evidence"] += evidence
        found["scores"] += score_rows(place, evidence)
        found["actors"] += actors
        if place.days:
            found["capacities"] += capacity_rows(place)
            found["ties"] += tie_rows(place, actors)
            add_strategy(found, place, actors)
    add_work(found)
    return found | {name: agree_tables.rows(name) for name in agree_tables.HEADS}


def add_strategy(found: dict[str, list[Row]], place: Place, actors: Sequence[Row]) -> None:
    """Add what a site weighs, and whom it could work with."""
    components = [row for row in found["components"] if row["site"] == place.key]
    found["options"] += strategy_tables.option_rows(place.key)
    found["needs"] += strategy_tables.need_rows(components)
    found["targets"] += strategy_tables.target_rows(place.key, actors)
    found["forums"] += strategy_tables.forum_rows(place.key, place.name)
    found["memberships"] += strategy_tables.membership_rows(place.key, actors)


def add_work(found: dict[str, list[Row]]) -> None:
    """Add decisions, plans of work and budgets, where there are any."""
    found["answers"] = strategy_tables.answer_rows()
    found["decisions"] = strategy_tables.decision_rows()
    found["partnerships"] = strategy_tables.partnership_rows()
    found["rates"] = work_tables.rate_rows()
    found["strategies"] = work_tables.strategy_rows()
    names = {row["actor"]: row["name"] for row in found["actors"]}
    for work in work_tables.works({row["site"]: row["name"] for row in found["sites"]}):
        found["activities"] += work_tables.activity_rows(work, names)
        if work.option["option"] != "stop":
            found["staff"] += work_tables.staff_rows(work)
            found["seasons"] += work_tables.season_rows(work)
        found["costs"] += work_tables.cost_rows(work)
        found["funding"] += work_tables.funding_rows(work)
        found["receipts"] += work_tables.receipt_rows(work)


def write(folder: Path) -> None:
    """Write ``project.yaml`` and one CSV file per table."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "project.yaml").write_text(PROJECT, encoding="utf-8", newline="\n")
    for name, rows in tables().items():
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, HEADS[name].split(), lineterminator="\n")
            writer.writeheader()
            writer.writerows(rows)


if __name__ == "__main__":
    write(Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).parent / "example")
