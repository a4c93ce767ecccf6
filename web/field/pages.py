"""What the field's pages share: the shift of an address, its words, and the frame that they are shown in."""

from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Response, abort, make_response, render_template, session, url_for

from web.appearance import THEMES, appearance
from web.field.drawn_route import DrawnRoute
from web.field.evening import theme_at
from web.field.shift_view import ShiftView, shift_view
from web.field.tonight import PublishedShift, published_shift
from web.lead.ground_views import street_ground
from web.maps.map_frame import Tiles
from web.maps.rendering import MapParts
from web.maps.route_map import route_map
from web.parts import parts
from web.plans import TEAM_ID
from web.security.access import the_person
from web.security.person import Role
from web.security.seen import saw
from web.words import LANGUAGES

SEES = (Role.FIELD, Role.LEAD, Role.COORDINATOR)
"""Roles that see the shifts of their teams."""
WRITES = (Role.FIELD, Role.LEAD)
"""Roles that log what happened in them."""
_KEPT = "faltplan_shift"


def city_zone() -> ZoneInfo:
    """Give the city's zone."""
    return ZoneInfo(parts().city_settings().timezone)


def city_now() -> datetime:
    """Give the time in the city."""
    return parts().store.clock().astimezone(city_zone())


def the_shift(team: str, day: str, pair: str) -> PublishedShift:
    """Give the shift of an address; ends the call with 404 where none was published."""
    found = _published(team, day, pair)
    if found is None:
        abort(404)
    return found


def is_published(team: str, day: str, pair: str) -> bool:
    """Tell whether the shift of an address stands in the plan that is published now."""
    return _published(team, day, pair) is not None


def the_view(shift: PublishedShift) -> ShiftView:
    """Put a shift into the reader's words, as it stands now."""
    with parts().store.read() as opened:
        view = shift_view(
            opened,
            shift,
            drawn_route(shift).view,
            appearance().words,
            now=city_now(),
            every_min=parts().settings.check_in_minutes,
        )
    team = shift.plan.team
    saw(the_person(), "plan", f"{team}/{shift.plan.week}", team)
    for stop in view.stops:
        for tip in stop.effort.tips if stop.effort else ():
            saw(the_person(), "tip", tip.id, team)
    return view


def drawn_route(shift: PublishedShift) -> DrawnRoute:
    """Draw a shift's route as it was published."""
    return parts().drawn_routes.of(shift, appearance().words, parts().ways())


def the_map(shift: PublishedShift) -> MapParts:
    """Draw the map of a shift's route."""
    chosen, settings, request = appearance(), parts().settings, shift.plan.request
    spots = [request.hotspot[stop.hotspot].point for stop in shift.route.stops]
    base = request.base.get(shift.route.base)
    return route_map(
        chosen.words,
        points=[(spot.x, spot.y) for spot in spots] or ([(base.lon, base.lat)] if base else []),
        route_source=address("shift.route_data", shift, lang=chosen.lang),
        base_source=url_for("lead.base_map"),
        travel=request.travel,
        tiles=Tiles(settings.tile_url, settings.tile_attribution) if settings.tile_url else None,
        streets=street_ground(),
    )


def address(endpoint: str, shift: PublishedShift, **values: object) -> str:
    """Give an address of a shift's."""
    time = shift.time
    named = {"team": time.team, "day": time.date.isoformat(), "pair": time.pair}
    return url_for(endpoint, **named, **values)  # type: ignore[arg-type]


def remember(shift: PublishedShift) -> None:
    """Keep which shift was chosen, in the session."""
    session[_KEPT] = [shift.time.team, shift.time.date.isoformat(), shift.time.pair]


def remembered() -> tuple[str, str, str] | None:
    """Give the team, date and pair that were chosen last; None for none."""
    kept = session.get(_KEPT)
    return (kept[0], kept[1], kept[2]) if isinstance(kept, list) and len(kept) == 3 else None


def forget() -> None:
    """Let a shift be chosen anew."""
    session.pop(_KEPT, None)


def _published(team: str, day: str, pair: str) -> PublishedShift | None:
    try:
        on = date.fromisoformat(day)
    except ValueError:
        return None
    return published_shift(parts().plans, team, on, pair) if TEAM_ID.fullmatch(team) else None


def page(tab: str, template: str, *, shift: PublishedShift | None = None, code: int = 200, **values: Any) -> Response:  # noqa: ANN401
    """Show a page of the field.

    Parameters
    ----------
    tab
        Of the page, for its scripts and its place among the tabs.
    """
    chosen = appearance()
    team = shift.plan.team if shift else ""
    response = make_response(
        render_template(
            template,
            appearance=chosen,
            words=chosen.words,
            themes=THEMES,
            languages=LANGUAGES,
            theme=theme_at(chosen, city_now()),
            tab=tab,
            shift=shift,
            may_write=bool(shift) and the_person().may(WRITES, team=team),
            address=address,
            **values,
        ),
        code,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response
