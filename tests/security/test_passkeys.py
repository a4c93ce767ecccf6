"""Passkeys answered by an authenticator of the tests: whose they are, and whether they knew their owner."""

import json
import re
from base64 import urlsafe_b64encode
from hashlib import sha256
from html import unescape

import pytest
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from webauthn.helpers import encode_cbor

from web.store.tables.accounts import Passkey

PRESENT, VERIFIED = 0x01, 0x04


def text_of(data):
    return urlsafe_b64encode(data).rstrip(b"=").decode()


class Authenticator:
    """One passkey (ES256) of an account; ``usage`` is ``first`` or ``secondary``."""

    def __init__(self, house, account, usage):
        self.key = ec.generate_private_key(ec.SECP256R1())
        self.id = sha256(f"{account} {usage}".encode()).digest()
        self.handle = house.account(account).fs_webauthn_user_handle
        place = self.key.public_key().public_numbers()
        x, y = (number.to_bytes(32, "big") for number in (place.x, place.y))
        row = Passkey(
            credential_id=self.id,
            public_key=encode_cbor({1: 2, 3: -7, -1: 1, -2: x, -3: y}),
            backup_state=False,
            device_type="single_device",
            lastuse_datetime=house.clock(),
            name="nyckel",
            usage=usage,
            user_id=account,
        )
        with house.store.write("system") as work:
            work.session.add(row)
            work.note("account.passkey_added", "account", account)

    def answer(self, page, flags):
        """Answer what a page asks for; gives the form's address, token and credential."""
        options = json.loads(unescape(re.search(r'data-options="([^"]+)"', page).group(1)))
        told = {"type": "webauthn.get", "challenge": options["challenge"], "origin": "http://localhost"}
        client = json.dumps(told).encode()
        device = sha256(b"localhost").digest() + bytes([flags]) + (0).to_bytes(4, "big")
        signature = self.key.sign(device + sha256(client).digest(), ec.ECDSA(hashes.SHA256()))
        credential = {
            "id": text_of(self.id),
            "rawId": text_of(self.id),
            "type": "public-key",
            "response": {
                "clientDataJSON": text_of(client),
                "authenticatorData": text_of(device),
                "signature": text_of(signature),
                "userHandle": text_of(self.handle.encode()),
            },
        }
        return unescape(re.search(r'action="(/sign-in/passkey/[^"]+)"', page).group(1)), json.dumps(credential)


def use(browser, passkey, flags, *, asked_by=None):
    """Sign in with a passkey, by a question that another browser may have been asked."""
    action, credential = passkey.answer((asked_by or browser).post("/sign-in/passkey").text, flags)
    return browser.post(action, page="/sign-in/passkey", credential=credential)


@pytest.fixture
def half_way(house):
    """Give somebody whose account asks for a second step with a passkey, and who has given the password."""
    ident = house.add("annan@falt.example")
    own = Authenticator(house, ident, "secondary")
    browser = house.browser()
    browser.sign_in("annan@falt.example")
    assert not browser.inside
    return browser, own


def test_a_passkey_that_knows_its_owner_signs_in_alone(house):
    browser = house.browser()
    use(browser, Authenticator(house, house.ident, "first"), PRESENT | VERIFIED)
    assert browser.inside


def test_a_passkey_of_ones_own_is_the_second_step(half_way):
    browser, own = half_way
    use(browser, own, PRESENT)
    assert browser.inside


def test_a_stolen_passkey_is_no_second_step_after_another_accounts_password(house, half_way):
    browser, _ = half_way
    use(browser, Authenticator(house, house.ident, "secondary"), PRESENT)
    assert not browser.inside


def test_a_passkey_that_does_not_know_its_owner_does_not_sign_in_alone(house, half_way):
    asked, _ = half_way
    browser = house.browser()
    use(browser, Authenticator(house, house.ident, "first"), PRESENT, asked_by=asked)
    assert not browser.inside


def test_a_closed_account_signs_in_with_nothing(house):
    passkey = Authenticator(house, house.ident, "first")
    house.change(house.ident, active=False)
    browser = house.browser()
    use(browser, passkey, PRESENT | VERIFIED)
    assert not browser.inside
    assert "account.signed_in" not in house.audit()
