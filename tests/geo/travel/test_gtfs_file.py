"""A timetable is read from GTFS as it stands: times, days, stops, courses, changes; and the typical week is typical."""

from datetime import date, timedelta

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from small_feed import TABLES, replaced, with_rows, write_feed

from geo.travel.gtfs_calendar import ServiceDays
from geo.travel.gtfs_file import read_gtfs
from geo.travel.gtfs_patterns import make_patterns
from geo.travel.gtfs_stop_times import Calls
from geo.travel.gtfs_timetable import LeftOut
from geo.travel.gtfs_values import as_date, as_days
from geo.travel.stops_on_course import place_stops
from geo.travel.timetable import ALIGHT, BOARD, Timetable
from geo.travel.timetable_merge import merge_timetables
from geo.travel.typical_week import typical_week

MONDAY = date(2026, 11, 2)
LILLEBY = (21.90, 60.05, 22.10, 60.15)


@pytest.fixture
def read(tmp_path):
    def made(changes=None, *, as_of=MONDAY, bounds=None):
        return read_gtfs([write_feed(tmp_path / "feed.zip", changes)], as_of=as_of, bounds=bounds)

    return made


def trip(timetable, ident):
    """Give a trip as [(stop id, arrival, departure)]."""
    number = timetable.trip_ids.index(ident)
    pattern = timetable.trip_pattern[number]
    stops = timetable.pattern_stops[timetable.pattern_at[pattern] : timetable.pattern_at[pattern + 1]]
    times = slice(timetable.trip_at[number], timetable.trip_at[number + 1])
    names = [timetable.stop_ids[stop] for stop in stops]
    return list(zip(names, timetable.arrival_s[times].tolist(), timetable.departure_s[times].tolist(), strict=True))


def days_of(timetable, ident):
    bits = timetable.trip_days[timetable.trip_ids.index(ident)]
    return "".join(letter for weekday, letter in enumerate("MTWTFSS") if bits >> weekday & 1)


def same(one, other):
    for name in one.__dataclass_fields__:
        a, b = getattr(one, name), getattr(other, name)
        equal = np.array_equal(a, b) and a.dtype == b.dtype if isinstance(a, np.ndarray) else a == b
        assert equal, name


def test_stops_lines_and_days_are_as_the_files_say(read):
    found = read().timetable
    assert found.lines == (("bus", "1"), ("commuter", "Kustbanan"), ("ferry", "F"))
    assert found.stop_ids == ("torg", "hamn", "udde", "fyr", "spår 1", "by")
    assert found.stop_names[4] == "Centralen"
    assert found.stop_station[0] == found.stop_station[4]
    assert len(set(found.stop_station.tolist())) == 5
    assert [days_of(found, ident) for ident in ("b1", "b3", "t1")] == ["MTWTF", "SS", "MTWTFSS"]
    assert (found.timezone, found.publisher) == ("Europe/Helsinki", "Lilleby stad")
    assert (found.valid_first, found.valid_last) == (date(2026, 11, 1), date(2027, 1, 31))


def test_times_past_midnight_stay_and_empty_ones_are_spread_by_distance(read):
    found = read().timetable
    night = trip(found, "b2")
    assert night[0] == ("torg", 86_400 + 600, 86_400 + 600)
    assert [arrival - night[0][1] for _, arrival, _ in night] == [0, 180, 360, 540]
    assert trip(found, "b3") == [("torg", 36_000, 36_000), ("hamn", 36_180, 36_240)]


def test_stops_on_one_point_share_an_empty_stretch_evenly(read):
    together = {f"{lon}": "22.000" for lon in ("22.020", "22.040", "22.060")}
    text = TABLES["stops.txt"]
    for old, new in together.items():
        text = text.replace(old, new)
    night = trip(read({"stops.txt": text}).timetable, "b2")
    assert [arrival - night[0][1] for _, arrival, _ in night] == [0, 180, 360, 540]


def test_rows_may_stand_in_any_order_columns_too_and_headers_be_padded(read):
    plain = read().timetable
    rows = TABLES["stop_times.txt"].strip().splitlines()
    shuffled = "\r\n".join([rows[0].replace(",", " , "), *reversed(rows[1:])])
    turned = [",".join(reversed(row.split(","))) for row in TABLES["routes.txt"].strip().splitlines()]
    other = read({
        "stop_times.txt": shuffled,
        "routes.txt": "\ufeff" + "\n".join(turned),
        "stops.txt": TABLES["stops.txt"].strip().replace("\n", "\n\n"),
        "fares.txt": "anything",
    }).timetable  # fmt: skip
    same(plain, other)


