"""Openings: windows of each day, cut by season and by sun, on holidays and on the two odd nights."""

from datetime import date

import pytest
from small_week import at, need, request

from geo.hotspot import Daylight, VisitNeed
from planner.need_match import in_season
from planner.openings import openings


def spans(asked: VisitNeed, week: str = "2026-W49") -> list[tuple[str, str]]:
    """Give the openings as ("mo 10:00", "mo 12:00")."""
    found = openings(request([asked], [], [], week=week), asked)
    days = ["mo", "tu", "we", "th", "fr", "sa", "su"]
    return [tuple(f"{days[when.weekday()]} {when:%H:%M}" for when in (o.start, o.end)) for o in found]


def test_windows_of_each_weekday_in_time_order():
    assert spans(need("torget", "we 20:00-22:00; mo 10:00-12:00,18:00-19:00")) == [
        ("mo 10:00", "mo 12:00"),
        ("mo 18:00", "mo 19:00"),
        ("we 20:00", "we 22:00"),
    ]


def test_a_window_over_midnight_is_one_opening():
    assert spans(need("torget", "sa 22:00-02:00")) == [("sa 22:00", "su 02:00")]


def test_the_night_before_the_week_reaches_into_its_monday():
    assert spans(need("torget", "su 22:00-02:00")) == [("mo 00:00", "mo 02:00"), ("su 22:00", "mo 02:00")]


def test_a_night_belongs_to_the_season_in_which_it_begins():
    assert spans(need("torget", "we-th 22:00-02:00", season="winter"), "2027-W13") == [("we 22:00", "th 02:00")]
    asked = request([need("torget", "we-th 22:00-02:00", season="winter")], [], [], week="2027-W13")
    held = [in_season(asked, asked.needs[0], at(when, "2027-W13")) for when in ("th 00:30", "fr 00:30")]
    assert held == [True, False]


def test_the_last_night_of_the_week_ends_when_the_sun_rises_on_monday():
    (first, last) = spans(need("torget", "su 22:00-06:00", daylight=Daylight.DARK), "2027-W24")
    assert first[0] == "mo 00:00"
    assert "mo 03:25" < first[1] < "mo 03:35"
    assert "mo 03:25" < last[1] < "mo 03:35"


def test_out_of_season_there_is_none_and_a_season_may_begin_within_the_week():
    assert spans(need("torget", "daily 10:00-12:00", season="summer")) == []
    assert spans(need("torget", "daily 10:00-12:00", season="winter"), "2026-W44") == [("su 10:00", "su 12:00")]


def test_daylight_ends_at_sunset_and_a_rest_too_short_is_left_out():
    (only,) = spans(need("torget", "mo 13:00-20:00", daylight=Daylight.DAY))
    assert only[0] == "mo 13:00"
    assert "mo 14:40" < only[1] < "mo 15:00"
    assert spans(need("torget", "mo 14:00-20:00", 60, daylight=Daylight.DAY)) == []


def test_the_dark_is_before_sunrise_and_after_sunset():
    morning, evening = spans(need("torget", "mo 06:00-18:00", daylight=Daylight.DARK))
    assert morning[0] == "mo 06:00"
    assert "mo 08:10" < morning[1] < "mo 08:40"
    assert "mo 14:40" < evening[0] < "mo 15:00"
    assert evening[1] == "mo 18:00"


def test_the_dark_over_midnight_is_cut_by_the_next_sunrise():
    ((start, end),) = spans(need("torget", "mo 20:00-06:00", daylight=Daylight.DARK), "2027-W27")
    assert "mo 21:50" < start < "mo 22:15"
    assert "tu 03:20" < end < "tu 03:50"


def test_midsummer_eve_is_a_saturday_and_midsummer_day_a_sunday():
    week = "2027-W25"
    assert at("fr 00:00", week).date() == date(2027, 6, 25)
    assert spans(need("torget", "sa 10:00-12:00"), week) == [("fr 10:00", "fr 12:00")]
    assert spans(need("torget", "su 10:00-12:00"), week) == [("sa 10:00", "sa 12:00"), ("su 10:00", "su 12:00")]
    assert spans(need("torget", "fr 10:00-12:00"), week) == []


@pytest.mark.parametrize(("week", "hours"), [("2026-W43", 5), ("2027-W12", 3), ("2026-W49", 4)])
def test_an_opening_has_its_real_hours(week: str, hours: int):
    asked = need("torget", "su 00:00-04:00")
    opening = openings(request([asked], [], [], week=week), asked)[-1]  # Good Friday counts as a Sunday too
    assert (opening.end - opening.start).total_seconds() == hours * 3600


def test_the_hour_that_is_not_is_no_opening():
    assert spans(need("torget", "su 02:00-03:00"), "2027-W12") == [("fr 02:00", "fr 03:00")], "Good Friday alone"
    assert len(spans(need("torget", "su 02:00-03:00", 90 - 30), "2026-W43")) == 1
