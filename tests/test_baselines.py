"""Files of numbers that only a script may write, and the pages made from them."""

from __future__ import annotations

import csv

import pytest

from benchmarks import ablation, headline


@pytest.mark.slow
def test_the_headline_is_that_on_file():
    assert headline.moved(headline.recorded(), headline.measured()) == {}, (
        "run: python -m benchmarks.headline"
    )


def test_a_number_has_moved_when_it_differs_by_more_than_rounding():
    cell, other = ("without", "any", "any_mineral_days"), ("without", "tin", "shortfall_days")
    before = {cell: 200.0, other: 10.0}
    assert headline.moved(before, {cell: 200.0 * (1 + 1e-9), other: 10.0}) == {}
    changes = headline.moved(before, {cell: 210.0, other: 30.0})
    assert list(changes) == [cell, other]
    told = headline.sentence(changes)
    assert told.startswith("* **numbers**")
    assert "any_mineral_days 200 -> 210 (+5.0 %)" in told
    assert "1 more" in told


def test_the_changelog_is_told_under_its_newest_version(tmp_path, monkeypatch):
    page = tmp_path / "CHANGELOG.md"
    page.write_text("# Changelog\n\n## 2.0.0\n\n* new\n\n## 1.0.0\n\n* old\n", encoding="utf-8")
    monkeypatch.setattr(headline, "CHANGELOG", page)
    headline.tell("* moved")
    assert page.read_text(encoding="utf-8") == (
        "# Changelog\n\n## 2.0.0\n\n* new\n* moved\n\n## 1.0.0\n\n* old\n"
    )


def test_the_page_shows_the_ablation_on_file():
    text = ablation.PAGE.read_text(encoding="utf-8")
    shown = text.split(ablation.BEGIN)[1].split(ablation.END)[0]
    assert shown == ablation.page_table(ablation.recorded())
    assert [row["off"] for row in ablation.recorded()] == list(ablation.SWITCHED)


def test_an_ablation_empties_only_the_rows_it_names(tmp_path):
    (override,) = ablation.overrides(ablation.SWITCHED["leakage"], tmp_path)
    assert override == f"world.tables={tmp_path}"
    texts = ablation.COMMITTED.text("parameters"), (tmp_path / "parameters.csv").read_text(encoding="utf-8")
    before, after = (list(csv.DictReader(text.splitlines())) for text in texts)
    changed = [old["name"] for old, new in zip(before, after, strict=True) if old != new]
    assert changed == ["leakage_share", "smuggling_share"]
