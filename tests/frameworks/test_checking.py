"""Every rule broken once, found, and named with file and place; and many at once."""

import copy
import json
from typing import Any

import pytest
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.errors import InvalidInput
from workbench.frameworks import Framework, read


def level(content, dimension, number):
    return content["scales"][dimension]["levels"][number]


def only(problems):
    """The one problem there should be."""
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def test_a_copy_of_ipsr_is_accepted(ipsr, accepted):
    assert accepted(ipsr).readiness[9].name == "Proven Innovation"


@pytest.mark.parametrize(
    ("way", "place"),
    [
        ((), "colour"),
        (("sources", 0), "sources > entry 1 > colour"),
        (("scales", "use"), "scales > use > colour"),
        (("scales", "use", "levels", 4), "scales > use > levels > entry 5 > colour"),
        (("scales", "use", "questions", 0), "scales > use > questions > entry 1 > colour"),
        (
            ("scales", "use", "questions", 0, "answers", 1),
            "scales > use > questions > entry 1 > answers > entry 2 > colour",
        ),
        (("scales", "use", "decision", 2), "scales > use > decision > entry 3 > colour"),
    ],
)
def test_unknown_key_is_found_wherever_it_stands(ipsr, problems, way, place):
    part = ipsr
    for step in way:
        part = part[step]
    part["colour"] = "red"
    problem = only(problems(ipsr))
    assert (problem.file, problem.column, problem.found) == ("mine.yaml", place, "colour")


def test_misspelt_key_gets_the_right_spelling(ipsr, problems):
    level(ipsr, "use", 3)["defintion"] = level(ipsr, "use", 3).pop("definition")
    missing, unknown = sorted(problems(ipsr), key=lambda problem: problem.found)
    assert missing.column.endswith("definition")
    assert "Did you mean 'definition'?" in unknown.advice


def test_row_is_the_line_of_the_mistake(ipsr, save):
    path = save(ipsr)
    lines = path.read_text("utf-8").splitlines()
    row = next(i for i, line in enumerate(lines, 1) if "short: formulation" in line)
    lines[row - 1] = lines[row - 1].replace("formulation", "idea")
    path.write_text("\n".join(lines), "utf-8")
    with pytest.raises(InvalidInput) as caught:
        read(path)
    assert only(caught.value.problems).row == row


def test_gap_in_levels(ipsr, problems):
    del ipsr["scales"]["readiness"]["levels"][4]
    del ipsr["scales"]["readiness"]["decision"][4]
    found = [problem.expected for problem in problems(ipsr)]
    assert "level 4" in found


def test_level_missing_at_the_end(ipsr, problems):
    for part in ("levels", "decision"):
        del ipsr["scales"]["readiness"][part][9]
    assert "level 9" in [problem.expected for problem in problems(ipsr)]


def test_level_stated_twice(ipsr, problems):
    level(ipsr, "use", 5)["level"] = 4
    found = problems(ipsr)
    assert "each level once in this list" in [problem.expected for problem in found]
    assert "level 5" in [problem.expected for problem in found]


def test_level_stated_twice_in_other_digits(ipsr, problems):
    ipsr["scales"]["use"]["levels"].insert(5, {**level(ipsr, "use", 4), "level": "04"})
    assert "each level once in this list" in [problem.expected for problem in problems(ipsr)]


def test_level_beyond_the_scale(ipsr, problems):
    level(ipsr, "use", 9)["level"] = 10
    assert "a level from 0 to 9" in [problem.expected for problem in problems(ipsr)]


def test_levels_out_of_order(ipsr, problems):
    ipsr["scales"]["use"]["levels"].reverse()
    assert only(problems(ipsr)).expected == "levels from lowest to highest"


def test_level_that_is_no_number_is_reported_once(ipsr, problems):
    level(ipsr, "use", 0)["level"] = "zero"
    found = problems(ipsr)
    assert ("zero", "a whole number") in [(p.found, p.expected) for p in found]
    assert "level 0" not in [p.expected for p in found]


def test_bounds_the_wrong_way_round(ipsr, problems):
    ipsr["scales"]["use"].update(minimum=9, maximum=0)
    assert only(problems(ipsr)).expected == "at least the minimum, 9"


@pytest.mark.parametrize("what", ["short", "prms_id"])
def test_short_name_or_number_of_two_levels(ipsr, problems, what):
    level(ipsr, "use", 3)[what] = level(ipsr, "use", 2)[what]
    problem = only(problems(ipsr))
    assert problem.expected == f"each {what} once in this list"
    assert problem.column == f"scales > use > levels > entry 4 > {what}"


def test_name_of_two_levels_is_no_mistake(ipsr, accepted):
    framework = accepted(ipsr)
    assert framework.use[2].name == framework.use[3].name


@pytest.mark.parametrize("empty", [[], "gone"])
def test_missing_source(ipsr, problems, empty):
    ipsr["sources"] = empty
    if empty == "gone":
        del ipsr["sources"]
    problem = only(problems(ipsr))
    assert problem.column == "sources"
    assert problem.expected in {
        "a value",
        "at least 1 entry",
    }


