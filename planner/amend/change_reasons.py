"""Why a plan has changed: what differs between the requests that two plans answer."""

from datetime import timedelta

from planner.amend.change import ChangeReason
from planner.exact import exact
from planner.need_match import covered_visits, need_of_stop
from planner.plan import Route, Stop, WeekPlan
from planner.request import WeekRequest
from planner.shift import Shift


class Facts:
    """What has changed in a week's input, and what that means for a stop or a shift."""

    def __init__(self, before: WeekPlan, after: WeekPlan, twins: dict[int, int]) -> None:
        self.before, self.after, self.twins = before, after, twins
        self.old, self.new = before.request, after.request
        self.same = _alike(self.old, self.new)
        self.needs = {need.id: need for need in self.new.needs}
        self.old_needs = {need.id: need for need in self.old.needs}
        self.urgent = {
            need.id
            for need in self.new.needs
            if ((was := self.old_needs.get(need.id)) and (need.weight > was.weight or need.least > was.least))
            or (need.id not in self.old_needs and need.least > 0)
        }

    def of_crew(self, number: int) -> ChangeReason:
        """Tell why a route of the plan before has other people, or nobody."""
        route = self.before.routes[number]
        if any(_away(self.new, worker, route) for worker in route.workers):
            return ChangeReason.WORKER_ABSENT
        shifts = _shifts(self.new, route)
        was = _shifts(self.old, route)
        if was and not shifts:
            ids = {shift.id for shift in self.new.shifts}
            return ChangeReason.SHIFT_CHANGED if was[0].id in ids else ChangeReason.SHIFT_GONE
        if sum(s.pairs for s in shifts) < sum(s.pairs for s in was):
            return ChangeReason.SHIFT_GONE
        return ChangeReason.CHOSEN if self.same else ChangeReason.ROSTER_ADAPTED

    def of_new_route(self, route: Route) -> ChangeReason:
        """Tell why a pair goes out in a shift where none did."""
        was, now = _shifts(self.old, route), _shifts(self.new, route)
        if sum(s.pairs for s in now) > sum(s.pairs for s in was):
            return ChangeReason.SHIFT_ADDED
        return ChangeReason.CHOSEN if self.same else ChangeReason.ROSTER_ADAPTED

    def of_stop(self, stop: Stop, *, route: int, dropped: bool = False) -> ChangeReason:
        """Tell why a stop of the plan before is gone, or made by others or on another day."""
        told = self._of_need(stop)
        if told:
            return told
        crew = self._of_route(route)
        if crew:
            return crew
        if dropped and self._others_come(stop):
            return ChangeReason.OTHERS_VISIT
        if self.same:
            return ChangeReason.CHOSEN
        return ChangeReason.GAVE_WAY if dropped else ChangeReason.MOVED_TO_MAKE_ROOM

    def of_time(self, stop: Stop, *, route: int) -> ChangeReason:
        """Tell why a stop begins at another time in the same shift."""
        told = self._of_need(stop) or self._of_route(route)
        if told:
            return told
        if self.same:
            return ChangeReason.CHOSEN
        now = {s.hotspot for s in self.after.routes[self.twins[route]].stops}
        more = now - {s.hotspot for s in self.before.routes[route].stops}
        return ChangeReason.MOVED_TO_MAKE_ROOM if more else ChangeReason.FREED_TIME

    def of_added(self, stop: Stop) -> ChangeReason:
        """Tell why there is one stop more."""
        need = need_of_stop(self.new, stop)
        if need and need.id in self.urgent:
            return ChangeReason.URGENT_NEED
        if need and need.id not in self.old_needs:
            return ChangeReason.NEW_NEED
        if need and need != self.old_needs[need.id]:
            return ChangeReason.NEED_CHANGED
        return ChangeReason.CHOSEN if self.same else ChangeReason.FREED_TIME

    def _of_need(self, stop: Stop) -> ChangeReason | None:
        need = need_of_stop(self.old, stop)
        if need is None:
            return None
        if need.id not in self.needs:
            return ChangeReason.NEED_GONE
        return ChangeReason.NEED_CHANGED if self.needs[need.id] != need and need.id not in self.urgent else None

    def _others_come(self, stop: Stop) -> bool:
        """Tell whether others make more of the visits than before, so that the ceiling leaves fewer."""
        need = need_of_stop(self.old, stop)
        return need is not None and covered_visits(self.new, need) > covered_visits(self.old, need)

    def _of_route(self, number: int) -> ChangeReason | None:
        """Tell what has become of the route, where people or hours are others."""
        route = self.before.routes[number]
        twin = self.after.routes[self.twins[number]] if number in self.twins else None
        if twin is None or set(twin.workers) != set(route.workers):
            return self.of_crew(number)
        if (exact(twin.start), exact(twin.end)) != (exact(route.start), exact(route.end)):
            return ChangeReason.SHIFT_CHANGED
        return None


def _alike(old: WeekRequest, new: WeekRequest) -> bool:
    """Tell whether two requests ask for the same week; how it is weighed and pinned does not count."""
    return (old.needs, old.workers, old.shifts, old.covered) == (new.needs, new.workers, new.shifts, new.covered)


def _shifts(request: WeekRequest, route: Route) -> list[Shift]:
    key = (exact(route.start), exact(route.end), route.base)
    return [shift for shift in request.shifts if (exact(shift.start), exact(shift.end), shift.base) == key]


def _away(request: WeekRequest, worker: str, route: Route) -> bool:
    if worker not in request.worker:
        return True
    first, last = route.start.date(), (route.end - timedelta(seconds=1)).date()
    return any(a.first <= last and first <= a.last for a in request.worker[worker].absences)
