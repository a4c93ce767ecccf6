"""Planning a week from its page: ask for it, watch it, settle for the best so far, stop it."""

from contextlib import suppress

from flask import Blueprint, Response, abort, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.appearance import appearance
from web.jobs.errors import JobEndedError
from web.jobs.jobs import JobInfo
from web.jobs.orders import PlanOrder
from web.lead.solving import SECONDS, solve_view
from web.parts import parts
from web.plans import TEAM_ID, WEEK_ID
from web.security.access import allow, the_person
from web.security.person import Role
from web.store.tables.jobs import JobKind, Wish

planning = Blueprint("planning", __name__, url_prefix="/plan/<team>/<week>")
MAY_PLAN = (Role.LEAD, Role.COORDINATOR)
"""Roles that plan the weeks of their teams."""


@planning.post("/solve")
@allow(*MAY_PLAN, of_team=True)
def solve(team: str, week: str) -> BaseResponse:
    """Ask for a plan; where one is under way already, that one goes on."""
    chosen = request.form.get("seconds", "")
    if chosen not in map(str, SECONDS):
        abort(400)
    try:
        order = PlanOrder(team, week, seconds=float(chosen))
    except ValueError:
        abort(404)
    parts().jobs.submit(order, actor=the_person().actor)
    return _back(team, week)


@planning.get("/job.json")
@allow(Role.LEAD, Role.COORDINATOR, Role.FIELD, of_team=True)
def job(team: str, week: str) -> Response:
    """Tell how far the week's planning has come, in the reader's words."""
    view = solve_view(latest_job(team, week), appearance().words)
    answer = jsonify(
        job=view.job,
        state=view.state,
        share=view.share,
        title=view.title,
        time=view.time,
        result=view.result,
        best=view.best,
    )
    answer.headers["Cache-Control"] = "no-store"
    return answer


@planning.post("/job/<job>/enough")
@allow(*MAY_PLAN, of_team=True)
def enough(team: str, week: str, job: str) -> BaseResponse:
    """Take the best plan so far."""
    return _wish(team, week, job, Wish.ENOUGH)


@planning.post("/job/<job>/cancel")
@allow(*MAY_PLAN, of_team=True)
def cancel(team: str, week: str, job: str) -> BaseResponse:
    """Stop the search and keep nothing of it."""
    return _wish(team, week, job, Wish.CANCEL)


def latest_job(team: str, week: str) -> JobInfo | None:
    """Give the job that planned the week last, or does so now."""
    if not (TEAM_ID.fullmatch(team) and WEEK_ID.fullmatch(week)):
        abort(404)
    return parts().jobs.latest(JobKind.PLAN, f"{team}/{week}")


def _wish(team: str, week: str, job: str, wish: Wish) -> BaseResponse:
    known = parts().jobs.get(job)
    if known is None or known.kind is not JobKind.PLAN or known.subject != f"{team}/{week}":
        abort(404)
    with suppress(JobEndedError):  # it ended while the page was open: the page tells how
        parts().jobs.wish(job, wish, actor=the_person().actor)
    return _back(team, week)


def _back(team: str, week: str) -> BaseResponse:
    return redirect(url_for("lead.week", team=team, week=week), code=303)
