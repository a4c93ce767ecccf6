"""What can be done to one stop, one route or one unplanned need, in words, with what each choice would cost."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime

from planner.amend.edit import Edited
from planner.amend.insert import three_best_places
from planner.amend.remedies import remedies
from planner.check import check
from planner.need_match import visits_by_need
from planner.plan import WeekPlan
from planner.why_stop import WhyStops
from web.lead.board import visible_names
from web.lead.change_words import remedy_said
from web.lead.edit_cost import EditView, edit_view
from web.lead.edit_order import PLACES, EditKind, EditOrder, edit_codes
from web.lead.edit_words import edit_would, spot_said
from web.lead.editing import held_against
from web.lead.move_choices import Choice, move_choices, swap_choices
from web.lead.pinned import closed_routes, is_pinned
from web.lead.why import unplanned_need, why_here, why_unplanned
from web.words import Words

REMEDY_SECONDS = 5.0
"""So long is sought for what would help."""


@dataclass(frozen=True, slots=True)
class Option:
    """A choice of a list: its value in a form, what it is called, and under which heading it stands."""

    value: str
    name: str
    group: str


@dataclass(frozen=True, slots=True)
class ChoiceView:
    """An edit that can be made with one press: what a form sends, what it says, and what it would cost."""

    fields: Mapping[str, str]
    title: str
    view: EditView


@dataclass(frozen=True, slots=True)
class StopMenu:
    """One stop: what and where it is, why, and what can be done."""

    route: int
    stop: int
    place: str
    where: str
    why: str
    pinned: bool
    clock: str
    moves: tuple[ChoiceView, ...]
    swaps: tuple[ChoiceView, ...]
    routes: tuple[Option, ...]
    others: tuple[Option, ...]


@dataclass(frozen=True, slots=True)
class NeedMenu:
    """One unplanned need: why, what would help, and the best places for a visit."""

    need: str
    hotspot: str
    place: str
    why: str
    suggestion: str
    visits: str
    free: bool
    places: tuple[ChoiceView, ...]
    routes: tuple[Option, ...]
    remedies: tuple[str, ...]
    checked: bool


@dataclass(frozen=True, slots=True)
class RouteMenu:
    """One pair's shift: whether it is pinned as a whole, and the places that a visit can be added at."""

    route: int
    title: str
    pinned: bool
    some_pinned: bool
    clock: str
    places: tuple[Option, ...]


def stop_menu(plan: WeekPlan, words: Words, route: int, stop: int, *, part: str = "") -> StopMenu:
    """Tell what can be done to a stop; ``part`` is ``move`` or ``swap`` for the choices of these, tried.

    Raises
    ------
    IndexError
        The plan has no such stop.
    """
    its, names, tz = plan.routes[route], visible_names(plan, words), plan.request.tz
    own = its.stops[stop]
    reasons = WhyStops(plan).of(its, stop)
    start = own.start.astimezone(tz)
    return StopMenu(
        route,
        stop,
        names[own.hotspot],
        words.text(
            "%(spot)s–%(end)s",
            spot=spot_said(words, its.pair, its.date, start),
            end=words.clock(own.leave.astimezone(tz)),
        ),
        why_here(words, reasons) if reasons else words.text("Nobody asks for this visit: it was put in by hand."),
        is_pinned(plan, its, own),
        f"{start:%H:%M}",
        tuple(_choice(words, plan, one, names) for one in move_choices(plan, route, stop)) if part == "move" else (),
        tuple(_choice(words, plan, one, names) for one in swap_choices(plan, route, stop)) if part == "swap" else (),
        route_options(plan, words) if part == "move" else (),
        _other_stops(plan, words, names, (route, stop)) if part == "swap" else (),
    )


def route_menu(plan: WeekPlan, words: Words, route: int) -> RouteMenu:
    """Tell what can be done to a whole route.

    Raises
    ------
    IndexError
        The plan has no such route.
    """
    its, tz = plan.routes[route], plan.request.tz
    shown = sorted((h for h in plan.request.hotspots if h.may_be_seen_by(plan.team)), key=lambda h: h.name)
    return RouteMenu(
        route,
        f"{its.pair} {words.day(its.date)} {words.span(its.start.astimezone(tz), its.end.astimezone(tz))}",
        route in closed_routes(plan),
        any(is_pinned(plan, its, stop) for stop in its.stops),
        "",
        tuple(Option(h.id, h.name, "") for h in shown),
    )


