"""Which arms a study runs."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

from sim.errors import InputError
from sim.policy.arm import Arm
from sim.policy.reserve.spec import NoReserve

if TYPE_CHECKING:
    from sim.policy.instruments import InstrumentSpec
    from sim.policy.reserve.spec import ReserveSpec

BASELINE = "without"
RESERVED_NAMES = (BASELINE, "frameworks", "with")


def study_arms(
    kind: Literal["factorial", "single"],
    instruments: Mapping[str, InstrumentSpec],
    reserve: ReserveSpec,
) -> tuple[Arm, ...]:
    """Return the arms of a study, without duplicates.

    Parameters
    ----------
    kind : {"factorial", "single"}
        {none, frameworks} x {none, reserve}, or exactly this combination.
    instruments : mapping of str to instrument
        The chosen bundle; empty means none.
    reserve : reserve
        The chosen reserve; ``NoReserve`` means none.

    Raises
    ------
    InputError
        If the reserve carries the name of another arm.
    """
    has_reserve = not isinstance(reserve, NoReserve)
    if has_reserve and reserve.name in RESERVED_NAMES:
        raise InputError("reserve.name", reserve.name, "reserve", f"not one of {', '.join(RESERVED_NAMES)}")
    bundle = dict(instruments)
    arms = [Arm(name=BASELINE)]
    if bundle:
        arms.append(Arm(name="frameworks", instruments=bundle))
    if has_reserve:
        arms.append(Arm(name=reserve.name, reserve=reserve))
    if bundle and has_reserve:
        arms.append(Arm(name="with", instruments=bundle, reserve=reserve))
    # the last arm always holds everything that was chosen
    return tuple(arms) if kind == "factorial" else (arms[-1],)


def arm_content(arm: Arm) -> str:
    """Return everything that acts in an arm as canonical JSON: two arms with one content are one arm."""
    content = arm.model_copy(update={"name": ""})
    reserve = content.reserve.model_copy(update={"name": ""})
    return content.model_copy(update={"reserve": reserve}).model_dump_json()


def pairs(names: tuple[str, ...]) -> tuple[tuple[str, str], ...]:
    """Return the pairs compared: every arm against ``without``, the fullest first."""
    if BASELINE not in names:
        return ()
    others = [name for name in names if name != BASELINE]
    others.sort(key=lambda name: name != "with")
    return tuple((name, BASELINE) for name in others)
