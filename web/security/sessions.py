"""Sessions that end: so long after the last call, and so long after signing in.

The session is a signed cookie. It names the account by a key that is drawn anew at a sign-out everywhere, so that every
cookie that names the old one is worthless.
"""

from flask import flash, g
from flask import session as cookie

from web.appearance import appearance
from web.parts import parts
from web.words import N_

BEGAN, SEEN = "_began", "_seen"
REFRESH_S = 60
"""The cookie is written anew when it is so old, in seconds, not at every call."""

TIME_IS_OUT = N_("Your time is up. Sign in again, and you go on where you were.")


def begin_session() -> None:
    """Note in the cookie when somebody signed in."""
    cookie[BEGAN] = cookie[SEEN] = _now_s()


def goes_on() -> bool:
    """Tell whether the session's time is not out, and note that it was used."""
    now, settings = _now_s(), parts().settings
    began, seen = cookie.get(BEGAN, 0), cookie.get(SEEN, 0)
    if now - began >= settings.session_hours * 3600 or now - seen >= settings.session_minutes * 60:
        return False
    if now - seen >= min(REFRESH_S, settings.session_minutes * 15):
        cookie[SEEN] = now
    return True


def end_session() -> None:
    """Forget who signed in, and say on the next page that the time is out."""
    cookie.clear()
    g.pop("csrf_token", None)
    g.pop("_login_user", None)
    flash(appearance().words.text(TIME_IS_OUT), "info")


def _now_s() -> float:
    return parts().store.clock().timestamp()
