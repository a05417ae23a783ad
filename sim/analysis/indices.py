"""Sensitivity indices through SALib: designs in the unit cube, and what follows from the outputs on them."""

from __future__ import annotations

import warnings
from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.errors import InputError

FloatArray = NDArray[np.float64]

LEVELS = 4
"""Levels of a Morris design, each the median of its quarter of the probability.

With the ends of the ranges as levels half of all inputs would stand at an end at once: nobody draws that.
"""
CROSSED = (0.5 / LEVELS, 1.0 - 0.5 / LEVELS)
"""Probabilities of the lowest and the highest level; an effect is the change from one to the other."""
CONFIDENCE = 0.95
RESAMPLES = 1000


def morris_design(k: int, trajectories: int, seed: int) -> FloatArray:
    """Return the points of a Morris screening, shape ``(trajectories (k + 1), k)``, in the unit cube.

    Raises
    ------
    InputError
        If SALib is not installed.
    """
    from_salib = salib("sample", "morris")
    return np.asarray(from_salib.sample(_problem(k, CROSSED), trajectories, num_levels=LEVELS, seed=seed))


def morris_indices(design: FloatArray, y: FloatArray, seed: int) -> dict[str, FloatArray]:
    """Return the elementary effects of every input (Morris 1991; Campolongo et al. 2007).

    Parameters
    ----------
    design : FloatArray, shape (n, k)
        Of `morris_design`.
    y : FloatArray, shape (n,)
    seed : int
        Of the bootstrap.

    Returns
    -------
    dict of str to FloatArray, shape (k,)
        ``mu_star`` mean size of the effect, ``sigma`` its standard deviation, ``mu_star_ci`` the half-width
        of the 95 % interval; in units of y, from the lowest level of the input to the highest.
    """
    found = salib("analyze", "morris").analyze(
        _problem(design.shape[1], CROSSED),
        design,
        y,
        num_resamples=RESAMPLES,
        conf_level=CONFIDENCE,
        num_levels=LEVELS,
        seed=seed,
    )
    names = {"mu_star": "mu_star", "sigma": "sigma", "mu_star_ci": "mu_star_conf"}
    return {name: np.asarray(found[key], dtype=np.float64) for name, key in names.items()}


def sobol_design(k: int, samples: int, seed: int) -> FloatArray:
    """Return a scrambled Saltelli design, shape ``(samples (k + 2), k)``, in the unit cube.

    Raises
    ------
    InputError
        If SALib is not installed.
    """
    from_salib = salib("sample", "sobol")
    return np.asarray(from_salib.sample(_problem(k), samples, calc_second_order=False, seed=seed))


def sobol_indices(k: int, y: FloatArray, seed: int) -> dict[str, FloatArray]:
    """Return first-order and total indices (Sobol 2001; Saltelli et al. 2010).

    Parameters
    ----------
    k : int
        Number of inputs.
    y : FloatArray, shape (samples (k + 2),)
        Outputs on a `sobol_design`.
    seed : int
        Of the bootstrap.

    Returns
    -------
    dict of str to FloatArray, shape (k,)
        ``S1``, ``ST`` and the half-widths ``S1_ci``, ``ST_ci`` of their 95 % intervals; NaN where the output
        does not vary.
    """
    names = {"S1": "S1", "S1_ci": "S1_conf", "ST": "ST", "ST_ci": "ST_conf"}
    if np.ptp(y) == 0.0:
        return {name: np.full(k, np.nan) for name in names}
    with warnings.catch_warnings():
        # a resample may hold one value only; its index is NaN and is left out
        warnings.simplefilter("ignore", RuntimeWarning)
        found = salib("analyze", "sobol").analyze(
            _problem(k),
            y,
            calc_second_order=False,
            num_resamples=RESAMPLES,
            conf_level=CONFIDENCE,
            seed=seed,
        )
    return {name: np.asarray(found[key], dtype=np.float64) for name, key in names.items()}


def noise_share(values: FloatArray) -> float:
    """Return the share of the variance of design-point means that the futures behind them make.

    Parameters
    ----------
    values : FloatArray, shape (n_points, n_futures)
        NaN where a run failed.

    Returns
    -------
    float
        Mean over points of s^2 / n, over the variance of the means; 0 where nothing varies. As all points
        live the same futures it is an upper bound on what reaches the indices.
    """
    lived = np.sum(~np.isnan(values), axis=1)
    inner = float(np.mean(np.nanvar(values, axis=1, ddof=1) / lived))
    outer = float(np.var(np.nanmean(values, axis=1), ddof=1))
    if outer == 0.0:
        return 0.0 if inner == 0.0 else 1.0
    return inner / outer


def _problem(k: int, bounds: tuple[float, float] = (0.0, 1.0)) -> dict[str, Any]:
    names: Sequence[str] = [f"x{i}" for i in range(k)]
    return {"num_vars": k, "names": names, "bounds": [list(bounds)] * k}


def salib(*path: str) -> Any:  # noqa: ANN401 - SALib has no types
    """Return a module of SALib.

    Raises
    ------
    InputError
        If it is not installed.
    """
    from importlib import import_module

    try:
        return import_module(".".join(("SALib", *path)))
    except ImportError:
        allowed = "a task that needs no SALib; it comes with the extra: pip install 'vaultsim[analysis]'"
        raise InputError("task.kind", "sensitivity", "task", allowed) from None
