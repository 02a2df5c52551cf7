import json
from pathlib import Path

import workbench.batch
import workbench.project
from tests.project.entry.word_files import comment, on, p, word_file

EXAMPLE = "A tiny project"


def test_new_makes_a_project_named_after_its_folder(call, monkeypatch, tmp_path):
    made = []

    def new_project(folder, **settings):
        made.append((folder, settings))
        return tmp_path / folder

    monkeypatch.setattr(workbench.project, "new_project", new_project, raising=False)
    result = call("new", "banana")
    assert result.exit_code == 0, result.output
    assert made == [(Path("banana"), {"framework": "ipsr", "title": "banana"})]
    assert "workbench check banana" in result.output


def test_check_says_that_all_is_well(call, project):
    result = call("check", project)
    assert result.exit_code == 0, result.output
    assert result.output.splitlines()[-2:] == [
        "0 errors and 0 warnings.",
        "2 of 2 sites can be run.",
    ]


def test_check_lists_the_first_problems_of_a_column_and_counts_the_rest(call, project):
    rows = [f"a,seed,{round_},2026-03-14,p1,workshop,{round_}00,3" for round_ in range(1, 2001)]
    head = "site,component,round,date,assessor,basis,readiness,use"
    (project / "scores.csv").write_text("\n".join([head, *rows]))
    result = call("check", project)
    lines = result.output.splitlines()
    assert lines[9] == "  error   … and 1992 more, G10 to G2001 (readiness); --json lists all"
    assert lines[-2].startswith("2000 errors and ")
    assert len(lines) < 20
    assert len(json.loads(call("check", project, "--json").output)["problems"]) >= 2000


def test_check_names_rows_without_a_usable_site(call, project):
    (project / "sites.csv").write_text(
        "site,name,country\na,Huye,Rwanda\n../x,Out,Rwanda\nb,Mbarara,Uganda\n"
    )
    result = call("check", project)
    assert result.exit_code == 1
    standing = "2 of 3 sites can be run; not yet: row 3 of sites.csv ('../x')."
    assert result.output.splitlines()[-1] == standing


def test_check_lists_problems_by_file_one_line_each(call, faulty):
    result = call("check", faulty)
    assert result.exit_code == 1
    lines = result.output.splitlines()
    assert lines[0] == "scores.csv"
    assert lines[1].startswith("  error   G2 (readiness): found '12', expected ")
    assert "\x1b" not in result.output
    assert lines[-1] == "1 of 2 sites can be run; not yet: b."


def test_check_speaks_json(call, faulty):
    told = json.loads(call("check", faulty, "--json").output)
    assert (told["project"], told["ready"], told["blocked"]) == (EXAMPLE, ["a"], ["b"])
    assert told["problems"][0]["found"] == "12"
    assert told["errors"] == len(told["problems"])


def test_check_tells_the_story_of_the_sites_that_can_run(call, faulty):
    lines = call("check", faulty, "--story").output.splitlines()
    assert "1 of 2 sites can be run; not yet: b." in lines
    place = lines.index("A component has no level (1)")
    assert lines[place + 1].startswith("  a: ")  # the words after it keep their spaces
    told = json.loads(call("check", faulty, "--story", "--json").output)
    assert {one["site"] for one in told["findings"]} == {"a"}


def test_import_lists_its_maps_without_anything_else(call):
    result = call("import", "--list-maps")
    assert result.exit_code == 0
    assert "worldbank-ims" in result.output


