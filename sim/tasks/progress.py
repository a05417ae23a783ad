"""What a study shows while it runs: runs done, time left, and the headline difference so far."""

from __future__ import annotations

import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter

from sim.study.parts import read_table
from sim.study.stats.means import paired
from sim.study.store import load_results

Progress = Callable[[int, int], None]

SHARE = 0.05
"""Estimates may take this share of the time."""


@contextmanager
def progress_bar(folder: Path, quiet: bool = False) -> Iterator[Progress]:
    """Show progress on standard error, if that is a terminal and ``quiet`` is not set.

    Parameters
    ----------
    folder : Path
        Of the study; the estimate is read from the parts it holds.
    quiet : bool
    """
    from tqdm import tqdm

    with tqdm(unit="run", file=sys.stderr, disable=True if quiet else None, leave=False) as bar:
        ready = perf_counter()

        def show(done: int, total: int) -> None:
            nonlocal ready
            bar.total = total
            bar.update(done - bar.n)
            begin = perf_counter()
            if not bar.disable and begin >= ready:
                bar.set_postfix_str(estimate(folder), refresh=False)
                ready = perf_counter() + (perf_counter() - begin) / SHARE
            bar.refresh()

        yield show


def estimate(folder: Path) -> str:
    """Return the paired difference in days with any mineral short, last arm against first, so far.

    Parameters
    ----------
    folder : Path
        Of a study that may still be running.

    Returns
    -------
    str
        Empty while fewer than two futures are done in both arms, or where futures have weights.
    """
    results = load_results(folder)
    if len(results.arms) < 2:
        return ""
    rows = read_table(folder, "outcomes", results.parts, [("mineral", "==", "any")]).to_pandas()
    first, last = results.arms[0], results.arms[-1]
    days = rows.pivot(index="future", columns="arm", values="shortfall_days").reindex(columns=[first, last])
    days = days.dropna().astype(float)
    if len(days) < 2 or rows["log_weight"].any():
        return ""
    found = paired(days[last].to_numpy(), days[first].to_numpy()).as_dict()
    mean, low = found["mean"], found["ci_low"]
    assert mean is not None
    assert low is not None
    return f"{last}-{first} {mean:+.0f}\u00b1{mean - low:.0f} days short, n={len(days)}"
