"""The one text for hours of the week."""

from datetime import date, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.windows import DAY_MINUTES, WeekWindows, Window, WindowError, wall_clock

STOCKHOLM = ZoneInfo("Europe/Stockholm")


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "empty"),
        (" ; ", "empty"),
        ("mo", "hours"),
        ("må 20:00-23:00", "day"),
        ("mo-xx 20:00-23:00", "day"),
        ("mo 20-23", "hours"),
        ("mo 25:00-26:00", "clock"),
        ("mo 20:00-24:30", "clock"),
        ("mo 20:61-23:00", "clock"),
        ("mo 20:00-20:00", "zero"),
        ("mo 20:00-23:00; mo 22:00-23:30", "overlap"),
        ("su 22:00-03:00; mo 02:00-04:00", "overlap"),
    ],
)
def test_a_text_that_cannot_be_read_says_which_piece_and_why(text, code):
    with pytest.raises(WindowError) as caught:
        WeekWindows.parse(text)
    assert caught.value.code == code


def test_ranges_lists_daily_and_midnight():
    assert len(WeekWindows.parse("daily 10:00-12:00").windows) == 7
    assert [w.weekday for w in WeekWindows.parse("fr-mo 10:00-12:00").windows] == [0, 4, 5, 6]
    assert [w.weekday for w in WeekWindows.parse("mo,we 10:00-12:00").windows] == [0, 2]
    assert WeekWindows.parse("fr 22:00-02:00").windows[0].end_min == 26 * 60
    assert WeekWindows.parse("fr 22:00-24:00").windows[0].end_min == DAY_MINUTES


@st.composite
def windows(draw):
    chosen = []
    for day in range(7):
        cuts = sorted(draw(st.lists(st.integers(0, DAY_MINUTES - 1), max_size=6, unique=True)))
        chosen += [Window(day, a, b) for a, b in zip(cuts[::2], cuts[1::2], strict=False)]
    return WeekWindows(tuple(chosen))


@given(windows())
def test_text_and_windows_are_the_same_thing(found):
    if found.windows:
        assert WeekWindows.parse(str(found)) == found


@given(windows(), windows())
def test_overlap_is_mutual_and_known_minute_by_minute(a, b):
    def minutes(week):
        return {
            (w.weekday * DAY_MINUTES + m) % (7 * DAY_MINUTES)
            for w in week.windows
            for m in range(w.start_min, w.end_min)
        }

    assert a.overlaps(b) == b.overlaps(a) == bool(minutes(a) & minutes(b))


def test_wall_clock_is_kept_on_the_two_odd_days_of_the_year():
    hours = WeekWindows.parse("su 01:00-05:00")
    (spring,) = hours.spans(date(2027, 3, 28), STOCKHOLM)
    (autumn,) = hours.spans(date(2026, 10, 25), STOCKHOLM)
    assert [t.strftime("%H:%M") for t in (*spring, *autumn)] == ["01:00", "05:00", "01:00", "05:00"]
    assert spring[1].timestamp() - spring[0].timestamp() == 3 * 3600
    assert autumn[1].timestamp() - autumn[0].timestamp() == 5 * 3600


def test_a_holiday_takes_the_windows_of_the_day_it_counts_as():
    hours = WeekWindows.parse("fr 10:00-12:00; sa 14:00-16:00")
    assert [s.hour for s, _ in hours.spans(date(2027, 6, 25), STOCKHOLM, counts_as=5)] == [14]


def test_minutes_past_midnight_belong_to_the_next_date():
    assert wall_clock(date(2026, 12, 4), 26 * 60, STOCKHOLM) - wall_clock(date(2026, 12, 5), 0, STOCKHOLM) == timedelta(
        hours=2
    )
