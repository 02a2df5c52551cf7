"""The two frameworks as published, the words they share, and files of a user's own."""

import re
from importlib import resources
from pathlib import Path

import pytest

from workbench.errors import InvalidInput, UnknownName
from workbench.frameworks import available, load, models, read
from workbench.frameworks.chooser import settled
from workbench.project.schema.declaration import FrameworkList, declaration
from workbench.project.schema.lists import ASSESSED

BESIDE = {"strategic_options", "modalities", "cost_categories", "funders"}
ROOM = Path(str(resources.files("workbench.frameworks")))

PUBLISHED = {
    # CLARISA innovation readiness levels, as PRMS shows them
    ("ipsr", "readiness"): (
        "Idea",
        "Basic Research",
        "Formulation",
        "Proof of Concept",
        "Controlled Testing",
        "Model/Early Prototype",
        "Semi-Controlled Testing",
        "Prototype",
        "Uncontrolled Testing",
        "Proven Innovation",
    ),
    # CLARISA innovation use levels, as PRMS shows them: five rings, most of them twice
    ("ipsr", "use"): (
        "No use",
        "Project lead organization",
        "Partners",
        "Partners",
        "Connected next-user",
        "Connected next-user",
        "Unconnected next-user",
        "Unconnected next-user",
        "End-user / Beneficiaries",
        "End-user / Beneficiaries",
    ),
    # Sartas et al. (2020), Agricultural Systems 183, 102874
    ("scaling-readiness-2020", "readiness"): (
        "Idea",
        "Hypothesis",
        "Basic model (unproven)",
        "Basic model (proven)",
        "Application model (unproven)",
        "Application model (proven)",
        "Application (unproven)",
        "Application (proven)",
        "Incubation",
        "Ready",
    ),
    ("scaling-readiness-2020", "use"): (
        "None",
        "Intervention team",
        "Effective partners (rare)",
        "Effective partners (common)",
        "Innovation network (rare)",
        "Innovation network (common)",
        "Innovation system (rare)",
        "Innovation system (common)",
        "Livelihood system (rare)",
        "Livelihood system (common)",
    ),
}

LISTS = {
    "component_kinds": "technology product service practice policy organisation institution "
    "market knowledge",
    "functions": "awareness trust access finance compatibility capacity inclusion governance "
    "coordination",
    "organisation_types": "research university government-national government-subnational "
    "ngo-international ngo-national ngo-local farmer-organisation private-company financial "
    "public-private foundation un-agency other",
    "tie_layers": "collaboration knowledge influence funding implementation",
    "actor_types": "farmers researchers extension policy other",
    "partner_roles": "demand innovation scaling other",
}


@pytest.mark.parametrize(("key", "dimension"), PUBLISHED)
def test_levels_are_named_as_published(key, dimension):
    levels = load(key).scales[dimension].levels
    assert tuple(level.name for level in levels) == PUBLISHED[key, dimension]
    assert tuple(level.level for level in levels) == tuple(range(10))


@pytest.mark.parametrize(("key", "dimension"), PUBLISHED)
def test_short_names_are_few_lower_case_words(key, dimension):
    for level in load(key).scales[dimension].levels:
        assert level.short == level.short.lower()
        assert len(level.short.split()) <= 5


def test_prms_ids_are_not_levels():
    ipsr = load("ipsr")
    assert [level.prms_id - level.level for level in ipsr.readiness.levels] == [11] * 10
    assert [level.prms_id - level.level for level in ipsr.use.levels] == [1] * 10


def test_2020_levels_have_no_prms_id():
    levels = [
        level for scale in load("scaling-readiness-2020").scales.values() for level in scale.levels
    ]
    assert {level.prms_id for level in levels} == {None}


def test_ipsr_stages_from_level_4_alternate_at_falling_control():
    stages = [level.stage for level in load("ipsr").readiness.levels]
    assert stages == ["development"] * 4 + ["testing", "validation"] * 3


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({"stage": "idea"}, 0),
        ({"stage": "research"}, 1),
        ({"stage": "design"}, 2),
        ({"stage": "concept"}, 3),
        ({"stage": "tried", "control": "full", "result": "tested"}, 4),
        ({"stage": "tried", "control": "full", "result": "validated"}, 5),
        ({"stage": "tried", "control": "partial", "result": "tested"}, 6),
        ({"stage": "tried", "control": "partial", "result": "validated"}, 7),
        ({"stage": "tried", "control": "none", "result": "tested"}, 8),
        ({"stage": "tried", "control": "none", "result": "validated"}, 9),
    ],
)
def test_ipsr_readiness_chooser(answers, level):
    assert settled(load("ipsr").readiness.decision, answers) == level


