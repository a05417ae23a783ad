"""Every arm against the one without policies: differences, their intervals, and many of them at once."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from sim.study.arms import BASELINE, pairs
from sim.study.runs import ALL, ANY, HEADLINE_METRICS, MINERAL_METRICS, SECTOR_METRICS, TOTALS, Runs
from sim.study.stats.bootstrap import bootstrap_t
from sim.study.stats.many import holm
from sim.study.stats.means import FloatArray, PairedEstimate, estimate, p_value, paired

Key = tuple[str, str, str, str, str, str]
"""First arm, second arm, mineral, sector, member and metric."""


@dataclass(frozen=True)
class Comparison:
    """A paired difference and what stands around it.

    ``means`` are over the futures both arms have. ``bootstrap`` is the bootstrap-t interval, for headline
    metrics. ``p_holm`` is ``p`` corrected for all pairs, minerals and end uses compared on one metric.
    """

    means: tuple[float | None, float | None]
    paired: PairedEstimate
    bootstrap: tuple[float, float] | None
    p: float | None
    p_holm: float | None = None

    def as_dict(self) -> dict[str, float | int | None]:
        """Return the numbers of summary.json."""
        low, high = self.bootstrap or (None, None)
        return {
            **self.paired.as_dict(),
            "bootstrap_low": low,
            "bootstrap_high": high,
            "p_value": self.p,
            "p_holm": self.p_holm,
        }


def chosen_pairs(runs: Runs, order: Sequence[str]) -> list[tuple[str, str]]:
    """Return the pairs of which both arms have runs."""
    if BASELINE not in runs.arms:
        return []
    return [(a, b) for a, b in pairs(tuple(order)) if a in runs.arms]


def compare(runs: Runs, order: Sequence[str]) -> dict[Key, Comparison]:
    """Return all comparisons of a study, in the order of paired.csv.

    Parameters
    ----------
    runs : Runs
    order : sequence of str
        Names of the study's arms.
    """
    found: dict[Key, Comparison] = {}
    for first, second in chosen_pairs(runs, order):
        for mineral in runs.minerals:
            for sector, member in runs.holders[mineral]:
                for metric in MINERAL_METRICS if sector == ALL else SECTOR_METRICS:
                    a, b = (runs.values(arm, mineral, metric, sector, member) for arm in (first, second))
                    headline = sector == ALL and metric in HEADLINE_METRICS
                    found[first, second, mineral, sector, member, metric] = _comparison(a, b, headline)
        for name in TOTALS:
            a, b = runs.total(first, name), runs.total(second, name)
            found[first, second, ANY, ALL, "", name] = _comparison(a, b, headline=True)
    return _corrected(found)


def _comparison(a: FloatArray, b: FloatArray, headline: bool) -> Comparison:
    """Return one comparison, not yet corrected for the others."""
    both = np.isfinite(a) & np.isfinite(b)
    return Comparison(
        means=(estimate(a[both]).mean, estimate(b[both]).mean),
        paired=paired(a, b),
        bootstrap=bootstrap_t(a - b) if headline else None,
        p=p_value(a - b),
    )


def _corrected(found: dict[Key, Comparison]) -> dict[Key, Comparison]:
    """Correct p-values within families: one metric over all pairs, and apart for totals and end uses."""
    families: dict[tuple[bool, bool, str], list[Key]] = defaultdict(list)
    for key in found:
        _, _, mineral, sector, _, metric = key
        families[mineral == ANY, sector == ALL, metric].append(key)
    for keys in families.values():
        for key, p in zip(keys, holm([found[key].p for key in keys]), strict=True):
            found[key] = replace(found[key], p_holm=p)
    return found
