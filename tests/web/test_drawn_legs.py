"""Legs as they are drawn: whole, thinned out, side by side."""

from datetime import date
from itertools import pairwise
from math import cos, hypot, radians

from hypothesis import given, settings
from hypothesis import strategies as st

from geo.travel.times import PathPart
from web.lead.leg_view import part_minutes
from web.maps.drawn_legs import DECIMALS, FARTHEST_PX, THINNED_M, LegToDraw, drawn_legs

DAY = date(2026, 12, 3)
START, END = (18.05, 59.33), (18.08, 59.32)

lon_lat = st.tuples(st.floats(18.04, 18.09), st.floats(59.31, 59.34))
lengths = st.integers(0, 3000)


@st.composite
def ways(draw):
    """Give the way of a leg in one to five parts, each with points of its own, joined end to end."""
    at, parts = START, []
    for n in range(draw(st.integers(1, 5))):
        along = draw(st.lists(lon_lat, min_size=1, max_size=12))
        ridden = n % 2 == 1
        parts.append(
            PathPart("metro" if ridden else "walk", "metro 17" if ridden else "", (at, *along), draw(lengths), ridden)
        )
        at = along[-1]
    return tuple(parts)


def leg(way, pair="Ek", day=DAY, start=START, end=END):
    return LegToDraw(day, pair, start, end, way)


def straight(a, b):
    return (PathPart("walk", "", (a, b), 60, estimated=False),)


@given(ways())
def test_parts_join_end_to_end_and_their_minutes_add_up_to_the_legs(way):
    (drawn,) = drawn_legs([leg(way)])
    assert drawn.points[0] == START
    assert drawn.points[-1] == END
    assert drawn.parts[0].first == 0
    assert drawn.parts[-1].last == len(drawn.points) - 1
    assert all(a.last == b.first for a, b in pairwise(drawn.parts))
    assert all(part.first <= part.last for part in drawn.parts)
    assert [(part.mode, part.line, part.estimated) for part in drawn.parts] == [
        (part.mode, part.line, part.estimated) for part in way
    ]
    assert len(drawn.shifts) == len(drawn.points) - 1
    assert all(a != b for a, b in pairwise(drawn.points))
    whole_s = sum(part.seconds for part in way)
    minutes = part_minutes(way, whole_s)
    assert len(minutes) == len(way)
    assert min(minutes) >= 0
    assert sum(minutes) == -(-whole_s // 60)
    assert part_minutes(way, whole_s + 1) == ()


@settings(max_examples=30)
@given(st.lists(ways(), min_size=2, max_size=5), st.lists(st.sampled_from(["Ek", "Al", "Lönn"]), min_size=5))
def test_every_leg_of_a_day_keeps_near_its_own_line_and_within_the_lanes(them, pairs):
    for drawn, way in zip(drawn_legs([leg(w, p) for w, p in zip(them, pairs, strict=False)]), them, strict=True):
        assert all(abs(shift) <= FARTHEST_PX for shift in drawn.shifts)
        real = [p for part in way for p in part.points][1:-1]
        assert all(away_m(point, drawn.points) <= THINNED_M + 1.5 for point in real)


def test_a_dense_straight_street_becomes_its_two_ends():
    dense = tuple((18.05 + n * 3e-5, 59.33) for n in range(900))
    way = (PathPart("walk", "", dense, 600, estimated=False),)
    (drawn,) = drawn_legs([leg(way, end=(18.077, 59.33))])
    assert drawn.points == (START, (18.077, 59.33))


def test_points_along_the_way_are_kept_to_a_metre():
    way = (PathPart("walk", "", (START, (18.0612345678, 59.3412345678), END), 600, estimated=False),)
    (drawn,) = drawn_legs([leg(way)])
    assert drawn.points[1] == (round(18.0612345678, DECIMALS), round(59.3412345678, DECIMALS))


def test_pairs_on_one_street_are_thinned_alike_and_keep_their_sides_round_a_bend():
    bend = ((18.05, 59.33), (18.0551, 59.3301), (18.06, 59.33), (18.06, 59.325), (18.055, 59.325), (18.05, 59.325))
    way = (PathPart("walk", "", bend, 900, estimated=False),)
    back = (PathPart("walk", "", bend[::-1], 900, estimated=False),)
    ek, al = drawn_legs([leg(way, "Ek", end=bend[-1]), leg(way, "Al", end=bend[-1])])
    assert ek.points == al.points
    assert set(ek.shifts) == {3}
    assert set(al.shifts) == {-3}
    there, home = drawn_legs([leg(way, end=bend[-1]), leg(back, start=bend[-1], end=bend[0])])
    assert there.points == home.points[::-1]
    assert set(there.shifts) == set(home.shifts) == {3}


def test_where_another_pair_joins_both_lines_keep_that_corner():
    long = tuple((18.05 + n * 1e-3, 59.33) for n in range(11))
    joins = ((18.055, 59.335), *long[5:])
    ek, al = drawn_legs(
        [
            leg((PathPart("walk", "", long, 60, estimated=False),), end=long[-1]),
            leg((PathPart("walk", "", joins, 60, estimated=False),), "Al", start=joins[0], end=long[-1]),
        ]
    )
    assert ek.points == (long[0], (18.055, 59.33), long[-1])
    assert ek.shifts == (0, 3)
    assert al.points == (joins[0], (18.055, 59.33), long[-1])
    assert al.shifts == (0, -3)


def test_other_days_do_not_push_a_line_aside():
    legs = drawn_legs([leg(straight(START, END)), leg(straight(START, END), "Al", date(2026, 12, 4))])
    assert {shift for drawn in legs for shift in drawn.shifts} == {0}


def test_a_gap_between_two_parts_is_bridged_by_the_later_one():
    way = (
        PathPart("walk", "", (START, (18.06, 59.33)), 60, estimated=False),
        PathPart("metro", "metro 17", ((18.061, 59.331), END), 60, estimated=False),
    )
    (drawn,) = drawn_legs([leg(way)])
    assert drawn.points == (START, (18.06, 59.33), (18.061, 59.331), END)
    assert [(part.first, part.last) for part in drawn.parts] == [(0, 1), (1, 3)]


def away_m(point, line):
    """Give how far a point lies from a line."""
    scale = (111_195 * cos(radians(59.33)), 111_195)
    x, y = (c * s for c, s in zip(point, scale, strict=True))
    best = float("inf")
    for a, b in pairwise(line):
        (ax, ay), (bx, by) = ((c[0] * scale[0], c[1] * scale[1]) for c in (a, b))
        square = (bx - ax) ** 2 + (by - ay) ** 2
        t = max(0.0, min(1.0, ((x - ax) * (bx - ax) + (y - ay) * (by - ay)) / square)) if square else 0.0
        best = min(best, hypot(x - ax - t * (bx - ax), y - ay - t * (by - ay)))
    return best
