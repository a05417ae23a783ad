"""Folders are made apart and opened with clear words."""

from __future__ import annotations

import re

import pytest

from sim.errors import InputError
from sim.study.store import load_results, new_folder, write_json
from tests.study.study_fakes import make_study


def test_folders_made_in_a_row_differ(tmp_path):
    folders = {new_folder(tmp_path, "run", {"a": 1}) for _ in range(20)}
    assert len(folders) == 20
    for folder in folders:
        assert folder.parent == tmp_path / "run"
        assert re.fullmatch(r"\d{8}T\d{6}\.\d{6}Z-[0-9a-f]{8}", folder.name)


def test_a_missing_folder_is_named(tmp_path):
    with pytest.raises(InputError, match="an existing results folder"):
        load_results(tmp_path / "nowhere")


def test_a_folder_without_a_study_is_named(tmp_path):
    with pytest.raises(InputError, match=r"manifest\.json"):
        load_results(tmp_path)


def test_loading_by_text(tmp_path):
    make_study(tmp_path, futures=2).run()
    assert load_results(str(tmp_path)).about["futures"] == 2


def test_results_say_what_they_are(tmp_path):
    text = repr(make_study(tmp_path, futures=2).run())
    assert "without" in text
    assert "parts=2/2" in text


def test_not_a_number_never_reaches_json(tmp_path):
    with pytest.raises(ValueError, match="JSON"):
        write_json(tmp_path / "x.json", {"a": float("nan")})
