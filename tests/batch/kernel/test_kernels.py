import subprocess
import sys

import pytest

from workbench.batch.kernel import kernels


def test_each_kernel_has_a_folder_of_its_own(tmp_path, monkeypatch):
    monkeypatch.setenv(kernels.SCRATCH_VARIABLE, str(tmp_path))
    one, two = kernels.new_folder(), kernels.new_folder()
    assert one != two
    assert one.parent == two.parent == kernels.scratch_of_worker(tmp_path, kernels.os.getpid())


def test_a_process_that_ends_makes_no_more_folders(tmp_path, monkeypatch):
    monkeypatch.setenv(kernels.SCRATCH_VARIABLE, str(tmp_path))
    monkeypatch.setattr(kernels, "_over", False)
    kernels.make_no_more()
    with pytest.raises(RuntimeError, match="over"):
        kernels.new_folder()
    assert list(tmp_path.iterdir()) == []


def test_without_a_pool_the_folder_is_a_temporary_one(monkeypatch):
    monkeypatch.delenv(kernels.SCRATCH_VARIABLE, raising=False)
    folder = kernels.new_folder()
    assert folder.is_dir()
    kernels.reap(folder)
    assert not folder.exists()


def test_reaping_ends_a_kernel_and_what_it_started(tmp_path, is_gone):
    code = (
        "import subprocess, time\n"
        "print(subprocess.Popen(['sleep', '60']).pid, flush=True)\n"
        "time.sleep(60)"
    )
    kernel = subprocess.Popen(
        [sys.executable, "-c", code], stdout=subprocess.PIPE, start_new_session=True, text=True
    )
    child = int(kernel.stdout.readline())
    folder = tmp_path / "w1" / "k1"
    folder.mkdir(parents=True)
    kernels.note_pid(folder, kernel.pid)
    (tmp_path / "w2").mkdir()
    (tmp_path / "w2" / "pid").write_text("not a number")
    kernels.reap(tmp_path)
    assert kernel.wait(timeout=5) == -9
    assert not tmp_path.exists()
    kernel.stdout.close()
    assert is_gone(child, patience=5)


def test_a_kernel_that_is_gone_is_no_problem():
    gone = subprocess.Popen([sys.executable, "-c", ""], start_new_session=True)
    gone.wait()
    kernels.end_group(gone.pid)
