"""The ledger of a sweep: which cells there are, and how far each has come.

One small file per cell, replaced whole: cells may run side by side, in any process, and be killed.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Literal

from sim.errors import InputError
from sim.study.store import new_folder, write_json

SWEEP = "sweep.json"
Status = Literal["pending", "running", "done", "failed"]
PENDING: Status = "pending"
RUNNING: Status = "running"
DONE: Status = "done"
FAILED: Status = "failed"


@dataclass(frozen=True)
class Cell:
    """One cell of a sweep.

    Parameters
    ----------
    number : int
    overrides : tuple of str
        What its command line sets, as ``key=value``.
    status : {"pending", "running", "done", "failed"}
        ``running`` stays where a process was killed.
    code : int or None
        Exit code, when it has ended.
    folder : str or None
        Its results folder, as soon as there is one.
    message : str
        Why it failed.
    """

    number: int
    overrides: tuple[str, ...]
    status: Status = "pending"
    code: int | None = None
    folder: str | None = None
    message: str = ""


class Ledger:
    """The cells of one sweep, in its folder.

    Parameters
    ----------
    folder : Path
        Made by `create`.

    Raises
    ------
    InputError
        If the folder holds no sweep.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = Path(folder)
        file = self.folder / SWEEP
        if not file.is_file():
            raise InputError("resume", str(folder), "sweep", f"a folder with a {SWEEP}")
        self._overrides: list[list[str]] = json.loads(file.read_text(encoding="utf-8"))["cells"]

    @classmethod
    def create(cls, results_dir: Path, cells: Sequence[Sequence[str]]) -> Ledger:
        """Make the folder of a new sweep."""
        content: dict[str, object] = {"cells": [list(cell) for cell in cells]}
        folder = new_folder(results_dir, "sweep", content)
        write_json(folder / SWEEP, content)
        return cls(folder)

    @property
    def cells(self) -> tuple[Cell, ...]:
        """All cells as they stand."""
        return tuple(self.cell(number) for number in range(len(self._overrides)))

    def cell(self, number: int) -> Cell:
        """Return one cell as it stands."""
        overrides = tuple(self._overrides[number])
        file = self._file(number)
        if not file.is_file():
            return Cell(number, overrides)
        kept = json.loads(file.read_text(encoding="utf-8"))
        return Cell(**kept | {"number": number, "overrides": overrides})

    def mark(
        self,
        number: int,
        status: Status,
        *,
        code: int | None = None,
        folder: Path | None = None,
        message: str = "",
    ) -> None:
        """Write down how far a cell has come; a folder once known is kept."""
        before = self.cell(number)
        place = before.folder if folder is None else str(folder)
        now = replace(before, status=status, code=code, folder=place, message=message)
        self._file(number).parent.mkdir(exist_ok=True)
        write_json(self._file(number), asdict(now))

    def _file(self, number: int) -> Path:
        return self.folder / "cells" / f"{number:05d}.json"
