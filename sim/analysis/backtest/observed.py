"""What was observed in past episodes, and which episodes can be held against it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal, cast

from sim.data.tables import Row, load

Score = Literal[
    "dead_time",
    "flow_hole",
    "months_to_recover",
    "price_outside",
    "price_inside",
    "months_to_peak",
    "first_consumer_stop",
    "leakage",
]
SCORES: tuple[Score, ...] = Score.__args__  # type: ignore[attr-defined]
Use = Literal["scored", "given", "reported"]


@dataclass(frozen=True)
class Observed:
    """One row of episode_outcomes.csv.

    Attributes
    ----------
    episode : str
        Key in episodes.csv.
    score : Score
    mineral, stage, origin, plant, flow, market : str
        What was measured; see columns.csv.
    value : float
        In ``unit``.
    unit : str
    over_d : float
        Days over which a flow was averaged; 0 where none was.
    until : date
        Last day of the record.
    use : Use
        Scored, an input of the replay, or shown alone.
    basis, confidence : str
    """

    episode: str
    score: Score
    mineral: str
    stage: str
    origin: str
    plant: str
    flow: str
    market: str
    value: float
    unit: str
    over_d: float
    until: date
    use: Use
    basis: str
    confidence: str


def observed() -> tuple[Observed, ...]:
    """Return all rows of episode_outcomes.csv."""
    return tuple(map(_observed, load("episode_outcomes")))


def _observed(row: Row) -> Observed:
    return Observed(
        episode=row["episode"],
        score=cast("Score", row["score"]),
        mineral=row["mineral"],
        stage=row["stage"],
        origin=row["origin"],
        plant=row["plant"],
        flow=row["flow"],
        market=row["market"],
        value=float(row["value"]),
        unit=row["unit"],
        over_d=float(row["over_d"] or 0.0),
        until=date.fromisoformat(row["until"]),
        use=cast("Use", row["use"]),
        basis=row["basis"],
        confidence=row["confidence"],
    )


def eligibility(replayed: frozenset[str]) -> list[dict[str, str]]:
    """Return, for every episode, what it is scored on and what keeps it from the rest.

    Parameters
    ----------
    replayed : frozenset of str
        Episodes with a scenario file.

    Returns
    -------
    list of dict
        ``episode``, ``scored``, ``not_scored``, ``why_not``; rows in the order of episodes.csv.
    """
    rows = []
    for episode in (row["episode"] for row in load("episodes")):
        own = [one for one in observed() if one.episode == episode]
        scored = [one.score for one in own if one.use == "scored"] if episode in replayed else []
        others = [one for one in own if one.score not in scored]
        if episode not in replayed:
            why = _not_replayed(episode)
        elif not own:
            why = "no observed number: not yet history, or none was recorded"
        else:
            why = "; ".join(f"{one.score} {one.use}: {one.basis}" for one in others)
        rows.append(
            {
                "episode": episode,
                "scored": ", ".join(scored),
                "not_scored": ", ".join(one.score for one in others) if episode in replayed else "all",
                "why_not": why,
            }
        )
    return rows


def _not_replayed(episode: str) -> str:
    return next(row["basis"] for row in load("episode_terms") if row["episode"] == episode)
