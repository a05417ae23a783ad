"""The kernel is compiled once, for the very tables that runs hand over."""

import hashlib
from pathlib import Path

from sim.engine import flow
from sim.engine.compiled import compile_kernel, is_compiled
from sim.engine.run import Engine
from tests.helpers.worlds import WITHOUT, default_world, future, model


def test_runs_need_no_kernel_but_the_one_compiled_before():
    compile_kernel()
    known = list(flow.advance.signatures), list(flow.chart.signatures)
    Engine(default_world("gallium"), model("default")).run(WITHOUT, future(horizon_d=30), series=True)
    assert (list(flow.advance.signatures), list(flow.chart.signatures)) == known


def test_a_kernel_of_another_source_does_not_count(tmp_path, monkeypatch):
    monkeypatch.setenv("NUMBA_CACHE_DIR", str(tmp_path))
    index = tmp_path / "sim" / "flow.advance-1.py311.nbi"
    index.parent.mkdir()
    index.write_bytes(hashlib.sha256(b"another source").digest())
    assert not is_compiled()
    index.write_bytes(b"stamp " + hashlib.sha256(Path(flow.__file__).read_bytes()).digest())
    assert is_compiled()


def test_the_cache_of_this_machine_is_known():
    """The compiler writes down what we look for."""
    compile_kernel()
    assert is_compiled()


def test_the_first_run_says_that_it_compiles(tmp_path, monkeypatch, capsys):
    from sim.tasks import dispatch

    monkeypatch.setattr(dispatch, "is_compiled", lambda: False)
    monkeypatch.setattr(dispatch, "compile_kernel", lambda: 21.4)
    dispatch._have_kernel(quiet=False)
    assert capsys.readouterr().err.endswith(
        "compiling the flow kernel ... done in 21 s, kept for later runs.\n"
    )
    dispatch._have_kernel(quiet=True)
    assert capsys.readouterr().err == ""
