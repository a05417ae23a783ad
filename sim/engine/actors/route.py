"""Routes: a longer way stretches what sails after it, never what has sailed past."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from sim.data.parameters import parameters
from sim.engine.actors.border import Border
from sim.engine.actors.causes import Causes
from sim.engine.actors.context import Context, links_hit
from sim.engine.actors.traffic import Traffic
from sim.engine.calendar import REVIEW, WHOLE, Process
from sim.engine.courses import first_leg_d
from sim.futures.events import ChokepointClosure, ChokepointRestriction, RouteDelay
from sim.world.around import around_d
from sim.world.lane import Route, Way

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]


@dataclass(frozen=True)
class _Choice:
    """How one route goes today.

    Days with all waits, of which waiting to load; whether as usual; the share that cannot sail, as a place on
    the way is choked.
    """

    days: float
    loading: float
    usual: bool
    lost: float


class Routes:
    """Owns the way of every link's cargo and what happens at chokepoints and ports."""

    # Shippers think again when a wait has changed by this much.
    NOTICED_D = 1.0

    def __init__(self, context: Context, border: Border) -> None:
        self._context = context
        self._border = border
        self._transit = context.controls.now("transit").copy()
        self._delay = Causes(sum, 0.0)
        self._traffic: dict[str, Traffic] = {}
        self._acting: dict[str, dict[str, float]] = {}
        self._noticed: dict[str, float] = {}
        self._cut: set[int] = set()
        self._choked: dict[int, float] = {}
        self._decay = parameters().mode("port_choice_decay")
        self._longest = parameters().mode("chokepoint_wait_max_d")

    def route_delay(self, event: RouteDelay) -> Process:
        """Live through one detour of unknown course; overlapping ones add up."""
        world, controls = self._context.world, self._context.controls
        hit = np.flatnonzero(links_hit(world, event.minerals, None, event.origin, event.destinations))
        rows = hit.tolist()

        def set_delay(extra: FloatArray, at: float) -> None:
            self._context.note(at, "delay", hit, extra, event.id)
            controls.set("delay", hit, extra, at)
            controls.set("transit", hit, self._transit[hit] + extra, at)

        return self._context.calendar.spell(
            event.start_d,
            event.duration_d,
            lambda at: set_delay(self._delay.add(rows, event.id, event.extra_d), at),
            lambda at: set_delay(self._delay.drop(rows, event.id), at),
        )

    def restriction(self, event: ChokepointClosure | ChokepointRestriction) -> Process:
        """Live through a closure or a restriction of some chokepoints or ports."""
        severity, profile = 1.0, WHOLE
        if isinstance(event, ChokepointRestriction):
            severity, profile = event.severity, event.profile

        def begin(at: float, fraction: float) -> None:
            for place in event.places:
                self._acting.setdefault(place, {})[event.id] = 1.0 - severity * fraction
                self._change(place, at)

        def end(at: float) -> None:
            for place in event.places:
                del self._acting[place][event.id]
                self._change(place, at)

        return self._context.calendar.stages(event.start_d, event.duration_d, profile, begin, end)

    def _change(self, place: str, at: float) -> None:
        """Bring a place to what the hardest event on it leaves open."""
        left = min(self._acting[place].values(), default=1.0)
        if place not in self._traffic:
            spare = parameters().mode("chokepoint_spare")
            self._traffic[place] = Traffic(spare, around_d(place), self._longest)
        traffic, today = self._traffic[place], math.floor(at)
        traffic.live_until(today)
        fresh = traffic.calm
        traffic.set_left(left)
        self._gate(place, at)
        self._reroute(place, at)
        if left == 0.0:
            self._context.calendar.start(self._lose_patience(place, at))
        if fresh and not traffic.calm:
            self._context.calendar.start(self._queue(place, at))

    def _queue(self, place: str, at: float) -> Process:
        """Live through a queue, day by day, until the place is open and empty."""
        calendar, traffic = self._context.calendar, self._traffic[place]
        day = math.floor(at) + 1
        while day < calendar.horizon_d and not traffic.calm:
            yield calendar.wait(day, REVIEW)
            calendar.sync(day)
            choked = traffic.choked
            traffic.live_until(day)
            self._gate(place, day)
            noticed = abs(traffic.wait_d - self._noticed[place]) >= self.NOTICED_D
            if noticed or traffic.calm or traffic.choked != choked:
                self._reroute(place, day)
            day += 1

    def _lose_patience(self, place: str, closed_at: float) -> Process:
        """After a while cargo that waits at a closed place turns, if there is a way around."""
        calendar, traffic = self._context.calendar, self._traffic[place]
        at = closed_at + parameters().mode("closure_patience_d")
        if at >= calendar.horizon_d:
            return
        yield calendar.wait(at)
        if traffic.left == 0.0 and not traffic.turned_away:
            calendar.sync(at)
            traffic.turn_away()
            self._gate(place, at)

    def _gate(self, place: str, at: float) -> None:
        """Set what passes and what turns at the waypoints of a place."""
        controls, fairways, traffic = self._context.controls, self._context.fairways, self._traffic[place]
        rows = fairways.at(place)
        controls.set("passing", rows, traffic.passing, at)
        if not traffic.turned_away:
            controls.set("turning", rows, 0.0, at)
            return
        for row in rows.tolist():
            days, way = self._best(fairways.turns[row])
            if way is not None:
                controls.put("turn_days", row, days + fairways.lead_d[row])
            controls.set("turning", row, float(way is not None), at)

    def _wait_d(self, place: str) -> float:
        return self._traffic[place].wait_d if place in self._traffic else 0.0

    def _best(self, ways: tuple[Way, ...]) -> tuple[float, Way | None]:
        """Return the way that is quickest with today's waits, and its days; infinite if all are closed."""
        best: tuple[float, Way | None] = (math.inf, None)
        for way in ways:
            waits = sum(self._wait_d(passage.place) for passage in way.passages)
            # Nobody plans with more than the longest wait, but what is closed stays closed.
            days = way.days + (waits if math.isinf(waits) else min(waits, self._longest))
            if days < best[0]:
                best = (days, way)
        return best

    def _reroute(self, place: str, at: float) -> None:
        """Choose ways anew on every lane that may meet a place."""
        wait = self._noticed[place] = self._wait_d(place)
        lanes = self._context.fairways.lanes_by(place)
        for lane in lanes:
            self._choose(lane, at)
        # A closed place speaks for itself.
        if math.isfinite(wait):
            for lane in lanes:
                self._context.note(at, "queue", self._context.fairways.links[lane], wait, place)

    def _choose(self, lane: int, at: float) -> None:
        """Send the cargo of a lane by the quickest ways; longer routes lose share to the others."""
        fairways, routes = self._context.fairways, self._context.world.lanes[lane].routes
        if len(fairways.links[lane]) == 0:
            return
        choices = [self._choice(route) for route in routes]
        usual = np.array([route.ways[0].days for route in routes])
        days = np.array([choice.days for choice in choices])
        pull = np.array([route.share for route in routes]) * (usual / days) ** self._decay
        if pull.sum() == 0.0:
            self._cut_off(lane, at)
            return
        self._open_up(lane, at)
        self._choke(lane, float((pull / pull.sum()) @ [choice.lost for choice in choices]), at)
        if np.array_equal(usual, days):
            self._restore(lane, at)
        else:
            self._steer(lane, routes, choices, pull / pull.sum(), at)

    def _choice(self, route: Route) -> _Choice:
        loading = self._wait_d(route.load_port)
        days, way = self._best(route.ways)
        places = (route.load_port, *(passage.place for passage in way.passages)) if way else ()
        lost = max((1.0 - self._traffic[p].left for p in places if self._is_choked(p)), default=0.0)
        return _Choice(days + loading, loading, way is route.ways[0], lost)

    def _is_choked(self, place: str) -> bool:
        return place in self._traffic and self._traffic[place].choked

    def _restore(self, lane: int, at: float) -> None:
        """Send everything by the usual ways, as on day 0."""
        fairways, controls = self._context.fairways, self._context.controls
        rows, links = fairways.usual[lane].ravel(), fairways.links[lane]
        controls.put("days", rows, fairways.routes["days"][rows])
        controls.set("share", rows, fairways.routes["share"][rows], at)
        controls.set("share", _there(fairways.detour[lane]), 0.0, at)
        self._set_transit(links, fairways.transit_d[links], at)

    def _steer(
        self, lane: int, routes: tuple[Route, ...], choices: list[_Choice], share: FloatArray, at: float
    ) -> None:
        """Split the cargo of a lane between the usual ways and the detour."""
        fairways, controls = self._context.fairways, self._context.controls
        links, detour = fairways.links[lane], _there(fairways.detour[lane])
        before, after = fairways.before_d[links], fairways.after_d[links]
        days = np.array([choice.days for choice in choices])
        stays = np.array([choice.usual for choice in choices])
        for column, course in enumerate(fairways.courses[lane]):
            rows = fairways.usual[lane][:, column]
            own = [r for r in course.routes if stays[r] and share[r] > 0.0]
            part = float(share[own].sum())
            if part > 0.0:
                legs = np.array([first_leg_d(routes[r]) + choices[r].loading for r in own])
                straight = fairways.routes["berth"][rows] == self._context.tables.links["customer"][links]
                leg = share[own] @ legs / part + fairways.past_d[lane][column]
                controls.put("days", rows, before + leg + np.where(straight, after, 0.0))
            controls.set("share", rows, part, at)
        around = ~stays & (share > 0.0)
        part = share[around].sum()
        if part > 0.0:
            # Cargo that goes around is not stopped again: it knows the queues it will meet.
            controls.put("days", detour, before + after + share[around] @ days[around] / part)
        controls.set("share", detour, part, at)
        open_ = share > 0.0
        self._set_transit(links, before + after + share[open_] @ days[open_], at)

    def _set_transit(self, links: IntArray, days: FloatArray, at: float) -> None:
        self._transit[links] = days
        self._context.note(at, "longer way", links, days)
        controls = self._context.controls
        controls.set("transit", links, days + controls.now("delay")[links], at)

    def _cut_off(self, lane: int, at: float) -> None:
        if lane not in self._cut:
            self._cut.add(lane)
            self._border.restrict(self._context.fairways.links[lane], f"cut off/{lane}", 1.0, at)

    def _choke(self, lane: int, lost: float, at: float) -> None:
        """Let a lane carry no more than what passes where the queue is as long as anybody bears."""
        links, cause = self._context.fairways.links[lane], f"choked/{lane}"
        if lost > 0.0:
            self._border.restrict(links, cause, lost, at)
            self._choked[lane] = lost
        elif self._choked.pop(lane, 0.0) > 0.0:
            self._border.lift(links, cause, at)

    def _open_up(self, lane: int, at: float) -> None:
        if lane in self._cut:
            self._cut.remove(lane)
            self._border.lift(self._context.fairways.links[lane], f"cut off/{lane}", at)


def _there(rows: IntArray) -> IntArray:
    return rows[rows >= 0]
