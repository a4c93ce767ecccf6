"""Invitations: once, within seven days, and only their hash is kept."""

from hashlib import sha256

import pytest
from sqlalchemy import select

from web.admin.accounts_actions import add_account, invite_again, set_active
from web.security.passwords import password_hash
from web.security.person import Grant, Role
from web.store.faults import NotThereError
from web.store.tables.accounts import Invitation

CHOSEN = {"new_password": "fyra nya ord i rad", "new_password_confirm": "fyra nya ord i rad"}


@pytest.fixture
def invited(make_house):
    house = make_house()
    ident, token = add_account(
        house.store, name="Al", email="al@falt.example", grants=[Grant(Role.LEAD, team="a")], teams=["a"]
    )
    return house, ident, token


def test_an_invited_person_chooses_a_password_and_signs_in(invited):
    house, _, token = invited
    browser = house.browser()
    assert "al@falt.example" in browser.get(f"/invitation/{token}").text
    assert browser.post(f"/invitation/{token}", **CHOSEN).headers["Location"] == "/sign-in"
    assert "Ditt lösenord är valt" in browser.get("/sign-in").text
    assert browser.sign_in("al@falt.example", CHOSEN["new_password"]).status_code == 302
    assert house.audit() == [
        "account.added", "account.invited", "account.invitation_accepted", "account.signed_in",
    ]  # fmt: skip


def test_a_link_is_used_once(invited):
    house, _, token = invited
    browser = house.browser()
    browser.post(f"/invitation/{token}", **CHOSEN)
    answer = browser.get(f"/invitation/{token}")
    assert answer.status_code == 404
    assert "Inbjudan gäller inte längre" in answer.text


def test_a_link_holds_for_seven_days(invited):
    house, _, token = invited
    house.clock.turn(days=6, hours=23)
    assert house.browser().get(f"/invitation/{token}").status_code == 200
    house.clock.turn(hours=2)
    assert house.browser().get(f"/invitation/{token}").status_code == 404


def test_a_new_link_ends_the_earlier_ones(invited):
    house, ident, token = invited
    newer = invite_again(house.store, ident)
    assert house.browser().get(f"/invitation/{token}").status_code == 404
    assert house.browser().get(f"/invitation/{newer}").status_code == 200


def test_a_link_of_a_closed_account_holds_no_longer(invited):
    house, ident, token = invited
    house.change(ident, active=False)
    assert house.browser().get(f"/invitation/{token}").status_code == 404
    with pytest.raises(NotThereError):
        invite_again(house.store, ident)


def test_only_the_hash_of_a_link_is_kept(invited):
    house, _, token = invited
    with house.store.read() as session:
        assert session.scalar(select(Invitation.token_hash)) == sha256(token.encode()).hexdigest()
    assert token not in house.whole_audit()
    assert "al@falt.example" not in house.whole_audit()


@pytest.mark.parametrize(
    ("fields", "said"),
    [({"new_password": "kort", "new_password_confirm": "kort"}, "minst 12 tecken"),
     ({"new_password": "fyra nya ord i rad", "new_password_confirm": "fyra andra ord"}, "är inte lika")],
)  # fmt: skip
def test_a_password_that_cannot_be_is_told_and_the_link_stays(invited, fields, said):
    house, _, token = invited
    assert said in house.browser().post(f"/invitation/{token}", **fields).text
    assert house.browser().get(f"/invitation/{token}").status_code == 200


def test_beginning_anew_takes_everything_away_and_signs_out(house):
    browser = house.browser()
    browser.sign_in()
    house.set_up_codes(browser)
    invite_again(house.store, house.ident, begin_anew=True)
    account = house.account(house.ident)
    assert (account.password, account.tf_totp_secret, account.mf_recovery_codes) == (None, None, None)
    house.clock.turn(minutes=1)
    with house.app.app_context():
        house.app.extensions["faltplan_people"].forget()
    assert not browser.inside


def test_the_command_line_hashes_passwords_as_the_pages_check_them(house):
    with house.app.test_request_context():
        kept = password_hash("Ångström är långt", house.app.config["FALTPLAN"].keys.password)
        account = house.account(house.ident)
        account.password = kept
        assert account.verify_and_update_password("Ångström är långt".replace("Å", "A\u030a")) is False
        normal = house.app.extensions["security"].password_util.normalize("Ångström är långt")
        assert account.verify_and_update_password(normal)
        assert account.password == kept


def test_closing_an_account_ends_its_invitations_for_good(invited):
    house, ident, token = invited
    set_active(house.store, ident, active=False, expected=None)
    set_active(house.store, ident, active=True, expected=None)
    assert house.browser().get(f"/invitation/{token}").status_code == 404
