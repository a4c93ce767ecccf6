"""A week by hand with room in it, its plan, and random things that happen to a week."""

from dataclasses import replace
from datetime import datetime, timedelta
from random import Random

from small_week import at, need, request, shift

from geo.hotspot import VisitNeed
from planner.amend.changes import (
    closed_place,
    one_pair_less,
    one_pair_more,
    sick,
    with_urgent_need,
    without_need,
    without_shift,
)
from planner.plan import WeekPlan
from planner.plan_week import plan_week
from planner.request import WeekRequest
from planner.worker import Worker

NEEDS = (
    need("torget-kvall", "daily 16:00-22:00", least=1, target=4, most=5, gap_h=20),
    need("stationen-kvall", "daily 16:00-22:00", 20, least=1, target=4, most=6),
    need("parken-kvall", "mo-we 16:00-20:00", 40, target=1, most=1),
    need("hamnen-gemensam", "mo-tu 16:00-21:00", 40, pairs=2, least=1, target=1, most=1),
    need("lagret-sprak", "daily 16:00-22:00", skills=frozenset({"romanian"}), target=2, most=2),
    need("bron-kvall", "daily 16:00-22:00", 60, target=4, most=7, weight=0.5),
)
SHIFTS = (
    shift("mo-kvall", "mo 16:00", "mo 22:00", pairs=2),
    shift("tu-kvall", "tu 16:00", "tu 22:00", pairs=2),
    shift("we-kvall", "we 16:00", "we 22:00"),
    shift("fr-kvall", "fr 16:00", "fr 22:00"),
)
WORKERS = (
    Worker("larka", "Lärka", frozenset({"romanian"})),
    Worker("mes", "Mes"),
    Worker("trast", "Trast", frozenset({"romanian"})),
    Worker("sparv", "Sparv"),
    Worker("lom", "Lom"),
)


def asked() -> WeekRequest:
    """Make the request."""
    return request(NEEDS, SHIFTS, WORKERS, slack_share=0.1)


def planned() -> WeekPlan:
    """Make a good plan of it."""
    return plan_week(asked(), seconds=5, rounds=60)


def happens(random: Random, week: WeekRequest) -> WeekRequest:
    """Let something happen to a week."""
    changes = [
        lambda: sick(week, random.choice(week.workers).id, *_days(random, week)),
        lambda: without_shift(week, random.choice(week.shifts).id),
        lambda: one_pair_less(week, random.choice(week.shifts).id),
        lambda: one_pair_more(week, random.choice(week.shifts).id),
        lambda: with_urgent_need(week, random.choice(week.needs)),
        lambda: with_urgent_need(week, _tip(random, week)),
        lambda: without_need(week, random.choice(week.needs).id),
        lambda: closed_place(week, random.choice(week.hotspots).id),
    ]
    return random.choice(changes)()


def moment(random: Random, week: WeekRequest) -> datetime:
    """Give a time from before the week to after it."""
    return at("mo 00:00", week.week) + timedelta(hours=random.uniform(-12, 7 * 24 + 12))


def _days(random: Random, week: WeekRequest):
    first = random.choice(week.days).date
    return first, first + timedelta(days=random.randint(0, 3))


def _tip(random: Random, week: WeekRequest) -> VisitNeed:
    place = random.choice(week.hotspots).id
    own = random.choice(week.needs_at[place]) if place in week.needs_at else need("tips", "daily 09:00-23:30", 20)
    return replace(own, hotspot=place, minutes=min(own.minutes, 20), weight=2 * own.weight)
