"""The policy stands on every answer, and only this computer is answered."""

import pytest
from flask import Blueprint, Flask

from web.security.access import Access, UndeclaredRouteError, access_of, guard

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
def test_names_of_this_computer_are_answered(client, host):
    assert client.get(PAGE, headers={"Host": host}).status_code == 200


def test_staff_pages_are_for_this_computer_alone(client):
    for path in (PAGE, f"{PAGE}/map.js", f"{PAGE}/plan.geojson", "/", "/maps/base.geojson"):
        assert client.get(path, environ_overrides={"REMOTE_ADDR": "192.0.2.7"}).status_code == 403
        assert client.get(path, environ_overrides={"REMOTE_ADDR": ""}).status_code == 403
    elsewhere = {"REMOTE_ADDR": "192.0.2.7"}
    assert client.get("/static/css/tokens.css", environ_overrides=elsewhere, buffered=True).status_code == 200


def test_every_route_declares_who_may_call_it(make_app):
    app = make_app()
    declared = {rule.endpoint: access_of(app, rule.endpoint) for rule in app.url_map.iter_rules()}
    assert None not in declared.values()
    assert {name for name, access in declared.items() if access is Access.PUBLIC} == {
        "static",
        "lead.choose_appearance",
    }


def test_a_route_that_does_not_declare_stops_the_program():
    app = Flask("x", static_folder=None)
    silent = Blueprint("silent", __name__)
    silent.add_url_rule("/silent", "silent", lambda: "hello")
    app.register_blueprint(silent)
    with pytest.raises(UndeclaredRouteError, match=r"silent\.silent"):
        guard(app)


def test_files_with_a_hash_in_their_address_are_kept_and_others_asked_for_again(client):
    assert "immutable" in client.get("/static/css/tokens.css?v=1", buffered=True).headers["Cache-Control"]
    assert client.get("/static/css/tokens.css", buffered=True).headers["Cache-Control"] == "no-cache"
    assert client.get("/static/../settings.py").status_code == 404


def test_unchanged_data_is_not_sent_again(client):
    first = client.get(f"{PAGE}/plan.geojson")
    again = client.get(f"{PAGE}/plan.geojson", headers={"If-None-Match": first.headers["ETag"]})
    assert again.status_code == 304
