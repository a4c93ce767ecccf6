"""Default deny: every route declares who may call it; one that does not stops the program from starting."""

import ipaddress
from collections.abc import Callable
from enum import StrEnum
from typing import Any, TypeVar

from flask import Flask, abort, request

View = TypeVar("View", bound=Callable[..., Any])
_ATTRIBUTE = "faltplan_access"


class Access(StrEnum):
    """Who may call a route.

    ``PUBLIC`` is anybody. ``STAFF`` is a team's staff; there are no accounts yet, so it is whoever sits at
    this computer: calls from any other address are refused.
    """

    PUBLIC = "public"
    STAFF = "staff"


class UndeclaredRouteError(RuntimeError):
    """A route does not say who may call it."""


def public(view: View) -> View:
    """Declare that anybody may call a view."""
    return _declare(view, Access.PUBLIC)


def staff(view: View) -> View:
    """Declare that staff alone may call a view."""
    return _declare(view, Access.STAFF)


def access_of(app: Flask, endpoint: str) -> Access | None:
    """Tell who may call an endpoint; None where it does not say."""
    return getattr(app.view_functions.get(endpoint), _ATTRIBUTE, None)


def guard(app: Flask) -> None:
    """Refuse calls that a route's declaration does not allow; call it after the last route is added.

    Raises
    ------
    UndeclaredRouteError
        A route does not declare who may call it.
    """
    silent = sorted({r.endpoint for r in app.url_map.iter_rules() if access_of(app, r.endpoint) is None})
    if silent:
        raise UndeclaredRouteError(f"say with @public or @staff who may call: {', '.join(silent)}")

    @app.before_request
    def refuse() -> None:
        if request.endpoint is None:
            return
        access = access_of(app, request.endpoint)
        if access is Access.PUBLIC:
            return
        if access is not Access.STAFF or not _is_loopback(request.remote_addr):
            abort(403)


def _declare(view: View, access: Access) -> View:
    setattr(view, _ATTRIBUTE, access)
    return view


def _is_loopback(address: str | None) -> bool:
    try:
        return address is not None and ipaddress.ip_address(address).is_loopback
    except ValueError:
        return False
