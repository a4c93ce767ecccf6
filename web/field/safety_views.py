"""Safety over HTTP: the pair's check-in, and what leads and coordinators do about a pair that is not heard of."""

from flask import Blueprint, Response, abort, flash, jsonify, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.appearance import appearance
from web.field.check_in import Said, say, settle, take_on
from web.field.late import late_pairs
from web.field.pages import SEES, WRITES, address, city_now, page, the_shift, the_view
from web.parts import parts
from web.security.access import allow, the_person
from web.security.forms import check_token
from web.security.person import Role

safety = Blueprint("safety", __name__)
safety.before_request(check_token)
LOOKS_AFTER = (Role.LEAD, Role.COORDINATOR)
"""Roles that are told of a pair that is late."""


@safety.get("/field/<team>/<day>/<pair>/safety")
@allow(*SEES, of_team=True)
def show(team: str, day: str, pair: str) -> BaseResponse:
    """Show the check-in, whom to call, and what happens when the time is out."""
    shift = the_shift(team, day, pair)
    view = the_view(shift)
    after = next((stop.logged for stop in view.stops if stop.logged and stop.logged.row.id == _after()), None)
    after = after or next((one for one in view.others if one.row.id == _after()), None)
    return page(
        "safety",
        "field/safety.html",
        shift=shift,
        view=view,
        after=after,
        emergency=parts().city_settings().emergency,
    )


@safety.post("/field/<team>/<day>/<pair>/check-in")
@allow(*WRITES, of_team=True)
def check_in(team: str, day: str, pair: str) -> BaseResponse:
    """Keep what the pair says: that it goes out, that all is well, that it wants a call, that the shift is over."""
    shift, words = the_shift(team, day, pair), appearance().words
    try:
        said = Said(request.form.get("said", ""))
    except ValueError:
        abort(400)
    row = say(
        parts().store,
        the_person().actor,
        shift.time,
        said,
        at=city_now(),
        every_min=parts().settings.check_in_minutes,
    )
    due = words.clock(row.due_at.astimezone(shift.plan.request.tz))
    flash(
        {
            Said.BEGIN: words.text("The check-in has begun. Say that all is well by %(time)s.", time=due),
            Said.WELL: words.text("Noted. Say that all is well by %(time)s.", time=due),
            Said.CALL: words.text("The lead and the coordinator see now that you want to be called."),
            Said.ENDED: words.text("The shift is over. Get home safely."),
        }[said],
        "success",
    )
    back = "safety.show" if said in {Said.CALL, Said.ENDED} else "shift.show"
    return redirect(address(back, shift), code=303)


@safety.get("/safety/late.json")
@allow(*LOOKS_AFTER)
def late() -> Response:
    """Tell which pairs are not heard of, for the banner of pages that stay open."""
    response = jsonify(late=[pair.told() for pair in late_pairs()])
    response.headers["Cache-Control"] = "no-store"
    return response


@safety.post("/safety/<team>/<check>/call")
@allow(*LOOKS_AFTER, of_team=True)
def call(team: str, check: str) -> BaseResponse:
    """Say that one calls the pair."""
    take_on(parts().store, the_person().actor, check, team=team, expected=_version())
    flash(appearance().words.text("You call the pair. The others see that."), "success")
    return redirect(_back(), code=303)


@safety.post("/safety/<team>/<check>/reached")
@allow(*LOOKS_AFTER, of_team=True)
def reached(team: str, check: str) -> BaseResponse:
    """Say that the pair was reached and all is well."""
    settle(parts().store, the_person().actor, check, team=team, expected=_version())
    flash(appearance().words.text("Noted: the pair is reached and all is well."), "success")
    return redirect(_back(), code=303)


def _after() -> str:
    return request.args.get("after", "")


def _version() -> int:
    text = request.form.get("version", "")
    if not (text.isascii() and text.isdigit() and len(text) < 10):
        abort(400)
    return int(text)


def _back() -> str:
    back = request.form.get("back", "")
    here = back.startswith("/") and back.isprintable() and not back.startswith(("//", "/\\"))  # browsers skip a tab
    return back if here else url_for("lead.start")
