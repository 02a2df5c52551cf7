import pandas as pd

from workbench.options.analysis.substitutes import substitute_candidates


def _tables():
    listed = pd.DataFrame(
        [
            ("s", "radio", "Radio", "awareness;capacity"),
            ("s", "posters", "Posters", "awareness"),
            ("s", "plays", "Plays", "capacity; awareness"),
            ("s", "leaflet", "Leaflet", "awareness"),
            ("s", "seed", "Seed", "access"),
            ("t", "phone", "Phone", "capacity"),
            ("t", "posters", "Posters", "awareness"),
        ],
        columns=["site", "component", "title", "functions"],
    )
    levels = listed[["site", "component"]].assign(
        readiness=pd.array([4, 7, 8, None, 9, 9, 9], "Int64"),
        use=pd.array([2, 1, 5, 4, 9, 9, 9], "Int64"),
    )
    return listed, levels


def test_candidates_by_function_the_best_first():
    listed, levels = _tables()
    found = substitute_candidates(listed, levels, listed.head(1)).set_index("candidate")
    assert found.index.tolist() == ["plays", "leaflet", "phone", "posters"]
    assert found["state"].tolist() == [
        "scored here", "not scored here", "not scored here", "no better"
    ]  # fmt: skip
    assert found["score"].tolist() == [40, pd.NA, pd.NA, 7]
    assert found["gain"].tolist() == [32, pd.NA, pd.NA, -1]
    assert found["known_at"].tolist() == [0, 0, 1, 1]
    assert set(found.loc["plays", "functions"].split(";")) == {"awareness", "capacity"}


def test_levels_of_another_site_never_count_here():
    listed, levels = _tables()
    found = substitute_candidates(listed, levels, listed.head(1)).set_index("candidate")
    assert pd.isna(found.loc["phone", "readiness"])


def test_without_functions_there_are_none():
    listed, levels = _tables()
    for frame in (listed.drop(columns="functions"), listed.assign(functions=None)):
        found = substitute_candidates(frame, levels, listed.head(1))
        assert found.empty
        assert "state" in found
