"""The inbox over HTTP, and what every page of tips needs: who looks, which map, which words."""

from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, render_template, request, url_for
from shapely.geometry import Point
from sqlalchemy import select
from sqlalchemy.orm import Session

from web.appearance import appearance
from web.lead.ground_views import street_ground
from web.maps.map_frame import Tiles
from web.maps.rendering import MapParts
from web.maps.triage_map import Mark, triage_geojson, triage_map
from web.parts import parts
from web.security.access import allow, the_person
from web.security.forms import check_token
from web.security.seen import saw
from web.store.city_rows import stored_team_names
from web.store.district_rows import stored_districts
from web.store.place_rows import SHARED
from web.store.tables.places import HotspotRow
from web.store.tables.tips import Tip, TipSource
from web.tips.words import SOURCES, STATES
from web.triage.cards import ABOUT_M, Card, Telling, card, lon_lat
from web.triage.inbox import (
    Age,
    Shown,
    Sieve,
    districts_of,
    joined_counts,
    read_sieve,
    tips_in_inbox,
    waiting,
)  # fmt: skip
from web.triage.likeness import OPEN, alike
from web.triage.scope import SEE_TIPS, Scope, scope_of
from web.words import N_, Words

triage = Blueprint("triage", __name__, url_prefix="/triage")
triage.before_request(check_token)

SHOWN = {
    Shown.OPEN: N_("Open"),
    Shown.RECEIVED: N_("To decide"),
    Shown.GOING: STATES["going"],  # type: ignore[index]
    Shown.BEEN_THERE: STATES["been_there"],  # type: ignore[index]
    Shown.PASSED_ON: STATES["passed_on"],  # type: ignore[index]
    Shown.CLOSED: STATES["closed"],  # type: ignore[index]
    Shown.ALL: N_("All"),
}
AGES = {
    Age.ANY: N_("Whenever"),
    Age.DAY: N_("The last day"),
    Age.WEEK: N_("The last week"),
    Age.OLDER: N_("Older"),
}


@triage.get("")
@allow(*SEE_TIPS)
def index() -> Response:
    """List the tips that somebody sees, by when they must be answered."""
    words, sieve, now = appearance().words, read_sieve(request.args), parts().store.clock()
    with parts().store.read() as session:
        scope, telling = the_scope(session), the_telling(session)
        tips = tips_in_inbox(session, scope, sieve, now=now)
        counts = joined_counts(session, [tip.id for tip in tips])
        count, districts = waiting(session, scope, now=now), districts_of(session, scope)
        cards = [card(tip, telling, joined=counts.get(tip.id, 0), likely=_has_likeness(tip, tips)) for tip in tips]
    saw(the_person(), "tip", "all")
    marks = [tip_mark(tip, its, main=False) for tip, its in zip(tips, cards, strict=True) if on_map(tip)]
    return page(
        "triage/inbox.html",
        200,
        cards=cards,
        count=count,
        sieve=sieve,
        choices=_choices(words, districts, sieve),
        data=triage_geojson(marks),
        **with_map(words),
    )


@triage.get("/map.js")
@allow(*SEE_TIPS)
def map_script() -> Response:
    """Serve the script that Folium wrote for the maps of tips; what they show lies in the pages."""
    response = Response(_drawn(appearance().words).script, mimetype="text/javascript")
    response.add_etag()
    response.make_conditional(request)
    return response


def the_scope(session: Session) -> Scope:
    """Give what who is calling sees of tips."""
    today = parts().store.clock().astimezone(city_zone()).date()
    return scope_of(session, the_person(), on=today, settlement_team=parts().city_settings().settlement_team)


def the_telling(session: Session) -> Telling:
    """Give what texts about tips go by."""
    return Telling(
        appearance().words,
        city_zone(),
        parts().store.clock(),
        parts().keys.tips_key,
        stored_districts(session),
        stored_team_names(session),
        _open_places(session),
    )


def _open_places(session: Session) -> tuple[tuple[str, Point], ...]:
    query = select(HotspotRow.name, HotspotRow.point).where(SHARED)
    return tuple((name, Point(at.centroid)) for name, at in session.execute(query))


def city_zone() -> ZoneInfo:
    """Give the city's time zone."""
    return ZoneInfo(parts().city_settings().timezone)


def on_map(tip: Tip) -> bool:
    """Tell whether a tip has a place that can be drawn."""
    return isinstance(tip.place, Point)


def tip_mark(tip: Tip, its: Card, *, main: bool) -> Mark:
    """Give a tip as the map shows it."""
    if not isinstance(tip.place, Point):
        raise TypeError(f"tip {tip.id} has no place")
    lon, lat = lon_lat(tip.place)
    about_m = next(metres for precision, metres in ABOUT_M.items() if precision == tip.precision)
    lines = tuple(text for text in (its.worry, its.due or its.state) if text)
    return Mark("tip", its.key, lon, lat, f"{its.title} {its.handle}", lines, (("about_m", about_m), ("main", main)))


def page(template: str, status: int = 200, **values: object) -> Response:
    """Render a page that is kept nowhere."""
    chosen = appearance()
    response = make_response(render_template(template, appearance=chosen, words=chosen.words, **values), status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def with_map(words: Words) -> dict[str, object]:
    """Give what a page with the map of tips needs."""
    return {"map": _drawn(words), "map_script": url_for("triage.map_script", lang=words.lang)}


def _drawn(words: Words) -> MapParts:
    settings = parts().settings
    return triage_map(
        parts().city_settings(),
        words,
        base_source=url_for("lead.base_map"),
        tiles=Tiles(settings.tile_url, settings.tile_attribution) if settings.tile_url else None,
        streets=street_ground(),
    )


def _has_likeness(tip: Tip, tips: tuple[Tip, ...]) -> bool:
    return tip.state in OPEN and any(other.state in OPEN and alike(tip, other) for other in tips)


def _choices(words: Words, districts: tuple[str, ...], sieve: Sieve) -> dict[str, list[tuple[str, str]]]:
    """Give what the inbox can be sifted by, as (value, text)."""
    named = districts if not sieve.district or sieve.district in districts else (*districts, sieve.district)
    return {
        "state": [(one.value, words.text(said)) for one, said in SHOWN.items()],
        "district": [("", words.text("All")), *((name, name) for name in named)],
        "source": [("", words.text("All")), *((one.value, words.text(SOURCES[one])) for one in TipSource)],
        "age": [(one.value, words.text(said)) for one, said in AGES.items()],
    }
