"""Export quotas: open until they are used up, closed until the next quota year."""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np

from sim.engine.actors.customs import Customs
from sim.engine.actors.leaks import Leak
from sim.engine.actors.reach import Reach, reach
from sim.engine.calendar import REVIEW, Process
from sim.futures.control_events import ExportQuota

DAYS_PER_YEAR = 365.0
REVIEW_D = 7.0
RUN_D = 30.0
# Days of flow left at which the customs office counts every day.
WATCHED_D = 21.0


@dataclass(frozen=True)
class QuotaYear:
    """Part of a quota year that an event covers: days, and the part of a year it is."""

    number: int
    start_d: float
    end_d: float

    @property
    def part(self) -> float:
        """Length in years of 365 days, a leap year counting as one."""
        return min(1.0, (self.end_d - self.start_d) / DAYS_PER_YEAR)


def quota_years(origin: date, event: ExportQuota) -> Iterator[QuotaYear]:
    """Yield the quota years of an event in a world that starts on a date."""
    year = origin.year - 1
    number = 0
    while True:
        begins = (date(year, event.year_start_month, 1) - origin).days
        ends = (date(year + 1, event.year_start_month, 1) - origin).days
        if begins >= event.end_d:
            return
        if ends > event.start_d:
            yield QuotaYear(number, max(event.start_d, begins), min(event.end_d, ends))
            number += 1
        year += 1


class Quotas:
    """Lives export quotas, each mineral's on its own."""

    def __init__(self, customs: Customs) -> None:
        self._customs = customs
        self._context = customs.context

    def export_quota(self, event: ExportQuota) -> Process:
        """Live through one quota regime: notice, its years, end."""
        return self._customs.each(event, lambda mineral: self._regime(event, mineral))

    def _regime(self, event: ExportQuota, mineral: str) -> Process:
        calendar, touched = self._context.calendar, reach(self._context, event, (mineral,))
        leak = self._customs.leaks.path(event, touched.around)
        yield from self._customs.begin(event, touched)
        base = float(self._context.world.links.base[touched.trade].sum())
        if base == 0.0:
            return
        year_t = event.tonnes if event.tonnes is not None else (event.share or 0.0) * base * DAYS_PER_YEAR
        for year in quota_years(self._context.future.start_date, event):
            if year.start_d >= calendar.horizon_d:
                return
            allowed = year_t * year.part * event.uses[min(year.number, len(event.uses) - 1)]
            yield calendar.wait(year.start_d)
            calendar.sync(year.start_d)
            self._context.note(year.start_d, "quota opened", self._row(touched), allowed, event.id)
            if event.pace == "even":
                days = year.end_d - year.start_d
                self._cap(event, touched, leak, max(0.0, 1.0 - allowed / (base * days)), year.start_d)
            else:
                yield from self._run(event, touched, leak, allowed, year)
        if event.end_d < calendar.horizon_d:
            yield calendar.wait(event.end_d)
            calendar.sync(event.end_d)
            self._customs.border.lift(touched.direct, event.id, event.end_d)
            leak.close(event.end_d)

    def _cap(self, event: ExportQuota, touched: Reach, leak: Leak, severity: float, at: float) -> None:
        self._customs.border.restrict(touched.direct, event.id, severity, at)
        leak.open(severity, at)

    def _run(
        self, event: ExportQuota, touched: Reach, leak: Leak, allowed: float, year: QuotaYear
    ) -> Process:
        """Live through a year of first come, first served."""
        calendar, at = self._context.calendar, year.start_d
        if event.front_loading_d > 0.0:
            calendar.start(self._rush_early(event, touched, year))
        self._cap(event, touched, leak, 0.0, at)
        before = last = self._shipped(touched)
        while at < min(year.end_d, calendar.horizon_d):
            shipped = self._shipped(touched)
            left = allowed - (shipped - before)
            if self._ration(event, touched, leak, left, shipped - last, at):
                self._context.note(at, "quota used up", self._row(touched), shipped - before, event.id)
                return
            last = shipped
            # Whole days from here on: customs counts what left until yesterday.
            at = math.floor(at) + (1.0 if left <= WATCHED_D * self._most(touched) else REVIEW_D)
            if at < min(year.end_d, calendar.horizon_d):
                yield calendar.wait(at, REVIEW)
                calendar.sync(at)

    def _rush_early(self, event: ExportQuota, touched: Reach, year: QuotaYear) -> Process:
        """Who ships first ships: buyers run for the quota in its first month."""
        calendar, cause = self._context.calendar, f"{event.id}/run"
        until = min(year.start_d + RUN_D, year.end_d)
        self._customs.rush.begin(touched.trade, cause, event.front_loading_d, RUN_D, year.start_d)
        if until < calendar.horizon_d:
            yield calendar.wait(until)
            calendar.sync(until)
            self._customs.rush.end(touched.trade, cause, until)

    def _ration(
        self, event: ExportQuota, touched: Reach, leak: Leak, left: float, lately: float, at: float
    ) -> bool:
        """Close, or cap the last days so that the quota is met and not passed; say whether it is used up."""
        weights = self._context.controls.now("weight")[touched.direct]
        growth = self._growth(touched, at + 1.0)
        capped = float(weights.sum()) * growth
        if left <= max(1e-12, 1e-9 * capped):
            self._cap(event, touched, leak, 1.0, at)
            return True
        if capped > 0.0 and left <= 3.0 * max(capped, lately):
            days = max(1.0, math.ceil(left / capped))
            # Above 0, so that nothing beyond the cap leaves.
            self._cap(event, touched, leak, max(1e-9, 1.0 - left / (days * capped)), at)
        return False

    def _most(self, touched: Reach) -> float:
        """Most that may leave on a day, roughly: twice the base flow."""
        return 2.0 * float(self._context.controls.now("weight")[touched.direct].sum())

    def _growth(self, touched: Reach, at: float) -> float:
        growth = self._context.tables.minerals["growth"][self._row(touched)]
        return float(np.exp(max(0.0, growth) * at))

    def _row(self, touched: Reach) -> int:
        """Row of the mineral, of which something is exported."""
        links, facilities = self._context.world.links, self._context.world.facilities
        return int(facilities.mineral[links.supplier[touched.direct[0]]])

    def _shipped(self, touched: Reach) -> float:
        return float(self._context.tables.links["shipped_t"][touched.direct].sum())
