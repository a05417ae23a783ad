"""``task=report``: one self-contained page about an earlier study or sweep."""

from __future__ import annotations

from pathlib import Path

from sim.config import Config
from sim.errors import InputError
from sim.study.combined import open_cells, varied
from sim.study.ledger import SWEEP, Ledger
from sim.study.parts import replace_file
from sim.study.store import load_results
from sim.task_spec import ReportTask
from sim.tasks.earlier import stored_config
from sim.tasks.map import draw_map
from sim.tasks.world import inventory, scenario_world
from sim.views.report.page import Study, report_page

PAGE = "report.html"


def run(config: Config) -> int:
    """Write ``report.html`` into a results folder and print its path.

    Raises
    ------
    InputError
        On a folder without results, or if the extra ``report`` is not installed.
    """
    assert isinstance(config.task, ReportTask)
    if config.task.results is None:
        raise InputError(
            "task.results", None, "", "a results folder, as under results/run/ or results/sweep/"
        )
    _check_installed()
    folder = Path(config.task.results)
    studies = _studies(folder)
    first = studies[0].results
    stored = stored_config(first)
    world = scenario_world(stored)
    maps = {mineral: draw_map(world, mineral) for mineral in world.reported_minerals}
    text = (first.path / "config.yaml").read_text(encoding="utf-8")
    page = report_page(studies, inventory(stored, world), maps, text)
    replace_file(folder / PAGE, page.encode())
    print(folder / PAGE)
    return 0


def _studies(folder: Path) -> list[Study]:
    """Return the study of a folder, or those of a sweep by what tells them apart."""
    if not (folder / SWEEP).is_file():
        try:
            results = load_results(folder)
        except InputError as error:
            raise InputError("task.results", str(folder), "", error.allowed) from None
        if not results.runs.arms:
            raise InputError("task.results", str(folder), "", "a study with at least one finished run")
        return [Study(results.about["scenario"], results)]
    cells = Ledger(folder).cells
    settings = varied(cells)
    found = open_cells(cells)
    studies = []
    for place, cell in enumerate(cells):
        if cell.number in found and found[cell.number].runs.arms:
            label = ", ".join(f"{key} {values[place]}" for key, values in settings.items() if values[place])
            studies.append(Study(label or f"cell {cell.number}", found[cell.number]))
    if not studies:
        raise InputError("task.results", str(folder), "", "a sweep with at least one finished cell")
    return studies


def _check_installed() -> None:
    try:
        import jinja2  # noqa: F401
        import markdown_it  # noqa: F401
    except ImportError as error:
        allowed = "another task, until the extra is installed: pip install 'vaultsim[report]'"
        raise InputError("task", "report", "", f"{allowed} ({error})") from None
