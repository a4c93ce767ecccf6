"""A shift as JSON: all that a phone needs to walk it without a net."""

from datetime import datetime
from typing import Any

from web.code_words import KINDS
from web.field.check_in_view import CheckInView
from web.field.services import Door
from web.field.shift_view import LoggedView, ServiceView, ShiftView, StopNow, TrackRow
from web.field.visit import MOST_COUNTED, NOTE_LENGTH
from web.field.visit_words import GROUPS, OUTCOMES, SERVICES
from web.lead.shift_parts import PartKind
from web.store.tables.places import HotspotRow
from web.tips.tip import DETAILS_LENGTH, Worry
from web.tips.words import WORRIES
from web.words import Words

VERSION = 1


def shift_json(view: ShiftView, places: tuple[HotspotRow, ...], addresses: dict[str, str]) -> dict[str, Any]:
    """Give the shift.

    Parameters
    ----------
    places
        Where an unplanned visit can be logged: what the team may see.
    addresses
        Where the phone sends what it has, and fetches what it draws.
    """
    shift, words, time = view.shift, view.words, view.shift.time
    return {
        "version": VERSION,
        "team": time.team,
        "team_name": shift.plan.request.team_name,
        "date": time.date.isoformat(),
        "pair": time.pair,
        "css": view.route.pair.css,
        "square": view.route.pair.square,
        "lang": words.lang,
        "content": shift.info.content_hash,
        "number": shift.info.number,
        "now": view.now.isoformat(),
        "starts_at": time.start.isoformat(),
        "ends_at": time.end.isoformat(),
        "wipe_at": shift.wipe_at.isoformat(),
        "zone": shift.plan.request.timezone,
        "title": words.text("Pair %(pair)s", pair=time.pair),
        "when": view.when,
        "base": view.route.base,
        "workers": view.route.workers,
        "contact": {"text": view.contact.text, "phone": view.contact.phone},
        "stops": [_stop(stop) for stop in view.stops],
        "rows": [_row(row) for row in view.rows],
        "services": [_service(service) for service in view.services],
        "places": [{"id": p.id, "name": p.name, "kind": words.text(KINDS[_kind(p)])} for p in places],
        "visits": [_visit(logged) | {"hotspot": logged.row.hotspot_id, "name": logged.name} for logged in view.others],
        "check_in": check_in_json(view.check_in, ends_at=time.end),
        "codes": codes_json(words),
        "limits": {"note": NOTE_LENGTH, "counted": MOST_COUNTED, "details": DETAILS_LENGTH},
        "addresses": addresses,
    }


def check_in_json(check_in: CheckInView, *, ends_at: datetime) -> dict[str, Any]:
    """Give where a check-in stands."""
    row = check_in.row
    return {
        "state": check_in.state,
        "every_min": check_in.every_min,
        "due_at": row.due_at.isoformat() if row else None,
        "said_at": row.said_at.isoformat() if row else None,
        "ends_at": (row.ends_at if row else ends_at).isoformat(),
    }


def codes_json(words: Words) -> dict[str, list[list[str]]]:
    """Give the codes that a report may hold, with their words, in the order in which they are shown."""
    return {
        "outcomes": [[code.value, words.text(text)] for code, text in OUTCOMES.items()],
        "groups": [[code.value, words.text(text)] for code, text in GROUPS.items()],
        "links": [[code.value, words.text(text)] for code, text in SERVICES.items()],
        "worries": [[code.value, words.text(WORRIES[code])] for code in Worry],
    }


def _kind(place: HotspotRow) -> Any:  # noqa: ANN401 - a member of HotspotKind
    return next(kind for kind in KINDS if kind == place.kind)


def _stop(stop: StopNow) -> dict[str, Any]:
    view, leg, find, effort = stop.view, stop.leg, stop.view.find, stop.effort
    return {
        "key": view.key,
        "number": view.number,
        "hotspot": view.hotspot,
        "effort": effort is not None,
        "name": view.name,
        "kind": view.kind,
        "time": view.time,
        "when": view.when,
        "planned": stop.stop.start.isoformat(),
        "until": stop.stop.leave.isoformat(),
        "why": view.why,
        "meet": view.meet,
        "find": [text for text in _told(stop) if text],
        "joint": view.joint,
        "last": stop.last,
        "unsure": view.unsure,
        "way": leg.text,
        "estimated": leg.estimated,
        "point": list(stop.point) if stop.point else None,
        "navigation": {"geo": find.geo, "apple": find.apple, "coordinates": find.coordinates} if find else None,
        "services": [service.spot.id for service in stop.services],
        "visit": _visit(stop.logged) if stop.logged else None,
    }


def _told(stop: StopNow) -> list[str]:
    if stop.effort is None:
        return []
    return [stop.effort.note, *(text for tip in stop.effort.tips for text in (tip.find, tip.details))]


def _row(row: TrackRow) -> dict[str, Any]:
    kind = "leg" if row.kind is PartKind.LEG else row.kind.value
    return {"kind": kind, "time": row.time, "text": row.text, "stop": row.stop.view.key if row.stop else None}


def _service(service: ServiceView) -> dict[str, Any]:
    spot = service.spot
    return {
        "id": spot.id,
        "name": spot.name,
        "kind": service.kind,
        "service": spot.service.value if spot.service else "",
        "phone": spot.phone,
        "hours": service.hours,
        "known": service.door is not Door.UNKNOWN,
        "windows": [[w.weekday, w.start_min, w.end_min] for w in spot.hours.windows] if spot.hours else [],
        "point": [round(spot.point.x, 6), round(spot.point.y, 6)],
        "meet": spot.meet,
    }


def _visit(logged: LoggedView) -> dict[str, Any]:
    row = logged.row
    return {
        "id": row.id,
        "version": row.version,
        "outcome": row.outcome,
        "at": row.at.isoformat(),
        "said": logged.said,
        "counts": row.counts,
        "links": row.links,
        "note": row.note,
    }
