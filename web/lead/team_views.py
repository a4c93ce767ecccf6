"""The page of a team over HTTP: its workers, their absences and work, shifts, bases, rules and weights."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from flask import Blueprint, Response, abort, flash, make_response, redirect, render_template, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from geo.travel.times import Mode
from planner.worker import Experience
from web.appearance import appearance
from web.code_words import MODES, skill_word
from web.lead.place_actions import open_city
from web.lead.place_fields import Fields, Typed
from web.lead.place_form import district_names
from web.lead.place_hours import day_names
from web.lead.place_shown import grid_rows
from web.lead.place_stale import Meanwhile, meanwhile
from web.lead.place_words import FIELDS, capital, season_word
from web.lead.team_absences import FREE
from web.lead.team_item import Item, TeamRuleError
from web.lead.team_registers import REGISTERS, TeamNow, remove_entry, save_entry, team_now
from web.lead.team_settings import LIMITS, read_settings, save_settings, settings_now
from web.lead.team_weights import HELP, WORDS, goal_name
from web.lead.team_words import LABELS, REMOVED, SAVED
from web.lead.team_work import KINDS
from web.lead.team_workers import EXPERIENCES
from web.parts import parts
from web.plans import TEAM_ID
from web.security.access import allow, the_person
from web.security.bindings import team_names
from web.security.forms import check_token
from web.security.person import Role
from web.security.seen import saw
from web.store.faults import StaleEditError
from web.store_errors import who_and_when
from web.words import Words

team = Blueprint("team", __name__, url_prefix="/lead/team")
team.before_request(check_token)

SEE_TEAM = (Role.LEAD, Role.COORDINATOR)
"""Roles that see a team's registers and say who is away; leads change all else."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that came back: of a register and an entry ("" for a new one), or of the settings."""

    register: str
    ident: str
    typed: Typed
    faults: Mapping[str, str] = field(default_factory=dict)
    meanwhile: Meanwhile | None = None


@team.get("")
@allow(*SEE_TEAM)
def start() -> BaseResponse:
    """Go to the team that was chosen, else to the first of one's own."""
    own = the_person().teams(SEE_TEAM)
    if not own:
        abort(404)
    chosen, usual = request.args.get("team", ""), parts().settings.team
    opens = next((one for one in (chosen, usual) if one in own), min(own))
    return redirect(url_for("team.show", team=opens))


@team.get("/<team>")
@allow(*SEE_TEAM, of_team=True)
def show(team: str) -> Response:
    """Show a team."""
    response = _show(team)
    saw(the_person(), "team", team, team=team)
    return response


@team.post("/<team>/settings")
@allow(Role.LEAD, of_team=True)
def settings(team: str) -> BaseResponse:
    """Change a team's rules and weights."""
    words, typed = appearance().words, _typed()
    form = Fields(typed, words)
    wanted = read_settings(form)
    if wanted is None:
        return _show(team, Sent("settings", "", typed, form.faults))
    try:
        with parts().store.write(the_person().actor) as work:
            save_settings(work, team, wanted, _version())
    except StaleEditError as error:
        with parts().store.read() as session:
            kept = settings_now(session, team, words).typed
        return _show(team, Sent("settings", "", typed, meanwhile=_meanwhile(error, typed, kept)))
    flash(words.text("Saved. It holds for weeks that are planned from now on."), "success")
    return redirect(url_for("team.show", team=team, _anchor="settings"), code=303)


@team.post("/<team>/absences")
@allow(*SEE_TEAM, of_team=True)
def away(team: str) -> BaseResponse:
    """Say that somebody is away."""
    return _save(team, "absences", "")


@team.post("/<team>/absences/<item>")
@allow(*SEE_TEAM, of_team=True)
def change_away(team: str, item: str) -> BaseResponse:
    """Change an absence."""
    return _save(team, "absences", item)


@team.post("/<team>/absences/<item>/remove")
@allow(*SEE_TEAM, of_team=True)
def back(team: str, item: str) -> BaseResponse:
    """Take an absence away."""
    return _remove(team, "absences", item)


@team.post("/<team>/of/<register>")
@allow(Role.LEAD, of_team=True)
def add(team: str, register: str) -> BaseResponse:
    """Add an entry to a register."""
    return _save(team, register, "")


@team.post("/<team>/of/<register>/<item>")
@allow(Role.LEAD, of_team=True)
def change(team: str, register: str, item: str) -> BaseResponse:
    """Change an entry."""
    return _save(team, register, item)


@team.post("/<team>/of/<register>/<item>/remove")
@allow(Role.LEAD, of_team=True)
def remove(team: str, register: str, item: str) -> BaseResponse:
    """Remove an entry."""
    return _remove(team, register, item)


