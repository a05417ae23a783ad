"""How numbers are written."""

from __future__ import annotations

SMALLEST = 0.005
"""Below this two decimals show nothing but zeros."""
SCALES = ((1e9, "bn"), (1e6, "m"))


def number(value: float, size: float) -> str:
    """Return a number with the decimals that suit a cell whose largest number is ``size``."""
    decimals = 0 if size >= 9.95 else 1 if size >= 0.995 else 2
    text = f"{value:,.{decimals}f}"
    return text.replace("-", "") if float(text.replace(",", "")) == 0 else text


def significant(value: float) -> str:
    """Return a number with three digits that count."""
    return f"{float(f'{value:.3g}'):,g}"


def with_half_width(mean: float, half: float | None) -> str:
    """Return a mean and the half-width of its interval as ``mean ±half``."""
    if half is None:
        return number(mean, abs(mean))
    size = max(abs(mean), half)
    if 0 < size < SMALLEST:
        return "\u22480"
    return f"{number(mean, size)} ±{number(half, size)}"


def sized(value: float) -> str:
    """Return a number in a few characters; large ones in millions or billions."""
    for scale, unit in SCALES:
        if abs(value) >= scale:
            return f"{number(value / scale, abs(value / scale))}{unit}"
    return number(value, abs(value))
