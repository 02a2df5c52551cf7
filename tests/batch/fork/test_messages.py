import multiprocessing

import nbformat
import pytest
from nbformat.v4 import new_code_cell

from workbench.batch.fork import messages
from workbench.batch.fork.messages import Channel, Outputs


def test_messages_come_whole_and_a_copy_sends_none(monkeypatch):
    ours, theirs = (Channel(end) for end in multiprocessing.Pipe())
    ours.send("a", {"x": "y" * 50_000})
    monkeypatch.setattr(messages.os, "getpid", lambda: 1)
    ours.send("of a copy", {})
    assert theirs.has_message()
    assert theirs.receive() == ("a", {"x": "y" * 50_000})
    assert not theirs.has_message()


@pytest.fixture
def outputs():
    taker, cell = Outputs(), new_code_cell("1")
    taker.begin(cell)
    taker.cell = cell
    return taker


def _display(text, name=None):
    return {"data": {"text/plain": text}, "metadata": {}, "transient": {"display_id": name}}


def _texts(cell):
    return [one.get("text") or one["data"]["text/plain"] for one in cell.outputs]


def test_pieces_of_a_stream_become_one_output(outputs):
    for name, text in [("stdout", "a"), ("stdout", "b"), ("stderr", "c")]:
        outputs.write(name, text)
    outputs.take("display_data", _display("d"))
    outputs.write("stdout", "e")
    outputs.settle()
    outputs.write("stdout", "f")
    outputs.settle()
    assert _texts(outputs.cell) == ["ab", "c", "d", "ef"]
    nbformat.validate(nbformat.v4.new_notebook(cells=[outputs.cell]))


def test_a_display_is_changed_wherever_it_was_shown(outputs):
    first = outputs.cell
    outputs.take("display_data", _display("old", "x"))
    second = new_code_cell("2")
    outputs.begin(second)
    outputs.take("display_data", _display("new", "x"))
    outputs.take("update_display_data", _display("newest", "x"))
    outputs.take("update_display_data", _display("of nobody", "y"))
    assert _texts(first) == _texts(second) == ["newest"]


def test_outputs_are_cleared_at_once_or_with_the_next(outputs):
    outputs.take("display_data", _display("a", "x"))
    outputs.write("stdout", "b")
    outputs.take("clear_output", {"wait": True})
    outputs.settle()
    assert _texts(outputs.cell) == ["a", "b"]
    outputs.write("stdout", "c")
    outputs.settle()
    assert _texts(outputs.cell) == ["c"]
    outputs.take("clear_output", {"wait": False})
    assert outputs.cell.outputs == []
    outputs.take("update_display_data", _display("late", "x"))
    outputs.take("comm_open", {})
    assert outputs.cell.outputs == []
