"""One pair's shift in words, as it stands now: the route, what is logged, what is near, and the check-in."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.hotspot import Hotspot
from planner.plan import Stop
from web.code_words import KINDS
from web.field.check_in import EARLY, check_in_of
from web.field.efforts_told import ToldEffort, efforts_told
from web.field.services import Door, NearService, helping_places, near
from web.field.tonight import PublishedShift
from web.field.visit_match import visits_of_stops
from web.field.visit_words import OUTCOMES, SHORT_OUTCOMES
from web.lead.day import RouteView, Row, StopView
from web.lead.leg_view import LegView
from web.lead.shift_parts import PartKind
from web.store.tables.places import HotspotRow
from web.store.tables.shifts_worked import CheckInRow, CheckInState
from web.store.tables.teams import TeamRow
from web.store.tables.visits import Outcome, VisitRow
from web.words import Words

LonLat = tuple[float, float]
LOOKS_BACK = timedelta(days=60)
"""A visit before counts as the last one for so long."""
_PHONE = re.compile(r"\+?\d[\d \-]{4,}\d")


@dataclass(frozen=True, slots=True)
class ServiceView:
    """A place that helps people, in words; ``door`` is open, closed or unknown, ``state`` says it."""

    spot: Hotspot
    kind: str
    door: Door
    state: str
    hours: str
    way: str


@dataclass(frozen=True, slots=True)
class LoggedView:
    """A visit that is logged; ``said`` is its outcome with the time."""

    row: VisitRow
    name: str
    said: str


@dataclass(frozen=True, slots=True)
class StopNow:
    """A stop as it stands now.

    ``point`` is where it is, by an effort's own place where it is one; ``last`` how the team's visit before went, with
    the note that was left for the next pair.
    """

    view: StopView
    leg: LegView
    stop: Stop
    point: LonLat | None
    effort: ToldEffort | None
    services: tuple[ServiceView, ...]
    logged: LoggedView | None
    last: str


@dataclass(frozen=True, slots=True)
class TrackRow:
    """A row of the whole route: a stop, or a break, free time or the way home in words."""

    kind: PartKind
    time: str
    text: str
    stop: StopNow | None


@dataclass(frozen=True, slots=True)
class CheckInView:
    """Where the check-in stands: ``state`` as kept, or none; ``late`` where its time is out."""

    state: str
    can_begin: bool
    every_min: int
    late: bool
    due: str
    said: str
    row: CheckInRow | None


@dataclass(frozen=True, slots=True)
class Contact:
    """Who is called: words, and the telephone in them as digits; empty where the team named none."""

    text: str
    phone: str


@dataclass(frozen=True, slots=True)
class ShiftView:
    """All that a pair needs in its shift."""

    shift: PublishedShift
    words: Words
    route: RouteView
    when: str
    rows: tuple[TrackRow, ...]
    stops: tuple[StopNow, ...]
    services: tuple[ServiceView, ...]
    others: tuple[LoggedView, ...]
    check_in: CheckInView
    contact: Contact
    now: datetime

    @property
    def next(self) -> StopNow | None:
        """The first stop that nothing is logged at."""
        return next((stop for stop in self.stops if stop.logged is None), None)

    @property
    def on(self) -> bool:
        """Whether the shift has begun and its end has not long passed."""
        return self.shift.time.start <= self.now <= self.shift.wipe_at


def shift_view(
    session: Session, shift: PublishedShift, route: RouteView, words: Words, *, now: datetime, every_min: int
) -> ShiftView:
    """Put a shift into words, with what is logged by now.

    Parameters
    ----------
    route
        The shift's route in words.
    every_min
        How often a check-in that is not begun would ask.
    """
    team, tz, time = shift.plan.team, shift.plan.request.tz, shift.time
    logged = visits_of_shift(session, shift)
    answers, rest = visits_of_stops(shift.route.stops, logged)
    helping = helping_places(session, team)
    told = efforts_told(session, (stop.hotspot for stop in shift.route.stops), team=team)
    makes = _Maker(words, tz, helping, now)
    before = visits_before(session, shift)
    stops = tuple(
        makes.stop(view, leg, stop, _point(shift, stop, told), told.get(stop.hotspot), answer, before.get(stop.hotspot))
        for view, leg, stop, answer in zip(route.stops, route.legs, shift.route.stops, answers, strict=False)
    )
    names = _names(session, rest)
    return ShiftView(
        shift=shift,
        words=words,
        route=route,
        when=f"{words.day(time.date)}, {words.span(time.start, time.end)}",
        rows=tuple(_row(row, stops) for row in route.rows),
        stops=stops,
        services=tuple(makes.service(place) for place in makes.all()),
        others=tuple(makes.logged(row, names.get(row.hotspot_id or "", "")) for row in rest),
        check_in=_check_in(session, shift, words, now, every_min),
        contact=contact_of(session, team),
        now=now,
    )


def visits_of_shift(session: Session, shift: PublishedShift) -> Sequence[VisitRow]:
    """Give what the pair has logged from two hours before its shift until it is forgotten on the phone, in order."""
    first, last = shift.time.start.astimezone(UTC) - EARLY, shift.wipe_at
    query = select(VisitRow).where(VisitRow.team_id == shift.plan.team, VisitRow.pair == shift.route.pair)
    query = query.where(VisitRow.at >= first, VisitRow.at <= last)
    return session.scalars(query.order_by(VisitRow.at, VisitRow.id)).all()


def visits_before(session: Session, shift: PublishedShift) -> dict[str, VisitRow]:
    """Give the team's latest visit at each place of the route before the shift, within what notes are kept for."""
    first, last = shift.time.start.astimezone(UTC) - LOOKS_BACK, shift.time.start.astimezone(UTC) - EARLY
    query = select(VisitRow).where(VisitRow.team_id == shift.plan.team, VisitRow.at >= first, VisitRow.at < last)
    query = query.where(VisitRow.hotspot_id.in_({stop.hotspot for stop in shift.route.stops}))
    query = query.where(VisitRow.outcome != Outcome.SKIPPED)
    return {row.hotspot_id or "": row for row in session.scalars(query.order_by(VisitRow.at, VisitRow.id))}


