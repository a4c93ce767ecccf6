"""Signing in with a real browser: passwords, codes, recovery codes, passkeys, single sign-on, invitations."""

import re
from datetime import UTC, datetime, timedelta

import pytest
from axe_playwright_python.sync_playwright import Axe
from passlib.totp import TOTP

from web.admin.accounts_actions import add_account
from web.security.passwords import password_hash
from web.security.person import Grant, Role
from web.store.tables.accounts import Account

pytestmark = pytest.mark.browser

PASSWORD = "fyra ord i en rad"  # noqa: S105
TEAM = "uppsokarteamet"
WEEK = f"/plan/{TEAM}/2026-W49"
RULES = {"runOnly": {"type": "tag", "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa"]}}


class House:
    """A running application, its accounts and its clock."""

    def __init__(self, address, served):
        self.address, self.app = address, served[address].app
        self.parts = self.app.config["FALTPLAN"]
        self.ahead = timedelta()
        self.parts.store.clock = lambda: datetime.now(UTC) + self.ahead

    def add(self, email, *, role=Role.LEAD, password=PASSWORD):
        grant = Grant(role, team=TEAM) if role is Role.LEAD else Grant(role)
        ident, token = add_account(self.parts.store, name="Talgoxe", email=email, grants=[grant], teams=[TEAM])
        if password:
            with self.parts.store.write("system") as work:
                hashed = password_hash(password, self.parts.keys.password)
                work.edit(Account, ident, expected=None, changes={"password": hashed})
                work.note("account.changed", "account", ident)
        return token


@pytest.fixture(scope="session")
def house(serve, served, example, identity_provider):
    """Serve the example plan under a name, as passkeys need it, with single sign-on."""
    oidc = {"oidc_issuer": identity_provider.issuer, "oidc_client_id": "faltplan", "oidc_client_secret": "secret"}
    return House(serve(example.example_plan(), host="localhost", **oidc), served)


@pytest.fixture
def enter(visit, house):
    """Open a page as somebody who has not signed in."""

    def open_page(path="/sign-in", **options):
        house.ahead = timedelta()
        return visit(house.address + path, wait=False, grants=(), **options)

    return open_page


def fill(page, email, password=PASSWORD):
    page.get_by_label("E-postadress").fill(email)
    page.get_by_label("Lösenord").fill(password)
    page.get_by_role("button", name="Logga in", exact=True).click()


def code(secret, *, steps=0):
    return TOTP(key=re.sub(r"[^A-Z2-7]", "", secret)).generate(datetime.now(UTC).timestamp() + 30 * steps).token


def violations(page):
    found = Axe().run(page, options=RULES).response["violations"]
    return [(rule["id"], [node["target"] for node in rule["nodes"]][:5]) for rule in found]


def set_up_codes(page, house):
    page.goto(f"{house.address}/account")
    page.get_by_role("link", name="Ställ in koder från en app").click()
    page.get_by_role("button", name="Ställ in en app").click()
    secret = page.locator(".code").inner_text()
    assert page.locator("img.qr").evaluate("image => image.complete && image.naturalWidth > 0")
    page.get_by_label("Skriv koden som appen visar").fill(code(secret))
    page.get_by_role("button", name="Klar").click()
    page.get_by_text("Ditt andra steg är på plats.").wait_for()
    return secret


def sign_out(page):
    page.locator("header").get_by_role("button", name="Logga ut").click()
    page.wait_for_url("**/sign-in")


def test_one_signs_in_sees_ones_week_and_signs_out(enter, house):
    house.add("week@falt.example")
    seen = enter(WEEK)
    assert seen.page.url == f"{house.address}/sign-in?next={WEEK}"
    fill(seen.page, "week@falt.example")
    seen.page.wait_for_selector("html[data-map=ready]")
    assert seen.page.url == house.address + WEEK
    assert "Talgoxe" in seen.page.locator("header").inner_text()
    sign_out(seen.page)
    seen.page.goto(house.address + WEEK)
    assert "/sign-in" in seen.page.url
    seen.quiet(house.address)


def test_a_wrong_password_is_told_and_the_sixth_try_has_to_wait(enter, house):
    house.add("slow@falt.example")
    page = enter().page
    for _ in range(5):
        fill(page, "slow@falt.example", "fel")
        page.get_by_role("alert").get_by_text("E-postadressen eller lösenordet stämmer inte.").wait_for()
    fill(page, "slow@falt.example")
    page.get_by_role("heading", name="För många försök").wait_for()
    assert re.search(r"Vänta \d+ sekunder", page.locator("main").inner_text())
    assert violations(page) == []


