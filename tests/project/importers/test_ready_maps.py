"""The maps that come with the workbench, on small files made in the layout that each expects."""

import pytest

from workbench.project import read_project
from workbench.project.importers import available_maps, import_table, load_map

PRMS = ("Result Code", "Phase Name", "Result Type", "Submission Status", "Title",
        "Result Description", "Primary Submitter Acronym", "Lead Contact Person", "Partners",
        "Countries", "Innovation development — developers",
        "Innovation development — collaborators", "Innovation development — readiness level",
        "Innovation development — readiness justification")  # fmt: skip
TYPE = "Innovation development"
RESULTS = [
    ("R1", "Reporting 2025", TYPE, "Submitted", "Clean seed", "Seed", "SP01", "jane@example.org",
     "Seed Co-op; Big Bank", "Kenya; Mali", "Jane Example", "Joe Example", "7 - Prototype",
     "Trials"),
    ("R2", "Reporting 2025", TYPE, "Editing", "Advice by phone", "", "SP02", "joe@example.org",
     "Not Applicable", "Kenya", "Joe Example", "", "", ""),
    ("R3", "Reporting 2025", "Policy change", "Submitted", "By-law", "", "SP02", "", "", "Kenya",
     "", "", "", ""),
    ("R4", "Reporting 2025", TYPE, "Submitted", "A model", "", "SP02", "", "", "", "", "", "9", ""),
    ("R5", "Reporting 2025", TYPE, "Submitted", "An id", "", "SP02", "", "", "Mali", "", "",
     "18", ""),
]  # fmt: skip


def workbook(path, headings, rows):
    import openpyxl

    book = openpyxl.Workbook()
    for row in (headings, *rows):
        book.active.append(list(row))
    book.save(path)
    return path


@pytest.fixture
def prms(tmp_path):
    file = workbook(tmp_path / "results.xlsx", PRMS, RESULTS)
    account = import_table(file, tmp_path / "p", "prms-results")
    return account, read_project(tmp_path / "p")


@pytest.mark.parametrize("name", available_maps())
def test_every_ready_map_can_be_read_and_says_what_it_is_for(name):
    column_map = load_map(name)
    assert column_map.map == name
    assert column_map.title and column_map.project.notes


def test_prms_rows_add_up_and_lists_are_split(prms):
    account, project = prms
    assert (account.rows, account.taken, account.refused_rows) == (5, 2, 1)
    assert sorted(account.dropped.values()) == [1, 1]
    assert project.sites == ("kenya-r1", "mali-r1", "kenya-r2")
    assert project.names["mali-r1"] == "Mali (R1)"
    ties = project.table("ties")
    assert {(t.site, t.source, t.target) for t in ties.itertuples()} == {
        (site, "sp01", partner)
        for site in ("kenya-r1", "mali-r1") for partner in ("seed-co-op", "big-bank")
    }  # fmt: skip
    assert account.check is not None and account.check.ready == 3


def test_prms_levels_are_read_before_their_names_and_identifiers_are_none(prms):
    account, project = prms
    scores = project.table("scores").set_index("site")
    assert scores["readiness"].to_dict() == {"kenya-r1": 7, "mali-r1": 7}
    assert scores["use"].isna().all()
    assert str(scores["date"].iloc[0])[:10] == "2025-12-31"
    assert account.refused[0].found == "18"


def test_prms_persons_stay_out(prms, tmp_path):
    account, project = prms
    assert [column.heading for column in account.persons] == [
        "Lead Contact Person",
        "Innovation development — developers",
        "Innovation development — collaborators",
    ]
    written = "".join(path.read_text("utf-8") for path in (tmp_path / "p").iterdir())
    assert "Example" not in written and "example.org" not in written
    assert (
        project.table("evidence")["locator"].iloc[0] == "readiness level 7 - Prototype, Submitted"
    )


INGREDIENTS = ("Technology or practice", "Awareness and demand", "Business cases", "Value chain",
               "Finance", "Knowledge and skills", "Collaboration", "Evidence and learning",
               "Leadership and management", "Public sector governance")  # fmt: skip


