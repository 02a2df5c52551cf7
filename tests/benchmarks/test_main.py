from benchmarks.__main__ import main, parse
from benchmarks.records import Ledger


def test_each_measurement_has_its_usual_size():
    assert parse([]).what == "usual"
    assert parse([]).sites == [8]
    assert parse(["memory"]).sites == [240]
    assert parse(["unchanged"]).sites == [1000]
    assert parse(["batch", "--sites", "8", "24"]).sites == [8, 24]


def test_earlier_results_are_summed_up_without_measuring(tmp_path, capsys):
    path = tmp_path / "bench.jsonl"
    ledger = Ledger(path)
    for turn, (plain, cells) in enumerate(((0.4, 0.5), (0.4, 0.6)), start=1):
        ledger.add("floor", work="template", sites=8, round=turn, floor=plain, cells=cells)
    assert main(["batch", "--summary", str(path)]) == 0
    said = capsys.readouterr().out
    assert "| template | 8 | 2 | 0.400 | 0.550 | 1.38 (1.25–1.50) |" in said
    assert said.count(" cores, ") == 1