def test_codes_from_an_app_are_set_up_and_asked_for(enter, house):
    house.add("codes@falt.example")
    seen = enter()
    fill(seen.page, "codes@falt.example")
    secret = set_up_codes(seen.page, house)
    sign_out(seen.page)
    fill(seen.page, "codes@falt.example")
    seen.page.get_by_label("Kod från din app").fill("000000")
    seen.page.get_by_role("button", name="Fortsätt").click()
    assert "Koden stämmer inte" in seen.page.locator(".err").inner_text()
    assert violations(seen.page) == []
    seen.page.get_by_label("Kod från din app").fill(code(secret, steps=1))
    seen.page.get_by_role("button", name="Fortsätt").click()
    seen.page.locator("header").get_by_text("Talgoxe").wait_for()
    seen.quiet(house.address)


def test_a_recovery_code_lets_in_without_the_phone(enter, house):
    house.add("lost@falt.example")
    page = enter().page
    fill(page, "lost@falt.example")
    set_up_codes(page, house)
    page.get_by_role("link", name="Se reservkoder").click()
    page.get_by_role("button", name="Gör nya koder").click()
    codes = page.locator("li.code").all_inner_texts()
    assert len(codes) == 8
    sign_out(page)
    fill(page, "lost@falt.example")
    page.get_by_role("link", name="Jag kan inte få fram en kod").click()
    page.get_by_role("link", name="Använd en reservkod").click()
    page.get_by_label("Reservkod").fill(codes[3])
    page.get_by_role("button", name="Fortsätt").click()
    page.goto(f"{house.address}/account")
    page.get_by_text("7 koder finns kvar").wait_for()


def authenticator(page):
    """Put a virtual authenticator into the browser (WebAuthn's own protocol for tests)."""
    devtools = page.context.new_cdp_session(page)
    devtools.send("WebAuthn.enable")
    options = {
        "protocol": "ctap2", "transport": "internal", "hasResidentKey": True, "hasUserVerification": True,
        "isUserVerified": True, "automaticPresenceSimulation": True,
    }  # fmt: skip
    made = devtools.send("WebAuthn.addVirtualAuthenticator", {"options": options})
    return devtools, made["authenticatorId"]


def add_passkey(page, house, name, usage):
    page.goto(f"{house.address}/account/passkeys")
    page.get_by_label("Namn").fill(name)
    page.get_by_label(usage).check()
    page.get_by_role("button", name="Lägg till en nyckel").click()
    page.get_by_text(f"Nyckeln {name} är tillagd.").wait_for()


def test_a_passkey_is_added_and_signs_in_alone(enter, house):
    house.add("key@falt.example")
    seen = enter()
    devtools, key = authenticator(seen.page)
    fill(seen.page, "key@falt.example")
    add_passkey(seen.page, house, "Jobbtelefonen", "För att logga in med bara den")
    assert len(devtools.send("WebAuthn.getCredentials", {"authenticatorId": key})["credentials"]) == 1
    sign_out(seen.page)
    seen.page.goto(f"{house.address}/sign-in?next=/account")
    seen.page.get_by_role("button", name="Logga in med en nyckel").click()
    seen.page.wait_for_url("**/account")
    assert "key@falt.example" in seen.page.locator("main").inner_text()
    seen.page.get_by_role("link", name="Se nycklar").click()
    seen.page.get_by_role("button", name="Ta bort Jobbtelefonen").click()
    seen.page.get_by_text("Nyckeln Jobbtelefonen är borttagen.").wait_for()
    seen.quiet(house.address)
    sign_out(seen.page)
    seen.page.get_by_role("button", name="Logga in med en nyckel").click()
    seen.page.get_by_text("Nyckeln är inte känd här.").wait_for()


def test_a_passkey_is_the_second_step_and_a_choice_beside_codes(enter, house):
    house.add("second@falt.example")
    page = enter().page
    authenticator(page)
    fill(page, "second@falt.example")
    add_passkey(page, house, "Nyckelknippan", "Som andra steg efter lösenordet")
    sign_out(page)
    fill(page, "second@falt.example")
    page.get_by_role("button", name="Använd nyckeln").click()
    page.locator("header").get_by_text("Talgoxe").wait_for()
    set_up_codes(page, house)
    sign_out(page)
    fill(page, "second@falt.example")
    assert violations(page) == []
    page.get_by_role("button", name="En nyckel").click()
    page.get_by_role("button", name="Använd nyckeln").click()
    page.locator("header").get_by_text("Talgoxe").wait_for()


