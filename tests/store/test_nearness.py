"""Nearness in the database: both databases find the same places, and those that Shapely finds."""

import shapely
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from shapely.geometry import Point, box
from sqlalchemy import Column, Integer, MetaData, select
from sqlalchemy import Table as SqlTable

from web.store.engine import WRITES
from web.store.geometry import Geometry, dwithin

PLACES = SqlTable("nearness", MetaData(), Column("id", Integer, primary_key=True), Column("place", Geometry("POINT")))
WEST, SOUTH, EAST, NORTH = 650_000, 6_560_000, 690_000, 6_600_000
"""The city and more, SWEREF 99 TM."""

cm = st.integers(0, 100).map(lambda n: n / 100)
xs = st.tuples(st.integers(WEST, EAST), cm).map(sum)
ys = st.tuples(st.integers(SOUTH, NORTH), cm).map(sum)
points = st.builds(Point, xs, ys)
near_points = st.builds(lambda x, y: Point(674_000 + x, 6_581_000 + y), st.integers(-60, 60), st.integers(-60, 60))
boxes = st.tuples(points | near_points, st.integers(1, 20_000), st.integers(1, 20_000)).map(
    lambda made: box(made[0].x, made[0].y, made[0].x + made[1], made[0].y + made[2])
)
UNCLEAR_M = 1e-6
"""Places whose distance is the limit but for rounding may fall on either side."""


@settings(deadline=None, max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    places=st.lists(points | near_points | st.none(), min_size=1, max_size=25),
    shape=points | near_points | boxes,
    metres=st.integers(0, 200) | st.integers(0, 40_000),
)
def test_the_places_near_a_point_or_a_box_are_those_that_shapely_finds(store, places, shape, metres):
    distances = [None if place is None else shapely.distance(place, shape) for place in places]
    assume(all(d is None or abs(d - metres) > UNCLEAR_M for d in distances))
    with store.engine.execution_options(**{WRITES: True}).connect() as connection, connection.begin() as transaction:
        PLACES.create(connection)
        connection.execute(PLACES.insert(), [{"id": n, "place": place} for n, place in enumerate(places)])
        found = set(connection.scalars(select(PLACES.c.id).where(dwithin(PLACES.c.place, shape, metres))))
        transaction.rollback()
    assert found == {n for n, distance in enumerate(distances) if distance is not None and distance < metres}


def test_a_place_comes_back_as_it_was_written(store):
    exact = Point(674318.2512345678, 6581311.000000001)
    with store.engine.execution_options(**{WRITES: True}).connect() as connection, connection.begin() as transaction:
        PLACES.create(connection)
        connection.execute(PLACES.insert(), [{"id": 1, "place": exact}, {"id": 2, "place": None}])
        found = {row.id: row.place for row in connection.execute(select(PLACES))}
        transaction.rollback()
    assert (found[1].x, found[1].y, found[2]) == (exact.x, exact.y, None)
