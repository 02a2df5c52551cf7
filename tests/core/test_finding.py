"""Findings as a table."""

from workbench.core.finding import Finding, finding_table


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
