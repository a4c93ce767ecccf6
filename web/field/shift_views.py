"""Tonight over HTTP: choose the pair, see its shift, and all of it as data."""

import json
from datetime import timedelta

from flask import Blueprint, Response, abort, flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.appearance import appearance
from web.field import pages
from web.field.check_in import EARLY, Said, say, withdraw
from web.field.pages import SEES, address, city_now, page, the_map, the_shift, the_view
from web.field.places import places_of
from web.field.route_data import route_geojson
from web.field.shift_json import shift_json
from web.field.tonight import Tonight, tonight
from web.parts import parts
from web.security.access import allow, the_person
from web.security.forms import check_token
from web.security.person import Role

shift = Blueprint("shift", __name__, url_prefix="/field")
shift.before_request(check_token)


@shift.get("")
@allow(*SEES)
def choose() -> BaseResponse:
    """Go to the shift that was chosen, or let the pair choose."""
    found = _tonight()
    kept = pages.remembered()
    if kept and "choose" not in request.args:
        for one in found.open:
            if (one.time.team, one.time.date.isoformat(), one.time.pair) == kept:
                return redirect(address("shift.show", one))
        pages.forget()
    words, today = appearance().words, city_now().date()
    following = found.next
    when = ""
    if following is not None:
        start = following.time.start
        day = words.weekday(start.date()) if start.date() - today < timedelta(days=7) else words.day(start.date())
        when = words.text("%(day)s at %(time)s", day=day, time=words.clock(start))
    return page("choose" if found.open else "empty", "field/choose.html", tonight=found, when=when, today=today)


@shift.post("/pair")
@allow(*SEES)
def choose_pair() -> BaseResponse:
    """Remember the pair for its shift; near the shift's beginning its check-in begins with that."""
    team, day, pair = (request.form.get(name, "") for name in ("team", "day", "pair"))
    if not the_person().may(SEES, team=team):
        abort(403)
    found, before = the_shift(team, day, pair), pages.remembered()
    if before and before != (team, day, pair) and pages.is_published(*before):
        withdraw(parts().store, the_person().actor, the_shift(*before).time)
    pages.remember(found)
    start, now = found.time.start, city_now()
    if the_person().may((Role.FIELD,), team=team) and start - EARLY <= now <= found.time.end:
        say(
            parts().store,
            the_person().actor,
            found.time,
            Said.BEGIN,
            at=now,
            every_min=parts().settings.check_in_minutes,
        )
    return redirect(address("shift.show", found), code=303)


@shift.get("/<team>/<day>/<pair>")
@allow(*SEES, of_team=True)
def show(team: str, day: str, pair: str) -> BaseResponse:
    """Show the shift: the next stop large and first, then the check-in, the map and the whole route."""
    if pages.remembered() == (team, day, pair) and not pages.is_published(team, day, pair):
        pages.forget()
        flash(appearance().words.text("That shift is no longer in the published plan. Choose yours anew."), "info")
        return redirect(url_for("shift.choose"), code=303)
    found = the_shift(team, day, pair)
    view = the_view(found)
    saved = request.args.get("saved", "")
    logged = [stop.logged for stop in view.stops if stop.logged] + list(view.others)
    return page(
        "tonight",
        "field/tonight.html",
        shift=found,
        view=view,
        map=the_map(found),
        saved=next((one for one in logged if one.row.id == saved), None),
    )


@shift.get("/<team>/<day>/<pair>/map")
@allow(*SEES, of_team=True)
def show_map(team: str, day: str, pair: str) -> BaseResponse:
    """Show the route's map large, on which a long press tells of a place."""
    found = the_shift(team, day, pair)
    return page("map", "field/map.html", shift=found, view=the_view(found), map=the_map(found))


@shift.get("/<team>/<day>/<pair>/map.js")
@allow(*SEES, of_team=True)
def map_script(team: str, day: str, pair: str) -> Response:
    """Serve the script that Folium wrote for the route's map."""
    return _kept_nowhere(Response(the_map(the_shift(team, day, pair)).script, mimetype="text/javascript"))


@shift.get("/<team>/<day>/<pair>/route.geojson")
@allow(*SEES, of_team=True)
def route_data(team: str, day: str, pair: str) -> Response:
    """Serve what the route's map shows, for the eyes of the team itself."""
    found = the_shift(team, day, pair)
    data = route_geojson(pages.drawn_route(found).features, the_view(found))
    text = json.dumps(data, ensure_ascii=False, separators=(",", ":"))
    return _kept_nowhere(Response(text, mimetype="application/geo+json"))


@shift.get("/<team>/<day>/<pair>/shift.json")
@allow(*SEES, of_team=True)
def data(team: str, day: str, pair: str) -> Response:
    """Serve all that a phone needs for the shift."""
    found = the_shift(team, day, pair)
    view = the_view(found)
    with parts().store.read() as opened:
        places = places_of(opened, team)
    addresses = {
        "visit": f"/api/teams/{team}/visits/",
        "tip": f"/api/teams/{team}/tips/",
        "check_in": url_for("field.put_check_in", team=team, day=day, pair=pair),
        "shift": address("shift.data", found),
        "page": address("shift.show", found),
        "geojson": address("shift.route_data", found, lang=appearance().lang),
        "map_script": address("shift.map_script", found, lang=appearance().lang),
        "base": url_for("lead.base_map"),
    }
    return _kept_nowhere(jsonify(shift_json(view, places, addresses)))


def _tonight() -> Tonight:
    now = city_now()
    return tonight(parts().plans, the_person().teams(SEES), now, today=now.date())


def _kept_nowhere(response: Response) -> Response:
    """Let no browser keep it: what lies on a phone that is lost must not tell where people are met."""
    response.headers["Cache-Control"] = "no-store"
    return response
