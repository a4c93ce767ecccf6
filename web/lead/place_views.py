"""The page of one place over HTTP: show, change and remove it and its needs."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from flask import Blueprint, Response, abort, flash, redirect, request, url_for
from werkzeug.wrappers import Response as BaseResponse

from geo.city import City
from web.appearance import appearance
from web.code_words import DAYLIGHTS, SKILLS, skill_word
from web.lead.place_access import NotYoursError
from web.lead.place_actions import (
    PlaceNow,
    change_place,
    needs_of,
    open_city,
    places_seen,
    read_place_now,
    remove_place,
)
from web.lead.place_fields import Typed
from web.lead.place_form import district_names, place_typed, read_place
from web.lead.place_history import WEEKS, place_history
from web.lead.place_hours import write_hours
from web.lead.place_need_actions import OverlappingNeedError, add_need, change_need, remove_need
from web.lead.place_need_form import NEW, OVERLAPS, NeedForm, need_typed, read_need
from web.lead.place_shown import edits_shown, moment_text, place_marks, place_rows
from web.lead.place_stale import Meanwhile, meanwhile
from web.lead.place_words import WEIGHTS, capital, kind_words, season_word
from web.lead.places_views import SEE_PLACES, choices, editor_now, page, with_map
from web.maps.places_map import places_geojson
from web.parts import parts
from web.security.access import allow, the_person
from web.security.bindings import team_names
from web.security.forms import check_token
from web.security.person import Role
from web.security.seen import saw
from web.store.faults import StaleEditError
from web.store_errors import who_and_when
from web.words import Words

place = Blueprint("place", __name__, url_prefix="/lead/places/<place>")
place.before_request(check_token)


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that came back: of the place (``of`` is ""), of a need, or of a new one (``new``)."""

    of: str
    typed: Typed
    faults: Mapping[str, str] = field(default_factory=dict)
    meanwhile: Meanwhile | None = None


@place.get("")
@allow(*SEE_PLACES)
def show(place: str) -> Response:
    """Show a place."""
    response = _show(place)
    saw(the_person(), "hotspot", place)
    return response


@place.post("")
@allow(Role.LEAD)
def change(place: str) -> BaseResponse:
    """Change a place."""
    words, store, editor, typed = appearance().words, parts().store, editor_now(), _typed()
    now, city = _read(place)
    today = store.clock().astimezone(city.tz).date()
    form = read_place(
        typed, now.place, ident=place, city=city, on=today, teams=list(team_names(store)), editor=editor, words=words
    )
    if form.place is None:
        return _show(place, Sent("", typed, form.faults))
    try:
        changed = change_place(store, form.place, expected=_version(), editor=editor)
    except StaleEditError as error:
        kept = place_typed(_read(place)[0].place, words)
        return _show(place, Sent("", typed, meanwhile=_meanwhile(error, typed, kept)))
    except NotYoursError:
        abort(403)
    _say(words, changed=changed)
    return redirect(url_for("place.show", place=place), code=303)


@place.get("/remove")
@allow(Role.LEAD)
def ask_remove(place: str) -> Response:
    """Say what removing a place means, and ask."""
    now, _ = _read(place)
    if not now.may_edit:
        abort(403)
    return page("lead/place_remove.html", now=now, spot=now.place, team_names=team_names(parts().store))


@place.post("/remove")
@allow(Role.LEAD)
def remove(place: str) -> BaseResponse:
    """Remove a place with its needs."""
    words, (now, _) = appearance().words, _read(place)
    try:
        remove_place(parts().store, place, expected=_version(), editor=editor_now())
    except NotYoursError:
        abort(403)
    flash(
        words.text("%(name)s is removed with its needs. Plans and visits stay as they are.", name=now.place.name),
        "success",
    )
    return redirect(url_for("places.index"), code=303)


@place.post("/needs")
@allow(Role.LEAD)
def add(place: str) -> BaseResponse:
    """Add a need to a place."""

    def save(form: NeedForm, city: City) -> str:
        return (
            add_need(parts().store, form.need, editor=editor_now(), seasons=city.calendar.seasons) if form.need else ""
        )

    return _save_need(place, "new", save)


@place.post("/needs/<need>")
@allow(Role.LEAD)
def change_one(place: str, need: str) -> BaseResponse:
    """Change a need."""

    def save(form: NeedForm, city: City) -> str:
        if form.need:
            change_need(
                parts().store, form.need, expected=_version(), editor=editor_now(), seasons=city.calendar.seasons
            )
        return need

    return _save_need(place, need, save)


