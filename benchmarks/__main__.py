"""Measure speed, write ``benchmark.json``, and make ``docs/performance.md`` and its figure of it.

``python -m benchmarks`` measures all sections, ``python -m benchmarks reference world`` those named; the rest
stays as it is on file, with its own date and machine. ``python -m benchmarks page`` writes the page alone.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable
from pathlib import Path
from time import perf_counter
from typing import Any

from benchmarks.measure import circumstances
from benchmarks.page import page
from benchmarks.plain_c import OtherArithmeticError
from benchmarks.yardstick import RefusedError

HOME = Path(__file__).resolve().parent
FILE = HOME / "benchmark.json"
DOCS = HOME.parent / "docs"
PAGE, FIGURE = DOCS / "performance.md", DOCS / "figures" / "scaling.png"
SECTIONS = ("reference", "world", "peers", "startup", "study", "scaling")


def recorded() -> dict[str, Any]:
    """Return the sections on file; none before the first run."""
    return json.loads(FILE.read_text(encoding="utf-8")) if FILE.exists() else {}


def measured(section: str, peers: str) -> dict[str, Any]:
    """Measure one section."""
    from benchmarks import commands, default_world, reference, scaling
    from benchmarks import peers as others

    run: dict[str, Callable[[], dict[str, object]]] = {
        "reference": reference.measure,
        "world": default_world.measure,
        "peers": lambda: others.measure(peers),
        "startup": commands.measure_startup,
        "study": commands.measure_study,
        "scaling": scaling.measure,
    }
    return {"about": circumstances()} | run[section]()


def write_page(sections: dict[str, Any]) -> None:
    """Write page and figure."""
    PAGE.write_text(page(sections), encoding="utf-8")
    if "scaling" in sections:
        from benchmarks.figure import scaling_figure

        own = sections["scaling"]
        about = f"{own['about']['processor']}, {own['about']['date']}; bars: least and most of the rounds."
        scaling_figure(own["seconds"], about).savefig(FIGURE, dpi=110, metadata={"Software": None})


def keep(sections: dict[str, Any]) -> None:
    """Write the sections in their order, each number on file as measured."""
    ordered = {name: sections[name] for name in SECTIONS if name in sections}
    FILE.write_text(json.dumps(ordered, indent=1) + "\n", encoding="utf-8")


def main() -> int:
    """Measure what is asked for; return 1, and write nothing of a section that cannot be reported."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.partition("\n\n")[0])
    parser.add_argument("sections", nargs="*", metavar="section", help=f"{', '.join(SECTIONS)}, or page")
    parser.add_argument("--peers", default=sys.executable, metavar="PYTHON", help="interpreter that has them")
    asked = parser.parse_args()
    unknown = set(asked.sections) - {*SECTIONS, "page"}
    if unknown:
        parser.error(f"{', '.join(sorted(unknown))}: not one of {', '.join(SECTIONS)}, page")
    for name in asked.sections or SECTIONS:
        if name == "page":
            continue
        clock = perf_counter()
        try:
            found = measured(name, asked.peers)
        except (RefusedError, OtherArithmeticError) as error:
            print(f"{name}: not reported. {error}", file=sys.stderr)
            return 1
        keep(recorded() | {name: found})
        print(f"{name}: measured in {perf_counter() - clock:.0f} s", flush=True)
    write_page(recorded())
    print(PAGE.read_text(encoding="utf-8"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
