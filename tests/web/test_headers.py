"""The policy stands on every answer, and only the installation's own names are answered."""

import pytest
from flask import Blueprint, Flask

from web.security.access import UndeclaredRouteError, guard
from web.static_files import asset

PAGE = "/plan/uppsokarteamet/2026-W49"
POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; font-src 'self'; "
    "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"
)


@pytest.mark.parametrize(
    "path", ["/", PAGE, f"{PAGE}/map.js", f"{PAGE}/plan.geojson", "/static/css/tokens.css", "/nowhere"]
)
def test_every_answer_carries_the_policy_and_its_companions(client, path):
    headers = client.get(path, buffered=True).headers
    assert headers["Content-Security-Policy"] == POLICY
    assert headers["X-Content-Type-Options"] == "nosniff"
    assert headers["Referrer-Policy"] == "same-origin"
    assert headers["Cross-Origin-Opener-Policy"] == "same-origin"
    assert headers["Cross-Origin-Resource-Policy"] == "same-origin"
    assert "geolocation=()" in headers["Permissions-Policy"]
    assert "Cache-Control" in headers


def test_a_tile_url_lets_images_in_from_exactly_that_origin(make_app):
    app = make_app(tile_url="https://tiles.example:8443/a/{z}/{x}/{y}.png")
    policy = app.test_client().get("/").headers["Content-Security-Policy"]
    assert "img-src 'self' data: https://tiles.example:8443;" in policy
    assert policy.replace(" https://tiles.example:8443", "") == POLICY


@pytest.mark.parametrize("host", ["evil.example", "127.0.0.1.evil.example", "faltplan.example:8765", "10.0.0.5"])
def test_other_host_names_are_refused(client, host):
    answer = client.get(PAGE, headers={"Host": host})
    assert answer.status_code == 421
    assert "Uppsökarteamet" not in answer.text


@pytest.mark.parametrize("host", ["127.0.0.1", "127.0.0.1:8765", "localhost:99", "[::1]:8765"])
def test_names_of_this_computer_are_answered(make_app, host):
    assert make_app().test_client().get("/sign-in", headers={"Host": host}).status_code == 200


def test_the_host_of_the_settings_is_answered_beside_this_computer(make_app):
    app = make_app(url="https://faltplan.example")
    for host, code in (("faltplan.example", 200), ("127.0.0.1", 200), ("evil.example", 421)):
        assert app.test_client().get("/sign-in", headers={"Host": host}).status_code == code


def test_only_as_many_proxies_are_believed_as_the_settings_say(make_app):
    told = {"X-Forwarded-Host": "faltplan.example", "X-Forwarded-Proto": "https", "X-Forwarded-For": "192.0.2.7"}
    behind = make_app(url="https://faltplan.example", proxies=1).test_client()
    assert behind.get("/sign-in", headers={"Host": "10.0.0.5", **told}).status_code == 200
    direct = make_app(url="https://faltplan.example").test_client()
    assert direct.get("/sign-in", headers={"Host": "10.0.0.5", **told}).status_code == 421


def test_passkeys_may_be_used_by_our_own_pages_alone(client):
    assert "publickey-credentials-get=(self)" in client.get(PAGE).headers["Permissions-Policy"]


def test_an_address_with_https_is_kept_to_https_with_a_cookie_for_it_alone(make_app):
    secure = make_app(url="https://faltplan.example").test_client()
    answer = secure.get("/sign-in", base_url="https://faltplan.example")
    assert answer.headers["Strict-Transport-Security"] == "max-age=31536000"
    cookie = answer.headers["Set-Cookie"]
    assert cookie.startswith("__Host-faltplan=")
    assert all(part in cookie for part in ("Secure", "HttpOnly", "Path=/", "SameSite=Lax"))
    plain = make_app().test_client().get("/sign-in")
    assert "Strict-Transport-Security" not in plain.headers
    assert "Secure" not in plain.headers["Set-Cookie"]
    assert "HttpOnly" in plain.headers["Set-Cookie"]


@pytest.mark.parametrize("headers", [{"Sec-Fetch-Site": "cross-site"}, {"Origin": "https://evil.example"}, {}])
def test_nothing_is_changed_by_a_call_from_another_site(make_app, headers):
    client = make_app().test_client()
    for path in ("/sign-in", "/sign-out", "/account/sign-out-everywhere", "/appearance", "/admin/accounts"):
        assert client.post(path, headers=headers).status_code == 403


def test_a_route_that_does_not_declare_stops_the_program():
    app = Flask("x", static_folder=None)
    silent = Blueprint("silent", __name__)
    silent.add_url_rule("/silent", "silent", lambda: "hello")
    app.register_blueprint(silent)
    with pytest.raises(UndeclaredRouteError, match=r"silent\.silent"):
        guard(app, lambda: None)


def test_files_with_a_hash_in_their_address_are_kept_and_others_asked_for_again(client):
    assert "immutable" in client.get(asset("css/tokens.css"), buffered=True).headers["Cache-Control"]
    assert client.get("/static/v000000000000/css/tokens.css", buffered=True).headers["Cache-Control"] == "no-cache"
    assert client.get("/static/css/tokens.css", buffered=True).headers["Cache-Control"] == "no-cache"
    assert client.get("/static/../settings.py").status_code == 404


def test_unchanged_data_is_not_sent_again(client):
    first = client.get(f"{PAGE}/plan.geojson")
    again = client.get(f"{PAGE}/plan.geojson", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
