"""One study in a process of its own, to be killed: ``python -m tests.study.soak_study <folder> <kind>``."""

from __future__ import annotations

import sys
import time
from pathlib import Path

from sim.study.spec import ExecutionSpec
from tests.study.study_fakes import FakeEngine, make_study

FUTURES = 500
RUN_S = 0.004


class SlowEngine(FakeEngine):
    """Takes as long as an engine does, so that kills find it at work."""

    def run(self, arm, future, series):
        time.sleep(RUN_S)
        return super().run(arm, future, series)


def soaked(folder: Path, kind: str, futures: int):
    """Return the study."""
    execution = ExecutionSpec(kind=kind, workers=None if kind == "serial" else 2)
    return make_study(folder, futures=futures, engine=SlowEngine, execution=execution)


if __name__ == "__main__":
    sys.exit(0 if soaked(Path(sys.argv[1]), sys.argv[2], int(sys.argv[3])).run().complete else 1)
