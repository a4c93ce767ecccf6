"""Where one more visit fits into the routes of an open plan: in which, before which stop, when, and what it moves."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from planner.amend.change_prices import RETIMED, SLACK, WAY
from planner.amend.open_plan import OpenPlan
from planner.search.problem import NEVER

JOINT_TIMES = 24
"""Times at which a joint visit is tried at most."""


@dataclass(frozen=True, slots=True)
class Fit:
    """One stop more in one route.

    Attributes
    ----------
    route, position, option, start
        Where it goes: before the stop that stood at the position, from 0.
    starts
        When each stop of the route begins with it.
    way_s, slack_s
        What it adds to the time under way, and takes of the reserved slack.
    later_s
        By how much each stop that was there begins later.
    """

    route: int
    position: int
    option: int
    start: int
    starts: tuple[int, ...]
    way_s: int
    slack_s: int
    later_s: tuple[int, ...]

    @property
    def price(self) -> float:
        """What it costs, in worth, beside what it is worth."""
        moved = sum(later > 0 for later in self.later_s)
        return RETIMED * moved + SLACK * self.slack_s / 60 + WAY * self.way_s / 60


@dataclass(frozen=True, slots=True)
class Offer:
    """One visit more: a stop in one route, or one in each of several at the same time; and what it is worth."""

    need: int
    fits: tuple[Fit, ...]
    gain: float

    @property
    def net(self) -> float:
        """What it is worth, less what it costs."""
        return self.gain - sum(fit.price for fit in self.fits)


def offers(
    plan: OpenPlan,
    g: int,
    *,
    routes: Sequence[int] | None = None,
    slack: bool = True,
    still: bool = False,
    again: bool = False,
) -> list[Offer]:
    """Give where one more visit of need g fits, the best of each route, the best first.

    Parameters
    ----------
    routes
        Only these.
    slack
        Let it use reserved slack.
    still
        Let it move no other stop.
    again
        Let it be a second visit of its day.
    """
    need, seen = plan.week.needs[g], plan.visits(g)
    if len(seen) >= int(plan.week.problem.most[g]):
        return []
    chances = [visit.chance for visit in seen]
    before = plan.worth_of(g, chances)
    if need.pairs > 1:
        return _joint(plan, g, before, chances, routes=routes, slack=slack, still=still)
    found = []
    for r in routes if routes is not None else range(len(plan.rows)):
        its = [
            Offer(g, (fit,), plan.worth_of(g, [*chances, plan.week.options[fit.option].chance]) - before)
            for fit in fits_in(plan, g, r, slack=slack, still=still, again=again)
        ]
        if its:
            found.append(max(its, key=lambda offer: (offer.net, -offer.fits[0].start)))
    return sorted((offer for offer in found if offer.gain > 0), key=lambda o: (-o.net, o.fits[0].start))


def fits_in(
    plan: OpenPlan,
    g: int,
    r: int,
    *,
    at: int | None = None,
    slack: bool = True,
    still: bool = False,
    again: bool = False,
) -> Iterator[Fit]:
    """Yield where a visit of need g fits into route r, on a day without one; ``at`` settles when it begins."""
    row, problem = plan.rows[r], plan.week.problem
    if row.closed:
        return
    for visit in plan.visits(g):
        if not again and (r in visit.routes or (visit.day == plan.day_of(r) and visit.start != at)):
            return
    for u in plan.options_of(g):
        if not problem.allowed[u, r]:
            continue
        for lo, hi in _free_spans(plan, g, u, r, at):
            for k in range(row.behind, len(row.options) + 1):
                fit = fit_at(plan, u, r, k, (lo, hi), slack=slack, still=still)
                if fit:
                    yield fit


def fit_at(
    plan: OpenPlan, u: int, r: int, k: int, span: tuple[int, int], *, slack: bool = True, still: bool = False
) -> Fit | None:
    """Give the stop that begins within a span before the stop at a position, or None where it does not fit."""
    row, option = plan.rows[r], plan.week.options[u]
    lo, hi = max(span[0], row.after), span[1]
    if k == row.behind and row.after > -NEVER:
        lo = max(lo, row.after + plan.way_s(plan.place_before(r, k), option.place))
    ready = plan.week.at(row.crew.shift.start)
    if k:
        ready = row.starts[k - 1] + plan.week.options[row.options[k - 1]].service
    soonest = max(lo, ready + plan.way_s(plan.place_before(r, k), option.place))
    if soonest > hi:
        return None
    on = soonest + option.service + plan.way_s(option.place, plan.place_after(r, k))
    options = [*row.options[:k], u, *row.options[k:]]
    tries = []
    if k == len(row.options) or on <= row.starts[k]:
        tries.append([(start, start) for start in row.starts])
    if not still:
        tries.append(plan.bounds(r))
    was = plan.busy_s(r)
    room = plan.room_s(r)
    for bounds in tries:
        laid = plan.lay(r, options, [*bounds[:k], (lo, hi), *bounds[k:]])
        if laid is None or (not slack and laid.busy > max(room, was)):
            continue
        rest = [*laid.starts[:k], *laid.starts[k + 1 :]]
        return Fit(
            r,
            k,
            u,
            laid.starts[k],
            laid.starts,
            laid.busy - was - option.service,
            max(laid.busy - max(room, was), 0),
            tuple(new - old for new, old in zip(rest, row.starts, strict=True)),
        )
    return None


def put_in(plan: OpenPlan, fit: Fit, *, fixed: bool = False) -> None:
    """Put a stop in where it fits."""
    row, k = plan.rows[fit.route], fit.position
    plan.set_stops(
        fit.route,
        [*row.options[:k], fit.option, *row.options[k:]],
        fit.starts,
        [*row.fixed[:k], fixed, *row.fixed[k:]],
    )


def take_up(plan: OpenPlan, offer: Offer, *, fixed: bool = False) -> None:
    """Put a visit in, in each of its routes; a joint one, and a ``fixed`` one, is not moved again."""
    for fit in offer.fits:
        put_in(plan, fit, fixed=fixed or len(offer.fits) > 1)


def _free_spans(plan: OpenPlan, g: int, u: int, r: int, at: int | None) -> list[tuple[int, int]]:
    """Give the spans of starts that a window of the route and the gap to other visits leave."""
    problem, kinds = plan.week.problem, len(plan.week.problem.kind_start)
    first, end = problem.win_at[u * kinds + plan.kind(r)], problem.win_at[u * kinds + plan.kind(r) + 1]
    spans = [(int(problem.win_lo[i]), int(problem.win_hi[i])) for i in range(first, end)]
    if at is not None:
        return [(at, at)] if any(lo <= at <= hi for lo, hi in spans) else []
    gap, service = int(problem.gap[g]), plan.week.options[u].service
    for visit in plan.visits(g) if gap else ():
        cut = ((visit.start - gap - service), (visit.end + gap))
        spans = [piece for lo, hi in spans for piece in ((lo, min(hi, cut[0])), (max(lo, cut[1]), hi))]
        spans = [(lo, hi) for lo, hi in spans if lo <= hi]
    return spans


def _joint(
    plan: OpenPlan,
    g: int,
    before: float,
    chances: Sequence[float],
    *,
    routes: Sequence[int] | None,
    slack: bool,
    still: bool,
) -> list[Offer]:
    """Give joint visits: at each time at which one route could make it, the routes that it costs least."""
    need, found = plan.week.needs[g], []
    among = range(len(plan.rows))
    times = {fit.start for r in routes or among for fit in fits_in(plan, g, r, slack=slack, still=still)}
    step = max(len(times) // JOINT_TIMES, 1)
    for at in sorted(times)[::step]:
        best = [
            min(its, key=lambda fit: fit.price)
            for r in among
            if (its := list(fits_in(plan, g, r, at=at, slack=slack, still=still)))
        ]
        best.sort(key=lambda fit: fit.price)
        if len(best) >= need.pairs:
            chance = min(plan.week.options[fit.option].chance for fit in best[: need.pairs])
            gain = plan.worth_of(g, [*chances, chance]) - before
            found.append(Offer(g, tuple(best[: need.pairs]), gain))
    return sorted((o for o in found if o.gain > 0), key=lambda o: (-o.net, o.fits[0].start))