@pytest.mark.parametrize("text", ["", "   ", None])
def test_blank_text(ipsr, problems, text):
    level(ipsr, "use", 2)["definition"] = text
    problem = only(problems(ipsr))
    assert problem.column == "scales > use > levels > entry 3 > definition"
    assert problem.expected == "text"


def test_list_that_is_not_named(ipsr, problems):
    del ipsr["lists"]["functions"]
    assert only(problems(ipsr)).expected == "'functions' among the lists"


def test_list_that_the_vocabulary_does_not_have(ipsr, problems):
    ipsr["lists"]["fonctions"] = "shared"
    problem = only(problems(ipsr))
    assert problem.column == "lists > fonctions"
    assert problem.advice == "Did you mean 'functions'?"


def test_empty_list(ipsr, problems):
    ipsr["lists"]["functions"] = []
    assert only(problems(ipsr)).expected == "terms"


def test_scale_that_is_not_named(ipsr, problems):
    del ipsr["scales"]["use"]
    assert only(problems(ipsr)).expected == "'use' among the scales"


def test_dimension_is_stated_by_the_name_of_the_scale_alone(ipsr, problems):
    ipsr["scales"]["use"]["dimension"] = "readiness"
    assert only(problems(ipsr)).column == "scales > use > dimension"


def test_own_list_in_place_of_a_shared_one(ipsr, accepted):
    ipsr["lists"]["functions"] = [{"key": "taste", "title": "Taste"}]
    assert list(accepted(ipsr).terms("functions")) == ["taste"]


def test_repeated_keys_in_a_list(ipsr, problems):
    ipsr["lists"]["functions"] = [{"key": "taste", "title": title} for title in ("Taste", "Smell")]
    problem = only(problems(ipsr))
    assert problem.column == "lists > functions > entry 2 > key"
    assert problem.found == "taste"


def test_key_that_tables_could_not_hold(ipsr, problems):
    ipsr["lists"]["functions"] = [{"key": "Taste & smell", "title": "Taste"}]
    assert only(problems(ipsr)).expected == "small letters, digits and hyphens"


def test_parent_that_does_not_exist(ipsr, vocabulary, problems):
    seed = next(t for t in vocabulary["lists"]["enabler_types"] if t["key"] == "seed")
    seed["parent"] = "agri-input"
    problem = only(problems(ipsr, vocabulary))
    assert problem.file == "vocabulary.yaml"
    assert problem.advice == "Did you mean 'agri-inputs'?"


def test_parents_in_a_circle(ipsr, problems):
    ipsr["lists"]["functions"] = [
        {"key": "a", "title": "A", "parent": "b"},
        {"key": "b", "title": "B", "parent": "a"},
        {"key": "c", "title": "C", "parent": "a"},
    ]
    found = problems(ipsr)
    assert [problem.column for problem in found] == [
        "lists > functions > entry 1 > parent",
        "lists > functions > entry 2 > parent",
    ]


def test_option_missing_from_the_seven(ipsr, vocabulary, problems):
    del vocabulary["options"][3]
    problem = only(problems(ipsr, vocabulary))
    assert (problem.file, problem.expected) == ("vocabulary.yaml", "the option 'relocate'")


def test_eighth_option(ipsr, vocabulary, problems):
    vocabulary["options"].append({**vocabulary["options"][0], "key": "pray"})
    assert only(problems(ipsr, vocabulary)).found == "pray"


def test_option_twice(ipsr, vocabulary, problems):
    vocabulary["options"].append(copy.deepcopy(vocabulary["options"][0]))
    assert only(problems(ipsr, vocabulary)).expected == "each key once in this list"


def test_options_out_of_order(ipsr, vocabulary, problems):
    vocabulary["options"].reverse()
    assert only(problems(ipsr, vocabulary)).expected.startswith("the order substitute, outsource")


def test_option_in_an_unknown_group(ipsr, vocabulary, problems):
    vocabulary["options"][0]["group"] = "somewhere"
    assert "'here and now'" in only(problems(ipsr, vocabulary)).expected


def test_own_options_are_checked_too(ipsr, vocabulary, problems):
    ipsr["options"] = vocabulary["options"][:6]
    problem = only(problems(ipsr))
    assert (problem.file, problem.expected) == ("mine.yaml", "the option 'stop'")


def test_answer_that_leads_to_no_level(ipsr, problems):
    answers = ipsr["scales"]["use"]["questions"][0]["answers"]
    answers.append({"key": "tourists", "text": "Tourists"})
    problem = only(problems(ipsr))
    assert problem.found == "ring: tourists"
    assert problem.expected == "a level for these answers"


def test_pair_of_answers_that_leads_to_no_level(ipsr, problems):
    del ipsr["scales"]["use"]["decision"][7]
    found = {(problem.found, problem.expected) for problem in problems(ipsr)}
    assert found == {
        ("ring: unconnected, spread: common", "a level for these answers"),
        ("level 7", "answers that lead to it"),
    }


