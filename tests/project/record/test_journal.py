import json
import multiprocessing
import signal
import subprocess
import sys
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InvalidInput
from workbench.project.record import journal
from workbench.project.record.journal import (
    append_events,
    read_record,
    record_problems,
    record_reader,
    recorded_sites,
    verify_record,
)
from workbench.project.record.sealed import seal


def add(folder, *events, site="huye"):
    return append_events(folder, site, lambda *_: list(events))


def path_of(folder):
    return folder / "record" / "huye.jsonl"


@given(st.lists(st.lists(st.integers(), max_size=3), max_size=4))
def test_what_is_added_stays_and_verifies(tmp_path_factory, parts):
    folder = tmp_path_factory.mktemp("record")
    for part in parts:
        add(folder, *({"a": one} for one in part))
    found = read_record(folder, "huye")
    assert [one.event["a"] for one in found.chain.entries] == [
        one for part in parts for one in part
    ]
    assert verify_record(read_record(folder, "huye"), found.chain.head) == ()


def test_nothing_new_writes_nothing(tmp_path):
    assert add(tmp_path).new == 0
    assert not path_of(tmp_path).exists()


def test_an_older_head_holds_and_a_cut_end_shows(tmp_path):
    first = add(tmp_path, {"a": 1}).chain.head
    last = add(tmp_path, {"a": 2}, {"a": 3}).chain.head
    assert (
        verify_record(read_record(tmp_path, "huye"), first)
        == verify_record(read_record(tmp_path, "huye"), last[:12])
        == ()
    )
    lines = path_of(tmp_path).read_bytes().splitlines(keepends=True)
    path_of(tmp_path).write_bytes(b"".join(lines[:2]))
    assert verify_record(read_record(tmp_path, "huye")) == ()  # nobody can tell without a head
    assert verify_record(read_record(tmp_path, "huye"), first) == ()
    (fault,) = verify_record(read_record(tmp_path, "huye"), last)
    assert "the end was cut off" in fault.what


def test_a_changed_record_is_named_by_number_and_stops_the_writing(tmp_path):
    add(tmp_path, *({"a": number} for number in range(9)))
    data = path_of(tmp_path).read_bytes()
    path_of(tmp_path).write_bytes(data.replace(b'{"a":6}', b'{"a":7}'))
    (fault,) = verify_record(read_record(tmp_path, "huye"))
    assert (fault.line, fault.what) == (7, "Record 6 was changed after it was written.")
    with pytest.raises(InvalidInput, match=r"line 7: Record 6 was changed"):
        add(tmp_path, {"a": 9})
    assert len(path_of(tmp_path).read_bytes()) == len(data)


@given(cut=st.integers(1, 400))
def test_half_a_record_is_set_aside_and_told(tmp_path_factory, cut):
    folder = tmp_path_factory.mktemp("torn")
    add(folder, {"a": 1})
    whole = path_of(folder).read_bytes()
    add(folder, {"a": 2, "long": "x" * 200})
    half = path_of(folder).read_bytes()[len(whole) :][:cut].rstrip(b"\n")
    path_of(folder).write_bytes(whole + half)
    (fault,) = verify_record(read_record(folder, "huye"))
    assert "cut short" in fault.what
    found = add(folder, {"a": 3})
    assert found.chain.torn == half
    told = {"what": "set aside", "bytes": len(half)}
    assert [one.event for one in found.chain.entries] == [{"a": 1}, told, {"a": 3}]
    assert path_of(folder).with_suffix(".torn").read_bytes() == half + b"\n"
    assert verify_record(read_record(folder, "huye"), found.chain.head) == ()


