from benchmarks import scale


def rows(rows_, turn, site, once):
    return {
        "kind": "rows", "session": "monday", "variant": "more sites", "form": "csv",
        "rows": rows_, "sites": rows_ // 400, "run": 24, "round": turn, "wall": 20.0, "cpu": 30.0,
        "peak": 300 * 2**20, "others": 0.0, "site": site, "comparison": 0.8, "once": once,
    }  # fmt: skip


def test_both_variants_grow_from_a_hundred_thousand_rows_to_a_million():
    for small, large in scale.variants().values():
        assert small.rows == 100_000
        assert abs(large.rows - 1_000_000) < 10_000
        assert small.first == large.first == 24


def test_growing_projects_are_compared_with_the_smallest():
    records = [rows(1_000_000, 1, 0.55, 20.0), rows(100_000, 1, 0.5, 4.0)]
    records += [rows(100_000, 2, 0.5, 2.0), rows(1_000_000, 2, 0.6, 9.0)]
    (table,) = scale.report(records)
    assert "24 sites of a growing project: more sites (csv)" in table
    assert "| 100,000 | 250 | 2 | 0.500 | 1 | 4.0 | 2.0 | 0.8 | 300 |" in table
    assert "| 1,000,000 | 2,500 | 2 | 0.575 | 1.15 (1.10–1.20) | 20.0 | 9.0 | 0.8 | 300 |" in table


def test_an_unchanged_run_is_told_in_milliseconds_a_site():
    one = {"kind": "unchanged", "session": "monday", "sites": 1000, "first": 300.0, "others": 0.0}
    records = [
        {**one, "round": 1, "wall": 2.0, "cpu": 1.5},
        {**one, "round": 2, "wall": 3.0, "cpu": 1.5},
    ]
    (table,) = scale.report(records)
    assert "| 1,000 | 300.0 | 2 | 2.50 (2.00–3.00) | 2.50 (2.00–3.00) | 1.50 |" in table
