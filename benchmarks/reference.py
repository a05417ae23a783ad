"""The reference chain: the engine, the kernel alone, C, and the SimPy model they are measured against."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import ExitStack

from benchmarks.case import MODELS, chain_case
from benchmarks.measure import interleaved
from benchmarks.plain_c import NoCompilerError, compiled, player
from benchmarks.recording import Recording
from benchmarks.yardstick import Yardstick, check_yardstick

ROUNDS = 7
SEED = 1
YARDSTICK = "SimPy model"


def measure() -> dict[str, object]:
    """Measure the chain.

    Raises
    ------
    RefusedError
        If the SimPy model is not the pinned one, or slower than it must be.
    OtherArithmeticError
        If the C loop gives other numbers than the kernel.
    """
    cases: dict[str, Callable[[], object]] = {YARDSTICK: lambda: Yardstick(SEED).run()}
    tapes: dict[str, Recording] = {}
    for name, model in MODELS.items():
        case = chain_case(model)
        tapes[name] = case.record()
        cases[f"engine, {name}"] = case.live
    for name, tape in tapes.items():
        cases[f"kernel alone, {name}"] = alone(tape)
    events, blank = Yardstick(SEED).run(), {}
    with ExitStack() as stack:
        try:
            library = stack.enter_context(compiled())
        except NoCompilerError as error:
            blank = {f"C, {name}": str(error) for name in MODELS}
        else:
            cases |= {f"C, {name}": player(library, tape) for name, tape in tapes.items()}
        seconds = interleaved(cases, ROUNDS)
    # the fastest round says what the machine can do
    check_yardstick(events, min(seconds[YARDSTICK]))
    calls = {name: len(tape.day0) for name, tape in tapes.items()}
    return {"seconds": seconds, "blank": blank, "events": events, "kernel_calls": calls}


def alone(tape: Recording) -> Callable[[], None]:
    """Return a call that runs the kernel over a recording."""
    block, tables = tape.tables()
    return lambda: tape.play(block, tables)
