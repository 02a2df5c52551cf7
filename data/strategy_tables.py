"""Options, answers, decisions and partners of the example project: step 3 up to the partners."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from plan_file import Row, dice, plan, three

HEADS = {
    "needs": "site component need pooling weight",
    "targets": "site actor weight",
    "forums": "site forum name convener",
    "memberships": "site forum actor",
    "partnerships": "site actor component modality reason date",
    "options": "site proposal component option title feasible why cost cost_low cost_high months"
    " months_low months_high readiness_after use_after success success_low success_high substitute"
    " brings to_site executor change_date change_source new_ambition accepted_by assets told spent"
    " acceptability inclusion reversibility evidence_strength assumes assumes_owner assumes_due"
    " source",
    "answers": "site component question answer reason by date",
    "decisions": "site decision component proposal option date by reason package replaces",
}
"""Columns of the tables."""

TODAY = {
    "rw-huye": "fd173b3aa017", "rw-nyanza": "15e4b607adcf", "rw-ruhango": "490203c225f1",
    "rw-muhanga": "de5a6339ac74", "ug-mbarara": "6c759db723c7", "ug-isingiro": "bc8910885f6a",
    "ug-kayunga": "0434ac9a2de8",
}  # fmt: skip
"""Fingerprints of packages as they are today; a test compares them with the workbench's own."""

_JUDGED = ("acceptability", "inclusion", "reversibility", "evidence_strength")
_WORDS = {
    "postpone": ("change_date", "change_source"),
    "reorient": ("new_ambition", "accepted_by"),
    "stop": ("assets", "told"),
}


def option_rows(site: str) -> list[Row]:
    """Table ``options``."""
    return [_option(site, cells) for cells in plan(f"options {site}", 12)]


def _option(site: str, cells: Sequence[str]) -> Row:
    proposal, component, option, feasible, title, cost, months, after, success = cells[:9]
    who, words, judged, *rest = [*cells[9:], ""]
    row = {
        "site": site, "proposal": proposal, "component": component, "option": option,
        "title": title, "feasible": feasible,
        ("why" if feasible == "no" else "assumes"): rest[0],
        "source": "Estimate of the district team, February 2026 (invented)" if cost else "",
    }  # fmt: skip
    for name, text in (("cost", cost), ("months", months), ("success", success)):
        row[f"{name}_low"], row[name], row[f"{name}_high"] = three(text)
    row |= {
        name: value
        for place, key, *named in plan("assumed", 4)
        if (place, key) == (site, proposal)
        for name, value in zip(("assumes_owner", "assumes_due"), named, strict=True)
    }
    row["readiness_after"], _, row["use_after"] = after.partition("/")
    named = who.split()
    if named and option == "substitute":
        row["substitute"], row["brings"] = named[0], ";".join(named[1:])
    elif named:
        row["to_site" if option == "relocate" else "executor"] = named[0]
    if option in _WORDS:
        row |= dict(zip(_WORDS[option], [part.strip() for part in words.split(">")], strict=False))
    row |= dict(zip(_JUDGED, judged.split("/") if judged else [], strict=False))
    if cost:
        chance = dice(site, component, "spent")
        row["spent"] = str(250 * chance.randint(4, 40))
    return row


def answer_rows() -> list[Row]:
    """Table ``answers``."""
    rows = []
    for site, component, day, answers in plan("answers", 4):
        for part in answers.split(";"):
            question, _, said = part.partition("=")
            answer, _, reason = said.partition(",")
            rows.append({
                "site": site, "component": component, "question": question.strip(),
                "answer": answer.strip(), "reason": reason.strip(), "by": "TEAM", "date": day,
            })  # fmt: skip
    return rows


