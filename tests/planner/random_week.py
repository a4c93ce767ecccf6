"""Random small requests, and random changes of their plans: one source for Hypothesis and for the long runs."""

from collections import Counter
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from random import Random

from small_week import BASE, TZ, request, travel

from geo.hotspot import Daylight, VisitNeed
from geo.travel.times import Mode
from geo.windows import WEEKDAYS, WeekWindows, wall_clock
from planner.check import check
from planner.explain import REMEDY, wanted_visits
from planner.need_match import visits_by_need
from planner.overdue import Overdue
from planner.plan import Route, Stop, WeekPlan
from planner.plan_json import plan_from_dict, plan_to_dict
from planner.request import Covered, WeekRequest, week_monday
from planner.shift import Shift
from planner.value import plan_score
from planner.worker import Absence, Busy, BusyKind, Experience, Wish, Worker

WEEKS = ("2026-W49", "2026-W43", "2027-W12", "2027-W25", "2026-W53")
"""Winter, both changes of the clock, Midsommar, and a week of two years."""

SKILLS = ("romanian", "nurse")
DISTRICTS = ("north", "south")
BIRDS = ("larka", "mes", "trast", "siska", "lom", "ripa")


def random_request(random: Random) -> WeekRequest:
    """Make a request of two to six workers, one to seven shifts and one to ten needs."""
    week = random.choice(WEEKS)
    needs = _needs(random)
    places = [BASE.id, *sorted({need.hotspot for need in needs})]
    day_s = random.choice([0, 60, 600, 2400])
    far = random.choice(["", *places[1:]])
    times = travel(places, day_s=day_s, night_s=random.choice([day_s, 1800]), far=far, far_s=random.choice([60, 5400]))
    shifts = [_shift(random, week, number) for number in range(random.randint(1, 7))]
    workers = [_worker(random, week, bird) for bird in BIRDS[: random.randint(2, 6)]]
    made = request(
        needs,
        sorted(shifts, key=lambda s: s.start),
        workers,
        week=week,
        travel=times,
        covered=tuple(_covered(random, week, needs) for _ in range(random.choice([0, 0, 3]))),
        slack_share=random.choice([0.0, 0.15, 0.5]),
        overdue=tuple(Overdue(need.id, random.randint(1, 9)) for need in needs if random.random() < 0.2),
    )
    return replace(made, hotspots=tuple(replace(h, district=random.choice(DISTRICTS)) for h in made.hotspots))


def _when(random: Random, week: str, hours: tuple[int, int] = (0, 23), days: tuple[int, int] = (0, 6)):
    day = week_monday(week) + timedelta(days=random.randint(*days))
    return wall_clock(day, random.randint(*hours) * 60 + random.choice([0, 0, 15, 30]), TZ)


def _shift(random: Random, week: str, number: int) -> Shift:
    start = _when(random, week, hours=random.choice([(0, 23), (14, 18), (21, 22)]))
    end = start + timedelta(minutes=random.choice([120, 240, 300, 345, 480, 540, 660]))
    skills = frozenset(random.sample(SKILLS, random.choice([0, 0, 0, 1])))
    return Shift(
        f"shift-{number}",
        start.date(),
        start,
        end,
        BASE.id,
        random.choice(list(Mode)),
        random.choice([1, 1, 2]),
        skills,
        frozenset(random.sample(DISTRICTS, random.choice([0] * 6 + [1]))),
    )


def _worker(random: Random, week: str, bird: str) -> Worker:
    experience = random.choices(list(Experience), [12, 2, 1])[0]
    absences, busy = [], []
    wishes = ()
    if random.random() < 0.2:
        day = _when(random, week).date()
        wishes = (Wish(day, day, random.random() < 0.5),)
    for _ in range(random.choice([0, 0, 1])):
        first = _when(random, week, days=(-2, 6)).date()
        absences.append(Absence(first, first + timedelta(days=random.randint(0, 2))))
    for _ in range(random.choice([0, 0, 1, 2])):
        start = _when(random, week, days=(-2, 8))
        end = start + timedelta(hours=random.choice([1, 3, 8]))
        if start.timestamp() < end.timestamp():
            busy.append(Busy(start, end, random.choice(list(BusyKind)), "x"))
    skills = frozenset(random.sample(SKILLS, random.randint(0, 2)))
    hours = random.choice([8.0, 20.0, 38.25, 38.25, 40.0])
    return Worker(bird, bird.capitalize(), skills, hours, experience, tuple(absences), tuple(busy), wishes)


def _needs(random: Random) -> list[VisitNeed]:
    needs: list[VisitNeed] = []
    for number in range(random.randint(1, 10)):
        made = _need(random, number)
        if not any(n.hotspot == made.hotspot and _meet(n.windows, made.windows) for n in needs):
            needs.append(replace(made, peak=random_peak(random, made)))
    return needs


def _meet(a: WeekWindows, b: WeekWindows) -> bool:
    """Tell whether two needs could meet on any weekday, since a holiday may count as another one."""
    every = [
        WeekWindows.parse("daily " + str(windows).split(" ", 1)[1].split(";")[0]) if windows.windows else windows
        for windows in (a, b)
    ]
    return every[0].overlaps(every[1])


