"""What the documentation says to type works."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import sim
import sim.tasks.attribute
import sim.tasks.backtest
import sim.tasks.calibrate
import sim.tasks.run
import sim.tasks.sensitivity
import sim.tasks.sizing
import sim.tasks.verify
from sim import manual
from sim.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("*/README.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!\w+://|#)([^)#]+)")
# test_events_page.py runs the commands of its page and holds what they print against it
COMMANDS = [
    (page.name, line)
    for page in PAGES
    if page.name != "events.md"
    for language, text in BLOCK.findall(page.read_text(encoding="utf-8"))
    for line in text.splitlines()
    if language == "bash" and line.startswith(("python -m sim", "vaultsim"))
]
OTHERS = {
    "--help",
    *(
        f"task={name}"
        for name in ("world", "n1", "closure", "explain", "preview", "report", "sensitivity", "discover")
    ),
}
"""Commands that do something else than to run a study."""
COMMANDS += [("--help", line) for line in manual.COMMANDS]
SNIPPETS = [
    pytest.param(text, id=page.name)
    for page in PAGES
    for language, text in BLOCK.findall(page.read_text(encoding="utf-8"))
    if language == "python"
]


def make_my_tables() -> None:
    """Run what docs/data.md says to do before a folder of own tables can be used."""
    (text,) = [snippet.values[0] for snippet in SNIPPETS if "my_tables" in snippet.values[0]]
    exec(compile(text, "docs/data.md", "exec"), {"__name__": "documentation"})


@pytest.fixture(scope="module")
def small_study(tmp_path_factory):
    """A results folder to stand in for ``<folder>``."""
    out = tmp_path_factory.mktemp("small")
    arguments = ["scenario=gallium_ban_us", "minerals=[gallium]", "execution=serial", f"results_dir={out}"]
    return sim.run_study(*arguments, "study.futures=20").path


@pytest.mark.parametrize(("page", "line"), COMMANDS, ids=[line for _, line in COMMANDS])
def test_every_command_is_accepted(page, line, small_study, elsewhere, monkeypatch, capsys):
    seen = []
    monkeypatch.setattr(sim.tasks.run, "run", lambda config, started=None: seen.append(config) or 0)
    if "task=sensitivity" in line:
        pytest.importorskip("SALib")
        if "task.trajectories" not in line:
            # as long as a study: accepted, not lived
            monkeypatch.setattr(sim.tasks.sensitivity, "run", lambda config: seen.append(config) or 0)
    if "task=discover" in line:
        pytest.importorskip("ema_workbench")
    # minutes each, with tests of their own
    long = ("verify", "backtest", "calibrate", "attribute", "sizing")
    for task in (getattr(sim.tasks, name) for name in long):
        monkeypatch.setattr(task, "run", lambda config: seen.append(config) or 0)
    words = shlex.split(
        line.replace("<folder>", str(small_study)).replace("<tables>", "my_tables"), comments=True
    )
    if "task=report" in words:
        pytest.importorskip("jinja2")
        pytest.importorskip("markdown_it")
    if any("my_tables" in word for word in words):
        make_my_tables()
    arguments = words[3:] if words[0] == "python" else words[1:]
    try:
        code = main(arguments)
    except SystemExit as stop:
        code = stop.code
    assert code == 0, capsys.readouterr().err
    assert seen or OTHERS & set(arguments)


@pytest.mark.functional
@pytest.mark.parametrize("text", SNIPPETS)
def test_every_python_block_runs(text, elsewhere):
    if "ema_workbench" in text:
        pytest.importorskip("ema_workbench")
    names = {"__name__": "documentation"}
    exec(compile(text, "documentation", "exec"), names)
    assert "sim" in names


def test_the_replaced_table_of_the_page_changes_the_world(elsewhere, capsys):
    assert main(["task=world", "minerals=[gallium]"]) == 0
    before = capsys.readouterr().out
    make_my_tables()
    capsys.readouterr()
    assert main(["task=world", "world.tables=my_tables", "minerals=[gallium]"]) == 0
    after = capsys.readouterr().out
    refine = [line for text in (before, after) for line in text.splitlines() if line.startswith("  refine")]
    assert len(refine) == len(set(refine)) == 2
    assert "judgement: refine output of JPN" in after


@pytest.mark.parametrize("page", PAGES, ids=[page.relative_to(ROOT).as_posix() for page in PAGES])
def test_every_link_leads_to_a_file(page):
    text = page.read_text(encoding="utf-8")
    assert [link for link in LINK.findall(text) if not (page.parent / link).exists()] == []
