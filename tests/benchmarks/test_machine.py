import os

from benchmarks import machine


def test_waiting_is_not_work_and_what_the_host_withheld_is_apart():
    tick = os.sysconf("SC_CLK_TCK")
    found = machine.read_load(
        f"cpu  {tick} {tick} {tick} 900 800 {tick} {tick} {2 * tick} 0 0\ncpu0"
    )
    assert (found.busy, found.stolen) == (5, 2)


def test_the_machine_is_described_in_one_line():
    words = machine.describe()
    assert "\n" not in words
    for name in ("cores", "GiB", "Python 3", "papermill ", "plotly "):
        assert name in words
