"""What mechanisms share: numbers that a null leaves to the table, minerals and partners that exist."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from pydantic import BaseModel, ConfigDict

from sim.data.tables import load
from sim.errors import InputError
from sim.policy.frameworks import framework_value
from sim.policy.instruments.entry import Entry
from sim.world import countries
from sim.world.minerals import all_minerals
from sim.world.world import World


class Mechanism(BaseModel):
    """Base of mechanisms whose numbers ``x`` come from the row ``x_row`` unless given.

    Parameters
    ----------
    covers : tuple of str
        Minerals it touches; empty: all.
    entry : entry
        When it comes into force.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    numbers: ClassVar[tuple[str, ...]] = ()
    covers: tuple[str, ...] = ()
    entry: Entry

    def minerals(self, world: World) -> frozenset[str]:
        """Return the minerals it may change."""
        loaded = frozenset(world.minerals)
        return loaded & frozenset(self.covers) if self.covers else loaded

    def rows(self, world: World) -> tuple[str, ...]:
        """Return the rows of ``frameworks.csv`` whose numbers it reads; without its minerals none."""
        if not self.minerals(world):
            return ()
        own = tuple(getattr(self, f"{name}_row") for name in self.numbers if getattr(self, name) is None)
        return own + self.entry.rows()

    def check(self, world: World) -> None:
        """Raise if it names a mineral or row that nobody knows.

        Raises
        ------
        InputError
            With the field as key.
        """
        known = set(all_minerals()) | set(world.minerals)
        for mineral in self.covers:
            if mineral not in known:
                raise InputError("covers", mineral, "", f"from: {', '.join(sorted(known))}")
        for row in self.rows(world):
            framework_value(row)

    def number(self, name: str) -> float:
        """Return one of its numbers: the one given, else the table's."""
        return framework_value(getattr(self, f"{name}_row"), getattr(self, name))


def check_countries(field: str, codes: Iterable[str]) -> None:
    """Raise on the first code that no country has.

    Raises
    ------
    InputError
        With the field as key.
    """
    known = countries.codes() | {row["country"] for row in load("signatories")}
    for code in codes:
        if code not in known:
            raise InputError(field, code, "", f"from: {', '.join(sorted(known))}")
