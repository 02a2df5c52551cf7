"""What follows for all sites together."""

from workbench.portfolio.step import portfolio_of


def test_the_ceiling_of_the_project_holds(example_cases):
    found = portfolio_of(example_cases.project, example_cases.options)
    assert found.funding.portfolio.budget == 400_000
    assert found.funding.portfolio.cost <= 400_000
    assert len(found.shared.table) > 0
