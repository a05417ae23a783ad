"""Composing a configuration leaves the process as it was."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import hydra
from hydra.core.global_hydra import GlobalHydra
from hydra.core.singleton import Singleton
from omegaconf.basecontainer import BaseContainer

from sim.cli import configure, main


def fingerprint() -> tuple[object, ...]:
    return (
        Singleton._instances,
        dict(Singleton._instances),
        dict(BaseContainer._resolvers),
        list(sys.argv),
        dict(os.environ),
        Path.cwd(),
    )


def test_configure_leaves_no_global_state():
    before = fingerprint()
    configure("scenario=none")
    assert fingerprint() == before
    assert not GlobalHydra().is_initialized()


def test_main_leaves_no_global_state(elsewhere, capsys):
    before = fingerprint()
    assert main(["--cfg", "job"]) == 0
    assert main(["study.futures=x"]) == 2
    assert fingerprint() == before


def test_configure_works_inside_another_hydra_program(tmp_path):
    (tmp_path / "config.yaml").write_text("theirs: 1\n")
    with hydra.initialize_config_dir(str(tmp_path), version_base="1.3"):
        assert configure("study.futures=3").study.futures == 3
        assert hydra.compose("config").theirs == 1
