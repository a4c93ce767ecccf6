"""Forms of accounts: Flask-Security's as they are used here, and the token that each of them carries."""

from typing import Any

from flask import current_app
from flask_security import LoginForm


class SignInForm(LoginForm):
    """Name and password; nobody is remembered beyond the session."""

    remember = None


FORMS: dict[str, Any] = {"login_form": SignInForm}
"""Forms that replace those of Flask-Security."""


def check_token() -> None:
    """Refuse a form that does not carry the token of its session.

    Raises
    ------
    flask_wtf.csrf.CSRFError
        The token is missing, or is another session's.
    """
    current_app.extensions["csrf"].protect()