def test_a_passkey_confirms_that_it_is_you(enter, house):
    house.add("fresh@falt.example")
    page = enter().page
    authenticator(page)
    fill(page, "fresh@falt.example")
    add_passkey(page, house, "Jobbtelefonen", "För att logga in med bara den")
    page.goto(f"{house.address}/confirm?next=/account/recovery-codes")
    assert violations(page) == []
    page.get_by_role("button", name="Bekräfta med en nyckel").click()
    page.wait_for_url("**/account/recovery-codes")


def test_a_passkey_that_is_refused_is_told(enter, house):
    page = enter().page
    devtools, key = authenticator(page)
    devtools.send("WebAuthn.setUserVerified", {"authenticatorId": key, "isUserVerified": False})
    page.get_by_role("button", name="Logga in med en nyckel").click()
    page.get_by_text("Det gick inte, eller avbröts. Försök igen.").wait_for()
    assert violations(page) == []


def test_the_organisation_s_account_lets_in_whom_it_knows(enter, house, identity_provider):
    house.add("single@falt.example", password=None)
    identity_provider.know("j-1", email="single@falt.example", email_verified=True)
    identity_provider.know("j-2", email="stranger@falt.example", email_verified=True)
    for subject, said in (("j-2", "Du har inget konto här"), ("j-1", "Mitt konto")):
        page = enter("/sign-in?next=/account").page
        page.get_by_role("link", name="Logga in med organisationens konto").click()
        page.locator("input[name=sub]").fill(subject)
        page.get_by_role("button", name="Authorize").click()
        page.get_by_role("heading", name=said).wait_for()
        assert page.url.startswith(house.address)


def test_an_invitation_becomes_an_account(enter, house):
    token = house.add("new@falt.example", password=None)
    seen = enter(f"/invitation/{token}")
    assert violations(seen.page) == []
    seen.page.get_by_label("Nytt lösenord", exact=True).fill("helt egna ord")
    seen.page.get_by_label("Nytt lösenord en gång till").fill("helt egna ord")
    seen.page.get_by_role("button", name="Välj lösenordet").click()
    seen.page.get_by_text("Ditt lösenord är valt. Logga in med det.").wait_for()
    fill(seen.page, "new@falt.example", "helt egna ord")
    seen.page.wait_for_selector("html[data-map=ready]")
    seen.quiet(house.address)


def test_when_the_time_is_out_one_goes_on_where_one_was(enter, house):
    house.add("late@falt.example")
    page = enter().page
    fill(page, "late@falt.example")
    page.wait_for_selector("html[data-map=ready]")
    page.goto(f"{house.address}{WEEK}?dag=2026-12-03")
    house.ahead = timedelta(hours=2)
    page.reload()
    page.get_by_text("Tiden är ute. Logga in igen, så fortsätter du där du var.").wait_for()
    assert violations(page) == []
    fill(page, "late@falt.example")
    page.wait_for_selector("html[data-map=ready]")
    assert page.url == f"{house.address}{WEEK}?dag=2026-12-03"


def test_an_admin_invites_and_the_link_works(enter, house):
    house.add("svala@falt.example", role=Role.ADMIN)
    seen = enter("/admin/accounts")
    fill(seen.page, "svala@falt.example")
    seen.page.get_by_label("Kodnamn").fill("Uggla")
    seen.page.get_by_label("E-postadress").fill("uggla@falt.example")
    seen.page.get_by_label("Granskare").check()
    seen.page.get_by_role("button", name="Skapa kontot och inbjudan").click()
    link = seen.page.locator("code").inner_text()
    assert violations(seen.page) == []
    seen.page.get_by_role("link", name="Jag har den").click()
    assert violations(seen.page) == []
    seen.quiet(house.address)
    other = enter(link.removeprefix(house.address)).page
    assert other.get_by_role("heading", name="Välkommen, Uggla").count() == 1


PAGES = [
    "/sign-in", "/account", "/account/password", "/account/second-factor", "/account/recovery-codes",
    "/account/passkeys", "/confirm", "/admin/accounts",
]  # fmt: skip


@pytest.mark.parametrize("theme", ["light", "dark"])
@pytest.mark.parametrize("phone", [False, True])
@pytest.mark.parametrize("path", PAGES)
def test_no_page_of_accounts_has_a_violation_or_is_wider_than_the_screen(visit, house, path, phone, theme):
    grants = () if path == "/sign-in" else (("admin", ""),)
    seen = visit(house.address + path, wait=False, phone=phone, theme=theme, grants=grants)
    assert violations(seen.page) == []
    assert seen.page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    seen.quiet(house.address)
