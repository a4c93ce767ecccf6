"""Editing a week over HTTP: menus of a stop, a need and a shift; edits, undo and redo, with and without scripts."""

from collections.abc import Callable, Mapping
from typing import Any

from flask import Blueprint, abort, flash, jsonify, make_response, redirect, render_template, request, url_for
from flask_wtf.csrf import generate_csrf
from werkzeug.wrappers import Response as BaseResponse

from planner.plan import WeekPlan
from planner.rules.violation import Violation
from web.appearance import THEMES, appearance
from web.lead.board import visible_names
from web.lead.edit_answer import changed_answer, changed_days
from web.lead.edit_cost import broken_in_short, edit_view
from web.lead.edit_form import EditFormError, read_order
from web.lead.edit_menus import need_menu, order_fields, route_menu, stop_menu
from web.lead.edit_order import PINS, edit_codes
from web.lead.edit_words import edit_happened, edit_short, edit_would
from web.lead.editing import (
    HASH_LETTERS,
    BrokenRulesError,
    ClosedWeekError,
    Tried,
    keep_edit,
    redo_edit,
    refuse_closed,
    shown_now,
    stale,
    stop_key,
    try_edit,
    undo_edit,
)
from web.lead.planning_views import MAY_PLAN
from web.lead.stale_week import what_differs
from web.lead.turns import Turns
from web.parts import parts
from web.plans import TEAM_ID, WEEK_ID, PlanInfo
from web.security.access import allow, the_person
from web.security.forms import check_token
from web.security.seen import saw
from web.store.faults import NotThereError, StaleEditError
from web.store_errors import who_and_when
from web.words import LANGUAGES, N_, Words

editing = Blueprint("editing", __name__, url_prefix="/plan/<team>/<week>")
editing.before_request(check_token)

CLOSED = N_("The week is closed, so its plan is not changed any more. What happened stands in its visits.")
CANNOT = N_("That cannot be done to the plan as it is now. Choose anew.")
NOTHING_LEFT = N_("There is nothing to undo or do again.")
MOST_AT_ONCE, WAIT_S = 2, 5
"""Questions of one person for what would help that are answered at the same time; and when to come again."""

_turns = Turns(MOST_AT_ONCE)


@editing.get("/stop/<int:route>/<int:stop>")
@allow(*MAY_PLAN, of_team=True)
def stop(team: str, week: str, route: int, stop: int) -> BaseResponse:
    """Show what can be done to a stop: why it is here, where it could go, what it could change places with."""
    part = request.args.get("part", "")
    return _menu(team, week, "stop", lambda plan, words: stop_menu(plan, words, route, stop, part=part), part=part)


@editing.get("/route/<int:route>")
@allow(*MAY_PLAN, of_team=True)
def route(team: str, week: str, route: int) -> BaseResponse:
    """Show what can be done to one pair's shift."""
    return _menu(team, week, "route", lambda plan, words: route_menu(plan, words, route))


@editing.get("/need/<need>")
@allow(*MAY_PLAN, of_team=True)
def need(team: str, week: str, need: str) -> BaseResponse:
    """Show why a need is unplanned, the best places for it, and what would help."""
    part = request.args.get("part", "")
    with _turns.taken(the_person().id) as free:
        if not free:
            abort(429, retry_after=WAIT_S)
        return _menu(team, week, "need", lambda plan, words: need_menu(plan, words, need, part=part), part=part)


@editing.post("/edit")
@allow(*MAY_PLAN, of_team=True)
def edit(team: str, week: str) -> BaseResponse:
    """Edit the week; ``dry`` tells what would happen, ``confirmed`` keeps what breaks rules."""
    info, seen = _shown(team, week), _seen()
    words = appearance().words
    if info.row_version != seen:
        return _stale(info, stale(parts().store, info, seen))
    plan = parts().plans.plan_of(info)
    try:
        order = read_order(request.form, plan)
    except EditFormError:
        abort(400)
    try:
        if request.form.get("dry"):
            refuse_closed(info)
            return _preview(info, try_edit(plan, order, known=_known(info)))
        tried = keep_edit(
            parts().store, parts().plans, info, order,
            seen=seen, actor=the_person().actor, confirmed=request.form.get("confirmed") == "1",
            known=_known(info),
        )  # fmt: skip
    except BrokenRulesError as error:
        return _preview(info, error.tried)
    except StaleEditError as error:
        return _stale(_shown(team, week), error)
    except ClosedWeekError:
        return _refused(words.text(CLOSED))
    except ValueError:
        return _refused(words.text(CANNOT))
    view, names = edit_view(words, tried, visible_names(tried.after, words)), visible_names(tried.after, words)
    said = edit_happened(words, edit_codes(tried.before, tried.after, order), names)
    more = [*([] if order.kind in PINS else [view.short]), *broken_in_short(words, view.broken)]
    return _changed(info, said, more, key=stop_key(tried), violations=tried.violations)


@editing.post("/undo")
@allow(*MAY_PLAN, of_team=True)
def undo(team: str, week: str) -> BaseResponse:
    """Show the version before the last edit."""
    return _turned(team, week, undo_edit, N_("Undone: %(what)s."), lambda info: info)


@editing.post("/redo")
@allow(*MAY_PLAN, of_team=True)
def redo(team: str, week: str) -> BaseResponse:
    """Show again what was undone last."""
    return _turned(
        team, week, redo_edit, N_("Done again: %(what)s."), lambda info: parts().plans.undone(team, week) or info
    )


