"""Error pages in the look: what happened, and what to do."""

from flask import Flask, Response, make_response, render_template
from werkzeug.exceptions import HTTPException

from planner.plan_json import PlanFileError
from web.appearance import appearance
from web.store_errors import add_store_errors
from web.words import N_

SAID = {
    400: (N_("That did not arrive whole"), N_("Go back and try again.")),
    403: (
        N_("This page is only for this computer"),
        N_("There are no accounts yet. Open the page on the computer where Fältplan runs."),
    ),
    404: (N_("There is no such page"), N_("Check the address, or go to the week.")),
    405: (N_("That cannot be done here"), N_("Go to the week and start from there.")),
    421: (
        N_("This address is not Fältplan's"),
        N_("Open the address that was printed when Fältplan started, for instance http://127.0.0.1:8765."),
    ),
    500: (
        N_("Something went wrong with us"),
        N_("Nothing that you see has changed. Try again; if it goes on, tell the one who runs Fältplan."),
    ),
}
PLAN_FILE = (
    N_("The plan cannot be read"),
    N_("The file is damaged, or made by another version. Make the plan again with faltplan plan."),
)


def add_error_pages(app: Flask) -> None:
    """Answer errors with a page of our own."""

    @app.errorhandler(HTTPException)
    def http_error(error: HTTPException) -> Response:
        code = error.code or 500
        return _page(code, *SAID.get(code, SAID[500 if code >= 500 else 400]))

    @app.errorhandler(PlanFileError)
    def plan_error(error: PlanFileError) -> Response:
        app.logger.error("%s", error)
        return _page(500, *PLAN_FILE)

    add_store_errors(app, _page)


def _page(code: int, title: str, advice: str) -> Response:
    chosen = appearance()
    response = make_response(
        render_template(
            "error.html",
            appearance=chosen,
            words=chosen.words,
            code=code,
            title=chosen.words.text(title),
            advice=chosen.words.text(advice),
        ),
        code,
    )
    response.headers["Cache-Control"] = "no-store"
    return response
