"""Signing in: Flask-Security over our store, with the views that are used and no others."""

from collections.abc import Callable
from datetime import timedelta
from functools import wraps
from typing import Any

from flask import Blueprint, Flask, Response, session
from flask_login import current_user, user_logged_out
from flask_login.utils import _user_context_processor
from flask_security import Security, password_changed, recovery_codes, tf_plugin, user_authenticated, views, webauthn
from flask_security.tf_plugin import tf_clean_session
from flask_security.utils import aware_utcnow
from flask_wtf.csrf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

from web.appearance import appearance
from web.security.access import Access, declare, person
from web.security.account_views import add_account_pages
from web.security.accounts import People, keep_people
from web.security.datastore import AccountDatastore
from web.security.flask_security_words import MESSAGES
from web.security.forms import FORMS
from web.security.keys import Keys
from web.security.passwords import LANES, MEMORY_KIB, ROUNDS, SHORTEST
from web.security.second_factor import OnceTotp, PasskeyRules, fernet_key, passkeys_work
from web.security.sessions import begin_session, time_is_out
from web.security.single_sign_on import add_single_sign_on
from web.security.slow_down import begin_try, end_try, keep_throttle
from web.security.throttle import Throttle
from web.settings import Settings
from web.store.faults import StaleEditError, StoreError
from web.store.store import Store
from web.store.tables.accounts import Account
from web.words import TRANSLATIONS

ANYBODY, SIGNED_IN = Access(anybody=True), Access()

VIEWS = (
    # endpoint, path, methods, view, who may call
    ("login", "/sign-in", "GET POST", views.login, ANYBODY),
    ("logout", "/sign-out", "POST", views.logout, ANYBODY),
    ("two_factor_token_validation", "/sign-in/code", "GET POST", views.two_factor_token_validation, ANYBODY),
    ("tf_select", "/sign-in/choose", "GET POST", tf_plugin.tf_select, ANYBODY),
    ("mf_recovery", "/sign-in/recovery-code", "GET POST", recovery_codes.mf_recovery, ANYBODY),
    ("wan_signin", "/sign-in/passkey", "GET POST", webauthn.webauthn_signin, ANYBODY),
    ("wan_signin_response", "/sign-in/passkey/<token>", "POST", webauthn.webauthn_signin_response, ANYBODY),
    # Anybody: where a second factor is required, it is set up before the first sign-in is complete.
    ("two_factor_setup", "/account/second-factor", "GET POST", views.two_factor_setup, ANYBODY),
    ("two_factor_setup_validate", "/account/second-factor/<token>", "POST", views.two_factor_setup_validate, SIGNED_IN),
    ("change_password", "/account/password", "GET POST", views.change_password, SIGNED_IN),
    ("mf_recovery_codes", "/account/recovery-codes", "GET POST", recovery_codes.mf_recovery_codes, SIGNED_IN),
    ("wan_register", "/account/passkeys", "GET POST", webauthn.webauthn_register, SIGNED_IN),
    ("wan_register_response", "/account/passkeys/<token>", "POST", webauthn.webauthn_register_response, SIGNED_IN),
    ("wan_delete", "/account/passkeys/remove", "POST", webauthn.webauthn_delete, SIGNED_IN),
    ("verify", "/confirm", "GET POST", views.verify, SIGNED_IN),
    ("wan_verify", "/confirm/passkey", "GET POST", webauthn.webauthn_verify, SIGNED_IN),
    ("wan_verify_response", "/confirm/passkey/<token>", "POST", webauthn.webauthn_verify_response, SIGNED_IN),
)
"""The views of Flask-Security that there are."""


