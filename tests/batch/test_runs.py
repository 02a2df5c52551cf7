from concurrent.futures import BrokenExecutor, Executor, Future, ThreadPoolExecutor
from pathlib import Path

import pytest

from workbench.batch.runs import ALLOWANCE, lost, one_line, plain_line, run_all


class Direct(Executor):
    """Does the work at once; what ``deadly`` names kills the pool, as a dead process would."""

    def __init__(self, deadly=()):
        self.deadly, self.broken, self.waiting = set(deadly), False, []

    def submit(self, work, run):
        if self.broken:
            raise BrokenExecutor
        future = Future()
        self.waiting.append(future)
        if run.site in self.deadly:
            self.broken = True
            for one in self.waiting:
                if not one.done():
                    one.set_exception(BrokenExecutor("a process died"))
        else:
            future.set_result(work(run))
        return future


class Slow(Direct):
    """Holds what it takes until two are on hand, so that an innocent run is there at a death."""

    def submit(self, work, run):
        if self.broken:
            raise BrokenExecutor
        future = Future()
        self.waiting.append((future, run))
        if len(self.waiting) == 2 or run.site == "c":
            self.broken = any(run.site in self.deadly for _, run in self.waiting)
            for one, its in self.waiting:
                if self.broken:
                    one.set_exception(BrokenExecutor("a process died"))
                else:
                    one.set_result(work(its))
            self.waiting = []
        return future


@pytest.fixture
def work(outcome_of):
    def do(run):
        if run.site == "bad":
            message = "no\nscores"
            raise ValueError(message)
        return outcome_of(run.site)

    return do


def test_each_run_has_one_outcome_and_a_failing_one_stops_nobody(run_of, work):
    with ThreadPoolExecutor(2) as pool:
        outcomes = list(run_all([run_of(site=s) for s in ("a", "bad", "c")], pool, work=work))
    assert {one.site: one.status for one in outcomes} == {"a": "done", "bad": "failed", "c": "done"}
    assert [one.message for one in outcomes if one.site == "bad"] == ["ValueError: no scores"]


def test_the_guilty_run_fails_and_the_others_are_done(run_of, work):
    pools = []

    def renew():
        pools.append(Direct(deadly={"b"}))
        return pools[-1]

    runs = [run_of(site=s) for s in ("a", "b", "c", "d")]
    outcomes = {one.site: one for one in run_all(runs, renew(), work=work, renew=renew, at_once=1)}
    assert {site: one.status for site, one in outcomes.items()} == {
        "a": "done", "b": "failed", "c": "done", "d": "done",
    }  # fmt: skip
    assert "died twice" in outcomes["b"].message
    assert len(pools) == 3


def test_a_run_beside_the_guilty_one_is_done_after_all(run_of, work):
    pools = iter([Direct(), Direct(deadly={"b"}), Direct()])
    runs = [run_of(site=s) for s in ("a", "b", "c")]
    first = Slow(deadly={"b"})
    outcomes = run_all(runs, first, work=work, renew=lambda: next(pools), at_once=2)
    assert {one.site: one.status for one in outcomes} == {
        "a": "done", "b": "failed", "c": "done",
    }  # fmt: skip


def test_a_dead_pool_that_cannot_be_renewed_fails_the_rest(run_of, work):
    runs = [run_of(site=s) for s in ("a", "b", "c")]
    outcomes = list(run_all(runs, Direct(deadly={"b"}), work=work, at_once=1))
    assert [one.status for one in outcomes] == ["done", "failed", "failed"]
    assert "worker process died" in outcomes[-1].message


def test_a_pool_that_never_works_ends(run_of, work):
    def renew():
        pool = Direct()
        pool.broken = True
        return pool

    outcomes = list(run_all([run_of(site=s) for s in "ab"], renew(), work=work, renew=renew))
    assert [one.status for one in outcomes] == ["failed", "failed"]


def test_a_run_that_was_called_off_is_failed(run_of, work):
    class Off(Direct):
        def submit(self, *_):
            future = Future()
            future.cancel()
            future.set_running_or_notify_cancel()
            return future

    (outcome,) = run_all([run_of()], Off(), work=work)
    assert outcome.status == "failed"


def test_no_more_than_wanted_are_on_hand(run_of, work):
    begun = []
    outcomes = run_all(
        [run_of(site=s) for s in ("a", "b", "c")], Direct(), work=work, at_once=1,
        started=lambda run: begun.append(run.site),
    )  # fmt: skip
    next(outcomes)
    assert begun == ["a"]
    assert [one.site for one in outcomes] == ["b", "c"]


def test_messages_are_one_line_without_colours():
    assert one_line(KeyError()) == "KeyError"
    assert plain_line("x" * 400).endswith("x…")
    assert plain_line("\x1b[1mbold\x1b[0m\x07\r\n\ttext") == "bold text"


def test_a_lost_run_leaves_nothing_that_looks_finished(run_of):
    run = run_of()
    assert lost(run, "why").message == "why"
    run.out.mkdir(parents=True)
    for name in ("report.html", ".report.html.x.part", "1-a.ipynb"):
        (run.out / name).touch()
    outcome = lost(run, "its process died")
    assert (outcome.status, outcome.message) == ("failed", "its process died")
    assert [path.name for path in run.out.iterdir()] == ["1-a.ipynb"]


def test_a_run_has_an_end_whatever_its_notebooks_do(run_of):
    notebooks = (Path("1-a.ipynb"), Path("2-b.ipynb"))
    run = run_of(*notebooks, timeout=60.0)
    assert run.longest == 2 * 60 + 3 * ALLOWANCE
    assert run.too_long.startswith(f"it was stopped after {run.longest:g} s")


def test_who_says_how_many_at_once_may_change_their_mind(run_of, work):
    limits, on_hand = iter([1, 3, 3, 3, 3]), []

    class Counted(Direct):
        def submit(self, work, run):
            on_hand.append(run.site)
            return super().submit(work, run)

    runs = [run_of(site=site) for site in "abcd"]
    outcomes = run_all(runs, Counted(), work=work, at_once=lambda: next(limits))
    next(outcomes)
    assert on_hand == ["a"]
    assert [outcome.site for outcome in outcomes] == ["b", "c", "d"]
