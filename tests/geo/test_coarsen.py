"""A blurred place tells its square and nothing finer."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point

from geo.coarsen import GRID_M, district_of, middle_of_square, square_of
from geo.crs import to_metres
from geo.district import Districts, Neighbourhood, Validity

EASTS = st.floats(260_000, 920_000, allow_nan=False)
NORTHS = st.floats(6_130_000, 7_680_000, allow_nan=False)
POINTS = st.builds(Point, EASTS, NORTHS)


@given(POINTS)
def test_the_middle_lies_within_half_a_diagonal(place):
    assert middle_of_square(place).distance(place) <= GRID_M / 2 * 2**0.5 + 1e-6


@given(POINTS)
def test_blurring_twice_is_blurring_once(place):
    once = middle_of_square(place)
    assert middle_of_square(once) == once


@given(POINTS, st.floats(0, 0.999), st.floats(0, 0.999))
def test_every_point_of_a_square_has_the_same_middle(place, x, y):
    west, south, *_ = square_of(place).bounds
    assert middle_of_square(Point(west + x * GRID_M, south + y * GRID_M)) == middle_of_square(place)


@given(POINTS)
def test_corners_lie_on_multiples_of_the_side(place):
    square = square_of(place)
    assert square.covers(place)
    assert all(value % GRID_M == 0 for value in square.bounds)


def test_a_district_is_that_of_the_date_and_unknown_where_none_is_known():
    old, new = Validity(end=date(2020, 1, 1)), Validity(first=date(2020, 1, 1), end=date(2030, 1, 1))
    districts = Districts(
        (
            Neighbourhood("A", "Gamla", 18.06, 59.33, valid=old),
            Neighbourhood("A", "Nya", 18.06, 59.33, valid=new),
        )
    )
    place = Point(*to_metres([(18.07, 59.33)])[0])
    assert district_of(place, districts, date(2019, 5, 1)) == "Gamla"
    assert district_of(place, districts, date(2026, 5, 1)) == "Nya"
    assert district_of(place, districts, date(2031, 5, 1)) is None
