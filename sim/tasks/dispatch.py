"""One configuration, one task, one exit code, and the words for what went wrong."""

from __future__ import annotations

import errno
import json
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path

from sim.config import Config, traced
from sim.engine.compiled import compile_kernel, is_compiled
from sim.errors import InputError, StoppedError
from sim.origin import Origin

SOME_FAILED, WRONG_REQUEST = 1, 2
AT_REST = {"world", "report", "discover"}
"""Tasks that move no tonnes."""
DISK = {errno.ENOSPC, errno.EDQUOT, errno.EACCES, errno.EPERM, errno.EROFS, errno.EIO}
"""Errors of the disk, and not of this program."""


def dispatch(config: Config, origin: Origin, started: Callable[[Path], None] | None = None) -> int:
    """Run the task of a configuration and return its exit code.

    Parameters
    ----------
    config : Config
    origin : Origin
        Of its settings, for messages.
    started : callable, optional
        Called with the results folder of a study before it computes.

    Raises
    ------
    InputError
        If the request is wrong, naming the file or argument behind the key.
    StoppedError
        If disk or cluster failed.
    """
    module = import_module(f"sim.tasks.{config.task.kind}")
    if config.task.kind not in AT_REST:
        _have_kernel(config.verbosity == "quiet")
    try:
        if config.task.kind == "sweep":
            code: int = module.run(config, origin)
        elif config.task.kind == "run" and started is not None:
            code = module.run(config, started)
        else:
            code = module.run(config)
    except InputError as error:
        raise traced(error, origin) from None
    except OSError as error:
        if error.errno not in DISK:
            raise
        raise StoppedError(f"{error.filename or 'disk'}: {error.strerror}") from error
    return code


def _have_kernel(quiet: bool) -> None:
    """Compile the kernel where this machine has none yet, and say so: it takes longer than a small study."""
    if is_compiled():
        return
    if not quiet:
        print("First run here: compiling the flow kernel ...", end=" ", file=sys.stderr, flush=True)
    seconds = compile_kernel()
    if not quiet:
        print(f"done in {seconds:.0f} s, kept for later runs.", file=sys.stderr)


def explain(error: InputError | StoppedError) -> str:
    """Return the one message about a request that is wrong, or work that had to stop."""
    if isinstance(error, StoppedError):
        return f"stopped: {error}"
    value = error.value
    text = json.dumps(value, default=str) if value == "" or not isinstance(value, str) else value
    text = text if len(text) <= 100 else f"{text[:97]}..."
    return f"error: {error.key} = {text}\n  where: {error.where}\n  allowed: {error.allowed}"


def report(error: InputError | StoppedError) -> int:
    """Print the one message and return its exit code."""
    print(explain(error), file=sys.stderr)
    return SOME_FAILED if isinstance(error, StoppedError) else WRONG_REQUEST
