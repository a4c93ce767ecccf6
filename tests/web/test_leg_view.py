"""Legs in words: parts, metres, and what is estimated and why."""

from dataclasses import dataclass, replace

import numpy as np
import pytest

from geo.travel.times import Mode, PathPart, Source
from planner.leg_travel import leg_travel
from web.lead.board import board_of
from web.maps.plan_geojson import plan_geojson
from web.words import translator

STREETS, TIMETABLE, LINES = Source("streets"), Source("timetable"), Source("lines")
ON, OFF = (18.06, 59.331), (18.07, 59.32)


@dataclass(frozen=True)
class Known:
    """Ways in three parts by line, in one on foot; ``late`` seconds longer than the plan's."""

    plan: object
    late: int = 0
    version: str = "1"

    def way(self, request, start, end, *, mode, period):
        a, b = (self.point(place) for place in (start, end))
        matrix, index = request.travel.matrices[Mode.TRANSIT, period], request.travel.index
        whole = int(matrix.seconds[index[start], index[end]]) + self.late
        if mode is not Mode.TRANSIT:
            return (PathPart("walk", "", (a, (18.061, 59.33), b), whole, estimated=False),)
        ride = (ON, (18.065, 59.325), OFF)
        return (
            PathPart("walk", "", (a, ON), 200, estimated=False),
            PathPart("metro", "metro 17", ride, whole - 380, estimated=False, start="T-Centralen", end="Slussen"),
            PathPart("walk", "", (OFF, b), 180, estimated=False),
        )

    def point(self, place):
        base = self.plan.request.base.get(place)
        return (base.lon, base.lat) if base else self.plan.request.hotspot[place].point.coords[0]


def legs(plan, lang="sv", **ways):
    board = board_of(plan, translator(lang), ways=Known(plan, **ways) if ways.pop("known", True) else None)
    return [leg for day in board.days for route in day.routes for leg in route.legs]


def ridden(plan, **ways):
    return next(leg for leg in legs(plan, **ways) if leg.mode == "metro")


def with_marks(plan, marks, sources):
    travel = plan.request.travel
    matrices = {key: replace(matrix, estimated=marks(matrix)) for key, matrix in travel.matrices.items()}
    travel = replace(travel, estimated=False, matrices=matrices, sources=sources)
    return replace(plan, request=replace(plan.request, travel=travel))


def around(plan, *places):
    rows = [plan.request.travel.index[place] for place in places]

    def marks(matrix):
        found = np.zeros(matrix.seconds.shape, dtype=bool)
        found[rows, :] = found[:, rows] = True
        return found

    return marks


def test_a_ride_is_told_in_parts_whose_minutes_add_up(plan):
    leg = ridden(plan)
    assert leg.text == "T-bana 17, 13 min, 2,6 km"
    assert leg.parts == "Gå 4 min till T-Centralen, T-bana 17 till Slussen 6 min, gå 3 min"
    assert leg.minutes == (4, 6, 3)
    english = ridden(plan, lang="en")
    assert english.text == "Metro 17, 13 min, 2.6 km"
    assert english.parts == "Walk 4 min to T-Centralen, metro 17 to Slussen 6 min, walk 3 min"


def test_a_walk_of_one_part_is_told_once(plan):
    walk = next(leg for leg in legs(plan) if leg.mode == "walk")
    assert walk.text == "Till fots, 7 min, 510 m"
    assert walk.parts == ""
    assert len(walk.way) == 1


def test_a_ride_alone_names_its_stops(plan):
    class Doors(Known):
        def way(self, request, start, end, *, mode, period):
            parts = super().way(request, start, end, mode=mode, period=period)
            return parts if len(parts) == 1 else (replace(parts[1], seconds=sum(part.seconds for part in parts)),)

    board = board_of(plan, translator("sv"), ways=Doors(plan))
    rides = [leg for day in board.days for route in day.routes for leg in route.legs if leg.mode == "metro"]
    assert rides
    assert all(leg.parts == "Från T-Centralen till Slussen" for leg in rides)


def test_newer_data_is_drawn_without_minutes_of_its_parts(plan):
    leg = ridden(plan, late=1)
    assert leg.way
    assert leg.parts == ""
    assert leg.minutes == ()
    assert leg.notes == ("Vägen är ritad efter nyare uppgifter än planens minuter",)
    feature = next(f for f in plan_geojson(board_of(plan, translator("sv"), ways=Known(plan, 1)))["features"]
                   if f["properties"].get("key") == leg.key)  # fmt: skip
    assert {part["minutes"] for part in feature["properties"]["parts"]} == {None}


def test_a_way_that_is_travelled_otherwise_than_the_leg_is_not_drawn(plan):
    class Walks(Known):
        def way(self, request, start, end, *, mode, period):
            return super().way(request, start, end, mode=Mode.WALK, period=period)

    board = board_of(plan, translator("sv"), ways=Walks(plan))
    assert all(bool(leg.way) == (leg.mode == "walk") for day in board.days for r in day.routes for leg in r.legs)


