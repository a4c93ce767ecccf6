"""Taking a tip by telephone over HTTP: the form beside the map of the open tips, and a place that a pair suggests."""

from dataclasses import dataclass, replace
from datetime import date

from flask import Response, abort, flash, redirect, request, url_for
from shapely.geometry import Point
from werkzeug.wrappers import Response as BaseResponse

from geo.district import NoDistrictError
from web.appearance import appearance
from web.lead.place_point import write_position
from web.lead.places_views import prefilled
from web.maps.triage_map import triage_geojson
from web.parts import parts
from web.security.access import allow, the_person
from web.security.person import Role
from web.security.personal_data_use import Use, is_refused
from web.security.personal_data_words import message_texts
from web.security.seen import saw
from web.store.faults import NotThereError, StaleEditError
from web.tips.actions import leave_tip
from web.tips.form import TEXTS, TipForm, read_form
from web.tips.form_page import FieldFault, field_fault, neighbourhood_choices
from web.tips.puzzle import TicketError, new_ticket, read_ticket
from web.tips.status import code_to_show
from web.tips.tip import TipError, Worry
from web.tips.words import ASKED, SEEN, SOURCES, WORRIES
from web.triage.cards import card, lon_lat
from web.triage.inbox import Sieve, tips_in_inbox
from web.triage.scope import SEE_TIPS, seen_tip
from web.triage.views import city_zone, on_map, page, the_scope, the_telling, tip_mark, triage, with_map
from web.words import N_

TOO_OLD = N_("The page had been open for long, so it was made anew. All that you wrote is left. Send it once more.")


@dataclass(frozen=True, slots=True)
class IntakePage:
    """What was typed and what is wrong with it, as the parts of the public form read them."""

    form: TipForm
    faults: dict[str, FieldFault]
    lengths: dict[str, int]
    asks_to_keep: bool


@triage.get("/new")
@allow(*SEE_TIPS)
def intake() -> Response:
    """Show the form for a tip that is told by telephone, beside the map of the open tips."""
    return _form(TipForm())


@triage.post("/new")
@allow(*SEE_TIPS)
def take_in() -> BaseResponse:
    """Keep a tip that was told by telephone."""
    typed, key = TipForm.of(request.form), parts().keys.tips_key
    try:
        ticket = read_ticket(key, typed.ticket, parts().store.clock())
    except TicketError:
        return _form(typed, said=appearance().words.text(TOO_OLD))
    with parts().store.read() as session:
        scope = the_scope(session)
        names = [name for _, its in neighbourhood_choices(session, _today()) for name in its]
    read = read_form(typed, ticket, lang=appearance().lang, neighbourhoods=names)
    if read.report is None:
        return _form(typed, dict(read.faults))
    team = request.form.get("team", "")
    try:
        left = leave_tip(
            parts().store,
            the_person().actor,
            read.report,
            key=key,
            bounds=parts().city_settings().bounds,
            team=team if team in scope.teams else None,
        )
    except TipError as error:
        return _form(typed, {error.field: error})
    except StaleEditError:
        return _form(typed, said=appearance().words.text(TOO_OLD))
    words = appearance().words
    code = code_to_show(parts().store, left.id, key=parts().keys.tips_key)
    said = (
        words.text("The tip is kept. Read its code out: %(code)s.", code=code)
        if code
        else words.text("The tip is kept. The police get no code: they may tell and read nothing back.")
    )
    flash(said, "success")
    with parts().store.read() as session:
        try:
            seen_tip(session, scope, left.id)
        except NotThereError:  # a settlement goes to the team for settlements
            return redirect(url_for("triage.index"), code=303)
    return redirect(url_for("triage.tip", tip=left.id), code=303)


@triage.post("/<tip>/place")
@allow(Role.LEAD)
def suggest_place(tip: str) -> Response:
    """Open the form of a new place, filled in from a tip; nothing is saved."""
    with parts().store.read() as session:
        scope, telling = the_scope(session), the_telling(session)
        row = seen_tip(session, scope, tip)
        if not isinstance(row.place, Point):
            abort(404)
        lon, lat = lon_lat(row.place)
        try:
            name = telling.districts.neighbourhood_at(lon, lat, _today()).name
        except NoDistrictError:
            name = ""
        settlement, alone = row.worry == Worry.SETTLEMENT, parts().city_settings().settlement_team
        teams = [alone] if alone in scope.teams else sorted(scope.teams)
        apart = {"kind": ["settlement"], "sensitivity": ["named_teams"], "teams": teams}
    saw(the_person(), "tip", row.id, row.team_id or "")
    return prefilled(
        {
            "name": [name],
            "at": [write_position(Point(lon, lat))],
            "position": ["approximate"],
            "sensitivity": ["teams"],
            "district": [row.district or ""],
            "meet": [row.find],
            **(apart if settlement else {}),
        }
    )


def _form(typed: TipForm, faults: dict[str, TipError] | None = None, *, said: str = "") -> Response:
    words, now, key = appearance().words, parts().store.clock(), parts().keys.tips_key
    form = typed
    if not typed.ticket or said:
        form = replace(typed, ticket=str(new_ticket(key, now, bits=0)))
    found = [piece for fault in (faults or {}).values() for piece in fault.found]
    may_keep = bool(found) and not is_refused(found, Use.TIP)
    with parts().store.read() as session:
        scope, telling = the_scope(session), the_telling(session)
        tips = [tip for tip in tips_in_inbox(session, scope, Sieve(), now=now) if on_map(tip)]
        districts = neighbourhood_choices(session, _today())
    saw(the_person(), "tip", "all")
    its = {name: field_fault(words, fault, getattr(typed, name, "")) for name, fault in (faults or {}).items()}
    return page(
        "triage/intake.html",
        422 if faults else 400 if said else 200,
        page=IntakePage(form, its, dict(TEXTS), bool(typed.confirmed) or may_keep),
        said=said,
        districts=districts,
        worries=[(one.value, words.text(text)) for one, text in WORRIES.items()],
        asked=[(one.value, words.text(text)) for one, text in ASKED.items()],
        seen=[(value, words.text(text)) for value, (text, _) in SEEN.items()],
        sources=[(one.value, words.text(text)) for one, text in SOURCES.items() if one != "field"],
        teams={team: telling.teams[team] for team in sorted(scope.teams)},
        team=request.form.get("team", ""),
        messages=message_texts(words, Use.TIP),
        cards=[card(tip, telling) for tip in tips],
        data=triage_geojson(tip_mark(tip, card(tip, telling), main=False) for tip in tips),
        **with_map(words),
    )


def _today() -> date:
    return parts().store.clock().astimezone(city_zone()).date()
