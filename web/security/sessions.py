"""Sessions that end: so long after the last call, and so long after signing in.

The session is a signed cookie. It names the account by a key that is drawn anew at a sign-out everywhere, so that every
cookie that names the old one is worthless.
"""

from flask import g, request
from flask import session as cookie

from web.parts import parts

BEGAN, SEEN, ENDED = "_began", "_seen", "_ended"
BY_ITSELF = frozenset({"safety.late"})
"""Endpoints that a page asks by itself while it lies open: that is nobody's use of it."""
REFRESH_S = 60
"""The cookie is written anew when it is so old, in seconds, not at every call."""


def begin_session() -> None:
    """Note in the cookie when somebody signed in."""
    cookie[BEGAN] = cookie[SEEN] = _now_s()
    cookie.pop(ENDED, None)


def goes_on() -> bool:
    """Tell whether the session's time is not out, and note that it was used."""
    now, settings = _now_s(), parts().settings
    began, seen = cookie.get(BEGAN, 0), cookie.get(SEEN, 0)
    if now - began >= settings.session_hours * 3600 or now - seen >= settings.session_minutes * 60:
        return False
    if request.endpoint not in BY_ITSELF and now - seen >= min(REFRESH_S, settings.session_minutes * 15):
        cookie[SEEN] = now
    return True


def end_session() -> None:
    """Forget who signed in, and remember that there was somebody, until they sign in again."""
    cookie.clear()
    cookie[ENDED] = True
    g.pop("csrf_token", None)
    g.pop("_login_user", None)


def time_is_out() -> bool:
    """Tell whether somebody was signed in here and no longer is."""
    return bool(cookie.get(ENDED))


def _now_s() -> float:
    return parts().store.clock().timestamp()
