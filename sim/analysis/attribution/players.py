"""Players: what shares a benefit, and the arms that hold some of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Literal

from sim.data.tables import load
from sim.data.vintage import use
from sim.policy.arm import Arm
from sim.policy.instruments import Agreement, InstrumentSpec
from sim.policy.reserve.spec import NoReserve
from sim.study.arms import BASELINE
from sim.world.world import World

RESERVE = "reserve"
"""The reserve as a player, and its row of framework_items.csv."""

By = Literal["group", "seed_item", "instrument"]


@dataclass(frozen=True)
class Player:
    """One that may be part of an arm or not.

    Attributes
    ----------
    name : str
    instruments : tuple of str
        Instruments of which it holds at least a part.
    financed : tuple of str
        Those whose public money counts as its own: it holds their first part, and they touch a mineral.
    mechanisms : tuple of str
        Keys as in `Arm.mechanisms` of what it holds and of what touches a mineral of the world.
    reserve : bool
        Whether it holds the reserve.
    """

    name: str
    instruments: tuple[str, ...] = ()
    financed: tuple[str, ...] = ()
    mechanisms: tuple[str, ...] = ()
    reserve: bool = False

    @property
    def acts(self) -> bool:
        """Whether it can change anything in the world."""
        return self.reserve or bool(self.mechanisms)


def players_of(arm: Arm, world: World, by: By) -> tuple[Player, ...]:
    """Return who shares what an arm changes, in the order in which the arm names them; the reserve last.

    Parameters
    ----------
    arm : Arm
        The fullest arm.
    world : World
        Tells which mechanisms touch a mineral.
    by : {"group", "seed_item", "instrument"}
        ``group``: mechanisms of one kind belong together (mechanism_groups.csv), so that an agreement may be
        part of several; ``seed_item``: instruments of one item of the policy list (framework_items.csv), one
        without a row stands alone; ``instrument``: everyone alone.
    """
    with use(world.vintage):
        groups = {row["kind"]: row["group"] for row in load("mechanism_groups")}
        items = {row["instrument"]: row["seed_item"] for row in load("framework_items")}
    found: dict[str, dict[str, list[str]]] = {}
    for instrument, own in arm.instruments.items():
        acting = own.minerals(world)
        for number, (key, mechanism) in enumerate(_mechanisms(instrument, own).items()):
            name = {
                "group": groups[mechanism.kind],
                "seed_item": items.get(instrument, instrument),
                "instrument": instrument,
            }[by]
            player = found.setdefault(name, {"instruments": [], "financed": [], "mechanisms": []})
            if instrument not in player["instruments"]:
                player["instruments"].append(instrument)
            if number == 0 and acting:
                player["financed"].append(instrument)
            if mechanism.minerals(world):
                player["mechanisms"].append(key)
    players = [
        Player(name, tuple(own["instruments"]), tuple(own["financed"]), tuple(own["mechanisms"]))
        for name, own in found.items()
    ]
    if not isinstance(arm.reserve, NoReserve):
        name = items[RESERVE] if by == "seed_item" else RESERVE
        players.append(Player(name, financed=(RESERVE,), reserve=True))
    return tuple(players)


def coalition(arm: Arm, members: Iterable[Player]) -> Arm:
    """Return the arm that holds what some players hold, and nothing else.

    Parameters
    ----------
    arm : Arm
        The fullest arm.
    members : iterable of Player
    """
    chosen = tuple(members)
    wanted = {key for player in chosen for key in player.mechanisms}
    kept: dict[str, InstrumentSpec] = {}
    for name, instrument in arm.instruments.items():
        held = {key: one for key, one in _mechanisms(name, instrument).items() if key in wanted}
        if isinstance(instrument, Agreement) and held:
            parts = {part: one for part, one in instrument.parts.items() if f"{name}/{part}" in held}
            kept[name] = instrument.model_copy(update={"parts": parts})
        elif held:
            kept[name] = instrument
    return Arm(
        name="+".join(player.name for player in chosen) or BASELINE,
        instruments=kept,
        reserve=arm.reserve if any(player.reserve for player in chosen) else NoReserve(),
    )


def _mechanisms(name: str, instrument: InstrumentSpec) -> Mapping[str, InstrumentSpec]:
    """Return what an instrument does, in its own order, by the keys of `Arm.mechanisms`."""
    if isinstance(instrument, Agreement):
        return {f"{name}/{part}": one for part, one in instrument.parts.items()}
    return {name: instrument}
