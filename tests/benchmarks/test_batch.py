from benchmarks import batch

OUTSIDE = {"cells": 0.5, "within": 0.04, "whole": 0.07, "later": None}


def run(way, turn, wall, cpu, outside=None):
    return {
        "kind": "way", "session": "monday", "work": "reference template", "sites": 8,
        "way": way, "round": turn, "wall": wall, "cpu": cpu, "others": 0.02, "stolen": 0.0,
        "peak": 300 * 2**20, "html": 5_256_029, "notebooks": 5_100_000, "shared": 0,
        "figures": 5.0, "outside": outside,
    }  # fmt: skip


RECORDS = [
    run("a", 1, 56.0, 54.0),
    run("c", 1, 4.0, 6.0, OUTSIDE),
    run("a", 2, 52.0, 54.0),
    run("c", 2, 4.0, 6.0, OUTSIDE),
]


def rows(table):
    return [line for line in table.splitlines() if line.startswith("| ")][1:]


def test_ratios_are_medians_of_pairs_with_their_range():
    ratios = batch.report(RECORDS)[0]
    assert "reference template, 8 sites" in ratios
    loop, ours = rows(ratios)
    assert loop.endswith("| – | – | – | – |")
    assert "| 2 | 0.50 | 0.75 | 13.5 (13.0–14.0) | 9.0 (9.0–9.0) | – | – |" in ours


def test_sizes_are_per_site():
    sizes = batch.report(RECORDS)[1]
    assert "| 5.0 | 5.256 | 0.000 | 5.100 | 300 |" in rows(sizes)[0]


def test_what_is_outside_the_cells_is_told_for_ours_alone():
    outside = batch.report(RECORDS)[2]
    assert len(rows(outside)) == 1
    assert rows(outside)[0].endswith("| 0.500 | 40 | 70 | – |")


def test_every_run_is_listed_with_what_others_did():
    runs = rows(batch.report(RECORDS)[3])
    assert len(runs) == 4
    assert "| monday, round 1 | a | 56.00 | 54.00 | 2.0 | 0.0 |" in runs[0]


def test_nothing_measured_gives_no_table():
    assert batch.report([]) == []


def test_a_way_that_was_run_on_some_sites_says_so():
    records = [{**run("a", 1, 560.0, 540.0), "sample": 8}, run("c", 1, 40.0, 60.0, OUTSIDE)]
    loop, ours = rows(batch.report(records)[0])
    assert "measured on 8 of them" in loop
    assert "measured on" not in ours
