"""What is kept of a plan while it grows: its request once, and each best so far without it; both as hashed texts."""

import json

from planner.plan import WeekPlan
from planner.plan_json import PlanFileError, plan_from_dict, plan_to_dict
from planner.request import WeekRequest
from planner.request_json import request_from_dict, request_to_dict
from web.jobs.errors import JobError, JobFailedError
from web.store.audit import canonical, content_hash_of


def request_text(request: WeekRequest) -> str:
    """Write a request in the one way that is hashed."""
    return canonical(request_to_dict(request))


def request_of(text: str, kept_hash: str) -> WeekRequest:
    """Read a frozen request.

    Raises
    ------
    JobFailedError
        It is not the one that was frozen.
    """
    if content_hash_of(text) != kept_hash:
        raise JobFailedError(JobError.REQUEST_CHANGED, f"hash {kept_hash} of the request does not hold")
    return request_from_dict(json.loads(text))


def best_text(plan: WeekPlan) -> str:
    """Write a plan without its request in the one way that is hashed."""
    data = plan_to_dict(plan)
    del data["request"]
    return canonical(data)


def best_of(text: str, kept_hash: str | None, request: str) -> WeekPlan:
    """Read a best so far with its frozen request.

    Raises
    ------
    JobFailedError
        It is not the one that was kept.
    """
    if content_hash_of(text) != kept_hash:
        raise JobFailedError(JobError.BEST_CHANGED, f"hash {kept_hash} of the best so far does not hold")
    try:
        return plan_from_dict({**json.loads(text), "request": json.loads(request)})
    except PlanFileError as error:
        raise JobFailedError(JobError.BEST_CHANGED, str(error)) from error
