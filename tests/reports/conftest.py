"""Executed notebooks as small as can be."""

import json
from dataclasses import replace
from pathlib import Path

import nbformat
import pandas as pd
import plotly.graph_objects as go
import pytest
from nbformat.v4 import new_code_cell, new_markdown_cell, new_notebook, new_output
from plotly.utils import PlotlyJSONEncoder

from workbench.analysis.decisions import review_decisions
from workbench.analysis.options import weigh_options
from workbench.project import open_project
from workbench.reports.content import Part, attachment, missing, summary, text
from workbench.reports.document import PLOTLY
from workbench.reports.drafted import draft


def shown(*values):
    """Make a code cell that has shown these parts and figures."""
    outputs = [
        new_output(
            "display_data",
            data={PLOTLY: one.to_plotly_json()}
            if isinstance(one, go.Figure)
            else one._repr_mimebundle_(),
        )
        for one in values
    ]
    return new_code_cell("step()", execution_count=1, outputs=outputs)


@pytest.fixture
def executed():
    """Give an executed notebook with a title, a summary, text, two figures and a gap."""
    figure = go.Figure(go.Scatter(x=[0, 9], y=[0, 9]))
    figure.update_layout(meta={"caption": "Readiness and use.", "alt": "Two points."}, height=300)
    title = Part(
        "title",
        text("Huye").html,
        {
            "heading": "Huye & <co>",
            "project": "Banana wilt",
            "lines": ["Southern Province, Rwanda"],
            "illustrative": True,
            "ambition": "By 2030 …",
        },
    )
    methods = Part("methods", text("m").html, {"methods": ["minimum"], "sources": ["Sartas 2020"]})
    cells = [
        new_markdown_cell("# 2 Diagnosis\n\nWhich component binds?"),
        shown(title, summary([("Where we stand", "8 of 81")], {"package": "8", "score": 8})),
        new_markdown_cell("## The score"),
        shown(text("The package scores 8."), figure, figure),
        shown(missing("Scores for use", "Credit: use not assessed."), methods),
    ]
    return nbformat.from_dict(new_notebook(cells=cells))


@pytest.fixture
def attached():
    """Give an executed notebook whose report has a file beside it."""
    part = attachment("plan.csv", b"activity", "Plan of work & dates")
    return nbformat.from_dict(new_notebook(cells=[new_markdown_cell("# 3 Plan"), shown(part)]))


GENERAL = r"""# A general notebook

What *anybody* may write: a formula $S = r \times u$, costs of $5 to $10.

| part | what |
|---|---|
| 1 | scores |

> A quote.

1. a list

```python
G = nx.Graph()
```"""


@pytest.fixture
def general():
    """Give an executed notebook that knows nothing of the workbench."""
    scores = pd.DataFrame({"site": ["Huye", "Kayonza"], "score": [8.5, 11.25]})
    styled = scores.style.highlight_max(subset=["score"], color="#fdd").set_caption("Scores")
    bars = go.Figure(
        go.Bar(x=scores["site"], y=scores["score"]), {"title": "Scores", "height": 900}
    )
    bundles = [
        {"text/html": styled.to_html(), "text/plain": "<Styler>"},
        {"text/html": scores.head(0).to_html(), "text/plain": "Empty"},
        {"text/markdown": "The best is **Kayonza**.", "text/plain": "<Markdown>"},
        {PLOTLY: bars.to_plotly_json()},
        {"text/html": bars.to_html(full_html=False, include_plotlyjs="cdn")},
    ]
    outputs = [new_output("display_data", data=plain(one)) for one in bundles]
    cells = [
        new_markdown_cell(GENERAL),
        new_code_cell("import pandas as pd", execution_count=1),
        new_markdown_cell("## 1. Scores\n\nOf $n$ sites."),
        new_code_cell("show()", execution_count=2, outputs=outputs),
        new_markdown_cell("## Notes\n\nMade-up data."),
    ]
    return nbformat.from_dict(new_notebook(cells=cells))


def plain(bundle):
    """Turn arrays into lists, as a notebook's file does."""
    return json.loads(json.dumps(bundle, cls=PlotlyJSONEncoder))


HEAD = {
    "sites": "site,name,country,admin,population",
    "components": "site,component,title,role,functions,needed,supersedes",
    "scores": "site,component,round,date,assessor,basis,readiness,use,evidence,reason",
    "evidence": "site,evidence,component,dimension,title,supports_level,strength,method,date",
    "actors": "site,actor,name,type,lead,responded",
    "ties": "site,source,target,layer,round",
    "options": "site,proposal,component,option,title,feasible,why,cost,cost_low,cost_high,months,"
    "readiness_after,use_after,success,substitute,to_site,change_date,change_source,told",
    "answers": "site,component,question,answer,reason,by,date",
    "decisions": "site,decision,component,proposal,option,date,by,reason,package",
}


