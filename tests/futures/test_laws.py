from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from sim.futures.laws import Empirical, Exponential, Fixed, Law, Lognormal, OptionalLaw, Triangular

positive = st.floats(1e-3, 1e4)
any_float = st.floats(-1e4, 1e4)
u01 = st.floats(0, 1, exclude_max=True)

laws = st.one_of(
    st.builds(Fixed, value=any_float),
    st.builds(Exponential, mean=positive),
    # A ratio of at most 5 keeps the tail light enough to integrate on a grid.
    st.builds(lambda m, r: Lognormal(median=m, p90=m * r), positive, st.floats(1, 5)),
    st.builds(Empirical, values=st.lists(any_float, min_size=1, max_size=8).map(tuple)),
    st.lists(any_float, min_size=3, max_size=3).map(
        lambda x: Triangular(**dict(zip(("low", "mode", "high"), sorted(x), strict=True)))
    ),
)
adapter = TypeAdapter(Law)


@given(laws, u01, u01)
def test_quantiles_rise_and_stay_in_the_support(law, one, other):
    low, high = sorted((one, other))
    tolerance = 1e-9 * max(1.0, abs(law.ppf(low)))
    assert law.ppf(low) <= law.ppf(high) + tolerance
    assert law.support()[0] <= law.ppf(low) <= law.support()[1]


@given(laws)
def test_mean_is_the_integral_of_the_quantiles(law):
    n = 40_000
    values = law.quantiles((np.arange(n) + 0.5) / n)
    spread = float(np.ptp(values)) + abs(law.mean())
    assert values.mean() == pytest.approx(law.mean(), abs=2e-3 * spread + 1e-12)


@given(laws, st.lists(u01, min_size=1, max_size=6))
def test_one_quantile_is_that_of_the_array(law, u):
    assert [law.ppf(value) for value in u] == pytest.approx(law.quantiles(np.array(u)).tolist(), rel=1e-15)


@given(laws)
def test_laws_survive_python_and_json(law):
    assert adapter.validate_python(adapter.dump_python(law)) == law
    assert adapter.validate_json(adapter.dump_json(law)) == law


def test_known_quantiles():
    assert Exponential(mean=100).ppf(0.5) == pytest.approx(100 * np.log(2))
    assert Lognormal(median=63, p90=239).ppf(0.5) == pytest.approx(63)
    assert Lognormal(median=63, p90=239).ppf(0.9) == pytest.approx(239)
    assert Triangular(low=0, mode=1, high=2).ppf(0.5) == pytest.approx(1)
    assert [Empirical(values=(3, 1, 2)).ppf(u) for u in (0, 0.4, 0.9)] == [1, 2, 3]


def test_a_triangle_of_no_width_is_its_mode():
    assert Triangular(low=2, mode=2, high=2).ppf(0.3) == 2


@pytest.mark.parametrize(
    "bad",
    [
        {"kind": "gamma", "mean": 3},
        {"kind": "fixed"},
        {"kind": "fixed", "value": "3"},
        {"kind": "fixed", "value": float("inf")},
        {"kind": "exponential", "mean": 0},
        {"kind": "exponential", "mean": 3, "median": 2},
        {"kind": "lognormal", "median": 10, "p90": 9},
        {"kind": "empirical", "values": []},
        {"kind": "triangular", "low": 1, "mode": 0, "high": 2},
    ],
)
def test_bad_laws_are_refused(bad):
    with pytest.raises(ValidationError):
        adapter.validate_python(bad)


def test_null_fields_are_as_good_as_absent():
    optional = TypeAdapter(OptionalLaw)
    assert optional.validate_python({"kind": "fixed", "value": 3, "mean": None}) == Fixed(value=3)
    assert optional.validate_python({"kind": None, "value": None}) is None
    assert optional.validate_python(None) is None
