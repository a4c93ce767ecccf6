"""The project's own files, served with their hash in the address, so that a browser may keep them."""

import hashlib
import mimetypes
from functools import lru_cache
from pathlib import Path
from typing import cast

from flask import Flask, Response, abort, request
from werkzeug.security import safe_join

from web.security.access import public

STATIC = Path(__file__).parent / "static"


@lru_cache(maxsize=512)
def asset(path: str) -> str:
    """Give the address of a file under ``static``, with the beginning of its hash.

    Examples
    --------
    >>> asset("css/tokens.css").partition("?v=")[0]
    '/static/css/tokens.css'
    """
    digest = hashlib.sha256((STATIC / path).read_bytes()).hexdigest()
    return f"/static/{path}?v={digest[:12]}"


def add_static_files(app: Flask) -> None:
    """Serve the folder ``static`` and let templates name its files with ``asset``.

    The files are small and are sent from memory: none stays open where a browser leaves while it is sent.
    """

    @app.get("/static/<path:path>")
    @public
    def static(path: str) -> Response:
        found = safe_join(str(STATIC), path)
        if found is None or not Path(found).is_file():
            abort(404)
        kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
        response = Response(Path(found).read_bytes(), mimetype=kind)
        kept = "public, max-age=31536000, immutable" if request.args.get("v") else "no-cache"
        response.headers["Cache-Control"] = kept
        response.add_etag()
        return cast("Response", response.make_conditional(request))

    app.jinja_env.globals["asset"] = asset
