"""The title of a report of a scenario says so, with everything that is supposed and what was."""

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from workbench.diagnosis.page.characterization import title_page
from workbench.publish.html import record_html
from workbench.saved_scenario import NamedScenario, SupposedChanges
from workbench.scenarios.report_title import report_title

COMPONENTS = ("single-stem-removal", "clean-seed", "by-laws")


def _scenario(changes, who="team", why="A trial.", site="rw-huye"):
    return NamedScenario(
        name="more-seed", site=site, who=who, when=date(2026, 3, 14), why=why,
        changes=SupposedChanges.model_validate(changes),
    )  # fmt: skip


def _said(case, **changes):
    return [one.plain for one in report_title(case.under(_scenario(changes))).supposed]


def test_the_tables_have_their_plain_title(example_case):
    assert report_title(example_case) == title_page(example_case.site)


@pytest.mark.parametrize(
    ("changes", "line"),
    [
        ({"levels": {"clean-seed": {"use": 5}}}, "Use of Clean seed supply: 5, before 2."),
        ({"decide": {"clean-seed": "seed-1"}},
         "Decision on Clean seed supply: Growers raise suckers in humidity chambers, before Tissue "
         "Garden runs three mother gardens."),
        ({"options": {"seed-1": {"cost": "20000"}}},
         "Cost of Growers raise suckers in humidity chambers: 20,000, before 14,000."),
        ({"options": {"seed-1": {"months_low": "3"}}},
         "Lowest months of Growers raise suckers in humidity chambers: 3, before 4."),
        ({"costs": {"L2": {"unit_cost": None, "determined": "no"}}},
         "Unit cost of Legal advice: not known, before 261,000."),
        ({"exclude": ["great-ridge"]}, "Great Ridge Foundation cannot be a partner."),
        ({"include": ["great-ridge"]}, "Great Ridge Foundation is a partner."),
        ({"durations": {"A1": 12.5}},
         "Working days of Agree on the terms with Tissue Garden: 12.5, before 8."),
        ({"start": "2026-05-01"}, "Start of the plan: 1 May 2026, before 1 April 2026."),
        ({"ceiling": "300000"}, "Ceiling of the budget: 300,000, before 400,000."),
    ],
)  # fmt: skip
def test_each_thing_is_said_with_what_was(example_case, changes, line):
    assert line in _said(example_case, **changes)


def test_it_says_who_supposes_it_when_and_why(example_case):
    made = report_title(example_case.under(_scenario({"exclude": ["great-ridge"]}, why="So what?")))
    assert made.scenario == "Scenario more-seed: not the tables"
    assert made.supposed[0].plain == "Supposed by team on 14 March 2026: So what?"
    assert made.project == example_case.site.settings.title


@settings(deadline=None, max_examples=10)
@given(
    levels=st.dictionaries(
        st.sampled_from(COMPONENTS),
        st.dictionaries(st.sampled_from(["readiness", "use"]), st.integers(0, 9), min_size=1),
    ),
    who=st.text("<b>&'x", min_size=1, max_size=9),
)
def test_every_level_has_its_line_and_no_word_becomes_code(example_case, levels, who):
    changes = {"levels": levels, "exclude": ["great-ridge"]}
    made = report_title(example_case.under(_scenario(changes, who=who)))
    lines = [one.plain for one in made.supposed]
    rows = example_case.diagnosis.components.set_index("component")
    for component, given_levels in levels.items():
        for dimension, level in given_levels.items():
            row = rows.loc[component]
            was = row[dimension] if str(row[dimension]).isdigit() else "not known"
            line = f"{dimension.capitalize()} of {row['title']}: {level}, before {was}."
            assert line in lines
    assert len(lines) == 2 + sum(map(len, levels.values()))
    assert "<b>" not in str(record_html(made)).replace("<strong>", "")
