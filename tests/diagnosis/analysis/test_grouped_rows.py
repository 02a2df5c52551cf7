import numpy as np
import pandas as pd

from workbench.diagnosis.analysis.grouped_rows import joined, largest, place_in_group, rank_order


def test_nothing_gives_nothing():
    nothing = np.empty(0, dtype=np.int64)
    assert place_in_group(nothing).size == 0
    assert largest(0, nothing, np.empty(0)).size == 0
    assert joined(np.empty(0, dtype=object), nothing, 2).tolist() == ["", ""]


def test_places_start_again_in_each_group():
    assert place_in_group(np.array([2, 2, 2, 5, 7, 7])).tolist() == [0, 1, 2, 0, 0, 1]


def test_keys_keep_their_order():
    keys = np.array(["b", "a", "c", "d"], dtype=object)
    assert joined(keys, np.array([0, 0, 1, 1]), 2).tolist() == ["b;a", "c;d"]


def test_rank_is_score_readiness_use_title_key_and_blanks_go_last():
    names = pd.DataFrame({"title": ["B", "A", "A", "A", "Z"], "component": list("abcde")})
    readiness = np.array([2.0, 2.0, 2.0, np.nan, 1.0])
    use = np.array([3.0, 3.0, 3.0, 9.0, 6.0])
    group = np.zeros(5, dtype=np.int64)
    assert rank_order(group, readiness * use, readiness, use, names).tolist() == [4, 1, 2, 0, 3]
