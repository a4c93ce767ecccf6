"""The second step of signing in: codes that hold once, and what is asked of passkeys."""

import base64
import ipaddress
from typing import cast

from flask import request
from flask_login import current_user
from flask_security import Totp, UserMixin, WebauthnUtil
from flask_security.proxies import _datastore
from passlib.exc import TokenError
from passlib.totp import TotpMatch
from webauthn.helpers.structs import (
    AuthenticatorSelectionCriteria,
    ResidentKeyRequirement,
    UserVerificationRequirement,
)

from web.security.datastore import AccountDatastore


class OnceTotp(Totp):
    """Codes by time (RFC 6238), each of which is taken once, as its section 5.2 asks for."""

    def set_last_counter(self, user: UserMixin, tmatch: TotpMatch) -> None:
        """Use up the code's time step; a code that was used is no code."""
        if current_user and current_user.is_authenticated:
            return  # a new secret is being set up; nobody has signed in with it
        if not cast("AccountDatastore", _datastore).take_totp_counter(user.id, tmatch.counter):
            raise TokenError("used before")


class PasskeyRules(WebauthnUtil):
    """What is asked of passkeys: one that signs in alone knows its owner (PIN, finger), a second factor need not."""

    def authenticator_selection(self, user: UserMixin, usage: str) -> AuthenticatorSelectionCriteria:  # noqa: ARG002
        """Say which authenticators a new passkey may lie in."""
        alone = usage == "first"
        return AuthenticatorSelectionCriteria(
            resident_key=ResidentKeyRequirement.REQUIRED if alone else ResidentKeyRequirement.PREFERRED,
            user_verification=(
                UserVerificationRequirement.REQUIRED if alone else UserVerificationRequirement.DISCOURAGED
            ),
        )

    def user_verification(self, user: UserMixin | None, usage: list[str]) -> UserVerificationRequirement:  # noqa: ARG002
        """Say whether a passkey must know its owner."""
        return UserVerificationRequirement.DISCOURAGED if "secondary" in usage else UserVerificationRequirement.REQUIRED


def passkeys_work() -> bool:
    """Tell whether the address has a name: passkeys are bound to one (WebAuthn, section 5.1.3)."""
    try:
        ipaddress.ip_address(request.host.rpartition(":")[0].strip("[]") or request.host)
    except ValueError:
        return True
    return False


def fernet_key(key: str) -> bytes:
    """Give a key of the installation as Fernet takes it."""
    return base64.urlsafe_b64encode(bytes.fromhex(key)[:32])
