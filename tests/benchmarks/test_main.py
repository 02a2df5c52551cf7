from benchmarks.__main__ import main, parse


def test_usual_sizes_are_those_that_we_promise_ratios_for():
    given = parse([])
    assert (given.sites, given.own, given.pairs, given.ways) == ([24], [4, 12], 2, ["a", "b", "c"])


def test_nothing_to_measure_names_the_machine(capsys):
    assert main(["--sites", "--own"]) == 0
    words = capsys.readouterr().out
    for name in ("cores", "GiB", "Python 3", "papermill ", "plotly "):
        assert name in words


def test_without_its_scripts_the_template_is_left_out(tmp_path, capsys):
    assert main(["--own", "--reference", str(tmp_path)]) == 0
    assert "The reference template is left out: there is no make_" in capsys.readouterr().out
