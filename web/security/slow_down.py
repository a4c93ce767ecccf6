"""Slow down whoever tries to sign in again and again: before each view that takes a secret, and after it."""

import ipaddress

from flask import Response, abort, current_app, g, request
from flask import session as cookie

from web.security.throttle import Throttle, Try

_THROTTLE = "faltplan_throttle"
FIRST, SECOND, AGAIN = "first", "second", "again"
WHAT = {
    "security.login": FIRST,
    "security.wan_signin_response": FIRST,
    "security.two_factor_token_validation": SECOND,
    "security.mf_recovery": SECOND,
    "security.verify": AGAIN,
    "security.wan_verify_response": AGAIN,
    "security.change_password": AGAIN,
}
"""Endpoints that take a secret, and which one: to sign in, as second factor, or once more while signed in."""


def keep_throttle(throttle: Throttle) -> dict[str, Throttle]:
    """Give the throttle of an application, as its extension."""
    return {_THROTTLE: throttle}


def throttle() -> Throttle:
    """Give the throttle of the current application."""
    found: Throttle = current_app.extensions[_THROTTLE]
    return found


def begin_try() -> None:
    """Begin a try, or answer that it comes too soon: 429, with when to come again."""
    what = WHAT.get(request.endpoint or "")
    if what is None or request.method != "POST":
        return
    begun = throttle().begin(_who(what), _source(), what=what)
    if isinstance(begun, Try):
        g.sign_in_try = begun
    else:
        abort(429, retry_after=begun)


def end_try(response: Response) -> Response:
    """Keep a try that failed, with a line in the audit; forget one that did not."""
    begun: Try | None = g.pop("sign_in_try", None)
    if begun is None:
        return response
    if response.status_code >= 400:
        throttle().withdrawn(begun)  # the secret was never looked at
    elif _succeeded(response):
        throttle().succeeded(begun)
    else:
        what = WHAT.get(request.endpoint or "", "")
        throttle().store.note("anyone", "account.sign_in_failed", "account", begun.who[:16] or "-", what=what)
    return response


def _succeeded(response: Response) -> bool:
    if request.endpoint in {
        "security.wan_signin_response",
        "security.two_factor_token_validation",
        "security.mf_recovery",
    }:
        return "_user_id" in cookie
    if request.endpoint == "security.wan_verify_response":
        return not response.headers.get("Location", "").startswith("/confirm/passkey")
    return response.status_code == 302


def _who(what: str) -> str:
    if what == AGAIN:
        return throttle().hash("again", str(g.person.id))
    if "tf_user_id" in cookie and request.endpoint != "security.login":
        return throttle().hash("second", str(cookie["tf_user_id"]))
    name = request.form.get("email", "").strip().casefold()
    return throttle().hash("first", name) if name else ""


def _source() -> str:
    try:
        address = ipaddress.ip_address(request.remote_addr or "")
    except ValueError:
        return throttle().hash("address", "-")
    # One household has a whole /64 of IPv6 addresses.
    near = ipaddress.ip_network((address, 64), strict=False) if address.version == 6 else address
    return throttle().hash("address", str(near))