def _save(team: str, register: str, ident: str) -> BaseResponse:
    words, store, typed = appearance().words, parts().store, _typed()
    if register not in REGISTERS:
        abort(404)
    kind, form = REGISTERS[register], Fields(typed, words)
    with store.read() as session:
        now = _now(team, session)
        value = kind.read(form, now, ident)
    if value is None:
        return _show(team, Sent(register, ident, typed, form.faults))
    try:
        save_entry(store, kind, team, ident, value, expected=_version(), actor=the_person().actor)
    except TeamRuleError as error:
        form.fault(error.field, error.said, **_named(now, error.values))
        return _show(team, Sent(register, ident, typed, form.faults))
    except StaleEditError as error:
        with store.read() as session:
            item = next((one for one in kind.items(_now(team, session)) if one.id == ident), None)
        return _show(team, Sent(register, ident, typed, meanwhile=_meanwhile(error, typed, item.typed if item else {})))
    flash(words.text(SAVED[register]), "success")
    return redirect(url_for("team.show", team=team, _anchor=register), code=303)


def _remove(team: str, register: str, ident: str) -> BaseResponse:
    words, store = appearance().words, parts().store
    if register not in REGISTERS:
        abort(404)
    kind = REGISTERS[register]
    with store.read() as session:
        now = _now(team, session)
        item = next((one for one in kind.items(now) if one.id == ident), None)
    if item is None:
        abort(404)
    try:
        remove_entry(store, kind, team, ident, expected=_version(), actor=the_person().actor)
    except TeamRuleError as error:
        form = Fields({}, words)
        form.fault(error.field, error.said, **error.values)
        return _show(team, Sent(register, ident, item.typed, form.faults))
    flash(words.text(REMOVED[register], name=item.title), "success")
    # An absence and a wish can be put back: their form is offered as it was.
    again = {name: values[0] for name, values in item.typed.items()} if register in ("absences", "wishes") else {}
    query: dict[str, Any] = {"undo": register, **again} if again else {}
    return redirect(url_for("team.show", team=team, _anchor=register, **query), code=303)


def _show(team: str, sent: Sent | None = None) -> Response:
    chosen, words, person, store = appearance(), appearance().words, the_person(), parts().store
    if not TEAM_ID.fullmatch(team):
        abort(404)
    with store.read() as session:
        now = _now(team, session)
        items = {name: kind.items(now) for name, kind in REGISTERS.items()}
        kept = settings_now(session, team, words)
    names = team_names(store)
    status = 200 if sent is None else 409 if sent.meanwhile else 400
    response = make_response(
        render_template(
            "lead/team.html",
            appearance=chosen,
            words=words,
            team=team,
            kept=kept,
            items=items,
            sent=sent,
            may_edit=person.may({Role.LEAD}, team=team),
            own=[(one, names.get(one, one)) for one in sorted(person.teams(SEE_TEAM), key=lambda t: names.get(t, t))],
            undo=_undo(items, now),
            choices=_choices(words, now, items["bases"]),
            goals=[(name, goal_name(words, name), words.text(said)) for name, said in HELP.items()],
            goal_words=[(code, words.text(said)) for code, (_, said) in WORDS.items()],
            limits=[(name, words.text(said), words.text(source)) for name, (said, source, _) in LIMITS.items()],
            field_words={name: words.text(said) for name, said in {**FIELDS, **LABELS}.items()},
            grid=lambda text: grid_rows(words, text),
            weekdays=day_names(words),
            today=now.today,
        ),
        status,
    )
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _now(team: str, session: Session) -> TeamNow:
    city = open_city(session, parts().city)
    return team_now(session, team, city, appearance().words, parts().store.clock())


def _choices(words: Words, now: TeamNow, bases: list[Item]) -> dict[str, list[tuple[str, str]]]:
    return {
        "workers": list(now.names.by_id.items()),
        "skills": [(skill, capital(skill_word(words, skill))) for skill in now.skills],
        "experiences": [(one.value, words.text(EXPERIENCES[one])) for one in Experience],
        "free": [(code, words.text(said)) for code, said in FREE.items()],
        "kinds": [(kind.value, words.text(said)) for kind, said in KINDS.items()],
        "bases": [(item.id, item.title) for item in bases],
        "modes": [(mode.value, capital(words.text(MODES[mode]))) for mode in Mode],
        "seasons": [(s, season_word(words, s)) for s in ("all", *(one.name for one in now.city.calendar.seasons))],
        "districts": [(name, name) for name in district_names(now.city)],
    }


def _undo(items: Mapping[str, list[Item]], now: TeamNow) -> dict[str, str]:
    """Give what was just taken away, to be put back; nothing where it is there, or is no such thing."""
    register, given = request.args.get("undo", ""), request.args
    worker = given.get("worker", "")
    if register not in ("absences", "wishes") or worker not in now.names.by_id:
        return {}
    again = {name: given.get(name, "")[:20] for name in ("worker", "first", "last", "free") if given.get(name)}
    there = any({name: values[0] for name, values in item.typed.items()} == again for item in items[register])
    return {} if there else {"register": register, "name": now.names.of(worker), **again}


def _named(now: TeamNow, values: Mapping[str, object]) -> dict[str, object]:
    return {name: now.names.of(str(value)) if name == "name" else value for name, value in values.items()}


def _meanwhile(error: StaleEditError, typed: Typed, kept: Typed) -> Meanwhile:
    who, time = who_and_when(error)
    return meanwhile(appearance().words, typed, kept, who=who, time=time)


def _typed() -> dict[str, list[str]]:
    return request.form.to_dict(flat=False)


def _version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
