"""Setting up a week over HTTP: the page, and each press of it; every one is answered by the page again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, session, url_for
from werkzeug.wrappers import Response as BaseResponse

from planner.request import week_monday
from web.appearance import appearance
from web.code_words import MODES
from web.lead import setup_undo
from web.lead.absence_actions import end_absence, report_absence
from web.lead.efforts import make_effort, turn_effort
from web.lead.publish_page import MAY_LEAD, city_zone, refuse_unwritten, said_stale, week_page
from web.lead.setup_actions import (
    add_commitment,
    add_shifts,
    copy_last_week,
    remove_commitment,
    set_pairs,
    set_weights,
)
from web.lead.setup_forms import (
    WORK_KINDS,
    FormError,
    read_day,
    read_effort,
    read_number,
    read_shift,
    read_weights,
    read_work,
)
from web.lead.setup_input import SetupInput, setup_input
from web.lead.setup_page import seen_places, setup_view
from web.lead.week_setup import MOST_PAIRS, stored_setup
from web.parts import parts
from web.security.access import allow, the_person
from web.security.forms import check_token
from web.security.seen import saw
from web.store.faults import StaleEditError
from web.store.store import Work
from web.store.tables.efforts import EffortRow, EffortState

setup = Blueprint("setup", __name__, url_prefix="/lead/week/<team>/<week>")
setup.before_request(check_token)

_UNDO = "setup_undo"

MOST_UNDONE = 6
"""So many shifts of the week alone fit into what is kept to undo; with more, last week is not offered to be taken."""


@setup.get("")
@allow(*MAY_LEAD, of_team=True)
def index(team: str, week: str) -> Response:
    """Show the set-up and what it will lack."""
    return _page(team, week)


@setup.post("/absence")
@allow(*MAY_LEAD, of_team=True)
def away(team: str, week: str) -> BaseResponse:
    """Say that a worker is away on a day, or is not: ``toggle`` is worker, day and 1 or 0."""
    pressed, _, to = request.form.get("toggle", "").rpartition("|")
    worker, _, day_text = pressed.rpartition("|")
    day = read_day(day_text)
    if day is None or to not in {"0", "1"}:
        abort(400)

    def change(work: Work) -> setup_undo.Undo:
        (report_absence if to == "1" else end_absence)(work, team, worker, day, day)
        return setup_undo.undo_absence(worker, day, was_away=to == "0")

    return _changed(team, week, change, "people")


@setup.post("/pairs")
@allow(*MAY_LEAD, of_team=True)
def pairs(team: str, week: str) -> BaseResponse:
    """Say how many pairs go out in a shift: ``set`` is the shift and how many."""
    ident, _, text = request.form.get("set", "").rpartition("|")
    number = read_number(text, least=0, most=MOST_PAIRS)
    if number is None:
        abort(400)
    usual = {shift.id: shift.pairs for shift in _input(team, week).usual}.get(ident)

    def change(work: Work) -> setup_undo.Undo:
        before = stored_setup(work.session, team, week)
        set_pairs(work, team, week, ident, number, usual=usual, expected=_expected())
        if usual is not None:
            return setup_undo.undo_pairs(ident, before.shifts.get(ident, usual), usual)
        return setup_undo.undo_own(next(one for one in before.extra if one.id == ident))

    return _changed(team, week, change, f"shift-{ident}" if number or usual is not None else "shifts")


@setup.post("/shift")
@allow(*MAY_LEAD, of_team=True)
def add_shift(team: str, week: str) -> BaseResponse:
    """Add a shift of this week alone, or the same on several days."""
    words, given = appearance().words, request.form
    try:
        lent = set(given.getlist("districts")) & set(_input(team, week).districts)
        form = read_shift(words, given, given.getlist("weekdays"), sorted(lent))
    except FormError as error:
        return _page(team, week, form="shift", faults=error.faults, code=422)

    def change(work: Work) -> setup_undo.Undo:
        return setup_undo.undo_added(add_shifts(work, team, week, form.like, form.days, expected=_expected()))

    return _changed(team, week, change, "shifts", form="shift")


@setup.post("/work")
@allow(*MAY_LEAD, of_team=True)
def add_work(team: str, week: str) -> BaseResponse:
    """Add fixed work."""
    words, given = appearance().words, request.form
    try:
        form = read_work(words, given, given.getlist("workers"), city_zone())
    except FormError as error:
        return _page(team, week, form="work", faults=error.faults, code=422)

    def change(work: Work) -> setup_undo.Undo:
        return setup_undo.undo_work_added(add_commitment(work, team, form.workers, form.start, form.end, form.what))

    return _changed(team, week, change, "work")


@setup.post("/remove-work")
@allow(*MAY_LEAD, of_team=True)
def remove_work(team: str, week: str) -> BaseResponse:
    """Take fixed work away."""
    ident = request.form.get("id", "")
    return _changed(team, week, lambda work: setup_undo.undo_work_removed(remove_commitment(work, team, ident)), "work")


@setup.post("/effort")
@allow(*MAY_LEAD, of_team=True)
def add_effort(team: str, week: str) -> BaseResponse:
    """Ask for an effort, as for an event or after unrest."""
    words, found = appearance().words, _input(team, week)
    try:
        effort = read_effort(
            words, request.form, team, seen_places(team, found.hotspots), parts().city_settings().bounds
        )
    except FormError as error:
        return _page(team, week, form="effort", faults=error.faults, code=422)
    return _changed(
        team,
        week,
        lambda work: setup_undo.undo_effort(make_effort(work, effort).id, EffortState.CANCELLED),
        "efforts",
    )


@setup.post("/effort/turn")
@allow(*MAY_LEAD, of_team=True)
def turn(team: str, week: str) -> BaseResponse:
    """Call an effort off, or open it again."""
    ident, off = request.form.get("id", ""), request.form.get("to") == "off"
    state, back = (EffortState.CANCELLED, EffortState.OPEN) if off else (EffortState.OPEN, EffortState.CANCELLED)

    def change(work: Work) -> setup_undo.Undo:
        row = work.session.get(EffortRow, ident)
        if row is None or team not in row.teams:
            abort(404)
        turn_effort(work, ident, state, expected=_expected())
        return setup_undo.undo_effort(ident, back)

    return _changed(team, week, change, "efforts")


@setup.post("/weights")
@allow(*MAY_LEAD, of_team=True)
def weights(team: str, week: str) -> BaseResponse:
    """Say what weighs more or less this week."""
    try:
        chosen = read_weights(request.form)
    except ValueError:
        abort(400)

    def change(work: Work) -> setup_undo.Undo:
        before = stored_setup(work.session, team, week).weights
        set_weights(work, team, week, chosen, expected=_expected())
        return setup_undo.undo_weights(before)

    return _changed(team, week, change, "weights", form="weights")


@setup.post("/copy")
@allow(*MAY_LEAD, of_team=True)
def copy(team: str, week: str) -> BaseResponse:
    """Take last week's set-up over."""
    return _changed(
        team, week, lambda work: setup_undo.undo_copy(copy_last_week(work, team, week, expected=_expected())), "shifts"
    )