@pytest.fixture
def a_site(tmp_path):
    """Give a function that writes a project's tables and opens its first site."""
    from workbench.project import read_project

    def make(*, settings="", **tables):
        head = "title: Banana wilt\nframework: ipsr\nas_of: 2026-03-14\nillustrative: true\n"
        (tmp_path / "project.yaml").write_text(head + settings, "utf-8")
        tables.setdefault("sites", ["huye,Huye,Rwanda,Southern Province,381900"])
        for name in ("components", "scores"):
            tables.setdefault(name, [])
        for name, rows in tables.items():
            (tmp_path / f"{name}.csv").write_text("\n".join([HEAD[name], *rows]) + "\n", "utf-8")
        project = read_project(tmp_path)
        errors = [str(one) for one in project.problems if one.severity == "error"]
        assert not errors, errors
        return project.site(project.sites[0])

    return make


PACKAGE = [
    "huye,msd,Single stem removal,core,,,",
    "huye,seed,Clean seed <supply>,complementary,access,,",
    "huye,message,Extension messages,complementary,awareness;capacity,,",
    "huye,credit,Input credit,complementary,finance,,",
]
LEVELS = {"msd": (8, 6), "seed": (4, 2), "message": (6, 3), "credit": (7, 5)}


def scores_of(levels, assessors=("A1", "A2", "A3"), basis="workshop"):
    """Write the rows of scores in which all assessors agree; None is not assessed."""
    rows = []
    for component, (readiness, use) in levels.items():
        shown = ["" if one is None else str(one) for one in (readiness, use)]
        rows += [
            f"huye,{component},1,2026-03-01,{one},{basis},{shown[0]},{shown[1]},,a reason"
            for one in assessors
        ]
    return rows


OPTIONS = [
    "huye,hire,seed,outsource,A <grower> does it,yes,,60000,52000,78000,10,7,4,0.7,,,,,",
    "huye,own,seed,develop,,yes,,15000,,,12,6,3,0.6,,,,,",
    "huye,wait,seed,postpone,,no,Nothing is dated,,,,,,,,,,,,",
    "huye,talk,message,develop,Radio,yes,,20000,,,8,7,5,0.9,,,,,",
]
ANSWERS = [
    "huye,seed,needed,yes,No seed no plants,Team,2026-03-01",
    "huye,seed,firm,yes,All agree,Team,2026-03-01",
    "huye,seed,outsource,yes,,Team,2026-03-01",
    "huye,seed,stop,no,Too early,Team,2026-03-02",
]
DECISIONS = ["huye,D1,seed,own,develop,2026-03-03,the <team>,We can.,0123456789ab"]


@pytest.fixture
def weigh(a_site):
    """Give a function that does what notebook 3a does, on tables written for it."""
    from workbench.analysis.advice import advise
    from workbench.analysis.choice import compare_options
    from workbench.analysis.decision_tree import walk_tree
    from workbench.analysis.decisions import review_decisions
    from workbench.analysis.option_menu import option_menu
    from workbench.analysis.options import weigh_options
    from workbench.analysis.strategy_chain import strategy_chain
    from workbench.reports.step_options import Weighed

    def make(options=OPTIONS, answers=ANSWERS, decisions=DECISIONS, *, target=None, **more):
        more.setdefault("settings", "currency: USD\n")
        more.setdefault("components", PACKAGE)
        more.setdefault("scores", scores_of(LEVELS))
        place = a_site(options=options, answers=answers, decisions=decisions, **more)
        package = (place.within_reach("components"), place.within_reach("scores"))
        results = weigh_options(
            place.options, *package, place.framework, sites=[place.key], target=target,
            names=place.names, as_of=place.settings.as_of,
        )  # fmt: skip
        tree = walk_tree(place.answers, results.before, results)
        keys = place.settings.choice.criteria
        choice = compare_options(results.table, keys, ranking=keys, draws=500)
        review = review_decisions(place.decisions, results, *package)
        told = advise(results, choice, tree, review)
        chain = strategy_chain(results, chosen=review.chosen, advised=told.proposals)
        menu = option_menu(results)
        return Weighed(place, results, choice, tree, review, chain, menu, told)

    return make


def plain_text(part):
    """Give the words of a part without its marks."""
    import html
    import re

    return html.unescape(re.sub(r"\s+", " ", re.sub("<[^>]+>", " ", str(part.html)))).strip()


BAD = r"\bnan\b|<NA>|\bNone\b|&lt;NA|\bNaT\b|True|False"


