"""Forms of accounts: Flask-Security's as they are used here, and the token that each of them carries."""

from typing import Any

from flask import current_app
from flask_security import LoginForm
from flask_security.utils import validate_redirect_url


class SignInForm(LoginForm):
    """Name and password; nobody is remembered beyond the session."""

    remember = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        if self.next.data and not validate_redirect_url(self.next.data):
            self.next.data = ""  # an address elsewhere is forgotten; signing in is still right


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
