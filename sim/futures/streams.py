"""Keyed random streams: every draw is a pure function of what it is for."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

FloatArray = NDArray[np.float64]

# One step of the Philox counter yields this many 64-bit words, and a double uses one word.
_WORDS_PER_STEP = 4


def _key(seed: int, future: int, entity: str, purpose: str) -> NDArray[np.uint64]:
    """128-bit Philox key of one stream, shape (2,); the unit separator keeps the four parts apart."""
    text = f"{seed}\x1f{future}\x1f{entity}\x1f{purpose}"
    digest = hashlib.blake2b(text.encode(), digest_size=16).digest()
    return np.frombuffer(digest, dtype="<u8").astype(np.uint64)


def uniforms(seed: int, future: int, entity: str, purpose: str, n: int) -> FloatArray:
    """First `n` draws of the stream named by the four keys.

    Parameters
    ----------
    seed : int
        Seed of the study.
    future : int
        Number of the future within the study.
    entity, purpose : str
        Who draws, and what for.
    n : int
        How many draws; a longer request begins with the same numbers.

    Returns
    -------
    FloatArray, shape (n,)
        Uniform on [0, 1).

    Notes
    -----
    Counter-based generator: Salmon, Moraes, Dror & Shaw (2011), Parallel random numbers: as easy as 1, 2, 3.
    """
    return np.random.Generator(np.random.Philox(key=_key(seed, future, entity, purpose))).random(n)


def uniform_at(seed: int, future: int, entity: str, purpose: str, index: int) -> float:
    """Draw number `index` of the stream, without drawing those before it."""
    step, word = divmod(index, _WORDS_PER_STEP)
    generator = np.random.Generator(np.random.Philox(key=_key(seed, future, entity, purpose), counter=step))
    return float(generator.random(word + 1)[word])


def uniform_rows(seed: int, future: int, entities: Sequence[str], purpose: str, n: int) -> FloatArray:
    """One row of `uniforms` per entity, shape (len(entities), n), at a quarter of the cost.

    A private generator is moved from key to key: building one costs more than the few draws wanted of it.
    """
    out = np.empty((len(entities), n))
    bits = np.random.Philox(key=0)
    generator = np.random.Generator(bits)
    state = bits.state
    counter = np.zeros(4, dtype=np.uint64)
    for row, entity in zip(out, entities, strict=True):
        state["state"] = {"counter": counter, "key": _key(seed, future, entity, purpose)}
        bits.state = state
        generator.random(out=row)
    return out
