import json
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.errors import InvalidInput
from workbench.project.record.chain import (
    FIRST,
    canonical_json,
    chained,
    read_chain,
    record_hash,
)

VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(10**30), 10**30) | st.text(max_size=9),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner,
                                                                max_size=3),
    max_leaves=6,
)  # fmt: skip
EVENTS = st.lists(st.dictionaries(st.text(max_size=5), VALUES, max_size=3), min_size=1, max_size=6)


def written(events):
    return b"".join(one.line for one in chained(events, None))


def test_the_hash_is_that_of_the_reference():
    whole = '{"event":{"a":1},"prev":"' + "0" * 64 + '","seq":0}'
    golden = "ec13e74527746e7dd04355b859b7668652106e7be021f489191d5a7d8495e0c3"
    assert sha256(whole.encode()).hexdigest() == golden
    assert record_hash(0, FIRST, {"a": 1}) == golden
    assert read_chain(written([{"a": 1}])).head == golden


@given(EVENTS)
def test_what_is_written_verifies_and_reads_back(events):
    found = read_chain(written(events))
    assert (found.faults, found.torn) == ((), b"")
    assert [one.event for one in found.entries] == events
    assert [one.seq for one in found.entries] == list(range(len(events)))


@given(EVENTS, st.data())
def test_a_changed_byte_is_located(events, data):
    whole = written(events)
    at = data.draw(st.integers(0, len(whole) - 1))
    other = data.draw(st.integers(0, 255).filter(lambda byte: byte != whole[at]))
    found = read_chain(whole[:at] + bytes([other]) + whole[at + 1 :])
    line = whole[:at].count(b"\n") + 1
    if at == len(whole) - 1:  # the end of the last line: it is half a record then
        assert found.torn
        assert len(found.entries) == len(events) - 1
    elif whole[at] == ord("\n"):  # two lines in one
        assert found.faults[0].line == line
    else:
        assert found.faults[0].line == line
        assert all(one.line in {line, line + 1} for one in found.faults)


@given(EVENTS, st.data())
def test_a_record_that_is_taken_out_shows(events, data):
    lines = written([*events, {"last": 1}]).splitlines(keepends=True)
    at = data.draw(st.integers(0, len(lines) - 2))
    del lines[at]
    (fault,) = read_chain(b"".join(lines)).faults
    assert fault.line == at + 1
    assert f"Record {at + 1} stands where record {at} should" in fault.what


@given(EVENTS, st.data())
def test_records_that_are_written_anew_break_the_next_or_have_another_head(events, data):
    old = chained(events, None)
    at = data.draw(st.integers(0, len(old) - 1))
    anew = chained([{"other": "x" * 9}], old[at - 1] if at else None)
    found = read_chain(b"".join(one.line for one in [*old[:at], *anew, *old[at + 1 :]]))
    if at == len(old) - 1:
        assert not found.faults
        assert found.head != old[-1].hash
    else:
        (fault,) = found.faults
        assert fault.what == f"Record {at} is not the one after which record {at + 1} was written."


@given(EVENTS, st.data())
def test_what_a_kill_leaves_is_no_fault_of_the_others(events, data):
    whole = written(events)
    cut = data.draw(st.integers(0, len(whole)))
    found = read_chain(whole[:cut])
    assert not found.faults
    assert b"".join(one.line for one in found.entries) + found.torn == whole[:cut]


@pytest.mark.parametrize("value", [0.5, {"a": [1, float("nan")]}, {1: 2}, {"a": {3}}, b"x"])
def test_what_has_no_one_way_to_be_written_is_refused(value):
    with pytest.raises(InvalidInput):
        canonical_json(value)


def test_half_a_letter_is_refused():
    with pytest.raises(InvalidInput, match="cannot hold"):
        canonical_json("\ud800")


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"[]",
        b"{}",
        b"\xff\xfe",
        b'{"event":' + b"[" * 100_000,
        b'{"event":{"a":0.5},"hash":"%b","prev":"%b","seq":0}' % (b"a" * 64, b"0" * 64),
        b'{"event":{"a":NaN},"hash":"%b","prev":"%b","seq":0}' % (b"a" * 64, b"0" * 64),
        b'{"event":{"a":1,"a":1},"hash":"%b","prev":"%b","seq":0}' % (b"a" * 64, b"0" * 64),
        b'{"event":{"a":"\\ud800"},"hash":"%b","prev":"%b","seq":0}' % (b"a" * 64, b"0" * 64),
        b'{"event":{"a":%b1%b},"hash":"%b","prev":"%b","seq":0}'
        % (b"[" * 9999, b"]" * 9999, b"a" * 64, b"0" * 64),
    ],
)
def test_whatever_stands_in_a_line_is_named_and_never_raises(line):
    (fault,) = read_chain(line + b"\n").faults
    assert (fault.line, fault.what) == (1, "This line is no record as it was written.")


def test_a_line_is_json_that_any_program_reads():
    (line,) = written([{"table": "rounds", "share": "0.75", "é": None}]).splitlines()
    assert json.loads(line)["event"] == {"table": "rounds", "share": "0.75", "é": None}
