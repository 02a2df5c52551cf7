"""The rows of a snapshot are the rows that the project would have given."""

import contextlib
import os
import subprocess
import sys
import threading
from datetime import date

import pandas as pd
import pytest

from workbench.project import open_project, read_project
from workbench.project.schema.declaration import declaration
from workbench.project.store import site_snapshots
from workbench.project.store.site_snapshots import (
    environment,
    find,
    forget_old,
    use,
    write,
    write_all,
)


def open_site(folder, key, **options):
    return open_project(folder, sites=[key], **options).site(key)


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    monkeypatch.setenv("WORKBENCH_CACHE", str(tmp_path / "cache"))
    return tmp_path / "cache" / "snapshots"


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
        if declaration().tables[name].private:
            continue  # never in a snapshot
        pd.testing.assert_frame_equal(one.table(name), other.table(name))


@pytest.mark.parametrize("site", ["huye", "kibuye"])
def test_a_site_comes_out_as_the_project_has_it(make, nothing_is_read, site):
    project = make()
    whole = open_site(project.folder, site)
    places = write(project, project.sites)
    nothing_is_read()
    with use(places[site]):
        alone = open_site(project.folder, site)
    _same(alone, whole)
    assert (alone.settings, alone.framework) == (whole.settings, whole.framework)
    assert alone.project.digest(site) == whole.project.digest(site)
    assert alone.project.sites == (site,)


def test_the_whole_project_comes_out_as_it_is(make, nothing_is_read):
    project = make()
    place = write_all(project)
    nothing_is_read()
    with use(place):
        again = open_project(project.folder)
        some = open_project(project.folder, sites=["kibuye"])
    _same(again, project)
    assert again.digest() == project.digest()
    assert some.sites == ("kibuye",)


def test_the_as_of_date_counts_as_ever(folder, lines, nothing_is_read):
    lines["scores"].append("huye,stem,2,2026-06-01,A1,workshop,8,8,E1,")
    place = folder(**lines)
    early = open_site(place, "huye", as_of="2026-03-31")
    rows = write(read_project(place), ["huye"])["huye"]
    nothing_is_read()
    with use(rows):
        alone = open_site(place, "huye", as_of="2026-03-31")
        late = open_site(place, "huye")
    _same(alone, early)
    assert alone.settings.as_of == date(2026, 3, 31)
    assert len(late.table("scores")) == len(early.table("scores")) + 1


@pytest.mark.parametrize("spoilt", ["other folder", "other site", "all sites", "gone", "cut short"])
def test_what_no_snapshot_has_is_read_from_the_project(make, tmp_path, spoilt):
    project = make()
    place = write(project, ["huye"])["huye"]
    if spoilt == "gone":
        (place / "snapshot.json").unlink()
    if spoilt == "cut short":
        whole = (place / "scores.parquet").read_bytes()
        (place / "scores.parquet").write_bytes(whole[: len(whole) // 2])
    asked = None if spoilt == "all sites" else ["kibuye" if spoilt == "other site" else "huye"]
    with use(place):
        assert find(tmp_path / "elsewhere" if "folder" in spoilt else project.folder, asked) is None
        site = open_site(project.folder, "kibuye" if spoilt == "other site" else "huye")
    assert len(site.table("components")) == 2


def test_the_same_rows_are_written_once_and_changed_ones_anew(folder, lines, cache):
    project = read_project(folder(**lines))
    first = write(project, project.sites)
    stamps = {path: path.stat().st_mtime_ns for path in cache.rglob("*.parquet")}
    assert write(project, project.sites) == first
    assert {path: path.stat().st_mtime_ns for path in cache.rglob("*.parquet")} == stamps
    lines["scores"][-1] = lines["scores"][-1].replace("6,3", "6,4")
    second = write(read_project(folder(**lines)), project.sites)
    assert second["huye"] == first["huye"]
    assert second["kibuye"] != first["kibuye"]


def test_the_order_of_rows_counts_because_it_is_shown(folder, lines):
    first = write(read_project(folder(**lines)), ["huye"])
    lines["components"][1:3] = lines["components"][2:0:-1]
    assert write(read_project(folder(**lines)), ["huye"]) != first


def test_a_site_s_folder_holds_no_rows_of_others(make):
    project = make()
    place = write(project, project.sites)["huye"]
    for path in place.glob("*.parquet"):
        frame = pd.read_parquet(path)
        assert "site" not in frame or set(frame["site"]) == {"huye"}
    assert not (place / "costs.parquet").exists()


def test_nobody_else_may_read_the_cache(make, cache):
    write(make(), ["huye"])
    assert cache.stat().st_mode & 0o077 == 0


def test_several_runs_may_write_the_same_at_once(make, cache):
    project, found = make(), []

    def put():
        found.append(write(project, project.sites))

    threads = [threading.Thread(target=put) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [found[0]] * 8
    assert len(list(cache.iterdir())) == 2


def test_a_site_that_cannot_be_written_is_left_out(make, monkeypatch):
    def full(*_, **__):
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(site_snapshots.pq, "write_table", full)
    project = make()
    assert write(project, project.sites) == {}
    assert write_all(project) is None


def test_what_no_run_has_used_for_long_goes(make, cache):
    project = make()
    places = write(project, project.sites)
    os.utime(places["huye"], (1, 1))
    forget_old(cache)
    assert not places["huye"].exists()
    assert places["kibuye"].exists()
    assert write(project, ["huye"])["huye"].exists()


def test_nothing_stays_in_use(make, nothing_is_read):
    project = make()
    first, second = (write(project, project.sites)[site] for site in ("huye", "kibuye"))
    nothing_is_read()
    with use(first):
        with use(second):
            assert open_site(project.folder, "kibuye").key == "kibuye"
        assert open_site(project.folder, "huye").key == "huye"
    assert environment() == {}
    with pytest.raises(AssertionError, match="was read"):
        open_site(project.folder, "huye")


def test_a_forked_copy_inherits_the_snapshot_and_a_kernel_is_told(make):
    project = make()
    place = write(project, ["huye"])["huye"]
    for table in project.folder.glob("*.*"):
        table.unlink()
    words = "from workbench.project import open_project\n"
    words += f"open_project({str(project.folder)!r}, sites=['huye'])"
    asked = [sys.executable, "-c", words]
    with use(place):
        forked = os.fork()
        if not forked:
            found = 0
            with contextlib.suppress(Exception):
                found = len(open_site(project.folder, "huye").table("components"))
            os._exit(found)
        assert os.waitstatus_to_exitcode(os.waitpid(forked, 0)[1]) == 2
        subprocess.run(asked, env={**os.environ, **environment()}, check=True)
        assert subprocess.run(asked, stderr=subprocess.DEVNULL, check=False).returncode == 1


def test_persons_stay_out_of_the_cache(folder):
    place = folder()
    project = read_project(place)
    assert len(project.table("people"))
    kept = [
        *site_snapshots.write(project, project.sites).values(),
        site_snapshots.write_all(project),
    ]
    for snapshot in kept:
        assert "people.parquet" not in {file.name for file in snapshot.iterdir()}
        assert not any(b"Ada" in file.read_bytes() for file in snapshot.iterdir())
