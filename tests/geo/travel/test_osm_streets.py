"""The street network of a file: what hangs together, in true metres."""

import numpy as np
import pytest
from pyproj import Geod
from scipy.sparse import coo_array
from scipy.sparse.csgraph import connected_components, dijkstra

from geo.osm.reading import read_extract
from geo.travel.contract import turned
from geo.travel.ground_metres import ground_metres
from geo.travel.off_network import off_network
from geo.travel.osm_streets import SHORTEST_M, osm_streets
from geo.travel.street_graph import CAR_BACKWARD, CAR_FORWARD, FOOT
from geo.travel.times import Place

STREET = {"highway": "residential"}
WGS84 = Geod(ellps="WGS84")
BOTH = CAR_FORWARD | CAR_BACKWARD


def streets(path):
    return osm_streets(read_extract(path))


def edges(graph) -> dict[tuple[float, float], int]:
    """Give the use of each edge by the longitudes of its ends, from west to east."""
    found = {}
    for start, end, use in zip(graph.start, graph.end, graph.use.tolist(), strict=True):
        west, east = graph.lon_lat[start, 0], graph.lon_lat[end, 0]
        if west > east:
            west, east = east, west
        turned_round = west != graph.lon_lat[start, 0]
        found[round(west, 4), round(east, 4)] = int(turned(np.array([use], np.uint8))[0]) if turned_round else use
    return found


def test_a_town_keeps_its_junctions_and_its_metres(town):
    made = streets(town)
    assert (len(made.graph), made.points) == (32, 36)
    assert made.segments == 60
    read = read_extract(town)
    lengths = [WGS84.line_length(*read.lon_lat[read.ways.point[at : at + 6]].T) for at in range(0, 72, 6)]
    assert made.graph.metres.sum() == pytest.approx(sum(lengths), abs=0.001)
    assert made.left_out == {}


def test_the_course_of_an_edge_is_as_long_as_it_says(town, test_data):
    for path in (town, test_data / "osm" / "stockholm_ostermalm_2020.osm.pbf"):
        graph = streets(path).graph
        for edge in range(0, len(graph.start), 7):
            course = graph.course(edge)
            assert np.array_equal(course[0], graph.lon_lat[graph.start[edge]])
            assert np.array_equal(course[-1], graph.lon_lat[graph.end[edge]])
            assert WGS84.line_length(*course.T) == pytest.approx(graph.metres[edge], abs=0.02)


def test_metres_are_those_of_the_geodesic():
    rng = np.random.default_rng(1)
    one = np.column_stack([rng.uniform(-170, 170, 2000), rng.uniform(-70, 70, 2000)])
    for far, error in ((1000, 1e-5), (10_000, 0.01)):
        metres = rng.uniform(0, far, 2000)
        lon, lat, _ = WGS84.fwd(*one.T, rng.uniform(0, 360, 2000), metres)
        assert np.abs(ground_metres(one, np.column_stack([lon, lat])) - metres).max() < error


def test_a_oneway_street_is_walked_both_ways_and_driven_one_way(osm_file):
    nodes = {1: (18.0, 59), 2: (18.01, 59), 3: (18.02, 59), 4: (18.01, 59.01)}
    ways = {
        1: ([1, 2, 3], STREET),
        2: ([1, 4], {**STREET, "oneway": "yes"}),
        3: ([3, 4], {**STREET, "oneway": "-1"}),
    }
    graph = streets(osm_file(nodes, ways)).graph
    uses = sorted(graph.use.tolist())
    assert uses in ([3, 7], [5, 7])
    (oneway,) = np.flatnonzero(graph.use != (FOOT | BOTH))
    from_west = graph.lon_lat[graph.start[oneway], 0] == 18.0
    assert graph.use[oneway] == (FOOT | (CAR_FORWARD if from_west else CAR_BACKWARD))


def test_a_dead_end_that_cars_cannot_leave_is_walked_only(osm_file):
    nodes = {k: (18 + k / 100, 59) for k in range(4)}
    ways = {1: ([0, 1, 2], STREET), 2: ([2, 3], {**STREET, "oneway": "yes"})}
    made = streets(osm_file(nodes, ways))
    assert edges(made.graph) == {(18.0, 18.02): FOOT | BOTH, (18.02, 18.03): FOOT}
    assert made.left_out == {"apart_by_car": 1}


def test_pieces_apart_are_left_out_and_counted(osm_file):
    nodes = {k: (18 + k / 100, 59) for k in range(1, 8)}
    ways = {
        1: ([1, 2, 3], STREET),
        2: ([4, 5], {"highway": "footway"}),
        3: ([6, 7], {"highway": "footway", "foot": "private"}),
        4: ([6, 7], {"highway": "proposed"}),
        5: ([6, 7], {"highway": "raceway"}),
    }
    made = streets(osm_file(nodes, ways))
    assert edges(made.graph) == {(18.01, 18.03): FOOT | BOTH}
    assert made.left_out == {"apart_on_foot": 1, "closed": 1, "not_built": 1, "no_street": 1}


def test_the_longest_piece_is_kept_and_not_the_one_with_most_points(osm_file):
    many = {k: (18 + k / 10_000, 59) for k in range(1, 20)}
    nodes = {**many, 100: (18.1, 59), 101: (18.2, 59)}
    made = streets(osm_file(nodes, {1: (list(many), STREET), 2: ([100, 101], STREET)}))
    assert edges(made.graph) == {(18.1, 18.2): FOOT | BOTH}


