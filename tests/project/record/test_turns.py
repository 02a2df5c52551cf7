import threading
from concurrent.futures import ThreadPoolExecutor

import pytest

from workbench.errors import InvalidInput
from workbench.project.record.turns import LOCK, my_turn, refuse_file


def test_who_comes_second_waits(tmp_path):
    order, inside = [], threading.Event()

    def second():
        inside.wait(10)
        with my_turn(tmp_path):
            order.append("second")

    with ThreadPoolExecutor(1) as pool:
        waiting = pool.submit(second)
        with my_turn(tmp_path):
            inside.set()
            assert not threading.Event().wait(0.1)
            order.append("first")
        waiting.result(10)
    assert order == ["first", "second"]


def test_an_error_gives_the_turn_back(tmp_path):
    with pytest.raises(KeyError), my_turn(tmp_path):
        raise KeyError
    with my_turn(tmp_path):
        assert (tmp_path / LOCK).exists()


def test_a_folder_that_cannot_be_written_is_named(tmp_path):
    (tmp_path / "file").write_text("")
    with pytest.raises(OSError, match="file"), my_turn(tmp_path / "file" / "record"):
        pass


def test_a_file_in_place_of_the_folder_is_one_line_with_what_to_do(tmp_path):
    (tmp_path / "record").write_text("mine")
    match = r"'record' is a file.* Move"
    with pytest.raises(InvalidInput, match=match) as told, my_turn(tmp_path / "record"):
        pass
    assert "\n" not in str(told.value)
    assert (tmp_path / "record").read_text() == "mine"
    refuse_file(tmp_path)  # a folder
    refuse_file(tmp_path / "none")
