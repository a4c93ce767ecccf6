"""Forms of accounts: Flask-Security's as they are used here, and the token that each of them carries."""

from typing import Any

from flask import current_app, session
from flask_security import LoginForm, WebAuthnSigninResponseForm
from flask_security.utils import get_message, validate_redirect_url


class SignInForm(LoginForm):
    """Name and password; nobody is remembered beyond the session."""

    remember = None

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 - WTForms' own
        super().__init__(*args, **kwargs)
        if self.next.data and not validate_redirect_url(self.next.data):
            self.next.data = ""  # an address elsewhere is forgotten; signing in is still right


class PasskeyForm(WebAuthnSigninResponseForm):
    """What a passkey answers: alone it must know its owner, as second step it must be of whoever took the first."""

    def validate(self, **kwargs: Any) -> bool:  # noqa: ANN401 - WTForms' own
        """Tell whether the answer holds."""
        if not super().validate(**kwargs) or self.user is None:
            return False
        if not self.user.is_active:
            return False
        if self.is_secondary and self.user.fs_uniquifier != session.get("tf_user_id"):
            return self._refuse("WEBAUTHN_MISMATCH_USER_HANDLE")
        if not (self.is_secondary or self.is_verify or self.mf_check):
            return self._refuse("WEBAUTHN_NO_VERIFY")
        return True

    def _refuse(self, message: str) -> bool:
        self.credential.errors = [get_message(message, cause="")[0]]
        return False


FORMS: dict[str, Any] = {"login_form": SignInForm, "wan_signin_response_form": PasskeyForm}
"""Forms that replace those of Flask-Security."""


def check_token() -> None:
    """Refuse a form that does not carry the token of its session.

    Raises
    ------
    flask_wtf.csrf.CSRFError
        The token is missing, or is another session's.
    """
    current_app.extensions["csrf"].protect()
