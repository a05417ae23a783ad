"""All oracles: what is run, family by family, and what is not."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from functools import partial

from sim.analysis.oracles import arithmetic, bans, inventory, programme, renewals, sizing
from sim.analysis.oracles.bench import Bench
from sim.analysis.oracles.case import Case, Verdict, judge, left_verdicts
from sim.analysis.oracles.left import LEFT
from sim.analysis.pool import side_by_side
from sim.study.spec import ExecutionSpec

FAMILIES: Mapping[str, tuple[Case, ...]] = {
    "bans": bans.CASES,
    "renewals": renewals.CASES,
    "inventory": inventory.CASES,
    "arithmetic": arithmetic.CASES,
    "sizing": sizing.CASES,
    "programme": programme.CASES,
}
"""The families that take longest come first, so that none is left over at the end."""


def run_pack(
    bench: Bench,
    seed: int,
    full: bool,
    execution: ExecutionSpec,
    done: Callable[[int], None] | None = None,
) -> list[Verdict]:
    """Run all oracles and return their verdicts in the order of oracles.csv.

    Parameters
    ----------
    bench : Bench
    seed : int
        Of everything that is sampled.
    full : bool
        Standard errors of at most 1 % instead of 10 %.
    execution : ExecutionSpec
        Where the families run; changes no number.
    done : callable, optional
        Called with the rows of a family when it is finished.
    """
    found = [verdict for left in LEFT for verdict in left_verdicts(left)]
    for _, verdicts in side_by_side(partial(family, bench, seed, full), list(FAMILIES), execution):
        found += verdicts
        if done is not None:
            done(len(verdicts))
    return sorted(found, key=lambda verdict: (verdict.oracle, verdict.row))


def family(bench: Bench, seed: int, full: bool, name: str) -> list[Verdict]:
    """Run the cases of one family."""
    return [judge(bench, case, seed, full) for case in FAMILIES[name]]
