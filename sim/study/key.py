"""Content keys: the name of a part says everything that went into it."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping
from dataclasses import fields, is_dataclass
from datetime import date
from pathlib import Path

import numpy as np
from pydantic import BaseModel

from sim.data.vintage import COMMITTED, Vintage

SIM_ROOT = Path(__file__).resolve().parents[1]
NOT_HASHED = ("views", "tasks", "cli.py", "composing.py", "__main__.py")
"""Parts of ``sim`` that cannot change a number in a part."""


def digest(*values: object) -> str:
    """Return a 128-bit hash of values, the same in every process and on every day.

    Parameters
    ----------
    *values : object
        Dataclasses, pydantic models, arrays, mappings, sequences, dates and plain scalars.

    Raises
    ------
    TypeError
        For a value whose content has no fixed form.
    """
    state = hashlib.blake2b(digest_size=16)
    for value in values:
        for token in _tokens(value):
            state.update(len(token).to_bytes(8, "little"))
            state.update(token)
    return state.hexdigest()


def _tokens(value: object) -> Iterator[bytes]:
    """Yield the type and the content of a value, depth first."""
    yield type(value).__name__.encode()
    if value is None or isinstance(value, bool | int | float | str | date | np.generic):
        yield repr(value).encode()
    elif isinstance(value, np.ndarray):
        yield f"{value.dtype.str}{value.shape}".encode()
        yield np.ascontiguousarray(value).tobytes()
    elif isinstance(value, BaseModel):
        yield value.model_dump_json().encode()
    elif is_dataclass(value):
        # what does not count in a comparison does not count in a key
        for field in (field for field in fields(value) if field.compare):
            yield field.name.encode()
            yield from _tokens(getattr(value, field.name))
    elif isinstance(value, Mapping):
        for name in value:
            yield repr(name).encode()
            yield from _tokens(value[name])
    elif isinstance(value, tuple | list):
        yield str(len(value)).encode()
        for item in value:
            yield from _tokens(item)
    else:
        raise TypeError(f"no content hash for {type(value).__name__}")


def data_hash(vintage: Vintage = COMMITTED) -> str:
    """Return the hash of every table under ``sim/data``, with those a vintage replaces."""
    files = sorted((SIM_ROOT / "data").rglob("*.csv"))
    return digest(_files_hash(files), vintage) if vintage.replaced else _files_hash(files)


def source_hash() -> str:
    """Return the hash of the ``sim`` sources, except views, tasks and the command line."""
    files = sorted(SIM_ROOT.rglob("*.py"))
    return _files_hash([file for file in files if file.relative_to(SIM_ROOT).parts[0] not in NOT_HASHED])


def _files_hash(files: list[Path]) -> str:
    """Hash names and contents."""
    return digest(*[(file.relative_to(SIM_ROOT).as_posix(), _text_hash(file)) for file in files])


def _text_hash(file: Path) -> str:
    """Hash one file, whatever line ends the checkout gave it."""
    return hashlib.sha256(file.read_bytes().replace(b"\r\n", b"\n")).hexdigest()


def config_hash(config: Mapping[str, object]) -> str:
    """Return the short hash at the end of a results folder's name."""
    text = json.dumps(config, sort_keys=True, default=str)
    return hashlib.sha256(text.encode()).hexdigest()[:8]
