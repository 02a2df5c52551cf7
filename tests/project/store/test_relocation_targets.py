"""A site is given the rows of the places that its own options lead to, and no others."""

import pandas as pd
import pytest

from workbench.errors import UnknownName
from workbench.project import open_project, read_project
from workbench.project.store import site_snapshots
from workbench.project.store.relocation_targets import (
    MOST_LOOKED_AT,
    WEIGHED,
    looked_at,
    moves,
    names_alone,
    relocations,
)

MOVES = ["huye,move,stem,relocate,kibuye,no", "kibuye,keep,stem,develop,,"]


def open_site(folder, key, **options):
    return open_project(folder, sites=[key], **options).site(key)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path / "cache"))


@pytest.fixture
def moving(folder, lines):
    """Give a function that writes a project in which one may move from Huye to Kibuye."""

    def write(rows=MOVES, **more):
        lines["options"] = ["site,proposal,component,option,to_site,feasible", *rows]
        lines.update(more)
        return folder(**lines)

    return write


def _others(frame, site="huye"):
    return set(frame["site"]) - {site}


def test_moves_are_named_once_in_the_order_of_the_rows():
    rows = [("a", "c"), ("a", "b"), ("a", "c"), ("b", None), ("c", "c")]
    assert relocations(pd.DataFrame(rows, columns=["site", "to_site"])) == {"a": ("c", "b")}


def test_a_site_reaches_where_its_options_lead_and_nothing_else(moving):
    site, other = (open_site(moving(), key) for key in ("huye", "kibuye"))
    for name in WEIGHED[:3]:
        assert _others(site.with_relocation_targets(name)) == {"kibuye"}
        assert not _others(site.table(name))
        assert not _others(other.with_relocation_targets(name), "kibuye")
    both = site.with_relocation_targets("scores")
    pd.testing.assert_frame_equal(
        both[both["site"] == "kibuye"].reset_index(drop=True), other.table("scores")
    )
    assert site.names["kibuye"] == other.name


def test_of_the_other_place_s_own_row_only_the_name_is_given(moving):
    row = open_site(moving(), "huye").with_relocation_targets("sites").iloc[1]
    assert row.dropna().index.tolist() == ["site", "name"]


def test_names_alone_keep_the_columns_and_their_types(make):
    sites = make().table("sites")
    bare = names_alone(sites)
    assert bare.dtypes.equals(sites.dtypes)
    assert bare.drop(columns=["site", "name"]).isna().all(axis=None)


def test_a_snapshot_holds_what_the_project_gives(moving, monkeypatch):
    place = moving()
    whole = open_site(place, "huye")
    project = read_project(place)
    snapshots = site_snapshots.write(project, project.sites)
    monkeypatch.setattr("workbench.project.store.opening.read_project", None)
    with site_snapshots.use(snapshots["huye"]):
        alone = open_site(place, "huye")
    for name in WEIGHED:
        pd.testing.assert_frame_equal(
            alone.with_relocation_targets(name), whole.with_relocation_targets(name)
        )
        pd.testing.assert_frame_equal(alone.table(name), whole.table(name))
    assert alone.names == whole.names
    assert alone.project.digest("huye") == whole.project.digest("huye")
    assert alone.project.sites == ("huye",)
    assert not list(snapshots["kibuye"].glob("relocation-targets-*"))


def test_the_as_of_date_counts_for_the_other_place_too(moving, lines):
    later = [*lines["scores"], "kibuye,stem,2,2026-06-01,A1,workshop,8,8,E1,"]
    place = moving(scores=later)
    rows = site_snapshots.write(read_project(place), ["huye"])["huye"]
    known = [open_site(place, "huye", as_of="2026-03-31").with_relocation_targets("scores")]
    with site_snapshots.use(rows):
        known.append(open_site(place, "huye", as_of="2026-03-31").with_relocation_targets("scores"))
        assert len(open_site(place, "huye").with_relocation_targets("scores")) == len(known[0]) + 1
    pd.testing.assert_frame_equal(*known)


def test_some_sites_of_a_project_reach_where_the_project_leads(moving):
    place = moving()
    some = open_project(place, sites=["huye"])
    assert some.sites == ("huye",)
    assert _others(some.with_relocation_targets("components")) == {"kibuye"}
    assert not _others(some.table("components"))
    assert some.digest("huye") == read_project(place).digest("huye")
    assert some.digest() != open_project(moving(MOVES[1:]), sites=["huye"]).digest()