@pytest.mark.parametrize(
    ("answers", "level"),
    [
        ({"basis": "idea"}, 0),
        ({"basis": "hypothesis"}, 1),
        ({"basis": "basic-science", "result": "open"}, 2),
        ({"basis": "basic-science", "result": "proven"}, 3),
        ({"basis": "applied-science", "result": "open"}, 4),
        ({"basis": "applied-science", "result": "proven"}, 5),
        ({"basis": "controlled", "result": "open"}, 6),
        ({"basis": "controlled", "result": "proven"}, 7),
        ({"basis": "real-life", "support": "with"}, 8),
        ({"basis": "real-life", "support": "with", "result": "proven"}, 8),
        ({"basis": "real-life", "support": "without", "result": "open"}, 8),
        ({"basis": "real-life", "support": "without", "result": "proven"}, 9),
    ],
)
def test_2020_readiness_chooser(answers, level):
    assert settled(load("scaling-readiness-2020").readiness.decision, answers) == level


@pytest.mark.parametrize(
    ("key", "rings", "spreads"),
    [
        ("ipsr", "nobody lead partners connected unconnected end-users", ("some", "common")),
        (
            "scaling-readiness-2020",
            "nobody team partners network system livelihoods",
            ("rare", "common"),
        ),
    ],
)
def test_use_choosers_go_outward_ring_by_ring(key, rings, spreads):
    decisions = load(key).use.decision
    none, inner, *outer = rings.split()
    assert [settled(decisions, {"ring": ring}) for ring in (none, inner)] == [0, 1]
    levels = [settled(decisions, {"ring": ring, "spread": s}) for ring in outer for s in spreads]
    assert levels == list(range(2, 10))


@pytest.mark.parametrize("key", available())
def test_lists_have_the_keys_that_tables_use(key):
    framework = load(key)
    for name, keys in LISTS.items():
        assert list(framework.terms(name)) == keys.split()


@pytest.mark.parametrize("key", available())
def test_every_list_that_a_table_asks_for_is_there_and_required(key):
    asked = {
        column.allowed.framework
        for table in declaration().tables.values()
        for column in table.columns.values()
        if isinstance(column.allowed, FrameworkList)
    }
    assert asked - BESIDE - set(ASSESSED) <= set(models.LISTS) <= set(load(key).lists)


def test_prms_ids_of_the_lists():
    terms = load("ipsr").terms
    assert [term.prms_id for term in terms("functions").values()] == list(range(1, 10))
    assert [term.prms_id for term in terms("actor_types").values()] == [1, 2, 3, 4, 5]
    assert {key: term.prms_id for key, term in terms("partner_roles").items()} == {
        "demand": 2,
        "innovation": 3,
        "scaling": 1,
        "other": 4,
    }


def test_clarisa_codes_stand_only_where_one_code_means_the_same():
    codes = {key: t.prms_id for key, t in load("ipsr").terms("organisation_types").items()}
    assert {key for key, code in codes.items() if code is None} == {
        "research",
        "university",
        "farmer-organisation",
        "un-agency",
    }
    assert codes["government-national"] == 68
    assert codes["other"] == 78


def test_tree_of_enabler_types():
    # PRMS: 5 groups (1, 2, 3, 5, 6; 4 is not used), 28 types numbered 8 to 35
    terms = load("ipsr").terms("enabler_types")
    ids = {term.prms_id: term.parent and terms[term.parent].prms_id for term in terms.values()}
    assert sorted(ids) == [1, 2, 3, 5, 6, *range(8, 36)]
    assert {number for number, parent in ids.items() if parent is None} == {1, 2, 3, 5, 6}
    for parent, numbers in {
        1: (8, 9, 10),
        8: (11, 12, 13, 14),
        2: (15, 16, 17, 18, 19),
        3: (20, 21, 22, 23),
        21: (24, 25, 26, 27),
        5: (28, 29, 30),
        6: (31, 32, 33, 34, 35),
    }.items():
        assert {ids[number] for number in numbers} == {parent}


@pytest.mark.parametrize("key", available())
def test_seven_options_in_their_order_and_groups(key):
    options = load(key).options
    assert [option.key for option in options] == (
        ["substitute", "outsource", "develop", "relocate", "reorient", "postpone", "stop"]
    )
    assert [option.group for option in options] == (
        ["here and now"] * 3 + ["elsewhere or later"] * 3 + ["end"]
    )
    assert all(option.question.endswith("?") and option.needs for option in options)


def test_what_frameworks_share_is_stated_once(ipsr):
    first, second = map(load, available())
    assert first.lists == second.lists
    assert first.options == second.options
    assert set(ipsr["lists"].values()) == {"shared"}
    assert ipsr["options"] == "shared"


def test_scales_are_each_framework_s_own():
    first, second = map(load, available())
    for dimension in models.DIMENSIONS:
        assert first.scales[dimension] != second.scales[dimension]


