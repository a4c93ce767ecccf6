"""The set-up of a week as its page shows it: who works, the shifts by day, fixed work, efforts, weights, pre-flight."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.hotspot import Hotspot
from planner.exact import exact_request
from planner.pin import Pin
from planner.preflight import preflight
from planner.request import WeekRequest
from planner.roster.limits import hours_left_s
from planner.shift import Shift
from planner.team import Team
from planner.terms.term import TermName
from planner.weights import Weights
from planner.worker import BusyKind
from web.code_words import MODES, skill_word
from web.lead.setup_words import TroubleView, trouble_views
from web.lead.team_weights import WORDS, word_of
from web.lead.week_setup import WeekSetup
from web.store.tables.efforts import EffortRow
from web.store.tables.teams import CommitmentRow
from web.term_words import NAMES
from web.words import Words


@dataclass(frozen=True, slots=True)
class DayCell:
    """One day of one worker: ``away`` says whether somebody is said to be away then."""

    iso: str
    day: str
    away: bool


@dataclass(frozen=True, slots=True)
class PersonRow:
    """One worker and the days of the week."""

    id: str
    name: str
    hours: str
    days: tuple[DayCell, ...]


@dataclass(frozen=True, slots=True)
class ShiftView:
    """One shift: ``own`` is of this week alone, ``off`` is called off, ``changed`` has other pairs than usual."""

    id: str
    hours: str
    about: str
    pairs: int
    usual: int
    own: bool

    @property
    def off(self) -> bool:
        """Whether it is called off."""
        return self.pairs == 0

    @property
    def changed(self) -> bool:
        """Whether other pairs go out than usually."""
        return not self.own and self.pairs != self.usual


@dataclass(frozen=True, slots=True)
class DayShifts:
    """The shifts of one day."""

    iso: str
    day: str
    holiday: str
    shifts: tuple[ShiftView, ...]


@dataclass(frozen=True, slots=True)
class WorkView:
    """Fixed work: when, what and who; a shift that was worked outside the planned weeks is not taken away here."""

    id: str
    when: str
    what: str
    who: str
    stays: bool


@dataclass(frozen=True, slots=True)
class EffortView:
    """An effort of the week."""

    id: str
    version: int
    name: str
    when: str
    about: str
    urgent: bool
    off: bool


@dataclass(frozen=True, slots=True)
class WeightView:
    """One goal and how much it weighs; ``levels`` are value, word and whether it is chosen."""

    term: str
    name: str
    levels: tuple[tuple[str, str, bool], ...]


@dataclass(frozen=True, slots=True)
class SetupView:
    """All that the page says."""

    version: int
    people: tuple[PersonRow, ...]
    heads: tuple[str, ...]
    days: tuple[DayShifts, ...]
    work: tuple[WorkView, ...]
    efforts: tuple[EffortView, ...]
    weights: tuple[WeightView, ...]
    troubles: tuple[TroubleView, ...]

    @property
    def serious(self) -> int:
        """How much will be missing."""
        return sum(trouble.serious for trouble in self.troubles)


def setup_view(
    words: Words,
    request: WeekRequest,
    team: Team,
    setup: WeekSetup,
    *,
    work: Sequence[CommitmentRow],
    efforts: Sequence[EffortRow],
    pins: Sequence[Pin] = (),
) -> SetupView:
    """Put a week's set-up into words."""
    days = [day.date for day in request.days]
    timed = exact_request(request)
    return SetupView(
        version=setup.version,
        people=tuple(
            PersonRow(
                worker.id,
                worker.name,
                words.text(
                    "%(left)s of %(hours)s h",
                    left=_hours(words, max(hours_left_s(timed, timed.worker[worker.id]), 0) / 3600),
                    hours=_hours(words, worker.weekly_hours),
                ),
                tuple(DayCell(d.isoformat(), words.day(d), any(a.covers(d) for a in worker.absences)) for d in days),
            )
            for worker in sorted(request.workers, key=lambda w: w.name)
        ),
        heads=tuple(words.day(day) for day in days),
        days=tuple(
            DayShifts(day.date.isoformat(), words.long_day(day.date), day.name, shifts)
            for day, shifts in zip(request.days, _shifts(words, request, team, setup), strict=True)
        ),
        work=tuple(_work(words, row, request) for row in work),
        efforts=tuple(_effort(words, row) for row in efforts),
        weights=_weights(words, request.weights),
        troubles=trouble_views(words, preflight(request, pins=pins), request),
    )


