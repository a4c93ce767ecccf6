"""The field's addresses: parse, call, answer in JSON."""

from datetime import UTC, datetime, timedelta

from flask import Blueprint, Response, abort, jsonify, request

from web.client_ids import is_uuid
from web.client_json import sent_json
from web.field.actions import TooLateError, log_visit, take_back, visits_of
from web.field.check_in import Said, say
from web.field.pages import city_now, the_shift, the_view
from web.field.places import place_names
from web.field.shift_json import check_in_json
from web.field.visit import VisitError, visit_from_json
from web.parts import parts
from web.security.access import allow, the_person
from web.security.person import Role
from web.security.seen import saw
from web.store.tables.visits import VisitRow

field = Blueprint("field", __name__, url_prefix="/api/teams/<team>")
_LONGEST = timedelta(days=93)


@field.put("/visits/<visit>")
@allow(Role.LEAD, Role.FIELD, of_team=True)
def put_visit(team: str, visit: str) -> tuple[Response, int]:
    """Keep a visit; sending the same again changes nothing and answers 200."""
    data = sent_json()
    with parts().store.read() as session:
        places = place_names(session, team)
    try:
        report = visit_from_json(visit, team, data, places=places)
    except VisitError as error:
        return jsonify(field=error.field, code=error.code, found=[str(f.kind) for f in error.found]), 422
    version = data.get("version") if isinstance(data, dict) else None
    expected = version if isinstance(version, int) else None
    logged = log_visit(parts().store, the_person().actor, report, expected=expected)
    return jsonify(id=logged.id, version=logged.version), 201 if logged.new else 200


@field.delete("/visits/<visit>")
@allow(Role.LEAD, Role.FIELD, of_team=True)
def delete_visit(team: str, visit: str) -> tuple[Response, int]:
    """Take a visit back, within its shift; one that is gone already is as it should be."""
    version = request.args.get("version", "")
    if not (is_uuid(visit) and version.isascii() and version.isdigit() and len(version) < 10):
        return jsonify(field="version", code="missing", found=[]), 422
    try:
        take_back(parts().store, the_person().actor, team=team, ident=visit, expected=int(version))
    except TooLateError:
        return jsonify(field="at", code="too_late", found=[]), 422
    return jsonify(id=visit), 200


@field.put("/check-ins/<day>/<pair>")
@allow(Role.LEAD, Role.FIELD, of_team=True)
def put_check_in(team: str, day: str, pair: str) -> tuple[Response, int]:
    """Keep what a pair says of itself; saying the same again, or something older, changes nothing."""
    shift, data = the_shift(team, day, pair), sent_json()
    try:
        told = data if isinstance(data, dict) else {}
        said, at = Said(str(told.get("said"))), datetime.fromisoformat(str(told.get("at")))
        if at.tzinfo is None:
            raise ValueError("no zone")  # noqa: TRY301 - one answer for all that is wrong
        at = at.astimezone(UTC)
    except (ValueError, OverflowError):
        return jsonify(field="said", code="wrong", found=[]), 422
    every_min = parts().settings.check_in_minutes
    say(parts().store, the_person().actor, shift.time, said, at=min(at, city_now()), every_min=every_min)
    return jsonify(check_in_json(the_view(shift).check_in, ends_at=shift.time.end)), 200


@field.get("/visits")
@allow(Role.LEAD, Role.FIELD, Role.COORDINATOR, of_team=True)
def get_visits(team: str) -> Response:
    """Give a team's visits from ``first`` until ``end`` (ISO 8601 with zone), at most a quarter."""
    try:
        first, end = (datetime.fromisoformat(request.args.get(name, "")) for name in ("first", "end"))
        if not timedelta(0) < end - first <= _LONGEST or first.tzinfo is None:
            abort(400)
        first, end = first.astimezone(UTC), end.astimezone(UTC)
    except (ValueError, TypeError, OverflowError):
        abort(400)
    saw(the_person(), "visit", f"{team}/{first:%Y-%m-%d}/{end:%Y-%m-%d}", team)
    return jsonify(visits=[_visit(row) for row in visits_of(parts().store, team, first=first, end=end)])


def _visit(row: VisitRow) -> dict[str, object]:
    return {
        "id": row.id,
        "version": row.version,
        "hotspot": row.hotspot_id,
        "effort": row.effort_id,
        "pair": row.pair,
        "planned": row.planned.isoformat() if row.planned else None,
        "district": row.district,
        "precision": row.precision,
        "at": row.at.isoformat(),
        "outcome": row.outcome,
        "counts": row.counts,
        "links": row.links,
        "note": row.note,
    }
