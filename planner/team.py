"""A team: its bases, workers, repeated shifts and fixed work, and what they give in one week."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from geo.calendar import Day
from geo.needs_file import ALL_YEAR
from geo.travel.times import Mode
from geo.windows import WeekWindows
from planner.shift import Base, Shift
from planner.worker import Busy, BusyKind, Worker
from planner.working_time import WorkingTime


class TeamKind(StrEnum):
    """Whose a team is: the whole city's, one district's, or a partner organisation's."""

    CITY = "city"
    DISTRICT = "district"
    PARTNER = "partner"


@dataclass(frozen=True, slots=True)
class ShiftTemplate:
    """A shift that comes back every week: ``when`` holds its weekdays and hours.

    ``districts`` are those that it is lent to (a reinforcement); empty for a shift of the whole city.
    """

    id: str
    when: WeekWindows
    base: str
    mode: Mode = Mode.TRANSIT
    pairs: int = 1
    skills: frozenset[str] = frozenset()
    season: str = ALL_YEAR
    districts: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class FixedWork:
    """Work of named workers that is settled already: a commitment, or a shift outside the planned weeks."""

    workers: tuple[str, ...]
    start: datetime
    end: datetime
    kind: BusyKind
    what: str = ""


@dataclass(frozen=True, slots=True)
class Team:
    """One team of a city.

    Attributes
    ----------
    workers
        With their absences and wishes; ``busy`` is empty, since it depends on the week (see `workers_for`).
    commitments, worked
        Fixed work, in aware times.
    slack_share
        Share of every shift that stays free for conversations and new tips.
    pairs_named
        What pairs are called, in order; empty leaves it to the planner.
    """

    id: str
    name: str
    kind: TeamKind
    bases: tuple[Base, ...]
    workers: tuple[Worker, ...]
    templates: tuple[ShiftTemplate, ...]
    commitments: tuple[FixedWork, ...] = ()
    worked: tuple[FixedWork, ...] = ()
    slack_share: float = 0.15
    pairs_named: tuple[str, ...] = ()
    working_time: WorkingTime = field(default_factory=WorkingTime)

    def shifts_in(self, days: Sequence[Day], tz: ZoneInfo) -> tuple[Shift, ...]:
        """Give the shifts of these days, in order of their start.

        On each date the windows of the weekday that it counts as hold, in the template's season. An id is
        ``{date}-{template}``, and ``-1``, ``-2`` after it where the template has several windows that day.
        """
        shifts = []
        for day in days:
            for template in self.templates:
                if template.season not in (ALL_YEAR, *day.seasons):
                    continue
                spans = list(template.when.spans(day.date, tz, counts_as=day.counts_as))
                for number, (start, end) in enumerate(spans, start=1):
                    if end.timestamp() <= start.timestamp():
                        continue  # between 02:00 and 03:00 in the night when summer time begins
                    ident = f"{day.date}-{template.id}" + (f"-{number}" if len(spans) > 1 else "")
                    shifts.append(
                        Shift(
                            ident,
                            day.date,
                            start,
                            end,
                            template.base,
                            template.mode,
                            template.pairs,
                            template.skills,
                            template.districts,
                        )
                    )
        return tuple(sorted(shifts, key=lambda shift: (shift.start, shift.id)))

    def workers_for(self, monday: date, tz: ZoneInfo) -> tuple[Worker, ...]:
        """Give the workers with the fixed work from seven days before Monday to seven days after Sunday."""
        first = datetime.combine(monday - timedelta(days=7), time(), tz)
        end = datetime.combine(monday + timedelta(days=14), time(), tz)
        busy: dict[str, list[Busy]] = {worker.id: [] for worker in self.workers}
        for work in sorted((*self.commitments, *self.worked), key=lambda work: work.start):
            if work.start < end and work.end > first and work.start.timestamp() < work.end.timestamp():
                for worker in work.workers:
                    busy[worker].append(Busy(work.start, work.end, work.kind, work.what))
        return tuple(replace(worker, busy=tuple(busy[worker.id])) for worker in self.workers)