def test_texts_of_persons_can_be_erased_and_stay_provable(tmp_path):
    def say(entries, texts):
        return [{"row": {"by": seal("Ada", texts), "party": "union"}}]

    found = append_events(tmp_path, "huye", say)
    (mark,) = found.texts
    assert "Ada" not in path_of(tmp_path).read_text("utf-8")
    persons = tmp_path / "record" / "persons.json"
    kept = persons.read_text("utf-8")

    persons.write_text(kept.replace("Ada", "Bob"), "utf-8")
    (fault,) = verify_record(read_record(tmp_path, "huye"))
    assert fault.what == "A text of record 0 was changed in persons.json."
    persons.unlink()
    (fault,) = verify_record(read_record(tmp_path, "huye"))
    assert "is missing, and no record says that it was erased" in fault.what

    persons.write_text(kept, "utf-8")
    assert add(tmp_path, {"what": "erased", "seals": [mark]}).texts == {}
    assert "Ada" not in persons.read_text("utf-8")
    assert verify_record(read_record(tmp_path, "huye")) == ()
    persons.write_text(kept, "utf-8")
    (fault,) = verify_record(read_record(tmp_path, "huye"))
    assert "is to be erased" in fault.what
    add(tmp_path)
    assert "Ada" not in persons.read_text("utf-8")


def say_ada(entries, texts):
    return [{"row": {"by": seal("Ada", texts)}}]


def test_the_next_writer_removes_words_that_a_killed_one_left(tmp_path):
    add(tmp_path, {"a": 1})
    left = tmp_path / "record" / ".persons.json.ab12.part"
    left.write_text("Ada")
    add(tmp_path)
    assert not left.exists()


def test_texts_that_are_gone_or_changed_stop_the_writing(tmp_path):
    append_events(tmp_path, "huye", say_ada)
    persons = tmp_path / "record" / "persons.json"
    kept, lines = persons.read_text(), path_of(tmp_path).read_bytes()
    persons.unlink()
    with pytest.raises(InvalidInput, match=r"line 1: A text of record 0 is missing.* put back"):
        append_events(tmp_path, "huye", say_ada)
    persons.write_text(kept.replace("Ada", "Bob"))
    with pytest.raises(InvalidInput, match=r"line 1: A text of record 0 was changed"):
        append_events(tmp_path, "huye", say_ada)
    persons.write_text("{")
    with pytest.raises(InvalidInput, match=r"record/persons.json is damaged.* Put back a copy"):
        append_events(tmp_path, "huye", say_ada)
    assert path_of(tmp_path).read_bytes() == lines
    persons.write_text(kept)
    assert append_events(tmp_path, "huye", say_ada).new == 1


def test_a_deleted_record_shows_by_the_texts_that_it_left(tmp_path):
    append_events(tmp_path, "huye", say_ada)
    path_of(tmp_path).unlink()
    assert recorded_sites(tmp_path) == ["huye"]
    (fault,) = verify_record(read_record(tmp_path, "huye"))
    assert "record/huye.jsonl is gone" in fault.what
    with pytest.raises(InvalidInput, match=r"huye.jsonl is gone.* nothing is added"):
        append_events(tmp_path, "huye", say_ada)
    assert not path_of(tmp_path).exists()
    assert verify_record(read_record(tmp_path, "kibuye")) == ()


def test_a_kill_between_texts_and_their_first_record_stops_nobody(tmp_path, monkeypatch):
    with monkeypatch.context() as patch, pytest.raises(KeyboardInterrupt):
        patch.setattr(journal, "_write", lambda *_: (_ for _ in ()).throw(KeyboardInterrupt))
        append_events(tmp_path, "huye", say_ada)
    (fault,) = verify_record(read_record(tmp_path, "huye"))
    assert "that no record has" in fault.what
    assert append_events(tmp_path, "huye", say_ada).new == 1
    assert verify_record(read_record(tmp_path, "huye")) == ()
    assert (tmp_path / "record" / "persons.json").read_text().count("Ada") == 1


def test_problems_name_file_and_line_of_what_is_damaged(tmp_path):
    append_events(tmp_path, "huye", say_ada)
    assert record_problems(tmp_path) == []
    path_of(tmp_path).write_bytes(path_of(tmp_path).read_bytes().replace(b'"by"', b'"to"'))
    (changed,) = record_problems(tmp_path)
    assert (changed.place, changed.severity) == ("record/huye.jsonl, row 1", "warning")
    assert changed.found == "Record 0 was changed after it was written"
    (tmp_path / "record" / "persons.json").write_text("{")
    damaged, again = record_problems(tmp_path)
    assert damaged.file == "record/persons.json"
    assert "is damaged" in damaged.found
    assert again == changed
    assert [one.line for one in read_record(tmp_path, "huye").chain.faults] == [1, None]