ACTORS = [
    "huye,lead,The lead,research,yes,yes,0.9,0.9,,,",
    "huye,bank,Bank <A>,financial,no,yes,0.9,0.2,,4000,500",
    "huye,coop1,Coop One,farmer-organisation,no,yes,0.3,0.8,,900,200",
    'huye,coop2,"Coop Two, Huye",farmer-organisation,no,yes,,0.7,yes,900,200',
    "huye,coop3,Coop Three,farmer-organisation,no,no,0.2,,,,200",
    "huye,radio,Radio,,no,yes,,,,1000,100",
]
TIES = [
    "huye,lead,bank,collaboration,1,1",
    "huye,bank,coop1,collaboration,1,1",
    "huye,bank,coop2,collaboration,1,1",
    "huye,coop1,coop3,collaboration,0.5,1",
    "huye,lead,coop1,knowledge,,1",
]
_PARTNER_HEAD = {
    "actors": "site,actor,name,type,lead,responded,influence,interest,mandatory,"
    "cost_bilateral,cost_platform",
    "ties": "site,source,target,layer,strength,round",
    "capacities": "site,actor,component,capacity,cost",
    "needs": "site,component,need,pooling,weight",
    "targets": "site,actor,weight",
    "forums": "site,forum,name,convener",
    "memberships": "site,forum,actor",
    "partnerships": "site,actor,component,modality,reason,date",
}


@pytest.fixture
def map_partners(a_site, monkeypatch):
    """Give a function that does what notebook 3b does, on tables written for it."""
    from types import SimpleNamespace

    from workbench.analysis.diagnosis import diagnose
    from workbench.analysis.network import build_networks
    from workbench.analysis.network_measures import measure_network
    from workbench.analysis.network_uncertainty import network_uncertainty
    from workbench.analysis.partner_inputs import PartnerRules
    from workbench.analysis.partner_site import Effort
    from workbench.analysis.partners import choose_partners
    from workbench.analysis.use_ceiling import use_ceiling

    def make(*, actors=ACTORS, ties=TIES, **more):
        for name, head in _PARTNER_HEAD.items():
            monkeypatch.setitem(HEAD, name, head)
        more.setdefault("settings", "currency: USD\npartners: {imputations: 20}\n")
        more.setdefault("components", PACKAGE)
        more.setdefault("scores", scores_of(LEVELS))
        more.setdefault("capacities", ["huye,bank,seed,1,4000"])
        place = a_site(actors=actors, ties=ties, **more)
        diagnosis = diagnose(place.components, place.scores, place.framework, sites=[place.key])
        rules = PartnerRules(**dict(place.settings.partners))
        networks = build_networks(place.actors, place.ties)
        partners = choose_partners(
            networks, place.capacities, diagnosis.table, needs=place.needs,
            targets=place.targets, forums=place.forums, memberships=place.memberships,
            partnerships=place.partnerships, rules=rules, sites=[place.key],
            effort=Effort(seconds=2, side_seconds=0.3, steps=3),
        )  # fmt: skip
        return SimpleNamespace(
            place=place,
            diagnosis=diagnosis,
            networks=networks,
            measured=measure_network(networks, latest=True, draws=0),
            uncertain=network_uncertainty(networks, draws=20, drops=0),
            partners=partners,
            ceiling=use_ceiling(networks, diagnosis.table, place.capacities, place.framework),
        )

    return make


EXAMPLE = Path(__file__).parents[2] / "data" / "example"


@pytest.fixture(scope="session")
def drafted():
    """Draft plan, budget and strategy of a site of the example project, changed where wanted."""
    kept = {}
    project = open_project(EXAMPLE)

    def make(site, *, ceiling=None, **tables):
        if (site, ceiling) in kept and not tables:
            return kept[site, ceiling]
        frames = {name: change(project.table(name)) for name, change in tables.items()}
        plan = project.settings.plan.model_copy(update={"draws": 400})
        settings = project.settings.model_copy(update={"plan": plan})
        if ceiling is not None:
            money = settings.budget.model_copy(update={"ceiling": ceiling})
            settings = settings.model_copy(update={"budget": money})
        whole = replace(project, tables={**project.tables, **frames}, settings=settings)
        place = whole.site(site)
        package = (place.components, place.scores)
        known = {"evidence": place.evidence, "sites": [site], "names": place.names}
        weighed = weigh_options(place.options, *package, place.framework, **known)
        decided = review_decisions(place.decisions, weighed, *package, evidence=place.evidence)
        found = draft(place, weighed, decided)
        if not tables:
            kept[site, ceiling] = found
        return found

    return make
