from benchmarks import memory
from benchmarks.processes import Sample


def test_the_stretches_of_240_sites():
    assert memory.stretches(240) == ((25, 80), (160, 240))


def test_samples_belong_to_the_number_of_sites_done_by_then():
    ended = [10.0, 11.0, 12.0, 13.0]
    samples = [Sample(at, tree, 0, 0) for at, tree in ((9.5, 9), (10.5, 1), (11.5, 3), (12.5, 5))]
    assert memory.medians(samples, ended, (1, 3))["tree"] == 2
    assert memory.medians(samples, ended, (4, 5)) is None


def test_the_table_shows_the_change_and_a_dash_where_nothing_was_seen():
    first = {"tree": 300 * 2**20, "parents": 80 * 2**20, "resident": 0}
    record = {
        "kind": "memory", "session": "monday", "work": "reference template", "sites": 240,
        "samples": 9, "peak": 400 * 2**20, "first": first,
        "last": {**first, "tree": 309 * 2**20}, "others": 0.0,
    }  # fmt: skip
    (table,) = memory.report([record])
    assert "| whole tree, PSS | 300.0 | 309.0 | 3.0 |" in table
    assert "| parents alone, resident | – | – | – |" in table
    (table,) = memory.report([{**record, "last": None}])
    assert "| whole tree, PSS | 300.0 | – | – |" in table
