"""Every named item of the two source texts has its home, or the reason why it has none.

``checklist.csv`` lists the named items of an article on small experiments (F2) and of a guide to
scaling AI (F3), with the lines of the text that each stands for. The texts are not part of the
workbench; of them, only the numbers of the lines that say something are kept here.
"""

import csv
import re
from itertools import chain, combinations
from pathlib import Path

import pytest

from workbench.cli import main as command
from workbench.frameworks import rule_language
from workbench.frameworks.assessments import available_assessments, load_assessment, served_by
from workbench.frameworks.plan_templates import load_plan_template
from workbench.project.schema.declaration import declaration

ROOT = Path(__file__).parents[2]
with (Path(__file__).parent / "checklist.csv").open(encoding="utf-8", newline="") as listed:
    CHECKLIST = {entry["row"]: entry["lines"] for entry in csv.DictReader(listed)}

# Lines that say something: no blank ones, no rules, frames and fences.
SAYS_SOMETHING = {
    "small-experiments": "1-81",
    "ai-transformation": (
        "1-2;6-9;11;17;19;21-26;30;32-37;39-44;48;50;54;56-66;68;70-81;87;89-96;98-102;104-111;"
        "113-117;119-126;128-132;136;138-143;145-149;151-156;158-162;164-169;171-175;179;181-186;"
        "188-192;194-199;201-205;207-212;214-218;222;224-228;230-234;238;240-244;246-250;252-256;"
        "260;262-269;271-278;280-287;291;293-295;297-299;301-303;305-307;311;313-317;319-323;327;"
        "329-332;334-337;341;343-346;348-351;357;359;361;365;367;373"
    ),
}
PREFIX = {"small-experiments": "F2.", "ai-transformation": "F3."}
FRAMEWORKS = pytest.mark.parametrize("key", available_assessments())


def _numbers(ranges):
    spans = (span.split("-") for span in ranges.split(";"))
    return set(chain.from_iterable(range(int(span[0]), int(span[-1]) + 1) for span in spans))


def _served(assessment):
    """Say which rows something in the file serves; a rule alone is no home."""
    lists = (
        assessment.sections, assessment.items, assessment.kpis, assessment.scale_conditions,
        assessment.risks, assessment.phases, assessment.claims,
    )  # fmt: skip
    return {row for one in chain.from_iterable(lists) for row in one.rows}


def test_the_checklists_have_all_their_rows():
    rows = [row.split(".")[0] for row in CHECKLIST]
    assert (rows.count("F2"), rows.count("F3")) == (44, 113)
    assert set(PREFIX) == set(available_assessments())


@FRAMEWORKS
def test_every_line_that_says_something_is_a_named_item(key):
    mine = [lines for row, lines in CHECKLIST.items() if row.startswith(PREFIX[key])]
    assert _numbers(SAYS_SOMETHING[key]) <= set().union(*map(_numbers, mine))


@FRAMEWORKS
def test_every_named_item_has_one_home_or_a_reason(key):
    assessment = load_assessment(key)
    rows = {row for row in CHECKLIST if row.startswith(PREFIX[key])}
    elsewhere = [home.row for home in assessment.homes]
    assert len(set(elsewhere)) == len(elsewhere)
    assert _served(assessment) | set(elsewhere) == rows
    assert not _served(assessment) & set(elsewhere)
    rules = [*assessment.rules, *chain.from_iterable(one.leave_when for one in assessment.phases)]
    assert {row for rule in rules for row in rule.rows} <= rows


KINDS = {
    "table": lambda _, name: name in declaration().tables,
    "notebook": lambda assessment, name: name in assessment.notebooks,
    "page": lambda _, name: (ROOT / name).is_file(),
    "template": lambda _, name: bool(load_plan_template(name)),
    "command": lambda _, name: name in command.commands,
}
"""How to see that a place is there; that listed notebooks are, is for tests/batch to see."""


@FRAMEWORKS
def test_homes_are_there(key):
    assessment = load_assessment(key)
    homes = [home.home for home in assessment.homes if home.home is not None]
    named = [re.match(r"(\w+) ([\w./-]+)", home).groups() for home in homes]
    assert [place for kind, place in named if not KINDS[kind](assessment, place)] == []
    assert [
        item.table for item in assessment.items if item.table not in {None, *declaration().tables}
    ] == []
    assert load_plan_template(assessment.plan_template)


@FRAMEWORKS
def test_what_is_not_built_has_a_reason_that_explains(key):
    reasons = [home.not_built for home in load_assessment(key).homes if home.not_built]
    assert all(len(reason.split()) > 10 for reason in reasons)
    assert len(reasons) <= 2


def test_keys_of_items_are_unique_over_all_frameworks():
    keys = [item.key for key in available_assessments() for item in load_assessment(key).items]
    assert len(set(keys)) == len(keys)


def test_one_answer_serves_only_where_scales_are_the_same():
    files = [load_assessment(key) for key in available_assessments()]
    answered = {item.key: (item, one) for one in files for item in one.answered}
    shared = served_by(files)
    assert shared["resource-availability"] == ("resource-allocation",)
    assert shared["resource-allocation"] == ("resource-availability",)
    for key, others in shared.items():
        scale = answered[key][1].scale_of(answered[key][0])
        for other in others:
            assert answered[other][1].scale_of(answered[other][0]) == scale


