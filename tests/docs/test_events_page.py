"""Every kind of event has its case in docs/events.md, and the page shows what the program says."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from pathlib import Path
from typing import get_args

import pytest
from PIL import Image

from sim.cli import configure, main
from sim.data.tables import load
from sim.futures.specs import EventSpec

DOCS = Path(__file__).resolve().parents[2] / "docs"
PAGE = (DOCS / "events.md").read_text(encoding="utf-8")
KINDS = [spec.model_fields["kind"].default for spec in get_args(get_args(EventSpec)[0])]
LARGEST_BYTES = 60_000


@dataclass(frozen=True)
class Section:
    command: str
    figure: Path
    printed: str
    recorded: str


def one(pattern, text):
    (found,) = re.findall(pattern, text, re.MULTILINE | re.DOTALL)
    return found


def sections():
    texts = re.split(r"^## ", PAGE, flags=re.MULTILINE)[1:]
    return {
        text.splitlines()[0]: Section(
            command=one(r"^```bash\n(.*?)\n```", text),
            figure=DOCS / one(r"!\[[^]]*\]\(([^)]*)\)", text),
            printed=one(r"^```text\n(.*?)\n```", text),
            recorded=one(r"^Recorded: (.*?)$", text),
        )
        for text in texts
    }


SECTIONS = sections()


def overrides(section):
    words = shlex.split(section.command)
    assert words[:4] == ["python", "-m", "sim", "task=preview"]
    return words[3:]


def test_every_kind_has_one_section():
    assert list(SECTIONS) == KINDS
    assert "(events.md)" in (DOCS / "scenarios.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("kind", KINDS)
def test_a_case_is_clean_and_drawn_and_held_against_a_record(kind):
    section = SECTIONS[kind]
    scenario = configure(*overrides(section)).scenario
    assert [event.kind for event in scenario.events.values()] == [kind]
    assert not scenario.background
    assert section.figure.stat().st_size < LARGEST_BYTES
    known = {row["episode"] for row in load("episodes")}
    named = set(re.findall(r"`([A-Z0-9_]+)`", section.recorded))
    assert named <= known
    assert named or "No episode on record" in section.recorded
    assert "eproduced" in section.recorded or "input" in section.recorded


@pytest.mark.functional
@pytest.mark.parametrize("kind", KINDS)
def test_page_and_figure_show_what_is_printed(kind, elsewhere, capsys):
    section = SECTIONS[kind]
    assert main(overrides(section)) == 0
    printed = capsys.readouterr().out
    assert section.printed in printed
    with Image.open(section.figure) as picture:
        assert picture.text["Description"] in printed
