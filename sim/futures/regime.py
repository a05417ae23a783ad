"""Coercing states: calm, tension or coercion, and the decrees each regime brings."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from sim.data.parameters import parameters
from sim.errors import InputError
from sim.futures.arrivals import DAYS_PER_YEAR
from sim.futures.draws import draw_events
from sim.futures.events import Event
from sim.futures.hazard_table import hazard
from sim.futures.laws import Fixed
from sim.futures.plan import EventPlan, ParameterMode, plan
from sim.futures.specs import ExportBanSpec
from sim.futures.specs.regime import RegimeSpec
from sim.futures.streams import FloatArray, uniforms
from sim.world.concentration import dominant
from sim.world.countries import codes
from sim.world.world import World

CALM, TENSION, COERCION = 0, 1, 2
NAMES = ("calm", "tension", "coercion")
# Rows of hazards.csv with the rate per dominated mineral (or pair) in calm and under coercion, and the row
# decrees are drawn from. Only China's decrees were seen to hit several minerals at once.
CHINA = "CHN"
CHINA_ROWS = ("china-licensing-calm", "china-licensing-per-mineral", "china-licensing-decree")
OTHER_ROWS = ("export-ban-2010-2022", "export-ban-2023-2026", "export-ban-2023-2026")
TARGETED_ROW = "china-ban-us"
ENTITY = "regime"


def check_regime(world: World, spec: RegimeSpec) -> None:
    """Coercers are countries, each named once, and the target is a market.

    Raises
    ------
    InputError
        Naming the key ``scenario.regime.<field>``.
    """
    known = codes() | set(world.facilities.country)
    for state in spec.coercers:
        if state not in known:
            raise _refused("coercers", state, "one of " + ", ".join(sorted(known)))
    if len(set(spec.coercers)) < len(spec.coercers):
        raise _refused("coercers", spec.coercers, "every state once")
    if spec.target is not None and spec.target not in world.markets:
        raise _refused("target", spec.target, "one of " + ", ".join(world.markets))


def _refused(field: str, value: object, allowed: str) -> InputError:
    return InputError(f"scenario.regime.{field}", value, "scenario", allowed)


@dataclass(frozen=True)
class Path:
    """Regimes of one state in one future.

    Attributes
    ----------
    starts : FloatArray, shape (n,)
        Days on which a regime begins, the first 0.
    regimes : sequence of int
        CALM, TENSION or COERCION from each of them on.
    """

    starts: FloatArray
    regimes: tuple[int, ...]


def draw_path(spec: RegimeSpec, state: str, seed: int, future: int, horizon_d: float) -> Path:
    """Regimes until the horizon: a continuous-time Markov chain, keyed by state.

    A longer horizon adds later changes only.
    """
    draws = partial(uniforms, seed, future, f"{ENTITY}/{state}")
    up = {CALM: spec.rate("calm_to_tension"), TENSION: spec.rate("tension_to_coercion"), COERCION: 0.0}
    down = {CALM: 0.0, TENSION: spec.rate("tension_to_calm"), COERCION: spec.rate("coercion_to_tension")}
    n = 16
    while True:
        path = _walk(NAMES.index(spec.start), up, down, draws("stay", n), draws("turn", n), horizon_d)
        if path is not None:
            return path
        n *= 2


def _walk(
    regime: int,
    up: dict[int, float],
    down: dict[int, float],
    stay: FloatArray,
    turn: FloatArray,
    horizon_d: float,
) -> Path | None:
    """Walk from regime to regime; None where the draws end before the horizon."""
    day, starts, regimes = 0.0, [0.0], [regime]
    for u, v in zip(stay.tolist(), turn.tolist(), strict=True):
        leaving = up[regime] + down[regime]
        day -= DAYS_PER_YEAR / leaving * float(np.log1p(-u))
        if day >= horizon_d:
            return Path(np.array(starts), tuple(regimes))
        regime += 1 if v < up[regime] / leaving else -1
        starts.append(day)
        regimes.append(regime)
    return None


class Clock:
    """Days of a state that always coerces, told from the days of one that does so at times.

    Parameters
    ----------
    path : Path
    pace : tuple of float
        Rate in each regime over the rate under coercion.
    horizon_d : float
    """

    def __init__(self, path: Path, pace: tuple[float, float, float], horizon_d: float) -> None:
        self._days = np.append(path.starts, horizon_d)
        steps = np.diff(self._days) * np.array([pace[regime] for regime in path.regimes])
        self._lived = np.concatenate([[0.0], np.cumsum(steps)])

    @property
    def span_d(self) -> float:
        """Days of coercion that the horizon is worth."""
        return float(self._lived[-1])

    def calendar_days(self, lived: FloatArray) -> FloatArray:
        """Calendar days on which so many days of coercion have been lived."""
        return np.asarray(np.interp(lived, self._lived, self._days))


class Regimes:
    """Decrees of the coercing states of one world, ready to be drawn."""

    def __init__(self, world: World, spec: RegimeSpec, mode: ParameterMode) -> None:
        self._spec = spec
        self._plans = {state: _plans(world, spec, state, mode) for state in spec.coercers}
        self._paces = {state: _pace(state) for state in spec.coercers}

    def draw(self, seed: int, future: int, horizon_d: float) -> list[Event]:
        """All decrees that start before the horizon, in no particular order."""
        events: list[Event] = []
        for state, plans in self._plans.items():
            path = draw_path(self._spec, state, seed, future, horizon_d)
            clock = Clock(path, self._paces[state], horizon_d)
            for decree in plans:
                events += draw_events(decree, seed, future, horizon_d, clock)
        return events


def _rows(state: str) -> tuple[str, str, str]:
    return CHINA_ROWS if state == CHINA else OTHER_ROWS


def rows_used(spec: RegimeSpec) -> tuple[str, ...]:
    """Rows of hazards.csv that a regime draws from."""
    rows = [row for state in spec.coercers for row in _rows(state)]
    if CHINA in spec.coercers and spec.target is not None:
        rows.append(TARGETED_ROW)
    return tuple(dict.fromkeys(rows))


def _pace(state: str) -> tuple[float, float, float]:
    """Rate in calm, tension and coercion over that under coercion; tension lies between, on a log scale."""
    calm, coercion = (hazard(row, "scenario.regime").rate_per_year for row in _rows(state)[:2])
    if calm is None or coercion is None:
        raise InputError("scenario.regime", state, "hazards.csv", "rates in " + ", ".join(_rows(state)))
    ratio = calm / coercion
    return ratio, ratio ** (1.0 - parameters().mode("regime_tension_weight")), 1.0


def _plans(world: World, spec: RegimeSpec, state: str, mode: ParameterMode) -> tuple[EventPlan, ...]:
    """Kinds of decree of one state.

    China's hit batches of the minerals it dominates; another state's hit one mineral each, of which it is a
    producer of some size.
    """
    row = _rows(state)[2]
    if state == CHINA:
        decrees = {"decrees": ExportBanSpec(origin=state, minerals="dominant", hazard=row)}
        if spec.target is not None:
            decrees["targeted"] = ExportBanSpec(
                origin=state,
                minerals="dominant",
                destinations=(spec.target,),
                hazard=TARGETED_ROW,
                # The law says full stop; what the row measures is left after leakage and rerouting.
                severity=Fixed(value=1.0),
            )
    else:
        least = parameters().mode("regime_producer_share")
        decrees = {
            mineral: ExportBanSpec(origin=state, minerals=(mineral,), hazard=row)
            for mineral in world.minerals
            if dominant(world, mineral, state) >= least
        }
    return tuple(plan(world, f"{ENTITY}/{state}/{name}", decree, mode) for name, decree in decrees.items())