def add_sign_in(app: Flask, settings: Settings, keys: Keys, store: Store) -> Blueprint:
    """Add accounts to an application; gives the blueprint that they live in, to be registered."""
    app.config.from_mapping(_configuration(settings, keys))
    if settings.proxies:
        many = settings.proxies
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=many, x_proto=many, x_host=many)  # type: ignore[method-assign]
    seen = People(store)
    app.extensions.update(keep_people(seen))
    app.extensions.update(keep_throttle(Throttle(store, bytes.fromhex(keys.password))))
    CSRFProtect(app)
    datastore = AccountDatastore(store, seen)
    security = Security(
        app,
        datastore,
        register_blueprint=False,
        totp_cls=OnceTotp,
        webauthn_util_cls=PasskeyRules,
        **FORMS,
    )
    security.want_json(lambda _request: False)
    _look_up_once(app, security)
    _tell(app, datastore)
    blueprint = _blueprint(datastore)
    add_account_pages(blueprint)
    add_single_sign_on(app, blueprint, settings)
    app.jinja_env.globals.update(
        passkeys_work=passkeys_work,
        my_account=lambda: current_user,
        time_is_out=time_is_out,
        password_length=SHORTEST,
    )
    return blueprint


def _configuration(settings: Settings, keys: Keys) -> dict[str, Any]:
    https = settings.url.startswith("https:")
    fresh = timedelta(minutes=15)
    return {
        "SESSION_COOKIE_NAME": "__Host-faltplan" if https else "faltplan",
        "SESSION_COOKIE_SECURE": https,
        "SESSION_COOKIE_HTTPONLY": True,
        "SESSION_COOKIE_SAMESITE": "Lax",
        "SESSION_PROTECTION": None,
        "PERMANENT_SESSION_LIFETIME": timedelta(hours=settings.session_hours),
        "WTF_CSRF_CHECK_DEFAULT": False,
        "WTF_CSRF_TIME_LIMIT": None,
        "SECURITY_PASSWORD_SALT": keys.password,
        "SECURITY_PASSWORD_SCHEMES": ["argon2"],
        "SECURITY_PASSWORD_HASH_PASSLIB_OPTIONS": {
            "argon2__memory_cost": MEMORY_KIB,
            "argon2__time_cost": ROUNDS,
            "argon2__parallelism": LANES,
        },
        "SECURITY_PASSWORD_LENGTH_MIN": SHORTEST,
        "SECURITY_RETURN_GENERIC_RESPONSES": True,
        "SECURITY_EMAIL_VALIDATOR_ARGS": {"check_deliverability": False, "test_environment": True},
        "SECURITY_API_ENABLED_METHODS": ["session"],
        "SECURITY_CHANGEABLE": True,
        "SECURITY_SEND_PASSWORD_CHANGE_EMAIL": False,
        "SECURITY_POST_LOGIN_VIEW": "/",
        "SECURITY_POST_LOGOUT_VIEW": "security.login",
        "SECURITY_POST_CHANGE_VIEW": "security.account",
        "SECURITY_POST_VERIFY_VIEW": "security.account",
        "SECURITY_LOGOUT_CSRF": True,
        "SECURITY_LOGOUT_USER_TEMPLATE": "security/sign_out.html",
        "SECURITY_LOGIN_USER_TEMPLATE": "security/sign_in.html",
        "SECURITY_VERIFY_TEMPLATE": "security/confirm.html",
        "SECURITY_CHANGE_PASSWORD_TEMPLATE": "security/password.html",
        "SECURITY_TWO_FACTOR_VERIFY_CODE_TEMPLATE": "security/code.html",
        "SECURITY_TWO_FACTOR_SETUP_TEMPLATE": "security/second_factor.html",
        "SECURITY_TWO_FACTOR_SELECT_TEMPLATE": "security/choose.html",
        "SECURITY_MULTI_FACTOR_RECOVERY_TEMPLATE": "security/recovery_code.html",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_TEMPLATE": "security/recovery_codes.html",
        "SECURITY_WAN_REGISTER_TEMPLATE": "security/passkeys.html",
        "SECURITY_WAN_SIGNIN_TEMPLATE": "security/passkey_sign_in.html",
        "SECURITY_WAN_VERIFY_TEMPLATE": "security/confirm.html",
        "SECURITY_TWO_FACTOR": True,
        "SECURITY_TWO_FACTOR_REQUIRED": settings.second_factor == "required",
        "SECURITY_TWO_FACTOR_ENABLED_METHODS": ["authenticator"],
        "SECURITY_TWO_FACTOR_AUTHENTICATOR_VALIDITY": 30,
        "SECURITY_TWO_FACTOR_POST_SETUP_VIEW": "security.account",
        "SECURITY_TWO_FACTOR_RESCUE_EMAIL": False,
        "SECURITY_TOTP_SECRETS": {"1": keys.totp},
        "SECURITY_TOTP_ISSUER": "Fältplan",
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES": True,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_N": 8,
        "SECURITY_MULTI_FACTOR_RECOVERY_CODES_KEYS": [fernet_key(keys.totp)],
        "SECURITY_WEBAUTHN": True,
        "SECURITY_WAN_RP_NAME": "Fältplan",
        "SECURITY_WAN_ALLOW_USER_HINTS": False,
        "SECURITY_WAN_POST_REGISTER_VIEW": "security.wan_register",
        "SECURITY_FRESHNESS": fresh,
        "SECURITY_FRESHNESS_GRACE_PERIOD": fresh,
        "SECURITY_CLI_USERS_NAME": "",
        "SECURITY_CLI_ROLES_NAME": "",
        "SECURITY_I18N_DOMAIN": "messages",
        "SECURITY_I18N_DIRNAME": [str(TRANSLATIONS)],
        "SECURITY_DATETIME_FACTORY": aware_utcnow,
        **{f"SECURITY_MSG_{name}": said for name, said in MESSAGES.items()},
    }