def test_an_island_that_only_a_motorway_reaches_is_driven_to_and_not_walked_to(osm_file):
    nodes = {k: (18 + k / 100, 59) for k in range(1, 8)}
    ways = {
        1: ([1, 2, 3, 4], STREET),
        2: ([4, 5], {"highway": "motorway", "oneway": "no"}),
        3: ([5, 6], STREET),
    }
    made = streets(osm_file(nodes, ways))
    assert edges(made.graph) == {(18.01, 18.04): FOOT | BOTH, (18.04, 18.06): BOTH}
    assert made.left_out == {"apart_on_foot": 1}


@pytest.mark.parametrize(
    ("barrier", "on_foot", "by_car"),
    [({"barrier": "bollard"}, 1, 5), ({"barrier": "gate", "access": "private"}, 5, 5), ({"barrier": "gate"}, 1, 1)],
)
def test_a_barrier_turns_those_whom_it_stops_the_long_way_round(osm_file, barrier, on_foot, by_car):
    nodes = {
        1: (18, 59),
        2: (18.003, 59, barrier),
        3: (18.01, 59),
        4: (18, 59.01),
        5: (18.01, 59.01),
        6: (18, 58.99),
        7: (18.01, 58.99),
        8: (17.99, 59),
    }
    lines = ([1, 2, 3], [1, 4, 5, 3], [6, 1, 8], [3, 7])
    ways = {ident: (line, STREET) for ident, line in enumerate(lines, start=1)}
    graph = streets(osm_file(nodes, ways)).graph
    straight = WGS84.line_length([18, 18.01], [59, 59])

    def metres_between(bits):
        used = (graph.use & bits) > 0
        ends = [int(np.flatnonzero((graph.lon_lat == (lon, 59.0)).all(axis=1))[0]) for lon in (18.0, 18.01)]
        order = np.argsort(-graph.metres[used], kind="stable")
        matrix = np.full((len(graph), len(graph)), np.inf)
        for e in np.flatnonzero(used)[order]:
            matrix[graph.start[e], graph.end[e]] = graph.metres[e]
        return dijkstra(np.where(np.isfinite(matrix), matrix, 0), directed=False)[ends[0], ends[1]]

    assert [round(metres_between(bits) / straight) for bits in (FOOT, CAR_FORWARD)] == [on_foot, by_car]


def test_points_on_each_other_and_streets_laid_twice_do_no_harm(osm_file):
    nodes = {1: (18, 59), 2: (18, 59), 3: (18.01, 59), 4: (18.02, 59)}
    ways = {1: ([1, 2, 3, 3, 4], STREET), 2: ([3, 2], {"highway": "footway"}), 3: ([4, 3], STREET), 4: ([1], STREET)}
    graph = streets(osm_file(nodes, ways)).graph
    assert len(graph.start) == 1
    assert graph.metres[0] == pytest.approx(WGS84.line_length([18, 18.02], [59, 59]) + SHORTEST_M, abs=1e-4)


def test_a_square_is_walked_along_its_outline(osm_file):
    nodes = {1: (18, 59), 2: (18.001, 59), 3: (18.001, 59.001), 4: (18, 59.001), 5: (17.99, 59), 6: (18.01, 59.001)}
    square = {"highway": "pedestrian", "area": "yes"}
    graph = streets(osm_file(nodes, {1: ([5, 1], STREET), 2: ([1, 2, 3, 4, 1], square), 3: ([3, 6], STREET)})).graph
    assert len(graph) == 4
    assert set(graph.use[graph.metres < 200].tolist()) == {FOOT}
    assert graph.metres[graph.metres < 200].round().tolist() == [169, 169]


def test_the_same_file_gives_the_same_network(town):
    one, other = streets(town).graph, streets(town).graph
    for name in ("lon_lat", "start", "end", "metres", "use", "shape_lon_lat", "shape_at"):
        assert np.array_equal(getattr(one, name), getattr(other, name))


@pytest.mark.parametrize(
    ("name", "points", "nodes"),
    [("porto_alegre", 38_586, 17_473), ("stockholm_ostermalm_2020", 2_460, 1_083)],
)
def test_a_real_network_hangs_together_on_foot_and_by_car(test_data, name, points, nodes):
    made = streets(test_data / "osm" / f"{name}.osm.pbf")
    graph = made.graph
    assert (made.points, len(graph)) == (points, nodes)
    walked = (graph.use & FOOT) > 0
    matrix = coo_array((graph.metres[walked], (graph.start[walked], graph.end[walked])), shape=(nodes, nodes))
    _, label = connected_components(matrix, directed=False)
    on_foot = np.unique(np.concatenate([graph.start[walked], graph.end[walked]]))
    assert len(np.unique(label[on_foot])) == 1
    ahead, back = (graph.use & CAR_FORWARD) > 0, (graph.use & CAR_BACKWARD) > 0
    start = np.concatenate([graph.start[ahead], graph.end[back]])
    end = np.concatenate([graph.end[ahead], graph.start[back]])
    matrix = coo_array((np.ones(len(start)), (start, end)), shape=(nodes, nodes))
    _, label = connected_components(matrix, directed=True, connection="strong")
    assert len(np.unique(label[np.unique(np.concatenate([start, end]))])) == 1
    assert graph.metres.min() > 0


def test_places_far_from_the_streets_are_named_with_their_distance(town):
    graph = streets(town).graph
    on, beside, far = Place("on", 18.0025, 59.0), Place("beside", 18.0025, 58.9985), Place("far", 18.0025, 58.99)
    between = Place("between", 18.0005, 59.0005)
    found = off_network(graph, [on, far, beside, between])
    assert [off.place.id for off in found] == ["far"]
    assert found[0].metres == pytest.approx(WGS84.line_length([18.0025, 18.0025], [58.99, 59.0]), abs=0.5)
    assert [off.place.id for off in off_network(graph, [on, beside, far], 100)] == ["far", "beside"]
    assert off_network(graph, []) == ()
