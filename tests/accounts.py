"""Accounts for the tests, and clients that are signed in with them."""

from secrets import token_hex

from flask import Flask
from flask.testing import FlaskClient

from web.store.tables.accounts import Account, Membership


def add_account(app: Flask, *grants: tuple[str, str], name: str = "ek") -> str:
    """Make an account with roles for teams (or, for ``district``, districts); gives its session's key."""
    key = token_hex(32)
    memberships = [
        Membership(role=role, district=bound) if role == "district" else Membership(role=role, team_id=bound)
        for role, bound in grants
    ]
    with app.config["FALTPLAN"].store.write("system") as work:
        work.add(Account(email=f"{key[:12]}@example.org", name=name, fs_uniquifier=key, memberships=memberships))
        work.note("account.made", "account", key[:12])
    return key


def session_of(app: Flask, key: str) -> dict[str, object]:
    """Give what lies in the session of somebody who has just signed in."""
    now = app.config["FALTPLAN"].store.clock().timestamp()
    return {"_user_id": key, "_fresh": True, "_began": now, "_seen": now, "fs_paa": now}


def session_cookie(app: Flask, key: str) -> dict[str, str]:
    """Give the session's cookie, as a browser keeps it."""
    serializer = app.session_interface.get_signing_serializer(app)
    return {"name": app.config["SESSION_COOKIE_NAME"], "value": serializer.dumps(session_of(app, key))}


def signed_in(app: Flask, *grants: tuple[str, str], name: str = "ek") -> FlaskClient:
    """Give a client whose session is that of a new account."""
    client = app.test_client()
    key = add_account(app, *grants, name=name)
    client.environ_base["HTTP_SEC_FETCH_SITE"] = "same-origin"  # what a browser says of a form of our own
    with client.session_transaction() as session:
        session.update(session_of(app, key))
    return client
