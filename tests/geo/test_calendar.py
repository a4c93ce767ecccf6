"""What kind of day a date is."""

from datetime import date, timedelta

import pytest

from geo.calendar import Calendar, DayKind, Season, SpecialDay

STOCKHOLM = Calendar(
    "SE", "Europe/Stockholm", 18.06, 59.33, (Season("winter", (11, 1), (3, 31)), Season("summer", (5, 1), (9, 30)))
)
TROMSO = Calendar("NO", "Europe/Oslo", 18.95, 69.65)


@pytest.mark.parametrize(
    ("day", "kind", "name", "counts_as"),
    [
        (date(2027, 6, 25), DayKind.EVE, "Midsommarafton", 5),
        (date(2027, 6, 26), DayKind.HOLIDAY, "Midsommardagen", 6),
        (date(2026, 12, 24), DayKind.EVE, "Julafton", 5),
        (date(2026, 12, 25), DayKind.HOLIDAY, "Juldagen", 6),
        (date(2026, 12, 31), DayKind.EVE, "Nyårsafton", 5),
        (date(2026, 12, 6), DayKind.ORDINARY, "", 6),
        (date(2026, 12, 3), DayKind.ORDINARY, "", 3),
    ],
)
def test_swedish_holidays_and_eves_count_as_the_weekend(day, kind, name, counts_as):
    found = STOCKHOLM.day(day)
    assert (found.kind, found.name, found.counts_as) == (kind, name, counts_as)


def test_a_special_day_of_the_city_wins_over_the_weekday():
    day = date(2027, 4, 30)
    city = Calendar("SE", "Europe/Stockholm", 18.06, 59.33, special={day: SpecialDay(day, "Valborg", 5)})
    assert (city.day(day).name, city.day(day).counts_as) == ("Valborg", 5)


def test_seasons_may_run_over_new_year():
    assert STOCKHOLM.day(date(2026, 12, 31)).seasons == {"winter"}
    assert STOCKHOLM.day(date(2027, 1, 1)).seasons == {"winter"}
    assert STOCKHOLM.day(date(2027, 4, 15)).seasons == frozenset()


def test_the_sun_of_a_december_day_in_stockholm():
    # A pair that comes at 15:00 is too late for daylight.
    day = STOCKHOLM.day(date(2026, 12, 3))
    assert day.sunrise.strftime("%H:%M") == "08:21"
    assert day.sunset.strftime("%H:%M") == "14:53"
    assert day.sunrise.utcoffset() == timedelta(hours=1)


def test_under_the_midnight_sun_the_whole_day_is_light_and_in_the_polar_night_none():
    light, dark = TROMSO.day(date(2026, 6, 21)), TROMSO.day(date(2026, 12, 21))
    assert light.sunset - light.sunrise == timedelta(days=1)
    assert (dark.sunrise, dark.sunset) == (None, None)


def test_a_week_has_seven_days_from_monday():
    days = STOCKHOLM.week(date(2026, 11, 30))
    assert [day.counts_as for day in days] == list(range(7))
