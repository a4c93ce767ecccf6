"""What pages and the programming interface answer when the store refuses: why, and what to do."""

from collections.abc import Callable
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from flask import Flask, Response, g, jsonify, request
from sqlalchemy.exc import DBAPIError

from geo.faults import FileFaults
from web.appearance import appearance
from web.parts import parts
from web.store.faults import SAID, NotThereError, StaleEditError, StoreError, StoreFault, store_error
from web.store.tables.accounts import Account
from web.words import N_, Words

Page = Callable[[int, str, str], Response]
"""Draws an error page from its code, title and advice."""

RETRY_AFTER_S = 10
"""When a caller may try again, in seconds."""

CANNOT = N_("Fältplan cannot save or read right now")
CHANGED = (
    N_("Somebody else was first"),
    N_("%(who)s changed %(what)s at %(time)s. See what differs before you go on."),
)
NOT_THERE = (N_("It is not there any more"), N_("Somebody may have removed it. Go back and look again."))

_WHAT = {
    "week_plan": N_("the week"),
    "visit": N_("the visit"),
    "check_in": N_("the check-in"),
    "tip": N_("the tip"),
    "hotspot": N_("the place"),
    "need": N_("the need"),
    "team": N_("the team"),
    "worker": N_("the worker"),
    "account": N_("the account"),
    "retention_clock": N_("the clock"),
}
_SOMETHING = N_("this")


def add_store_errors(app: Flask, page: Page) -> None:
    """Answer what the store refuses; ``page(code, title, advice)`` draws an error page of translated texts."""

    @app.errorhandler(StoreError)
    def refused(error: StoreError) -> Response:
        app.logger.error("store refused: %s", error)
        return _refused(error.fault, page)

    @app.errorhandler(DBAPIError)
    def refused_by_driver(error: DBAPIError) -> Response:
        known = store_error(error)
        if known is None:
            raise error
        return refused(known)

    @app.errorhandler(StaleEditError)
    def stale(error: StaleEditError) -> Response:
        if _wants_json():
            at = error.changed_at.isoformat() if error.changed_at else None
            return _json(409, error="stale", kind=error.kind, expected=error.expected, found=error.found, changed_at=at)
        words = appearance().words
        who, time = who_and_when(error)
        told = {"who": who, "what": words.text(_WHAT.get(error.kind, _SOMETHING)), "time": time}
        return page(409, words.text(CHANGED[0]), words.text(CHANGED[1], **told))

    @app.errorhandler(NotThereError)
    def not_there(error: NotThereError) -> Response:
        if _wants_json():
            return _json(404, error="not_there", kind=error.kind)
        words = appearance().words
        return page(404, *(words.text(text) for text in NOT_THERE))


def who_and_when(error: StaleEditError) -> tuple[str, str]:
    """Name who changed a row, and when, in the reader's words."""
    words = appearance().words
    return _who(error.changed_by, words), _when(error.changed_at, words)


def _refused(fault: StoreFault, page: Page) -> Response:
    g.store_fault = fault  # for the line in the log and the count
    words = appearance().words
    if _wants_json():
        response = _json(503, error=str(fault), message=words.text(SAID[fault]))
    else:
        response = page(503, words.text(CANNOT), words.text(SAID[fault]))
    response.headers["Retry-After"] = str(RETRY_AFTER_S)
    return response


def _wants_json() -> bool:
    return request.path.startswith("/api/")


def _json(code: int, **told: object) -> Response:
    response = jsonify(told)
    response.status_code = code
    response.headers["Cache-Control"] = "no-store"
    return response


def _who(actor: str, words: Words) -> str:
    """Name an account by its code name; a job or an account that is gone is somebody else."""
    kind, _, number = actor.partition(":")
    if kind == "account" and number.isdigit():
        with parts().store.read() as session:
            account = session.get(Account, int(number))
        if account is not None and account.name:
            return account.name
    return words.text("Somebody else")


def _when(at: datetime | None, words: Words) -> str:
    """Write a time of day in the city's zone, with its day where that is not today."""
    zone = _zone()
    now = datetime.now(UTC).astimezone(zone)
    then = at.astimezone(zone) if at else now
    return words.clock(then) if then.date() == now.date() else f"{words.clock(then)} ({words.day(then.date())})"


def _zone() -> ZoneInfo:
    try:
        return ZoneInfo(parts().city_settings().timezone)
    except (FileFaults, OSError):
        return ZoneInfo("Europe/Stockholm")
