import io

import pytest

from workbench.batch.progress import Bar, Lines, Watcher, watcher
from workbench.batch.runs import ALL_SITES


class Terminal(io.StringIO):
    def isatty(self):
        return True


def test_the_right_watcher_is_chosen():
    assert type(watcher(quiet=True, stream=Terminal())) is Watcher
    assert isinstance(watcher(quiet=False, stream=Terminal()), Bar)
    assert isinstance(watcher(quiet=False, stream=io.StringIO()), Lines)


def _show(watch, run_of, outcome_of):
    watch.begin(2, 3)
    watch.started(run_of(site="a"))
    watch.finished(outcome_of("a", seconds=1.25))
    watch.started(run_of(site="b"))
    watch.finished(outcome_of("b", status="failed", message="[red]no[/red] water"))
    watch.started(run_of(site=ALL_SITES))
    watch.finished(outcome_of(ALL_SITES, seconds=2))
    watch.laid_out(outcome_of("a"), ())
    watch.laid_out(outcome_of("c"), ("report.pdf: no ink",))
    watch.end()


def test_lines_are_plain(run_of, outcome_of):
    stream = io.StringIO()
    _show(Lines(stream), run_of, outcome_of)
    assert stream.getvalue().splitlines() == [
        "3 unchanged, 2 to do",
        "[1/2] a done in 1.2 s",
        "[2/2] b failed in 0.0 s: [red]no[/red] water",
        "all sites done in 2.0 s",
        "a: other formats done",
        "c: report.pdf: no ink",
    ]


def test_the_bar_counts_and_names_what_failed(run_of, outcome_of, monkeypatch):
    monkeypatch.setenv("TERM", "xterm")
    stream = Terminal()
    bar = Bar(stream)
    _show(bar, run_of, outcome_of)
    shown = stream.getvalue()
    assert "b failed: [red]no[/red] water" in shown
    assert "c: report.pdf: no ink" in shown
    assert bar._counts == {"done": 1, "failed": 1, "skipped": 3, "running": 0, "laid out": 2}
    assert bar._progress.tasks[0].completed == 2


def test_silence_is_silent(run_of, outcome_of, capsys):
    _show(Watcher(), run_of, outcome_of)
    assert capsys.readouterr() == ("", "")


@pytest.mark.parametrize("kind", [Bar, Lines])
def test_an_end_without_a_beginning_is_fine(kind):
    kind(io.StringIO()).end()
