"""``task=sweep`` and ``-m``: many cells with a ledger, past failures, and one table in the end."""

from __future__ import annotations

import csv
import sys
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from sim.composing import configure_traced
from sim.config import Config
from sim.errors import InputError, StoppedError
from sim.origin import Origin, override_key, within
from sim.study.ledger import DONE, FAILED, PENDING, RUNNING, Ledger
from sim.study.parts import replace_file
from sim.task_spec import SweepTask
from sim.tasks.dispatch import SOME_FAILED, WRONG_REQUEST, dispatch, explain

DPI = 160
Compose = Callable[[], tuple[Config, Origin]]


def run(config: Config, origin: Origin) -> int:
    """Run the cells of a design table, or those of an earlier sweep that are not done.

    Parameters
    ----------
    config : Config
        With ``task.kind`` sweep.
    origin : Origin
        What the command line set holds for every cell.

    Returns
    -------
    int
        See `run_cells`.
    """
    assert isinstance(config.task, SweepTask)
    shared = [text for text in origin.overrides if not _of_the_sweep(text)]
    if config.resume is not None:
        free = [text for text in shared if within(override_key(text), "execution")]
        for text in shared:
            if text not in free:
                allowed = "with resume of a sweep, only execution may be set"
                raise InputError(override_key(text), text.partition("=")[2], f"command line: {text}", allowed)
        return run_cells(Ledger(Path(config.resume)), free)
    if config.task.design is None:
        raise InputError("task.design", None, "scenarios/task/sweep.yaml", "a CSV file, one row per cell")
    cells = [[*shared, *row] for row in read_design(Path(config.task.design))]
    return run_cells(Ledger.create(Path(config.results_dir), [_single(cell) for cell in cells]))


def run_cells(ledger: Ledger, execution: Sequence[str] = ()) -> int:
    """Run all cells that are not done, one after another, past those that fail.

    The last line on standard output is the folder of the sweep.

    Parameters
    ----------
    ledger : Ledger
    execution : sequence of str
        Overrides of ``execution`` for all of them.

    Returns
    -------
    int
        0 if all cells are done, 1 if some are, else the largest exit code of a cell.
    """
    for cell in ledger.cells:
        if cell.status != DONE:
            print(f"cell {cell.number}: {' '.join(cell.overrides)}", file=sys.stderr)
            compose = _composed([*cell.overrides, *execution], execution, cell.folder)
            with _told_how_to_resume(ledger):
                run_cell(ledger, cell.number, compose)
    return finish(ledger)


@contextmanager
def _told_how_to_resume(ledger: Ledger) -> Iterator[None]:
    try:
        yield
    except KeyboardInterrupt:
        print(f"Go on with the whole sweep\n  python -m sim resume={ledger.folder}", file=sys.stderr)
        raise


def _of_the_sweep(text: str) -> bool:
    """Say whether an argument is about the sweep and not about its cells."""
    key = override_key(text)
    return key == "resume" or within(key, "task") or key.startswith("hydra")


def _single(cell: list[str]) -> list[str]:
    """Let a cell be exactly its combination unless it says otherwise, as under ``-m``."""
    given = {override_key(text) for text in cell}
    return cell if {"study", "study.arms"} & given else [*cell, "study.arms=single"]


def _composed(overrides: Sequence[str], execution: Sequence[str], folder: str | None) -> Compose:
    """Return what composes a cell: as asked, or going on in the folder it has begun."""
    if folder is not None and (Path(folder) / "manifest.json").is_file():
        return lambda: configure_traced([f"resume={folder}", *execution])
    return lambda: configure_traced(overrides)


def read_design(file: Path) -> list[list[str]]:
    """Return the cells of a design table as overrides; an empty field sets nothing.

    Raises
    ------
    InputError
        If the file cannot be read, or a row has more or fewer fields than the header.
    """
    where = "command line"
    try:
        with file.open(newline="", encoding="utf-8-sig") as stream:
            header, *rows = [row for row in csv.reader(stream) if row]
    except (OSError, UnicodeDecodeError, csv.Error) as error:
        raise InputError("task.design", str(file), where, f"a CSV file that can be read: {error}") from None
    except ValueError:
        raise InputError("task.design", str(file), where, "a CSV file with a header of keys") from None
    for number, row in enumerate(rows, 2):
        if len(row) != len(header):
            allowed = f"{len(header)} fields, one per column; quote values with commas"
            raise InputError(f"{file.name}:{number}", ",".join(row), str(file), allowed)
    if not rows:
        raise InputError("task.design", str(file), where, "at least one row below the header")
    return [
        [f"{key.strip()}={value.strip()}" for key, value in zip(header, row, strict=True) if value.strip()]
        for row in rows
    ]


def run_cell(ledger: Ledger, number: int, compose: Compose) -> int:
    """Run one cell, write down how it goes, and return its exit code; only Ctrl-C gets past here."""

    def started(folder: Path) -> None:
        ledger.mark(number, RUNNING, folder=folder)

    ledger.mark(number, RUNNING)
    try:
        code = dispatch(*compose(), started)
        message = "" if code == 0 else "some runs failed: see failures.csv in its folder"
    except (InputError, StoppedError) as error:
        code, message = (SOME_FAILED if isinstance(error, StoppedError) else WRONG_REQUEST), explain(error)
    except Exception as error:  # a cell that breaks must not take the others with it
        traceback.print_exc()
        code, message = SOME_FAILED, f"{type(error).__name__}: {error}"
    if message:
        print(message, file=sys.stderr)
    ledger.mark(number, FAILED if code else DONE, code=code, message=" ".join(message.split()))
    return code


def finish(ledger: Ledger) -> int:
    """Write the tables and the heat map of a sweep, print how it went, and return its exit code."""
    from sim.study.combined import cells_table, combined_table, open_cells, paired_cells, varied
    from sim.views.sweep import sweep_heatmap

    cells = ledger.cells
    results = open_cells(cells)
    combined = combined_table(cells, results)
    tables = {"cells": cells_table(cells), "combined": combined, "paired": paired_cells(results)}
    failed = tables["cells"].query("status != 'done'")
    for name, table in (*tables.items(), ("failures", failed)):
        text = table.to_csv(index=False, lineterminator="\n")
        replace_file(ledger.folder / f"{name}.csv", text.encode())
    if len(combined):
        (ledger.folder / "figures").mkdir(exist_ok=True)
        figure = sweep_heatmap(combined, list(varied(cells)), len(cells) - len(results))
        figure.savefig(ledger.folder / "figures" / "heatmap.png", dpi=DPI)
    states = (DONE, FAILED, RUNNING, PENDING)
    count = {status: sum(cell.status == status for cell in cells) for status in states}
    print("sweep: " + ", ".join(f"{n} {status}" for status, n in count.items() if n))
    if count[DONE] < len(cells):
        print(f"Compute the rest with\n  python -m sim resume={ledger.folder}", file=sys.stderr)
    print(ledger.folder)
    if count[DONE]:
        return SOME_FAILED if count[DONE] < len(cells) else 0
    return max((cell.code or SOME_FAILED for cell in cells), default=0)
