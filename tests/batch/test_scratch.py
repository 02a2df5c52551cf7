import os
import subprocess
import sys
import tempfile

import pytest

from workbench.batch.scratch import Scratch, sweep

pytestmark = pytest.mark.skipif(os.name != "posix", reason="nothing is swept on Windows")


@pytest.fixture(autouse=True)
def _own_folder(tmp_path, monkeypatch):
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))


def _abandoned(tmp_path):
    """Leave the folder of a process that has ended."""
    code = "from workbench.batch.scratch import Scratch; import os; Scratch(); os._exit(0)"
    environment = {**os.environ, "TMPDIR": str(tmp_path)}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
    (left,) = (path for path in tmp_path.iterdir() if path.name.startswith("workbench-"))
    return left


def test_a_folder_is_there_until_it_is_closed():
    scratch = Scratch()
    (scratch.path / "w1").mkdir()
    (scratch.path / "log").touch()
    scratch.clear()
    assert not (scratch.path / "w1").exists()
    sweep()
    assert scratch.path.is_dir()
    scratch.close()
    assert not scratch.path.exists()
    scratch.close()


def test_what_a_dead_process_left_goes_when_the_next_begins(tmp_path):
    left = _abandoned(tmp_path)
    (left / "k1").mkdir()
    (left / "k1" / "pid").write_text("1")
    scratch = Scratch()
    assert [path.name for path in tmp_path.iterdir()] == [scratch.path.name]
    scratch.close()


def test_what_may_be_somebodys_stays(tmp_path):
    left = _abandoned(tmp_path)
    elsewhere = left.rename(tmp_path / "elsewhere")
    (tmp_path / "workbench-link").symlink_to(elsewhere)
    (tmp_path / "workbench-of-somebody").mkdir()
    (tmp_path / "workbench-file").touch()
    before = sorted(tmp_path.rglob("*"))
    sweep()
    assert sorted(tmp_path.rglob("*")) == before


def test_folders_of_other_users_are_not_looked_into(tmp_path, monkeypatch):
    left = _abandoned(tmp_path)
    monkeypatch.setattr(os, "getuid", lambda: left.stat().st_uid + 1)
    sweep()
    assert left.is_dir()
