"""plan.json: a week plan with the request and the travel times that it was made from."""

import json
import os
import tempfile
from collections.abc import Mapping
from datetime import datetime
from math import isfinite
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from shapely.errors import ShapelyError

from geo.travel.times import Mode
from planner.plan import Break, Leg, Reason, Route, Stop, Suggestion, Unplanned, WeekPlan
from planner.request_json import aware, request_from_dict, request_to_dict

_MOST = 10_000_000
"""No leg has more seconds or metres."""


class PlanFileError(ValueError):
    """A file that is no plan: the message says which file, where, and what was expected."""


def plan_to_dict(plan: WeekPlan) -> dict[str, Any]:
    """Give a plan as JSON values; times are ISO 8601 with their offset (``data/schema/plan.schema.json``)."""
    return {
        "team": plan.team,
        "week": plan.week,
        "request": request_to_dict(plan.request),
        "routes": [_route_to_dict(route) for route in plan.routes],
        "unplanned": [
            {"hotspot": u.hotspot, "reason": u.reason.value, "suggestion": u.suggestion.value} for u in plan.unplanned
        ],
        "score": plan.score,
        "bound": plan.bound,
    }


def plan_from_dict(data: Mapping[str, Any]) -> WeekPlan:
    """Read a plan back.

    Raises
    ------
    PlanFileError
        A key is missing, or a value is not what it should be.
    """
    try:
        ZoneInfo(data["request"]["timezone"])
        request = request_from_dict(data["request"])
        return WeekPlan(
            team=_text(data["team"]),
            week=_text(data["week"]),
            request=request,
            routes=tuple(_route_from_dict(route) for route in _list(data["routes"])),
            unplanned=tuple(
                Unplanned(u["hotspot"], Reason(u["reason"]), Suggestion(u["suggestion"])) for u in data["unplanned"]
            ),
            score=_number(data["score"]),
            bound=None if data["bound"] is None else _number(data["bound"]),
        )
    except ZoneInfoNotFoundError as error:
        raise PlanFileError(f"the plan names an unknown time zone: {error}") from error
    except KeyError as error:
        raise PlanFileError(f"the plan lacks the key {error}; make it again with 'faltplan plan'") from error
    except (TypeError, ValueError, AttributeError, OverflowError, ShapelyError) as error:
        raise PlanFileError(f"the plan holds a value that cannot be read: {error}") from error


def write_plan(plan: WeekPlan, path: Path) -> None:
    """Write a plan whole or not at all: a full disk or a killed process leaves the old file as it was."""
    write_whole(plan_text(plan), path)


def plan_text(plan: WeekPlan) -> str:
    """Write a plan as the text of ``plan.json``; the same plan always gives the same text."""
    return json.dumps(plan_to_dict(plan), ensure_ascii=False, separators=(",", ":"), allow_nan=False) + "\n"


def write_whole(text: str, path: Path) -> None:
    """Write a text file whole or not at all; an OSError names the file."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.", suffix=".part")
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(text)
            file.flush()
            os.fsync(file.fileno())
        Path(name).chmod(0o644)
        Path(name).replace(path)
    except BaseException as error:
        Path(name).unlink(missing_ok=True)
        if isinstance(error, OSError):
            error.filename = str(path)
        raise


def read_plan(path: Path) -> WeekPlan:
    """Read a plan file.

    Raises
    ------
    PlanFileError
        The file is missing, is not JSON, or is no plan.
    """
    try:
        text = path.read_bytes()
    except OSError as error:
        raise PlanFileError(f"{path} cannot be read: {error.strerror}") from error
    return plan_from_text(text, name=str(path))


def plan_from_text(text: str | bytes, *, name: str = "the plan") -> WeekPlan:
    """Read the text of ``plan.json``; ``name`` is what errors call it.

    Raises
    ------
    PlanFileError
        The text is not JSON, or is no plan.
    """
    try:
        data = json.loads(text, parse_constant=_no_constant)
    except (ValueError, RecursionError) as error:
        raise PlanFileError(f"{name} is not JSON: {error}") from error
    if not isinstance(data, dict):
        raise PlanFileError(f"{name} is no plan: it should hold one JSON object")
    return plan_from_dict(data)


def _route_to_dict(route: Route) -> dict[str, Any]:
    return {
        "pair": route.pair,
        "workers": list(route.workers),
        "date": route.date.isoformat(),
        "start": route.start.isoformat(),
        "end": route.end.isoformat(),
        "base": route.base,
        "stops": [
            {
                "hotspot": s.hotspot,
                "arrive": s.arrive.isoformat(),
                "start": s.start.isoformat(),
                "leave": s.leave.isoformat(),
            }
            for s in route.stops
        ],
        "legs": [{"mode": g.mode.value, "seconds": g.seconds, "metres": g.metres, "line": g.line} for g in route.legs],
        "breaks": [{"start": b.start.isoformat(), "end": b.end.isoformat()} for b in route.breaks],
    }


def _route_from_dict(data: Mapping[str, Any]) -> Route:
    return Route(
        pair=_text(data["pair"]),
        workers=tuple(_text(worker) for worker in _list(data["workers"])),
        date=datetime.fromisoformat(data["date"]).date(),
        start=aware(data["start"]),
        end=aware(data["end"]),
        base=_text(data["base"]),
        stops=tuple(
            Stop(_text(s["hotspot"]), aware(s["arrive"]), aware(s["start"]), aware(s["leave"])) for s in data["stops"]
        ),
        legs=tuple(_leg(leg) for leg in data["legs"]),
        breaks=tuple(Break(aware(b["start"]), aware(b["end"])) for b in data["breaks"]),
    )


def _leg(data: Mapping[str, Any]) -> Leg:
    mode, seconds, metres, line = Mode(data["mode"]), data["seconds"], data["metres"], data["line"]
    for value in (seconds, metres):
        if not isinstance(value, int) or isinstance(value, bool) or not 0 <= value <= _MOST:
            raise ValueError(f"a leg's seconds and metres are whole numbers from 0 to {_MOST}, not {value!r}")
    if (mode is Mode.TRANSIT) != (line is not None):
        raise ValueError(f"a leg by {mode} has the line {line!r}; one by transit has a line, any other has none")
    return Leg(mode, seconds, metres, None if line is None else _text(line))


def _text(value: object) -> str:
    if not isinstance(value, str) or not value.strip():
        raise ValueError(f"{value!r} stands where a name or an id should be")
    return value


def _list(value: object) -> list[Any]:
    if not isinstance(value, list):
        raise ValueError(f"{value!r} stands where a list should be")  # noqa: TRY004 - the file's fault, not the call's
    return value


def _number(value: object) -> float:
    if not isinstance(value, int | float) or isinstance(value, bool) or not isfinite(value):
        raise ValueError(f"{value!r} stands where a number should be")
    return float(value)


def _no_constant(name: str) -> float:
    raise ValueError(f"{name} is no number in JSON")