@place.post("/needs/<need>/remove")
@allow(Role.LEAD)
def remove_one(place: str, need: str) -> BaseResponse:
    """Remove a need."""
    try:
        remove_need(parts().store, place, need, expected=_version(), editor=editor_now())
    except NotYoursError:
        abort(403)
    flash(appearance().words.text("The need is removed."), "success")
    return redirect(url_for("place.show", place=place), code=303)


def _save_need(place: str, need: str, save: Callable[[NeedForm, City], str]) -> BaseResponse:
    words, typed, (now, city) = appearance().words, _typed(), _read(place)
    old = next((one.need for one in now.needs if one.need.id == need), None)
    if old is None and need != "new":
        abort(404)
    form = read_need(
        typed,
        old,
        ident=need,
        place=place,
        city=city,
        teams=list(team_names(parts().store)),
        skills=_skills(now),
        words=words,
    )
    if form.need is None:
        return _show(place, Sent(need, typed, form.faults))
    try:
        kept = save(form, city)
    except OverlappingNeedError as error:
        said = words.text(OVERLAPS, hours=write_hours(words, error.other.windows))
        return _show(place, Sent(need, typed, {"windows": said}))
    except StaleEditError as error:
        there = next((one.need for one in _read(place)[0].needs if one.need.id == need), None)
        return _show(
            place, Sent(need, typed, meanwhile=_meanwhile(error, typed, need_typed(there, words) if there else {}))
        )
    except NotYoursError:
        abort(403)
    _say(words, changed=form.need != old)
    return redirect(url_for("place.show", place=place, open=kept, _anchor=f"need-{kept}"), code=303)


def _show(place: str, sent: Sent | None = None) -> Response:
    words, store, editor = appearance().words, parts().store, editor_now()
    with store.read() as session:
        now, city = _read(place)
        today = store.clock().astimezone(city.tz).date()
        history = place_history(session, place, now=store.clock(), today=today)
        seen = [spot for spot in places_seen(session, editor) if spot.id != place]
        marks = place_marks(words, place_rows(words, seen, needs_of(session, seen)))
    names = team_names(store)
    weights = dict(WEIGHTS)
    status = 200 if sent is None else 409 if sent.meanwhile else 400
    return page(
        "lead/place.html",
        status,
        now=now,
        spot=now.place,
        kind=kind_words(words, now.place),
        sent=sent,
        typed=sent.typed if sent and sent.of == "" else place_typed(now.place, words),
        needs=[
            (one, _need_title(words, one.need.season, names, one.need.teams), need_typed(one.need, words))
            for one in now.needs
        ],
        new_need=NEW,
        opened=sent.of if sent else request.args.get("open", ""),
        choices=choices(words, districts=district_names(city))
        | {
            "seasons": [(s, season_word(words, s)) for s in ("all", *(one.name for one in city.calendar.seasons))],
            "daylights": [(one.value, capital(words.text(said))) for one, said in DAYLIGHTS.items()],
            "skills": [(skill, capital(skill_word(words, skill))) for skill in _skills(now)],
            "weights": [(f"{weight:g}", words.text(said)) for weight, said in weights.items()],
        },
        history=history,
        edits=edits_shown(words, history.edits, city.tz, teams=names),
        changed=moment_text(words, now.changed_at.astimezone(city.tz)),
        weeks_back=WEEKS,
        data=places_geojson(marks),
        **with_map(words),
    )


def _need_title(words: Words, season: str, names: Mapping[str, str], teams: tuple[str, ...]) -> str:
    who = [names.get(team, team) for team in teams] or [words.text("All teams")]
    return f"{season_word(words, season)} · {', '.join(who)}"


def _read(place: str) -> tuple[PlaceNow, City]:
    store = parts().store
    with store.read() as session:
        city = open_city(session, parts().city)
        today = store.clock().astimezone(city.tz).date()
        return read_place_now(session, place, editor_now(), today=today), city


def _skills(now: PlaceNow) -> list[str]:
    """Name the skills that can be asked for: those that have words, and those that the place asks for already."""
    return sorted({*SKILLS, *(skill for one in now.needs for skill in one.need.skills)})


def _meanwhile(error: StaleEditError, typed: Typed, kept: Typed) -> Meanwhile:
    who, time = who_and_when(error)
    return meanwhile(appearance().words, typed, kept, who=who, time=time)


def _say(words: Words, *, changed: bool) -> None:
    flash(words.text("Saved.") if changed else words.text("Nothing was different, so nothing was changed."), "success")


def _typed() -> dict[str, list[str]]:
    return request.form.to_dict(flat=False)


def _version() -> int:
    text = request.form.get("version", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 10 else 0
