"""Check agreement: versions, rounds, parties, pledges, ballots and days that fit each other."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Mapping
from datetime import date
from typing import Final

import pandas as pd

from workbench.errors import InvalidInput, Severity
from workbench.frameworks.rankings import RANKING_FORM, Ranking, read_ranking
from workbench.project.checks.cells import suggestion
from workbench.project.checks.table_check import Tables, leave_out_gaps, report_by_site, usable_rows
from workbench.project.sources.cell_problems import CellProblem

_TABLES: Final = (
    "stakeholders", "interests", "meetings", "participants", "resolutions", "proposals", "rounds",
    "positions", "objections", "pledges", "ballots", "confirmations", "agreements", "feedback",
)  # fmt: skip


def check_agreement(tables: Tables, as_of: date | None) -> None:
    """Run every rule over what the parties said and agreed.

    Parameters
    ----------
    tables : mapping of str to Checked
        Tables of the project.
    as_of : date or None
        The day on which a pledge has to hold, and by which a planned meeting was held.
    """
    _check_versions(tables)
    _check_rounds(tables)
    _check_one_party_twice(tables)
    _check_who_agreed(tables)
    _check_options_of_proposals(tables)
    _check_ballots(tables)
    _check_order_of_days(tables)
    _check_comments(tables)
    _check_final(tables)
    if as_of is not None:
        _check_against_today(tables, pd.Timestamp(as_of))
    leave_out_gaps(tables, _TABLES)


# Versions and rounds -----------------------------------------------------------------------------


def _known_versions(tables: Tables) -> Mapping[tuple[str, str], set[int]]:
    """Return the versions of each proposal; none of those with a version that cannot be read."""
    if "proposals" not in tables:
        return {}
    found: dict[tuple[str, str], set[int]] = {}
    spoilt = set()
    rows = tables["proposals"].frame[["site", "proposal", "version"]]
    for site, proposal, version in rows.itertuples(index=False):
        if pd.isna(version):  # it may be the very one that is meant; told where it stands
            spoilt.add((site, proposal))
        else:
            found.setdefault((site, proposal), set()).add(int(version))
    return {key: versions for key, versions in found.items() if key not in spoilt}


def _check_versions(tables: Tables) -> None:
    """Report what speaks of a version of a proposal that there is not."""
    known = _known_versions(tables)
    for name in ("positions", "objections", "agreements"):
        rows = usable_rows(tables, name)
        if rows.empty:
            continue
        asked = rows.loc[rows["version"].notna(), ["site", "proposal", "version"]]
        for record, site, proposal, version in asked.itertuples():
            there = known.get((site, proposal))
            if there is None or version in there:
                continue
            near = min(there, key=lambda one: (abs(one - int(version)), one))
            problem = CellProblem(
                f"a version of {proposal} that was proposed",
                f"The nearest is {near}; correct the number, or add the version to proposals.",
            )
            tables[name].report(record, "version", problem)


def _check_rounds(tables: Tables) -> None:
    """Report positions without a round or after its end, and rounds without a rule."""
    positions, rounds = usable_rows(tables, "positions"), usable_rows(tables, "rounds")
    days: dict[str, dict[int, pd.Timestamp]] = {}
    unread = False
    if "rounds" in tables:
        # Rounds with a problem count: it is told there, not at each position.
        own = tables["rounds"].frame[["site", "round", "closes"]].dropna(subset=["site", "round"])
        unread = len(own) < len(tables["rounds"].frame)
        for site, number, closes in own.itertuples(index=False):
            days.setdefault(site, {})[int(number)] = closes
    if not positions.empty and not unread:
        _check_rounds_of_positions(tables, positions, days)
    if rounds.empty:
        return
    asked = rounds.loc[(rounds["round"] == 0)]
    spoken = set() if positions.empty else set(positions["site"])
    for record, site, rule, share in asked[["site", "rule", "share"]].itertuples():
        if pd.isna(rule) and site in spoken and not tables["rounds"].reported["rule"][record]:
            problem = CellProblem("the rule by which the parties agree", _NO_RULE, "warning")
            tables["rounds"].report(record, "rule", problem)
        elif (
            rule == "support" and pd.isna(share) and not tables["rounds"].reported["share"][record]
        ):
            problem = CellProblem(
                "the share of the parties that has to support it",
                "Fill it in, such as 0.75; until then the rule is that of consent.",
                "warning",
            )
            tables["rounds"].report(record, "share", problem)


_NO_RULE: Final = "Fill in consent or support; without a rule nothing can be agreed."


def _check_rounds_of_positions(
    tables: Tables, rows: pd.DataFrame, days: Mapping[str, Mapping[int, pd.Timestamp]]
) -> None:
    checked = tables["positions"]
    without = rows.loc[~rows["site"].map(lambda site: 0 in days.get(site, ()))]
    if not without.empty:
        problem = CellProblem(
            "a round 0 in the table rounds, which fixes the rule",
            "Add it, with the day on which the rule was agreed; until then nothing counts as "
            "agreed.",
            "warning",
        )
        report_by_site(checked, without, "round", problem)
    asked = rows[["site", "round", "date"]].dropna(subset=["round"])
    for record, site, number, day in asked.itertuples():
        there = [one for one in days.get(site, ()) if one > 0]
        if number not in there:
            near = min(there, key=lambda one: (abs(one - int(number)), one), default=None)
            advice = "Add it to rounds." if near is None else (
                f"The nearest is {near}; correct the number, or add the round to rounds."
            )  # fmt: skip
            checked.report(record, "round", CellProblem("a round that was held", advice))
            continue
        closes = days[site][int(number)]
        if day > closes:
            problem = CellProblem(
                f"a day up to {closes:%Y-%m-%d}, when round {number} closed",
                "Correct the day; otherwise the position does not count.",
                "warning",
            )
            checked.report(record, "date", problem)


# Parties -----------------------------------------------------------------------------------------


def _check_one_party_twice(tables: Tables) -> None:
    """Report two parties that are one actor, or have one name: they would count twice."""
    rows = usable_rows(tables, "stakeholders")
    if rows.empty:
        return
    told: set[int] = set()
    for column in ("actor", "name"):
        folded = rows[column].str.casefold()
        first: dict[tuple[str, str], str] = {}
        for record, site, party, word in rows.assign(word=folded)[
            ["site", "party", "word"]
        ].itertuples():
            before = party if pd.isna(word) else first.setdefault((site, word), party)
            if before.casefold() != party.casefold() and record not in told:
                told.add(record)
                problem = CellProblem(
                    f"another {column} than that of the party {before}",
                    "Keep one of the two parties, and name it wherever the other is named; "
                    "otherwise it counts twice.",
                    "warning",
                )
                tables["stakeholders"].report(record, column, problem)


def _check_who_agreed(tables: Tables) -> None:
    """Report agreements of parties that were not at the meeting at which it was reached."""
    rows = usable_rows(tables, "agreements")
    if rows.empty:
        return
    checked, asked = tables["agreements"], usable_rows(tables, "participants")
    for record in rows.index[rows["parties"].notna()]:
        times = Counter(part.strip() for part in checked.text["parties"][record].split(";"))
        for party in [party for party, count in times.items() if party and count > 1]:
            problem = CellProblem(
                "each party once", "Delete it, or name the party that is meant.", "warning"
            )
            checked.report(record, "parties", problem, found=party)
    there: dict[tuple[str, str], dict[str, str]] = {}
    unread = "participants" in tables and len(asked) < len(tables["participants"].frame)
    if not asked.empty:
        columns = ["site", "meeting", "party", "presence"]
        for site, meeting, party, presence in asked[columns].itertuples(index=False):
            there.setdefault((site, meeting), {})[party] = presence
    named = rows.loc[rows["meeting"].notna(), ["site", "meeting", "parties"]]
    for record, site, meeting, parties in named.itertuples():
        present = there.get((site, meeting))
        if present is None and unread:
            continue  # what is wrong there is told there
        if present is None:
            problem = CellProblem(
                "a meeting with its participants",
                f"Enter in participants who was at {meeting}.",
            )
            checked.report(record, "meeting", problem)
            continue
        for party in () if pd.isna(parties) else parties.split(";"):
            if present.get(party, "absent") == "absent":
                problem = CellProblem(
                    f"parties that were at {meeting}",
                    f"Correct participants if {party} was there; otherwise say in document how it "
                    "agreed.",
                    "warning",
                )
                checked.report(record, "parties", problem, found=party)


# Proposals and ballots ---------------------------------------------------------------------------


def _check_options_of_proposals(tables: Tables) -> None:
    """Report proposals that would put two options to work on one component."""
    rows, options = usable_rows(tables, "proposals"), usable_rows(tables, "options")
    if rows.empty or options.empty:
        return
    component = {
        (site, option): of
        for site, option, of in options[["site", "proposal", "component"]].itertuples(index=False)
    }
    chosen = rows.loc[rows["decides"].notna(), ["site", "decides"]]
    for record, site, decides in chosen.itertuples():
        first: dict[str, str] = {}
        for option in decides.split(";"):
            of = component.get((site, option))
            if of is not None and first.setdefault(of, option) != option:
                problem = CellProblem(
                    f"one option for {of}",
                    f"{first[of]} is for it too; keep one, or make two proposals of it.",
                )
                tables["proposals"].report(record, "decides", problem, found=option)


def _check_ballots(tables: Tables) -> None:
    """Leave out ballots that cannot be read; report alternatives that only one of them names."""
    rows = usable_rows(tables, "ballots")
    if rows.empty:
        return
    checked = tables["ballots"]
    read: dict[tuple[str, str], dict[int, Ranking]] = {}
    asked = rows.loc[rows["ranking"].notna(), ["site", "question", "ranking"]]
    for record, site, question, ranking in asked.itertuples():
        try:
            read.setdefault((site, question), {})[record] = read_ranking(ranking)
        except InvalidInput as error:
            advice = "Write it again; until then the ballot does not count."
            problem = CellProblem(RANKING_FORM, f"{error} {advice}")
            checked.report(record, "ranking", problem)
            checked.excluded[record] = True
    told_of = _told_of(tables)
    for (site, _), ballots in read.items():
        named = Counter(name for places in ballots.values() for place in places for name in place)
        sure = {name for name, count in named.items() if count > 1} | told_of.get(site, set())
        for record, places in ballots.items():
            if len(ballots) > 1:
                ranked = [name for place in places for name in sorted(place)]
                _report_unnamed(tables, record, "ranking", ranked, sure)
            accepts = rows.at[record, "accepts"]
            if isinstance(accepts, str):
                also = [part for part in map(str.strip, accepts.split(";")) if part]
                _report_unnamed(tables, record, "accepts", also, sure | set(named))


def _told_of(tables: Tables) -> dict[str, set[str]]:
    """Return the short names of options and proposals, site by site."""
    found: dict[str, set[str]] = {}
    for name in ("options", "proposals"):
        rows = usable_rows(tables, name)
        if not rows.empty:
            for site, proposal in rows[["site", "proposal"]].itertuples(index=False):
                found.setdefault(site, set()).add(proposal)
    return found


def _report_unnamed(
    tables: Tables, record: int, column: str, names: Collection[str], sure: Collection[str]
) -> None:
    for name in names:
        if name not in sure:
            problem = CellProblem(
                "alternatives that other ballots name too",
                suggestion(name, sure) or "Correct the name, if it is not one more alternative.",
                "warning",
            )
            tables["ballots"].report(record, column, problem, found=name)


# Days --------------------------------------------------------------------------------------------


def _check_order_of_days(tables: Tables) -> None:
    """Report what is dated before that which it follows from."""
    _check_after_proposals(tables, "agreements", "Correct one of the two days.", "error")
    advice = "Correct one of the two days, or the version."
    _check_after_proposals(tables, "positions", advice, "warning")
    rows, held = usable_rows(tables, "resolutions"), usable_rows(tables, "meetings")
    if not rows.empty and not held.empty:
        days = held.set_index(["site", "meeting"])["date"].to_dict()
        for record, site, meeting, done in rows[["site", "meeting", "done"]].itertuples():
            first = days.get((site, meeting))
            if first is not None and done < first:
                problem = CellProblem(
                    f"a day from {first:%Y-%m-%d} on, when {meeting} decided it",
                    "Correct one of the two days; until then it counts as not done.",
                )
                tables["resolutions"].refuse(record, "done", problem)


def _check_after_proposals(tables: Tables, name: str, advice: str, severity: Severity) -> None:
    """Report rows that are dated before what they speak of was made."""
    rows, made = usable_rows(tables, name), usable_rows(tables, "proposals")
    if rows.empty or made.empty:
        return
    keys = ["site", "proposal", "version"]
    days = made.set_index(keys)["date"].to_dict()
    for record, site, proposal, version, day in rows[[*keys, "date"]].itertuples():
        first = days.get((site, proposal, version))
        if first is not None and day < first:
            problem = CellProblem(
                f"a day from {first:%Y-%m-%d} on, when {proposal}, version {version}, was made",
                advice,
                severity,
            )
            tables[name].report(record, "date", problem)


def _check_comments(tables: Tables) -> None:
    """Report comments on a version of the strategy that is not recorded."""
    said, rows = usable_rows(tables, "feedback"), usable_rows(tables, "strategies")
    if said.empty or rows.empty:
        return
    known = rows.dropna(subset=["version"]).groupby("site")["version"].agg(set).to_dict()
    asked = said.loc[said["version"].notna(), ["site", "version"]]
    for record, site, version in asked.itertuples():
        there = known.get(site, {version})  # a site may keep no list of its versions
        if version not in there:
            problem = CellProblem(
                f"a version of the strategy of {site}",
                f"The last is {max(there)}; correct the number, or add the version to strategies.",
                "warning",
            )
            tables["feedback"].report(record, "version", problem)


def _check_final(tables: Tables) -> None:
    """Refuse a final strategy while a comment on the report has no answer."""
    rows, said = usable_rows(tables, "strategies"), usable_rows(tables, "feedback")
    if rows.empty or said.empty:
        return
    unanswered: dict[str, list[tuple[int, int]]] = {}
    asked = said.loc[said["answer"].isna() & said["version"].notna()]
    for site, of, comment in asked[["site", "version", "comment"]].itertuples(index=False):
        unanswered.setdefault(site, []).append((of, comment))
    final = rows.loc[rows["state"] == "final", ["site", "version"]]
    for record, site, version in final.itertuples():
        own = [str(comment) for of, comment in unanswered.get(site, ()) if of <= version]
        if own:
            problem = CellProblem(
                "reviewed, while comments have no answer",
                f"Answer comment {', '.join(own)} of {site} (sheet feedback), then record it as "
                "final.",
            )
            tables["strategies"].report(record, "state", problem)


def _check_against_today(tables: Tables, today: pd.Timestamp) -> None:
    """Say which pledges hold no more, and which planned meetings lie in the past."""
    rows = usable_rows(tables, "pledges")
    if not rows.empty:
        problem = CellProblem(
            f"a day from {today:%Y-%m-%d} on, the as_of of project.yaml",
            "Ask whether it still holds, and until when; until then it counts for nothing.",
            "warning",
        )
        for record in rows.index[rows["expires"] < today]:
            tables["pledges"].report(int(str(record)), "expires", problem)
    rows = usable_rows(tables, "meetings")
    if not rows.empty:
        planned = rows["planned"].fillna(value=False).astype(bool)
        problem = CellProblem(
            f"a day from {today:%Y-%m-%d} on for a planned meeting",
            "Write planned = no if it was held, or give its new day.",
            "warning",
        )
        for record in rows.index[planned & (rows["date"] < today)]:
            tables["meetings"].report(int(str(record)), "date", problem)
