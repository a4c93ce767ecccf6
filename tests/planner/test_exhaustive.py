"""The exhaustive optimum on weeks whose best is known by reckoning, so that it can be trusted where it is not."""

from dataclasses import replace

import pytest
from exhaustive import Exhaustive, Seat
from rosters import best_of_all, legal_seats
from small_week import BASE, WORKERS, need, request, shift, travel, two_workers

from planner.request import WeekRequest
from planner.worker import Experience, Worker

MONDAY = shift("mo", "mo 16:00", "mo 20:00")
TUESDAY = shift("tu", "tu 16:00", "tu 20:00")


def best(asked: WeekRequest, *seats: Seat) -> float:
    return Exhaustive(asked).best(seats or [Seat(i) for i in range(len(asked.shifts))]).value


def test_an_hour_holds_as_many_visits_as_its_seconds_say():
    # 4 h less 15 % are 12,240 s; 10 min there, back and between: five visits take 6 x 600 + 5 x 1,800 = 12,600 s.
    needs = [need(place, "mo 16:00-20:00") for place in ("torget", "kajen", "bron", "parken", "hamnen")]
    assert best(request(needs, [MONDAY], two_workers(), slack_share=0.15)) == 4
    assert best(request(needs, [MONDAY], two_workers(), slack_share=0.125)) == 5


def test_a_gap_makes_the_second_visit_wait_and_a_second_more_is_too_much():
    # The first visit ends at 16:40 at the earliest, the second begins at 19:20 at the latest: 26 h 40 min between them.
    for gap_h, visits in ((26.6666, 2), (26.6667, 1)):
        asked = request([need("torget", "daily 16:00-20:00", least=2, target=2, most=2, gap_h=gap_h)],
                        [MONDAY, TUESDAY], two_workers())  # fmt: skip
        assert best(asked) == pytest.approx(3 + 2.55 * (visits - 1))


def test_a_need_is_visited_once_a_day_and_covered_visits_are_taken_off():
    asked = request([need("torget", "daily 16:00-20:00", target=3, most=3)], [MONDAY, TUESDAY], two_workers())
    assert best(asked) == pytest.approx(1.85)


def test_a_joint_visit_takes_two_pairs_at_one_second():
    needs = [need("torget", "mo 17:00-18:00", 60, pairs=2, least=1), need("kajen", "mo 16:30-17:10", 30)]
    asked = request(needs, [replace(MONDAY, pairs=2)], WORKERS[:4])
    # Both are at the square from 17 to 18, and so one of them may be at the quay from 16:30 but not be back in time.
    assert best(asked, Seat(0)) == 1
    assert best(asked, Seat(0), Seat(0)) == 6
    early = request([needs[0], need("kajen", "mo 16:20-16:50", 30)], asked.shifts, asked.workers)
    assert best(early, Seat(0), Seat(0)) == 7


def test_a_break_is_free_of_visits_and_travel_and_lies_early_enough():
    evening = shift("mo", "mo 16:00", "mo 22:00")
    needs = [need("torget", "mo 16:10-21:10", 300)]
    assert best(request(needs, [evening], two_workers(), slack_share=0.0)) == 0, "no break within five hours"
    shorter = [need("torget", "mo 16:10-21:10", 240)]
    assert best(request(shorter, [evening], two_workers(), slack_share=0.0)) == 1


def test_a_pair_may_wait_for_a_departure_period_with_a_shorter_way():
    # By day every way takes two hours and a half, by night ten minutes; the night begins at 22:00.
    late = shift("mo", "mo 19:30", "mo 23:30")
    times = travel([BASE.id, "torget"], day_s=9000, night_s=600)
    asked = request([need("torget", "mo 22:10-22:40")], [late], two_workers(), travel=times, slack_share=0.0)
    assert best(asked) == 1
    told = Exhaustive(asked).best([Seat(0)]).ways[0]
    assert [step.takes_s for step in told.steps if step.what == "leg"][-1] == 600


def test_the_hours_when_people_are_there_are_worth_more():
    asked = request([replace(need("torget", "mo 16:00-20:00"), peak=need("x", "mo 16:00-16:35").windows)], [MONDAY],
                    two_workers())  # fmt: skip
    assert best(asked) == pytest.approx(0.7), "nobody is there before 16:10"
    earlier = replace(asked, shifts=(shift("mo", "mo 15:50", "mo 19:50"),))
    assert best(earlier) == 1


def test_all_rosters_are_those_that_the_law_allows():
    workers = (Worker("larka", "Lärka", frozenset({"nurse"})), Worker("mes", "Mes", experience=Experience.NEWCOMER),
               Worker("trast", "Trast", experience=Experience.NEWCOMER))  # fmt: skip
    needs = [need("torget", "daily 16:00-20:00", skills=frozenset({"nurse"}))]
    asked = request(needs, [MONDAY, TUESDAY], workers)
    every = Exhaustive(asked)
    assert legal_seats(every) == [(Seat(0, frozenset({"nurse"})), Seat(1, frozenset({"nurse"})))]
    assert best_of_all(every) == pytest.approx(1 + 0.25 * 0.85)
    short = replace(asked, workers=tuple(replace(w, weekly_hours=5.0) for w in workers))
    assert len(legal_seats(Exhaustive(short))[0]) == 1


def test_a_joint_visit_that_could_belong_to_two_dates_is_refused():
    shifts = [shift("mo", "mo 20:00", "tu 02:00"), shift("tu", "tu 01:00", "tu 07:00")]
    with pytest.raises(ValueError, match="two dates"):
        Exhaustive(request([need("torget", "daily 16:00-04:00", pairs=2)], shifts, WORKERS))
