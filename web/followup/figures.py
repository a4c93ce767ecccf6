"""The figures of a period: planned and made visits, agreed ones that are owed, people met by coarse group."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from enum import StrEnum
from zoneinfo import ZoneInfo

from sqlalchemy import select
from sqlalchemy.orm import Session

from geo.calendar import Calendar
from web.store.place_rows import SHARED
from web.store.tables.places import HotspotRow, NeedRow
from web.store.tables.plans import PlanVersion, StopRow, WeekPlanRow
from web.store.tables.visits import Outcome, VisitRow

EVENING_H, NIGHT_H, MORNING_H = 17, 22, 6
"""When the evening, the night and the day begin; night is that of the working-time law (22-06)."""


class DayPart(StrEnum):
    """When a visit was made."""

    DAY = "day"
    EVENING = "evening"
    NIGHT = "night"
    WEEKEND = "weekend"


@dataclass(frozen=True, slots=True)
class Period:
    """Whole ISO weeks, from the Monday ``first`` on."""

    first: date
    weeks: int

    @property
    def end(self) -> date:
        """The Monday after its last day."""
        return self.first + timedelta(weeks=self.weeks)

    def spans(self, tz: ZoneInfo) -> tuple[datetime, datetime]:
        """Give its beginning and end as moments."""
        return datetime.combine(self.first, time(), tz), datetime.combine(self.end, time(), tz)


@dataclass(slots=True)
class Kept:
    """Planned visits, those of them that were made, visits made beside the plan, and agreed ones that are owed."""

    planned: int = 0
    kept: int = 0
    beside: int = 0
    owed: int = 0
    last: date | None = None

    @property
    def share(self) -> float | None:
        """Made of planned, from 0 to 1; None where nothing was planned."""
        return self.kept / self.planned if self.planned else None


@dataclass(frozen=True, slots=True)
class Figures:
    """What a period was like; keys are ids of hotspots, names of districts (empty: not known), weeks' Mondays."""

    by_hotspot: Mapping[str, Kept]
    by_district: Mapping[str, Kept]
    by_part: Mapping[DayPart, Kept]
    by_week: Mapping[date, Kept]
    met: Counter[str] = field(default_factory=Counter)
    links: Counter[str] = field(default_factory=Counter)
    outcomes: Counter[str] = field(default_factory=Counter)
    of_efforts: int = 0

    @property
    def total(self) -> Kept:
        """All of it together."""
        found = Kept()
        for one in self.by_week.values():
            found.planned, found.kept, found.beside = (
                found.planned + one.planned, found.kept + one.kept, found.beside + one.beside,
            )  # fmt: skip
        found.owed = sum(one.owed for one in self.by_hotspot.values())
        return found


_Key = tuple[str, str | None, datetime | date]


@dataclass(frozen=True, slots=True)
class _Planned:
    team: str
    hotspot: str
    district: str
    start: datetime
    day: date


def figures(
    session: Session, period: Period, *, teams: Sequence[str], tz: ZoneInfo, calendar: Calendar, until: datetime
) -> Figures:
    """Count a period of some teams.

    A stop counts once however many pairs make it together, in the version that was published. It is kept where a visit
    names it, or was made at its place on its day. What lies after ``until`` is neither planned nor owed yet.
    """
    tables = _Tables(period)
    visits = _visits(session, period, teams, tz)
    left: Counter[_Key] = Counter((v.team_id, v.hotspot_id, v.planned or v.at.astimezone(tz).date()) for v in visits)
    for stop in _planned(session, period, teams):
        if stop.start <= until:
            kept = _take(left, (stop.team, stop.hotspot, stop.start)) or _take(
                left, (stop.team, stop.hotspot, stop.day)
            )
            for cell in tables.cells(stop.hotspot, stop.district, stop.start.astimezone(tz)):
                cell.planned += 1
                cell.kept += kept
    made: Counter[tuple[str, str]] = Counter()
    met: Counter[str] = Counter()
    links: Counter[str] = Counter()
    districts = _districts(session)
    for visit in visits:
        local, spot = visit.at.astimezone(tz), visit.hotspot_id or ""
        made[visit.team_id, spot] += 1
        beside = _take(left, (visit.team_id, visit.hotspot_id, visit.planned or local.date()))
        for cell in tables.cells(spot, visit.district or districts.get(spot, ""), local):
            cell.beside += beside
            cell.last = max(cell.last or local.date(), local.date())
        met.update(visit.counts)
        links.update(visit.links)
    for spot, owed in _owed(session, period, teams, made, calendar, until.astimezone(tz).date()):
        tables.by_hotspot[spot].owed = owed
        tables.by_district[districts.get(spot, "")].owed += owed
    tables.by_hotspot.pop("", None)
    return Figures(
        tables.by_hotspot,
        tables.by_district,
        tables.by_part,
        tables.by_week,
        met,
        links,
        _outcomes(session, period, teams, tz),
        sum(visit.effort_id is not None for visit in visits),
    )


