"""What the documentation says to type works."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import pytest

import sim
import sim.tasks.run
from sim.cli import main

ROOT = Path(__file__).resolve().parents[2]
PAGES = sorted([*ROOT.glob("*.md"), *ROOT.glob("docs/*.md"), *ROOT.glob("*/README.md")])
BLOCK = re.compile(r"^```(\w+)\n(.*?)^```", re.MULTILINE | re.DOTALL)
LINK = re.compile(r"\]\((?!\w+://|#)([^)#]+)")
COMMANDS = [
    (page.name, line)
    for page in PAGES
    for language, text in BLOCK.findall(page.read_text(encoding="utf-8"))
    for line in text.splitlines()
    if language == "bash" and line.startswith(("python -m sim", "vaultsim"))
]
SNIPPETS = [
    pytest.param(text, id=page.name)
    for page in PAGES
    for language, text in BLOCK.findall(page.read_text(encoding="utf-8"))
    if language == "python"
]


@pytest.fixture(scope="module")
def small_study(tmp_path_factory):
    """A results folder to stand in for ``<folder>``."""
    out = tmp_path_factory.mktemp("small")
    arguments = ["scenario=gallium_ban_us", "minerals=[gallium]", "execution=serial", f"results_dir={out}"]
    return sim.run_study(*arguments, "study.futures=2").path


@pytest.mark.parametrize(("page", "line"), COMMANDS, ids=[line for _, line in COMMANDS])
def test_every_command_is_accepted(page, line, small_study, elsewhere, monkeypatch, capsys):
    seen = []
    monkeypatch.setattr(sim.tasks.run, "run", lambda config: seen.append(config) or 0)
    words = shlex.split(line.replace("<folder>", str(small_study)), comments=True)
    arguments = words[3:] if words[0] == "python" else words[1:]
    try:
        code = main(arguments)
    except SystemExit as stop:
        code = stop.code
    assert code == 0, capsys.readouterr().err
    assert seen or {"--help", "task=world", "task=n1"} & set(arguments)


@pytest.mark.functional
@pytest.mark.parametrize("text", SNIPPETS)
def test_every_python_block_runs(text, elsewhere):
    names = {"__name__": "documentation"}
    exec(compile(text, "documentation", "exec"), names)
    assert "sim" in names


@pytest.mark.parametrize("page", PAGES, ids=[page.relative_to(ROOT).as_posix() for page in PAGES])
def test_every_link_leads_to_a_file(page):
    text = page.read_text(encoding="utf-8")
    assert [link for link in LINK.findall(text) if not (page.parent / link).exists()] == []
