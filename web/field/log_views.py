"""Logging over HTTP: the form of a visit, its correction and its undoing; places that were not planned."""

from datetime import UTC, datetime
from uuid import uuid4

from flask import Blueprint, abort, flash, redirect, request
from werkzeug.wrappers import Response as BaseResponse

from web.appearance import appearance
from web.field.actions import TooLateError, log_visit, take_back
from web.field.pages import SEES, WRITES, address, city_now, page, the_shift
from web.field.places import place_names, places_of
from web.field.tonight import PublishedShift
from web.field.visit import MOST_COUNTED, NOTE_LENGTH, VisitError, VisitReport
from web.field.visit_form import VisitForm, form_of, is_form, typed_form
from web.field.visit_places import visit_place
from web.field.visit_words import GROUPS, OUTCOMES, SERVICES, fault_text
from web.lead.efforts import PREFIX
from web.parts import parts
from web.security.access import allow, the_person
from web.security.forms import check_token
from web.security.personal_data_use import Use
from web.security.personal_data_words import found_texts, message_texts
from web.store.faults import NotThereError
from web.store.tables.places import HotspotRow
from web.store.tables.visits import Outcome, VisitRow

log = Blueprint("log", __name__, url_prefix="/field/<team>/<day>/<pair>")
log.before_request(check_token)


@log.get("/visit")
@allow(*WRITES, of_team=True)
def new(team: str, day: str, pair: str) -> BaseResponse:
    """Show the form for a stop (``?stop=`` its number) or for another place (``?place=`` its id)."""
    shift = the_shift(team, day, pair)
    outcome = request.args.get("outcome", "")
    ident, arrived = str(uuid4()), city_now().isoformat(timespec="seconds")
    number, place = request.args.get("stop", ""), request.args.get("place", "")
    if number in {str(n) for n in range(1, len(shift.route.stops) + 1)}:
        stop = shift.route.stops[int(number) - 1]
        chosen = outcome if outcome in set(Outcome) else ""
        form = VisitForm(ident, stop.hotspot, stop.start.isoformat(), arrived, chosen)
    else:
        form = VisitForm(ident, place, arrived=arrived)
    return _form(shift, form)


@log.post("/visit")
@allow(*WRITES, of_team=True)
def save(team: str, day: str, pair: str) -> BaseResponse:
    """Keep a new visit; sending the form again changes nothing."""
    shift = the_shift(team, day, pair)
    form = typed_form(request.form, tuple(request.form.getlist("link")))
    if not is_form(form):
        abort(400)
    kept = _row(shift, form.id)
    at = kept.at if kept else parts().store.clock()
    return _save(shift, form, at=at, kept=kept)


@log.get("/visits/<visit>")
@allow(*WRITES, of_team=True)
def correct(team: str, day: str, pair: str, visit: str) -> BaseResponse:
    """Show the form filled with a visit that is kept."""
    shift = the_shift(team, day, pair)
    row = _row(shift, visit)
    if row is None:
        raise NotThereError("visit", visit)
    return _form(shift, form_of(row, _ident(row)))


@log.post("/visits/<visit>")
@allow(*WRITES, of_team=True)
def save_correction(team: str, day: str, pair: str, visit: str) -> BaseResponse:
    """Correct a visit that nobody else has changed meanwhile."""
    shift = the_shift(team, day, pair)
    row = _row(shift, visit)
    form = typed_form(request.form, tuple(request.form.getlist("link")))
    if row is None or form.id != visit or form.expected is None:
        raise NotThereError("visit", visit)
    return _save(shift, form, at=row.at, kept=row)


