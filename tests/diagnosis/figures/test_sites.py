from __future__ import annotations

import pandas as pd
import pytest

from workbench.diagnosis.figures.sites import bottlenecks_over_sites, package_scores
from workbench.drawing import theme
from workbench.errors import NothingToShow


def test_sites_are_ordered_by_score_and_provisional_ones_marked(ten):
    figure = package_scores(*ten)
    sure, provisional = [t for t in figure.data if t.hovertext is not None]
    assert list(sure.x) == sorted(sure.x)
    assert provisional.marker.symbol == theme.PROVISIONAL.symbol
    names = list(figure.layout.yaxis.ticktext)
    assert names[0] == "Nyamagabe sector 0"
    assert len(names) == 8


def test_axis_is_whole(ten, hundreds):
    for sites in (ten, hundreds):
        axis = package_scores(*sites).layout.xaxis
        assert list(axis.tickvals) == [0, 8, 18, 36, 54, 81]
        assert axis.range[1] > 81


def test_sites_without_a_score_are_listed_with_the_reason(ten, texts):
    figure = package_scores(*ten)
    found = " ".join(texts(figure)).replace("<br>", " ")
    assert "No score, not assessed (1): Nyamagabe sector 3" in found
    assert "No score, use not given (1): Nyamagabe sector 6" in found


def test_hundreds_become_a_distribution(hundreds):
    figure = package_scores(*hundreds)
    counted = sum(sum(t.y) for t in figure.data if t.type == "bar")
    scored = hundreds[1].packages["score"].notna().sum()
    assert counted == scored
    assert figure.layout.height < 800
    assert f"{scored} sites" in figure.layout.meta["caption"]


def test_projected_scores_are_dashed(over, part, texts):
    diagnosis = over({"a": [part("Seed", [4], [2], projected=(6, 3))]})
    figure = package_scores(pd.DataFrame({"site": ["a"], "name": ["A"]}), diagnosis)
    [line] = [t for t in figure.data if t.name == "projected"]
    assert list(line.x) == [8, 18, None]
    assert "8 → 18" in texts(figure)


def test_what_was_decided_is_drawn_in_place_of_what_is_projected(example_cases, texts):
    sites, diagnosis = example_cases.project.table("sites"), example_cases.diagnosis.diagnosis
    fig = package_scores(sites, diagnosis, example_cases.portfolio.decided_scores)
    assert "at most 8 → at most 18" in texts(fig)
    assert not [text for text in texts(fig) if text.startswith("0 →")]
    assert "if what was decided succeeds" in fig.layout.meta["caption"]


def test_one_site_without_a_score_is_one_and_dashes_are_said_only_where_drawn(over, part):
    diagnosis = over({"a": [part("Seed", [4], [2], projected=(4, 2))], "b": [part("Seed")]})
    figure = package_scores(pd.DataFrame({"site": ["a", "b"]}), diagnosis)
    assert figure.layout.meta["caption"].endswith("Below: 1 site without a score.")
    assert "Dashed" not in figure.layout.meta["caption"]


def test_no_score_anywhere(over, part):
    diagnosis = over({"a": [part("Seed")], "b": [part("Seed", [3])]})
    sites = pd.DataFrame({"site": ["a", "b"]})
    with pytest.raises(NothingToShow):
        package_scores(sites, diagnosis)
    with pytest.raises(NothingToShow):
        bottlenecks_over_sites(diagnosis)


def test_bottlenecks_are_counted_over_sites(over, part):
    diagnosis = over(
        {
            "a": [part("Seed", [1], [1]), part("Credit", [5], [5])],
            "b": [part("Seed", [1], [1]), part("Credit", [1], [1])],
            "c": [part("Seed", [1], [1]), part("Credit")],
        }
    )
    figure = bottlenecks_over_sites(diagnosis)
    sure, provisional = figure.data
    assert list(sure.x) == [2, 1]
    assert list(provisional.x) == [1, 0]
    assert provisional.marker.pattern.shape == theme.PROVISIONAL.pattern
    assert "Seed at 3 sites (1 provisional)" in figure.layout.meta["alt"]


def test_components_that_never_are_the_bottleneck_are_named(over, part):
    diagnosis = over({"a": [part("Seed", [1], [1]), part("Credit", [5], [5])]})
    assert (
        "Never the bottleneck: Credit." in bottlenecks_over_sites(diagnosis).layout.meta["caption"]
    )


def test_many_components_are_cut_and_counted(over, part):
    parts = [part(f"Part {i}", [2], [2]) for i in range(40)]
    figure = bottlenecks_over_sites(over({"a": parts}))
    assert len(figure.data[0].x) == 30
    assert "10 components with fewer sites not drawn." in figure.layout.meta["caption"]