def need_menu(plan: WeekPlan, words: Words, need_id: str, *, part: str = "") -> NeedMenu:
    """Tell of an unplanned need; ``part`` is ``help`` for what would help, tried for some seconds.

    Raises
    ------
    LookupError
        The request holds no such need, or nothing of it is unplanned.
    """
    need = next((n for n in plan.request.needs if n.id == need_id), None)
    visits, names = visits_by_need(plan), visible_names(plan, words)
    left = next((u for u in plan.unplanned if need and u.hotspot == need.hotspot), None)
    if need is None or left is None:
        raise LookupError(f"nothing of the need {need_id!r} is unplanned")
    meant = unplanned_need(plan, left, visits) or need
    why, suggestion = why_unplanned(words, plan.request, left, meant)
    places = () if part else three_best_places(plan, need_id, count=PLACES)
    known = check(plan)
    orders = [(EditOrder(EditKind.PLACE, to=p.route, start=p.start, need=need_id), p.plan) for p in places]
    tried = [
        Choice(order, held_against(plan, order, Edited(after, check(after)), known=known)) for order, after in orders
    ]
    helps = remedies(plan, need_id, seconds=REMEDY_SECONDS) if part == "help" else ()
    return NeedMenu(
        need_id,
        need.hotspot,
        names[need.hotspot],
        why,
        suggestion,
        words.text("%(done)s of %(target)s visits planned", done=len(visits[need.id]), target=need.target),
        any(not choice.tried.broken for choice in tried),
        tuple(_choice(words, plan, one, names) for one in tried),
        route_options(plan, words),
        tuple(remedy_said(words, one, plan.request) for one in helps),
        not known,
    )


def route_options(plan: WeekPlan, words: Words) -> tuple[Option, ...]:
    """Name every route, under its day."""
    tz = plan.request.tz
    order = sorted(enumerate(plan.routes), key=lambda item: (item[1].start.timestamp(), item[1].pair))
    return tuple(
        Option(
            str(n),
            f"{route.pair} {words.day(route.date)} {words.span(route.start.astimezone(tz), route.end.astimezone(tz))}",
            words.long_day(route.date),
        )
        for n, route in order
    )


def _other_stops(plan: WeekPlan, words: Words, names: Mapping[str, str], own: tuple[int, int]) -> tuple[Option, ...]:
    tz, found = plan.request.tz, []
    for n in sorted(range(len(plan.routes)), key=lambda n: plan.routes[n].start.timestamp()):
        route = plan.routes[n]
        for i, stop in enumerate(route.stops):
            if (n, i) != own:
                name = f"{words.clock(stop.start.astimezone(tz))} {names[stop.hotspot]}"
                found.append(Option(f"{n}-{i}", name, f"{words.day(route.date)} · {route.pair}"))
    return tuple(found)


def _choice(words: Words, plan: WeekPlan, choice: Choice, names: Mapping[str, str]) -> ChoiceView:
    order, codes = choice.order, edit_codes(plan, choice.tried.after, choice.order)
    title = edit_would(words, codes, names)
    if order.kind is EditKind.SWAP and order.other:
        route = plan.routes[order.other[0]]
        stop = route.stops[order.other[1]]
        start = stop.start.astimezone(plan.request.tz)
        title = f"{names[stop.hotspot]}, {spot_said(words, route.pair, route.date, start)}"
    elif "to_start" in codes:
        title = _spot_of(words, codes)
    return ChoiceView(order_fields(order), title, edit_view(words, choice.tried, names))


def _spot_of(words: Words, codes: Mapping[str, str]) -> str:
    start = datetime.fromisoformat(codes["to_start"])
    return spot_said(words, codes["to_pair"], date.fromisoformat(codes["to_date"]), start)


def order_fields(order: EditOrder) -> dict[str, str]:
    """Write an edit as the fields of its form; `web.lead.edit_form.read_order` reads it back."""
    fields = {
        "kind": str(order.kind),
        "route": order.route,
        "stop": order.stop,
        "to": order.to,
        "position": order.position,
        "start": order.start.isoformat() if order.start else None,
        "near": "1" if order.near else None,
        "other": f"{order.other[0]}-{order.other[1]}" if order.other else None,
        "hotspot": order.hotspot or None,
        "need": order.need or None,
    }
    return {name: str(value) for name, value in fields.items() if value is not None}
