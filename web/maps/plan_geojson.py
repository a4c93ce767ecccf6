"""A week plan as GeoJSON (RFC 7946): what the map draws and says, for one team's eyes."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from geo.travel.times import PathPart
from planner.leg_travel import leg_ends
from planner.plan import Route, WeekPlan
from web.code_words import line_word
from web.lead.board import Board
from web.lead.day import RouteView, StopView
from web.lead.leg_view import LegView
from web.maps.drawn_legs import DrawnLeg, LegToDraw, drawn_legs
from web.maps.ways import LonLat
from web.words import Words

Feature = dict[str, Any]
Routes = Sequence[tuple[date, RouteView]]


def plan_geojson(board: Board) -> Feature:
    """Give the plan's features by role: leg, stop, base, unplanned, place.

    Legs follow their ways where those are known, and are straight elsewhere. A place that the team may not see is
    left out, and so are stops and legs at it (default deny).
    """
    plan, words = board.plan, board.words
    places = {view.hotspot: view.key for view in board.places}
    routes = [(day.date, route) for day in board.days for route in day.routes]
    return {
        "type": "FeatureCollection",
        "features": [
            *_legs(plan, words, routes),
            *_stops(plan, words, routes, places),
            *_bases(plan, words),
            *_unplanned(board),
            *_places(board),
        ],
    }


def route_features(plan: WeekPlan, words: Words, view: RouteView) -> list[Feature]:
    """Give the features of one route of a plan: its legs, stops and base."""
    route = plan.routes[int(view.key[1:])]
    alone, base = [(route.date, view)], plan.request.base.get(route.base)
    bases = [f for f in _bases(plan, words) if base and f["geometry"]["coordinates"] == [base.lon, base.lat]]
    return [*_legs(plan, words, alone), *_stops(plan, words, alone, {}), *bases]


def _feature(geometry: str, coordinates: object, role: str, **properties: object) -> Feature:
    return {
        "type": "Feature",
        "geometry": {"type": geometry, "coordinates": coordinates},
        "properties": {"role": role, **properties},
    }


def _legs(plan: WeekPlan, words: Words, routes: Routes) -> Iterator[Feature]:
    told, to_draw = [], []
    for day, view in routes:
        route = plan.routes[int(view.key[1:])]
        for index, leg in enumerate(view.legs):
            start, end = (_point(plan, place) for place in leg_ends(route, index))
            if not leg.shown or start is None or end is None:
                continue
            way = leg.way or (PathPart(leg.mode, route.legs[index].line or "", (start, end), 0, estimated=True),)
            told.append((day, view, leg))
            to_draw.append(LegToDraw(day, view.pair.name, start, end, way))
    for (day, view, leg), drawn in zip(told, drawn_legs(to_draw), strict=True):
        yield _leg(words, day, view, leg, drawn)


def _leg(words: Words, day: date, view: RouteView, leg: LegView, drawn: DrawnLeg) -> Feature:
    pair = words.text("Pair %(pair)s", pair=view.pair.name)
    lines = [f"{pair} · {leg.spoken(words)}", leg.parts, *leg.notes]
    parts = [
        {"mode": part.mode, "line": line_word(words, part.line) if part.line else "", "estimated": part.estimated,
         "first": part.first, "last": part.last, "minutes": leg.minutes[n] if leg.minutes else None}
        for n, part in enumerate(drawn.parts)
    ]  # fmt: skip
    return _feature(
        "LineString",
        drawn.points,
        "leg",
        key=leg.key,
        title=leg.title,
        lines=[line for line in lines if line],
        estimated=leg.estimated,
        parts=parts,
        shifts=drawn.shifts,
        **_common(day, view),
    )


def _stops(plan: WeekPlan, words: Words, routes: Routes, places: Mapping[str, str]) -> Iterator[Feature]:
    for day, view in sorted(routes, key=lambda one: int(one[1].key[1:])):
        outer = _outermost(plan, plan.routes[int(view.key[1:])])
        for i, stop in enumerate(view.stops):
            at = _point(plan, stop.hotspot)
            if at is not None:
                yield _feature(
                    "Point",
                    at,
                    "stop",
                    key=stop.key,
                    place=places.get(stop.hotspot, ""),
                    number=stop.number,
                    square=view.pair.square,
                    tag=view.pair.name if i == outer else "",
                    **_said(words, view, stop),
                    **_common(day, view),
                )


def _common(day: date, view: RouteView) -> Feature:
    return {"day": day.isoformat(), "pair": view.pair.key, "css": view.pair.css}


def _said(words: Words, route: RouteView, stop: StopView) -> Feature:
    pair = words.text("Pair %(pair)s", pair=route.pair.name)
    lines = [" · ".join(part for part in (stop.when, pair, stop.kind) if part)]
    if stop.meet:
        lines.append(words.text("Meet: %(where)s", where=stop.meet))
    lines += [text for text in (stop.joint, stop.why) if text]
    if stop.unsure:
        lines.append(words.text("The position is not verified."))
    return {
        "title": stop.name,
        "lines": lines,
        "label": words.text(
            "Stop %(number)s, %(name)s, %(when)s, pair %(pair)s",
            number=stop.number,
            name=stop.name,
            when=stop.when,
            pair=route.pair.name,
        ),
    }


def _bases(plan: WeekPlan, words: Words) -> Iterator[Feature]:
    for n, base in enumerate(plan.request.bases):
        days = sorted({route.date.isoformat() for route in plan.routes if route.base == base.id})
        name = words.text("Base %(name)s", name=base.name)
        yield _feature("Point", [base.lon, base.lat], "base", key=f"b{n}", days=days, title=name, label=name, lines=[])


def _unplanned(board: Board) -> Iterator[Feature]:
    places = {view.hotspot: view.key for view in board.places}
    for view in board.unplanned:
        at = _point(board.plan, view.hotspot)
        if at is not None:
            lines = [view.kind[:1].upper() + view.kind[1:]]
            lines += [text for left in view.left_out for text in (left.why, left.suggestion)]
            label = board.words.text("Unplanned %(letter)s, %(name)s", letter=view.letter, name=view.name)
            yield _feature(
                "Point",
                at,
                "unplanned",
                key=view.key,
                place=places.get(view.hotspot, ""),
                letter=view.letter,
                title=view.name,
                label=label,
                lines=lines,
            )


def _places(board: Board) -> Iterator[Feature]:
    words = board.words
    for view in board.places:
        visits = (
            words.text("This week: %(visits)s", visits="; ".join(view.visits))
            if view.visits
            else words.text("No visit this week")
        )
        yield _feature(
            "Point",
            _point(board.plan, view.hotspot),
            "place",
            key=view.key,
            kind=view.kind_code.value,
            title=view.name,
            label=view.name,
            lines=[view.kind[:1].upper() + view.kind[1:], visits],
        )


def _point(plan: WeekPlan, place: str) -> LonLat | None:
    if place in plan.request.base:
        return plan.request.base[place].lon, plan.request.base[place].lat
    hotspot = plan.request.hotspot.get(place)
    if hotspot is None or not hotspot.may_be_seen_by(plan.team):
        return None
    return round(hotspot.point.x, 6), round(hotspot.point.y, 6)


def _outermost(plan: WeekPlan, route: Route) -> int:
    base = _point(plan, route.base) or (0.0, 0.0)
    away = [-1.0]
    for stop in route.stops:
        at = _point(plan, stop.hotspot)
        away.append((at[0] - base[0]) ** 2 / 4 + (at[1] - base[1]) ** 2 if at else -1.0)
    return max(range(len(away)), key=away.__getitem__) - 1
