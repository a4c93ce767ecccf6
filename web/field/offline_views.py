"""The phone without a net: its one page, the files it keeps, its service worker, and emptying it at sign-out."""

import json
from functools import lru_cache

from flask import Blueprint, Response, abort, make_response, render_template, request

from web.appearance import appearance
from web.field.evening import theme_at
from web.field.offline_words import offline_texts
from web.field.pages import city_now
from web.field.shell_files import WORKER, ShellFiles, kind_of
from web.maps.phone_map import phone_map
from web.parts import parts
from web.security.access import public, signed_in
from web.security.personal_data_use import Use
from web.security.personal_data_words import message_texts
from web.static_files import STATIC
from web.words import LANGUAGES, translator

offline = Blueprint("offline", __name__, url_prefix="/field")

VERSION_HEADER = "X-Faltplan-Shell"
SCOPE = "/field"
"""What the service worker looks after: the field's pages alone."""

DATABASE = "faltplan-tonight"
"""What the page calls its database (``js/offline/database.js``)."""

ENDS_ON_THIS_DEVICE = frozenset({"security.logout", "security.sign_out_everywhere"})


@offline.get("/offline")
@public
def shell() -> Response:
    """Show the page that a phone keeps: it holds words and no data, so it is open to anybody, with a net or without."""
    chosen, files = appearance(), shell_files()
    response = make_response(
        render_template(
            "field/offline_shell.html",
            appearance=chosen,
            theme=theme_at(chosen, city_now()),
            version=files.version,
            texts=offline_texts(chosen.words),
            personal_data_texts=message_texts(chosen.words, Use.NOTE),
            zone=parts().city_settings().timezone,
            hours=parts().settings.phone_hours,
        )
    )
    response.headers[VERSION_HEADER] = files.version
    response.headers["Cache-Control"] = "no-store"  # the service worker keeps it, by its version
    return response


@offline.get("/service-worker.js")
@public
def service_worker() -> Response:
    """Serve the service worker, with the version and the names of the files that it keeps."""
    files = shell_files()
    kept = [f"{SCOPE}/shell/{files.version}/{path}" for path in sorted(files.contents)]
    told = {"version": files.version, "scope": SCOPE, "page": f"{SCOPE}/offline", "database": DATABASE, "files": kept}
    script = f"const shell = {json.dumps(told)};\n{(STATIC / WORKER).read_text(encoding='utf-8')}"
    response = Response(script, mimetype="text/javascript")
    response.headers["Service-Worker-Allowed"] = SCOPE
    response.headers["Cache-Control"] = "no-cache"
    return response


@offline.get("/shell/<version>/<path:path>")
@public
def file(version: str, path: str) -> Response:
    """Serve a file of the page; modules import one another by relative paths, so one version holds for all."""
    files = shell_files()
    if version != files.version or path not in files.contents:
        abort(404)
    response = Response(files.contents[path], mimetype=kind_of(path))
    response.headers["Cache-Control"] = "public, max-age=31536000, immutable"
    response.add_etag()
    response.make_conditional(request)
    return response


@offline.get("/leave")
@signed_in
def leave() -> str:
    """Ask whether to sign out: the offline page holds nothing of a session, so it has no form of its own for that."""
    return render_template("field/leave.html")


@offline.after_app_request
def empty_the_phone(response: Response) -> Response:
    """Let whoever signs out leave nothing behind in the browser (Clear-Site-Data; cookies stay for the theme)."""
    if request.endpoint in ENDS_ON_THIS_DEVICE and request.method == "POST" and response.status_code in {302, 303}:
        response.headers["Clear-Site-Data"] = '"cache", "storage"'
    return response


def shell_files() -> ShellFiles:
    """Give the files of the page, as they are with this city's map."""
    return _files(*parts().city_settings().bounds)


@lru_cache(maxsize=4)
def _files(west: float, south: float, east: float, north: float) -> ShellFiles:
    center = (west + east) / 2, (south + north) / 2
    made = {f"made/map.{lang}.js": phone_map(translator(lang), center=center).script.encode() for lang in LANGUAGES}
    return ShellFiles(STATIC, made)
