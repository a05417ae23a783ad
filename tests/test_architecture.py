"""The house rules of design: one direction of imports, small modules, Hydra behind one door."""

from __future__ import annotations

import ast
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
SIM = ROOT / "sim"
ROOMS = (
    "errors",
    "data",
    "world",
    "futures",
    "policy",
    "engine",
    "study",
    "analysis",
    "views",
    "origin",
    "task_spec",
    "config",
    "composing",
    "manual",
    "tasks",
    "cli",
)
MODULES = sorted(SIM.rglob("*.py"))
HYDRA = {"hydra", "omegaconf"}
MAX_LINES = 300
# Numba's cache on disk watches one file: a kernel in several could run a stale step.
LONG = {"engine/flow.py"}


def name_of(path: Path) -> str:
    return path.relative_to(SIM).as_posix()


def room_of(path: Path) -> str:
    return path.relative_to(SIM).with_suffix("").parts[0]


def imported(path: Path) -> set[str]:
    """Return the absolute modules a file imports, wherever in the file it does so."""
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{name_of(path)}: relative import"
            found |= {node.module} | {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def test_a_room_imports_only_rooms_above_it():
    wrong = {}
    for path in MODULES:
        room = room_of(path)
        above = ROOMS[: ROOMS.index(room) + 1] if room in ROOMS else ROOMS
        used = {name.split(".")[1] for name in imported(path) if name.startswith("sim.")}
        if not used <= {*above, "__version__"}:
            wrong[name_of(path)] = used - set(above)
    assert wrong == {}


def test_the_modules_of_sim_import_each_other_without_circles():
    names = {
        f"sim.{name_of(path)[:-3].replace('/', '.')}".removesuffix(".__init__"): path for path in MODULES
    }
    uses = {name: imported(path) & set(names) - {name, "sim"} for name, path in names.items()}
    while ready := {name for name, needs in uses.items() if not needs}:
        uses = {name: needs - ready for name, needs in uses.items() if name not in ready}
    assert uses == {}


def test_only_the_command_line_knows_hydra():
    knowing = {name_of(path) for path in MODULES if {name.split(".")[0] for name in imported(path)} & HYDRA}
    assert knowing == {"cli.py", "composing.py"}


def test_modules_stay_short():
    lines = {name_of(path): len(path.read_text(encoding="utf-8").splitlines()) for path in MODULES}
    lines = {name: count for name, count in lines.items() if name not in LONG}
    assert {name for name, count in lines.items() if count >= MAX_LINES} <= LONG


def test_caches_of_table_content_know_which_tables():
    plain = {"functools.cache", "functools.lru_cache"}
    reading = {"sim.data.tables", "sim.data.parameters", "sim.data.vintage"}
    # columns.csv describes the tables and cannot be swapped
    known = {"data/tables.py"}
    found = {}
    for path in MODULES:
        source, uses = path.read_text(encoding="utf-8"), imported(path)
        cached = uses & plain or "@functools.cache\n" in source or "@functools.lru_cache" in source
        if cached and uses & reading:
            found[name_of(path)] = uses & reading
    assert set(found) == known


def test_every_room_is_known():
    assert {room_of(path) for path in MODULES} <= {*ROOMS, "__init__", "__main__"}


def loaded_by(statement: str) -> set[str]:
    """Return the top-level packages a fresh interpreter has loaded after a statement."""
    code = f"import sys\n{statement}\nprint(*{{name.split('.')[0] for name in sys.modules}})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=True)
    return set(done.stdout.split())


def test_importing_sim_loads_nothing_heavy():
    heavy = {
        "numpy",
        "scipy",
        "pandas",
        "pyarrow",
        "matplotlib",
        "numba",
        "pydantic",
        "simpy",
        "tqdm",
        *HYDRA,
    }
    assert not loaded_by("import sim; sim.__version__; dir(sim)") & heavy


def test_a_worker_loads_neither_plots_nor_the_command_line():
    rooms = "study.local, sim.analysis.n1, sim.analysis.points, sim.engine.run, sim.futures.sampler"
    worker = f"import sim.study.executors, sim.{rooms}, sim.__main__"
    assert not loaded_by(worker) & {"matplotlib", "pandas", *HYDRA}


def test_public_names_load_on_demand():
    import sim

    for name in sim.__all__:
        assert getattr(sim, name) is not None
    with pytest.raises(AttributeError, match="no attribute 'nothing'"):
        sim.nothing  # noqa: B018
