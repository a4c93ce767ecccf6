"""Handing out a week: the page that lists what there is, and each file."""

import json
from datetime import date

from flask import Blueprint, Response, abort, render_template, request

from geo.hotspot import HotspotKind
from web.appearance import appearance
from web.handout.gpx_track import gpx_file
from web.handout.route_sheet import Printed, route_sheets, routes_to_print
from web.handout.sheet_map import Feature, sheet_map
from web.handout.stop_rows import csv_file, stop_rows, xlsx_file
from web.handout.week_layers import week_geopackage
from web.lead.board import Board, board_of
from web.lead.day import RouteView
from web.maps.plan_geojson import plan_geojson
from web.parts import parts
from web.plans import TEAM_ID, WEEK_ID, PlanInfo
from web.security.access import allow, the_person
from web.security.person import Role
from web.security.seen import saw

handout = Blueprint("handout", __name__, url_prefix="/plan/<team>/<week>/handout")
LEADS = (Role.LEAD, Role.COORDINATOR)

_TYPES = {
    "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "gpx": "application/gpx+xml",
    "gpkg": "application/geopackage+sqlite3",
}


@handout.get("")
@allow(*LEADS, Role.FIELD, of_team=True)
def index(team: str, week: str) -> str:
    """List what can be handed out of a week."""
    info = _info(team, week)
    saw(the_person(), "plan", f"{team}/{week}", team)
    board = _board(info)
    return render_template(
        "handout/index.html",
        team=team,
        week=week,
        board=board,
        draft=_is_draft(info),
        days=[day for day in board.days if any(route.stops for route in day.routes)],
        may_export=the_person().may(LEADS, team=team),
    )


@handout.get("/sheets.pdf")
@allow(*LEADS, Role.FIELD, of_team=True)
def sheets(team: str, week: str) -> Response:
    """Serve route sheets: of one shift (``route``), of a day (``day``), else of the whole week."""
    info = _info(team, week)
    board = _board(info)
    try:
        day = date.fromisoformat(request.args["day"]) if request.args.get("day") else None
    except ValueError:
        abort(404)
    chosen = routes_to_print(board, day=day, route=request.args.get("route", ""))
    if not chosen:
        abort(404)
    printed = Printed(the_person().name, parts().store.clock().astimezone(board.plan.request.tz), _is_draft(info))
    maps = _maps(board, [route for _, route in chosen])
    return _file(info, route_sheets(board, chosen, maps, printed), "sheets", "pdf")


@handout.get("/stops.csv")
@allow(*LEADS, of_team=True)
def stops_csv(team: str, week: str) -> Response:
    """Serve the stops as CSV."""
    info = _info(team, week)
    return _file(info, csv_file(list(stop_rows(_board(info))), appearance().words), "stops", "csv")


@handout.get("/stops.xlsx")
@allow(*LEADS, of_team=True)
def stops_xlsx(team: str, week: str) -> Response:
    """Serve the stops as a workbook."""
    info = _info(team, week)
    board = _board(info)
    made = xlsx_file(list(stop_rows(board)), appearance().words, title=f"{info.team_name} {board.title}")
    return _file(info, made, "stops", "xlsx")


@handout.get("/routes.gpx")
@allow(*LEADS, of_team=True)
def routes_gpx(team: str, week: str) -> Response:
    """Serve the routes as GPX."""
    info = _info(team, week)
    board = _board(info)
    views = [route for day in board.days for route in day.routes if route.stops]
    return _file(info, gpx_file(board.plan, views, appearance().words), "routes", "gpx")


@handout.get("/week.gpkg")
@allow(*LEADS, of_team=True)
def week_gpkg(team: str, week: str) -> Response:
    """Serve the week as a GeoPackage."""
    info = _info(team, week)
    return _file(info, week_geopackage(_board(info)), "week", "gpkg")


def _info(team: str, week: str) -> PlanInfo:
    """Give the published version; a lead who asks for it, or where there is none, gets the shown one."""
    if not (TEAM_ID.fullmatch(team) and WEEK_ID.fullmatch(week)):
        abort(404)
    leads = the_person().may(LEADS, team=team)
    info = parts().plans.published(team, week)
    if leads and (info is None or request.args.get("version") == "shown"):
        info = parts().plans.info(team, week)
    if info is None:
        abort(404)
    return info


def _is_draft(info: PlanInfo) -> bool:
    return info.number != info.published


def _board(info: PlanInfo) -> Board:
    drawn = parts().drawn.named(info.content_hash, appearance().lang)
    if drawn is not None:
        return drawn.board
    return board_of(parts().plans.plan_of(info), appearance().words, ways=parts().ways())


def _maps(board: Board, routes: list[RouteView]) -> dict[str, str]:
    """Draw the map of each route; a settlement has no point on paper, and no leg that leads to one."""
    plan, base = board.plan, json.loads(parts().basemap.geojson())
    hidden = {spot.id for spot in plan.request.hotspots if spot.kind is HotspotKind.SETTLEMENT}
    features = plan_geojson(board)["features"]
    made = {}
    for view in routes:
        route = plan.routes[int(view.key[1:])]
        secret = {n for n, stop in enumerate(route.stops) if stop.hotspot in hidden}
        legs = [leg for leg, n in _of(features, "leg", f"{view.key}l") if not {n, n - 1} & secret]
        stops = [stop for stop, n in _of(features, "stop", f"{view.key}s") if n not in secret]
        home = plan.request.base.get(route.base)
        made[view.key] = sheet_map(base, legs, stops, (home.lon, home.lat) if home else None)
    return made


def _of(features: list[Feature], role: str, begins: str) -> list[tuple[Feature, int]]:
    """Give the features of a role whose key begins so, each with the number after that."""
    keyed = [(f, str(f["properties"].get("key", ""))) for f in features if f["properties"]["role"] == role]
    return [(f, int(key.removeprefix(begins))) for f, key in keyed if key.startswith(begins)]


def _file(info: PlanInfo, content: bytes, name: str, ending: str) -> Response:
    team, week = info.key.team, info.key.week
    file = f"{name}.{ending}"
    parts().store.note(
        the_person().actor, "plan.exported", "plan", f"{team}/{week}", team=team, file=file, number=info.number
    )
    response = Response(content, content_type=_TYPES[ending])
    how = "inline" if ending == "pdf" else "attachment"
    response.headers["Content-Disposition"] = f'{how}; filename="{team}-{week}-{file}"'
    response.headers["Cache-Control"] = "no-store"
    return response
