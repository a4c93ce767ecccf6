"""Plain truths of Stockholm, and properties of the estimate that no city may break."""

import itertools
import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.crs import to_degrees, to_metres
from geo.travel import Mode, Place, Unreachable
from geo.travel.estimated import EstimatedTravel
from geo.travel.network import Bridge, BridgeKind, Landmass, Line, Network, Station
from geo.travel.settings import TravelSettings
from geo.travel.times import Period
from geo.windows import WeekWindows

ALWAYS = (Period("always", WeekWindows.parse("daily 00:00-24:00")),)


def minutes(travel, start: Place, end: Place, mode: Mode, period: str) -> float:
    return travel.matrix([start, end], mode=mode, period=period).seconds[0, 1] / 60


def at(east_m: float, north_m: float) -> tuple[float, float]:
    """Give (lon, lat) so many metres from a point in Stockholm."""
    origin = to_metres([(18.06, 59.33)])
    lon, lat = to_degrees(origin + np.array([east_m, north_m]))[0]
    return float(lon), float(lat)


def place(name: str, east_m: float, north_m: float, land: str | None = None) -> Place:
    return Place(name, *at(east_m, north_m), land)


def islands(*, foot: bool = True, line: bool = True) -> EstimatedTravel:
    """Make two islands 1 km apart, joined by a bridge 2 km to the north and by a metro straight across."""
    stations = (Station("Väst", *at(0, 0), "west"), Station("Öst", *at(3000, 0), "east"))
    network = Network(
        lines=(Line("metro", "1", stations, (5.0,)),) if line else (),
        landmasses=(Landmass("west", "Västön"), Landmass("east", "Östön")),
        bridges=(Bridge("Bron", (at(1000, 2000), at(2000, 2000)), ("west", "east"), 1000, foot=foot),),
    )
    assumed = TravelSettings(periods=ALWAYS, headways={"metro": {"always": 10}}, walk_speed_kmh=3.6, detour=1.25)
    return EstimatedTravel(network, assumed)


def test_across_water_walkers_take_the_bridge():
    travel = islands(line=False)
    matrix = travel.matrix([place("a", 1000, 0, "west"), place("b", 2000, 0, "east")], mode=Mode.WALK, period="always")
    # 2 km to the bridge and 2 km from it, times 1.25, and the bridge without detour.
    assert matrix.metres[0, 1] == pytest.approx(6000, abs=5)
    assert matrix.seconds[0, 1] == pytest.approx(6000, abs=5)


def test_a_ride_is_way_in_half_the_headway_the_ride_and_the_way_out():
    travel = islands()
    matrix = travel.matrix([place("a", 0, 0, "west"), place("b", 3000, 0, "east")], mode=Mode.TRANSIT, period="always")
    assert matrix.seconds[0, 1] == 120 + 300 + 300 + 90
    assert matrix.lines == ("metro 1",)
    assert matrix.metres[0, 1] == pytest.approx(3000, abs=5)


def test_without_a_foot_bridge_only_the_metro_and_cars_cross():
    travel = islands(foot=False)
    two = [place("here", 0, 0, "west"), place("there", 3000, 0, "east")]
    with pytest.raises(Unreachable, match=r"'here' to 'there'"):
        travel.matrix(two, mode=Mode.WALK, period="always")
    assert travel.matrix(two, mode=Mode.TRANSIT, period="always").seconds[0, 1] == 810
    assert travel.matrix(two, mode=Mode.CAR, period="always").metres[0, 1] > 5000


def test_a_land_border_joins_without_a_bridge():
    network = Network(
        landmasses=(Landmass("a", "A"), Landmass("b", "B")),
        bridges=(Bridge("gräns", (at(500, 0), at(500, 0)), ("a", "b"), 0, kind=BridgeKind.LAND_BORDER),),
    )
    travel = EstimatedTravel(network, TravelSettings(periods=ALWAYS, detour=1.0))
    two = [place("a", 0, 0, "a"), place("b", 1000, 0, "b")]
    assert travel.matrix(two, mode=Mode.WALK, period="always").metres[0, 1] == pytest.approx(1000, abs=2)


def test_lines_of_one_way_are_waited_for_together_and_others_are_not():
    stations = tuple(Station(name, *at(1000 * k, 0)) for k, name in enumerate("ABC"))
    around = (stations[0], Station("D", *at(1000, 800)), stations[2])
    lines = (
        Line("metro", "17", stations, (2, 2)),
        Line("metro", "18", stations, (2, 2)),
        Line("metro", "9", around, (2, 2)),
    )
    assumed = TravelSettings(periods=ALWAYS, headways={"metro": {"always": 10}})
    travel = EstimatedTravel(Network(lines=lines), assumed)
    matrix = travel.matrix([place("a", 0, 0), place("c", 2000, 0)], mode=Mode.TRANSIT, period="always")
    assert matrix.lines == ("metro 17/18",)
    assert matrix.seconds[0, 1] == 120 + 150 + 240 + 90


def test_a_place_without_landmass_has_that_of_the_nearest_known_point():
    travel = islands()
    assert travel.landmass_of(place("p", 900, 1900)) == "west"
    assert travel.landmass_of(place("p", 2100, 1900)) == "east"


def test_a_landmass_that_is_not_there_is_named():
    with pytest.raises(ValueError, match="atlantis"):
        islands().matrix([place("p", 0, 0, "atlantis")], mode=Mode.WALK, period="always")