def _scan(tmp_path, *answers):
    headings = ("Site", "Country", "Innovation", "Respondent", "Date", *INGREDIENTS)
    rows = [
        ("Alpha", "Rwanda", "Clean seed", f"R{number}", "2026-03-14", *answer)
        for number, answer in enumerate(answers, start=1)
    ]
    file = tmp_path / "scan.csv"
    file.write_text("\n".join(",".join(map(str, row)) for row in (headings, *rows)), "utf-8")
    return import_table(file, tmp_path / "p", "scaling-scan"), read_project(tmp_path / "p")


def test_answers_of_a_scaling_scan_are_evidence_and_never_levels(tmp_path):
    account, project = _scan(
        tmp_path, (3, 2, 4, 5, 1, 3, 3, 2, 4, 1), (3, "", 4, 5, 1, 3, 3, 2, 4, 1)
    )
    assert (account.taken, account.refused_rows) == (2, 0)
    evidence = project.table("evidence")
    assert len(evidence) == 19
    assert evidence["supports_level"].isna().all()
    finance = evidence[evidence["title"] == "Scaling Scan, Finance: 1 of 5"]
    assert finance["locator"].tolist() == ["1 on a scale from 1 to 5"] * 2
    assert project.table("scores").empty
    assert account.not_made == {"evidence: the ingredient was not answered": 1}


def test_an_answer_beyond_the_scale_of_the_scan_refuses_its_row(tmp_path):
    account, _ = _scan(tmp_path, (3, 2, 4, 5, 1, 3, 3, 2, 4, 1), (9, 2, 4, 5, 1, 3, 3, 2, 4, 1))
    (problem,) = account.refused
    assert (problem.row, problem.found, problem.expected) == (3, "9", "a number from 1 to 5")


def test_indicators_of_activities_keep_their_targets_and_add_nothing_up(tmp_path):
    file = tmp_path / "hxl.csv"
    file.write_text(
        "Organization,ProjectCode,MONTH,ActivityId,Activity,IndicatorId,Indicator,Country,Admin1,"
        "AnnualTarget,Achieved\n"
        "Relief,P-1,May,7,Train teachers,12,Teachers trained,Mali,Gao,319,100\n"
        "Relief,P-1,June,7,Train teachers,12,Teachers trained,Mali,Gao,319,77\n"
        "Relief,P-1,June,7,Train teachers,12,Teachers trained,Mali,Kidal,,5\n",
        "utf-8",
    )
    account = import_table(file, tmp_path / "p", "ocha-rowca-indicators")
    assert (account.rows, account.taken) == (3, 3)
    tasks = read_project(tmp_path / "p").table("activities")
    assert tasks["site"].tolist() == ["mali-gao", "mali-kidal"]
    assert tasks["deliverable"].fillna("").tolist() == ["319 in the year: Teachers trained", ""]
    assert "Achieved" in account.unused


NUDGES = (
    "publication_id,study_id,es_id,reference,title,year,location,domain,intervention_category,"
    "intervention_technique,type_experiment,population,n_study,n_comparison,n_control,"
    "n_intervention,binary_outcome,mean_control,sd_control,mean_intervention,sd_intervention,"
    "cohens_d,variance_d,approximation,wansink\n"
)


def _nudges(tmp_path, *rows):
    file = tmp_path / "nudges.csv"
    file.write_text(NUDGES + "".join(f"{row}\n" for row in rows), "utf-8")
    return import_table(file, tmp_path / "p", "nudge-experiments"), read_project(tmp_path / "p")


