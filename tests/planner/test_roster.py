"""The roster: what one worker can not do, and which pairs go out."""

from datetime import timedelta

import pytest
from small_week import BASE, NEEDS, SHIFTS, WORKERS, at, busy, request, shift, two_workers

from planner.exact import exact_request
from planner.pair import TREES, name_pairs
from planner.request import WeekRequest
from planner.roster.limits import (
    breaks_needed,
    clashing_shifts,
    hours_left_s,
    possible_shifts,
    weekly_rests,
    working_s,
)
from planner.roster.roster import make_roster
from planner.worker import Absence, Busy, Experience, Worker
from planner.working_time import WorkingTime

LAW = WorkingTime()


def asked(*shifts, workers=None, **fields) -> WeekRequest:
    return request([], shifts, workers or two_workers(), **fields)


def possible(taken: Busy, *spans: tuple[str, str]) -> list[int]:
    """Give which shifts a worker with one piece of fixed work could do."""
    worker = Worker("larka", "Lärka", busy=(taken,))
    shifts = [shift(f"s{i}", *span) for i, span in enumerate(spans)]
    return possible_shifts(asked(*shifts, workers=[worker]), worker)


@pytest.mark.parametrize(
    ("minutes", "breaks"), [(60, 0), (300, 0), (301, 1), (480, 1), (630, 1), (631, 2), (720, 2), (960, 2), (961, 3)]
)
def test_breaks_that_a_shift_needs(minutes: int, breaks: int):
    assert breaks_needed(minutes * 60, LAW) == breaks
    start = at("mo 06:00")
    own = shift("s", "mo 06:00", "mo 07:00")
    assert working_s(type(own)("s", own.date, start, start + timedelta(minutes=minutes), BASE.id), LAW) == (
        minutes * 60 - breaks * 1800
    )


def test_eleven_hours_lie_between_fixed_work_and_a_shift():
    assert possible(busy("mo 18:00", "mo 22:00"), ("tu 08:59", "tu 15:00"), ("tu 09:00", "tu 15:00")) == [1]
    assert possible(busy("tu 09:00", "tu 10:00"), ("mo 16:00", "mo 22:01"), ("mo 16:00", "mo 22:00")) == [1]


def test_a_meeting_and_a_shift_make_one_working_day_of_thirteen_hours():
    assert possible(busy("mo 09:00", "mo 10:00"), ("mo 16:00", "mo 22:01"), ("mo 16:00", "mo 22:00")) == [1]


def test_a_shift_that_overlaps_a_meeting_or_touches_an_absence_is_not_possible():
    assert possible(busy("mo 18:00", "mo 19:00"), ("mo 16:00", "mo 22:00")) == []
    day = at("tu 00:00").date()
    worker = Worker("larka", "Lärka", absences=(Absence(day, day),))
    spans = (("mo 16:00", "tu 00:00"), ("mo 17:00", "tu 00:01"), ("tu 16:00", "tu 22:00"))
    shifts = [shift(f"s{i}", *span) for i, span in enumerate(spans)]
    assert possible_shifts(asked(*shifts, workers=[worker]), worker) == [0]


def test_an_early_shift_after_a_late_one_clashes():
    shifts = [
        shift("a", "mo 16:00", "mo 22:00"),
        shift("b", "tu 08:59", "tu 15:00"),
        shift("c", "tu 09:00", "tu 15:00"),
    ]
    its = asked(*shifts)
    assert clashing_shifts(its, its.workers[0], [0, 1, 2]) == [(0, 1), (1, 2)]


def test_rest_on_the_odd_nights_is_real_hours():
    """From 22:00 to 09:00 there are twelve hours when summer time ends, and ten when it begins."""
    for week, clash in (("2026-W43", []), ("2027-W12", [(0, 1)])):
        its = exact_request(
            asked(shift("a", "sa 16:00", "sa 22:00", week), shift("b", "su 09:00", "su 15:00", week), week=week)
        )
        assert clashing_shifts(its, its.workers[0], [0, 1]) == clash


def test_weekly_rest_lies_inside_the_week_and_beside_fixed_work():
    worker = Worker("larka", "Lärka", busy=(busy("we 09:00", "we 12:00"),))
    its = asked(shift("a", "sa 10:00", "sa 12:00"), shift("b", "su 10:00", "su 12:00"), workers=[worker])
    starts = [start for start, _ in weekly_rests(its, worker, [0, 1])]
    assert starts == [at("mo 00:00"), at("we 12:00"), at("sa 12:00")]
    assert all((end - start) == timedelta(hours=36) for start, end in weekly_rests(its, worker, [0, 1]))


def test_hours_left_count_commitments_of_the_week_only():
    worker = Worker(
        "larka", "Lärka", weekly_hours=20, busy=(busy("we 09:00", "we 12:00"), busy("mo+1 09:00", "mo+1 12:00"))
    )
    assert hours_left_s(asked(workers=[worker]), worker) == 17 * 3600


def test_the_roster_of_the_hand_made_week_keeps_what_it_must():
    its = request(NEEDS, SHIFTS, WORKERS)
    crews = make_roster(its, seconds=2)
    assert len(crews) >= 6
    for crew in crews:
        pair = [its.worker[w] for w in crew.workers[:2]]
        assert Experience.OBSERVER not in {w.experience for w in pair}
        assert {w.experience for w in pair} != {Experience.NEWCOMER}
        assert crew.shift.skills <= crew.skills == pair[0].skills | pair[1].skills
        assert all(its.worker[w].experience is Experience.OBSERVER for w in crew.workers[2:])
    assert any("duva" in crew.workers for crew in crews), "the observer comes along"
    named = {crew.pair: crew.workers[:2] for crew in crews}
    assert all(named[crew.pair] == crew.workers[:2] for crew in crews)


def test_two_newcomers_alone_are_no_pair_and_nor_is_an_observer():
    for experience in (Experience.NEWCOMER, Experience.OBSERVER):
        workers = two_workers(experience=experience)
        assert make_roster(asked(SHIFTS[0], workers=workers), seconds=1) == ()


def test_nobody_works_without_weekly_rest_or_above_the_contract():
    evenings = [shift(day, f"{day} 12:00", f"{day} 21:30") for day in ("mo", "tu", "we", "th", "fr", "sa", "su")]
    workers = two_workers(weekly_hours=60.0)
    assert len(make_roster(asked(*evenings, workers=workers), seconds=2)) == 6
    workers = two_workers(weekly_hours=18.0)
    assert len(make_roster(asked(*evenings, workers=workers), seconds=2)) == 2


def test_pairs_are_named_in_order_and_keep_their_names():
    pairs = [(f"a{i}", f"b{i}") for i in range(18)]
    names = name_pairs([*pairs, pairs[0]])
    assert list(names.values()) == [*TREES, "Ek 2", "Björk 2"]
    assert list(name_pairs(pairs[:3], ("Ett", "Två")).values()) == ["Ett", "Två", "Ett 2"]
