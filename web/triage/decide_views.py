"""What is decided about a tip over HTTP: a form does one thing, and comes back with what was typed where it cannot."""

from collections.abc import Callable
from datetime import datetime, timedelta

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from web.appearance import appearance
from web.lead.absence_replan import AskState, ask_replan, week_of
from web.parts import parts
from web.security.access import allow, the_person
from web.security.personal_data_use import Use
from web.security.personal_data_words import found_texts
from web.store.faults import StaleEditError
from web.store.tables.places import HotspotRow
from web.store.tables.tips import Tip
from web.store_errors import who_and_when
from web.tips.steps import TipStepError
from web.triage.decide_words import FAULTS, NOT_NOW, STALE
from web.triage.decisions import DecisionError, close_tip, hand_over, keep_open, no_settlement, pass_on, reopen
from web.triage.effort_name import effort_name
from web.triage.joining import JoinError, join, keep_apart, part
from web.triage.near import published_tonight, tonight
from web.triage.scope import SEE_TIPS, Scope, seen_tip
from web.triage.tip_views import Sent, show_tip
from web.triage.views import city_zone, the_scope, triage
from web.triage.visits import Asked, become_visit, call_off
from web.triage.wishes import joint, need, read_day, read_minute, urgent
from web.triage.words import JOIN_FAULTS, CloseReason, Office, WaitReason
from web.words import N_, Words, translator


@triage.post("/<tip>/urgent")
@allow(*SEE_TIPS)
def make_urgent(tip: str) -> BaseResponse:
    """Ask for a visit tonight, and for the week to be made to fit."""
    team = _team()

    def act(scope: Scope) -> None:
        now = parts().store.clock().astimezone(city_zone())
        _become(scope, tip, urgent(_effort_name(scope, tip), team, now=now, ends=_ends(team, now)), team)

    return _decided(tip, "urgent", act, N_("A visit tonight is asked for.")) or _to_plan(tip, {team})


@triage.post("/<tip>/joint")
@allow(*SEE_TIPS)
def make_joint(tip: str) -> BaseResponse:
    """Ask for several teams at the place at one time."""
    team = _team()
    with parts().store.read() as session:
        own = the_scope(session).teams & {team, *request.form.getlist("teams")}

    def act(scope: Scope) -> None:
        _become(scope, tip, joint(_effort_name(scope, tip), _typed(), team), team)

    return _decided(tip, "joint", act, N_("A joint effort is asked for.")) or _to_plan(tip, own)


@triage.post("/<tip>/need")
@allow(*SEE_TIPS)
def make_need(tip: str) -> BaseResponse:
    """Ask for a visit more at a hotspot."""
    team = _team()

    def act(scope: Scope) -> None:
        today = parts().store.clock().astimezone(city_zone()).date()
        _become(scope, tip, need(_effort_name(scope, tip), _typed(), team, today=today), team)

    return _decided(tip, "need", act, N_("A visit more is asked for.")) or _to_plan(tip, {team})


@triage.post("/<tip>/pass-on")
@allow(*SEE_TIPS)
def pass_tip_on(tip: str) -> BaseResponse:
    """Write down that a tip was passed on."""

    def act(scope: Scope) -> None:
        office = _code(Office, "office")
        which = request.form.get("which", "")
        store, actor = parts().store, the_person().actor
        pass_on(store, actor, scope, tip, team=_team(), office=office, which=which, expected=_version())

    return _decided(tip, "pass_on", act, N_("The tip is passed on. Its reporter sees that.")) or _back(tip)


@triage.post("/<tip>/close")
@allow(*SEE_TIPS)
def close(tip: str) -> BaseResponse:
    """Close a tip with a reason."""

    def act(scope: Scope) -> None:
        reason, store = _code(CloseReason, "reason"), parts().store
        close_tip(store, the_person().actor, scope, tip, team=_team(), reason=reason, expected=_version())

    return _decided(tip, "close", act, N_("The tip is closed. Its reporter sees that, and not why.")) or _back(tip)


@triage.post("/<tip>/hand-over")
@allow(*SEE_TIPS)
def hand(tip: str) -> BaseResponse:
    """Hand a tip to another team, or to the one for settlements."""

    def act(scope: Scope) -> None:
        hand_over(
            parts().store,
            the_person().actor,
            scope,
            tip,
            to=request.form.get("to", ""),
            settlement="settlement" in request.form,
            settlement_team=parts().city_settings().settlement_team,
            expected=_version(),
        )

    said = N_("The tip is handed over. The other team has it from now on.")
    return _decided(tip, "hand_over", act, said) or redirect(url_for("triage.index"), code=303)


@triage.post("/<tip>/no-settlement")
@allow(*SEE_TIPS)
def not_a_settlement(tip: str) -> BaseResponse:
    """Say that nobody lives at the place of a tip."""

    def act(scope: Scope) -> None:
        no_settlement(parts().store, the_person().actor, scope, tip, expected=_version())

    said = N_("The tip is no settlement any more. All teams of the city and the district see it.")
    return _decided(tip, "hand_over", act, said) or _back(tip)


@triage.post("/<tip>/keep-open")
@allow(*SEE_TIPS)
def wait(tip: str) -> BaseResponse:
    """Do nothing yet, until a time, for a reason."""

    def act(scope: Scope) -> None:
        typed = _typed()
        start = datetime.combine(read_day(typed, "until"), datetime.min.time(), city_zone())
        until = start + timedelta(minutes=read_minute(typed, "until_time"))
        reason, store, actor = _code(WaitReason, "reason"), parts().store, the_person().actor
        keep_open(store, actor, scope, tip, team=_team(), until=until, reason=reason, expected=_version())

    return _decided(tip, "keep_open", act, N_("The tip stays open, with a new time to answer.")) or _back(tip)