def _need(random: Random, number: int) -> VisitNeed:
    days = random.choice(["daily", "daily", "mo-fr", "sa-su", ",".join(random.sample(WEEKDAYS, 2))])
    start = random.choice([random.randint(0, 23), 15, 18])
    lasts = random.choice([1, 4, 8, 14, 20])
    windows = WeekWindows.parse(f"{days} {start:02d}:00-{(start + lasts) % 24:02d}:00")
    least = random.choice([0, 0, 1, 2])
    target = least + random.randint(0, 2)
    return VisitNeed(
        f"need-{number}", f"place-{random.randint(0, 6)}", windows, random.choice([10, 30, 45, 60]),
        least=least, target=target, most=max(target + random.randint(0, 2), 1),
        gap_h=random.choice([0, 0, 3, 20, 47.5]), weight=random.choice([0.5, 1, 3]),
        season=random.choice(["all", "all", "all", "winter", "summer"]),
        skills=frozenset(random.sample(SKILLS, random.choice([0, 0, 0, 1]))),
        pairs=random.choice([1, 1, 1, 2]), daylight=random.choice([Daylight.ANY, *Daylight]),
    )  # fmt: skip


def random_peak(random: Random, need: VisitNeed) -> WeekWindows | None:
    """Give the first part of each window of a need, now and then."""
    cut = max(60, need.minutes)
    windows = tuple(replace(w, end_min=min(w.start_min + cut, w.end_min)) for w in need.windows.windows)
    return WeekWindows(windows) if random.random() < 0.4 else None


def _covered(random: Random, week: str, needs: list[VisitNeed]) -> Covered:
    return Covered(random.choice(needs).hotspot, _when(random, week), "andra")


def assert_sound(plan: WeekPlan) -> None:
    """Assert all that holds for every plan that the planner makes, before and after it has been a file."""
    again = plan_from_dict(plan_to_dict(plan))
    assert not [str(v) for v in check(plan)]
    assert not [str(v) for v in check(again)], "breaks a rule once it has been a file"
    assert plan_to_dict(again) == plan_to_dict(plan)
    assert plan.score == plan_score(plan) == plan_score(again)
    assert plan.bound is not None
    assert plan.score <= plan.bound
    visits = visits_by_need(plan)
    short = Counter(
        need.hotspot
        for need in plan.request.needs
        if len(visits[need.id]) < wanted_visits(need)
        and (need.season == "all" or any(need.season in day.seasons for day in plan.request.days))
    )
    assert Counter(u.hotspot for u in plan.unplanned) == short
    assert all(REMEDY[u.reason] is u.suggestion for u in plan.unplanned)


def mutated(random: Random, plan: WeekPlan) -> WeekPlan:
    """Change a plan at random in one to four places, as hands could do."""
    for _ in range(random.randint(1, 4)):
        plan = random.choice(CHANGES)(random, plan)
    return plan


def _route(random: Random, plan: WeekPlan, **changes: Callable[[Route], object]) -> WeekPlan:
    if not plan.routes:
        return plan
    routes = list(plan.routes)
    number = random.randrange(len(routes))
    routes[number] = replace(routes[number], **{name: change(routes[number]) for name, change in changes.items()})
    return replace(plan, routes=tuple(routes))


def _shake(random: Random, stop: Stop) -> Stop:
    by = timedelta(minutes=random.randint(-3000, 3000))
    field = random.choice(["arrive", "start", "leave", "hotspot"])
    if field == "hotspot":
        return replace(stop, hotspot=random.choice(["place-0", "place-1", "nowhere", ""]))
    return replace(stop, **{field: getattr(stop, field) + by})


def _later(random: Random, plan: WeekPlan) -> WeekPlan:
    by = timedelta(minutes=random.randint(-3000, 3000))
    return _route(random, plan, start=lambda r: r.start + by, end=lambda r: r.end + random.choice([by, -by]))


def _others(random: Random, plan: WeekPlan) -> WeekPlan:
    crew = tuple(random.choices([*BIRDS, "nobody"], k=random.randint(0, 4)))
    return _route(random, plan, workers=lambda _: crew)


def _swap(random: Random, plan: WeekPlan) -> WeekPlan:
    if len(plan.routes) < 2:
        return plan
    other = random.choice(plan.routes)
    return _route(random, plan, workers=lambda _: other.workers, stops=lambda _: other.stops)


def _stops(random: Random, plan: WeekPlan) -> WeekPlan:
    return _route(
        random, plan, stops=lambda r: tuple(_shake(random, s) if random.random() < 0.5 else s for s in r.stops)
    )


def _order(random: Random, plan: WeekPlan) -> WeekPlan:
    return _route(random, plan, stops=lambda r: tuple(random.sample(r.stops, random.randint(0, len(r.stops)))))


def _legs(random: Random, plan: WeekPlan) -> WeekPlan:
    return _route(random, plan, legs=lambda r: tuple(random.choices(r.legs, k=random.randint(0, 5))) if r.legs else ())


def _breaks(random: Random, plan: WeekPlan) -> WeekPlan:
    by = timedelta(minutes=random.randint(-600, 600))
    return _route(random, plan, breaks=lambda r: tuple(replace(b, start=b.start + by) for b in r.breaks))


def _date(random: Random, plan: WeekPlan) -> WeekPlan:
    return _route(random, plan, date=lambda r: r.date + timedelta(days=random.randint(-30, 30)))


def _twice(random: Random, plan: WeekPlan) -> WeekPlan:
    return replace(plan, routes=tuple(random.choices(plan.routes, k=len(plan.routes) + 1)) if plan.routes else ())


def _base(random: Random, plan: WeekPlan) -> WeekPlan:
    return _route(random, plan, base=lambda _: random.choice(["bas", "nowhere", "place-0"]))


CHANGES = (_later, _others, _swap, _stops, _order, _legs, _breaks, _date, _twice, _base)
