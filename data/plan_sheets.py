"""Read the plan of an example project as sheets, spread what it says over sites, write tables.

A line in brackets begins a sheet and names its columns; cells stand between bars; cells left out at
the end of a line are blank. A cell under ``site`` names one site, several with spaces between them,
or all by ``*``; ``@`` in a cell is the name of the site. In a sheet of answers or of evidence there
is a column for each site.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path

Row = dict[str, str]
Sheets = Mapping[str, list[Row]]

TOPS = {"maturity": 5, "extent": 3}
GATES = ("no", "partly", "yes")

# How far the assessors of a panel stand from the level that the plan means, by the mark behind it.
APART = {"": (-1, 0, 0, 0, 1), "=": (0, 0, 0, 0, 0), "~": (-2, -1, 0, 1, 2)}

RESPONSES = "site item round date assessor basis value evidence reason"
EVIDENCE = "site evidence item title supports_level strength type methods link locator date"


def read_sheets(path: Path) -> Sheets:
    """Read the sheets of a plan: rows of cells by their column."""
    found: dict[str, list[Row]] = {}
    heads: list[str] = []
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("["):
            name, _, columns = line[1:].partition("]")
            heads = [cell.strip() for cell in columns.split("|")]
            rows = found.setdefault(name, [])
        elif line.strip() and not line.startswith("# "):
            cells = [cell.strip() for cell in line.split("|")]
            if len(cells) > len(heads):
                message = f"{path.name}: more cells than columns: {line}"
                raise ValueError(message)
            rows.append(dict(zip(heads, cells + [""] * (len(heads) - len(cells)), strict=True)))
    return found


def dice(*purpose: str) -> random.Random:
    """Give a generator of its own to each purpose, so that one change stays local."""
    return random.Random("/".join(purpose))  # noqa: S311 - invented numbers, no secrets


def spread(rows: Iterable[Row], sites: Mapping[str, str]) -> list[Row]:
    """Give each row to the sites that it names, with their names in its words.

    Parameters
    ----------
    rows : iterable of Row
    sites : mapping of str to str
        Name of each site.
    """
    found = []
    for row in rows:
        keys = list(sites) if row["site"] == "*" else row["site"].split()
        for key in keys:
            own = {head: cell.replace("@", sites[key]) for head, cell in row.items()}
            found.append(own | {"site": key})
    return sorted(found, key=lambda row: list(sites).index(row["site"]))


def sized(rows: Iterable[Row], column: str, sizes: Mapping[str, float]) -> list[Row]:
    """Multiply a quantity that ends in ``*`` by the size of its site."""
    found = []
    for row in rows:
        cell = row[column]
        if cell.endswith("*"):
            cell = str(max(1, round(float(cell[:-1]) * sizes[row["site"]])))
        found.append(row | {column: cell})
    return found


def own_actors(rows: Iterable[Row], local: Iterable[str]) -> list[Row]:
    """Give organisations that work at one site alone a key of their own: office, zomba-office."""
    columns = ("actor", "owner", "responsible", "partners", "partner", "source", "target",
               "reported_by")  # fmt: skip
    found = []
    for row in rows:
        short = row["site"].partition("-")[2] or row["site"]
        keys = {key: f"{short}-{key}" for key in local}
        own = {
            head: ";".join(keys.get(key, key) for key in row[head].split(";"))
            for head in columns
            if head in row
        }
        found.append(row | own)
    return found


def evidence_rows(sheets: Sheets, sites: Iterable[str]) -> list[Row]:
    """Table ``item_evidence``: a column for each site holds the level that a piece supports.

    ``?`` is a piece that nobody has judged, ``x`` one that was rejected, a blank none.
    """
    rows = []
    for site in sites:
        last = _workshop(sheets, site)["days"].split()
        pieces = [row for row in sheets["evidence"] if row[site]]
        for number, row in enumerate(pieces, start=1):
            back = dice(site, row["item"], row["title"]).randint(20, 150)
            level = row[site]
            rows.append({
                "site": site, "evidence": f"E{number}", "item": row["item"],
                "title": row["title"], "supports_level": level if level.isdigit() else "",
                "strength": {"?": "", "x": "none"}.get(level, row["strength"]),
                "type": row["type"], "methods": row["methods"],
                "link": f"https://example.org/{site}/e{number}",
                "locator": f"p. {3 + back % 20}",
                "date": str(date.fromisoformat(last[-1]) - timedelta(days=back)),
            })  # fmt: skip
    return rows


def _workshop(sheets: Sheets, site: str) -> Row:
    return next(row for row in sheets["workshops"] if row["site"] == site)


def response_rows(sheets: Sheets, evidence: Sequence[Row], sites: Iterable[str]) -> list[Row]:
    """Table ``responses``: a column for each site holds the answers of the rounds.

    ``2 3~`` is a level of 2 in round 1 and 3 in round 2, with a panel that is far apart; ``=`` is a
    panel of one mind, ``-`` a round without an answer. Where ``who`` is ``team``, the team answered
    together; what begins with ``"`` is a text.
    """
    reasons = {(row["site"], row["item"]): row["reason"] for row in sheets["reasons"]}
    rows = []
    for site in sites:
        meets = _workshop(sheets, site)
        for row in sheets["answers"]:
            cell = row[site]
            texts = [cell.strip('"')] if cell.startswith('"') else cell.split()
            days = meets["days"].split()
            first = len(days) - len(texts) + 1
            for number, text in enumerate(texts, start=first):
                if text != "-":
                    rows += _panel(row, site, number, days[number - 1], text,
                                   meets["assessors"].split(), evidence, reasons)  # fmt: skip
    return rows


def _panel(
    row: Row, site: str, number: int, day: str, text: str, assessors: Sequence[str],
    evidence: Sequence[Row], reasons: Mapping[tuple[str, str], str],
) -> list[Row]:  # fmt: skip
    """Give the answers of one round to one item."""
    known = ";".join(
        piece["evidence"] for piece in evidence
        if (piece["site"], piece["item"]) == (site, row["item"])
        and piece["date"] <= day and piece["strength"] != "none"
    )  # fmt: skip
    mark = text[-1] if text[-1] in "~=" else ""
    value, top = text.rstrip("~=").replace("not-started", "not started"), TOPS.get(row["scale"], 2)
    who = ["TEAM"] if row["who"] == "team" else list(assessors)
    apart = list(APART[mark if len(who) > 1 else "="])
    dice(site, row["item"], "panel").shuffle(apart)
    middle = GATES.index(value) if value in GATES else value
    found = []
    for assessor, by in zip(who, apart, strict=False):
        given = value
        if isinstance(middle, int):
            given = GATES[min(max(middle + by, 0), top)]
        elif row["scale"] in TOPS:
            given = str(min(max(int(middle) + by, 0), top))
        found.append({
            "site": site, "item": row["item"], "round": str(number), "date": day,
            "assessor": assessor, "basis": "adopted" if row["who"] == "team" else "workshop",
            "value": given, "evidence": known, "reason": "",
        })  # fmt: skip
    found[0]["reason"] = reasons.get((site, row["item"]), "")
    return found


def write_project(
    folder: Path, project: str, heads: Mapping[str, str], tables: Mapping[str, list[Row]]
) -> None:
    """Write ``project.yaml`` and one CSV file per table; a column that no row fills is left out."""
    folder.mkdir(parents=True, exist_ok=True)
    (folder / "project.yaml").write_text(project, encoding="utf-8", newline="\n")
    for name, rows in tables.items():
        filled = [head for head in heads[name].split() if any(row.get(head) for row in rows)]
        with (folder / f"{name}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, filled, lineterminator="\n", extrasaction="ignore")
            writer.writeheader()
            writer.writerows(rows)