def test_who_may_get_on_and_off_is_kept(read):
    found = read().timetable
    bus = slice(found.pattern_at[0], found.pattern_at[1])
    assert found.pattern_use[bus].tolist() == [BOARD, BOARD | ALIGHT, BOARD | ALIGHT, ALIGHT]
    rung = replaced("stop_times.txt", "b1,,,hamn,2,0,0", "b1,,,hamn,2,2,1")
    done = read(rung)
    assert [stop for stop, _, _ in trip(done.timetable, "b1")] == ["torg", "udde", "fyr"]
    assert done.left_out[LeftOut.CALLS_CLOSED] == 1


def test_stops_far_outside_are_left_out_and_trips_end_before_them(read):
    done = read(bounds=LILLEBY)
    assert "by" not in done.timetable.stop_ids
    assert [stop for stop, _, _ in trip(done.timetable, "t1")] == ["spår 1", "udde"]
    assert done.left_out[LeftOut.STOPS_OUTSIDE] == 1
    assert done.left_out[LeftOut.STOPS_UNUSED] == 1
    close = read(bounds=(21.9, 60.05, 22.01, 60.15)).timetable
    assert "udde" in close.stop_ids
    assert "fyr" in close.stop_ids


def test_frequencies_become_trips_and_their_template_is_none(read):
    often = {
        "frequencies.txt": "trip_id,start_time,end_time,headway_secs\n"
        "b3,09:00:00,10:00:00,1200\nb3,23:50:00,24:10:00,600\n"
    }
    found = read(often).timetable
    starts = [found.departure_s[found.trip_at[k]] for k, ident in enumerate(found.trip_ids) if ident == "b3"]
    assert starts == [32_400, 33_600, 34_800, 85_800, 86_400]
    assert days_of(found, "b3") == "SS"


@pytest.mark.parametrize("closed_by", ["far outside", "nobody gets on"])
def test_a_repeated_trip_whose_first_stop_is_left_out_keeps_its_times(read, closed_by):
    rows = "ut,06:00:00,06:00:00,%s,1,1,1\nut,06:25:00,06:25:00,hamn,2,,\nut,06:30:00,06:30:00,udde,3,,"
    first = "by" if closed_by == "far outside" else "fyr"
    changes = with_rows("trips.txt", "r1,vard,ut,") | with_rows("stop_times.txt", rows % first)
    changes["frequencies.txt"] = "trip_id,start_time,end_time,headway_secs\nut,09:00:00,10:00:00,1800\n"
    found = read(changes, bounds=LILLEBY).timetable
    starts = [found.departure_s[found.trip_at[k]] for k, ident in enumerate(found.trip_ids) if ident == "ut"]
    assert starts == [9 * 3600 + 25 * 60, 9 * 3600 + 55 * 60]


def test_stated_changes_hold_for_all_stops_of_a_station(read):
    changes = (
        "from_stop_id,to_stop_id,transfer_type,min_transfer_time,from_trip_id\n"
        "station,hamn,2,240,\nhamn,udde,3,,\nudde,hamn,0,,\nfyr,udde,1,,\ntorg,hamn,2,90,\nhamn,fyr,2,5,b1\n"
    )
    done = read({"transfers.txt": changes})
    found = done.timetable
    said = {
        (found.stop_ids[a], found.stop_ids[b]): int(s)
        for a, b, s in zip(found.transfer_from, found.transfer_to, found.transfer_s, strict=True)
    }
    assert said == {("spår 1", "hamn"): 240, ("torg", "hamn"): 90, ("hamn", "udde"): -1, ("fyr", "udde"): 0}
    assert done.left_out[LeftOut.TRANSFERS_OTHER] == 2


def test_a_course_is_cut_to_the_stops_and_the_others_go_straight(read):
    found = read().timetable
    course = found.pattern_shape[found.pattern_shape_at[0] : found.pattern_shape_at[1]]
    places = found.pattern_shape_stop[found.pattern_at[0] : found.pattern_at[1]]
    assert course[0] == pytest.approx([22.0, 60.1])
    assert course[places][:, 0] == pytest.approx([22.0, 22.02, 22.04, 22.06], abs=2e-4)
    assert course[:, 1].max() == pytest.approx(60.101)
    train = found.pattern_line.tolist().index(1)
    straight = found.pattern_shape[found.pattern_shape_at[train] : found.pattern_shape_at[train + 1]]
    assert len(straight) == 3
    assert read().left_out[LeftOut.COURSES_STRAIGHT] == 2


