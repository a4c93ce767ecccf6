"""Rides by a timetable against every single second, over midnight and over the end of the week."""

import heapq
from collections import defaultdict
from dataclasses import replace
from datetime import date
from itertools import count

import numpy as np
import pytest
from small_town import streets, timetable

from geo.crs import to_metres
from geo.travel.multimodal import Multimodal, PeriodRides
from geo.travel.reduced import only_joined
from geo.travel.settings import TravelSettings
from geo.travel.street_ground import StreetGround
from geo.travel.times import Period, Place
from geo.travel.timetable import ALIGHT, BOARD, DAY_S, Timetable
from geo.travel.timetable_rides import LEAST_CHANGE_S, LOOK_AHEAD_S, TimetableRides
from geo.windows import WeekWindows, Window

EPSG = 3067
SETTINGS = TravelSettings(periods=(Period("always", WeekWindows.parse("daily 00:00-24:00")),))
STOPS = 5
WEEK_S = 7 * DAY_S


def random_timetable(seed: int) -> Timetable:
    """Give four lines with trips at any hour, some after midnight of their day; some patterns come back to a stop."""
    rng = np.random.default_rng(seed)
    calls = [rng.permutation(STOPS)[: rng.integers(2, STOPS + 1)] for _ in range(5)]
    calls[0] = np.r_[calls[0], calls[0][0]]
    at = np.cumsum([0, *map(len, calls)])
    trips = [(k, int(rng.integers(1, 128))) for k in range(len(calls)) for _ in range(rng.integers(1, 9))]
    arrive, leave = [], []
    for k, _ in trips:
        steps = rng.integers(0, 900, 2 * len(calls[k]))
        steps[0] = rng.integers(4 * 3600, 27 * 3600)
        times = np.cumsum(steps)
        arrive.append(times[::2])
        leave.append(times[1::2])
    none = np.zeros(0, dtype=np.int32)
    stops = np.c_[22 + rng.random(STOPS) / 50, 60.1 + rng.random(STOPS) / 90]
    return Timetable(
        stop_lon_lat=stops,
        stop_names=tuple("ABCDE"),
        stop_station=np.array([0, 0, 1, 2, 3], dtype=np.int32),
        lines=(("bus", "1"), ("bus", "2"), ("tram", "3"), ("metro", "4")),
        pattern_line=np.array([0, 1, 2, 3, 0], dtype=np.int32),
        pattern_stops=np.concatenate(calls).astype(np.int32),
        pattern_at=at,
        pattern_shape=stops[np.concatenate(calls)],
        pattern_shape_at=at,
        pattern_shape_stop=np.concatenate([np.arange(len(c)) for c in calls]).astype(np.int32),
        trip_pattern=np.array([k for k, _ in trips], dtype=np.int32),
        trip_days=np.array([days for _, days in trips], dtype=np.uint8),
        arrival_s=np.concatenate(arrive).astype(np.int32),
        departure_s=np.concatenate(leave).astype(np.int32),
        trip_at=np.cumsum([0, *map(len, arrive)]),
        transfer_from=none,
        transfer_to=none,
        transfer_s=none,
        days=tuple(date(2026, 11, 23 + k) for k in range(7)),
        valid_first=date(2026, 11, 1),
        valid_last=date(2027, 1, 31),
        timezone="Europe/Helsinki",
        pattern_use=rng.choice([BOARD, ALIGHT, BOARD | ALIGHT, BOARD | ALIGHT], at[-1]).astype(np.uint8),
    )


def departures(table: Timetable) -> dict[tuple[int, int], set[tuple[int, int]]]:
    """Give (leave, arrive) of each pair of stops in the seconds of three weeks that are alike; the second is meant."""
    found: dict[tuple[int, int], set[tuple[int, int]]] = {}
    for trip, pattern in enumerate(table.trip_pattern.tolist()):
        low = table.pattern_at[pattern]
        stops = table.pattern_stops[low : table.pattern_at[pattern + 1]].tolist()
        use = table.pattern_use[low : table.pattern_at[pattern + 1]]
        at = table.trip_at[trip]
        for day in range(21):
            if not table.trip_days[trip] >> day % 7 & 1:
                continue
            for i, a in enumerate(stops):
                for j in range(i + 1, len(stops)):
                    if a != stops[j] and use[i] & BOARD and use[j] & ALIGHT:
                        one = table.departure_s[at + i] + day * DAY_S, table.arrival_s[at + j] + day * DAY_S
                        found.setdefault((a, stops[j]), set()).add((int(one[0]), int(one[1])))
    return found


def by_the_second(rides: set[tuple[int, int]], when: WeekWindows) -> tuple[float, float]:
    """Give the mean seconds until the arrival, and aboard, by asking at the middle of each second of all windows."""
    leave, arrive = np.array(sorted(rides)).T
    spent, ridden, moments = [], [], 0
    for window in when.windows:
        start = WEEK_S + window.weekday * DAY_S + window.start_min * 60
        asked = np.arange(start, start + window.minutes * 60) + 0.5
        moments += len(asked)
        waited_for = (leave >= start) & (leave <= asked[-1] + 0.5 + LOOK_AHEAD_S)
        left, there = leave[waited_for], arrive[waited_for]
        if not len(left):
            continue
        # The least arrival among those that leave later; of equals, the one that leaves last is boarded.
        order = np.lexsort((left, -there))[::-1]
        best = np.full(len(asked), -1)
        for k in order[::-1]:
            best[asked <= left[k]] = k
        met = best >= 0
        spent.append(there[best[met]] - asked[met])
        ridden.append(there[best[met]] - left[best[met]])
    if not spent:
        return np.inf, 0.0
    spent, ridden = np.concatenate(spent), np.concatenate(ridden)
    mean = (spent.sum() + (moments - len(spent)) * (LOOK_AHEAD_S + ridden.mean())) / moments
    return mean, ridden.mean()


