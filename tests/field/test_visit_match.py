"""Which visit answers which stop, also after the plan has changed."""

from datetime import UTC, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from planner.plan import Stop
from web.field.visit_match import visits_of_stops
from web.store.tables.visits import VisitRow

AT = datetime(2026, 12, 3, 14, 0, tzinfo=UTC)


def stop(place, hour):
    start = AT + timedelta(hours=hour)
    return Stop(place, start, start, start + timedelta(minutes=30))


def visit(place, hour, *, effort=None):
    planned = None if hour is None else AT + timedelta(hours=hour)
    return VisitRow(hotspot_id=place, effort_id=effort, planned=planned, at=AT)


def test_a_visit_answers_the_stop_whose_start_it_names():
    stops = [stop("torget", 1), stop("bron", 2), stop("torget", 3)]
    late = visit("torget", 3)
    assert visits_of_stops(stops, [late]) == ((None, None, late), ())


def test_where_a_new_plan_has_moved_a_stop_its_visit_follows():
    moved = visit("bron", 2)
    assert visits_of_stops([stop("torget", 1), stop("bron", 4)], [moved]) == ((None, moved), ())


def test_a_visit_that_was_not_planned_answers_no_stop():
    extra = visit("torget", None)
    assert visits_of_stops([stop("torget", 1)], [extra]) == ((None,), (extra,))


def test_the_visit_of_an_effort_answers_the_effort_and_not_the_place_it_stands_at():
    there = visit("torget", 1, effort="e1")
    assert visits_of_stops([stop("torget", 1), stop("insats-e1", 1)], [there]) == ((None, there), ())


PLACES = st.sampled_from(["a", "b", "c"])


@given(
    stops=st.lists(st.tuples(PLACES, st.integers(0, 5)), max_size=5, unique=True),
    visits=st.lists(st.tuples(PLACES, st.none() | st.integers(0, 5)), max_size=6),
)
def test_every_visit_is_matched_once_or_left_over_and_only_at_its_place(stops, visits):
    planned, logged = [stop(*one) for one in stops], [visit(*one) for one in visits]
    found, rest = visits_of_stops(planned, logged)
    assert len(found) == len(planned)
    used = [id(one) for one in found if one is not None]
    assert sorted(used + [id(one) for one in rest]) == sorted(map(id, logged))
    for at, one in zip(planned, found, strict=True):
        assert one is None or one.hotspot_id == at.hotspot
    for one in rest:  # nothing is left over that could have answered a stop
        assert one.planned is None or all(
            answer is not None for at, answer in zip(planned, found, strict=True) if at.hotspot == one.hotspot_id
        )
