"""Contradictions between rows, told by what stands in the cells."""

TIES = """
map: ties
title: Ties
source: {publisher: Nobody, dataset: Made up, licence: none, attribution: Nobody made this}
project: {title: T, framework: ipsr}
identifiers: {place: {style: slug}, actor: {style: slug}}
tables:
  sites:
    - columns:
        site: {constant: Alpha, identifier: place}
        name: {constant: Alpha}
        country: {constant: Nowhere}
  actors:
    - columns:
        site: {constant: Alpha, identifier: place}
        actor: {column: From, identifier: actor}
        name: {column: From, one_per: actor}
        goals: {column: Note}
    - columns:
        site: {constant: Alpha, identifier: place}
        goals: {column: Note}
        actor: {column: To, identifier: actor}
        name: {column: To, one_per: actor}
  ties:
    - columns:
        site: {constant: Alpha, identifier: place}
        source: {column: From, identifier: actor}
        target: {column: To, identifier: actor}
        layer: {constant: collaboration}
        round: {constant: 1}
        strength: {column: Weight, convert: weight-over-strongest, parameters: {strongest: "5"}}
"""


def _import(tmp_path, small_map, text, *rows):
    from workbench.project import read_project
    from workbench.project.importers import import_table

    file = tmp_path / "ties.csv"
    file.write_text("\n".join(["From,To,Weight,Note", *rows]), "utf-8")
    account = import_table(file, tmp_path / "p", small_map(text=text))
    return account, read_project(tmp_path / "p")


def test_a_contradiction_is_told_by_what_stands_in_the_two_cells(tmp_path, small_map):
    account, project = _import(tmp_path, small_map, TIES, "A,B,5,", "A,B,2,", "B,A,1,")
    assert (account.taken, account.refused_rows) == (2, 1)
    (problem,) = account.refused
    assert (problem.row, problem.column, problem.found) == (3, "Weight", "2")
    assert problem.expected.startswith("'5', as in row 2 on alpha/a/b")
    assert "0.4" not in str(problem) and "1.0" not in str(problem)
    assert project.table("ties")["strength"].tolist() == [1.0, 0.2]


def test_a_row_with_another_description_is_refused_and_the_way_out_named(tmp_path, small_map):
    account, _ = _import(tmp_path, small_map, TIES, "A,B,5,seed", "C,A,5,", "C,B,5,loans")
    (problem,) = account.refused
    assert (problem.row, problem.found) == (4, "loans")
    assert "'contradiction: list'" in problem.advice


def test_a_row_that_only_describes_otherwise_is_kept_where_the_map_says_so(tmp_path, small_map):
    text = TIES.replace("goals: {column: Note}", "goals: {column: Note, contradiction: list}")
    rows = ("A,B,5,seed", "C,A,5,loans", "C,B,5,loans")
    account, project = _import(tmp_path, small_map, text, *rows)
    assert (account.taken, account.refused) == (3, ())
    goals = project.table("actors").set_index("actor")["goals"].to_dict()
    assert goals == {"a": "seed", "b": "seed", "c": "loans"}
    told = {variant.of: dict(variant.values) for variant in account.variants}
    assert told == {"alpha/a": {"seed": 1, "loans": 1}, "alpha/b": {"seed": 1, "loans": 1}}


def test_a_rule_that_fits_no_row_is_told(run):
    account, _ = run("P1,Alpha,North,West,1.5,30.25,Donor A,ACF,Action,Local")
    assert account.dropped == {"total: a line of totals": 0}
    assert "0 × total: a line of totals: the rule fits no row" in str(account)
