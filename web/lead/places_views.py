"""The pages of places over HTTP: the list with its map, and adding a place."""

from typing import Any

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from geo.hotspot import LASTING_KINDS, Position, Sensitivity
from web.appearance import appearance
from web.code_words import KINDS, POSITIONS
from web.lead.ground_views import street_ground
from web.lead.place_access import Editor
from web.lead.place_actions import add_place, needs_of, open_city, places_seen
from web.lead.place_fields import Typed
from web.lead.place_form import district_names, read_place
from web.lead.place_hours import day_names
from web.lead.place_shown import grid_rows, place_marks, place_rows
from web.lead.place_words import FIELDS, SENSITIVITIES, SERVICES, capital
from web.lead.places_filter import read_filter
from web.maps.map_frame import Tiles
from web.maps.places_map import places_geojson, places_map
from web.maps.rendering import MapParts
from web.parts import parts
from web.security.access import allow, the_person
from web.security.bindings import partner_teams, team_names
from web.security.forms import check_token
from web.security.person import Role
from web.security.seen import saw
from web.words import Words

places = Blueprint("places", __name__, url_prefix="/lead")
places.before_request(check_token)

SEE_PLACES = (Role.LEAD, Role.COORDINATOR)
"""Roles that see the places of their teams; leads edit them."""


@places.get("/places")
@allow(*SEE_PLACES)
def index() -> Response:
    """List the places that somebody may see, with their map."""
    words, editor, chosen = appearance().words, editor_now(), read_filter(request.args)
    with parts().store.read() as session:
        seen = places_seen(session, editor)
        needs = needs_of(session, seen)
    saw(the_person(), "hotspot", "all")
    rows = place_rows(words, chosen.chosen(seen, needs), needs)
    return page(
        "lead/places_list.html",
        rows=rows,
        total=len(seen),
        chosen=chosen,
        districts=sorted({spot.district for spot in seen if spot.district}),
        data=places_geojson(place_marks(words, rows)),
        may_add=bool(editor.leads),
        **with_map(words),
    )


@places.get("/places-map.js")
@allow(*SEE_PLACES)
def map_script() -> Response:
    """Serve the script that Folium wrote for the maps of places; what they show lies in the pages."""
    response = Response(_drawn(appearance().words).script, mimetype="text/javascript")
    response.add_etag()
    response.make_conditional(request)
    return response


@places.get("/new-place")
@allow(Role.LEAD)
def new() -> Response:
    """Show the form of a new place."""
    return _new({"sensitivity": ["teams"], "position": ["approximate"]})


@places.post("/new-place")
@allow(Role.LEAD)
def add() -> BaseResponse:
    """Add a place."""
    words, editor = appearance().words, editor_now()
    typed, store = request.form.to_dict(flat=False), parts().store
    with store.read() as session:
        city = open_city(session, parts().city)
    today = store.clock().astimezone(city.tz).date()
    form = read_place(
        typed, None, ident="new", city=city, on=today, teams=list(team_names(store)), editor=editor, words=words
    )
    if form.place is None:
        return _new(typed, faults=form.faults)
    ident = add_place(store, form.place, editor=editor)
    flash(words.text("%(name)s is added. Say below when it wants to be visited.", name=form.place.name), "success")
    return redirect(url_for("place.show", place=ident), code=303)


def prefilled(typed: Typed) -> Response:
    """Show the form of a new place with what is known of it already; nothing is saved."""
    return _new(typed)


def editor_now() -> Editor:
    """Give who is calling as one who works with places."""
    person = the_person()
    leads = person.teams({Role.LEAD})
    return Editor(person.actor, person.teams(SEE_PLACES), leads, partner_teams(parts().store, leads))


def choices(words: Words, *, districts: list[str]) -> dict[str, object]:
    """Give what the form of a place lets choose, as (value, text)."""
    teams = team_names(parts().store)
    return {
        "kinds": [(kind.value, capital(words.text(KINDS[kind]))) for kind in LASTING_KINDS],
        "positions": [(one.value, capital(words.text(POSITIONS[one]))) for one in Position],
        "sensitivities": [(one.value, words.text(SENSITIVITIES[one])) for one in Sensitivity],
        "services": [("", "–"), *((kind.value, words.text(said)) for kind, said in SERVICES.items())],
        "teams": list(teams.items()),
        "districts": [("", words.text("By its position")), *((name, name) for name in districts)],
    }


def page(template: str, status: int = 200, **values: object) -> Response:
    """Render a page that is kept nowhere."""
    chosen = appearance()
    words = chosen.words
    shared = {
        "appearance": chosen,
        "words": words,
        "field_words": {name: words.text(said) for name, said in FIELDS.items()},
        "grid": lambda text: grid_rows(words, text),
        "weekdays": day_names(words),
        "kind_words": {kind.value: capital(words.text(KINDS[kind])) for kind in LASTING_KINDS},
    }
    response = make_response(render_template(template, **(shared | values)), status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def with_map(words: Words) -> dict[str, Any]:
    """Give what a page with the map of places needs."""
    return {
        "map": _drawn(words),
        "map_script": url_for("places.map_script", lang=words.lang),
        "bounds": parts().city_settings().bounds,
    }


def _new(typed: Typed, *, faults: object = None) -> Response:
    words = appearance().words
    with parts().store.read() as session:
        city = open_city(session, parts().city)
        seen = places_seen(session, editor_now())
        needs = needs_of(session, seen)
    return page(
        "lead/place_new.html",
        400 if faults else 200,
        typed=typed,
        faults=faults or {},
        choices=choices(words, districts=district_names(city)),
        data=places_geojson(place_marks(words, place_rows(words, seen, needs))),
        **with_map(words),
    )


def _drawn(words: Words) -> MapParts:
    settings = parts().settings
    return places_map(
        parts().city_settings(),
        words,
        base_source=url_for("lead.base_map"),
        tiles=Tiles(settings.tile_url, settings.tile_attribution) if settings.tile_url else None,
        streets=street_ground(),
    )
