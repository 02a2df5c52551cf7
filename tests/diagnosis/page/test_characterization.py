from dataclasses import replace

import pytest

from tests.fixtures.sites import LEVELS, PACKAGE, plain_text, scores_of
from workbench.case import Cases
from workbench.diagnosis.page import characterization as step
from workbench.diagnosis.step import diagnose_place
from workbench.errors import NothingToShow
from workbench.page.records import Missing, ReportTable


def test_the_title_page_says_that_data_are_invented(a_site):
    record = step.title_page(a_site(components=PACKAGE))
    assert record.heading == "Huye"
    assert record.illustrative is True
    assert "Southern Province, Rwanda" in record.lines
    assert "381,900 people" in record.lines
    assert "as of 14 March 2026" in record.lines


def test_the_package_in_words(a_site):
    extra = ["huye,old,Paper leaflets,complementary,,,", "huye,road,Roads,complementary,,no,"]
    newer = [
        row.replace(
            "huye,message,Extension messages,complementary,awareness;capacity,,",
            "huye,message,Extension messages,complementary,awareness;capacity,,old",
        )
        for row in PACKAGE
    ]
    site = a_site(components=newer + extra)
    words = plain_text(step.package(diagnose_place(site)))
    assert "has 4 components: Single stem removal as the core innovation" in words
    assert "and 3 complementary innovations" in words
    assert "Roads is not part of the package today." in words
    assert "Paper leaflets has been replaced" in words


def test_a_site_without_a_package_says_what_to_do(a_site):
    site = a_site()
    part = step.package(diagnose_place(site))
    assert isinstance(part, Missing)
    assert "components" in part.sentence.plain


def test_functions_that_nothing_serves_are_named(a_site):
    site = a_site(components=PACKAGE)
    words = plain_text(step.functions(diagnose_place(site)))
    assert "No component serves 5 functions" in words


def test_functions_unknown_are_missing_not_gaps(a_site):
    site = a_site(components=["huye,msd,Stem removal,core,,,", "huye,x,X,complementary,,,"])
    assert isinstance(step.functions(diagnose_place(site)), Missing)


def test_the_evidence_register_names_what_was_rejected(a_site):
    evidence = [
        "huye,E1,seed,readiness,Field trial,5,strong,trial,2025-01-01",
        "huye,E2,seed,use,Sales talk,7,none,hearsay,",
        "huye,E3,seed,use,Survey,,,survey,",
    ]
    site = a_site(components=PACKAGE, scores=scores_of(LEVELS), evidence=evidence)
    words = plain_text(step.evidence(diagnose_place(site)))
    assert "level 5, strong" in words
    assert "looked at, not accepted" in words
    assert "level not judged" in words
    with pytest.raises(NothingToShow):
        step.evidence(diagnose_place(a_site(components=PACKAGE, evidence=[])))


def test_actors_are_counted_once_and_unknown_is_not_no(a_site):
    actors = [
        "huye,lead,Institute,research,yes,yes",
        "huye,coop,Cooperative,farmer-organisation,,no",
        "huye,bank,Bank,financial,,",
        "huye,what,Somebody,,,",
    ]
    ties = ["huye,lead,coop,collaboration,1", "huye,lead,coop,knowledge,2"]
    site = a_site(components=PACKAGE, actors=actors, ties=ties)
    words = plain_text(step.actors(site))
    assert "4 organisations are named in Huye." in words
    assert "Institute leads the project." in words
    assert "1 of 2 answered" in words


def test_a_site_without_actors(a_site):
    site = a_site(components=PACKAGE)
    assert isinstance(step.actors(site), Missing)


def test_the_page_lists_eight_pieces_at_most_and_says_of_how_many(a_site):
    other = [f"huye,M{i},message,use,Talk {i},5,weak,survey,2025-01-01" for i in range(6)]
    own = [f"huye,S{i},seed,use,Trial {i},2,strong,trial,2025-01-01" for i in range(9)]
    site = a_site(components=PACKAGE, scores=scores_of(LEVELS), evidence=other + own)
    part = step.evidence(diagnose_place(site))
    assert isinstance(part, ReportTable)
    assert len(part.rows) == 8
    assert "8 of 15 pieces" in part.note.plain
    assert "Talk" not in plain_text(part)
    settled = a_site(components=PACKAGE, scores=scores_of(LEVELS), evidence=other)
    assert "none is for a bottleneck" in plain_text(step.evidence(diagnose_place(settled)))


def test_a_table_of_names_alone_is_not_printed(example_cases):
    project = example_cases.project
    bare = project.table("components").assign(kind=None, functions=None, description=None)
    bare["role"] = "core"
    found = Cases(replace(project, tables={**project.tables, "components": bare}))
    with pytest.raises(NothingToShow, match="beyond their names"):
        step.component_table(found.case("rw-huye").diagnosis)
