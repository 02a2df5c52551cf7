import json

import pytest

import workbench.case
from workbench.agree.analysis.progress import Guard, State

HEADS = {
    "stakeholders": "site,party,name,role,date\na,union,Growers,required,2026-03-01\n",
    "feedback": "site,comment,version,by,date,text\na,1,1,Ada,2026-03-10,Too dear\n",
}


@pytest.fixture
def spoken(project):
    for name, text in HEADS.items():
        (project / f"{name}.csv").write_text(text)
    return project


def test_status_names_the_step_of_each_site_and_what_is_next(call, project, monkeypatch):
    states = {
        "a": State("agree", (Guard("agree", False, "Hold a round.", "positions"),)),
        "b": State("strategize", (), "No agreement: weigh other options."),
    }
    monkeypatch.setattr(workbench.case.Cases, "states", states)
    result = call("status", project)
    assert result.exit_code == 0, result.output
    assert result.output.splitlines() == [
        "site  characterise  diagnose  strategize  agree  navigate  next",
        "a     done          done      done        now    -         Hold a round. (positions)",
        "b     done          done      now         -      -         "
        "No agreement: weigh other options.",
    ]
    told = json.loads(call("status", project, "--json").output)
    assert told[0] == {
        "site": "a", "name": "Huye", "step": "agree", "back": "", "changed": "",
        "missing": [{"step": "agree", "what": "Hold a round.", "table": "positions"}],
    }  # fmt: skip
    assert told[1]["back"] == "No agreement: weigh other options."


def test_status_says_first_what_changed_since_it_was_agreed(call, project, monkeypatch):
    states = {"a": State("navigate", (), "", "Since it was agreed, the strategy changed.")}
    monkeypatch.setattr(workbench.case.Cases, "states", states)
    line = call("status", project).output.splitlines()[1]
    assert line.endswith("Since it was agreed, the strategy changed.")


def test_status_of_tables_as_they_are(call, project):
    lines = call("status", project).output.splitlines()
    assert lines[1] == (
        "a     done          done      now         -      -         Propose options. (options)"
    )


def test_status_lists_sites_with_errors(call, faulty):
    lines = call("status", faulty).output.splitlines()
    assert lines[2].startswith("b     The tables have 2 errors")
    assert {"site": "b", "errors": 2} in json.loads(call("status", faulty, "--json").output)


def test_status_without_sites(call, project):
    (project / "sites.csv").write_text("site,name,country\n")
    assert "no sites yet" in call("status", project).output


def test_record_adds_what_is_new_and_prints_the_head(call, spoken):
    result = call("record", spoken)
    assert result.exit_code == 0, result.output
    first, second = result.output.splitlines()
    assert first.startswith("a: 2 new, 2 records; head ")
    assert second == "b: nothing to record yet."
    head = first.rpartition(" ")[2]
    assert call("record", spoken, "--site", "a").output == f"a: 0 new, 2 records; head {head}\n"
    result = call("record", spoken, "--verify", "--site", "a", "--head", head[:12])
    assert (result.exit_code, result.output) == (0, f"a: 2 records, as written; head {head}\n")


def test_verify_names_the_record_that_was_changed(call, spoken):
    assert call("record", spoken, "--verify").output == "Nothing is recorded yet.\n"
    call("record", spoken)
    path = spoken / "record" / "a.jsonl"
    path.write_text(path.read_text().replace("Growers", "Owners"))
    result = call("record", spoken, "--verify")
    assert result.exit_code == 1
    assert result.output == "a, line 1: Record 0 was changed after it was written.\n"
    result = call("record", spoken, "--verify", "--site", "a", "--head", "ab" * 32)
    assert "the end was cut off" in result.output
    result = call("record", spoken)
    assert result.exit_code == 1
    assert "Nothing is added to it" in result.output
    assert "b: nothing to record yet." in result.output  # which a does not stop


