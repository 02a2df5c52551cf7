from itertools import pairwise

import networkx as nx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from workbench.frameworks.precedence import Link, MalformedLink, find_cycle, parse_after

NAMES = st.sampled_from(["A1", "A2", "a-3", "FS", "4.b", "é_1"])
LINKS = st.builds(Link, NAMES, st.sampled_from(["FS", "SS", "FF", "SF"]), st.integers(-99, 99))


@given(st.lists(LINKS, max_size=5))
def test_what_is_written_reads_back(links):
    assert parse_after("; ".join(map(str, links))) == tuple(links)


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("", ()),
        ("A1;;", (Link("A1"),)),
        ("A1 ss + 3", (Link("A1", "SS", 3),)),
        ("A1 FF\N{MINUS SIGN}2", (Link("A1", "FF", -2),)),
        ("A1-2", (Link("A1-2"),)),
    ],
)
def test_what_cannot_be_misunderstood_is_read(text, links):
    assert parse_after(text) == links


@pytest.mark.parametrize("part", ["A1,A2", "A1 A2", "A1 FS 5", "A1 +5", "A1 FS+2.5", "A1 XX", "-"])
def test_what_names_no_predecessor_is_refused_with_the_part(part):
    with pytest.raises(MalformedLink) as caught:
        parse_after(f"B1; {part}")
    assert caught.value.part == part


GRAPHS = st.dictionaries(
    st.integers(0, 6).map(str), st.lists(st.integers(0, 8).map(str), max_size=3), max_size=7
)


@given(GRAPHS)
def test_a_circle_is_found_exactly_where_there_is_one(before):
    graph = nx.DiGraph([(task, name) for task, names in before.items() for name in names])
    circle = find_cycle(before)
    assert (circle is None) == nx.is_directed_acyclic_graph(graph)
    if circle is not None:
        assert circle[0] == circle[-1]
        assert len(set(circle)) == len(circle) - 1
        for earlier, later in pairwise(circle):
            assert earlier in before[later]
