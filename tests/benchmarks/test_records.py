from benchmarks.records import Ledger, groups, of_kind, paired, read, spread


def run(way, turn, wall, session="monday"):
    return {"kind": "way", "session": session, "way": way, "round": turn, "wall": wall}


def test_results_are_appended_and_read_again(tmp_path):
    path = tmp_path / "bench.jsonl"
    for wall in (1.5, 2.5):
        Ledger(path).add("way", wall=wall)
    assert [one["wall"] for one in of_kind(read(path), "way")] == [1.5, 2.5]
    assert len(of_kind(read(path), "machine")) == 2


def test_a_ratio_pairs_runs_of_one_round():
    slow = [run("a", 1, 10), run("a", 2, 40), run("a", 3, 30)]
    fast = [run("c", 2, 2), run("c", 1, 1), run("c", 3, 1)]
    found = paired(slow, fast, "wall")
    assert (found.middle, found.least, found.most, found.number) == (20, 10, 30, 3)
    assert found.words() == "20.0 (10.0–30.0)"


def test_runs_of_different_sessions_are_no_pair():
    assert paired([run("a", 1, 10)], [run("c", 1, 1, session="tuesday")], "wall") is None


def test_one_pair_has_no_range():
    assert paired([run("a", 1, 10)], [run("c", 1, 4)], "wall").words(2) == "2.50"
    assert spread([]) is None


def test_groups_keep_the_order_of_appearance():
    records = [run("b", 1, 1), run("a", 1, 1), run("b", 2, 1)]
    assert [(key, len(found)) for key, found in groups(records, "way")] == [
        (("b",), 2),
        (("a",), 1),
    ]
