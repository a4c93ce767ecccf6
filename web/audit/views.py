"""The auditor's page over HTTP: parse, call, render."""

from datetime import date
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, make_response, render_template, request
from sqlalchemy import func, select

from web.appearance import appearance
from web.audit.checking import check_audit
from web.audit.csv_export import audit_csv
from web.audit.reading import Entry, Filter, read_all, read_page
from web.parts import parts
from web.security.access import allow, the_person
from web.security.audit_words import ACTIONS, FAULTS, KINDS, action_text, detail_text, kind_text
from web.security.person import Role
from web.security.seen import saw
from web.store.audit import canonical
from web.store.tables.accounts import Account
from web.store.tables.audit import AuditEntry
from web.words import N_, Words

audit = Blueprint("audit", __name__, url_prefix="/audit")

MOST_EXPORTED = 50_000
CHECKED_AT_ONCE = 10_000
"""An audit of at most so many entries is tried whenever the page is opened; a longer one when it is asked for."""

ACTORS = {
    "system": N_("The program itself"),
    "job:": N_("Jobs"),
    "anyone": N_("Somebody who is not signed in"),
}
"""Actors that are no account."""


@audit.get("")
@allow(Role.AUDITOR)
def index() -> Response:
    """Show who saw or changed what, by filter and page, and whether the audit is whole."""
    words, store, tz = appearance().words, parts().store, _tz()
    wanted, faults = _filter(words)
    saw(the_person(), "audit", canonical(wanted.told())[:200] if wanted.told() else "all")
    page = read_page(store, wanted, tz=tz, before=_number("before"), after=_number("after"))
    with store.read() as session:
        entries = session.scalar(select(func.count()).select_from(AuditEntry)) or 0
        accounts = session.execute(select(Account.id, Account.name).order_by(Account.name, Account.id)).all()
    checked = check_audit(store) if request.args.get("check") or entries <= CHECKED_AT_ONCE else None
    response = make_response(
        render_template(
            "audit/index.html",
            days=_by_day(page.entries, words, tz),
            page=page,
            wanted=wanted,
            given=request.args,
            faults=faults,
            checked=checked,
            fault_texts=[words.text(FAULTS[f.code], seq=f.seq) for f in checked.faults] if checked else [],
            entries=entries,
            accounts=accounts,
            actors={code: words.text(said) for code, said in ACTORS.items()},
            actions=sorted(((code, words.text(said)) for code, said in ACTIONS.items()), key=lambda item: item[1]),
            kinds=sorted(((code, words.text(said)) for code, said in KINDS.items()), key=lambda item: item[1]),
            query={name: value for name, value in request.args.items() if value and name not in {"before", "after"}},
        ),
        400 if faults else 200,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


@audit.get("/audit.csv")
@allow(Role.AUDITOR)
def export() -> Response:
    """Give the newest entries of a filter as CSV; that it was taken out is written down each time."""
    words, store, tz = appearance().words, parts().store, _tz()
    wanted, _ = _filter(words)
    entries = read_all(store, wanted, tz=tz, most=MOST_EXPORTED)
    store.note(the_person().actor, "audit.exported", "audit", "csv", count=len(entries), filter=wanted.told())
    response = Response(audit_csv(entries, words, tz), mimetype="text/csv")
    response.headers["Content-Disposition"] = 'attachment; filename="granskning.csv"'
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _filter(words: Words) -> tuple[Filter, dict[str, str]]:
    """Read the filter; a day that is none is told."""
    given, faults = request.args, {}
    days: dict[str, date | None] = {}
    for name in ("first", "last"):
        text = given.get(name, "").strip()
        try:
            days[name] = date.fromisoformat(text) if text else None
        except ValueError:
            days[name] = None
            faults[name] = words.text("Write a day, for instance 2026-12-03.")
    wanted = Filter(
        kind=given.get("kind", "").strip()[:40],
        object_id=given.get("object", "").strip()[:200],
        actor=given.get("actor", "").strip()[:80],
        action=given.get("action", "").strip()[:60],
        first=days["first"],
        last=days["last"],
    )
    return wanted, faults


def _by_day(entries: tuple[Entry, ...], words: Words, tz: ZoneInfo) -> list[tuple[str, list[dict[str, object]]]]:
    """Give entries as they are shown, under the day that they belong to."""
    days: dict[date, list[dict[str, object]]] = {}
    for entry in entries:
        at = entry.at.astimezone(tz)
        days.setdefault(at.date(), []).append(
            {
                "seq": entry.seq,
                "iso": at.isoformat(timespec="seconds"),
                "clock": words.clock(at),
                "who": entry.name or _actor(entry.actor, words),
                "number": entry.actor,
                "did": action_text(words, entry.action),
                "kind": kind_text(words, entry.kind),
                "object_id": entry.object_id,
                "team": entry.team,
                "detail": [detail_text(words, name, value) for name, value in entry.detail.items()],
            }
        )
    return [(f"{words.long_day(day)} {day.year}", told) for day, told in days.items()]


def _actor(actor: str, words: Words) -> str:
    kind, _, rest = actor.partition(":")
    if kind == "account":
        return words.text("Account %(number)s", number=rest)
    if kind == "job":
        return words.text("A job")
    return words.text(ACTORS[actor]) if actor in ACTORS else actor


def _number(name: str) -> int | None:
    text = request.args.get(name, "")
    return int(text) if text.isdecimal() and len(text) < 19 else None


def _tz() -> ZoneInfo:
    return ZoneInfo(parts().city_settings().timezone)
