"""Findings: the kinds that there are, as a table, line by line."""

import ast
import re
from pathlib import Path

from workbench.core.finding import KINDS, Finding, finding_table, story_lines

ROOT = Path(__file__).parents[2]


def _finding(step, *, serious):
    return Finding(
        step, "kind", "s", "Something.", ("scores", "row"), "It matters.", "Mend.", "me", serious
    )


def test_serious_ones_come_first_and_else_in_order():
    rows = [_finding("diagnosis", serious=False), _finding("plan", serious=True),
            _finding("budget", serious=False)]  # fmt: skip
    assert finding_table(rows)["step"].tolist() == ["plan", "diagnosis", "budget"]


def test_no_finding_is_an_empty_table_with_its_columns():
    table = finding_table([])
    assert len(table) == 0
    assert {"site", "what", "to_do", "who", "serious"} <= set(table)


def _kinds_made():
    for path in (ROOT / "workbench").rglob("*.py"):
        text = path.read_text("utf-8")
        if "Finding(" in text:
            for node in ast.walk(ast.parse(text)):
                if isinstance(node, ast.keyword) and node.arg == "kind":
                    yield from [node.value.value] if isinstance(node.value, ast.Constant) else []


def test_every_kind_is_in_the_catalogue_once_and_explained():
    made = {kind for kind in _kinds_made() if kind not in {"cash", "in-kind"}}
    assert made == set(KINDS)
    page = (ROOT / "docs" / "how-to-read-a-report.md").read_text()
    explained = re.findall(r"^\| `([a-z-]+)` \| ([^|]+) \|", page, flags=re.MULTILINE)
    assert {kind: words.strip() for kind, words in explained} == KINDS


def test_a_kind_is_told_once_with_its_number():
    many = [_finding("plan", serious=True)] * 7
    lines = list(story_lines(many))
    assert lines[0] == "kind (7, serious)"
    assert lines[-1] == "  and 2 more"
    assert len(lines) == 7
    assert list(story_lines([])) == ["Nothing that does not fit was found."]
