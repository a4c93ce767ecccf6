"""One pair's shift in words, as it stands now: the route, what is logged, what is near, and the check-in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from geo.hotspot import Hotspot
from planner.plan import Stop
from web.code_words import KINDS
from web.field.check_in_view import CheckInView, check_in_view
from web.field.contact import Contact, contact_of
from web.field.efforts_told import ToldEffort, efforts_told
from web.field.services import Door, NearService, helping_places, near
from web.field.shift_visits import names_of_places, visits_before, visits_of_shift
from web.field.tonight import PublishedShift
from web.field.visit_match import visits_of_stops
from web.field.visit_words import OUTCOMES, SHORT_OUTCOMES
from web.lead.day import RouteView, Row, StopView
from web.lead.leg_view import LegView
from web.lead.shift_parts import PartKind
from web.store.tables.visits import Outcome, VisitRow
from web.words import Words

LonLat = tuple[float, float]


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
    names = names_of_places(session, rest)
    return ShiftView(
        shift=shift,
        words=words,
        route=route,
        when=f"{words.day(time.date)}, {words.span(time.start, time.end)}",
        rows=tuple(_row(row, stops) for row in route.rows),
        stops=stops,
        services=tuple(makes.service(place) for place in makes.all()),
        others=tuple(makes.logged(row, names.get(row.hotspot_id or "", "")) for row in rest),
        check_in=check_in_view(session, shift, words, now, every_min),
        contact=contact_of(session, team),
        now=now,
    )


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
