"""Random weeks small enough to be solved by trying everything, with all that a week can hold."""

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import numpy as np
from random_week import BIRDS, DISTRICTS, SKILLS, WEEKS, random_peak
from small_week import BASE, TZ, request

from geo.hotspot import Daylight, VisitNeed
from geo.travel.times import Mode, Period, TravelMatrix
from geo.windows import WEEKDAYS, WeekWindows, wall_clock
from planner.overdue import Overdue
from planner.request import Covered, Travel, WeekRequest, week_monday
from planner.shift import Shift
from planner.worker import Absence, Busy, BusyKind, Experience, Worker

MOST_SEATS = 4


def tiny_request(random: Random) -> WeekRequest:
    """Make a week of one to three shifts of one or two pairs, at most six needs and two to five workers.

    No two shifts share their hours. Where shifts of two dates overlap, no need asks for several pairs, so that every
    visit belongs to one date; at most one need has peak hours. This keeps the exhaustive optimum exact and quick.
    """
    week = random.choice(WEEKS)
    shifts = _shifts(random, week)
    across = any(a.date != b.date and a.start < b.end and b.start < a.end for a in shifts for b in shifts)
    needs = _needs(random, shifts, most_pairs=1 if across else 2)
    places = [BASE.id, *sorted({need.hotspot for need in needs})]
    made = request(
        needs,
        shifts,
        [_worker(random, bird, shifts) for bird in BIRDS[: random.choice([2, 4, 4, 4, 4, 5])]],
        week=week,
        travel=_travel(random, places),
        covered=tuple(
            Covered(random.choice(needs).hotspot, random.choice(shifts).start + timedelta(minutes=90), "andra")
            for _ in range(random.choice([0, 0, 0, 1, 2]))
        ),
        slack_share=random.choice([0.0, 0.0, 0.15, 0.15, 0.15, 0.4]),
        overdue=tuple(Overdue(need.id, random.randint(1, 9)) for need in needs if random.random() < 0.2),
    )
    spots = tuple(replace(h, district=DISTRICTS[i % 2]) for i, h in enumerate(made.hotspots))
    return replace(made, hotspots=spots)


def _shifts(random: Random, week: str) -> list[Shift]:
    odd = random.random() < 0.5
    found: dict[tuple[object, object], Shift] = {}
    first = random.choice([5, 5, 4]) if odd else random.randint(0, 4)  # the odd night is that of Saturday to Sunday
    seats = MOST_SEATS
    for number in range(random.choice([1, 2, 3, 3, 3])):
        day = week_monday(week) + timedelta(days=min(first + random.choice([0, 0, 1, 2]), 6))
        start = random.choice([9 * 60, 15 * 60, 16 * 60 + 30, 17 * 60, 21 * 60, 22 * 60])
        begin = wall_clock(day, start, TZ)
        end = wall_clock(day, start + random.choice([180, 300, 360, 480, 540, 660]), TZ)
        pairs = min(random.choice([1, 2, 2]), seats)
        if not pairs or (begin, end) in found or end.timestamp() <= begin.timestamp():
            continue
        seats -= pairs
        found[begin, end] = Shift(
            f"shift-{number}", day, begin, end, BASE.id, random.choice(list(Mode)), pairs,
            frozenset(random.sample(SKILLS, random.choice([0] * 8 + [1]))),
            frozenset(random.sample(DISTRICTS, random.choice([0] * 8 + [1]))),
        )  # fmt: skip
    return sorted(found.values(), key=lambda s: (s.start.timestamp(), s.end.timestamp()))


def _needs(random: Random, shifts: list[Shift], *, most_pairs: int) -> list[VisitNeed]:
    needs: list[VisitNeed] = []
    places = random.randint(3, 6)
    for number in range(random.choice([2, 3, 4, 5, 6])):
        made = _need(random, number, places, random.choice(shifts), most_pairs=most_pairs)
        made = replace(made, peak=random_peak(random, made) if all(n.peak is None for n in needs) else None)
        if not any(n.hotspot == made.hotspot and _ever(n).overlaps(_ever(made)) for n in needs):
            needs.append(made)
    return needs


