"""Reach: what lies within N minutes, what does not, what is needed there, and the outline that is drawn."""

from datetime import datetime, timedelta
from pathlib import Path

import numpy as np
import pytest
import shapely
from hypothesis import given, settings
from hypothesis import strategies as st

from geo.city import read_city
from geo.crs import to_metres
from geo.hotspot import Daylight, VisitNeed
from geo.reach import Start, period_at, reach_of
from geo.reach_need import PlaceNeed, need_by_place, wanted_at
from geo.reach_outline import drawn_land, known_points, outline
from geo.travel.estimated import EstimatedTravel
from geo.travel.network import Landmass, Network
from geo.travel.of_city import city_travel
from geo.travel.settings import TravelSettings
from geo.travel.times import Mode, Place
from geo.travel.times_from import times_from
from geo.windows import WeekWindows

CITY = read_city(Path(__file__).parents[2] / "data" / "stockholm")
TRAVEL = city_travel(CITY)
HOTSPOTS = tuple(Place(h.id, h.point.x, h.point.y, h.landmass) for h in CITY.hotspots)
SOME = HOTSPOTS[::5]
TUESDAY_NIGHT = datetime(2026, 12, 1, 2, 30, tzinfo=CITY.tz)


@pytest.fixture(scope="module")
def land():
    return drawn_land(CITY)


def moment(text):
    return datetime.fromisoformat(text).replace(tzinfo=CITY.tz)


def need(**values):
    return VisitNeed("n", "park", WeekWindows.parse(values.pop("windows", "fr 20:00-02:00")), 30, **values)


@settings(max_examples=20, deadline=None)
@given(
    st.lists(st.integers(0, len(SOME) - 1), min_size=1, max_size=3, unique=True),
    st.integers(0, 60),
    st.integers(0, 30),
    st.sampled_from([Mode.WALK, Mode.TRANSIT, Mode.CAR]),
)
def test_more_minutes_and_more_bases_never_reach_fewer(rows, minutes, more, mode):
    starts = [Start(SOME[row], mode) for row in rows]
    reach = reach_of(TRAVEL, starts, SOME, period="weekday_evening")
    fewer = reach_of(TRAVEL, starts[:1], SOME, period="weekday_evening")
    here = reach.within(minutes * 60)
    assert (here <= reach.within((minutes + more) * 60)).all()
    assert (fewer.within(minutes * 60) <= here).all()
    catchment, gaps = reach.catchment(minutes * 60), reach.gaps(minutes * 60)
    assert sorted((*catchment, *gaps)) == list(range(len(SOME)))
    assert SOME[catchment[0]].id in {start.place.id for start in starts}
    seconds = [reach.nearest[row].seconds for row in gaps]
    assert seconds == sorted(seconds, reverse=True)


def test_each_start_travels_in_its_own_mode():
    starts = [Start(HOTSPOTS[0], Mode.WALK), Start(HOTSPOTS[0], Mode.CAR)]
    reach = reach_of(TRAVEL, starts, HOTSPOTS, period="weekday_night")
    for row, start in enumerate(starts):
        alone = TRAVEL.matrix(HOTSPOTS, mode=start.mode, period="weekday_night").seconds[0]
        assert (reach.seconds[row] == alone).all()
    assert reach.estimated[:, 1:].all()
    assert not reach.estimated[:, 0].any()


def test_where_nobody_starts_nobody_is_reached():
    reach = reach_of(TRAVEL, (), HOTSPOTS[:3], period="weekday_day")
    assert reach.catchment(1e9) == ()
    assert len(reach.gaps(1e9)) == 3
    assert {(found.start, found.seconds) for found in reach.nearest} == {(-1, np.inf)}
    assert reach_of(TRAVEL, [Start(HOTSPOTS[0])], (), period="weekday_day").nearest == ()


@pytest.mark.parametrize("block", [2, 7, 1000])
def test_blocks_give_what_one_matrix_gives(block):
    starts, ends = HOTSPOTS[:5], HOTSPOTS[5:30]
    found = times_from(TRAVEL, starts, ends, mode=Mode.TRANSIT, period="weekend_day", block=block)
    whole = TRAVEL.matrix(HOTSPOTS[:30], mode=Mode.TRANSIT, period="weekend_day").seconds
    assert (found.seconds == whole[:5, 5:]).all()


def test_a_place_without_any_way_is_told_and_hides_no_other():
    network = Network(landmasses=(Landmass("shore", "Shore"), Landmass("islet", "Islet")))
    travel = EstimatedTravel(network, TravelSettings(periods=CITY.travel.periods))
    shore = [Place(f"s{n}", 18.0 + n / 500, 59.3, "shore") for n in range(5)]
    islets = [Place(f"i{n}", 18.1, 59.3 + n / 500, "islet") for n in range(2)]
    ends = [shore[1], islets[0], shore[2], islets[1], shore[3]]
    reach = reach_of(travel, [Start(shore[0]), Start(islets[0])], ends, period="weekday_day")
    assert np.isfinite(reach.seconds).tolist() == [[True, False, True, False, True], [False, True, False, True, False]]
    alone = reach_of(travel, [Start(shore[0])], ends, period="weekday_day")
    assert [ends[row].id for row in alone.gaps(3600)] == ["i0", "i1"]