class _Tables:
    """The cells of each table, made where they are first counted in; every week has one."""

    def __init__(self, period: Period) -> None:
        self.by_hotspot: dict[str, Kept] = defaultdict(Kept)
        self.by_district: dict[str, Kept] = defaultdict(Kept)
        self.by_part: dict[DayPart, Kept] = defaultdict(Kept)
        self.by_week = {period.first + timedelta(weeks=week): Kept() for week in range(period.weeks)}

    def cells(self, hotspot: str, district: str, local: datetime) -> Iterable[Kept]:
        """Give the cell of each table in which a visit counts."""
        yield self.by_hotspot[hotspot]
        yield self.by_district[district]
        yield self.by_part[part_of(local)]
        yield self.by_week.setdefault(local.date() - timedelta(days=local.weekday()), Kept())


def part_of(local: datetime) -> DayPart:
    """Tell when a visit was made, by local time: night goes before weekend.

    Examples
    --------
    >>> part_of(datetime(2026, 12, 5, 15)), part_of(datetime(2026, 12, 5, 23)), part_of(datetime(2026, 12, 4, 18))
    (<DayPart.WEEKEND: 'weekend'>, <DayPart.NIGHT: 'night'>, <DayPart.EVENING: 'evening'>)
    """
    if local.hour >= NIGHT_H or local.hour < MORNING_H:
        return DayPart.NIGHT
    if local.weekday() >= 5:
        return DayPart.WEEKEND
    return DayPart.EVENING if local.hour >= EVENING_H else DayPart.DAY


def _take(left: Counter[_Key], key: _Key) -> int:
    if left[key] > 0:
        left[key] -= 1
        return 1
    return 0


def _planned(session: Session, period: Period, teams: Sequence[str]) -> list[_Planned]:
    last = period.end - timedelta(days=1)
    query = (
        select(WeekPlanRow.team_id, StopRow.hotspot_id, HotspotRow.district, StopRow.start, StopRow.date)
        .select_from(StopRow)
        .join(PlanVersion, PlanVersion.id == StopRow.plan_version_id)
        .join(
            WeekPlanRow,
            (WeekPlanRow.id == PlanVersion.week_plan_id) & (PlanVersion.number == WeekPlanRow.published),
        )
        .outerjoin(HotspotRow, HotspotRow.id == StopRow.hotspot_id)
        .where(StopRow.date.between(period.first, last), WeekPlanRow.team_id.in_(teams))
        .distinct()
        .order_by(StopRow.start, StopRow.hotspot_id)
    )
    return [
        _Planned(team, spot, district or "", start, day) for team, spot, district, start, day in session.execute(query)
    ]


def _visits(session: Session, period: Period, teams: Sequence[str], tz: ZoneInfo) -> list[VisitRow]:
    first, end = period.spans(tz)
    made = (Outcome.DONE, Outcome.NOBODY)
    query = select(VisitRow).where(VisitRow.at >= first, VisitRow.at < end, VisitRow.team_id.in_(teams))
    return list(session.scalars(query.where(VisitRow.outcome.in_(made)).order_by(VisitRow.at, VisitRow.id)))


def _outcomes(session: Session, period: Period, teams: Sequence[str], tz: ZoneInfo) -> Counter[str]:
    first, end = period.spans(tz)
    query = select(VisitRow.outcome).where(VisitRow.at >= first, VisitRow.at < end, VisitRow.team_id.in_(teams))
    return Counter(session.scalars(query))


def _districts(session: Session) -> dict[str, str]:
    return {spot: district or "" for spot, district in session.execute(select(HotspotRow.id, HotspotRow.district))}


def _owed(
    session: Session,
    period: Period,
    teams: Sequence[str],
    made: Counter[tuple[str, str]],
    calendar: Calendar,
    today: date,
) -> Iterable[tuple[str, int]]:
    """Give what is owed of the agreed visits of the weeks that are over, by place that the teams may see."""
    mondays = [period.first + timedelta(weeks=n) for n in range(period.weeks)]
    over = [monday for monday in mondays if monday + timedelta(days=7) <= today]
    seasons = Counter(season for monday in over for season in {s for day in calendar.week(monday) for s in day.seasons})
    agreed: Counter[str] = Counter()
    query = select(NeedRow, SHARED, HotspotRow.teams).join(HotspotRow, HotspotRow.id == NeedRow.hotspot_id)
    for need, shared, named in session.execute(query.where(NeedRow.least > 0)):
        may = [team for team in teams if shared or team in named]
        if any(not need.teams or team in need.teams for team in may):
            agreed[need.hotspot_id] += need.least * (len(over) if need.season == "all" else seasons[need.season])
    for spot, count in agreed.items():
        owed = count - sum(made[team, spot] for team in teams)
        if owed > 0:
            yield spot, owed