def test_a_course_that_comes_back_through_its_street_keeps_the_order_of_the_stops():
    there_and_back = np.array([[22.0, 60.1], [22.1, 60.1], [22.0, 60.1]])
    stops = np.array([[22.02, 60.1], [22.08, 60.1], [22.05, 60.1], [22.02, 60.1]])
    points, at = place_stops(there_and_back, stops)
    assert points[at] == pytest.approx(stops)
    assert (np.diff(at) > 0).all()
    assert [22.1, 60.1] in points.tolist()
    assert place_stops(there_and_back + np.array([0, 0.1]), stops) is None


def test_a_course_that_is_drawn_the_other_way_is_turned_round(read):
    rows = TABLES["shapes.txt"].strip().splitlines()
    turned = [f"{row.rsplit(',', 1)[0]},{9 - k}" for k, row in enumerate(rows[1:])]
    assert read({"shapes.txt": "\n".join([rows[0], *turned])}).left_out[LeftOut.COURSES_STRAIGHT] == 2


def test_trips_at_the_same_times_are_one_on_the_days_of_both(read):
    doubled = with_rows("trips.txt", "r1,helg,b1 igen,strand", "r1,helg,ensam,") | with_rows(
        "stop_times.txt",
        "b1 igen,08:00:00,08:00:00,torg,1,0,1", "b1 igen,,,hamn,2,0,0", "b1 igen,,,udde,3,0,0",
        "b1 igen,08:09:00,08:09:00,fyr,5,1,0", "ensam,09:00:00,09:00:00,torg,1,,",
    )  # fmt: skip
    done = read(doubled)
    assert days_of(done.timetable, "b1") == "MTWTFSS"
    assert "b1 igen" not in done.timetable.trip_ids
    assert done.left_out[LeftOut.TRIPS_TWICE] == 1
    assert done.left_out[LeftOut.TRIPS_SHORT] == 1


def test_a_saved_timetable_is_the_same_when_it_is_loaded(read, tmp_path):
    found = read().timetable
    found.save(tmp_path / "timetable.npz")
    same(found, Timetable.load(tmp_path / "timetable.npz"))


def test_several_timetables_become_one(tmp_path):
    bus = write_feed(tmp_path / "bus.zip")
    trains = replaced("routes.txt", "r2,A,,Kustbanan,2", "r2,A,,Sjöbanan,2") | replaced(
        "feed_info.txt", "20270131", "20261231"
    )
    train = write_feed(tmp_path / "train.zip", trains)
    found = read_gtfs([bus, train], as_of=MONDAY).timetable
    one = read_gtfs([bus], as_of=MONDAY).timetable
    assert len(found.trip_ids) == 2 * len(one.trip_ids)
    assert found.lines == (*one.lines, ("commuter", "Sjöbanan"))
    assert found.stop_ids[:2] == ("bus:torg", "bus:hamn")
    assert trip(found, "train:b2")[0] == ("train:torg", 87_000, 87_000)
    assert found.stop_station.max() == 2 * one.stop_station.max() + 1
    assert found.valid_last == date(2026, 12, 31)
    with pytest.raises(ValueError, match="time zones"):
        merge_timetables(
            [one, Timetable(**{**{n: getattr(one, n) for n in one.__dataclass_fields__}, "timezone": "UTC"})]
        )


def test_the_typical_week_passes_over_a_holiday(read):
    read_then = read(as_of=date(2026, 12, 7))
    assert read_then.timetable.days[3] == date(2026, 12, 10)
    assert read_then.looked_at == (date(2026, 12, 7), date(2027, 1, 3))
    only_then = read(as_of=date(2026, 12, 24)).timetable
    assert only_then.days[3] == date(2026, 12, 31)


def test_in_the_last_days_of_a_timetable_the_days_before_count():
    every_day = ServiceDays(
        {"a": 0}, *(np.array([as_days(date(2026, m, d))]) for m, d in ((1, 1), (12, 31))),
        np.array([[True] * 5 + [False] * 2]), np.zeros(0, int), np.zeros(0, int), np.zeros(0, bool),
    )  # fmt: skip
    ends = date(2026, 12, 31)
    week = typical_week([(every_day, np.array([1]))], as_of=date(2026, 12, 29), first=date(2026, 1, 1), last=ends)
    assert week.looked_at == (date(2026, 12, 4), ends)
    assert [day.weekday() for day in week.days] == list(range(7))
    short = typical_week([(every_day, np.array([1]))], as_of=ends, first=date(2026, 12, 30), last=ends)
    assert short.runs[0].tolist() == [[False, False, True, True, False, False, False]]
    assert short.days[0] == date(2027, 1, 4)


