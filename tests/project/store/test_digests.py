import pandas as pd
from hypothesis import HealthCheck, given
from hypothesis import strategies as st

from tests.fixtures.examples import examples
from workbench.project.schema.frames import conform
from workbench.project.store.digests import row_texts

WORDS = st.one_of(st.none(), st.text(st.characters(codec="utf-8", exclude_categories=("C",))))
ROWS = st.lists(
    st.tuples(
        st.sampled_from(["huye", "kibuye"]), st.integers(0, 9) | st.none(), WORDS, st.floats(0, 1)
    ),
    max_size=6,
)


@examples(8, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(rows=ROWS)
def test_all_at_once_is_the_same_as_one_by_one(make, rows):
    project = make()
    scores = pd.DataFrame(rows, columns=["site", "readiness", "reason", "weight"])
    more = conform("scores", scores.drop(columns="weight"))
    ties = conform("ties", scores[["site"]].assign(strength=scores["weight"].astype(float)))
    project = type(project)(
        folder=project.folder,
        settings=project.settings,
        framework=project.framework,
        tables={**project.tables, "scores": more, "ties": ties},
    )
    assert project.site_digests == {site: project.digest(site) for site in project.sites}


def test_a_row_is_told_by_what_it_means(make):
    scores = make().table("scores")
    assert row_texts(scores).tolist() == row_texts(scores[scores.columns[::-1]]).tolist()
    assert len(set(row_texts(scores))) == len(scores)
    blank, zero = row_texts(scores.iloc[[1]]), row_texts(scores.iloc[[1]].assign(use=0))
    assert blank.tolist() != zero.tolist()
