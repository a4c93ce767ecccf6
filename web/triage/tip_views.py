"""The page of one tip over HTTP: what was told, what is near, what can be decided; contacts by a press of their own."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from flask import Response, abort, flash, redirect, url_for
from shapely.geometry import Point
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response as BaseResponse

from planner.plan_json import PlanFileError
from web.appearance import appearance
from web.lead.board import visible_names
from web.maps.triage_map import Mark, triage_geojson
from web.parts import parts
from web.security.access import allow, the_person
from web.security.seen import saw
from web.store.erasures import forget_contact as forget
from web.store.faults import NotThereError
from web.store.tables.tips import ReporterContact, Tip
from web.tips.tip import Worry
from web.triage.cards import Telling, card, day_of, lon_lat
from web.triage.effect import Effect, effect_tonight
from web.triage.near import NearPair, NearPlace, near_places, pairs_tonight, published_tonight
from web.triage.scope import SEE_TIPS, Scope, seen_tip
from web.triage.tip_page import TipView, near_rows, tip_view
from web.triage.views import on_map, page, the_scope, the_telling, tip_mark, triage, with_map
from web.triage.wishes import need_days
from web.triage.words import CLOSE, OFFICES, WAIT
from web.words import Words

EVENING = 15
"""From this hour on people say tonight, and before it today."""


@dataclass(frozen=True, slots=True)
class Sent:
    """A form that came back: which panel it stands in, what was typed, and what is wrong."""

    panel: str = ""
    typed: Mapping[str, Sequence[str]] = field(default_factory=dict)
    fault: str = ""
    status: int = 200


@dataclass(frozen=True, slots=True)
class Around:
    """What is near a tip, and what a visit tonight would do."""

    places: tuple[NearPlace, ...] = ()
    pairs: tuple[NearPair, ...] = ()
    team: str = ""
    effect: Effect | None = None
    effect_names: Mapping[str, str] = field(default_factory=dict)


@triage.get("/<tip>")
@allow(*SEE_TIPS)
def tip(tip: str) -> Response:
    """Show one tip."""
    return show_tip(tip)


@triage.post("/<tip>/contact")
@allow(*SEE_TIPS)
def show_contact(tip: str) -> Response:
    """Show how to reach the reporter; who looked is written down each time."""
    with parts().store.write(the_person().actor) as work:
        row = seen_tip(work.session, the_scope(work.session), tip)
        kept = work.session.get(ReporterContact, tip)
        if kept is None:
            raise NotThereError("reporter_contact", tip)
        contact = kept.contact
        work.note("contact.seen", "tip", tip, team=row.team_id or "")
    return show_tip(tip, contact=contact)


@triage.post("/<tip>/contact/forget")
@allow(*SEE_TIPS)
def forget_contact(tip: str) -> BaseResponse:
    """Forget how to reach the reporter, for good; the tip stays."""
    with parts().store.write(the_person().actor) as work:
        seen_tip(work.session, the_scope(work.session), tip)
        forget(work, tip)
    flash(appearance().words.text("The contact is forgotten for good. The tip stays."), "success")
    return redirect(url_for("triage.tip", tip=tip), code=303)


def show_tip(ident: str, sent: Sent | None = None, *, contact: str = "") -> Response:
    """Render the page of a tip, with a form that came back or the contact that was asked for."""
    sent, words = sent or Sent(), appearance().words
    with parts().store.read() as session:
        scope, telling = the_scope(session), the_telling(session)
        row = _seen_or_404(session, scope, ident)
        settlement_team = parts().city_settings().settlement_team
        view = tip_view(session, row, scope, telling, settlement=row.worry == Worry.SETTLEMENT)
        around = _around(session, scope, row, telling)
        joined = [one for one in (session.get(Tip, its.id) for its in view.joined) if one is not None]
    saw(the_person(), "tip", row.id, row.team_id or "")
    its_team = row.team_id if row.team_id in scope.teams else around.team or min(scope.teams)
    return page(
        "triage/tip.html",
        sent.status,
        view=view,
        near=near_rows(around.places, around.pairs, row, telling),
        places=around.places,
        effect=effect_words(words, around, telling, its_team),
        sent=sent,
        typed=lambda name, usual="": next(iter(sent.typed.get(name, ())), usual),
        contact=contact,
        team=its_team,
        teams={team: telling.teams[team] for team in sorted(scope.teams)},
        others={team: telling.teams[team] for team in sorted(scope.takers)},
        settlement_team=settlement_team if settlement_team in scope.takers else "",
        today=day_of(telling),
        by_day=telling.local(telling.now).hour < EVENING,
        need_days=[words.dates(*need_days(day_of(telling), following=late)) for late in (False, True)],
        close=[(one.value, words.text(said)) for one, said in CLOSE.items()],
        wait=[(one.value, words.text(said)) for one, said in WAIT.items()],
        offices=[(one.value, words.text(said)) for one, said in OFFICES.items()],
        data=triage_geojson(_marks(row, view, joined, around, telling)),
        **with_map(words),
    )


def effect_words(words: Words, around: Around, telling: Telling, team: str) -> str:
    """Say what an urgent visit tonight would do."""
    effect, name = around.effect, telling.teams.get(team, team)
    if effect is None:
        return words.text(
            "Nobody of %(team)s is out tonight by a published plan. The visit is asked for, and comes in when the week is planned.",  # noqa: E501
            team=name,
        )
    said = [
        words.text(
            "Pair %(pair)s can be there at about %(time)s.",
            pair=effect.pair,
            time=words.clock(telling.local(effect.start)),
        )
    ]
    for moved in effect.moved[:3]:
        place = around.effect_names.get(moved.hotspot, moved.hotspot)
        said.append(
            words.text("%(place)s moves to %(time)s.", place=place, time=words.clock(telling.local(moved.start)))
        )
    if len(effect.moved) > 3:
        said.append(words.plural("%(num)s more stop moves.", "%(num)s more stops move.", len(effect.moved) - 3))
    said.append(
        words.text("It does not fit without breaking a rule or leaving something out.")
        if effect.breaks
        else words.text("Nothing is left out.")
    )
    return " ".join(said)


def _seen_or_404(session: Session, scope: Scope, ident: str) -> Tip:
    try:
        return seen_tip(session, scope, ident)
    except NotThereError:
        abort(404)


def _around(session: Session, scope: Scope, row: Tip, telling: Telling) -> Around:
    point, plans = row.place if isinstance(row.place, Point) else None, parts().plans
    places = near_places(session, scope.teams, point, now=telling.now) if point is not None else ()
    try:
        pairs = pairs_tonight(plans, scope.teams, point, now=telling.now)
        team = row.team_id if row.team_id in scope.teams else next((pair.team for pair in pairs), "")
        if point is None or not team:
            return Around(places, pairs, team or "")
        lon, lat = lon_lat(point)
        for plan in published_tonight(plans, team, now=telling.now):
            effect = effect_tonight(plan, lon, lat, now=telling.now)
            if effect is not None:
                return Around(places, pairs, team, effect, visible_names(plan, telling.words))
    except PlanFileError:
        return Around(places)
    return Around(places, pairs, team)


def _marks(row: Tip, view: TipView, joined: Sequence[Tip], around: Around, telling: Telling) -> list[Mark]:
    marks = []
    if on_map(row):
        marks.append(tip_mark(row, view.card, main=True))
    marks += [tip_mark(one, card(one, telling), main=False) for one in joined if on_map(one)]
    for place in around.places:
        lon, lat = lon_lat(place.point)
        said = (telling.words.metres(place.metres),)
        marks.append(Mark("place", f"place-{place.id}", lon, lat, place.name, said, (("kind", place.kind),)))
    return marks
