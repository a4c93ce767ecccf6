"""What an edit costs and gains, in plain words: visits, time on the way, slack, other times, and the soft goals."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from planner.need_match import visits_by_need
from planner.plan import Route, Stop, WeekPlan
from planner.terms.plan_terms import plan_terms
from planner.terms.term import TermName
from web.lead.broken import broken_said
from web.lead.edit_words import spot_said
from web.lead.editing import Tried
from web.lead.shift_parts import parts_of, slack_of
from web.term_words import NAMES
from web.words import Words, whole_minutes

FELT = 0.05
"""A change of a soft goal that is worth less than this, where an ordinary visit is 1, is not told."""

FEW = 2
"""So many broken rules are told one by one in what is said after an edit."""


@dataclass(frozen=True, slots=True)
class EditView:
    """What an edit would do or did, in words: its cost, new times, and rules that are broken anew or kept again."""

    cost: tuple[str, ...]
    times: tuple[str, ...]
    broken: tuple[str, ...]
    mended: tuple[str, ...]

    @property
    def short(self) -> str:
        """The cost in one line."""
        return " · ".join(self.cost)


def edit_view(words: Words, tried: Tried, names: Mapping[str, str]) -> EditView:
    """Put into words what an edit does; ``names`` are the places by id."""
    return EditView(
        cost_lines(words, tried),
        tuple(_new_times(words, tried, names)),
        tuple(broken_said(tried.after, words, one) for one in tried.broken),
        tuple(broken_said(tried.before, words, one) for one in tried.mended),
    )


def cost_lines(words: Words, tried: Tried) -> tuple[str, ...]:
    """Say what an edit gains and costs."""
    before, after = tried.before, tried.after
    said = (
        *_visits(words, before, after),
        *_travel(words, before, after),
        *_retimed(words, tried),
        *_slack(words, before, after),
        *_goals(words, before, after),
    )
    return said or (words.text("It costs nothing"),)


def broken_in_short(words: Words, broken: tuple[str, ...]) -> list[str]:
    """Say a few broken rules one by one, and many by their number: they stand on the board."""
    if len(broken) <= FEW:
        return [f"{words.text('Broken rule')}: {said}" for said in broken]
    return [
        words.plural(
            "%(num)s broken rule, told above the board", "%(num)s broken rules, told above the board", len(broken)
        )
    ]


def _visits(words: Words, before: WeekPlan, after: WeekPlan) -> Iterator[str]:
    more = _met(after) - _met(before)
    if more > 0:
        yield words.plural(
            "%(num)s visit has a place that else has none", "%(num)s visits have a place that else have none", more
        )
    elif more < 0:
        yield words.plural("%(num)s visit loses its place", "%(num)s visits lose their place", -more)


def _met(plan: WeekPlan) -> int:
    visits = visits_by_need(plan)
    return sum(min(len(visits[need.id]), need.target) for need in plan.request.needs)


def _travel(words: Words, before: WeekPlan, after: WeekPlan) -> Iterator[str]:
    was, now = (sum(leg.seconds for route in plan.routes for leg in route.legs) for plan in (before, after))
    if abs(now - was) >= 60:
        length = words.minutes(abs(now - was) // 60 * 60)
        if now > was:
            yield words.text("%(minutes)s more on the way", minutes=length)
        else:
            yield words.text("%(minutes)s less on the way", minutes=length)


def _retimed(words: Words, tried: Tried) -> Iterator[str]:
    count = sum(1 for _ in _changed_times(tried))
    if count:
        yield words.plural("%(num)s other stop at another time", "%(num)s other stops at other times", count)


def _slack(words: Words, before: WeekPlan, after: WeekPlan) -> Iterator[str]:
    for was, now in zip(before.routes, after.routes, strict=True):
        if was.stops == now.stops:
            continue
        old, new = (whole_minutes(slack_of(parts_of(route))) for route in (was, now))
        if new < old:
            yield words.text(
                "Slack of %(pair)s: %(new)s min instead of %(old)s",
                pair=now.pair,
                new=words.number(new),
                old=words.number(old),
            )


def _goals(words: Words, before: WeekPlan, after: WeekPlan) -> Iterator[str]:
    for was, now in zip(plan_terms(before), plan_terms(after), strict=True):
        gain = now.value - was.value
        if abs(gain) < FELT or was.name in {TermName.VISITS, TermName.TRAVEL}:
            continue
        name = words.text(NAMES[was.name])
        if gain > 0:
            yield words.text("%(goal)s: better than before", goal=name)
        else:
            yield words.text("%(goal)s: worse than before", goal=name)


def _changed_times(tried: Tried) -> Iterator[tuple[Route, Stop, Stop]]:
    """Give other stops that begin a minute or more from when they did: their route, and the stop as it was and is."""
    own = _own(tried)
    for was, now in zip(tried.before.routes, tried.after.routes, strict=True):
        if was.stops == now.stops:
            continue
        kept = {_minute(stop) for stop in was.stops} & {_minute(stop) for stop in now.stops}
        old = [stop for stop in was.stops if _minute(stop) not in kept | own]
        for stop in now.stops:
            same = next((s for s in old if s.hotspot == stop.hotspot), None)
            if same is not None and _minute(stop) not in kept:
                old.remove(same)
                yield now, same, stop


def _own(tried: Tried) -> set[tuple[str, int]]:
    """Give the stops that the edit itself is about."""
    order = tried.order
    spots = [(order.route, order.stop), order.other or (None, None)]
    return {_minute(tried.before.routes[r].stops[s]) for r, s in spots if r is not None and s is not None}


def _minute(stop: Stop) -> tuple[str, int]:
    return stop.hotspot, int(stop.start.timestamp()) // 60


def _new_times(words: Words, tried: Tried, names: Mapping[str, str]) -> Iterator[str]:
    tz = tried.after.request.tz
    for route, was, now in _changed_times(tried):
        yield words.text(
            "%(place)s: %(old)s → %(new)s",
            place=names.get(now.hotspot, now.hotspot),
            old=words.clock(was.start.astimezone(tz)),
            new=spot_said(words, route.pair, route.date, now.start.astimezone(tz)),
        )