@setup.post("/undo")
@allow(*MAY_LEAD, of_team=True)
def undo(team: str, week: str) -> BaseResponse:
    """Take the last change back."""
    kept = session.pop(_UNDO, None)
    if not kept or kept.get("of") != f"{team}/{week}":
        flash(appearance().words.text("There is nothing to undo."))
        return redirect(url_for("setup.index", team=team, week=week), code=303)
    with parts().store.write(the_person().actor) as work:
        setup_undo.take_back(work, team, week, kept["undo"])
    flash(appearance().words.text("The last change is undone."), "success")
    return redirect(url_for("setup.index", team=team, week=week), code=303)


def _expected() -> int:
    return request.form.get("version", 0, type=int)


def _changed(
    team: str, week: str, change: Callable[[Work], setup_undo.Undo], part: str, *, form: str = ""
) -> BaseResponse:
    """Change something and show the page again at that part; who came second sees what is there, and what was typed."""
    refuse_unwritten(team, week)
    try:
        with parts().store.write(the_person().actor) as work:
            taken_back_by = change(work)
    except StaleEditError as error:
        return _page(team, week, form=form, overtaken=said_stale(error), code=409)
    session[_UNDO] = {"of": f"{team}/{week}", "undo": taken_back_by}
    return redirect(url_for("setup.index", team=team, week=week, _anchor=part), code=303)


def _input(team: str, week: str) -> SetupInput:
    refuse_unwritten(team, week)
    return setup_input(parts(), team, week)


def _page(
    team: str,
    week: str,
    *,
    form: str = "",
    faults: dict[str, str] | None = None,
    overtaken: str = "",
    code: int = 200,
) -> Response:
    shared: dict[str, Any] = week_page(team, week)
    words, found = shared["words"], _input(team, week)
    saw(the_person(), "week", f"{team}/{week}", team)
    view = setup_view(
        words, found.request, found.team, found.setup, work=found.work, efforts=found.efforts, pins=found.pins
    )
    kept, monday = session.get(_UNDO), week_monday(week)
    shared |= {
        "view": view,
        "form": form,
        "given_all": request.form if form else {},
        "chosen": {name: request.form.getlist(name) for name in ("weekdays", "districts", "workers")} if form else {},
        "faults": faults or {},
        "overtaken": overtaken,
        "may_undo": bool(kept and kept.get("of") == f"{team}/{week}"),
        "base_options": [(base.id, base.name) for base in found.team.bases],
        "modes": [(mode, words.text(text)) for mode, text in MODES.items()],
        "districts": found.districts,
        "district_options": [(district, district) for district in found.districts],
        "weekday_options": [(str(n), words.weekday(monday + timedelta(days=n))) for n in range(7)],
        "worker_options": [(person.id, person.name) for person in view.people],
        "work_kinds": [(kind, words.text(text)) for kind, text in WORK_KINDS.items()],
        "place_options": [("", "–"), *((s.id, s.name) for s in seen_places(team, found.hotspots).values())],
        "monday": monday.isoformat(),
        "sunday": (monday + timedelta(days=6)).isoformat(),
        "most_pairs": MOST_PAIRS,
        "last_week": found.last_week and len(found.setup.extra) <= MOST_UNDONE,
        "planned": parts().plans.info(team, week) is not None,
    }
    return make_response(render_template("lead/setup.html", **shared), code)