@pytest.mark.parametrize(
    ("when", "period"),
    [
        ("2026-12-01 04:59", "weekday_night"),
        ("2026-12-01 05:00", "weekday_day"),
        ("2026-12-02 00:30", "weekday_evening"),
        ("2026-12-05 00:30", "weekend_evening"),
        ("2026-12-05 02:00", "weekend_night"),
        ("2026-12-25 12:00", "weekend_day"),  # a Friday that is a holiday
    ],
)
def test_the_departure_period_follows_hour_weekday_and_holiday(when, period):
    assert period_at(TRAVEL.periods, moment(when), CITY.calendar).id == period


def test_without_periods_none_is_made_up():
    with pytest.raises(LookupError, match=r"city\.toml"):
        period_at((), TUESDAY_NIGHT, CITY.calendar)


def test_needs_of_the_season_are_added_up_by_place():
    day, season = datetime(2026, 12, 4, 23, tzinfo=CITY.tz), {"winter": 3, "summer": 100, "all": 2}
    needs = [need(target=target, season=name, weight=2.0, most=200) for name, target in season.items()]
    needs.append(need(target=1, teams=("young",), windows="mo 10:00-12:00", pairs=2))
    found = need_by_place(needs, day, CITY.calendar, youth_teams=frozenset({"young"}))
    assert found == {"park": PlaceNeed(visits=6, minutes=5 * 30 + 60, weight=11.0, youth=1, wanted_now=True)}
    assert need_by_place(needs, day - timedelta(days=1), CITY.calendar)["park"].wanted_now is False


@pytest.mark.parametrize(
    ("when", "light", "wanted"),
    [
        ("2026-12-04 19:59", Daylight.ANY, False),
        ("2026-12-05 01:59", Daylight.ANY, True),  # Friday's window ends on Saturday
        ("2026-12-05 02:00", Daylight.ANY, False),
        ("2026-12-04 22:00", Daylight.DAY, False),
        ("2026-12-04 22:00", Daylight.DARK, True),
        ("2026-07-03 20:30", Daylight.DARK, False),
    ],
)
def test_a_visit_is_wanted_in_its_hours_and_its_light(when, light, wanted):
    assert wanted_at(need(daylight=light), moment(when), CITY.calendar) is wanted


@pytest.mark.parametrize("mode", [Mode.WALK, Mode.TRANSIT, Mode.CAR])
def test_the_outline_says_what_the_times_say(land, mode):
    """Places in the middle of drawn land lie inside the outline where they are within reach, and outside elsewhere."""
    start = Start(Place("base", 18.0722, 59.3144), mode)
    options = {"on": TUESDAY_NIGHT.date(), "period": "weekend_night"}
    drawn = outline(CITY, TRAVEL, [start], limit_s=1500, land=land, **options)
    assert drawn.is_valid
    inland = shapely.union_all(list(land.values())).buffer(-60)
    spots = [p for p in HOTSPOTS if inland.covers(shapely.Point(to_metres([(p.lon, p.lat)], CITY.metric_crs)[0]))]
    reach = reach_of(TRAVEL, [start], spots, period="weekend_night")
    inside = shapely.contains_xy(drawn, [p.lon for p in spots], [p.lat for p in spots])
    sure = np.array([abs(found.seconds - 1500) > 45 for found in reach.nearest])
    assert (inside == reach.within(1500))[sure].mean() > 0.98
    assert reach.within(1500).any()


def test_the_outline_grows_with_the_minutes_and_is_empty_without_any(land):
    options = {"on": TUESDAY_NIGHT.date(), "period": "weekday_night", "land": land}
    starts = [Start(HOTSPOTS[0]), Start(HOTSPOTS[40], Mode.CAR)]
    small, large = (outline(CITY, TRAVEL, starts, limit_s=limit, **options) for limit in (600, 1200))
    assert 0 < small.area < large.area
    assert small.difference(large.buffer(0.0005)).area < 0.01 * small.area
    assert outline(CITY, TRAVEL, starts, limit_s=0, **options).is_empty
    assert outline(CITY, TRAVEL, (), limit_s=600, **options).is_empty


def test_neighbourhoods_are_those_of_the_date():
    names = [p.id for p in known_points(CITY, TUESDAY_NIGHT.date()) if p.id.startswith("neighbourhood")]
    assert len(names) == len(set(names)) == 117
