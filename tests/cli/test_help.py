"""``--help`` explains what there is, and may be cut off."""

from __future__ import annotations

import subprocess
import sys

import pytest

from sim.cli import main
from sim.config import options
from sim.manual import COMMANDS, WIDTH


@pytest.fixture
def text(elsewhere, capsys):
    assert main(["--help"]) == 0
    return capsys.readouterr().out


def test_every_line_fits(text):
    long = [line for line in text.splitlines() if len(line) > WIDTH and "files that come along" not in line]
    assert long == []


@pytest.mark.parametrize(
    "group", ["task", "scenario", "frameworks", "reserve", "model", "world", "execution"]
)
def test_every_option_is_named(group, text):
    for option in options(group):
        assert option.rpartition("/")[2] in text


def test_there_are_ten_commands(text):
    assert len(COMMANDS) == 10
    assert all(command in text for command in COMMANDS)


def test_every_option_says_what_it_is(text):
    described = [line for line in text.splitlines() if line.startswith(("  default", "  none"))]
    assert described
    assert all(len(line.split()) > 2 for line in described)


def test_whoever_reads_may_stop_reading(elsewhere):
    # a pipe that nobody reads from
    run = subprocess.Popen(
        [sys.executable, "-m", "sim", "--help"], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    run.stdout.close()
    assert run.stderr.read() == ""
    run.stderr.close()
    assert run.wait() == 141


def test_help_loads_no_engine_and_no_store():
    code = "import sys; from sim.cli import main; main(['--help']); print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    heavy = {"scipy.special", "scipy.stats", "numba", "pyarrow", "pandas", "matplotlib", "simpy"}
    assert not heavy & set(done.stderr.split())