@pytest.mark.parametrize("mode", list(Mode))
def test_a_path_takes_as_long_as_the_matrix_says_and_goes_from_door_to_door(travel, stockholm, mode):
    spots = [Place(s.id, s.point.x, s.point.y, s.landmass) for s in stockholm.hotspots[::9]]
    for period in ("weekday_day", "weekday_night"):
        matrix = travel.matrix(spots, mode=mode, period=period)
        for i, start in enumerate(spots):
            for j, end in enumerate(spots):
                if i == j:
                    continue
                parts = travel.path(start, end, mode=mode, period=period)
                assert sum(part.seconds for part in parts) == matrix.seconds[i, j]
                assert all(part.seconds >= 0 and len(part.points) >= 2 and part.estimated for part in parts)
                line = " + ".join(part.line for part in parts if part.line)
                assert line == (matrix.lines[matrix.line[i, j]] if matrix.line[i, j] >= 0 else "")
                apart = to_metres(
                    [parts[0].points[0], (start.lon, start.lat), parts[-1].points[-1], (end.lon, end.lat)]
                )
                assert np.abs(apart[::2] - apart[1::2]).max() < 1 or not line
                for one, two in itertools.pairwise(parts):
                    assert one.points[-1] == two.points[0]


def test_a_drawn_walk_crosses_water_on_a_bridge(travel, stockholm, place):
    start, end = place("Rådhuset (T-bana)"), place("Skinnarviksparken")
    (part,) = travel.path(start, end, mode=Mode.WALK, period="weekday_day")
    ends = {end for bridge in stockholm.network.bridges for end in bridge.ends}
    assert len(ends & set(part.points)) >= 4


def test_radhuset_to_skinnarviksparken_is_not_800_metres(travel, place):
    two = [place("Rådhuset (T-bana)"), place("Skinnarviksparken")]
    straight = float(np.hypot(*np.diff(to_metres([(p.lon, p.lat) for p in two]), axis=0)[0]))
    walked = travel.matrix(two, mode=Mode.WALK, period="weekday_day").metres[0, 1]
    assert straight < 1200
    assert walked > 3000


def test_no_metro_runs_in_the_nights_between_sunday_and_friday(travel, stockholm):
    spots = [Place(s.id, s.point.x, s.point.y, s.landmass) for s in stockholm.hotspots]
    names = travel.matrix(spots, mode=Mode.TRANSIT, period="weekday_night").lines
    assert not any("metro" in name for name in names)
    assert any("metro" in n for n in travel.matrix(spots, mode=Mode.TRANSIT, period="weekend_night").lines)


def test_t_centralen_to_medborgarplatsen_takes_about_ten_minutes_by_metro(travel, place):
    two = [place("T-Centralen (T-bana)"), place("Medborgarplatsen (T-bana)")]
    matrix = travel.matrix(two, mode=Mode.TRANSIT, period="weekday_evening")
    assert 7 <= matrix.seconds[0, 1] / 60 <= 14
    assert matrix.lines[matrix.line[0, 1]] == "metro 17/18/19"


def test_at_three_on_a_tuesday_morning_a_car_beats_the_walk(travel, place):
    start, end = place("Sergels torg"), place("Skärholmen (T-bana)")
    assert minutes(travel, start, end, Mode.CAR, "weekday_night") < 60
    assert minutes(travel, start, end, Mode.WALK, "weekday_night") > 120


def test_six_periods_of_150_places_take_half_a_second(travel, stockholm):
    spots = [Place(s.id, s.point.x + 1e-5, s.point.y, s.landmass) for s in stockholm.hotspots]
    more = [Place(f"{p.id}-2", p.lon + 0.001, p.lat, p.landmass) for p in spots]
    spots = (spots + more)[:150]
    began = time.process_time()
    for period in travel.periods:
        travel.matrix(spots, mode=Mode.TRANSIT, period=period.id)
    assert time.process_time() - began < 1.5  # 0.3 s where nothing else runs


metres = st.floats(-4000, 4000)
points = st.lists(st.tuples(metres, metres, st.sampled_from(["west", "east"])), min_size=2, max_size=7)


@settings(deadline=None, max_examples=60)
@given(points)
def test_anywhere_on_two_islands_walks_are_symmetric_and_never_shorter_than_straight(spots):
    travel = islands(line=False)
    some = [place(f"p{k}", *spot) for k, spot in enumerate(spots)]
    matrix = travel.matrix(some, mode=Mode.WALK, period="always")
    at_m = to_metres([(p.lon, p.lat) for p in some])
    straight = np.hypot(*(at_m[:, None] - at_m[None]).transpose(2, 0, 1))
    assert (matrix.metres >= np.floor(straight) - 1).all()
    assert (abs(matrix.seconds - matrix.seconds.T) <= 1).all()


@settings(deadline=None, max_examples=60)
@given(points, st.floats(2, 30), st.floats(1.1, 3))
def test_more_departures_never_make_a_journey_longer(spots, headway, factor):
    some = [place(f"p{k}", *spot) for k, spot in enumerate(spots)]
    network = islands().network

    def seconds(headway_min: float) -> np.ndarray:
        assumed = TravelSettings(periods=ALWAYS, headways={"metro": {"always": headway_min}})
        return EstimatedTravel(network, assumed).matrix(some, mode=Mode.TRANSIT, period="always").seconds

    assert (seconds(headway) <= seconds(headway * factor) + 1).all()