def decision_rows() -> list[Row]:
    """Table ``decisions``."""
    heads = ("site", "decision", "component", "proposal", "date", "by", "reason", "package")
    rows = []
    for cells in plan("decisions", 9):
        row = dict(zip((*heads, "replaces"), cells, strict=True))
        options = {each["proposal"]: each["option"] for each in option_rows(row["site"])}
        row["option"] = options[row["proposal"]]
        if row["package"] == "!":
            row["package"] = TODAY[row["site"]]
        rows.append(row)
    return rows


def partner_facts(site: str, row: Mapping[str, str]) -> Row:
    """Give what the partner survey and the team add to an actor."""
    chance = dice(site, row["actor"], "partner")
    far = {"local": 0, "subnational": 600, "national": 2200, "regional": 3000}
    both = 800 + far.get(row["level"], 3800) + 100 * chance.randrange(12)
    said = {(cells[0], cells[1]): cells[2:] for cells in plan("said of actors", 4)}
    place, goals = said.get((site, row["actor"]), ("", ""))
    lead = row["lead"] == "yes"
    return {
        "interest": "" if chance.random() < 0.15 else f"{0.2 + 0.75 * chance.random():.2f}",
        "goals": goals,
        "mandatory": "yes" if place == "mandatory" else "",
        "excluded": "yes" if place == "excluded" else "",
        "cost_bilateral": "" if lead or chance.random() < 0.1 else str(both),
        "cost_platform": "" if lead else str(150 + 50 * round(both / 500)),
    }


def need_rows(components: Sequence[Row]) -> list[Row]:
    """Table ``needs``: for the components of the package that need partners."""
    needs = {row[0]: row[1:] for row in plan("needs", 4)}
    return [
        {
            "site": row["site"], "component": row["component"],
            **dict(zip(("pooling", "need", "weight"), needs[row["component"]], strict=True)),
        }
        for row in components
        if row["needed"] == "yes" and row["component"] in needs
    ]  # fmt: skip


def target_rows(site: str, actors: Sequence[Row]) -> list[Row]:
    """Table ``targets``: the growers' groups that the work has to reach, women's groups first."""
    return [
        {"site": site, "actor": row["actor"], "weight": "1.5" if "-women-" in row["actor"] else "1"}
        for row in actors
        if row["type"] == "farmer-organisation" and row["level"] == "local"
    ]


def forum_rows(site: str, name: str) -> list[Row]:
    """Table ``forums``."""
    short = site.partition("-")[2]
    return [
        {
            "site": site, "forum": forum, "name": title.replace("@", name),
            "convener": f"{short}-{convener}",
        }
        for forum, title, convener, _ in plan("forums", 4)
    ]  # fmt: skip


_MEETS = {
    "banana-platform": ("coop", "council", "women", "crop-desk", "extension", "aid", "market"),
    "seed-round": ("nursery", "dealer", "crop-desk"),
    "savings-round": ("savings", "women"),
}


def membership_rows(site: str, actors: Sequence[Row]) -> list[Row]:
    """Table ``memberships``: who is likely to come, and a few others; the convener always."""
    short = site.partition("-")[2]
    rows = []
    for forum, _, convener, size in plan("forums", 4):
        chance = dice(site, forum, "members")
        least, most = map(int, size.split())
        likely = [
            row["actor"]
            for row in actors
            if row["actor"].removeprefix(f"{short}-").rpartition("-")[0] in _MEETS[forum]
        ]
        others = [row["actor"] for row in actors if row["level"] in {"national", "international"}]
        first = f"{short}-{convener}"
        pool = sorted({*likely, *chance.sample(others, 3)} - {first})
        count = min(chance.randint(least, most) - 1, len(pool))
        members = [first, *sorted(chance.sample(pool, count))]
        rows += [{"site": site, "forum": forum, "actor": actor} for actor in members]
    return rows


def partnership_rows() -> list[Row]:
    """Table ``partnerships``."""
    heads = ("site", "actor", "component", "modality", "date", "reason")
    return [dict(zip(heads, cells, strict=True)) for cells in plan("partnerships", 6)]
