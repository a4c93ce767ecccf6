"""The settings of erasure over HTTP: every clock with its reason; administrators set them, auditors read them."""

from collections.abc import Mapping
from dataclasses import dataclass
from itertools import groupby

from flask import Blueprint, Response, flash, make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.admin.retention_words import CATEGORIES, COUNTED_FROM, FAULTS, STEPS, WRONG_CLOCK
from web.appearance import appearance
from web.parts import parts
from web.security.access import allow, the_person
from web.security.forms import check_token
from web.security.person import Role
from web.security.seen import saw
from web.store.clocks import RULES, Clock, ClockFault, ClocksError, Key, Wish, set_clocks, stored_clocks
from web.store.faults import StaleEditError
from web.store.retention import Due, WrongClockError, erase
from web.words import Words

retention = Blueprint("retention", __name__, url_prefix="/admin/retention")
retention.before_request(check_token)


@dataclass(frozen=True, slots=True)
class ShownClock:
    """One clock as the page shows it; ``days`` is what was written, right or wrong."""

    id: str
    step: str
    days: str
    version: int
    reason: str
    least: int
    most: int
    fault: str


@dataclass(frozen=True, slots=True)
class ShownCategory:
    """The clocks of one category."""

    name: str
    counted: str
    clocks: tuple[ShownClock, ...]


@retention.get("")
@allow(Role.ADMIN, Role.AUDITOR)
def index() -> Response:
    """Show every clock, and what is due."""
    saw(the_person(), "retention", "clocks")
    return _page()


@retention.post("")
@allow(Role.ADMIN)
def change() -> BaseResponse:
    """Set clocks; all of them or none."""
    wishes, faults = _wishes()
    if not faults:
        try:
            with parts().store.write(the_person().actor) as work:
                changed = set_clocks(work, wishes)
                if not changed:
                    work.note("retention.seen", "retention", "clocks")
        except ClocksError as error:
            faults = error.faults
        except StaleEditError:
            return _page(stale=True)
        else:
            words = appearance().words
            said = words.plural("%(num)s clock was set.", "%(num)s clocks were set.", changed)
            flash(said if changed else words.text("No clock was changed."), "success")
            return redirect(url_for("retention.index"))
    return _page(faults=faults)


def _page(*, faults: Mapping[Key, ClockFault] | None = None, stale: bool = False) -> Response:
    words, store = appearance().words, parts().store
    with store.read() as session:
        clocks = stored_clocks(session).all()
    due, wrong_clock = _due()
    found = faults or {}
    told = [
        ShownCategory(
            words.text(CATEGORIES[category]),
            words.text(COUNTED_FROM[category]),
            tuple(_shown(clock, words, found) for clock in group),
        )
        for category, group in groupby(clocks, key=lambda clock: clock.category)
    ]
    response = make_response(
        render_template(
            "admin/retention.html",
            categories=told,
            may_set=the_person().has({Role.ADMIN}),
            faulty=[clock for category in told for clock in category.clocks if clock.fault],
            stale=stale,
            due=due,
            wrong_clock=wrong_clock,
        ),
        409 if stale else 400 if faults else 200,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _shown(clock: Clock, words: Words, faults: Mapping[Key, ClockFault]) -> ShownClock:
    name, key = f"{clock.category}.{clock.step}", (clock.category, clock.step)
    fault = words.text(FAULTS[faults[key]], least=clock.rule.least, most=clock.rule.most) if key in faults else ""
    return ShownClock(
        name,
        words.text(STEPS[clock.step]),
        request.form.get(name, str(clock.days)) if faults else str(clock.days),
        clock.version,
        words.text(clock.reason),
        clock.rule.least,
        clock.rule.most,
        fault,
    )


def _due() -> tuple[list[dict[str, object]], str]:
    """Give what the next run will erase, in words; or why there will be none."""
    words = appearance().words
    try:
        found: tuple[Due, ...] = erase(parts().store, dry_run=True, backups=parts().settings.backup_folder)
    except WrongClockError as error:
        values = {"known": f"{error.known:%Y-%m-%d %H:%M}", "now": f"{error.now:%Y-%m-%d %H:%M}"}
        return [], words.text(WRONG_CLOCK, **values)
    return [
        {
            "name": words.text(CATEGORIES[due.category]),
            "step": words.text(STEPS[due.step]),
            "count": words.number(due.count),
            "oldest": due.oldest.date().isoformat() if due.oldest else "",
        }
        for due in found
    ], ""


def _wishes() -> tuple[dict[Key, Wish], dict[Key, ClockFault]]:
    wishes, faults = {}, {}
    for key in RULES:
        name = ".".join(key)
        if name not in request.form:
            continue
        text, version = request.form[name].strip(), request.form.get(f"{name}.version", "0")
        if not text.isdecimal() or len(text) > 6:
            faults[key] = ClockFault.LIMITS
        else:
            wishes[key] = Wish(int(text), int(version) if version.isdecimal() and len(version) < 10 else 0)
    return wishes, faults
