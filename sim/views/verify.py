"""Verdicts on the oracles as text of at most 120 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pandas as pd

WIDTH = 118
QUANTITY_WIDTH = 47


def verify_text(table: pd.DataFrame, about: Mapping[str, Any]) -> str:
    """Return one line per case that was run, then what was not run and why.

    Parameters
    ----------
    table : DataFrame
        As ``task=verify`` writes it.
    about : mapping
        ``full`` and ``seed``.
    """
    counts = table["verdict"].value_counts()
    told = ", ".join(f"{counts.get(word, 0)} {word}" for word in ("pass", "FAIL", "not run"))
    size = "full set" if about["full"] else "fast set"
    ran = table[table["verdict"] != "not run"]
    lines = [f"Cases with a known answer, {size}, seed {about['seed']}: {told}", ""]
    lines += [*_ran(ran), "", "Not run:", *_left(table[table["verdict"] == "not run"]), ""]
    lines.append(
        _wrap(
            "through: engine - lived by the ordinary engine in a tiny world (scenarios/world/tiny, "
            "model=bare); futures - drawn, not lived; statistics - computed from a sample. A case with a "
            "standard error passes within 3.5 of them, one without within its tolerance in oracles.csv."
        )
    )
    return "\n".join(lines)


def _ran(table: pd.DataFrame) -> Iterator[str]:
    yield (
        f"{'case':<7}{'quantity':<{QUANTITY_WIDTH + 1}}{'through':<11}{'value':>13}{'estimate':>14}"
        f"{'std. error':>11}{'z':>6}  verdict"
    )
    for row in table.to_dict("records"):
        sampled = row["error"] > 0
        error = f"{row['error']:.2g}" if sampled else "-"
        z = f"{row['z']:+.1f}" if sampled else "-"
        note = f" ({row['note']})" if row["note"] else ""
        quantity = textwrap.shorten(row["quantity"], QUANTITY_WIDTH, placeholder=" ...")
        yield (
            f"{row['oracle']}-{row['row']:<3}{quantity:<{QUANTITY_WIDTH + 1}}{row['code']:<11}"
            f"{row['value']:>13.8g}{row['estimate']:>14.8g}{error:>11}{z:>6}  {row['verdict']}{note}"
        )


def _left(table: pd.DataFrame) -> Iterator[str]:
    for (oracle, note), rows in table.groupby(["oracle", "note"], sort=False):
        numbers = ", ".join(map(str, rows["row"]))
        yield _wrap(f"{oracle} rows {numbers}: {note}", "  ")


def _wrap(text: str, first: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=first + "  " * bool(first))