def contact_of(session: Session, team: str) -> Contact:
    """Give whom a team calls when a pair is not heard of."""
    row = session.get(TeamRow, team)
    text = row.contact.strip() if row else ""
    phone = _PHONE.search(text)
    return Contact(text, re.sub(r"[ \-]", "", phone[0]) if phone else "")


class _Maker:
    """Puts stops and places of one shift into words."""

    def __init__(self, words: Words, tz: ZoneInfo, helping: Sequence[Hotspot], now: datetime) -> None:
        self.words, self.tz, self.helping, self.now = words, tz, helping, now

    def stop(
        self, view: StopView, leg: LegView, stop: Stop, point: LonLat | None, told: ToldEffort | None,
        answer: VisitRow | None, before: VisitRow | None,
    ) -> StopNow:  # fmt: skip
        at = max(self.now, stop.start)
        found = near(self.helping, *point, at, self.tz, without=(stop.hotspot,)) if point else ()
        return StopNow(
            view, leg, stop, point, told, tuple(self.service(place) for place in found),
            self.logged(answer, view.name) if answer else None, self.last(before) if before else "",
        )  # fmt: skip

    def last(self, row: VisitRow) -> str:
        """Say how the visit before went."""
        day, outcome = (
            self.words.day(row.at.astimezone(self.tz).date()),
            self.words.text(OUTCOMES[Outcome(row.outcome)]),
        )
        said = self.words.text("%(day)s: %(outcome)s", day=day, outcome=outcome)
        return f"{said}. {row.note}" if row.note else said

    def all(self) -> list[NearService]:
        """Give all places that help people as if they were at hand."""
        if not self.helping:
            return []
        first = self.helping[0].point
        found = near(self.helping, first.x, first.y, self.now, self.tz, within_m=10**6, most=len(self.helping))
        return sorted(found, key=lambda place: place.spot.name)

    def service(self, place: NearService) -> ServiceView:
        words, spot, hours = self.words, place.spot, place.hours
        if hours.door is Door.UNKNOWN:
            state = words.text("Hours not known – call first") if spot.phone else words.text("Hours not known")
        elif hours.turns_at is None:
            state = words.text("Open round the clock") if hours.door is Door.OPEN else words.text("Closed")
        else:
            told = words.clock(hours.turns_at)
            if hours.turns_at.date() != self.now.astimezone(self.tz).date():
                told = words.text("%(day)s at %(time)s", day=words.weekday(hours.turns_at.date()), time=told)
            state = (
                words.text("Open until %(time)s", time=told)
                if hours.door is Door.OPEN
                else words.text("Closed, opens %(time)s", time=told)
            )
        return ServiceView(
            spot, words.text(KINDS[spot.kind]), hours.door, state,
            words.windows(spot.hours) if spot.hours else "", words.metres(place.metres),
        )  # fmt: skip

    def logged(self, row: VisitRow, name: str) -> LoggedView:
        said = self.words.text(SHORT_OUTCOMES[Outcome(row.outcome)], time=self.words.clock(row.at.astimezone(self.tz)))
        return LoggedView(row, name or self.words.text("Another place"), said)


def _row(row: Row, stops: tuple[StopNow, ...]) -> TrackRow:
    stop = next((s for s in stops if row.stop is not None and s.view.key == row.stop.key), None)
    return TrackRow(row.kind, row.when.partition("–")[0], row.text, stop)


def _point(shift: PublishedShift, stop: Stop, told: Mapping[str, ToldEffort]) -> LonLat | None:
    if stop.hotspot in told and told[stop.hotspot].point is not None:
        return told[stop.hotspot].point
    spot = shift.plan.request.hotspot[stop.hotspot]
    return (round(spot.point.x, 6), round(spot.point.y, 6)) if spot.may_be_seen_by(shift.plan.team) else None


def _names(session: Session, visits: Sequence[VisitRow]) -> dict[str, str]:
    ids = {visit.hotspot_id for visit in visits if visit.hotspot_id}
    if not ids:
        return {}
    rows = session.execute(select(HotspotRow.id, HotspotRow.name).where(HotspotRow.id.in_(ids)))
    return {row.id: row.name for row in rows}


def _check_in(session: Session, shift: PublishedShift, words: Words, now: datetime, every_min: int) -> CheckInView:
    row, tz = check_in_of(session, shift.time), shift.plan.request.tz
    open_now = shift.time.start.astimezone(UTC) - EARLY <= now <= shift.wipe_at
    if row is None:
        return CheckInView("none", open_now, every_min, late=False, due="", said="", row=None)
    return CheckInView(
        row.state,
        open_now and row.state == CheckInState.ENDED,
        row.every_min,
        late=row.state == CheckInState.ESCALATED or (row.state == CheckInState.RUNNING and row.due_at < now),
        due=words.clock(row.due_at.astimezone(tz)),
        said=words.clock(row.said_at.astimezone(tz)),
        row=row,
    )
