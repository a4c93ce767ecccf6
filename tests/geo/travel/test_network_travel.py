"""Streets and timetable as one network: shortest ways, rides, changes, what is off the network, and what is drawn."""

from collections import defaultdict
from dataclasses import replace
from datetime import date
from itertools import pairwise

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse.csgraph import dijkstra
from shapely import LineString
from small_town import streets, timetable

from geo.crs import to_metres
from geo.imports import STREETS_FILE, TIMETABLE_FILE, BrokenImportError, ImportKind, Imports
from geo.travel.ground import OFF_NETWORK_M
from geo.travel.of_city import city_travel, estimated_travel
from geo.travel.off_network import off_network
from geo.travel.service_periods import departures_per_hour, service_periods
from geo.travel.street_graph import CAR_FORWARD, FOOT
from geo.travel.street_ground import StreetGround
from geo.travel.times import Mode, Period, Place
from geo.travel.times_from import times_from
from geo.travel.timetable_rides import TimetableRides
from geo.windows import WeekWindows

EPSG = 3067
FAR = Place("far", 22.09, 60.055)


@pytest.fixture(scope="session")
def with_streets(lilleby, imported):
    return city_travel(lilleby, imported("streets"))


@pytest.fixture(scope="session")
def with_both(lilleby, imported):
    return city_travel(lilleby, imported("streets", "timetable"))


def test_a_walk_is_never_shorter_than_the_straight_line(with_streets, in_town):
    metres = with_streets.matrix(in_town, mode=Mode.WALK, period="day").metres
    at = to_metres([(p.lon, p.lat) for p in in_town], EPSG)
    straight = np.hypot(*(at[:, None] - at[None]).transpose(2, 0, 1))
    assert (metres >= straight * 0.995 - 1).all()
    assert metres.max() < 4 * straight.max()


@given(seed=st.integers(0, 200), share=st.lists(st.floats(0.02, 0.98), min_size=2, max_size=6))
@settings(max_examples=25, deadline=None)
def test_points_on_one_street_are_as_far_apart_as_along_it(seed, share):
    graph = streets(seed % 5, wide=5, high=4)
    edge = seed % len(graph.start)
    course = LineString(graph.course(edge))
    points = [course.interpolate(s, normalized=True) for s in share]
    ground = StreetGround(graph, EPSG)
    joined = ground.join([], [Place(str(k), p.x, p.y) for k, p in enumerate(points)])
    found = ground.project([(p.x, p.y) for p in points])
    if not (found.edge == edge).all():
        return  # near a crossing another street may be as near
    metres = dijkstra(joined.metres, indices=joined.node)[:, joined.node]
    along = abs(found.along_m[:, None] - found.along_m[None])
    assert (metres <= along + 0.2).all()
    around = dijkstra(joined.metres, indices=[graph.start[edge], graph.end[edge]])[:, joined.node]
    assert (abs(around[0] - found.along_m) < 0.2).any() or (around[0] < found.along_m).all()


def test_ways_are_those_of_a_graph_that_is_built_by_hand(in_town):
    graph = streets()
    ground = StreetGround(graph, EPSG)
    joined = ground.join([], in_town)
    found = ground.project([(p.lon, p.lat) for p in in_town])
    table = defaultdict(lambda: np.inf)
    for a, b, metres, use in zip(graph.start, graph.end, graph.metres, graph.use, strict=True):
        if use & FOOT:
            table[a, b] = table[b, a] = min(table[a, b], metres)
    dense = np.full((len(graph) + len(in_town),) * 2, np.inf)
    for (a, b), metres in table.items():
        dense[a, b] = metres
    for k in range(len(in_town)):
        edge, node = found.edge[k], len(graph) + k
        for end, metres in (
            (graph.start[edge], found.along_m[k]),
            (graph.end[edge], graph.metres[edge] - found.along_m[k]),
        ):
            dense[node, end] = dense[end, node] = metres + found.away_m[k]
    np.fill_diagonal(dense, 0)
    for via in range(len(dense)):
        dense = np.minimum(dense, dense[:, via, None] + dense[None, via])
    metres = dijkstra(joined.metres, indices=joined.node)[:, joined.node]
    assert len(set(found.edge)) == len(in_town), "every place on a street of its own"
    assert np.allclose(metres, dense[len(graph) :, len(graph) :], atol=0.2)


def test_cars_keep_to_one_way_streets(in_town):
    graph = streets()
    ground = StreetGround(graph, EPSG, use=CAR_FORWARD)
    joined = ground.join([], in_town)
    metres = dijkstra(joined.metres, indices=joined.node)[:, joined.node]
    known = np.isfinite(metres) & np.isfinite(metres.T)
    assert (abs(metres - metres.T)[known] > 1).any()
    for a, b, use in zip(graph.start, graph.end, graph.use, strict=True):
        if use == FOOT and not ((graph.start == b) & (graph.end == a)).any() and a != b:
            alone = ((graph.start == a) & (graph.end == b)).sum() == 1
            assert not alone or joined.metres[a, b] == 0


