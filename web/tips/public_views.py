"""The public door over HTTP: the form, its code, what has become of a tip, and how tips are handled."""

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from zoneinfo import ZoneInfo

from flask import Blueprint, Response, current_app, make_response, redirect, render_template, request, url_for
from flask import session as cookie
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response as BaseResponse

from geo.emergency import LineKind
from web.appearance import Appearance, appearance, remember
from web.errors import wait_text
from web.lead.ground_views import street_ground
from web.maps.map_frame import Tiles
from web.maps.rendering import MapParts
from web.maps.street_ground import StreetGround
from web.maps.tip_map import tip_map
from web.parts import parts
from web.security.access import access_of, public
from web.security.forms import check_token
from web.security.personal_data_use import Use
from web.security.personal_data_words import message_texts
from web.security.slow_down import near_network
from web.store.clocks import stored_clocks
from web.tips.form import TipForm
from web.tips.form_page import form_page, neighbourhood_choices
from web.tips.intake import FormError, Held, HeldError, take_in
from web.tips.promises import Readers, kept_for, listed_readers, readers, who_reads
from web.tips.status import GuessError, TipStatus, code_to_show, forget_contact_of, status_of
from web.tips.words import STATES
from web.words import N_, translator

tell = Blueprint("tell", __name__, url_prefix="/tips")

SENT = "tip_sent"
"""What the cookie holds between sending and seeing the code: the tip's id, once."""

NO_SUCH_CODE = N_(
    "There is no tip with that code. Look at how it is written. A tip that was erased has no code any more."
)


@tell.get("")
@public
def form() -> Response:
    """Show the form; whoever goes to another page and back finds what they have typed."""
    response = _form(TipForm())
    response.headers["Cache-Control"] = "private, no-cache"
    return response


@tell.post("")
@public
def send() -> BaseResponse:
    """Keep a tip, and go to the page of its code; or show the form again with all that was typed."""
    typed = TipForm.of(request.form)
    if "lang" in request.args:
        return _form(typed)  # another language was chosen; nothing is sent yet
    try:
        check_token()
        left = take_in(
            parts().store,
            typed,
            address=near_network(request.remote_addr),
            lang=appearance().lang,
            key=parts().keys.tips_key,
            bounds=parts().city_settings().bounds,
            neighbourhoods=neighbourhood_names(),
        )
    except CSRFError:
        return _form(typed, held=HeldError(Held.OLD))
    except HeldError as held:
        return _form(typed, held=held)
    except FormError as error:
        return _form(typed, error=error)
    cookie[SENT] = left.id
    return redirect(url_for("tell.sent"), 303)


@tell.get("/sent")
@public
def sent() -> Response:
    """Show the code of the tip that was just sent, once."""
    ident = cookie.pop(SENT, None)
    code = code_to_show(parts().store, ident, key=parts().keys.tips_key) if isinstance(ident, str) else ""
    return _page("tips/sent.html", code=code)


@tell.get("/status")
@public
def status() -> Response:
    """Ask for a code."""
    return _page("tips/status.html")


@tell.post("/status")
@public
def show_status() -> Response:
    """Tell what has become of the tip of a code."""
    return _told(status_of)


@tell.post("/status/forget")
@public
def forget() -> Response:
    """Forget the contact that was left with the tip of a code."""
    return _told(forget_contact_of, forgotten=True)


@tell.get("/about")
@public
def about() -> Response:
    """Say how tips are handled: what is kept, for how long, and who reads it."""
    words, read_by = appearance().words, _who_may_read()
    with parts().store.read() as session:
        clocks = stored_clocks(session)
    return _page(
        "tips/about.html",
        kept=kept_for(words, clocks),
        readers=who_reads(words, read_by.tips),
        contact_readers=listed_readers(words, read_by.contacts),
    )


@tell.get("/map.js")
@public
def map_script() -> Response:
    """Serve the script that Folium wrote for the map."""
    return _conditional(Response(_map(appearance()).script, mimetype="text/javascript"))


