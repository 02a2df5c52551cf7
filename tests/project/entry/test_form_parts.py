"""What forms are made of."""

import pandas as pd

from tests.conftest import EXAMPLE
from workbench.project import read_project
from workbench.project.entry.form_parts import (
    Choice,
    named_rows,
    site_choices,
    site_question,
    told_apart,
    when_questions,
)


def test_labels_that_two_choices_of_one_place_share_get_their_code():
    shared = [Choice("a", "Same", "x"), Choice("b", "same", "x"), Choice("c", "Same", "y")]
    assert [one.label for one in told_apart(shared)] == ["Same (a)", "same (b)", "Same"]


def test_where_the_name_is_blank_the_key_stands():
    frame = pd.DataFrame({"key": ["a", "b"], "name": ["One", None]}, dtype="string")
    assert list(named_rows(frame, "key", "name")) == [("a", "One"), ("b", "b")]


def test_sites_are_offered_by_name_and_the_latest_round_stands_there():
    project = read_project(EXAMPLE)
    assert [one.name for one in site_choices(project)] == list(project.sites)
    assert [one.name for one in site_choices(project, ["rw-huye"])] == ["rw-huye"]
    assert site_question("Unit").label == "Unit"
    latest = when_questions(project, "scores")[0].default
    assert latest == str(int(project.table("scores")["round"].max()))
    assert when_questions(project, "responses")[0].default == "1"