def test_all_are_marked_where_all_is_estimated_without_a_reason_each(plan):
    for leg in legs(plan):
        assert leg.estimated
        assert leg.notes == ()


def test_only_what_the_travel_times_mark_is_marked_and_says_why(plan):
    partly = with_marks(plan, around(plan, "skanstull"), (STREETS, TIMETABLE))
    why = ("Skanstull (T-bana) ligger mer än 250 m från gatunätet",)
    board = board_of(partly, translator("sv"), ways=Known(plan))
    for day in board.days:
        for view in day.routes:
            route = partly.routes[int(view.key[1:])]
            for index, leg in enumerate(view.legs):
                at = leg_travel(partly.request, route, index)
                assert leg.estimated == at.matrix.estimated[at.start, at.end]
                assert leg.notes == (why if leg.estimated else ())
    assert any(leg.estimated for leg in legs(partly))
    assert not all(leg.estimated for leg in legs(partly))


def test_between_two_places_off_the_streets_none_is_accused(plan):
    route = plan.routes[0]
    both = with_marks(plan, around(plan, route.stops[0].hotspot, route.stops[1].hotspot), (STREETS, TIMETABLE))
    assert legs(both)[1].notes == ("En av platserna ligger mer än 250 m från gatunätet",)


def test_lines_without_a_timetable_are_estimated_for_that_reason(plan):
    lines = with_marks(plan, lambda matrix: matrix.line >= 0, (STREETS, LINES))
    for leg in legs(lines):
        assert leg.estimated == (leg.mode == "metro")
        assert leg.notes == (("Linjens vanliga turtäthet, ingen tidtabell",) if leg.estimated else ())


def test_a_pair_of_places_without_a_way_along_the_streets_says_so(plan):
    index, first = plan.request.travel.index, plan.routes[0].stops[0].hotspot

    def one(matrix):
        found = np.zeros(matrix.seconds.shape, dtype=bool)
        found[index[plan.routes[0].base], index[first]] = True
        return found

    leg = legs(with_marks(plan, one, (STREETS, TIMETABLE)))[0]
    assert leg.estimated
    assert leg.notes == ("Ingen väg i gatunätet leder dit",)


def test_a_straight_line_for_a_real_time_says_that_it_is_none(plan):
    real = with_marks(plan, lambda matrix: np.zeros(matrix.seconds.shape, dtype=bool), (STREETS, TIMETABLE))
    leg = legs(real, known=False)[0]
    assert not leg.estimated
    assert leg.notes == ("Ritad rakt, eftersom vägen inte är känd",)


def test_the_way_to_a_hidden_place_says_neither_stations_nor_reasons(example):
    plan = example.plan_with_hidden_stop()
    board = board_of(plan, translator("sv"), ways=Known(plan))
    hidden = [leg for leg in board.days[0].routes[0].legs if not leg.shown]
    assert len(hidden) == 2
    assert all(leg.way == () and leg.parts == "" and leg.notes == () for leg in hidden)
    assert not {leg.key for leg in hidden} & {f["properties"].get("key") for f in plan_geojson(board)["features"]}


@pytest.mark.parametrize("lang", ["sv", "en"])
def test_the_list_says_all_that_the_map_says_of_a_leg(plan, lang):
    board = board_of(plan, translator(lang), ways=Known(plan))
    rows = [row for day in board.days for route in day.routes for row in route.rows]
    told = {row.leg.key: row.leg for row in rows if row.leg}
    drawn = [f["properties"] for f in plan_geojson(board)["features"] if f["properties"]["role"] == "leg"]
    assert len(drawn) == len(told)
    for leg in drawn:
        row = told[leg["key"]]
        assert leg["title"] == row.title
        assert leg["estimated"] == row.estimated
        assert row.text in leg["lines"][0]
        assert leg["lines"][1:] == [line for line in (row.parts, *row.notes) if line]


def test_the_map_knows_mode_line_and_minutes_of_each_part(plan):
    board = board_of(plan, translator("sv"), ways=Known(plan))
    for feature in plan_geojson(board)["features"]:
        if feature["properties"]["role"] != "leg":
            continue
        parts, points = feature["properties"]["parts"], feature["geometry"]["coordinates"]
        assert [set(part) for part in parts] == [{"mode", "line", "estimated", "first", "last", "minutes"}] * len(parts)
        assert parts[0]["first"] == 0
        assert parts[-1]["last"] == len(points) - 1
        assert {part["line"] for part in parts if part["mode"] == "metro"} <= {"T-bana 17"}


def test_the_legend_holds_the_strokes_that_are_drawn(plan):
    assert board_of(plan, translator("sv")).strokes == {"walk", "ride", "guess"}
    assert board_of(plan, translator("sv"), ways=Known(plan)).strokes == {"walk", "ride", "known"}
