"""The columns of the tables a study writes."""

from __future__ import annotations

import pyarrow as pa

from sim.engine.statement import FINANCE_COLUMNS

TEXT, NUMBER, DAY, SMALL = pa.string(), pa.float64(), pa.float64(), pa.float32()

RUN_KEY = [("arm", TEXT), ("future", pa.int32())]

OUTCOMES = pa.schema(
    [
        *RUN_KEY,
        ("log_weight", NUMBER),
        ("mineral", TEXT),
        ("sector", TEXT),
        ("tier", pa.int8()),
        ("member", pa.bool_()),
        ("shortfall_days", NUMBER),
        ("equivalent_days", NUMBER),
        ("price_lost_days", NUMBER),
        ("unmet_t", NUMBER),
        ("demand_t", NUMBER),
        ("fill_rate", NUMBER),
        ("first_day", DAY),
        ("longest_spell_d", NUMBER),
        ("peak_depth", NUMBER),
        ("recovery_day", DAY),
        ("censored", pa.bool_()),
        ("peak_price", NUMBER),
        ("lost_output_usd", NUMBER),
        ("discounted_lost_output_usd", NUMBER),
        ("price_cap_days", NUMBER),
        ("rest_of_world_unmet_t", NUMBER),
        ("defense_stockpile_t", NUMBER),
        ("floor_usd", NUMBER),
        ("duty_usd", NUMBER),
        ("support_usd", NUMBER),
    ]
)

RESERVE = pa.schema(
    [
        *RUN_KEY,
        ("mineral", TEXT),
        ("bought_t", NUMBER),
        ("released_t", NUMBER),
        ("stock_t", NUMBER),
        ("spent_usd", NUMBER),
        ("received_usd", NUMBER),
        ("carrying_usd", NUMBER),
        ("interest_usd", NUMBER),
        ("residual_usd", NUMBER),
        ("discounted_cost_usd", NUMBER),
    ]
)

FINANCE = pa.schema([*RUN_KEY, *[(name, NUMBER) for name in FINANCE_COLUMNS]])

SERIES = pa.schema(
    [
        *RUN_KEY,
        ("mineral", TEXT),
        ("day", SMALL),
        ("cover_d", SMALL),
        ("price", SMALL),
        ("unmet", SMALL),
        *[(f"price_{market}", SMALL) for market in ("JPN", "KOR", "EU", "CHN", "ROW")],
    ]
)

EVENTS = pa.schema(
    [
        RUN_KEY[1],
        ("event", TEXT),
        ("kind", TEXT),
        ("start_d", DAY),
        ("duration_d", NUMBER),
        ("minerals", TEXT),
        ("origin", TEXT),
        ("stage", TEXT),
        ("facility", TEXT),
        ("severity", NUMBER),
        ("details", TEXT),
    ]
)
"""Written with the first arm only: every arm lives the same events."""

TABLES = {"outcomes": OUTCOMES, "reserve": RESERVE, "finance": FINANCE, "series": SERIES, "events": EVENTS}
