"""The project's own files, served under the version of all of them, so that a browser may keep them for good.

A module names those that it imports beside it, so they are asked for under the same version: at the second visit a page
asks for none of its files. One that has changed changes the version of all.
"""

import hashlib
import mimetypes
from functools import cache
from pathlib import Path
from typing import cast

from flask import Flask, Response, abort, request
from werkzeug.security import safe_join

from web.security.access import public

STATIC = Path(__file__).parent / "static"


@cache
def version() -> str:
    """Give what the files are known by: the hash of all of them, shortened, as they are when it is first asked."""
    digest = hashlib.sha256()
    for file in sorted(path for path in STATIC.rglob("*") if path.is_file()):
        digest.update(f"{file.relative_to(STATIC).as_posix()}\0".encode() + hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


def asset(path: str) -> str:
    """Give the address of a file under ``static``.

    Examples
    --------
    >>> asset("css/tokens.css").split("/")[-2:], len(asset("css/tokens.css").split("/")[2])
    (['css', 'tokens.css'], 13)
    """
    return f"/static/v{version()}/{path}"


def add_static_files(app: Flask) -> None:
    """Serve the folder ``static`` and let templates name its files with ``asset``.

    The files are small and are sent from memory: none stays open where a browser leaves while it is sent. An address
    without the version, or with an older one, gives the file as it is now, and is not kept.
    """

    @app.get("/static/<path:path>")
    @app.get("/static/v<string(length=12):known>/<path:path>")
    @public
    def static(path: str, known: str = "") -> Response:
        found = safe_join(str(STATIC), path)
        if found is None or not Path(found).is_file():
            abort(404)
        kind = mimetypes.guess_type(found)[0] or "application/octet-stream"
        response = Response(Path(found).read_bytes(), mimetype=kind)
        kept = "public, max-age=31536000, immutable" if known == version() else "no-cache"
        response.headers["Cache-Control"] = kept
        response.add_etag()
        return cast("Response", response.make_conditional(request))

    app.jinja_env.globals["asset"] = asset