@triage.post("/<tip>/reopen")
@allow(*SEE_TIPS)
def open_again(tip: str) -> BaseResponse:
    """Take back that a tip was closed or passed on."""

    def act(scope: Scope) -> None:
        reopen(parts().store, the_person().actor, scope, tip, expected=_version())

    return _decided(tip, "", act, N_("The tip is open again.")) or _back(tip)


@triage.post("/<tip>/call-off")
@allow(*SEE_TIPS)
def call_effort_off(tip: str) -> BaseResponse:
    """Call the effort of a tip off."""

    def act(scope: Scope) -> None:
        call_off(parts().store, the_person().actor, scope, tip, expected=_version())

    said = N_(
        "The effort is called off, and the tip is to be decided again. Plan the week again to take the visit out."
    )
    return _decided(tip, "", act, said) or _back(tip)


@triage.post("/<tip>/join")
@allow(*SEE_TIPS)
def join_tips(tip: str) -> BaseResponse:
    """Join a tip with another that tells of the same."""

    def act(scope: Scope) -> None:
        join(parts().store, the_person().actor, scope, tip, _other(), expected=_version())

    return _decided(tip, "", act, N_("The tips are joined. Both reporters see the same state.")) or _back(tip)


@triage.post("/<tip>/apart")
@allow(*SEE_TIPS)
def tell_apart(tip: str) -> BaseResponse:
    """Say that two tips are about different things."""

    def act(scope: Scope) -> None:
        keep_apart(parts().store, the_person().actor, scope, tip, _other(), expected=_version())

    return _decided(tip, "", act, N_("They are kept as two.")) or _back(tip)


@triage.post("/<tip>/part")
@allow(*SEE_TIPS)
def part_tips(tip: str) -> BaseResponse:
    """Take a tip out of those that it is joined with."""

    def act(scope: Scope) -> None:
        part(parts().store, the_person().actor, scope, tip, expected=_version())

    return _decided(tip, "", act, N_("The tips are parted. This one is to be decided on its own.")) or _back(tip)


def _decided(tip: str, panel: str, act: Callable[[Scope], None], said: str) -> BaseResponse | None:
    """Do it; where it cannot be done, give the page again with what was typed."""
    words = appearance().words
    with parts().store.read() as session:
        scope = the_scope(session)
        seen_tip(session, scope, tip)
    try:
        act(scope)
    except DecisionError as error:
        return show_tip(tip, Sent(panel or "other", _typed(), _fault(words, error), 422))
    except JoinError as error:
        return show_tip(tip, Sent("other", _typed(), words.text(JOIN_FAULTS[error.code]), 422))
    except TipStepError:
        return show_tip(tip, Sent(panel or "other", _typed(), words.text(NOT_NOW), 409))
    except StaleEditError as error:
        who, time = who_and_when(error)
        return show_tip(tip, Sent(panel or "other", _typed(), words.text(STALE, who=who, time=time), 409))
    flash(words.text(said), "success")
    return None


def _become(scope: Scope, tip: str, asked: Asked, team: str) -> None:
    with parts().store.read() as session:
        places = tuple(session.scalars(HotspotRow.__table__.select().with_only_columns(HotspotRow.name)))
    become_visit(
        parts().store,
        the_person().actor,
        scope,
        tip,
        asked,
        team=team,
        settlement_team=parts().city_settings().settlement_team,
        expected=_version(),
        places=places,
    )


def _to_plan(tip: str, teams: set[str] | frozenset[str]) -> BaseResponse:
    """Ask for this week to be made to fit for each team; go to where the first one's changes are looked at."""
    words, week = appearance().words, week_of(parts().store.clock().astimezone(city_zone()).date())
    with parts().store.read() as session:
        row = session.get(Tip, tip)
        effort = row.effort_id if row else None
    asked = {team: ask_replan(parts(), team, week, actor=the_person().actor) for team in sorted(teams)}
    ready = [team for team, its in asked.items() if its.state is AskState.ASKED]
    if effort is None or not ready:
        flash(words.text("No plan of this week can be made to fit now. It comes in when the week is planned."), "info")
        return _back(tip)
    return redirect(url_for("publish.review", team=ready[0], week=week), code=303)


def _effort_name(scope: Scope, ident: str) -> str:
    words, now = translator(parts().settings.lang), parts().store.clock()
    with parts().store.read() as session:
        return effort_name(session, scope, seen_tip(session, scope, ident), words, now=now)


def _ends(team: str, now: datetime) -> datetime | None:
    plans = published_tonight(parts().plans, team, now=now)
    return max((route.end for plan in plans for route in tonight(plan, now)), default=None)


def _fault(words: Words, error: DecisionError) -> str:
    if error.code == "personal_data":
        text = " ".join(request.form.get(error.field, "").split())
        return " ".join(found_texts(words, text, error.found, use=Use.NOTE))
    return words.text(FAULTS.get((error.field, error.code), NOT_NOW))


def _code(kind: type[Office] | type[CloseReason] | type[WaitReason], name: str):  # type: ignore[no-untyped-def]  # noqa: ANN202
    try:
        return kind(request.form.get(name, ""))
    except ValueError as error:
        raise DecisionError(name, "unknown") from error


def _typed() -> dict[str, list[str]]:
    return request.form.to_dict(flat=False)


def _team() -> str:
    return request.form.get("team", "")


def _other() -> str:
    return request.form.get("other", "")


def _version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isdecimal() and len(text) < 10 else 0


def _back(tip: str) -> BaseResponse:
    return redirect(url_for("triage.tip", tip=tip), code=303)
