"""What a timetable says is re-derived from the GTFS files by a slow reference that shares no code with it."""

import importlib.util
import math
import random
import sys
from datetime import date

import numpy as np
import pytest
from small_feed import write_feed

from geo.travel.gtfs_file import read_gtfs
from geo.travel.timetable import ALIGHT, BOARD

FEEDS = ("poa_eptc.zip", "poa_trensurb.zip")
AS_OF = date(2019, 5, 6)
SAMPLES = 50
SPREAD_S = 3
"""Times that a feed leaves out are spread by distance, which the two measure on a sphere and on an ellipsoid."""

DAY_PARTS = ((0, 6), (6, 9), (9, 15), (15, 19), (19, 24), (24, 30))


@pytest.fixture(scope="module")
def slow(request):
    path = request.config.rootpath / "benchmarks" / "timetable_reference.py"
    spec = importlib.util.spec_from_file_location("timetable_reference", path)
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="module")
def both(slow, test_data):
    zips = [test_data / "gtfs" / name for name in FEEDS]
    read = read_gtfs(zips, as_of=AS_OF).timetable
    return read, slow.SlowTimetable(zips, read.days)


def rides_of(timetable, line, start, end, weekday):
    """Give the direct rides of a line between two stops, sorted, alike ones once."""
    found = set()
    for pattern in np.flatnonzero(timetable.pattern_line == line):
        low, high = timetable.pattern_at[pattern], timetable.pattern_at[pattern + 1]
        stops, use = timetable.pattern_stops[low:high], timetable.pattern_use[low:high]
        trips = np.flatnonzero((timetable.trip_pattern == pattern) & (timetable.trip_days >> weekday & 1 > 0))
        for i in np.flatnonzero((stops == start) & (use & BOARD > 0)):
            for j in np.flatnonzero((stops == end) & (use & ALIGHT > 0)):
                if i < j:
                    at = timetable.trip_at[trips]
                    found |= set(
                        zip(timetable.departure_s[at + i].tolist(), timetable.arrival_s[at + j].tolist(), strict=True)
                    )
    return sorted(found)


def test_running_times_headways_first_and_last_trips_are_those_of_the_files(both):
    timetable, reference = both
    rng = np.random.default_rng(4)
    compared = 0
    for pattern in rng.choice(len(timetable.pattern_line), SAMPLES, replace=False):
        i, j = sorted(
            rng.choice(np.arange(timetable.pattern_at[pattern], timetable.pattern_at[pattern + 1]), 2, replace=False)
        )
        start, end = (int(timetable.pattern_stops[k]) for k in (i, j))
        line = int(timetable.pattern_line[pattern])
        for weekday in (int(rng.integers(0, 5)), 5, 6):
            ours = rides_of(timetable, line, start, end, weekday)
            theirs = reference.rides(timetable.lines[line], timetable.stop_ids[start], timetable.stop_ids[end], weekday)
            assert np.array(ours).reshape(-1, 2) == pytest.approx(
                np.array([(ride.departure_s, ride.arrival_s) for ride in theirs]).reshape(-1, 2), abs=SPREAD_S
            )
            for first, last in DAY_PARTS:
                span = first * 3600 + 1800, last * 3600 + 1800
                within = sum(span[0] <= departure < span[1] for departure, _ in ours)
                wanted = reference.headway_s(theirs, *span)
                near = {(span[1] - span[0]) / max(within + d, 0.5) if within + d > 0 else math.inf for d in (-1, 0, 1)}
                assert wanted == pytest.approx((span[1] - span[0]) / within if within else math.inf) or wanted in near
            compared += len(theirs)
    assert compared > 500


def test_the_week_of_the_files_is_the_week_that_is_chosen(both):
    timetable, reference = both
    runs = [set() for _ in range(7)]
    for trip, pattern in enumerate(timetable.trip_pattern.tolist()):
        stops = timetable.pattern_stops[timetable.pattern_at[pattern] : timetable.pattern_at[pattern + 1]]
        low, high = timetable.trip_at[trip], timetable.trip_at[trip + 1]
        ends = int(timetable.departure_s[low]), int(timetable.arrival_s[high - 1])
        line = timetable.lines[timetable.pattern_line[pattern]]
        for weekday in range(7):
            if timetable.trip_days[trip] >> weekday & 1:
                runs[weekday].add((line, tuple(timetable.stop_ids[stop] for stop in stops), *ends))
    for weekday, day in enumerate(timetable.days):
        theirs = {
            (trip.line, tuple(call.stop for call in trip.calls), trip.calls[0].departure_s, trip.calls[-1].arrival_s)
            for trip in reference.trips
            if day in reference.runs.get(trip.service, ())
        }
        assert runs[weekday] == theirs
    assert timetable.days == tuple(date(2019, 5, day) for day in range(6, 13))


