"""Error pages in the look: what happened, and what to do."""

from flask import Flask, Response, make_response, render_template
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException, TooManyRequests

from planner.plan_json import PlanFileError
from web.appearance import appearance
from web.store_errors import add_store_errors
from web.words import N_, Words

SAID = {
    400: (N_("That did not arrive whole"), N_("Go back and try again.")),
    401: (N_("Sign in to go on"), N_("Nobody is signed in here, or the time was up. Nothing that was saved is lost.")),
    403: (
        N_("That is not open to you"),
        N_("Your roles do not reach here. Ask the one who looks after accounts, or go to the start page."),
    ),
    404: (N_("There is no such page"), N_("Check the address, or go to the start page.")),
    405: (N_("That cannot be done here"), N_("Go to the start page and begin from there.")),
    421: (
        N_("This address is not Fältplan's"),
        N_("Open the address that you were given, for instance http://127.0.0.1:8765 on the computer where it runs."),
    ),
    500: (
        N_("Something went wrong with us"),
        N_("Nothing that you see has changed. Try again; if it goes on, tell the one who runs Fältplan."),
    ),
}
OLD_FORM = (N_("The page was too old"), N_("Go back, load the page again and try once more."))
TOO_MANY = N_("Too many tries")
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

    @app.errorhandler(CSRFError)
    def old_form(_error: CSRFError) -> Response:
        return _page(400, *OLD_FORM)

    @app.errorhandler(TooManyRequests)
    def too_many(error: TooManyRequests) -> Response:
        seconds = error.retry_after if isinstance(error.retry_after, int) else 60
        response = _page(429, TOO_MANY, wait_text(appearance().words, seconds))
        response.headers["Retry-After"] = str(seconds)
        return response

    @app.errorhandler(PlanFileError)
    def plan_error(error: PlanFileError) -> Response:
        app.logger.error("%s", error)
        return _page(500, *PLAN_FILE)

    add_store_errors(app, _page)


def wait_text(words: Words, seconds: int) -> str:
    """Say when to try again.

    Examples
    --------
    >>> from web.words import translator
    >>> wait_text(translator("en"), 90), wait_text(translator("en"), 240)
    ('Wait 90 seconds, then try again.', 'Wait 4 minutes, then try again.')
    """
    if seconds < 120:
        return words.plural("Wait %(num)s second, then try again.", "Wait %(num)s seconds, then try again.", seconds)
    minutes = -(-seconds // 60)
    return words.plural("Wait %(num)s minute, then try again.", "Wait %(num)s minutes, then try again.", minutes)


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