# What is kept once for all frameworks, by the row of each that it serves.
CROSSWALK = {
    "item_evidence": ("F2.C1.a", None),
    "actors": ("F2.C2", None),
    "stakeholders": ("F2.S3", "F3.U3"),
    "activities": ("F2.S4", "F3.S2"),
    "risks": ("F2.B", "F3.F4"),
    "diary": ("F2.S2", "F3.N1"),
}


@pytest.mark.parametrize(("table", "rows"), CROSSWALK.items())
def test_one_table_serves_several_frameworks(table, rows):
    for key, row in zip(("small-experiments", "ai-transformation"), rows, strict=True):
        if row is None:
            continue
        assessment = load_assessment(key)
        tables = {item.table for item in assessment.items if row in item.rows}
        homes = {home.home for home in assessment.homes if home.row == row}
        assert table in tables or f"table {table}" in homes


@FRAMEWORKS
def test_rules_and_conditions_of_phases_ask_what_the_file_has(key):
    assessment = load_assessment(key)
    sections = {one.key: [item.key for item in one.items] for one in assessment.sections}
    items = {item.key: _answer_scale(assessment, item) for item in assessment.items}
    rules = [*assessment.rules, *chain.from_iterable(one.leave_when for one in assessment.phases)]
    assert rules
    for rule in rules:
        rule_language.check_names(rule_language.read_rule(rule.when), sections, items)
    assert len({rule.key for rule in rules}) == len(rules)


def _answer_scale(assessment, item):
    scale = assessment.scale_of(item) if item.scale else None
    if scale is None or scale.kind in ("text", "number"):
        return None
    top = scale.maximum if scale.levels else len(scale.answers) - 1
    return rule_language.AnswerScale(scale.minimum, top, () if scale.levels else scale.answers)


@FRAMEWORKS
def test_what_has_to_be_built_has_texts_of_its_own_with_an_example_each(key):
    assessment = load_assessment(key)
    assert assessment.capabilities
    texts = [level for item in assessment.capabilities for level in item.levels]
    assert len(texts) == 6 * len(assessment.capabilities)
    assert all(level.example for level in texts)
    said = [level.meaning for level in texts]
    assert len(set(said)) == len(said)


@FRAMEWORKS
def test_required_levels_and_scales_are_marked_as_ours(key):
    assessment = load_assessment(key)
    assert all(scale.ours for scale in assessment.scales if scale.kind == "levels")
    assert all(item.required for item in assessment.capabilities)
    assert {"required", "weights", "chances"} <= set(re.findall(r"\w+", assessment.changes))


@FRAMEWORKS
def test_parts_and_risks_name_items(key):
    assessment = load_assessment(key)
    keys = {item.key for item in assessment.items}
    assert {item.part_of for item in assessment.items if item.part_of} <= keys
    assert {risk.item for risk in assessment.risks if risk.item} <= keys


def test_four_and_four_indicators():
    groups = [one.group for one in load_assessment("ai-transformation").kpis]
    assert (groups.count("primary"), groups.count("secondary")) == (4, 4)


def test_an_indicator_that_both_frameworks_have_means_the_same():
    both = [{one.key: one for one in load_assessment(key).kpis} for key in available_assessments()]
    for one, other in combinations(both, 2):
        for key in one.keys() & other.keys():
            assert (one[key].unit, one[key].meaning) == (other[key].unit, other[key].meaning)


def test_phases_tile_the_weeks_of_the_plan():
    assessment = load_assessment("ai-transformation")
    windows = [part.weeks for part in load_plan_template(assessment.plan_template).parts]
    starts = [1 + sum(windows[:i]) for i in range(len(windows))]
    edges = [(one.first, one.last) for one in assessment.phases]
    assert edges == [(1, 6), (7, 18), (19, 21), (22, 24)]
    assert {first for first, _ in edges} <= set(starts)
    assert sum(windows) == edges[-1][1]


def test_chances_rise_with_likelihood_and_are_the_same_in_both_files():
    tables = [load_assessment(key).likelihood for key in available_assessments()]
    chances = [tables[0][level] for level in "12345"]
    assert chances == sorted(set(chances))
    assert all(dict(one) == dict(tables[0]) for one in tables)


def test_figures_of_the_sources_are_claims_and_nothing_else():
    # 72, 78 and 75 of 100 succeeded, so the guide says; no target, floor or threshold may be that.
    assessment = load_assessment("ai-transformation")
    assert [one.key for one in assessment.claims if re.search(r"\b(72|78|75)\b", one.text)] == [
        "success-rate", "financial-services", "healthcare-network", "manufacturing",
    ]  # fmt: skip
    assert all("reference" in one.source for one in assessment.claims)
    numbers = {one.floor for one in assessment.kpis} | set(assessment.likelihood.values())
    assert not numbers & {72, 78, 75, 85, 90, 0.72, 0.78, 0.75, 0.9}