def commitments_of_week(session: Session, team: str, monday: date, tz: ZoneInfo) -> tuple[CommitmentRow, ...]:
    """Give the fixed work of a team that touches a week, in time order."""
    begin = datetime.combine(monday, time(), tz)
    query = select(CommitmentRow).where(CommitmentRow.team_id == team, CommitmentRow.end > begin)
    query = query.where(CommitmentRow.start < begin + timedelta(days=7))
    return tuple(session.scalars(query.order_by(CommitmentRow.start, CommitmentRow.id)))


def seen_places(team: str, hotspots: Sequence[Hotspot]) -> dict[str, Hotspot]:
    """Give the places that the team may see, by id, in order of their names."""
    seen = [spot for spot in hotspots if spot.may_be_seen_by(team)]
    return {spot.id: spot for spot in sorted(seen, key=lambda spot: spot.name)}


def _hours(words: Words, hours: float) -> str:
    return words.number(hours, 0 if hours == int(hours) else 1)


def _shifts(words: Words, request: WeekRequest, team: Team, setup: WeekSetup) -> list[tuple[ShiftView, ...]]:
    usual = team.shifts_in(request.days, request.tz)
    own = {one.id for one in setup.extra}
    every = [(shift, setup.shifts.get(shift.id, shift.pairs), shift.pairs) for shift in usual]
    every += [(one.shift(request.tz), one.pairs, one.pairs) for one in setup.extra]
    every.sort(key=lambda found: (found[0].start, found[0].id))
    return [
        tuple(
            ShiftView(s.id, words.span(s.start, s.end), _about(words, s, request), pairs, usually, s.id in own)
            for s, pairs, usually in every
            if s.date == day.date
        )
        for day in request.days
    ]


def _about(words: Words, shift: Shift, request: WeekRequest) -> str:
    told = [request.base[shift.base].name, words.text(MODES[shift.mode])]
    if shift.skills:
        told.append(words.listed([skill_word(words, skill) for skill in sorted(shift.skills)]))
    if shift.districts:
        told.append(words.text("lent to %(districts)s", districts=words.listed(sorted(shift.districts))))
    return " · ".join(told)


def _work(words: Words, row: CommitmentRow, request: WeekRequest) -> WorkView:
    start, end = row.start.astimezone(request.tz), row.end.astimezone(request.tz)
    who = [request.worker[w].name if w in request.worker else w for w in row.workers]
    stays = row.kind != BusyKind.COMMITMENT
    what = row.what or (words.text("A shift outside the plan") if stays else words.text("Fixed work"))
    when = f"{words.day(start.date())} {words.span(start, end)}"
    return WorkView(row.id, when, what, words.listed(sorted(who)), stays)


def _effort(words: Words, row: EffortRow) -> EffortView:
    days = words.day(row.first) if row.first == row.last else f"{words.day(row.first)} – {words.day(row.last)}"
    hours = f"{_clock(words, row.start_min)}–{_clock(words, row.end_min)}"
    pairs = words.plural("%(num)s pair", "%(num)s pairs", row.pairs)
    return EffortView(
        row.id,
        row.version,
        row.name,
        f"{days} {hours}",
        f"{words.minutes(row.minutes * 60)} · {pairs}",
        row.urgent,
        row.state == "cancelled",
    )


def _clock(words: Words, minute: int) -> str:
    return words.clock(datetime.combine(date(2026, 1, 1), time(minute // 60 % 24, minute % 60)))


def _weights(words: Words, weights: Weights) -> tuple[WeightView, ...]:
    views = []
    for term, value in weights.by_term().items():
        nearest = WORDS[word_of(value)]
        levels = tuple((f"{level[0]:g}", words.text(level[1]), level is nearest) for level in WORDS.values())
        views.append(WeightView(term, words.text(NAMES[TermName(term)]), levels))
    return tuple(views)
