"""A results folder, read back."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING

from sim.study.parts import Failure, Part, read_failures, read_table

if TYPE_CHECKING:
    import pandas as pd
    import pyarrow as pa

    from sim.study.tables import Json, Runs


class Results:
    """What a study left on disk; readable while it is still incomplete.

    Tables are read when first asked for. Columns and units: docs/results.md.

    Parameters
    ----------
    path : Path
        A folder written by a study.
    manifest : dict
        Its manifest.
    """

    def __init__(self, path: Path, manifest: Json) -> None:
        self.path = path
        self.manifest = manifest

    def __repr__(self) -> str:
        """Return path, arms and progress on one line."""
        done = len([part for part in self.parts if part.is_done(self.path)])
        return f"Results({str(self.path)!r}, arms={list(self.arms)}, parts={done}/{len(self.parts)})"

    @cached_property
    def parts(self) -> tuple[Part, ...]:
        """All parts of the study, on disk or not, arm by arm."""
        return tuple(Part(**entry) for entry in self.manifest["parts"])

    @property
    def arms(self) -> tuple[str, ...]:
        """Names of the arms in their order."""
        return tuple(dict.fromkeys(part.arm for part in self.parts))

    @property
    def complete(self) -> bool:
        """Whether every part is on disk."""
        return all(part.is_done(self.path) for part in self.parts)

    @property
    def about(self) -> Json:
        """Seed, size and names of the study."""
        return dict(self.manifest["study"])

    @cached_property
    def config(self) -> Json:
        """The configuration the study was asked for."""
        import yaml

        return dict(yaml.safe_load((self.path / "config.yaml").read_text(encoding="utf-8")) or {})

    @cached_property
    def outcomes(self) -> pd.DataFrame:
        """One row per run, mineral and sector."""
        return _frame(read_table(self.path, "outcomes", self.parts))

    @cached_property
    def reserve(self) -> pd.DataFrame:
        """One row per run and mineral that the reserve holds."""
        return _frame(read_table(self.path, "reserve", self.parts))

    @cached_property
    def finance(self) -> pd.DataFrame:
        """One row per run: the accounts of its reserve."""
        return _frame(read_table(self.path, "finance", self.parts))

    @cached_property
    def series(self) -> pd.DataFrame:
        """Weekly series of every mineral; large, prefer `series_of`."""
        return _frame(read_table(self.path, "series", self.parts))

    @cached_property
    def events(self) -> pd.DataFrame:
        """What happened in every future; empty unless the study kept it (`study.events`)."""
        return _frame(read_table(self.path, "events", self.parts))

    def series_of(self, mineral: str) -> pd.DataFrame:
        """Return the weekly series of one mineral."""
        return _frame(read_table(self.path, "series", self.parts, [("mineral", "==", mineral)]))

    @cached_property
    def runs(self) -> Runs:
        """The outcomes aligned by future."""
        from sim.study.tables import Runs

        return Runs(self.outcomes)

    @cached_property
    def paired(self) -> pd.DataFrame:
        """Paired differences of the arms."""
        import pandas as pd

        from sim.study.tables import paired_table

        file = self.path / "paired.csv"
        if file.is_file():
            return pd.read_csv(file)
        return paired_table(self.runs, self.arms)

    @cached_property
    def summary(self) -> Json:
        """Content of summary.json, computed from what is there while the study is incomplete."""
        from sim.study.tables import summarise

        file = self.path / "summary.json"
        if file.is_file():
            return dict(json.loads(file.read_text(encoding="utf-8")))
        return summarise(self.runs, self.reserve, self.arms, self.about)

    @cached_property
    def failures(self) -> pd.DataFrame:
        """Runs that did not finish: arm, future, stage, reason."""
        import pandas as pd

        file = self.path / "failures.csv"
        if file.is_file():
            return pd.read_csv(file, keep_default_na=False)
        return failures_frame(read_failures(self.path, self.parts))


def failures_frame(failures: Sequence[Failure]) -> pd.DataFrame:
    """Return failures as a table; without any it still has its columns."""
    import pandas as pd

    columns = ["arm", "future", "stage", "reason"]
    rows = [[getattr(failure, name) for name in columns] for failure in failures]
    return pd.DataFrame(rows, columns=columns)


def _frame(table: pa.Table) -> pd.DataFrame:
    """Return an Arrow table as a frame; repeated words are stored once."""
    return table.to_pandas(strings_to_categorical=len(table) > 1_000_000)  # type: ignore[no-any-return]
