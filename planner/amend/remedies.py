"""Remedies: which single change would make an unplanned need possible, found by trying, and proved by doing it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta
from time import monotonic

from geo.hotspot import VisitNeed
from geo.windows import DAY_MINUTES, WeekWindows, Window, WindowError
from planner.amend.fits import offers
from planner.amend.insert import free_place
from planner.amend.loosen import loosened
from planner.amend.open_plan import OpenPlan
from planner.amend.opened import open_plan
from planner.amend.remedy import Remedy, RemedyKind
from planner.check import check
from planner.exact import exact_request
from planner.need_match import visits_by_need
from planner.openings import openings
from planner.pair import Crew, kept_names, name_pairs
from planner.pin import Pin
from planner.plan import WeekPlan
from planner.request import WeekRequest
from planner.roster.staff import skills_of, staff_of
from planner.shift import Shift
from planner.week_problem import room_of
from planner.worker import Worker

GAP_SHARES = (0.75, 0.5, 0.25, 0.0)
"""Shares of the agreed gap that are tried, the longest first."""
MOST_OF_A_KIND = 3
"""Remedies of one kind that are given."""
AROUND_MIN = 90
"""Minutes that a shift of its own has before and after the visit."""
ROUND_MIN = 15
"""Hours are agreed by the quarter."""
STAND_INS = ("stand-in-1", "stand-in-2")
"""Ids of workers that the team does not have."""


def remedies(plan: WeekPlan, need_id: str, *, seconds: float = 5.0) -> tuple[Remedy, ...]:
    """Tell which single changes would make one more visit of a need possible, the mildest first.

    Each has been tried: its plan holds one visit more than the one given, and breaks no rule. Where the plan given
    breaks rules already there are none. So many seconds are spent at most; what is found by then is told.

    Raises
    ------
    ValueError
        The request holds no such need.
    """
    need = next((n for n in plan.request.needs if n.id == need_id), None)
    if need is None:
        raise ValueError(f"the request holds no need {need_id!r}")
    if check(plan):
        return ()
    seeking = _Seeking(plan, need, monotonic() + seconds)
    ways = (
        seeking.slack,
        seeking.swaps,
        seeking.staff,
        seeking.gaps,
        seeking.ceiling,
        seeking.fewer_pairs,
        seeking.windows,
        seeking.pair,
        seeking.shift,
    )
    return tuple(remedy for seek in ways for remedy in seek())


class _Seeking:
    """One need being sought a way for."""

    def __init__(self, plan: WeekPlan, need: VisitNeed, until: float) -> None:
        self.plan, self.request, self.need, self.until = plan, plan.request, need, until
        self.had = len(visits_by_need(plan)[need.id])
        self.crews = [row.crew for row in open_plan(plan)[0].rows]

    def slack(self) -> Iterator[Remedy]:
        """Tell that the visit fits as the week is, with reserved slack."""
        yield from self._tell(RemedyKind.USE_SLACK, self._holding(self.plan))

    def swaps(self) -> Iterator[Remedy]:
        """Let somebody with the skill go out in the place of somebody in a pair."""
        found = 0
        for number, route in enumerate(self.plan.routes) if self.need.skills else ():
            if not self._open_in(route.start, route.end) or self.need.skills <= self.crews[number].skills:
                continue
            others = [crew for n, crew in enumerate(self.crews) if n != number]
            for pair in self._able(self.request, self.crews[number].shift, others):
                both = set(pair) & set(route.workers[:2])
                if len(both) == 1 and self.need.skills <= skills_of(self.request, pair):
                    crew = (*pair, *route.workers[2:])
                    routes = list(self.plan.routes)
                    routes[number] = replace(route, workers=crew, pair=self._name(pair))
                    changed = self._holding(replace(self.plan, routes=tuple(routes)), route=number)
                    if changed is not None:
                        yield from self._tell(RemedyKind.SWAP_WORKER, changed)
                        found += 1
                        break
            if found >= MOST_OF_A_KIND:
                return

    def staff(self) -> Iterator[Remedy]:
        """Let two who are free go out in a shift that has room for a pair."""
        for shift in self.request.shifts:
            if self._out(shift) < shift.pairs and self._open_in(shift.start, shift.end):
                yield from self._tell(RemedyKind.STAFF_SHIFT, self._with_pair(self.request, shift, stand_ins=False))

    def pair(self) -> Iterator[Remedy]:
        """Let one pair more go out in a shift that has all its pairs; who, where nobody is free, is open."""
        days: set[date] = set()
        for shift in self.request.shifts:
            full = self._out(shift) >= shift.pairs and self._open_in(shift.start, shift.end)
            if not full or shift.date in days or len(days) >= MOST_OF_A_KIND:
                continue
            wider = tuple(replace(s, pairs=s.pairs + 1) if s.id == shift.id else s for s in self.request.shifts)
            changed = self._with_pair(replace(self.request, shifts=wider), shift)
            if changed is not None:
                days.add(shift.date)
                yield from self._tell(RemedyKind.ADD_PAIR, changed)

    def shift(self) -> Iterator[Remedy]:
        """Let a pair go out in a shift of its own around the hours of the need, where none is out then."""
        for opening in openings(self.request, self.need) if self.request.shifts else ():
            day = opening.start.astimezone(self.request.tz)
            out = any(o.start < opening.end and opening.start < o.end for o in self.request.shifts)
            if out or day.date() not in self.request.day:
                continue
            around = timedelta(minutes=AROUND_MIN)
            start, end = max(day - around, _midnight(day)), day + timedelta(minutes=self.need.minutes) + around
            new = replace(
                self.request.shifts[0],
                id=f"{day.date()}-{self.need.id}",
                date=day.date(),
                start=start,
                end=end,
                pairs=1,
                skills=frozenset(),
                districts=frozenset(),
            )
            changed = self._with_pair(replace(self.request, shifts=(*self.request.shifts, new)), new)
            if changed is not None:
                yield from self._tell(RemedyKind.ADD_SHIFT, changed)
                return

    def gaps(self) -> Iterator[Remedy]:
        """Let less time between the visits be agreed: the most that would do."""
        for share in GAP_SHARES if self.need.gap_h else ():
            changed = self._agreed(replace(self.need, gap_h=self.need.gap_h * share))
            if changed is not None:
                yield from self._tell(RemedyKind.SHORTEN_GAP, changed, gap_h=self.need.gap_h * share)
                return

    def ceiling(self) -> Iterator[Remedy]:
        """Let one visit more a week be agreed."""
        most = self.need.most + 1
        yield from self._tell(RemedyKind.RAISE_CEILING, self._agreed(replace(self.need, most=most)), most=most)

    def fewer_pairs(self) -> Iterator[Remedy]:
        """Let fewer pairs at once be agreed to be enough, where no joint visit is planned yet."""
        for pairs in range(self.need.pairs - 1, 0, -1) if not self.had else ():
            changed = self._agreed(replace(self.need, pairs=pairs))
            if changed is not None:
                yield from self._tell(RemedyKind.FEWER_PAIRS, changed, pairs=pairs)
                return

    def windows(self) -> Iterator[Remedy]:
        """Let visits be agreed at more hours: just those in which a pair has time."""
        for start in self._times():
            wider = self._wider(start)
            changed = self._agreed(replace(self.need, windows=wider)) if wider else None
            yield from self._tell(RemedyKind.WIDEN_WINDOW, changed, windows=wider)

    def _times(self) -> list[datetime]:
        """Give when pairs would have time, were the need open at all hours."""
        opened, _ = open_plan(loosened(self.plan, self.need))
        g = opened.number_of(self.need.id)
        found = offers(opened, g) if g is not None else []
        return [opened.week.when(offer.fits[0].start) for offer in found[:MOST_OF_A_KIND]]

    def _wider(self, start: datetime) -> WeekWindows | None:
        day = self.request.day.get(start.date())
        weekday = day.counts_as if day else start.weekday()
        begin = (start.hour * 60 + start.minute) // ROUND_MIN * ROUND_MIN
        end = -(-(start.hour * 60 + start.minute + 1 + self.need.minutes) // ROUND_MIN) * ROUND_MIN
        windows = self.need.windows.windows
        touching = [w for w in windows if w.weekday == weekday and w.start_min <= end and begin <= w.end_min]
        begin, end = min([begin, *(w.start_min for w in touching)]), max([end, *(w.end_min for w in touching)])
        if end > begin + DAY_MINUTES:
            return None
        kept = [w for w in windows if w not in touching]
        try:
            return WeekWindows.parse(str(WeekWindows(tuple(sorted([*kept, Window(weekday, begin, end)])))))
        except WindowError:
            return None

    def _with_pair(self, request: WeekRequest, shift: Shift, *, stand_ins: bool = True) -> WeekPlan | None:
        """Let a pair go out in a shift and make the visit: two who are free, else two stand-ins."""
        for pair in self._able(request, shift, self.crews):
            if self.need.pairs > 1 or self.need.skills <= skills_of(request, pair):
                return self._gone_out(request, shift, pair)
        if not stand_ins:
            return None
        two = tuple(Worker(ident, ident, self.need.skills | shift.skills) for ident in STAND_INS)
        return self._gone_out(replace(request, workers=(*request.workers, *two)), shift, STAND_INS)

    def _gone_out(self, request: WeekRequest, shift: Shift, pair: tuple[str, str]) -> WeekPlan | None:
        timed = exact_request(request)
        its = next(s for s in timed.shifts if s.id == shift.id)
        crew = Crew(its, self._name(pair), pair, skills_of(request, pair))
        route = OpenPlan(timed, [crew], [None]).route(0)
        changed = replace(self.plan, request=request, routes=(*self.plan.routes, route), bound=None)
        return self._holding(changed, route=len(self.plan.routes))

    def _able(self, request: WeekRequest, shift: Shift, others: Sequence[Crew]) -> list[tuple[str, str]]:
        """Give who may go out in a shift by the law, beside these crews."""
        pins = tuple(Pin(crew.shift.id, crew.pair, crew.workers) for crew in others)
        try:
            staff = staff_of(exact_request(replace(request, pins=pins)))
        except ValueError:
            return []
        index = next((n for n, s in enumerate(request.shifts) if s.id == shift.id), -1)
        return [pair for pair, able in staff.fits.items() if index in able and staff.room[index]]

    def _name(self, pair: tuple[str, str]) -> str:
        kept = kept_names(self.crews)
        return name_pairs([pair], self.request.pair_names, kept=kept)[pair]

    def _out(self, shift: Shift) -> int:
        return sum(crew.shift.id == shift.id for crew in self.crews)

    def _agreed(self, changed: VisitNeed) -> WeekPlan | None:
        """Give the plan with the visit in it, were the need another."""
        needs = tuple(changed if n.id == changed.id else n for n in self.request.needs)
        return self._holding(replace(self.plan, request=replace(self.request, needs=needs), bound=None))

    def _holding(self, plan: WeekPlan, *, route: int | None = None) -> WeekPlan | None:
        """Give a changed plan with one visit more of the need, where there is a place for it and no rule is broken."""
        if monotonic() > self.until:
            return None
        made = free_place(plan, self.need.id, route=route)
        if made is None or len(visits_by_need(made)[self.need.id]) <= self.had or check(made):
            return None
        return made

    def _tell(
        self,
        kind: RemedyKind,
        changed: WeekPlan | None,
        *,
        gap_h: float | None = None,
        most: int | None = None,
        pairs: int | None = None,
        windows: WeekWindows | None = None,
    ) -> Iterator[Remedy]:
        """Tell the visit that a changed plan has more; nothing where there is no such plan."""
        if changed is None:
            return
        known = {
            (r.start, r.pair, s.start) for r in self.plan.routes for s in r.stops if s.hotspot == self.need.hotspot
        }
        number, stop = next(
            (n, s)
            for n, r in enumerate(changed.routes)
            for s in r.stops
            if s.hotspot == self.need.hotspot and (r.start, r.pair, s.start) not in known
        )
        route = changed.routes[number]
        crew = [row.crew for row in open_plan(changed)[0].rows][number]
        yield Remedy(
            kind, route.pair, route.date, stop.start, crew.shift.id, route.workers,
            slack_minutes=_slack_used(changed, number, crew),
            stand_ins=any(worker in STAND_INS for worker in route.workers),
            gap_h=gap_h, most=most, pairs=pairs, windows=windows, plan=changed,
        )  # fmt: skip

    def _open_in(self, start: datetime, end: datetime) -> bool:
        """Tell whether a visit fits into a shift and an opening of the need."""
        first, last, takes = start.timestamp(), end.timestamp(), self.need.minutes * 60
        spans = [(o.start.timestamp(), o.end.timestamp()) for o in openings(self.request, self.need)]
        return any(min(b, last) - max(a, first) >= takes for a, b in spans)


def _slack_used(plan: WeekPlan, number: int, crew: Crew) -> float:
    route = plan.routes[number]
    busy = sum(leg.seconds for leg in route.legs) + sum((s.leave - s.start).total_seconds() for s in route.stops)
    return round(max(busy - room_of(plan.request, crew.shift), 0) / 60, 1)


def _midnight(day: datetime) -> datetime:
    return day.replace(hour=0, minute=0, second=0, microsecond=0)
