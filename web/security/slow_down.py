"""Slow down whoever tries to sign in again and again: before each view that takes a secret, and after it."""

import ipaddress

from flask import Response, abort, current_app, g, request
from flask import session as cookie
from flask_login import current_user
from flask_security.proxies import _security

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
    if request.is_json:
        abort(415)  # the views would take it, and read the name from where it is not counted
    what = WHAT.get(request.endpoint or "")
    if what is None or request.method != "POST":
        return
    if what != AGAIN and current_user.is_authenticated:
        return  # no secret is looked at: whoever is signed in is sent on, and forgets no tries of somebody else
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
    if request.endpoint == "security.login":
        return current_user.is_authenticated or "tf_user_id" in cookie
    if WHAT[request.endpoint or ""] != AGAIN:
        return bool(current_user.is_authenticated)
    if request.endpoint == "security.wan_verify_response":
        return not response.headers.get("Location", "").startswith("/confirm/passkey")
    return response.status_code == 302


def _who(what: str) -> str:
    if what == AGAIN:
        return throttle().hash("again", str(g.person.id))
    if request.endpoint != "security.login":
        return throttle().hash("second", str(cookie["tf_user_id"])) if "tf_user_id" in cookie else ""
    name = _address(request.form.get("email", "").strip())
    return throttle().hash("first", name) if name else ""


def _address(text: str) -> str:
    """Give an address as accounts are found by it, however it is written."""
    try:
        return str(_security.mail_util.normalize(text)).lower()
    except ValueError:
        return text.casefold()


def near_network(address: str | None) -> str:
    """Give the network that an address stands for: itself, or the /64 of IPv6 that one household has; ``-`` for none.

    Examples
    --------
    >>> near_network("192.0.2.7"), near_network("2001:db8:1:2::5"), near_network("::ffff:192.0.2.7"), near_network(None)
    ('192.0.2.7', '2001:db8:1:2::/64', '192.0.2.7', '-')
    """
    try:
        found = ipaddress.ip_address(address or "")
    except ValueError:
        return "-"
    if isinstance(found, ipaddress.IPv6Address):
        found = found.ipv4_mapped or found
    return str(ipaddress.ip_network((found, 64), strict=False) if found.version == 6 else found)


def _source() -> str:
    return throttle().hash("address", near_network(request.remote_addr))
