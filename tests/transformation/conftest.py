"""Roll-outs of a small invented network, with answers as an assessment would hand them on."""

import pandas as pd
import pytest

from tests.fixtures.rollout import write_rollout
from workbench.budget.step import budget_of
from workbench.diagnosis.step import diagnose_place
from workbench.frameworks.assessments import load_assessment
from workbench.options.step import weigh_place
from workbench.plan.step import plan_of
from workbench.project import open_project
from workbench.transformation.step import Answered, TransformationStep

AREAS = (
    ("technical-capabilities", "readiness-areas", "Technical capabilities", 4, 3, 0),
    ("technical-infrastructure", "infrastructure-areas", "Technical infrastructure", 3, 3, 0),
    ("data-infrastructure", "infrastructure-areas", "Data infrastructure", 2, 3, 1),
    ("change-infrastructure", "infrastructure-areas", "Change infrastructure", None, 3, None),
)
WORDS = {"training-programmes": "not started", "support-systems": "running", "pilot-worked": "yes"}


def areas(rows=AREAS):
    names = ["item", "section", "title", "now", "required", "gap"]
    return pd.DataFrame(rows, columns=names).astype(dict.fromkeys(names[3:], "Int64"))


@pytest.fixture(scope="session")
def rollout(tmp_path_factory):
    """Return a function that gives the roll-out as a unit sees it."""

    def make(site="north", *, words=None, rows=AREAS, holds=lambda _: None, **tables):
        folder = write_rollout(tmp_path_factory.mktemp("rollout"), **tables)
        place = open_project(folder).site(site)
        options = weigh_place(place, diagnose_place(place))
        plan = plan_of(place, options.decision)
        answered = Answered(areas(rows), WORDS if words is None else words, holds)
        assessment = load_assessment("ai-transformation")
        budget = budget_of(place, plan, options)
        return TransformationStep(place, assessment, answered, plan, budget)

    return make


@pytest.fixture(scope="session")
def north(rollout):
    return rollout()


@pytest.fixture(scope="session")
def empty(rollout):
    """A unit of which nothing is known."""
    heads = {
        "rollout": "site,likely\n",
        "risks": "site,risk,title\n",
        "activities": "site,activity,title\n",
        "requirements": "site,item\n",
        "kpis": "site,kpi\n",
        "kpi_values": "site,kpi,date,value\n",
        "issues": "site,issue,title,opened\n",
        "diary": "site,entry,date,kind,text\n",
        "capabilities": "site,capability,title\n",
        "infrastructure": "infrastructure,title,at_once\n",
    }
    return rollout(words={}, rows=(), **heads)
