"""Positions written by hand: either sign for decimals, either order told, an area by its corners."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from shapely.geometry import Point, Polygon

from web.lead.place_point import (
    CROSSING,
    NO_NUMBERS,
    NOTHING,
    OUTSIDE,
    SWAPPED,
    TWO,
    PositionError,
    read_position,
    write_position,
)

CITY = (17.75, 59.2, 18.22, 59.54)
LON = st.floats(17.76, 18.21)
LAT = st.floats(59.21, 59.53)


@given(LON, LAT)
def test_a_point_is_read_as_it_was_written(lon, lat):
    at = read_position(write_position(Point(lon, lat)), CITY)
    assert abs(at.x - lon) < 1e-6
    assert abs(at.y - lat) < 1e-6


@given(LON, LAT)
def test_coordinates_the_other_way_round_are_told_with_how_they_should_stand(lon, lat):
    with pytest.raises(PositionError) as caught:
        read_position(f"{lon:.6f}, {lat:.6f}", CITY)
    assert caught.value.said == SWAPPED
    assert read_position(caught.value.values["turned"], CITY).distance(Point(lon, lat)) < 1e-5


@pytest.mark.parametrize(
    "text",
    [
        "59.31487, 18.07347",
        "59,31487 18,07347",
        "59,31487; 18,07347",
        "59.31487° N, 18.07347° E",
        " 59,31487, 18,07347 \n",
    ],
)
def test_decimals_with_comma_or_point(text):
    assert read_position(text, CITY).coords[0] == (18.07347, 59.31487)


def test_three_corners_are_an_area_and_a_last_corner_like_the_first_is_no_other():
    corners = "59.31, 18.07\n59.32, 18.07\n59.32, 18.08"
    area = read_position(corners, CITY)
    assert isinstance(area, Polygon)
    assert read_position(corners + "\n59.31, 18.07", CITY) == area
    assert read_position(write_position(area), CITY) == area


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("", NOTHING),
        ("vid bron", NO_NUMBERS),
        ("59.3", NO_NUMBERS),
        ("55.6, 13.0", OUTSIDE),
        ("59.31, 18.07\n59.32, 18.07", TWO),
        ("59.31, 18.07\n59.32, 18.08\n59.32, 18.07\n59.31, 18.08", CROSSING),
    ],
)
def test_what_is_no_position_says_why(text, said):
    with pytest.raises(PositionError) as caught:
        read_position(text, CITY)
    assert caught.value.said == said