def test_the_texts_of_persons_are_read_once_for_many_sites(tmp_path, monkeypatch):
    sites = ("huye", "kibuye", "musanze")
    for site in sites:
        append_events(tmp_path, site, say_ada)
    every = [read_record(tmp_path, site) for site in sites]
    times = []
    read_texts = journal.read_texts
    monkeypatch.setattr(journal, "read_texts", lambda folder: times.append(1) or read_texts(folder))
    read = record_reader(tmp_path)
    assert [read(site) for site in sites] == every
    assert record_problems(tmp_path) == []
    assert len(times) == 2


def test_a_text_whose_record_never_came_goes(tmp_path):
    add(tmp_path, {"a": 1})
    persons = tmp_path / "record" / "persons.json"
    persons.write_text(json.dumps({"huye": {"ab": ["salt", "Ada"]}, "kibuye": {"c": ["s", "B"]}}))
    add(tmp_path, {"a": 2})
    assert json.loads(persons.read_text()) == {"huye": {}, "kibuye": {"c": ["s", "B"]}}


@pytest.mark.parametrize("site", ["../huye", "", "a/b", "huye\n", ".."])
def test_a_name_that_is_none_leads_nowhere(tmp_path, site):
    with pytest.raises(InvalidInput, match="no short name"):
        read_record(tmp_path, site)


def _many(folder, writer, count):
    for number in range(count):
        add(folder, {"writer": writer, "number": number})


@pytest.mark.slow
def test_two_writers_at_once_lose_nothing(tmp_path):
    start = multiprocessing.get_context("spawn")
    writers = [start.Process(target=_many, args=(tmp_path, name, 40)) for name in ("a", "b")]
    for one in writers:
        one.start()
    for one in writers:
        one.join(120)
    assert [one.exitcode for one in writers] == [0, 0]
    assert verify_record(read_record(tmp_path, "huye")) == ()
    told = [(one.event["writer"], one.event["number"])
            for one in read_record(tmp_path, "huye").chain.entries]  # fmt: skip
    assert sorted(told) == [(name, number) for name in ("a", "b") for number in range(40)]


KILLED = """
import sys
from pathlib import Path
from workbench.project.record.journal import append_events
for number in range(1_000_000):
    append_events(Path(sys.argv[1]), "huye", lambda *_: [{"n": number, "x": "y" * 9999}])
    print(number, flush=True)
"""


@pytest.mark.slow
@pytest.mark.skipif(sys.platform == "win32", reason="Windows ends processes in another way")
@pytest.mark.parametrize("wait", [0.001, 0.004, 0.011])
def test_a_kill_in_the_middle_of_writing_loses_nothing_that_was_told(tmp_path, wait):
    for _ in range(3):
        run = subprocess.Popen([sys.executable, "-c", KILLED, str(tmp_path)],
                               stdout=subprocess.PIPE, text=True)  # fmt: skip
        told = int(run.stdout.readline())
        time.sleep(wait)
        run.send_signal(signal.SIGKILL)
        left, _ = run.communicate(timeout=30)
        told = int(left.split()[-1]) if left.split() else told
        add(tmp_path, {"after": told})
        assert verify_record(read_record(tmp_path, "huye")) == ()
        entries = [one.event for one in read_record(tmp_path, "huye").chain.entries]
        begun = max((at for at, one in enumerate(entries[:-1]) if "after" in one), default=-1)
        numbers = [one["n"] for one in entries[begun + 1 :] if "n" in one]
        assert numbers[: told + 1] == list(range(told + 1))


@pytest.mark.slow
def test_a_hundred_thousand_records_verify_in_seconds(tmp_path):
    add(tmp_path, *({"key": ["huye", str(one)], "row": {"gradient": 2}} for one in range(100_000)))
    begun = time.process_time()
    assert verify_record(read_record(tmp_path, "huye")) == ()
    assert time.process_time() - begun < 10
