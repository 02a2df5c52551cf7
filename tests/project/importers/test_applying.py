import pandas as pd

ROW = "P1,Alpha,North,West,1.5,30.25,Donor A,ACF,Action,Local"


def test_one_row_becomes_a_site_two_actors_and_a_tie(run):
    account, project = run(ROW)
    assert (account.rows, account.taken, account.refused_rows) == (1, 1, 0)
    site = project.table("sites").iloc[0]
    assert (site["site"], site["name"], site["admin"]) == ("P1", "Alpha", "North, West")
    assert (site["latitude"], site["longitude"]) == (1.5, 30.25)
    actors = project.table("actors").set_index("actor")
    assert actors.loc["acf", "name"] == "Action"
    assert actors.loc["acf", "type"] == "ngo-local"
    assert pd.isna(actors.loc["donor-a", "type"])
    tie = project.table("ties").iloc[0]
    assert (tie["source"], tie["target"], tie["layer"]) == ("donor-a", "acf", "funding")
    assert pd.isna(tie["strength"])
    assert project.table("components").empty
    assert project.table("scores").empty


def test_rows_are_taken_dropped_or_refused_and_add_up(run):
    account, project = run(
        ROW,
        ",Total,,,,,,,,",
        ",,,,,,,,,",
        ROW.replace("30.25", "530.25"),
        ROW.replace("Local", "Regional"),
        ROW.replace("ACF", ""),
        ROW.replace("P1", "../P1"),
    )
    assert account.rows == 7
    assert account.taken == 1
    assert account.dropped == {"total: a line of totals": 1, "blank row": 1}
    assert account.dropped_at["total: a line of totals"] == (3,)
    assert {(p.row, p.column) for p in account.refused} == {
        (5, "Long"), (6, "Sort"), (7, "Partner"), (8, "Code"),
    }  # fmt: skip
    assert account.rows == account.taken + sum(account.dropped.values()) + account.refused_rows
    assert "7 rows = 1 taken + 2 dropped + 4 refused" in str(account)
    record = project.settings.imports[0]
    assert (record.rows, record.taken, record.dropped, record.refused) == (7, 1, 2, 4)
    assert sum(record.reasons.values()) == record.dropped + record.refused


def test_a_refused_row_says_what_was_found_and_what_to_do(run):
    account, _ = run(ROW, ROW.replace("Local", "Locale"))
    problem = account.refused[0]
    assert (problem.file, problem.row, problem.column) == ("small.csv", 3, "Sort")
    assert problem.found == "Locale"
    assert "the list 'sort'" in problem.expected
    assert problem.advice


def test_a_refused_row_leaves_nothing_behind(run):
    _, project = run(ROW, "P2,Beta,N,W,99,1,Donor B,Other,Other,Local")
    assert project.sites == ("P1",)
    assert set(project.table("actors")["actor"]) == {"donor-a", "acf"}


def test_no_donor_gives_no_tie_and_is_counted(run):
    account, project = run(ROW, ROW.replace("Donor A", ""))
    assert account.taken == 2
    assert account.not_made["ties: no donor"] == 1
    assert len(project.table("ties")) == 1


def test_one_organisation_in_two_roles_has_no_tie_to_itself(run):
    account, project = run(ROW.replace("Donor A", "ACF"))
    assert account.not_made == {"ties: the same organisation": 1}
    assert project.table("ties").empty
    assert project.table("actors")["actor"].tolist() == ["acf"]


def test_repeated_ties_are_one_row_and_their_number_is_kept(run):
    account, project = run(ROW, ROW, ROW)
    assert len(project.table("ties")) == 1
    assert (account.tables["ties"], account.mentions["ties"]) == (1, 3)
    assert project.table("ties")["strength"].isna().all()


def test_names_that_differ_in_spelling_stay_apart_and_are_listed(run):
    account, project = run(ROW.replace("ACF,Action", "UN WOMEN,"), ROW.replace("ACF", "UN Women"))
    actors = set(project.table("actors")["actor"]) - {"donor-a"}
    assert len(actors) == 2
    assert {frozenset((pair.one, pair.two)) for pair in account.pairs} == {frozenset(actors)}
    assert "nothing was joined" in " ".join(project.settings.notes)


def test_a_tie_between_two_names_that_may_be_one_is_pointed_out(run):
    account, _ = run("P1,Alpha,N,W,1,1,UN WOMEN,UN Women,,Local")
    assert any("1 ties join two names" in note for note in account.notes)


def test_names_are_joined_only_where_the_map_says_so(run):
    account, project = run(ROW.replace("Donor A", "Old Name"), ROW.replace("Donor A", "New Name"))
    assert set(project.table("actors")["actor"]) == {"new-name", "acf"}
    assert account.joined == {"Old Name (actor)": "New Name"}


def test_several_names_of_one_organisation_are_listed_and_the_usual_one_used(run):
    account, project = run(ROW, ROW.replace("Action", "Action!"), ROW.replace("Action", "Action!"))
    actors = project.table("actors").set_index("actor")
    assert actors.loc["acf", "name"] == "Action!"
    assert account.variants[0].values == {"Action!": 2, "Action": 1}


def test_a_missing_name_never_outvotes_a_real_one(run):
    _, project = run(*[ROW.replace("Action", "")] * 3, ROW)
    assert project.table("actors").set_index("actor").loc["acf", "name"] == "Action"


