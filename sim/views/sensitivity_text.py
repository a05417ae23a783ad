"""Sensitivity of the answer as text of at most 100 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.outputs import TOTAL, Output
from sim.views.numbers import sized

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 100
SMALL = 0.05
"""An input matters little if its effect, with its interval, stays below this share of the largest."""
SOFT = ("recalled", "judgement")
NAME_WIDTH, RANGE_WIDTH = 37, 20

CAVEATS = (
    "mu*: mean change of the output when the input crosses the middle three quarters of its probability, the "
    "others anywhere in theirs (Morris); +- the half-width of its 95 % interval.",
    "S1, ST: share of the output variance that the input makes alone, and with all its interactions (Sobol); "
    "the inputs not swept are drawn as in any study. ST +- above ST says: more samples.",
    "Ranges are those of the tables, as independent triangular laws; a law of the scenario without bounds is "
    "swept over its central 90 %. An input without a range, and the model itself, are not questioned.",
)


def sensitivity_text(
    table: pd.DataFrame, noise: pd.DataFrame, shown: Sequence[Output], about: Mapping[str, Any]
) -> str:
    """Return which inputs move the answer, what they share of its variance, and which do not matter.

    Parameters
    ----------
    table, noise : DataFrame
        As ``task=sensitivity`` writes them; docs/sensitivity.md names the columns.
    shown : sequence of Output
        Difference and level that are printed; the others stand in the files.
    about : mapping
        ``scenario``, ``world``, ``horizon_d``, ``seed``, ``inputs``, ``max_noise``, ``max_futures`` and
        ``soft_without_range``.
    """
    years = about["horizon_d"] / 365
    lines = [
        f"Sensitivity to {about['inputs']} inputs: scenario {about['scenario']}, {years:.3g} years, world "
        f"{about['world']}, seed {about['seed']}"
    ]
    for output in shown:
        own = rows_of(table, output)
        lines += ["", output_title(output), *_noise(rows_of(noise, output), about), "", *_rows(own, output)]
    lines += ["", *_little(table, shown)]
    if about["soft_without_range"]:
        lines.append(
            f"Recalled or judged, and not swept for want of a range: {about['soft_without_range']} numbers."
        )
    lines += ["", "Read with care:"]
    return "\n".join(lines + [_wrap(text, "  - ") for text in CAVEATS])


def rows_of(table: pd.DataFrame, output: Output) -> pd.DataFrame:
    """Return the rows about one output."""
    own = (table["output"] == output.name) & (table["mineral"] == output.mineral)
    return table[own & (table["metric"] == output.metric)]


def output_title(output: Output) -> str:
    """Return what an output is, in words."""
    mineral = "all minerals" if output.mineral == TOTAL else output.mineral
    what = f"{output.arm} less {output.less}" if output.less else f"{output.arm} new policy"
    return f"{output.metric} of {mineral}, {what}"


def _noise(rows: pd.DataFrame, about: Mapping[str, Any]) -> Iterator[str]:
    """Say how much of the variance between design points their futures make."""
    for row in rows.to_dict("records"):
        share = 100 * row["noise_share"]
        verdict = f"at most {100 * about['max_noise']:g} %, as asked"
        if not row["met"]:
            verdict = (
                f"above {100 * about['max_noise']:g} %: the budget of {about['max_futures']} futures is spent"
            )
        lived = f"{row['points']} points x {row['futures']} futures"
        yield f"  {row['phase']}: {lived}, mean {sized(row['mean'])}, sd {sized(row['sd'])}"
        yield f"    inner noise {share:.1f} % of the variance: {verdict}"


def _rows(rows: pd.DataFrame, output: Output) -> Iterator[str]:
    """Yield one line per input that went on to Sobol indices, under a header."""
    head = f"{'input':<{NAME_WIDTH}}{'range':>{RANGE_WIDTH}} {'basis':<10}"
    yield f"{head}{'mu* +-':>16}{'S1':>6}{'ST':>6}{'+-':>4}"
    for row in rows[rows["input"].isin(kept_of(rows))].to_dict("records"):
        effect = f"{sized(row['mu_star'])} {sized(row['mu_star_ci'])}"
        yield (
            f"{_short(row['input']):<{NAME_WIDTH}}{_range(row):>{RANGE_WIDTH}} {row['basis']:<10}{effect:>16}"
            f"{_share(row['S1']):>6}{_share(row['ST']):>6}{_share(row['ST_ci']):>4}"
        )


def kept_of(rows: pd.DataFrame) -> list[str]:
    """Return the inputs that went on to Sobol indices; a few where the output never varied."""
    kept = rows[rows["ST"].notna()]
    return list(kept["input"] if len(kept) else rows["input"][:10])


def _little(table: pd.DataFrame, shown: Sequence[Output]) -> Iterator[str]:
    """Name the inputs without effect on any output shown, and those with little, soft ones apart."""
    sizes: dict[str, float] = {}
    for output in shown:
        rows = rows_of(table, output)
        largest = rows["mu_star"].max()
        for row in rows.to_dict("records"):
            size = (row["mu_star"] + row["mu_star_ci"]) / largest if largest > 0.0 else 0.0
            sizes[row["input"]] = max(sizes.get(row["input"], 0.0), size)
    basis = dict(zip(table["input"], table["basis"], strict=True))
    little = [name for name, size in sizes.items() if 0.0 < size < SMALL]
    none = [name for name, size in sizes.items() if size == 0.0]
    groups = (
        (
            f"Recalled or judged, and of little effect (mu* below {100 * SMALL:g} % of the largest)",
            little,
            True,
        ),
        ("Better founded, and of little effect", little, False),
        ("Recalled or judged, and without any effect on these points", none, True),
        ("Better founded, and without any effect on these points", none, False),
    )
    for text, names, soft in groups:
        own = [name for name in names if (basis[name] in SOFT) == soft]
        if own:
            yield _wrap(f"{text}, {len(own)}: {', '.join(own)}.")


def _range(row: Mapping[Any, Any]) -> str:
    return f"{_plain(row['low'])}..{_plain(row['high'])} {row['unit']}"[:RANGE_WIDTH]


def _plain(value: float) -> str:
    return f"{value:.3g}" if abs(value) < 1e4 else sized(value)


def _share(value: float) -> str:
    """Return a share without its leading zero; a dash where there is none."""
    return "-" if value != value else f"{value:.2f}".replace("0.", ".", 1)


def _short(name: str) -> str:
    return name if len(name) < NAME_WIDTH else f"{name[: NAME_WIDTH - 3]}.."


def _wrap(text: str, first: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first))
