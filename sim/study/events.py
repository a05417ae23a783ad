"""What happened in a future, as rows of the table ``events``."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from sim.futures.future import Future

PLAIN = ("id", "kind", "start_d", "duration_d")
IF_ANY = ("origin", "stage", "facility", "severity")


def event_columns(future: Future) -> dict[str, list[Any]]:
    """Return the events of a future as columns; what has no column of its own stands in ``details``."""
    columns: dict[str, list[Any]] = {
        name: [] for name in ("event", *PLAIN[1:], "minerals", *IF_ANY, "details")
    }
    for event in future.events:
        values = event.model_dump(mode="json")
        minerals = values.pop("minerals", ())
        row = {"event": values.pop("id")} | {name: values.pop(name) for name in PLAIN[1:]}
        row["minerals"] = ";".join(minerals)
        row |= {name: values.pop(name, None) for name in IF_ANY}
        row["details"] = json.dumps(values, sort_keys=True)
        for name, value in row.items():
            columns[name].append(value)
    return columns