def test_the_acronym_stands_where_no_row_has_a_name(run):
    _, project = run(ROW.replace("Action", ""))
    assert project.table("actors").set_index("actor").loc["acf", "name"] == "ACF"


def test_two_values_for_one_site_are_refused(run):
    account, project = run(ROW, ROW.replace("30.25", "31.25"))
    assert account.taken == 1
    assert "'30.25', as in row 2 on P1" in account.refused[0].expected
    assert project.table("sites")["longitude"].tolist() == [30.25]


def test_an_unlisted_value_is_left_blank_where_the_map_says_so(run):
    changes = [("unlisted: refuse", "unlisted: blank")]
    account, project = run(ROW.replace("Local", "Club"), ROW.replace("Local", "Unclear"),
                           changes=changes)  # fmt: skip
    assert account.taken == 2
    assert account.left_blank == {
        "Sort 'Club': not in the list 'sort'": 1,
        "Sort 'Unclear': left blank by the map 'sort'": 1,
    }
    assert project.table("actors")["type"].isna().all()


def test_a_stray_address_in_a_needed_column_is_taken_out(run):
    rows = [ROW] * 9
    account, project = run(*rows, ROW.replace("Action", "Action +251 911 234 567"))
    assert account.left_blank == {
        "Partner name: an e-mail address or telephone number was taken out": 1
    }
    assert "+251" not in project.table("actors").to_string()


def test_one_row_becomes_a_component_and_a_score_for_each_system(points):
    account, project = points("AAA,6,4.5,2025.0", "BBB,0,-,2025.0")
    scores = project.table("scores").set_index(["site", "component"])
    assert scores["readiness"].to_dict() == {
        ("AAA", "tax"): 9,
        ("AAA", "debt"): 4,
        ("BBB", "tax"): 0,
    }
    assert scores["use"].isna().all()
    assert scores["reason"].tolist() == ["6 of 6", "4.5 of 9", "0 of 6"]
    assert len(project.table("components")) == 4
    assert account.not_made == {"scores: not assessed": 1}


def test_a_conversion_that_is_switched_off_gives_no_level(points):
    account, project = points("AAA,6,4.5,2025.0", without=["share-of-maximum-times-nine"])
    assert project.table("scores").empty
    assert len(project.table("components")) == 2
    assert account.conversions[1].rule == "switched off: no level is given"
    assert any("switched off" in note for note in project.settings.notes)


def test_points_beyond_the_scale_refuse_the_row(points):
    account, project = points("AAA,6,4.5,2025.0", "AVG,7,197,2025.0")
    assert project.sites == ("AAA",)
    assert [(p.column, p.expected) for p in account.refused] == [
        ("TAX", "a number from 0 to 6"),
        ("DEBT", "a number from 0 to 9"),
    ]
    assert account.refused_rows == 1


def test_a_cell_with_several_values_makes_a_row_for_each(run):
    split = ("identifiers:", 'split: {Donor: ";", Partner: ";"}\nidentifiers:')
    row = ROW.replace("Donor A,ACF", "Donor A; Donor B,ACF; ACH;").replace("Action", "")
    account, project = run(row, changes=[split])
    assert (account.rows, account.taken) == (1, 1)
    ties = project.table("ties")
    assert set(zip(ties["source"], ties["target"], strict=True)) == {
        ("donor-a", "acf"), ("donor-a", "ach"), ("donor-b", "acf"), ("donor-b", "ach"),
    }  # fmt: skip
    assert set(project.table("actors")["actor"]) == {"donor-a", "donor-b", "acf", "ach"}
    assert len(project.table("sites")) == 1
    assert account.lists == {}


def test_a_cell_that_may_hold_several_is_told(run):
    account, project = run(ROW.replace("Donor A", "Donor A; Donor B"))
    assert "donor-a-donor-b" in set(project.table("actors")["actor"])
    assert account.lists == {"Donor 'Donor A; Donor B'": 1}
    assert "'split' in the map takes them apart" in str(account)


def test_an_address_among_several_values_is_taken_out_and_the_others_stay(run):
    split = ("identifiers:", 'split: {Donor: ";"}\nidentifiers:')
    rows = [ROW] * 9
    account, project = run(*rows, ROW.replace("Donor A", "Donor B; a@example.org"), changes=[split])
    assert set(project.table("actors")["actor"]) == {"donor-a", "donor-b", "acf"}
    assert sum(account.left_blank.values()) == 1


def test_lists_that_make_too_many_rows_refuse_their_row(run):
    split = ("identifiers:", 'split: {Donor: ";", Partner: ";"}\nidentifiers:')
    many = ";".join(f"D{number}" for number in range(60))
    account, _ = run(ROW, ROW.replace("Donor A,ACF", f"{many},{many}"), changes=[split])
    assert (account.taken, account.refused_rows) == (1, 1)
    assert account.refused[0].found == "lists that make 3600 rows"


def test_a_skip_rule_reads_a_single_value_of_a_list_in_a_block(run):
    split = ("identifiers:", 'split: {Donor: ";"}\nidentifiers:')
    unless = (
        "    - needs: {actor: no donor}",
        "    - needs: {actor: no donor}\n"
        "      unless: [{name: all, reason: all donors, columns: Donor, equals: All}]",
    )
    account, project = run(ROW.replace("Donor A", "Donor A; All"), changes=[split, unless])
    assert account.not_made == {"actors: all donors": 1}
    assert "all" not in set(project.table("actors")["actor"])
