"""Parts: the Parquet files one arm leaves for one block of futures."""

from __future__ import annotations

import io
import json
import os
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq
from numpy.typing import NDArray

from sim.errors import InputError
from sim.study.schema import SMALL, TABLES

Float32Array = NDArray[np.float32]

SERIES_BITS = 13
LAST_WRITTEN = "outcomes"
FAILURES_KEY = b"failures"
PROVENANCE_KEY = b"provenance"


@dataclass(frozen=True)
class Part:
    """One arm in one block.

    Parameters
    ----------
    arm : str
    block : int
        Holds the futures ``25 block ... 25 block + futures - 1``.
    futures, series_futures : int
        How many of them are asked for, and for how many of those the series is kept.
    key : str
        Content key, the file name of the part.
    events : bool
        Whether the events of its futures are kept with it.
    """

    arm: str
    block: int
    futures: int
    series_futures: int
    key: str
    events: bool = False

    def path(self, folder: Path, table: str) -> Path:
        """Return the file of one of the tables."""
        return folder / table / f"{self.key}.parquet"

    def is_done(self, folder: Path) -> bool:
        """Say whether the part is on disk; the outcomes are always written last."""
        return self.path(folder, LAST_WRITTEN).is_file()


@dataclass(frozen=True)
class Failure:
    """A run that did not finish."""

    arm: str
    future: int
    stage: str
    reason: str


Columns = Mapping[str, Sequence[object]]
Rows = Mapping[int, Columns]
"""The columns of one table for each future."""


Files = Mapping[str, bytes]
"""The content of the file of each table of a part, the outcomes last."""


def write_files(folder: Path, part: Part, files: Files) -> None:
    """Write the files of a part, each whole or not at all, the outcomes last."""
    for name, content in files.items():
        replace_file(part.path(folder, name), content)


def lend(parts: Iterable[Part], source: Path, target: Path) -> None:
    """Let another folder have what one has computed of some parts: the same files under a second name."""
    for part in parts:
        if not part.is_done(source):
            continue
        for name in sorted(TABLES, key=lambda table: table == LAST_WRITTEN):
            theirs, own = part.path(source, name), part.path(target, name)
            if theirs.is_file() and not own.is_file():
                own.parent.mkdir(parents=True, exist_ok=True)
                _share(theirs, own)


def _share(file: Path, name: Path) -> None:
    """Give a file that never changes a second name, or copy it where the disk has no such thing."""
    try:
        os.link(file, name)
    except OSError:
        replace_file(name, file.read_bytes())


def encode_part(
    part: Part, tables: Mapping[str, Rows], failures: Sequence[Failure], about: Mapping[str, object]
) -> Files:
    """Return the files of a part; same content, same bytes.

    Parameters
    ----------
    part : Part
    tables : mapping of str to (mapping of int to columns)
        For each of ``outcomes``, ``reserve``, ``finance``, ``series`` and ``events`` the columns of each
        future, without ``arm`` and ``future``.
    failures : sequence of Failure
        Kept in the metadata of the outcomes, so that a part and its failures appear together.
    about : mapping of str to object
        The provenance of the study, kept in the metadata of every table.
    """
    files = {}
    metadata = {PROVENANCE_KEY: json.dumps(dict(about))}
    records = json.dumps([asdict(failure) for failure in failures])
    for name in sorted(TABLES, key=lambda table: table == LAST_WRITTEN):
        if (name == "series" and part.series_futures == 0) or (name == "events" and not part.events):
            continue
        table = _arrow_table(name, part.arm, tables[name])
        own = {FAILURES_KEY: records} if name == LAST_WRITTEN else {}
        files[name] = _parquet_bytes(table.replace_schema_metadata(metadata | own))
    return files


def replace_file(path: Path, content: bytes) -> None:
    """Put a file in place whole or not at all."""
    path.parent.mkdir(parents=True, exist_ok=True)
    temporary = path.with_name(f".{path.name}.{os.getpid()}")
    try:
        with temporary.open("wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(path)
    except OSError:
        # a full disk must not stay full of halves
        temporary.unlink(missing_ok=True)
        raise


def read_table(
    folder: Path, name: str, parts: Sequence[Part], filters: list[tuple[str, str, object]] | None = None
) -> pa.Table:
    """Return one table of the parts that are on disk, in the order given.

    Raises
    ------
    InputError
        If a file is damaged.
    """
    tables = []
    for part in parts:
        path = part.path(folder, name)
        if not path.is_file():
            continue
        try:
            tables.append(pq.read_table(path, filters=filters, schema=TABLES[name]))
        except (OSError, pa.ArrowException) as error:
            raise InputError("results", str(path), "results folder", f"a readable part: {error}") from error
    return pa.concat_tables(tables) if tables else TABLES[name].empty_table()


def read_failures(folder: Path, parts: Sequence[Part]) -> list[Failure]:
    """Return the failed runs recorded in the parts that are on disk."""
    failures = []
    for part in parts:
        if part.is_done(folder):
            metadata = pq.read_schema(part.path(folder, LAST_WRITTEN)).metadata or {}
            records = json.loads(metadata.get(FAILURES_KEY, b"[]"))
            failures += [Failure(**record) for record in records]
    return failures


def _arrow_table(name: str, arm: str, rows: Rows) -> pa.Table:
    """Stack the columns of all futures; NaN and None become null."""
    schema = TABLES[name]
    tables = []
    for future, columns in rows.items():
        length = len(next(iter(columns.values()), ()))
        key = {"arm": [arm] * length, "future": [future] * length}
        full = {name: key[name] for name in key if name in schema.names} | {**columns}
        if set(full) != set(schema.names) and length > 0:
            raise ValueError(f"{name}: columns {sorted(full)} are not {sorted(schema.names)}")
        if length > 0:
            arrays = [pa.array(full[field.name], from_pandas=True).cast(field.type) for field in schema]
            tables.append(pa.Table.from_arrays(arrays, schema=schema))
    if not tables:
        return schema.empty_table()
    table = pa.concat_tables(tables).combine_chunks()
    return _compact(table) if name == "series" else table


def _compact(series: pa.Table) -> pa.Table:
    """Sort series by mineral and round them: a third of the size on disk."""
    series = series.sort_by([(name, "ascending") for name in ("future", "mineral", "day")])
    for number, field in enumerate(series.schema):
        if field.type == SMALL and field.name != "day":
            rounded = _rounded(series.column(number).to_numpy())
            series = series.set_column(number, field, pa.array(rounded, from_pandas=True))
    return series


def _rounded(values: Float32Array) -> Float32Array:
    """Return values rounded to `SERIES_BITS` significant bits, a relative error below 1.3e-4.

    Weekly values are read off charts; the lower bits of a float32 only defeat the compression.
    """
    mantissa, exponent = np.frexp(values)
    scale = np.float32(2**SERIES_BITS)
    return np.ldexp(np.rint(mantissa * scale) / scale, exponent)


def _parquet_bytes(table: pa.Table) -> bytes:
    """Encode a table; nothing in the file depends on when or where it was written."""
    floats = [field.name for field in table.schema if pa.types.is_floating(field.type)]
    others = [field.name for field in table.schema if field.name not in floats]
    buffer = io.BytesIO()
    # splitting floats by byte shrinks slowly moving series by about a third
    pq.write_table(
        table, buffer, compression="zstd", use_dictionary=others, use_byte_stream_split=floats, version="2.6"
    )
    return buffer.getvalue()
