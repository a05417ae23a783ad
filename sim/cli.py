"""The command line: one command runs one task, or the cells of a sweep."""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import hydra
from hydra._internal.utils import get_args_parser
from hydra.core.hydra_config import HydraConfig
from hydra.core.utils import env_override
from omegaconf import DictConfig

from sim.composing import VERSION_BASE, checked, expand, explained, origin_of, own_hydra, rewrite
from sim.composing import configure as configure
from sim.config import Config, scenarios_dir
from sim.errors import InputError, StoppedError
from sim.manual import manual
from sim.origin import Origin, override_key
from sim.study.executor import ONE_LEVEL
from sim.tasks.dispatch import dispatch, report

if TYPE_CHECKING:
    from sim.study.results import Results

PROGRAM = "vaultsim"
INTERRUPTED, CLOSED_PIPE = 130, 141
SIDE_BY_SIDE = ("joblib", "submitit_local")
"""Launchers that run several cells on this machine at once."""


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command line and return its exit code.

    Parameters
    ----------
    argv : sequence of str, optional
        Arguments without the program's name; default those of the process.

    Returns
    -------
    int
        0 done; 1 some runs failed; 2 the request was wrong; 130 interrupted; 141 nobody reads on.
    """
    try:
        code = _launch(list(sys.argv[1:] if argv is None else argv))
        sys.stdout.flush()
        return code
    except (InputError, StoppedError) as error:
        return report(error)
    except KeyboardInterrupt:
        return INTERRUPTED
    except BrokenPipeError:
        # who read has enough, as head does; what is left must not fail again when Python ends
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CLOSED_PIPE


def run_study(*overrides: str, config_dir: str | Path | None = None) -> Results:
    """Run the study that a command line with these overrides would run.

    Parameters
    ----------
    *overrides : str
        As on the command line, e.g. ``"scenario=none"``, ``"study.futures=25"``.
    config_dir : str or Path, optional
        Folder with options of one's own, as ``--config-dir``.

    Returns
    -------
    Results
        The tables of the study; ``Results.path`` is its folder.

    Raises
    ------
    InputError
        If the request is wrong.
    """
    from sim.tasks.run import run_config

    return run_config(configure(*overrides, config_dir=config_dir))


def _launch(arguments: list[str]) -> int:
    """Run a command line, a sweep cell by cell, and return its exit code."""
    parser = get_args_parser()
    parser.prog = PROGRAM
    known = parser.parse_intermixed_args(arguments)
    if known.config_dir is not None and not Path(known.config_dir).is_dir():
        raise InputError("--config-dir", known.config_dir, "command line", "an existing folder")
    if known.help:
        print(manual(scenarios_dir()), end="")
        return 0
    overrides: list[str] = known.overrides
    flags = [argument for argument in arguments if argument not in overrides]
    rewritten = rewrite(overrides, sweeping=known.multirun)
    if not known.multirun or known.cfg or known.hydra_help or known.info:
        codes: list[int] = []
        # Hydra's own record holds paths of this machine; every study keeps its config.yaml
        with TemporaryDirectory() as record:
            arguments = [*flags, *rewritten, f"hydra.sweep.dir={json.dumps(record)}"]
            _through_hydra(arguments, overrides, lambda composed: codes.append(_run(composed)))
        return max(codes, default=0)
    if not {"study", "study.arms"} & set(map(override_key, overrides)):
        rewritten.append("study.arms=single")
    # late: only a sweep needs the store, and with it Arrow
    from sim.study.ledger import Ledger
    from sim.tasks.sweep import finish, run_cells

    ledger = Ledger.create(_results_dir(rewritten), expand(rewritten, known.config_dir is not None))
    if any(text.startswith("hydra") for text in rewritten) or len(flags) > 1:
        # a launcher may run cells in other processes, on other machines: only the ledger tells how they went
        sweep = ledger.folder.resolve()
        arguments = [*flags, *rewritten, f"hydra.sweep.dir={json.dumps(str(sweep / 'launcher'))}"]
        _through_hydra(arguments, overrides, lambda composed: _run_cell(composed, sweep))
        return finish(ledger)
    return run_cells(ledger)


def _results_dir(overrides: Sequence[str]) -> Path:
    """Return the folder for results that a sweep names."""
    own = [text for text in overrides if override_key(text) == "results_dir"]
    return Path(configure(*own).results_dir)


def _through_hydra(arguments: list[str], overrides: list[str], cell: Callable[[DictConfig], None]) -> None:
    """Let Hydra compose and call back, once or for each cell."""
    with own_hydra(), _as_process(arguments), explained(overrides):
        hydra.main(str(scenarios_dir()), "config", VERSION_BASE)(cell)()


def _run(composed: DictConfig) -> int:
    """Run one task; a wrong request is reported here, where its origin is known."""
    origin = origin_of(HydraConfig.get())
    try:
        with explained(origin.overrides):
            config = checked(composed, origin)
        return dispatch(config, origin)
    except (InputError, StoppedError) as error:
        return report(error)


def _run_cell(composed: DictConfig, sweep: Path) -> None:
    """Run one cell of a sweep, in whatever process a launcher put it."""
    from sim.study.ledger import Ledger
    from sim.tasks.sweep import run_cell

    settings = HydraConfig.get()
    origin, number = origin_of(settings), settings.job.num
    launcher = settings.runtime.choices["hydra/launcher"]
    if launcher in SIDE_BY_SIDE:
        # the cells use the cores already
        os.environ[ONE_LEVEL] = launcher
        told = "runs cells side by side, so each runs in one process"
        print(f"cell {number}: {launcher} {told}", file=sys.stderr)

    def compose() -> tuple[Config, Origin]:
        with explained(origin.overrides):
            return checked(composed, origin), origin

    run_cell(Ledger(sweep), number, compose)


@contextmanager
def _as_process(arguments: list[str]) -> Iterator[None]:
    """Show Hydra these process arguments, and make it raise its errors."""
    argv = sys.argv
    sys.argv = [PROGRAM, *arguments]
    try:
        with env_override({"HYDRA_FULL_ERROR": "1"}):
            yield
    finally:
        sys.argv = argv
