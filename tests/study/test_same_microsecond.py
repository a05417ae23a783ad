"""Two studies of one microsecond."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from sim.study import store


class Frozen(datetime):
    """A clock that stands still for three looks."""

    looks = 0

    @classmethod
    def now(cls, tz=None):
        cls.looks += 1
        return datetime(2027, 1, 1, tzinfo=UTC) + timedelta(microseconds=max(0, cls.looks - 3))


def test_two_studies_of_one_microsecond_get_different_folders(tmp_path, monkeypatch):
    monkeypatch.setattr(store, "datetime", Frozen)
    assert store.new_folder(tmp_path, "run", {}) != store.new_folder(tmp_path, "run", {})
