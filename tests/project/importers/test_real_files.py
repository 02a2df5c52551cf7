"""Public files of docs/real-data.md, with the counts measured in them."""

import dataclasses
import os
from decimal import Decimal
from pathlib import Path

import pandas as pd
import pytest

from workbench.experiments.analysis.effects import effects_of, read_experiments
from workbench.experiments.analysis.pool import pool
from workbench.partners.page.joined_network import join_sites
from workbench.partners.page.network_files import export_network
from workbench.project import read_project
from workbench.project.importers import import_table
from workbench.project.importers.source import read_source

ROOT = Path(__file__).parents[3]
DATA = Path(os.environ.get("WORKBENCH_REAL_DATA", ROOT.parent / "shared" / "data"))
FILES = {
    "ocha-3w-ethiopia": DATA / "ocha_eth_3w_2025_08.csv",
    "worldbank-ims": DATA / "wb_ims_adoption_2025_raw.csv",
    "ocha-3w-drc": DATA / "ocha_cod_3w_2025_05.xlsx",
    "nudge-experiments": DATA / "mertens2022_nudge.csv",
    "worldbank-gtmi": DATA / "wb_gtmi_2020_2022_2025.csv",
}

pytestmark = [
    pytest.mark.real,
    pytest.mark.skipif(
        not all(file.is_file() for file in FILES.values()),
        reason="the files of docs/real-data.md are absent; WORKBENCH_REAL_DATA names a folder",
    ),
]


def _imported(tmp_path_factory, name):
    folder = tmp_path_factory.mktemp("real") / name
    return import_table(FILES[name], folder, name), read_project(folder)


@pytest.fixture(scope="module")
def ethiopia(tmp_path_factory):
    return _imported(tmp_path_factory, "ocha-3w-ethiopia")


@pytest.fixture(scope="module")
def congo(tmp_path_factory):
    return _imported(tmp_path_factory, "ocha-3w-drc")


@pytest.fixture(scope="module")
def systems(tmp_path_factory):
    return _imported(tmp_path_factory, "worldbank-ims")


@pytest.fixture(scope="module")
def nudges(tmp_path_factory):
    return _imported(tmp_path_factory, "nudge-experiments")


@pytest.fixture(scope="module")
def governments(tmp_path_factory):
    return _imported(tmp_path_factory, "worldbank-gtmi")


def test_ethiopia_adds_up(ethiopia):
    account, project = ethiopia
    assert account.rows == 3122
    assert (account.taken, account.dropped, account.refused_rows) == (3122, {}, 0)
    assert len(project.sites) == 393
    counts = {"sites": 393, "components": 0, "actors": 1937, "ties": 1105}
    assert {name: account.tables[name] for name in counts} == counts


def test_ethiopia_has_no_components_and_no_scores(ethiopia):
    _, project = ethiopia
    assert project.table("components").empty
    assert project.table("scores").empty
    assert project.table("ties")["strength"].isna().all()
    assert any("No package has been characterised" in note for note in project.settings.notes)


def test_ethiopia_without_a_donor_there_is_no_funding_tie(ethiopia):
    account, _ = ethiopia
    assert account.not_made["ties: no donor is named, so no funding tie"] == 906
    assert account.not_made["ties: no programme partner is named, so no implementation tie"] == 17


def test_ethiopia_no_organisation_has_a_tie_to_itself(ethiopia):
    account, project = ethiopia
    ties = project.table("ties")
    assert not (ties["source"] == ties["target"]).any()
    same = [times for reason, times in account.not_made.items() if "same organisation" in reason]
    assert sorted(same) == [66, 2383]
    # each activity gives at most one tie of a layer: those made and those not made are all
    assert account.mentions["ties"] + sum(same) + 906 + 16 + 17 == 2 * 3122


def test_ethiopia_every_tie_has_its_actors(ethiopia):
    _, project = ethiopia
    actors = pd.MultiIndex.from_frame(project.table("actors")[["site", "actor"]])
    ties = project.table("ties")
    for end in ("source", "target"):
        assert pd.MultiIndex.from_frame(ties[["site", end]]).isin(actors).all()


def test_ethiopia_looks_alike_is_listed_and_not_joined(ethiopia):
    account, project = ethiopia
    listed = {pair.why for pair in account.pairs}
    assert "'UN WOMEN' and 'UN Women' differ in capitals or signs only" in listed
    actors = project.table("actors")["actor"]
    assert actors[actors.str.startswith("un-women-")].nunique() == 2
    assert len(account.pairs) == 6
    assert len(account.variants) == 23
    assert len(account.joined) == 8


def test_ethiopia_types_are_known_for_implementing_partners_only(ethiopia):
    account, project = ethiopia
    types = project.table("actors").groupby("actor")["type"].first()
    assert types["unicef"] == "un-agency"
    assert pd.isna(types["bha"])
    assert pd.isna(types["bowcya"])  # "Government" does not say which
    assert list(account.left_blank.values()) == [30]


