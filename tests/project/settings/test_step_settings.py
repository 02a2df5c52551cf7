import datetime as dt

import pytest

from workbench.project import Settings
from workbench.project.settings.project_settings import read_settings
from workbench.project.settings.step_settings import STEP_BLOCKS
from workbench.project.store.writing import settings_yaml

HEAD = "title: T\nframework: ipsr\n"


@pytest.fixture
def read(tmp_path):
    def write_and_read(text):
        path = tmp_path / "project.yaml"
        path.write_text(HEAD + text, "utf-8")
        return read_settings(path)

    return write_and_read


def test_blocks_that_are_left_out_or_blank_have_their_defaults(read):
    settings, problems = read("choice:\npartners:\nplan:\n  draws:\nbudget:\n  ceiling:\n")
    assert problems == ()
    assert settings == Settings(title="T", framework="ipsr")
    assert settings.choice.criteria == ("gain", "months", "cost", "success")
    assert (settings.partners.reach_ties, settings.partners.bilateral_share) == (2, 0.9)
    assert settings.plan.working_days == ("mon", "tue", "wed", "thu", "fri")
    assert (settings.budget.inflation, settings.budget.confidence) == ("0", 0.8)


def test_what_is_given_is_read_and_written_back(read):
    settings, problems = read(
        "choice: {criteria: [cost, gain], ceiling: 50000, draws: 2000}\n"
        "partners: {platform_cost: 9000, layers: {collaboration: 1, knowledge: 0.5}}\n"
        "plan: {start: 2026-04-01, working_days: [mon, sat], shape: triangular}\n"
        "budget: {indirect_rate: 0.15, inflation: '0.030', rate_date: 2026-03-02, ceiling: 90000}\n"
    )
    assert problems == ()
    assert settings.choice.ceiling == 50000
    assert settings.partners.layers == {"collaboration": 1, "knowledge": 0.5}
    assert settings.plan.start == dt.date(2026, 4, 1)
    assert (settings.budget.indirect_rate, settings.budget.inflation) == ("0.15", "0.03")
    again, _ = read(settings_yaml(settings).removeprefix(HEAD))
    assert again == settings


@pytest.mark.parametrize(
    ("line", "column", "advice"),
    [
        ("choice: {criterria: [gain]}", "choice.criterria", "Did you mean 'criteria'?"),
        ("choice: {criteria: []}", "choice.criteria", ""),
        (
            "experiments: {outcomes: {loss: {better: down, worth: 2}}}",
            "experiments.outcomes.loss.worth",
            "Correct",
        ),
        (
            "experiments: {outcomes: {gain: {worth: -2}}}",
            "experiments.outcomes.gain.worth",
            "Correct",
        ),
        ("choice: {criteria: [gain, beauty]}", "choice.criteria", "Correct"),
        ("choice: {criteria: [gain, gain]}", "choice.criteria", "Correct"),
        ("choice: {draws: 3}", "choice.draws", "Correct"),
        ("partners: {reach_ties: 0}", "partners.reach_ties", "Correct"),
        ("partners: {bilateral_share: 90}", "partners.bilateral_share", "Correct"),
        ("partners: {platform_share: 0.95}", "partners.platform_share", "Correct"),
        ("partners: {layers: {knowledge: -1}}", "partners.layers.knowledge", "Correct"),
        ("plan: {start: 2026-02-30}", "plan.start", "Look the date up."),
        ("plan: {working_days: [mon, funday]}", "plan.working_days.1", "Correct"),
        ("plan: {shape: round}", "plan.shape", "Correct"),
        ("budget: {inflation: 3%}", "budget.inflation", "Correct"),
        ("budget: {indirect_rate: 15}", "budget.indirect_rate", "Correct"),
        ("budget: {confidence: 1}", "budget.confidence", "Correct"),
        ("budget: 5", "budget", ""),
    ],
)
def test_each_wrong_key_is_told_with_its_line(read, line, column, advice):
    settings, problems = read(line + "\n")
    (problem,) = problems
    assert (problem.row, problem.column) == (3, column)
    assert advice in problem.advice
    assert settings.plan == Settings(title="T", framework="ipsr").plan


def test_every_block_is_part_of_the_settings():
    assert set(STEP_BLOCKS) <= set(Settings.model_fields)
