"""The streets of a city's import over HTTP: tiles that a map reads piece by piece, out of one file."""

import logging
from typing import Final

from flask import Blueprint, Response, abort, request, url_for
from werkzeug.exceptions import RequestedRangeNotSatisfiable

from geo.imports import BUILDINGS_FILE, GROUND_FILE, BrokenImportError, Imported, ImportKind
from web.file_pieces import FilePieces
from web.maps.street_ground import LIBRARY, StreetGround
from web.parts import parts
from web.security.access import public
from web.static_files import asset
from web.travel import imports_of

ground = Blueprint("ground", __name__)

KEPT: Final = "private, max-age=31536000, immutable, no-transform"
"""A new import has a new address, so what lies at one never changes; packed pieces are not packed again."""

FILES: Final = (GROUND_FILE, BUILDINGS_FILE)
"""What of an import a browser may read."""

_log = logging.getLogger(__name__)


@ground.get("/maps/streets/<version>/<tiles>")
@public
def tiles(version: str, tiles: str) -> Response:
    """Serve a piece of the file of tiles that is in use; an import that was replaced is not there any more.

    Anybody may: it is what OpenStreetMap shows everybody, and the public map of tips is drawn with it.

    Answers ranges (RFC 9110, section 14), and sends a whole file without holding it in memory.
    """
    streets = streets_in_use()
    if streets is None or streets.folder.name != version or tiles not in FILES:
        abort(404)
    try:
        pieces = FilePieces(streets.file(tiles))
    except FileNotFoundError:
        abort(404)
    response = Response(pieces, mimetype="application/vnd.pmtiles", direct_passthrough=True)
    response.content_length = pieces.size
    response.headers["Cache-Control"] = KEPT
    response.set_etag(f"{version}/{tiles}")
    response.accept_ranges = "bytes"
    asked = request.range
    one = asked is not None and asked.units == "bytes" and len(asked.ranges) == 1  # what else is asked gets it whole
    try:
        response.make_conditional(request, accept_ranges=one, complete_length=pieces.size)
    except RequestedRangeNotSatisfiable:
        return Response(status=416, headers={"Content-Range": f"bytes */{pieces.size}", "Accept-Ranges": "bytes"})
    return response


def street_ground() -> StreetGround | None:
    """Give where a map finds the streets; None where none are imported: the schematic ground is the whole then."""
    streets = streets_in_use()
    if streets is None or not streets.file(GROUND_FILE).is_file():
        return None
    version = streets.folder.name
    has_buildings = streets.file(BUILDINGS_FILE).is_file()
    return StreetGround(
        asset(LIBRARY),
        url_for("ground.tiles", version=version, tiles=GROUND_FILE),
        url_for("ground.tiles", version=version, tiles=BUILDINGS_FILE) if has_buildings else "",
        streets.attribution,
    )


def streets_in_use() -> Imported | None:
    """Give the streets of the city; None, with a line in the log, where they cannot be read."""
    return import_in_use(ImportKind.STREETS)


def import_in_use(kind: ImportKind) -> Imported | None:
    """Give what the city has imported; None, with a line in the log, where it cannot be read."""
    imports = imports_of(parts().settings.home, parts().city_settings().id)
    try:
        return imports.in_use(kind)
    except BrokenImportError as error:
        _log.warning("shown without the imported %s: %s", kind, error)
        return None