calendars = st.lists(
    st.tuples(st.integers(0, 60), st.integers(0, 60), st.lists(st.booleans(), min_size=7, max_size=7)),
    min_size=1,
    max_size=4,
)
exceptions = st.dictionaries(st.tuples(st.integers(0, 3), st.integers(-5, 70)), st.booleans(), max_size=12)


@given(calendars, exceptions)
def test_services_run_on_the_dates_that_a_plain_loop_finds(rows, changed):
    base = as_days(date(2026, 2, 20))
    changed = {(of % len(rows), on): runs for (of, on), runs in changed.items()}
    of, on = (np.array([key[k] for key in changed], dtype=np.int32) for k in (0, 1))
    services = ServiceDays(
        {str(k): k for k in range(len(rows))},
        np.array([base + first for first, _, _ in rows], dtype=np.int32),
        np.array([base + last for _, last, _ in rows], dtype=np.int32),
        np.array([weekdays for _, _, weekdays in rows]),
        of,
        on + base if len(on) else on,
        np.array(list(changed.values()), dtype=bool),
    )
    days = np.arange(base - 3, base + 66, dtype=np.int32)
    found = services.active(days)
    for service, (first, last, weekdays) in enumerate(rows):
        for column, day in enumerate(days.tolist()):
            runs = first <= day - base <= last and weekdays[as_date(day).weekday()]
            runs = changed.get((service, day - base), runs)
            assert found[service, column] == runs
    span = services.span()
    wide = np.arange(base - 10, base + 80, dtype=np.int32)
    running = wide[services.active(wide).any(axis=0)]
    assert not len(running) or (span[0] <= running[0] and running[-1] <= span[1])


trips = st.lists(
    st.tuples(
        st.integers(0, 2),
        st.lists(st.tuples(st.integers(0, 3), st.integers(0, 2), st.integers(0, 1)), min_size=2, max_size=4),
        st.integers(1, 127),
    ),
    min_size=1,
    max_size=12,
)


@given(trips)
def test_patterns_part_the_trips_and_lose_none(given_trips):
    lengths = [len(calls) for _, calls, _ in given_trips]
    owner = np.repeat(np.arange(len(given_trips)), lengths).astype(np.int32)
    stop, wait, run = np.array([call for _, calls, _ in given_trips for call in calls], dtype=np.int32).T
    arrival = np.concatenate([np.cumsum(part) for part in np.split(run, np.cumsum(lengths)[:-1])]).astype(np.int32)
    arrival = arrival * 10
    calls = Calls(owner, stop, arrival, arrival + wait, np.full(len(stop), 3, dtype=np.uint8))
    line = np.array([line for line, _, _ in given_trips], dtype=np.int32)
    days = np.array([bits for _, _, bits in given_trips], dtype=np.uint8)
    found = make_patterns(calls, np.arange(len(given_trips), dtype=np.int32), line, days)
    keys = [
        (int(found.line[p]), tuple(found.stops[found.at[p] : found.at[p + 1]].tolist())) for p in range(len(found.line))
    ]
    assert len(set(keys)) == len(keys)
    runs = set()
    for k, pattern in enumerate(found.trip_pattern.tolist()):
        times = slice(found.trip_at[k], found.trip_at[k + 1])
        at = tuple(zip(found.arrival_s[times].tolist(), found.departure_s[times].tolist(), strict=True))
        for weekday in range(7):
            if found.trip_days[k] >> weekday & 1:
                assert (keys[pattern], at, weekday) not in runs
                runs.add((keys[pattern], at, weekday))
    cuts = np.append(0, np.cumsum(lengths))
    times_of = list(zip(calls.arrival_s.tolist(), calls.departure_s.tolist(), strict=True))
    wanted = {
        ((own_line, tuple(stop for stop, _, _ in own)), tuple(times_of[a:b]), weekday)
        for (own_line, own, bits), a, b in zip(given_trips, cuts, cuts[1:], strict=False)
        for weekday in range(7)
        if bits >> weekday & 1
    }
    assert runs == wanted
    assert found.twice == len(given_trips) - len(found.trip_pattern)
    assert (np.diff(found.trip_pattern) >= 0).all()


def test_a_date_is_a_number_of_days_and_back():
    assert as_days(date(1970, 1, 1)) == 0
    assert as_date(as_days(MONDAY) + 1) == MONDAY + timedelta(days=1)
