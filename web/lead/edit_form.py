"""An edit read out of a form: numbers of routes and stops, and a time of day in a route's own night."""

import re
from collections.abc import Mapping
from datetime import datetime, timedelta

from geo.windows import wall_clock
from planner.plan import Route, WeekPlan
from web.lead.edit_order import EditKind, EditOrder

_CLOCK = re.compile(r"([01]?[0-9]|2[0-3])[:.]([0-5][0-9])")
_OTHER = re.compile(r"([0-9]{1,4})-([0-9]{1,4})")
_MOST = 9999


class EditFormError(ValueError):
    """A form of an edit does not say what is wanted: it is not one of our own."""


def read_order(form: Mapping[str, str], plan: WeekPlan) -> EditOrder:
    """Read an edit of a plan.

    Parameters
    ----------
    form
        ``kind``; ``route``, ``stop``, ``to``, ``position`` as numbers; ``start`` as an ISO time with its offset, or
        ``clock`` as a time of day; ``near``; ``other`` as ``3-1``; ``hotspot``; ``need``.

    Raises
    ------
    EditFormError
        It cannot be read.
    """
    try:
        kind = EditKind(form.get("kind", ""))
    except ValueError as error:
        raise EditFormError(f"{form.get('kind')!r} is no kind of edit") from error
    to = _number(form, "to")
    if to is not None and to >= len(plan.routes):
        raise EditFormError(f"the plan has no route {to}")
    start = _start(form, plan, to)
    return EditOrder(
        kind,
        route=_number(form, "route"),
        stop=_number(form, "stop"),
        to=to,
        position=_number(form, "position"),
        start=start,
        near=start is not None and form.get("near") == "1",
        other=_other(form.get("other", "")),
        hotspot=_hotspot(form, plan, kind),
        need=form.get("need", "")[:200],
    )


def at_clock(route: Route, clock: str, plan: WeekPlan) -> datetime:
    """Give a time of day within a shift: past midnight where the shift is out then.

    Raises
    ------
    EditFormError
        It is no time of day.
    """
    found = _CLOCK.fullmatch(clock.strip())
    if found is None:
        raise EditFormError(f"{clock!r} is no time of day")
    minutes = int(found[1]) * 60 + int(found[2])
    same, after = (wall_clock(route.date + timedelta(days=n), minutes, plan.request.tz) for n in (0, 1))
    return after if same < route.start and after <= route.end else same


def _hotspot(form: Mapping[str, str], plan: WeekPlan, kind: EditKind) -> str:
    """Give the place that is added: of a need where that is named."""
    named = next((need for need in plan.request.needs if need.id == form.get("need")), None)
    return named.hotspot if named and kind is EditKind.ADD else form.get("hotspot", "")[:200]


def _start(form: Mapping[str, str], plan: WeekPlan, to: int | None) -> datetime | None:
    if form.get("start"):
        try:
            start = datetime.fromisoformat(form["start"])
        except ValueError as error:
            raise EditFormError(f"{form['start']!r} is no time") from error
        if start.tzinfo is None or not 2000 <= start.year <= 2200:
            raise EditFormError(f"{form['start']!r} has no offset, or a year that is far away")
        return start.astimezone(plan.request.tz)
    if form.get("clock", "").strip() and to is not None:
        return at_clock(plan.routes[to], form["clock"], plan)
    return None


def _number(form: Mapping[str, str], name: str) -> int | None:
    text = form.get(name, "")
    if not text:
        return None
    if not re.fullmatch(r"[0-9]{1,4}", text) or int(text) > _MOST:
        raise EditFormError(f"{name} is {text!r}, not a number from 0")
    return int(text)


def _other(text: str) -> tuple[int, int] | None:
    if not text:
        return None
    found = _OTHER.fullmatch(text)
    if found is None:
        raise EditFormError(f"{text!r} names no stop")
    return int(found[1]), int(found[2])