def test_off_the_streets_the_timetable_is_ridden_still(lilleby, imported, with_both):
    only_table = city_travel(lilleby, imported("timetable"))
    places = (Place("a", 21.94, 60.0951), Place("b", 22.07, 60.1042))
    for period in with_both.periods[:3]:
        found = with_both.matrix(places, mode=Mode.TRANSIT, period=period.id)
        beneath = only_table.matrix(places, mode=Mode.TRANSIT, period=period.id)
        assert (found.seconds == beneath.seconds).all()
        assert found.lines == beneath.lines
        assert found.estimated[0, 1]
    assert any("tram 1" in with_both.matrix(places, mode=Mode.TRANSIT, period=p.id).lines for p in with_both.periods)


def test_a_place_off_the_network_keeps_the_estimate_and_says_so(with_streets, lilleby, in_town):
    places = (*in_town, FAR)
    estimate = estimated_travel(lilleby)
    for mode in Mode:
        found = with_streets.matrix(places, mode=mode, period="day")
        guess = estimate.matrix(places, mode=mode, period="day")
        assert (found.seconds[-1] == guess.seconds[-1]).all()
        assert (found.seconds[:, -1] == guess.seconds[:, -1]).all()
        assert found.estimated[-1, :-1].all()
        assert found.estimated[:-1, -1].all()
    walked = with_streets.matrix(places, mode=Mode.WALK, period="day")
    assert not walked.estimated[:-1, :-1].any()
    assert [off.place for off in off_network(streets(), places)] == [FAR]
    part = with_streets.path(in_town[0], FAR, mode=Mode.WALK, period="day")
    assert all(p.estimated for p in part)


@given(metres=st.floats(200, 300))
@settings(max_examples=20, deadline=None)
def test_a_place_is_off_the_network_farther_than_the_limit(metres):
    graph = streets(wide=3, high=3)
    ground = StreetGround(graph, EPSG)
    south = graph.shape_lon_lat[graph.shape_lon_lat[:, 1].argmin()]
    found = ground.project([(south[0], south[1] - metres / 111_400)])
    assert (found.edge[0] < 0) == (metres > OFF_NETWORK_M) or abs(metres - OFF_NETWORK_M) < 3


@pytest.mark.parametrize("mode", Mode)
def test_the_parts_of_a_way_join_and_add_up(with_both, in_town, mode):
    for period in with_both.periods[:4]:
        for a, b in ((0, 7), (3, 1), (9, 10), (5, 2)):
            seconds = with_both.matrix(in_town, mode=mode, period=period.id).seconds[a, b]
            parts = with_both.path(in_town[a], in_town[b], mode=mode, period=period.id)
            assert abs(sum(part.seconds for part in parts) - seconds) <= 1
            assert parts[0].points[0] == pytest.approx((in_town[a].lon, in_town[a].lat))
            assert parts[-1].points[-1] == pytest.approx((in_town[b].lon, in_town[b].lat))
            for one, two in pairwise(parts):
                gap = np.hypot(*((np.array(one.points[-1]) - two.points[0]) * [55_600, 111_400]))
                assert gap < OFF_NETWORK_M


def test_a_ride_by_the_timetable_names_its_stops(with_both, in_town):
    parts = with_both.path(in_town[0], in_town[7], mode=Mode.TRANSIT, period=with_both.periods[0].id)
    known = zip(timetable().stop_names, timetable().stop_lon_lat.round(6).tolist(), strict=True)
    stops = {name: tuple(at) for name, at in known}
    rides = [part for part in parts if part.line]
    assert rides
    for part in rides:
        ends = [tuple(round(degrees, 6) for degrees in part.points[end]) for end in (0, -1)]
        assert ends == [stops[part.start], stops[part.end]]


@pytest.mark.parametrize("mode", Mode)
@pytest.mark.parametrize("kinds", [("streets",), ("timetable",), ("streets", "timetable")], ids=" ".join)
def test_searches_from_a_few_places_give_what_the_matrix_gives(lilleby, imported, in_town, mode, kinds):
    travel = city_travel(lilleby, imported(*kinds))
    places = (*in_town, FAR)
    for period in travel.periods[:3]:
        few = times_from(travel, places[-2:], places, mode=mode, period=period.id)
        whole = travel.matrix(places, mode=mode, period=period.id)
        assert np.abs(few.seconds - whole.seconds[-2:]).max() <= 1
        assert (few.estimated == whole.estimated[-2:]).mean() > 0.95, "but for ways that a line saves next to nothing"
        assert np.isfinite(few.seconds).all()


def test_two_places_at_one_point_have_a_way_that_can_be_drawn(with_both, in_town):
    twin = replace(in_town[0], id="twin")
    for mode in (Mode.WALK, Mode.TRANSIT):
        parts = with_both.path(in_town[0], twin, mode=mode, period=with_both.periods[0].id)
        assert all(len(part.points) > 1 for part in parts)
        matrix = with_both.matrix((in_town[0], twin), mode=mode, period=with_both.periods[0].id)
        assert sum(part.seconds for part in parts) == matrix.seconds[0, 1]


