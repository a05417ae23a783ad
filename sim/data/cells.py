"""Single cells of tables, and tables in which some of them hold another value."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.data.tables import load, text_of
from sim.data.vintage import Vintage, use


@dataclass(frozen=True)
class Cell:
    """One cell of a table.

    Attributes
    ----------
    table : str
        File name without ``.csv``.
    row : int
        Number of the row below the header, from 0.
    column : str
    """

    table: str
    row: int
    column: str


def with_cells(vintage: Vintage, values: Mapping[Cell, float]) -> Vintage:
    """Return tables that differ from others in some cells.

    Parameters
    ----------
    vintage : Vintage
        The tables to start from; rows are counted in these.
    values : mapping of Cell to float
        In the unit of the cell.
    """
    with use(vintage):
        tables = {cell.table: [dict(row) for row in load(cell.table)] for cell in values}
    for cell, value in values.items():
        tables[cell.table][cell.row][cell.column] = repr(value)
    return vintage.replacing({name: text_of(rows) for name, rows in tables.items()})
