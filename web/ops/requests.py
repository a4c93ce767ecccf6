"""What is told of each request: a line in the log, a count, and its id in the answer's headers."""

import logging
import re
import time
from typing import Any
from uuid import uuid4

from flask import Flask, Response, g, request

from web.ops.metrics import Metrics
from web.security.access import person

HEADER = "X-Request-Id"
QUIET = frozenset({"static", "ground.tiles"})
"""Endpoints that a page calls by the dozen; what went well is told to nobody who did not ask for it."""

WENT_WELL = frozenset({200, 206, 304})

_GIVEN = re.compile(r"[A-Za-z0-9-]{8,64}")
_METHODS = frozenset({"GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS"})

_log = logging.getLogger(__name__)


def add_request_log(app: Flask, metrics: Metrics, *, proxies: int = 0) -> None:
    """Log and count every request; call it before anything else may refuse one.

    Parameters
    ----------
    proxies
        How many reverse proxies stand before; the id that they give is taken over where there is one.
    """

    @app.before_request
    def begin() -> None:
        g.began = time.perf_counter()
        given = request.headers.get(HEADER, "") if proxies else ""
        g.request_id = given if _GIVEN.fullmatch(given) else uuid4().hex[:16]

    @app.after_request
    def end(response: Response) -> Response:
        taken_s = time.perf_counter() - g.get("began", time.perf_counter())
        told = _told(response, taken_s)
        _log.log(
            logging.DEBUG if request.endpoint in QUIET and response.status_code in WENT_WELL else logging.INFO,
            "request",
            extra=told,
        )
        metrics.count(told["endpoint"], told["method"], response.status_code, taken_s)
        if told["fault"]:
            metrics.count_fault(told["fault"])
        response.headers[HEADER] = told["id"]
        return response

    def log_error(info: Any) -> None:  # noqa: ANN401 - what `sys.exc_info` gives
        extra = {"id": g.get("request_id", ""), "endpoint": request.endpoint or "none", "method": _method()}
        app.logger.error("an error that nobody expected", exc_info=info, extra=extra)

    app.log_exception = log_error  # type: ignore[method-assign,assignment] # Flask's own tells the address


def _told(response: Response, taken_s: float) -> dict[str, Any]:
    caller = person()
    team = str((request.view_args or {}).get("team", ""))
    return {
        "id": g.get("request_id", ""),
        "endpoint": request.endpoint or "none",
        "method": _method(),
        "status": response.status_code,
        "ms": round(taken_s * 1000, 1),
        "roles": ",".join(sorted({str(grant.role) for grant in caller.grants})) if caller else "",
        "team": team if caller and any(grant.team == team for grant in caller.grants) else "",
        "fault": g.get("store_fault", ""),
    }


def _method() -> str:
    return request.method if request.method in _METHODS else "other"
