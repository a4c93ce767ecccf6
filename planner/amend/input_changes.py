"""What differs between the input that a plan was made from and the week as it is now."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from enum import StrEnum

from planner.request import WeekRequest
from planner.shift import Shift
from planner.worker import BusyKind, Worker


class InputKind(StrEnum):
    """What has changed. The words for it are in ``web``."""

    WORKER_AWAY = "worker_away"
    WORKER_BACK = "worker_back"
    WORKER_NEW = "worker_new"
    WORKER_GONE = "worker_gone"
    WORKER_CHANGED = "worker_changed"
    FIXED_WORK = "fixed_work"
    NEIGHBOUR_WEEK = "neighbour_week"
    SHIFT_NEW = "shift_new"
    SHIFT_GONE = "shift_gone"
    SHIFT_CHANGED = "shift_changed"
    NEED_NEW = "need_new"
    NEED_GONE = "need_gone"
    NEED_CHANGED = "need_changed"
    COVERED = "covered"
    WEIGHTS = "weights"
    TEAM = "team"


@dataclass(frozen=True, slots=True)
class InputChange:
    """One change: about whom, on which days, in which shift, or at which place."""

    kind: InputKind
    worker: str | None = None
    days: tuple[date, ...] = ()
    shift: Shift | None = None
    hotspot: str | None = None


def input_changes(before: WeekRequest, after: WeekRequest) -> tuple[InputChange, ...]:
    """Tell what has changed, people first, then shifts, then needs; pins, names and travel times are left aside."""
    return (*_people(before, after), *_shifts(before, after), *_needs(before, after), *_whole(before, after))


def _people(before: WeekRequest, after: WeekRequest) -> Iterator[InputChange]:
    for ident in sorted(before.worker.keys() | after.worker.keys()):
        was, now = before.worker.get(ident), after.worker.get(ident)
        if was is None or now is None:
            yield InputChange(InputKind.WORKER_NEW if was is None else InputKind.WORKER_GONE, worker=ident)
            continue
        days_was, days_now = _away(was, before), _away(now, before)
        if days_now - days_was:
            yield InputChange(InputKind.WORKER_AWAY, worker=ident, days=tuple(sorted(days_now - days_was)))
        if days_was - days_now:
            yield InputChange(InputKind.WORKER_BACK, worker=ident, days=tuple(sorted(days_was - days_now)))
        if _terms(was) != _terms(now):
            yield InputChange(InputKind.WORKER_CHANGED, worker=ident)
        for kind, told in (
            (BusyKind.COMMITMENT, InputKind.FIXED_WORK),
            (BusyKind.SHIFT, InputKind.NEIGHBOUR_WEEK),
        ):
            if _busy(was, before, kind) != _busy(now, before, kind):
                yield InputChange(told, worker=ident)


def _away(worker: Worker, request: WeekRequest) -> set[date]:
    return {day.date for day in request.days for absence in worker.absences if absence.covers(day.date)}


def _terms(worker: Worker) -> tuple[object, ...]:
    return worker.skills, worker.weekly_hours, worker.experience, frozenset(worker.wishes)


def _busy(worker: Worker, request: WeekRequest, kind: BusyKind) -> set[tuple[float, float]]:
    """Give the fixed work from a day before the week to a day after it."""
    first, last = request.days[0].date - timedelta(days=1), request.days[-1].date + timedelta(days=1)
    return {
        (b.start.timestamp(), b.end.timestamp())
        for b in worker.busy
        if b.kind is kind and first <= b.end.astimezone(request.tz).date() and _day(b.start, request) <= last
    }


def _day(when: datetime, request: WeekRequest) -> date:
    return when.astimezone(request.tz).date()


def _shifts(before: WeekRequest, after: WeekRequest) -> Iterator[InputChange]:
    was, now = {s.id: s for s in before.shifts}, {s.id: s for s in after.shifts}
    for ident in [*was, *(i for i in now if i not in was)]:
        if ident not in now:
            yield InputChange(InputKind.SHIFT_GONE, shift=was[ident])
        elif ident not in was:
            yield InputChange(InputKind.SHIFT_NEW, shift=now[ident])
        elif _terms_of_shift(was[ident]) != _terms_of_shift(now[ident]):
            yield InputChange(InputKind.SHIFT_CHANGED, shift=now[ident])


def _terms_of_shift(shift: Shift) -> tuple[object, ...]:
    hours = (shift.start.timestamp(), shift.end.timestamp())
    return *hours, shift.base, shift.mode, shift.pairs, shift.skills, shift.districts


def _needs(before: WeekRequest, after: WeekRequest) -> Iterator[InputChange]:
    was, now = {n.id: n for n in before.needs}, {n.id: n for n in after.needs}
    found = dict.fromkeys(
        (kind, need.hotspot)
        for ident in [*was, *(i for i in now if i not in was)]
        for kind, need in [
            (InputKind.NEED_GONE, was[ident])
            if ident not in now
            else (InputKind.NEED_NEW, now[ident])
            if ident not in was
            else (InputKind.NEED_CHANGED, now[ident])
        ]
        if kind is not InputKind.NEED_CHANGED or was[ident] != now[ident]
    )
    for kind, hotspot in found:
        yield InputChange(kind, hotspot=hotspot)


def _whole(before: WeekRequest, after: WeekRequest) -> Iterator[InputChange]:
    """Tell of what is of the whole week; visits that the team's own broken pairs have made are no change."""
    was, now = (
        {(c.hotspot, c.start.timestamp()) for c in request.covered if c.team != request.team}
        for request in (before, after)
    )
    for hotspot in sorted({hotspot for hotspot, _ in was ^ now}):
        yield InputChange(InputKind.COVERED, hotspot=hotspot)
    if before.weights != after.weights:
        yield InputChange(InputKind.WEIGHTS)
    if (before.slack_share, before.working_time) != (after.slack_share, after.working_time):
        yield InputChange(InputKind.TEAM)
