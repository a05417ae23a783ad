"""Past episodes out of the source table: what was known when they were announced, and nothing later."""

from __future__ import annotations

from collections.abc import Iterable

from sim.data.import_rows import Row, pick

EVIDENCE = {"A": "reported", "B": "derived", "C": "judgement"}
"""Volumes and prices documented; one of them, or secondary sources; thin."""


def episodes(rows: Iterable[Row]) -> Iterable[Row]:
    """Dates, scope and kind of every episode; flows, prices, ends and responses are outcomes and stay out."""
    for row in rows:
        addresses = [part.strip() for part in row["sources"].split("|")]
        yield (
            {"episode": row["id"]}
            | pick(row, "mineral", "stage", "country", "mechanism", "target", "announced", "start")
            | {"source": addresses[0].split("/")[2], "url": addresses[0]}
            | {"year": (row["announced"] or row["start"])[:4]}
            | {"confidence": EVIDENCE[row["evidence_grade"]], "grade": row["evidence_grade"]}
        )
