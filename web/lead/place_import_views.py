"""Reading places in from files over HTTP: send, see what would change, agree."""

from flask import Blueprint, Response, flash, redirect, request, url_for
from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.wrappers import Response as BaseResponse

from geo.faults import FileFaults
from web.appearance import appearance
from web.fault_words import fault_text
from web.lead.hotspot_import import HotspotsImported, NotAsAgreedError, TakenIdsError
from web.lead.place_actions import places_seen
from web.lead.place_import_actions import RefusedError, Wanted, do_import, fingerprint, preview_import
from web.lead.place_import_shown import import_shown
from web.lead.place_uploads import GoneError, Uploads
from web.lead.places_views import editor_now, page, with_map
from web.maps.places_map import places_geojson
from web.parts import parts
from web.security.access import allow, the_person
from web.security.bindings import team_names
from web.security.forms import check_token
from web.security.person import Role
from web.words import N_

place_import = Blueprint("place_import", __name__, url_prefix="/lead/place-import")

MOST_BYTES = 10_000_000
"""Largest form with files."""
SHOWN = 200
"""So many faults are shown; the rest are counted."""

NO_FILE = N_("Choose a file of places, of needs, or both.")
TOO_LARGE = N_("The files are larger than %(most)s MB together. Divide them, and read in one part at a time.")
GONE = N_("The files are not here any more. Send them again; nothing was changed.")
TAKEN = N_("These ids belong to something that you may not edit: %(ids)s. Choose other ids in the file.")
ELSE = N_(
    "Somebody changed places meanwhile, so the import would do something else than you saw. Look again "
    "before you agree."
)


@place_import.before_request
def limited() -> Response | None:
    """Refuse a form that is too large before it is read."""
    request.max_content_length = MOST_BYTES  # also where the size is not said before
    too_large = (request.content_length or 0) > MOST_BYTES
    try:
        if not too_large:
            check_token()
    except RequestEntityTooLarge:
        too_large = True
    if too_large:
        return _ask([appearance().words.text(TOO_LARGE, most=MOST_BYTES // 1_000_000)], status=413)
    return None


@place_import.get("")
@allow(Role.LEAD)
def ask() -> Response:
    """Show the form for files."""
    return _ask([])


@place_import.post("")
@allow(Role.LEAD)
def send() -> Response:
    """Read the files and show what they would change."""
    files = {
        use: (sent.filename, sent.read())
        for use in ("places", "needs")
        if (sent := request.files.get(use)) is not None and sent.filename
    }
    if not files:
        return _ask([appearance().words.text(NO_FILE)], status=400)
    person = the_person()
    token = _uploads().keep(person.id, files)
    return _preview(token, replace_all=request.form.get("replace") == "1")


@place_import.post("/do")
@allow(Role.LEAD)
def do() -> BaseResponse:
    """Do what was agreed to, or let it be."""
    words, person = appearance().words, the_person()
    token, replace_all = request.form.get("token", ""), request.form.get("replace") == "1"
    if request.form.get("answer") != "yes":
        _uploads().forget(person.id, token)
        flash(words.text("Nothing was read in, and nothing was changed."), "success")
        return redirect(url_for("places.index"), code=303)
    try:
        wanted = _wanted(token, replace_all=replace_all)
        told = do_import(
            parts().store,
            parts().city,
            wanted,
            agreed=request.form.get("agreed", ""),
            editor=editor_now(),
            words=words,
        )
    except GoneError:
        return _ask([words.text(GONE)], status=410)
    except (NotAsAgreedError, FileFaults, RefusedError, TakenIdsError):
        return _preview(token, replace_all=replace_all, note=words.text(ELSE))
    _uploads().forget(person.id, token)
    flash(_said(told), "success")
    return redirect(url_for("places.index"), code=303)


def _preview(token: str, *, replace_all: bool, note: str = "") -> Response:
    words, editor = appearance().words, editor_now()
    try:
        told = preview_import(
            parts().store, parts().city, _wanted(token, replace_all=replace_all), editor=editor, words=words
        )
    except FileFaults as found:
        _uploads().forget(the_person().id, token)
        return _ask([fault_text(words, fault) for fault in found.faults], status=400)
    except RefusedError as refused:
        _uploads().forget(the_person().id, token)
        return _ask(refused.said, status=400)
    except TakenIdsError as taken:
        _uploads().forget(the_person().id, token)
        return _ask([words.text(TAKEN, ids=words.listed(list(taken.ids)))], status=400)
    except GoneError:
        return _ask([words.text(GONE)], status=410)
    with parts().store.read() as session:
        before = {spot.id: spot for spot in places_seen(session, editor)}
    shown = import_shown(words, told, before)
    return page(
        "lead/place_import_preview.html",
        409 if note else 200,
        shown=shown,
        told=told,
        token=token,
        agreed=fingerprint(told),
        replace_all=replace_all,
        note=note,
        team_names=team_names(parts().store),
        data=places_geojson(shown.marks),
        **with_map(words),
    )


def _ask(said: list[str], *, status: int = 200) -> Response:
    return page(
        "lead/place_import.html",
        status,
        said=said[:SHOWN],
        more=max(0, len(said) - SHOWN),
        most=MOST_BYTES // 1_000_000,
    )


def _wanted(token: str, *, replace_all: bool) -> Wanted:
    files = _uploads().open(the_person().id, token)
    return Wanted(files.get("places"), files.get("needs"), replace_all)


def _said(told: HotspotsImported) -> str:
    words = appearance().words
    return words.text(
        "Read in. Places: %(added)s new, %(changed)s changed, %(removed)s removed. Needs: %(needs_added)s new, "
        "%(needs_changed)s changed, %(needs_removed)s removed.",
        added=words.number(len(told.hotspots.added)),
        changed=words.number(len(told.hotspots.changed)),
        removed=words.number(len(told.hotspots.removed)),
        needs_added=words.number(len(told.needs.added)),
        needs_changed=words.number(len(told.needs.changed)),
        needs_removed=words.number(len(told.needs.removed)),
    )


def _uploads() -> Uploads:
    return Uploads(parts().settings.home / "uploads")
