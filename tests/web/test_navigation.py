"""The menu shows what somebody may open, and the start page opens the first of it."""

import re

import pytest

TEAM = "uppsokarteamet"
LEADS = ["Veckan", "Platser", "Tips", "I natt", "Team", "Uppföljning", "Räckvidd"]


@pytest.mark.parametrize(
    ("grants", "start", "menu"),
    [
        ([("lead", TEAM)], f"/plan/{TEAM}/2026-W49", LEADS),
        (
            [("lead", TEAM), ("admin", "")],
            f"/plan/{TEAM}/2026-W49",
            [*LEADS[:-2], "Konton", "Gallring", "Uppföljning", "Räckvidd"],
        ),
        ([("field", TEAM)], "/field", []),
        ([("admin", "")], "/admin/accounts/", ["Konton", "Gallring", "Räckvidd"]),
        ([("auditor", "")], "/audit", ["Granskning", "Gallring", "Uppföljning"]),
        ([("partner", TEAM)], "/account", []),
    ],
)
def test_the_start_page_and_the_menu_follow_the_roles(make_app, sign_in, grants, start, menu):
    client = sign_in(make_app(), *grants)
    opened = client.get("/", follow_redirects=True)
    assert opened.status_code == 200
    assert opened.request.path.rstrip("/") == start.rstrip("/")
    found = re.search(r'<nav class="nav menu-main".*?</nav>', opened.text, re.DOTALL)
    assert re.findall(r"<a [^>]*>([\w ]+)", found[0] if found else "") == menu


def test_who_has_not_signed_in_has_no_menu(make_app):
    assert "menu-main" not in make_app().test_client().get("/sign-in").text
