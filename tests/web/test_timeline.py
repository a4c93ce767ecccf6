"""Parts of a shift fill it without holes, and the axis holds nights and odd days."""

from datetime import datetime, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from geo.travel.times import Mode
from planner.plan import Break, Leg, Route, Stop
from web.lead.shift_parts import PartKind, parts_of, slack_of
from web.lead.timeline import Axis, axes_around, elapsed, grid_css
from web.static_files import STATIC

TZ = ZoneInfo("Europe/Stockholm")
START = datetime(2026, 12, 3, 15, tzinfo=TZ)


@st.composite
def routes(draw):
    at, stops, legs, breaks = START, [], [], []
    for n in range(draw(st.integers(0, 6))):
        if draw(st.booleans()):
            at += timedelta(minutes=draw(st.integers(0, 40)))
        if draw(st.booleans()):
            breaks.append(Break(at, at + timedelta(minutes=30)))
            at += timedelta(minutes=30)
        leg = Leg(Mode.WALK, draw(st.integers(0, 2400)), 100)
        arrive = at + timedelta(seconds=leg.seconds)
        begin = arrive + timedelta(minutes=draw(st.integers(0, 20)))
        at = begin + timedelta(minutes=draw(st.integers(5, 60)))
        stops.append(Stop(f"h{n}", arrive, begin, at))
        legs.append(leg)
    if stops:
        legs.append(Leg(Mode.WALK, draw(st.integers(0, 2400)), 100))
        at += timedelta(seconds=legs[-1].seconds)
    end = at + timedelta(minutes=draw(st.integers(1, 60)))
    return Route("Ek", ("a", "b"), START.date(), START, end, "b", tuple(stops), tuple(legs), tuple(breaks))


@given(routes())
def test_parts_fill_the_shift_without_holes_or_overlaps(route):
    parts = parts_of(route)
    assert parts[0].start == route.start
    assert parts[-1].end == route.end
    for before, after in pairwise(parts):
        assert before.end == after.start
    assert sum(part.kind is PartKind.STOP for part in parts) == len(route.stops)
    assert sum(part.kind is PartKind.BREAK for part in parts) == len(route.breaks)
    busy = sum((p.length for p in parts if p.kind in {PartKind.STOP, PartKind.LEG, PartKind.BREAK}), timedelta())
    assert slack_of(parts) == route.end - route.start - busy


@given(routes())
def test_legs_take_the_time_they_take(route):
    legs = {part.index: part for part in parts_of(route) if part.kind is PartKind.LEG}
    for index, leg in enumerate(route.legs):
        if leg.seconds:
            assert legs[index].length == timedelta(seconds=leg.seconds)


def test_a_night_runs_on_past_midnight():
    axis = Axis.around([(START.replace(hour=21), START.replace(hour=21) + timedelta(hours=8))])
    assert axis.hours == 8
    assert [f"{when:%H}" for _, when in axis.marks()] == ["21", "22", "23", "00", "01", "02", "03", "04"]
    assert axis.place(START.replace(hour=22), START.replace(hour=22, minute=30)) == "s12 d6"


@pytest.mark.parametrize(("day", "hours"), [((2026, 10, 24), 11), ((2027, 3, 27), 9)])
def test_the_nights_when_the_clock_is_changed_have_the_hours_they_have(day, hours):
    start = datetime(*day, 20, tzinfo=TZ)
    end = datetime(day[0], day[1], day[2] + 1, 6, tzinfo=TZ)
    assert elapsed(start, end) == timedelta(hours=hours)
    axis = Axis.around([(start, end)])
    assert axis.hours == hours
    assert axis.column(end) == hours * 12


def test_shifts_share_an_axis_while_it_can_be_read():
    at = [START.replace(hour=h) for h in (6, 8, 14, 15)]
    spans = [(start, start + timedelta(hours=7)) for start in at]
    assert [(axis.start.hour, axis.hours, members) for axis, members in axes_around(spans)] == [
        (6, 9, [0, 1]),
        (14, 8, [2, 3]),
    ]
    long_night = [(START, START + timedelta(hours=13))]
    assert [axis.hours for axis, _ in axes_around(long_night)] == [13]
    assert axes_around([]) == []


def test_short_bars_take_a_column():
    axis = Axis.around([(START, START + timedelta(hours=1))])
    assert axis.place(START, START + timedelta(seconds=20)) == "s0 d1"
    assert axis.place(START + timedelta(hours=1), START + timedelta(hours=1)) == "s11 d1"


def test_the_style_sheet_has_every_class_that_the_timeline_uses():
    assert (STATIC / "css" / "timeline.css").read_text() == grid_css()