def _ever(need: VisitNeed) -> WeekWindows:
    """Give the hours of a need on every day, since a holiday may count as another weekday."""
    hours = {(w.start_min, w.end_min) for w in need.windows.windows}
    spans = ", ".join(f"{a // 60:02d}:{a % 60:02d}-{b // 60 % 24:02d}:{b % 60:02d}" for a, b in sorted(hours))
    return WeekWindows.parse(f"daily {spans}")


def _need(random: Random, number: int, places: int, shift: Shift, *, most_pairs: int) -> VisitNeed:
    days = random.choice(["daily"] * 7 + ["mo-fr", "fr-su", ",".join(random.sample(WEEKDAYS, 4))])
    start = (shift.start.hour + random.randint(-3, 2)) % 24
    lasts = random.choice([3, 4, 6, 10])
    hours = f"{start:02d}:00-{(start + lasts) % 24:02d}:00"
    if random.random() < 0.3:
        again = (start + lasts + random.randint(1, 2)) % 24
        hours += f", {again:02d}:00-{(again + 2) % 24:02d}:00"
    least = random.choice([0, 0, 1, 2])
    target = max(least + random.randint(0, 2), 1)
    return VisitNeed(
        f"need-{number}", f"place-{random.randint(1, places)}", WeekWindows.parse(f"{days} {hours}"),
        random.choice([15, 30, 45, 60]),
        least=least, target=target, most=target + random.randint(0, 1),
        gap_h=random.choice([0, 0, 10, 23.5, 24, 25.25, 47]), weight=random.choice([0.5, 1, 1.7, 3]),
        season=random.choice(["all"] * 7 + ["winter"]),
        skills=frozenset(random.sample(SKILLS, random.choice([0, 0, 0, 0, 1]))),
        pairs=random.choice([1, 1, 1, most_pairs]), daylight=random.choice([Daylight.ANY] * 8 + [*Daylight]),
    )  # fmt: skip


def _worker(random: Random, bird: str, shifts: list[Shift]) -> Worker:
    absences: tuple[Absence, ...] = ()
    busy: tuple[Busy, ...] = ()
    if random.random() < 0.1:
        away: date = random.choice(shifts).date
        absences = (Absence(away, away),)
    if random.random() < 0.15:
        begin = random.choice(shifts).start - timedelta(hours=random.choice([3, 10, 12]))
        busy = (Busy(begin, begin + timedelta(hours=1), BusyKind.COMMITMENT, "möte"),)
    return Worker(
        bird, bird.capitalize(), frozenset(random.sample(SKILLS, random.choice([0, 1, 1, 2]))),
        random.choice([16.0, 38.25, 40.0]), random.choices(list(Experience), [12, 2, 1])[0], absences, busy,
    )  # fmt: skip


def _travel(random: Random, places: list[str]) -> Travel:
    """Make ways that differ in each direction and mode; by night they take another time than by day, or the same."""
    n, edge = len(places), random.choice(["06:00-22:00", "06:00-18:00", "04:00-19:30"])
    first, last = edge.split("-")
    periods = (Period("day", WeekWindows.parse(f"daily {edge}")),
               Period("night", WeekWindows.parse(f"daily {last}-{first}")))  # fmt: skip
    longest = random.choice([300, 900, 1800])
    matrices = {}
    for mode in Mode:
        day = np.array([[0 if a == b else random.randint(0, longest) for b in range(n)] for a in range(n)])
        night = (day * random.choice([0.5, 1, 1, 2])).astype(np.int64)
        for period, seconds in (("day", day), ("night", night)):
            table = seconds.astype(np.int32)
            lines = ("metro 17",) if mode is Mode.TRANSIT else ()
            line = np.where(table > 900, 0, -1) if lines else np.full((n, n), -1)
            matrices[mode, period] = TravelMatrix(
                table, table * 2, line.astype(np.int32), lines, np.ones((n, n), dtype=bool)
            )
    return Travel("random", estimated=True, places=tuple(places), periods=periods, matrices=matrices)
