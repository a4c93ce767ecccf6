"""Addresses for whoever watches an installation: does it live, is it ready, what are its figures."""

import hmac

from flask import Blueprint, Flask, Response, abort, current_app, jsonify, request

from web.ops.health import Health
from web.ops.metrics import CONTENT_TYPE, Metrics
from web.ops.requests import add_request_log
from web.parts import Parts, parts
from web.security.access import public

ops = Blueprint("ops", __name__)
HEALTH, METRICS = "faltplan_health", "faltplan_metrics"


def add_ops(app: Flask, made: Parts) -> None:
    """Log and count what an application does; call it before anything that may refuse a request."""
    app.extensions[HEALTH], app.extensions[METRICS] = Health(made), Metrics(made.store)
    add_request_log(app, app.extensions[METRICS], proxies=made.settings.proxies)


@ops.get("/healthz")
@public
def healthz() -> Response:
    """Answer that the process lives; nothing else is looked at."""
    return _plain("ok\n")


@ops.get("/readyz")
@public
def readyz() -> tuple[Response, int]:
    """Tell whether pages can be served, and which part is not well; no details, since anybody may ask."""
    health: Health = current_app.extensions[HEALTH]
    seen = health.readiness()
    named = {name: getattr(seen, name) for name in ("database", "tables", "keys", "disk", "worker")}
    response = jsonify(ready=seen.ready, **named)
    response.headers["Cache-Control"] = "no-store"
    return response, 200 if seen.ready else 503


@ops.get("/metrics")
@public
def metrics() -> Response:
    """Give the figures to whoever has the token; where none is set, there is no such address."""
    token = parts().settings.metrics_token
    if not token:
        abort(404)
    given = request.headers.get("Authorization", "")
    if not hmac.compare_digest(given.encode(), f"Bearer {token}".encode()):
        refused = _plain("the token is wrong or missing\n")
        refused.status_code = 401
        refused.headers["WWW-Authenticate"] = 'Bearer realm="metrics"'
        return refused
    figures: Metrics = current_app.extensions[METRICS]
    return Response(figures.text(), content_type=CONTENT_TYPE, headers={"Cache-Control": "no-store"})


def _plain(text: str) -> Response:
    return Response(text, mimetype="text/plain", headers={"Cache-Control": "no-store"})
