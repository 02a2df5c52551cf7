"""What is lost on the way to scale."""

import dataclasses

import pytest

from tests.fixtures.published import row
from workbench.experiments.analysis.pool import Aim
from workbench.experiments.analysis.voltage import voltage


def trials(sheltered=0.5, at_scale=0.2, number=4, **more):
    first = [row(f"p{n}", sheltered + 0.01 * (-1) ** n, 0.05, phase="pilot") for n in range(number)]
    later = [row(f"l{n}", at_scale + 0.01 * (-1) ** n, 0.05, phase="later") for n in range(number)]
    return first + later


def test_the_loss_is_the_difference_of_the_two_sorts():
    [drop] = voltage(trials()).drops
    assert drop.studies == (4, 4)
    assert drop.sheltered == pytest.approx(0.5)
    assert drop.loss.value == pytest.approx(0.3)
    assert drop.share == pytest.approx(0.6)
    assert drop.loss.range.low > 0
    assert voltage(trials()).worst is drop or voltage(trials()).worst.share == drop.share


def test_where_less_is_better_the_loss_has_the_same_sign():
    turned = [dataclasses.replace(one, value=-one.value) for one in trials()]
    [drop] = voltage(turned, aim=Aim("down", 0.0)).drops
    assert (drop.loss.value, drop.share) == (pytest.approx(0.3), pytest.approx(0.6))


def test_each_side_needs_three_studies():
    [drop] = voltage(trials(number=2)).drops
    assert (drop.studies, drop.loss, drop.share) == ((2, 2), None, None)
    assert voltage(trials(number=2)).worst is None


def test_contrasts_without_another_side_are_absent():
    found = voltage(trials())
    assert {one.key for one in found.absent} == {"supported", "participants", "delivered_by"}


def test_no_share_is_told_of_an_effect_that_is_not_there():
    [drop] = voltage(trials(sheltered=-0.1, at_scale=-0.3)).drops
    assert drop.loss.value == pytest.approx(0.2)
    assert drop.share is None