def test_systems_add_up(systems):
    account, project = systems
    assert account.rows == 241
    assert account.taken == len(project.sites) == 197
    assert sorted(account.dropped.values()) == [1, 43]
    assert account.refused == ()
    assert project.problems == ()
    assert project.table("sites")["site"].str.fullmatch("[A-Z]{3}").all()
    assert project.sites[-1] == "ZWE"
    assert "NIC" not in project.sites  # six dashes: nothing is assessed


def test_systems_readiness_is_converted_from_each_systems_own_maximum(systems):
    _, project = systems
    scores = project.table("scores")
    assert len(scores) == 197 * 6
    counts = scores.groupby("component")["readiness"].value_counts().unstack(fill_value=0)
    assert counts.columns.tolist() == [0, 4, 9]
    # the counts that stand below the data in the file itself
    assert counts[9].to_dict() == {
        "fmis": 185, "tmis": 182, "cmis": 190, "epmis": 157, "dmis": 177, "pimis": 78,
    }  # fmt: skip
    assert counts[0].to_dict() == {
        "fmis": 4, "tmis": 10, "cmis": 6, "epmis": 30, "dmis": 18, "pimis": 111,
    }  # fmt: skip


def test_systems_use_is_never_given(systems):
    _, project = systems
    assert project.table("scores")["use"].isna().all()
    assert any(note.startswith("Use not given") for note in project.settings.notes)


def test_systems_evidence_is_the_source_itself_and_judged_by_nobody(systems):
    _, project = systems
    evidence = project.table("evidence")
    assert len(evidence) == 197 * 6
    for column in ("supports_level", "strength", "link", "type"):
        assert evidence[column].isna().all()
    assert evidence["locator"].iloc[0] == "column FMIS: 6 of 6 points"


def test_systems_without_the_conversion_nothing_is_scored(tmp_path):
    rule = "share-of-maximum-times-nine"
    account = import_table(FILES["worldbank-ims"], tmp_path / "p", "worldbank-ims", without=[rule])
    assert account.taken == 197
    assert account.tables["scores"] == 0
    assert account.tables["components"] == 197 * 6


def test_ethiopia_the_country_is_one_network_of_real_ties(ethiopia):
    _, project = ethiopia
    actors, ties = project.table("actors"), project.table("ties")
    all_actors, all_ties = join_sites(actors, ties)
    assert set(all_actors["actor"]) == set(actors["actor"])
    assert all_actors["actor"].is_unique
    assert all_actors["sites"].sum() == 1937
    assert all_ties["sites"].sum() == 1105
    pairs = ties[["source", "target", "layer"]].drop_duplicates()
    assert len(all_ties) == len(pairs)
    assert all_ties["strength"].isna().all()  # how strong is not known, at no woreda
    assert not (all_ties["source"] == all_ties["target"]).any()


def test_ethiopia_a_woreda_and_the_country_can_be_exported(ethiopia, tmp_path):
    _, project = ethiopia
    woreda = project.table("ties")["site"].value_counts().index[0]
    for site in (woreda, None):
        for form in ("graphml", "gexf", "kumu"):
            assert all(
                f.stat().st_size > 100 for f in export_network(project, site, form, tmp_path)
            )


def test_congo_adds_up(congo):
    account, project = congo
    assert account.rows == 4343
    assert (account.taken, account.refused_rows) == (4338, 0)
    assert account.dropped == {"no-zone: no health zone is named": 5}
    assert len(project.sites) == 225
    counts = {"actors": 1653, "ties": 882, "activities": 1278, "costs": 1278, "funding": 676}
    assert {name: account.tables[name] for name in counts} == counts
    assert not [problem for problem in project.problems if problem.severity == "error"]


def test_congo_each_project_is_counted_once(congo):
    account, project = congo
    (budget,) = account.repeated
    assert budget.things == 522
    assert budget.once == Decimal("245514690.31")
    assert (len(budget.conflicting), len(budget.without)) == (91, 117)
    costs = project.table("costs")
    one = costs.drop_duplicates("shared")
    assert len(one) == 522
    assert costs.groupby("shared")["unit_cost"].nunique().max() == 1
    assert sum(map(Decimal, one["unit_cost"].dropna())) == budget.once
    assert (one["unit_cost"].isna()).sum() == 117
    assert costs["currency"].isna().all()
    assert project.settings.currency is None
    assert any("no currency is given" in note for note in project.settings.notes)


def test_congo_the_sum_over_rows_is_another_number(congo):
    account, _ = congo
    (budget,) = account.repeated
    # of the rows that name a project; all rows of the file give 1.82 thousand million
    assert budget.summed == Decimal("1813995652.59")
    read = read_source(FILES["ocha-3w-drc"], sheets=["Data"], missing="-")
    figures = [Decimal(text) for text in read.columns()["BUDGET"] if text]
    assert sum(figures) == Decimal("1819433982.59")
    assert len(read.headings) == 39