@log.post("/visits/<visit>/undo")
@allow(*WRITES, of_team=True)
def undo(team: str, day: str, pair: str, visit: str) -> BaseResponse:
    """Take a visit back that was logged by mistake."""
    shift, version = the_shift(team, day, pair), request.form.get("version", "")
    words = appearance().words
    if not (version.isascii() and version.isdigit() and len(version) < 10):
        abort(400)
    try:
        take_back(parts().store, the_person().actor, team=team, ident=visit, expected=int(version))
        flash(words.text("The visit was taken back. Nothing of it is kept."), "success")
    except TooLateError:
        flash(words.text("The visit is too old to be taken back. You can still correct it."), "error")
    return redirect(address("shift.show", shift), code=303)


@log.get("/places")
@allow(*SEES, of_team=True)
def places(team: str, day: str, pair: str) -> BaseResponse:
    """List the places at which a visit that was not planned can be logged."""
    shift = the_shift(team, day, pair)
    with parts().store.read() as opened:
        return page("places", "field/places.html", shift=shift, places=places_of(opened, team))


def _save(shift: PublishedShift, form: VisitForm, *, at: datetime, kept: VisitRow | None) -> BaseResponse:
    team, words = shift.plan.team, appearance().words
    with parts().store.read() as opened:
        names = place_names(opened, team)
    try:
        report = form.report(team=team, pair=shift.route.pair, at=at, places=names)
    except VisitError as error:
        if error.field in {"id", "hotspot", "at", "planned", "pair", "body"}:
            abort(400)
        told = found_texts(words, form.note.replace("\r\n", "\n").strip(), error.found, use=Use.NOTE) or (
            fault_text(words, error),
        )
        return _form(shift, form, faults={error.field: told}, code=422)
    expected = form.expected if form.version else _opened_twice(report, kept)
    logged = log_visit(parts().store, the_person().actor, report, expected=expected)
    if report.outcome is Outcome.NOT_SAFE:
        return redirect(address("safety.show", shift, after=logged.id), code=303)
    return redirect(address("shift.show", shift, saved=logged.id), code=303)


def _opened_twice(report: VisitReport, kept: VisitRow | None) -> int | None:
    """Give the version to correct where a form was sent, gone back to, changed and sent again by the same person."""
    if kept is None or kept.content_hash == report.content_hash or kept.changed_by != the_person().actor:
        return None
    return kept.version


def _row(shift: PublishedShift, ident: str) -> VisitRow | None:
    with parts().store.read() as opened:
        row = opened.get(VisitRow, ident)
    return row if row is not None and row.team_id == shift.plan.team else None


def _ident(row: VisitRow) -> str:
    return f"{PREFIX}{row.effort_id}" if row.effort_id else row.hotspot_id or ""


def _form(
    shift: PublishedShift, form: VisitForm, *, faults: dict[str, tuple[str, ...]] | None = None, code: int = 200
) -> BaseResponse:
    words, team = appearance().words, shift.plan.team
    with parts().store.read() as opened:
        visit_place(opened, form.hotspot, team=team)
        spot = opened.get(HotspotRow, form.hotspot)
        names = place_names(opened, team)
    planned = shift.plan.request.hotspot.get(form.hotspot)
    return page(
        "visit",
        "field/visit.html",
        shift=shift,
        form=form,
        name=spot.name if spot else planned.name if planned else words.text("Targeted effort"),
        arrived=_clock(form.arrived, shift),
        faults=faults or {},
        outcomes={code.value: words.text(text) for code, text in OUTCOMES.items()},
        groups={code.value: words.text(text) for code, text in GROUPS.items()},
        services={code.value: words.text(text) for code, text in SERVICES.items()},
        note_texts=message_texts(words, Use.NOTE),
        place_names=sorted(names),
        limits={"note": NOTE_LENGTH, "counted": MOST_COUNTED},
        code=code,
    )


def _clock(text: str, shift: PublishedShift) -> str:
    try:
        moment = datetime.fromisoformat(text)
    except ValueError:
        return ""
    zoned = moment if moment.tzinfo else moment.replace(tzinfo=UTC)
    return appearance().words.clock(zoned.astimezone(shift.plan.request.tz))