def test_each_shipped_train_runs_along_its_course(both):
    timetable, _ = both
    at = np.repeat(timetable.pattern_shape_at[:-1], np.diff(timetable.pattern_at)) + timetable.pattern_shape_stop
    off = (timetable.pattern_shape[at] - timetable.stop_lon_lat[timetable.pattern_stops]) * [96_000, 111_195]
    assert np.median(np.hypot(*off.T)) < 10
    assert np.percentile(np.hypot(*off.T), 99) < 100


def test_a_journey_waits_rides_changes_and_walks(slow, tmp_path):
    feed = write_feed(tmp_path / "feed.zip")
    timetable = read_gtfs([feed], as_of=date(2026, 11, 2)).timetable
    reference = slow.SlowTimetable([feed], timetable.days)
    access, egress = {"torg": 120.0}, {"fyr": 60.0}
    assert reference.journey(access, {}, egress, math.inf, 7 * 3600 + 3000, 0) == 600 + 540 + 60
    assert reference.journey(access, {}, egress, 900.0, 7 * 3600 + 3000, 0) == 900
    assert reference.journey(access, {}, egress, math.inf, 600, 1, in_s={"torg": 30.0}) == 8 * 3600
    assert reference.journey(access, {}, {"fyr": 0.0}, math.inf, 300, 1) == 19 * 60 - 300
    start, way = {"spår 1": 0.0}, {"udde": [("hamn", 3000.0)]}
    assert reference.journey(start, way, egress, math.inf, 7 * 3600, 0) == 69 * 60 + 60
    assert reference.journey(start, way, egress, math.inf, 7 * 3600, 0, change_s=3600) == 150 * 60 + 60
    assert reference.journey(start, {}, egress, math.inf, 7 * 3600, 0, change_s=3600) > 17 * 3600
    assert reference.journey(access, {}, {"hamn": 0.0}, math.inf, 36_000 - 120, 5, out_s={"hamn": 5.0}) == 120 + 180 + 5
    assert reference.journey({"udde": 0.0}, {}, {"torg": 0.0}, math.inf, 0, 0) == math.inf
    minutes = [(0, second) for second in range(7 * 3600 + 2400, 7 * 3600 + 3600, 60)]
    mean = reference.mean_journey({"torg": 0.0}, {}, egress, math.inf, minutes)
    assert mean == pytest.approx(np.mean([8 * 3600 - second for _, second in minutes]) + 600)


@pytest.mark.parametrize("seed", range(3))
def test_frequencies_and_odd_rows_are_read_alike(slow, tmp_path, seed):
    """A random feed with frequencies, empty times and stops where nobody gets on."""
    rng = random.Random(seed)
    stops = [f"s{k}" for k in range(8)]
    rows, trips, often = [], [], []
    for number in range(12):
        service = rng.choice(["vard", "helg", "alla"])
        trips.append(f"{rng.choice(['r1', 'r2', 'rf'])},{service},t{number},")
        second = rng.randrange(5 * 3600, 25 * 3600)
        called = rng.sample(stops, rng.randint(2, 6))
        for place, stop in enumerate(called):
            second += rng.randrange(0, 600)
            shown = f"{second // 3600:02d}:{second // 60 % 60:02d}:{second % 60:02d}"
            inside = 0 < place < len(called) - 1 and rng.random() < 0.4
            times = "," if inside else f"{shown},{shown}"
            rows.append(
                f"t{number},{times},{stop},{place * 5},{rng.choice(['', '0', '1'])},{rng.choice(['', '0', '3'])}"
            )
        if rng.random() < 0.3:
            often.append(f"t{number},06:00:00,08:00:00,{rng.randrange(300, 1800)}")
    rng.shuffle(rows)
    feed = write_feed(tmp_path / "feed.zip", {
        "stops.txt": "stop_id,stop_name,stop_lat,stop_lon\n"
        + "".join(f"{stop},{stop},{60.1 + rng.random() / 50:.5f},{22 + rng.random() / 20:.5f}\n" for stop in stops),
        "trips.txt": "route_id,service_id,trip_id,shape_id\n" + "\n".join(trips),
        "stop_times.txt": "trip_id,arrival_time,departure_time,stop_id,stop_sequence,pickup_type,drop_off_type\n"
        + "\n".join(rows),
        "frequencies.txt": "trip_id,start_time,end_time,headway_secs\n" + "\n".join(often),
    })  # fmt: skip
    timetable = read_gtfs([feed], as_of=date(2026, 11, 2)).timetable
    reference = slow.SlowTimetable([feed], timetable.days)
    number = {ident: k for k, ident in enumerate(timetable.stop_ids)}
    for line in range(len(timetable.lines)):
        for start in number:
            for end in number:
                for weekday in (0, 6):
                    ours = rides_of(timetable, line, number[start], number[end], weekday)
                    theirs = [
                        (r.departure_s, r.arrival_s)
                        for r in reference.rides(timetable.lines[line], start, end, weekday)
                    ]
                    assert len(ours) == len(theirs)
                    assert np.array(ours).ravel() == pytest.approx(np.array(theirs).ravel(), abs=SPREAD_S)