def _look_up_once(app: Flask, security: Security) -> None:
    """Keep Flask-Principal and Flask-Login from loading the account at every call: `identify` has looked it up."""
    app.before_request_funcs[None].remove(security.principal._on_before_request)  # noqa: SLF001
    app.template_context_processors[None].remove(_user_context_processor)
    app.context_processor(_shared)


def _whole(view: Callable[..., Any], datastore: AccountDatastore) -> Callable[..., Any]:
    """Let a view's changes be written before it answers; where they cannot be, the session is as it was before."""

    @wraps(view)
    def run(**values: Any) -> Any:  # noqa: ANN401 - whatever the view answers
        before = dict(session)
        answer = view(**values)
        try:
            datastore.commit()
        except (StoreError, StaleEditError):
            session.clear()
            session.update(before)
            raise
        return answer

    return run


def _shared() -> dict[str, object]:
    chosen = appearance()
    return {"person": person(), "appearance": chosen, "words": chosen.words}


def _tell(app: Flask, datastore: AccountDatastore) -> None:
    """Write signing in and out, and changed passwords, into the audit."""

    @user_authenticated.connect_via(app)
    def began(_app: Flask, user: Account, authn_via: list[str] | None = None, **_more: object) -> None:
        begin_session()
        # What was begun for another account does not outlive this sign-in.
        tf_clean_session()  # type: ignore[no-untyped-call]
        session.pop("_remember", None)  # a session ends
        if "change" not in (authn_via or ()):
            datastore.signed_in(user, "+".join(authn_via or ["second_factor"]))

    @password_changed.connect_via(app)
    def changed(_app: Flask, user: Account, **_more: object) -> None:
        datastore.noted(user, "account.password_changed")

    @user_logged_out.connect_via(app)  # type: ignore[untyped-decorator]
    def ended(_app: Flask, user: Account, **_more: object) -> None:
        if user is not None and getattr(user, "id", None):
            datastore.store.note(f"account:{user.id}", "account.signed_out", "account", user.id)


def _blueprint(datastore: AccountDatastore) -> Blueprint:
    found = Blueprint("security", __name__)
    for endpoint, path, methods, view, access in VIEWS:
        found.add_url_rule(path, endpoint, declare(_whole(view, datastore), access), methods=methods.split())
    found.before_request(begin_try)
    found.after_request(end_try)

    @found.after_request
    def keep_nothing(response: Response) -> Response:
        response.headers["Cache-Control"] = "private, no-store"
        return response

    return found