def test_level_that_no_answer_reaches(ipsr, problems):
    ipsr["scales"]["use"]["decision"][9]["level"] = 8
    problem = only(problems(ipsr))
    assert (problem.found, problem.expected) == ("level 9", "answers that lead to it")
    assert problem.column == "scales > use > levels > entry 10"


def test_decision_for_a_level_that_is_not_there(ipsr, problems):
    ipsr["scales"]["use"]["decision"][9]["level"] = 12
    assert "a level of this scale" in [problem.expected for problem in problems(ipsr)]


def test_answers_that_lead_to_two_levels(ipsr, problems):
    ipsr["scales"]["use"]["decision"].append({"when": {"ring": "lead"}, "level": 2})
    problem = only(problems(ipsr))
    assert (problem.found, problem.expected) == ("levels 1 and 2", "one level for the same answers")


@pytest.mark.parametrize(
    ("when", "expected"),
    [
        ({"rings": "lead"}, "a question"),
        ({"ring": "leader"}, "an answer to 'ring'"),
    ],
)
def test_decision_on_words_that_are_not_there(ipsr, problems, when, expected):
    ipsr["scales"]["use"]["decision"][1]["when"] = when
    assert expected in [problem.expected for problem in problems(ipsr)]


def test_question_or_answer_twice(ipsr, problems):
    questions = ipsr["scales"]["use"]["questions"]
    questions[1]["key"] = "ring"
    questions[1]["answers"][1]["key"] = "some"
    columns = [problem.column for problem in problems(ipsr)]
    assert columns == [
        "scales > use > questions > entry 2 > key",
        "scales > use > questions > entry 2 > answers > entry 2 > key",
    ]


def test_four_questions_are_too_many(ipsr, problems):
    questions = ipsr["scales"]["use"]["questions"]
    questions += [{**questions[1], "key": key} for key in ("third", "fourth")]
    assert only(problems(ipsr)).column == "scales > use > questions"


def test_reference_is_one_problem(ipsr, save):
    path = save(ipsr)
    text = path.read_text("utf-8").replace("short: idea", "short: &same idea")
    path.write_text(text.replace("short: formulation", "short: *same"), "utf-8")
    with pytest.raises(InvalidInput) as caught:
        read(path)
    assert only(caught.value.problems).found == "a reference (*)"


def test_all_problems_of_all_files_come_at_once(ipsr, vocabulary, problems):
    ipsr["colour"] = "red"
    ipsr["sources"] = []
    del ipsr["lists"]["tie_layers"]
    level(ipsr, "readiness", 2)["short"] = "idea"
    ipsr["scales"]["use"]["decision"][9]["level"] = 8
    del ipsr["scales"]["readiness"]["levels"][6]
    del vocabulary["options"][0]
    vocabulary["lists"]["functions"][1]["key"] = "awareness"
    vocabulary["lists"]["functions"][2]["parent"] = "nobody"
    found = problems(ipsr, vocabulary)
    assert {problem.file for problem in found} == {"mine.yaml", "vocabulary.yaml"}
    assert {
        "a key that the workbench knows",
        "at least 1 entry",
        "'tie_layers' among the lists",
        "each short once in this list",
        "answers that lead to it",
        "level 6",
        "the option 'substitute'",
        "each key once in this list",
        "the key of another term of this list",
    } <= {problem.expected for problem in found}
    assert all(problem.row and problem.advice for problem in found)
    rows = [problem.row for problem in found if problem.file == "mine.yaml"]
    assert rows == sorted(rows)


def paths(value: Any, path: tuple = ()) -> list[tuple]:
    """Return the path to every part of a file."""
    inside = value.items() if isinstance(value, dict) else enumerate(value)
    found = []
    for step, part in inside:
        found.append((*path, step))
        if isinstance(part, dict | list):
            found += paths(part, (*path, step))
    return found


junk = st.sampled_from(
    [None, "", "x", "shared", -1, 3.5, 10**12, True, [], {}, [[]], [{}], {"x": 1}]
)


@examples(80, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_any_damage_is_a_list_of_problems_and_never_a_crash(data, ipsr, vocabulary, tmp_path):
    files = {"mine.yaml": copy.deepcopy(ipsr), "vocabulary.yaml": copy.deepcopy(vocabulary)}
    name = data.draw(st.sampled_from(sorted(files)))
    for _ in range(data.draw(st.integers(1, 3))):
        *way, last = data.draw(st.sampled_from(paths(files[name])))
        part = files[name]
        for step in way:
            part = part[step]
        if data.draw(st.booleans()):
            del part[last]
        else:
            part[last] = data.draw(junk)
    for file, content in files.items():
        (tmp_path / file).write_text(json.dumps(content), "utf-8")
    try:
        framework = read(tmp_path / "mine.yaml")
    except InvalidInput as error:
        assert error.problems
        assert all(problem.file in files and problem.expected for problem in error.problems)
    else:
        assert isinstance(framework, Framework)
        for scale in framework.scales.values():
            assert [entry.level for entry in scale.levels] == list(
                range(scale.minimum, scale.maximum + 1)
            )
