"""A sick call over HTTP: who is away and when, then the week is made to fit; and making it fit whatever has changed."""

from datetime import date, timedelta

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from planner.request import week_monday
from web.appearance import appearance
from web.lead.absence_actions import report_absence
from web.lead.absence_replan import Asked, AskState, ask_replan, weeks_of
from web.lead.publish_page import MAY_LEAD, city_zone, refuse_unwritten, week_page
from web.parts import parts
from web.security.access import allow, the_person
from web.security.forms import check_token
from web.store.city_rows import stored_team
from web.words import N_

absence = Blueprint("absence", __name__, url_prefix="/plan/<team>/<week>")
absence.before_request(check_token)

SAID = {
    AskState.UNDER_WAY: N_("The week is being planned already. When that has ended, see whether anything is missing."),
    AskState.NO_PLAN: N_("The week has no plan yet. It will be taken into account when the week is planned."),
    AskState.OVER: N_("The week has ended. Nothing is planned any more."),
}
"""What is said where nothing was asked for."""


@absence.get("/sick")
@allow(*MAY_LEAD, of_team=True)
def ask(team: str, week: str) -> Response:
    """Ask who is away and when; never why."""
    return _form(team, week, {})


@absence.post("/sick")
@allow(*MAY_LEAD, of_team=True)
def report(team: str, week: str) -> BaseResponse:
    """Keep an absence, and make the week fit it."""
    refuse_unwritten(team, week)
    given = {name: request.form.get(name, "") for name in ("worker", "first", "last")}
    words, faults = appearance().words, {}
    first, last = _day(given["first"]), _day(given["last"] or given["first"])
    with parts().store.read() as session:
        known = {worker.id for worker in stored_team(session, team, city_zone()).workers}
    if given["worker"] not in known:
        faults["worker"] = words.text("Choose who is away.")
    if first is None:
        faults["first"] = words.text("Choose the first day.")
    if last is None or (first is not None and not 0 <= (last - first).days < 366):
        faults["last"] = words.text("The last day comes before the first, or more than a year after it.")
    if faults or first is None or last is None:
        return _form(team, week, given, faults, code=422)
    with parts().store.write(the_person().actor) as work:
        report_absence(work, team, given["worker"], first, last)
    flash(words.text("The absence is saved."), "success")
    weeks = weeks_of(first, last)
    others = [other for other in weeks if other != week and parts().plans.info(team, other) is not None]
    for other in others:
        ask_replan(parts(), team, other, actor=the_person().actor)
    return _replan(team, week if week in weeks or not others else others[0])


@absence.post("/replan")
@allow(*MAY_LEAD, of_team=True)
def replan(team: str, week: str) -> BaseResponse:
    """Make the week fit what has changed."""
    refuse_unwritten(team, week)
    return _replan(team, week)


def _replan(team: str, week: str) -> BaseResponse:
    asked: Asked = ask_replan(parts(), team, week, actor=the_person().actor)
    if asked.state in SAID:
        flash(appearance().words.text(SAID[asked.state]))
    there = "publish.review" if asked.job is not None else "lead.week"
    return redirect(url_for(there, team=team, week=week), code=303)


def _form(
    team: str, week: str, given: dict[str, str], faults: dict[str, str] | None = None, *, code: int = 200
) -> Response:
    shared = week_page(team, week)
    monday = week_monday(week)
    today = parts().store.clock().astimezone(city_zone()).date()
    first = today if monday <= today < monday + timedelta(days=7) else monday
    with parts().store.read() as session:
        workers = stored_team(session, team, city_zone()).workers
    shared |= {
        "workers": sorted((worker.name, worker.id) for worker in workers),
        "given": {"worker": "", "first": first.isoformat(), "last": first.isoformat()} | given,
        "faults": faults or {},
    }
    return make_response(render_template("lead/sick.html", **shared), code)


def _day(text: str) -> date | None:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        return None
    if not 2000 <= found.year < 2200:
        abort(400)
    return found
