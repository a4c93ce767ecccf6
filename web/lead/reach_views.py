"""The page on reach over HTTP: parse, call, render."""

from flask import Blueprint, Response, abort, current_app, make_response, render_template, request, url_for

from geo.faults import FileFaults
from geo.imports import BrokenImportError
from geo.travel.times import Mode
from web.appearance import appearance
from web.code_words import MODES
from web.lead.ground_views import street_ground
from web.lead.reach_actions import answer
from web.lead.reach_form import read_question
from web.lead.reach_ground import ReachGround, ground_of_store
from web.lead.reach_places import UnknownOriginError, bases_of
from web.lead.reach_question import (
    ALL_BASES,
    MOST_MINUTES,
    MOST_POSTS,
    MOST_SEK,
    ON_DUTY,
    PLACE,
    Question,
    SitingQuestion,
)  # fmt: skip
from web.lead.reach_siting_words import CANDIDATES, GOALS, WEIGHS
from web.lead.reach_words import origin_choice, reach_view
from web.lead.turns import Turns
from web.maps.map_frame import Tiles
from web.maps.reach_map import reach_geojson, reach_map
from web.maps.rendering import MapParts
from web.parts import parts
from web.security.access import allow, the_person
from web.security.person import Person, Role
from web.security.seen import saw
from web.travel import imports_of
from web.words import N_, Words

MOST_AT_ONCE, WAIT_S = 2, 5
"""Questions of one person that are answered at the same time, of the server's eight; and when to come again."""

_turns = Turns(MOST_AT_ONCE)

reach = Blueprint("reach", __name__, url_prefix="/lead/reach")

SEE_REACH = (Role.LEAD, Role.COORDINATOR, Role.ADMIN)
"""Roles that see reach: of the places of their teams, and an administrator of the places that every team may see."""

NO_SUCH_ORIGIN = N_("There is no such base or place. Choose one of the list.")
CANNOT = N_("The city's files or its imports cannot be read. Ask the one who runs Fältplan to try faltplan validate.")


@reach.get("")
@allow(*SEE_REACH)
def index() -> Response:
    """Show who reaches what in time, what nobody reaches, and where new posts would do most good."""
    with _turns.taken(the_person().id) as free:
        if not free:
            abort(429, retry_after=WAIT_S)
        return _answered()


def _answered() -> Response:
    chosen, words = appearance(), appearance().words
    shared = {"appearance": chosen, "words": words, "given": request.args}
    ground = _ground()
    if ground is None:
        return _page("lead/reach_empty.html", 500, why=words.text(CANNOT), **shared)
    sees = seen_by(the_person())
    if not ground.seen_by(sees):
        why = words.text("No places are loaded yet that you may see. They are loaded with faltplan load.")
        return _page("lead/reach_empty.html", 200, why=why, **shared)
    asked = read_question(request.args, now=parts().store.clock(), tz=ground.city.tz, words=words)
    question, faults = asked.question, dict(asked.faults)
    try:
        found = answer(ground, question, sees=sees)
    except UnknownOriginError:
        faults["from"] = words.text(NO_SUCH_ORIGIN)
        question = Question(question.when, ON_DUTY, question.minutes, question.mode, question.siting)
        found = answer(ground, question, sees=sees)
    saw(the_person(), "reach", ground.city.id)
    view = reach_view(found, words)
    return _page(
        "lead/reach.html",
        400 if faults else 200,
        view=view,
        data=reach_geojson(found, view, words),
        map=_drawn(ground, words),
        map_script=url_for("reach.map_script", lang=chosen.lang),
        question=question,
        siting=question.siting or SitingQuestion(posts=0),
        faults=faults,
        choices=_choices(ground, sees, words),
        limits={"minutes": MOST_MINUTES, "posts": MOST_POSTS, "cost": MOST_SEK},
        **shared,
    )


@reach.get("/map.js")
@allow(*SEE_REACH)
def map_script() -> Response:
    """Serve the script that Folium wrote for the map; what it shows lies in the page."""
    ground = _ground()
    if ground is None:
        abort(404)
    response = Response(_drawn(ground, appearance().words).script, mimetype="text/javascript")
    response.add_etag()
    response.make_conditional(request)
    return response


def seen_by(person: Person) -> frozenset[str]:
    """Give the teams whose places somebody sees; an administrator sees what every team may see besides."""
    own = person.teams({Role.LEAD, Role.COORDINATOR})
    return own | {""} if person.has({Role.ADMIN}) else own


def _ground() -> ReachGround | None:
    """Give the city of the store; None, with a line in the log, where its files or imports cannot be read."""
    folder = parts().city
    try:
        imports = imports_of(parts().settings.home, parts().city_settings().id)
        with parts().store.read() as session:
            return ground_of_store(session, folder, imports)
    except (FileFaults, BrokenImportError, FileNotFoundError) as error:
        current_app.logger.warning("reach of %s cannot be reckoned: %s", folder, error)
        return None


def _drawn(ground: ReachGround, words: Words) -> MapParts:
    settings = parts().settings
    return reach_map(
        parts().city_settings(),
        words,
        source="#reach-data",
        base_source=url_for("lead.base_map"),
        named=tuple(dict.fromkeys(source.attribution for source in ground.travel.sources if source.attribution)),
        tiles=Tiles(settings.tile_url, settings.tile_attribution) if settings.tile_url else None,
        streets=street_ground(),
    )


def _choices(ground: ReachGround, sees: frozenset[str], words: Words) -> dict[str, list[tuple[str, str]]]:
    """Give what can be chosen in the form, as (value, text)."""
    kinds = sorted(ground.seen_by(sees), key=lambda spot: spot.name.casefold())
    return {
        "whole": [
            (ON_DUTY, words.text("Pairs on duty at that time")),
            (ALL_BASES, words.text("All bases")),
        ],
        "bases": sorted(((base.id, origin_choice(base)) for base in bases_of(ground)), key=lambda item: item[1]),
        "places": [(f"{PLACE}{spot.id}", spot.name) for spot in kinds],
        "modes": [
            ("", words.text("As the shift travels")),
            *((mode.value, _capital(words.text(MODES[mode]))) for mode in Mode),
        ],
        "goals": [(goal.value, words.text(said)) for goal, said in GOALS.items()],
        "weighs": [(weigh.value, words.text(said)) for weigh, said in WEIGHS.items()],
        "candidates": [(one.value, words.text(said)) for one, said in CANDIDATES.items()],
    }


def _capital(text: str) -> str:
    return text[:1].upper() + text[1:]


def _page(template: str, status: int, **values: object) -> Response:
    response = make_response(render_template(template, **values), status)
    response.headers["Cache-Control"] = "private, no-store"
    return response
