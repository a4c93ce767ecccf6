"""The organisation's single sign-on (OpenID Connect, code flow with PKCE and nonce) through Authlib.

It lets in whom an administrator has invited, and nobody else: an account is found by issuer and subject once they are
linked, before that by an e-mail address that the provider has verified.
"""

from hashlib import sha256
from typing import Any, cast

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import OAuth
from flask import Blueprint, Flask, current_app, redirect, render_template, request, url_for
from flask import session as cookie
from flask_security import login_user
from flask_security.proxies import _datastore
from flask_security.utils import validate_redirect_url
from requests import RequestException
from sqlalchemy import update
from werkzeug.wrappers import Response

from web.appearance import appearance
from web.parts import parts
from web.security.access import public
from web.security.datastore import ACCOUNT, AccountDatastore
from web.settings import Settings
from web.store.tables.accounts import Account
from web.words import N_

_CLIENT = "faltplan_oidc"
_NEXT = "oidc_next"
WAIT_S = 10
"""How long the provider may take to answer, in seconds."""

NOT_REACHED = (
    N_("The organisation's sign-in does not answer"),
    N_("Try again in a while, or sign in with your password."),
)
NOT_DONE = (
    N_("The organisation's sign-in was not completed"),
    N_("Begin anew from the sign-in page. If it goes on, tell the one who looks after accounts."),
)
NOT_INVITED = (
    N_("You have no account here"),
    N_("The organisation knows you, but you have not been invited to Fältplan. Ask the one who looks after accounts."),
)


def add_single_sign_on(app: Flask, blueprint: Blueprint, settings: Settings) -> None:
    """Add the way in, where the settings name a provider."""
    app.jinja_env.globals["single_sign_on"] = lambda: _CLIENT in current_app.extensions
    if not settings.oidc_issuer:
        return
    client = OAuth(app).register(
        "oidc",
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret,
        server_metadata_url=f"{settings.oidc_issuer}/.well-known/openid-configuration",
        client_kwargs={"scope": "openid email", "code_challenge_method": "S256", "timeout": WAIT_S},
    )
    app.extensions[_CLIENT] = client
    blueprint.add_url_rule("/sign-in/organisation", "oidc_start", start)
    blueprint.add_url_rule("/sign-in/organisation/done", "oidc_done", done)


@public
def start() -> Response | tuple[str, int]:
    """Go to the provider."""
    for old in [key for key in cookie if key.startswith("_state_oidc_")]:
        cookie.pop(old)  # tries that were begun and left would fill the cookie
    cookie[_NEXT] = request.args.get("next", "")
    address = parts().settings.url or request.host_url.rstrip("/")
    try:
        sent: Response = _client().authorize_redirect(address + url_for("security.oidc_done"))
    except (AuthlibBaseError, RequestException, ValueError):
        current_app.logger.warning("the single sign-on does not answer", exc_info=True)
        return _said(NOT_REACHED, 502)
    return sent


@public
def done() -> Response | tuple[str, int]:
    """Take the provider's answer, and let in an account that there is."""
    try:
        token = _client().authorize_access_token()
    except (AuthlibBaseError, RequestException, ValueError, KeyError):
        current_app.logger.warning("the single sign-on was not completed", exc_info=True)
        return _said(NOT_DONE, 400)
    told = token.get("userinfo") or {}
    account = _account_of(told)
    if account is None:
        parts().store.note("anyone", "account.sign_in_failed", "account", "-", what="oidc")
        return _said(NOT_INVITED, 403)
    back = cookie.pop(_NEXT, "")
    login_user(account, authn_via=["oidc"])
    _accounts().commit()
    ours = back.startswith("/") and "\\" not in back and validate_redirect_url(back)
    return redirect(back if ours else "/")


def _account_of(told: dict[str, Any]) -> Account | None:
    if not told.get("sub"):
        return None
    subject = sha256(f"{told['iss']}\0{told['sub']}".encode()).hexdigest()
    account = _accounts().find_user(oidc_subject=subject)
    if account is None and told.get("email_verified") is True and told.get("email"):
        account = _accounts().find_user(case_insensitive=True, email=str(told["email"]))
        if account is None or account.oidc_subject is not None or not account.active:
            return None  # linked to another subject: the address has passed to somebody else
        found = account.id
        _accounts().later(
            account,
            lambda work: work.session.execute(
                update(ACCOUNT).where(ACCOUNT.c.id == found).values(oidc_subject=subject)
            ),
        )
        _accounts().noted(account, "account.oidc_linked")
    return account if account is not None and account.active else None


def _accounts() -> AccountDatastore:
    return cast("AccountDatastore", _datastore)


def _client() -> Any:  # noqa: ANN401 - Authlib has no types
    return current_app.extensions[_CLIENT]


def _said(what: tuple[str, str], code: int) -> tuple[str, int]:
    words = appearance().words
    return render_template("security/said.html", title=words.text(what[0]), advice=words.text(what[1])), code
