"""Places that help near a stop: nearest first, open first, and nothing is claimed of hours that are not known."""

from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from geo.hotspot import Hotspot, HotspotKind, ServiceKind
from geo.windows import WeekWindows
from web.field.services import Door, hours_at, near
from web.field.visit import Link

TZ = ZoneInfo("Europe/Stockholm")
THURSDAY = datetime(2026, 12, 3, 18, 0, tzinfo=TZ)


def place(ident, east_m, hours=None):
    windows = WeekWindows.parse(hours) if hours else None
    return Hotspot(ident, ident, HotspotKind.SHELTER, Point(18.06 + east_m / 56_800, 59.33), hours=windows)


@pytest.mark.parametrize(
    ("hours", "door", "turns"),
    [
        (None, Door.UNKNOWN, None),
        ("mo-fr 09:00-19:00", Door.OPEN, THURSDAY.replace(hour=19)),
        ("daily 20:00-08:00", Door.CLOSED, THURSDAY.replace(hour=20)),
        ("we 20:00-19:30", Door.OPEN, THURSDAY.replace(hour=19, minute=30)),
        ("sa 10:00-12:00", Door.CLOSED, (THURSDAY + timedelta(days=2)).replace(hour=10)),
        ("daily 00:00-24:00", Door.OPEN, None),
        ("th 12:00-24:00; fr 00:00-02:00", Door.OPEN, (THURSDAY + timedelta(days=1)).replace(hour=2)),
    ],
)
def test_a_place_is_open_closed_or_not_known_and_says_when_that_changes(hours, door, turns):
    windows = WeekWindows.parse(hours) if hours else None
    found = hours_at(windows, THURSDAY, TZ)
    assert (found.door, found.turns_at) == (door, turns)


@given(
    minute=st.integers(0, 7 * 24 * 60 - 1),
    hours=st.sampled_from(["mo-fr 09:00-19:00", "daily 20:00-08:00", "sa 22:00-04:00"]),
)
def test_at_the_moment_it_turns_a_place_is_what_it_was_not_before(minute, hours):
    at = datetime(2026, 10, 19, tzinfo=UTC) + timedelta(minutes=minute)  # the week in which the clock is set back
    windows = WeekWindows.parse(hours)
    now = hours_at(windows, at, TZ)
    then = hours_at(windows, now.turns_at, TZ)
    assert {now.door, then.door} == {Door.OPEN, Door.CLOSED}
    assert now.turns_at > at


def test_near_places_come_open_first_then_unknown_then_closed_each_by_distance():
    places = [
        place("closed", 100, "mo 09:00-10:00"), place("unknown", 300), place("open-far", 900, "th 09:00-20:00"),
        place("open-near", 500, "th 09:00-20:00"), place("too-far", 5000, "th 09:00-20:00"), place("itself", 0),
    ]  # fmt: skip
    found = near(places, 18.06, 59.33, THURSDAY, TZ, without=("itself",))
    assert [one.spot.id for one in found] == ["open-near", "open-far", "unknown", "closed"]
    assert found[0].metres == pytest.approx(500, rel=0.02)
    assert near([], 18.06, 59.33, THURSDAY, TZ) == ()


def test_what_places_give_and_what_pairs_link_to_are_the_same_codes():
    assert list(Link) == list(ServiceKind)
