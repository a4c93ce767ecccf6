"""What is kept of a plan while it grows: its request once, and each best so far without it; both as hashed texts."""

import json
from hashlib import sha256
from typing import Any

from planner.plan import WeekPlan
from planner.plan_json import plan_from_dict, plan_to_dict
from planner.request import WeekRequest
from planner.request_json import request_from_dict, request_to_dict


class ChangedTextError(ValueError):
    """A text does not have the hash that was kept with it."""


def text_hash(text: str) -> str:
    """Give the SHA-256 of a text in UTF-8, in hexadecimal."""
    return sha256(text.encode()).hexdigest()


def request_text(request: WeekRequest) -> str:
    """Write a request in the one way that is hashed; reading it back and writing it again gives the same text."""
    once = request_from_dict(json.loads(_canonical(request_to_dict(request))))  # 12 hours are then 12.0, as when read
    return _canonical(request_to_dict(once))


def request_of(text: str, kept_hash: str) -> WeekRequest:
    """Read a request.

    Raises
    ------
    ChangedTextError
        It is not the one that was kept.
    """
    return request_from_dict(_whole(text, kept_hash, what="request"))


def best_text(plan: WeekPlan) -> str:
    """Write a plan without its request in the one way that is hashed."""
    data = plan_to_dict(plan)
    del data["request"]
    return _canonical(data)


def best_of(text: str, kept_hash: str | None, request: str) -> WeekPlan:
    """Read a plan with the text of its request.

    Raises
    ------
    ChangedTextError
        It is not the one that was kept.
    planner.plan_json.PlanFileError
        It is no plan.
    """
    return plan_from_dict({**_whole(text, kept_hash, what="plan"), "request": json.loads(request)})


def _whole(text: str, kept_hash: str | None, *, what: str) -> dict[str, Any]:
    if text_hash(text) != kept_hash:
        raise ChangedTextError(f"the {what} does not have the hash {kept_hash} that was kept with it")
    data: dict[str, Any] = json.loads(text)
    return data


def _canonical(data: dict[str, Any]) -> str:
    return json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"), allow_nan=False)
