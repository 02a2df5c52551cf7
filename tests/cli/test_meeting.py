"""workbench pack."""

from tests.conftest import EXAMPLE


def test_papers_go_where_they_are_asked_for(call, tmp_path):
    done = call("pack", EXAMPLE, "--site", "rw-huye", "--out", tmp_path / "papers")
    assert done.exit_code == 0, done.output
    assert done.output.splitlines()[0] == "Written: papers/pre-read.html"
    assert len(list((tmp_path / "papers").iterdir())) == 5


def test_a_site_without_meeting_and_parties_gets_one_sentence(call, project):
    done = call("pack", project, "--site", "a")
    assert done.exit_code == 2
    assert done.output.strip().splitlines() == [
        "Error: No meeting is planned at Huye (sheet meetings, column planned), and nobody is "
        "named yet who has to agree (sheet stakeholders)."
    ]
    assert not (project / "packs").exists()


def test_a_team_meeting_needs_no_parties(call, project):
    (project / "meetings.csv").write_text(
        "site,meeting,kind,date,planned,purpose\na,T1,team,2026-04-01,yes,Choose an option\n"
    )
    done = call("pack", project, "--site", "a")
    assert done.exit_code == 0, done.output
    folder = project / "packs" / "a"
    assert "Nobody is named yet" in (folder / "position-sheets.html").read_text("utf-8")
    assert "Choose an option" in (folder / "pre-read.html").read_text("utf-8")


def test_an_unknown_meeting_is_told_in_a_line(call):
    done = call("pack", EXAMPLE, "--site", "rw-huye", "--meeting", "W9")
    assert done.exit_code == 2
    assert done.output.strip() == "Error: There is no meeting 'W9'. There are: T1, V1, W1, W2."