def test_effects_of_experiments_keep_study_technique_setting_and_doubt(tmp_path):
    account, project = _nudges(
        tmp_path,
        "1,2,3,Made (2020),Small plates,2020,1,food,structure,default,natural_field,1,60,60,30,30,"
        "0,5,1,6,NA,0.5,0.04,0,0",
        "1,2,4,Made (2020),Small plates,2020,1,food,structure,default,natural_field,1,60,60,30,30,"
        "0,5,1,6,NA,-0.1,1.47E-05,0,0",
        "7,8,9,Made (2011),Pledges,2011,0,pro-social,assistance,commitment,conventional_lab,1,40,"
        "40,20,20,1,NA,NA,NA,NA,0.2,0.09,1,1",
    )
    assert (account.rows, account.taken, account.refused_rows) == (3, 3, 0)
    assert account.check is not None and account.check.ready == 2
    assert project.problems == ()
    rows = project.table("experiments").set_index("experiment")
    assert rows["study"].to_dict() == {"ES3": "1-2", "ES4": "1-2", "ES9": "7-8"}
    assert rows["place"].tolist() == ["food", "food", "pro-social"]
    assert rows["se"].tolist() == pytest.approx([0.2, 0.00383406, 0.3])
    assert rows["technique"].tolist() == ["Default", "Default", "Commitment"]
    assert rows["setting"].tolist()[2] == "Laboratory"
    assert rows["participants"].tolist() == ["general users", "general users", "volunteers"]
    assert rows["doubt"].notna().tolist() == [False, False, True]
    # what the source gives no day of, and no comparison of, is not made up
    assert rows["date"].isna().all() and rows["design"].isna().all()
    of = project.table("experiment_contexts").pivot_table(
        index="experiment", columns="variable", values="value"
    )
    assert of.loc["ES3"][of.loc["ES3"] == 1].index.tolist() == ["everyday-life", "food"]
    assert of.loc["ES9"][of.loc["ES9"] == 1].index.tolist() == ["helping-others"]
    assert set(project.table("site_contexts")["site"]) == {"food", "pro-social"}


def test_an_effect_without_a_variance_or_of_an_unknown_sort_is_refused(tmp_path):
    row = "1,2,3,A,B,2020,1,food,structure,default,natural_field,1,6,6,3,3,0,5,1,6,1,0.5,0.04,0,0"
    account, _ = _nudges(
        tmp_path,
        row,
        row.replace(",3,A", ",4,A").replace("0.5,0.04", "0.5,0"),
        row.replace(",3,A", ",5,A").replace("default", "lottery"),
    )
    assert (account.taken, account.refused_rows) == (1, 2)
    assert [(one.row, one.column, one.found) for one in account.refused] == [
        (3, "variance_d", "0"),
        (4, "intervention_technique", "lottery"),
    ]


GOVERNMENTS = (
    "year,country_code,country_name,grp,gtmi,cgsi,psdi,dcei,gtei\n"
    "2020,ROM,Romania,B,0.6,0.1,0.55,0.75,0\n"
    "2022,ROU,Romania,B,0.6,0.11,,0.95,0.5\n"
    "2025,KEN,Kenya,B,0.6,1.2,0.5,0.5,0.5\n"
    "2025,0.75,A,80,0.4,,,,\n"
)


def _governments(tmp_path, **how):
    file = tmp_path / "gtmi.csv"
    file.write_text(GOVERNMENTS, "utf-8")
    return import_table(file, tmp_path / "p", "worldbank-gtmi", **how), read_project(tmp_path / "p")


def test_waves_of_indices_become_rounds_of_answers(tmp_path):
    account, project = _governments(tmp_path)
    assert (account.rows, account.taken, account.refused_rows) == (4, 2, 1)
    assert list(account.dropped.values()) == [1]
    assert [(one.row, one.column, one.found) for one in account.refused] == [(4, "cgsi", "1.2")]
    assert project.sites == ("ROU",)  # the code of the first wave was replaced
    rows = project.table("responses")
    got = {(one.round, one.item): one.value for one in rows.itertuples()}
    assert got == {
        (1, "technical-infrastructure"): "0",
        (1, "technical-capabilities"): "3",
        (1, "stakeholder-readiness"): "4",
        (1, "governance-framework"): "0",
        (2, "technical-infrastructure"): "1",
        (2, "stakeholder-readiness"): "5",
        (2, "governance-framework"): "2",
    }
    assert account.not_made == {
        "responses: no level of the index, so not answered": 1,
        "item_evidence: no index, so no evidence": 1,
    }
    assert {str(day)[:10] for day in rows["date"]} == {"2020-12-31", "2022-12-31"}
    evidence = project.table("item_evidence").set_index("evidence")
    assert evidence.loc["cgsi-2022", "locator"] == "0.110 on a scale from 0 to 1"
    assert evidence["supports_level"].isna().all()
    assert any("levels of answers to the assessment are made by our" in n for n in account.notes)


def test_without_the_conversion_no_wave_is_answered(tmp_path):
    _, project = _governments(tmp_path, without=["index-times-five"])
    assert project.table("responses").empty
    assert len(project.table("item_evidence")) == 7
    assert any("index-times-five is switched off" in note for note in project.settings.notes)
