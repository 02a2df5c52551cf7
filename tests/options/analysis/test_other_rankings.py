"""TOPSIS and PROMETHEE: published tables, and an independent library where it is installed."""

import numpy as np
import pytest

from workbench.errors import InvalidInput, UnknownName
from workbench.options.analysis.other_rankings import promethee, topsis

CLIMBS = np.array([[1.0, 3000.0], [2.0, 3750.0], [5.0, 4500.0]])
HALF = np.array([0.5, 0.5])
RISK_LOW_ALTITUDE_HIGH = np.array([False, True])


@pytest.mark.parametrize(
    ("normalisation", "closeness"),
    [("vector", [0.762, 0.722, 0.238]), ("range", [0.500, 0.617, 0.500])],
)
def test_opricovic_and_tzeng_2004(normalisation, closeness):
    found = topsis(CLIMBS, HALF, RISK_LOW_ALTITUDE_HIGH, normalisation=normalisation)
    assert found == pytest.approx(closeness, abs=5e-4)


def test_zhao_2013():
    rows = np.array([[4.0, 3, 2], [3, 2, 4], [5, 1, 3]])
    flows = promethee(rows, np.array([0.5, 0.3, 0.2]), np.full(3, True))
    assert flows.net == pytest.approx([0.1, -0.3, 0.2])
    assert flows.positive == pytest.approx([0.55, 0.35, 0.60])
    assert flows.negative == pytest.approx([0.45, 0.65, 0.40])


@pytest.mark.parametrize("seed", range(3))
def test_pymcdm_agrees(seed):
    pymcdm = pytest.importorskip("pymcdm", reason="pymcdm, the independent oracle, is not there")
    from pymcdm.methods import PROMETHEE_II, TOPSIS
    from pymcdm.normalizations import minmax_normalization

    assert pymcdm
    generator = np.random.default_rng(seed)
    table, weights = generator.random((6, 4)) * 10, generator.dirichlet(np.ones(4))
    more = np.array([True, False, True, False])
    types = np.where(more, 1, -1)
    # Its minmax_normalization turns costs around, after which all criteria are profits for it.
    oracle = TOPSIS(minmax_normalization)(table, weights, types)
    assert topsis(table, weights, more, normalisation="range") == pytest.approx(oracle)
    oracle = PROMETHEE_II("usual")(table, weights, types)
    assert promethee(table, weights, more).net == pytest.approx(oracle)


def test_options_that_are_alike_are_neither_near_nor_far():
    alike = topsis(np.ones((3, 2)), HALF, RISK_LOW_ALTITUDE_HIGH, normalisation="range")
    assert alike.tolist() == [0.5, 0.5, 0.5]


def test_what_cannot_be_used_is_refused():
    with pytest.raises(UnknownName, match="There are: vector, range"):
        topsis(CLIMBS, HALF, RISK_LOW_ALTITUDE_HIGH, normalisation="sum")
    with pytest.raises(InvalidInput, match="every option and criterion"):
        promethee(np.array([[1.0, np.nan]]), HALF, RISK_LOW_ALTITUDE_HIGH)
    with pytest.raises(InvalidInput, match="as many weights"):
        promethee(CLIMBS, np.ones(1), RISK_LOW_ALTITUDE_HIGH)
    with pytest.raises(InvalidInput, match="sum to 1"):
        promethee(CLIMBS, np.ones(2), RISK_LOW_ALTITUDE_HIGH)
    with pytest.raises(InvalidInput, match="two options"):
        promethee(CLIMBS[:1], HALF, RISK_LOW_ALTITUDE_HIGH)
