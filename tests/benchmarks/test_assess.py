"""The benchmark of the assessment: what it makes up, and that its plain loop finds the same."""

import numpy as np
import pytest

from benchmarks import assess
from workbench.assess.analysis.rows import ItemRow
from workbench.core.rows import rows_of


@pytest.fixture(scope="module")
def given():
    return assess.make_up(12)


def test_one_call_and_the_plain_loop_find_the_same(given):
    plain = assess.plain_loop(given)
    rows = given.assess().item_rows
    assert len(rows) == len(plain) == 12 * assess.ITEMS
    assert any(one.capped for one in rows)
    for one in rows:
        found = plain[one.site, one.item]
        assert (one.level, one.gap) == (found.level, found.gap)
        assert one.p_over_all == pytest.approx(found.p_over_all)


def test_a_site_alone_is_assessed_as_among_many(given):
    alone = given.of(given.sites[3:4]).assess().item_rows
    among = [one for one in given.assess().item_rows if one.site == given.sites[3]]
    assert [(one.item, one.level, one.rank) for one in alone] == [
        (one.item, one.level, one.rank) for one in among
    ]
    assert np.allclose(
        [one.p_over_all or -1 for one in alone], [one.p_over_all or -1 for one in among]
    )


def test_it_prints_a_row_for_each_number_of_sites(capsys, monkeypatch):
    monkeypatch.setattr(assess, "SAMPLE", 2)
    assert assess.main(["--sites", "3", "5"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert [line.split(" | ")[0] for line in printed[2:]] == ["| 3", "| 5"]
    assert all(float(line.split(" | ")[4]) > 0 for line in printed[2:])


def test_rows_are_those_of_the_package(given):
    assert rows_of(given.assess().items, ItemRow)[0].site == "site-0"
