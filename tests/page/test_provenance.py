from tests.fixtures.sites import PACKAGE
from workbench.core.method import Method
from workbench.diagnosis.analysis.diagnosis import diagnose
from workbench.page.provenance import provenance
from workbench.page.text import say

IMPORTED = """
notes: [Use is not given.]
sources: [A source <of> ours]
imports:
  - {file: a.csv, sha256: abc, map: m, title: T, attribution: Publisher, rows: 1241, taken: 1197,
     dropped: 44, refused: 0, conversions: [{name: nine, rule: points of maximum, columns: [FMIS]}]}
"""


def _lines(texts):
    return [text.plain for text in texts]


def test_every_conversion_source_and_parameter_is_printed(a_site):
    site = a_site(components=PACKAGE, settings=IMPORTED)
    diagnosis = diagnose(site.table("components"), site.table("scores"), site.framework)
    record = provenance(site, [diagnosis.method])
    assert record.conversions == (say("**{}**: points of maximum (columns FMIS).", "nine"),)
    assert _lines(record.notes) == ["Use is not given."]
    assert "A source <of> ours" in _lines(record.sources)
    assert any("Sartas" in line for line in _lines(record.sources))
    assert "Publisher" in _lines(record.sources)
    said = " ".join(_lines(record.parameters))
    assert "correlation between the errors of two assessors: 0.5" in said
    told = " ".join(_lines(record.report))
    assert "1,241 rows, 1,197 taken, 44 dropped by rule, 0 refused" in told
    assert "Random seed 20260314." in told
    assert site.project.digest("huye")[:16] in told


def test_a_project_is_named_like_a_site(a_site):
    project = a_site(components=PACKAGE).project
    told = " ".join(_lines(provenance(project, []).report))
    assert project.digest()[:16] in told


def test_our_own_choices_stand_apart_from_published_works(a_site):
    sources = (
        "bootstrap: Efron 1979; taking assessors whole: ours",
        "lists kept: ours, after Smith and Moody 2013",
        "alpha: Krippendorff 2011",
    )
    record = provenance(a_site(components=PACKAGE), [Method("m", {}, sources)])
    assert _lines(record.works) == ["bootstrap: Efron 1979", "alpha: Krippendorff 2011"]
    assert _lines(record.ours) == [
        "taking assessors whole",
        "lists kept (after Smith and Moody 2013)",
    ]
