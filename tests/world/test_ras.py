"""Biproportional fitting: margins, odds ratios, limits."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from sim.world.ras import fill, fit

# The fit converges linearly, the slower the nearer the prior is to blocks: keep odds below 1e4.
cells = st.floats(0.1, 10.0)


@st.composite
def problems(draw):
    n, m = draw(st.integers(1, 6)), draw(st.integers(1, 6))
    prior = draw(arrays(float, (n, m), elements=cells))
    rows = draw(arrays(float, n, elements=cells))
    columns = draw(arrays(float, m, elements=cells))
    return prior, rows * (columns.sum() / rows.sum()), columns


@settings(deadline=None)
@given(problems())
def test_both_margins_close(problem):
    prior, rows, columns = problem
    fitted = fit(prior, rows, columns)
    assert (fitted > 0).all()
    np.testing.assert_allclose(fitted.sum(axis=1), rows, rtol=1e-12)
    np.testing.assert_allclose(fitted.sum(axis=0), columns, rtol=1e-13)


@settings(deadline=None)
@given(problems())
def test_odds_ratios_of_the_prior_survive(problem):
    prior, rows, columns = problem
    fitted = fit(prior, rows, columns)
    odds = np.log(prior * prior[0, 0] / np.outer(prior[:, 0], prior[0]))
    kept = np.log(fitted * fitted[0, 0] / np.outer(fitted[:, 0], fitted[0]))
    np.testing.assert_allclose(kept, odds, atol=1e-9)


@settings(deadline=None)
@given(problems(), st.floats(1e-6, 1e6))
def test_the_scale_of_the_prior_does_not_matter(problem, factor):
    prior, rows, columns = problem
    np.testing.assert_allclose(fit(prior * factor, rows, columns), fit(prior, rows, columns), rtol=1e-10)


def test_a_matrix_that_fits_already_stays():
    prior = np.array([[1.0, 2.0], [3.0, 4.0]])
    np.testing.assert_allclose(fit(prior, prior.sum(axis=1), prior.sum(axis=0)), prior, rtol=1e-14)


@pytest.mark.parametrize(
    ("prior", "rows", "columns"),
    [
        ([[1.0, 0.0]], [1.0], [0.5, 0.5]),
        ([[1.0, 1.0]], [0.0], [0.0, 0.0]),
        ([[1.0, 1.0]], [2.0], [0.5, 0.5]),
    ],
)
def test_what_cannot_be_fitted_is_an_error(prior, rows, columns):
    with pytest.raises(ValueError, match="margins|cells"):
        fit(np.array(prior), np.array(rows), np.array(columns))


@given(
    st.floats(0, 100),
    st.lists(st.tuples(st.floats(0, 10), st.floats(0, 30)), min_size=1, max_size=6),
)
def test_filling_respects_room_and_loses_nothing(amount, places):
    weights, room = (np.array(column) for column in zip(*places, strict=True))
    taken, left = fill(amount, weights, room)
    assert (taken >= 0).all()
    assert (taken <= room * (1 + 1e-12)).all()
    assert taken.sum() + left == pytest.approx(amount, abs=1e-9)
    if left > 1e-9:
        np.testing.assert_allclose(taken[weights > 0], room[weights > 0], rtol=1e-9)


def test_filling_shares_by_weight_until_a_place_is_full():
    taken, left = fill(10.0, np.array([1.0, 1.0, 2.0]), np.array([1.0, 9.0, 9.0]))
    np.testing.assert_allclose(taken, [1.0, 3.0, 6.0])
    assert left == 0.0
