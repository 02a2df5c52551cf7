"""Rows that are put aside are the rows that the project would have given."""

import os
import threading
from datetime import date

import pandas as pd
import pytest

from workbench.project import open_project, open_site, read_project
from workbench.project.schema.declaration import declaration
from workbench.project.store import site_snapshots as slices
from workbench.project.store.site_snapshots import (
    find,
    forget_old,
    offered,
    put_all_aside,
    put_aside,
)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "slices"


@pytest.fixture
def nothing_is_read(monkeypatch):
    """Fail where a project is read after all."""

    def refuse(folder):
        message = f"{folder} was read"
        raise AssertionError(message)

    def on():
        monkeypatch.setattr("workbench.project.store.opening.read_project", refuse)

    return on


def _same(one, other, tables=None):
    for name in tables or declaration().tables:
        pd.testing.assert_frame_equal(one.table(name), other.table(name))


@pytest.mark.parametrize("site", ["huye", "kibuye"])
def test_a_site_comes_out_as_the_project_has_it(make, nothing_is_read, site):
    project = make()
    whole = open_site(project.folder, site)
    places = put_aside(project, project.sites)
    nothing_is_read()
    with offered(places[site]):
        alone = open_site(project.folder, site)
    _same(alone, whole)
    assert (alone.settings, alone.framework) == (whole.settings, whole.framework)
    assert alone.project.digest(site) == whole.project.digest(site)
    assert alone.project.sites == (site,)


def test_the_whole_project_comes_out_as_it_is(make, nothing_is_read):
    project = make()
    place = put_all_aside(project)
    nothing_is_read()
    with offered(place):
        again = open_project(project.folder)
        some = open_project(project.folder, sites=["kibuye"])
    _same(again, project)
    assert again.digest() == project.digest()
    assert some.sites == ("kibuye",)


def test_the_as_of_date_counts_as_ever(folder, lines, nothing_is_read):
    lines["scores"].append("huye,stem,2,2026-06-01,A1,workshop,8,8,E1,")
    place = folder(**lines)
    early = open_site(place, "huye", as_of="2026-03-31")
    rows = put_aside(read_project(place), ["huye"])["huye"]
    nothing_is_read()
    with offered(rows):
        alone = open_site(place, "huye", as_of="2026-03-31")
        late = open_site(place, "huye")
    _same(alone, early)
    assert alone.settings.as_of == date(2026, 3, 31)
    assert len(late.scores) == len(early.scores) + 1


@pytest.mark.parametrize("spoilt", ["other folder", "other site", "all sites", "gone", "cut short"])
def test_what_is_not_offered_is_read_from_the_project(make, tmp_path, spoilt):
    project = make()
    place = put_aside(project, ["huye"])["huye"]
    if spoilt == "gone":
        (place / "slice.json").unlink()
    if spoilt == "cut short":
        whole = (place / "scores.parquet").read_bytes()
        (place / "scores.parquet").write_bytes(whole[: len(whole) // 2])
    asked = None if spoilt == "all sites" else ["kibuye" if spoilt == "other site" else "huye"]
    with offered(place):
        assert find(tmp_path / "elsewhere" if "folder" in spoilt else project.folder, asked) is None
        site = open_site(project.folder, "kibuye" if spoilt == "other site" else "huye")
    assert len(site.components) == 2


def test_the_same_rows_are_written_once_and_changed_ones_anew(folder, lines, cache):
    project = read_project(folder(**lines))
    first = put_aside(project, project.sites)
    stamps = {path: path.stat().st_mtime_ns for path in cache.rglob("*.parquet")}
    assert put_aside(project, project.sites) == first
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*.parquet")} == stamps
    lines["scores"][-1] = lines["scores"][-1].replace("6,3", "6,4")
    second = put_aside(read_project(folder(**lines)), project.sites)
    assert second["huye"] == first["huye"]
    assert second["kibuye"] != first["kibuye"]


def test_the_order_of_rows_counts_because_it_is_shown(folder, lines):
    first = put_aside(read_project(folder(**lines)), ["huye"])
    lines["components"][1:3] = lines["components"][2:0:-1]
    assert put_aside(read_project(folder(**lines)), ["huye"]) != first


def test_a_site_s_folder_holds_no_rows_of_others(make):
    project = make()
    place = put_aside(project, project.sites)["huye"]
    for path in place.glob("*.parquet"):
        frame = pd.read_parquet(path)
        assert "site" not in frame or set(frame["site"]) == {"huye"}
    assert not (place / "costs.parquet").exists()


def test_nobody_else_may_read_the_cache(make, cache):
    put_aside(make(), ["huye"])
    assert cache.stat().st_mode & 0o077 == 0


def test_several_runs_may_put_the_same_aside_at_once(make, cache):
    project, found = make(), []

    def put():
        found.append(put_aside(project, project.sites))

    threads = [threading.Thread(target=put) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [found[0]] * 8
    assert len(list(cache.iterdir())) == 2


def test_a_site_that_cannot_be_put_aside_is_left_out(make, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(slices.pq, "write_table", full)
    project = make()
    assert put_aside(project, project.sites) == {}
    assert put_all_aside(project) is None


def test_what_no_run_has_used_for_long_goes(make, cache):
    project = make()
    places = put_aside(project, project.sites)
    os.utime(places["huye"], (1, 1))
    forget_old(cache)
    assert not places["huye"].exists()
    assert places["kibuye"].exists()
    assert put_aside(project, ["huye"])["huye"].exists()


def test_nothing_stays_offered(make, monkeypatch):
    monkeypatch.setenv("WORKBENCH_SLICE", "before")
    place = put_aside(make(), ["huye"])["huye"]
    with offered(place):
        assert os.environ["WORKBENCH_SLICE"] == str(place)
    assert os.environ["WORKBENCH_SLICE"] == "before"
    with offered(None):
        assert "WORKBENCH_SLICE" not in os.environ
