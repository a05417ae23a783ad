"""docs/results.md names every column and every key that a study writes."""

from __future__ import annotations

import re

import pytest

from sim.study import schema, tables


@pytest.fixture(scope="module")
def named(root):
    """Return everything the page sets in code."""
    text = (root / "docs" / "results.md").read_text(encoding="utf-8")
    return set(re.findall(r"`([^`\n]+)`", text))


@pytest.mark.parametrize("table", schema.TABLES)
def test_every_column_is_explained(named, table):
    assert set(schema.TABLES[table].names) <= named


def test_every_metric_and_every_column_of_the_paired_table_is_explained(named):
    assert set(tables.MINERAL_METRICS) | set(tables.RESERVE_METRICS) | set(tables.PAIRED_COLUMNS) <= named