def test_congo_what_cannot_be_right_is_listed_with_its_rows(congo):
    account, project = congo
    assert {what.split(":")[0]: len(rows) for what, rows in account.set_aside.items()} == {
        "activities": 9,  # end before they start
        "activities.earliest from DATE DEBUT": 2,
    }
    assert (3341, 3342) in account.set_aside.values()
    tasks = project.table("activities")
    assert not (tasks["deadline"] < tasks["earliest"]).any()
    assert account.not_made["activities: the row names no project"] == 100


def test_congo_no_person_is_named(congo):
    account, project = congo
    assert [column.heading for column in account.persons] == ["COMMENTAIRE"]
    ours = "ties: the source of money is the organisation's own funds"
    assert account.not_made[ours] == 260
    read = read_source(FILES["ocha-3w-drc"], sheets=["Data"])
    kinds, donors = (read.columns()[name] for name in ("SOURCE DE FINANCEMENT", "BAILLEUR"))
    only_own = {
        donor for donor in donors
        if {kind for kind, other in zip(kinds, donors, strict=True) if other == donor}
        == {"Fonds Propres"}
    }  # fmt: skip
    assert not only_own & set(project.table("funding")["title"])


def test_congo_funding_is_from_donors_and_no_tie_is_to_itself(congo):
    _, project = congo
    ties = project.table("ties")
    assert set(ties["layer"]) == {"funding"}
    assert not (ties["source"] == ties["target"]).any()
    assert {"unicef", "fhrdc"} <= set(ties["source"])
    assert "autre" not in set(project.table("actors")["actor"])


def test_nudges_add_up(nudges):
    account, project = nudges
    assert (account.rows, account.taken, account.refused_rows) == (447, 446, 0)
    assert list(account.dropped_at.values()) == [(389,)]  # effect 50, which is effect 49 again
    assert project.problems == ()
    assert len(project.sites) == 6
    rows = project.table("experiments")
    assert rows["study"].nunique() == 334
    assert rows["doubt"].notna().sum() == 23
    assert rows["technique"].nunique() == 9
    assert rows["setting"].nunique() == 4
    assert len(project.table("experiment_contexts")) == 6 * 446


def _effects(project):
    effects = effects_of(read_experiments(project.table("experiments")))
    assert (len(effects.unusable), len(effects.disagreements)) == (0, 0)
    return effects.rows


def test_nudges_pooled_by_study_with_and_without_those_in_doubt(nudges):
    _, project = nudges
    rows = _effects(project)
    whole = pool(rows)
    sound = pool([one for one in rows if not one.of.doubt])
    assert (whole.studies, sound.studies) == (334, 317)
    for made, mean, low, high in ((whole, 0.46, 0.41, 0.51), (sound, 0.43, 0.38, 0.48)):
        found = (made.mean, made.mean_range.low, made.mean_range.high)
        assert found == pytest.approx((mean, low, high), abs=0.005)
    for made, low, high in ((whole, -0.41, 1.33), (sound, -0.39, 1.24)):
        assert (made.place.low, made.place.high) == pytest.approx((low, high), abs=0.01)


def test_mertens_et_al_2022_mean_of_all_effects_nested_in_publications(nudges):
    _, project = nudges
    nested = [
        dataclasses.replace(one, of=dataclasses.replace(one.of, study=one.of.study.split("-")[0]))
        for one in _effects(project)
    ]
    whole = pool(nested, correlation=0.0)
    assert whole.studies == 212
    # published: 0.43 (0.38 to 0.48); ours widens the interval for few and unequal publications
    assert whole.mean == pytest.approx(0.43, abs=0.005)
    assert whole.mean_range.low == pytest.approx(0.38, abs=0.011)
    assert whole.mean_range.high == pytest.approx(0.48, abs=0.011)


def test_governments_add_up(governments):
    account, project = governments
    assert (account.rows, account.taken, account.refused_rows) == (598, 593, 0)
    assert list(account.dropped.values()) == [5]
    assert project.problems == ()
    assert len(project.sites) == 198
    rows = project.table("responses")
    assert len(rows) == 4 * 593
    assert rows.groupby("round")["site"].nunique().to_dict() == {1: 198, 2: 198, 3: 197}
    assert set(rows["value"]) == {"0", "1", "2", "3", "4", "5"}
    assert not {"ADO", "ROM", "TMP", "ZAR"} & set(project.sites)
    assert len(project.table("item_evidence")) == len(rows)


def test_governments_without_the_conversion_keep_their_indices_as_evidence(tmp_path):
    rule = "index-times-five"
    account = import_table(
        FILES["worldbank-gtmi"], tmp_path / "p", "worldbank-gtmi", without=[rule]
    )
    assert (account.tables["responses"], account.tables["item_evidence"]) == (0, 2372)
