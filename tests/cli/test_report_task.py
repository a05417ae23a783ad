"""``task=report`` from the command line to the page."""

from __future__ import annotations

from pathlib import Path

import pytest

import sim
from sim.cli import main
from tests.cli.test_bad_input import message

pytest.importorskip("jinja2")
pytest.importorskip("markdown_it")
pytestmark = pytest.mark.functional
SMALL = ("scenario=gallium_ban_us", "minerals=[gallium]", "study.futures=2", "execution=serial")


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A small results folder."""
    return sim.run_study(*SMALL, f"results_dir={tmp_path_factory.mktemp('study')}").path


def test_a_study_becomes_one_page(study, elsewhere, capsys):
    assert main(["task=report", f"task.results={study}"]) == 0
    page = Path(capsys.readouterr().out.splitlines()[-1])
    text = page.read_text(encoding="utf-8")
    assert page == study / "report.html"
    assert text.count("<h2") == 7
    assert text.count('src="data:image/webp') == 1
    assert text.count("<svg") == 2
    assert "gallium_ban_us" in text


def test_the_page_tells_how_to_get_the_same_numbers(study, elsewhere, capsys):
    again = elsewhere / "again"
    again.mkdir()
    (again / "config.yaml").write_bytes((study / "config.yaml").read_bytes())
    assert main(["resume=again"]) == 0
    assert (again / "summary.json").read_bytes() == (study / "summary.json").read_bytes()


def test_a_sweep_becomes_a_page_with_a_choice(elsewhere, capsys):
    sweep = ["-m", "scenario=none,gallium_ban_us", *SMALL[1:], "study.arms=factorial"]
    assert main(sweep) == 0
    folder = Path(capsys.readouterr().out.splitlines()[-1])
    assert main(["task=report", f"task.results={folder}"]) == 0
    text = (folder / "report.html").read_text(encoding="utf-8")
    assert '<option value="1">scenario gallium_ban_us</option>' in text
    assert text.count("<h1") == 2


@pytest.mark.parametrize(
    ("value", "told"),
    [("null", "a results folder"), ("nowhere", "existing"), (".", "manifest.json")],
)
def test_a_folder_without_results_is_refused(value, told, elsewhere, capsys):
    assert main(["task=report", f"task.results={value}"]) == 2
    said = message(capsys)
    assert said["key"] == "task.results"
    assert told in said["allowed"]
