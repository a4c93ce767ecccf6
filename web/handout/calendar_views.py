"""Calendars of workers: the page that makes and withdraws secret addresses, and the calendars themselves."""

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.appearance import appearance
from web.handout.calendar_actions import feed_of, make_feed, open_feeds, published_weeks, revoke_feed, workers_of
from web.handout.worker_calendar import worker_calendar
from web.parts import parts
from web.plans import TEAM_ID
from web.security.access import allow, public, the_person
from web.security.forms import check_token
from web.security.person import Role
from web.words import translator

calendars = Blueprint("calendars", __name__)
calendars.before_request(check_token)
LEADS = (Role.LEAD, Role.COORDINATOR)


@calendars.get("/lead/calendars/<team>")
@allow(*LEADS, of_team=True)
def index(team: str) -> str:
    """List the team's workers and whose calendar has an address."""
    return _page(team)


@calendars.post("/lead/calendars/<team>/make")
@allow(*LEADS, of_team=True)
def make(team: str) -> Response:
    """Make an address, and show it this once."""
    secret = make_feed(parts().store, the_person().actor, team, request.form.get("worker", ""))
    page = make_response(_page(team, made=url_for("calendars.calendar", secret=secret, _external=True)))
    page.headers["Cache-Control"] = "private, no-store"
    return page


@calendars.post("/lead/calendars/<team>/withdraw")
@allow(*LEADS, of_team=True)
def withdraw(team: str) -> BaseResponse:
    """Withdraw an address."""
    revoke_feed(parts().store, the_person().actor, team, request.form.get("feed", ""))
    flash(appearance().words.text("The calendar address is withdrawn. Calendars that used it get nothing more."))
    return redirect(url_for("calendars.index", team=team), code=303)


@calendars.get("/calendar/<secret>.ics")
@public
def calendar(secret: str) -> Response:
    """Serve the calendar that a secret address shows; whoever has the address may see it."""
    feed = feed_of(parts().store, secret)
    if feed is None:
        abort(404)
    weeks = published_weeks(parts().plans, feed.team, parts().store.clock().date())
    words = translator(parts().settings.lang)
    made = worker_calendar(weeks, feed.worker, words, team_name=feed.team_name)
    response = Response(made, content_type="text/calendar; charset=utf-8")
    response.headers["Cache-Control"] = "private, max-age=600"
    return response


def _page(team: str, *, made: str = "") -> str:
    if not TEAM_ID.fullmatch(team):
        abort(404)
    name, workers = workers_of(parts().store, team)
    return render_template(
        "handout/calendars.html",
        team=team,
        team_name=name,
        workers=workers,
        feeds=open_feeds(parts().store, team),
        made=made,
        words=appearance().words,
    )
