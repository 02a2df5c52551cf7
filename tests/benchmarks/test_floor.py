from benchmarks import floor


def run(turn, plain, cells):
    return {
        "kind": "floor", "session": "monday", "work": "reference template", "sites": 24,
        "round": turn, "floor": plain, "cells": cells, "others": 0.0,
    }  # fmt: skip


def test_the_ratio_is_cells_by_floor_of_each_round():
    (table,) = floor.report([run(1, 0.4, 0.5), run(2, 0.5, 0.75), run(3, 0.4, 0.56)])
    row = "| reference template | 24 | 3 | 0.400 | 0.560 | 1.40 (1.25–1.50) |"
    assert row in table.splitlines()


def test_nothing_measured_gives_no_table():
    assert floor.report([]) == []