def test_every_work_is_cited_once():
    for key in available():
        cites = [source.cite for source in load(key).sources]
        assert len(cites) == len(set(cites)) >= 3


def test_sources_say_what_was_taken_from_them():
    both = next(s for s in load("scaling-readiness-2020").sources if "102874" in s.cite)
    assert "Names and order of the levels." in both.note
    assert "seven strategic options" in both.note


def test_no_level_text_stands_in_python():
    code = "".join(path.read_text("utf-8") for path in ROOM.parent.rglob("*.py"))
    for key in available():
        for scale in load(key).scales.values():
            for level in scale.levels:
                assert level.definition not in code


def test_files_and_keys_agree():
    whole = {path.stem: path.read_text("utf-8") for path in ROOM.glob("*.yaml")}
    files = {key for key, text in whole.items() if "\nscales:" in text}
    assert set(available()) == files
    assert all(load(key).key == key for key in available())


def test_load_reads_once():
    assert load("ipsr") is load("ipsr")


@pytest.mark.parametrize("key", ["vocabulary", "IPSR", "", "../ipsr"])
def test_framework_that_is_not_there(key):
    with pytest.raises(UnknownName, match=r"There is no framework"):
        load(key)


def test_own_file_reads_as_the_shipped_one():
    assert read(ROOM / "ipsr.yaml") == load("ipsr")
    assert read(str(ROOM / "ipsr.yaml")) == load("ipsr")


def test_own_file_finds_the_shipped_vocabulary(ipsr, accepted):
    assert accepted(ipsr).lists == load("ipsr").lists


def test_vocabulary_beside_the_file_goes_first(ipsr, vocabulary, accepted):
    vocabulary["lists"]["functions"].append({"key": "taste", "title": "Taste"})
    assert "taste" in accepted(ipsr, vocabulary).terms("functions")


def test_other_scale_lengths_are_a_user_s_choice(ipsr, accepted):
    use = ipsr["scales"]["use"]
    use.update(
        maximum=1,
        levels=use["levels"][:2],
        questions=[{**use["questions"][0], "answers": use["questions"][0]["answers"][:2]}],
        decision=use["decision"][:2],
    )
    assert settled(accepted(ipsr).use.decision, {"ring": "lead"}) == 1


def test_version_may_be_written_without_quotation_marks(save, ipsr):
    path = save(ipsr)
    text = path.read_text("utf-8").replace("version: '2022'", "version: 1.10")
    path.write_text(text, "utf-8")
    assert read(path).version == "1.10"


@pytest.mark.parametrize("name", ["words.yaml", "../vocabulary.yaml", "/etc/hostname"])
def test_vocabulary_that_is_not_there(ipsr, problems, name):
    ipsr["vocabulary"] = name
    (problem,) = problems(ipsr)
    assert (problem.column, problem.found) == ("vocabulary", name)


def test_shared_without_a_vocabulary(ipsr, problems):
    del ipsr["vocabulary"]
    (problem,) = problems(ipsr)
    assert problem.advice == "Add 'vocabulary: vocabulary.yaml'."


def test_framework_without_anything_shared(ipsr, vocabulary, accepted):
    del ipsr["vocabulary"]
    ipsr["lists"], ipsr["options"] = vocabulary["lists"], vocabulary["options"]
    framework = accepted(ipsr)
    assert framework.vocabulary is None
    assert framework.lists == load("ipsr").lists


def test_broken_vocabulary_does_not_hide_the_framework_s_own_problems(ipsr, save):
    path = save(ipsr)
    path.with_name("vocabulary.yaml").write_text("title: [", "utf-8")
    with pytest.raises(InvalidInput, match=r"vocabulary.yaml cannot be read"):
        read(path)


def test_files_that_cannot_be_opened(tmp_path):
    with pytest.raises(InvalidInput, match="a file that is there"):
        read(tmp_path / "none.yaml")
    with pytest.raises(InvalidInput, match="a file that can be opened"):
        read(tmp_path)
    latin = tmp_path / "latin.yaml"
    latin.write_bytes("title: é".encode("latin-1"))
    with pytest.raises(InvalidInput, match="Save the file as UTF-8"):
        read(latin)


def test_byte_order_mark_is_no_obstacle(tmp_path):
    path = tmp_path / "mine.yaml"
    path.write_text((ROOM / "ipsr.yaml").read_text("utf-8"), "utf-8-sig")
    assert read(path) == load("ipsr")


def test_message_counts_and_lists(ipsr, save):
    ipsr["colour"] = "red"
    with pytest.raises(InvalidInput) as caught:
        read(save(ipsr))
    text = str(caught.value)
    assert text.startswith("mine.yaml cannot be used as a framework: 1 problem.")
    assert re.search(r"- mine.yaml, row \d+ \(colour\): found 'colour'", text)
