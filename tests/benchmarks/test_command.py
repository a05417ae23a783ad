"""``python -m benchmarks``: what it keeps, what it refuses."""

from __future__ import annotations

import json
import sys

import pytest

from benchmarks import __main__ as command
from benchmarks.yardstick import RefusedError

ON_FILE = {"study": {"kept": 1}}


@pytest.fixture
def files(tmp_path, monkeypatch):
    """Number file and page of their own; a section's numbers are its name and the interpreter for peers."""
    monkeypatch.setattr(command, "FILE", tmp_path / "benchmark.json")
    monkeypatch.setattr(command, "PAGE", tmp_path / "performance.md")
    monkeypatch.setattr(command, "page", lambda sections: " ".join(sections))
    monkeypatch.setattr(command, "measured", lambda name, peers: {"by": peers})
    command.FILE.write_text(json.dumps(ON_FILE), encoding="utf-8")
    return tmp_path


def call(monkeypatch, *words):
    monkeypatch.setattr(sys, "argv", ["benchmarks", *words])
    return command.main()


def test_only_what_is_asked_for_is_measured_again(files, monkeypatch):
    assert call(monkeypatch, "peers", "reference", "--peers", "other/python") == 0
    assert command.recorded() == ON_FILE | dict.fromkeys(("reference", "peers"), {"by": "other/python"})
    assert command.PAGE.read_text(encoding="utf-8") == "reference peers study"


def test_the_page_alone_measures_nothing(files, monkeypatch):
    assert call(monkeypatch, "page") == 0
    assert command.recorded() == ON_FILE


def test_a_refused_section_is_not_written(files, monkeypatch, capsys):
    def refuse(name, peers):
        raise RefusedError("the machine is too busy")

    monkeypatch.setattr(command, "measured", refuse)
    assert call(monkeypatch, "reference") == 1
    assert command.recorded() == ON_FILE
    assert not command.PAGE.exists()
    assert capsys.readouterr().err == "reference: not reported. the machine is too busy\n"


def test_an_unknown_section_is_named_with_those_there_are(files, monkeypatch, capsys):
    with pytest.raises(SystemExit) as stop:
        call(monkeypatch, "speed")
    assert stop.value.code == 2
    assert "speed: not one of reference, world" in capsys.readouterr().err
