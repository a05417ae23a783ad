"""Critical-mineral supply under export bans and price coercion, with and without a reserve.

The public names load on first use, so that ``import sim`` costs nothing.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.cli import run_study
    from sim.composing import configure
    from sim.futures.sampler import sample_futures
    from sim.study.arms import study_arms
    from sim.study.store import load_results
    from sim.tasks.attribute import attribute
    from sim.tasks.backtest import backtest
    from sim.tasks.explain import explain
    from sim.tasks.map import draw_map
    from sim.tasks.sizing import sizing
    from sim.tasks.workbench import workbench_model
    from sim.views.figures import draw_figures
    from sim.views.terminal import headline
    from sim.world.load import load_world

__version__ = "0.1.0"

__all__ = [
    "__version__",
    "backtest",
    "attribute",
    "configure",
    "draw_figures",
    "draw_map",
    "explain",
    "headline",
    "load_results",
    "load_world",
    "run_study",
    "sample_futures",
    "sizing",
    "study_arms",
    "workbench_model",
]

_HOMES = {
    "backtest": "sim.tasks.backtest",
    "attribute": "sim.tasks.attribute",
    "configure": "sim.composing",
    "draw_figures": "sim.views.figures",
    "draw_map": "sim.tasks.map",
    "explain": "sim.tasks.explain",
    "headline": "sim.views.terminal",
    "load_results": "sim.study.store",
    "load_world": "sim.world.load",
    "run_study": "sim.cli",
    "sample_futures": "sim.futures.sampler",
    "sizing": "sim.tasks.sizing",
    "study_arms": "sim.study.arms",
    "workbench_model": "sim.tasks.workbench",
}


def __getattr__(name: str) -> object:
    """Import the module of a public name when the name is first asked for."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(_HOMES[name]), name)


def __dir__() -> list[str]:
    return sorted(__all__)
