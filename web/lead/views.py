"""The team lead's pages over HTTP: parse, call, render."""

from datetime import datetime
from urllib.parse import urlsplit

from flask import Blueprint, Response, abort, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from geo.imports import ImportKind
from web.appearance import THEMES, appearance, remember
from web.lead.best_so_far import best_so_far
from web.lead.board import opening_day
from web.lead.choices import choices_of
from web.lead.draw_week import drawn_week
from web.lead.drawn import DrawnWeek
from web.lead.edit_bar import edit_bar
from web.lead.ground_views import import_in_use
from web.lead.newer_travel import newer_travel
from web.lead.planning_views import MAY_PLAN, latest_job
from web.lead.publish_page import refuse_unwritten
from web.lead.solving import SECONDS, solve_view
from web.navigation import open_pages
from web.parts import parts
from web.plans import TEAM_ID, WEEK_ID
from web.security.access import allow, public, signed_in, the_person
from web.security.headers import same_origin
from web.security.person import Role
from web.security.seen import saw
from web.store.city_rows import stored_team_names
from web.words import LANGUAGES

lead = Blueprint("lead", __name__)
SEE_PLANS = (Role.LEAD, Role.FIELD, Role.COORDINATOR)
"""Roles that see the plans of their teams."""

WHOLE_STOPS = 250
"""A week with more stops comes with the day that is opened; its other days, and its places, are fetched when they
are looked at."""


@lead.get("/")
@signed_in
def start() -> BaseResponse:
    """Go to the week that the settings open, else to the newest plan there is."""
    if the_person().has({Role.FIELD}) and not the_person().has({Role.LEAD, Role.COORDINATOR}):
        return redirect(url_for("shift.choose"))  # whoever walks has a phone in the hand
    seen = the_person().teams(SEE_PLANS)
    settings, there = parts().settings, [key for key in parts().plans.list() if key.team in seen]
    opens = next((k for k in there if (k.team, k.week) == (settings.team, settings.week)), None)
    if opens is None and there:
        opens = max(there, key=lambda key: (key.week, key.team))
    if opens:
        team, week = opens.team, opens.week
    elif seen:
        team, week = (settings.team if settings.team in seen else min(seen)), settings.week
    else:
        return redirect(next((page.address for page in open_pages()), url_for("security.account")))
    return redirect(url_for("lead.week", team=team, week=week))


@lead.get("/plan")
@allow(*SEE_PLANS)
def choose() -> BaseResponse:
    """Go to the team and week that were chosen in the form."""
    team, week = request.args.get("team", ""), request.args.get("week", "")
    if not (TEAM_ID.fullmatch(team) and WEEK_ID.fullmatch(week)):
        abort(404)
    return redirect(url_for("lead.week", team=team, week=week))


@lead.get("/plan/<team>/<week>")
@allow(*SEE_PLANS, of_team=True)
def week(team: str, week: str) -> Response:
    """Show one team's week."""
    refuse_unwritten(team, week)
    chosen, words = appearance(), appearance().words
    now, seen = parts().store.clock(), the_person().teams(SEE_PLANS)
    with parts().store.read() as session:  # all of the page shows one moment
        info = parts().plans.info(team, week)
        names = stored_team_names(session)
        job = latest_job(team, week)
        choices = choices_of(parts().plans, names, team=team, week=week, seen=seen, today=now.date())
        found = best_so_far(parts().store, job) if info is None else None
    shared = {
        "appearance": chosen,
        "words": words,
        "themes": THEMES,
        "languages": LANGUAGES,
        "team": team,
        "week": week,
        "team_name": names.get(team, team),
        "info": info,
        "solve": solve_view(job, words),
        "solve_seconds": SECONDS,
        "may_plan": the_person().may(MAY_PLAN, team=team),
        "planned": info is not None,
        "best": found.name if found else "",
        "choices": choices,
    }
    shown = info or found
    if shown is None:
        return make_response(render_template("lead/no_plan.html", **shared))
    saw(the_person(), "plan", f"{team}/{week}", team)
    drawn = drawn_week(team, week, shown)
    board = drawn.board
    day = request.args.get("dag", "")
    opened = next(
        (d for d in board.days if d.date.isoformat() == day),
        opening_day(board, datetime.now(board.plan.request.tz).date()),
    )
    shared |= {"board": board, "opened": opened, "map": drawn.map, "standalone": False}
    shared["in_days"] = board.stops > WHOLE_STOPS
    shared["with_places"] = "platser" in request.args
    may_edit = False
    if info is not None and shared["may_plan"]:
        bar = edit_bar(parts().store, parts().plans, info, board.plan, words)
        may_edit = not bar.closed
        shared |= {"edit": bar, "of": bar.of}
    shared["may_edit"] = may_edit
    shared["newer"] = newer_travel(board.plan.request.travel, map(import_in_use, ImportKind), words)
    drawn_as = f"{opened.key} places" if shared["with_places"] else opened.key
    body = drawn.body(drawn_as, lambda: render_template("lead/board_body.html", **shared), may_edit=may_edit)
    script = url_for("lead.map_script", team=team, week=week, lang=chosen.lang, best=shared["best"] or None)
    return make_response(render_template("lead/week.html", body=body, map_script=script, **shared))


@lead.get("/plan/<team>/<week>/map.js")
@allow(*SEE_PLANS, of_team=True)
def map_script(team: str, week: str) -> Response:
    """Serve the script that Folium wrote for the week's map."""
    return _conditional(Response(_drawn_or_404(team, week).map.script, mimetype="text/javascript"))


@lead.get("/plan/<team>/<week>/plan.geojson")
@allow(*SEE_PLANS, of_team=True)
def plan_data(team: str, week: str) -> Response:
    """Serve what the week's map shows, for the eyes of the team itself."""
    drawn = _drawn_or_404(team, week)
    saw(the_person(), "plan", f"{team}/{week}", team)
    return _conditional(Response(drawn.data, mimetype="application/geo+json"))


@lead.get("/maps/base.geojson")
@signed_in
def base_map() -> Response:
    """Serve the schematic base map of the city."""
    return _conditional(Response(parts().basemap.geojson(), mimetype="application/geo+json"))


@lead.post("/appearance")
@public
def choose_appearance() -> BaseResponse:
    """Keep a choice of language or theme and go back to the page that it was made on."""
    if not same_origin():
        abort(403)
    back = urlsplit(request.form.get("back", "/"))
    here = back.path if back.path.startswith("/") and not back.path.startswith(("//", "/\\")) else "/"
    response = make_response(redirect(here + (f"?{back.query}" if back.query else "")))
    remember(response, lang=request.form.get("lang"), theme=request.form.get("theme"))
    return response


def _drawn_or_404(team: str, week: str) -> DrawnWeek:
    named = parts().drawn.named(request.args["best"], appearance().lang) if "best" in request.args else None
    if named is not None and (named.board.plan.team, named.board.plan.week) == (team, week):
        return named  # a better plan may have come since the page was made
    shown = parts().plans.info(team, week) or best_so_far(parts().store, latest_job(team, week))
    if shown is None:
        abort(404)
    return drawn_week(team, week, shown)


def _conditional(response: Response) -> Response:
    response.add_etag()
    response.make_conditional(request)
    return response
