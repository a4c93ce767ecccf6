"""Answers are compressed where that helps, and an answer that is known already is not sent again."""

import pytest

WEEK = "/plan/uppsokarteamet/2026-W49"


@pytest.mark.parametrize("path", [WEEK, f"{WEEK}/plan.geojson?lang=sv", "/static/css/falt.css"])
def test_a_browser_that_takes_brotli_gets_a_fifth_of_the_bytes(client, path):
    plain = client.get(path, headers={"Accept-Encoding": "identity"})
    short = client.get(path, headers={"Accept-Encoding": "gzip, br"})
    assert (plain.headers.get("Content-Encoding"), short.headers["Content-Encoding"]) == (None, "br")
    assert len(short.data) < 0.35 * len(plain.data)
    assert "Accept-Encoding" in short.headers["Vary"]


def test_what_a_browser_has_is_not_sent_again(client):
    first = client.get(f"{WEEK}/plan.geojson?lang=sv", headers={"Accept-Encoding": "br"})
    again = client.get(
        f"{WEEK}/plan.geojson?lang=sv", headers={"Accept-Encoding": "br", "If-None-Match": first.headers["ETag"]}
    )
    assert (again.status_code, again.data) == (304, b"")


def test_files_that_are_short_already_are_left_alone(client):
    assert "Content-Encoding" not in client.get(f"{WEEK}/handout/sheets.pdf", headers={"Accept-Encoding": "br"}).headers


def test_sessions_keep_other_sites_from_asking_for_pages_in_somebodys_name(client):
    """Compressed pages hold secrets: what makes guessing them by length (BREACH) impossible."""
    app = client.application
    assert app.config["SESSION_COOKIE_SAMESITE"] in {"Lax", "Strict"}