WINDOWS = {
    when: WeekWindows.parse(when)
    for when in ("su 22:00-02:00", "mo 00:00-03:00", "daily 23:30-00:30", "mo-fr 06:00-09:00", "sa 10:00-24:00")
} | {"a day and a night": WeekWindows((Window(6, 23 * 60 + 30, 47 * 60 + 30),))}


@pytest.mark.parametrize("seed", range(4))
@pytest.mark.parametrize("when", WINDOWS)
def test_a_ride_takes_its_mean_over_every_second(seed, when):
    table = random_timetable(seed)
    found = TimetableRides(table, SETTINGS, EPSG, periods=(Period("asked", WINDOWS[when]),)).table("asked")
    ours = dict(zip(zip(found.start.tolist(), found.end.tolist(), strict=True), found.seconds, strict=True))
    assert len(ours) == len(found)
    for pair, rides in departures(table).items():
        least, ridden = by_the_second(rides, WINDOWS[when])
        if pair in ours:
            assert ours.pop(pair) == pytest.approx(least, abs=0.01)
        else:
            assert least - ridden > LOOK_AHEAD_S - 0.01
    assert not ours, "rides that nobody runs"


def test_a_change_takes_the_walk_and_the_least_time_that_is_stated():
    changed = replace(
        random_timetable(0),
        transfer_from=np.array([0, 2, 3, 3, 2], np.int32),
        transfer_to=np.array([1, 3, 4, 2, 2], np.int32),
        transfer_s=np.array([-1, 0, 900, 30, 300], np.int32),
    )
    rides = TimetableRides(changed, SETTINGS, EPSG)
    changes = rides.changes
    found = dict(zip(zip(changes.start.tolist(), changes.end.tolist(), strict=True), changes.seconds, strict=True))
    at = to_metres(map(tuple, changed.stop_lon_lat), EPSG)
    walk_s = {
        (a, b): max(np.hypot(*(at[a] - at[b])) * SETTINGS.detour / (SETTINGS.walk_speed_kmh / 3.6), LEAST_CHANGE_S)
        for a, b in ((1, 0), (2, 3), (3, 2), (3, 4))
    }
    assert found == pytest.approx(walk_s | {(3, 4): max(walk_s[3, 4], 900)})


@pytest.mark.parametrize("seed", range(3))
def test_ways_by_line_are_those_of_a_search_by_hand(seed):
    """Dijkstra over dictionaries, without matrices, pieces, or nodes taken out."""
    stations = replace(SETTINGS, street_modes=frozenset({"bus"}))
    morning = (Period("morning", WeekWindows.parse("mo-fr 07:00-09:00")),)
    rides = TimetableRides(timetable(), stations, EPSG, periods=morning)
    ground = StreetGround(streets(seed), EPSG)
    places = [Place(str(k), 21.96 + 0.009 * k, 60.09 + 0.004 * (k * 3 % 7)) for k in range(9)]
    joined = ground.join(rides.stops, places)
    table = rides.table("morning")
    speed = SETTINGS.walk_speed_kmh / 3.6
    edges = defaultdict(list)
    metres = joined.metres.tocoo()
    for a, b, m in zip(metres.row.tolist(), metres.col.tolist(), metres.data.tolist(), strict=True):
        edges[a].append((b, m / speed, m))
    for stop, node in enumerate(joined.node[: len(rides.stops)].tolist()):
        edges[node].append((("stop", stop), rides.in_s[stop], 0.0))
        edges["stop", stop].append((node, rides.out_s[stop], 0.0))
    for k in range(len(table)):
        a, b = int(table.start[k]), int(table.end[k])
        edges["stop", a].append((("stop", b), table.seconds[k], table.metres[k]))
    for a, b, s in zip(rides.changes.start.tolist(), rides.changes.end.tolist(), rides.changes.seconds, strict=True):
        edges["stop", a].append((("stop", b), s, 0.0))
    assert joined.node.min() >= 0
    multimodal = Multimodal(joined, rides, PeriodRides.of(rides, "morning"), speed=speed)
    small = Multimodal(only_joined(joined), rides, PeriodRides.of(rides, "morning"), speed=speed)
    nodes = joined.node[len(rides.stops) :].tolist()
    for i, start in enumerate(nodes):
        least = search(edges, start)
        for found in (multimodal.matrix(), small.matrix()):
            for j, end in enumerate(nodes):
                assert found.seconds[i, j] == pytest.approx(least[end][0], abs=0.51)
                assert found.metres[i, j] == pytest.approx(least[end][1], abs=1.5)
    lines = multimodal.matrix().lines
    assert any(" + " in name for name in lines), lines


def search(edges, start):
    """Give the least seconds, and the metres of that way, to every node."""
    done, waiting, number = {}, [(0.0, 0, 0.0, start)], count(1)
    while waiting:
        seconds, _, metres, node = heapq.heappop(waiting)
        if node not in done:
            done[node] = seconds, metres
            for other, more_s, more_m in edges[node]:
                heapq.heappush(waiting, (seconds + more_s, next(number), metres + more_m, other))
    return done