def test_import_prints_its_account_and_ends_with_the_check(call, tmp_path):
    (tmp_path / "ims.csv").write_text(
        "country_code,country_name,FMIS,TMIS,CMIS,EPMIS,DMIS,PIMIS,year\n"
        "RWA,Rwanda,6,6,3,9,6,9,2025\nAVG,,1,1,1,1,1,1,\n", "utf-8")  # fmt: skip
    words = ("import", str(tmp_path / "ims.csv"), str(tmp_path / "p"), "--map", "worldbank-ims")
    result = call(*words, "--dry-run", "--without", "share-of-maximum-times-nine")
    assert "2 rows = 1 taken + 0 dropped + 1 refused" in result.output
    assert result.output.splitlines()[-1].startswith("    - 1 of 1 site can be run; 0 errors")
    assert (result.exit_code, (tmp_path / "p").exists()) == (0, False)
    assert call(*words).exit_code == 0
    assert "1 of 1 site can be run" in (tmp_path / "p" / "import-account.txt").read_text("utf-8")


def test_import_says_what_would_block_a_run(call, tmp_path):
    (tmp_path / "ties.csv").write_text("From,To\nA,B\n", "utf-8")
    (tmp_path / "m.yaml").write_text(
        "map: m\ntitle: T\nsource: {publisher: P, dataset: D, licence: L, attribution: A}\n"
        "project: {title: T, framework: ipsr}\nidentifiers: {x: {style: slug}}\ntables:\n"
        "  sites: [{columns: {site: {constant: s, identifier: x}, name: {constant: S},"
        " country: {constant: Mali}}}]\n"
        "  ties: [{columns: {site: {constant: s, identifier: x}, source: {column: From, identifier:"
        " x}, target: {column: To, identifier: x}, layer: {constant: funding}, round: {constant:"
        " 1}}}]\n", "utf-8")  # fmt: skip
    result = call("import", str(tmp_path / "ties.csv"), str(tmp_path / "p"), "--map",
                  str(tmp_path / "m.yaml"))  # fmt: skip
    assert result.exit_code == 1
    assert "0 of 1 site can be run" in result.output
    assert "error: ties.csv" in result.output and "found 'a'" in result.output


def test_a_new_project_without_sites_says_what_to_do_first(tmp_path):
    from click.testing import CliRunner

    from workbench.cli import main

    folder = tmp_path / "fresh"
    assert CliRunner().invoke(main, ["new", str(folder)]).exit_code == 0
    done = CliRunner().invoke(main, ["run", str(folder), "--out", str(tmp_path / "out")])
    assert done.exit_code == 2
    assert "'fresh' has no sites yet. Fill in the table 'sites'" in done.output
    assert not (tmp_path / "out").exists()


def test_check_names_a_notebook_that_cannot_be_run(call, project):
    own = project / "notebooks"
    own.mkdir()
    (own / "2-other.ipynb").write_text("{")
    (own / "ideas.ipynb").write_text("{")
    result = call("check", project)
    assert result.exit_code == 1
    assert result.output.splitlines() == [
        "notebooks/2-other.ipynb",
        "  error   found 'content that is not that of a notebook (JSONDecodeError)', expected to "
        "be saved by Jupyter. Open it there, or take it away.",
        "notebooks/ideas.ipynb",
        "  warning found 'a name that does not begin with a number', expected a name such as "
        "6-ideas.ipynb. It is not run; rename it, if it is to be a chapter of the report.",
        "1 error and 1 warning.",
        "No report is written before the notebooks of the project are mended.",
    ]
    told = json.loads(call("check", project, "--json").output)
    assert (told["ready"], told["blocked"]) == ([], ["a", "b"])
    refused = call("run", project)
    assert refused.exit_code == 2
    assert refused.stderr.startswith("Error: notebooks/2-other.ipynb: found 'content that")


def test_merge_takes_a_report_in_word_for_the_site_that_is_given(call, project, tmp_path):
    back = word_file(tmp_path / "r.docx", p(on("0", "Seed")), comments=comment("0", "Why?"))
    refused = call("merge", project, back)
    assert refused.exit_code == 1 and "give --site with the site" in refused.output
    taken = call("merge", project, back, "--site", "a")
    assert "r.docx, feedback: 1 = 1 new" in taken.output
    assert "On “Seed”: Why?" in (project / "feedback.csv").read_text("utf-8-sig")
