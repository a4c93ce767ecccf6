"""The project's own files, served with their hash in the address, so that a browser may keep them."""

import hashlib
from functools import lru_cache
from pathlib import Path

from flask import Flask, Response, request, send_from_directory

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
    """Serve the folder ``static`` and let templates name its files with ``asset``."""

    @app.get("/static/<path:path>")
    @public
    def static(path: str) -> Response:
        response = send_from_directory(STATIC, path, conditional=True)
        kept = "public, max-age=31536000, immutable" if request.args.get("v") else "no-cache"
        response.headers["Cache-Control"] = kept
        return response

    app.jinja_env.globals["asset"] = asset
