"""Reading, grading and writing rows when tables are imported."""

from __future__ import annotations

import csv
from pathlib import Path

from sim.data.tables import CONFIDENCE

Row = dict[str, str]

GRADES = {
    "high": "reported",  # printed by the source
    "medium": "derived",  # counted or computed from looked-up events
    "low": "judgement",
    "sourced": "reported",
    "sourced (range judgement)": "reported",
    "sourced/contested": "reported",
    "judgement calibrated on Korea": "judgement",
    "derived (stakes recalled)": "recalled",
}


def confidence_of(grade: str, *texts: str) -> str:
    """Map a source's grade to one of the five grades.

    Parameters
    ----------
    grade : str
        As printed; of a compound such as ``high (capacity); medium (date)`` the first counts.
    *texts : str
        Notes of the row: one that says ``recalled`` or ``ASSUMPTION`` overrides a grade below high.
    """
    first = GRADES.get(grade) or GRADES.get(grade.split(" ")[0], grade.split(" ")[0])
    if first not in CONFIDENCE:
        raise ValueError(f"grade {grade!r} has no mapping")
    said = " ".join(texts)
    if first not in ("reported", "judgement") and "recalled" in said:
        return "recalled"
    return "judgement" if "ASSUMPTION" in said else first


def read_rows(path: Path) -> list[Row]:
    """Rows of a source table."""
    with path.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def write_rows(path: Path, rows: list[Row]) -> None:
    """Write an imported table."""
    with path.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def pick(row: Row, *columns: str) -> Row:
    """Some columns of a row as they are."""
    return {column: row[column] for column in columns}


def tail(row: Row, year: str, url: str = "url", confidence: str | None = None) -> Row:
    """The five columns every imported table ends with."""
    grade = row.get("confidence", "")
    address = row.get(url, "")
    return {
        "source": row["source"],
        "url": address if address.startswith("http") else "",
        "year": year,
        "confidence": confidence or confidence_of(grade),
        "grade": grade,
    }
