"""WeekRequest as JSON values and back: what a plan was made from travels inside the plan."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from shapely.geometry import Point, Polygon, mapping, shape

from geo.calendar import Day, DayKind
from geo.hotspot import Daylight, Hotspot, HotspotKind, Position, Sensitivity, ServiceKind, VisitNeed
from geo.travel.times import Mode
from geo.windows import WEEKDAYS, WeekWindows
from planner.overdue import Overdue
from planner.pin import Pin, PinnedStop
from planner.request import Covered, WeekRequest
from planner.shift import Base, Shift
from planner.travel_json import travel_from_dict, travel_to_dict
from planner.weights import Weights
from planner.worker import Absence, Busy, BusyKind, Experience, Wish, Worker
from planner.working_time import WorkingTime


def aware(text: str) -> datetime:
    """Read an ISO 8601 time; a time without an offset is refused, since nobody knows which hour it is."""
    value = datetime.fromisoformat(text)
    if value.tzinfo is None:
        raise ValueError(f"the time {text!r} has no offset; write for instance 2026-12-03T18:00:00+01:00")
    if not 1900 <= value.year <= 2300:
        raise ValueError(f"the time {text!r} is not of this age")
    return value


def request_to_dict(request: WeekRequest) -> dict[str, Any]:
    """Give a request as JSON values."""
    return {
        "city": request.city,
        "team": request.team,
        "team_name": request.team_name,
        "week": request.week,
        "timezone": request.timezone,
        "slack_share": request.slack_share,
        "pair_names": list(request.pair_names),
        "working_time": {
            "daily_rest_h": request.working_time.daily_rest_h,
            "weekly_rest_h": request.working_time.weekly_rest_h,
            "longest_stretch_h": request.working_time.longest_stretch_h,
            "break_min": request.working_time.break_min,
        },
        "days": [_day_to_dict(day) for day in request.days],
        "bases": [{"id": b.id, "name": b.name, "lon": b.lon, "lat": b.lat} for b in request.bases],
        "hotspots": [_hotspot_to_dict(hotspot) for hotspot in request.hotspots],
        "needs": [_need_to_dict(need) for need in request.needs],
        "workers": [_worker_to_dict(worker) for worker in request.workers],
        "shifts": [
            {
                "id": s.id,
                "date": s.date.isoformat(),
                "start": s.start.isoformat(),
                "end": s.end.isoformat(),
                "base": s.base,
                "mode": s.mode.value,
                "pairs": s.pairs,
                "skills": sorted(s.skills),
                **_where_any("districts", sorted(s.districts)),
            }
            for s in request.shifts
        ],
        "covered": [{"hotspot": c.hotspot, "start": c.start.isoformat(), "team": c.team} for c in request.covered],
        **_where_any("pins", [_pin_to_dict(pin) for pin in request.pins]),
        **_where_any("overdue", [{"need": o.need, "days": o.days} for o in request.overdue]),
        **_where_any("weights", {name: w for name, w in request.weights.by_term().items() if w != 1}),
        "travel": travel_to_dict(request.travel),
    }


def request_from_dict(data: Mapping[str, Any]) -> WeekRequest:
    """Read a request back; raises KeyError, TypeError or ValueError where the data is none."""
    return WeekRequest(
        city=data["city"],
        team=data["team"],
        team_name=data["team_name"],
        week=data["week"],
        timezone=data["timezone"],
        slack_share=float(data["slack_share"]),
        pair_names=tuple(data["pair_names"]),
        working_time=WorkingTime(**data["working_time"]),
        days=tuple(_day_from_dict(day) for day in data["days"]),
        bases=tuple(Base(b["id"], b["name"], float(b["lon"]), float(b["lat"])) for b in data["bases"]),
        hotspots=tuple(_hotspot_from_dict(hotspot) for hotspot in data["hotspots"]),
        needs=tuple(_need_from_dict(need) for need in data["needs"]),
        workers=tuple(_worker_from_dict(worker) for worker in data["workers"]),
        shifts=tuple(
            Shift(
                id=s["id"],
                date=date.fromisoformat(s["date"]),
                start=aware(s["start"]),
                end=aware(s["end"]),
                base=s["base"],
                mode=Mode(s["mode"]),
                pairs=int(s["pairs"]),
                skills=frozenset(s["skills"]),
                districts=frozenset(s.get("districts", ())),
            )
            for s in data["shifts"]
        ),
        covered=tuple(Covered(c["hotspot"], aware(c["start"]), c["team"]) for c in data["covered"]),
        travel=travel_from_dict(data["travel"]),
        pins=tuple(map(_pin_from_dict, data.get("pins", ()))),
        overdue=tuple(Overdue(o["need"], int(o["days"])) for o in data.get("overdue", ())),
        weights=Weights(**{name: float(weight) for name, weight in data.get("weights", {}).items()}),
    )


def _where_any(key: str, value: object) -> dict[str, Any]:
    """Give a key that is written only where it says something, so that older plans keep their text and hash."""
    return {key: value} if value else {}


def _pin_to_dict(pin: Pin) -> dict[str, Any]:
    return {
        "shift": pin.shift,
        "pair": pin.pair,
        "workers": list(pin.workers),
        "stops": [{"hotspot": s.hotspot, "start": s.start.isoformat()} for s in pin.stops],
        "closed": pin.closed,
    }


def _pin_from_dict(data: Mapping[str, Any]) -> Pin:
    stops = tuple(PinnedStop(s["hotspot"], aware(s["start"])) for s in data["stops"])
    return Pin(data["shift"], data["pair"], tuple(data["workers"]), stops, bool(data["closed"]))


def _day_to_dict(day: Day) -> dict[str, Any]:
    return {
        "date": day.date.isoformat(),
        "kind": day.kind.value,
        "name": day.name,
        "counts_as": WEEKDAYS[day.counts_as],
        "sunrise": day.sunrise.isoformat() if day.sunrise else None,
        "sunset": day.sunset.isoformat() if day.sunset else None,
        "seasons": sorted(day.seasons),
    }


def _day_from_dict(data: Mapping[str, Any]) -> Day:
    return Day(
        date=date.fromisoformat(data["date"]),
        kind=DayKind(data["kind"]),
        name=data["name"],
        counts_as=WEEKDAYS.index(data["counts_as"]),
        sunrise=aware(data["sunrise"]) if data["sunrise"] else None,
        sunset=aware(data["sunset"]) if data["sunset"] else None,
        seasons=frozenset(data["seasons"]),
    )


def _hotspot_to_dict(hotspot: Hotspot) -> dict[str, Any]:
    return {
        "id": hotspot.id,
        "name": hotspot.name,
        "kind": hotspot.kind.value,
        "geometry": mapping(hotspot.geometry),
        "landmass": hotspot.landmass,
        "district": hotspot.district,
        "sensitivity": hotspot.sensitivity.value,
        "teams": list(hotspot.teams),
        "position": hotspot.position.value,
        "meet": hotspot.meet,
        "source": hotspot.source,
        **_where_any("hours", str(hotspot.hours) if hotspot.hours else ""),
        **_where_any("phone", hotspot.phone),
        **_where_any("service", hotspot.service.value if hotspot.service else ""),
    }


def _hotspot_from_dict(data: Mapping[str, Any]) -> Hotspot:
    geometry = shape(data["geometry"])
    if not isinstance(geometry, Point | Polygon):
        raise ValueError(f"hotspot {data['id']!r} is a {geometry.geom_type}, not a point or polygon")  # noqa: TRY004
    return Hotspot(
        id=data["id"],
        name=data["name"],
        kind=HotspotKind(data["kind"]),
        geometry=geometry,
        landmass=data["landmass"],
        district=data["district"],
        sensitivity=Sensitivity(data["sensitivity"]),
        teams=tuple(data["teams"]),
        position=Position(data["position"]),
        meet=data["meet"],
        source=data["source"],
        hours=WeekWindows.parse(data["hours"]) if "hours" in data else None,
        phone=data.get("phone", ""),
        service=ServiceKind(data["service"]) if "service" in data else None,
    )


def _need_to_dict(need: VisitNeed) -> dict[str, Any]:
    return {
        "id": need.id,
        "hotspot": need.hotspot,
        "windows": str(need.windows),
        "minutes": need.minutes,
        "least": need.least,
        "target": need.target,
        "most": need.most,
        "gap_h": need.gap_h,
        "weight": need.weight,
        "season": need.season,
        "skills": sorted(need.skills),
        "pairs": need.pairs,
        "daylight": need.daylight.value,
        "teams": list(need.teams),
        "note": need.note,
        **_where_any("peak", str(need.peak) if need.peak else ""),
        **_where_any("first", need.first.isoformat() if need.first else ""),
        **_where_any("last", need.last.isoformat() if need.last else ""),
    }


def _need_from_dict(data: Mapping[str, Any]) -> VisitNeed:
    return VisitNeed(
        id=data["id"],
        hotspot=data["hotspot"],
        windows=WeekWindows.parse(data["windows"]),
        minutes=int(data["minutes"]),
        least=int(data["least"]),
        target=int(data["target"]),
        most=int(data["most"]),
        gap_h=float(data["gap_h"]),
        weight=float(data["weight"]),
        season=data["season"],
        skills=frozenset(data["skills"]),
        pairs=int(data["pairs"]),
        daylight=Daylight(data["daylight"]),
        teams=tuple(data["teams"]),
        note=data["note"],
        peak=WeekWindows.parse(data["peak"]) if "peak" in data else None,
        first=date.fromisoformat(data["first"]) if "first" in data else None,
        last=date.fromisoformat(data["last"]) if "last" in data else None,
    )


def _worker_to_dict(worker: Worker) -> dict[str, Any]:
    return {
        "id": worker.id,
        "name": worker.name,
        "skills": sorted(worker.skills),
        "weekly_hours": worker.weekly_hours,
        "experience": worker.experience.value,
        "absences": [{"first": a.first.isoformat(), "last": a.last.isoformat()} for a in worker.absences],
        "busy": [
            {"start": b.start.isoformat(), "end": b.end.isoformat(), "kind": b.kind.value, "what": b.what}
            for b in worker.busy
        ],
        **_where_any(
            "wishes",
            [{"first": w.first.isoformat(), "last": w.last.isoformat(), "free": w.free} for w in worker.wishes],
        ),
    }


def _worker_from_dict(data: Mapping[str, Any]) -> Worker:
    return Worker(
        id=data["id"],
        name=data["name"],
        skills=frozenset(data["skills"]),
        weekly_hours=float(data["weekly_hours"]),
        experience=Experience(data["experience"]),
        absences=tuple(
            Absence(date.fromisoformat(a["first"]), date.fromisoformat(a["last"])) for a in data["absences"]
        ),
        busy=tuple(Busy(aware(b["start"]), aware(b["end"]), BusyKind(b["kind"]), b["what"]) for b in data["busy"]),
        wishes=tuple(
            Wish(date.fromisoformat(w["first"]), date.fromisoformat(w["last"]), bool(w["free"]))
            for w in data.get("wishes", ())
        ),
    )