def test_a_drawn_walk_is_as_long_as_it_is_said_to_be(with_streets, in_town):
    matrix = with_streets.matrix(in_town, mode=Mode.WALK, period="day")
    for a in range(0, 11, 3):
        for b in range(1, 11, 4):
            if a != b:
                (part,) = with_streets.path(in_town[a], in_town[b], mode=Mode.WALK, period="day")
                drawn = np.hypot(*np.diff(to_metres(part.points, EPSG), axis=0).T).sum()
                assert drawn == pytest.approx(matrix.metres[a, b], rel=0.01, abs=5)


def test_nights_and_weekends_differ(with_both, in_town):
    tram = [k for k, p in enumerate(with_both.periods) if p.id.startswith("day")]
    day = with_both.matrix(in_town, mode=Mode.TRANSIT, period=with_both.periods[tram[0]].id)
    night = [with_both.matrix(in_town, mode=Mode.TRANSIT, period=p.id) for p in with_both.periods]
    assert any("tram" in name for name in day.lines)
    assert any(not m.lines for m in night), "there is an hour when nothing runs"


def test_where_nothing_runs_everybody_walks(with_both, in_town):
    quiet = next(p.id for p in with_both.periods if "0200" in p.id or p.id.endswith("0300"))
    walk = with_both.matrix(in_town, mode=Mode.WALK, period=quiet)
    transit = with_both.matrix(in_town, mode=Mode.TRANSIT, period=quiet)
    assert (walk.seconds == transit.seconds).all()


def test_only_what_is_not_known_is_marked(lilleby, in_town, imported):
    only_table = city_travel(lilleby, imported("timetable"))
    matrix = only_table.matrix(in_town, mode=Mode.TRANSIT, period=only_table.periods[0].id)
    assert matrix.estimated[~np.eye(11, dtype=bool)].all(), "the walk is a guess without streets"
    assert only_table.name == "timetable"
    assert [s.kind for s in only_table.sources] == ["timetable", "estimate"]


def test_every_source_is_named_and_the_version_follows_the_data(lilleby, imported, tmp_path, with_streets, with_both):
    assert with_both.name == "streets and timetable"
    assert [s.kind for s in with_streets.sources] == ["streets", "lines", "estimate"]
    assert with_streets.sources[0].attribution == "© somebody"
    other = replace(lilleby, travel=replace(lilleby.travel, walk_speed_kmh=4.0))
    again = imported("streets")
    assert city_travel(lilleby, again).version == city_travel(lilleby, again).version
    assert len({with_both.version, with_streets.version, city_travel(other, again).version}) == 3
    assert city_travel(lilleby, Imports(tmp_path / "none")).name == "estimated"


@pytest.mark.parametrize("kind", ImportKind)
def test_a_damaged_import_is_told(lilleby, imported, kind):
    imports = imported(kind)
    file = imports.in_use(kind).file(STREETS_FILE if kind is ImportKind.STREETS else TIMETABLE_FILE)
    file.write_bytes(file.read_bytes()[: file.stat().st_size // 2])
    with pytest.raises(BrokenImportError, match=file.name):
        city_travel(lilleby, imports)


def test_periods_are_parted_where_service_thins_out(lilleby):
    table = timetable()
    parted = service_periods(table, lilleby.travel.periods)
    per_hour = departures_per_hour(table)
    assert per_hour.sum() == sum(
        int(days).bit_count() * (table.trip_at[k + 1] - table.trip_at[k]) for k, days in enumerate(table.trip_days)
    )
    held = np.zeros(7 * 1440, dtype=int)
    for period in parted:
        for window in period.when.windows:
            held[(window.weekday * 1440 + np.arange(window.start_min, window.end_min)) % len(held)] += 1
    assert (held == 1).all(), "together they cover the week exactly once"
    assert len({p.id for p in parted}) == len(parted) > len(lilleby.travel.periods)


def test_a_period_without_change_stays_whole(lilleby):
    table = timetable()
    noon = (Period("noon", WeekWindows.parse("mo-fr 11:00-14:00")),)
    assert service_periods(table, noon) == noon


def test_a_change_inside_a_station_needs_no_street(lilleby):
    rides = TimetableRides(timetable(), lilleby.travel, EPSG)
    assert list(zip(rides.changes.start.tolist(), rides.changes.end.tolist(), strict=True)) == [(2, 6), (6, 2)]
    assert (rides.changes.seconds >= 60).all()
    assert not rides.in_s.any(), "trams and buses stop in the street"


def test_a_timetable_that_ends_is_no_different_today(lilleby):
    old = replace(timetable(), valid_last=date(2020, 1, 1))
    rides = TimetableRides(old, lilleby.travel, EPSG)
    assert len(rides.table("day"))