def _turned(
    team: str, week: str, turn: Callable[..., int], said: str, about: Callable[[PlanInfo], PlanInfo]
) -> BaseResponse:
    info, seen, words = _shown(team, week), _seen(), appearance().words
    what = about(info)
    try:
        turn(parts().store, info, seen=seen, actor=the_person().actor)
    except StaleEditError as error:
        return _stale(_shown(team, week), error)
    except ClosedWeekError:
        return _refused(words.text(CLOSED))
    except NotThereError:
        return _refused(words.text(NOTHING_LEFT))
    names = visible_names(parts().plans.plan_of(info), words)
    return _changed(info, words.text(said, what=edit_short(words, what.edit, names)), [], turned=True)


def _menu(team: str, week: str, name: str, make: Callable[[WeekPlan, Words], Any], *, part: str = "") -> BaseResponse:
    """Answer with a menu of the version that the page shows; of another one only where nothing else is said."""
    info, words = _shown(team, week), appearance().words
    if not info.content_hash.startswith(request.args.get("of", "")):
        return _stale(info, stale(parts().store, info, 0))
    try:
        refuse_closed(info)
        item = make(parts().plans.plan_of(info), words)
    except ClosedWeekError:
        return _refused(words.text(CLOSED))
    except (LookupError, ValueError):
        abort(404)
    saw(the_person(), "plan", f"{team}/{week}", team)
    return _fragment(f"lead/edit_{name}.html", info, item=item, part=part)


def _preview(info: PlanInfo, tried: Tried) -> BaseResponse:
    """Ask before rules are broken, and show what an edit would do where that is asked for."""
    words = appearance().words
    names = visible_names(tried.after, words)
    return _fragment(
        "lead/edit_preview.html",
        info,
        code=200 if request.form.get("dry") or _wants_json() else 422,
        title=edit_would(words, edit_codes(tried.before, tried.after, tried.order), names),
        view=edit_view(words, tried, names),
        fields=order_fields(tried.order),
    )


def _stale(info: PlanInfo, error: StaleEditError) -> BaseResponse:
    """Tell who changed the week, when, and what differs from what the person saw."""
    words = appearance().words
    who, time = who_and_when(error)
    of = request.values.get("of", "")
    differs = what_differs(parts().store, parts().plans, info, of, words)
    fields: Mapping[str, str] = {}
    if request.method == "POST" and request.endpoint == "editing.edit" and differs.same_numbers:
        fields = {k: v for k, v in request.form.items() if k not in {"csrf_token", "seen", "of", "confirmed", "dry"}}
    return _fragment("lead/edit_stale.html", info, code=409, who=who, time=time, differs=differs, fields=fields)


def _refused(said: str) -> BaseResponse:
    """Say why nothing was done."""
    if _wants_json():
        return _uncached(jsonify(error=said), 422)
    flash(said, "error")
    return _back()


def _changed(
    before: PlanInfo,
    said: str,
    more: list[str],
    *,
    key: str = "",
    violations: tuple[Violation, ...] | None = None,
    turned: bool = False,
) -> BaseResponse:
    """Answer with what has changed on the page, or with the page itself."""
    team, week = before.key.team, before.key.week
    if not _wants_json():
        flash(" ".join([said, *(f"{line}." if not line.endswith(".") else line for line in more if line)]), "success")
        days = changed_days(before, _shown(team, week))
        return _back(day=days[0] if days else "")
    return _uncached(jsonify(changed_answer(before, said, more, key=key, violations=violations, turned=turned)), 200)


def _known(info: PlanInfo) -> tuple[Violation, ...] | None:
    """Give what the shown version breaks, where it was drawn lately."""
    drawn = parts().drawn.named(info.content_hash, appearance().lang)
    return None if drawn is None else drawn.board.violations


def _fragment(template: str, info: PlanInfo, *, code: int = 200, **values: object) -> BaseResponse:
    """Answer with a piece of a page for a dialog, or with a page of its own where no script asks."""
    chosen = appearance()
    shared = {
        "appearance": chosen, "words": chosen.words, "themes": THEMES, "languages": LANGUAGES,
        "team": info.key.team, "week": info.key.week, "team_name": info.team_name,
        "seen": info.row_version, "of": info.content_hash[:HASH_LETTERS], "fragment": template, **values,
    }  # fmt: skip
    if _wants_json():
        html = render_template(template, **shared, in_dialog=True)
        return _uncached(jsonify(html=html, seen=info.row_version, csrf=generate_csrf()), code)
    return _uncached(make_response(render_template("lead/edit_page.html", **shared, in_dialog=False)), code)


def _uncached(response: BaseResponse, code: int) -> BaseResponse:
    response.status_code = code
    response.headers["Cache-Control"] = "no-store"
    return response


def _back(*, day: str = "") -> BaseResponse:
    """Go back to the week, at a day."""
    values = request.view_args or {}
    day = day or request.form.get("day", "")
    return redirect(
        url_for(
            "lead.week",
            team=values["team"],
            week=values["week"],
            dag=day or None,
            _anchor=f"dag-{day}" if day else None,
        ),
        code=303,
    )


def _shown(team: str, week: str) -> PlanInfo:
    if not (TEAM_ID.fullmatch(team) and WEEK_ID.fullmatch(week)):
        abort(404)
    return shown_now(parts().plans, team, week)


def _seen() -> int:
    text = request.form.get("seen", "")
    if not text.isascii() or not text.isdigit() or len(text) > 9:
        abort(400)
    return int(text)


def _wants_json() -> bool:
    return request.accept_mimetypes.best == "application/json"
