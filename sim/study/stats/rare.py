"""Likelihood ratios of tilted laws, and means that take them into account.

A rare ban is sampled more often, or for longer, than it happens; every future then carries the
logarithm of (its density under the true law) / (its density under the tilted one). Asmussen & Glynn
(2007), *Stochastic Simulation*, chapters V and VI.
"""

from __future__ import annotations

import numpy as np

from sim.errors import InputError
from sim.futures.laws import Exponential, Law, Lognormal
from sim.study.stats.means import Estimate, FloatArray, estimate


def rate_log_ratio(arrivals: int, rate: float, tilted: float, horizon: float) -> float:
    """Return the log likelihood ratio of the arrivals of a Poisson process.

    Parameters
    ----------
    arrivals : int
        Arrivals before the horizon.
    rate, tilted : float
        True rate and the one sampled from, per unit of `horizon`; both above 0.
    horizon : float
        Length watched.
    """
    return arrivals * float(np.log(rate / tilted)) - (rate - tilted) * horizon


def length_log_ratio(days: FloatArray, law: Law, factor: float) -> FloatArray:
    """Return the log likelihood ratios of durations sampled as `factor` times those of a law.

    Parameters
    ----------
    days : FloatArray
        Durations as sampled, above 0.
    law : Law
        The true law; exponential or lognormal.
    factor : float
        Above 0.

    Raises
    ------
    InputError
        If the stretched law does not reach all that the true one does.
    """
    if factor == 1.0:
        return np.zeros(len(days))
    stretched: FloatArray = np.log(factor) + log_density(law, days) - log_density(law, days / factor)
    return stretched


def log_density(law: Law, x: FloatArray) -> FloatArray:
    """Return the log density of a law at positive values.

    Raises
    ------
    InputError
        For a law whose support moves when it is stretched.
    """
    if isinstance(law, Exponential):
        exponential: FloatArray = -np.log(law.mean()) - x / law.mean()
        return exponential
    if isinstance(law, Lognormal) and law.sigma > 0:
        z = np.log(x / law.median) / law.sigma
        lognormal: FloatArray = -(z**2) / 2 - np.log(x * law.sigma * np.sqrt(2 * np.pi))
        return lognormal
    raise InputError("duration.kind", law.kind, "likelihood ratio", "exponential, or lognormal with a spread")


def weighted_estimate(values: FloatArray, log_weights: FloatArray) -> Estimate:
    """Return the mean under the true law and its t interval; unbiased, not self-normalised.

    Parameters
    ----------
    values, log_weights : FloatArray
        One per future, shape ``(n,)``; values NaN where the run has none.
    """
    return estimate(np.exp(log_weights) * values)


def effective_futures(log_weights: FloatArray) -> float:
    """Return Kish's effective sample size: how many equally weighted futures the weights amount to."""
    if len(log_weights) == 0:
        return 0.0
    weights = np.exp(log_weights - np.max(log_weights))
    return float(np.sum(weights)) ** 2 / float(np.sum(weights**2))
