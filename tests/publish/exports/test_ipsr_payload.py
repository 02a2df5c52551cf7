"""The payload of a package: members of the contract, levels as text, nothing made up."""

import csv
import json
from pathlib import Path

import pytest

from workbench.case import Cases, open_case
from workbench.project import open_project, write_project
from workbench.publish.exports.ipsr_payload import country_code, ipsr_payload

DATA = Path(__file__).parents[3] / "data"
# Members of the payload as the template of April 2026 reads them.
MEMBERS = {
    "result_code", "result_name", "result_type", "result_description", "phase_name",
    "primary_submitter_name", "lead_contact_person", "gender_tag", "climate_tag", "nutrition_tag",
    "environmental_tag", "poverty_tag", "geo_focus", "regions", "countries", "subnational",
    "core_innovation", "scaling_ambition_statement", "targeted_actors", "targeted_organizations",
    "targeted_innnovation_partners", "current_use_actors", "current_use_organizations",
    "current_use_measures", "aspired_outcomes_impact", "innovation_packaging_experts",
    "assessment_type", "assessments", "evidence_based_assessment_core",
    "evidence_based_assessment_complementary", "evidence_material_links",
    "investment_programs", "investment_bilateral", "investment_partners",
}  # fmt: skip


def _made(case):
    content, left = ipsr_payload(case)
    return json.loads(content), {one.what: one.why for one in left}


def _with(tmp_path, **tables):
    whole = open_project(DATA / "example", sites=["rw-huye"])
    folder = write_project(tmp_path, whole.settings, {**whole.tables, **tables})
    return Cases(open_project(folder)).case("rw-huye")


@pytest.fixture(scope="module")
def huye(example_case):
    return _made(example_case)


def test_members_are_those_of_the_contract(huye):
    assert set(huye[0]) == MEMBERS


def test_levels_are_number_and_name(huye, example_case):
    made, scales = huye[0], example_case.site.framework.scales
    core = made["evidence_based_assessment_core"]
    assert (core["readiness_level"], core["use_level"]) == (
        "8 - Uncontrolled Testing", "6 - Unconnected next-user"
    )  # fmt: skip
    for one in made["assessments"]:
        for name in ("current_readiness", "potential_use"):
            if one[name]:
                number, level = one[name].split(" - ", 1)
                assert scales[name.split("_")[1]][int(number)].name == level


def test_a_level_without_support_is_lower_after_the_look_at_evidence(huye):
    drone = next(one for one in huye[0]["assessments"]
                 if one["innovation_data"]["innovation_title"] == "Drone scouting")  # fmt: skip
    (checked,) = (one for one in huye[0]["evidence_based_assessment_complementary"]
                  if one["short_name"] == "Drone scouting")  # fmt: skip
    assert drone["current_readiness"] == "7 - Prototype"
    assert checked["readiness_level"] == "5 - Model/Early Prototype"
    assert checked["readiness_evidence"].startswith("https://example.org/")


def test_nothing_is_made_up(huye):
    made, left = huye
    assert made["result_code"] is None
    assert {one["innovation_data"]["innovation_code"] for one in made["assessments"]} == {None}
    assert made["core_innovation"]["link"] is None
    assert any("result_code" in what for what in left)
    assert "N/A" not in json.dumps(made)


def test_one_element_is_core(huye):
    cores = [one["innovation_data"]["is_core"] for one in huye[0]["assessments"]]
    assert cores.count("Yes") == 1
    assert len(cores) == len(huye[0]["evidence_based_assessment_complementary"]) + 1


def test_money_is_text_and_open_sums_are_not_determined(huye):
    bilateral = {one["name"]: one for one in huye[0]["investment_bilateral"]}
    assert bilateral["Grant of the Great Ridge Foundation"]["total_usd_value"] == "$79,340"
    horizon = bilateral["Horizon consortium on banana health"]
    assert (horizon["total_usd_value"], horizon["is_not_determined"]) == (None, True)
    assert huye[1]["The rate of RWF"].startswith("1452.75 RWF for one USD, of 2026-03-02")


def test_a_potential_level_is_one_of_twelve_months(tmp_path):
    whole = open_project(DATA / "example", sites=["rw-huye"])
    settings = whole.settings.model_copy(update={"horizon_months": 24})
    folder = write_project(tmp_path, settings, whole.tables)
    made, left = _made(open_case(folder, "rw-huye"))
    assert {one["potential_use"] for one in made["assessments"]} == {None}
    assert made["assessment_type"].startswith("Only Current")
    assert "24 months" in left["Levels expected later"]


def test_who_led_the_workshop_is_named_with_consent_alone(tmp_path):
    whole = open_project(DATA / "example", sites=["rw-huye"])
    meetings, people = whole.table("meetings"), whole.table("people").reindex(range(2))
    workshops = meetings.index[meetings["kind"].eq("workshop") & meetings["site"].eq("rw-huye")]
    meetings.loc[workshops, "facilitator"] = "F1"
    people["person"], people["name"] = ["F1", "F2"], ["Ada Q", "Bo P"]
    people["consent"] = [True, False]
    made, _ = _made(_with(tmp_path / "yes", meetings=meetings, people=people))
    (named,) = made["innovation_packaging_experts"]["facilitators"]
    assert named == {"first_name": "Ada Q", "last_name": None, "email": None, "role": None}
    people["consent"] = [False, True]
    made, left = _made(_with(tmp_path / "no", meetings=meetings, people=people))
    assert made["innovation_packaging_experts"]["facilitators"] == []
    assert "consent" in left["facilitators of W1"]
    assert "Ada Q" not in json.dumps(made) + json.dumps(left)


def test_hostile_words_are_words(tmp_path):
    components = open_project(DATA / "example", sites=["rw-huye"]).table("components")
    components.loc[0, "title"] = '"],"x":{{7*7}}<script>'
    made, _ = _made(_with(tmp_path, components=components))
    assert set(made) == MEMBERS
    assert made["core_innovation"]["title"] == '"],"x":{{7*7}}<script>'


def test_a_place_without_levels_has_none(example_cases):
    made, left = _made(example_cases.case("ug-luwero"))
    assert made["evidence_based_assessment_core"]["readiness_level"] is None
    assert made["assessment_type"] == "None of the above"
    assert made["innovation_packaging_experts"]["was_workshop_organized"] == "No"
    assert "Single diseased stem removal: readiness and use" in left


def test_countries_have_their_code():
    named = [country_code(name) for name in ("Rwanda", " uganda ", "Malawi", "Ruanda")]
    assert named == ["RW", "UG", "MW", None]
    with (DATA / "example" / "sites.csv").open(encoding="utf-8") as stream:
        assert all(country_code(row["country"]) for row in csv.DictReader(stream))


def test_levels_of_another_calibration_stay_empty(tmp_path):
    whole = open_project(DATA / "example").only(["rw-nyanza"])
    settings = whole.settings.model_copy(
        update={"framework": "scaling-readiness-2020", "framework_version": None}
    )
    case = open_case(write_project(tmp_path, settings, whole.tables), "rw-nyanza")
    made, _ = _made(case)
    assert made["evidence_based_assessment_core"]["use_level"] is None
    assert {one["current_readiness"] for one in made["assessments"]} == {None}