def test_half_a_record_is_told(call, spoken):
    call("record", spoken)
    path = spoken / "record" / "a.jsonl"
    path.write_bytes(path.read_bytes()[:-9])
    assert "cut short" in call("record", spoken, "--verify").output
    lines = call("record", spoken, "--site", "a").output.splitlines()
    assert lines[0].startswith("a: half a record, of a writing that was cut short, is now in ")
    assert lines[1].startswith("a: 2 new, 3 records; ")
    assert call("record", spoken, "--verify").exit_code == 0


def test_words_are_erased_by_their_row(call, spoken):
    call("record", spoken)
    result = call("record", spoken, "--site", "a", "--erase", "feedback/1")
    assert result.exit_code == 1
    assert "still stands in the table" in result.output
    (spoken / "feedback.csv").write_text(HEADS["feedback"].replace("Too dear", "(erased)"))
    result = call("record", spoken, "--site", "a", "--erase", "feedback/1")
    assert result.exit_code == 0, result.output
    assert "Too dear" not in (spoken / "record" / "persons.json").read_text()


def test_a_site_with_errors_is_not_recorded(call, faulty):
    for name, text in HEADS.items():
        (faulty / f"{name}.csv").write_text(text.replace("a,", "b,", 1).replace("\na", "\nb"))
    result = call("record", faulty)
    assert result.exit_code == 1
    assert "b: nothing is recorded while the tables have errors (2)" in result.output
    assert not (faulty / "record" / "b.jsonl").exists()


@pytest.mark.parametrize(
    "words",
    [
        ("--head", "ab" * 32),
        ("--verify", "--head", "ab" * 32),
        ("--verify", "--site", "a", "--head", "ab"),
        ("--erase", "people/P1"),
        ("--verify", "--site", "a", "--erase", "people/P1"),
    ],
)
def test_odd_options_are_refused(call, spoken, words):
    result = call("record", spoken, *words)
    assert result.exit_code == 2
    assert not (spoken / "record").exists()


def test_an_unknown_site_is_one_line(call, spoken):
    result = call("record", spoken, "--site", "../a")
    assert result.exit_code == 2
    assert result.output.startswith("Error: ")
    assert call("record", spoken, "--verify", "--site", "../a").exit_code == 2


def test_verify_knows_no_other_names_and_says_what_it_cannot_see(call, spoken):
    result = call("record", spoken, "--verify", "--site", "nowhere")
    assert result.exit_code == 2
    assert "nowhere" in result.output
    assert call("record", spoken, "--verify", "--site", "b").exit_code == 0  # nothing recorded yet
    call("record", spoken)
    lines = call("record", spoken, "--verify").output.splitlines()
    assert lines[0].startswith("a: 2 records, as written; head ")
    assert lines[1].startswith("Whether the end of a record was cut off cannot be seen this way")


def test_a_deleted_record_is_a_fault(call, spoken):
    call("record", spoken)
    (spoken / "record" / "a.jsonl").unlink()
    result = call("record", spoken, "--verify")
    assert result.exit_code == 1
    assert result.output.startswith("a: record/a.jsonl is gone, while persons.json still keeps")
    result = call("record", spoken)
    assert result.exit_code == 1
    assert "Put back a copy" in result.output
    assert not (spoken / "record" / "a.jsonl").exists()


def test_a_file_in_place_of_the_folder_is_one_line(call, spoken):
    (spoken / "record").write_text("")
    result = call("record", spoken, "--site", "a")
    assert result.exit_code == 1
    assert result.output.startswith("'record' is a file")
    assert call("record", spoken, "--verify").exit_code == 2


@pytest.mark.parametrize("broken", ["persons.json", "a.jsonl"])
def test_check_warns_of_a_damaged_record(call, spoken, broken):
    call("record", spoken)
    (spoken / "record" / broken).write_text("{\n")
    result = call("check", spoken)
    assert result.exit_code == 0
    assert f"record/{broken}\n  warning" in result.output
