"""The answer of a study in three sentences."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.views.numbers import number
from sim.views.style import mineral_label

Summary = Mapping[str, Any]
Numbers = Mapping[str, Any]

BILLION = 1e9
ARM_WORDS = {
    "without": "no new policies",
    "frameworks": "the frameworks alone",
    "with": "the frameworks and the reserve together",
}
"""What the arms of a factorial study are; any other arm is a reserve alone, under its own name."""


def question(summary: Summary) -> str:
    """Return what a study asks."""
    asked = f"How many days of demand does the United States lose under {summary['study']['scenario']}"
    others = [arm for arm in summary["arms"] if arm != "without"]
    if len(summary["arms"]) < 2:
        return f"{asked}?"
    if "frameworks" in others and len(others) > 1:
        return f"{asked}, and what do frameworks and a reserve change?"
    return f"{asked}, and what do {_listed([arm_words(arm) for arm in others])} change?"


def answer(summary: Summary) -> tuple[str, ...]:
    """Return what is lost, what the policies change, and what that is worth, each with its interval."""
    arms = list(summary["arms"])
    if not arms or not summary["totals"]:
        return ("No run finished.",)
    first, last = arms[0], arms[-1]
    sentences = [_lost(summary, first)]
    if f"{last}-{first}" in summary["pairs"]:
        sentences += [_changed(summary, first, last), _worth(summary, first, last)]
    return tuple(sentences)


def arm_words(arm: str) -> str:
    """Return what an arm is, in words."""
    return ARM_WORDS.get(arm, f"the reserve {arm} alone")


def interval(numbers: Numbers, scale: float = 1.0, signed: bool = False) -> str:
    """Return a mean with its interval in words; ``signed`` writes a plus before what grows."""
    low, high = numbers["ci_low"], numbers["ci_high"]
    ends = [] if low is None or high is None else [low / scale, high / scale]
    mean = numbers["mean"] / scale
    size = max(abs(value) for value in (mean, *ends))
    mean_text, *texts = [_written(value, size, signed) for value in (mean, *ends)]
    return f"{mean_text} ({texts[0]} to {texts[1]})" if texts else f"{mean_text} (one future: no interval)"


def _written(value: float, size: float, signed: bool) -> str:
    text = number(value, size).replace("-", "\u2212")
    return f"+{text}" if signed and value > 0 and any(digit in text for digit in "123456789") else text


def _lost(summary: Summary, arm: str) -> str:
    study, minerals = summary["study"], summary["arms"][arm]
    days = summary["totals"][arm]["any_mineral_days"]
    level = f"{100 * study.get('confidence', 0.95):g} % interval"
    worst = max(minerals, key=lambda mineral: minerals[mineral]["combined_days"]["mean"] or 0.0)
    text = (
        f"With {arm_words(arm)}, at least one mineral is short on {interval(days)} days of "
        f"{study['horizon_d']:,}, on average over {study['futures']:,} futures (in brackets: {level})"
    )
    if not minerals[worst]["combined_days"]["mean"]:
        return f"{text}; no mineral loses a day."
    lost = interval(minerals[worst]["combined_days"])
    name = mineral_label(worst).lower()
    return f"{text}; most is lost of {name}: {lost} equivalent days, physical and price-destroyed."


def _changed(summary: Summary, first: str, last: str) -> str:
    if any({first, last} <= set(group) for group in summary["coinciding"]):
        same = f"every future gives the same numbers as with {arm_words(first)}"
        return f"With {arm_words(last)} {same}: nothing changes."
    pair = summary["pairs"][f"{last}-{first}"]
    moved = max(pair, key=lambda mineral: abs(pair[mineral]["combined_days"]["mean"] or 0.0))
    change, days = pair[moved]["combined_days"], summary["total_pairs"][f"{last}-{first}"]["any_mineral_days"]
    helped = [mineral for mineral in pair if (pair[mineral]["combined_days"]["ci_high"] or 0.0) < 0]
    hurt = [mineral for mineral in pair if (pair[mineral]["combined_days"]["ci_low"] or 0.0) > 0]
    counts = f"fewer days are lost of {len(helped)} and more of {len(hurt)} of the {len(pair)} minerals"
    return (
        f"With {arm_words(last)} the days with any shortage change by {interval(days, signed=True)}, "
        f"and those lost of {mineral_label(moved).lower()}, which change most, by "
        f"{interval(change, signed=True)}; counting only intervals that exclude zero, {counts}."
    )


def _worth(summary: Summary, first: str, last: str) -> str:
    output = summary["total_pairs"][f"{last}-{first}"]["lost_output_usd"]
    text = f"The value of lost output changes by {interval(output, BILLION, signed=True)} billion dollars"
    low, high = output["ci_low"], output["ci_high"]
    if low is not None and high is not None and low <= 0 <= high:
        text += ", which cannot be told from no change"
    cost = summary["reserve"][last].get("total", {}).get("net_cost_usd")
    if cost is None:
        return f"{text}; no reserve was paid for."
    return (
        f"{text}; the reserve costs {interval(cost, BILLION)} billion net of what it still holds at the end."
    )


def _listed(names: list[str]) -> str:
    return ", ".join(names[:-1]) + " and " + names[-1] if len(names) > 1 else "".join(names)