def test_a_changed_level_of_the_other_place_changes_the_digest_and_the_snapshot(moving, lines):
    first = read_project(moving())
    snapshots = site_snapshots.write(first, first.sites)
    changed = [line.replace("kibuye,stem,1", "kibuye,stem,3") for line in lines["scores"]]
    assert changed != lines["scores"]
    second = read_project(moving(scores=changed))
    assert first.site_digests["huye"] != second.site_digests["huye"]
    assert snapshots["huye"] != site_snapshots.write(second, second.sites)["huye"]
    alone = [read_project(moving(MOVES[1:], scores=rows)) for rows in (lines["scores"], changed)]
    assert alone[0].site_digests["huye"] == alone[1].site_digests["huye"]


def test_all_digests_at_once_are_those_one_by_one(moving):
    project = read_project(moving())
    assert project.site_digests == {site: project.digest(site) for site in project.sites}


DECIDED = [
    "site,decision,component,proposal,option,date,by,reason",
    "huye,D1,stem,move,relocate,2026-03-20,team,Better there.",
]


def test_moves_are_the_places_that_decisions_name():
    offered = pd.DataFrame(
        [("a", "x", "b"), ("a", "y", "c"), ("b", "x", "c"), ("a", "z", None)],
        columns=["site", "proposal", "to_site"],
    )
    decided = pd.DataFrame([("a", "y"), ("a", "z"), ("c", "x")], columns=["site", "proposal"])
    assert moves(offered, decided) == {"a": ("c",)}
    assert moves(offered, decided[:0]) == {}


def test_after_a_decision_to_move_all_tables_of_the_place_are_given(moving, monkeypatch):
    place = moving(decisions=DECIDED)
    project = read_project(place)
    snapshots = site_snapshots.write(project, project.sites)
    own = open_site(place, "kibuye")
    sites = [open_site(place, "huye"), project.site("huye")]
    monkeypatch.setattr("workbench.project.store.opening.read_project", None)
    with site_snapshots.use(snapshots["huye"]):
        sites.append(open_site(place, "huye"))
    for site in sites:
        there = site.moved_to("kibuye")
        assert (there.key, there.name) == ("kibuye", own.name)
        for name in ("components", "scores", "evidence", "actors", "options"):
            pd.testing.assert_frame_equal(there.table(name), own.table(name))
        assert set(site.table("actors")["site"]) == {"huye"}
        with pytest.raises(UnknownName):
            site.moved_to("huye")


def test_without_a_decision_there_is_no_place_moved_to(moving):
    site = open_site(moving(), "huye")
    assert _others(site.with_relocation_targets("actors")) == set()
    with pytest.raises(UnknownName):
        site.moved_to("kibuye")


def test_what_changes_at_the_place_moved_to_changes_the_digest(moving, lines):
    first = read_project(moving(decisions=DECIDED))
    snapshots = site_snapshots.write(first, first.sites)
    before = list(lines["actors"])
    after = [*before, "kibuye,coop,Cooperative,farmer-organisation,local,,no,,"]
    second = read_project(moving(decisions=DECIDED, actors=after))
    assert first.site_digests["huye"] != second.site_digests["huye"]
    assert snapshots["huye"] != site_snapshots.write(second, second.sites)["huye"]
    assert second.site_digests == {site: second.digest(site) for site in second.sites}
    undecided = [
        read_project(moving(decisions=DECIDED[:1], actors=rows)) for rows in (before, after)
    ]
    assert undecided[0].site_digests["huye"] == undecided[1].site_digests["huye"]


def test_a_site_without_scores_is_given_those_of_few_others(moving, lines, monkeypatch):
    many = pd.DataFrame({"site": [f"s{n}" for n in range(40)], "component": "seed"})
    found = looked_at(many, many.iloc[1:], {"s0": ("s2",)})
    assert list(found) == ["s0"]
    assert found["s0"] == ("s1", *(f"s{n}" for n in range(3, MOST_LOOKED_AT + 2)))
    own = [line for line in lines["scores"] if not line.startswith("huye")]
    place = moving(scores=own)
    project = read_project(place)
    snapshots = site_snapshots.write(project, project.sites)
    alone = open_site(place, "huye")
    assert _others(alone.with_relocation_targets("scores")) == {"kibuye"}
    assert alone.project.digest("huye") == project.site_digests["huye"]
    changed = [line.replace("kibuye,stem,1", "kibuye,stem,3") for line in own]
    assert read_project(moving(scores=changed)).site_digests["huye"] != project.site_digests["huye"]
    monkeypatch.setattr("workbench.project.store.opening.read_project", None)
    with site_snapshots.use(snapshots["huye"]):
        taken = open_site(place, "huye").with_relocation_targets("scores")
    assert _others(taken) == {"kibuye"}