@tell.get("/base.geojson")
@public
def base_map() -> Response:
    """Serve the base map that anybody may see."""
    return _conditional(Response(parts().public_basemap.geojson(), mimetype="application/geo+json"))


def _form(typed: TipForm, *, held: HeldError | None = None, error: FormError | None = None, lang: str = "") -> Response:
    chosen = Appearance(lang, appearance().theme) if lang else appearance()
    with parts().store.read() as session:
        page = form_page(
            session,
            chosen.words,
            typed,
            key=parts().keys.tips_key,
            bits=parts().settings.tip_work,
            now=parts().store.clock(),
            tz=_tz(),
            read_by=_who_may_read(),
            held=held,
            error=error,
        )
    response = _page(
        "tips/form.html",
        page.status,
        page=page,
        map=_map(chosen),
        map_script=url_for("tell.map_script", lang=chosen.lang),
        messages=message_texts(chosen.words, Use.TIP),
        bounds=parts().city_settings().bounds,
    )
    remember(response, lang=request.args.get("lang"), theme=None)
    if held is not None and held.wait_s:
        response.headers["Retry-After"] = str(held.wait_s)
    return response


def _told(ask: Callable[..., TipStatus | None], *, forgotten: bool = False) -> Response:
    words, code = appearance().words, request.form.get("code", "").strip()[:40]
    try:
        check_token()
        found = ask(parts().store, code, key=parts().keys.tips_key, address=near_network(request.remote_addr))
    except CSRFError:
        return _page("tips/status.html", 400, code=code, fault=words.text("The page was too old. Send the code again."))
    except GuessError as error:
        said = wait_text(words, error.wait_s)
        response = _page("tips/status.html", 429, code=code, fault=f"{words.text('Too many tries')}. {said}")
        response.headers["Retry-After"] = str(error.wait_s)
        return response
    if found is None:
        return _page("tips/status.html", 404, code=code, fault=words.text(NO_SUCH_CODE))
    tz = _tz()
    steps = [(words.text(STATES[s.state]), s.at.astimezone(tz)) for s in found.steps]
    return _page("tips/told.html", code=code, steps=steps, has_contact=found.has_contact, forgotten=forgotten)


def _page(template: str, status: int = 200, **values: object) -> Response:
    look, lines = appearance(), parts().city_settings().emergency
    by_kind = {kind.value: next((line for line in lines if line.kind is kind), None) for kind in LineKind}
    shown = {"appearance": look, "words": look.words, "emergency": by_kind, **values}
    response = make_response(render_template(template, **shown), status)
    response.headers["Cache-Control"] = "private, no-store"
    return response


def _map(chosen: Appearance) -> MapParts:
    settings = parts().settings
    tiles = Tiles(settings.tile_url, settings.tile_attribution) if settings.tile_url else None
    return _drawn(parts().city, chosen.lang, url_for("tell.base_map"), tiles, street_ground())


@lru_cache(maxsize=8)
def _drawn(_city: Path, lang: str, base_source: str, tiles: Tiles | None, streets: StreetGround | None) -> MapParts:
    """Draw the map once for each city, language and ground: the same for everybody."""
    return tip_map(parts().city_settings(), translator(lang), base_source=base_source, tiles=tiles, streets=streets)


def _who_may_read() -> Readers:
    return readers(current_app.view_functions, lambda endpoint: access_of(current_app, endpoint))


def neighbourhood_names() -> frozenset[str]:
    """Give the parts of the city that a tip may name, as they are today."""
    with parts().store.read() as session:
        choices = neighbourhood_choices(session, parts().store.clock().astimezone(_tz()).date())
    return frozenset(name for _, names in choices for name in names)


def _tz() -> ZoneInfo:
    return ZoneInfo(parts().city_settings().timezone)


def _conditional(response: Response) -> Response:
    response.add_etag()
    response.make_conditional(request)
    return response
